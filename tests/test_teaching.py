"""A larger encoder teaches the small one: it reads the same tokens, and its answers are learned."""

from __future__ import annotations

import numpy as np
import pytest

from closedetect import datasets
from closedetect.cues.examples import examples
from closedetect.storage import model_folder

torch = pytest.importorskip("torch")
transformers = pytest.importorskip("transformers")
tokenizers = pytest.importorskip("tokenizers")

SHAPE = {"hidden_size": 64, "num_hidden_layers": 1, "num_attention_heads": 2, "intermediate_size": 64}


def vocabulary():
    return tokenizers.Tokenizer.from_file(str(model_folder("default") / "tokenizer.json"))


@pytest.fixture
def teacher(tmp_path):
    """A tiny MPNet with its own order of words."""
    folder = tmp_path / "larger"
    folder.mkdir()
    words = ["<s>", "<pad>", "</s>", "[UNK]", *(w for w in reversed(vocabulary().get_vocab()) if w[0] not in "[<")]
    model = tokenizers.models.WordPiece({word: i for i, word in enumerate(words)}, unk_token="[UNK]")
    tokenizers.Tokenizer(model).save(str(folder / "tokenizer.json"))
    config = transformers.MPNetConfig(vocab_size=len(words), max_position_embeddings=400, **SHAPE)
    torch.manual_seed(0)
    transformers.MPNetModel(config, add_pooling_layer=False).save_pretrained(folder)
    return folder


def test_the_teacher_knows_each_word_under_the_number_of_the_taught(teacher):
    from closedetect.learning.teaching import teacher_reader

    ours = vocabulary()
    reader = teacher_reader(teacher, ours)
    own = tokenizers.Tokenizer.from_file(str(teacher / "tokenizer.json"))
    theirs = transformers.MPNetModel.from_pretrained(teacher, add_pooling_layer=False).get_input_embeddings().weight
    table = reader.encoder.encoder.get_input_embeddings().weight
    for here, there in (("hire", "hire"), ("##ing", "##ing"), ("[CLS]", "<s>"), ("[SEP]", "</s>")):
        assert torch.equal(table[ours.token_to_id(here)], theirs[own.token_to_id(there)])


def test_a_folder_without_a_model_is_refused_and_nothing_is_looked_for_elsewhere(tmp_path):
    from closedetect.learning.teaching import teacher_reader

    with pytest.raises(ValueError, match="config.json is not there"):
        teacher_reader(tmp_path / "all-mpnet-base-v2", vocabulary())


def test_who_speaks_reaches_a_teacher_without_token_types(teacher):
    from closedetect.learning.teaching import teacher_reader

    reader = teacher_reader(teacher, vocabulary()).eval()
    ids, mask = torch.tensor([[2, 40, 41, 42]]), torch.ones(1, 4, dtype=torch.long)
    said = [reader(ids, torch.full_like(ids, role), mask) for role in (0, 1)]
    assert not torch.allclose(*said)


def test_the_loss_is_nothing_where_both_say_the_same_and_pulls_the_answers_together():
    from closedetect.cues.encoder import ENDING_PART
    from closedetect.learning.targets import Item, Judged
    from closedetect.learning.teaching import taught_loss

    torch.manual_seed(0)
    batch = [Item(np.arange(6), np.zeros(6), np.zeros(6), (Judged(1, 4, 0, 2),), 2)]
    classes = torch.tensor([[-1, -1, 0, 0, 1, -1]])
    told = torch.randn(1, 6, ENDING_PART.stop)
    assert float(taught_loss(told, told, classes, batch)) == pytest.approx(0, abs=1e-6)
    scores = torch.randn(1, 6, ENDING_PART.stop, requires_grad=True)
    first = taught_loss(scores, told, classes, batch)
    first.backward()
    assert taught_loss(scores - 0.1 * scores.grad, told, classes, batch) < first


@pytest.fixture
def base(tmp_path):
    """A tiny BERT to be taught."""
    base = tmp_path / "base"
    base.mkdir()
    ours = vocabulary()
    ours.save(str(base / "tokenizer.json"))
    shape = {**SHAPE, "hidden_size": 128, "intermediate_size": 128}
    config = transformers.BertConfig(vocab_size=ours.get_vocab_size(), max_position_embeddings=400, **shape)
    transformers.BertModel(config, add_pooling_layer=False).save_pretrained(base)
    return base


@pytest.fixture
def taught(base, teacher, tmp_path, monkeypatch):
    """Fit with a teacher, shortly: returns the files written and what was logged."""
    pytest.importorskip("onnx")
    from closedetect.learning import fitting

    short = fitting.Settings(epochs=1, copies=1, pairs=0)
    for name in ("TEACHER", "TEACHER_GOING_ON"):
        monkeypatch.setattr(fitting, name, short)
    text = examples(list(datasets.iter_utterances("train"))[:20], list(datasets.iter_endings("train"))[:8])

    def fit(name, **more):
        said = []
        how = {"settings": short, "base": base, "teacher": teacher, "log": said.append}
        files = fitting.fit_encoder(text, tmp_path / name, **{**how, **more})
        return files, said

    return fit


def test_both_steps_of_a_taught_training_run_and_the_teacher_goes_on(taught, tmp_path):
    from closedetect.cues.encoder import EncoderTagger
    from closedetect.learning.fitting import TEACHER_WEIGHTS

    taught("first")
    files, said = taught("second", start=tmp_path / "first", learned=20)
    assert len(said) == 2 and TEACHER_WEIGHTS not in files
    assert EncoderTagger(tmp_path / "second").kind == "encoder"


def test_what_the_teacher_says_is_part_of_every_loss_of_the_taught_and_of_none_of_its_own(taught, monkeypatch):
    from closedetect.learning import fitting

    monkeypatch.setattr(fitting, "taught_loss", lambda scores, *_: 0 * scores.sum() + 1000)
    _, said = taught("first")
    own, learned = (float(line.split("loss ")[1].split(",")[0]) for line in said)
    assert own < 100 and learned > 1000 * fitting.SHARE


def test_a_teacher_that_never_learned_the_old_text_is_shown_all_of_it(taught, tmp_path, monkeypatch):
    from closedetect.learning import fitting
    from closedetect.learning.samples import Sampler

    shown = []
    monkeypatch.setattr(
        fitting, "Sampler", lambda text, pairs, copies, learned, share: shown.append(learned) or Sampler(text)
    )
    taught("first")
    (tmp_path / "first" / fitting.TEACHER_WEIGHTS).unlink()
    taught("second", start=tmp_path / "first", learned=20)
    assert shown == [0, 0, 0, 20]


def test_trained_in_two_ways_the_average_of_the_weights_is_written(taught, tmp_path, monkeypatch):
    from safetensors.torch import load_file

    from closedetect.learning import fitting

    ways = [fitting.Settings(epochs=1, copies=1, pairs=0, rate=rate) for rate in (1e-3, 2e-3)]
    trained = []
    run = fitting.run_epochs

    def noted(reader, *rest):
        run(reader, *rest)
        trained.append({name: value.clone() for name, value in reader.state_dict().items()})

    monkeypatch.setattr(fitting, "run_epochs", noted)
    taught("both", settings=ways[0], also=ways[1:], teacher=None)
    written = load_file(tmp_path / "both" / fitting.WEIGHTS)
    first, second = (one["heads.weight"] for one in trained)
    assert not torch.allclose(first, second)
    assert torch.allclose(written["heads.weight"], (first + second) / 2)
