"""Whatever the text: no crash, valid slices, and the words of the turns in the order of the text."""

from __future__ import annotations

import json

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from closedetect.reading import (
    LAYOUTS,
    ReadError,
    from_json,
    from_rows,
    iter_read,
    parse_text,
    split_interviews,
)
from closedetect.reading.layouts import is_text_layout
from closedetect.reading.names import kind_of

PARTS = [
    "HR: ", "Ana: ", "Ana Ruiz (Candidate): ", "yes", "No. ", "\n", "\n\n", "\r\n", "\\n", "[00:01] ",
    "(1:00:16)",
    "**B:** ", "- ", "> ", "| Ana | hi |", "-----", "# Interview 2", "[pause]", "__eou__", "I = Interviewer",
    "WEBVTT", "1\n00:00:01,000 --> 00:00:02,000\n", "00:01.000 --> 00:02.000\n", "<v Ana>", "</v>", "&amp;",
    "Speaker 1  00:12", "Candidate Name: Bo", "#Person1#: ", "\ufeff", "\u202e", "\x00", "\ud800", "C\u0327",
    "\u0661:\u0662",
]  # fmt: skip
TEXTS = st.text(max_size=200) | st.lists(st.sampled_from(PARTS), max_size=25).map("".join)
few = settings(max_examples=50, deadline=None)


def in_order(said, text):
    at = 0
    for word in said.split():
        at = text.find(word, at)
        assert at >= 0, word
        at += len(word)


@few
@given(TEXTS)
def test_running_text(said, text):
    transcript = parse_text(text)
    said(transcript)
    assert transcript.text == text
    in_order(" ".join(turn.text for turn in transcript.turns), text)


@few
@given(TEXTS, st.sampled_from(sorted(filter(is_text_layout, LAYOUTS))))
def test_a_layout_asked_for_reads_the_text_or_says_why_not(said, text, layout):
    try:
        said(parse_text(text, layout=layout))
    except ReadError as error:
        assert error.seen


@few
@given(TEXTS)
def test_parts_of_several_interviews_are_the_text(text):
    assert "".join(split_interviews(text)) == text


@few
@given(st.lists(st.lists(TEXTS, max_size=4), max_size=6))
def test_rows(said, rows):
    try:
        found = from_rows(rows)
    except ReadError:
        return
    for transcript in found:
        said(transcript)


VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=True) | TEXTS,
    lambda inner: (
        st.lists(inner, max_size=4)
        | st.dictionaries(
            st.sampled_from(
                ["speaker", "role", "text", "content", "turns", "start", "end", "questions", "answers", "x"]
            ),
            inner,
            max_size=4,
        )
    ),
    max_leaves=15,
)


@few
@given(VALUES)
def test_json_values(said, value):
    try:
        found = from_json(value)
    except ReadError as error:
        assert "no conversation" in error.seen
        return
    for transcript in found:
        said(transcript)


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    return tmp_path_factory.mktemp("any")


@settings(few, max_examples=25)
@given(st.binary(max_size=300) | TEXTS.map(lambda t: t.encode("utf-8", "replace")), st.sampled_from(
    [".txt", ".csv", ".tsv", ".json", ".jsonl", ".vtt", ".srt", ".csv.gz", ".docx"]
))  # fmt: skip
def test_files_of_any_bytes(folder, said, data, suffix):
    path = folder / f"any{suffix}"
    path.write_bytes(data)
    try:
        for transcript in iter_read(path):
            said(transcript)
    except ReadError as error:
        assert path.name in str(error)


@few
@given(
    st.lists(
        st.tuples(st.sampled_from(["HR", "Ana"]), st.text("ab .,?'", min_size=1, max_size=30)), max_size=8
    )
)
def test_json_turns_bring_their_words_back(said, turns):
    spoken = [(who, " ".join(words.split())) for who, words in turns if words.strip()]
    value = json.loads(json.dumps([{"speaker": who, "text": words} for who, words in turns]))
    if value:
        assert said(from_json(value)[0]) == spoken


@pytest.mark.parametrize("blank", ["\x1f", "\x1c", "\u2028", "\x85", "\u3000"])
def test_a_label_of_blanks_alone_is_no_label(blank):
    assert kind_of(blank) == "none"
    assert parse_text(f"um\t\u2028\u201c{blank}| Ana | hi |One. I want this.").turns
