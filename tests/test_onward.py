"""The last step of a training done again from a finished model: what is learned, kept and refused."""

from __future__ import annotations

import json
import shutil

import pytest

import closedetect
from closedetect import datasets
from closedetect.cli import main
from closedetect.storage import model_folder, shipped_folder

NEW = """# e02-001 direct_ask | kind: hard; format: clean
I That is the whole barge.
C [[Which hammock is mine, then, skipper|job_request]]?
I By the stove.
"""


@pytest.fixture
def corpus(tmp_path):
    """A corpus of a few lines: a writer for each split."""
    shipped, folder = shipped_folder("data"), tmp_path / "data"
    for part in ("anatomy", "interviews"):
        shutil.copytree(shipped / part, folder / part)
    parts = (folder / "anatomy" / "labels.tsv").read_text(encoding="utf-8").splitlines(keepends=True)
    own = [line for line in parts if not line.startswith(("e", "f"))]
    (folder / "anatomy" / "labels.tsv").write_text("".join(own), encoding="utf-8")
    for part in ("utterances", "endings", "transcripts"):
        (folder / part).mkdir()
    lines = (shipped / "utterances" / "u04.tsv").read_text(encoding="utf-8").splitlines(keepends=True)
    (folder / "utterances" / "u04.tsv").write_text("".join(lines[::100]), encoding="utf-8")
    for writer in ("e12", "e04"):
        blocks = (shipped / "endings" / f"{writer}.txt").read_text(encoding="utf-8").split("\n\n")
        (folder / "endings" / f"{writer}.txt").write_text("\n\n".join(blocks[:10]) + "\n", encoding="utf-8")
    (folder / "endings" / "e02.txt").write_text(NEW, encoding="utf-8")
    splits = {"version": 1, "train": ["u04"], "dev": ["e04"], "test": ["e12"], "later": ["e02"]}
    (folder / "splits.json").write_text(json.dumps(splits), encoding="utf-8")
    return folder


def test_the_newest_text_is_learned_and_the_rest_of_the_model_kept(corpus, tmp_path):
    pytest.importorskip("torch")
    pytest.importorskip("transformers")
    from closedetect.learning.fitting import Settings
    from closedetect.onward import train_onward

    base = model_folder("default")
    way = Settings(epochs=3, rate=1e-4, copies=10, pairs=0)
    folder = train_onward(base, tmp_path / "models", data=corpus, work=tmp_path, settings=way, also=[])
    before, after = closedetect.load(base), closedetect.load(folder)
    (ending,) = datasets.iter_endings("later", corpus)
    talk = [(turn.who, turn.text) for turn in ending.turns]
    asked = [d.classify(talk, candidate="C").probabilities["direct_ask"] for d in (before, after)]
    assert asked[1] > asked[0]
    assert (folder / "decision.json").read_bytes() == (base / "decision.json").read_bytes()
    assert (folder / "honest.npz").read_bytes() == (base / "honest.npz").read_bytes()
    old, new = (json.loads((place / "figures.json").read_text(encoding="utf-8")) for place in (base, folder))
    assert new["dev"] == old["dev"]
    assert new["test"]["rows"]["all test endings"]["n"] == 10


def test_a_model_that_cannot_be_trained_onward_is_refused(tmp_path, capsys):
    assert main(["train", "--onward", str(model_folder("fast")), "-o", str(tmp_path / "models")]) == 2
    assert "light tagger" in capsys.readouterr().err
    bare = tmp_path / "bare"
    shutil.copytree(model_folder("default"), bare)
    (bare / "figures.json").unlink()
    manifest = json.loads((bare / "manifest.json").read_text(encoding="utf-8"))
    del manifest["files"]["figures.json"]
    (bare / "manifest.json").write_text(json.dumps(manifest), encoding="utf-8")
    assert main(["train", "--onward", str(bare), "-o", str(tmp_path / "models")]) == 2
    assert "holds no figures.json" in capsys.readouterr().err
