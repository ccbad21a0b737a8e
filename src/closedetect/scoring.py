"""Frames and files of many transcripts: rows in, rows out, none lost.

A row that can't be judged keeps its place; its ``problem`` says why. Output columns are plain text and
numbers. Cells that a spreadsheet would run as a formula are neutralised unless ``raw`` is asked for.
"""

from __future__ import annotations

import csv
import gzip
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import IO, TYPE_CHECKING, Any

from closedetect.labels import LABELS
from closedetect.reading import ReadError, read
from closedetect.result import Result
from closedetect.resuming import rows_done
from closedetect.transcript import Transcript

if TYPE_CHECKING:
    import pandas as pd

    from closedetect.detector import Detector

COLUMNS: tuple[str, ...] = (
    "label",
    *(f"p_{label}" for label in LABELS),
    "triggers",
    "cues",
    "offsets",
    "candidate",
    "advice",
    "problem",
)
"""Columns that scoring adds, in order."""
BETWEEN = " | "
"""Stands between several phrases in one cell."""
REVIEWED = 50
"""Rows of a review file."""
REVIEW_COLUMNS = ("name", "transcript", "suggested", "confidence", "triggers", "label")
_FORMULA = ("=", "+", "-", "@", "\t", "\r")


def result_row(result: Result) -> dict[str, Any]:
    """Return a result as one row of plain values."""
    judged = result.problem is None or result.problem.startswith("too uncertain")
    return {
        "label": result.label if judged else "",
        **{f"p_{k}": round(v, 4) if judged else None for k, v in result.probabilities.items()},
        "triggers": BETWEEN.join(" ".join(t.text.split()) for t in result.triggers) if judged else "",
        "cues": BETWEEN.join(t.cue for t in result.triggers) if judged else "",
        "offsets": BETWEEN.join(f"{t.start}:{t.end}" for t in result.triggers) if judged else "",
        "candidate": result.candidate or "",
        "advice": result.advice,
        "problem": result.problem or "",
    }


def problem_row(problem: str) -> dict[str, Any]:
    """Return the row of a transcript that could not be judged."""
    empty = dict.fromkeys(COLUMNS, "")
    return {**empty, **{f"p_{label}": None for label in LABELS}, "problem": problem}


def score_one(detector: Detector, text: object, candidate: object = None) -> dict[str, Any]:
    """Classify one cell, whatever it holds; an error becomes the row's problem.

    Parameters
    ----------
    detector : Detector
        The loaded model.
    text : object
        A transcript; a missing cell (None, nan) is a problem, not an error.
    candidate : object
        The candidate's label, if the row gives one.
    """
    if isinstance(text, Transcript) and not text.turns and "problem" in text.meta:
        return problem_row(str(text.meta["problem"]))
    if not isinstance(text, str | Transcript):
        seen = "is empty" if text is None or text != text else f"holds {type(text).__name__}, not text"
        return problem_row(f"the transcript cell {seen}")
    name = candidate if isinstance(candidate, str) and candidate.strip() else None
    try:
        return result_row(detector.classify(text, candidate=name))
    except (ValueError, TypeError) as error:
        return problem_row(str(error))


def score_frame(
    detector: Detector, frame: pd.DataFrame, text: str, *, candidate: str | None = None, n_jobs: int = 1
) -> pd.DataFrame:
    """Classify a column of a frame; see :meth:`closedetect.detector.Detector.score`."""
    import pandas as pd

    for column in filter(None, (text, candidate)):
        if column not in frame.columns:
            raise KeyError(f"no column {column!r}; columns here: {', '.join(map(str, frame.columns))}")
    names = frame[candidate].tolist() if candidate else [None] * len(frame)
    rows = _map(detector, list(zip(frame[text].tolist(), names, strict=True)), n_jobs)
    return pd.DataFrame(list(rows), index=frame.index, columns=list(COLUMNS))


def _map(detector: Detector, cells: list[tuple[Any, Any]], n_jobs: int) -> Iterable[dict[str, Any]]:
    if n_jobs == 1 or len(cells) < 2:
        return [score_one(detector, text, name) for text, name in cells]
    from joblib import Parallel, delayed

    size = max(1, min(256, len(cells) // (4 * abs(n_jobs)) or 1))
    chunks = [cells[i : i + size] for i in range(0, len(cells), size)]
    parts = Parallel(n_jobs=n_jobs)(delayed(_score_chunk)(detector, chunk) for chunk in chunks)
    return [row for part in parts for row in part]


def _score_chunk(detector: Detector, chunk: list[tuple[Any, Any]]) -> list[dict[str, Any]]:
    return [score_one(detector, text, name) for text, name in chunk]


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
    """Score the transcripts of a file into a CSV.

    Parameters
    ----------
    detector : Detector
        The loaded model.
    source : str or Path
        Any file that :func:`closedetect.reading.read` reads.
    target : str or Path
        CSV to write (``.gz`` compresses).
    text, candidate : str, optional
        Columns of the transcript and of the candidate's label, where the file is a table.
    review : str or Path, optional
        CSV for the :data:`REVIEWED` least certain endings, for a person to label.
    raw : bool
        Write cells as they are, formulas included.
    n_jobs : int
        Worker processes.
    resume : bool
        Go on with a ``target`` that an interrupted run left behind; the result is the same, byte for byte.
    progress : callable, optional
        Called with the number of rows done and the number of all rows.
    **reading
        Passed on to :func:`closedetect.reading.read`.

    Returns
    -------
    (int, int)
        Rows written, and rows with a problem.
    """
    transcripts = read(source, text_column=text, candidate_column=candidate, **reading)
    passed = _passed_columns(transcripts)
    header = [*passed, *(_fresh(c, passed) for c in COLUMNS)]
    done = rows_done(Path(target), header) if resume and Path(target).exists() else []
    problems, doubtful = _counted(done, transcripts, passed, bool(review))
    total = len(done)
    with _open_text(Path(target), append=total > 0) as out:
        writer = csv.DictWriter(out, header, lineterminator="\n")
        if not total:
            writer.writeheader()
        for batch in _batches(transcripts[total:], 512):
            cells = [(transcript, None) for transcript in batch]
            for transcript, row in zip(batch, _map(detector, cells, n_jobs), strict=True):
                problems += bool(row["problem"])
                named = {_fresh(k, passed): v for k, v in row.items()}
                cellsout = {**_row_of(transcript), **named}
                writer.writerow(cellsout if raw else {k: neutralise(v) for k, v in cellsout.items()})
                if review and row["label"]:
                    doubtful.append(_review_row(transcript, row))
            doubtful = sorted(doubtful, key=lambda r: r["confidence"])[:REVIEWED]
            total += len(batch)
            out.flush()
            if progress:
                progress(total, len(transcripts))
    if review:
        _write_review(Path(review), doubtful, raw)
    return total, problems


def _counted(
    done: list[dict[str, str]], transcripts: list[Transcript], passed: list[str], review: bool
) -> tuple[int, list[dict[str, Any]]]:
    """What an interrupted run had found: its problems, and its least certain rows."""
    ours = [{c: row[_fresh(c, passed)] for c in COLUMNS} for row in done]
    problems = sum(bool(row["problem"]) for row in ours)
    if not review:
        return problems, []
    rows: list[dict[str, Any]] = [{**row, **{f"p_{k}": float(row[f"p_{k}"] or 0) for k in LABELS}} for row in ours]
    judged = [(t, row) for t, row in zip(transcripts, rows, strict=False) if row["label"]]
    doubtful = [_review_row(transcript, row) for transcript, row in judged]
    return problems, sorted(doubtful, key=lambda r: r["confidence"])[:REVIEWED]


def _review_row(transcript: Transcript, row: dict[str, Any]) -> dict[str, Any]:
    confidence = max(row[f"p_{label}"] for label in LABELS)
    return {
        "name": transcript.name or "",
        "transcript": transcript.text,
        "suggested": row["label"],
        "confidence": confidence,
        "triggers": row["triggers"],
        "label": "",
    }


def _write_review(path: Path, rows: list[dict[str, Any]], raw: bool) -> None:
    with _open_text(path) as out:
        writer = csv.DictWriter(out, list(REVIEW_COLUMNS), lineterminator="\n")
        writer.writeheader()
        writer.writerows(r if raw else {k: neutralise(v) for k, v in r.items()} for r in rows)


def _row_of(transcript: Transcript) -> dict[str, Any]:
    cells = transcript.meta.get("columns")
    return dict(cells) if isinstance(cells, dict) else {"name": transcript.name or ""}


def _passed_columns(transcripts: list[Transcript]) -> list[str]:
    return list(dict.fromkeys(column for t in transcripts for column in _row_of(t)))


def _fresh(column: str, taken: list[str]) -> str:
    """Our column under another name where the input has one of that name already."""
    return f"closedetect_{column}" if column in taken else column


def _batches(items: Iterable[Transcript], size: int) -> Iterator[list[Transcript]]:
    batch: list[Transcript] = []
    for item in items:
        batch.append(item)
        if len(batch) == size:
            yield batch
            batch = []
    if batch:
        yield batch


def neutralise(value: Any) -> Any:
    """Put an apostrophe before text that a spreadsheet would run as a formula.

    Examples
    --------
    >>> neutralise('=HYPERLINK("x")'), neutralise("plain"), neutralise(-0.5)
    ('\\'=HYPERLINK("x")', 'plain', -0.5)
    """
    return f"'{value}" if isinstance(value, str) and value.startswith(_FORMULA) else value


def without_neutralising(text: str) -> str:
    """Undo :func:`neutralise`: offsets count in the text as it was read.

    Examples
    --------
    >>> without_neutralising("'=SUM(A1)"), without_neutralising("'tis")
    ('=SUM(A1)', "'tis")
    """
    return text[1:] if text.startswith("'") and text[1:].startswith(_FORMULA) else text


def _open_text(path: Path, append: bool = False) -> IO[str]:
    if path.suffix == ".gz":
        return gzip.open(path, "wt", encoding="utf-8", newline="")
    return open(path, "a" if append else "w", encoding="utf-8", newline="", errors="surrogatepass")


__all__ = ["COLUMNS", "ReadError", "neutralise", "problem_row", "result_row", "score_file", "score_frame"]
