"""A larger encoder as teacher: it learns first, and what it says of a window is learned beside the labels.

After Hinton, Vinyals & Dean, "Distilling the Knowledge in a Neural Network", 2015. The teacher reads the same tokens
as the encoder it teaches, so that their answers can be laid side by side. It never ships.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from torch import Tensor, nn

from closedetect.cues.encoder import ENDING_PART, TOKEN_PART
from closedetect.learning.network import Reader, cue_scores, judged_pieces, level_scores, marked_table
from closedetect.learning.targets import Item
from closedetect.learning.vocabulary import SPECIAL

SHARE = 0.6
"""How much of the loss is what the teacher says; the rest is the labels."""
SOFTNESS = 1.5
"""What both networks' scores are divided by before they are compared."""
WEIGHTS = {"token": 1.0, "cue": 1.0, "level": 0.5, "ending": 0.5}
_FILES = ("config.json", "model.safetensors", "tokenizer.json")
_OTHER_NAMES = {"[PAD]": "<pad>", "[CLS]": "<s>", "[SEP]": "</s>"}


class WithRoles(nn.Module):
    """An encoder without token types, to whose words the role of the speaker is added."""

    def __init__(self, encoder: Any) -> None:
        super().__init__()
        self.encoder, self.config = encoder, encoder.config
        self.roles = nn.Embedding(2, encoder.config.hidden_size)
        nn.init.normal_(self.roles.weight, std=0.02)

    def forward(self, input_ids: Tensor, attention_mask: Tensor, token_type_ids: Tensor) -> Any:
        """Return what the encoder says."""
        words = self.encoder.get_input_embeddings()(input_ids) + self.roles(token_type_ids)
        return self.encoder(inputs_embeds=words, attention_mask=attention_mask)


def teacher_reader(folder: Path, tokenizer: Any, weights: Path | None = None) -> Reader:
    """Return a reader on a larger base that reads another base's tokens.

    Parameters
    ----------
    folder : Path
        A BERT-like base with WordPiece (MPNet is one): ``config.json``, ``model.safetensors``, ``tokenizer.json``.
    tokenizer : tokenizers.Tokenizer
        Of the encoder that is taught.
    weights : Path, optional
        Weights of an earlier training to go on from.

    Raises
    ------
    ValueError
        If the folder does not hold these files.
    """
    from safetensors.torch import load_file
    from tokenizers import Tokenizer
    from transformers import AutoModel

    missing = [name for name in _FILES if not (folder / name).exists()]
    if missing:
        raise ValueError(f"{folder}: {missing[0]} is not there; a teacher's folder holds {', '.join(_FILES)}")
    encoder = AutoModel.from_pretrained(folder, add_pooling_layer=False, attention_probs_dropout_prob=0.0)
    own = Tokenizer.from_file(str(folder / "tokenizer.json")).get_vocab()
    pieces = sorted(tokenizer.get_vocab().items(), key=lambda item: item[1])
    rows = [own.get(piece, own.get(_OTHER_NAMES.get(piece, ""), own[SPECIAL["unknown"]])) for piece, _ in pieces]
    encoder.set_input_embeddings(marked_table(encoder, rows, tokenizer))
    encoder.config.vocab_size = len(rows)
    reader = Reader(encoder if getattr(encoder.config, "type_vocab_size", 0) else WithRoles(encoder))
    if weights is not None:
        reader.load_state_dict(load_file(weights))
    return reader


def taught_loss(scores: Tensor, told: Tensor, classes: Tensor, batch: Sequence[Item]) -> Tensor:
    """Return how far a network's answers are from its teacher's (Kullback-Leibler divergence, weighted).

    Parameters
    ----------
    scores, told : Tensor of shape (items, tokens, answers)
        What the network and its teacher said.
    classes : Tensor of shape (items, tokens)
        Token classes; where they are -1 the answers are not compared.
    batch : sequence of Item
        The windows.
    """
    known = classes >= 0
    tokens = _apart(scores[known][:, TOKEN_PART], told[known][:, TOKEN_PART])
    loss = WEIGHTS["token"] * tokens.sum() / known.sum().clamp(min=1)
    judged = judged_pieces(batch)
    if judged:
        cues, told_cues = cue_scores(scores, judged), cue_scores(told, judged)
        loss = loss + WEIGHTS["cue"] * _apart(cues, told_cues).mean()
        levels = _divergence(level_scores(cues), level_scores(told_cues))
        loss = loss + WEIGHTS["level"] * levels.mean()
    return loss + WEIGHTS["ending"] * _apart(scores[:, 0, ENDING_PART], told[:, 0, ENDING_PART]).mean()


def _apart(scores: Tensor, told: Tensor) -> Tensor:
    soft = (scores / SOFTNESS).log_softmax(-1), (told / SOFTNESS).log_softmax(-1)
    return _divergence(*soft) * SOFTNESS**2


def _divergence(log: Tensor, told: Tensor) -> Tensor:
    return nn.functional.kl_div(log, told, reduction="none", log_target=True).sum(-1)
