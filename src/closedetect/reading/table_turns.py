"""Tables with one turn a row: rows of one interview to a transcript."""

from __future__ import annotations

import itertools
from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple

from closedetect.reading.candidates import with_candidate
from closedetect.reading.columns import Columns
from closedetect.reading.json_turns import IGNORED_ROLES
from closedetect.reading.names import role_of
from closedetect.reading.rows import Row, cell_of, problem_transcript
from closedetect.reading.talk import with_notes
from closedetect.reading.times import relative_times
from closedetect.transcript import Transcript

_MAX_NOTES = 20


class _Said(NamedTuple):
    speaker: str | None
    words: str
    time: float | None
    role: str | None


def from_turn_rows(
    rows: Iterable[Row], columns: Columns, file: str, warnings: tuple[str, ...]
) -> Iterator[Transcript]:
    """Read the interviews of a table of turns, one after the other.

    Parameters
    ----------
    rows : iterable of Row
        The rows below the header.
    columns : Columns
        What the columns are.
    file : str
        Name of the table, for messages and for an interview without identifier.
    warnings : tuple of str
        What to say with each interview.

    Examples
    --------
    >>> rows = [Row(1, ["HR", "Hi."]), Row(2, ["Ana", "Hello."])]
    >>> [t.speakers for t in from_turn_rows(rows, Columns(("who", "text"), 1, 0), "a.csv", ())]
    [('HR', 'Ana')]
    """
    seen: set[str] = set()
    for key, group in itertools.groupby(_keyed(rows, columns), key=lambda entry: entry[0]):
        again = (f"the rows of {key!r} are not together: read as several interviews",) if key in seen else ()
        seen.add(key)
        numbered = [(n, row) for _, n, row in group]
        yield from _interview(numbered, key or file, columns, (*warnings, *again), file)


def _keyed(rows: Iterable[Row], columns: Columns) -> Iterator[tuple[str, int, Row]]:
    """Rows with number and interview; a row that could not be read stays with those above it."""
    key = ""
    for n, row in enumerate(rows, 1):
        if _fits(row, columns):
            key = cell_of(row, columns.id)
        yield key, n, row


def _fits(row: Row, columns: Columns) -> bool:
    return not row.problem and len(row.cells) > max(columns.text, columns.speaker or 0)


def _interview(
    rows: Sequence[tuple[int, Row]], name: str, columns: Columns, warnings: tuple[str, ...], file: str
) -> Iterator[Transcript]:
    good = [(n, row) for n, row in rows if _fits(row, columns)]
    bad = [(n, row) for n, row in rows if not _fits(row, columns)]
    if not good:
        for n, row in bad:
            meta = {"row": n, "line": row.line}
            yield problem_transcript(row.problem or "too few cells", file, n, name, meta, warnings)
        return
    spoken = [row for _, row in good if cell_of(row, columns.speaker).casefold() not in IGNORED_ROLES]
    turns = _turns(spoken, columns)
    notes = [f"row {n} was left out: {row.problem or 'too few cells'}" for n, row in bad]
    if len(notes) > _MAX_NOTES:
        notes[_MAX_NOTES:] = [f"and {len(notes) - _MAX_NOTES} more rows"]
    made = Transcript.from_turns(
        [(turn.speaker, turn.words) for turn in turns],
        times=[turn.time for turn in turns],
        roles=[turn.role for turn in turns],
        layout="turn-table",
        name=name,
        warnings=(*warnings, *notes),
        meta={"row": good[0][0], "line": good[0][1].line, "rows": len(good)},
    )
    yield with_candidate(
        with_notes(made), cell_of(good[0][1], columns.candidate), f"{file}, row {good[0][0]}"
    )


def _turns(rows: Sequence[Row], columns: Columns) -> list[_Said]:
    words = [row.cells[columns.text] for row in rows]
    speakers = [_speaker(cell_of(row, columns.speaker)) for row in rows]
    stamps = [cell_of(row, columns.time) or None for row in rows]
    times = relative_times(stamps, sum(text.count(" ") + 1 for text in words))
    roles = [_role(columns, who) for who in speakers]
    turns = [_Said(*said) for said in zip(speakers, words, times, roles, strict=True)]
    # Rows with beginning and end are what a recogniser heard: one turn may be many of them.
    return _merged(turns) if columns.end is not None and columns.time is not None else turns


def _speaker(cell: str) -> str | None:
    if not cell:
        return None
    return f"Speaker {cell}" if cell.isdigit() else cell


def _merged(turns: Sequence[_Said]) -> list[_Said]:
    out: list[_Said] = []
    for (who, role), group in itertools.groupby(turns, key=lambda turn: (turn.speaker, turn.role)):
        members = list(group)
        if who is None:
            out.extend(members)
        else:
            said = " ".join(turn.words.strip() for turn in members)
            out.append(_Said(who, said, members[0].time, role))
    return out


def _role(columns: Columns, who: str | None) -> str | None:
    name = columns.names[columns.speaker].casefold() if columns.speaker is not None else ""
    return role_of(who) if who and name in ("role", "speaker_role") else None
