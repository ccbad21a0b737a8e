"""CloseClassifier: the scikit-learn estimator, transcripts in, labels out."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
from sklearn.base import BaseEstimator, ClassifierMixin
from sklearn.utils.validation import check_is_fitted

from closedetect.cues.tags import Floats
from closedetect.decision import DecisionModel
from closedetect.features import FEATURE_NAMES
from closedetect.result import Result


class CloseClassifier(ClassifierMixin, BaseEstimator):  # type: ignore[misc]
    """Classify interview endings, trained on your own labels.

    The cue tagger and the features are those of a shipped (or your own) model; ``fit`` trains the
    scikit-learn stage that decides on them. Without ``fit`` use :func:`closedetect.load`.

    Parameters
    ----------
    model : str or Path, default="default"
        Model whose tagger to use: ``"default"``, ``"fast"`` or a model folder.
    C : float, default=0.3
        Inverse strength of the penalty.
    class_weight : dict or "balanced" or None, default=None
        As in scikit-learn.
    calibrate : bool, default=True
        Fit a temperature by cross-validation.
    whole : bool, default=False
        Judge all turns of each transcript instead of its ending.

    Attributes
    ----------
    classes_ : ndarray of str
        The labels in the order ``no_close``, ``soft_interest``, ``direct_ask`` (not alphabetical); columns
        of ``predict_proba`` keep it.
    decision_ : DecisionModel
        The fitted stage.

    See Also
    --------
    closedetect.decision.DecisionModel : the numeric estimator inside.

    Examples
    --------
    >>> X = ["I: Questions?\\nC: No, thanks."] * 3 + ["I: Questions?\\nC: When can I start?"] * 3
    >>> y = ["no_close"] * 3 + ["direct_ask"] * 3
    >>> CloseClassifier(model="fast").fit(X, y).predict(["I: Anything?\\nC: When do I start?"]).tolist()
    ['direct_ask']
    """

    def __init__(
        self,
        model: str | Path = "default",
        C: float = 0.3,
        class_weight: Any = None,
        calibrate: bool = True,
        whole: bool = False,
    ) -> None:
        self.model = model
        self.C = C
        self.class_weight = class_weight
        self.calibrate = calibrate
        self.whole = whole

    def fit(self, X: Sequence[Any], y: Sequence[str], groups: Sequence[str] | None = None) -> CloseClassifier:
        """Train the decision.

        Parameters
        ----------
        X : sequence of str or Transcript
            Transcripts.
        y : sequence of str
            Their labels.
        groups : sequence of str, optional
            Sources (writers, coaches, companies) that calibration keeps apart.

        Raises
        ------
        ValueError
            If lengths differ or fewer than two labels occur.
        """
        X = _as_list(X)
        if len(X) != len(y):
            raise ValueError(f"{len(X)} transcripts but {len(y)} labels")
        self.decision_ = DecisionModel(self.C, self.class_weight, self.calibrate)
        self.decision_.fit(self._features(X), np.asarray(y), groups)
        self.classes_ = self.decision_.classes_
        return self

    def _detector(self) -> Any:
        from closedetect.detector import load

        return load(self.model)

    def _features(self, X: Sequence[Any]) -> Floats:
        detector = self._detector()
        rows = [detector.features(text, whole=self.whole) for text in _as_list(X)]
        return np.array(rows).reshape(len(rows), len(FEATURE_NAMES))

    def predict_proba(self, X: Sequence[Any]) -> Floats:
        """Return probabilities of shape (n_transcripts, n_classes), columns as in ``classes_``."""
        check_is_fitted(self)
        return self.decision_.predict_proba(self._features(X))

    def predict(self, X: Sequence[Any]) -> Any:
        """Return the likeliest label of each transcript."""
        check_is_fitted(self)
        return self.decision_.predict(self._features(X))

    def decision_function(self, X: Sequence[Any]) -> Floats:
        """Return calibrated scores."""
        check_is_fitted(self)
        return self.decision_.decision_function(self._features(X))

    def explain(self, text: Any) -> Result:
        """Return the full result for one transcript, as the trained decision sees it."""
        check_is_fitted(self)
        from closedetect.detector import Detector
        from closedetect.labels import LABELS

        if self.classes_.tolist() != list(LABELS):
            raise ValueError(f"explain needs a model of all three labels; fitted on {self.classes_.tolist()}")
        loaded = self._detector()
        return Detector(loaded.tagger, self.decision_, loaded.stages, loaded.manifest).classify(
            text, whole=self.whole
        )

    def __sklearn_is_fitted__(self) -> bool:
        """Whether ``fit`` was called."""
        return hasattr(self, "decision_")


def _as_list(X: Any) -> list[Any]:
    if isinstance(X, str):
        raise ValueError("X is one string; give a list of transcripts")
    return list(X)
