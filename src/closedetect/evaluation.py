"""How good a model is on labelled transcripts: figures with intervals, as a dict that goes into JSON."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
from sklearn.metrics import cohen_kappa_score, confusion_matrix, precision_recall_fscore_support

from closedetect.cues.tags import Floats
from closedetect.labels import LABELS

RESAMPLES = 1000
ASK_LEVELS = (0.5, 0.6, 0.7, 0.8, 0.9)
"""Least probabilities of a direct ask at which its precision and recall are told."""


def evaluate(
    labels: Sequence[str],
    probabilities: Floats,
    groups: Sequence[str] | None = None,
    *,
    resamples: int = RESAMPLES,
    seed: int = 0,
) -> dict[str, Any]:
    """Compare predicted probabilities with labels.

    Parameters
    ----------
    labels : sequence of str
        True labels.
    probabilities : ndarray of shape (n, 3)
        Columns in the order of :data:`closedetect.LABELS`.
    groups : sequence of str, optional
        Writers (or sources). Intervals come from resampling whole groups where there are at least five,
        single endings otherwise (percentile bootstrap; Efron & Tibshirani, 1993).
    resamples, seed : int
        Of the bootstrap.

    Returns
    -------
    dict
        ``n``, ``accuracy``, ``macro_f1``, ``per_class``, ``quadratic_kappa``, ``brier``, ``log_loss``,
        ``confusion`` (rows: true), ``direct_ask_from`` (precision and recall if only asks of at least a probability
        count as asks), and ``intervals_95`` of the main figures.

    Raises
    ------
    ValueError
        If there is nothing to evaluate, lengths differ, or a label is unknown.

    Examples
    --------
    >>> evaluate(["no_close", "direct_ask"], np.array([[.9, .1, 0], [0, .2, .8]]), resamples=10)["accuracy"]
    1.0
    """
    codes = _codes(labels)
    p = np.asarray(probabilities, dtype=float)
    if p.shape != (len(codes), len(LABELS)):
        raise ValueError(f"probabilities have shape {p.shape}; {len(codes)} labels need ({len(codes)}, 3)")
    figures = _figures(codes, p)
    figures["direct_ask_from"] = _asks_from(codes, p)
    figures["intervals_95"] = _intervals(codes, p, _units(codes, groups), resamples, seed)
    return figures


def _codes(labels: Sequence[str]) -> np.ndarray:
    if not len(labels):
        raise ValueError("there is nothing to evaluate: no labelled row")
    unknown = sorted({str(label) for label in labels} - set(LABELS))
    if unknown:
        raise ValueError(f"unknown label {unknown[0]!r}; allowed: {', '.join(LABELS)}")
    return np.array([LABELS.index(label) for label in labels])


def _figures(codes: np.ndarray, p: Floats) -> dict[str, Any]:
    predicted = p.argmax(axis=1)
    matrix = confusion_matrix(codes, predicted, labels=range(len(LABELS)))
    precision, recall, f1, support = precision_recall_fscore_support(
        codes, predicted, labels=range(len(LABELS)), zero_division=0.0
    )
    per_class = {
        label: {"precision": precision[k], "recall": recall[k], "f1": f1[k], "support": int(support[k])}
        for k, label in enumerate(LABELS)
    }
    onehot = np.eye(len(LABELS))[codes]
    quiet = codes == 0
    return {
        "n": len(codes),
        "accuracy": float((codes == predicted).mean()),
        "macro_f1": float(f1[support > 0].mean()),
        "per_class": {k: {m: _plain(v) for m, v in row.items()} for k, row in per_class.items()},
        "no_close_specificity": float((predicted[quiet] == 0).mean()) if quiet.any() else None,
        "quadratic_kappa": _kappa(codes, predicted),
        "brier": float(((p - onehot) ** 2).sum(axis=1).mean()),
        "log_loss": float(-np.log(np.clip(p[np.arange(len(codes)), codes], 1e-12, 1)).mean()),
        "confusion": matrix.tolist(),
    }


def _asks_from(codes: np.ndarray, p: Floats) -> list[dict[str, float]]:
    ask = LABELS.index("direct_ask")
    rows = []
    for least in ASK_LEVELS:
        said, true = p[:, ask] >= least, codes == ask
        right = int((said & true).sum())
        shares = {"precision": right / max(said.sum(), 1), "recall": right / max(true.sum(), 1)}
        rows.append({"least": least, **{name: _plain(share) for name, share in shares.items()}})
    return rows


def _kappa(codes: np.ndarray, predicted: np.ndarray) -> float | None:
    if len(set(codes.tolist()) | set(predicted.tolist())) < 2:
        return None
    return float(cohen_kappa_score(codes, predicted, weights="quadratic", labels=list(range(len(LABELS)))))


def _units(codes: np.ndarray, groups: Sequence[str] | None) -> list[np.ndarray]:
    """What is drawn as a whole: the rows of each group, or single rows where groups are few."""
    if groups is not None and len(set(groups)) >= 5:
        names = np.asarray(groups)
        return [np.flatnonzero(names == name) for name in dict.fromkeys(groups)]
    return [np.array([i]) for i in range(len(codes))]


def _intervals(
    codes: np.ndarray, p: Floats, units: list[np.ndarray], resamples: int, seed: int
) -> dict[str, list[float]]:
    random = np.random.default_rng(seed)
    drawn: dict[str, list[float]] = {}
    for _ in range(resamples):
        rows = np.concatenate([units[i] for i in random.integers(len(units), size=len(units))])
        for name, value in _main_figures(codes[rows], p[rows]).items():
            if value is not None:
                drawn.setdefault(name, []).append(value)
    return {name: [_plain(q) for q in np.quantile(values, [0.025, 0.975])] for name, values in drawn.items()}


def _main_figures(codes: np.ndarray, p: Floats) -> Mapping[str, float | None]:
    figures = _figures(codes, p)
    flat = {k: figures[k] for k in ("accuracy", "macro_f1", "quadratic_kappa", "brier", "log_loss")}
    for label in LABELS:
        flat[f"{label}_f1"] = figures["per_class"][label]["f1"]
        flat[f"{label}_precision"] = figures["per_class"][label]["precision"]
    return flat


def _plain(value: Any) -> Any:
    return round(float(value), 6) if isinstance(value, float | np.floating) else value


def render(figures: Mapping[str, Any]) -> str:
    """Return figures as text for a terminal.

    Examples
    --------
    >>> print(render(evaluate(["no_close"], np.array([[1.0, 0, 0]]), resamples=5)).splitlines()[0])
    endings 1   accuracy 1.000   macro-F1 1.000 [1.000, 1.000]
    """
    intervals = figures["intervals_95"]

    def between(name: str) -> str:
        low, high = intervals.get(name, (float("nan"),) * 2)
        return f"[{low:.3f}, {high:.3f}]"

    kappa = figures["quadratic_kappa"]
    lines = [
        f"endings {figures['n']}   accuracy {figures['accuracy']:.3f}   "
        f"macro-F1 {figures['macro_f1']:.3f} {between('macro_f1')}",
        f"quadratic kappa {'-' if kappa is None else f'{kappa:.3f}'}   Brier {figures['brier']:.3f} {between('brier')}"
        f"   log-loss {figures['log_loss']:.3f} {between('log_loss')}",
        f"{'label':<15}{'precision':>10}{'recall':>8}{'F1':>7}  {'95 % of F1':<17}{'n':>5}",
    ]
    for label, row in figures["per_class"].items():
        lines.append(
            f"{label:<15}{row['precision']:>10.3f}{row['recall']:>8.3f}{row['f1']:>7.3f}  "
            f"{between(label + '_f1'):<17}{row['support']:>5}"
        )
    lines.append("confusion (rows: true, columns: predicted, both in the order above)")
    lines += ["  " + "".join(f"{n:>6}" for n in row) for row in figures["confusion"]]
    return "\n".join(lines)


def trigger_figures(
    true: Sequence[Sequence[tuple[int, int, str]]], found: Sequence[Sequence[tuple[int, int, str]]]
) -> dict[str, float]:
    """Compare marked phrases: F1 over characters, and how often a found phrase has the right cue.

    Parameters
    ----------
    true, found : sequence of sequence of (start, end, cue)
        For each ending its labelled and its found triggers, in characters of the same text.

    Returns
    -------
    dict
        ``character_precision``, ``character_recall``, ``character_f1``; ``exact_f1`` of phrases whose first and last
        characters are the labelled ones; ``phrase_precision``, the share of found triggers that touch a labelled
        one, and ``cue_accuracy`` over those.

    Examples
    --------
    >>> trigger_figures([[(0, 10, "hope")]], [[(5, 10, "hope")]])["character_f1"]
    0.666667
    """
    common = n_true = n_found = right = touching = exact = 0
    for labelled, predicted in zip(true, found, strict=True):
        here = {i for a, b, _ in labelled for i in range(a, b)}
        there = {i for a, b, _ in predicted for i in range(a, b)}
        common, n_true, n_found = common + len(here & there), n_true + len(here), n_found + len(there)
        exact += len({(a, b) for a, b, _ in labelled} & {(a, b) for a, b, _ in predicted})
        for a, b, cue in predicted:
            overlaps = [(min(b, d) - max(a, c), name) for c, d, name in labelled if c < b and a < d]
            if overlaps:
                touching += 1
                right += max(overlaps)[1] == cue
    precision, recall = common / max(n_found, 1), common / max(n_true, 1)
    phrases = sum(map(len, true)), sum(map(len, found))
    return {
        "character_precision": _plain(precision),
        "character_recall": _plain(recall),
        "character_f1": _plain(2 * common / max(n_true + n_found, 1)),
        "exact_f1": _plain(2 * exact / max(sum(phrases), 1)),
        "phrase_precision": _plain(touching / max(phrases[1], 1)),
        "cue_accuracy": _plain(right / max(touching, 1)),
    }


def classify_rows(detector: Any, rows: Sequence[Any]) -> list[Any]:
    """Run a detector over labelled transcripts (:class:`closedetect.labelled.Labelled`)."""
    return [detector.classify(r.transcript, candidate=r.candidate, whole=r.whole) for r in rows]


def evaluate_results(pairs: Sequence[tuple[Any, Any]], **options: Any) -> dict[str, Any]:
    """Evaluate results against labelled transcripts, phrases included where they are marked.

    Parameters
    ----------
    pairs : sequence of (Labelled, Result)
        What was known and what was answered.
    **options
        ``resamples`` and ``seed`` of :func:`evaluate`.
    """
    probabilities = np.array([list(result.probabilities.values()) for _, result in pairs])
    figures = evaluate([r.label for r, _ in pairs], probabilities, [r.source for r, _ in pairs], **options)
    marked = [
        (r.triggers, [(t.start, t.end, t.cue) for t in result.triggers])
        for r, result in pairs
        if r.triggers is not None
    ]
    if marked:
        figures["triggers"] = trigger_figures([t for t, _ in marked], [f for _, f in marked])
    return figures


def evaluate_detector(detector: Any, rows: Sequence[Any], **options: Any) -> dict[str, Any]:
    """Run a detector over labelled transcripts and evaluate its answers; see :func:`evaluate_results`."""
    return evaluate_results(list(zip(rows, classify_rows(detector, rows), strict=True)), **options)
