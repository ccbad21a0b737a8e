"""Lines of a text with their offsets, and the clock times that stand in them.

Nothing here changes the text: a line is a pair of offsets, trimmed of blanks, and everything found in it is
found by position.
"""

from __future__ import annotations

import re
from typing import NamedTuple

# Blanks, and the marks that no one sees: byte-order mark, direction marks, zero-width space.
BLANKS = (
    " \t\n\r\x0b\x0c\x1c\x1d\x1e\x1f\x85\xa0\u200b\u200e\u200f\u2028\u2029\u202a\u202b\u202c\u202d\u202e"
    "\u2066\u2067\u2068\u2069\u3000\ufeff\x00"
)
_BREAK = re.compile(r"\r\n|[\n\r\x0b\x0c\x85\u2028\u2029]")
_BREAK_OR_LITERAL = re.compile(r"\r\n|[\n\r\x0b\x0c\x85\u2028\u2029]|(?:\\r)?\\n")
_LITERAL = re.compile(r"(?:\\r)?\\n(?:\s|\\[rnt])*+(?P<head>[*_\"'\[#>-]{0,4}+\w[^:\\\n]{0,40}+:)?")

CLOCK = (
    r"(?:\d{4}-\d\d-\d\d[T ])?"
    r"(?:\d{1,3}:\d\d:\d\d|\d{1,4}:\d\d)(?::\d\d)?(?:[.,]\d{1,6})?Z?(?:\s?[AaPp]\.?[Mm]\b\.?)?"
)
"""A clock time: 0:05, 63:06, 1:00:16, 00:00:14.476, 10:32 AM, 2024-05-03 10:32:11."""
_SECONDS = r"\d{1,6}\.\d{1,3}s?|\d{1,6}s"
_POINT = rf"(?:{CLOCK}|{_SECONDS})"
_TO = r"\s?(?:-->|->|[-–—])\s?"
STAMP = rf"(?:[\[(<]\s?{_POINT}(?:{_TO}{_POINT})?\s?[\])>]|{CLOCK}(?:{_TO}{CLOCK})?)"
"""A time stamp as it stands before or after a label: [00:12], (1:00:16), 00:12 - 00:15, [0.0s -> 2.5s]."""

_NUMBERS = re.compile(r"(\d{1,4}):(\d\d)(?::(\d\d))?(?:[.,](\d{1,6}))?(?:\s?([AaPp])\.?[Mm])?")
_PLAIN_SECONDS = re.compile(r"(\d{1,6}(?:\.\d{1,3})?)s?")


class Line(NamedTuple):
    """One line that is not blank: offsets without the blanks around it.

    Parameters
    ----------
    start, end : int
        Offsets of the first character and one past the last.
    after_blank : bool
        True if a blank line, or the beginning of the text, is before it.
    """

    start: int
    end: int
    after_blank: bool


def split_lines(text: str, start: int = 0, end: int | None = None) -> list[Line]:
    r"""Split a text into its lines that are not blank.

    The two characters ``\n`` count as a line break where the text is a string literal: where labels follow
    them, or where the text has no other line break.

    Parameters
    ----------
    text : str
        Any text.
    start, end : int, optional
        The part of the text to split.

    Examples
    --------
    >>> split_lines("Hi.\r\n\r\n  Bye. ")
    [Line(start=0, end=3, after_blank=True), Line(start=9, end=13, after_blank=True)]
    """
    stop = len(text) if end is None else end
    pattern = _BREAK_OR_LITERAL if _has_literal_breaks(text, start, stop) else _BREAK
    lines: list[Line] = []
    at, after_blank = start, True
    for match in pattern.finditer(text, start, stop):
        span = trim(text, at, match.start())
        if span:
            lines.append(Line(*span, after_blank))
        after_blank = span is None
        at = match.end()
    span = trim(text, at, stop)
    if span:
        lines.append(Line(*span, after_blank))
    return lines


def trim(text: str, start: int, end: int) -> tuple[int, int] | None:
    """Move two offsets inwards over blanks; None if nothing is left.

    Parameters
    ----------
    text : str
        Any text.
    start, end : int
        A slice of it.

    Examples
    --------
    >>> trim("  a b ", 0, 6), trim("   ", 0, 3)
    ((2, 5), None)
    """
    piece = text[start:end]
    left = piece.lstrip(BLANKS)
    if not left:
        return None
    begin = end - len(left)
    return begin, begin + len(left.rstrip(BLANKS))


def seconds(stamp: str) -> float | None:
    """Read a time stamp as seconds; the first time of a range.

    Two numbers are minutes and seconds, three are hours, minutes and seconds.

    Parameters
    ----------
    stamp : str
        As matched by :data:`STAMP`.

    Examples
    --------
    >>> seconds("[63:06]"), seconds("(1:00:16)"), seconds("00:00:14.476 --> 00:00:15.578"), seconds("[2.5s]")
    (3786.0, 3616.0, 14.476, 2.5)
    """
    match = _NUMBERS.search(stamp)
    if not match:
        plain = _PLAIN_SECONDS.search(stamp)
        return float(plain[1]) if plain else None
    first, second, third, fraction, half = match.groups()
    if half:  # a time of day: hours and minutes
        hours = int(first) % 12 + (12 if half in "Pp" else 0)
        return float(hours * 3600 + int(second) * 60 + int(third or 0))
    whole = int(first) * 60 + int(second)
    if third is not None:
        whole = whole * 60 + int(third)
    return float(f"{whole}.{fraction}" if fraction else whole)


def _has_literal_breaks(text: str, start: int, end: int) -> bool:
    if text.find("\\n", start, end) < 0:
        return False
    labelled = total = 0
    for match in _LITERAL.finditer(text, start, end):
        total += 1
        labelled += match["head"] is not None
        if labelled >= 2:
            return True
    return labelled > 0 and total > 0 and text.find("\n", start, end) < 0
