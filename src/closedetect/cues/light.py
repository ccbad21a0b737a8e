"""The light tagger: word n-grams and two linear models of scikit-learn.

One model judges each segment (which cue is it?), one each token (is it inside a trigger?). Features are
hashed, so the model is two arrays and no vocabulary.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path

import numpy as np
import scipy.sparse as sp
from sklearn.linear_model import LogisticRegression, SGDClassifier

from closedetect.corpus import Mark
from closedetect.cues.examples import Example
from closedetect.cues.phrases import SHORTEST
from closedetect.cues.segments import Token, segment, tokens
from closedetect.cues.tags import OTHER, TAG_NAMES, CueSpan, DialogueTags, Floats, LineTags, Segment
from closedetect.hashing import hash_rows
from closedetect.labels import LABEL_OF_CUE, LEVEL, TRIGGER_CUES

BUCKETS = 2**17
LONGEST_NGRAM = 4
BEFORE_TOKENS = 12
SPAN_FROM = 0.35
"""A segment yields phrases when its trigger cues together reach this probability."""
_TRIGGER_COLUMNS = np.array([TAG_NAMES.index(cue) for cue in TRIGGER_CUES])


class LightTagger:
    """N-grams per segment and per token, linear models.

    Parameters
    ----------
    segment_weights : ndarray of shape (BUCKETS + 1, 19)
        Weights of each hashed feature for each of :data:`TAG_NAMES`, intercepts in the last row.
    token_weights : ndarray of shape (BUCKETS + 1,)
        Weights for "inside a trigger", intercept last.
    """

    kind = "light"

    def __init__(self, segment_weights: Floats, token_weights: Floats) -> None:
        self.segment_weights = segment_weights.astype(np.float32)
        self.token_weights = token_weights.astype(np.float32)

    @classmethod
    def train(cls, examples: Sequence[Example], *, C: float = 4.0, seed: int = 0) -> LightTagger:
        """Fit both models.

        Parameters
        ----------
        examples : sequence of Example
            Labelled utterances and endings.
        C : float
            Inverse strength of the segment model's L2 penalty.
        seed : int
            Seed of the token model's shuffling.
        """
        segments, cues, words, inside = _training_rows(examples)
        names = sorted(set(cues), key=TAG_NAMES.index)
        model = LogisticRegression(C=C, max_iter=150, tol=1e-3).fit(
            _hash(segments), [names.index(cue) for cue in cues]
        )
        weights = np.zeros((BUCKETS + 1, len(TAG_NAMES)))
        weights[-1] = -30.0
        columns = [TAG_NAMES.index(name) for name in names]
        coef, intercept = model.coef_, model.intercept_
        if len(names) == 2:  # scikit-learn keeps one row for two classes
            coef, intercept = np.vstack([-coef / 2, coef / 2]), np.array([-intercept[0] / 2, intercept[0] / 2])
        weights[:-1, columns] = coef.T
        weights[-1, columns] = intercept
        tagger = SGDClassifier(loss="log_loss", alpha=2e-6, max_iter=8, tol=None, random_state=seed, average=True)
        tagger.fit(_hash(words), inside)
        return cls(weights, np.concatenate([tagger.coef_[0], tagger.intercept_]))

    def tag(self, lines: Sequence[tuple[str, str]]) -> DialogueTags:
        """Tag an ending; see :class:`closedetect.cues.tags.CueTagger`."""
        tagged: list[LineTags | None] = []
        before: list[Token] = []
        for role, text in lines:
            found = tokens(text)
            tagged.append(self._tag_line(found, before) if role == "candidate" else None)
            before = found
        return DialogueTags(tuple(tagged))

    def _tag_line(self, found: list[Token], before: list[Token]) -> LineTags:
        slices = segment(found)
        if not slices:
            return LineTags((), ())
        features = [_segment_features(found[a:b], before if a == 0 else []) for a, b in slices]
        scores = _softmax(_hash(features) @ self.segment_weights[:-1] + self.segment_weights[-1])
        segments = tuple(
            Segment(found[a][1], found[b - 1][2], row) for (a, b), row in zip(slices, scores, strict=True)
        )
        spans = [
            span
            for (a, b), row in zip(slices, scores, strict=True)
            if row[_TRIGGER_COLUMNS].sum() >= SPAN_FROM
            for span in self._spans(found[a:b], row)
        ]
        return LineTags(segments, tuple(spans))

    def _spans(self, found: list[Token], row: Floats) -> Iterator[CueSpan]:
        """The runs of whole words inside a trigger; the whole segment where no run is more than a word."""
        logits = _hash(_token_features(found)) @ self.token_weights[:-1] + self.token_weights[-1]
        inside = logits > min(0.0, float(logits.max()))
        inside |= logits == logits.max()
        best = TRIGGER_CUES[int(row[_TRIGGER_COLUMNS].argmax())]
        score = float(row[_TRIGGER_COLUMNS].sum())
        words = np.array([any(c.isalnum() for c in token[0]) for token in found])
        # Starts of whole words: "I" begins one, the "'d" that touches it goes on, and so does "five" in "seventy-five".
        goes_on = [bool(i) and _touch(found, i) and (words[i - 1] or found[i - 1][0] == "-") for i in range(len(found))]
        starts = words & ~np.array(goes_on, bool)
        runs = [_trimmed(*_whole_words(a, b, words, found), words) for a, b in _runs(_close_gaps(inside))]
        shortest = 1 if best == "affirmation" else SHORTEST
        long_enough = [(a, b) for a, b in dict.fromkeys(runs) if starts[a:b].sum() >= shortest]
        for a, b in long_enough or [_trimmed(0, len(found), words)]:
            yield CueSpan(found[a][1], found[b - 1][2], best, score)

    def save(self, folder: Path) -> list[str]:
        """Write ``light.npz``: half precision, only rows that any feature uses."""
        used = np.flatnonzero(np.abs(self.segment_weights[:-1]).max(axis=1) + np.abs(self.token_weights[:-1]))
        np.savez_compressed(
            folder / "light.npz",
            rows=used.astype(np.int32),
            segment=self.segment_weights[used].astype(np.float16),
            token=self.token_weights[used].astype(np.float16),
            segment_intercept=self.segment_weights[-1],
            token_intercept=self.token_weights[-1:],
        )
        return ["light.npz"]

    @classmethod
    def load(cls, folder: Path) -> LightTagger:
        """Read ``light.npz``; no pickled object is accepted."""
        with np.load(folder / "light.npz", allow_pickle=False) as file:
            segment_weights = np.zeros((BUCKETS + 1, len(TAG_NAMES)))
            token_weights = np.zeros(BUCKETS + 1)
            segment_weights[file["rows"]] = file["segment"]
            token_weights[file["rows"]] = file["token"]
            segment_weights[-1] = file["segment_intercept"]
            token_weights[-1] = file["token_intercept"][0]
        return cls(segment_weights, token_weights)


def _training_rows(
    examples: Sequence[Example],
) -> tuple[list[list[str]], list[str], list[list[str]], list[int]]:
    segments: list[list[str]] = []
    cues: list[str] = []
    words: list[list[str]] = []
    inside: list[int] = []
    for example in examples:
        before: list[Token] = []
        for (role, text), marks in zip(example.lines, example.marks, strict=True):
            found = tokens(text)
            if role == "candidate":
                for a, b in segment(found):
                    segments.append(_segment_features(found[a:b], before if a == 0 else []))
                    cues.append(_segment_cue(found[a:b], marks, example.cue))
                    if marks:
                        words += _token_features(found[a:b])
                        inside += [int(any(m.start <= t[1] < m.end for m in marks)) for t in found[a:b]]
                # A phrase also counts alone: writers wrap asks in stories, people often don't.
                for mark in marks:
                    segments.append(_segment_features(tokens(text[mark.start : mark.end]), []))
                    cues.append(mark.cue)
            before = found
    return segments, cues, words, inside


def _segment_cue(found: list[Token], marks: Sequence[Mark], cue: str | None) -> str:
    """Strongest trigger that starts in or covers the segment; else the line's own no-close cue."""
    touching = [m.cue for m in marks if m.start < found[-1][2] and found[0][1] < m.end]
    if touching:
        return max(touching, key=lambda c: LEVEL[LABEL_OF_CUE[c]])
    return cue if cue and LABEL_OF_CUE[cue] == "no_close" else OTHER


def _segment_features(found: list[Token], before: list[Token]) -> list[str]:
    words = ["<s>", *(t[0] for t in found if t[0].strip(".,;:")), "</s>"]
    features = [
        " ".join(words[i : i + n]) for n in range(1, LONGEST_NGRAM + 1) for i in range(len(words) - n + 1)
    ]
    # Gapped pairs see "want ... job" whatever stands between.
    features += [f"{a} * {b}" for i, a in enumerate(words) for b in words[i + 2 : i + 5]]
    asked = ["<q>", *(t[0] for t in before[-BEFORE_TOKENS:])]
    short = len(found) <= 6
    for n in (1, 2):
        grams = [" ".join(asked[i : i + n]) for i in range(len(asked) - n + 1)]
        features += [f"q:{g}" for g in grams]
        if short:
            features += [f"q:{g} a:{words[1]}" for g in grams]
    return features


def _token_features(found: list[Token]) -> list[list[str]]:
    words = ["<s>", "<s>", "<s>", *(t[0] for t in found), "</s>", "</s>", "</s>"]
    rows = []
    for i in range(3, len(words) - 3):
        near = {offset: words[i + offset] for offset in range(-3, 4)}
        row = [f"{offset}:{word}" for offset, word in near.items()]
        row += [f"{o}:{near[o]} {near[o + 1]}" for o in range(-3, 3)]
        row += [f"{o}:{near[o]} {near[o + 1]} {near[o + 2]}" for o in range(-2, 1)]
        rows.append(row)
    return rows


def _hash(rows: Sequence[Sequence[str]]) -> sp.csr_matrix:
    return hash_rows(rows, BUCKETS)


def _softmax(logits: Floats) -> Floats:
    shifted = np.exp((logits - logits.max(axis=1, keepdims=True)).astype(np.float64))
    return np.asarray(shifted / shifted.sum(axis=1, keepdims=True))


def _close_gaps(inside: np.ndarray) -> np.ndarray:
    """One token left out between two inside a phrase belongs to it."""
    closed = inside.copy()
    closed[1:-1] |= inside[:-2] & inside[2:]
    return closed


def _touch(found: list[Token], i: int) -> bool:
    """Whether no blank stands between a token and the one before."""
    return found[i - 1][2] == found[i][1]


def _whole_words(a: int, b: int, words: np.ndarray, found: list[Token]) -> tuple[int, int]:
    """A run that starts or ends inside a word (a contraction is two tokens), widened to all of it."""
    while a > 0 and words[a] and words[a - 1] and _touch(found, a):
        a -= 1
    while b < len(found) and words[b - 1] and words[b] and _touch(found, b):
        b += 1
    return a, b


def _trimmed(a: int, b: int, words: np.ndarray) -> tuple[int, int]:
    """A run without the punctuation at its ends; as it is if there is nothing else in it."""
    inside = np.flatnonzero(words[a:b])
    return (a + int(inside[0]), a + int(inside[-1]) + 1) if len(inside) else (a, b)


def _runs(inside: np.ndarray) -> list[tuple[int, int]]:
    edges = np.flatnonzero(np.diff(np.concatenate([[False], inside, [False]]).astype(int)))
    return [(int(a), int(b)) for a, b in zip(edges[::2], edges[1::2], strict=True)]
