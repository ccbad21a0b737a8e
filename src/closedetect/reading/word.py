"""Word documents: paragraphs and tables in their order, read as running text."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

from closedetect.reading.errors import ReadError

if TYPE_CHECKING:
    from docx.table import Table


def docx_text(path: Path) -> str:
    """Return the text of a Word document, one line a paragraph; a row of a table becomes one line.

    In a table whose first cells are speakers, a colon is set after them.

    Parameters
    ----------
    path : Path
        A ``.docx`` file.

    Raises
    ------
    ReadError
        If python-docx is not installed or the file is no Word document.

    Examples
    --------
    >>> docx_text(Path("interview.docx"))  # doctest: +SKIP
    'Interviewer: Any questions?\\nAna: No, thank you.'
    """
    try:
        import docx
    except ImportError as error:
        raise ReadError(
            "Word files need the package python-docx", todo="pip install 'closedetect[docx]'", file=path
        ) from error
    try:
        document = docx.Document(str(path))
    except Exception as error:  # python-docx lets errors of zipfile, lxml and its own packaging through
        raise ReadError(
            f"this is no Word document ({type(error).__name__}: {error})",
            todo="Save it again as .docx, or as .txt.",
            file=path,
        ) from error
    return "\n".join(_blocks(document))


def _blocks(document: Any) -> Iterator[str]:
    for block in document.iter_inner_content():
        if hasattr(block, "rows"):
            yield from _rows(block)
        else:
            yield block.text


def _rows(table: Table) -> Iterator[str]:
    for row in table.rows:
        cells = [" ".join(cell.text.split("\n")).strip() for cell in _distinct(row.cells)]
        cells = [cell for cell in cells if cell]
        if len(cells) == 2:
            yield f"{cells[0].rstrip(':')}: {cells[1]}"
        elif len(cells) == 3:  # a time before or after the speaker
            first, second = sorted(cells[:2], key=lambda cell: ":" in cell and cell[:1].isdigit())
            stamped = ":" in second and second[:1].isdigit()
            yield f"[{second}] {first.rstrip(':')}: {cells[2]}" if stamped else " | ".join(cells)
        elif cells:
            yield " | ".join(cells)


def _distinct(cells: Any) -> list[Any]:
    """Cells of a row; a merged cell comes once."""
    out: list[Any] = []
    for cell in cells:
        if not out or cell._tc is not out[-1]._tc:
            out.append(cell)
    return out
