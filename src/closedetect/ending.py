"""Where the ending starts, and why it was put there.

The codebook's rule: the ending begins where the interviewer signals the wrap-up; where nothing signals
it, with the last 12 turns or 400 words, whichever is shorter.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from closedetect.transcript import Transcript

MAX_TURNS = 12
MAX_WORDS = 400
"""Bounds of an ending that nobody announced (codebook, *Unit*)."""

_SEARCHED_SHARE = 0.5
_SIGNALS: tuple[tuple[str, str], ...] = (
    (
        "asks whether there are questions",
        r"\b(?:any|what|have) (?:other |more |further |last |final )?questions?\b.{0,40}\b(?:for (?:us|me)|do you|have you|from you)\b"
        r"|\bquestions? (?:do you have )?for (?:us|me)\b|\bdo you have any (?:other |further )?questions?\b"
        r"|\bany(?:thing| questions?)(?: else)? (?:you(?:'d| would)? (?:like|want) to (?:ask|add|know)|for (?:us|me)|from you)\b"
        r"|\byour turn\b|\bwhat (?:can|could) (?:we|i) (?:answer|tell) (?:for )?you\b|\banything (?:else )?(?:you want|you'd like)\b",
    ),
    (
        "says that it is the last question or that time is up",
        r"\b(?:last|final) (?:question|one|thing)\b|\b(?:out of|running out of|at|up on) time\b|\bthat'?s (?:all|everything|it|about it|about all|me done)\b"
        r"|\bwrap (?:things |this |it )?up\b|\bminutes? left\b|\bbefore (?:we|i|you) (?:finish|close|end|wrap|let you|go)\b|\bthat concludes\b",
    ),
    (
        "thanks the candidate for coming",
        r"\bthank(?:s| you)(?: so much| very much)? for (?:coming|your time|joining|taking|speaking|talking|meeting|calling|being)\b"
        r"|\b(?:nice|great|good|pleasure) (?:meeting|talking|speaking|to meet)\b",
    ),
    (
        "speaks of the next steps",
        r"\bnext steps?\b|\b(?:we|i|hr|they|she|he|somebody|someone)(?:'ll| will) (?:be in touch|call|let you know|get back|reach out|contact|email|ring|text|write)\b"
        r"|\bhear (?:from us|back|either way)\b|\bmake (?:a|our) decision\b",
    ),
)
_COMPILED = tuple((reason, re.compile(pattern, re.IGNORECASE)) for reason, pattern in _SIGNALS)


@dataclass(frozen=True)
class EndingSpan:
    """Where the ending lies.

    Attributes
    ----------
    start, end : int
        Characters of the transcript's text.
    first_turn : int
        Index of the ending's first turn.
    reason : str
        Why it was put there.
    """

    start: int
    end: int
    first_turn: int
    reason: str


def find_ending(transcript: Transcript, roles: Sequence[str]) -> EndingSpan:
    """Find where the ending of an interview starts.

    Parameters
    ----------
    transcript : Transcript
        The interview.
    roles : sequence of str
        ``"candidate"``, ``"interviewer"`` or ``"note"`` for each turn.

    Returns
    -------
    EndingSpan
        Of an empty transcript: an empty span at 0.

    Examples
    --------
    >>> talk = [("I", "Tell me about a hard day."), ("C", "It rained.")] * 7
    >>> talk += [("I", "Okay. Do you have any questions for me?"), ("C", "No.")]
    >>> found = find_ending(Transcript.from_turns(talk), ["interviewer", "candidate"] * 8)
    >>> found.first_turn, found.reason
    (14, 'the interviewer asks whether there are questions')
    """
    turns = transcript.turns
    if not turns:
        return EndingSpan(0, 0, 0, "there are no turns")
    fallback = _unannounced(transcript)
    first, reason = fallback, f"nothing announces it: the last {len(turns) - fallback} turns"
    if fallback == 0:
        reason = "the whole text is no longer than an ending"
    earliest = int(len(turns) * _SEARCHED_SHARE)
    for signal, pattern in _COMPILED:
        hits = [
            i
            for i in range(earliest, len(turns))
            if roles[i] == "interviewer" and len(turns) - i <= 3 * MAX_TURNS and pattern.search(turns[i].text)
        ]
        if hits:
            first, reason = hits[0], f"the interviewer {signal}"
            break
    if fallback == 0 and first > 0:
        first, reason = 0, "the whole text is no longer than an ending"
    return EndingSpan(turns[first].start, turns[-1].end, first, reason)


def _unannounced(transcript: Transcript) -> int:
    """Index of the first of the last 12 turns or 400 words, whichever is shorter; at least one turn."""
    words = 0
    turns = transcript.turns
    for back, turn in enumerate(reversed(turns), 1):
        words += len(turn.text.split())
        if back > MAX_TURNS or (words > MAX_WORDS and back > 1):
            return len(turns) - back + 1
    return 0
