"""Labelled transcripts for evaluation and training: our own format, or a table with a label column."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from closedetect.corpus import Ending, read_endings
from closedetect.labels import LABELS
from closedetect.reading import ReadError, read
from closedetect.transcript import Transcript

_PUNCTUATION = re.compile(r"[.,!?;:\"()\u2026\u201c\u201d\u2013\u2014]")
LABEL_COLUMNS = ("label", "true_label", "gold", "y")


@dataclass(frozen=True)
class Labelled:
    """A transcript, its label, who wrote or collected it, and its marked triggers if there are any.

    ``triggers`` are (start, end, cue) in characters of the transcript's text, None where none were marked.
    """

    transcript: Transcript
    label: str
    source: str
    triggers: tuple[tuple[int, int, str], ...] | None = None
    candidate: str | None = None
    whole: bool = False


def read_labelled(path: str | Path, **reading: Any) -> list[Labelled]:
    """Read labelled transcripts.

    Parameters
    ----------
    path : str or Path
        A ``.txt`` file of labelled endings (the corpus's format), or a table with a transcript column and
        a column ``label`` (and, optionally, ``source`` or ``writer``).
    **reading
        Passed on to :func:`closedetect.reading.read`.

    Raises
    ------
    ReadError
        If a row has no label or an unknown one.
    """
    path = Path(path)
    if path.suffix == ".txt" and path.read_text(encoding="utf-8", errors="replace").startswith("# "):
        return _from_corpus(path)
    rows = [_from_row(path, i, t) for i, t in enumerate(read(path, **reading), 1)]
    return [row for row in rows if row is not None]


def labelled_ending(ending: Ending) -> Labelled:
    """Return an ending (or full transcript) of the corpus as a labelled transcript.

    A bare ending is judged whole; of a full transcript the ending must be found.
    """
    names = {"C": "Candidate", "I": "Interviewer"}
    transcript = Transcript.from_turns(
        [(names.get(t.who, f"Interviewer {t.who[1:]}"), t.text) for t in ending.turns], name=ending.id
    )
    marks = tuple(
        (*turn.locate(m.start, m.end), m.cue)
        for turn, written in zip(transcript.turns, ending.turns, strict=True)
        for m in written.marks
    )
    return Labelled(transcript, ending.label, ending.writer, marks, "Candidate", ending.ending_start == 0)


def as_recogniser_text(row: Labelled) -> Labelled:
    """Return a labelled transcript in lower case and without punctuation, its marks left out."""
    turns = [
        (turn.speaker, _PUNCTUATION.sub("", turn.text).lower() or "-")
        for turn in row.transcript.turns
    ]
    transcript = Transcript.from_turns(turns, name=row.transcript.name)
    return replace(row, transcript=transcript, triggers=None)


def _from_corpus(path: Path) -> list[Labelled]:
    return [labelled_ending(ending) for ending in read_endings(path)]


def _from_row(path: Path, number: int, transcript: Transcript) -> Labelled | None:
    row = transcript.meta.get("columns") or {}
    column = next((c for c in row if str(c).strip().lower() in LABEL_COLUMNS), None)
    if column is None:
        raise ReadError(
            f"there is no label column; columns here: {', '.join(row) or 'none'}",
            allowed=LABEL_COLUMNS,
            todo="Name the column that holds the labels one of these.",
            file=path,
        )
    written = str(row[column]).strip()
    if not written:
        return None  # not labelled yet: a review file may be half done
    label = re.sub(r"[\s-]+", "_", written.lower())
    if label not in LABELS:
        raise ReadError(f"the label is {written!r}", allowed=LABELS, file=path, where=f"row {number}")
    source = next((str(row[c]) for c in row if str(c).strip().lower() in ("source", "writer")), "")
    return Labelled(transcript, label, source)
