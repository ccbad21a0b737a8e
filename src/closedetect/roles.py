"""How people talk: which turns sound like a candidate's, learned from labelled interviews.

Hashed word n-grams and a logistic regression of scikit-learn. A candidate speaks of their own work and
asks about the job; an interviewer invites, explains, and speaks for the company.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import pairwise
from pathlib import Path

import numpy as np
from sklearn.linear_model import LogisticRegression

from closedetect.corpus import Ending
from closedetect.cues.segments import tokens
from closedetect.cues.tags import Floats
from closedetect.hashing import hash_rows, linear_scores

BUCKETS = 2**15
_FILE = "talk.npz"


class TalkModel:
    """Scores a turn by how much it sounds like a candidate.

    Parameters
    ----------
    weights : ndarray of shape (BUCKETS + 1,)
        Weight of each hashed feature, intercept last.
    """

    def __init__(self, weights: Floats) -> None:
        self.weights = weights.astype(np.float32)

    @classmethod
    def train(cls, endings: Iterable[Ending], *, C: float = 1.0) -> TalkModel:
        """Fit on the turns of labelled endings and full transcripts."""
        turns = [turn for ending in endings for turn in ending.turns]
        X = hash_rows([_features(turn.text) for turn in turns], BUCKETS)
        model = LogisticRegression(C=C, max_iter=200).fit(X, [int(turn.is_candidate) for turn in turns])
        return cls(np.concatenate([model.coef_[0], model.intercept_]))

    def candidate_scores(self, texts: Sequence[str]) -> list[float]:
        """Return the log-odds that each text is a candidate's; 0 for a text without words."""
        if not texts:
            return []
        scores = linear_scores([_features(text) for text in texts], self.weights)
        return [float(s) if text.strip() else 0.0 for s, text in zip(scores, texts, strict=True)]

    def save(self, folder: Path) -> list[str]:
        """Write the weights and return the file's name."""
        np.savez_compressed(folder / _FILE, weights=self.weights.astype(np.float16))
        return [_FILE]

    @classmethod
    def load(cls, folder: Path) -> TalkModel:
        """Read the weights; no pickled object is accepted."""
        with np.load(folder / _FILE, allow_pickle=False) as file:
            return cls(file["weights"])


def _features(text: str, longest: int = 400) -> list[str]:
    words = ["<s>", *(t[0] for t in tokens(text[: 8 * longest])[:longest]), "</s>"]
    return words + [f"{a} {b}" for a, b in pairwise(words)]
