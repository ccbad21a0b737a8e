"""Files in and out: every kind of table, and runs that were broken off in every way."""

from __future__ import annotations

import csv
import gzip
import json
import os
import signal
import subprocess
import sys
import time
from functools import partial

import pandas as pd
import pytest

from closedetect.batch import score_file
from closedetect.cli import main
from closedetect.scoring import COLUMNS

ASK = 'HR: "Any" questions?\nAna: When, if I may, can I start?'
TEXTS = [ASK, "", "HR: Questions?\nÉva: =1+1, no, thank you. Bye.", "HR: Still interested?\nBo: Yes, very much."]


@pytest.fixture
def source(tmp_path):
    path = tmp_path / "in.csv"
    pd.DataFrame({"id": range(4), "transcript": TEXTS}).to_csv(path, index=False)
    return path


def test_every_kind_of_output_holds_the_same_rows(fast, source, tmp_path):
    score_file(fast, source, tmp_path / "out.csv", raw=True)
    wanted = pd.read_csv(tmp_path / "out.csv", dtype=str, keep_default_na=False)
    for name in ("out.tsv", "out.csv.gz", "out.jsonl", "out.jsonl.gz", "out.parquet"):
        assert score_file(fast, source, tmp_path / name, raw=True) == (4, 1)
        found = _load(tmp_path / name)
        assert found.columns.tolist() == wanted.columns.tolist()
        for column in wanted:
            if column.startswith("p_"):
                numbers = pd.to_numeric(found[column])
                assert ["" if pd.isna(n) else str(n) for n in numbers] == wanted[column].tolist()
            else:
                assert found[column].tolist() == wanted[column].tolist(), (name, column)
    assert not list(tmp_path.glob("*.part*")) and not list(tmp_path.glob("*.making"))


def _load(path):
    if path.suffix == ".parquet":
        return pd.read_parquet(path)
    if ".jsonl" in path.name:
        with gzip.open(path, "rt", encoding="utf-8") if path.suffix == ".gz" else open(path, encoding="utf-8") as lines:
            return pd.DataFrame([json.loads(line) for line in lines])
    return pd.read_csv(path, sep="\t" if path.suffix == ".tsv" else ",", dtype=str, keep_default_na=False)


@pytest.mark.parametrize("name", ["out.csv", "out.tsv", "out.csv.gz", "out.jsonl", "out.jsonl.gz", "out.parquet"])
def test_a_run_cut_anywhere_goes_on_to_the_same_bytes(fast, source, tmp_path, name):
    target, review = tmp_path / name, tmp_path / "review.csv"
    counts = score_file(fast, source, target, review=review)
    wanted, reviewed = target.read_bytes(), review.read_bytes()
    kept = ".part.jsonl" if "jsonl" in name or "parquet" in name else ".part.csv"
    part = tmp_path / f"{name}{kept}" if target.suffix in (".gz", ".parquet") else target
    full = tmp_path / ("full" + (".jsonl" if "jsonl" in part.name else part.suffix))
    score_file(fast, source, full)
    for end in range(0, len(full.read_bytes()) + 1, 37):
        part.write_bytes(full.read_bytes()[:end])
        assert score_file(fast, source, target, resume=True, review=review) == counts
        assert target.read_bytes() == wanted and review.read_bytes() == reviewed


def test_parquet_keeps_the_types_of_its_own_columns(fast, tmp_path):
    pyarrow = pytest.importorskip("pyarrow")
    import pyarrow.parquet as parquet

    table = pyarrow.table(
        {
            "when": pyarrow.array([pd.Timestamp("2026-01-02"), None]),
            "n": pyarrow.array([1, None], pyarrow.int16()),
            "tags": pyarrow.array([["a"], None]),
            "transcript": [ASK, None],
        }
    )
    parquet.write_table(table, tmp_path / "in.parquet")
    assert score_file(fast, tmp_path / "in.parquet", tmp_path / "out.parquet") == (2, 1)
    out = parquet.read_table(tmp_path / "out.parquet")
    assert out.select(table.column_names).equals(table)
    assert out["label"].to_pylist() == ["direct_ask", ""] and out["p_direct_ask"].to_pylist()[1] is None
    score_file(fast, tmp_path / "in.parquet", tmp_path / "out.csv")
    assert pd.read_csv(tmp_path / "out.csv")["n"].tolist()[0] == 1


def test_what_was_scored_before_can_be_scored_again(fast, source, tmp_path):
    pytest.importorskip("pyarrow")
    score_file(fast, source, tmp_path / "once.csv")
    score_file(fast, tmp_path / "once.csv", tmp_path / "twice.parquet")
    out = pd.read_parquet(tmp_path / "twice.parquet")
    assert out["closedetect_label"].tolist() == out["label"].tolist()
    assert out["closedetect_p_direct_ask"].dtype == "float64" and out["p_direct_ask"].tolist()[1] == ""


def test_what_is_no_parquet_file_is_refused(fast, tmp_path):
    (tmp_path / "in.parquet").write_text("id,transcript\n", encoding="utf-8")
    with pytest.raises(ValueError, match=r"no Parquet file"):
        score_file(fast, tmp_path / "in.parquet", tmp_path / "out.csv")


def test_json_lines_keep_their_plain_values(fast, tmp_path):
    turns = [{"speaker": "HR", "text": "Questions?"}, {"speaker": "Ana", "text": "Can I have the job?"}]
    lines = [{"id": 7, "team": "a", "turns": turns}, {"id": 8, "ok": True, "turns": turns}]
    (tmp_path / "in.jsonl").write_text("\n".join([*map(json.dumps, lines), "{broken"]), encoding="utf-8")
    assert score_file(fast, tmp_path / "in.jsonl", tmp_path / "out.jsonl") == (3, 1)
    first, second, third = map(json.loads, (tmp_path / "out.jsonl").read_text(encoding="utf-8").splitlines())
    assert list(first) == ["name", "id", "team", "ok", *COLUMNS]
    assert (first["id"], first["ok"], second["ok"], second["team"]) == (7, None, True, None)
    assert first["label"] == "direct_ask" and third["problem"] and third["name"] == "in.jsonl, line 3"


def test_cells_that_the_header_does_not_name_are_kept(fast, tmp_path):
    rows = [["id", "transcript"], ["1", ASK], ["2", ASK, "more", "still more"]]
    with open(tmp_path / "in.csv", "w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows(rows)
    score_file(fast, tmp_path / "in.csv", tmp_path / "out.csv")
    out = pd.read_csv(tmp_path / "out.csv", keep_default_na=False)
    assert out.columns.tolist()[:4] == ["id", "transcript", "column3", "column4"]
    assert out["column4"].tolist() == ["", "still more"]


def test_workers_and_batches_change_no_byte(fast, tmp_path):
    said = ["No.", "Can I have it, the job?", "I would love to work here."]
    texts = [f"HR: Number {i}, any questions?\nAna: {said[i % 3]}" for i in range(300)]
    pd.DataFrame({"transcript": texts}).to_csv(tmp_path / "in.csv", index=False)
    for jobs in (1, 2, 3):
        assert score_file(fast, tmp_path / "in.csv", tmp_path / f"{jobs}.csv", n_jobs=jobs) == (300, 0)
    assert (tmp_path / "1.csv").read_bytes() == (tmp_path / "2.csv").read_bytes() == (tmp_path / "3.csv").read_bytes()


def test_the_source_is_never_overwritten(fast, source):
    before = source.read_bytes()
    with pytest.raises(ValueError, match="is the file to be read"):
        score_file(fast, source, source)
    assert source.read_bytes() == before


def _long_source(path, n=3000):
    texts = [f"HR: Number {i}?\n{ASK}" for i in range(n)]
    pd.DataFrame({"id": range(n), "transcript": texts}).to_csv(path, index=False)


def _command(*arguments):
    return [sys.executable, "-m", "closedetect.cli", "score", *map(str, arguments), "--model", "fast"]


@pytest.mark.parametrize("sent, status", [(signal.SIGKILL, -9), (signal.SIGINT, 130)])
def test_a_killed_run_goes_on_to_the_same_bytes(tmp_path, sent, status):
    source, whole, cut = tmp_path / "in.csv", tmp_path / "whole.csv", tmp_path / "cut.csv"
    _long_source(source)
    assert main(["score", str(source), "-o", str(whole), "--model", "fast"]) == 0
    heeded = partial(signal.signal, signal.SIGINT, signal.SIG_DFL)  # tests run in the background inherit "ignored"
    process = subprocess.Popen(_command(source, "-o", cut), stderr=subprocess.PIPE, text=True, preexec_fn=heeded)
    while process.poll() is None and not (cut.exists() and cut.stat().st_size > 10_000):
        time.sleep(0.02)
    process.send_signal(sent)
    _, said = process.communicate()
    assert process.returncode == status and cut.stat().st_size < whole.stat().st_size
    assert sent == signal.SIGKILL or "--resume goes on" in said
    assert main(["score", str(source), "-o", str(cut), "--model", "fast", "--resume"]) == 0
    assert cut.read_bytes() == whole.read_bytes()


@pytest.mark.skipif(os.name != "posix", reason="limits on files are POSIX")
def test_a_full_disk_ends_with_a_message_and_the_run_goes_on(tmp_path):
    import resource

    source, whole, cut = tmp_path / "in.csv", tmp_path / "whole.csv", tmp_path / "cut.csv"
    _long_source(source, 600)
    assert main(["score", str(source), "-o", str(whole), "--model", "fast"]) == 0

    def limit():
        resource.setrlimit(resource.RLIMIT_FSIZE, (50_000, 50_000))

    done = subprocess.run(_command(source, "-o", cut), preexec_fn=limit, capture_output=True, text=True)
    assert 0 < cut.stat().st_size <= 50_000
    assert done.returncode == 2 and "closedetect:" in done.stderr and "Traceback" not in done.stderr
    assert main(["score", str(source), "-o", str(cut), "--model", "fast", "--resume"]) == 0
    assert cut.read_bytes() == whole.read_bytes()


@pytest.mark.parametrize("name", ["scored.xlsx", "scored.json", "scored.pdf.gz"])
def test_kinds_of_file_that_cannot_be_written_are_refused(fast, source, tmp_path, name):
    with pytest.raises(ValueError, match=r"can't be written; allowed: \.csv"):
        score_file(fast, source, tmp_path / name)
    assert not (tmp_path / name).exists()


def test_a_folder_that_is_not_there_is_named(fast, source, tmp_path):
    with pytest.raises(FileNotFoundError, match="there is no folder .*nowhere; make it first"):
        score_file(fast, source, tmp_path / "nowhere" / "scored.csv")
