"""Who is the candidate, and why we think so.

Three sources, the surest first: the user says so; the file says so (a role field, or a role word in the
speaker's label); the way people talk says so (:class:`RoleModel`, trained on labelled interviews).
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Literal, Protocol

from closedetect.transcript import Transcript, Turn

Role = Literal["candidate", "interviewer", "note"]

_CANDIDATE_WORDS = frozenset(
    [
        "candidate", "interviewee", "applicant", "jobseeker", "job-seeker", "student", "graduate", "trainee", "user",
        "c", "caller", "me",
    ]
)
_INTERVIEWER_WORDS = frozenset(
    [
        "interviewer", "recruiter", "recruiters", "hr", "manager", "employer", "boss", "ai", "agent", "bot",
        "assistant", "coach", "rep", "host", "panel", "panelist", "panellist", "voice_agent", "system", "i", "q",
        "hiring", "director", "supervisor", "interviewer1", "interviewer2", "officer",
    ]
)
_WORD = re.compile(r"[^\W\d_]+(?:[-_][^\W\d_]+)*")
UNSURE_BELOW = 0.8
"""An inferred candidate with a lower confidence is reported as unsure."""
_ME = 2.0
"""Log-odds for the one whose label is "Me": those who record an interview are mostly its candidates."""


class TalkModel(Protocol):
    """Anything that scores turns by how much they sound like a candidate (see :class:`closedetect.roles`)."""

    def candidate_scores(self, texts: Sequence[str]) -> list[float]:
        """Return one log-odds a text: above 0 it sounds like a candidate."""


@dataclass(frozen=True)
class Candidate:
    """Which speaker was taken to be the candidate.

    Attributes
    ----------
    speakers : tuple of str
        The candidate's label or labels (one person under two labels); empty where nobody is named.
    roles : tuple of str
        For each turn of the transcript ``"candidate"``, ``"interviewer"`` or ``"note"``.
    reason : str
        Why, in one line.
    confidence : float
        1.0 where the user or the file says so, else the probability that the inference is right.
    """

    speakers: tuple[str, ...]
    roles: tuple[Role, ...]
    reason: str
    confidence: float

    @property
    def name(self) -> str | None:
        """The candidate's labels joined by " / ", None where the transcript names nobody."""
        return " / ".join(self.speakers) or None

    @property
    def unsure(self) -> bool:
        """Whether the candidate was inferred with a confidence below :data:`UNSURE_BELOW`."""
        return self.confidence < UNSURE_BELOW


def find_candidate(
    transcript: Transcript, candidate: str | Sequence[str] | None = None, talk: TalkModel | None = None
) -> Candidate:
    """Find out which turns the candidate says.

    Parameters
    ----------
    transcript : Transcript
        The interview.
    candidate : str or sequence of str, optional
        The candidate's label (or labels) as in the transcript, any case; overrides every inference.
    talk : TalkModel, optional
        Scores turns where labels say nothing. Without it such a transcript has no sure candidate.

    Returns
    -------
    Candidate

    Raises
    ------
    ValueError
        If ``candidate`` names a speaker who is not in the transcript.

    Examples
    --------
    >>> t = Transcript.from_turns([("Interviewer", "Any questions?"), ("Ana", "No, thank you.")])
    >>> found = find_candidate(t)
    >>> found.name, found.reason
    ('Ana', 'the only speaker who is not labelled as an interviewer')
    """
    if candidate is not None:
        return _given(transcript, [candidate] if isinstance(candidate, str) else list(candidate))
    named = list(dict.fromkeys(t.speaker for t in transcript.turns if t.speaker and not t.note))
    return (
        _from_role_fields(transcript)
        or _from_labels(transcript, named, talk)
        or _from_talk(transcript, named, talk)
    )


def role_of_label(label: str) -> Role | None:
    """Return the role that a speaker's label names, None if it names none.

    Examples
    --------
    >>> role_of_label("Candidate (Jordan)"), role_of_label("HR Manager"), role_of_label("Priya")
    ('candidate', 'interviewer', None)
    """
    words = [word.lower() for word in _WORD.findall(label)]
    if any(word in _CANDIDATE_WORDS for word in words if len(word) > 1 or len(words) == 1):
        return "candidate"
    if any(word in _INTERVIEWER_WORDS for word in words if len(word) > 1 or len(words) == 1):
        return "interviewer"
    return None


def _given(transcript: Transcript, wanted: list[str]) -> Candidate:
    folded = {name.strip().casefold() for name in wanted}
    present = [s for s in transcript.speakers if s]
    speakers = [s for s in present if s.casefold() in folded]
    if not speakers:
        raise ValueError(
            f"candidate {' / '.join(wanted)!r} speaks no turn; "
            f"speakers here: {', '.join(map(repr, present)) or 'none are named'}"
        )
    return _by_speakers(transcript, speakers, "given by the user", 1.0)


def _from_role_fields(transcript: Transcript) -> Candidate | None:
    turns = [turn for turn in transcript.turns if not turn.note]
    if not any(turn.role == "candidate" for turn in turns):
        return None
    speakers = dict.fromkeys(t.speaker for t in turns if t.role == "candidate" and t.speaker)
    roles = tuple(_note_or(t, "candidate" if t.role == "candidate" else "interviewer") for t in transcript.turns)
    return Candidate(tuple(speakers), roles, "the file's role field says so", 1.0)


def _from_labels(transcript: Transcript, named: list[str], talk: TalkModel | None) -> Candidate | None:
    roles = {name: role_of_label(name) for name in named}
    candidates = [name for name, role in roles.items() if role == "candidate"]
    others = [name for name, role in roles.items() if role is None]
    if candidates and talk and others and all(name.casefold() == "me" for name in candidates):
        return None  # "Me" is whoever recorded it: how they talk must tell
    if candidates:
        everyone = [*candidates, *_also_called(candidates, roles)]
        return _by_speakers(transcript, everyone, f"the label {candidates[0]!r} says so", 1.0)
    if len(others) == 1 and len(named) > 1:
        reason = "the only speaker who is not labelled as an interviewer"
        return _by_speakers(transcript, others, reason, 0.97)
    return None


def _also_called(candidates: Sequence[str], roles: Mapping[str, Role | None]) -> list[str]:
    """Other labels of the same person: "Jordan" beside "Candidate (Jordan)"."""
    names = {word for label in candidates for word in _names_in(label)}
    names -= {word for label, role in roles.items() if role == "interviewer" for word in _names_in(label)}
    return [label for label, role in roles.items() if role is None and names & _names_in(label)]


def _names_in(label: str) -> set[str]:
    words = {word.lower() for word in _WORD.findall(label) if len(word) > 1}
    return words - _CANDIDATE_WORDS - _INTERVIEWER_WORDS


def _from_talk(transcript: Transcript, named: list[str], talk: TalkModel | None) -> Candidate:
    if talk is None:
        return Candidate((), tuple(_note_or(t, "interviewer") for t in transcript.turns), "no label says who", 0.0)
    spoken = [t for t in transcript.turns if not t.note]
    scores = dict(zip(map(id, spoken), talk.candidate_scores([t.text for t in spoken]), strict=True))
    if len(named) < 2:
        return _from_lines(transcript, scores, named)
    known = {name for name in named if role_of_label(name) == "interviewer"}
    totals = {
        name: sum(scores[id(t)] for t in spoken if t.speaker == name) + _ME * (name.casefold() == "me")
        for name in named
        if name not in known
    }
    return _best_speaker(transcript, totals or {name: 0.0 for name in named})


def _best_speaker(transcript: Transcript, totals: Mapping[str, float]) -> Candidate:
    order = sorted(totals, key=lambda name: -totals[name])
    best = order[0]
    lead = totals[best] - (totals[order[1]] if len(order) > 1 else 0.0)
    reason = f"{best!r} talks like a candidate (answers, speaks of their own work)"
    return _by_speakers(transcript, [best], reason, _sigmoid(lead / 2))


def _from_lines(transcript: Transcript, scores: Mapping[int, float], named: list[str]) -> Candidate:
    """No two labels: find for each line who says it, expecting speakers to take turns."""
    spoken = [t for t in transcript.turns if not t.note]
    values = [scores[id(t)] for t in spoken]
    if not values or (named and role_of_label(named[0]) == "interviewer"):
        roles = tuple(_note_or(t, "interviewer") for t in transcript.turns)
        return Candidate((), roles, "only an interviewer speaks", 0.0)
    if len(spoken) == 1:
        roles = tuple(_note_or(t, "candidate") for t in transcript.turns)
        return Candidate(tuple(named), roles, "the only speaker", 0.5)
    parity = sum(v if i % 2 else -v for i, v in enumerate(values))
    odd = parity > 0
    says = {id(t): (i % 2 == 1) == odd for i, t in enumerate(spoken)}
    roles = tuple(_note_or(t, "candidate" if says.get(id(t)) else "interviewer") for t in transcript.turns)
    reason = f"no labels: every second line, from line {2 if odd else 1} on, sounds like a candidate"
    return Candidate((), roles, reason, _sigmoid(abs(parity) / 2))


def _by_speakers(transcript: Transcript, speakers: list[str], reason: str, confidence: float) -> Candidate:
    chosen = set(speakers)
    roles = tuple(
        _note_or(t, "candidate" if t.speaker in chosen else "interviewer") for t in transcript.turns
    )
    return Candidate(tuple(speakers), roles, reason, confidence)


def _note_or(turn: Turn, role: Role) -> Role:
    return "note" if turn.note else role


def _sigmoid(x: float) -> float:
    from math import exp

    return 1 / (1 + exp(-max(-30.0, min(30.0, x))))
