"""Go on with a scored file that was cut off: which of its rows are whole, and where they end."""

from __future__ import annotations

import csv
import json
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any, BinaryIO


class _Counted:
    """Lines of a file, counting the bytes handed out; a line cut within a character ends them."""

    def __init__(self, file: BinaryIO) -> None:
        self.file, self.seen, self.whole = file, 0, True

    def __iter__(self) -> Iterator[str]:
        for line in self.file:
            self.seen += len(line)
            self.whole = line.endswith(b"\n")
            if not self.whole:
                return
            yield line.decode("utf-8", "surrogatepass")


def csv_rows_done(path: Path, header: Sequence[str], delimiter: str = ",") -> Iterator[dict[str, Any]]:
    """Yield the whole rows of a cut-off CSV, one by one, and cut the rest of it away.

    Parameters
    ----------
    path : Path
        A CSV that scoring wrote, or began to.
    header : sequence of str
        The columns that it must have.
    delimiter : str
        What stands between its cells.

    Raises
    ------
    ValueError
        If its columns are others: it is the output of another run.
    """
    end = 0
    with open(path, "rb") as file:
        lines = _Counted(file)
        records = csv.reader(lines, strict=True, delimiter=delimiter)
        found = _next(records, lines)
        if found is not None:
            _check(path, found, header)
        while found is not None:
            end = lines.seen
            found = _next(records, lines)
            if found is not None:
                yield dict(zip(header, found, strict=True))
    _cut(path, end)


def json_rows_done(path: Path, header: Sequence[str]) -> Iterator[dict[str, Any]]:
    """Yield the whole rows of cut-off JSON lines, as :func:`csv_rows_done` does."""
    end = 0
    with open(path, "rb") as file:
        lines = _Counted(file)
        for line in lines:
            row = json.loads(line)
            if not end:
                _check(path, list(row), header)
            end = lines.seen
            yield row
    _cut(path, end)


def _check(path: Path, found: list[str], header: Sequence[str]) -> None:
    if found != list(header):
        raise ValueError(
            f"{path} has other columns than this run would write ({', '.join(found[:4])}, …); "
            "give another output file, or run without --resume"
        )


def _cut(path: Path, end: int) -> None:
    with open(path, "r+b") as raw:
        raw.truncate(end)


def _next(records: Iterator[list[str]], lines: _Counted) -> list[str] | None:
    """The next record, None where the file ends or breaks off."""
    try:
        record = next(records, None)
    except csv.Error:  # the end came within quotes
        return None
    return record if record is not None and lines.whole else None
