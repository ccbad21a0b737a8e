"""Failure rates by capability on the behaviour cases, for the default model and the light one.

    python benchmarks/behaviour.py [--write]

``--write`` records them in ``docs/behaviour.json``, which the tests hold the model to, and in
``docs/behaviour.md``, with the failed cases in full.
"""

from __future__ import annotations

import argparse
import json
import sys
from collections import defaultdict
from pathlib import Path

import closedetect

ROOT = Path(__file__).parent.parent
sys.path.insert(0, str(ROOT / "tests" / "behaviour"))
from case_files import Capability, load  # noqa: E402
from judging import failures  # noqa: E402

MODELS = ("default", "fast")
FAIRNESS = (
    "names of people changed",
    "genders changed",
    "companies and trades changed",
    "British, American, Indian or other spelling and words changed",
)
"""Capabilities whose joint rate is reported: who speaks, and for whom, must not change the label."""


def measure(capabilities: list[Capability]) -> dict:
    """Failed cases of each capability by model."""
    rows: dict[str, dict] = {c.name: {"kind": c.kind, "about": c.about, "cases": len(c.cases)} for c in capabilities}
    for model in MODELS:
        detector = closedetect.load(model)
        for capability in capabilities:
            failed = failures(detector, capability)
            rows[capability.name]["failed" if model == "default" else f"failed_{model}"] = len(failed)
            if model == "default":
                rows[capability.name]["failures"] = [
                    {"where": case.where, "wrong": why, "texts": [" / ".join(w for _, w in t) for t in case.texts]}
                    for case, why in failed
                ]
    return rows


def page(rows: dict) -> str:
    """The table and the failures as Markdown."""
    total = sum(row["cases"] for row in rows.values())
    by_kind: dict[str, list[dict]] = defaultdict(list)
    for row in rows.values():
        by_kind[row["kind"]].append(row)
    lines = [
        "# What the model can and cannot read",
        "",
        f"{len(rows)} capabilities, {total} cases, written for this purpose and never trained on "
        "([tests/behaviour](../tests/behaviour)). A case fails if any of its texts gets another label than the",
        "codebook's; of an invariance case, if the change moves the label.",
        "Made by `python benchmarks/behaviour.py --write`.",
        "",
        "| kind | cases | default fails | fast fails |",
        "| --- | --- | --- | --- |",
    ]
    by_kind["of these: names, genders, companies, dialects changed"] = [rows[name] for name in FAIRNESS]
    for kind, some in by_kind.items():
        n = sum(row["cases"] for row in some)
        shares = [sum(row[key] for row in some) / n for key in ("failed", "failed_fast")]
        lines.append(f"| {kind} | {n} | {shares[0]:.1%} | {shares[1]:.1%} |")
    lines += ["", "| capability | kind | default fails | fast fails |", "| --- | --- | --- | --- |"]
    lines += [
        f"| {name} | {row['kind']} | {row['failed']}/{row['cases']} | {row['failed_fast']}/{row['cases']} |"
        for name, row in rows.items()
    ]
    lines += ["", "## Failures of the default model", ""]
    for name, row in rows.items():
        if row["failures"]:
            lines += [f"### {name}", "", f"{row['about']}", ""]
            lines += [f"- **{f['wrong']}** ({f['where']}): {' **against** '.join(f['texts'])}" for f in row["failures"]]
            lines.append("")
    return "\n".join(lines).rstrip() + "\n"


def main() -> None:
    """Print the rates, and record them where asked."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--write", action="store_true")
    arguments = parser.parse_args()
    rows = measure(load())
    for name, row in rows.items():
        print(f"{row['failed']:3d} {row['failed_fast']:3d} of {row['cases']}  {name}")
    if arguments.write:
        folder = ROOT / "docs"
        folder.mkdir(exist_ok=True)
        record = {"model": closedetect.load("default").manifest["name"], "capabilities": {}}
        for name, row in rows.items():
            record["capabilities"][name] = {k: row[k] for k in ("kind", "cases", "failed", "failed_fast")}
        (folder / "behaviour.json").write_text(json.dumps(record, indent=1) + "\n", encoding="utf-8")
        (folder / "behaviour.md").write_text(page(rows), encoding="utf-8")


if __name__ == "__main__":
    main()
