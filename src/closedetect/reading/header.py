"""What stands around the speech: header blocks, legends, rules, headings and score lines."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field

from closedetect.reading.heads import Head
from closedetect.reading.lines import Line
from closedetect.reading.names import role_of

_RULE = re.compile(r"[ \t>]{0,8}(?:[-=*_~#─━═+|:][ \t]?){3}[-=*_~#─━═+|: \t]*+")
_HEADING = re.compile(r"#{1,6}[ \t]+\S")
_LEGEND = re.compile(r"(?<!\w)(?P<key>[^\W\d_]{1,3})[ \t]{0,3}=[ \t]{0,3}(?P<who>[^\W\d_][\w]{1,20})")
_SCORE = re.compile(
    r"[^\w\n]{0,6}(?:\d{1,3}(?:[.,]\d{1,2})?\s?(?:/\s?\d{1,3}|%)|[★☆⭐✅❌🌟]{1,10})[^\n]{0,40}|\d{1,3}(?:[.,]\d{1,2})?"
)
_ROLE_FIELD = re.compile(
    r"(candidate|applicant|interviewee|interviewer|recruiter)(?:'s)?(?:[\s_-]*(?:full[\s_-]*)?name)?", re.I
)
_MAX_HEADER_LINES = 60


@dataclass
class Header:
    """The header block of a text.

    Parameters
    ----------
    lines : int
        How many of the first lines it takes up.
    fields : dict
        Key to value, as written.
    roles : dict
        Speaker's label, case folded, to ``"candidate"`` or ``"interviewer"``.
    """

    lines: int = 0
    fields: dict[str, str] = field(default_factory=dict)
    roles: dict[str, str] = field(default_factory=dict)


def find_header(text: str, lines: Sequence[Line], heads: Sequence[Head]) -> Header:
    """Find the header block: ``Key: value`` lines at the top, of which one at least is a known field.

    Parameters
    ----------
    text : str
        The text.
    lines : sequence of Line
        Its lines.
    heads : sequence of Head
        What :func:`closedetect.reading.heads.find_heads` found in them.

    Examples
    --------
    >>> from closedetect.reading.heads import find_heads
    >>> from closedetect.reading.lines import split_lines
    >>> text = "Candidate Name: Ana Ruiz\\nPosition Applied: Analyst\\n\\nInterviewer: Hi."
    >>> lines = split_lines(text)
    >>> header = find_header(text, lines, find_heads(text, lines))
    >>> header.lines, header.fields["Position Applied"], header.roles
    (2, 'Analyst', {'ana ruiz': 'candidate', 'ana': 'candidate'})
    """
    by_line = {head.line: head for head in heads if head.line < _MAX_HEADER_LINES}
    last = -1
    for index in range(min(len(lines), _MAX_HEADER_LINES)):
        head = by_line.get(index)
        if head and head.kind == "field":
            last = index
        elif not _may_be_header(text, lines, index, head):
            break
    if last < 0:
        return Header()
    while last + 1 < len(lines) and not lines[last + 1].after_blank:
        head = by_line.get(last + 1)
        if head is None or not _is_value(text, head, lines, 40):
            break
        last += 1
    return _header(text, lines, [by_line[i] for i in range(last + 1) if i in by_line], last + 1)


def _may_be_header(text: str, lines: Sequence[Line], index: int, head: Head | None) -> bool:
    """Whether a line without a known field may stand in the header block: a title, a rule, another value."""
    if index == 0:
        return head is None or _is_value(text, head, lines, 80)
    return is_furniture(text, lines[index]) or (head is not None and _is_value(text, head, lines, 80))


def _is_value(text: str, head: Head, lines: Sequence[Line], longest: int) -> bool:
    value = text[head.body : lines[head.line].end]
    return 0 < len(value) <= longest and value[-1] not in ".?!" and len(value.split()) <= 10


def _header(text: str, lines: Sequence[Line], heads: Sequence[Head], n: int) -> Header:
    header = Header(lines=n)
    for head in heads:
        value = text[head.body : lines[head.line].end].strip("*_ \t")
        header.fields[head.label] = value
        match = _ROLE_FIELD.fullmatch(head.label)
        role = role_of(match[1]) if match else None
        if role and value and len(value) <= 60:
            header.roles[value.casefold()] = role
            header.roles.setdefault(value.split()[0].casefold(), role)
    return header


def find_legend(text: str, lines: Sequence[Line]) -> tuple[int | None, dict[str, str]]:
    """Find a line such as ``I = Interviewer  C = Candidate`` among the first lines.

    Parameters
    ----------
    text : str
        The text.
    lines : sequence of Line
        Its lines.

    Returns
    -------
    (int or None, dict)
        Index of the last line of the legend, and letters to what they stand for.

    Examples
    --------
    >>> find_legend("I = Interviewer  C = Candidate", [Line(0, 30, True)])
    (0, {'I': 'Interviewer', 'C': 'Candidate'})
    """
    legend: dict[str, str] = {}
    last = None
    for index, (start, end, _) in enumerate(lines[:_MAX_HEADER_LINES]):
        if end - start > 200 or "=" not in text[start:end]:
            continue
        found = {match["key"]: match["who"] for match in _LEGEND.finditer(text, start, end)}
        if found:
            legend.update(found)
            last = index
    return (last, legend) if len(legend) >= 2 else (None, {})


def is_rule(text: str, line: Line) -> bool:
    """Say whether a line is nothing but a rule: ``-----``, ``===``, ``|---|---|``.

    Parameters
    ----------
    text : str
        The text.
    line : Line
        One of its lines.

    Examples
    --------
    >>> is_rule("=====", Line(0, 5, True)), is_rule("- Hi", Line(0, 4, True))
    (True, False)
    """
    return text[line.start] in "-=*_~#─━═+|:>" and _RULE.fullmatch(text, line.start, line.end) is not None


def is_furniture(text: str, line: Line) -> bool:
    """Say whether a line is a rule or a Markdown heading.

    Parameters
    ----------
    text : str
        The text.
    line : Line
        One of its lines.

    Examples
    --------
    >>> is_furniture("## Closing", Line(0, 10, True))
    True
    """
    first = text[line.start]
    if first == "#" and _HEADING.match(text, line.start, line.end):
        return True
    return is_rule(text, line)


def is_score(text: str, head: Head, line: Line) -> bool:
    """Say whether a line is a score, ``Score: 8/10``, and no speech.

    Parameters
    ----------
    text : str
        The text.
    head : Head
        The label-like beginning of the line.
    line : Line
        The line.

    Examples
    --------
    >>> is_score("Score: 8/10", Head(0, "Score", "field", 0, 7, None, ""), Line(0, 11, True))
    True
    """
    if line.end - head.body > 60 or head.kind in ("role", "letter"):
        return False
    return _SCORE.fullmatch(text, head.body, line.end) is not None
