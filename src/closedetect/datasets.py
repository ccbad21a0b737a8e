"""The labelled text as scikit-learn and pandas users expect it."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

from closedetect.corpus import Ending, Utterance, read_endings, read_utterances
from closedetect.storage import data_folder

if TYPE_CHECKING:
    import pandas as pd

Split = Literal["train", "dev", "test", "later"]
SPLITS: tuple[Split, ...] = ("train", "dev", "test", "later")


def splits(folder: Path | None = None) -> dict[str, list[str]]:
    """Return the fixed splits: name -> writers.

    Examples
    --------
    >>> sorted(splits())
    ['dev', 'later', 'test', 'train']
    """
    content = json.loads(((folder or data_folder()) / "splits.json").read_text(encoding="utf-8"))
    return {name: content[name] for name in SPLITS}


def _files(folder: Path | None, kind: str, suffix: str, split: Split | None) -> Iterator[Path]:
    folder = folder or data_folder()
    chosen = None
    if split is not None:
        allowed = splits(folder)
        if split not in allowed:
            raise ValueError(f"split is {split!r}; allowed: {', '.join(map(repr, allowed))}")
        chosen = set(allowed[split])
    for path in sorted((folder / kind).glob(f"*{suffix}")):
        if chosen is None or path.stem in chosen:
            yield path


def iter_utterances(split: Split | None = None, folder: Path | None = None) -> Iterator[Utterance]:
    """Yield labelled utterances, all or those of a split."""
    for path in _files(folder, "utterances", ".tsv", split):
        yield from read_utterances(path)


def iter_endings(split: Split | None = None, folder: Path | None = None) -> Iterator[Ending]:
    """Yield labelled endings, all or those of a split."""
    for path in _files(folder, "endings", ".txt", split):
        yield from read_endings(path)


def iter_transcripts(split: Split | None = None, folder: Path | None = None) -> Iterator[Ending]:
    """Yield labelled full transcripts; ``ending_start`` says where each one's ending begins."""
    for path in _files(folder, "transcripts", ".txt", split):
        yield from read_endings(path)


def iter_interviews(folder: Path | None = None) -> Iterator[Ending]:
    """Yield labelled short whole interviews; ``ending_start`` says where each one's ending begins.

    They teach where an ending starts and who the candidate is, and belong to no split: what they teach is measured
    with a part of them left out in turn.

    Examples
    --------
    >>> first = next(iter_interviews())
    >>> 0 < first.ending_start < len(first.turns)
    True
    """
    for path in _files(folder, "interviews", ".txt", None):
        yield from read_endings(path)


def load_utterances(split: Split | None = None, *, return_X_y: bool = False) -> Any:
    """Load the labelled utterances.

    Parameters
    ----------
    split : {"train", "dev", "test", "later"}, optional
        All of them if not given.
    return_X_y : bool
        Return the texts and labels instead of a frame.

    Returns
    -------
    DataFrame or (DataFrame, Series)
        Columns ``id, cue, label, before, text, marks, writer``; ``marks`` lists (start, end, cue) in
        characters of ``text``. With ``return_X_y``: columns ``before`` and ``text``, and the labels.

    Examples
    --------
    >>> frame = load_utterances("dev")
    >>> list(frame.columns)
    ['id', 'cue', 'label', 'before', 'text', 'marks', 'writer']
    """
    import pandas as pd

    rows = (
        (u.id, u.cue, u.label, u.before, u.text, [(m.start, m.end, m.cue) for m in u.marks], u.writer)
        for u in iter_utterances(split)
    )
    frame = pd.DataFrame(rows, columns=["id", "cue", "label", "before", "text", "marks", "writer"])
    return (frame[["before", "text"]], frame["label"]) if return_X_y else frame


def load_endings(
    split: Split | None = None, *, full_transcripts: bool = False, return_X_y: bool = False
) -> Any:
    """Load the labelled endings.

    Parameters
    ----------
    split : {"train", "dev", "test", "later"}, optional
        All of them if not given.
    full_transcripts : bool
        Load the full transcripts instead.
    return_X_y : bool
        Return the texts and labels instead of a frame.

    Returns
    -------
    DataFrame or (Series, Series)
        Columns ``id, label, text, triggers, ending_start, writer, industry, format, kind, group, note``;
        ``text`` has one ``Speaker: words`` line a turn, ``triggers`` lists (turn, words, cue), and
        ``ending_start`` is the index of the ending's first turn.

    Examples
    --------
    >>> X, y = load_endings("dev", return_X_y=True)
    >>> X.iloc[0].startswith("Interviewer: ") or X.iloc[0].startswith("Candidate: ")
    True
    """
    source = iter_transcripts(split) if full_transcripts else iter_endings(split)
    frame = endings_frame(source)
    return (frame["text"], frame["label"]) if return_X_y else frame


def load_interviews(*, return_X_y: bool = False) -> Any:
    """Load the short whole interviews, which teach where an ending starts; they belong to no split.

    Parameters
    ----------
    return_X_y : bool
        Return the texts and the index of each ending's first turn instead of a frame.

    Returns
    -------
    DataFrame or (Series, Series)
        Columns as of :func:`load_endings`.

    Examples
    --------
    >>> X, y = load_interviews(return_X_y=True)
    >>> len(X) == len(y), int(y.min()) >= 0
    (True, True)
    """
    frame = endings_frame(iter_interviews())
    return (frame["text"], frame["ending_start"]) if return_X_y else frame


def endings_frame(endings: Iterator[Ending]) -> pd.DataFrame:
    """Return endings as a DataFrame with the columns of :func:`load_endings`."""
    import pandas as pd

    return pd.DataFrame(
        {
            "id": e.id,
            "label": e.label,
            "text": e.render(),
            "triggers": [
                (i, turn.text[m.start : m.end], m.cue) for i, turn in enumerate(e.turns) for m in turn.marks
            ],
            "ending_start": e.ending_start,
            "writer": e.writer,
            **{k: e.fields.get(k, "") for k in ("industry", "format", "kind", "group", "note")},
        }
        for e in endings
    )
