"""The command line, run as a user runs it."""

from __future__ import annotations

import csv
import json
from pathlib import Path

import pytest

from closedetect.cli import main

SAMPLE = Path(__file__).parents[1] / "examples" / "interviews.csv"


def test_score_writes_every_row_and_says_so(tmp_path, capsys):
    target = tmp_path / "out.csv"
    assert main(["score", str(SAMPLE), "-o", str(target), "--model", "fast"]) == 0
    with open(target, encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    assert len(rows) == 12 and not any(row["problem"] for row in rows)
    assert {"S-01": "direct_ask", "S-02": "no_close"}.items() <= {r["interview_id"]: r["label"] for r in rows}.items()
    assert "12 transcripts scored" in capsys.readouterr().out


def test_a_bad_row_sets_the_exit_status(tmp_path):
    source = tmp_path / "in.csv"
    source.write_text('transcript\n"HR: Questions?\nAna: When can I start?"\n"   "\n', encoding="utf-8")
    assert main(["score", str(source), "-o", str(tmp_path / "o.csv"), "--model", "fast"]) in (0, 3)


def test_explain_in_words_and_json(tmp_path, capsys):
    path = tmp_path / "a.txt"
    path.write_text("Interviewer: Any questions?\nAna: When can I start?\n", encoding="utf-8")
    assert main(["explain", str(path), "--model", "fast"]) == 0
    assert "direct ask" in capsys.readouterr().out
    assert main(["explain", str(path), "--model", "fast", "--json"]) == 0
    assert json.loads(capsys.readouterr().out)[0]["label"] == "direct_ask"


def test_explain_says_which_interview_is_which(tmp_path, capsys):
    path = tmp_path / "two.csv"
    path.write_text('id,transcript\nann,"HR: Questions?\nC: No."\nbo,"HR: Questions?\nC: No."\n', encoding="utf-8")
    main(["explain", str(path), "--model", "fast"])
    out = capsys.readouterr().out
    assert "ann (1 of 2)\n" in out and "bo (2 of 2)\n" in out


def test_evaluate_prints_and_writes_figures(tmp_path, capsys):
    path = tmp_path / "labelled.csv"
    path.write_text(
        'transcript,label\n"HR: Questions?\nAna: When can I start?",direct_ask\n'
        '"HR: Questions?\nAna: No, bye.",no_close\n',
        encoding="utf-8",
    )
    figures = tmp_path / "f.json"
    assert main(["evaluate", str(path), "--model", "fast", "--json", str(figures)]) == 0
    assert "macro-F1" in capsys.readouterr().out
    assert json.loads(figures.read_text())["n"] == 2


def test_labels_in_other_spellings_are_the_same_labels(tmp_path, capsys):
    path = tmp_path / "labelled.csv"
    path.write_text('transcript,label\n"HR: Questions?\nAna: No, bye.",No Close\n', encoding="utf-8")
    assert main(["evaluate", str(path), "--model", "fast"]) == 0
    path.write_text('transcript,label\n"HR: Questions?\nAna: No, bye.",No Closes\n', encoding="utf-8")
    assert main(["evaluate", str(path), "--model", "fast"]) == 2
    assert "the label is 'No Closes'" in capsys.readouterr().err


def test_train_on_your_own_labels_needs_all_three(tmp_path, capsys):
    path = tmp_path / "labelled.csv"
    rows = [
        ("HR: Questions?\nAna: When can I start?", "direct_ask"),
        ("HR: Questions?\nAna: No, bye.", "no_close"),
        ("HR: Questions?\nAna: I'd love to join you.", "soft_interest"),
    ] * 4
    with open(path, "w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows([("transcript", "label"), *rows])
    folder = tmp_path / "mine"
    assert main(["train", str(path), "-o", str(folder), "--model", "fast"]) == 0
    assert main(["info", str(folder)]) == 0
    assert '"endings": 12' in capsys.readouterr().out
    path.write_text('transcript,label\n"HR: a\nAna: b",no_close\n', encoding="utf-8")
    assert main(["train", str(path), "-o", str(folder), "--model", "fast"]) == 2
    assert "no transcript is labelled" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["explain", "nothing.txt"], "nothing.txt"),
        (["score", str(SAMPLE), "-o", "x.csv", "--text-column", "talk"], "talk"),
        (["info", "no/such/model"], "not a model folder"),
    ],
)
def test_errors_are_one_line_and_status_two(arguments, message, capsys, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    assert main([*arguments, *(["--model", "fast"] if arguments[0] != "info" else [])]) == 2
    err = capsys.readouterr().err
    assert message in err and "Traceback" not in err


def test_the_review_loop(tmp_path, capsys):
    scored, review, mine = tmp_path / "s.csv", tmp_path / "review.csv", tmp_path / "mine"
    assert main(["score", str(SAMPLE), "-o", str(scored), "--review", str(review), "--model", "fast"]) == 0
    with open(review, encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    assert [float(r["confidence"]) for r in rows] == sorted(float(r["confidence"]) for r in rows)
    assert all(r["label"] == "" for r in rows)
    assert main(["train", "--add", str(review), "-o", str(mine), "--model", "fast"]) == 2
    assert "no row has a label" in capsys.readouterr().err
    rows[0]["label"] = "no_close"
    with open(review, "w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, list(rows[0]))
        writer.writeheader()
        writer.writerows(rows)
    assert main(["train", "--add", str(review), "-o", str(mine), "--model", "fast"]) == 0
    assert "trained on 1 labelled" in capsys.readouterr().out
    assert main(["explain", str(SAMPLE), "--model", str(mine)]) == 0


def test_prior_and_abstaining_reach_the_output(tmp_path):
    out = tmp_path / "o.csv"
    options = ["--prior", "0.98", "0.01", "0.01", "--abstain", "0.99", "--model", "fast"]
    assert main(["score", str(SAMPLE), "-o", str(out), *options]) in (0, 3)
    with open(out, encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    assert sum(r["label"] == "no_close" for r in rows) >= 6 and any("too uncertain" in r["problem"] for r in rows)
