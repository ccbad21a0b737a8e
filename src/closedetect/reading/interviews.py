"""Several interviews in one text: where one ends and the next begins."""

from __future__ import annotations

import bisect
import itertools
import re
from collections.abc import Mapping, Sequence

from closedetect.reading.header import is_rule
from closedetect.reading.heads import find_heads
from closedetect.reading.lines import Line, split_lines
from closedetect.reading.names import kind_of

_TITLE = re.compile(
    r"[#*=_ \t-]{0,12}(?:Interview|Transcript|Conversation|Dialogue|Call|Session|Record|Sample|Example)"
    r"[ \t]*(?:#|no\.?|number|id)?[ \t:_-]{0,3}(?P<number>\d{1,6})\b[^\n]{0,80}",
    re.IGNORECASE,
)


def split_interviews(text: str) -> list[str]:
    r"""Split a text that holds several interviews; the parts, joined, are the text again.

    A new interview begins at a rule (``-----``, ``=====``) with a header block or a title below it, at a
    numbered title ("Interview 2"), or where the first field of the header block comes again. Long rules
    with nothing but labelled turns on both sides part interviews too.

    Parameters
    ----------
    text : str
        Any text.

    Returns
    -------
    list of str
        One text an interview; the text itself if it holds one.

    Examples
    --------
    >>> text = "Candidate Name: Ana\n\nHR: Hi.\nAna: Hi.\n=====\nCandidate Name: Bo\n\nHR: Hi.\nBo: Hi.\n"
    >>> [part[:19] for part in split_interviews(text)]
    ['Candidate Name: Ana', '=====\nCandidate Nam']
    """
    lines = split_lines(text)
    starts = _starts(text, lines)
    if not starts:
        return [text]
    cuts = [0, *(lines[index].start for index in starts), len(text)]
    return [text[a:b] for a, b in itertools.pairwise(cuts) if b > a]


def _starts(text: str, lines: Sequence[Line]) -> list[int]:
    """Indices of the lines at which an interview after the first begins."""
    rules = [i for i, line in enumerate(lines) if line.end - line.start >= 3 and is_rule(text, line)]
    titles = _titles(text, lines)
    if not rules and len(titles) < 2 and not _repeats(text, lines):
        return []
    heads = {head.line: head.kind for head in find_heads(text, lines)}
    marks = set(titles) if len(titles) >= 2 else set()
    marks |= _headers(text, lines, heads)
    marks |= {i for i in rules if _is_long(text, lines[i]) and _parts_talk(i, rules, heads, len(lines))}
    return _chosen(sorted(marks), set(rules), heads, len(lines))


def _is_long(text: str, line: Line) -> bool:
    return line.end - line.start >= 5 and text[line.start] in "-=*_#~─━═"


def _titles(text: str, lines: Sequence[Line]) -> list[int]:
    """Numbered titles, numbers rising."""
    found = []
    last = -1
    for i, line in enumerate(lines):
        if line.end - line.start <= 120 and (match := _TITLE.fullmatch(text, line.start, line.end)):
            number = int(match["number"])
            if number > last:
                found.append(i)
                last = number
    return found


def _first_field(text: str, line: Line) -> str | None:
    end = min(line.end, line.start + 60)
    colon = text.find(":", line.start, end)
    label = text[line.start : colon].strip("*_# \t") if colon > 0 else ""
    return label if label and kind_of(label) == "field" else None


def _repeats(text: str, lines: Sequence[Line]) -> bool:
    first = next((label for line in lines[:20] if (label := _first_field(text, line))), None)
    if first is None:
        return False
    return sum(text.startswith(first, line.start) for line in lines) > 1


def _headers(text: str, lines: Sequence[Line], heads: Mapping[int, str]) -> set[int]:
    """Lines where a block of fields begins as the first one does."""
    first = next((label for line in lines[:20] if (label := _first_field(text, line))), None)
    if first is None:
        return set()
    return {
        i
        for i, line in enumerate(lines)
        if heads.get(i) == "field"
        and line.after_blank | (i - 1 not in heads)
        and _first_field(text, line) == first
    }


def _parts_talk(rule: int, rules: Sequence[int], heads: Mapping[int, str], n: int) -> bool:
    """A long rule with two labelled lines or more on both sides."""
    at = bisect.bisect_left(rules, rule)
    before = rules[at - 1] if at else -1
    after = rules[at + 1] if at + 1 < len(rules) else n
    spoken = ("role", "name", "letter", "lower")
    left = sum(heads.get(i) in spoken for i in range(max(before + 1, rule - 50), rule))
    right = sum(heads.get(i) in spoken for i in range(rule + 1, min(after, rule + 50)))
    return left >= 2 and right >= 2


def _chosen(marks: Sequence[int], rules: set[int], heads: Mapping[int, str], n: int) -> list[int]:
    """Let a part begin at the rule above its title or header, and drop parts in which nobody speaks."""
    spoken = sorted(i for i, kind in heads.items() if kind in ("role", "name", "letter", "lower"))
    wanted = set(marks)
    starts: list[int] = []
    for mark in marks:
        start = mark
        while start - 1 in rules or start - 1 in wanted:
            start -= 1
        if start > (starts[-1] if starts else 0) and _between(spoken, starts[-1] if starts else 0, start):
            starts.append(start)
    if starts and not _between(spoken, starts[-1], n):
        starts.pop()
    return starts


def _between(spoken: Sequence[int], low: int, high: int) -> bool:
    at = bisect.bisect_left(spoken, low)
    return at < len(spoken) and spoken[at] < high
