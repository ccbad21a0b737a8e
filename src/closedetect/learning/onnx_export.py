"""Write a trained reader as one ONNX file that reads one window, with 8-bit weights.

The graph is laid out by hand: it is short, it needs no exporter, and it takes exactly one window, so there is
no padding, no mask, and no result that depends on what else is read at the same time. Matrices are stored as
8-bit integers with one scale for each block of a row; activations stay in floating point.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import onnx
from onnx import TensorProto, helper, numpy_helper

from closedetect.cues.windows import WINDOW

CONTRIB = "com.microsoft"
BLOCK = 128
Weights = Mapping[str, npt.NDArray[np.float32]]


class Graph:
    """Nodes and constants of an ONNX graph under construction."""

    def __init__(self) -> None:
        self.nodes: list[Any] = []
        self.constants: list[Any] = []

    def constant(self, value: npt.NDArray[Any]) -> str:
        """Add a constant and return its name."""
        name = f"c{len(self.constants)}"
        self.constants.append(numpy_helper.from_array(np.ascontiguousarray(value), name))
        return name

    def op(self, kind: str, inputs: list[str], domain: str = "", **attributes: Any) -> str:
        """Add an operation of one output and return its name."""
        return self.ops(kind, inputs, 1, domain, **attributes)[0]

    def ops(self, kind: str, inputs: list[str], outputs: int, domain: str = "", **attributes: Any) -> list[str]:
        """Add an operation and return the names of its outputs."""
        names = [f"x{len(self.nodes)}_{i}" for i in range(outputs)]
        self.nodes.append(helper.make_node(kind, inputs, names, domain=domain, **attributes))
        return names

    def linear(self, x: str, weight: npt.NDArray[np.float32], bias: npt.NDArray[np.float32]) -> str:
        """Add ``x @ weight.T + bias``, the weight of shape (out, in) in 8 bits."""
        packed, scales = _quantize(weight)
        inputs = [x, self.constant(packed), self.constant(scales)]
        out, size = weight.shape
        y = self.op(
            "MatMulNBits", inputs, CONTRIB, K=size, N=out, bits=8, block_size=BLOCK, accuracy_level=4
        )
        return self.op("Add", [y, self.constant(bias)])

    def normed(self, x: str, weights: Weights, name: str, epsilon: float) -> str:
        """Add a layer normalisation."""
        scale, bias = self.constant(weights[f"{name}.weight"]), self.constant(weights[f"{name}.bias"])
        return self.op("LayerNormalization", [x, scale, bias], epsilon=epsilon)


def _quantize(weight: npt.NDArray[np.float32]) -> tuple[npt.NDArray[np.uint8], npt.NDArray[np.float32]]:
    rows, columns = weight.shape
    blocks = weight.reshape(rows, columns // BLOCK, BLOCK)
    scale = np.abs(blocks).max(axis=-1) / 127
    scale[scale == 0] = 1
    whole = np.clip(np.round(blocks / scale[..., None]), -127, 127) + 128
    return whole.astype(np.uint8), scale.astype(np.float32)


def _table(graph: Graph, ids: str, weight: npt.NDArray[np.float32]) -> str:
    """Rows of an embedding table, in 8 bits with a scale for each row."""
    scale = np.abs(weight).max(axis=1, keepdims=True) / 127 + 1e-12
    small = graph.constant(np.round(weight / scale).astype(np.int8))
    rows = graph.op("Cast", [graph.op("Gather", [small, ids])], to=TensorProto.FLOAT)
    return graph.op("Mul", [rows, graph.op("Gather", [graph.constant(scale.astype(np.float32)), ids])])


def export_onnx(state: Mapping[str, Any], config: Any, path: Path) -> None:
    """Write the network.

    Parameters
    ----------
    state : mapping of str to Tensor
        ``state_dict()`` of a :class:`closedetect.learning.network.Reader`.
    config : transformers.BertConfig
        Of its encoder.
    path : Path
        File to write.
    """
    weights = {name.removeprefix("encoder."): tensor.float().numpy() for name, tensor in state.items()}
    graph = Graph()
    x = _embed(graph, weights, config.layer_norm_eps)
    for i in range(config.num_hidden_layers):
        x = _layer(graph, x, weights, f"encoder.layer.{i}", config)
    heads = graph.op("MatMul", [x, graph.constant(weights["heads.weight"].T)])
    graph.nodes.append(helper.make_node("Add", [heads, graph.constant(weights["heads.bias"])], ["scores"]))
    inputs = [helper.make_tensor_value_info(name, TensorProto.INT64, [1, "length"]) for name in ("ids", "types")]
    answers = weights["heads.bias"].shape[0]
    output = helper.make_tensor_value_info("scores", TensorProto.FLOAT, [1, "length", answers])
    made = helper.make_graph(graph.nodes, "reader", inputs, [output], graph.constants)
    opsets = [helper.make_opsetid("", 20), helper.make_opsetid(CONTRIB, 1)]
    onnx.save(helper.make_model(made, opset_imports=opsets, ir_version=9), str(path))


def _embed(graph: Graph, weights: Weights, epsilon: float) -> str:
    length = graph.op("Shape", ["ids"], start=1, end=2)
    # A window never has more positions than this; the rest of the table is left behind.
    positions = weights["embeddings.position_embeddings.weight"][None, : WINDOW + 16]
    begin, axis = graph.constant(np.array([0])), graph.constant(np.array([1]))
    place = graph.op("Slice", [graph.constant(positions), begin, length, axis])
    words = _table(graph, "ids", weights["embeddings.word_embeddings.weight"])
    roles = graph.op("Gather", [graph.constant(weights["embeddings.token_type_embeddings.weight"]), "types"])
    summed = graph.op("Add", [graph.op("Add", [words, roles]), place])
    return graph.normed(summed, weights, "embeddings.LayerNorm", epsilon)


def _layer(graph: Graph, x: str, weights: Weights, name: str, config: Any) -> str:
    epsilon = config.layer_norm_eps

    def linear(y: str, *parts: str) -> str:
        matrix = np.concatenate([weights[f"{name}.{part}.weight"] for part in parts])
        return graph.linear(y, matrix, np.concatenate([weights[f"{name}.{part}.bias"] for part in parts]))

    projected = linear(x, *(f"attention.self.{part}" for part in ("query", "key", "value")))
    query, key, value = graph.ops("Split", [projected], 3, axis=-1, num_outputs=3)
    heads = config.num_attention_heads
    seen = graph.op("MultiHeadAttention", [query, key, value], CONTRIB, num_heads=heads)
    attended = graph.op("Add", [x, linear(seen, "attention.output.dense")])
    x = graph.normed(attended, weights, f"{name}.attention.output.LayerNorm", epsilon)
    thought = linear(graph.op("Gelu", [linear(x, "intermediate.dense")]), "output.dense")
    return graph.normed(graph.op("Add", [x, thought]), weights, f"{name}.output.LayerNorm", epsilon)
