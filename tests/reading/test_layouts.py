"""Running text in every layout: who says what comes back, and offsets point into the text as given."""

from __future__ import annotations

import itertools

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from closedetect.reading import LAYOUTS, ReadError, parse_text, split_interviews

ANA = [
    ("Interviewer", "Any questions for us?"),
    ("Ana", "Only one. When can I start?"),
    ("Interviewer", "Ha."),
]

SAMPLES = {
    "labels": "Interviewer: Any questions for us?\nAna: Only one. When can I start?\nInterviewer: Ha.",
    "blank lines": "Interviewer: Any questions for us?\n\nAna: Only one. When can I start?\n\n"
    "Interviewer: Ha.\n",
    "stamps": "[58:02] Interviewer: Any questions for us?\n[1:00:16] Ana: Only one. When can I start?\n"
    "[1:00:19] Interviewer: Ha.",
    "own line": "Interviewer  00:12\nAny questions for us?\n\nAna  00:15\nOnly one. When can I start?\n\n"
    "Interviewer  00:19\nHa.",
    "bold": "**Interviewer:** Any questions for us?\n\n**Ana:** Only one. When can I start?  \n\n"
    "**Interviewer:** Ha.",
    "bullets": "- Interviewer: Any questions for us?\n- Ana: Only one. When can I start?\n- Interviewer: Ha.",
    "quoted": "> Interviewer: Any questions for us?\n> Ana: Only one. When can I start?\n> Interviewer: Ha.",
    "one line": "Interviewer: Any questions for us? Ana: Only one. When can I start? Interviewer: Ha.",
    "literal breaks": r"Interviewer: Any questions for us?\nAna: Only one. When can I start?"
    r"\nInterviewer: Ha.",
}


def said(transcript):
    for turn in transcript.turns:
        assert all(0 <= a < b <= len(transcript.text) for a, b in turn.pieces)
        assert turn.text == " ".join(transcript.text[a:b] for a, b in turn.pieces)
    return [(turn.speaker, turn.text) for turn in transcript.turns if not turn.note]


@pytest.mark.parametrize("text", SAMPLES.values(), ids=SAMPLES)
def test_the_same_talk_in_every_layout(text):
    transcript = parse_text(text)
    assert transcript.text == text
    assert said(transcript) == ANA


@pytest.mark.parametrize("end", ["\r\n", "\r"], ids=["windows", "old-mac"])
def test_line_ends_of_other_systems(end):
    assert said(parse_text(SAMPLES["labels"].replace("\n", end))) == ANA


def test_times_are_seconds_from_the_start():
    turns = parse_text(SAMPLES["stamps"]).turns
    assert [turn.time for turn in turns] == [58 * 60 + 2, 3616, 3619]


@pytest.mark.parametrize(
    "label",
    ["Candidate (Jordan)", "INTERVIEWEE", "Speaker 2", "SPEAKER_01", "Mr Osei", "A", "M", "user", "Priya"],
)
def test_labels_of_all_kinds(label):
    other = {"A": "B", "M": "W"}.get(label, "Interviewer")
    text = f"{other}: Any questions?\n{label}: No, thank you.\n{other}: Then goodbye.\n{label}: Goodbye."
    assert [speaker for speaker, _ in said(parse_text(text))] == [other, label] * 2


def test_hash_marks_around_a_label_are_markup():
    text = "#Person1#: Any questions?\n#Person2#: No.\n#Person1#: Bye."
    assert [s for s, _ in said(parse_text(text))] == ["Person1", "Person2", "Person1"]


def test_letters_with_a_legend():
    text = "I = Interviewer  C = Candidate\nI Good morning.\nC My name is Bo.\nI Thank you.\nC Thank you."
    assert [words for _, words in said(parse_text(text))] == [
        "Good morning.",
        "My name is Bo.",
        "Thank you.",
        "Thank you.",
    ]


@pytest.mark.parametrize(
    "words",
    [
        "We meet at 10:30, right?",
        "Note: I was early.",
        "See https://example.org/a:b for it.",
        "Two things: pay and hours.",
    ],
)
def test_a_colon_in_speech_makes_no_speaker(words):
    text = f"Interviewer: Any questions?\nAna: {words}\nInterviewer: Thanks."
    assert said(parse_text(text))[1] == ("Ana", words)


def test_lines_that_go_on_belong_to_the_turn_above():
    text = "HR: Any questions?\nAna: Yes.\nWhen can I start?\nHR: Soon."
    turn = parse_text(text).turns[1]
    assert turn.text.split() == ["Yes.", "When", "can", "I", "start?"]


def test_stage_notes_are_not_speech():
    transcript = parse_text("HR: Any questions?\nAna: No.\nHR: [hangs up]\nAna: Hello?")
    assert [turn.note for turn in transcript.turns] == [False, False, True, False]


def test_lines_without_labels():
    transcript = parse_text("so any questions for me\nyes when can i start\nwe will call you")
    assert [s for s, _ in said(transcript)] == [None] * 3


def test_alternate_utterances_of_dialogue_corpora():
    text = "Do you have questions ? __eou__ No . Thank you . __eou__ We will call you . __eou__"
    assert [words for _, words in said(parse_text(text))] == [
        "Do you have questions ?",
        "No . Thank you .",
        "We will call you .",
    ]


def test_headers_and_scores_are_not_speech():
    header = "# Interview 7\n\nCandidate Name: Ana Ruiz\nPosition Applied: Analyst\n\n---\n\n"
    text = header + "HR: Any questions?\nAna: No.\nHR: Bye.\n"
    assert said(parse_text(text)) == [("HR", "Any questions?"), ("Ana", "No."), ("HR", "Bye.")]


def test_several_interviews_in_one_file():
    one = "Candidate Name: Ana\n\nInterviewer: Questions?\nAna: No.\n"
    assert len(split_interviews(f"{one}\n-----\n\n{one.replace('Ana', 'Bo')}\n-----\n\n{one}")) == 3


def test_nothing_is_no_turn():
    assert parse_text("").turns == () == parse_text(" \n\t ").turns


def test_a_layout_can_be_forced_and_must_fit():
    assert LAYOUTS
    with pytest.raises(ValueError, match="labels"):
        parse_text("a", layout="sonnet")
    with pytest.raises(ReadError):
        parse_text("just some words", layout="labels")


@settings(max_examples=300, deadline=None)
@given(
    st.text(max_size=300)
    | st.lists(
        st.sampled_from(
            ["A: x", "\n", "[00:01]", "**B:** y", "- ", "\u202e", "\x00", "\ufeff", "C\u0327: z", " __eou__ "]
        ),
        max_size=30,
    ).map("".join)
)
def test_any_text_gives_valid_pieces_in_order(text):
    transcript = parse_text(text)
    said(transcript)
    places = [piece for turn in transcript.turns for piece in turn.pieces]
    assert places == sorted(places)
    assert all(a[1] <= b[0] for a, b in itertools.pairwise(places))


def test_a_hundred_thousand_turns_and_a_ten_megabyte_line():
    many = parse_text("HR: And then?\nAna: I called it in.\n" * 50_000)
    assert len(many.turns) == 100_000
    line = parse_text("Ana: " + "word " * 2_000_000)
    assert len(line.turns) == 1 and len(line.turns[0].text) > 9_000_000


def test_one_label_over_everybodys_words_names_nobody():
    text = "Unknown Speaker  28:01\nAny questions?\n\nUnknown Speaker  28:10\nNo, thank you.\n"
    turns = parse_text(text).turns
    assert [(turn.speaker, turn.text) for turn in turns] == [(None, "Any questions?"), (None, "No, thank you.")]
