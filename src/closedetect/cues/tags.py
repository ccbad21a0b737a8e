"""What a cue tagger answers, and the interface every tagger keeps."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

import numpy as np
import numpy.typing as npt

from closedetect.labels import CUES

Floats = npt.NDArray[np.float64]

OTHER = "other"
TAG_NAMES: tuple[str, ...] = (*CUES, OTHER)
"""Columns of :attr:`Segment.scores`: the eighteen cue types and ``other`` (talk that is none of them)."""


@dataclass(frozen=True)
class CueSpan:
    """A phrase that carries a cue: characters ``start`` to ``end`` of its line, cue type, score 0 to 1."""

    start: int
    end: int
    cue: str
    score: float


@dataclass(frozen=True)
class Segment:
    """A stretch of a candidate's line that was judged as a whole.

    ``scores`` has one probability for each of :data:`TAG_NAMES`, summing to 1.
    """

    start: int
    end: int
    scores: Floats


@dataclass(frozen=True)
class LineTags:
    """The segments of one candidate line, in order, and the cue phrases found in it."""

    segments: tuple[Segment, ...]
    spans: tuple[CueSpan, ...]


@dataclass(frozen=True)
class DialogueTags:
    """Tags of a whole ending: one entry a line (None for the interviewer's), and the ending as a whole.

    ``levels`` holds the probabilities of the three labels where the tagger judges endings itself.
    """

    lines: tuple[LineTags | None, ...]
    levels: Floats | None = None


class CueTagger(Protocol):
    """Tags the candidate's lines of an ending. Implementations keep no state between calls."""

    kind: str

    def tag(self, lines: Sequence[tuple[str, str]]) -> DialogueTags:
        """Tag an ending.

        Parameters
        ----------
        lines : sequence of (str, str)
            Role (``"candidate"`` or ``"interviewer"``) and words, in order.
        """

    def save(self, folder: Path) -> list[str]:
        """Write the tagger's files into a folder and return their names."""

    @classmethod
    def load(cls, folder: Path) -> CueTagger:
        """Read a tagger from a model folder."""
