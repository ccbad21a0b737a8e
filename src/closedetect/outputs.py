"""Where scored rows go: CSV, TSV or JSON lines row by row; compressed and Parquet files from those at the end.

Rows are always written to a plain file first, since a plain file that was cut off can be gone on with.
"""

from __future__ import annotations

import csv
import gzip
import json
import os
import shutil
from collections.abc import Container, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from itertools import islice
from pathlib import Path
from typing import IO, Any

from closedetect.reading.parquet import pyarrow_parquet
from closedetect.resuming import csv_rows_done, json_rows_done
from closedetect.scoring import neutralise

FLUSHED = 256
"""Rows after which what was written is handed to the system."""
_ROW_GROUP = 16384
_OTHER_KINDS = frozenset([".xlsx", ".xls", ".ods", ".json", ".html", ".htm", ".pdf", ".docx", ".doc", ".zip"])
"""Suffixes under which nobody expects CSV."""


class Output:
    """A file of scored rows.

    Parameters
    ----------
    target : Path
        What to write. Its suffix says how: ``.tsv``, ``.jsonl`` and ``.parquet``; all others are CSV, save
        those of other kinds of file. ``.gz`` behind it compresses.
    header : sequence of str
        All columns, in order.
    numbers : iterable of str
        Those of them that hold numbers in a Parquet file; the others that are made here hold text.
    raw : bool
        Leave cells that a spreadsheet would run as a formula as they are.

    Raises
    ------
    ReadError
        If a Parquet file is asked for and pyarrow is not installed.
    ValueError
        If the suffix is that of a kind of file that can't be written.
    FileNotFoundError
        If there is no such folder.
    """

    def __init__(
        self, target: Path, header: Sequence[str], numbers: Iterable[str] = (), *, raw: bool = False
    ) -> None:
        self.target, self.header, self.numbers, self.raw = target, tuple(header), frozenset(numbers), raw
        suffixes = [suffix.lower() for suffix in target.suffixes[-2:]]
        self.compressed = suffixes[-1:] == [".gz"]
        kind = (suffixes[:-1] if self.compressed else suffixes)[-1:] or [".csv"]
        if kind[0] in _OTHER_KINDS:
            allowed = ".csv, .tsv, .jsonl (each also .gz), .parquet"
            raise ValueError(f"{target}: {kind[0]} can't be written; allowed: {allowed}")
        if not target.parent.is_dir():
            raise FileNotFoundError(f"{target}: there is no folder {target.parent}; make it first or give another file")
        self.parquet = kind == [".parquet"] and not self.compressed
        self.as_json = self.parquet or kind[0] in (".jsonl", ".ndjson")
        self.delimiter = "\t" if kind[0] in (".tsv", ".tab") else ","
        self.part = target
        if self.compressed or self.parquet:
            self.part = target.with_name(f"{target.name}.part.{'jsonl' if self.as_json else 'csv'}")
        if self.parquet:
            pyarrow_parquet()
        self._file: IO[str] | None = None
        self._rows = 0

    def done(self) -> Iterator[dict[str, Any]]:
        """Yield the whole rows that an interrupted run left; what is not whole is cut away.

        Raises
        ------
        ValueError
            If they have other columns: they are the output of another run.
        """
        if not self.part.exists():
            return
        if self.as_json:
            rows = json_rows_done(self.part, self.header)
        else:
            rows = csv_rows_done(self.part, self.header, self.delimiter)
        for row in rows:
            self._rows += 1
            yield row

    @contextmanager
    def opened(self) -> Iterator[None]:
        """Open the plain file, behind the rows that are done."""
        mode = "a" if self._rows else "w"
        with open(self.part, mode, encoding="utf-8", newline="", errors="surrogatepass") as self._file:
            self._csv = csv.writer(self._file, delimiter=self.delimiter, lineterminator="\n")
            if not self._rows and not self.as_json:
                self._csv.writerow(self.header)
            yield
        self._file = None

    def write(self, row: Mapping[str, Any]) -> None:
        """Write one row; columns that it lacks stay empty."""
        assert self._file is not None
        if self.as_json:
            values = {name: row.get(name) for name in self.header}
            self._file.write(json.dumps(values, ensure_ascii=False, default=str) + "\n")
        else:
            cells = [row.get(name, "") for name in self.header]
            self._csv.writerow(cells if self.raw else [neutralise(cell) for cell in cells])
        self._rows += 1
        if self._rows % FLUSHED == 0:
            self._file.flush()

    def finish(self, source: Path | None = None) -> None:
        """Make the compressed or the Parquet file, if one is wanted, and remove the plain one.

        Parameters
        ----------
        source : Path, optional
            The Parquet file that was read: its columns keep their types.
        """
        if self.part == self.target:
            return
        made = self.target.with_name(f"{self.target.name}.making")
        if self.parquet:
            _make_parquet(self.part, made, self.header, self.numbers, source)
        else:
            _compress(self.part, made)
        os.replace(made, self.target)
        self.part.unlink()


def _compress(plain: Path, made: Path) -> None:
    # Neither the time nor a file name goes into the file: the same rows give the same bytes.
    with (
        open(plain, "rb") as rows,
        open(made, "wb") as out,
        gzip.GzipFile(filename="", mode="wb", fileobj=out, mtime=0) as packed,
    ):
        shutil.copyfileobj(rows, packed, 1 << 20)


def _make_parquet(
    plain: Path, made: Path, header: Sequence[str], numbers: Container[str], source: Path | None
) -> None:
    import pyarrow

    parquet = pyarrow_parquet()
    kept = _source_columns(parquet, source, header)
    types = {True: pyarrow.float64(), False: pyarrow.string()}
    fields = [kept.get(name) or pyarrow.field(name, types[name in numbers]) for name in header]
    schema = pyarrow.schema(fields)
    with open(plain, encoding="utf-8", errors="surrogatepass") as lines, parquet.ParquetWriter(made, schema) as out:
        originals = _batches(parquet, source) if kept else None
        while rows := [json.loads(line) for line in islice(lines, _ROW_GROUP)]:
            original = _take(pyarrow, originals, len(rows)) if originals else None
            arrays = [
                original[field.name].combine_chunks()
                if original is not None and field.name in kept
                else pyarrow.array([_cell(row[field.name], field.name in numbers) for row in rows], field.type)
                for field in fields
            ]
            out.write_table(pyarrow.Table.from_arrays(arrays, schema=schema))


def _cell(value: Any, number: bool) -> Any:
    if value is None or number:
        return value
    text = value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
    return text.encode("utf-8", "replace").decode()  # Arrow's text holds no lone surrogates


def _source_columns(parquet: Any, source: Path | None, header: Sequence[str]) -> dict[str, Any]:
    """Columns to be taken over from the source as they are: all of them, if its rows are the rows here."""
    if source is None:
        return {}
    schema = parquet.read_schema(source)
    if list(schema.names) != list(header[: len(schema.names)]):
        return {}
    return {field.name: field for field in schema}


def _batches(parquet: Any, source: Path | None) -> Iterator[Any]:
    with parquet.ParquetFile(source) as opened:
        yield from opened.iter_batches(1024)


def _take(pyarrow: Any, batches: Iterator[Any], rows: int) -> Any:
    """The next rows of the source: 1024 at a time make a whole row group here."""
    return pyarrow.Table.from_batches(islice(batches, -(-rows // 1024)))
