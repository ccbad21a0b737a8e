"""Training on somebody's own transcripts: what is learned, what is kept, what is refused."""

from __future__ import annotations

import sys

import numpy as np
import pytest

import closedetect
from closedetect.cli import main
from closedetect.labelled import Labelled
from closedetect.own_training import train_own_tagger
from closedetect.transcript import Transcript


def said(words, label):
    return Labelled(Transcript.from_turns([("I", "Any questions?"), ("C", words)]), label, "mine", None, "C")


ROWS = [
    said("No, thank you for your time.", "no_close"),
    said("Which hammock is mine, then, skipper?", "direct_ask"),
    said("I'd be over the moon to work here.", "soft_interest"),
]


def test_the_tagger_goes_on_from_the_shipped_weights(tmp_path, monkeypatch):
    pytest.importorskip("torch")
    pytest.importorskip("transformers")
    own_text = pytest.importorskip("closedetect.learning.own_text")
    monkeypatch.setattr(own_text, "REHEARSED", {"utterances": 12, "endings": 6})
    monkeypatch.setattr(own_text, "SETTINGS", own_text.Settings(epochs=5, rate=1e-4, copies=1, pairs=0))
    facts = train_own_tagger(ROWS, tmp_path / "mine")
    assert facts["training_data"]["endings"] == 3 and facts["tagger"] == "encoder"
    shipped, mine = closedetect.load("default"), closedetect.load(tmp_path / "mine")
    assert facts["teacher"] == shipped.manifest["teacher"]
    before, after = (d.classify(ROWS[1].transcript, candidate="C").probabilities for d in (shipped, mine))
    assert after["direct_ask"] > before["direct_ask"]  # it has learned from the row
    plain = "Interviewer: Any questions?\nAna: When can I start?"
    assert mine.classify(plain).label == "direct_ask"  # and forgotten nothing plain
    assert not (tmp_path / "mine" / "weights.safetensors").exists()


def test_reading_weights_back_inverts_the_export(tmp_path):
    torch = pytest.importorskip("torch")
    transformers = pytest.importorskip("transformers")
    from closedetect.learning.network import Reader
    from closedetect.learning.onnx_export import export_onnx
    from closedetect.learning.onnx_import import read_weights

    torch.manual_seed(0)
    config = transformers.BertConfig(
        vocab_size=60, hidden_size=128, num_hidden_layers=2, num_attention_heads=2, intermediate_size=256,
        max_position_embeddings=512,
    )  # fmt: skip
    reader = Reader(transformers.BertModel(config, add_pooling_layer=False))
    for parameter in reader.parameters():  # fresh norms and biases are all alike: a mix-up would not show
        torch.nn.init.normal_(parameter, std=0.1)
    state = reader.state_dict()
    export_onnx(state, config, tmp_path / "encoder.onnx")
    back = read_weights(tmp_path / "encoder.onnx", 512)
    assert back.keys() == state.keys()
    for name, value in state.items():
        known = slice(None, 300) if "position" in name else slice(None)
        np.testing.assert_allclose(back[name][known], value[known], atol=0.01 * float(value.abs().max() + 1e-9))


def test_the_light_tagger_and_an_empty_table_are_refused(tmp_path, capsys):
    pytest.importorskip("torch")
    pytest.importorskip("transformers")
    with pytest.raises(ValueError, match="no row has a label"):
        train_own_tagger([], tmp_path / "mine")
    table = tmp_path / "own.csv"
    table.write_text('transcript,label\n"I: Questions?\nC: No, thanks.",no_close\n', encoding="utf-8")
    assert main(["train", str(table), "--tagger", "--model", "fast", "-o", str(tmp_path / "mine")]) == 2
    assert "use the default model" in capsys.readouterr().err


def test_without_the_training_extra_one_line_says_what_to_install(tmp_path, monkeypatch, capsys):
    monkeypatch.setitem(sys.modules, "closedetect.learning.own_text", None)
    table = tmp_path / "own.csv"
    table.write_text('transcript,label\n"I: Questions?\nC: No, thanks.",no_close\n', encoding="utf-8")
    assert main(["train", str(table), "--tagger", "-o", str(tmp_path / "mine")]) == 2
    err = capsys.readouterr().err
    assert "closedetect[training]" in err and "Traceback" not in err


@pytest.mark.parametrize("flags", [["--tagger"], ["--add"], ["own.csv", "--tagger", "--add", "-o", "mine"]])
def test_flags_that_need_a_file_or_exclude_each_other_train_nothing(flags, tmp_path, monkeypatch, capsys):
    monkeypatch.chdir(tmp_path)
    assert main(["train", *flags]) == 2
    assert "--tagger" in capsys.readouterr().err and not list(tmp_path.iterdir())
