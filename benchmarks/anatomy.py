"""F1 of each part of the anatomy of a strong close, on hand-labelled endings.

    python benchmarks/anatomy.py [--model default] [--json figures.json] [--misses PART]

Reads ``data/anatomy/``: labels of endings of the corpus and of 70 written for this purpose; the anatomy model is
cross-validated, the tagger (asks, matches) has read the endings of its own training splits. A part found is right if
a labelled part of its name lies in the same turn and shares a word with it; silence and the response are right if the
turn and the name are.
"""

from __future__ import annotations

import argparse
import json
from pathlib import Path

import closedetect
from closedetect.anatomy_text import LabelledPart, read_anatomy, train_anatomy
from closedetect.corpus import Ending
from closedetect.stages import Stages

FOLDS = 5
Part = tuple[int, str, str]


def found_in(detector: closedetect.Detector, ending: Ending) -> list[Part]:
    """What the library says of an ending."""
    turns = [("Candidate" if t.is_candidate else f"Interviewer {t.who}", t.text) for t in ending.turns]
    result = detector.classify(turns, candidate="Candidate", whole=True)
    return [(part.turn, part.part, part.text) for part in result.anatomy]


def cross_validated(model: str, pairs: list[tuple[Ending, list[LabelledPart]]]) -> dict[str, list[Part]]:
    """What is found in each ending by an anatomy model that has not learned from it."""
    detector = closedetect.load(model)
    found = {}
    for fold in range(FOLDS):
        anatomy = train_anatomy(pair for i, pair in enumerate(pairs) if i % FOLDS != fold)
        stages = Stages(detector.stages.talk, detector.stages.opening, anatomy)
        other = closedetect.Detector(detector.tagger, detector.decision, stages)
        found |= {ending.id: found_in(other, ending) for ending, _ in pairs[fold::FOLDS]}
    return found


def agree(a: Part, b: Part) -> bool:
    """Whether two parts are the same one."""
    if a[:2] != b[:2]:
        return False
    alike = a[1] == "silence" or a[1].startswith("response")
    return alike or bool(set(a[2].lower().split()) & set(b[2].lower().split()))


def score(labels: dict[str, list[Part]], found: dict[str, list[Part]]) -> dict[str, dict[str, float]]:
    """Precision, recall and F1 by part, and how many are labelled."""
    names = sorted({part[1] for parts in labels.values() for part in parts})
    rows = {}
    for name in [*names, "response (any)"]:
        chosen = (lambda p: p[1].startswith("response")) if name == "response (any)" else (lambda p, n=name: p[1] == n)
        right = said = wanted = hit = 0
        for key, parts in labels.items():
            gold, got = list(filter(chosen, parts)), list(filter(chosen, found[key]))
            said, wanted = said + len(got), wanted + len(gold)
            right += sum(any(agree(g, b) for b in gold) for g in got)
            hit += sum(any(agree(g, b) for g in got) for b in gold)
        precision, recall = right / max(said, 1), hit / max(wanted, 1)
        f1 = 2 * precision * recall / max(precision + recall, 1e-9)
        rows[name] = {"labelled": wanted, "precision": precision, "recall": recall, "f1": f1}
    return rows


def main() -> None:
    """Print the table, and the misses of one part where asked."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--model", default="default")
    parser.add_argument("--json", type=Path)
    parser.add_argument("--misses", help="print what was labelled or found as this part and is not both")
    arguments = parser.parse_args()
    pairs = read_anatomy()
    endings = {ending.id: ending for ending, _ in pairs}
    labels = {ending.id: [(p.turn, p.part, p.words) for p in parts] for ending, parts in pairs}
    found = cross_validated(arguments.model, pairs)
    rows = score(labels, found)
    print(f"{len(endings)} endings\n\n| part | labelled | precision | recall | F1 |\n| --- | --- | --- | --- | --- |")
    for name, row in rows.items():
        print(f"| {name} | {row['labelled']} | {row['precision']:.2f} | {row['recall']:.2f} | {row['f1']:.2f} |")
    for name in labels if arguments.misses else ():
        gold, got = ([p for p in parts if p[1].startswith(arguments.misses)] for parts in (labels[name], found[name]))
        for sign, part in [("missed", b) for b in gold if not any(agree(g, b) for g in got)] + [
            ("wrong ", g) for g in got if not any(agree(g, b) for b in gold)
        ]:
            print(sign, name, part, "|", endings[name].turns[part[0]].text[:200])
    if arguments.json:
        arguments.json.write_text(json.dumps(rows, indent=1) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
