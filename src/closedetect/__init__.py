"""closedetect: did the candidate close the interview, and which words say so?

>>> import closedetect
>>> result = closedetect.classify("Interviewer: Any questions?\\nCandidate: Just one: when can I start?")
>>> result.label
'direct_ask'
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

from closedetect.labels import LABELS

if TYPE_CHECKING:
    from closedetect import datasets as datasets
    from closedetect.detector import Detector as Detector
    from closedetect.detector import Input
    from closedetect.detector import load as load
    from closedetect.engines import score as score
    from closedetect.model import CloseClassifier as CloseClassifier
    from closedetect.reading import read as read
    from closedetect.result import Result as Result
    from closedetect.transcript import Transcript as Transcript
    from closedetect.wordings import phrases as phrases

__version__ = "0.1.0"
__all__ = [
    "LABELS",
    "CloseClassifier",
    "Detector",
    "Result",
    "Transcript",
    "classify",
    "datasets",
    "load",
    "phrases",
    "read",
    "score",
]

# spaCy and scikit-learn take over a second to import: each name is fetched when it is first used.
_HOMES = {
    "CloseClassifier": "closedetect.model",
    "Detector": "closedetect.detector",
    "Result": "closedetect.result",
    "Transcript": "closedetect.transcript",
    "load": "closedetect.detector",
    "phrases": "closedetect.wordings",
    "read": "closedetect.reading",
    "score": "closedetect.engines",
}


def __getattr__(name: str) -> Any:
    if name == "datasets":
        return import_module("closedetect.datasets")
    if name in _HOMES:
        return getattr(import_module(_HOMES[name]), name)
    raise AttributeError(f"module 'closedetect' has no attribute {name!r}")


def __dir__() -> list[str]:
    return sorted([*globals(), *_HOMES, "datasets"])


def classify(text: Input, *, model: str = "default", candidate: str | None = None) -> Result:
    """Classify one transcript's ending with a model that ships with the package.

    Parameters
    ----------
    text : str, Transcript or sequence of (speaker, words)
        The interview.
    model : str
        ``"default"``, ``"fast"`` or a model folder.
    candidate : str, optional
        The candidate's label in the text; inferred if not given.

    Returns
    -------
    Result
        Label, calibrated probabilities, triggers with exact offsets, and the reasons.

    Examples
    --------
    >>> classify("Interviewer: Questions?\\nAna: No, thank you. Bye.").label
    'no_close'
    """
    from closedetect.detector import load as load_detector

    return load_detector(model).classify(text, candidate=candidate)
