"""The learned stages around the tagger, kept together: the candidate, the ending's start, the parts of a close."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from closedetect.anatomy_model import AnatomyModel
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
    anatomy : AnatomyModel
        Finds the parts of a strong close.
    """

    talk: TalkModel
    opening: EndingModel
    anatomy: AnatomyModel

    @classmethod
    def train(cls, endings: Iterable[Ending], anatomy: AnatomyModel) -> Stages:
        """Fit the first two on labelled endings and full transcripts; the third comes from its own text."""
        endings = list(endings)
        return cls(TalkModel.train(endings), EndingModel.train(endings), anatomy)

    def save(self, folder: Path) -> list[str]:
        """Write them and return the names of the files."""
        return [*self.talk.save(folder), *self.opening.save(folder), *self.anatomy.save(folder)]

    @classmethod
    def load(cls, folder: Path) -> Stages:
        """Read them from a model folder."""
        return cls(TalkModel.load(folder), EndingModel.load(folder), AnatomyModel.load(folder))
