"""Texts in which the speaker stands on a line of its own, the words below (Otter, Zoom, Trint, Teams)."""

from __future__ import annotations

import re
from collections import Counter
from typing import NamedTuple

from closedetect.reading.header import is_furniture
from closedetect.reading.heads import PREFIX
from closedetect.reading.lines import STAMP, seconds
from closedetect.reading.names import clean, kind_of
from closedetect.reading.page import Page
from closedetect.reading.talk import Talk, is_note
from closedetect.transcript import Transcript

_NAME_LINE = re.compile(
    rf"{PREFIX}(?:(?P<before>{STAMP})[ \t]{{1,8}}[-–—|]?[ \t]{{0,4}})?+"
    r"(?P<label>[^:：\n.?!,;]{1,48}?)[ \t]{0,8}[-–—|,]?[ \t]{0,8}"
    rf"(?P<after>{STAMP})?[ \t*_]{{0,6}}"
)
_UNKNOWN = frozenset(["unknown speaker", "unknown", "unidentified speaker", "unidentified"])
"""Labels that name nobody: where they are the only ones, they stand above everybody's words."""


class _Name(NamedTuple):
    line: int
    label: str
    time: float | None
    timed: bool
    plain: bool


def is_own_line(page: Page) -> bool:
    """Say whether more lines are a speaker's name alone than begin with a label and a colon.

    Parameters
    ----------
    page : Page
        The text.

    Examples
    --------
    >>> is_own_line(Page("Speaker 1  00:12\\nThanks for coming.\\n\\nSpeaker 2  00:15\\nHappy to."))
    True
    """
    if page.n_heads * 2 > len(page.lines) - page.body:
        return False
    names = _names(page)
    return len(names) > page.n_heads and len(names) >= (1 if all(name.timed for name in names) else 2)


def read_own_line(page: Page) -> Transcript:
    """Read a text with each speaker on a line of its own.

    Parameters
    ----------
    page : Page
        The text.

    Examples
    --------
    >>> read_own_line(Page("Speaker 1  00:12\\nThanks.\\n\\nSpeaker 2  00:15\\nBye.")).turns[1].time
    15.0
    """
    names = {name.line: name for name in _names(page)}
    nobody = {name.label.casefold() for name in names.values()} <= _UNKNOWN
    talk = Talk(page.text, merge=any(name.timed for name in names.values()), roles=page.roles)
    for index in range(page.body, len(page.lines)):
        line = page.lines[index]
        if index in names:
            talk.begin(None if nobody else names[index].label, names[index].time)
        elif is_furniture(page.text, line):
            talk.stop()
        elif is_note(page.text, line.start, line.end):
            talk.note(line.start, line.end)
        else:
            talk.add(line.start, line.end)
    return talk.transcript("own-line", page.name, header=page.header.fields, legend=page.legend[1])


def _names(page: Page) -> list[_Name]:
    """The lines that are a speaker's name and nothing else."""
    found = [name for i in range(page.body, len(page.lines)) if (name := _name(page, i))]
    if not found:
        return []
    counts = Counter(name.label for name in found)
    lines = {name.line for name in found}
    kept = [
        name
        for name in found
        if (name.timed or counts[name.label] >= 2 or kind_of(name.label) == "role")
        # A name has words under it, and stands after a blank line or right after another's words.
        and name.line + 1 < len(page.lines)
        and not (name.line + 1 in lines and not name.timed)
    ]
    labels = {name.label for name in kept}
    if len(kept) < 2 and not any(name.timed for name in kept):
        return []
    if (
        len(labels) < 2
        and not any(name.timed for name in kept)
        and not any(kind_of(x) == "role" for x in labels)
    ):
        return []
    return kept


def _name(page: Page, index: int) -> _Name | None:
    start, end, _ = page.lines[index]
    if end - start > 90 or is_note(page.text, start, end):
        return None
    match = _NAME_LINE.fullmatch(page.text, start, end)
    if not match:
        return None
    raw = match["label"]
    a, b = clean(raw)
    label = raw[a:b]
    kind = kind_of(label)
    stamp = match["before"] or match["after"]
    if kind not in ("role", "name", "letter") and not (kind == "lower" and match["after"]):
        return None
    # "[33:05] Thank you" is a line of speech with its time; a name alone comes back or is a role.
    timed = match["after"] is not None or (match["before"] is not None and kind == "role")
    return _Name(index, label, seconds(stamp) if stamp else None, timed, not stamp)
