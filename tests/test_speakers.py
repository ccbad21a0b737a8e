"""Who is the candidate."""

from __future__ import annotations

import pytest

from closedetect.speakers import find_candidate, role_of_label
from closedetect.transcript import Transcript


class Talk:
    """Sounds like a candidate where the text says "I"."""

    def candidate_scores(self, texts):
        return [2.0 if "I " in text else -2.0 for text in texts]


def make(*turns):
    return Transcript.from_turns(turns)


@pytest.mark.parametrize(
    ("label", "role"),
    [
        ("Candidate", "candidate"),
        ("Candidate (Jordan)", "candidate"),
        ("INTERVIEWEE", "candidate"),
        ("C", "candidate"),
        ("Interviewer 2", "interviewer"),
        ("AI Recruiter", "interviewer"),
        ("HR", "interviewer"),
        ("I", "interviewer"),
        ("Priya", None),
        ("Speaker 1", None),
    ],
)
def test_role_words(label, role):
    assert role_of_label(label) == role


def test_the_user_overrides_everything():
    t = make(("Candidate", "Any questions?"), ("Interviewer", "I have none."))
    found = find_candidate(t, "interviewer")
    assert found.roles == ("interviewer", "candidate") and found.confidence == 1.0


def test_a_candidate_who_does_not_speak_is_an_error_that_lists_speakers():
    with pytest.raises(ValueError, match="'Bob' speaks no turn; speakers here: 'Ana', 'Ben'"):
        find_candidate(make(("Ana", "hi"), ("Ben", "hi")), "Bob")


def test_the_other_one_where_only_the_interviewer_is_labelled():
    found = find_candidate(make(("HR", "Questions?"), ("Ana", "No.")))
    assert found.name == "Ana" and not found.unsure


def test_talk_decides_between_neutral_labels():
    found = find_candidate(make(("Speaker 1", "Questions?"), ("Speaker 2", "I have one.")), talk=Talk())
    assert found.name == "Speaker 2" and "talks like" in found.reason


def test_lines_without_labels_are_taken_in_turns():
    t = make((None, "Questions?"), (None, "I have one."), (None, "Yes?"), (None, "I forgot."))
    found = find_candidate(t, talk=Talk())
    assert found.roles == ("interviewer", "candidate") * 2 and found.name is None


def test_nobody_without_labels_and_without_a_model():
    found = find_candidate(make((None, "hello")))
    assert found.confidence == 0.0 and "candidate" not in found.roles and found.unsure


def test_one_person_under_two_labels_is_one_person():
    talk = [("Recruiter", "Welcome."), ("Candidate (Jordan)", "Hello."), ("Recruiter", "Questions?"), ("Jordan", "No.")]
    found = find_candidate(Transcript.from_turns(talk))
    assert found.roles == ("interviewer", "candidate") * 2 and found.speakers == ("Candidate (Jordan)", "Jordan")


def test_an_interviewer_of_the_same_name_stays_one():
    talk = [("Interviewer Jordan", "Questions?"), ("Candidate Jordan", "No."), ("Jordan", "Well, bye.")]
    assert find_candidate(Transcript.from_turns(talk)).roles[0] == "interviewer"


def test_whoever_recorded_the_interview_may_be_either_side():
    asks = make(("Me", "Any questions?"), ("Them", "I have one. I would like the job."), ("Me", "We'll see."))
    assert find_candidate(asks, talk=Talk()).name == "Them"
    answers = make(("Me", "I have one."), ("Them", "Go on, I said."))
    assert find_candidate(answers, talk=Talk()).name == "Me"
    assert find_candidate(make(("Me", "Hello."), ("Interviewer", "I see.")), talk=Talk()).name == "Me"
