"""The model card: what a model is for, what it learned from, how good it is and where it fails."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from closedetect.labels import LABELS

BASES = {
    "encoder": "all-MiniLM-L6-v2 (Apache-2.0), vocabulary pruned, fine-tuned, matrices in 8 bits",
    "light": "none: word n-grams and linear models of scikit-learn",
}
_HEAD = """# {name} {version}

Labels the ending of an English job interview as `no_close`, `soft_interest` or `direct_ask` and marks the \
words that say so.

- **Cue tagger:** {tagger}. Base: {base}.
- **Decision:** multinomial logistic regression on named features of the ending, one temperature \
({temperature}).
- **Learned from:** {utterances} labelled utterances and {endings} labelled endings, synthetic \
(see the corpus's datasheet).
- **Licence:** Apache-2.0. Base as above.

## Intended use

Coaching and research on how candidates close. Not for ranking, screening or rejecting people. English only. \
Probabilities assume the
training text's share of labels; re-weight them with `prior=` to your own.

## How good it is

Measured on the dev endings: {n} endings by writers that neither tagger nor decision had read (the decision is \
refitted without
each writer in turn). 95 % bootstrap intervals. The shipped tagger learned from these endings too, afterwards.

"""
_FAILURES = """
## Where it fails

Endings of the dev writers that were read wrongly with the most confidence:

"""


def model_card(manifest: Mapping[str, Any], figures: Mapping[str, Any]) -> str:
    """Return the card as Markdown.

    Parameters
    ----------
    manifest : mapping
        The facts of the model folder.
    figures : mapping
        As :func:`closedetect.training.honest_figures` returns them.
    """
    data = manifest["training_data"]
    page = _HEAD.format(
        name=manifest["name"],
        version=manifest["version"],
        tagger=manifest["tagger"],
        base=BASES[manifest["tagger"]],
        temperature=manifest["temperature"],
        utterances=data["utterances"],
        endings=data["endings"],
        n=figures["dev"]["n"],
    )
    page += _figures_table(figures)
    page += _label_table(figures["dev"])
    if "ablation" in figures:
        page += _ablation_table(figures["ablation"])
    return page + _FAILURES + _failure_list(figures.get("failures", []))


def _figures_table(figures: Mapping[str, Any]) -> str:
    rows = {"all dev endings": figures["dev"]}
    rows |= {f"writer {writer}": row for writer, row in figures["dev_by_writer"].items()}
    rows |= {name: row for name, row in figures.get("dev_by_kind", {}).items()}
    rows["lower case, no punctuation"] = figures["dev_lower_case_no_punctuation"]
    lines = [
        "| endings | n | macro-F1 | 95 % | accuracy | Brier | log-loss | direct_ask precision | no_close specificity |",
        "| --- | --- | --- | --- | --- | --- | --- | --- | --- |",
    ]
    for name, row in rows.items():
        low, high = row["intervals_95"]["macro_f1"]
        specificity = row["no_close_specificity"]
        lines.append(
            f"| {name} | {row['n']} | {row['macro_f1']:.3f} | {low:.3f}-{high:.3f} | {row['accuracy']:.3f} | "
            f"{row['brier']:.3f} | {row['log_loss']:.3f} | {row['per_class']['direct_ask']['precision']:.3f} | "
            f"{'-' if specificity is None else format(specificity, '.3f')} |"
        )
    return "\n".join(lines) + "\n"


def _label_table(row: Mapping[str, Any]) -> str:
    lines = ["", "| label | precision | recall | F1 | n |", "| --- | --- | --- | --- | --- |"]
    for label in LABELS:
        p = row["per_class"][label]
        lines.append(f"| {label} | {p['precision']:.3f} | {p['recall']:.3f} | {p['f1']:.3f} | {p['support']} |")
    if "triggers" in row:
        t = row["triggers"]
        lines += [
            "",
            f"Phrases: F1 over characters {t['character_f1']:.3f} (precision {t['character_precision']:.3f}, recall "
            f"{t['character_recall']:.3f}); of the found phrases that touch a labelled one "
            f"{t['cue_accuracy']:.1%} have its cue.",
        ]
    return "\n".join(lines) + "\n"


def _ablation_table(rows: Mapping[str, float]) -> str:
    lines = ["", "Macro-F1 of the decision without a group of features:", "", "| without | macro-F1 |", "| --- | --- |"]
    return "\n".join([*lines, *(f"| {name} | {value:.3f} |" for name, value in rows.items())]) + "\n"


def _failure_list(failures: Sequence[Mapping[str, Any]]) -> str:
    lines = [
        f"- {f['id']}: {f['label']} read as {f['read_as']} ({f['probability']:.0%}); marked: {f['marked'] or 'nothing'}"
        for f in failures
    ]
    return "\n".join(lines or ["none recorded"]) + "\n"
