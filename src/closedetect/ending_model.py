"""Where the ending starts, learned from full transcripts: two linear models over the last turns.

One says of every turn whether it sounds like an ending's (everybody's turns count), the other of every
interviewer's turn whether it opens one. An ending is a suffix: the best start is where the opening's score
and the scores of all turns from there on sum highest. Where even the best opening is a poor one, nothing
announced the ending and the codebook's fallback holds.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from itertools import pairwise
from pathlib import Path

import numpy as np
from sklearn.linear_model import LogisticRegression

from closedetect.corpus import Ending
from closedetect.cues.segments import tokens
from closedetect.cues.tags import Floats
from closedetect.hashing import hash_rows, linear_scores
from closedetect.wrapup import PLAIN_SIGNALS, SIGNALS, signal_in, unannounced

BUCKETS = 2**14
REACH = 60
"""Turns from the end that may open the ending."""
CROPS = (1, 2, 3, 4, 6, 8, 10, 14, 20)
"""Turns before the ending that are left standing in shortened copies of a training transcript."""
ALONE = 0.1
"""Weight of an ending given alone beside a full transcript: there are many more, and they show no middle."""
TURN_SHARE, TURN_CLIP, TURN_BIAS = 0.5, 2.0, 0.5
"""How the scores of turns join that of the opening."""
POOR_OPENING = -2.5
"""Log-odds below which the best opening is not believed. These were chosen with whole writers left out."""
_FILE = "ending.npz"
_STEPS = (1, 2, 3, 4, 5, 6, 8, 10, 12, 15, 20, 30, 45)
_WORD_STEPS = (10, 30, 60, 100, 150, 200, 300, 400, 600, 1000)
_LONGEST = 60
_SHORT_ANSWER = 25


class EndingModel:
    """Finds the turn that opens the ending.

    Parameters
    ----------
    opening, turn : ndarray of shape (BUCKETS + 1,)
        Weights of each hashed feature of an opening and of any turn, intercept last.
    """

    def __init__(self, opening: Floats, turn: Floats) -> None:
        self.opening, self.turn = opening.astype(float), turn.astype(float)

    @classmethod
    def train(cls, endings: Iterable[Ending]) -> EndingModel:
        """Fit on full transcripts, and on endings alone (whose first turn is the start)."""
        endings = list(endings)
        return cls(_fit_openings(endings), _fit_turns(endings))

    def start(self, texts: Sequence[str], asks: Sequence[bool]) -> int:
        """Return the index of the turn that opens the ending.

        Parameters
        ----------
        texts : sequence of str
            The words of each turn; at least one turn.
        asks : sequence of bool
            Whether an interviewer says it.
        """
        fallback = unannounced(texts)
        places = openings(texts, asks)
        signals = _signals(texts, asks)
        scores = linear_scores([opening_features(texts, asks, i, signals) for i in places], self.opening)
        first = places[0]
        turns = linear_scores([turn_features(texts, asks, i) for i in range(first, len(texts))], self.turn)
        rest = np.cumsum((np.clip(turns, -TURN_CLIP, TURN_CLIP) - TURN_BIAS)[::-1])[::-1]
        best = int(np.argmax(scores + TURN_SHARE * rest[np.array(places) - first]))
        place = places[best]
        plain = [i for i in places if signals.get(i) in PLAIN_SIGNALS]
        if place == 0 < fallback and plain:
            return plain[0]  # a first turn that sounds like a wrap-up is a greeting if a plain one comes later
        return fallback if scores[best] < POOR_OPENING and place > fallback and place not in plain else place

    def save(self, folder: Path) -> list[str]:
        """Write the weights and return the file's name."""
        opening, turn = self.opening.astype(np.float16), self.turn.astype(np.float16)
        np.savez_compressed(folder / _FILE, opening=opening, turn=turn)
        return [_FILE]

    @classmethod
    def load(cls, folder: Path) -> EndingModel:
        """Read the weights; no pickled object is accepted."""
        with np.load(folder / _FILE, allow_pickle=False) as file:
            return cls(file["opening"], file["turn"])


def _fit_openings(endings: Sequence[Ending]) -> Floats:
    rows: list[list[str]] = []
    opens: list[int] = []
    weights: list[float] = []
    for ending in endings:
        for skip in _crops(ending):
            texts, asks = _said(ending, skip)
            signals = _signals(texts, asks)
            for i in openings(texts, asks):
                rows.append(opening_features(texts, asks, i, signals))
                opens.append(int(i == ending.ending_start - skip))
                weights.append(_weight(ending))
    return _fit(rows, opens, weights, C=1.0)


def _fit_turns(endings: Sequence[Ending]) -> Floats:
    rows: list[list[str]] = []
    within: list[int] = []
    weights: list[float] = []
    for ending in endings:
        texts, asks = _said(ending)
        for i in range(len(texts)):
            rows.append(turn_features(texts, asks, i))
            within.append(int(i >= ending.ending_start))
            weights.append(_weight(ending))
    # However long the transcripts at hand are, a turn is as likely within an ending as before it.
    inside, share = np.array(within, dtype=bool), np.array(weights)
    share[inside] *= share[~inside].sum() / share[inside].sum()
    return _fit(rows, within, share.tolist(), C=0.3)


def _weight(ending: Ending) -> float:
    return 1.0 if ending.ending_start else ALONE


def _fit(rows: list[list[str]], y: list[int], weights: list[float], C: float) -> Floats:
    model = LogisticRegression(C=C, max_iter=300).fit(hash_rows(rows, BUCKETS), y, sample_weight=weights)
    return np.concatenate([model.coef_[0], model.intercept_])


def _said(ending: Ending, skip: int = 0) -> tuple[list[str], list[bool]]:
    turns = ending.turns[skip:]
    return [turn.text for turn in turns], [not turn.is_candidate for turn in turns]


def _crops(ending: Ending) -> list[int]:
    """Where to begin reading: short interviews must be seen too, and all those written are long."""
    return [0, *(ending.ending_start - kept for kept in CROPS if kept < ending.ending_start)]


def openings(texts: Sequence[str], asks: Sequence[bool]) -> list[int]:
    """Return the turns that may open the ending, in order."""
    first = max(0, len(texts) - REACH)
    return sorted({unannounced(texts), *(i for i in range(first, len(texts)) if asks[i])})


def opening_features(
    texts: Sequence[str], asks: Sequence[bool], i: int, signals: Mapping[int, str]
) -> list[str]:
    """Describe turn ``i`` as the opening of the ending; ``signals`` are those of the turns around it."""
    after = range(i + 1, len(texts))
    left = len(texts) - i
    words_left = sum(len(texts[j].split()) for j in range(i, len(texts)))
    features = [f"left>{n}" for n in _STEPS if left > n] + [f"words>{n}" for n in _WORD_STEPS if words_left > n]
    features += [f"asked after>{n}" for n in (0, 1, 2, 3, 5) if sum(asks[j] and "?" in texts[j] for j in after) > n]
    candidate_asks = sum(not asks[j] and "?" in texts[j] for j in after)
    features += [f"asks after>{n}" for n in (0, 1, 2) if candidate_asks > n]
    features += ["first turn"] * (i == 0) + ["unannounced here"] * (i == unannounced(texts) and i > 0)
    features += _signal_features(i, signals)
    features += _grams("", texts[i]) if asks[i] else ["candidate"]
    features += _grams("next:", texts[i + 1])[:_LONGEST] if i + 1 < len(texts) else ["last"]
    if i:
        features += _grams("before:", texts[i - 1])[-_LONGEST:]
    return features


def turn_features(texts: Sequence[str], asks: Sequence[bool], i: int) -> list[str]:
    """Describe any turn: its words, its speaker, its length, and of a short one the words it answers."""
    n_words = len(texts[i].split())
    features = _grams("I:" if asks[i] else "C:", texts[i])
    features.append(f"{'I' if asks[i] else 'C'}{'?' if '?' in texts[i] else '.'}{min(4, n_words // 15)}")
    if asks[i] and (signal := signal_in(texts[i])):
        features.append(f"signal {signal}")
    if i and n_words < _SHORT_ANSWER:
        features += _grams("after:", texts[i - 1])[-12:]
    return features


def _signals(texts: Sequence[str], asks: Sequence[bool]) -> dict[int, str]:
    """The wrap-up signals that interviewers give in the turns within reach, by turn."""
    near = range(max(0, len(texts) - REACH), len(texts))
    return {i: signal for i in near if asks[i] and (signal := signal_in(texts[i]))}


def _signal_features(i: int, signals: Mapping[int, str]) -> list[str]:
    """Which signal stands here, and whether plainer or other ones stand before and after."""
    ranks = {reason: rank for rank, (reason, _) in enumerate(SIGNALS)}
    found = {j: ranks[signal] for j, signal in signals.items()}
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
