"""Cues of subtitles: webvtt-py says what they are, their lines are then looked up in the text."""

from __future__ import annotations

import io
import re
from collections.abc import Generator, Iterator, Sequence
from typing import TYPE_CHECKING, NamedTuple

from closedetect.reading.errors import ReadError
from closedetect.reading.lines import seconds, trim

if TYPE_CHECKING:
    from webvtt.models import Caption

_TAG = re.compile(r"</?[A-Za-z0-9][^<>\n]{0,200}>|\{\\[^{}\n]{0,40}\}")
_VOICE = re.compile(r"<v(?:\.[\w.-]{0,60})?[ \t]+(?P<name>[^<>\n]{1,100})>")
_CHANGE = re.compile(r"(?:>>|&gt;&gt;|[-–—](?=\s?[^\W\d]))[ \t]{0,4}")
TIMING = re.compile(r"(?:\d{1,3}:)?\d{1,2}:\d{1,2}[.,]\d{1,3}[ \t]{0,4}-->")
"""The beginning of the line with the times of a cue."""
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
    mark : int or None
        Where the dash or ">>" stands that may say that another speaker begins.
    time : float or None
        Seconds at which the cue begins.
    """

    pieces: tuple[tuple[int, int], ...]
    voice: str | None
    mark: int | None
    time: float | None


def find_cues(text: str, layout: str, name: str | None) -> tuple[list[Caption], tuple[str, ...]]:
    r"""Let webvtt-py read the cues, in order of the file.

    Parameters
    ----------
    text : str
        The file.
    layout : str
        ``vtt`` or ``srt``.
    name : str or None
        Name of the file for messages.

    Returns
    -------
    (list of Caption, tuple of str)
        The cues, and a warning if some were not understood.

    Raises
    ------
    ReadError
        If WebVTT is malformed.

    Examples
    --------
    >>> cues, _ = find_cues("1\n00:00:00,000 --> 00:00:02,000\nHi.", "srt", None)
    >>> [cue.text for cue in cues]
    ['Hi.']
    """
    text = text.lstrip("\ufeff\n\r \t")
    n_timings = sum(1 for _ in TIMING.finditer(text))
    captions = _captions(text, layout, name)
    if layout == "srt" and len(captions) * 2 < n_timings:
        # SubRip without numbers, or with the dots of WebVTT: read it as the laxer of the two.
        captions = _captions("WEBVTT\n\n" + _COMMA.sub(r"\1.\2", text), "vtt", name)
    if n_timings > len(captions):
        lost = n_timings - len(captions)
        return captions, (f"{lost} of {n_timings} cues have no words or were not understood",)
    return captions, ()


def _captions(text: str, layout: str, name: str | None) -> list[Caption]:
    import webvtt
    from webvtt.errors import MalformedCaptionError, MalformedFileError

    try:
        captions: list[Caption] = webvtt.from_buffer(io.StringIO(text, newline=""), format=layout).captions
        return list(captions)
    except (MalformedFileError, MalformedCaptionError, ValueError) as error:
        if layout == "srt":
            return []
        raise ReadError(
            f"this is no well-formed {layout.upper()} ({error})",
            todo="Export the subtitles again.",
            file=name,
        ) from error


def cue_lines(text: str, cues: Sequence[Caption]) -> Iterator[CueLine]:
    r"""Find the lines of the cues in the text, one after the other.

    Parameters
    ----------
    text : str
        The file.
    cues : sequence of Caption
        Its cues, in order.

    Examples
    --------
    >>> text = "WEBVTT\n\n00:00.000 --> 00:02.000\n<v Ana>Hi.</v>"
    >>> [line.voice for line in cue_lines(text, find_cues(text, "vtt", None)[0])]
    ['Ana']
    """
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
    mark = None
    match = _CHANGE.match(text, start, end)
    if match:
        at, mark = match.end(), start
    for tag in _TAG.finditer(text, at, end):
        if span := trim(text, at, tag.start()):
            pieces.append(span)
        at = tag.end()
        if named := _VOICE.fullmatch(text, tag.start(), tag.end()):
            if pieces:
                yield CueLine(tuple(pieces), voice, mark, time)
                pieces, mark = [], None
            voice = named["name"].strip()
    if span := trim(text, at, end):
        pieces.append(span)
    if pieces:
        yield CueLine(tuple(pieces), voice, mark, time)
    return voice
