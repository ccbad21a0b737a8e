"""Frames and files: rows in, rows out, none lost, formulas harmless."""

from __future__ import annotations

import csv

import pandas as pd
import pytest

from closedetect.scoring import COLUMNS, score_file

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
