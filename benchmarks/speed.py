"""How fast the models are, side by side with a sentence embedding and a bare tokenizer, in one run.

    python benchmarks/speed.py [--json figures.json] [--rounds 5]

Needs the extra ``training`` and sentence-transformers. Every round times each contestant once on the same texts, one
after another; medians of the rounds are reported. Explanations are part of every figure of ours. One thread each,
and two processes where it says so.
"""

from __future__ import annotations

import argparse
import json
import os
import statistics
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

os.environ["OMP_NUM_THREADS"] = "1"

import closedetect
from closedetect import datasets

WITHOUT_TORCH = """
import sys
class Absent:
    def find_spec(self, name, path=None, target=None):
        if name == "torch":
            raise ModuleNotFoundError(name)
sys.meta_path.insert(0, Absent())
"""
WORDS_SHORT, WORDS_LONG = 150, 5000
N_SHORT, N_LONG = 96, 12


def endings() -> list[str]:
    """Endings of about 150 words, as they stand in the corpus."""
    texts = datasets.load_endings("train")["text"].tolist()
    return sorted(texts, key=lambda text: (abs(len(text.split()) - WORDS_SHORT), text))[:N_SHORT]


def transcripts() -> list[str]:
    """Transcripts of about 5,000 words: the corpus's full ones, one behind the other."""
    lines = [line for t in datasets.iter_transcripts("train") for line in t.turns]
    spoken = [f"{'Interviewer' if t.who != 'C' else 'Candidate'}: {t.text}" for t in lines]
    made: list[str] = []
    at = 0
    for _ in range(N_LONG):
        taken, words = [], 0
        while words < WORDS_LONG:
            taken.append(spoken[at % len(spoken)])
            words += len(taken[-1].split())
            at += 1
        made.append("\n".join(taken))
    return made


def contestants(texts: list[str]) -> dict[str, Callable[[], object]]:
    """What is timed, by name."""
    import spacy
    import torch
    from sentence_transformers import SentenceTransformer

    from closedetect.learning.fitting import base_folder

    torch.set_num_threads(1)
    embedder = SentenceTransformer(str(base_folder()), device="cpu")
    blank = spacy.blank("en")
    blank.add_pipe("sentencizer")
    default, fast = closedetect.load("default"), closedetect.load("fast")

    def classify(detector: closedetect.Detector, n_jobs: int) -> Callable[[], object]:
        return lambda: list(detector.classify_many(texts * n_jobs, n_jobs=n_jobs))

    return {
        "MiniLM sentence embedding": lambda: embedder.encode(texts, show_progress_bar=False),
        "blank spaCy tokenizer and sentencizer": lambda: [blank(text) for text in texts],
        "default": classify(default, 1),
        "fast": classify(fast, 1),
        "default, 2 processes": classify(default, 2),
        "fast, 2 processes": classify(fast, 2),
    }


def rates(texts: list[str], rounds: int) -> dict[str, float]:
    """Texts a second, median of the rounds."""
    timed = contestants(texts)
    seen: dict[str, list[float]] = {name: [] for name in timed}
    for round_number in range(rounds + 1):
        for name, work in timed.items():
            begin = time.perf_counter()
            work()
            passed = time.perf_counter() - begin
            if round_number:  # the first round warms up
                seen[name].append(len(texts) * (2 if "2 processes" in name else 1) / passed)
    return {name: statistics.median(values) for name, values in seen.items()}


def start_up(rounds: int) -> dict[str, float]:
    """Seconds of a fresh process, median of the rounds.

    This benchmark needs PyTorch, which the package does not; where it is installed spaCy imports it, which takes a
    second. So the figures are taken as if it were not there, and once more with it.
    """
    ask = "Interviewer: Any questions?\\nAna: When can I start?"
    commands = {
        "python alone": ["-c", "pass"],
        "import closedetect": ["-c", "import closedetect"],
        "closedetect --help": ["-m", "closedetect.cli", "--help"],
        "first result, default": ["-c", f"{WITHOUT_TORCH}import closedetect; closedetect.classify('{ask}')"],
        "first result, fast": ["-c", f"{WITHOUT_TORCH}import closedetect; closedetect.classify('{ask}', model='fast')"],
        "first result, default, PyTorch installed": ["-c", f"import closedetect; closedetect.classify('{ask}')"],
    }
    found = {}
    for name, command in commands.items():
        taken = []
        for _ in range(rounds):
            begin = time.perf_counter()
            subprocess.run([sys.executable, *command], check=True, capture_output=True)
            taken.append(time.perf_counter() - begin)
        found[name] = statistics.median(taken)
    return found


def main() -> None:
    """Print the figures, and write them where asked."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--json", type=Path)
    parser.add_argument("--rounds", type=int, default=5)
    arguments = parser.parse_args()
    found: dict[str, dict[str, float]] = {"start-up, seconds": start_up(arguments.rounds)}
    for name, texts in (("endings of 150 words", endings()), ("transcripts of 5,000 words", transcripts())):
        seen = rates(texts, arguments.rounds)
        base = seen["MiniLM sentence embedding"]
        found[f"{name}, a second"] = seen
        found[f"{name}, times the sentence embedding"] = {k: v / base for k, v in seen.items()}
    for name, figures in found.items():
        print(name)
        for what, value in figures.items():
            print(f"  {what:40} {value:10.2f}")
    if arguments.json:
        arguments.json.write_text(json.dumps(found, indent=1) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
