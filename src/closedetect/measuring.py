"""What is measured while a model is trained: honest figures, an ablation of the features, the worst misses.

Honest means: on endings whose writers neither the tagger nor the decision has read.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
from sklearn.base import clone

from closedetect.corpus import Ending
from closedetect.cues.tags import CueTagger, Floats
from closedetect.decision import DecisionModel, even_rows
from closedetect.detector import Detector
from closedetect.evaluation import classify_rows, evaluate, evaluate_results
from closedetect.features import FEATURE_NAMES
from closedetect.labelled import Labelled, as_recogniser_text, labelled_ending
from closedetect.labels import LABELS
from closedetect.result import Result
from closedetect.stages import Stages


def honest_figures(
    tagger: CueTagger,
    stages: Stages,
    endings: Sequence[Ending],
    values: Floats,
    tried: Mapping[str, Floats] | None = None,
) -> dict[str, Any]:
    """Measure on endings whose writers neither the tagger nor the decision has read.

    Parameters
    ----------
    tagger, stages
        Trained without these writers.
    endings : sequence of Ending
        The dev endings.
    values : ndarray of shape (n_endings, n_features)
        Their features.
    tried : mapping of str to ndarray of shape (n_endings, n_columns), optional
        Groups of features that are not in use, to be measured beside them.

    Returns
    -------
    dict
        Figures of :func:`closedetect.evaluation.evaluate_detector` over all of them, by writer, and with the
        words lower-cased and unpunctuated.
    """
    labels = np.array([ending.label for ending in endings])
    writers = np.array([ending.writer for ending in endings])
    kinds = np.array([ending.fields.get("kind", "") for ending in endings])
    results: list[tuple[Labelled, Result]] = []
    plain: list[tuple[Labelled, Result]] = []
    for writer in dict.fromkeys(writers.tolist()):
        others = _other_rows(writers, kinds, writer)
        decision = DecisionModel().fit(values[others], labels[others], writers[others])
        detector = Detector(tagger, decision, stages)
        rows = [labelled_ending(ending) for ending in endings if ending.writer == writer]
        results += zip(rows, classify_rows(detector, rows), strict=True)
        spoken = [as_recogniser_text(row) for row in rows]
        plain += zip(spoken, classify_rows(detector, spoken), strict=True)
    by_id = {ending.id: ending for ending in endings}
    by_writer = {
        writer: evaluate_results([pair for pair in results if pair[0].source == writer], resamples=200)
        for writer in dict.fromkeys(writers.tolist())
    }
    return {
        "dev": evaluate_results(results),
        "dev_by_kind": _by_kind(results, endings),
        "dev_by_writer": by_writer,
        "dev_lower_case_no_punctuation": evaluate_results(plain, resamples=200),
        "dev_groups": _groups_right(
            [by_id[str(row.transcript.name)] for row, _ in results],
            [row.label == result.label for row, result in results],
        ),
        "dev_uncalibrated": uncalibrated(values, labels, writers, kinds),
        "ablation": ablation(values, labels, writers, kinds),
        "additions": additions(values, tried or {}, labels, writers, kinds),
        "failures": _worst(results),
    }


def frozen_figures(detector: Detector, endings: Sequence[Ending]) -> dict[str, Any]:
    """Measure the finished model on the test split, which nothing was trained or tuned on.

    Parameters
    ----------
    detector : Detector
        The model as it ships.
    endings : sequence of Ending
        The test endings.

    Returns
    -------
    dict
        Figures over all, by kind, with the words lower-cased and unpunctuated, and of each writer's hard endings;
        and the share of minimal-pair groups of which every ending was read rightly.
    """
    rows = [labelled_ending(ending) for ending in endings]
    pairs = list(zip(rows, classify_rows(detector, rows), strict=True))
    spoken = [as_recogniser_text(row) for row in rows]
    figures: dict[str, Any] = {"all test endings": evaluate_results(pairs)}
    figures |= {f"test, {kind}": row for kind, row in _by_kind(pairs, endings).items()}
    plain = list(zip(spoken, classify_rows(detector, spoken), strict=True))
    figures["test, lower case, no punctuation"] = evaluate_results(plain, resamples=200)
    hard = {ending.id for ending in endings if ending.fields.get("kind") == "hard"}
    for writer in dict.fromkeys(ending.writer for ending in endings):
        some = [pair for pair in pairs if pair[0].source == writer and str(pair[0].transcript.name) in hard]
        if some:
            figures[f"test, hard, writer {writer}"] = evaluate_results(some, resamples=200)
    right = [row.label == result.label for row, result in pairs]
    return {"rows": figures, "groups": _groups_right(endings, right), "failures": _worst(pairs)}


def _by_kind(pairs: Sequence[tuple[Labelled, Result]], endings: Sequence[Ending]) -> dict[str, Any]:
    kinds = {ending.id: ending.fields.get("kind") for ending in endings}
    chosen = {
        kind: [pair for pair in pairs if kinds[str(pair[0].transcript.name)] == kind] for kind in ("ordinary", "hard")
    }
    return {kind: evaluate_results(some, resamples=200) for kind, some in chosen.items() if some}


def _groups_right(endings: Sequence[Ending], right: Sequence[bool]) -> dict[str, float]:
    groups: dict[tuple[str, str], list[bool]] = {}
    for ending, good in zip(endings, right, strict=True):
        if name := ending.fields.get("group"):
            groups.setdefault((ending.writer, name), []).append(good)
    whole = [all(found) for found in groups.values() if len(found) > 1]
    return {"n": len(whole), "all_right": float(np.mean(whole)) if whole else 0.0}


def uncalibrated(values: Floats, labels: Any, writers: Any, kinds: Any) -> dict[str, float]:
    """Return Brier score and log-loss of the decision without its temperature, writers left out in turn."""
    p = _left_out(DecisionModel(calibrate=False), values, labels, writers, kinds)
    figures = evaluate(labels, p, resamples=1)
    return {"brier": figures["brier"], "log_loss": figures["log_loss"]}


def _other_rows(writers: Any, kinds: Any, writer: str) -> Any:
    """The rows to fit on when a writer is left out, chosen as for the decision that ships."""
    others = np.flatnonzero(writers != writer)
    return others[even_rows(kinds[others])]


def _left_out(decision: DecisionModel, values: Floats, labels: Any, writers: Any, kinds: Any) -> Floats:
    p = np.zeros((len(labels), len(LABELS)))
    for writer in dict.fromkeys(writers.tolist()):
        others, here = _other_rows(writers, kinds, writer), writers == writer
        fitted = clone(decision).fit(values[others], labels[others], writers[others])
        p[here] = fitted.predict_proba(values[here])
    return p


def _macro_f1(values: Floats, labels: Any, writers: Any, kinds: Any) -> float:
    p = _left_out(DecisionModel(), values, labels, writers, kinds)
    return float(evaluate(labels, p, resamples=1)["macro_f1"])


FEATURE_GROUPS: dict[str, tuple[str, ...]] = {
    "nothing (all features)": (),
    "the ending as a whole": ("ending_",),
    "phrases": ("phrase_",),
    "the best segment": ("direct_best", "soft_best"),
    "withdrawals": ("withdrawn_",),
}
"""Groups of feature names (their beginnings) that the ablation leaves out in turn."""


def ablation(values: Floats, labels: Any, writers: Any, kinds: Any) -> dict[str, float]:
    """Return the decision's macro-F1 without each group of features, writers left out in turn."""
    rows = {}
    for name, starts in FEATURE_GROUPS.items():
        kept = values.copy()
        kept[:, [any(f.startswith(s) for s in starts) for f in FEATURE_NAMES]] = 0.0
        rows[name] = _macro_f1(kept, labels, writers, kinds)
    return rows


def additions(
    values: Floats, tried: Mapping[str, Floats], labels: Any, writers: Any, kinds: Any
) -> dict[str, float]:
    """Return the decision's macro-F1 with each further group of features, writers left out in turn."""
    return {
        name: _macro_f1(np.hstack([values, columns]), labels, writers, kinds) for name, columns in tried.items()
    }


def _worst(results: Sequence[tuple[Labelled, Result]], n: int = 12) -> list[dict[str, Any]]:
    wrong = [(row, result) for row, result in results if row.label != result.label]
    wrong.sort(key=lambda pair: -pair[1].confidence)
    return [
        {
            "id": row.transcript.name,
            "label": row.label,
            "read_as": result.label,
            "probability": round(result.confidence, 3),
            "marked": " | ".join(" ".join(t.text.split()) for t in result.triggers),
        }
        for row, result in wrong[:n]
    ]
