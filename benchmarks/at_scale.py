"""What 100 million rows take on a cluster, computed from what was measured on one machine.

    python benchmarks/at_scale.py [--rows 100000000] [--price 0.04] [--write]

Reads ``benchmarks/measured/speed.json`` and ``memory-*.json`` (made by
``speed.py --json benchmarks/measured/speed.json`` and, for each model,
``memory.py --model fast --json benchmarks/measured/memory-fast.json``). Rows are
independent and a worker needs nothing from another, so the work divides by the number of cores; what two processes
lose beside each other was measured and is counted. Reading and writing a store over a network was not measured.
``--write`` puts the table into the README.
"""

from __future__ import annotations

import argparse
import json
from pathlib import Path

from corpus import fill

ROOT = Path(__file__).parent.parent
MEASURED = ROOT / "benchmarks" / "measured"
CORES = (16, 256, 1024)
PARTITION = 10_000


def row(model: str, rows: int, price: float) -> list[str]:
    """One line of the table: a model on endings of 150 words."""
    speed = json.loads((MEASURED / "speed.json").read_text(encoding="utf-8"))["endings of 150 words, a second"]
    memory = json.loads((MEASURED / f"memory-{model}.json").read_text(encoding="utf-8"))
    each = speed[f"{model}, 2 processes"] / 2
    hours = rows / each / 3600
    return [
        model,
        f"{each:,.0f}",
        f"{hours:,.0f}",
        *(f"{hours / cores:,.1f} h" for cores in CORES),
        f"{hours * price:,.0f}",
        f"{memory['peak_mb']:,.0f} MB",
        f"{PARTITION / each / 60:,.1f} min",
    ]


def table(rows: int, price: float) -> str:
    """The table as Markdown."""
    head = [
        "model", "rows a second and core", "core hours", *(f"on {cores} cores" for cores in CORES),
        f"cost at {price:.2f} a core hour", "memory a worker", "lost with a worker, at most",
    ]  # fmt: skip
    lines = [head, ["---"] * len(head), *(row(model, rows, price) for model in ("default", "fast"))]
    return "\n".join(f"| {' | '.join(cells)} |" for cells in lines)


def main() -> None:
    """Print the table, and write it where asked."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--rows", type=int, default=100_000_000)
    parser.add_argument("--price", type=float, default=0.04, help="of a core hour, in any currency")
    parser.add_argument("--write", action="store_true")
    arguments = parser.parse_args()
    made = table(arguments.rows, arguments.price)
    print(made)
    if arguments.write:
        page = ROOT / "README.md"
        page.write_text(fill(page.read_text(encoding="utf-8"), "scale", made), encoding="utf-8")


if __name__ == "__main__":
    main()
