"""The parts of a strong close: found in the words that show them, on turns that hold them."""

from __future__ import annotations

import pytest

import closedetect
from closedetect.anatomy_model import RESPONSES, clause_spans

TALK = """Interviewer: That's all from me. Anything else?
Ana: Based on what you've told me today I'm confident I can run this line. So, would you hire me?
Interviewer: It's not my decision, that's up to the plant manager.
Ana: Fair enough."""


@pytest.fixture(scope="module")
def parts():
    return closedetect.classify(TALK).anatomy


def test_parts_are_named_where_they_stand(parts):
    assert all(TALK[p.start : p.end] == p.text for p in parts)
    assert {"ask", "confidence", "silence"} <= {p.part for p in parts}
    assert all(p.turn == 1 for p in parts if not p.part.startswith("response"))


def test_one_response_follows_the_ask(parts):
    (response,) = (p for p in parts if p.part.startswith("response: "))
    assert response.turn == 2 and response.part.removeprefix("response: ") in RESPONSES


def test_talk_after_the_ask_breaks_the_silence():
    talk = TALK.replace("hire me?", "hire me? I only ask because my lease ends in May and I would have to move.")
    assert "silence" not in {p.part for p in closedetect.classify(talk).anatomy}


def test_no_ask_no_response():
    found = closedetect.classify("Interviewer: Any questions?\nAna: No, thank you.\nInterviewer: Great, bye.").anatomy
    assert not [p for p in found if p.part.startswith("response")]


def test_clauses_cover_every_word_once():
    text = "i saw the line and um i can do that because i did it for years so can i have the job"
    spans = clause_spans(text)
    assert " ".join(text[a:b] for a, b in spans) == text
