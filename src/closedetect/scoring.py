"""Cells and frames of many transcripts: rows in, rows out, none lost.

A row that can't be judged keeps its place; its ``problem`` says why. Output columns are plain text and
numbers.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import partial
from typing import TYPE_CHECKING, Any

from closedetect.labels import LABELS
from closedetect.result import Result
from closedetect.transcript import Transcript
from closedetect.workers import map_in_order

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
TYPES = {column: "float64" if column.startswith("p_") else "str" for column in COLUMNS}
"""What they hold, as pandas names it."""
BETWEEN = " | "
"""Stands between several phrases in one cell."""
Cell = tuple[Any, Any]
"""A transcript and the candidate's label, if it is known."""
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
    cells = zip(frame[text].tolist(), names, strict=True)
    rows = [row for _, row in score_cells(detector, cells, n_jobs)]
    return pd.DataFrame(rows, index=frame.index, columns=list(COLUMNS)).astype(TYPES)


def added_columns(taken: Iterable[object]) -> dict[str, str]:
    """Return what each of :data:`COLUMNS` is called behind the columns of an input.

    Parameters
    ----------
    taken : iterable of object
        Names of the input's columns; where one is ours, ours gets a prefix.

    Examples
    --------
    >>> list(added_columns(["id", "label"]).items())[:2]
    [('label', 'closedetect_label'), ('p_no_close', 'p_no_close')]
    """
    names = set(taken)
    return {column: f"closedetect_{column}" if column in names else column for column in COLUMNS}


def score_cells(
    detector: Detector, cells: Iterable[Cell], n_jobs: int = 1
) -> Iterator[tuple[Cell, dict[str, Any]]]:
    """Classify cells one after another, in order, holding no more than a few hundred of them.

    Parameters
    ----------
    detector : Detector
        The loaded model.
    cells : iterable of (object, object)
        Transcript, and the candidate's label or None.
    n_jobs : int
        Worker processes (joblib); 1 works in this process.

    Yields
    ------
    (cell, dict)
        The cell and its row of :data:`COLUMNS`; the rows are the same for any number of workers.
    """
    return map_in_order(partial(_score_cell, detector), cells, n_jobs)


def _score_cell(detector: Detector, cell: Cell) -> dict[str, Any]:
    return score_one(detector, *cell)


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
