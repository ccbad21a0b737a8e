"""The ending as a tagger reads it: lines of alternating roles, each with its way back to the text.

A speech recogniser splits one breath into four turns; a person reads them as one. Consecutive turns of
one role (stage notes between them dropped) become one line.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from closedetect.transcript import Transcript, Turn, encodable

LineRole = Literal["candidate", "interviewer"]
LONGEST = 20_000
"""Characters of a line that are read: its last ones. Nobody's ending is longer in one breath."""


@dataclass(frozen=True)
class Line:
    """Consecutive words of one role.

    Attributes
    ----------
    role : str
        ``"candidate"`` or ``"interviewer"``.
    text : str
        The words, turns joined by a space.
    turn : Turn or None
        The way back to the transcript's text (:meth:`Turn.locate`); None for bare text.
    first_turn, last_turn : int
        Indices of the transcript's turns that the line covers.
    """

    role: LineRole
    text: str
    turn: Turn | None = None
    first_turn: int = 0
    last_turn: int = 0

    @property
    def is_candidate(self) -> bool:
        """Whether the candidate says it."""
        return self.role == "candidate"


def dialogue_lines(
    transcript: Transcript, roles: Sequence[str], first: int = 0, last: int | None = None
) -> list[Line]:
    """Return turns ``first`` to ``last`` (exclusive) as lines.

    Parameters
    ----------
    transcript : Transcript
        The interview.
    roles : sequence of str
        ``"candidate"``, ``"interviewer"`` or ``"note"``, one a turn.
    first, last : int
        Slice of turns.

    Examples
    --------
    >>> t = Transcript.from_turns([("C", "so when"), ("C", "can I start"), ("I", "Ha.")])
    >>> [(line.role, line.text) for line in dialogue_lines(t, ["candidate", "candidate", "interviewer"])]
    [('candidate', 'so when can I start'), ('interviewer', 'Ha.')]
    """
    lines: list[Line] = []
    group: list[tuple[int, Turn]] = []
    for i in range(first, len(transcript.turns) if last is None else last):
        if roles[i] == "note":
            continue
        if group and roles[group[0][0]] != roles[i]:
            lines.append(_join(group, roles))
            group = []
        group.append((i, transcript.turns[i]))
    if group:
        lines.append(_join(group, roles))
    return lines


def _join(group: list[tuple[int, Turn]], roles: Sequence[str]) -> Line:
    first, turn = group[0]
    pieces = _last_pieces([piece for _, t in group for piece in t.pieces])
    if pieces != turn.pieces:
        turn = Turn(turn.speaker, pieces, turn.source, time=turn.time)
    role: LineRole = "candidate" if roles[first] == "candidate" else "interviewer"
    return Line(role, encodable(turn.text), turn, first, group[-1][0])


def _last_pieces(pieces: list[tuple[int, int]]) -> tuple[tuple[int, int], ...]:
    """The pieces, cut at the front so that at most :data:`LONGEST` characters are left."""
    room, kept = LONGEST, []
    for start, end in reversed(pieces):
        if room <= 0:
            break
        kept.append((max(start, end - room), end))
        room -= end - start
    return tuple(reversed(kept))
