"""Hostile text costs linear time in every stage that runs regular expressions over it."""

from __future__ import annotations

import time

import pytest

from closedetect.anatomy import find_anatomy
from closedetect.anatomy_model import AnatomyModel
from closedetect.cancel import cancel_reason
from closedetect.dialogue import Line, dialogue_lines
from closedetect.ending import find_ending
from closedetect.reading import parse_text
from closedetect.storage import model_folder
from closedetect.surface import surface_phrases
from closedetect.transcript import Transcript, Turn

UNITS = [
    "a", " ", "a ", "I want ", "any ", "1:", "[00:", "**", "\n", "- ", "'",
    "because i ", "not ", "\\n", "look ", "A: ",
]


ANATOMY = AnatomyModel.load(model_folder("fast"))


def line_of(text):
    return Line("candidate", text, Turn("C", ((0, len(text)),), text))


def anatomy(text):
    return find_anatomy([line_of(text)], [], ANATOMY)


def ending(text):
    transcript = Transcript.from_turns([("I", text or "x"), ("C", "no")] * 2)
    roles = ["interviewer" if t.speaker == "I" else "candidate" for t in transcript.turns]
    return dialogue_lines(transcript, roles, find_ending(transcript, roles).first_turn)


STAGES = {
    "reading": parse_text,
    "ending": ending,
    "near misses": lambda text: list(surface_phrases(text)),
    "what cancels": lambda text: cancel_reason(text, len(text) // 2, len(text) // 2 + 1),
    "anatomy": anatomy,
}


def seconds(stage, text):
    best = float("inf")
    for _ in range(2):
        begin = time.perf_counter()
        stage(text)
        best = min(best, time.perf_counter() - begin)
    return best


@pytest.mark.parametrize("stage", STAGES.values(), ids=STAGES)
@pytest.mark.parametrize("unit", UNITS)
def test_eight_times_the_text_does_not_take_sixty_four_times_as_long(stage, unit):
    short, long = unit * (2_500 // len(unit)), unit * (20_000 // len(unit))
    a, b = seconds(stage, short), seconds(stage, long)
    # Linear is 8, quadratic 64; times below a hundredth of a second are noise.
    assert b < 0.02 or b < 32 * a
