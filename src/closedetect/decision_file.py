"""The decision as a file of a model folder: plain JSON, its features named."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np

from closedetect.decision import DecisionModel
from closedetect.features import FEATURE_NAMES
from closedetect.storage import ModelError


def write_decision(folder: Path, decision: DecisionModel) -> list[str]:
    """Write the decision model as JSON and return the file's name."""
    content = {
        "labels": decision.classes_.tolist(),
        "features": list(FEATURE_NAMES),
        "coef": decision.coef_.tolist(),
        "intercept": decision.intercept_.tolist(),
        "temperature": decision.temperature_,
    }
    (folder / "decision.json").write_text(json.dumps(content, indent=1) + "\n", encoding="utf-8")
    return ["decision.json"]


def read_decision(folder: Path) -> DecisionModel:
    """Read what :func:`write_decision` wrote.

    Raises
    ------
    ModelError
        If its features are not those of this version.
    """
    content = json.loads((folder / "decision.json").read_text(encoding="utf-8"))
    if content["features"] != list(FEATURE_NAMES):
        raise ModelError(f"{folder}: its features are not those of this version of closedetect; train it again")
    model = DecisionModel()
    model.classes_ = np.array(content["labels"])
    model.coef_, model.intercept_ = np.array(content["coef"]), np.array(content["intercept"])
    model.temperature_ = float(content["temperature"])
    model.n_features_in_ = len(FEATURE_NAMES)
    return model
