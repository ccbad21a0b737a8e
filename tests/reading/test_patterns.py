"""Every regular expression of the package's readers costs time in proportion to the text, whatever the text.

Python counts no steps of a match, so times are compared: six times the text may take six times as long and
some, never the 36 times of a pattern that backtracks. A match too quick to be timed is repeated until it
can be; nothing depends on how fast the machine is.
"""

from __future__ import annotations

import importlib
import itertools
import pkgutil
import re
import time

import pytest

import closedetect.reading

SHORT, GROWTH = 300, 6
# Quadratic patterns take 36 times as long; a constant start-up makes the short text look dear, never cheap.
ALLOWED = 18
UNITS = [
    "a", " ", "A ", "a. ", "1", "00:00:", "[00:01", "(", "[a", "<v ", "*", "- ", ">", "_", "#", "| a ", "=",
    "I=",
    "\n", "\\n", "\\n a", ":", "\t", "\u2605", "{\\", "\u266a", "Speaker ", "Interview 1 ", "candidate name ",
    "\u3000",
]  # fmt: skip
TAIL = "!"  # lets a match that took in everything fail, and backtrack


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
    begin = time.process_time_ns()
    for _ in range(times):
        _work(pattern, text)
    return time.process_time_ns() - begin


def _growth(pattern, unit):
    short, long = (unit * (n // len(unit)) + TAIL for n in (SHORT, SHORT * GROWTH))
    times = 1
    while (cost := _time(pattern, short, times)) < 100 * _TICK:
        times *= 4
    return _time(pattern, long, times) / cost


def _tick():
    """The smallest step of the clock, so that what is timed is far above it."""
    stamps = [time.process_time_ns() for _ in range(2_000)]
    return min(b - a for a, b in itertools.pairwise(stamps) if b > a)


_TICK = _tick()


def test_the_walk_finds_the_patterns():
    assert len(PATTERNS) > 30
    assert {"heads._HEAD", "bare._WORD", "cues._TAG", "names._PAREN"} <= set(PATTERNS)


@pytest.mark.parametrize("name", PATTERNS)
def test_six_times_the_text_takes_about_six_times_as_long(name):
    pattern = PATTERNS[name]
    for unit in UNITS:
        # Another process may get in the way of one measurement, not of six in a row.
        growths = []
        while not growths or (growths[-1] > ALLOWED and len(growths) < 6):
            growths.append(_growth(pattern, unit))
        assert min(growths) <= ALLOWED, f"{name}: {pattern.pattern!r} on {unit!r}: {growths}"


def test_the_test_itself_sees_a_slow_pattern():
    assert min(_growth(re.compile(r"(?:a+)b"), "a") for _ in range(2)) > ALLOWED
