"""Judge a detector by the behaviour cases: which cases it fails, and how."""

from __future__ import annotations

from typing import Any

from case_files import Capability, Case


def failure(detector: Any, case: Case) -> str | None:
    """Say what a detector got wrong in a case, None if nothing.

    An invariance case fails if the change moves the label, whatever the label is.
    """
    got = [detector.classify(text, candidate="Candidate", whole=True).label for text in case.texts]
    wanted = [label or got[0] for label in case.labels]
    if case.labels[-1] is None:
        return None if got[0] == got[1] else f"{got[0]} became {got[1]}"
    wrong = [f"{label} read as {said}" for label, said in zip(wanted, got, strict=True) if label != said]
    return "; ".join(wrong) or None


def failures(detector: Any, capability: Capability) -> list[tuple[Case, str]]:
    """Return the failed cases of a capability, each with what went wrong."""
    found = [(case, failure(detector, case)) for case in capability.cases]
    return [(case, why) for case, why in found if why]
