"""What it would bring to read windows of like length together instead of one by one: rates of the network alone.

    python benchmarks/batching.py [--sizes 4 16] [--json batching.json]

Needs the extra ``training``. The shipped graph takes one window, so that no result depends on what is read beside it.
Here its weights run in PyTorch, in floats, on one thread, window by window and in batches sorted by length and padded,
on the windows of test endings. Medians of the rounds.
"""

from __future__ import annotations

import argparse
import json
import statistics
import time
from pathlib import Path

import numpy as np
import torch
from pruning import len_layers, reader

import closedetect
from closedetect import datasets
from closedetect.cues.encoder import EncoderTagger
from closedetect.cues.examples import from_ending
from closedetect.cues.windows import Window, cut_pieces, make_windows
from closedetect.learning.network import Reader

ROUNDS = 3
ENDINGS = 200


def windows(tagger: EncoderTagger) -> list[Window]:
    found = []
    for ending in list(datasets.iter_endings("test"))[:ENDINGS]:
        lines = [(role == "candidate", text) for role, text in from_ending(ending).lines]
        found += make_windows(cut_pieces(lines, tagger.tokenizer), tagger.special)
    return found


def read(model: Reader, batch: list[Window], pad: int) -> None:
    longest = max(len(window.ids) for window in batch)
    ids = np.full((len(batch), longest), pad, np.int64)
    types, mask = np.zeros_like(ids), np.zeros_like(ids)
    for row, window in enumerate(batch):
        ids[row, : len(window.ids)], types[row, : len(window.ids)] = window.ids, window.types
        mask[row, : len(window.ids)] = 1
    with torch.no_grad():
        model(*(torch.from_numpy(array) for array in (ids, types, mask)))


def rate(model: Reader, some: list[Window], size: int, pad: int) -> float:
    """Windows a second."""
    ordered = sorted(some, key=lambda window: len(window.ids))
    seen = []
    for _ in range(ROUNDS):
        begin = time.perf_counter()
        for at in range(0, len(ordered), size):
            read(model, ordered[at : at + size], pad)
        seen.append(len(ordered) / (time.perf_counter() - begin))
    return statistics.median(seen)


def main() -> None:
    """Print the rates, and write them where asked."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--sizes", type=int, nargs="+", default=[4, 16])
    parser.add_argument("--json", type=Path)
    arguments = parser.parse_args()
    torch.set_num_threads(1)
    tagger = closedetect.load("default").tagger
    model, some = reader(tagger, len_layers(tagger)).eval(), windows(tagger)
    print(f"{len(some)} windows of {np.mean([len(window.ids) for window in some]):.0f} tokens on average")
    found = {size: rate(model, some, size, tagger.special["pad"]) for size in (1, *arguments.sizes)}
    for size, value in found.items():
        print(f"{size} together: {value:.1f} a second, {value / found[1]:.2f} times")
    if arguments.json:
        arguments.json.write_text(json.dumps(found, indent=1) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
