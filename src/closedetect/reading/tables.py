"""Tables (CSV, TSV, Parquet): one interview a row, or one turn a row, read row by row."""

from __future__ import annotations

import itertools
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import NamedTuple

from closedetect.reading.candidates import with_candidate
from closedetect.reading.columns import Columns, choose_columns
from closedetect.reading.decoding import open_text
from closedetect.reading.errors import ReadError
from closedetect.reading.layouts import is_text_layout, parse_text
from closedetect.reading.parquet import parquet_rows
from closedetect.reading.rows import Row, cell_of, iter_rows, problem_transcript, sniff_delimiter, spare_column
from closedetect.reading.table_turns import from_turn_rows
from closedetect.transcript import Transcript

_SAMPLE_ROWS = 40


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
    """Read the interviews of a CSV, TSV or Parquet file one after the other, however long it is.

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
    wanted = {
        "text_column": text_column,
        "speaker_column": speaker_column,
        "id_column": id_column,
        "candidate_column": candidate_column,
    }
    with open_table(path, layout=layout, encoding=encoding, delimiter=delimiter, **wanted) as table:
        if table.columns.by_turn:
            yield from from_turn_rows(table.rows, table.columns, table.file.name, table.warnings)
        else:
            cell_layout = layout if is_text_layout(layout) else None
            yield from _from_interview_rows(
                table.rows, table.columns, table.file.name, table.warnings, cell_layout
            )


class Table(NamedTuple):
    """An open table.

    Parameters
    ----------
    file : Path
        Where it is.
    columns : Columns
        What its columns are.
    rows : iterator of Row
        Its rows below the header, read one by one.
    warnings : tuple of str
        What to say of the file.
    """

    file: Path
    columns: Columns
    rows: Iterator[Row]
    warnings: tuple[str, ...]


@contextmanager
def open_table(
    path: str | Path,
    *,
    layout: str | None = None,
    encoding: str | None = None,
    delimiter: str | None = None,
    text_column: str | None = None,
    speaker_column: str | None = None,
    id_column: str | None = None,
    candidate_column: str | None = None,
) -> Iterator[Table]:
    """Open a CSV, TSV or Parquet file and find out what its columns are.

    Parameters
    ----------
    path, layout, encoding, delimiter, text_column, speaker_column, id_column, candidate_column
        As in :func:`iter_table`.

    Yields
    ------
    Table

    Raises
    ------
    ReadError
        As :func:`iter_table`.
    """
    file = Path(path)
    packed = file.suffix.lower() == ".parquet"
    source = parquet_rows(file) if packed else _delimited_rows(file, encoding, delimiter)
    with source as (rows, header, warnings):
        sample = list(itertools.islice(rows, _SAMPLE_ROWS))
        good = [row.cells for row in sample if not row.problem]
        if not good:
            raise ReadError("the table is empty", todo="Give a file with a header and rows.", file=file)
        columns = choose_columns(
            good,
            text=text_column,
            speaker=speaker_column,
            id=id_column,
            candidate=candidate_column,
            by_turn=_by_turn(layout),
            header=header,
            file=str(file),
        )
        if columns.header:
            sample.remove(next(row for row in sample if not row.problem))
        if not sample:
            raise ReadError("the table has a header and no rows", todo="Give a file with rows.", file=file)
        yield Table(file, columns, itertools.chain(sample, rows), tuple(warnings))


OpenRows = tuple[Iterator[Row], bool | None, list[str]]


@contextmanager
def _delimited_rows(
    file: Path, encoding: str | None, delimiter: str | None
) -> Iterator[OpenRows]:
    with open_text(file, encoding=encoding) as (stream, warnings):
        lines = iter(stream)
        head = list(itertools.islice(lines, 400))
        mark = delimiter or sniff_delimiter(head, str(file))
        yield iter_rows(itertools.chain(head, lines), mark), None, warnings


def _by_turn(layout: str | None) -> bool | None:
    """Whether a row is a turn, where the layout says so."""
    return {"table": False, "turn-table": True}.get(layout or "", False if is_text_layout(layout) else None)


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
    columns = choose_columns(
        cells[:_SAMPLE_ROWS],
        text=text_column,
        speaker=speaker_column,
        id=id_column,
        candidate=candidate_column,
        by_turn=_by_turn(layout),
        file=name,
    )
    first = 1 if columns.header else 0
    made = (Row(i + 1, row) for i, row in enumerate(cells[first:], first))
    if columns.by_turn:
        return list(from_turn_rows(made, columns, name or "rows", ()))
    return list(
        _from_interview_rows(made, columns, name or "rows", (), layout if is_text_layout(layout) else None)
    )


def _from_interview_rows(
    rows: Iterable[Row], columns: Columns, file: str, warnings: tuple[str, ...], layout: str | None
) -> Iterator[Transcript]:
    for n, row in enumerate(rows, 1):
        name = cell_of(row, columns.id) or f"{file}, row {n}"
        meta = {"row": n, "line": row.line, "columns": _all_cells(row, columns)}
        problem = row.problem or _lacking(row, columns)
        if problem:
            yield problem_transcript(problem, file, n, name, meta, warnings)
            continue
        try:
            made = parse_text(row.cells[columns.text], layout=layout, name=name)
        except ReadError as error:
            yield problem_transcript(error.seen, file, n, name, meta, warnings)
            continue
        if not made.turns:
            problem = f"no speech was found in column {columns.names[columns.text]!r}"
            yield problem_transcript(problem, file, n, name, meta, warnings)
            continue
        made = replace(made, warnings=(*warnings, *made.warnings), meta={**made.meta, **meta})
        yield with_candidate(made, cell_of(row, columns.candidate), f"{file}, row {n}")


def _all_cells(row: Row, columns: Columns) -> dict[str, str]:
    """Every cell of the row by its column: a short row is filled up, what a long one has over is kept."""
    cells = dict.fromkeys(columns.names, "")
    cells.update(zip(columns.names, row.cells, strict=False))
    for i in range(len(columns.names), len(row.cells)):
        cells[spare_column(i)] = row.cells[i]
    return cells


def _lacking(row: Row, columns: Columns) -> str | None:
    if len(row.cells) <= columns.text:
        return f"it has {len(row.cells)} cell(s), the transcript should be in cell {columns.text + 1}"
    if not row.cells[columns.text].strip():
        return f"the cell in column {columns.names[columns.text]!r} is empty"
    return None
