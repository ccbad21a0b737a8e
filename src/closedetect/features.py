"""An ending -> named columns, and where in the ending each column comes from.

The columns are what the scikit-learn stage decides on and what the explanation speaks of, so each says one
thing about the ending. Scores enter as clipped log-odds: differences near 0 and 1 are what a linear model
must be able to see.

Left out, since they move nothing (model card, *Tried and left out*; :mod:`closedetect.features_tried`): the second best
segment, each cue type on its own, negation, reported speech, past and hypothetical before the best phrase,
a question before it, its place in the ending. The encoder has read these already.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np
from sklearn.base import BaseEstimator, TransformerMixin
from spacy.tokens import Doc

from closedetect.cues.tags import TAG_NAMES, Floats
from closedetect.labels import CUES_BY_LABEL
from closedetect.pipeline import CUES, SEGMENTS

CLIP = 6.0
WITHDRAWN = 2 * CLIP
"""A sure withdrawal weighs as much as the whole range of a log-odds: as a bare probability the penalty on large weights
kept it from ever outweighing what it withdraws."""
_DIRECT = np.array([TAG_NAMES.index(c) for c in CUES_BY_LABEL["direct_ask"]])
_SOFT = np.array([TAG_NAMES.index(c) for c in CUES_BY_LABEL["soft_interest"]])
_DISINTEREST = TAG_NAMES.index("disinterest")

FEATURE_NAMES: tuple[str, ...] = (
    "direct_best",
    "soft_best",
    "phrase_direct",
    "phrase_soft",
    "withdrawn_after_direct",
    "withdrawn_after_soft",
    "ending_soft",
    "ending_direct",
)
"""Names of the columns, in order."""


@dataclass(frozen=True)
class EndingFeatures:
    """The columns of one ending.

    Attributes
    ----------
    values : ndarray of shape (n_features,)
        In the order of :data:`FEATURE_NAMES`.
    sources : tuple of (int or None)
        For each column the index of the segment that its value comes from, None for the whole ending.
    """

    values: Floats
    sources: tuple[int | None, ...]


def ending_features(doc: Doc) -> EndingFeatures:
    """Return the columns of a tagged ending.

    Parameters
    ----------
    doc : Doc
        An ending that went through :class:`closedetect.pipeline.CueComponent`.
    """
    group = doc.spans[SEGMENTS]
    scores = np.asarray(group.attrs["scores"], dtype=float).reshape(-1, len(TAG_NAMES))
    values = dict.fromkeys(FEATURE_NAMES, 0.0)
    sources: dict[str, int | None] = dict.fromkeys(FEATURE_NAMES)
    if len(scores):
        _from_segments(scores, values, sources)
        _from_phrases(doc, values, sources)
    else:
        values.update({name: -CLIP for name in FEATURE_NAMES if not name.startswith(("withdrawn", "ending"))})
    levels = group.attrs["levels"]
    if levels is not None:
        none, soft, direct = np.clip(levels, 1e-4, 1)
        values["ending_soft"] = float(np.clip(np.log(soft / none), -CLIP, CLIP))
        values["ending_direct"] = float(np.clip(np.log(direct / max(none, soft)), -CLIP, CLIP))
    return EndingFeatures(
        np.array([values[n] for n in FEATURE_NAMES]), tuple(sources[n] for n in FEATURE_NAMES)
    )


def _from_segments(scores: Floats, values: dict[str, float], sources: dict[str, int | None]) -> None:
    direct, soft = scores[:, _DIRECT].sum(axis=1), scores[:, _SOFT].sum(axis=1)
    for name, column in (("direct", direct), ("soft", soft)):
        order = np.argsort(-column, kind="stable")
        values[f"{name}_best"], sources[f"{name}_best"] = _logit(column[order[0]]), int(order[0])
        after = scores[order[0] + 1 :, _DISINTEREST]
        values[f"withdrawn_after_{name}"] = float(WITHDRAWN * after.max(initial=0.0) * column[order[0]])


def _from_phrases(doc: Doc, values: dict[str, float], sources: dict[str, int | None]) -> None:
    segments = list(doc.spans[SEGMENTS])
    for name, label in (("phrase_direct", "direct_ask"), ("phrase_soft", "soft_interest")):
        values[name] = -CLIP
        for span, score in zip(doc.spans[CUES], doc.spans[CUES].attrs["scores"], strict=True):
            if span.label_ in CUES_BY_LABEL[label] and _logit(score) > values[name]:  # type: ignore[index]
                values[name] = _logit(score)
                sources[name] = next(
                    (i for i, s in enumerate(segments) if s.start <= span.start < s.end), None
                )


def _logit(p: float) -> float:
    p = min(max(float(p), 1e-9), 1 - 1e-9)
    return float(np.clip(np.log(p / (1 - p)), -CLIP, CLIP))


class FeatureTransformer(TransformerMixin, BaseEstimator):  # type: ignore[misc]
    """Tagged endings (Docs) -> feature matrix, as a scikit-learn transformer.

    Examples
    --------
    >>> FeatureTransformer().get_feature_names_out()[:2].tolist()
    ['direct_best', 'soft_best']
    """

    def fit(self, X: Iterable[Doc], y: Sequence[object] | None = None) -> FeatureTransformer:
        """Do nothing: the columns are fixed."""
        return self

    def transform(self, X: Iterable[Doc]) -> Floats:
        """Return a matrix of shape (n_endings, n_features)."""
        rows = [ending_features(doc).values for doc in X]
        return np.array(rows).reshape(len(rows), len(FEATURE_NAMES))

    def get_feature_names_out(self, input_features: object = None) -> np.ndarray:
        """Return the names of the columns."""
        return np.array(FEATURE_NAMES, dtype=object)

    def __sklearn_is_fitted__(self) -> bool:
        """Nothing is learned, so it is always fitted."""
        return True
