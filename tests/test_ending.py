"""Where the ending starts."""

from __future__ import annotations

import pytest

import closedetect
from closedetect.ending import find_ending
from closedetect.transcript import Transcript

MIDDLE = [("I", "And how did you handle that?"), ("C", "I called the driver and moved the load.")] * 10


def start_of(turns):
    t = Transcript.from_turns(turns)
    return find_ending(t, ["interviewer" if s == "I" else "candidate" for s, _ in turns])


def test_an_announced_wrap_up_starts_the_ending():
    found = start_of([*MIDDLE, ("I", "Do you have any questions for me?"), ("C", "When do you decide?")])
    assert found.first_turn == 20 and "questions" in found.reason


def test_questions_before_the_start_do_not():
    found = start_of([("I", "Any questions for me before we start?"), ("C", "No."), *MIDDLE, ("C", "Bye.")])
    assert found.first_turn > 2


def test_unannounced_it_is_the_last_twelve_turns():
    found = start_of(MIDDLE)
    assert len(MIDDLE) - found.first_turn == 12 and "nothing announces it" in found.reason


def test_unannounced_long_turns_are_cut_at_400_words():
    found = start_of([("I", "word " * 150), ("C", "word " * 150)] * 4)
    assert found.first_turn == 6


def test_nothing_is_an_empty_ending():
    found = start_of([])
    assert (found.start, found.end, found.first_turn) == (0, 0, 0)


def test_a_short_text_is_all_ending():
    assert start_of([("I", "How was the trip?"), ("C", "Fine. When can I start?")]).first_turn == 0


def test_a_greeting_is_no_wrap_up(fast):
    talk = [("HR", "Good morning! Thank you for coming in today. How are you?"), ("Ana", "Fine, thank you.")]
    talk += [("HR", "Tell me about a hard week."), ("Ana", "We moved two wards in five days, and I ran nights.")] * 6
    talk += [("HR", "That's admirable! Do you have any questions for me?"), ("Ana", "Who would I work with?")]
    assert fast.classify(talk).ending.first_turn == 14


@pytest.mark.parametrize("name", ["default", "fast"])
def test_what_was_said_before_the_wrap_up_of_a_short_interview_does_not_count(name):
    model = closedetect.load(name)
    talk = [("Recruiter", "Hi, this is Dana from Orrin Logistics. Is now a good time?"), ("Leo", "Yes, sure.")]
    talk += [("Recruiter", "You applied as night planner?"), ("Leo", "Yes, I'd really love to work with you.")]
    talk += [("Recruiter", "How many trucks did you plan in your last post?"), ("Leo", "About forty a night.")]
    talk += [("Recruiter", "Okay. That's all I have. Do you have any questions for me?"), ("Leo", "No, thanks. Bye.")]
    result = model.classify(talk)
    assert (result.ending.first_turn, result.label) == (6, "no_close")
    assert model.classify(talk[:2] + talk[6:] + talk[3:4]).label == "soft_interest"


def test_a_text_of_one_turn_says_that_it_cannot_be_cut():
    found = find_ending(Transcript.from_turns([("C", "word " * 900)]), ["candidate"])
    assert found.first_turn == 0 and found.reason == "the text is a single turn"
