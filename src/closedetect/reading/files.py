"""Files of any kind to transcripts."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import NamedTuple

from closedetect.reading.decoding import open_text, read_text
from closedetect.reading.errors import ReadError
from closedetect.reading.interviews import split_interviews
from closedetect.reading.json_source import load_json
from closedetect.reading.json_talk import from_json
from closedetect.reading.jsonl import is_jsonl, iter_jsonl
from closedetect.reading.layouts import check_layout, is_text_layout, parse_text
from closedetect.reading.subtitles import render
from closedetect.reading.tables import iter_table
from closedetect.reading.word import docx_text
from closedetect.transcript import Transcript

TEXT_SUFFIXES = (".txt", ".text", ".md", ".markdown", ".log", "")
SUBTITLE_SUFFIXES = (".vtt", ".srt")
TABLE_SUFFIXES = (".csv", ".tsv", ".tab", ".parquet")
JSON_SUFFIXES = (".json",)
JSONL_SUFFIXES = (".jsonl", ".ndjson")
WORD_SUFFIXES = (".docx",)
SUFFIXES = (
    *TEXT_SUFFIXES[:-1],
    *SUBTITLE_SUFFIXES,
    *TABLE_SUFFIXES,
    *JSON_SUFFIXES,
    *JSONL_SUFFIXES,
    *WORD_SUFFIXES,
)
"""Suffixes of files that can be read; all but .docx and .parquet may be followed by .gz."""

_ADVICE = {
    ".pdf": "PDF is not read: copy the text out of it, or export it as .txt or .docx.",
    ".doc": "Save it as .docx or .txt.",
    ".rtf": "Save it as .docx or .txt.",
    ".odt": "Save it as .docx or .txt.",
    ".xlsx": "Save the sheet as CSV.",
    ".xls": "Save the sheet as CSV.",
    ".html": "Save the page as text.",
    ".mp3": "A recording has to be transcribed first.",
    ".mp4": "A recording has to be transcribed first.",
    ".wav": "A recording has to be transcribed first.",
    ".m4a": "A recording has to be transcribed first.",
    ".zip": "Unpack it first.",
}


class _Wanted(NamedTuple):
    layout: str | None
    encoding: str | None
    text_column: str | None
    speaker_column: str | None
    id_column: str | None
    candidate_column: str | None

    @property
    def columns(self) -> dict[str, str | None]:
        """The names of columns as keyword arguments."""
        return {
            "text_column": self.text_column,
            "speaker_column": self.speaker_column,
            "id_column": self.id_column,
            "candidate_column": self.candidate_column,
        }


def read(
    path: str | Path,
    *,
    layout: str | None = None,
    encoding: str | None = None,
    text_column: str | None = None,
    speaker_column: str | None = None,
    id_column: str | None = None,
    candidate_column: str | None = None,
) -> list[Transcript]:
    """Read the interviews in a file.

    Parameters
    ----------
    path : str or Path
        A text, subtitle, table, JSON or Word file; all but Word and Parquet files may be gzipped.
    layout : str, optional
        One of :data:`closedetect.reading.LAYOUTS`; None finds it.
    encoding : str, optional
        The encoding; None finds it.
    text_column, speaker_column, id_column, candidate_column : str, optional
        Columns of a table, or keys in JSON, that hold the transcript or the words of a turn, the speaker,
        the identifier of the interview and the name or label of the candidate; None finds the first three.

    Returns
    -------
    list of Transcript
        One an interview. Rows and lines that cannot be read give a transcript with no turns and the reason
        in ``meta["problem"]``.

    Raises
    ------
    FileNotFoundError
        If there is no such file.
    ValueError
        If there is no such layout.
    ReadError
        If the file is of no kind that can be read, or holds no transcript.

    Examples
    --------
    >>> from tempfile import TemporaryDirectory
    >>> with TemporaryDirectory() as folder:
    ...     path = Path(folder, "ana.txt")
    ...     _ = path.write_text("Interviewer: Any questions?\\nAna: When can I start?")
    ...     [transcript] = read(path)
    >>> transcript.name, transcript.speakers
    ('ana.txt', ('Interviewer', 'Ana'))
    """
    return list(
        iter_read(
            path,
            layout=layout,
            encoding=encoding,
            text_column=text_column,
            speaker_column=speaker_column,
            id_column=id_column,
            candidate_column=candidate_column,
        )
    )


def iter_read(
    path: str | Path,
    *,
    layout: str | None = None,
    encoding: str | None = None,
    text_column: str | None = None,
    speaker_column: str | None = None,
    id_column: str | None = None,
    candidate_column: str | None = None,
) -> Iterator[Transcript]:
    """Read the interviews in a file one after the other, as :func:`read` does.

    Tables and JSON lines are never held in memory as a whole.

    Parameters
    ----------
    path, layout, encoding, text_column, speaker_column, id_column, candidate_column
        As in :func:`read`.

    Yields
    ------
    Transcript
        One an interview.

    Raises
    ------
    FileNotFoundError, ValueError, ReadError
        As in :func:`read`.

    Examples
    --------
    >>> next(iter_read("nowhere.txt"))
    Traceback (most recent call last):
        ...
    FileNotFoundError: there is no file nowhere.txt
    """
    if layout is not None:
        check_layout(layout)
    file = Path(path)
    suffix = kind_of_file(file)
    wanted = _Wanted(layout, encoding, text_column, speaker_column, id_column, candidate_column)
    if suffix in TABLE_SUFFIXES:
        yield from iter_table(file, layout=layout, encoding=encoding, **wanted.columns)
    elif suffix in JSONL_SUFFIXES:
        with open_text(file, encoding=encoding) as (stream, warnings):
            found = iter_jsonl(stream, file.name, wanted.columns, layout=layout)
            yield from (_warned(made, warnings) for made in found)
    elif suffix in WORD_SUFFIXES:
        yield from _interviews(docx_text(file), file, wanted, [])
    else:
        text, warnings = read_text(file, encoding=encoding)
        if not text.strip("\ufeff \t\r\n\x00"):
            raise ReadError("the file is empty", todo="Give a file with a transcript.", file=file)
        if suffix in JSON_SUFFIXES:
            yield from (_warned(made, warnings) for made in _read_json(text, file, wanted))
        elif suffix in SUBTITLE_SUFFIXES:
            yield _read_subtitles(text, file, suffix, wanted, warnings)
        else:
            yield from _interviews(text, file, wanted, warnings)


def kind_of_file(file: Path) -> str:
    """Return the suffix that says how to read a file, after checks that there is such a file.

    Parameters
    ----------
    file : Path
        Its name may end in ``.gz`` behind that.

    Raises
    ------
    FileNotFoundError
        If there is no such file.
    ReadError
        If it is a folder, or of a kind that is not read.
    """
    if not file.exists():
        raise FileNotFoundError(f"there is no file {file}")
    if file.is_dir():
        raise ReadError("this is a directory", todo="Give one file, or read its files one by one.", file=file)
    suffix = file.suffix.lower()
    if suffix == ".gz":
        suffix = Path(file.stem).suffix.lower()
    if suffix in SUFFIXES or suffix == "":
        return suffix
    raise ReadError(
        f"files with the suffix {suffix!r} are not read",
        allowed=SUFFIXES,
        todo=_ADVICE.get(suffix, "If it is text, rename it to .txt."),
        file=file,
    )


def _interviews(text: str, file: Path, wanted: _Wanted, warnings: list[str]) -> Iterator[Transcript]:
    """Running text, several interviews split; JSON in a text file is read as JSON."""
    if wanted.layout is None and _is_json(text):
        yield from (_warned(made, warnings) for made in _read_json(text, file, wanted))
        return
    parts = split_interviews(text)
    for n, part in enumerate(parts, 1):
        name = f"{file.name}, interview {n}" if len(parts) > 1 else file.name
        try:
            made = parse_text(part, layout=wanted.layout, name=name)
        except ReadError as error:
            raise error.at(file) from error
        yield _warned(made, warnings)


def _is_json(text: str) -> bool:
    """Whether a text is JSON or JSON lines; "[00:12] Hi" and "[JOAN] Hi" are not."""
    if text.lstrip("\ufeff \t\r\n")[:1] not in ("{", "["):
        return False
    try:
        json.loads(text)
    except (ValueError, RecursionError):
        return is_jsonl(text)
    return True


def _read_json(text: str, file: Path, wanted: _Wanted) -> Iterator[Transcript]:
    """JSON, also where the lines of a .json file are objects of their own."""
    if is_jsonl(text):
        yield from iter_jsonl(text.split("\n"), file.name, wanted.columns, layout=wanted.layout)
    else:
        value = load_json(text, str(file))
        yield from from_json(value, layout=wanted.layout, name=file.name, **wanted.columns)


def _read_subtitles(text: str, file: Path, suffix: str, wanted: _Wanted, warnings: list[str]) -> Transcript:
    layout = wanted.layout or suffix.removeprefix(".")
    if wanted.layout is None and layout == "srt" and text.lstrip("\ufeff \r\n").startswith("WEBVTT"):
        layout = "vtt"
    if wanted.layout is None and layout == "vtt" and "WEBVTT" not in text[:20]:
        layout = "srt"  # VTT without its first line is SubRip with dots
    made = parse_text(text, layout=layout, name=file.name)
    if not is_text_layout(layout) or layout not in ("vtt", "srt"):
        return _warned(made, warnings)
    return _warned(render(made), warnings)


def _warned(made: Transcript, warnings: list[str]) -> Transcript:
    return replace(made, warnings=(*warnings, *made.warnings)) if warnings else made
