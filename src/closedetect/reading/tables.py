"""CSV and TSV: one interview a row, or one turn a row, read row by row."""

from __future__ import annotations

import csv
import gzip
import itertools
import sys
import zlib
from collections import Counter, deque
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import Any, NamedTuple

from closedetect.reading.columns import Columns, choose_columns
from closedetect.reading.decoding import open_text
from closedetect.reading.errors import ReadError
from closedetect.reading.json_turns import relative_times
from closedetect.reading.layouts import is_text_layout, parse_text
from closedetect.reading.names import role_of
from closedetect.transcript import Transcript

_SAMPLE_ROWS = 40
_DELIMITERS = ",\t;|"


class Row(NamedTuple):
    """A row of a table.

    Parameters
    ----------
    line : int
        Line of the file on which it begins, from 1.
    cells : list of str
        Its cells; empty if it could not be read.
    problem : str or None
        Why it could not be read.
    """

    line: int
    cells: list[str]
    problem: str | None = None


def iter_table(
    path: str | Path,
    *,
    layout: str | None = None,
    encoding: str | None = None,
    delimiter: str | None = None,
    text_column: str | None = None,
    speaker_column: str | None = None,
    id_column: str | None = None,
    candidate_column: str | None = None,
) -> Iterator[Transcript]:
    """Read the interviews of a CSV or TSV file one after the other, however long it is.

    Parameters
    ----------
    path : str or Path
        The file; ``.gz`` means gzip.
    layout : str, optional
        ``table``, ``turn-table``, or a layout of running text for the cells.
    encoding : str, optional
        The encoding, if it is not to be found.
    delimiter : str, optional
        The delimiter, if it is not to be found.
    text_column, speaker_column, id_column, candidate_column : str, optional
        Names of columns, if they are not to be found; ``column1`` and so on without header.

    Yields
    ------
    Transcript
        One an interview. A row that cannot be read gives one with no turns and the reason in
        ``meta["problem"]``.

    Raises
    ------
    ReadError
        If the file is empty or no table, or a column is missing.

    Examples
    --------
    >>> from pathlib import Path
    >>> from tempfile import TemporaryDirectory
    >>> with TemporaryDirectory() as folder:
    ...     path = Path(folder, "a.csv")
    ...     _ = path.write_text('id,transcript\\n7,"HR: Hi.\\nAna: Hello."\\n')
    ...     [(t.name, len(t.turns), t.meta["row"]) for t in iter_table(path)]
    [('7', 2, 1)]
    """
    file = Path(path)
    with open_text(file, encoding=encoding) as (stream, warnings):
        lines = _guarded(stream, file)
        head = list(itertools.islice(lines, 400))
        mark = delimiter or sniff_delimiter(head, str(file))
        rows = iter_rows(itertools.chain(head, lines), mark)
        sample = list(itertools.islice(rows, _SAMPLE_ROWS))
        good = [row.cells for row in sample if not row.problem]
        if not good:
            raise ReadError("the table is empty", todo="Give a file with a header and rows.", file=file)
        by_turn = {"table": False, "turn-table": True}.get(layout or "", False if is_text_layout(layout) else None)
        columns = choose_columns(
            good, text=text_column, speaker=speaker_column, id=id_column, candidate=candidate_column,
            by_turn=by_turn, file=str(file),
        )
        if columns.header:
            sample.remove(next(row for row in sample if not row.problem))
        everything = itertools.chain(sample, rows)
        if columns.by_turn:
            yield from _from_turn_rows(everything, columns, file.name, tuple(warnings))
        else:
            cell_layout = layout if is_text_layout(layout) else None
            yield from _from_interview_rows(everything, columns, file.name, tuple(warnings), cell_layout)


def from_rows(
    rows: Iterable[Sequence[str]],
    *,
    layout: str | None = None,
    name: str | None = None,
    text_column: str | None = None,
    speaker_column: str | None = None,
    id_column: str | None = None,
    candidate_column: str | None = None,
) -> list[Transcript]:
    """Read the interviews in rows of cells, such as those of a spreadsheet.

    Parameters
    ----------
    rows : iterable of sequence of str
        The rows, header included if there is one.
    layout, text_column, speaker_column, id_column, candidate_column : str, optional
        As in :func:`iter_table`.
    name : str, optional
        Name of the table for messages.

    Returns
    -------
    list of Transcript
        One an interview.

    Raises
    ------
    ReadError
        If there are no rows, or a column is missing.

    Examples
    --------
    >>> from_rows([["speaker", "text"], ["HR", "Hi."], ["Ana", "Hello."]])[0].speakers
    ('HR', 'Ana')
    """
    cells = [[str(cell) if cell is not None else "" for cell in row] for row in rows]
    cells = [row for row in cells if any(cell.strip() for cell in row)]
    if not cells:
        raise ReadError("the table is empty", file=name)
    by_turn = {"table": False, "turn-table": True}.get(layout or "", False if is_text_layout(layout) else None)
    columns = choose_columns(
        cells[:_SAMPLE_ROWS], text=text_column, speaker=speaker_column, id=id_column, candidate=candidate_column,
        by_turn=by_turn, file=name,
    )
    first = 1 if columns.header else 0
    made = (Row(i + 1, row) for i, row in enumerate(cells[first:], first))
    if columns.by_turn:
        return list(_from_turn_rows(made, columns, name or "rows", ()))
    return list(_from_interview_rows(made, columns, name or "rows", (), layout if is_text_layout(layout) else None))


def sniff_delimiter(lines: Sequence[str], name: str | None = None) -> str:
    """Find the delimiter of a table: the one that cuts most rows into the same number of cells.

    Parameters
    ----------
    lines : sequence of str
        The first lines.
    name : str, optional
        Name of the file for messages.

    Raises
    ------
    ReadError
        If there are no lines.

    Examples
    --------
    >>> sniff_delimiter(["id;text\\n", "1;Hi, Ana\\n"])
    ';'
    """
    if not any(line.strip() for line in lines):
        raise ReadError("the file is empty", file=name)
    best, best_score = ",", -1.0
    for mark in _DELIMITERS:
        widths = [len(row.cells) for row in itertools.islice(iter_rows(iter(lines), mark), _SAMPLE_ROWS) if not row.problem]
        if not widths:
            continue
        width, n = Counter(widths).most_common(1)[0]
        in_header = mark in lines[0]
        score = n / len(widths) + (0.2 if in_header else 0.0) + min(width, 10) / 1000 if width > 1 else 0.0
        if score > best_score + 1e-9:
            best, best_score = mark, score
    return best


def iter_rows(lines: Iterator[str], delimiter: str) -> Iterator[Row]:
    """Cut lines into rows; a row that is broken does not swallow those below it.

    A quote that is never closed would take in the rest of the file. Where the csv module gives up, only the
    first line of what it had taken in is reported, and reading goes on with the line below.

    Parameters
    ----------
    lines : iterator of str
        Lines with their line ends.
    delimiter : str
        One character.

    Examples
    --------
    >>> [row.cells for row in iter_rows(iter(["a,b\\n", '1,"x\\n', 'y"\\n']), ",")]
    [['a', 'b'], ['1', 'x\\ny']]
    """
    _allow_long_cells()
    source = _Source(lines)
    reader = csv.reader(source, delimiter=delimiter, strict=True)
    while True:
        source.taken.clear()
        begins = source.number + 1
        try:
            cells = next(reader)
        except StopIteration:
            return
        except csv.Error as error:
            first = source.push_back_all_but_first()
            lenient = next(csv.reader([first], delimiter=delimiter), [])
            if '"' in first and "unexpected end" not in str(error) and len(lenient) > 1 and first.count('"') % 2 == 0:
                yield Row(begins, lenient)
            else:
                yield Row(begins, [], f"the quotes do not match ({error}): {first.strip()[:60]!r}")
            continue
        if any(cell.strip() for cell in cells):
            yield Row(begins, cells)


class _Source:
    """Lines for the csv reader, remembering those of the row being read."""

    def __init__(self, lines: Iterator[str]) -> None:
        self._lines = lines
        self._again: deque[str] = deque()
        self.taken: list[str] = []
        self.number = 0

    def __iter__(self) -> _Source:
        return self

    def __next__(self) -> str:
        line = self._again.popleft() if self._again else next(self._lines)
        self.number += 1
        self.taken.append(line)
        return line

    def push_back_all_but_first(self) -> str:
        first, *rest = self.taken
        self._again.extendleft(reversed(rest))
        self.number -= len(rest)
        return first


def _allow_long_cells() -> None:
    # The csv module refuses cells of more than 128 KiB, for the whole process; transcripts are longer.
    limit = min(sys.maxsize, 2**31 - 1)
    if csv.field_size_limit() < limit:
        csv.field_size_limit(limit)


def _guarded(stream: Iterable[str], file: Path) -> Iterator[str]:
    """Lines of a stream; a file that breaks off or changes encoding in the middle is a ReadError."""
    try:
        yield from stream
    except UnicodeDecodeError as error:
        raise ReadError(
            f"the bytes are not {error.encoding} ({error.reason})", todo="Leave encoding out, or name the right one.", file=file
        ) from error
    except (gzip.BadGzipFile, EOFError, zlib.error) as error:
        raise ReadError(f"the gzip data is damaged or cut short ({error})", file=file) from error


def _meta(row: Row, n: int, columns: Columns) -> dict[str, Any]:
    cells = dict(zip(columns.names, row.cells, strict=False))
    return {"row": n, "line": row.line, "columns": cells}


def _from_interview_rows(
    rows: Iterable[Row], columns: Columns, file: str, warnings: tuple[str, ...], layout: str | None
) -> Iterator[Transcript]:
    for n, row in enumerate(rows, 1):
        name = _cell(row, columns.id) or f"{file}, row {n}"
        meta = _meta(row, n, columns)
        problem = row.problem or _lacking(row, columns)
        if problem:
            yield _problem(problem, file, n, name, meta, warnings)
            continue
        try:
            made = parse_text(row.cells[columns.text], layout=layout, name=name)
        except ReadError as error:
            yield _problem(error.seen, file, n, name, meta, warnings)
            continue
        candidate = _cell(row, columns.candidate)
        turns = made.turns
        if candidate:
            turns = tuple(_with_role(turn, candidate) for turn in turns)
        yield Transcript(made.text, turns, made.layout, name, (*warnings, *made.warnings), {**made.meta, **meta})


def _with_role(turn: Any, candidate: str) -> Any:
    from dataclasses import replace

    if turn.speaker and turn.speaker.casefold() == candidate.casefold():
        return replace(turn, role="candidate")
    return turn


def _lacking(row: Row, columns: Columns) -> str | None:
    if len(row.cells) <= columns.text:
        return f"it has {len(row.cells)} cell(s), the transcript should be in cell {columns.text + 1}"
    if not row.cells[columns.text].strip():
        return f"the cell in column {columns.names[columns.text]!r} is empty"
    return None


def _problem(
    message: str, file: str, n: int, name: str, meta: dict[str, Any], warnings: tuple[str, ...]
) -> Transcript:
    text = f"{file}, row {n}: {message}"
    return Transcript("", (), "table", name, warnings, {**meta, "problem": text})


def _from_turn_rows(
    rows: Iterable[Row], columns: Columns, file: str, warnings: tuple[str, ...]
) -> Iterator[Transcript]:
    seen: set[str] = set()
    numbered = enumerate(rows, 1)
    for key, group in itertools.groupby(numbered, key=lambda pair: _cell(pair[1], columns.id) if not pair[1].problem else None):
        again = (f"the rows of {key!r} are not together: read as several interviews",) if key in seen else ()
        if key is not None:
            seen.add(key)
        yield from _interview(list(group), key or file, columns, (*warnings, *again), file)


def _interview(
    rows: Sequence[tuple[int, Row]], name: str, columns: Columns, warnings: tuple[str, ...], file: str
) -> Iterator[Transcript]:
    good = [(n, row) for n, row in rows if not row.problem and len(row.cells) > max(columns.text, columns.speaker or 0)]
    good = [(n, row) for n, row in good if not _is_system(_cell(row, columns.speaker))]
    bad = [(n, row) for n, row in rows if row.problem or len(row.cells) <= max(columns.text, columns.speaker or 0)]
    words = [row.cells[columns.text] for _, row in good]
    speakers = [_cell(row, columns.speaker) or None for _, row in good]
    speakers = [f"Speaker {who}" if who and who.isdigit() else who for who in speakers]
    times = relative_times(
        [_cell(row, columns.time) or None for _, row in good], sum(text.count(" ") + 1 for text in words)
    )
    candidate = _cell(good[0][1], columns.candidate) if good else ""
    roles = [
        "candidate" if candidate and who and who.casefold() == candidate.casefold() else _role(columns, who)
        for who in speakers
    ]
    turns = list(zip(speakers, words, times, roles, strict=True))
    if columns.end is not None and columns.time is not None:
        turns = _merged(turns)
    if good:
        meta: dict[str, Any] = {"row": good[0][0], "line": good[0][1].line, "rows": len(good)}
        notes = [f"row {n} was left out: {row.problem or 'too few cells'}" for n, row in bad]
        yield Transcript.from_turns(
            [(who, said) for who, said, _, _ in turns], times=[t[2] for t in turns], roles=[t[3] for t in turns],
            layout="turn-table", name=name, warnings=(*warnings, *notes[:20]), meta=meta,
        )
    else:
        for n, row in bad:
            yield _problem(row.problem or "too few cells", file, n, name, {"row": n, "line": row.line}, warnings)


def _merged(turns: Sequence[tuple[Any, ...]]) -> list[tuple[Any, ...]]:
    out = []
    for (who, role), group in itertools.groupby(turns, key=lambda turn: (turn[0], turn[3])):
        members = list(group)
        if who is None:
            out.extend(members)
        else:
            out.append((who, " ".join(turn[1].strip() for turn in members), members[0][2], role))
    return out


def _role(columns: Columns, who: str | None) -> str | None:
    is_role_field = columns.speaker is not None and columns.names[columns.speaker].casefold() in ("role", "speaker_role")
    return role_of(who) if who and is_role_field else None


def _is_system(who: str) -> bool:
    from closedetect.reading.json_turns import IGNORED_ROLES

    return who.casefold() in IGNORED_ROLES


def _cell(row: Row, index: int | None) -> str:
    return row.cells[index].strip() if index is not None and index < len(row.cells) else ""
