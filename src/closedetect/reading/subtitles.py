"""WebVTT and SubRip subtitles: one turn spans many cues, and captions made as people speak repeat themselves.

webvtt-py says what the cues are; their words are then looked up in the text, so that offsets point into the
file as it is.
"""

from __future__ import annotations

import html
import io
import re
from collections.abc import Generator, Iterator, Sequence
from typing import TYPE_CHECKING, NamedTuple

from closedetect.reading.errors import ReadError
from closedetect.reading.heads import find_heads, speakers_among
from closedetect.reading.lines import Line, seconds, trim
from closedetect.reading.page import Page
from closedetect.reading.plain import join_sentences
from closedetect.reading.talk import Talk
from closedetect.transcript import Transcript

if TYPE_CHECKING:
    from webvtt.models import Caption

_TAG = re.compile(r"</?[A-Za-z0-9][^<>\n]{0,200}>|\{\\[^{}\n]{0,40}\}")
_VOICE = re.compile(r"<v(?:\.[\w.-]{0,60})?[ \t]+(?P<name>[^<>\n]{1,100})>")
_CHANGE = re.compile(r"(?:>>|&gt;&gt;|[-–—](?=\s?\S))[ \t]{0,4}")
_TIMING = re.compile(r"(?:\d{1,3}:)?\d{1,2}:\d{1,2}[.,]\d{1,3}[ \t]{0,4}-->")


_COMMA = re.compile(r"(:\d\d),(\d{3})")
_LINE_END = re.compile(r"[\r\n]")
_NEAR = 20_000  # how far after the last words the next ones are looked for: more is a damaged file


class CueLine(NamedTuple):
    """One line of a cue, its words without tags.

    Parameters
    ----------
    pieces : tuple of (int, int)
        Where the words stand in the text.
    voice : str or None
        Name in a voice tag.
    change : bool
        True where a dash or ">>" says that another speaker begins.
    time : float or None
        Seconds at which the cue begins.
    """

    pieces: tuple[tuple[int, int], ...]
    voice: str | None
    change: bool
    time: float | None


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
        if _TIMING.match(page.text, line.start, line.end):
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
    >>> text = "WEBVTT\\n\\n00:00.000 --> 00:05.000\\n<v Ana>Thank you</v>\\n\\n00:05.000 --> 00:06.000\\n<v Ana>all."
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
    spoken = [turn for turn in transcript.turns if not turn.note]
    return Transcript.from_turns(
        [(turn.speaker, html.unescape(turn.text)) for turn in spoken],
        times=[turn.time for turn in spoken],
        layout=transcript.layout,
        name=transcript.name,
        warnings=transcript.warnings,
        meta=transcript.meta,
    )


def _read(page: Page, layout: str) -> Transcript:
    cues, warnings = _cues(page, layout)
    lines = _without_repeats(page.text, list(_cue_lines(page.text, cues)))
    talk = _talk(page, lines)
    made = talk.transcript(layout, page.name)
    return Transcript(made.text, made.turns, layout, page.name, (*made.warnings, *warnings), made.meta)


def _cues(page: Page, layout: str) -> tuple[list[Caption], tuple[str, ...]]:
    """Let webvtt-py read the cues, in order of the file."""
    text = page.text.lstrip("\ufeff\n\r \t")
    n_timings = sum(1 for _ in _TIMING.finditer(text))
    captions = _captions(text, layout, page.name)
    if layout == "srt" and len(captions) * 2 < n_timings:
        # SubRip without numbers, or with the dots of WebVTT: read it as the laxer of the two.
        captions = _captions("WEBVTT\n\n" + _COMMA.sub(r"\1.\2", text), "vtt", page.name)
    if n_timings > len(captions):
        lost = n_timings - len(captions)
        return captions, (f"{lost} of {n_timings} cues have no words or were not understood",)
    return captions, ()


def _captions(text: str, layout: str, name: str | None) -> list[Caption]:
    import webvtt
    from webvtt.errors import MalformedCaptionError, MalformedFileError

    try:
        return list(webvtt.from_buffer(io.StringIO(text, newline=""), format=layout))
    except (MalformedFileError, MalformedCaptionError, ValueError) as error:
        if layout == "srt":
            return []
        raise ReadError(
            f"this is no well-formed {layout.upper()} ({error})", todo="Export the subtitles again.", file=name
        ) from error


def _cue_lines(text: str, cues: Sequence[Caption]) -> Iterator[CueLine]:
    """Find the lines of the cues in the text, one after the other."""
    at = 0
    for cue in cues:
        time = seconds(cue.start)
        arrow = text.find("-->", at)
        after = _LINE_END.search(text, max(arrow, at))
        at = after.end() if after else at
        voice = None
        for raw in cue.lines:
            found = text.find(raw, at, at + len(raw) + _NEAR)
            if found < 0:
                continue
            at = found + len(raw)
            voice = yield from _one_line(text, found, at, voice, time)


def _one_line(
    text: str, start: int, end: int, voice: str | None, time: float | None
) -> Generator[CueLine, None, str | None]:
    """Cut a line of a cue where tags stand; return the voice that goes on in the next line."""
    pieces: list[tuple[int, int]] = []
    at = start
    change = False
    match = _CHANGE.match(text, start, end)
    if match:
        at, change = match.end(), True
    for tag in _TAG.finditer(text, at, end):
        if span := trim(text, at, tag.start()):
            pieces.append(span)
        at = tag.end()
        if named := _VOICE.fullmatch(text, tag.start(), tag.end()):
            if pieces:
                yield CueLine(tuple(pieces), voice, change, time)
                pieces, change = [], False
            voice = named["name"].strip()
    if span := trim(text, at, end):
        pieces.append(span)
    if pieces:
        yield CueLine(tuple(pieces), voice, change, time)
    return voice


def _without_repeats(text: str, lines: list[CueLine]) -> list[CueLine]:
    """Drop what captions made as people speak say twice: a line shown again, a line that grows."""
    kept: list[CueLine] = []
    words: list[str] = []
    for line in lines:
        said = _words(text, line)
        same_cue = kept and kept[-1].time == line.time
        if kept and not same_cue and said in words[-2:] and len(said.split()) > 1:
            continue
        if kept and words and _grows(words[-1], said) and not same_cue and line.voice == kept[-1].voice:
            kept[-1] = line._replace(time=kept[-1].time)
            words[-1] = said
            continue
        kept.append(line)
        words.append(said)
    return kept


def _grows(before: str, now: str) -> bool:
    return now.startswith(before + " ") and len(before.split()) > 1


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
        elif line.voice or line.change or not talk.listening:
            talk.begin(line.voice, line.time)
        for a, b in pieces:
            talk.add(a, b)
    return talk


def _nameless(text: str, lines: Sequence[CueLine]) -> Talk:
    if not any(line.change for line in lines):
        return join_sentences(text, [(a, b, line.time) for line in lines for a, b in line.pieces])
    talk = Talk(text)
    for line in lines:
        if line.change or not talk.listening:
            talk.begin(None, line.time)
        for a, b in line.pieces:
            talk.add(a, b)
    return talk
