"""What the library answers: plain frozen data, text and offsets, nothing that needs a model to read."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from typing import Any

from closedetect.labels import Label


@dataclass(frozen=True)
class Trigger:
    """A phrase that earned the label, or a weaker one above ``no_close``.

    Attributes
    ----------
    text : str
        The words; ``result.text[start:end] == text``.
    start, end : int
        Characters of the result's text.
    turn : int
        Index of the turn that the phrase starts in.
    speaker : str or None
        Who says it, as labelled.
    cue : str
        Cue type.
    label : str
        The label that the cue earns.
    contribution : float
        Its share in the score of the result's label (log-odds units).
    time : float or None
        Seconds from the start, where the input had times.
    """

    text: str
    start: int
    end: int
    turn: int
    speaker: str | None
    cue: str
    label: Label
    contribution: float
    time: float | None = None


@dataclass(frozen=True)
class NearMiss:
    """A phrase that looks like a cue and earned nothing; ``reason`` says why."""

    text: str
    start: int
    end: int
    turn: int
    speaker: str | None
    cue: str
    reason: str


@dataclass(frozen=True)
class Ending:
    """Where the ending lies: characters, first turn, and why it was put there."""

    start: int
    end: int
    first_turn: int
    reason: str


@dataclass(frozen=True)
class AnatomyPart:
    """A part of a strong close (codebook, last section) and the phrase that shows it."""

    part: str
    text: str
    start: int
    end: int
    turn: int


@dataclass(frozen=True)
class Result:
    """The answer for one transcript.

    Attributes
    ----------
    label : str
        ``"no_close"``, ``"soft_interest"`` or ``"direct_ask"``.
    probabilities : dict of str to float
        Calibrated, in the order of :data:`closedetect.LABELS`.
    triggers : tuple of Trigger
        Phrases that earned the label, in the order of the text.
    near_misses : tuple of NearMiss
        Phrases that look like cues and earned nothing.
    anatomy : tuple of AnatomyPart
        Parts of a strong close that were present.
    ending : Ending
        Which part of the text was judged.
    candidate : str or None
        The speaker taken to be the candidate.
    candidate_reason : str
        Why.
    candidate_confidence : float
        1.0 where the user or the file says so.
    text : str
        The text as it was given; every offset points into it.
    scores : dict of str to dict of str to float
        For each label the parts of its decision score: ``"intercept"``, ``"triggers"``, ``"other words"``.
    problem : str or None
        Why the result should not be trusted (nobody is the candidate, not English, ...), else None.
    """

    label: Label
    probabilities: dict[str, float]
    triggers: tuple[Trigger, ...]
    near_misses: tuple[NearMiss, ...]
    anatomy: tuple[AnatomyPart, ...]
    ending: Ending
    candidate: str | None
    candidate_reason: str
    candidate_confidence: float
    text: str = field(repr=False)
    scores: Mapping[str, Mapping[str, float]] = field(default_factory=dict, repr=False)
    problem: str | None = None

    @property
    def confidence(self) -> float:
        """Probability of the label."""
        return self.probabilities[self.label]

    @property
    def advice(self) -> str:
        """One factual line: what was and wasn't found."""
        from closedetect.explanation import advice

        return advice(self)

    def to_dict(self) -> dict[str, Any]:
        """Return everything as plain dicts and lists, ready for JSON."""
        return asdict(self)

    def explain(self, *, color: bool | None = None) -> str:
        """Return the explanation as text for a terminal.

        Parameters
        ----------
        color : bool, optional
            Use ANSI colours; by default only where standard output is a terminal.
        """
        from closedetect.display import explain

        return explain(self, color=color)

    def _repr_html_(self) -> str:
        from closedetect.display import to_html

        return to_html(self)
