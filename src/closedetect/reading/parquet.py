"""Parquet files: rows of cells, read batch by batch (needs the extra ``parquet``)."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from closedetect.reading.errors import ReadError
from closedetect.reading.rows import Row

_BATCH = 1024
_MISSING = "reading and writing Parquet needs pyarrow: pip install 'closedetect[parquet]'"


def pyarrow_parquet() -> Any:
    """Return :mod:`pyarrow.parquet`.

    Raises
    ------
    ReadError
        If the extra ``parquet`` is not installed.
    """
    try:
        import pyarrow.parquet
    except ModuleNotFoundError:
        raise ReadError(_MISSING) from None
    return pyarrow.parquet


@contextmanager
def parquet_rows(file: Path) -> Iterator[tuple[Iterator[Row], bool | None, list[str]]]:
    """Open a Parquet file as rows of text, its column names first.

    Parameters
    ----------
    file : Path
        The file.

    Yields
    ------
    (iterator of Row, bool, list of str)
        Rows, True since the first is a header, and no warnings.

    Raises
    ------
    ReadError
        If pyarrow is not installed, or the file is no Parquet file.
    """
    parquet = pyarrow_parquet()
    try:
        with parquet.ParquetFile(file) as opened:
            yield _rows(opened), True, []
    except (OSError, ValueError) as error:
        if isinstance(error, ReadError) or "parquet" not in str(error).casefold():
            raise
        raise ReadError(f"this is no Parquet file ({error})", todo="Write the file again.", file=file) from error


def _rows(opened: Any) -> Iterator[Row]:
    yield Row(1, [str(name) for name in opened.schema_arrow.names])
    line = 1
    for batch in opened.iter_batches(_BATCH):
        for cells in _cells(batch):
            line += 1
            yield Row(line, cells)


def _cells(batch: Any) -> Iterator[list[str]]:
    columns: Sequence[list[Any]] = [column.to_pylist() for column in batch.columns]
    for values in zip(*columns, strict=True):
        yield [_text(value) for value in values]


def _text(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, (list, dict)):
        return json.dumps(value, ensure_ascii=False, default=str)
    return str(value)
