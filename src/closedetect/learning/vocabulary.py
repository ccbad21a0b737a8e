"""Prune a WordPiece vocabulary: what the corpus uses, the commonest pieces, every single character.

Any word can still be spelled; a word whose piece was dropped is split into smaller ones.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable
from pathlib import Path
from typing import Any

SPECIAL = {
    "pad": "[PAD]",
    "unknown": "[UNK]",
    "cls": "[CLS]",
    "sep": "[SEP]",
    "interviewer": "[unused1]",
    "candidate": "[unused2]",
}
COMMONEST = 9000
_LAST_LATIN = 0x250
_PLAIN = {
    "\u2019": "'",
    "\u2018": "'",
    "\u201c": '"',
    "\u201d": '"',
    "\u2013": "-",
    "\u2014": "-",
    "\u2026": "...",
}


def prune(path: Path, texts: Iterable[str], commonest: int = COMMONEST) -> tuple[Any, list[int]]:
    """Return a smaller tokenizer, and which rows of the old embedding table it keeps.

    Parameters
    ----------
    path : Path
        ``tokenizer.json`` of the base.
    texts : iterable of str
        The corpus; every piece it uses stays.
    commonest : int
        How many whole words and pieces stay beside (BERT's table is in order of frequency).
    """
    from tokenizers import Tokenizer

    spec = json.loads(path.read_text(encoding="utf-8"))
    old: dict[str, int] = spec["model"]["vocab"]
    curly = [{"type": "Replace", "pattern": {"String": a}, "content": b} for a, b in _PLAIN.items()]
    spec["normalizer"] = {"type": "Sequence", "normalizers": [*curly, spec["normalizer"]]}
    spec["truncation"] = spec["padding"] = spec["post_processor"] = None
    full = Tokenizer.from_str(json.dumps(spec))
    used = Counter(t for e in full.encode_batch(list(texts), add_special_tokens=False) for t in e.tokens)
    special = list(SPECIAL.values())
    first = old["the"]
    kept = special + [
        piece
        for piece, row in sorted(old.items(), key=lambda item: item[1])
        if piece not in special and not piece.startswith("[") and _stays(piece, row - first, used[piece], commonest)
    ]
    kept += [c for c in ("[",) if c in old]
    spec["model"]["vocab"] = {piece: i for i, piece in enumerate(kept)}
    spec["added_tokens"] = [
        {**token, "id": kept.index(token["content"])} for token in spec["added_tokens"] if token["content"] in special
    ]
    return Tokenizer.from_str(json.dumps(spec)), [old[piece] for piece in kept]


def _stays(piece: str, rank: int, used: int, commonest: int) -> bool:
    if len(piece.removeprefix("##")) == 1 and ord(piece[-1]) < _LAST_LATIN:
        return True
    return piece.isascii() and (used > 0 or 0 <= rank < commonest)
