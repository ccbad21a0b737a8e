"""The corpus for other tools: JSON lines that annotation tools import, and spaCy's DocBin."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

from closedetect import datasets
from closedetect.corpus import Ending
from closedetect.labels import LABELS

if TYPE_CHECKING:
    from spacy.tokens import DocBin

SPANS = "closedetect"


def records(split: datasets.Split | None = None, folder: Path | None = None) -> Iterator[dict[str, Any]]:
    """Yield every labelled ending as one plain record.

    Parameters
    ----------
    split : {"train", "dev", "test", "later"}, optional
        All of them if not given.
    folder : Path, optional
        Corpus folder; the shipped one by default.

    Yields
    ------
    dict
        ``id``, ``text`` (one ``Speaker: words`` line a turn), ``label`` as a list of [start, end, cue] in
        characters of ``text``, ``cats`` (label -> 0 or 1) and ``meta`` (writer and the header's fields).

    Examples
    --------
    >>> record = next(records("dev"))
    >>> sorted(record)
    ['cats', 'id', 'label', 'meta', 'text']
    """
    for ending in datasets.iter_endings(split, folder):
        yield {
            "id": ending.id,
            "text": ending.render(),
            "label": _spans(ending),
            "cats": {label: int(label == ending.label) for label in LABELS},
            "meta": {"writer": ending.writer, **ending.fields},
        }


def _spans(ending: Ending) -> list[tuple[int, int, str]]:
    spans, at = [], 0
    for turn, line in zip(ending.turns, ending.render().split("\n"), strict=True):
        words = at + len(line) - len(turn.text)
        spans += [(words + mark.start, words + mark.end, mark.cue) for mark in turn.marks]
        at += len(line) + 1
    return spans


def write_jsonl(path: Path, split: datasets.Split | None = None, folder: Path | None = None) -> int:
    """Write :func:`records` as JSON lines in UTF-8, and return how many."""
    lines = [json.dumps(record, ensure_ascii=False) + "\n" for record in records(split, folder)]
    path.write_text("".join(lines), encoding="utf-8")
    return len(lines)


def to_docbin(split: datasets.Split | None = None, folder: Path | None = None) -> DocBin:
    """Return the labelled endings as a DocBin: ``doc.cats``, and triggers in ``doc.spans["closedetect"]``.

    Parameters
    ----------
    split : {"train", "dev", "test", "later"}, optional
        All of them if not given.
    folder : Path, optional
        Corpus folder; the shipped one by default.

    Examples
    --------
    >>> len(to_docbin("dev")) == sum(1 for _ in records("dev"))
    True
    """
    import spacy
    from spacy.tokens import DocBin

    nlp = spacy.blank("en")
    found = DocBin(store_user_data=True)
    for record in records(split, folder):
        doc = nlp.make_doc(record["text"])
        doc.cats = {label: float(value) for label, value in record["cats"].items()}
        spans = [doc.char_span(start, end, cue, alignment_mode="expand") for start, end, cue in record["label"]]
        doc.spans[SPANS] = [span for span in spans if span is not None]
        doc.user_data["id"] = record["id"]
        found.add(doc)
    return found
