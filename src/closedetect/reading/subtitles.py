"""WebVTT and SubRip subtitles: one turn spans many cues, and captions made as people speak repeat themselves.

webvtt-py says what the cues are; their words are then looked up in the text, so that offsets point into the
file as it is.
"""

from __future__ import annotations

import html
import re
from collections.abc import Sequence
from itertools import groupby

from closedetect.reading.cues import TIMING, CueLine, cue_lines, find_cues
from closedetect.reading.heads import find_heads, speakers_among
from closedetect.reading.lines import Line
from closedetect.reading.names import kind_of
from closedetect.reading.page import Page
from closedetect.reading.plain import join_sentences
from closedetect.reading.talk import Talk, with_notes
from closedetect.transcript import Transcript

_SENTENCE_END = re.compile(r"[.?!…\])♪][\"'”’)]{0,3}$")


def is_vtt(page: Page) -> bool:
    """Say whether a text is WebVTT.

    Parameters
    ----------
    page : Page
        The text.

    Examples
    --------
    >>> is_vtt(Page("WEBVTT\\n\\n00:00.000 --> 00:02.000\\nHi."))
    True
    """
    return page.text.startswith("WEBVTT", 1 if page.text[:1] == "\ufeff" else 0) and "-->" in page.text


def is_srt(page: Page) -> bool:
    """Say whether a text is SubRip: a number, a line with the times of the cue, words.

    Parameters
    ----------
    page : Page
        The text.

    Examples
    --------
    >>> is_srt(Page("1\\n00:00:00,000 --> 00:00:02,000\\nHi."))
    True
    """
    for line in page.lines[:2]:
        if TIMING.match(page.text, line.start, line.end):
            return True
        if not page.text[line.start : line.end].isdigit():
            return False
    return False


def read_vtt(page: Page) -> Transcript:
    """Read WebVTT.

    Parameters
    ----------
    page : Page
        The text.

    Examples
    --------
    >>> text = "WEBVTT\\n\\n00:00.000 --> 00:05.000\\n<v Ana>Thank you</v>"
    >>> text += "\\n\\n00:05.000 --> 00:06.000\\n<v Ana>all."
    >>> [(turn.speaker, turn.text) for turn in read_vtt(Page(text)).turns]
    [('Ana', 'Thank you all.')]
    """
    return _read(page, "vtt")


def read_srt(page: Page) -> Transcript:
    """Read SubRip.

    Parameters
    ----------
    page : Page
        The text.

    Examples
    --------
    >>> text = "1\\n00:00:01,000 --> 00:00:05,000\\nHR: Thank you."
    >>> [(turn.speaker, turn.time) for turn in read_srt(Page(text)).turns]
    [('HR', 1.0)]
    """
    return _read(page, "srt")


def render(transcript: Transcript) -> Transcript:
    """Turn subtitles into a conversation: entities such as ``&amp;`` read, one line a turn.

    Parameters
    ----------
    transcript : Transcript
        As :func:`read_vtt` gives it.

    Examples
    --------
    >>> render(read_srt(Page("1\\n00:00:01,000 --> 00:00:05,000\\nHR: I&#39;m off."))).text
    "HR: I'm off."
    """
    made = Transcript.from_turns(
        [(turn.speaker, html.unescape(turn.text)) for turn in transcript.turns],
        times=[turn.time for turn in transcript.turns],
        layout=transcript.layout,
        name=transcript.name,
        warnings=transcript.warnings,
        meta=transcript.meta,
    )
    return with_notes(made)


def _read(page: Page, layout: str) -> Transcript:
    cues, warnings = find_cues(page.text, layout, page.name)
    lines = _without_repeats(page.text, _named(page.text, list(cue_lines(page.text, cues))))
    talk = _talk(page, lines)
    made = talk.transcript(layout, page.name)
    return Transcript(made.text, made.turns, layout, page.name, (*made.warnings, *warnings), made.meta)


def _named(text: str, lines: list[CueLine]) -> list[CueLine]:
    """Where every cue begins with a speaker's name on a line of its own (Teams once wrote it so), make it the voice."""
    cues = [list(cue) for _, cue in groupby(lines, key=lambda line: line.time)]
    names = [_words(text, cue[0]) for cue in cues]
    if any(cue[0].voice or len(cue) < 2 for cue in cues) or len(set(names)) * 2 > len(names):
        return lines
    if any(kind_of(name) not in ("name", "role") for name in names):
        return lines
    return [line._replace(voice=name) for cue, name in zip(cues, names, strict=True) for line in cue[1:]]


def _without_repeats(text: str, lines: list[CueLine]) -> list[CueLine]:
    """Drop what captions made as people speak say twice: a line shown again, a line that grows.

    Only where cues do so again and again: two people who wish each other a good morning both said it.
    """
    kept: list[CueLine] = []
    cues = repeats = 0
    for line in lines:
        last = kept[-1] if kept else None
        new_cue = last is not None and last.time != line.time
        cues += new_cue
        said = _words(text, line)
        if new_cue and any(_same(text, before, line, said) for before in kept[-2:]):
            repeats += 1
        elif last and new_cue and line.voice == last.voice and _grows(_words(text, last), said):
            kept[-1] = line._replace(time=last.time)
            repeats += 1
        else:
            kept.append(line)
    return kept if repeats >= max(2, 0.2 * cues) else lines


def _same(text: str, before: CueLine, line: CueLine, said: str) -> bool:
    return before.voice == line.voice and " " in said and _words(text, before) == said


def _grows(before: str, now: str) -> bool:
    return " " in before and now.startswith(before + " ")


def _words(text: str, line: CueLine) -> str:
    return " ".join(text[a:b] for a, b in line.pieces)


def _talk(page: Page, lines: Sequence[CueLine]) -> Talk:
    text = page.text
    spans = [Line(line.pieces[0][0], line.pieces[0][1], False) for line in lines]
    heads = {head.line: head for head in find_heads(text, spans)}
    speakers = speakers_among(list(heads.values()), len(lines))
    if not speakers and not any(line.voice for line in lines):
        return _nameless(text, lines)
    talk = Talk(text, merge=True)
    for index, line in enumerate(lines):
        head = heads.get(index)
        pieces = line.pieces
        if head and head.label in speakers:
            talk.begin(head.label, line.time)
            pieces = ((head.body, pieces[0][1]), *pieces[1:])
        elif line.voice or _is_arrow(text, line) or not talk.listening:
            talk.begin(line.voice, line.time)
        else:
            pieces = _with_mark(text, line)  # where people are named a dash changes nobody
        for a, b in pieces:
            talk.add(a, b)
    return talk


def _is_arrow(text: str, line: CueLine) -> bool:
    return line.mark is not None and text[line.mark] in ">&"


def _with_mark(text: str, line: CueLine) -> tuple[tuple[int, int], ...]:
    """The pieces of a line, with the dash before it if there is one."""
    if line.mark is None or "<" in text[line.mark : line.pieces[0][0]]:
        return line.pieces
    return ((line.mark, line.pieces[0][1]), *line.pieces[1:])


def _nameless(text: str, lines: Sequence[CueLine]) -> Talk:
    changes = [_changes(text, lines, i) for i in range(len(lines))]
    if not any(changes):
        pieces = [(a, b, line.time) for line in lines for a, b in _with_mark(text, line)]
        return join_sentences(text, pieces)
    talk = Talk(text)
    for line, change in zip(lines, changes, strict=True):
        if change or not talk.listening:
            talk.begin(None, line.time)
        for a, b in line.pieces if change else _with_mark(text, line):
            talk.add(a, b)
    return talk


def _changes(text: str, lines: Sequence[CueLine], index: int) -> bool:
    """Whether another speaker begins: ">>" says so, a dash only after the end of a sentence."""
    line = lines[index]
    if line.mark is None or index == 0 or _is_arrow(text, line):
        return line.mark is not None
    start, end = lines[index - 1].pieces[-1]
    return _SENTENCE_END.search(text, max(start, end - 8), end) is not None
