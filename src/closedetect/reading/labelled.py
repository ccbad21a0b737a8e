"""Texts in which a label and a colon stand before what is said.

``Ana: hello``, ``[00:12] Ana: hello``, ``**Ana:** hello``, ``- Ana: hello``, ``> Ana: hello``, and whole
interviews on one line, ``Recruiter: Hi. Candidate: Hello.``
"""

from __future__ import annotations

import re

from closedetect.reading.header import is_furniture, is_score
from closedetect.reading.heads import Head, find_inline
from closedetect.reading.lines import STAMP
from closedetect.reading.page import Page
from closedetect.reading.talk import Talk, is_note
from closedetect.transcript import Transcript

_LEAD = re.compile(rf"(?:[>|•●▪◦][ \t]?|[-*+][ \t]){{0,6}}+(?:(?=[\[(<]){STAMP}[ \t]{{0,8}})?+")
_QUOTES = "\"'“`"
_CLOSING = re.compile(r"[\"'”`][,;]?$|[,;]$")


def is_labelled(page: Page) -> bool:
    """Say whether lines begin with labels of speakers and a colon.

    Parameters
    ----------
    page : Page
        The text.

    Examples
    --------
    >>> is_labelled(Page("HR: Hi.\\nAna: Hello.")), is_labelled(Page("Note: we met at 10:30."))
    (True, False)
    """
    return page.n_heads > 0


def read_labelled(page: Page) -> Transcript:
    """Read a text with labels and colons.

    Parameters
    ----------
    page : Page
        The text.

    Returns
    -------
    Transcript
        Its layout says how the labels stand: ``labels``, ``timed-labels``, ``markdown`` or ``one-line``.

    Examples
    --------
    >>> [(t.speaker, t.text) for t in read_labelled(Page("HR: Hi. Ready?\\nAna: Yes.")).turns]
    [('HR', 'Hi. Ready?'), ('Ana', 'Yes.')]
    """
    layout = _layout(page)
    talk = Talk(page.text, merge=layout == "timed-labels", roles=page.roles)
    others = {head.line: head for head in page.heads}
    for index in range(page.body, len(page.lines)):
        head = page.spoken_heads.get(index)
        if head:
            talk.begin(head.label, head.time)
            _say(page, talk, index, head.body)
        else:
            _go_on(page, talk, index, others.get(index))
    return talk.transcript(layout, page.name, header=page.header.fields, legend=page.legend[1])


def _go_on(page: Page, talk: Talk, index: int, other: Head | None) -> None:
    """Deal with a line that begins with no speaker: more of the turn, a stage note, or no speech."""
    text, line = page.text, page.lines[index]
    if is_furniture(text, line):
        talk.stop()
    elif other and is_score(text, other, line):
        talk.skipped.append((line.start, line.end))
    elif is_note(text, line.start, line.end):
        talk.note(line.start, line.end)
    else:
        lead = _LEAD.match(text, line.start, line.end)
        _say(page, talk, index, lead.end() if lead else line.start)


def _say(page: Page, talk: Talk, index: int, start: int) -> None:
    """Add the words of a line from an offset on, split where another label stands in the middle."""
    text, line = page.text, page.lines[index]
    end = line.end
    if (
        start > line.start
        and text[line.start] in _QUOTES
        and (closing := _CLOSING.search(text, max(start, end - 2), end))
    ):
        end = closing.start()
    for head in _inside(page, index, start, end):
        talk.add(start, head.start)
        talk.begin(head.label)
        start = head.body
    talk.add(start, end)


def _inside(page: Page, index: int, start: int, end: int) -> list[Head]:
    if page.is_dense:
        found = page.inline.get(index, [])
        if found:
            found = find_inline(page.text, start, end, index, page.speakers)
        return [head for head in found if head.label in page.speakers]
    if page.text.find(":", start, end) < 0 and page.text.find("：", start, end) < 0:
        return []
    found = find_inline(page.text, start, end, index, page.speakers, loose=False)
    return [head for head in found if head.label in page.speakers]


def _layout(page: Page) -> str:
    heads = list(page.spoken_heads.values())
    inline = page.n_heads - len(heads)
    if inline > len(heads) or (inline and len(page.lines) == 1):
        return "one-line"
    if sum(head.time is not None for head in heads) * 2 > len(heads):
        return "timed-labels"
    marked = sum(_is_marked(page.text[head.start : head.body]) for head in heads)
    return "markdown" if marked * 2 > len(heads) else "labels"


def _is_marked(head: str) -> bool:
    return head[0] in "*_>-|#•+" or "**" in head
