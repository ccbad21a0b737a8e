"""From each token's chance of carrying a cue to phrases: whole words, no stray fragments, no sentence run over.

All numbers were chosen on the dev split, read by a tagger that had not learned from it.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from closedetect.cues.tags import CueSpan, Floats
from closedetect.labels import TRIGGER_CUES

SURE, EDGE, MEAN = 0.5, 0.4, 0.5
"""A phrase has a word above ``SURE``, reaches as far as words are above ``EDGE``, and is above ``MEAN`` on average."""
FAINT, FAINT_EDGE = 0.05, 0.03
"""The same for phrases that are only shown where a label stands and no sure phrase does."""
SHORTEST = 2
"""Words of a phrase; a yes may be one word."""
_WORD = re.compile(r"\S+")
_SHORT_FORMS = frozenset([
    "mr", "mrs", "ms", "dr", "prof", "st", "rev", "sr", "jr", "inc", "ltd", "co", "corp", "dept", "vs", "etc", "approx",
    "a.m", "p.m", "e.g", "i.e", "u.s", "u.k",
])
"""Words whose full stop ends no sentence."""
_OPENS_WORD, _ENDS_WORD = frozenset("$£€#"), frozenset("+#%$£€")


@dataclass(frozen=True)
class Word:
    """A word without the punctuation around it, its chances of each cue and of any, and whether it ends a sentence."""

    start: int
    end: int
    chances: Floats
    chance: float
    ends_sentence: bool


def words_of(text: str, tokens: Floats, offsets: Sequence[tuple[int, int]]) -> list[Word]:
    """Join the tokens of a line to words.

    Parameters
    ----------
    text : str
        The line.
    tokens : ndarray of shape (n_tokens, 1 + n_cues)
        Each token's chances of no cue and of each of :data:`closedetect.labels.TRIGGER_CUES`.
    offsets : sequence of (int, int)
        Each token's characters.
    """
    words, k = [], 0
    for found in _WORD.finditer(text):
        mine = []
        while k < len(offsets) and offsets[k][0] < found.end():
            if any(c.isalnum() for c in text[offsets[k][0] : offsets[k][1]]):
                mine.append(k)
            k += 1
        start, end = trimmed(text, *found.span())
        if mine and start < end:
            chances = tokens[mine, 1:].mean(axis=0)
            words.append(Word(start, end, chances, float(chances.sum()), _ends_sentence(text, start, end)))
    return words


def _ends_sentence(text: str, start: int, end: int) -> bool:
    if text[end : end + 1] in {"?", "!"}:
        return True
    if text[end : end + 1] != "." or text[start:end].lower() in _SHORT_FORMS:
        return False
    rest = text[end + 1 : end + 40].lstrip()
    return not rest[:1].islower()


def trimmed(text: str, start: int, end: int) -> tuple[int, int]:
    """Return a stretch of a text without the punctuation and blanks at its ends (empty if there is nothing else).

    Examples
    --------
    >>> text = "(I'd take £20 for C++.)"
    >>> start, end = trimmed(text, 0, len(text))
    >>> text[start:end]
    "I'd take £20 for C++"
    """
    while start < end and not (text[start].isalnum() or text[start] in _OPENS_WORD):
        start += 1
    while end > start and not _closes_word(text[end - 1]):
        end -= 1
    return (start, end) if any(c.isalnum() for c in text[start:end]) else (end, end)


def _closes_word(character: str) -> bool:
    """Letters and digits do; so do accents written as characters of their own, and the signs of "C++" or "100%"."""
    return character.isalnum() or character in _ENDS_WORD or unicodedata.category(character) in {"Mn", "Mc"}


def find_phrases(text: str, tokens: Floats, offsets: Sequence[tuple[int, int]]) -> tuple[CueSpan, ...]:
    """Return the phrases of a line that carry a cue, in order; faint ones have scores below a half.

    Parameters
    ----------
    text, tokens, offsets
        As for :func:`words_of`.

    Examples
    --------
    >>> chances = np.array([[0.9] + [0.1] + [0] * 11] + [[0.1] + [0.9] + [0] * 11] * 4)
    >>> found = find_phrases("So, can I start?", chances, [(0, 2), (4, 7), (8, 9), (10, 15), (15, 16)])
    >>> [(span.start, span.end) for span in found]
    [(4, 15)]
    """
    if tokens[:, 1:].sum(axis=1).max(initial=0.0) <= FAINT:
        return ()  # as in most lines: no word can be above its tokens
    words = words_of(text, tokens, offsets)
    sure = list(_phrases(words, SURE, EDGE, MEAN))
    taken = [(span.start, span.end) for span in sure]
    faint = [
        span
        for span in _phrases(words, FAINT, FAINT_EDGE, 0.0)
        if not any(a < span.end and span.start < b for a, b in taken)
    ]
    return tuple(sorted([*sure, *faint], key=lambda span: span.start))


def _phrases(words: Sequence[Word], sure: float, edge: float, mean: float) -> Iterator[CueSpan]:
    for part in _runs(words, edge):
        chances = [word.chance for word in part]
        average = float(np.mean(chances))
        cue = TRIGGER_CUES[int(np.sum([word.chances for word in part], axis=0).argmax())]
        long_enough = len(part) >= SHORTEST or cue == "affirmation"
        if long_enough and max(chances) > sure and average > mean:
            yield CueSpan(part[0].start, part[-1].end, cue, average)


def _runs(words: Sequence[Word], edge: float) -> Iterator[list[Word]]:
    """Runs of words above ``edge`` within a sentence; one word below it within a run does not break it."""
    warm = [word.chance > edge for word in words]
    i = 0
    while i < len(words):
        j = i
        if warm[i]:
            while j + 1 < len(words) and not words[j].ends_sentence:
                skips = j + 2 < len(words) and warm[j + 2] and not words[j + 1].ends_sentence
                if not (warm[j + 1] or skips):
                    break
                j += 1
            yield list(words[i : j + 1])
        i = j + 1
