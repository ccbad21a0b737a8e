"""Turn and Transcript: who said what, and where in the text as it was given.

Every later stage works on turns; every offset it reports goes back, through :meth:`Turn.locate`, to
characters of :attr:`Transcript.text`, which is never changed.
"""

from __future__ import annotations

import bisect
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

_LONE_SURROGATE = re.compile("[\ud800-\udfff]")


def encodable(text: str) -> str:
    """Return a text with the replacement character for each half of a character, which can't be encoded.

    Every offset stays.

    Examples
    --------
    >>> encodable("hi \\ud800 there") == "hi \\ufffd there"
    True
    """
    return _LONE_SURROGATE.sub("\ufffd", text)


@dataclass(frozen=True)
class Turn:
    """What one speaker says before another takes over.

    A turn may lie in several pieces of the source (subtitle cues, lines with a time stamp each); its
    :attr:`text` joins them with single spaces and :meth:`locate` finds the way back.

    Parameters
    ----------
    speaker : str or None
        The speaker's label as written, None where the text names nobody.
    pieces : tuple of (int, int)
        Start and end (characters of the transcript's text) of each piece of speech, in order.
    source : str
        The whole text that the pieces are cut from.
    time : float, optional
        Seconds from the start of the recording, where the input had a time.
    role : str, optional
        ``"candidate"`` or ``"interviewer"`` where the input itself says so in a field for it.
    note : bool
        True for stage notes ("[hangs up]", "(laughs)") that nobody said.

    Examples
    --------
    >>> turn = Turn("Ana", ((5, 10), (22, 26)), "Ana: thank\\n[00:12:01] you!")
    >>> turn.text
    'thank you!'
    """

    speaker: str | None
    pieces: tuple[tuple[int, int], ...]
    source: str = field(repr=False, compare=False)
    time: float | None = None
    role: str | None = None
    note: bool = False

    @property
    def start(self) -> int:
        """First character of the speech in the transcript's text."""
        return self.pieces[0][0]

    @property
    def end(self) -> int:
        """One past the last character of the speech in the transcript's text."""
        return self.pieces[-1][1]

    @cached_property
    def text(self) -> str:
        """The words said, pieces joined by one space."""
        return " ".join(self.source[a:b] for a, b in self.pieces)

    @cached_property
    def _offsets(self) -> list[int]:
        """Where each piece begins in :attr:`text`."""
        offsets, at = [], 0
        for a, b in self.pieces:
            offsets.append(at)
            at += b - a + 1
        return offsets

    def locate(self, start: int, end: int) -> tuple[int, int]:
        """Map characters of :attr:`text` to characters of the transcript's text.

        Parameters
        ----------
        start, end : int
            A non-empty slice of :attr:`text`.

        Returns
        -------
        (int, int)
            Start and end in the transcript's text; what lies between two pieces is included.

        Raises
        ------
        ValueError
            If the slice is empty or outside the turn.

        Examples
        --------
        >>> source = "A: one\\n[00:02] two"
        >>> turn = Turn("A", ((3, 6), (15, 18)), source)
        >>> turn.text, turn.locate(4, 7), source[15:18]
        ('one two', (15, 18), 'two')
        """
        if not 0 <= start < end <= len(self.text):
            raise ValueError(f"slice {start}:{end} is not inside a turn of {len(self.text)} characters")
        return self._locate_one(start), self._locate_one(end - 1) + 1

    def _locate_one(self, index: int) -> int:
        piece = bisect.bisect_right(self._offsets, index) - 1
        a, b = self.pieces[piece]
        # The joining space belongs to no piece: it maps to the last character before it.
        return min(a + index - self._offsets[piece], b - 1)


@dataclass(frozen=True)
class Transcript:
    """One interview: the text as it was given and the turns found in it.

    Parameters
    ----------
    text : str
        The text that every offset points into, exactly as given (or, for input that is no running text,
        such as JSON and tables, as rendered: one ``speaker: words`` line a turn).
    turns : tuple of Turn
        The turns in order, stage notes included (``turn.note``).
    layout : str
        Name of the layout the text was read as (see :mod:`closedetect.reading`).
    name : str, optional
        File name, row or identifier to speak of it in messages.
    warnings : tuple of str
        What was doubtful about reading it ("read as cp1252").
    meta : dict
        What else the file said about it (identifier, columns, header lines); never read by the classifier.

    Examples
    --------
    >>> t = Transcript.from_turns([("Interviewer", "Questions?"), ("Ana", "When can I start?")])
    >>> print(t.text)
    Interviewer: Questions?
    Ana: When can I start?
    >>> t.turns[1].text
    'When can I start?'
    """

    text: str
    turns: tuple[Turn, ...]
    layout: str = "turns"
    name: str | None = None
    warnings: tuple[str, ...] = ()
    meta: dict[str, Any] = field(default_factory=dict, compare=False, repr=False)

    @property
    def speakers(self) -> tuple[str | None, ...]:
        """The speakers' labels in order of appearance, stage notes left out."""
        return tuple(dict.fromkeys(turn.speaker for turn in self.turns if not turn.note))

    @classmethod
    def from_turns(
        cls,
        turns: Iterable[tuple[str | None, str]],
        *,
        times: Sequence[float | None] | None = None,
        roles: Sequence[str | None] | None = None,
        **fields: Any,
    ) -> Transcript:
        """Build a transcript from (speaker, words) pairs, rendering one line a turn.

        Parameters
        ----------
        turns : iterable of (str or None, str)
            Speaker and words of each turn; turns without words are left out.
        times : sequence of float, optional
            Seconds, one a turn.
        roles : sequence of str, optional
            ``"candidate"``, ``"interviewer"`` or None, one a turn.
        **fields
            ``layout``, ``name``, ``warnings``, ``meta``.

        Raises
        ------
        TypeError
            If a turn is not a pair of strings.
        """
        lines: list[str] = []
        kept: list[tuple[str | None, int, int, int]] = []
        at = 0
        for i, (speaker, words) in enumerate(turns):
            if not isinstance(words, str) or not (speaker is None or isinstance(speaker, str)):
                raise TypeError(
                    f"turn {i} is ({type(speaker).__name__}, {type(words).__name__}); "
                    "a turn is (speaker: str or None, words: str)"
                )
            head = f"{speaker}: " if speaker else ""
            body = words.strip()
            if not body:
                continue
            kept.append((speaker, at + len(head), at + len(head) + len(body), i))
            lines.append(head + body)
            at += len(head) + len(body) + 1
        text = "\n".join(lines)
        made = tuple(
            Turn(
                speaker,
                ((a, b),),
                text,
                time=times[i] if times else None,
                role=roles[i] if roles else None,
            )
            for speaker, a, b, i in kept
        )
        return cls(text=text, turns=made, **fields)
