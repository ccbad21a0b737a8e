"""Which turn opens the ending: a linear model over the turns that might, learned from full transcripts.

Each turn of an interviewer near the end is described by its words, the words after it, and its place; the
likeliest one opens the ending. The place where an unannounced ending would begin competes with them.
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
from closedetect.hashing import hash_rows
from closedetect.wrapup import SIGNALS, signal_in, unannounced

BUCKETS = 2**14
REACH = 60
"""Turns from the end that may open the ending."""
CROPS = (1, 2, 3, 4, 6, 8, 10, 14, 20)
"""Turns before the ending that are left standing in shortened copies of a training transcript."""
_FILE = "ending.npz"
_STEPS = (1, 2, 3, 4, 5, 6, 8, 10, 12, 15, 20, 30, 45)
_WORD_STEPS = (10, 30, 60, 100, 150, 200, 300, 400, 600, 1000)
_LONGEST = 60


class EndingModel:
    """Scores the turns that may open the ending.

    Parameters
    ----------
    weights : ndarray of shape (BUCKETS + 1,)
        Weight of each hashed feature, intercept last.
    """

    def __init__(self, weights: Floats) -> None:
        self.weights = weights.astype(np.float32)

    @classmethod
    def train(cls, endings: Iterable[Ending], *, C: float = 1.0) -> EndingModel:
        """Fit on full transcripts, and on endings alone (whose first turn is the start)."""
        rows: list[list[str]] = []
        opens: list[int] = []
        for ending in endings:
            for skip in _crops(ending):
                texts = [turn.text for turn in ending.turns[skip:]]
                asks = [not turn.is_candidate for turn in ending.turns[skip:]]
                for i in openings(texts, asks):
                    rows.append(opening_features(texts, asks, i))
                    opens.append(int(i == ending.ending_start - skip))
        model = LogisticRegression(C=C, max_iter=300).fit(hash_rows(rows, BUCKETS), opens)
        return cls(np.concatenate([model.coef_[0], model.intercept_]))

    def start(self, texts: Sequence[str], asks: Sequence[bool]) -> int:
        """Return the index of the turn that opens the ending.

        Parameters
        ----------
        texts : sequence of str
            The words of each turn; at least one turn.
        asks : sequence of bool
            Whether an interviewer says it.
        """
        places = openings(texts, asks)
        rows = [opening_features(texts, asks, i) for i in places]
        scores = hash_rows(rows, BUCKETS) @ self.weights[:-1]
        return places[int(np.argmax(scores))]

    def save(self, folder: Path) -> list[str]:
        """Write the weights and return the file's name."""
        np.savez_compressed(folder / _FILE, weights=self.weights.astype(np.float16))
        return [_FILE]

    @classmethod
    def load(cls, folder: Path) -> EndingModel:
        """Read the weights; no pickled object is accepted."""
        with np.load(folder / _FILE, allow_pickle=False) as file:
            return cls(file["weights"])


def _crops(ending: Ending) -> list[int]:
    """Where to begin reading: short interviews must be seen too, and all those written are long."""
    return [0, *(ending.ending_start - kept for kept in CROPS if kept < ending.ending_start)]


def openings(texts: Sequence[str], asks: Sequence[bool]) -> list[int]:
    """Return the turns that may open the ending, in order."""
    first = max(0, len(texts) - REACH)
    return sorted({unannounced(texts), *(i for i in range(first, len(texts)) if asks[i])})


def opening_features(texts: Sequence[str], asks: Sequence[bool], i: int) -> list[str]:
    """Describe turn ``i`` as the opening of the ending."""
    after = range(i + 1, len(texts))
    left = len(texts) - i
    words_left = sum(len(texts[j].split()) for j in range(i, len(texts)))
    features = [f"left>{n}" for n in _STEPS if left > n] + [f"words>{n}" for n in _WORD_STEPS if words_left > n]
    features += [f"asked after>{n}" for n in (0, 1, 2, 3, 5) if sum(asks[j] and "?" in texts[j] for j in after) > n]
    candidate_asks = sum(not asks[j] and "?" in texts[j] for j in after)
    features += [f"asks after>{n}" for n in (0, 1, 2) if candidate_asks > n]
    features += ["first turn"] * (i == 0) + ["unannounced here"] * (i == unannounced(texts) and i > 0)
    features += _signal_features(texts, asks, i)
    features += _grams("", texts[i]) if asks[i] else ["candidate"]
    features += _grams("next:", texts[i + 1])[:_LONGEST] if i + 1 < len(texts) else ["last"]
    if i:
        features += _grams("before:", texts[i - 1])[-_LONGEST:]
    return features


def _signal_features(texts: Sequence[str], asks: Sequence[bool], i: int) -> list[str]:
    """Which signal stands here, and whether plainer or other ones stand before and after."""
    ranks = {reason: rank for rank, (reason, _) in enumerate(SIGNALS)}
    near = range(max(0, len(texts) - REACH), len(texts))
    found = {j: ranks[s] for j in near if asks[j] and (s := signal_in(texts[j]))}
    here = found.get(i, len(SIGNALS))
    features = [f"signal {here}"]
    features += [f"signal {rank} before" for rank in {found[j] for j in found if j < i}]
    features += [f"signal {rank} after" for rank in {found[j] for j in found if j > i}]
    features += [f"signal {here} first"] * (here < len(SIGNALS) and not any(found[j] == here for j in found if j < i))
    return features


def _grams(prefix: str, text: str) -> list[str]:
    # The signal stands at either end of a long turn.
    found = [t[0] for t in tokens(text[-1200:])]
    words = ["<s>", *(found[:_LONGEST] if len(found) <= 2 * _LONGEST else found[:_LONGEST] + found[-_LONGEST:]), "</s>"]
    pairs = [f"{a} {b}" for a, b in pairwise(words)]
    return [prefix + gram for gram in words + pairs]
