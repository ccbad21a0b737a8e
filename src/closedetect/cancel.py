"""What cancels a phrase that looks like a cue: negation, other times, other askers, hypotheticals, quotes.

Read from the words just before (and after) the phrase in the same line. These reasons are shown beside near
misses; they never decide a label.
"""

from __future__ import annotations

import re

_WINDOW = 60
_RULES: tuple[tuple[str, str], ...] = (
    (
        "reported",
        r"\b(?:said|says|told|tell|tells|asked|asks|keeps? saying|goes|was like|reckons?|advises?|advised)\b[^.!?]*$",
    ),
    (
        "negated",
        r"\b(?:not|never|no longer|don'?t|didn'?t|doesn'?t|isn'?t|wasn'?t|won'?t|wouldn'?t|can'?t|cannot|nobody"
        r"|neither|without)\b[^.!?,;]*$",
    ),
    (
        "another time",
        r"\b(?:last (?:time|year|job|interview|week|month|place)|back (?:then|when|at)|used to|years? ago"
        r"|previous(?:ly)?|in my old|at my old|when i was|once)\b[^.!?]*$",
    ),
    (
        "hypothetical",
        r"\b(?:if i were|if i was|imagine|suppose|say i|let'?s say|someone who|anyone who|people who"
        r"|somebody who)\b[^.!?]*$",
    ),
)
_COMPILED = tuple((reason, re.compile(pattern, re.IGNORECASE)) for reason, pattern in _RULES)
_QUOTES = "\"\u201c\u201d\u00ab\u00bb"


def cancel_reason(line: str, start: int, end: int) -> str | None:
    """Return what cancels characters ``start`` to ``end`` of a line, None if nothing is seen to.

    Examples
    --------
    >>> cancel_reason("I'm not here to ask for the job", 15, 31)
    'negated'
    >>> cancel_reason("My coach told me to ask for the job", 20, 35)
    'reported'
    """
    before = line[max(0, start - _WINDOW) : start].replace("\u2019", "'")
    if any(q in before for q in _QUOTES) and any(q in line[end : end + _WINDOW] for q in _QUOTES):
        return "quoted"
    phrase = before + line[start:end].replace("\u2019", "'")
    for reason, pattern in _COMPILED:
        if pattern.search(before) or (reason == "negated" and _negated_inside(phrase[len(before) :])):
            return reason
    return None


def _negated_inside(phrase: str) -> bool:
    return bool(re.search(r"\b(?:not|don'?t|wouldn'?t|never)\b", phrase[:20], re.IGNORECASE))
