"""Read a tagger's weights back from its ONNX file, so that training can go on where it ended.

The counterpart of :mod:`closedetect.learning.onnx_export`: the same graph, walked in the same order. The weights come
back as the 8 bits hold them, which is near enough to go on from.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import onnx
import torch
from onnx import numpy_helper

from closedetect.learning.onnx_export import BLOCK

_PROJECTIONS = ("query", "key", "value")


class _Graph:
    """The graph's operations by kind, in order, with the values of its constants."""

    def __init__(self, path: Path) -> None:
        graph = onnx.load(str(path)).graph
        self.values = {constant.name: numpy_helper.to_array(constant) for constant in graph.initializer}
        self.nodes = list(graph.node)

    def constants(self, node: Any) -> list[Any]:
        return [self.values[name] for name in node.input if name in self.values]

    def of(self, kind: str) -> Iterator[Any]:
        return iter([node for node in self.nodes if node.op_type == kind])

    def linears(self) -> Iterator[tuple[torch.Tensor, torch.Tensor]]:
        """Matrices with their biases, in the order in which they were written."""
        for i, node in enumerate(self.nodes):
            if node.op_type == "MatMulNBits":
                packed, scales = self.constants(node)
                (bias,) = self.constants(self.nodes[i + 1])
                yield _unpacked(packed, scales), _tensor(bias)


def _tensor(value: Any) -> torch.Tensor:
    return torch.from_numpy(np.array(value, dtype=np.float32, order="C"))


def _unpacked(packed: Any, scales: Any) -> torch.Tensor:
    rows = packed.shape[0]
    blocks = packed.reshape(rows, -1, BLOCK).astype(np.float32) - 128
    return _tensor((blocks * scales.reshape(rows, -1, 1)).reshape(rows, -1))


def read_weights(path: Path, positions: int) -> dict[str, torch.Tensor]:
    """Return the state of a :class:`closedetect.learning.network.Reader`.

    Parameters
    ----------
    path : Path
        ``encoder.onnx``.
    positions : int
        Rows of the base's table of positions; those beyond a window, which the file does not hold, are zero.
    """
    graph = _Graph(path)
    state = dict(_embeddings(graph, positions))
    norms = graph.of("LayerNormalization")
    _put_norm(state, "embeddings.LayerNorm", graph, next(norms))
    linears = list(graph.linears())
    for layer in range(len(linears) // 4):
        name = f"layer.{layer}"
        (joint, joint_bias), *others = linears[4 * layer : 4 * layer + 4]
        for part, weight, bias in zip(_PROJECTIONS, joint.chunk(3), joint_bias.chunk(3), strict=True):
            state[f"{name}.attention.self.{part}.weight"] = weight.contiguous()
            state[f"{name}.attention.self.{part}.bias"] = bias.contiguous()
        places = ("attention.output.dense", "intermediate.dense", "output.dense")
        for place, (weight, bias) in zip(places, others, strict=True):
            state[f"{name}.{place}.weight"], state[f"{name}.{place}.bias"] = weight, bias
        _put_norm(state, f"{name}.attention.output.LayerNorm", graph, next(norms))
        _put_norm(state, f"{name}.output.LayerNorm", graph, next(norms))
    state = {f"encoder.{'encoder.' if key.startswith('layer.') else ''}{key}": value for key, value in state.items()}
    (heads,) = (graph.constants(node)[0] for node in graph.of("MatMul"))
    return state | {"heads.weight": _tensor(heads.T), "heads.bias": _tensor(graph.constants(graph.nodes[-1])[0])}


def _embeddings(graph: _Graph, positions: int) -> Iterator[tuple[str, torch.Tensor]]:
    words, scale, roles = (graph.constants(node)[0] for node in graph.of("Gather"))
    yield "embeddings.word_embeddings.weight", _tensor(words.astype(np.float32) * scale)
    yield "embeddings.token_type_embeddings.weight", _tensor(roles)
    known = graph.constants(next(graph.of("Slice")))[0][0]
    table = np.zeros((positions, known.shape[1]), np.float32)
    table[: len(known)] = known
    yield "embeddings.position_embeddings.weight", _tensor(table)


def _put_norm(state: dict[str, torch.Tensor], name: str, graph: _Graph, node: Any) -> None:
    state[f"{name}.weight"], state[f"{name}.bias"] = map(_tensor, graph.constants(node))
