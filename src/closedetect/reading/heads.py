"""Heads: the places where a line, or the middle of one, names the speaker before a colon.

Finding a head is cheap and generous (anything short before a colon). Which heads are speakers is decided
for the text as a whole by :func:`speakers_among`: role words count at once, names have to come back, the
first words of a sentence ("Note:", "at 10:30", "https://") never do.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from typing import NamedTuple

from closedetect.reading.lines import CLOCK, STAMP, Line, seconds
from closedetect.reading.names import Kind, clean, kind_of

# Bullets, quote marks of mail, emoji, bold marks: whatever may stand before a label. Bounded and possessive,
# as every pattern here, so that no text makes matching slow.
_DECOR = r"(?:[ \t\xa0]|[>|*_\-–—+~#]|[^\w\s\[\](){}<>\"'“”‘’$:：.…,!?]|<[a-z]{1,6}>){0,16}+"
PREFIX = rf"{_DECOR}(?:\d{{1,4}}[.)][ \t]+)?+{_DECOR}"
_LABEL = (
    r"[\"'“‘]?(?P<label>[^:：\n\t(\[]{0,60}+"
    r"(?:[(\[](?!\s?\d{1,3}:\d\d)[^:：\n)\]]{1,40}+[)\]][*_ \t\xa0#\"'`]{0,4}+)?+)"
)
_HEAD = re.compile(
    rf"(?P<decor>{PREFIX})(?:(?P<stamp>{STAMP})(?:[ \t]*-(?=[ \t]))?{_DECOR})?+{_LABEL}"
    rf"(?P<after>{STAMP})?[ \t*_]{{0,4}}[:：](?![/\\])[*_]{{0,3}}"
)
_TIMED_LABEL = re.compile(
    rf"(?P<decor>{PREFIX})(?P<label>[^\W\d_][^:：\n]{{0,40}}?)[ \t]+(?P<after>{CLOCK})"
    r"[ \t*_]{0,4}[:：][*_]{0,3}"
)
_INLINE = re.compile(r"(?<=[\w)\]}#*])[ \t]?[:：]\*{0,2}(?=[\s\"“*(\[]|$)")
_STOP = re.compile(r"[.?!…。？！|][\"'”’)\]*]{0,3}\s+|\|\s*|\n\s*|[\"”’)\]]\s+|—\s+|\s\*\*")
_TITLE_END = re.compile(r"\b(?:Dr|Mr|Mrs|Ms|Prof|St|Mx)\.\s+$")
_NEAR = 48  # characters before a colon within which a label in the middle of a line lies


class Head(NamedTuple):
    """A place where a speaker may be named.

    Parameters
    ----------
    line : int
        Index of the line.
    label : str
        The label, markup left aside.
    kind : str
        What it looks like, see :func:`closedetect.reading.names.kind_of`.
    start : int
        Where the head begins in the text.
    body : int
        Where the speech after it begins.
    time : float or None
        Seconds, where a time stamp stands beside it.
    decor : str
        Markup before it.
    """

    line: int
    label: str
    kind: Kind
    start: int
    body: int
    time: float | None
    decor: str


def find_heads(text: str, lines: Sequence[Line]) -> list[Head]:
    """Find what may be a speaker's label at the beginning of each line.

    Parameters
    ----------
    text : str
        The text.
    lines : sequence of Line
        Its lines.

    Examples
    --------
    >>> text = "[00:12] **Ana:** hello"
    >>> find_heads(text, [Line(0, len(text), True)])[0][1:6]
    ('Ana', 'name', 0, 17, 12.0)
    """
    heads = []
    for index, line in enumerate(lines):
        head = _head(text, index, line)
        if head:
            heads.append(head)
    return heads


def _head(text: str, index: int, line: Line) -> Head | None:
    start, end, _ = line
    match = _HEAD.match(text, start, end)
    if match is None or (text[match.end() : match.end() + 1].isdigit() and text[match.end() - 2].isdigit()):
        if text.find(":", start, min(end, start + 80)) < 0:
            return None
        match = _TIMED_LABEL.match(text, start, end)
        if match is None:
            return None
        stamp = match["after"]
    else:
        stamp = match["stamp"] or match["after"]
    raw = match["label"]
    a, b = clean(raw)
    label = raw[a:b]
    kind = kind_of(label)
    if kind == "none":
        return None
    time = seconds(stamp) if stamp else None
    return Head(index, label, kind, start, _skip_blanks(text, match.end(), end), time, match["decor"])


def _skip_blanks(text: str, at: int, end: int) -> int:
    while at < end and text[at] in " \t\xa0\u200b\u200e\u200f":
        at += 1
    return at


def find_inline(
    text: str, start: int, end: int, line: int, known: Iterable[str] = (), *, loose: bool = True
) -> list[Head]:
    """Find labels in the middle of a line.

    A label there follows the end of a sentence; where a whole interview is on one line it may also be a
    capitalised role word or a known label in the middle of a sentence that lost its full stop.

    Parameters
    ----------
    text : str
        The text.
    start, end : int
        The part of it to search.
    line : int
        Index to give to the heads found.
    known : iterable of str
        Labels already known from elsewhere in the text.
    loose : bool
        Accept labels that follow no end of a sentence.

    Examples
    --------
    >>> text = "Hi, is this Ana? Candidate: Yes. Recruiter: Great, at 10:30: fine."
    >>> [head.label for head in find_inline(text, 0, len(text), 0)]
    ['Candidate', 'Recruiter']
    """
    labels = frozenset(known)
    heads = []
    last = start
    for match in _INLINE.finditer(text, start, end):
        low = max(last, match.start() - _NEAR)
        window = text[low : match.start()]
        found = _after_stop(window, low == start, labels) or (loose and _last_words(window, labels))
        if found:
            at, label = found
            body = match.end()
            while body < end and text[body].isspace():
                body += 1
            heads.append(Head(line, label, kind_of(label), low + at, body, None, ""))
        last = match.end()
    return heads


def _after_stop(window: str, at_start: bool, known: frozenset[str]) -> tuple[int, str] | None:
    """Read what stands between the last end of a sentence and the colon as a label."""
    cut = 0 if at_start else -1
    for stop in _STOP.finditer(window):
        if not _TITLE_END.search(window, max(0, stop.end() - 8), stop.end()):
            cut = stop.end()
    if cut < 0:
        return None
    a, b = clean(window[cut:])
    label = window[cut + a : cut + b]
    return (cut, label) if label in known or kind_of(label) in ("role", "name", "letter") else None


def _last_words(window: str, known: frozenset[str]) -> tuple[int, str] | None:
    """Read the last one to four words before a colon as a known label or as a role word."""
    starts = [match.start() for match in re.finditer(r"(?<!\S)\S", window)][-4:]
    for at in starts:
        a, b = clean(window[at:])
        label = window[at + a : at + b]
        if len(label) > 1 and (label in known or (kind_of(label) == "role" and label[:1].isupper())):
            return at, label
    return None


def speakers_among(heads: Sequence[Head], n_lines: int) -> set[str]:
    """Decide which labels are speakers, from all heads of a text.

    Parameters
    ----------
    heads : sequence of Head
        What was found.
    n_lines : int
        Number of lines of the text that are not blank.

    Returns
    -------
    set of str
        The labels taken for speakers.

    Examples
    --------
    >>> def head(label):
    ...     return Head(0, label, kind_of(label), 0, 0, None, "")
    >>> sorted(speakers_among([head("Ana"), head("HR"), head("Note"), head("Ana")], 4))
    ['Ana', 'HR']
    """
    counts = Counter(head.label for head in heads)
    kinds = {head.label: head.kind for head in heads}
    sure = {label for label, n in counts.items() if _is_sure(kinds[label], n, label)}
    n_sure = sum(counts[label] for label in sure)
    letters = {label for label in counts if kinds[label] in ("letter", "lower")}
    if len(letters) >= 2 and sum(counts[label] for label in letters) + n_sure >= 0.5 * n_lines:
        sure |= letters
    return sure | _once(heads, counts, kinds, sure, n_lines)


def _is_sure(kind: Kind, n: int, label: str) -> bool:
    if kind == "role":
        return label[:1].isupper() or n >= 2 or not label.isalpha() or len(label) > 4
    if kind in ("name", "letter", "lower"):
        return n >= 2
    return kind == "phrase" and n >= 3


def _once(
    heads: Sequence[Head], counts: Counter[str], kinds: dict[str, Kind], sure: set[str], n_lines: int
) -> set[str]:
    """Names that come once: speakers only where nearly every line has a label of the same look."""
    names = [head for head in heads if head.kind in ("name", "letter", "role") and head.label not in sure]
    if not names:
        return set()
    n_sure = sum(counts[label] for label in sure)
    if n_sure + len(names) < 0.6 * n_lines:
        return set()
    decor = Counter(_look(head) for head in heads if head.label in sure).most_common(1)
    if not decor:
        return {head.label for head in names}
    return {head.label for head in names if _look(head) == decor[0][0]}


def _look(head: Head) -> tuple[str, bool]:
    return re.sub(r"\d+", "", head.decor).strip(), head.time is not None
