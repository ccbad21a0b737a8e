"""Reading transcripts: files and texts of any usual layout to :class:`~closedetect.transcript.Transcript`.

:func:`parse_text` reads one interview from running text, :func:`read` the interviews of a file,
:func:`iter_table` those of a table row by row. :data:`LAYOUTS` lists what is understood. What cannot be read
is a :class:`ReadError` that says why.
"""

from __future__ import annotations

from closedetect.reading.errors import ReadError
from closedetect.reading.files import SUFFIXES, iter_read, read
from closedetect.reading.interviews import split_interviews
from closedetect.reading.json_talk import from_json
from closedetect.reading.layouts import LAYOUTS, parse_text
from closedetect.reading.tables import from_rows, iter_table

__all__ = [
    "LAYOUTS",
    "SUFFIXES",
    "ReadError",
    "from_json",
    "from_rows",
    "iter_read",
    "iter_table",
    "parse_text",
    "read",
    "split_interviews",
]
