"""Which tagger a model folder holds, loaded without importing the other."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from closedetect.cues.tags import CueTagger


def load_tagger(folder: Path, manifest: Mapping[str, Any]) -> CueTagger:
    """Load the tagger that the manifest names.

    Parameters
    ----------
    folder : Path
        Model folder, already checked against its manifest.
    manifest : mapping
        Its manifest; ``manifest["tagger"]`` is ``"light"`` or ``"encoder"``.

    Raises
    ------
    ValueError
        If the kind is unknown to this version.
    """
    kind = manifest.get("tagger")
    if kind == "light":
        from closedetect.cues.light import LightTagger

        return LightTagger.load(folder)
    if kind == "encoder":
        from closedetect.cues.encoder import EncoderTagger

        return EncoderTagger.load(folder)
    raise ValueError(f"{folder}: unknown tagger {kind!r}; this version knows 'light' and 'encoder'")
