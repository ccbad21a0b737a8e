"""Rows and columns: delimiters, headers, which column is what, turn tables."""

from __future__ import annotations

import pytest

from closedetect.reading import ReadError, from_rows, iter_table, read
from closedetect.reading.columns import choose_columns
from closedetect.reading.rows import iter_rows, sniff_delimiter

TALK = "HR: Any questions?\nAna: No."


@pytest.mark.parametrize("mark", [",", ";", "\t", "|"])
def test_the_delimiter_is_found_or_given(write, mark):
    lines = [
        mark.join(cells) + "\n" for cells in (["id", "speaker", "text"], ["1", "HR", "a"], ["1", "Ana", "b"])
    ]
    assert sniff_delimiter(lines) == mark
    path = write("a.csv", "".join(lines))
    assert next(iter_table(path, delimiter=mark)).speakers == ("HR", "Ana")


def test_rows_know_their_line():
    rows = list(iter_rows(iter(["a,b\n", '1,"x\n', 'y"\n', "\n", "2,z\n"]), ","))
    assert [(row.line, row.cells) for row in rows] == [(1, ["a", "b"]), (2, ["1", "x\ny"]), (5, ["2", "z"])]


@pytest.mark.parametrize(
    ("rows", "text", "speaker"),
    [
        ([["Code", "Details"], ["1", TALK]], 1, None),
        ([["interview_id", "name", "role_applied", "transcript"], ["1", "Ana", "cook", TALK]], 3, None),
        ([["turn_id", "speaker", "timestamp_utc", "text"], *[["1", "HR", "", "Hi there."]] * 2], 3, 1),
        ([["role", "content"], ["assistant", "Hi there."], ["user", "Hello you."]], 1, 0),
        ([["HR", "0:01", "Hi there."], ["Ana", "0:02", "Hello you."]], 2, 0),
        ([["A", "00:00:14.476", "00:00:15.578", "any questions?"], ["B", "0:16", "0:17", "no"]], 3, 0),
        ([["summary", "call_transcript"], ["Ana was kind to all of us.", TALK]], 1, None),
    ],
)  # fmt: skip
def test_what_the_columns_are(rows, text, speaker):
    columns = choose_columns(rows)
    assert (columns.text, columns.speaker) == (text, speaker)


def test_a_table_without_header_has_numbered_columns():
    rows = [["7", TALK], ["8", TALK]]
    first, second = from_rows(rows, text_column=None)
    assert first.meta["columns"] == {"column1": "7", "column2": TALK} and second.meta["row"] == 2


def test_segments_of_one_speaker_are_one_turn(write, said):
    rows = "speaker\tstart\tend\ttext\nHR\t0\t1\tany\nHR\t1\t2\tquestions?\n2\t3\t4\tno.\n"
    (transcript,) = read(write("a.tsv", rows))
    assert said(transcript) == [("HR", "any questions?"), ("Speaker 2", "no.")]
    assert [turn.time for turn in transcript.turns] == [0, 3]


def test_turns_nobody_says_are_left_out_and_notes_are_marked(said):
    rows = [
        ["role", "text"],
        ["system", "You are kind."],
        ["candidate", "Bye now."],
        ["candidate", "[hangs up]"],
    ]
    (transcript,) = from_rows(rows)
    assert said(transcript) == [("candidate", "Bye now.")]
    assert [(turn.note, turn.role) for turn in transcript.turns] == [
        (False, "candidate"),
        (True, "candidate"),
    ]


def test_rows_that_are_cut_short_are_named(write):
    (transcript,) = read(write("a.csv", "interview_id,speaker,text\n1,HR,Hi there.\n1,Ana\n1,Ana,Hello.\n"))
    assert transcript.speakers == ("HR", "Ana") and "row 2" in transcript.warnings[0]


def test_rows_of_one_interview_that_are_not_together(write):
    rows = "interview_id,speaker,text\n1,HR,Hi there.\n2,HR,Hi you.\n1,Ana,Hello.\n"
    found = read(write("a.csv", rows))
    assert [t.name for t in found] == ["1", "2", "1"] and "not together" in found[2].warnings[0]


def test_a_speaker_column_that_is_missing():
    with pytest.raises(ReadError, match="speaker_column"):
        from_rows([["a", "text"], ["1", "Hi there."]], layout="turn-table")


@pytest.mark.parametrize("name", ["call", "Session", "meeting"])
def test_interviews_of_a_turn_table_are_told_apart_by_any_usual_column(write, name):
    rows = f"{name},speaker,text\n1,HR,Questions?\n1,Ana,No.\n2,HR,Questions?\n2,Bo,One.\n"
    assert [t.speakers for t in read(write("calls.csv", rows))] == [("HR", "Ana"), ("HR", "Bo")]
