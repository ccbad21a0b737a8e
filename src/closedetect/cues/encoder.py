"""The encoder tagger: a small fine-tuned transformer, run by ONNX Runtime.

It reads the ending as a whole, both roles in order, and answers three questions at once: which cue each
piece of the candidate's talk holds, which words carry a cue, and what the ending earns as a whole. One window
is one run of the network, so a result depends on nothing but the ending itself: not on what else is read
beside it, nor on the number of workers.
"""

from __future__ import annotations

import json
import shutil
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np

from closedetect.cues.phrases import find_phrases
from closedetect.cues.tags import TAG_NAMES, DialogueTags, Floats, LineTags, Segment
from closedetect.cues.windows import Piece, Window, best_windows, cut_pieces, make_windows
from closedetect.labels import CUES, TRIGGER_CUES

FILES = ("encoder.onnx", "tokenizer.json", "encoder.json")
N_TOKEN, N_CUE, N_LABEL = 1 + len(TRIGGER_CUES), len(CUES), 3
# Columns of the network's output: token classes | cue at the marker | cue as mean of the words | the ending.
TOKEN_PART = slice(0, N_TOKEN)
MARKER_PART = slice(N_TOKEN, N_TOKEN + N_CUE)
MEAN_PART = slice(N_TOKEN + N_CUE, N_TOKEN + 2 * N_CUE)
ENDING_PART = slice(N_TOKEN + 2 * N_CUE, N_TOKEN + 2 * N_CUE + N_LABEL)


class EncoderTagger:
    """Reads endings with an exported encoder.

    Parameters
    ----------
    folder : Path
        Holds ``encoder.onnx``, ``tokenizer.json`` and ``encoder.json``.

    Attributes
    ----------
    teacher : str or None
        Name of the larger encoder that taught it, if one did.
    """

    kind = "encoder"

    def __init__(self, folder: Path) -> None:
        from tokenizers import Tokenizer

        self.folder = Path(folder)
        config = json.loads((self.folder / "encoder.json").read_text(encoding="utf-8"))
        if config["cues"] != list(CUES) or config["token_classes"] != ["other", *TRIGGER_CUES]:
            raise ValueError(f"{folder}: its cue types are not those of this version of closedetect")
        self.special: Mapping[str, int] = config["special"]
        self.teacher: str | None = config.get("teacher")
        self.tokenizer = Tokenizer.from_file(str(self.folder / "tokenizer.json"))
        self._session = _session(self.folder / "encoder.onnx")

    def __getstate__(self) -> dict[str, Any]:
        # A session can't be sent to a worker process; the folder can.
        return {"folder": self.folder}

    def __setstate__(self, state: dict[str, Any]) -> None:
        self.__init__(state["folder"])  # type: ignore[misc]

    def tag(self, lines: Sequence[tuple[str, str]]) -> DialogueTags:
        """Tag an ending; see :class:`closedetect.cues.tags.CueTagger`."""
        if not any(role == "candidate" and text.strip() for role, text in lines):
            nothing = tuple(LineTags((), ()) if role == "candidate" else None for role, _ in lines)
            return DialogueTags(nothing, np.array([1.0, 0.0, 0.0]))
        pieces = cut_pieces([(role == "candidate", text) for role, text in lines], self.tokenizer)
        windows = make_windows(pieces, self.special)
        outputs = [self._run(window) for window in windows]
        read: dict[int, list[tuple[Segment, Floats, Piece]]] = {}
        for k, (piece, w) in enumerate(zip(pieces, best_windows(windows, len(pieces)), strict=True)):
            if piece.candidate and piece.ids:
                marker = dict(windows[w].pieces)[k]
                read.setdefault(piece.line, []).append(_read_piece(piece, outputs[w], marker))
        tagged = tuple(
            _join_pieces(text, read.get(i, [])) if role == "candidate" else None for i, (role, text) in enumerate(lines)
        )
        return DialogueTags(tagged, _whole(outputs))

    def _run(self, window: Window) -> Floats:
        feed = {"ids": window.ids[None].astype(np.int64), "types": window.types[None].astype(np.int64)}
        return np.asarray(self._session.run(None, feed)[0][0], dtype=float)

    def save(self, folder: Path) -> list[str]:
        """Copy the tagger's files into another model folder."""
        for name in FILES:
            if (self.folder / name).resolve() != (Path(folder) / name).resolve():
                shutil.copyfile(self.folder / name, Path(folder) / name)
        return list(FILES)

    @classmethod
    def load(cls, folder: Path) -> EncoderTagger:
        """Read a tagger from a model folder."""
        return cls(folder)


def _session(path: Path) -> Any:
    import onnxruntime

    options = onnxruntime.SessionOptions()
    # Many endings side by side are faster than many threads within one; workers are the caller's choice.
    options.intra_op_num_threads = options.inter_op_num_threads = 1
    options.log_severity_level = 3
    return onnxruntime.InferenceSession(str(path), options, providers=["CPUExecutionProvider"])


def _read_piece(piece: Piece, output: Floats, marker: int) -> tuple[Segment, Floats, Piece]:
    """Judge one piece: its cue probabilities and those of its words."""
    after = marker + 1 + len(piece.ids)
    logits = output[marker, MARKER_PART] + output[marker:after, MEAN_PART].mean(axis=0)
    scores = np.zeros(len(TAG_NAMES))
    scores[:N_CUE] = _softmax(logits)
    words = _softmax(output[marker + 1 : after, TOKEN_PART])
    return Segment(piece.offsets[0][0], piece.offsets[-1][1], scores), words, piece


def _join_pieces(text: str, parts: list[tuple[Segment, Floats, Piece]]) -> LineTags:
    if not parts:
        return LineTags((), ())
    words = np.concatenate([w for _, w, _ in parts])
    offsets = [offset for _, _, piece in parts for offset in piece.offsets]
    return LineTags(tuple(segment for segment, _, _ in parts), find_phrases(text, words, offsets))


def _whole(outputs: Sequence[Floats]) -> Floats:
    """The ending as a whole: the strongest answer among its windows."""
    answers = [_softmax(output[0, ENDING_PART]) for output in outputs]
    direct = max(float(p[2]) for p in answers)
    want = max(direct, max(float(p[1] + p[2]) for p in answers))
    return np.array([1 - want, want - direct, direct])


def _softmax(logits: Floats) -> Floats:
    shifted = np.exp(logits - logits.max(axis=-1, keepdims=True))
    return np.asarray(shifted / shifted.sum(axis=-1, keepdims=True))
