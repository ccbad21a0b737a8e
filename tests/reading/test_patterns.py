"""Every regular expression of the package's readers costs time in proportion to the text, whatever the text.

Python counts no steps of a match, so times are compared: eight times the text may take eight times as long
and some, never the 64 times of a pattern that backtracks. A match too quick to be timed is repeated until it
can be; nothing depends on how fast the machine is.
"""

from __future__ import annotations

import importlib
import pkgutil
import re
import time

import pytest

import closedetect.reading

SHORT, GROWTH = 1_500, 8
# Quadratic patterns take 64 times as long; a constant start-up makes the short text look dear, never cheap.
ALLOWED = 28
UNITS = [
    "a", " ", "A ", "a.", "1", "1:", "00:00:", "[00:01", "(", "[a", "<v ", "<", "*", "**", "-", "- ", "> ", ">>",
    "_", "#", "|", "| a ", "=", "I=", "a=b ", "\n", "\n\n", "\\n", "\\r\\n", "\\n a", ":", "A:", "\t", ". ", "\u2605",
    "{\\", "\u266a", "Speaker ", "Interview 1 ", "candidate name ", "12.5s ", "'", '"', "\u3000", "Mr. ",
]  # fmt: skip
TAILS = ["", "\x00", "!", ":"]


def _patterns():
    found = {}
    for info in pkgutil.iter_modules(closedetect.reading.__path__):
        module = importlib.import_module(f"closedetect.reading.{info.name}")
        for name, value in vars(module).items():
            for i, pattern in enumerate(_inside(value)):
                found.setdefault(pattern, f"{info.name}.{name}{f'[{i}]' if i else ''}")
    return {name: pattern for pattern, name in found.items()}


def _inside(value):
    if isinstance(value, re.Pattern):
        yield value
    elif isinstance(value, (tuple, list, frozenset)):
        for item in value:
            yield from _inside(item)
    elif isinstance(value, dict):
        yield from _inside(tuple(value.values()))


PATTERNS = _patterns()


def _work(pattern, text):
    pattern.match(text)
    pattern.fullmatch(text)
    for _ in pattern.finditer(text):
        pass


def _time(pattern, text, times):
    best = float("inf")
    for _ in range(3):
        begin = time.process_time_ns()
        for _ in range(times):
            _work(pattern, text)
        best = min(best, time.process_time_ns() - begin)
    return best


def _growth(pattern, unit, tail):
    short, long = (unit * (n // len(unit)) + tail for n in (SHORT, SHORT * GROWTH))
    times = 1
    while (cost := _time(pattern, short, times)) < 100 * _TICK:
        times *= 4
    return _time(pattern, long, times) / cost


def _tick():
    """The smallest step of the clock, so that what is timed is far above it."""
    steps = set()
    for _ in range(20):
        begin = time.process_time_ns()
        while (now := time.process_time_ns()) == begin:
            pass
        steps.add(now - begin)
    return min(steps)


_TICK = max(_tick(), 300)


def test_the_walk_finds_the_patterns():
    assert len(PATTERNS) > 30
    assert {"heads._HEAD", "bare._WORD", "cues._TAG", "names._PAREN"} <= set(PATTERNS)


@pytest.mark.parametrize("name", PATTERNS)
def test_eight_times_the_text_takes_about_eight_times_as_long(name):
    pattern = PATTERNS[name]
    for unit in UNITS:
        for tail in TAILS:
            # Another process may get in the way of one measurement, not of four in a row.
            growths = []
            while not growths or (growths[-1] > ALLOWED and len(growths) < 4):
                growths.append(_growth(pattern, unit, tail))
            assert min(growths) <= ALLOWED, f"{name}: {pattern.pattern!r} on {unit!r}...{tail!r}: {growths}"


def test_the_test_itself_sees_a_slow_pattern():
    assert min(_growth(re.compile(r"(?:a+)b"), "a", "") for _ in range(2)) > ALLOWED
