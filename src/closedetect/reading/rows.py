"""Lines of a table to rows: the delimiter, and quotes that do not match."""

from __future__ import annotations

import csv
import itertools
import sys
from collections import Counter, deque
from collections.abc import Iterator, Sequence
from typing import Any, NamedTuple

from closedetect.reading.errors import ReadError
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
        widths = [
            len(row.cells)
            for row in itertools.islice(iter_rows(iter(lines), mark), _SAMPLE_ROWS)
            if not row.problem
        ]
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
            if (
                '"' in first
                and "unexpected end" not in str(error)
                and len(lenient) > 1
                and first.count('"') % 2 == 0
            ):
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


def cell_of(row: Row, index: int | None) -> str:
    """Return a cell without the blanks around it, empty where the row has no such cell.

    Parameters
    ----------
    row : Row
        The row.
    index : int or None
        Which cell.

    Examples
    --------
    >>> cell_of(Row(1, ["a", " b "]), 1), cell_of(Row(1, ["a"]), 1), cell_of(Row(1, ["a"]), None)
    ('b', '', '')
    """
    return row.cells[index].strip() if index is not None and index < len(row.cells) else ""


def spare_column(index: int) -> str:
    """Return the name of a column that the header does not name.

    Parameters
    ----------
    index : int
        Its place, counted from 0.

    Examples
    --------
    >>> spare_column(4)
    'column5'
    """
    return f"column{index + 1}"


def problem_transcript(
    message: str, file: str, n: int, name: str, meta: dict[str, Any], warnings: tuple[str, ...]
) -> Transcript:
    """Return what stands for a row that cannot be read: no turns, and why in ``meta["problem"]``.

    Parameters
    ----------
    message : str
        What is wrong.
    file : str
        Name of the table.
    n : int
        Number of the row.
    name : str
        Name of the transcript.
    meta : dict
        What else is known of the row.
    warnings : tuple of str
        What to say of the file.

    Examples
    --------
    >>> problem_transcript("the cell is empty", "a.csv", 3, "x", {}, ()).meta
    {'problem': 'a.csv, row 3: the cell is empty'}
    """
    text = f"{file}, row {n}: {message}"
    return Transcript("", (), "table", name, warnings, {**meta, "problem": text})
