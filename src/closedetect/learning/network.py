"""The network: a small encoder with one linear map to all answers, and the losses it is trained on."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
import torch
import torch.nn.functional as F
from torch import Tensor, nn

from closedetect.cues.encoder import ENDING_PART, MARKER_PART, MEAN_PART, TOKEN_PART
from closedetect.labels import CUES, LABEL_OF_CUE, LEVEL
from closedetect.learning.targets import Item, Judged
from closedetect.learning.vocabulary import SPECIAL, prune

WEIGHTS = {"token": 1.0, "level": 1.0, "cue": 0.5, "ending": 0.5}
"""How much each loss counts."""
DROPOUT = 0.1
_LEVEL_OF_CUE = np.array([LEVEL[LABEL_OF_CUE[cue]] for cue in CUES])


class Reader(nn.Module):
    """An encoder whose every position answers: token class, cue as marker, cue as word, ending at [CLS]."""

    def __init__(self, encoder: Any) -> None:
        super().__init__()
        self.encoder = encoder
        self.drop = nn.Dropout(DROPOUT)
        self.heads = nn.Linear(encoder.config.hidden_size, ENDING_PART.stop)

    def forward(self, ids: Tensor, types: Tensor, mask: Tensor) -> Tensor:
        """Return scores of shape (items, tokens, answers)."""
        hidden = self.encoder(input_ids=ids, attention_mask=mask, token_type_ids=types).last_hidden_state
        scores: Tensor = self.heads(self.drop(hidden)).float()
        return scores


def base_reader(folder: Path, texts: Sequence[str]) -> tuple[Reader, Any]:
    """Return an untrained reader on a pre-trained base with a pruned vocabulary, and its tokenizer.

    Parameters
    ----------
    folder : Path
        A BERT-like base: ``config.json``, ``model.safetensors``, ``tokenizer.json``.
    texts : sequence of str
        The corpus; its pieces stay in the vocabulary.
    """
    from transformers import AutoModel

    tokenizer, rows = prune(folder / "tokenizer.json", texts)
    encoder = AutoModel.from_pretrained(folder, add_pooling_layer=False, attention_probs_dropout_prob=0.0)
    encoder.set_input_embeddings(marked_table(encoder, rows, tokenizer))
    encoder.config.vocab_size = len(rows)
    return Reader(encoder), tokenizer


def marked_table(encoder: Any, rows: Sequence[int], tokenizer: Any) -> nn.Embedding:
    """Return rows of an encoder's word table in a tokenizer's order, the speakers' markers made from the separator."""
    table = encoder.get_input_embeddings().weight.data[rows].clone()
    separator = table[tokenizer.token_to_id(SPECIAL["sep"])].clone()
    for role in ("interviewer", "candidate"):  # markers start near the separator
        table[tokenizer.token_to_id(SPECIAL[role])] = separator + 0.02 * torch.randn(len(separator))
    pad = tokenizer.token_to_id(SPECIAL["pad"])
    words: nn.Embedding = nn.Embedding.from_pretrained(table, freeze=False, padding_idx=pad)  # type: ignore[no-untyped-call]
    return words


def started_reader(folder: Path, vocabulary: Path, weights: Path) -> tuple[Reader, Any]:
    """Return a reader with the weights and the tokenizer of an earlier training.

    Parameters
    ----------
    folder : Path
        The base, for its shape.
    vocabulary, weights : Path
        ``tokenizer.json`` and the ``.safetensors`` file.
    """
    from safetensors.torch import load_file
    from tokenizers import Tokenizer
    from transformers import AutoConfig, AutoModel

    tokenizer = Tokenizer.from_file(str(vocabulary))
    config = AutoConfig.from_pretrained(
        folder, vocab_size=tokenizer.get_vocab_size(), attention_probs_dropout_prob=0.0
    )
    reader = Reader(AutoModel.from_config(config, add_pooling_layer=False))  # type: ignore[no-untyped-call]
    reader.load_state_dict(load_file(weights))
    return reader, tokenizer


def total_loss(scores: Tensor, classes: Tensor, batch: Sequence[Item]) -> Tensor:
    """Return the weighted sum of the losses of a batch.

    Parameters
    ----------
    scores : Tensor of shape (items, tokens, answers)
        What the network said.
    classes : Tensor of shape (items, tokens)
        Token classes, -1 where there is none.
    batch : sequence of Item
        The windows with their other answers.
    """
    tokens = scores[..., TOKEN_PART].flatten(0, 1)
    known = (classes >= 0).sum().clamp(min=1)  # a batch may hold nobody whose words are known
    loss = WEIGHTS["token"] * F.cross_entropy(tokens, classes.flatten(), ignore_index=-1, reduction="sum") / known
    judged = judged_pieces(batch)
    if judged:
        cues = cue_scores(scores, judged)
        level = torch.tensor([j.level for _, j in judged], device=scores.device)
        cue = torch.tensor([j.cue for _, j in judged], device=scores.device)
        loss = loss + WEIGHTS["level"] * F.nll_loss(level_scores(cues), level)
        loss = loss + WEIGHTS["cue"] * F.cross_entropy(cues, cue, ignore_index=-1, reduction="sum") / len(judged)
    endings = torch.tensor([item.ending for item in batch], device=scores.device)
    if (endings >= 0).any():
        loss = loss + WEIGHTS["ending"] * F.cross_entropy(scores[:, 0, ENDING_PART], endings, ignore_index=-1)
    return loss


def judged_pieces(batch: Sequence[Item]) -> list[tuple[int, Judged]]:
    """Return the pieces whose level is known, each with the number of its window."""
    return [(row, piece) for row, item in enumerate(batch) for piece in item.judged]


def cue_scores(scores: Tensor, judged: Sequence[tuple[int, Judged]]) -> Tensor:
    """Return the marker's scores plus the mean of its words', of shape (pieces, cues)."""
    rows = torch.tensor([row for row, _ in judged], device=scores.device)
    markers = torch.tensor([j.marker for _, j in judged], device=scores.device)
    ends = torch.tensor([j.end for _, j in judged], device=scores.device)
    sums = F.pad(scores[..., MEAN_PART].cumsum(1), (0, 0, 1, 0))
    mean = (sums[rows, ends] - sums[rows, markers]) / (ends - markers)[:, None]
    return scores[rows, markers][:, MARKER_PART] + mean


def level_scores(cues: Tensor) -> Tensor:
    """Return log-probabilities of the three levels from the scores of the cues."""
    log = cues.log_softmax(-1)
    return torch.stack([torch.logsumexp(log[:, k == _LEVEL_OF_CUE], -1) for k in range(3)], -1)


def parameter_groups(model: Reader, rate: float, decay: float) -> list[dict[str, Any]]:
    """Learning rates that fall by ``decay`` with each layer below the heads (Howard & Ruder, ACL 2018)."""
    layers = model.encoder.config.num_hidden_layers
    groups: dict[tuple[float, float], list[Tensor]] = {}
    for name, parameter in model.named_parameters():
        depth = 0 if name.startswith("heads") else layers + 1
        if ".layer." in name:
            depth = layers - int(name.split(".layer.")[1].split(".")[0])
        scale = (3.0 if depth == 0 else 1.0) * decay**depth
        groups.setdefault((scale, 0.0 if parameter.ndim < 2 else 0.01), []).append(parameter)
    return [{"params": p, "lr": rate * scale, "weight_decay": wd} for (scale, wd), p in groups.items()]
