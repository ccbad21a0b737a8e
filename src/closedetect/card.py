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

Labels the ending of an English job interview as `no_close`, `soft_interest` or `direct_ask` and marks the words
that say so.

- **Cue tagger:** {tagger}. Base: {base}{teacher}.
- **Decision:** multinomial logistic regression on named features of the ending, one temperature ({temperature}).
- **Learned from:** {utterances} labelled utterances and {endings} labelled endings; where an ending starts, also from
  {interviews} short whole interviews. All synthetic (see the datasheet).
- **Licence:** Apache-2.0. Base as above.

## Intended use

Coaching and research on how candidates close. Not for ranking, screening or rejecting people. English only.
Probabilities assume the training text's share of labels; re-weight them with `prior=` to your own.

## How good it is

Measured on the dev endings: {n} endings by writers that neither tagger nor decision had read (the decision is
refitted without each writer in turn). 95 % bootstrap intervals. The shipped tagger learned from these endings
too, afterwards.

"""
_CALIBRATED = """
Without the temperature the Brier score would be {brier:.3f} and the log-loss {log_loss:.3f}.
"""
_TEST = """
## On the frozen test split

The model as it ships, on endings by writers that nothing was trained on. How often they were looked at, and for what,
is in the corpus's datasheet under *Splits*.

"""
_SURE = """
False asks cost a user's trust most. Precision and recall of `direct_ask` where only asks of at least this probability
(column `p_direct_ask`) count as asks:

"""
_ABLATION = """
## Which features carry it

Macro-F1 of the decision on the dev endings without a group of features:

"""
_LEFT_OUT = """
Tried and left out. The same figure with a further group of features added to all of them:

"""
_LEFT_OUT_WHY = """
The encoder reads all turns with both roles and has seen these already; the rules for what cancels a phrase still name
the reasons beside near misses.
"""
_FAILURES = """
## Where it fails ({split} split)

Endings of {folk} that were read wrongly with the most confidence:

"""


def model_card(manifest: Mapping[str, Any], figures: Mapping[str, Any]) -> str:
    """Return the card as Markdown.

    Parameters
    ----------
    manifest : mapping
        The facts of the model folder.
    figures : mapping
        As :func:`closedetect.measuring.honest_figures` returns them.
    """
    data = manifest["training_data"]
    page = _HEAD.format(
        name=manifest["name"],
        version=manifest["version"],
        tagger=manifest["tagger"],
        base=BASES[manifest["tagger"]],
        teacher=f"; taught by {manifest['teacher']}, which does not ship" if manifest.get("teacher") else "",
        temperature=manifest["temperature"],
        utterances=data["utterances"],
        endings=data["endings"],
        interviews=data.get("interviews", 0),
        n=figures["dev"]["n"],
    )
    rows = {"all dev endings": figures["dev"]}
    rows |= {f"dev, {kind}": row for kind, row in figures.get("dev_by_kind", {}).items()}
    rows |= {f"writer {writer}": row for writer, row in figures["dev_by_writer"].items()}
    rows["lower case, no punctuation"] = figures["dev_lower_case_no_punctuation"]
    page += _figures_table(rows) + _label_table(figures["dev"])
    groups = figures["dev_groups"]
    page += f"\nMinimal pairs and triples with every ending right: {groups['all_right']:.1%} of {groups['n']}.\n"
    plain = figures["dev_uncalibrated"]
    page += _CALIBRATED.format(brier=plain["brier"], log_loss=plain["log_loss"])
    page += _TEST + _figures_table(figures["test"]["rows"]) + _label_table(figures["test"]["rows"]["all test endings"])
    page += _SURE + _sure_table({"test": figures["test"]["rows"]["all test endings"], "dev": figures["dev"]})
    page += _ABLATION + _ablation_table(figures["ablation"], "without")
    page += _LEFT_OUT + _ablation_table(figures["additions"], "with")
    page += _LEFT_OUT_WHY if manifest["tagger"] == "encoder" else ""
    page += _FAILURES.format(split="dev", folk="the dev writers") + _failure_list(figures["failures"])
    return page + _FAILURES.format(split="test", folk="the test writers") + _failure_list(figures["test"]["failures"])


def _figures_table(rows: Mapping[str, Any]) -> str:
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
            f"{t['character_recall']:.3f}), over phrases with exactly the labelled first and last word "
            f"{t['exact_f1']:.3f}; {t['phrase_precision']:.1%} of the found phrases touch a labelled one, and "
            f"{t['cue_accuracy']:.1%} of those have its cue.",
        ]
    return "\n".join(lines) + "\n"


def _sure_table(rows: Mapping[str, Any]) -> str:
    known = {split: row["direct_ask_from"] for split, row in rows.items() if "direct_ask_from" in row}
    columns = [f"{split}, {figure}" for split in known for figure in ("precision", "recall")]
    lines = [f"| at least | {' | '.join(columns)} |", "| --- |" + " --- |" * len(columns)]
    for at in zip(*known.values(), strict=True):
        shares = [f"{row[figure]:.3f}" for row in at for figure in ("precision", "recall")]
        lines.append(f"| {at[0]['least']} | {' | '.join(shares)} |")
    return "\n".join(lines) + "\n"


def _ablation_table(rows: Mapping[str, float], how: str) -> str:
    lines = [f"| {how} | macro-F1 |", "| --- | --- |"]
    return "\n".join([*lines, *(f"| {name} | {value:.3f} |" for name, value in rows.items())]) + "\n"


def _failure_list(failures: Sequence[Mapping[str, Any]]) -> str:
    lines = [
        f"- {f['id']}: {f['label']} read as {f['read_as']} ({f['probability']:.0%}); marked: {f['marked'] or 'nothing'}"
        for f in failures
    ]
    return "\n".join(lines or ["none recorded"]) + "\n"
