"""The candidate named by a column or a key; all cells of a row are kept."""

from __future__ import annotations

import json

import pytest

from closedetect.reading import ReadError, from_json, from_rows, read

TALK = "HR: Any questions?\nAna Ruiz: When can I start?\nHR: Soon."
TURNS = [{"speaker": "HR", "text": "Any questions?"}, {"speaker": "Ana", "text": "No."}]


def roles(transcript):
    return [turn.role for turn in transcript.turns]


@pytest.mark.parametrize("name", ["Ana Ruiz", "ana ruiz", " ANA  RUIZ "])
def test_a_column_marks_the_candidate(name):
    (transcript,) = from_rows([["talk", "who"], [TALK, name]], text_column="talk", candidate_column="who")
    assert roles(transcript) == [None, "candidate", None]


@pytest.mark.parametrize(("label", "name"), [("Ana", "Ana Ruiz"), ("Ana (Candidate)", "Ana")])
def test_a_name_may_be_longer_or_shorter_than_the_label(label, name):
    turns = [{**turn, "speaker": turn["speaker"].replace("Ana", label)} for turn in TURNS]
    (transcript,) = from_json({"turns": turns, "who": name}, candidate_column="who")
    assert roles(transcript) == [None, "candidate"]


@pytest.mark.parametrize("name", ["Bo", "An", "Candidate", "interviewer"])
def test_a_candidate_who_says_nothing_is_a_problem(name):
    (row,) = from_rows([["talk", "who"], [TALK, name]], text_column="talk", candidate_column="who")
    (value,) = from_json({"turns": TURNS, "who": name}, candidate_column="who")
    (turns,) = from_rows(
        [["speaker", "text", "who"], ["HR", "Hi.", name], ["Ana", "Hello.", name]], candidate_column="who"
    )
    for transcript in (row, value, turns):
        assert transcript.turns == ()
        assert repr(name) in transcript.meta["problem"] and "'HR'" in transcript.meta["problem"]


def test_an_empty_cell_names_nobody():
    (transcript,) = from_rows([["talk", "who"], [TALK, " "]], text_column="talk", candidate_column="who")
    assert roles(transcript) == [None] * 3 and "problem" not in transcript.meta


def test_a_key_that_is_not_there():
    with pytest.raises(ReadError, match="'who'.*turns"):
        from_json({"turns": TURNS}, candidate_column="who")


def test_lines_of_turns_name_the_candidate(write):
    lines = "\n".join(json.dumps({**turn, "who": "Ana"}) for turn in TURNS)
    (transcript,) = read(write("a.jsonl", lines), candidate_column="who")
    assert roles(transcript) == [None, "candidate"]


def test_the_name_goes_before_a_role_field():
    turns = [{"speaker": "HR", "role": "candidate", "text": "Hi."}, {"speaker": "Ana", "text": "Hello."}]
    (transcript,) = from_json({"turns": turns, "who": "Ana"}, candidate_column="who")
    assert roles(transcript) == [None, "candidate"]


def test_every_cell_is_kept_by_column_in_order(write):
    cell = '"' + TALK + '"'
    rows = read(write("a.csv", f"id, note ,transcript,,note\n1,a,{cell},x,b\n2,c\n3,d,{cell},y,e,over\n"))
    columns = [row.meta["columns"] for row in rows]
    names = ["id", "note", "transcript", "column4", "note (5)"]
    assert list(columns[0]) == list(columns[1]) == names
    assert list(columns[0].values()) == ["1", "a", TALK, "x", "b"]
    assert list(columns[1].values()) == ["2", "c", "", "", ""]
    assert columns[2] == dict(zip([*names, "column6"], ["3", "d", TALK, "y", "e", "over"], strict=True))
