"""Read the behaviour cases: one file a capability, one case a line (see ``README.md`` beside this file)."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from closedetect.labels import LABELS

FOLDER = Path(__file__).parent / "cases"
FIELDS = {"minimum functionality": 2, "invariance": 3, "direction": 4}
SPEAKERS = {"I": "Interviewer", "C": "Candidate"}
Turns = list[tuple[str, str]]


@dataclass(frozen=True)
class Case:
    """What is read, and what it must be read as (None: as the same as the text before it)."""

    where: str
    texts: tuple[Turns, ...]
    labels: tuple[str | None, ...]


@dataclass(frozen=True)
class Capability:
    """A named ability and its cases."""

    name: str
    kind: str
    about: str
    cases: tuple[Case, ...]


def load(folder: Path = FOLDER) -> list[Capability]:
    """Return all capabilities in the order of their files' names."""
    return [_read(path) for path in sorted(folder.glob("*.tsv"))]


def _read(path: Path) -> Capability:
    lines = path.read_text(encoding="utf-8").splitlines()
    head = dict(line[1:].strip().split(": ", 1) for line in lines if line.startswith("#"))
    kind = head["kind"]
    cases = [
        _case(f"{path.name}, line {number}", kind, line.split("\t"))
        for number, line in enumerate(lines, 1)
        if line.strip() and not line.startswith("#")
    ]
    return Capability(head["capability"], kind, head["about"], tuple(cases))


def _case(where: str, kind: str, fields: list[str]) -> Case:
    if len(fields) != FIELDS[kind]:
        raise ValueError(f"{where}: {len(fields)} fields; {kind} has {FIELDS[kind]}")
    if kind == "invariance":
        label, *texts = fields
        labels: list[str | None] = [label, None]
    else:
        labels, texts = list(fields[::2]), fields[1::2]
    if wrong := [label for label in labels if label not in (None, *LABELS)]:
        raise ValueError(f"{where}: unknown label {wrong[0]!r}")
    return Case(where, tuple(_turns(text) for text in texts), tuple(labels))


def _turns(text: str) -> Turns:
    return [(SPEAKERS[turn[0]], turn[3:]) for turn in text.split(" || ")]
