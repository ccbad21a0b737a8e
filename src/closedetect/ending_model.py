"""Where the ending starts, learned from full transcripts: two linear models over the last turns.

One says of every turn whether it sounds like an ending's (everybody's turns count), the other of every
interviewer's turn whether it opens one. An ending is a suffix: the best start is where the opening's score
and the scores of all turns from there on sum highest. Where even the best opening is a poor one, nothing
announced the ending and the codebook's fallback holds.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import accumulate, pairwise
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


@dataclass(frozen=True)
class Turns:
    """Turns in order, and what the features ask of them again and again, found once.

    Attributes
    ----------
    texts : sequence of str
        The words of each turn.
    asks : sequence of bool
        Whether an interviewer says it.
    """

    texts: Sequence[str]
    asks: Sequence[bool]

    @cached_property
    def grams(self) -> list[list[str]]:
        """Words and pairs of words of each turn."""
        return [_grams(text) for text in self.texts]

    @cached_property
    def words_left(self) -> list[int]:
        """Words from each turn to the end."""
        return list(accumulate(len(text.split()) for text in reversed(self.texts)))[::-1]

    @cached_property
    def unannounced(self) -> int:
        """Where an ending that nobody announced begins."""
        return unannounced(self.texts)

    @property
    def within_reach(self) -> range:
        """The turns near enough to the end to open the ending."""
        return range(max(0, len(self.texts) - REACH), len(self.texts))

    @cached_property
    def signal_of(self) -> list[str | None]:
        """The wrap-up signal of each turn, None where there is none or the candidate speaks."""
        return [signal_in(text) if asks else None for text, asks in zip(self.texts, self.asks, strict=True)]

    @property
    def signals(self) -> dict[int, str]:
        """The signals of the turns within reach, by turn."""
        return {i: signal for i in self.within_reach if (signal := self.signal_of[i])}


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
        turns = Turns(texts, asks)
        fallback, signals, places = turns.unannounced, turns.signals, openings(turns)
        scores = linear_scores([opening_features(turns, i) for i in places], self.opening)
        first = places[0]
        inside = linear_scores([turn_features(turns, i) for i in range(first, len(texts))], self.turn)
        rest = np.cumsum((np.clip(inside, -TURN_CLIP, TURN_CLIP) - TURN_BIAS)[::-1])[::-1]
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
            turns = _said(ending, skip)
            for i in openings(turns):
                rows.append(opening_features(turns, i))
                opens.append(int(i == ending.ending_start - skip))
                weights.append(_weight(ending))
    return _fit(rows, opens, weights, C=1.0)


def _fit_turns(endings: Sequence[Ending]) -> Floats:
    rows: list[list[str]] = []
    within: list[int] = []
    weights: list[float] = []
    for ending in endings:
        turns = _said(ending)
        for i in range(len(turns.texts)):
            rows.append(turn_features(turns, i))
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


def _said(ending: Ending, skip: int = 0) -> Turns:
    turns = ending.turns[skip:]
    return Turns([turn.text for turn in turns], [not turn.is_candidate for turn in turns])


def _crops(ending: Ending) -> list[int]:
    """Where to begin reading: short interviews must be seen too, and all those written are long."""
    return [0, *(ending.ending_start - kept for kept in CROPS if kept < ending.ending_start)]


def openings(turns: Turns) -> list[int]:
    """Return the turns that may open the ending, in order."""
    return sorted({turns.unannounced, *(i for i in turns.within_reach if turns.asks[i])})


def opening_features(turns: Turns, i: int) -> list[str]:
    """Describe turn ``i`` as the opening of the ending."""
    texts, asks = turns.texts, turns.asks
    after = range(i + 1, len(texts))
    left, words_left = len(texts) - i, turns.words_left[i]
    features = [f"left>{n}" for n in _STEPS if left > n] + [f"words>{n}" for n in _WORD_STEPS if words_left > n]
    features += [f"asked after>{n}" for n in (0, 1, 2, 3, 5) if sum(asks[j] and "?" in texts[j] for j in after) > n]
    candidate_asks = sum(not asks[j] and "?" in texts[j] for j in after)
    features += [f"asks after>{n}" for n in (0, 1, 2) if candidate_asks > n]
    features += ["first turn"] * (i == 0) + ["unannounced here"] * (i == turns.unannounced and i > 0)
    features += _signal_features(i, turns.signals)
    features += turns.grams[i] if asks[i] else ["candidate"]
    features += _named("next:", turns.grams[i + 1][:_LONGEST]) if i + 1 < len(texts) else ["last"]
    if i:
        features += _named("before:", turns.grams[i - 1][-_LONGEST:])
    return features


def turn_features(turns: Turns, i: int) -> list[str]:
    """Describe any turn: its words, its speaker, its length, and of a short one the words it answers."""
    text, asks = turns.texts[i], turns.asks[i]
    n_words = len(text.split())
    features = _named("I:" if asks else "C:", turns.grams[i])
    features.append(f"{'I' if asks else 'C'}{'?' if '?' in text else '.'}{min(4, n_words // 15)}")
    if signal := turns.signal_of[i]:
        features.append(f"signal {signal}")
    if i and n_words < _SHORT_ANSWER:
        features += _named("after:", turns.grams[i - 1][-12:])
    return features


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


def _named(prefix: str, grams: Sequence[str]) -> list[str]:
    return [prefix + gram for gram in grams]


def _grams(text: str) -> list[str]:
    # The signal stands at either end of a long turn.
    found = [t[0] for t in tokens(text[-1200:])]
    words = ["<s>", *(found[:_LONGEST] if len(found) <= 2 * _LONGEST else found[:_LONGEST] + found[-_LONGEST:]), "</s>"]
    return words + [f"{a} {b}" for a, b in pairwise(words)]
