"""What the default model would lose and gain with fewer layers: accuracy beside speed.

    python benchmarks/pruning.py [--layers 4 3 2] [--epochs 2] [--share 0.25] [--json pruning.json]

Needs the extra ``training`` and half an hour on 2 cores. Layers are taken out of the shipped encoder at even
distances, and what is left is trained on, on labelled text of the train, dev and later splits, with the shipped encoder
as its teacher (after Sanh et al., "DistilBERT", 2019, who start a small encoder from every other layer of a large one).
The scikit-learn stage stays as it is. Figures are of the test split, the rate is on one thread and contains
everything from text to explanation.
"""

from __future__ import annotations

import argparse
import json
import statistics
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

import numpy as np
import torch
from transformers import AutoConfig, AutoModel

import closedetect
from closedetect import datasets
from closedetect.cues.encoder import EncoderTagger
from closedetect.cues.examples import Example, examples
from closedetect.learning.fitting import Settings, base_folder, run_epochs
from closedetect.learning.network import Reader
from closedetect.learning.onnx_export import export_onnx
from closedetect.learning.onnx_import import read_weights
from closedetect.learning.samples import Sampler
from closedetect.measuring import frozen_figures

RATE = 2e-4
ROUNDS = 3
TIMED = 150
"""Endings that are read for the rate."""


def text() -> list[Example]:
    splits = ("train", "dev", "later")
    utterances = [u for split in splits for u in datasets.iter_utterances(split)]
    return examples(utterances, [e for split in splits for e in datasets.iter_endings(split)])


def reader(tagger: EncoderTagger, layers: int) -> Reader:
    """The tagger's network with that many of its layers, at even distances, the first and the last among them."""
    config = AutoConfig.from_pretrained(
        base_folder(), vocab_size=tagger.tokenizer.get_vocab_size(), attention_probs_dropout_prob=0.0
    )
    state = read_weights(tagger.folder / "encoder.onnx", config.max_position_embeddings)
    kept = [round(place) for place in np.linspace(0, config.num_hidden_layers - 1, layers)]
    config.num_hidden_layers = layers
    mine = {name: value for name, value in state.items() if ".layer." not in name}
    for new, old in enumerate(kept):
        ours = f"encoder.encoder.layer.{old}."
        mine |= {name.replace(ours, f"encoder.encoder.layer.{new}."): state[name] for name in state if ours in name}
    small = Reader(AutoModel.from_config(config, add_pooling_layer=False))
    small.load_state_dict(mine)
    return small


def pruned(tagger: EncoderTagger, layers: int, learned: list[Example], how: Settings, folder: Path) -> EncoderTagger:
    """Take layers out, go on training, write the tagger's files."""
    torch.manual_seed(how.seed)
    torch.set_num_threads(how.threads)
    whole = json.loads((tagger.folder / "encoder.json").read_text("utf-8"))
    small, teacher = reader(tagger, layers), reader(tagger, len_layers(tagger)).eval()
    sampler = Sampler(learned, how.pairs, how.copies, len(learned), how.rehearsed)
    log = lambda line: print(f"{layers} layers, {line}", file=sys.stderr, flush=True)  # noqa: E731
    run_epochs(small, sampler, tagger.tokenizer, whole["special"], how, log, teacher)
    folder.mkdir(parents=True, exist_ok=True)
    export_onnx(small.state_dict(), small.encoder.config, folder / "encoder.onnx")
    for name in ("tokenizer.json", "encoder.json"):
        (folder / name).write_bytes((tagger.folder / name).read_bytes())
    return EncoderTagger(folder)


def len_layers(tagger: EncoderTagger) -> int:
    return int(AutoConfig.from_pretrained(base_folder()).num_hidden_layers)


def rate(detector: closedetect.Detector, texts: list[str]) -> float:
    """Endings a second, median of the rounds."""
    seen = []
    for _ in range(ROUNDS + 1):
        begin = time.perf_counter()
        for one in texts:
            detector.classify(one)
        seen.append(len(texts) / (time.perf_counter() - begin))
    return statistics.median(seen[1:])


def figures(detector: closedetect.Detector, endings: list[Any], texts: list[str]) -> dict[str, float]:
    rows = frozen_figures(detector, endings)["rows"]
    return {
        "ordinary macro-F1": rows["test, ordinary"]["macro_f1"],
        "hard macro-F1": rows["test, hard"]["macro_f1"],
        "direct_ask precision": rows["all test endings"]["per_class"]["direct_ask"]["precision"],
        "endings a second": rate(detector, texts),
        "megabytes": (detector.tagger.folder / "encoder.onnx").stat().st_size / 1e6,
    }


def main() -> None:
    """Print the table, and write it where asked."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--layers", type=int, nargs="+", default=[4, 3, 2])
    parser.add_argument("--epochs", type=int, default=2)
    parser.add_argument("--share", type=float, default=0.25, help="of the text that an epoch shows (default 0.25)")
    parser.add_argument("--json", type=Path)
    arguments = parser.parse_args()
    shipped = closedetect.load("default")
    how = Settings(epochs=arguments.epochs, rate=RATE, rehearsed=arguments.share)
    endings = [e for e in datasets.iter_endings("test") if not e.ending_start]
    texts = datasets.load_endings("test")["text"].tolist()[:TIMED]
    found = {str(len_layers(shipped.tagger)): figures(shipped, endings, texts)}
    learned = text()
    with tempfile.TemporaryDirectory() as temporary:
        for layers in arguments.layers:
            tagger = pruned(shipped.tagger, layers, learned, how, Path(temporary) / str(layers))
            detector = closedetect.Detector(tagger, shipped.decision, shipped.stages)
            found[str(layers)] = figures(detector, endings, texts)
            print(layers, found[str(layers)], flush=True)
    names = list(found[str(len_layers(shipped.tagger))])
    print(" | ".join(["layers", *names]))
    for layers_, row in found.items():
        print(" | ".join([layers_, *(f"{row[name]:.3f}" for name in names)]))
    if arguments.json:
        arguments.json.write_text(json.dumps(found, indent=1) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
