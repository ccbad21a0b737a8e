"""Wordings drawn from the corpus, and the corpus for other tools."""

import json

import pytest
import spacy
from spacy.tokens import DocBin

from closedetect import exports, phrases
from closedetect.cli import main
from closedetect.labels import CUES_BY_LABEL, LABEL_OF_CUE


def test_no_wording_comes_twice_in_one_draw():
    words = [p.words.lower() for p in phrases(500, level="direct_ask", seed=3)]
    assert len(words) == len(set(words)) == 500


def test_the_seed_decides_the_draw():
    assert phrases(20, seed=1) == phrases(20, seed=1) != phrases(20, seed=2)


def test_cue_types_take_turns():
    drawn = phrases(10, level="direct_ask")
    assert [p.cue for p in drawn] == list(CUES_BY_LABEL["direct_ask"]) * 2
    assert all(LABEL_OF_CUE[p.cue] == p.label == "direct_ask" for p in drawn)


def test_the_sentence_holds_the_words():
    assert all(p.words in p.sentence for p in phrases(300, seed=5))


@pytest.mark.parametrize(
    "wrong, says",
    [
        ({"cue": "pitch"}, "allowed: job_request"),
        ({"level": "no_close"}, "allowed: soft_interest, direct_ask"),
        ({"cue": "hope", "level": "direct_ask"}, "leave one of the two out"),
        ({"n": -1}, "0 or more"),
    ],
)
def test_wrong_wishes_are_explained(wrong, says):
    with pytest.raises(ValueError, match=says):
        phrases(**wrong)


def test_exports_hold_the_triggers_exactly(tmp_path, capsys):
    assert main(["export", str(tmp_path / "dev.jsonl"), "--split", "dev"]) == 0
    rows = [json.loads(line) for line in (tmp_path / "dev.jsonl").read_text(encoding="utf-8").splitlines()]
    marked = {r["id"]: [r["text"][a:b] for a, b, _ in r["label"]] for r in rows}
    assert main(["export", str(tmp_path / "dev.spacy"), "--split", "dev"]) == 0
    docs = list(DocBin().from_disk(tmp_path / "dev.spacy").get_docs(spacy.blank("en").vocab))
    assert len(docs) == len(rows)
    for doc in docs:
        phrases_of = marked[doc.user_data["id"]]
        # A span of tokens may be wider than the characters marked, never narrower.
        assert all(words in span.text for words, span in zip(phrases_of, doc.spans["closedetect"], strict=True))
    assert all(text and text == text.strip() for words in marked.values() for text in words)


def test_an_unknown_export_is_refused(tmp_path, capsys):
    assert main(["export", str(tmp_path / "dev.csv")]) == 2
    assert "must end in .jsonl or .spacy" in capsys.readouterr().err
    assert exports.SPANS == "closedetect"
