"""What wrap-ups sound like: the signals that announce an ending, and where an unannounced one begins."""

from __future__ import annotations

import re
from collections.abc import Sequence

MAX_TURNS = 12
MAX_WORDS = 400
"""Bounds of an ending that nobody announced (codebook, *What is judged*)."""

SIGNALS: tuple[tuple[str, str], ...] = (
    (
        "asks whether there are questions",
        r"\b(?:any|what|have) (?:other |more |further |last |final )?questions?\b.{0,40}\b(?:for (?:us|me)|do you"
        r"|have you|from you)\b"
        r"|\bquestions? (?:do you have )?for (?:us|me)\b|\bdo you have any (?:other |further )?questions?\b"
        r"|\bany(?:thing| questions?)(?: else)? (?:you(?:'d| would)? (?:like|want) to (?:ask|add|know)|for (?:us|me)"
        r"|from you)\b"
        r"|\byour turn\b|\bwhat (?:can|could) (?:we|i) (?:answer|tell) (?:for )?you\b"
        r"|\banything (?:else )?(?:you want|you'd like)\b",
    ),
    (
        "says that it is the last question or that time is up",
        r"\b(?:last|final) (?:question|one|thing)\b|\b(?:out of|running out of|at|up on) time\b"
        r"|\bthat'?s (?:all|everything|it|about it|about all|me done)\b"
        r"|\bwrap (?:things |this |it )?up\b|\bminutes? left\b"
        r"|\bbefore (?:we|i|you) (?:finish|close|end|wrap|let you|go)\b|\bthat concludes\b",
    ),
    (
        "thanks the candidate for coming",
        r"\bthank(?:s| you)(?: so much| very much)? for (?:coming|your time|joining|taking|speaking|talking|meeting"
        r"|calling|being)\b"
        r"|\b(?:nice|great|good|pleasure) (?:meeting|talking|speaking|to meet)\b",
    ),
    (
        "speaks of the next steps",
        r"\bnext steps?\b|\b(?:we|i|hr|they|she|he|somebody|someone)(?:'ll| will) (?:be in touch|call|let you know"
        r"|get back|reach out|contact|email|ring|text|write)\b"
        r"|\bhear (?:from us|back|either way)\b|\bmake (?:a|our) decision\b",
    ),
)
PLAIN_SIGNALS = frozenset(reason for reason, _ in SIGNALS[:2])
"""Signals that open an ending wherever they stand."""
_COMPILED = tuple((reason, re.compile(pattern, re.IGNORECASE)) for reason, pattern in SIGNALS)
_LONGEST = 4_000


def signal_in(text: str) -> str | None:
    """Return which signal of a wrap-up an interviewer's words hold, the plainest first, or None.

    Examples
    --------
    >>> signal_in("Okay. Do you have any questions for me?")
    'asks whether there are questions'
    """
    # The signal stands at the start or the end of a turn, however long that is.
    searched = text if len(text) <= 2 * _LONGEST else f"{text[:_LONGEST]} {text[-_LONGEST:]}"
    return next((reason for reason, pattern in _COMPILED if pattern.search(searched)), None)


def unannounced(texts: Sequence[str]) -> int:
    """Return the first of the last 12 turns or 400 words, whichever is shorter; at least one turn.

    Examples
    --------
    >>> unannounced(["word " * 150] * 9), unannounced(["word"] * 20), unannounced(["word"])
    (7, 8, 0)
    """
    words = 0
    for back, text in enumerate(reversed(texts), 1):
        words += len(text.split())
        if back > MAX_TURNS or (words > MAX_WORDS and back > 1):
            return len(texts) - back + 1
    return 0
