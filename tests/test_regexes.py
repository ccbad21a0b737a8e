"""Every regular expression runs in linear time: doubling hostile input may not quadruple the work."""

from __future__ import annotations

import importlib
import pkgutil
import re
import time

import pytest

import closedetect


def all_patterns():
    found = {}
    for module in pkgutil.walk_packages(closedetect.__path__, "closedetect."):
        if ".learning" in module.name or module.name.endswith("__main__"):
            continue  # training runs on our own text
        for value in vars(importlib.import_module(module.name)).values():
            for pattern in _patterns_in(value):
                found[pattern.pattern, pattern.flags] = pattern
    from closedetect import surface

    for _, pattern in surface._phrases():
        found[pattern.pattern, pattern.flags] = pattern
    return [p for p in found.values() if isinstance(p.pattern, str)]


def _patterns_in(value, depth=0):
    if isinstance(value, re.Pattern):
        yield value
    elif isinstance(value, list | tuple | set | frozenset) and depth < 3:
        for item in value:
            yield from _patterns_in(item, depth + 1)
    elif isinstance(value, dict) and depth < 3:
        for item in value.values():
            yield from _patterns_in(item, depth + 1)


HOSTILE = ["a", " ", "a ", "I want ", "any ", "1:", "[00:", "**", "\n", "- ", "'", "because i ", "not ", "\\n", "look ", "A: "]


def seconds(pattern, text):
    best = float("inf")
    for _ in range(2):
        begin = time.perf_counter()
        for _ in pattern.finditer(text):
            pass
        best = min(best, time.perf_counter() - begin)
    return best


def test_there_are_patterns_to_test():
    assert len(all_patterns()) > 40


@pytest.mark.parametrize("unit", HOSTILE)
def test_doubling_the_text_does_not_square_the_time(unit):
    short, long = unit * (4000 // len(unit)), unit * (32_000 // len(unit))
    slow = []
    for pattern in all_patterns():
        a, b = seconds(pattern, short), seconds(pattern, long)
        # 8 times the text: linear is 8, quadratic 64. Tiny times are noise.
        if b > 0.03 and b > 30 * max(a, 1e-5):
            slow.append((pattern.pattern[:80], round(b / a, 1)))
    assert not slow
