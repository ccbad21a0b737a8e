"""Texts that name no speaker: ``[33:01] that's all``, utterances split by ``__eou__``, lines of talk."""

from __future__ import annotations

import re

from closedetect.reading.header import is_furniture
from closedetect.reading.heads import PREFIX
from closedetect.reading.lines import STAMP, Line, seconds
from closedetect.reading.page import Page
from closedetect.reading.talk import Talk, is_note, trim_speech
from closedetect.transcript import Transcript

_STAMPED = re.compile(rf"{PREFIX}(?P<stamp>{STAMP})(?:[ \t]*[-–—|:][ \t]|(?=[ \t\]*])|$)[ \t*]{{0,8}}")
_BULLET = re.compile(r"(?:[-–—*•●>+][ \t]+){0,4}+")
_ENDS = re.compile(r"[.?!…。？！؟][\"'”’)\]]{0,3}$")
_EOU = "__eou__"
_MAX_WORDS = 80  # a sentence that never ends: let a turn begin anyway


def is_eou(page: Page) -> bool:
    """Say whether utterances are split by ``__eou__``.

    Parameters
    ----------
    page : Page
        The text.

    Examples
    --------
    >>> is_eou(Page("Hi . __eou__ Hello . __eou__"))
    True
    """
    return _EOU in page.text


def read_eou(page: Page) -> Transcript:
    """Read utterances split by ``__eou__``; nobody is named.

    Parameters
    ----------
    page : Page
        The text.

    Examples
    --------
    >>> [turn.text for turn in read_eou(Page("Hi . __eou__ Hello . __eou__")).turns]
    ['Hi .', 'Hello .']
    """
    talk = Talk(page.text)
    for line in page.lines:
        at = line.start
        while at < line.end:
            stop = page.text.find(_EOU, at, line.end)
            stop = line.end if stop < 0 else stop
            talk.begin(None)
            talk.add(at, stop)
            at = stop + len(_EOU)
    return talk.transcript("eou", page.name)


def is_timed(page: Page) -> bool:
    """Say whether most lines begin with a time, and no speaker is named.

    Parameters
    ----------
    page : Page
        The text.

    Examples
    --------
    >>> is_timed(Page("[33:01] that's all\\n[33:05] Thank you."))
    True
    """
    n = len(page.lines)
    stamped = sum(_STAMPED.match(page.text, line.start, line.end) is not None for line in page.lines)
    return stamped >= 2 and stamped * 5 >= (n - min(page.body, n)) * 2


def read_timed(page: Page) -> Transcript:
    """Read lines that begin with a time; a time alone on a line belongs to the line below.

    Lines that were cut in the middle of a sentence are joined to one turn of several pieces.

    Parameters
    ----------
    page : Page
        The text.

    Examples
    --------
    >>> turns = read_timed(Page("[0:01] that is\\n[0:03] all.\\n[0:05] Thank you.")).turns
    >>> [(turn.time, turn.text) for turn in turns]
    [(1.0, 'that is all.'), (5.0, 'Thank you.')]
    """
    pieces: list[tuple[int, int, float | None]] = []
    skipped: list[tuple[int, int]] = []
    time: float | None = None
    started = False
    for line in page.lines[page.header.lines :]:
        match = _STAMPED.match(page.text, line.start, line.end)
        if match:
            time, started = seconds(match["stamp"]), True
        elif not started or is_furniture(page.text, line):
            skipped.append((line.start, line.end))  # the header block above the first time
            continue
        span = trim_speech(page.text, match.end() if match else line.start, line.end)
        if span:
            pieces.append((*span, time))
    talk = join_sentences(page.text, pieces)
    talk.skipped.extend(skipped)
    return talk.transcript("timed", page.name, header=page.header.fields)


def read_unlabelled(page: Page) -> Transcript:
    """Read a text that names nobody: one turn a line, lines cut within a sentence joined.

    Parameters
    ----------
    page : Page
        The text.

    Examples
    --------
    >>> [turn.text for turn in read_unlabelled(Page("Any questions?\\nNo, thank you.")).turns]
    ['Any questions?', 'No, thank you.']
    """
    pieces: list[tuple[int, int, float | None]] = []
    for line in page.lines[page.header.lines :]:
        if is_furniture(page.text, line):
            continue
        span = trim_speech(page.text, _after_bullet(page.text, line), line.end)
        if span:
            pieces.append((*span, None))
    return join_sentences(page.text, pieces).transcript("unlabelled", page.name, header=page.header.fields)


def _after_bullet(text: str, line: Line) -> int:
    match = _BULLET.match(text, line.start, line.end)
    return match.end() if match else line.start


def join_sentences(text: str, pieces: list[tuple[int, int, float | None]]) -> Talk:
    """Make turns of pieces of speech by unknown speakers, joining those cut within a sentence.

    A piece goes on with the one before if that one ends no sentence and this one begins in lower case; in
    text that has hardly any full stops (automatic captions) each piece stays on its own.

    Parameters
    ----------
    text : str
        The text.
    pieces : list of (int, int, float or None)
        Start, end and time of each.

    Examples
    --------
    >>> len(join_sentences("so we will\\ncall you. Bye.", [(0, 10, None), (11, 25, None)]).turns())
    1
    """
    ends = [_ENDS.search(text, max(a, b - 8), b) is not None for a, b, _ in pieces]
    punctuated = sum(ends) * 3 >= len(pieces)
    talk = Talk(text)
    words = 0
    for i, (a, b, time) in enumerate(pieces):
        goes_on = (
            i > 0
            and punctuated
            and not ends[i - 1]
            and text[a].islower()
            and words < _MAX_WORDS
            and not is_note(text, *pieces[i - 1][:2])
        )
        words = (words if goes_on else 0) + (text.count(" ", a, b) + 1)
        if not goes_on:
            talk.begin(None, time)
        talk.add(a, b)
    return talk
