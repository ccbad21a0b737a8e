"""Turn and Transcript: offsets go back to the text as given."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from closedetect.transcript import Transcript, Turn


def test_from_turns_renders_one_line_a_turn_and_skips_empty_ones():
    t = Transcript.from_turns([("A", " one "), (None, "two"), ("B", "  ")])
    assert t.text == "A: one\ntwo"
    assert [turn.text for turn in t.turns] == ["one", "two"]
    assert [t.text[turn.start : turn.end] for turn in t.turns] == ["one", "two"]


def test_locate_crosses_pieces():
    source = "[00:01] when can\n[00:03] I start"
    turn = Turn(None, ((8, 16), (25, 32)), source)
    assert turn.text == "when can I start"
    start, end = turn.locate(5, 10)
    assert source[start:end] == "can\n[00:03] I"


@given(st.lists(st.text(min_size=1, max_size=6), min_size=1, max_size=5), st.data())
def test_every_slice_of_a_turn_is_found_again(words, data):
    source, pieces = "", []
    for word in words:
        source += "##"
        pieces.append((len(source), len(source) + len(word)))
        source += word
    turn = Turn("x", tuple(pieces), source)
    start = data.draw(st.integers(0, len(turn.text) - 1))
    end = data.draw(st.integers(start + 1, len(turn.text)))
    a, b = turn.locate(start, end)
    assert 0 <= a < b <= len(source) or (a == b - 1)
    first = turn.text[start]
    assert source[a] == first or first == " "


def test_locate_refuses_what_is_not_inside():
    turn = Turn("x", ((0, 3),), "abc")
    with pytest.raises(ValueError, match="not inside a turn of 3 characters"):
        turn.locate(2, 9)
    with pytest.raises(ValueError, match="not inside"):
        turn.locate(1, 1)


def test_a_turn_that_is_no_pair_of_strings_is_named():
    with pytest.raises(TypeError, match=r"turn 1 is \(str, float\)"):
        Transcript.from_turns([("A", "x"), ("B", float("nan"))])
