"""Talk: collects pieces of speech in order and makes turns of them."""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace
from typing import Any

from closedetect.reading.lines import trim
from closedetect.transcript import Transcript, Turn

_NOTE = re.compile(
    r"\[[^\[\]]{1,120}\]|<[^<>]{1,120}>|\*[^\W\d_][^*.?!]{1,60}\*|[♪♫][^\n]{0,120}"
    r"|\((?:[^\W_][^().?!]{0,60}|[^()]{0,60}(?:laugh|pause|silence|cough|sigh|ring|hangs|inaudible)[^()]{0,60})\)",
    re.IGNORECASE,
)
_STRAY_TAGS = re.compile(r"</?(?:br|p|b|i|u|strong|em|div|span|li|td|tr|v|c)\b[^<>]{0,60}>$", re.IGNORECASE)


@dataclass
class _Part:
    speaker: str | None
    pieces: list[tuple[int, int]]
    time: float | None
    note: bool
    open: bool = True


@dataclass
class Talk:
    """The turns of a text under construction.

    Parameters
    ----------
    text : str
        The text that the pieces are cut from.
    merge : bool
        Join what one speaker says in consecutive lines, as subtitles and time-stamped lines need it.

    Examples
    --------
    >>> talk = Talk("Ana: hello\\nthere")
    >>> talk.begin("Ana")
    >>> talk.add(5, 10)
    >>> talk.add(11, 16)
    >>> [turn.text for turn in talk.turns()]
    ['hello there']
    """

    text: str
    merge: bool = False
    roles: dict[str, str] = field(default_factory=dict)
    skipped: list[tuple[int, int]] = field(default_factory=list)
    _parts: list[_Part] = field(default_factory=list)
    _speaker: str | None = None
    _time: float | None = None
    _listening: bool = False
    _fresh: bool = True
    _silent: bool = True

    @property
    def listening(self) -> bool:
        """True while lines without a label belong to somebody."""
        return self._listening

    def begin(self, speaker: str | None, time: float | None = None) -> None:
        """Let another turn begin.

        Parameters
        ----------
        speaker : str or None
            Who speaks from here on.
        time : float, optional
            Seconds.
        """
        self._fresh = not (
            self.merge and speaker is not None and speaker == self._speaker and self._listening
        )
        self._speaker, self._time, self._listening = speaker, time, True
        self._silent = True

    def stop(self) -> None:
        """Let nobody speak until the next :meth:`begin`: what follows a rule or a heading is no speech."""
        self._listening = False

    def add(self, start: int, end: int) -> None:
        """Add words to the turn that has begun.

        Parameters
        ----------
        start, end : int
            Where they stand; blanks and left-over markup around them are not taken.
        """
        span = trim_speech(self.text, start, end)
        if span is None:
            return
        if not self._listening:
            self.skipped.append(span)
            return
        self._silent = False
        note = is_note(self.text, *span)
        last = self._parts[-1] if self._parts else None
        if last and not self._fresh and not note and not last.note:
            last.pieces.append(span)
            return
        self._parts.append(_Part(self._speaker, [span], self._time, note))
        # What follows a stage note is a turn of its own.
        self._fresh = False

    def note(self, start: int, end: int) -> None:
        """Add a stage note on a line of its own; it belongs to nobody unless it stands right below a label.

        Parameters
        ----------
        start, end : int
            Where it stands.
        """
        mine = self._listening and self._silent
        self._parts.append(
            _Part(self._speaker if mine else None, [(start, end)], self._time if mine else None, True)
        )
        self._fresh, self._silent = True, False

    def turns(self) -> tuple[Turn, ...]:
        """Return the turns made so far."""
        return tuple(
            Turn(
                part.speaker,
                tuple(part.pieces),
                self.text,
                time=part.time,
                role=self.roles.get(part.speaker.casefold()) if part.speaker and self.roles else None,
                note=part.note,
            )
            for part in self._parts
        )

    def transcript(self, layout: str, name: str | None = None, **meta: Any) -> Transcript:
        """Return the transcript.

        Parameters
        ----------
        layout : str
            Name of the layout it was read as.
        name : str, optional
            Name of the transcript.
        **meta
            What else is known; empty values are left out.
        """
        found = {key: value for key, value in meta.items() if value}
        warnings: tuple[str, ...] = ()
        if self.skipped:
            found["skipped"] = tuple(self.skipped)
            lost = sum(end - start for start, end in self.skipped)
            if lost > 200 and lost > 0.1 * len(self.text):
                warnings = (f"{lost} characters outside the turns (headers, headings, scores) were not read",)
        return Transcript(self.text, self.turns(), layout=layout, name=name, warnings=warnings, meta=found)


def with_notes(transcript: Transcript) -> Transcript:
    """Mark the turns that are stage notes, in a transcript made from (speaker, words) pairs.

    Parameters
    ----------
    transcript : Transcript
        As :meth:`Transcript.from_turns` makes it.

    Examples
    --------
    >>> talk = Transcript.from_turns([("HR", "Bye."), ("Ana", "[hangs up]")])
    >>> [turn.note for turn in with_notes(talk).turns]
    [False, True]
    """
    turns = tuple(
        replace(turn, note=True) if is_note(transcript.text, turn.start, turn.end) else turn
        for turn in transcript.turns
    )
    return replace(transcript, turns=turns)


def is_note(text: str, start: int, end: int) -> bool:
    """Say whether a piece of text is a stage note, such as "[hangs up]" or "(laughs)".

    Parameters
    ----------
    text : str
        The text.
    start, end : int
        The piece.

    Examples
    --------
    >>> [is_note(s, 0, len(s)) for s in ("[Pause]", "(laughs)", "(I do. Really.)", "Yes [laughs]")]
    [True, True, False, False]
    """
    if end - start > 124 or text[start] not in "[(<*♪♫":
        return False
    return _NOTE.fullmatch(text, start, end) is not None


def trim_speech(text: str, start: int, end: int) -> tuple[int, int] | None:
    """Trim blanks, table bars, left-over tags and lone bold marks off a piece of speech.

    Parameters
    ----------
    text : str
        The text.
    start, end : int
        The piece.

    Examples
    --------
    >>> trim_speech("Thank you.** |", 0, 14)
    (0, 10)
    """
    span = trim(text, start, end)
    while span:
        a, b = span
        if text[b - 1] == "|":
            b -= 1
        elif text[b - 2 : b] in ("**", "__") and b - a >= 2 and text.count(text[b - 2 : b], a, b) % 2:
            b -= 2
        elif text[b - 1] == ">" and (tag := _STRAY_TAGS.search(text, max(a, b - 64), b)):
            b = tag.start()
        else:
            return span
        span = trim(text, a, b)
    return None
