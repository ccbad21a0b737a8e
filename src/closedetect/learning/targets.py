"""Conversations -> token windows with the answers the network should give."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from closedetect.cues.windows import Ints, Piece, Window, cut_pieces, make_windows
from closedetect.labels import CUES, LABEL_OF_CUE, LEVEL
from closedetect.learning.samples import TOKEN_CLASSES, UNKNOWN, Conversation, Said
from closedetect.learning.variation import Places, vary

NO_TARGET = -1
RECOGNISED = 0.25
"""Share of conversations shown as a speech recogniser would write them."""


@dataclass(frozen=True)
class Judged:
    """A piece whose cue is known: its marker and end in the window, cue (or unknown) and level."""

    marker: int
    end: int
    cue: int
    level: int


@dataclass(frozen=True)
class Item:
    """A window with its answers."""

    ids: Ints
    types: Ints
    classes: Ints
    judged: tuple[Judged, ...]
    ending: int


def make_items(
    conversations: Sequence[Conversation], tokenizer: Any, special: Mapping[str, int], random: np.random.Generator
) -> list[Item]:
    """Vary the words of conversations and lay them into windows.

    Parameters
    ----------
    conversations : sequence of Conversation
        What to show.
    tokenizer : tokenizers.Tokenizer
        The pruned tokenizer.
    special : mapping of str to int
        Ids of the special tokens.
    random : Generator
        Source of chance.
    """
    items: list[Item] = []
    for lines, label in conversations:
        # A recogniser writes the whole conversation, not single lines of it.
        recognised = 1.0 if random.random() < RECOGNISED else 0.05
        varied = [(said, *vary(said.text, random, recognised)) for said in lines]
        pieces = cut_pieces([(said.candidate, text or " ") for said, text, _ in varied], tokenizer)
        windows = make_windows(pieces, special)
        for window in windows:
            items.append(_item(window, pieces, varied, label if len(windows) == 1 else NO_TARGET))
    return items


def _item(window: Window, pieces: Sequence[Piece], varied: Sequence[tuple[Said, str, Places]], label: int) -> Item:
    classes = np.full(len(window.ids), NO_TARGET, np.int64)
    judged = []
    for k, marker in window.pieces:
        piece = pieces[k]
        said, _, places = varied[piece.line]
        if not said.known:
            continue
        words = [int(places[start]) if start < len(places) else -1 for start, _ in piece.offsets]
        inside = np.array([said.classes[i] if i >= 0 else 0 for i in words], np.int64)
        classes[marker + 1 : marker + 1 + len(inside)] = inside
        if said.level != UNKNOWN:
            whole = sum(other.line == piece.line for other in pieces) == 1
            cue, level = (said.cue, said.level) if whole else _own(said, inside)
            judged.append(Judged(marker, marker + 1 + len(piece.ids), cue, level))
    return Item(window.ids, window.types, classes, tuple(judged), label)


def _own(said: Said, inside: Ints) -> tuple[int, int]:
    """Of a line cut into pieces each piece is judged by its own words."""
    if said.level == 0:
        return said.cue, 0
    cues = [TOKEN_CLASSES[i] for i in inside if i]
    if not cues:
        return UNKNOWN, 0
    top = max(cues, key=lambda cue: LEVEL[LABEL_OF_CUE[cue]])
    return CUES.index(top), LEVEL[LABEL_OF_CUE[top]]


def make_batches(items: Sequence[Item], random: np.random.Generator, budget: int) -> Iterator[list[Item]]:
    """Yield batches of like length, at most ``budget`` padded tokens each, in random order."""
    order = sorted(range(len(items)), key=lambda i: len(items[i].ids) * (1 + 0.1 * random.random()))
    batches: list[list[int]] = [[]]
    longest = 0
    for i in order:
        longest = max(longest, len(items[i].ids))
        if batches[-1] and longest * (len(batches[-1]) + 1) > budget:
            batches.append([])
            longest = len(items[i].ids)
        batches[-1].append(i)
    for k in random.permutation(len(batches)):
        yield [items[i] for i in batches[k]]


def padded(batch: Sequence[Item], pad: int) -> dict[str, npt.NDArray[np.int64]]:
    """Return a batch as arrays: ``ids``, ``types``, ``mask`` and ``classes`` of shape (items, tokens)."""
    shape = (len(batch), max(len(item.ids) for item in batch))
    arrays = {"ids": np.full(shape, pad), "types": np.zeros(shape, np.int64), "mask": np.zeros(shape, np.int64)}
    arrays["classes"] = np.full(shape, NO_TARGET)
    for row, item in enumerate(batch):
        n = len(item.ids)
        arrays["ids"][row, :n], arrays["types"][row, :n] = item.ids, item.types
        arrays["mask"][row, :n], arrays["classes"][row, :n] = 1, item.classes
    return arrays
