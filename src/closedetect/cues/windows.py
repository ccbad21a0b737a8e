"""The lines of an ending as windows of token ids, for training and for running alike.

A window is ``[CLS] (marker words) (marker words) … [SEP]``: the marker and the token type say who speaks. A
line of many words is cut into pieces, each behind its own marker; an ending longer than a window is read in
overlapping windows, and each piece is taken from the window that shows most of its surroundings.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

PIECE, WINDOW, OVERLAP = 100, 320, 96
"""Tokens of a piece, of a window, and that two windows share at least."""

Ints = npt.NDArray[np.int64]


@dataclass(frozen=True)
class Piece:
    """A stretch of a line: which line, who says it, token ids, and each token's characters in the line."""

    line: int
    candidate: bool
    ids: list[int]
    offsets: list[tuple[int, int]]


@dataclass(frozen=True)
class Window:
    """Token ids and types, and for each piece shown its number and the position of its marker."""

    ids: Ints
    types: Ints
    pieces: tuple[tuple[int, int], ...]


def cut_pieces(lines: Sequence[tuple[bool, str]], tokenizer: Any, size: int = PIECE) -> list[Piece]:
    """Cut lines into pieces of like length, none longer than ``size`` tokens.

    Parameters
    ----------
    lines : sequence of (bool, str)
        Whether the candidate says it, and the words.
    tokenizer : tokenizers.Tokenizer
        Without special tokens, truncation or padding.
    size : int
        Most tokens of a piece.
    """
    pieces = []
    encoded = tokenizer.encode_batch([text for _, text in lines], add_special_tokens=False)
    for number, ((candidate, _), tokens) in enumerate(zip(lines, encoded, strict=True)):
        length = max(1, len(tokens.ids))
        step = -(-length // -(-length // size))
        for i in range(0, length, step):
            pieces.append(Piece(number, candidate, tokens.ids[i : i + step], tokens.offsets[i : i + step]))
    return pieces


def make_windows(
    pieces: Sequence[Piece], special: Mapping[str, int], limit: int = WINDOW, overlap: int = OVERLAP
) -> list[Window]:
    """Lay pieces into windows of at most ``limit`` tokens that overlap by at least ``overlap``.

    Parameters
    ----------
    pieces : sequence of Piece
        At least one.
    special : mapping of str to int
        Ids of ``cls``, ``sep``, ``interviewer`` and ``candidate``.
    limit, overlap : int
        Tokens.
    """
    windows: list[Window] = []
    start = 0
    while True:
        stop, size = start, 2
        while stop < len(pieces) and (stop == start or size + 1 + len(pieces[stop].ids) <= limit):
            size += 1 + len(pieces[stop].ids)
            stop += 1
        windows.append(_window(pieces, start, stop, special))
        if stop >= len(pieces):
            return windows
        shared, begin = 0, stop
        while begin - 1 > start and shared < overlap:
            begin -= 1
            shared += 1 + len(pieces[begin].ids)
        start = begin


def _window(pieces: Sequence[Piece], start: int, stop: int, special: Mapping[str, int]) -> Window:
    ids, types, marks = [special["cls"]], [0], []
    for k in range(start, stop):
        piece = pieces[k]
        marks.append((k, len(ids)))
        ids += [special["candidate" if piece.candidate else "interviewer"], *piece.ids]
        types += [int(piece.candidate)] * (1 + len(piece.ids))
    return Window(np.array([*ids, special["sep"]]), np.array([*types, 0]), tuple(marks))


def best_windows(windows: Sequence[Window], n_pieces: int) -> list[int]:
    """Return for each piece the window that shows most on its poorer side."""
    best = [(-1, 0)] * n_pieces
    for w, window in enumerate(windows):
        first, last = window.pieces[0][0], window.pieces[-1][0]
        for k, _ in window.pieces:
            left = n_pieces if first == 0 else k - first
            right = n_pieces if last == n_pieces - 1 else last - k
            best[k] = max(best[k], (min(left, right), -w))
    return [-w for _, w in best]
