"""Segments and the light tagger: nothing is cut in half, offsets are exact, training is repeatable."""

from __future__ import annotations

import hashlib

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from closedetect.corpus import Mark
from closedetect.cues import segments
from closedetect.cues.examples import Example
from closedetect.cues.light import LightTagger
from closedetect.cues.segments import LONGEST, segment, tokens
from closedetect.cues.tags import TAG_NAMES


@given(st.text(max_size=300))
def test_segments_cover_all_tokens_in_order(text):
    found = tokens("".join(c for c in text if not "\ud800" <= c <= "\udfff"))
    slices = segment(found)
    assert [i for a, b in slices for i in range(a, b)] == list(range(len(found)))
    assert all(b - a <= LONGEST for a, b in slices)


def test_long_unpunctuated_talk_is_cut_before_a_new_thought():
    text = (
        "i worked there for six years doing the closing shift most nights with two others on the floor and a driver "
    ) * 2
    text += "so um what i really want to say is that i want this job"
    found = tokens(text)
    pieces = [" ".join(t[0] for t in found[a:b]) for a, b in segment(found)]
    assert any("i want this job" in piece for piece in pieces) and len(pieces) > 1


def toy_examples():
    asks = ["can i have the job", "when can i start", "i want this job please", "will you hire me"]
    talk = ["what are the hours", "thanks for your time", "is there parking", "i worked in a shop"]
    made = [
        Example(
            (("candidate", f"well {t}"),),
            ((Mark(5, 5 + len(t), "job_request"),),),
            "job_request",
            "direct_ask",
            "w",
            t,
        )
        for t in asks
    ]
    made += [Example((("candidate", t),), ((),), "logistics", "no_close", "w", t) for t in talk]
    return made * 6


@pytest.fixture(scope="module")
def toy():
    return LightTagger.train(toy_examples())


def test_it_learns_what_it_is_shown(toy):
    asked, plain = (toy.tag([("candidate", t)]).lines[0] for t in ("can i have the job", "is there parking"))
    assert TAG_NAMES[int(asked.segments[0].scores.argmax())] == "job_request" and not plain.spans
    span = asked.spans[0]
    assert "job" in "can i have the job"[span.start : span.end] and span.cue == "job_request"


def test_interviewers_are_never_tagged(toy):
    assert toy.tag([("interviewer", "can i have the job")]).lines == (None,)


def test_empty_lines_hold_nothing(toy):
    assert toy.tag([("candidate", "")]).lines[0].segments == ()
    assert toy.tag([]).lines == ()


def test_saved_and_loaded_it_says_the_same(toy, tmp_path):
    toy.save(tmp_path)
    again = LightTagger.load(tmp_path)
    a, b = (t.tag([("candidate", "can i have the job")]).lines[0] for t in (toy, again))
    assert np.abs(a.segments[0].scores - b.segments[0].scores).max() < 5e-3 and a.spans[0].end == b.spans[0].end


def test_training_gives_the_same_bytes_each_time(toy, tmp_path):
    digests = []
    for name, tagger in (("a", toy), ("b", LightTagger.train(toy_examples()))):
        (tmp_path / name).mkdir()
        (file,) = tagger.save(tmp_path / name)
        digests.append(hashlib.sha256((tmp_path / name / file).read_bytes()).hexdigest())
    assert digests[0] == digests[1]


@settings(max_examples=80, deadline=None)
@given(st.text(alphabet=st.characters(exclude_categories=["Cs"]), min_size=1, max_size=80))
def test_spans_lie_inside_the_line(toy, text):
    tagged = toy.tag([("candidate", text)]).lines[0]
    for part in (*tagged.segments, *tagged.spans):
        assert 0 <= part.start < part.end <= len(text)


def test_shared_vocabulary_stays_small_however_many_words_it_meets(monkeypatch):
    monkeypatch.setattr(segments, "MOST_WORDS", 1000)
    sizes = []
    for i in range(400):
        said = [word for word, _, _ in segments.tokens(f"wordnumber{i} and othernumber{i}")]
        assert said == [f"wordnumber{i}", "and", f"othernumber{i}"]
        sizes.append(len(segments.tokenizer().vocab))
    assert max(sizes) <= 1003
    assert min(sizes[101:]) < sizes[100]  # it was renewed on the way


def test_a_doc_outlives_the_pipeline_that_made_it(monkeypatch):
    monkeypatch.setattr(segments, "MOST_WORDS", 800)
    kept = segments.make_doc(segments.tokenizer(), "Oyelaran asked for the job")
    for i in range(200):
        segments.tokens(f"another{i} unheard{i}")
    assert segments.tokenizer().vocab is not kept.vocab
    assert [token.text for token in kept] == ["Oyelaran", "asked", "for", "the", "job"]
