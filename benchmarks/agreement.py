"""How far blind readers agree with the writers of the corpus.

    python benchmarks/agreement.py [--json figures.json] [--datasheet data/README.md]

Reads ``data/agreement/``: what readers who had not written the text said of it with the codebook alone, and what
its writers had said, as both stood before adjudication (``data/ADJUDICATION.md``).
"""

from __future__ import annotations

import argparse
import csv
import json
from pathlib import Path

from sklearn.metrics import cohen_kappa_score

from closedetect.labels import LABEL_OF_CUE, TRIGGER_CUES

HERE = Path(__file__).parent.parent / "data" / "agreement"


def character_f1(rows: list[dict], cue: str | None = None) -> float:
    """F1 of the characters that both marked as a trigger of a cue (of any cue, cue by cue, if None)."""
    both = writer = reader = 0
    for row in rows:
        marked = {
            who: {(i, c) for start, end, c in row[f"{who}_triggers"] if cue in (None, c) for i in range(start, end)}
            for who in ("writer", "reader")
        }
        both += len(marked["writer"] & marked["reader"])
        writer, reader = writer + len(marked["writer"]), reader + len(marked["reader"])
    return 2 * both / max(writer + reader, 1)


def figures(rows: list[dict], endings: list[dict]) -> dict:
    """All agreement figures, by name."""
    cues = [(row["writer_cue"], row["reader_cue"]) for row in rows]
    levels = [(LABEL_OF_CUE[a], LABEL_OF_CUE[b]) for a, b in cues]
    labels = [(row["writer_label"], row["reader_label"]) for row in endings]
    return {
        "utterances": len(rows),
        "kappa of the 18 cues": cohen_kappa_score(*zip(*cues, strict=True)),
        "kappa of the three levels": cohen_kappa_score(*zip(*levels, strict=True)),
        "same level": sum(a == b for a, b in levels) / len(levels),
        "endings": len(endings),
        "kappa of the label": cohen_kappa_score(*zip(*labels, strict=True)),
        "same label": sum(a == b for a, b in labels) / len(labels),
        "trigger characters F1": character_f1(rows),
        **{f"trigger characters F1, {cue}": character_f1(rows, cue) for cue in TRIGGER_CUES},
    }


def main() -> None:
    """Print the figures, and write them where asked."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--json", type=Path)
    parser.add_argument("--datasheet", type=Path)
    arguments = parser.parse_args()
    rows = [json.loads(line) for line in (HERE / "utterances.jsonl").read_text(encoding="utf-8").splitlines()]
    with (HERE / "endings.tsv").open(encoding="utf-8", newline="") as file:
        found = figures(rows, list(csv.DictReader(file, delimiter="\t")))
    print(json.dumps(found, indent=1))
    if arguments.json:
        arguments.json.write_text(json.dumps(found, indent=1) + "\n", encoding="utf-8")
    if arguments.datasheet:
        from corpus import fill, table

        page = arguments.datasheet.read_text(encoding="utf-8")
        arguments.datasheet.write_text(fill(page, "agreement", table(found)), encoding="utf-8")


if __name__ == "__main__":
    main()
