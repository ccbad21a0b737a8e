"""What is measured while a model is trained: honest figures, an ablation of the features, the worst misses.

Honest means: on endings whose writers neither the tagger nor the decision has read.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from closedetect.corpus import Ending
from closedetect.cues.tags import CueTagger, Floats
from closedetect.decision import DecisionModel
from closedetect.detector import Detector
from closedetect.evaluation import classify_rows, evaluate, evaluate_results
from closedetect.features import FEATURE_NAMES
from closedetect.labelled import Labelled, as_recogniser_text, labelled_ending
from closedetect.labels import LABELS
from closedetect.result import Result
from closedetect.roles import TalkModel


def honest_figures(
    tagger: CueTagger, talk: TalkModel, endings: Sequence[Ending], values: Floats
) -> dict[str, Any]:
    """Measure on endings whose writers neither the tagger nor the decision has read.

    Parameters
    ----------
    tagger, talk
        Trained without these writers.
    endings : sequence of Ending
        The dev endings.
    values : ndarray of shape (n_endings, n_features)
        Their features.

    Returns
    -------
    dict
        Figures of :func:`closedetect.evaluation.evaluate_detector` over all of them, by writer, and with the
        words lower-cased and unpunctuated.
    """
    labels = np.array([ending.label for ending in endings])
    writers = np.array([ending.writer for ending in endings])
    results: list[tuple[Labelled, Result]] = []
    plain: list[tuple[Labelled, Result]] = []
    for writer in dict.fromkeys(writers.tolist()):
        here = writers == writer
        decision = DecisionModel().fit(values[~here], labels[~here], writers[~here])
        detector = Detector(tagger, decision, talk)
        rows = [labelled_ending(ending) for ending in endings if ending.writer == writer]
        results += zip(rows, classify_rows(detector, rows), strict=True)
        spoken = [as_recogniser_text(row) for row in rows]
        plain += zip(spoken, classify_rows(detector, spoken), strict=True)
    by_writer = {
        writer: evaluate_results([pair for pair in results if pair[0].source == writer], resamples=200)
        for writer in dict.fromkeys(writers.tolist())
    }
    return {
        "dev": evaluate_results(results),
        "dev_by_writer": by_writer,
        "dev_lower_case_no_punctuation": evaluate_results(plain, resamples=200),
        "ablation": ablation(values, labels, writers),
        "failures": _worst(results),
    }


FEATURE_GROUPS: dict[str, tuple[str, ...]] = {
    "nothing (all features)": (),
    "the ending as a whole": ("ending_",),
    "phrases": ("phrase_",),
    "single cues": ("cue_",),
    "the best segment": ("direct_best", "soft_best", "any_best"),
    "the second best segment": ("direct_second", "soft_second"),
    "withdrawals": ("withdrawn_",),
}
"""Groups of feature names (their beginnings) that the ablation leaves out in turn."""


def ablation(values: Floats, labels: Any, writers: Any) -> dict[str, float]:
    """Return the decision's macro-F1 without each group of features, writers left out in turn."""
    rows = {}
    for name, starts in FEATURE_GROUPS.items():
        kept = values.copy()
        kept[:, [any(f.startswith(s) for s in starts) for f in FEATURE_NAMES]] = 0.0
        p = np.zeros((len(labels), len(LABELS)))
        for writer in dict.fromkeys(writers.tolist()):
            here = writers == writer
            p[here] = DecisionModel().fit(kept[~here], labels[~here], writers[~here]).predict_proba(kept[here])
        rows[name] = float(evaluate(labels, p, resamples=1)["macro_f1"])
    return rows


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
