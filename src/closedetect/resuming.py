"""Go on with a scored file that was cut off: how many of its rows are whole, and where they end."""

from __future__ import annotations

import csv
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import BinaryIO


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


def rows_done(path: Path, header: Sequence[str]) -> list[dict[str, str]]:
    """Return the whole rows of a cut-off file, and cut the rest of it away.

    Parameters
    ----------
    path : Path
        A CSV that scoring wrote, or began to.
    header : sequence of str
        The columns that it must have.

    Raises
    ------
    ValueError
        If the file is compressed, or its columns are others: it is the output of another run.
    """
    if path.suffix == ".gz":
        raise ValueError(f"{path}: a compressed file can't be gone on with; write to a plain CSV to use --resume")
    rows: list[dict[str, str]] = []
    end = 0
    with open(path, "rb") as file:
        lines = _Counted(file)
        records = csv.reader(lines, strict=True)
        found = _next(records, lines)
        if found is not None and found != list(header):
            raise ValueError(
                f"{path} has other columns than this run would write ({', '.join(found[:4])}, …); "
                "give another output file, or run without --resume"
            )
        while found is not None:
            end = lines.seen
            found = _next(records, lines)
            if found is not None:
                rows.append(dict(zip(header, found, strict=True)))
    with open(path, "r+b") as raw:
        raw.truncate(end)
    return rows


def _next(records: Iterator[list[str]], lines: _Counted) -> list[str] | None:
    """The next record, None where the file ends or breaks off."""
    try:
        record = next(records, None)
    except csv.Error:  # the end came within quotes
        return None
    return record if record is not None and lines.whole else None
