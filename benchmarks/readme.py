"""Fill the README's figures from those recorded with the shipped models: ``python benchmarks/readme.py``."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parent.parent
MODELS = {"default": "close-en", "`fast`": "close-en-fast"}


def cell(row: dict[str, Any]) -> str:
    """Macro-F1 with its interval."""
    low, high = row["intervals_95"]["macro_f1"]
    return f"{row['macro_f1']:.2f} ({low:.2f}-{high:.2f})"


def rows(figures: dict[str, Any]) -> dict[str, str]:
    """The figures that a reader of the README wants, by name."""
    test = figures["test"]["rows"]
    whole, hard, ordinary = test["all test endings"], test["test, hard"], test["test, ordinary"]
    return {
        "ordinary endings, macro-F1": cell(ordinary),
        "hard endings, macro-F1": cell(hard),
        "all of them in lower case without punctuation, macro-F1": cell(test["test, lower case, no punctuation"]),
        "precision of `direct_ask`": f"{whole['per_class']['direct_ask']['precision']:.2f}",
        "the same of asks with a probability of .8 at least (recall)": _sure(whole, 0.8),
        "ordinary no-close endings left alone": f"{ordinary['no_close_specificity']:.2f}",
        "trigger characters, F1": f"{whole['triggers']['character_f1']:.2f}",
        "cue type right, of found triggers": f"{whole['triggers']['cue_accuracy']:.2f}",
        "other writers (dev), ordinary / hard, macro-F1": f"{_dev(figures, 'ordinary')} / {_dev(figures, 'hard')}",
    }


def _sure(row: dict[str, Any], least: float) -> str:
    (at,) = (at for at in row["direct_ask_from"] if at["least"] == least)
    return f"{at['precision']:.2f} ({at['recall']:.2f})"


def _dev(figures: dict[str, Any], kind: str) -> str:
    return f"{figures['dev_by_kind'][kind]['macro_f1']:.2f}"


def table() -> str:
    """The table as Markdown."""
    found = {
        name: rows(json.loads((ROOT / "models" / folder / "figures.json").read_text(encoding="utf-8")))
        for name, folder in MODELS.items()
    }
    n = json.loads((ROOT / "models" / "close-en" / "figures.json").read_text(encoding="utf-8"))["test"]["rows"]
    lines = [
        f"On {n['all test endings']['n']} endings by writers that nothing was trained on, {n['test, hard']['n']} "
        "of them hard on purpose (95 % intervals):",
        "",
        f"| | {' | '.join(found)} |",
        f"| --- |{' --- |' * len(found)}",
    ]
    lines += [f"| {name} | {' | '.join(each[name] for each in found.values())} |" for name in found["default"]]
    lines += [
        "",
        "The model cards ([default](models/close-en/card.md), [fast](models/close-en-fast/card.md)) say more, "
        "failures included; [docs/behaviour.md](docs/behaviour.md) says what is read rightly, capability by "
        "capability.",
    ]
    return "\n".join(lines)


def main() -> None:
    """Write the table between the README's marks."""
    readme = ROOT / "README.md"
    page = readme.read_text(encoding="utf-8")
    mark = re.compile(r"(<!-- figures -->).*?(<!-- /figures -->)", re.DOTALL)
    readme.write_text(mark.sub(lambda m: f"{m[1]}\n{table()}\n{m[2]}", page), encoding="utf-8")


if __name__ == "__main__":
    main()
