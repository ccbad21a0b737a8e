"""Different ways of asking, to practise with: real wordings drawn from the labelled corpus."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from closedetect import datasets
from closedetect.labels import CUES_BY_LABEL, LABEL_OF_CUE, LABELS, TRIGGER_CUES, Label

_SENTENCE = re.compile(r"[^.!?]+[.!?]*")
_LETTERS = re.compile(r"\w+")


@dataclass(frozen=True)
class Phrase:
    """A wording, its cue type and label, the sentence around it, and the id of the text it stands in."""

    words: str
    cue: str
    label: Label
    sentence: str
    source: str

    def __str__(self) -> str:
        around = "" if self.words == self.sentence else f"  in: {self.sentence}"
        return f"[{self.cue}] {self.words}{around}"


def phrases(
    n: int = 10, *, cue: str | None = None, level: str | None = None, seed: int = 0, folder: Path | None = None
) -> list[Phrase]:
    """Draw varied wordings of closes from the labelled corpus, no wording twice.

    Parameters
    ----------
    n : int
        How many to draw; fewer come back if there are fewer.
    cue : str, optional
        Only this cue type, such as ``"job_request"``; see :data:`closedetect.labels.TRIGGER_CUES`.
    level : str, optional
        Only cues of this label, ``"soft_interest"`` or ``"direct_ask"``.
    seed : int
        The same seed draws the same phrases.
    folder : Path, optional
        Corpus folder; the shipped one by default.

    Returns
    -------
    list of Phrase
        Cue types take turns, so that a draw over several is not one cue's alone.

    Raises
    ------
    ValueError
        If ``cue`` or ``level`` is unknown or earns nothing, they exclude each other, or ``n`` is negative.

    Examples
    --------
    >>> drawn = phrases(3, cue="decision_probe")
    >>> len({phrase.words.lower() for phrase in drawn})
    3
    >>> drawn == phrases(3, cue="decision_probe", seed=0)
    True
    """
    cues = _chosen(cue, level)
    if n < 0:
        raise ValueError(f"n is {n}; give the number of phrases to draw, 0 or more")
    pools: dict[str, list[Phrase]] = {name: [] for name in cues}
    seen: set[str] = set()
    for phrase in _all_phrases(folder):
        key = " ".join(_LETTERS.findall(phrase.words.lower()))
        if phrase.cue in pools and key not in seen:
            seen.add(key)
            pools[phrase.cue].append(phrase)
    random = np.random.default_rng(seed)
    shuffled = [[pool[i] for i in random.permutation(len(pool))] for pool in pools.values()]
    return list(_in_turns(shuffled))[:n]


def _chosen(cue: str | None, level: str | None) -> tuple[str, ...]:
    if level is not None and level not in LABELS[1:]:
        raise ValueError(f"level is {level!r}; allowed: {', '.join(LABELS[1:])}")
    if cue is not None and cue not in TRIGGER_CUES:
        raise ValueError(f"cue is {cue!r}; allowed: {', '.join(TRIGGER_CUES)}")
    if cue and level and LABEL_OF_CUE[cue] != level:
        raise ValueError(f"{cue} is a cue of {LABEL_OF_CUE[cue]}, not of {level}; leave one of the two out")
    if cue:
        return (cue,)
    return TRIGGER_CUES if level is None else next(c for name, c in CUES_BY_LABEL.items() if name == level)


def _all_phrases(folder: Path | None) -> Iterator[Phrase]:
    for utterance in datasets.iter_utterances(folder=folder):
        for mark in utterance.marks:
            yield _phrase(utterance.text, mark.start, mark.end, mark.cue, utterance.id)
    for ending in datasets.iter_endings(folder=folder):
        for turn in ending.turns:
            for mark in turn.marks:
                yield _phrase(turn.text, mark.start, mark.end, mark.cue, ending.id)


def _phrase(text: str, start: int, end: int, cue: str, source: str) -> Phrase:
    parts = [found.span() for found in _SENTENCE.finditer(text)]
    first = max((a for a, _ in parts if a <= start), default=0)
    last = min((b for _, b in parts if b >= end), default=len(text))
    return Phrase(text[start:end], cue, LABEL_OF_CUE[cue], text[first:last].strip(), source)


def _in_turns(pools: Iterable[list[Phrase]]) -> Iterator[Phrase]:
    """One of each pool, then the next of each, until all are empty."""
    waiting = [iter(pool) for pool in pools]
    while waiting:
        still = []
        for pool in waiting:
            if (phrase := next(pool, None)) is not None:
                yield phrase
                still.append(pool)
        waiting = still
