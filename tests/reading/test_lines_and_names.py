"""Lines, times, names, headers, legends, notes: the small parts that the layouts are made of."""

from __future__ import annotations

import pytest

from closedetect.reading import parse_text, split_interviews
from closedetect.reading.lines import seconds, split_lines
from closedetect.reading.names import clean, kind_of, role_of
from closedetect.reading.talk import is_note


@pytest.mark.parametrize(
    ("stamp", "value"),
    [
        ("[58:02]", 3482),
        ("(1:00:16)", 3616),
        ("00:00:14.476", 14.476),
        ("[0.0s -> 2.5s]", 0),
        ("1:05 PM", 46800 + 300),
    ],
)
def test_times(stamp, value):
    assert seconds(stamp) == value


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r", "\u2028", "\\n"])
def test_line_ends(end):
    text = f"A: a{end}{end}B: b"
    assert [text[line.start : line.end] for line in split_lines(text)] == ["A: a", "B: b"]


@pytest.mark.parametrize(
    ("kind", "labels"),
    [
        (
            "role",
            [
                "Interviewer",
                "HR",
                "Speaker 2",
                "SPEAKER_00",
                "AI Recruiter",
                "Eve (Interviewer)",
                "Ana (Student)",
            ],
        ),
        ("name", ["Ana", "Ana Ruiz", "Ana de la Cruz", "Dr. Osei"]),
        ("letter", ["Q", "M", "W2"]),
        ("field", ["Candidate Name", "Date", "Position Applied"]),
        ("aside", ["Note", "First", "Question 3"]),
        ("none", ["so I said", "", "12", "Well, then", "x" * 60]),
    ],
)
def test_kinds_of_labels(kind, labels):
    assert {label: kind_of(label) for label in labels} == dict.fromkeys(labels, kind)


@pytest.mark.parametrize("raw", ["**Ana**", "[Ana]", "  > Ana ", "#Ana#", "_Ana_", "\u200eAna"])
def test_markup_around_a_label(raw):
    start, end = clean(raw)
    assert raw[start:end] == "Ana"


def test_roles_that_labels_say():
    assert [role_of(x) for x in ("Job Candidate", "Hiring-Manager", "Ana")] == [
        "candidate",
        "interviewer",
        None,
    ]


def test_stage_notes():
    notes = ["[Pause]", "(laughs)", "*sighs*", "<noise>", "[Answers questions]"]
    speech = ["(I do. Really.)", "Yes [laughs]", "[a] and [b]", "*"]
    assert all(is_note(x, 0, len(x)) for x in notes) and not any(is_note(x, 0, len(x)) for x in speech)


def test_a_note_below_a_label_is_of_that_speaker():
    transcript = parse_text("HR:\nAny questions?\n\nAna:\n[shakes her head]\n\nHR:\nBye.\n[door]")
    assert [(t.speaker, t.note) for t in transcript.turns] == [
        ("HR", False), ("Ana", True), ("HR", False), (None, True)
    ]  # fmt: skip


def test_a_header_says_who_is_who(said):
    transcript = parse_text(
        "Candidate Name: Ana Ruiz\nInterviewer: Lee\nDate: 3 May\n\nLee: Hi.\nAna: Hello.\nLee: Bye."
    )
    assert said(transcript) == [("Lee", "Hi."), ("Ana", "Hello."), ("Lee", "Bye.")]
    assert transcript.turns[1].role == "candidate" and transcript.meta["header"]["Date"] == "3 May"


@pytest.mark.parametrize(
    "text",
    [
        "Interviewer Good to see you.\nCandidate I like it here.\nInterviewer A good answer.\n"
        "Candidate 3 years now.",
        "[Interviewer (CTO)] Good to see you. |\n[Ana] I like it here. |\n"
        "[Interviewer (CTO)] Bye. |\n[Ana] Bye. |",
        "| Ana | I like it here. |\n| Lee | Good. |\n| Ana | Bye. |",
        "Ana\tI like it here: really.\nLee\tGood to know: thanks.\nAna\tBye.",
        "Q Why us?\nA My aunt works here.\nQ And when?\nA Now.",
    ],
)
def test_labels_without_colon(text):
    transcript = parse_text(text)
    assert transcript.layout == "bare-labels" and len(transcript.speakers) == 2
    assert sum(turn.text[0].isupper() or turn.text[0].isdigit() for turn in transcript.turns) == len(
        text.split("\n")
    )


def test_quotes_below_a_label_are_speech():
    assert parse_text('Ana:\n"I can start now."\nHR:\nGood.').turns[0].text == '"I can start now."'


def test_a_list_in_a_talk_on_one_line_is_no_speaker(said):
    text = "HR: How? Ana: In phases. Roll Out: one by one. HR: Good. Ana: Yes. HR: Bye."
    assert [s for s, _ in said(parse_text(text))] == ["HR", "Ana", "HR", "Ana", "HR"]


@pytest.mark.parametrize("rule", ["-----", "=====", "***********"])
def test_interviews_between_rules(rule, write):
    parts = [f"Candidate Name: {who}\n\nHR: Hi.\n{who}: Hello.\n" for who in ("Ana", "Bo", "Cy")]
    text = f"\n{rule}\n".join(parts)
    assert len(split_interviews(text)) == 3 and "".join(split_interviews(text)) == text
