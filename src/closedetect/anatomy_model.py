"""Which clause shows a part of a strong close, and what an interviewer's answer amounts to: two small linear models.

Learned from ``data/anatomy/``. The words of a clause decide; hand-written rules enter as features beside them.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path

import numpy as np
from sklearn.linear_model import LogisticRegression

from closedetect.cues.segments import Token, segment, tokens
from closedetect.cues.tags import Floats
from closedetect.hashing import hash_rows, linear_scores

PARTS = ("learned", "confidence", "mutual interest")
RESPONSES = ("offer", "positive", "noncommittal", "concern raised", "no authority", "declined", "none")
BUCKETS = 2**13
PART_FROM = 0.4
"""A clause shows a part from this probability on."""
_FILE = "anatomy.npz"
_NEW_CLAUSE = frozenset({"so", "and", "but", "because", "cause", "then", "if"})
_LEAST, _LONGEST_ANSWER = 3, 60
_RULES: tuple[tuple[str, str], ...] = (
    ("learned", r"\b(?:heard|hearing|learn\w*|seen|seeing|saw|told|showed|shown|described|explained|watch\w*)\b"),
    ("learned", r"\b(?:based on|after|from|now(?: that)?|having|since)\b"),
    ("confidence", r"\b(?:confident|sure|certain|convinced|no doubt|know i|i can|i could|i'?d be good|believe i)\b"),
    ("mutual interest", r"\b(?:mutual|both|either|as much as|as well|the same|too|agree)\b"),
    ("mutual interest", r"\bif (?:you|y'?all|the \w+)\b"),
)
_COMPILED = tuple((part, re.compile(pattern, re.IGNORECASE)) for part, pattern in _RULES)


@dataclass(frozen=True)
class Clause:
    """A stretch of a candidate's line and the parts it shows (for training)."""

    text: str
    parts: frozenset[str] = frozenset()


class AnatomyModel:
    """Finds parts of a strong close in clauses, and names an interviewer's answer to an ask.

    Parameters
    ----------
    parts : ndarray of shape (BUCKETS + 1, 3)
        Weights for each of :data:`PARTS`, intercepts last.
    responses : ndarray of shape (BUCKETS + 1, 7)
        Weights for each of :data:`RESPONSES`, intercepts last.
    """

    def __init__(self, parts: Floats, responses: Floats) -> None:
        self.parts, self.responses = parts.astype(float), responses.astype(float)

    @classmethod
    def train(cls, clauses: Iterable[Clause], answers: Iterable[tuple[str, str]]) -> AnatomyModel:
        """Fit on labelled clauses, and on answers with the name of what they amount to."""
        clauses, answers = list(clauses), list(answers)
        X = hash_rows([_clause_features(c.text) for c in clauses], BUCKETS)
        columns = []
        for part in PARTS:
            y = [int(part in c.parts) for c in clauses]
            model = LogisticRegression(C=3.0, max_iter=300, class_weight={0: 1, 1: 3}).fit(X, y)
            columns.append(np.concatenate([model.coef_[0], model.intercept_]))
        X = hash_rows([_answer_features(text) for text, _ in answers], BUCKETS)
        model = LogisticRegression(C=3.0, max_iter=300).fit(X, [name for _, name in answers])
        responses = np.full((BUCKETS + 1, len(RESPONSES)), 0.0)
        responses[-1] = -30.0  # an answer never seen in training is never given
        for name, coef, intercept in zip(model.classes_, model.coef_, model.intercept_, strict=True):
            responses[:, RESPONSES.index(name)] = np.append(coef, intercept)
        return cls(np.stack(columns, axis=1), responses)

    def parts_in(self, text: str) -> list[tuple[int, int, str]]:
        """Return (start, end, part) for each clause of a line that shows a part."""
        spans = clause_spans(text)
        if not spans:
            return []
        scores = linear_scores([_clause_features(text[a:b]) for a, b in spans], self.parts)
        shown = 1 / (1 + np.exp(-scores)) >= PART_FROM
        return [(*spans[i], PARTS[k]) for i, k in np.argwhere(shown).tolist()]

    def response(self, text: str) -> str:
        """Return what an interviewer's words after an ask amount to, one of :data:`RESPONSES`."""
        return RESPONSES[int(linear_scores([_answer_features(text)], self.responses)[0].argmax())]

    def save(self, folder: Path) -> list[str]:
        """Write the weights and return the file's name."""
        parts, responses = self.parts.astype(np.float16), self.responses.astype(np.float16)
        np.savez_compressed(folder / _FILE, parts=parts, responses=responses)
        return [_FILE]

    @classmethod
    def load(cls, folder: Path) -> AnatomyModel:
        """Read the weights; no pickled object is accepted."""
        with np.load(folder / _FILE, allow_pickle=False) as file:
            return cls(file["parts"], file["responses"])


def clause_spans(text: str) -> list[tuple[int, int]]:
    """Cut a line into clauses: at sentence ends, commas, and words that begin a new thought.

    Examples
    --------
    >>> text = "Based on what you said, I'd fit in, and I want the job."
    >>> [text[a:b] for a, b in clause_spans(text)]
    ['Based on what you said,', "I'd fit in,", 'and I want the job.']
    """
    found = tokens(text)
    spans = []
    for start, end in segment(found):
        for a, b in pairwise([start, *_cuts(found, start, end), end]):
            spans.append((found[a][1], found[b - 1][2]))
    return spans


def _cuts(found: Sequence[Token], start: int, end: int) -> list[int]:
    cuts: list[int] = []
    for i in range(start + _LEAST, end - _LEAST + 1):
        new = found[i - 1][0] == "," or found[i][0] in _NEW_CLAUSE
        if new and i - (cuts[-1] if cuts else start) >= _LEAST:
            cuts.append(i)
    return cuts


def _clause_features(text: str) -> list[str]:
    words = ["<s>", *(word for word, _, _ in tokens(text)), "</s>"]
    rules = [f"rule {i} {part}" for i, (part, pattern) in enumerate(_COMPILED) if pattern.search(text)]
    return words + [f"{a} {b}" for a, b in pairwise(words)] + rules + ["&".join(rules)] * (len(rules) > 1)


def _answer_features(text: str) -> list[str]:
    words = ["<s>", *(word for word, _, _ in tokens(text[:600])[:_LONGEST_ANSWER])]
    return words + [f"{a} {b}" for a, b in pairwise(words)] + ["asks"] * text.rstrip().endswith("?")
