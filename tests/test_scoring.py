"""Frames and files: rows in, rows out, none lost, formulas harmless."""

from __future__ import annotations

import csv

import pandas as pd
import pytest

from closedetect.batch import score_file
from closedetect.scoring import COLUMNS

ASK = "HR: Any questions?\nAna: Can I have the job?"


def rows_of(path):
    with open(path, encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def test_a_frame_keeps_index_and_order_and_loses_no_row(fast):
    frame = pd.DataFrame({"transcript": [ASK, float("nan"), None, 7, ""]}, index=[9, 3, 3, "x", 0])
    out = fast.score(frame)
    assert list(out.columns) == list(COLUMNS) and out.index.tolist() == frame.index.tolist()
    assert out["label"].tolist() == ["direct_ask", "", "", "", ""]
    assert out["problem"].iloc[0] == "" and all(out["problem"].iloc[1:])
    assert "holds int" in out["problem"].iloc[3]


def test_a_missing_column_lists_those_there(fast):
    with pytest.raises(KeyError, match="no column 'transcript'; columns here: text"):
        fast.score(pd.DataFrame({"text": [ASK]}))


def test_a_candidate_column_overrides_and_a_wrong_name_is_a_problem(fast):
    frame = pd.DataFrame({"transcript": [ASK, ASK], "who": ["HR", "Bob"]})
    out = fast.score(frame, candidate="who")
    assert out["candidate"].iloc[0] == "HR"
    assert "'Bob' speaks no turn" in out["problem"].iloc[1]


def test_workers_change_nothing(fast):
    frame = pd.DataFrame({"transcript": [ASK, "", ASK.replace("Can I have the job", "Is there parking")] * 9})
    pd.testing.assert_frame_equal(fast.score(frame), fast.score(frame, n_jobs=2))


def test_a_file_keeps_its_columns_and_neutralises_formulas(fast, tmp_path):
    source, target = tmp_path / "in.csv", tmp_path / "out.csv"
    cells = [["id", "label", "transcript"], ["=1+1", "old", ASK], ["2", "", "  "]]
    with open(source, "w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows(cells)
    assert score_file(fast, source, target) == (2, 1)
    first, second = rows_of(target)
    assert first["id"] == "'=1+1" and first["transcript"] == ASK
    assert first["label"] == "old" and first["closedetect_label"] == "direct_ask"
    assert second["problem"] and second["closedetect_label"] == ""
    score_file(fast, source, target, raw=True)
    assert rows_of(target)[0]["id"] == "=1+1"


def test_phrases_that_begin_like_a_formula_are_neutralised_too(fast, tmp_path):
    source, target = tmp_path / "in.csv", tmp_path / "out.csv"
    with open(source, "w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows([["transcript"], ["HR: Questions?\n=HYPERLINK: when can I start"]])
    score_file(fast, source, target)
    assert not any(value.startswith("=") for value in rows_of(target)[0].values())


def test_an_interrupted_run_goes_on_to_the_same_bytes(fast, tmp_path):
    source, whole, cut = tmp_path / "in.csv", tmp_path / "whole.csv", tmp_path / "cut.csv"
    texts = [
        'HR: "Any" questions?\nAna: When, if I may, can I start?',
        "",
        "HR: Questions?\nÉva: =1+1, no, thank you. Bye.",
        "HR: Still interested?\nBo: Yes, very much.",
    ]
    pd.DataFrame({"id": range(4), "transcript": texts}).to_csv(source, index=False)
    counts = score_file(fast, source, whole, review=tmp_path / "review.csv")
    wanted, review = whole.read_bytes(), (tmp_path / "review.csv").read_bytes()
    for end in range(0, len(wanted) + 1, 7):
        cut.write_bytes(wanted[:end])
        assert score_file(fast, source, cut, resume=True, review=tmp_path / "again.csv") == counts
        assert cut.read_bytes() == wanted and (tmp_path / "again.csv").read_bytes() == review


def test_a_file_of_another_run_is_not_gone_on_with(fast, tmp_path):
    source, target = tmp_path / "in.csv", tmp_path / "out.csv"
    pd.DataFrame({"transcript": ["HR: Bye.\nAna: Bye."]}).to_csv(source, index=False)
    target.write_text("name,else\n1,2\n", encoding="utf-8")
    with pytest.raises(ValueError, match="other columns"):
        score_file(fast, source, target, resume=True)
    assert target.read_text(encoding="utf-8") == "name,else\n1,2\n"
