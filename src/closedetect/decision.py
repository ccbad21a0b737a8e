"""The scikit-learn stage: features of an ending -> calibrated probabilities of the three labels.

A multinomial logistic regression whose scores are divided by one temperature, fitted on out-of-fold
predictions. Temperature scaling (Guo et al., "On Calibration of Modern Neural Networks", ICML 2017) keeps
the scores linear in the features, so that contributions stay exact.
"""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt
from scipy.optimize import minimize_scalar
from sklearn.base import BaseEstimator, ClassifierMixin
from sklearn.linear_model import LogisticRegression
from sklearn.model_selection import GroupKFold, StratifiedKFold, cross_val_predict
from sklearn.utils.validation import check_is_fitted, validate_data

from closedetect.cues.tags import Floats
from closedetect.labels import LABELS


class DecisionModel(ClassifierMixin, BaseEstimator):  # type: ignore[misc]
    """Temperature-calibrated multinomial logistic regression with a fixed order of labels.

    Parameters
    ----------
    C : float
        Inverse strength of the L2 penalty.
    class_weight : dict or "balanced" or None
        As in :class:`sklearn.linear_model.LogisticRegression`.
    calibrate : bool
        Fit a temperature by cross-validation; else it is 1.

    Attributes
    ----------
    classes_ : ndarray
        The labels in the order of the columns: :data:`closedetect.LABELS` where the labels are those,
        sorted otherwise.
    coef_ : ndarray of shape (n_classes, n_features)
        Weights, divided by the temperature.
    intercept_ : ndarray of shape (n_classes,)
        Intercepts, divided by the temperature.
    temperature_ : float
        What the scores were divided by.
    """

    def __init__(self, C: float = 0.03, class_weight: Any = None, calibrate: bool = True) -> None:
        self.C = C
        self.class_weight = class_weight
        self.calibrate = calibrate

    def fit(self, X: Any, y: Any, groups: Any = None) -> DecisionModel:
        """Fit weights, then the temperature.

        Parameters
        ----------
        X : array of shape (n_endings, n_features)
            Features.
        y : array of shape (n_endings,)
            Labels.
        groups : array of shape (n_endings,), optional
            Writers (or another source of likeness): no group is on both sides of a calibration fold.
        """
        X, y = validate_data(self, X, y)
        from sklearn.utils.multiclass import check_classification_targets

        check_classification_targets(y)
        found = set(np.unique(y).tolist())
        known = [label for label in LABELS if label in found] if found <= set(LABELS) else None
        self.classes_ = np.array(known) if known else np.unique(y)
        if len(self.classes_) < 2:
            only = self.classes_[0]
            raise ValueError(f"only one class ({only}) is in the labels; fitting needs at least two classes")
        index = {label: i for i, label in enumerate(self.classes_.tolist())}
        codes = np.array([index[label] for label in y.tolist()])
        model = LogisticRegression(C=self.C, class_weight=self._weights(index), max_iter=1000)
        model.fit(X, codes)
        coef, intercept = _one_row_a_class(model.coef_, model.intercept_)
        self.temperature_ = self._temperature(model, X, codes, groups) if self.calibrate else 1.0
        self.coef_, self.intercept_ = coef / self.temperature_, intercept / self.temperature_
        return self

    def _weights(self, index: dict[Any, int]) -> Any:
        if isinstance(self.class_weight, dict):
            return {index[label]: weight for label, weight in self.class_weight.items() if label in index}
        return self.class_weight

    def _temperature(self, model: LogisticRegression, X: Floats, codes: Any, groups: Any) -> float:
        smallest = np.bincount(codes).min()
        if groups is not None and len(set(groups)) >= 3:
            folds: Any = GroupKFold(min(5, len(set(groups))))
        elif smallest >= 3:
            groups = None
            folds = StratifiedKFold(min(5, int(smallest)), shuffle=True, random_state=0)
        else:
            return 1.0
        try:
            scores = cross_val_predict(model, X, codes, groups=groups, cv=folds, method="decision_function")
        except ValueError:
            return 1.0  # a fold without some class: too little data to calibrate on
        if scores.ndim == 1:
            scores = np.stack([-scores / 2, scores / 2], axis=1)
        found = minimize_scalar(
            lambda t: _log_loss(scores / np.exp(t), codes), bounds=(-2.0, 2.0), method="bounded"
        )
        return float(np.exp(found.x))

    def decision_function(self, X: Any) -> Floats:
        """Return calibrated scores: of shape (n_endings, n_classes), for two classes (n_endings,)."""
        scores = self.scores(X)
        return scores[:, 1] - scores[:, 0] if len(self.classes_) == 2 else scores

    def scores(self, X: Any) -> Floats:
        """Return one score a class, whatever their number."""
        check_is_fitted(self)
        X = validate_data(self, X, reset=False)
        # einsum, not @: BLAS sums a row differently in a batch than alone, and one row must equal batch.
        return np.asarray(np.einsum("ij,kj->ik", X, self.coef_) + self.intercept_)

    def predict_proba(self, X: Any) -> Floats:
        """Return probabilities of shape (n_endings, n_classes)."""
        return softmax(self.scores(X))

    def predict(self, X: Any) -> Any:
        """Return the likeliest label of each ending."""
        best = self.scores(X).argmax(axis=1)
        return self.classes_[best]

    def contributions(self, x: Floats) -> Floats:
        """Return each feature's share in each class's score, of shape (n_classes, n_features)."""
        check_is_fitted(self)
        return np.asarray(self.coef_ * np.asarray(x, dtype=float))


def even_rows(kinds: npt.ArrayLike) -> npt.NDArray[np.intp]:
    """Return which rows to fit on so that ordinary endings count about as much as those that are hard on purpose.

    A decision fitted on mostly hard endings doubts even plain asks, and most talk is ordinary.

    Parameters
    ----------
    kinds : array-like of str
        ``"hard"``, ``"ordinary"``, or anything else, of each ending.

    Returns
    -------
    ndarray of int
        Indices: every row once, then the ordinary ones again as often as it takes.

    Examples
    --------
    >>> even_rows(["hard", "ordinary", "hard", "hard"]).tolist()
    [0, 1, 2, 3, 1, 1]
    """
    found = np.asarray(kinds)
    ordinary = np.flatnonzero(found == "ordinary")
    again = round(np.count_nonzero(found == "hard") / len(ordinary)) - 1 if len(ordinary) else 0
    return np.concatenate([np.arange(len(found)), np.tile(ordinary, max(0, again))])


def softmax(scores: Floats) -> Floats:
    """Return probabilities along the last axis."""
    shifted = np.exp(scores - scores.max(axis=-1, keepdims=True))
    return np.asarray(shifted / shifted.sum(axis=-1, keepdims=True))


def _one_row_a_class(coef: Floats, intercept: Floats) -> tuple[Floats, Floats]:
    if len(coef) > 1:
        return coef, intercept
    return np.concatenate([-coef / 2, coef / 2]), np.concatenate([-intercept / 2, intercept / 2])


def _log_loss(scores: Floats, codes: Any) -> float:
    p = softmax(scores)
    return float(-np.log(np.clip(p[np.arange(len(codes)), codes], 1e-12, 1)).mean())
