"""The three labels and the eighteen cue types: the vocabulary every other module speaks.

The definitions live in the codebook, ``data/CODEBOOK.md``; this module only fixes the names and their
order. The order of the labels is part of the contract: ``no_close < soft_interest < direct_ask``.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final, Literal

Label = Literal["no_close", "soft_interest", "direct_ask"]

LABELS: Final[tuple[Label, ...]] = ("no_close", "soft_interest", "direct_ask")
"""The labels in their order, weakest first. Probabilities and columns keep this order."""

LEVEL: Final[dict[str, int]] = {label: level for level, label in enumerate(LABELS)}
"""Label -> 0, 1 or 2."""

CUES_BY_LABEL: Final[dict[Label, tuple[str, ...]]] = {
    "direct_ask": ("job_request", "start_request", "advance_request", "decision_probe", "commitment"),
    "soft_interest": ("interest", "desire", "match", "hope", "trial_close", "availability", "affirmation"),
    "no_close": ("gratitude", "logistics", "pitch", "praise", "disinterest", "reported"),
}
"""Label -> the cue types that earn it."""

CUES: Final[tuple[str, ...]] = tuple(cue for cues in CUES_BY_LABEL.values() for cue in cues)
"""All eighteen cue types, those of ``direct_ask`` first."""

TRIGGER_CUES: Final[tuple[str, ...]] = CUES_BY_LABEL["direct_ask"] + CUES_BY_LABEL["soft_interest"]
"""The twelve cue types that earn a label above ``no_close``; only these are ever marked as triggers."""

LABEL_OF_CUE: Final[dict[str, Label]] = {
    cue: label for label, cues in CUES_BY_LABEL.items() for cue in cues
}
"""Cue type -> the label it earns."""


def strongest(cues: Iterable[str]) -> Label:
    """Return the label that the strongest of some cues earns, ``no_close`` for none.

    Parameters
    ----------
    cues : iterable of str
        Names of cue types.

    Raises
    ------
    KeyError
        If a name is not a cue type.

    Examples
    --------
    >>> strongest(["gratitude", "desire"])
    'soft_interest'
    >>> strongest([])
    'no_close'
    """
    levels = [LEVEL[LABEL_OF_CUE[cue]] for cue in cues]
    return LABELS[max(levels, default=0)]
