"""The layouts of running text, in the order in which they are tried, and :func:`parse_text`.

The first layout whose test holds is the one; the tests look for what is unmistakable first (a WEBVTT line,
``__eou__``) and for what is left over last (a text that names nobody).
"""

from __future__ import annotations

from collections.abc import Callable
from types import MappingProxyType
from typing import NamedTuple

from closedetect.reading import subtitles
from closedetect.reading.bare import is_bare, read_bare
from closedetect.reading.errors import ReadError
from closedetect.reading.labelled import is_labelled, read_labelled
from closedetect.reading.own_line import is_own_line, read_own_line
from closedetect.reading.page import Page
from closedetect.reading.plain import is_eou, is_timed, read_eou, read_timed, read_unlabelled
from closedetect.transcript import Transcript


class TextLayout(NamedTuple):
    """A layout of running text.

    Parameters
    ----------
    name : str
        Its name in :data:`LAYOUTS`.
    fits : callable
        The test: does a page look like it?
    read : callable
        The parser.
    """

    name: str
    fits: Callable[[Page], bool]
    read: Callable[[Page], Transcript]


TEXT_LAYOUTS: tuple[TextLayout, ...] = (
    TextLayout("vtt", subtitles.is_vtt, subtitles.read_vtt),
    TextLayout("srt", subtitles.is_srt, subtitles.read_srt),
    TextLayout("eou", is_eou, read_eou),
    TextLayout("own-line", is_own_line, read_own_line),
    TextLayout("labels", is_labelled, read_labelled),
    TextLayout("bare-labels", is_bare, read_bare),
    TextLayout("timed", is_timed, read_timed),
    TextLayout("unlabelled", lambda page: True, read_unlabelled),
)

# One parser reads the four ways in which labels with a colon stand.
_ALIASES = {"timed-labels": "labels", "markdown": "labels", "one-line": "labels"}

LAYOUTS: MappingProxyType[str, str] = MappingProxyType(
    {
        "labels": "'Label: words' at the beginning of lines",
        "timed-labels": "'[mm:ss] Label: words', also 'Label (hh:mm:ss): words'",
        "markdown": "'**Label:** words', '- Label: words', '> Label: words' among headings, rules and scores",
        "one-line": "'Label: words Label: words' on one line, also with \\n written as two characters",
        "own-line": "the label on a line of its own, with or without a time, the words below",
        "bare-labels": "labels without colon: 'Label words', '[LABEL] words', '| Label | words |', a legend",
        "timed": "'[mm:ss] words', nobody named (Whisper, YouTube)",
        "eou": "utterances split by '__eou__', nobody named",
        "unlabelled": "lines of talk, nobody named",
        "vtt": "WebVTT subtitles, '<v Name>' or 'Label: words' or nobody named",
        "srt": "SubRip subtitles, 'Label: words' or nobody named",
        "table": "CSV or TSV, one interview a row",
        "turn-table": "CSV or TSV, one turn a row, with or without header",
        "json-turns": "JSON list of turns, wrapped or not, in any of the usual keys",
        "json-strings": "JSON list of 'Label: words' strings, or lists of questions and answers",
        "json-text": "JSON object with the transcript in one string",
        "turns": "turns given as Python objects",
    }
)
"""Name of each layout -> what it looks like."""


def parse_text(text: str, *, layout: str | None = None, name: str | None = None) -> Transcript:
    """Read one interview from running text.

    Parameters
    ----------
    text : str
        The transcript as it is; offsets of the turns point into it.
    layout : str, optional
        A layout of :data:`LAYOUTS` to read it as; None finds it.
    name : str, optional
        What to call the transcript in messages.

    Returns
    -------
    Transcript
        With no turns if the text is blank.

    Raises
    ------
    TypeError
        If the text is no string.
    ValueError
        If there is no such layout.
    ReadError
        If the text does not fit the layout asked for.

    Examples
    --------
    >>> transcript = parse_text("Interviewer: Any questions?\\nAna: When can I start?")
    >>> transcript.layout, [turn.speaker for turn in transcript.turns]
    ('labels', ['Interviewer', 'Ana'])
    """
    if not isinstance(text, str):
        raise TypeError(f"a transcript is a str, not {type(text).__name__}; for files use closedetect.read")
    if layout is not None:
        return _read_as(Page(text, name), check_layout(layout))
    page = Page(text, name)
    if not page.lines:
        return Transcript(text, (), layout="unlabelled", name=name)
    return next(entry.read(page) for entry in TEXT_LAYOUTS if entry.fits(page))


def check_layout(layout: str, among: tuple[str, ...] = ()) -> str:
    """Return the name of a layout if there is one of that name.

    Parameters
    ----------
    layout : str
        The name.
    among : tuple of str, optional
        The names allowed, if fewer than all.

    Raises
    ------
    ValueError
        If there is none.

    Examples
    --------
    >>> check_layout("vtt")
    'vtt'
    """
    allowed = among or tuple(LAYOUTS)
    if layout not in allowed:
        raise ValueError(f"there is no layout {layout!r} here; allowed: {', '.join(allowed)}")
    return layout


def is_text_layout(layout: str | None) -> bool:
    """Say whether a layout is one of running text.

    Parameters
    ----------
    layout : str or None
        A name of :data:`LAYOUTS`.

    Examples
    --------
    >>> is_text_layout("markdown"), is_text_layout("table"), is_text_layout(None)
    (True, False, False)
    """
    return layout in _ALIASES or any(layout == entry.name for entry in TEXT_LAYOUTS)


def _read_as(page: Page, layout: str) -> Transcript:
    if not is_text_layout(layout):
        raise ReadError(
            f"layout {layout!r} is not one of running text",
            allowed=[*(entry.name for entry in TEXT_LAYOUTS), *_ALIASES],
            todo="Use closedetect.read for files.",
            file=page.name,
        )
    if not page.lines:
        return Transcript(page.text, (), layout=layout, name=page.name)
    wanted = _ALIASES.get(layout, layout)
    entry = next(entry for entry in TEXT_LAYOUTS if entry.name == wanted)
    if not entry.fits(page):
        line = page.lines[0]
        seen = page.text[line.start : min(line.end, line.start + 60)]
        raise ReadError(
            f"this does not look like layout {layout!r} ({LAYOUTS[layout]}); it begins {seen!r}",
            todo="Leave layout out to have it found.",
            file=page.name,
        )
    return entry.read(page)
