"""The candidate named by a column or a key: mark their turns, or say that nobody of that name speaks."""

from __future__ import annotations

from dataclasses import replace

from closedetect.transcript import Transcript


def with_candidate(transcript: Transcript, candidate: str, where: str | None = None) -> Transcript:
    """Give the turns of the candidate their role.

    A label is the candidate's if it is the name in any case or, failing that, if it alone is the first word
    of the name ("Ana" for "Ana Ruiz") or begins with the name ("Ana (Candidate)").

    Parameters
    ----------
    transcript : Transcript
        Any transcript.
    candidate : str
        Name or label of the candidate; nothing is done if it is empty.
    where : str, optional
        File and row, for the message.

    Returns
    -------
    Transcript
        Without turns, and with the reason in ``meta["problem"]``, if nobody of that name speaks: to go on
        with a guess would judge somebody else.

    Examples
    --------
    >>> talk = Transcript.from_turns([("HR", "Questions?"), ("Ana", "No.")])
    >>> [turn.role for turn in with_candidate(talk, "ana ruiz").turns]
    [None, 'candidate']
    >>> with_candidate(talk, "Bo", "a.csv, row 2").meta["problem"]
    "a.csv, row 2: the candidate 'Bo' speaks no turn; speakers: 'HR', 'Ana'"
    """
    if not candidate.strip() or "problem" in transcript.meta:
        return transcript
    labels = [label for label in transcript.speakers if label]
    chosen = _matching(labels, candidate.strip())
    if not chosen:
        seen = "; speakers: " + ", ".join(map(repr, labels[:12])) if labels else "; nobody is named"
        place = f"{where}: " if where else ""
        message = f"{place}the candidate {candidate.strip()!r} speaks no turn{seen}"
        return replace(transcript, turns=(), meta={**transcript.meta, "problem": message})
    turns = tuple(
        replace(turn, role="candidate" if turn.speaker in chosen else _other(turn.role))
        for turn in transcript.turns
    )
    return replace(transcript, turns=turns)


def _matching(labels: list[str], candidate: str) -> set[str]:
    name = _folded(candidate)
    same = {label for label in labels if _folded(label) == name}
    if same:
        return same
    first = name.split()[0]
    alike = {
        label
        for label in labels
        if _folded(label) == first or _folded(label).startswith((f"{name} ", f"{name}("))
    }
    return alike if len(alike) == 1 else set()


def _folded(text: str) -> str:
    return " ".join(text.casefold().split())


def _other(role: str | None) -> str | None:
    return None if role == "candidate" else role
