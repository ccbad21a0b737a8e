"""The loader of labelled text: all of data/ passes, and each kind of mistake is named with its line."""

from __future__ import annotations

import pytest

from closedetect import datasets
from closedetect.corpus import CorpusError, read_endings, read_utterances, strip_brackets
from closedetect.labels import LABELS


def test_the_whole_corpus_is_valid_and_large():
    utterances = list(datasets.iter_utterances())
    endings = list(datasets.iter_endings())
    transcripts = list(datasets.iter_transcripts())
    assert len(utterances) >= 12_500 and len(endings) >= 740 and len(transcripts) >= 30
    assert {e.label for e in endings} == set(LABELS) == {u.label for u in utterances}
    assert all(t.ending_start > 0 for t in transcripts)
    for u in utterances[::97]:
        for m in u.marks:
            assert u.text[m.start : m.end].strip() == u.text[m.start : m.end] != ""


def test_splits_share_no_writer_and_leave_nobody_out():
    parts = datasets.splits()
    named = [writer for writers in parts.values() for writer in writers]
    assert len(named) == len(set(named))
    everyone = {u.writer for u in datasets.iter_utterances()} | {e.writer for e in datasets.iter_endings()}
    everyone |= {e.writer for e in datasets.iter_transcripts()}
    assert everyone == set(named)


def test_every_short_interview_has_a_middle_and_an_ending():
    interviews = list(datasets.iter_interviews())
    assert len(interviews) >= 100
    for interview in interviews:
        assert 0 < interview.ending_start < len(interview.turns)
        assert not any(turn.marks for turn in interview.turns[: interview.ending_start])


@pytest.mark.parametrize(
    ("line", "reason"),
    [
        ("hope\tonly two", "2 tab-separated fields"),
        ("wish\t\tI [[hope so]]", "unknown cue 'wish'"),
        ("hope\t\tI hope so", "no bracket carries"),
        ("pitch\t\tI [[work hard|hope]]", "earns nothing, yet words are bracketed"),
        ("hope\t\tI [[hope]] [[hire me|job_request]]", "stronger than the line's cue"),
        ("hope\t\tI [[hope so", "unbalanced"),
        ("hope\t\tI [[ hope]]", "blanks at its edge"),
        ("hope\t\tI [[hope|wish]]", "cue 'wish'"),
    ],
)
def test_wrong_utterances_are_named(tmp_path, line, reason):
    path = tmp_path / "u.tsv"
    path.write_text("gratitude\t\tThanks.\n" + line + "\n", encoding="utf-8")
    with pytest.raises(CorpusError, match="u.tsv, line 2") as caught:
        list(read_utterances(path))
    assert reason in str(caught.value)


@pytest.mark.parametrize(
    ("block", "reason"),
    [
        ("# x\nC hi", "header"),
        ("# x maybe | industry: a\nC hi", "header"),
        ("# x soft_interest | industry: a\nC hi", "brackets of the ending earn no_close"),
        ("# x no_close | industry: a\nI [[hire me|job_request]]", "words of an interviewer"),
        ("# x no_close | industry: a\nC [[I'd love to join|desire]]\n--- ending\nC bye", "before the ending"),
        ("# x no_close | industry: a\nX hi", "does not start with"),
    ],
)
def test_wrong_endings_are_named(tmp_path, block, reason):
    path = tmp_path / "e.txt"
    path.write_text(block + "\n", encoding="utf-8")
    with pytest.raises(CorpusError) as caught:
        list(read_endings(path))
    assert reason in str(caught.value) and "line" in str(caught.value)


def test_brackets_become_marks_in_clean_text():
    text, marks = strip_brackets("So [[am I hired|job_request]]? [[I'd love it|desire]].")
    assert [(text[m.start : m.end], m.cue) for m in marks] == [("am I hired", "job_request"), ("I'd love it", "desire")]


def test_frames_have_what_scikit_learn_and_pandas_users_expect():
    X, y = datasets.load_endings("dev", return_X_y=True)
    assert len(X) == len(y) and set(y) == set(LABELS)
    frame = datasets.load_endings(full_transcripts=True)
    assert (frame["ending_start"] > 0).all()
    for turn, words, _ in frame["triggers"].iloc[0]:
        assert words in frame["text"].iloc[0].split("\n")[turn]
    with pytest.raises(ValueError, match="allowed: 'train', 'dev', 'test'"):
        datasets.load_utterances("validation")
