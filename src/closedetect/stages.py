"""The two learned stages before the tagger, kept together: who is the candidate, where the ending starts."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from closedetect.corpus import Ending
from closedetect.ending_model import EndingModel
from closedetect.roles import TalkModel


@dataclass(frozen=True)
class Stages:
    """What a model folder knows beside its tagger and its decision.

    Attributes
    ----------
    talk : TalkModel
        Tells a candidate's turns from an interviewer's.
    opening : EndingModel
        Finds the turn that opens the ending.
    """

    talk: TalkModel
    opening: EndingModel

    @classmethod
    def train(cls, endings: Iterable[Ending]) -> Stages:
        """Fit both on labelled endings and full transcripts."""
        endings = list(endings)
        return cls(TalkModel.train(endings), EndingModel.train(endings))

    def save(self, folder: Path) -> list[str]:
        """Write both and return the names of the files."""
        return [*self.talk.save(folder), *self.opening.save(folder)]

    @classmethod
    def load(cls, folder: Path) -> Stages:
        """Read both from a model folder."""
        return cls(TalkModel.load(folder), EndingModel.load(folder))
