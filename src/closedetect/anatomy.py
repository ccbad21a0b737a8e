"""The anatomy of a strong close: which of its parts the candidate's ending shows, and in which words.

The parts are those of the codebook's last section. They are reported beside the label and never decide it.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from closedetect.dialogue import Line
from closedetect.result import AnatomyPart, Trigger

_PHRASES: tuple[tuple[str, str], ...] = (
    (
        "learned",
        r"\b(?:based on|after|from|given) (?:what|everything|all)(?: that)?(?: i| you| we)(?:'ve| have)? (?:learned"
        r"|heard|told|said|seen|shared|discussed|talked about|explained)(?: \w+){0,3}",
    ),
    (
        "confidence",
        r"\bi(?:'m| am) (?:confident|sure|certain|convinced)(?: that)? (?:that )?i(?: \w+){1,5}"
        r"|\bi know i(?: can|'d| would|'ll)(?: \w+){1,4}",
    ),
    (
        "mutual interest",
        r"\bmutual (?:interest|fit)\b|\bif you(?:'re| are) (?:as )?(?:interested|happy) (?:too|as well|as i am)\b"
        r"|\bif (?:you|we) (?:both )?(?:feel|think) (?:the same|it'?s a (?:good )?fit)",
    ),
)
_COMPILED = tuple((part, re.compile(pattern, re.IGNORECASE)) for part, pattern in _PHRASES)
_RESPONSES: tuple[tuple[str, str], ...] = (
    (
        "offer",
        r"\byou(?:'re| are) hired\b|\bthe job(?:'s| is) yours\b|\bwelcome aboard\b"
        r"|\byou(?:'ve| have) got (?:the job|it)\b|\b(?:like|love|happy) to offer you\b|\bsee you (?:on )?monday\b",
    ),
    (
        "declined",
        r"\bunfortunately\b|\bafraid not\b|\bnot going to (?:work|move)|\bgone with (?:someone|another)\b"
        r"|\bit'?s a no\b",
    ),
    (
        "no authority",
        r"\bnot (?:my|up to me|mine)\b.{0,30}|\b(?:isn't|not) (?:my )?(?:call|decision)\b|\bi don'?t (?:make|decide)\b"
        r"|\b(?:above my pay|up to (?:the|hr|them|her|him|my))\b",
    ),
    (
        "concern raised",
        r"\b(?:my|the|one|only) (?:only |one |main )?(?:concern|worry|hesitation|thing)(?:'s| is| would be)\b"
        r"|\bi(?:'d| would) (?:worry|want to see)\b",
    ),
    (
        "noncommittal",
        r"\b(?:we|i)(?:'ll| will| have to| need to)(?: \w+){0,2} (?:see|know|touch|think|talk|decide|back|discuss)\b"
        r"|\bother (?:people|candidates) to see\b|\bby (?:monday|tuesday|wednesday|thursday|friday|the end)\b",
    ),
    (
        "positive",
        r"\b(?:good to (?:know|hear)|love (?:that|to hear)|i like (?:that|you)|no (?:concerns|reason)|great|perfect"
        r"|wonderful|absolutely|definitely)\b",
    ),
)
_COMPILED_RESPONSES = tuple((name, re.compile(pattern, re.IGNORECASE)) for name, pattern in _RESPONSES)


def find_anatomy(lines: Sequence[Line], triggers: Sequence[Trigger]) -> tuple[AnatomyPart, ...]:
    """Return the parts of a strong close that an ending shows, in the order of the text.

    Parameters
    ----------
    lines : sequence of Line
        The ending.
    triggers : sequence of Trigger
        What earned the label.
    """
    parts = [
        AnatomyPart("ask" if t.label == "direct_ask" else "match", t.text, t.start, t.end, t.turn)
        for t in triggers
        if t.label == "direct_ask" or t.cue == "match"
    ]
    for line in lines:
        if line.is_candidate:
            for part, pattern in _COMPILED:
                parts += [_part(line, part, m) for m in pattern.finditer(line.text)]
    parts += _after_the_ask(lines, [t for t in triggers if t.label == "direct_ask"])
    return tuple(sorted(parts, key=lambda part: (part.start, part.end)))


def _after_the_ask(lines: Sequence[Line], asks: Sequence[Trigger]) -> list[AnatomyPart]:
    """Silence (nothing more is said until the interviewer answers) and the interviewer's response."""
    if not asks:
        return []
    last = max(asks, key=lambda t: t.end)
    at = next((i for i, line in enumerate(lines) if line.first_turn <= last.turn <= line.last_turn), None)
    if at is None or lines[at].turn is None or at + 1 >= len(lines):
        return []
    answer, turn = lines[at + 1], lines[at].turn
    found = []
    if turn is not None and len(turn.source[last.end : turn.end].split()) <= 2:
        found.append(AnatomyPart("silence", last.text, last.start, last.end, last.turn))
    for name, pattern in _COMPILED_RESPONSES:
        match = pattern.search(answer.text)
        if match:
            return [*found, _part(answer, f"response: {name}", match)]
    return found


def _part(line: Line, part: str, match: re.Match[str]) -> AnatomyPart:
    assert line.turn is not None
    start, end = line.turn.locate(match.start(), match.end())
    return AnatomyPart(part, line.turn.source[start:end], start, end, line.first_turn)
