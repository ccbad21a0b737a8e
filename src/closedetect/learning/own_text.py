"""Go on training a shipped tagger on somebody's own labelled transcripts.

Own text comes with a label for the whole and no marked words, so only the answer about the whole is learned from it,
unless the label is ``no_close``: then every line is known to earn nothing. Corpus text is shown beside it, or the
tagger would forget what it knew of words and cues.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from tempfile import TemporaryDirectory

import numpy as np

from closedetect import datasets
from closedetect.cues.encoder import EncoderTagger
from closedetect.cues.examples import Example, examples
from closedetect.detector import Detector
from closedetect.labelled import Labelled
from closedetect.learning.fitting import WEIGHTS, Settings, fit_encoder, write_start

SETTINGS = Settings(epochs=1, rate=5e-5, copies=1)
TIMES = 4
"""How often a transcript of the user's is shown."""
REHEARSED = {"utterances": 3000, "endings": 1500}
"""How much of the corpus is shown beside."""


def fit_own_tagger(
    rows: Sequence[Labelled], detector: Detector, folder: Path, *, settings: Settings | None = None, seed: int = 0
) -> EncoderTagger:
    """Fine-tune a detector's tagger on labelled transcripts and write its files.

    Parameters
    ----------
    rows : sequence of Labelled
        Labelled transcripts.
    detector : Detector
        With an encoder tagger; it is not changed.
    folder : Path
        Where the new tagger's files go.
    settings : Settings, optional
        How to train; :data:`SETTINGS` by default.
    seed : int
        Draws the corpus text that is shown beside.

    Returns
    -------
    EncoderTagger

    Raises
    ------
    ValueError
        If the detector's tagger is no encoder.
    """
    tagger = detector.tagger
    if not isinstance(tagger, EncoderTagger):
        raise ValueError(f"the {tagger.kind} tagger can't be trained further; use the default model")
    with TemporaryDirectory() as temporary:
        start = write_start(tagger.folder, Path(temporary))
        own = [own_example(row, detector) for row in rows]
        fit_encoder([*own * TIMES, *_rehearsed(seed)], folder, settings=settings or SETTINGS, start=start)
    (folder / WEIGHTS).unlink()
    return EncoderTagger(folder)


def own_example(row: Labelled, detector: Detector) -> Example:
    """Return a labelled transcript's ending as an example without marks."""
    lines = tuple(detector.lines(row.transcript, candidate=row.candidate, whole=row.whole))
    return Example(
        lines=lines,
        marks=((),) * len(lines),
        cue=None,
        label=row.label,  # type: ignore[arg-type]
        writer=row.source,
        group=str(row.transcript.name),
        # The same case as words taken back: a line without marks may read like a cue.
        withdrawn=row.label != "no_close",
    )


def _rehearsed(seed: int) -> list[Example]:
    random = np.random.default_rng(seed)
    utterances = [u for split in ("train", "dev") for u in datasets.iter_utterances(split)]
    endings = [e for split in ("train", "dev") for e in datasets.iter_endings(split)]
    some = random.permutation(len(utterances))[: REHEARSED["utterances"]]
    few = random.permutation(len(endings))[: REHEARSED["endings"]]
    return examples([utterances[i] for i in some], [endings[i] for i in few])
