"""Files of many transcripts: read row by row, scored, written row by row, gone on with after a break."""

from __future__ import annotations

import csv
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

from closedetect.labels import LABELS
from closedetect.outputs import Output
from closedetect.reading import iter_read
from closedetect.reading.survey import columns_of, survey
from closedetect.scoring import TYPES, added_columns, neutralise, score_cells
from closedetect.transcript import Transcript

if TYPE_CHECKING:
    from closedetect.detector import Detector

REVIEWED = 50
"""Rows of a review file."""
REVIEW_COLUMNS = ("name", "transcript", "suggested", "confidence", "triggers", "label")


def score_file(
    detector: Detector,
    source: str | Path,
    target: str | Path,
    *,
    text: str | None = None,
    candidate: str | None = None,
    review: str | Path | None = None,
    raw: bool = False,
    n_jobs: int = 1,
    resume: bool = False,
    progress: Callable[[int, int], None] | None = None,
    **reading: Any,
) -> tuple[int, int]:
    """Score the transcripts of a file into a table.

    The source is gone through twice, for its columns and for its transcripts, and never held as a whole.

    Parameters
    ----------
    detector : Detector
        The loaded model.
    source : str or Path
        Any file that :func:`closedetect.reading.read` reads.
    target : str or Path
        File to write: ``.csv``, ``.tsv``, ``.jsonl`` (each also with ``.gz``) or ``.parquet``.
    text, candidate : str, optional
        Columns of the transcript and of the candidate's label, where the file is a table.
    review : str or Path, optional
        CSV for the :data:`REVIEWED` least certain endings, for a person to label.
    raw : bool
        Write cells as they are, formulas included.
    n_jobs : int
        Worker processes.
    resume : bool
        Go on with what an interrupted run left behind; the result is the same, byte for byte.
    progress : callable, optional
        Called with the number of rows done and the number of all rows.
    **reading
        Passed on to :func:`closedetect.reading.read`.

    Returns
    -------
    (int, int)
        Rows written, and rows with a problem.

    Raises
    ------
    ReadError
        If the source can't be read, or a Parquet file is asked for without pyarrow.
    ValueError
        If there is another run's output to go on with, or the target would overwrite the source.
    """
    reading = {**reading, "text_column": text, "candidate_column": candidate}
    if Path(target).exists() and Path(target).samefile(source):
        raise ValueError(f"{target} is the file to be read; give another output file")
    columns, total = survey(source, **reading)
    ours = added_columns(columns)
    numbers = [name for column, name in ours.items() if TYPES[column] == "float64"]
    output = Output(Path(target), (*columns, *ours.values()), numbers, raw=raw)
    transcripts = iter_read(source, **reading)
    tally = _Tally(bool(review))
    if resume:
        # zip asks for a finished row first, so that no transcript is lost where they end.
        for row, transcript in zip(output.done(), transcripts, strict=False):
            tally.add(transcript, {c: row[name] for c, name in ours.items()})
    with output.opened():
        for transcript, row in _scored(detector, transcripts, n_jobs):
            output.write({**columns_of(transcript), **{ours[c]: value for c, value in row.items()}})
            tally.add(transcript, row)
            if progress:
                progress(tally.rows, total)
    output.finish(Path(source) if Path(source).suffix.lower() == ".parquet" else None)
    if review:
        _write_review(Path(review), tally.doubtful, raw)
    return tally.rows, tally.problems


def _scored(
    detector: Detector, transcripts: Iterator[Transcript], n_jobs: int
) -> Iterator[tuple[Transcript, dict[str, Any]]]:
    for (transcript, _), row in score_cells(detector, ((t, None) for t in transcripts), n_jobs):
        yield transcript, row


class _Tally:
    """Counts rows and problems, and keeps the least certain endings."""

    def __init__(self, review: bool) -> None:
        self.rows = self.problems = 0
        self.review = review
        self._kept: list[dict[str, Any]] = []

    def add(self, transcript: Transcript, row: dict[str, Any]) -> None:
        self.rows += 1
        self.problems += bool(row["problem"])
        if self.review and row["label"]:
            self._kept.append(_review_row(transcript, row))
            if len(self._kept) >= 20 * REVIEWED:
                self._kept = self.doubtful

    @property
    def doubtful(self) -> list[dict[str, Any]]:
        """The least certain endings, first come first where they are alike."""
        return sorted(self._kept, key=lambda row: row["confidence"])[:REVIEWED]


def _review_row(transcript: Transcript, row: dict[str, Any]) -> dict[str, Any]:
    return {
        "name": transcript.name or "",
        "transcript": transcript.text,
        "suggested": row["label"],
        "confidence": max(float(row[f"p_{label}"] or 0) for label in LABELS),
        "triggers": row["triggers"],
        "label": "",
    }


def _write_review(path: Path, rows: list[dict[str, Any]], raw: bool) -> None:
    with open(path, "w", encoding="utf-8", newline="", errors="surrogatepass") as out:
        writer = csv.DictWriter(out, list(REVIEW_COLUMNS), lineterminator="\n")
        writer.writeheader()
        writer.writerows(r if raw else {k: neutralise(v) for k, v in r.items()} for r in rows)
