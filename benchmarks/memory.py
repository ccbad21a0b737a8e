"""Whether memory stays flat while a long table of unique text is scored.

    python benchmarks/memory.py [--model fast] [--rows 200000] [--from 20000] [--json memory.json]

Writes a CSV of unique short interviews, scores it in a process of its own, and prints that process's memory
(resident set) as the rows go by. POSIX only.
"""

from __future__ import annotations

import argparse
import csv
import json
import random
import subprocess
import sys
import tempfile
from pathlib import Path

from closedetect import datasets

_SCORE = """
import sys
from pathlib import Path
import closedetect
from closedetect.batch import score_file

def resident():
    pages = int(Path("/proc/self/statm").read_text().split()[1])
    return pages * 4096 / 2**20

source, target, model, step = sys.argv[1:]
def progress(done, total):
    if done % int(step) == 0 or done == total:
        print(done, round(resident(), 1), flush=True)
score_file(closedetect.load(model), source, target, progress=progress)
"""


def write_rows(path: Path, rows: int) -> None:
    """Write unique interviews: three lines of the corpus each, with made-up words so that no two are alike."""
    lines = [u.text for u in datasets.iter_utterances("train")]
    drawn = random.Random(0)
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(["id", "transcript"])
        for i in range(rows):
            word = "".join(drawn.choice("bdfgklmnprst") + drawn.choice("aeiou") for _ in range(4))
            said = " ".join(drawn.choice(lines) for _ in range(2))
            writer.writerow([i, f"Interviewer: Any questions, {word}{i}?\nAna: {said}\nInterviewer: Thank you."])


def main() -> None:
    """Print rows and megabytes, and the growth from the row asked for."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--model", default="fast")
    parser.add_argument("--rows", type=int, default=200_000)
    parser.add_argument("--from", dest="first", type=int, default=20_000)
    parser.add_argument("--json", type=Path)
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        source, target = Path(folder, "in.csv"), Path(folder, "out.csv")
        write_rows(source, arguments.rows)
        command = [sys.executable, "-c", _SCORE, source, target, arguments.model, arguments.first]
        done = subprocess.run(list(map(str, command)), check=True, capture_output=True, text=True)
    seen = [tuple(map(float, line.split())) for line in done.stdout.splitlines()]
    for rows, size in seen:
        print(f"{int(rows):>9} rows {size:8.1f} MB")
    growth = seen[-1][1] / seen[0][1] - 1
    print(f"growth from row {arguments.first}: {100 * growth:.1f} %")
    if arguments.json:
        peak = max(size for _, size in seen)
        found = {"model": arguments.model, "rows": arguments.rows, "from": arguments.first}
        found |= {"peak_mb": peak, "growth": growth}
        arguments.json.write_text(json.dumps(found, indent=1) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
