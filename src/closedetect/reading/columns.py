"""Which column of a table holds the transcript, the speaker, the time, the identifier."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from closedetect.reading.column_names import (
    GROUP_NAMES,
    ID_NAMES,
    OTHER_NAMES,
    SPEAKER_NAMES,
    TEXT_NAMES,
    TIME_NAMES,
)
from closedetect.reading.errors import ReadError
from closedetect.reading.labelled import is_labelled
from closedetect.reading.lines import STAMP
from closedetect.reading.names import kind_of
from closedetect.reading.page import Page

_STAMPED = re.compile(rf"\s{{0,4}}{STAMP}\s{{0,4}}|\d{{1,10}}(?:\.\d{{1,6}})?")


@dataclass(frozen=True)
class Columns:
    """Where in a row to look; indices of columns.

    Parameters
    ----------
    names : tuple of str
        Names of all columns, made up if the table has no header.
    text : int
        The transcript, or the words of a turn.
    speaker : int or None
        The speaker; None for a table of interviews.
    time, end : int or None
        Beginning and end of a turn.
    id : int or None
        The interview's identifier.
    candidate : int or None
        Name or label of the candidate.
    header : bool
        Whether the first row is a header.
    """

    names: tuple[str, ...]
    text: int
    speaker: int | None = None
    time: int | None = None
    end: int | None = None
    id: int | None = None
    candidate: int | None = None
    header: bool = True

    @property
    def by_turn(self) -> bool:
        """True for a table of turns."""
        return self.speaker is not None


def choose_columns(
    rows: Sequence[Sequence[str]],
    *,
    text: str | None = None,
    speaker: str | None = None,
    id: str | None = None,
    candidate: str | None = None,
    by_turn: bool | None = None,
    header: bool | None = None,
    file: str | None = None,
) -> Columns:
    """Work out what the columns of a table are, by their names, then by what is in them.

    Parameters
    ----------
    rows : sequence of sequence of str
        The first rows of the table, header included if there is one.
    text, speaker, id, candidate : str, optional
        Names given by the user.
    by_turn : bool, optional
        True if a row is a turn, False if a row is an interview, None to find out.
    header : bool, optional
        Whether the first row is a header, None to find out.
    file : str, optional
        Name of the file for messages.

    Raises
    ------
    ReadError
        If a name given is not there, or no column looks like a transcript.

    Examples
    --------
    >>> choose_columns([["id", "transcript"], ["1", "HR: Hi.\\nAna: Hi."]]).text
    1
    >>> choose_columns([["A", "00:00:14", "any questions?"], ["B", "00:00:15", "no, thanks"]]).speaker
    0
    """
    if header is None:
        header = _has_header(rows, [name for name in (text, speaker, id, candidate) if name])
    names = _unique(rows[0] if header else [""] * len(rows[0]))
    data = rows[1:] if header else rows
    keys = [re.sub(r"[\W_]+", "", name.casefold()) for name in names]
    given = {
        what: _given(name, names, what, file)
        for what, name in (("text", text), ("speaker", speaker), ("id", id), ("candidate", candidate))
    }
    return _assemble(names, keys, data, given, by_turn, header, file)


def _assemble(
    names: tuple[str, ...],
    keys: list[str],
    data: Sequence[Sequence[str]],
    given: dict[str, int | None],
    by_turn: bool | None,
    header: bool,
    file: str | None,
) -> Columns:
    where = given["text"]
    if where is None:
        where = _text_column(keys, data, header)
    if where is None:
        raise ReadError(
            f"no column looks like a transcript; the columns are {', '.join(map(repr, names))}",
            allowed=(
                "a column named like " + ", ".join(TEXT_NAMES[:6]),
                "any column, named with text_column",
            ),
            todo="Pass text_column=... (--text-column on the command line).",
            file=file,
        )
    turns = by_turn
    if turns is None:
        turns = given["speaker"] is not None or not _holds_interviews(data, where)
    who = given["speaker"]
    if turns and who is None:
        who = _speaker_column(keys, data, where, header)
        if who is None and by_turn:
            raise ReadError(
                f"no column looks like a speaker; the columns are {', '.join(map(repr, names))}",
                todo="Pass speaker_column=... (--speaker-column on the command line).",
                file=file,
            )
    turns = turns and who is not None
    time, end = (
        (_named(keys, TIME_NAMES), _named(keys, ("end", "endtime"))) if header else _times(data, where)
    )
    ident = (
        given["id"]
        if given["id"] is not None
        else _named(keys, GROUP_NAMES if turns else ID_NAMES, not_in=(where, who))
    )
    return Columns(names, where, who if turns else None, time, end, ident, given["candidate"], header)


def _unique(header: Sequence[str]) -> tuple[str, ...]:
    """Names of columns, none twice and none empty, so that no cell gets lost under the name of another."""
    names: list[str] = []
    for i, cell in enumerate(header, 1):
        name = cell.strip().lstrip("\ufeff") or f"column{i}"
        names.append(f"{name} ({i})" if name in names else name)
    return tuple(names)


def _given(name: str | None, names: tuple[str, ...], what: str, file: str | None) -> int | None:
    if name is None:
        return None
    if name in names:
        return names.index(name)
    folded = [other.casefold().strip() for other in names]
    if name.casefold().strip() in folded:
        return folded.index(name.casefold().strip())
    raise ReadError(
        f"there is no column {name!r} for {what}_column",
        allowed=[repr(other) for other in names],
        file=file,
        where="row 1",
    )


def _has_header(rows: Sequence[Sequence[str]], given: Sequence[str]) -> bool:
    first = [cell.strip() for cell in rows[0]]
    if any(name in first for name in given):
        return True
    keys = [re.sub(r"[\W_]+", "", cell.casefold()) for cell in first]
    known = {*TEXT_NAMES, *SPEAKER_NAMES, *TIME_NAMES, *ID_NAMES, *OTHER_NAMES}
    hits = sum(key in known for key in keys)
    if any(len(cell) > 60 or "\n" in cell or _STAMPED.fullmatch(cell) for cell in first):
        return False
    if hits:
        # A table of turns without header may begin with the turn of one called "user" or "from".
        repeated = sum(first[0] == row[0] for row in rows[1:] if row)
        return hits >= 2 or not (repeated and len(first) > 1 and keys[0] in SPEAKER_NAMES[7:])
    return len(rows) > 1 and not _looks_like_turns(rows)


def _looks_like_turns(rows: Sequence[Sequence[str]]) -> bool:
    """The first row begins as later ones do: with a speaker who comes back, or with words."""
    first = rows[0]
    again = any(
        cell and any(cell == row[i] for row in rows[1:] if len(row) > i) for i, cell in enumerate(first)
    )
    return again or any(cell.rstrip().endswith((".", "?", "!")) for cell in first)


def _named(keys: Sequence[str], names: Sequence[str], not_in: tuple[int | None, ...] = ()) -> int | None:
    for name in names:
        for i, key in enumerate(keys):
            if key == name and i not in not_in:
                return i
    return None


def _column(data: Sequence[Sequence[str]], i: int) -> list[str]:
    return [row[i] for row in data if len(row) > i and row[i].strip()]


def _mean_length(cells: Sequence[str]) -> float:
    return sum(map(len, cells)) / len(cells) if cells else 0.0


def _text_column(keys: Sequence[str], data: Sequence[Sequence[str]], header: bool) -> int | None:
    if header:
        named = [i for name in TEXT_NAMES for i, key in enumerate(keys) if key == name]
        talking = [i for i in named if any(" " in cell for cell in _column(data, i))]
        labelled = [i for i in named if _holds_interviews(data, i)]
        if named:
            return (labelled or talking or named)[0]
    for i in range(len(keys)):
        if _holds_interviews(data, i):
            return i
    lengths = [
        (_mean_length(cells), i)
        for i in range(len(keys))
        if (cells := _column(data, i)) and " " in "".join(cells)
    ]
    if not header and lengths:
        return max(lengths)[1]
    return None


def _holds_interviews(data: Sequence[Sequence[str]], i: int) -> bool:
    cells = _column(data, i)[:10]
    if not cells:
        return False
    good = 0
    for cell in cells:
        page = Page(cell[:4000])
        good += is_labelled(page) and page.n_heads >= 2 and page.n_heads >= 0.2 * len(page.lines)
    return good * 2 >= len(cells)


def _speaker_column(
    keys: Sequence[str], data: Sequence[Sequence[str]], text: int, header: bool
) -> int | None:
    named = _named(keys, SPEAKER_NAMES, not_in=(text,)) if header else None
    if named is not None and (
        keys[named].startswith("speaker") or len(set(_column(data, named))) <= max(8, len(data) // 2)
    ):
        return named
    if header:
        return None
    few = 2 if _times(data, text)[0] is None else 8  # rows with times are turns: each may be another's
    for i in range(len(keys)):
        cells = _column(data, i)
        distinct = set(cells)
        if i == text or not cells or len(distinct) > max(few, len(cells) // 2) or _mean_length(cells) > 40:
            continue
        if all(_STAMPED.fullmatch(cell) for cell in distinct):
            continue
        if all(kind_of(cell.strip()) not in ("none", "aside") or cell.strip().isdigit() for cell in distinct):
            return i
    return None


def _times(data: Sequence[Sequence[str]], text: int) -> tuple[int | None, int | None]:
    n = len(data[0]) if data else 0
    timed = [
        i
        for i in range(n)
        if i != text and (cells := _column(data, i)) and all(_STAMPED.fullmatch(cell) for cell in cells)
    ]
    return (timed[0] if timed else None), (timed[1] if len(timed) > 1 else None)
