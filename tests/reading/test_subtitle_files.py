"""Subtitles: voices, labels, dashes, notes, captions that repeat themselves."""

from __future__ import annotations

import pytest

from closedetect.reading import parse_text, read


def vtt(*cues):
    return "WEBVTT\n\n" + "\n\n".join(
        f"00:{i:02d}.000 --> 00:{i + 1:02d}.000\n{w}" for i, w in enumerate(cues)
    )


def words(transcript):
    return " ".join(" ".join(turn.text for turn in transcript.turns).split())


def test_a_turn_spans_cues_and_offsets_point_into_the_file(said):
    text = vtt("<v Ana Ruiz>Thank you", "<v Ana Ruiz>for your time.</v>", "<v HR>Bye.</v>")
    transcript = parse_text(text)
    assert transcript.text == text and len(transcript.turns[0].pieces) == 2
    assert said(transcript) == [("Ana Ruiz", "Thank you for your time."), ("HR", "Bye.")]


def test_two_people_who_say_the_same_both_said_it(write):
    talk = ["Good morning!", "Good morning!", "How are you?", "I am well.", "So am I.", "Any questions?"]
    assert words(read(write("a.vtt", vtt(*talk)))[0]) == " ".join(talk)


def test_captions_that_roll_or_grow_are_said_once(write):
    rolling = [
        "so do you have",
        "so do you have\nany questions",
        "any questions\nfor us today",
        "for us today\nwell yes",
    ]
    growing = ["so do", "so do you have", "so do you have any", "so do you have any doubts"]
    assert (
        words(read(write("a.vtt", vtt(*rolling)))[0]) == "so do you have any questions for us today well yes"
    )
    assert words(read(write("b.vtt", vtt(*growing)))[0]) == "so do you have any doubts"


def test_a_dash_changes_the_speaker_only_where_it_can(write, said):
    talk = read(write("a.vtt", vtt("- Any questions?\n- No, thanks.", "- Bye then.")))[0]
    assert [w for _, w in said(talk)] == ["Any questions?", "No, thanks.", "Bye then."]
    aside = read(write("b.vtt", vtt("We pay in cash", "- never by card.")))[0]
    assert words(aside) == "We pay in cash - never by card."
    named = read(write("c.vtt", vtt("Ana: Two things.", "- The pay.", "HR: I see.", "Ana: Good.")))[0]
    assert said(named) == [("Ana", "Two things. - The pay."), ("HR", "I see."), ("Ana", "Good.")]


def test_notes_are_kept_as_notes(write, said):
    (transcript,) = read(write("a.vtt", vtt("<v HR>Bye.", "<v Ana>[hangs up]", "<v HR>Hello?")))
    assert [turn.note for turn in transcript.turns] == [False, True, False]


@pytest.mark.parametrize("arrow", ["00:00:01,000 --> 00:00:02,000", "00:00:01.000 --> 00:00:02.000"])
def test_subrip_with_commas_or_dots_and_entities(write, said, arrow):
    text = f"1\r\n{arrow}\r\nHR: Q&amp;A?\r\n\r\n2\r\n{arrow}\r\n<i>Ana: I&#39;m done.</i>\r\n"
    assert said(read(write("a.srt", text))[0]) == [("HR", "Q&A?"), ("Ana", "I'm done.")]


def test_a_label_with_a_role_in_brackets(write, said):
    text = vtt("Eve (Interviewer): Hi,", "how are you?", "Ana (Student): Fine.", "Thanks", "a lot.")
    assert [s for s, _ in said(read(write("a.vtt", text))[0])] == ["Eve (Interviewer)", "Ana (Student)"]


def test_names_on_a_line_of_their_own_below_the_times_are_voices(said):
    talk = [("Ann Lee", "Any questions?"), ("Bo Ray", "One.\nWhere is it?"), ("Ann Lee", "Leeds."), ("Bo Ray", "Bye.")]
    text = "\n\n".join(f"0:38:0{i}.450 --> 0:38:0{i + 1}.110\n{who}\n{w}" for i, (who, w) in enumerate(talk))
    found = said(parse_text(text))
    assert found == [(who, " ".join(w.split())) for who, w in talk]


def test_a_first_line_that_is_no_name_is_said():
    text = vtt("Any questions\nfor us?", "No, I think\nthat is all.", "Bye then\nAna.")
    assert words(parse_text(text)) == "Any questions for us? No, I think that is all. Bye then Ana."
