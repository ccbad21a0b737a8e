"""Ways in which the same words may reach us: speech-recogniser text, fillers, lost commas.

A varied text comes with the place in the original of each of its characters, so that labels stay in place.
"""

from __future__ import annotations

import re

import numpy as np
import numpy.typing as npt

Places = npt.NDArray[np.int32]
FILLERS = ("um", "uh", "like", "you know", "er", "I mean", "so", "well")
_PUNCTUATION = re.compile(r"[.,!?;:\"()\u2026\u201c\u201d]|(?<=\s)[-\u2013\u2014]+(?=\s)|\u2014")
_WORD_START = re.compile(r"(?<=\s)\S")
FILLER_RATE, COMMA_RATE, LOST_APOSTROPHES = 0.15, 0.15, 0.3


def as_recognised(text: str, places: Places, *, apostrophes: bool = True) -> tuple[str, Places]:
    """Return text as a speech recogniser writes it: lower case, no punctuation.

    Examples
    --------
    >>> as_recognised("So, I'd love it!", np.arange(16, dtype=np.int32))[0]
    "so i'd love it"
    """
    keep = np.ones(len(text), bool)
    for found in _PUNCTUATION.finditer(text):
        keep[found.start() : found.end()] = False
    if not apostrophes:
        keep &= np.array([c not in "'\u2019" for c in text], bool)
    text, places = _kept(text, places, keep)
    lower = text.lower()
    return (lower if len(lower) == len(text) else text), places


def vary(text: str, random: np.random.Generator, recognised: float) -> tuple[str, Places]:
    """Return one random variant of a text and the original place of each of its characters.

    Parameters
    ----------
    text : str
        Words.
    random : Generator
        Source of chance.
    recognised : float
        How often the variant is speech-recogniser text.
    """
    places = np.arange(len(text), dtype=np.int32)
    if random.random() < FILLER_RATE:
        text, places = _with_fillers(text, places, random)
    if random.random() < recognised:
        return as_recognised(text, places, apostrophes=random.random() >= LOST_APOSTROPHES)
    if random.random() < COMMA_RATE:
        return _kept(text, places, np.array([c != "," for c in text], bool))
    return text, places


def _with_fillers(text: str, places: Places, random: np.random.Generator) -> tuple[str, Places]:
    starts = [found.start() for found in _WORD_START.finditer(text)]
    if not starts:
        return text, places
    chosen = random.choice(starts, min(len(starts), int(random.integers(1, 3))), replace=False)
    for at in sorted((int(i) for i in chosen), reverse=True):
        filler = FILLERS[random.integers(len(FILLERS))] + ("," if random.random() < 0.5 else "") + " "
        text = text[:at] + filler + text[at:]
        added = np.full(len(filler), places[at - 1], places.dtype)
        places = np.concatenate([places[:at], added, places[at:]])
    return text, places


def _kept(text: str, places: Places, keep: npt.NDArray[np.bool_]) -> tuple[str, Places]:
    return "".join(c for c, k in zip(text, keep, strict=True) if k), places[keep]
