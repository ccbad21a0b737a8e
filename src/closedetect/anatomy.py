"""The anatomy of a strong close: which of its parts the candidate's ending shows, and in which words.

The parts are those of the codebook's last section. They are reported beside the label and never decide it: the
ask and the match are triggers, silence follows from the turns, the rest is what the anatomy model finds.
"""

from __future__ import annotations

from collections.abc import Sequence

from closedetect.anatomy_model import AnatomyModel
from closedetect.dialogue import Line
from closedetect.result import AnatomyPart, Trigger

_FEW = 2
"""Words that may follow an ask without breaking the silence after it ("then", "at all")."""


def find_anatomy(lines: Sequence[Line], triggers: Sequence[Trigger], model: AnatomyModel) -> tuple[AnatomyPart, ...]:
    """Return the parts of a strong close that an ending shows, in the order of the text.

    Parameters
    ----------
    lines : sequence of Line
        The ending.
    triggers : sequence of Trigger
        What earned the label.
    model : AnatomyModel
        Finds the parts that are no triggers.
    """
    parts = [
        AnatomyPart("ask" if t.label == "direct_ask" else "match", t.text, t.start, t.end, t.turn)
        for t in triggers
        if t.label == "direct_ask" or t.cue == "match"
    ]
    for line in lines:
        if line.is_candidate:
            parts += [_part(line, part, start, end) for start, end, part in model.parts_in(line.text)]
    parts += _after_the_ask(lines, [t for t in triggers if t.label == "direct_ask"], model)
    return tuple(sorted(parts, key=lambda part: (part.start, part.end)))


def _after_the_ask(lines: Sequence[Line], asks: Sequence[Trigger], model: AnatomyModel) -> list[AnatomyPart]:
    """Silence (nothing more is said until the interviewer answers) and the interviewer's response."""
    if not asks:
        return []
    last = max(asks, key=lambda t: t.end)
    at = next((i for i, line in enumerate(lines) if line.first_turn <= last.turn <= line.last_turn), None)
    if at is None or at + 1 >= len(lines) or not lines[at + 1].text.strip():
        return []
    answer, turn = lines[at + 1], lines[at].turn
    found = []
    if turn is not None and len(turn.source[last.end : turn.end].split()) <= _FEW:
        found.append(AnatomyPart("silence", last.text, last.start, last.end, last.turn))
    return [*found, _part(answer, f"response: {model.response(answer.text)}", 0, len(answer.text))]


def _part(line: Line, part: str, first: int, last: int) -> AnatomyPart:
    assert line.turn is not None
    start, end = line.turn.locate(first, last)
    return AnatomyPart(part, line.turn.source[start:end], start, end, line.first_turn)
