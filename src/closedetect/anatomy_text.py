"""The labelled parts of strong closes in ``data/anatomy/``, as the anatomy model and its benchmark read them."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from closedetect import datasets
from closedetect.anatomy_model import PARTS, AnatomyModel, Clause, clause_spans
from closedetect.corpus import Ending, EndingTurn, read_endings
from closedetect.storage import data_folder

RESPONSE = "response: "


@dataclass(frozen=True)
class LabelledPart:
    """A part of a strong close that a labeller saw: in which turn, which part, which words."""

    turn: int
    part: str
    words: str


def read_anatomy(folder: Path | None = None) -> list[tuple[Ending, list[LabelledPart]]]:
    """Return the labelled endings with their parts.

    Parameters
    ----------
    folder : Path, optional
        Corpus folder; the shipped one by default.
    """
    folder = folder or data_folder()
    endings = [*datasets.iter_endings(folder=folder), *read_endings(folder / "anatomy" / "a01.txt")]
    by_id = {ending.id: ending for ending in endings}
    found: dict[str, list[LabelledPart]] = {}
    with (folder / "anatomy" / "labels.tsv").open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE):
            parts = found.setdefault(row["id"], [])
            if row["part"] != "none":
                parts.append(LabelledPart(int(row["turn"]), row["part"], row["words"]))
    return [(by_id[name], parts) for name, parts in found.items()]


def train_anatomy(labelled: Iterable[tuple[Ending, Sequence[LabelledPart]]]) -> AnatomyModel:
    """Fit the anatomy model on labelled endings."""
    clauses: list[Clause] = []
    answers: list[tuple[str, str]] = []
    for ending, parts in labelled:
        for number, turn in enumerate(ending.turns):
            here = [p for p in parts if p.turn == number]
            if turn.is_candidate:
                clauses += _clauses(turn, here)
            else:
                names = [p.part.removeprefix(RESPONSE) for p in here if p.part.startswith(RESPONSE)]
                answers += [(turn.text, name) for name in names[:1]]
    return AnatomyModel.train(clauses, answers)


def shipped_anatomy(folder: Path | None = None) -> AnatomyModel:
    """Fit the anatomy model that ships: on all labelled endings but those of the test split."""
    kept_back = set(datasets.splits(folder)["test"])
    return train_anatomy(pair for pair in read_anatomy(folder) if pair[0].writer not in kept_back)


def _clauses(turn: EndingTurn, parts: Sequence[LabelledPart]) -> list[Clause]:
    places: Mapping[str, list[tuple[int, int]]] = {
        name: [
            (at, at + len(p.words)) for p in parts if p.part == name and (at := turn.text.find(p.words)) >= 0
        ]
        for name in PARTS
    }
    return [
        Clause(
            turn.text[start:end],
            frozenset(name for name, spans in places.items() if any(_shares((start, end), s) for s in spans)),
        )
        for start, end in clause_spans(turn.text)
    ]


def _shares(a: tuple[int, int], b: tuple[int, int]) -> bool:
    """Whether two spans have nearly half of the shorter one in common."""
    return min(a[1], b[1]) - max(a[0], b[0]) > 0.4 * min(a[1] - a[0], b[1] - b[0])
