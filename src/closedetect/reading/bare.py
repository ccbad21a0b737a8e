"""Texts whose labels have no colon: ``Interviewer OK.``, ``[ANA] Hi |``, ``Ana - Hi``, ``| Ana | Hi |``."""

from __future__ import annotations

import re
from collections import Counter

from closedetect.reading.header import is_furniture
from closedetect.reading.heads import PREFIX, Head, speakers_among
from closedetect.reading.lines import STAMP, seconds
from closedetect.reading.names import clean, kind_of
from closedetect.reading.page import Page
from closedetect.reading.talk import Talk, is_note
from closedetect.transcript import Transcript

_BRACKETED = r"\[[^\[\]\n]{1,48}\]|<[^<>\n]{1,48}>|\([^()\n]{1,48}\)"
_TIME = rf"(?:(?P<stamp>{STAMP})[ \t]{{1,8}}(?:[-|][ \t])?)?+"
_GAP = r"[ \t]{0,8}"
_BARS = rf"\|{_GAP}{_TIME}(?P<label>[^|\n]{{1,48}})\|(?:{_GAP}{STAMP}{_GAP}\|)?{_GAP}(?=[^|\s])"
_BRACKETS = rf"{PREFIX}{_TIME}(?P<label>{_BRACKETED})[*_: \t]{{1,8}}(?=\S)"
_TABS = rf"{PREFIX}{_TIME}(?P<label>[^\t\n]{{1,48}})\t(?:{STAMP}[ \t]{{1,8}})?{_GAP}(?=\S)"
_DASHES = rf"{PREFIX}{_TIME}(?P<label>[^\n–—>|-]{{1,48}}?){_GAP}(?: [-–—]{{1,4}} |> |\| ){_GAP}(?=\S)"
_STYLES = tuple(re.compile(style) for style in (_BARS, _BRACKETS, _TABS, _DASHES))
_NUMBERED = (
    r"(?:Speaker|Person|Participant|Interviewer|Candidate)[ _](?:\d{1,2}(?=[ \t]+[^\Wa-z])|[B-HJ-Z](?=\s))"
    # "Candidate I believe" and "Interviewer A good point" begin with a word that looks like a letter.
    r"|(?:Speaker|Person|Participant)[ _]A(?=\s)|SPEAKER_\d\d"
)
_TITLED = r"(?:Hiring|HR|AI)[ _](?:Manager|Recruiter|Interviewer)"
_WORD = re.compile(
    rf"{PREFIX}{_TIME}(?P<label>{_NUMBERED}|{_TITLED}|[^\W\d_][\w'’-]{{0,24}}\d{{0,2}})"
    r"\*{0,2}[ \t]{1,8}(?=\S)"
)
_LETTERS = ("letter", "role", "name")


def is_bare(page: Page) -> bool:
    """Say whether lines begin with labels that no colon follows.

    Parameters
    ----------
    page : Page
        The text.

    Examples
    --------
    >>> is_bare(Page("Interviewer OK, great.\\nCandidate Thank you.\\nInterviewer Bye."))
    True
    """
    return bool(_heads(page))


def read_bare(page: Page) -> Transcript:
    """Read a text with labels without colon.

    Parameters
    ----------
    page : Page
        The text.

    Examples
    --------
    >>> page = Page("I = Interviewer  C = Candidate\\nI Thank you.\\nC Thank you.")
    >>> [(turn.speaker, turn.role, turn.text) for turn in read_bare(page).turns]
    [('I', 'interviewer', 'Thank you.'), ('C', 'candidate', 'Thank you.')]
    """
    heads = {head.line: head for head in _heads(page)}
    talk = Talk(page.text, roles=page.roles)
    for index in range(page.body, len(page.lines)):
        line = page.lines[index]
        head = heads.get(index)
        if head:
            talk.begin(head.label, head.time)
            talk.add(head.body, line.end)
        elif is_furniture(page.text, line):
            talk.stop()
        elif is_note(page.text, line.start, line.end):
            talk.note(line.start, line.end)
        else:
            talk.add(line.start, line.end)
    return talk.transcript("bare-labels", page.name, header=page.header.fields, legend=page.legend[1])


def _heads(page: Page) -> list[Head]:
    n = len(page.lines) - page.body
    for pattern in _STYLES:
        found = _match_all(page, pattern)
        speakers = speakers_among(found, n)
        heads = [head for head in found if head.label in speakers]
        if len(heads) >= 2 and len({head.label for head in heads}) >= 2 and len(heads) >= 0.5 * n:
            return heads
    return _word_heads(page, n)


def _match_all(page: Page, pattern: re.Pattern[str]) -> list[Head]:
    heads = []
    for index in range(page.body, len(page.lines)):
        start, end, _ = page.lines[index]
        match = pattern.match(page.text, start, end)
        if not match:
            continue
        raw = match["label"]
        a, b = clean(raw)
        label = raw[a:b]
        kind = kind_of(label)
        if kind in ("role", "name", "letter", "lower"):
            time = seconds(match["stamp"]) if match["stamp"] else None
            heads.append(Head(index, label, kind, start, match.end(), time, ""))
    return heads


def _word_heads(page: Page, n: int) -> list[Head]:
    """First words that act as labels: those of the legend, roles that alternate, or a handful of names."""
    found = _match_all(page, _WORD)
    legend = page.legend[1]
    if legend:
        return [head for head in found if head.label in legend]
    counts = Counter(head.label for head in found)
    for kinds, share in ((("role",), 0.3), (_LETTERS, 0.9)):
        labels = {
            label
            for label, k in counts.items()
            if kind_of(label) in kinds and (k >= 2 or kind_of(label) == "role")
        }
        heads = [head for head in found if head.label in labels]
        capital = sum(not page.text[head.body].islower() for head in heads)
        if 2 <= len(labels) <= 6 and len(heads) >= max(2, share * n) and capital >= 0.8 * len(heads):
            return heads
    return []
