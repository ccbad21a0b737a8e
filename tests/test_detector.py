"""The chain as a whole: exact offsets, honest sums, and behaviour on the awkward."""

from __future__ import annotations

import json
from concurrent.futures import ThreadPoolExecutor

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import closedetect
from closedetect.labels import LABELS
from closedetect.transcript import Transcript

ASK = "Interviewer: That's all I have. Any questions?\nAna: Just one. Can I have the job?\nInterviewer: Ha!"


def check(result):
    for found in (*result.triggers, *result.near_misses, *result.anatomy):
        assert result.text[found.start : found.end] == found.text != ""
    assert list(result.probabilities) == list(LABELS)
    assert abs(sum(result.probabilities.values()) - 1) < 1e-9
    if not result.problem:
        assert (result.label == "no_close") == (not result.triggers)
    json.dumps(result.to_dict())
    return result


def test_an_ask_is_found_with_its_words(fast):
    result = check(fast.classify(ASK))
    assert result.label == "direct_ask" and result.candidate == "Ana"
    assert "Can I have the job" in [t.text for t in result.triggers]
    assert result.triggers[0].turn == 1 and result.triggers[0].cue == "job_request"


def test_the_interviewers_words_earn_nothing_and_are_a_near_miss(fast):
    text = "Interviewer: We'd love to hire you. Can I have the job description?\nAna: Okay, bye."
    result = check(fast.classify(text))
    assert result.label == "no_close"
    assert {m.reason for m in result.near_misses} == {"said by the interviewer"}


def test_what_was_said_before_the_ending_does_not_count(fast):
    middle = "Interviewer: And what did you do then?\nAna: I called the depot and moved the load.\n" * 9
    text = f"Ana: I want this job.\n{middle}Interviewer: Any questions for me?\nAna: No, thank you.\n"
    result = check(fast.classify(text))
    assert result.label == "no_close" and result.ending.first_turn > 10
    assert "said before the ending" in {m.reason for m in result.near_misses}


@settings(max_examples=60, deadline=None)
@given(st.lists(st.tuples(st.sampled_from(["I", "C"]), st.text(max_size=60)), max_size=6), st.data())
def test_parts_of_every_score_sum_to_it(turns, data):
    detector = closedetect.load("fast")
    words = data.draw(st.sampled_from(["I want this job", "I'd love to join you", "when can I start", "bye"]))
    transcript = Transcript.from_turns([*turns, ("C", words)])
    result = check(detector.classify(transcript, candidate="C"))
    scores = np.array([sum(result.scores[label].values()) for label in LABELS])
    p = np.exp(scores - scores.max())
    assert np.abs(p / p.sum() - list(result.probabilities.values())).max() < 1e-9
    shown = sum(t.contribution for t in result.triggers)
    assert abs(shown - result.scores[result.label]["triggers"]) < 1e-9


def test_parts_equal_the_decision_score(fast):
    result = fast.classify(ASK)
    values = fast.features(ASK)
    direct = fast.decision.scores(values[None])[0]
    parts = [sum(result.scores[label].values()) for label in LABELS]
    assert np.abs(direct - parts).max() < 1e-9
    intercepts = [result.scores[label]["intercept"] for label in LABELS]
    assert np.abs(fast.decision.intercept_ - intercepts).max() < 1e-9


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("", "the text is empty"),
        (" \n ", "the text is empty"),
        ("Interviewer: Hello?\nInterviewer: Is anybody there?", "nobody could be taken"),
        (
            "Interviewer: Haben Sie noch Fragen an uns zu der Stelle?\n"
            "Ana: Nein, vielen Dank, das war alles sehr klar.",
            "does not look like English",
        ),
        ("hello", "too short"),
        ("Buy milk, eggs and bread on the way home. The shop shuts at nine.", "does not look like a conversation"),
        ("Dear Ms Lund,\nthank you for your time. Can I have the job?\nKind regards,\nAna", "looks like a letter"),
        ('[{"speaker": "HR", "text": "Any questions?"}, {"speaker": "Ana", "te', "JSON that was cut off"),
    ],
)
def test_what_cannot_be_judged_says_why(fast, text, problem):
    result = check(fast.classify(text))
    assert problem in result.problem and not result.near_misses


@pytest.mark.parametrize(
    "text",
    [
        "Candidate: When can I start?",
        "Candidate: Thanks.\nCandidate: I want this job.",
        "hello",
        "thanks for your time then goodbye",
        "so do you have any questions\nyes when can i start\nwe will see",
        ASK.replace("\n", "\r\n"),
        "\ufeff" + ASK,
        ASK.replace("'", "\u2019"),
    ],
    ids=["one-turn", "only-the-candidate", "one-word", "one-line", "no-labels", "crlf", "bom", "curly"],
)
def test_awkward_texts_get_an_answer(fast, text):
    check(fast.classify(text))


def test_windows_line_ends_change_nothing_but_offsets(fast):
    unix, windows = fast.classify(ASK), fast.classify(ASK.replace("\n", "\r\n"))
    assert unix.probabilities == windows.probabilities
    assert [t.text for t in unix.triggers] == [t.text for t in windows.triggers]


def test_ten_megabytes_cost_little_more_than_their_ending(fast):
    middle = "Interviewer: And then?\nAna: I moved the load to the other truck and called it in.\n"
    text = middle * (10_000_000 // len(middle)) + ASK
    assert check(fast.classify(text)).label == "direct_ask"


def test_input_of_every_kind(fast):
    turns = [("Interviewer", "Any questions?"), ("Ana", "Can I have the job?")]
    expected = fast.classify(turns).label
    assert fast.classify(Transcript.from_turns(turns)).label == expected
    assert fast.classify([{"speaker": s, "text": t} for s, t in turns]).label == expected
    with pytest.raises(TypeError, match="not float"):
        fast.classify(float("nan"))
    with pytest.raises(TypeError, match="turn 0 is 7"):
        fast.classify([7])


def test_a_prior_moves_probabilities_and_abstaining_is_a_problem():
    plain = closedetect.load("fast").classify(ASK)
    rare = closedetect.load("fast", prior={"no_close": 0.9, "soft_interest": 0.09, "direct_ask": 0.01}).classify(ASK)
    assert rare.probabilities["direct_ask"] < plain.probabilities["direct_ask"]
    assert abs(sum(sum(v.values()) for v in rare.scores.values())) < 1e9
    assert "too uncertain" in closedetect.load("fast", abstain=1.0).classify(ASK).problem
    with pytest.raises(ValueError, match="share above 0 for each of"):
        closedetect.load("fast", prior={"no_close": 1.0})
    with pytest.raises(ValueError, match="between 0 and 1"):
        closedetect.load("fast", abstain=7)


def test_threads_and_processes_give_the_same_results_in_order(fast):
    texts = [ASK, ASK.replace("Can I have the job", "Where do I park"), "", ASK] * 6
    alone = [r.to_dict() for r in fast.classify_many(texts)]
    with ThreadPoolExecutor(4) as pool:
        assert [r.to_dict() for r in pool.map(fast.classify, texts)] == alone
    assert [r.to_dict() for r in fast.classify_many(iter(texts), n_jobs=2)] == alone


@pytest.mark.parametrize("model", ["fast", "default"])
@pytest.mark.parametrize("stray", ["\ud800", "\udfff", "\x00", "\u200d", "e\u0301", "\u202e", "\ufeff", "\u0130"])
def test_a_stray_character_breaks_nothing(model, stray):
    text = f"HR: Any questions?{stray}\nAna: {stray}No. Only this:{stray} can I have the job?\nHR: Ha.{stray}"
    result = check(closedetect.load(model).classify(text))
    assert result.text == text and result.label == "direct_ask"
