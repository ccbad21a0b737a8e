"""Features that were tried and left out, kept so that every training measures them again.

Each group is added to the features in use; the model card's table shows what the decision gains by it. None of this
runs when an ending is classified.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from spacy.tokens import Doc, Span

from closedetect.cancel import cancel_reason
from closedetect.cues.tags import TAG_NAMES, Floats
from closedetect.explanation import phrases
from closedetect.labels import CUES, LABEL_OF_CUE, LEVEL
from closedetect.pipeline import LINES, SEGMENTS

CANCELS = ("negated", "reported", "another time", "hypothetical", "quoted")
_EARNING = np.array([name in CUES and LEVEL[LABEL_OF_CUE[name]] > 0 for name in TAG_NAMES])


def tried_features(doc: Doc) -> dict[str, list[float]]:
    """Return the columns of each group for a tagged ending.

    Parameters
    ----------
    doc : Doc
        An ending that went through :class:`closedetect.pipeline.CueComponent`.

    Returns
    -------
    dict of str to list of float
        As many columns a group for every ending.
    """
    segments = list(doc.spans[SEGMENTS])
    scores = np.asarray(doc.spans[SEGMENTS].attrs["scores"], dtype=float).reshape(-1, len(TAG_NAMES))
    lines = doc.spans[LINES]
    best = max(phrases(doc), key=lambda phrase: phrase.score, default=None)
    reason = cancel_reason(lines[best.line].text, best.start, best.end) if best else None
    earning = scores[:, _EARNING].sum(axis=1) if len(scores) else np.zeros(0)
    at = int(earning.argmax()) if len(earning) else None
    return {
        "the second best stretch of talk": [float(np.sort(earning)[-2]) if len(earning) > 1 else 0.0],
        "each cue type as a column": scores.max(axis=0).tolist() if len(scores) else [0.0] * len(TAG_NAMES),
        "what cancels the best phrase (negation, report, other time, hypothetical, quote)": [
            float(reason == name) for name in CANCELS
        ],
        "a question of the interviewer just before the best stretch": [
            0.0 if at is None else _asked_before(lines, segments[at])
        ],
        "place of the best stretch in the ending": [0.0 if at is None else segments[at].start / max(1, len(doc))],
    }


def _asked_before(lines: Sequence[Span], segment: Span) -> float:
    at = next(i for i, line in enumerate(lines) if line.start <= segment.start < line.end)
    before = lines[at - 1] if at else None
    return float(before is not None and before.label_ == "interviewer" and "?" in before.text)


def groups_as_columns(rows: list[dict[str, list[float]]]) -> dict[str, Floats]:
    """Return each group as a matrix of shape (n_endings, n_columns)."""
    return {name: np.array([row[name] for row in rows], dtype=float) for name in rows[0]} if rows else {}
