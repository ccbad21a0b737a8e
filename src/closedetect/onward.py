"""Learn the text that was written last from a finished default model, in its last step alone.

A whole training takes hours without a GPU. Text written since moves neither the decision, which is fitted on
endings that the tagger has not read, nor the figures on them; so both are kept, and only the encoder, the stages
and the figures on the test split are made anew.
"""

from __future__ import annotations

import json
import shutil
from collections.abc import Mapping
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from closedetect import __version__, datasets
from closedetect.anatomy_text import shipped_anatomy
from closedetect.cues.encoder import EncoderTagger
from closedetect.decision import DecisionModel
from closedetect.detector import Detector, load
from closedetect.stages import Stages
from closedetect.storage import FIGURES, NAMES, shipped_folder
from closedetect.training import HONEST, Text, figures_on_test, load_split, step_folder, write_model


def train_onward(
    base: Path,
    output: Path | None = None,
    *,
    data: Path | None = None,
    work: Path | None = None,
    **how: Any,
) -> Path:
    """Train the last step of the default model again, from a finished model.

    Parameters
    ----------
    base : Path
        Model folder with an encoder, ``figures.json`` and ``honest.npz``, as ``closedetect train`` writes it. One that
        has learned the ``later`` split is shown it again like new text.
    output : Path, optional
        Folder to put the model folder in; ``models/`` of the checkout (or installation) by default.
    data : Path, optional
        Corpus folder; the shipped one by default.
    work : Path, optional
        Keep the trained encoder here, and take it from here if it is there.
    **how
        ``settings`` and ``also`` of :func:`closedetect.learning.fitting.fit_encoder`; by default the two ways of the
        last step of :func:`closedetect.training.train_default`.

    Returns
    -------
    Path
        The folder written.

    Raises
    ------
    ValueError
        If the base has no encoder or does not hold its honest figures.
    """
    detector = load(base)
    if not isinstance(detector.tagger, EncoderTagger):
        raise ValueError(f"{base} has a {detector.tagger.kind} tagger; only an encoder can be trained onward")
    missing = [name for name in (FIGURES, HONEST) if not (base / name).is_file()]
    if missing:
        raise ValueError(f"{base} holds no {missing[0]}; give a model that 'closedetect train' built from the corpus")
    train, dev, test, later = (load_split(split, data) for split in datasets.SPLITS)
    folder = (output or shipped_folder("models")) / NAMES["default"]
    with TemporaryDirectory() as temporary:
        tagger = _learned(detector.tagger, train + dev, later, Path(work or temporary), how)
        return _write(folder, base, tagger, detector.decision, train + dev + later, test, data)


def _learned(tagger: EncoderTagger, known: Text, later: Text, work: Path, how: Mapping[str, Any]) -> EncoderTagger:
    from closedetect.learning.fitting import LITTLE_MORE, MORE_BOLDLY, fit_encoder, write_start

    place = step_folder(work, "onward", known + later)
    if not (place / "encoder.json").exists():
        start = write_start(tagger.folder, place / "start")
        examples = known.examples
        ways: dict[str, Any] = {"settings": LITTLE_MORE, "also": [MORE_BOLDLY], **how}
        fit_encoder(examples + later.examples, place, start=start, learned=len(examples), **ways)
    return EncoderTagger(place)


def _write(
    folder: Path,
    base: Path,
    tagger: EncoderTagger,
    decision: DecisionModel,
    text: Text,
    test: Text,
    data: Path | None,
) -> Path:
    interviews = tuple(datasets.iter_interviews(data))
    stages = Stages.train(text.endings + interviews, shipped_anatomy(data))
    figures = json.loads((base / FIGURES).read_text(encoding="utf-8"))
    figures["test"] = figures_on_test(Detector(tagger, decision, stages), test)
    folder.mkdir(parents=True, exist_ok=True)
    if (base / HONEST).resolve() != (folder / HONEST).resolve():
        shutil.copyfile(base / HONEST, folder / HONEST)
    write_model(
        folder, tagger, decision, stages, text, interviews, name=folder.name, version=__version__, figures=figures
    )
    return folder
