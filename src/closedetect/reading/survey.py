"""What a file holds before it is read: the columns passed through, and how many interviews."""

from __future__ import annotations

from pathlib import Path
from typing import Any, NamedTuple

from closedetect.reading.files import TABLE_SUFFIXES, iter_read, kind_of_file
from closedetect.reading.rows import spare_column
from closedetect.reading.tables import open_table
from closedetect.transcript import Transcript


class Survey(NamedTuple):
    """Columns of the input that go through to the output, and the number of interviews."""

    columns: tuple[str, ...]
    interviews: int


def survey(path: str | Path, **options: Any) -> Survey:
    """Go through a file once, holding no more of it than a row.

    Rows of a table of interviews are counted without reading the transcripts in them.

    Parameters
    ----------
    path : str or Path
        As in :func:`closedetect.reading.read`.
    **options
        As in :func:`closedetect.reading.read`.

    Examples
    --------
    >>> from tempfile import TemporaryDirectory
    >>> with TemporaryDirectory() as folder:
    ...     path = Path(folder, "a.csv")
    ...     _ = path.write_text('id,transcript\\n7,"HR: Hi.\\nAna: Hello."\\n')
    ...     survey(path)
    Survey(columns=('id', 'transcript'), interviews=1)
    """
    if kind_of_file(Path(path)) in TABLE_SUFFIXES:
        with open_table(path, **options) as table:
            if not table.columns.by_turn:
                names = list(table.columns.names)
                count = widest = 0
                for row in table.rows:
                    count, widest = count + 1, max(widest, len(row.cells))
                return Survey((*names, *(spare_column(i) for i in range(len(names), widest))), count)
    columns: dict[str, None] = {}
    count = 0
    for transcript in iter_read(path, **options):
        columns.update(dict.fromkeys(columns_of(transcript)))
        count += 1
    return Survey(tuple(columns), count)


def columns_of(transcript: Transcript) -> dict[str, Any]:
    """Return what came with a transcript: the cells of its row, or its name alone."""
    cells = transcript.meta.get("columns")
    return dict(cells) if isinstance(cells, dict) else {"name": transcript.name or ""}
