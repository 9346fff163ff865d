"""An encoder of the BERT family as a graph of OpenVINO, made from plain arrays; without torch.

A pass gives the states of all tokens and their mean over the real ones. Versions whose encoder cannot be
told this way (``obstacle`` says why) are read by torch.
"""

from __future__ import annotations

import sys
import threading
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

import numpy as np

from finetune.weights import Weights, mergeable

FAMILY = ("bert", "roberta", "xlm-roberta")
INPUTS = ("input_ids", "attention_mask", "token_type_ids")
_GELUS = {"gelu": "erf", "gelu_new": "tanh", "gelu_pytorch_tanh": "tanh"}
_FAST_BYTES = ("avx512_vnni", "avx_vnni", "amx_int8")


def obstacle(config: Mapping[str, Any], adapter: Mapping[str, Any] | None = None) -> str:
    """Return why the encoder of a config.json, with the adapter of such facts, has no graph; "" if it has."""
    kind = config.get("model_type", "unknown")
    if kind not in FAMILY:
        return f"its architecture is {kind}, not one of {', '.join(FAMILY)}"
    if config.get("hidden_act") not in _GELUS or config.get("is_decoder"):
        return f"its layers are not those of an encoder with {', '.join(_GELUS)}"
    if config.get("position_embedding_type") not in (None, "absolute"):
        return "its positions are relative"
    if adapter is not None and not mergeable(adapter):
        return (
            f"an adapter of the kind {adapter.get('peft_type', 'unknown')} cannot be worked into the weights"
        )
    return ""


@lru_cache(maxsize=1)
def fast_bytes() -> bool:
    """Return whether the processor multiplies bytes faster than floats."""
    try:
        flags = Path("/proc/cpuinfo").read_text("utf-8")
    except OSError:
        return False
    return any(flag in flags for flag in _FAST_BYTES)


def encoder_graph(config: Mapping[str, Any], weights: Weights, *, small: bool = False) -> Any:  # noqa: ANN401 - an openvino.Model
    """Return the graph: ids, mask and kinds of tokens in, ``states`` and ``pooled`` out.

    With ``small`` matrices are in int8, each row with its scale and zero; where the processor is fast with
    bytes, it brings what they are multiplied by into int8 too, as it comes.

    Raises:
        KeyError: a weight is missing.

    Source: Devlin et al. 2019, section 3; Vaswani et al. 2017, section 3; the mean as Reimers and
    Gurevych 2019, section 3.
    """
    ov, ops = _openvino()
    made = _Made(ops, config, weights, small)
    ids, mask, kinds = (ops.parameter([-1, -1], np.int64, name=name) for name in INPUTS)
    for node, name in zip((ids, mask, kinds), INPUTS, strict=True):
        node.output(0).get_tensor().set_names({name})
    states = made.norm(_embedded(made, ids, mask, kinds), "embeddings")
    real = ops.convert(mask, np.float32)
    lowest = np.float32(np.finfo(np.float32).min)
    hidden = ops.multiply(ops.subtract(np.float32(1), real), lowest)
    hidden = ops.unsqueeze(hidden, np.array([1, 2], np.int64))
    for layer in range(int(config["num_hidden_layers"])):
        states = _layer(made, f"encoder.layer.{layer}", states, hidden)
    shares = ops.unsqueeze(real, np.array([2], np.int64))
    one, tokens = np.float32(1), np.array([1], np.int64)
    size = ops.maximum(ops.reduce_sum(shares, tokens, False), one)
    pooled = ops.divide(ops.reduce_sum(ops.multiply(states, shares), tokens, False), size)
    results = [ops.result(states), ops.result(pooled)]
    for result, name in zip(results, ("states", "pooled"), strict=True):
        result.output(0).get_tensor().set_names({name})
    return ov.Model(results, [ids, mask, kinds], "encoder")


def compiled(graph: Any | Path) -> Any:  # noqa: ANN401 - an openvino.Model; an openvino.CompiledModel
    """Return a graph, or that of a file, ready to be run on the processor."""
    ov, _ = _openvino()
    core = ov.Core()
    choices = {
        "PERFORMANCE_HINT": "THROUGHPUT",
        "INFERENCE_PRECISION_HINT": "f32",
        "DYNAMIC_QUANTIZATION_GROUP_SIZE": "128",  # of matrices in int8 alone; 32 is an eighth slower
    }
    return core.compile_model(core.read_model(graph) if isinstance(graph, Path) else graph, "CPU", choices)


def save(graph: Any, path: Path) -> None:  # noqa: ANN401
    """Write a graph as ``path`` (.xml), its numbers beside it (.bin): the same files for the same graph."""
    ov, _ = _openvino()
    for number, node in enumerate(graph.get_ordered_ops()):
        node.set_friendly_name(f"{node.get_type_name()}{number}")  # else counted on over the whole process
    ov.save_model(graph, path, compress_to_fp16=False)


@lru_cache(maxsize=1)
def _openvino() -> tuple[Any, Any]:
    sys.modules["openvino_telemetry"] = None  # type: ignore[assignment]  # it looks up an analytics host
    import openvino
    from openvino import opset15

    # The first look into a tensor makes tables of the binding: two threads that look first at once would wait
    # for each other for ever. Whoever uses openvino here takes the same lock for it.
    with vars(openvino).setdefault("_first_look", threading.Lock()):
        _ = openvino.Tensor(np.zeros(1, np.float32)).data
    return openvino, opset15


@dataclass(frozen=True, slots=True)
class _Made:
    """What the parts of a graph are made with."""

    ops: Any
    config: Mapping[str, Any]
    weights: Weights
    small: bool

    def matrix(self, name: str) -> Any:  # noqa: ANN401 - of openvino, as below
        values = np.ascontiguousarray(self.weights[name], np.float32)
        if not self.small:
            return self.ops.constant(values)
        low = np.minimum(values.min(axis=1, keepdims=True), 0)
        scale = np.maximum((np.maximum(values.max(axis=1, keepdims=True), 0) - low) / 255, 1e-12)
        zero = np.clip(np.rint(-low / scale), 0, 255)
        numbers = np.clip(np.rint(values / scale) + zero, 0, 255)
        plain, shift = (
            self.ops.convert(self.ops.constant(part.astype(np.uint8)), np.float32) for part in (numbers, zero)
        )
        return self.ops.multiply(self.ops.subtract(plain, shift), np.asarray(scale, np.float32))

    def vector(self, name: str) -> Any:  # noqa: ANN401
        return self.ops.constant(np.ascontiguousarray(self.weights[name], np.float32))

    def linear(self, states: Any, name: str) -> Any:  # noqa: ANN401
        product = self.ops.matmul(states, self.matrix(f"{name}.weight"), False, True)
        return self.ops.add(product, self.vector(f"{name}.bias"))

    def norm(self, states: Any, name: str) -> Any:  # noqa: ANN401
        eps = float(self.config["layer_norm_eps"])
        even = self.ops.mvn(states, np.array([-1], np.int64), True, eps, "inside_sqrt")
        scaled = self.ops.multiply(even, self.vector(f"{name}.LayerNorm.weight"))
        return self.ops.add(scaled, self.vector(f"{name}.LayerNorm.bias"))


def _embedded(made: _Made, ids: Any, mask: Any, kinds: Any) -> Any:  # noqa: ANN401
    """Words, kinds and positions; those of RoBERTa count real tokens, from the padding's number on."""
    ops, axis = made.ops, np.int64(0)
    if made.config["model_type"] == "bert":
        length = ops.gather(ops.shape_of(ids), np.int64(1), axis)
        places = ops.range(np.int64(0), length, np.int64(1), "i64")
    else:
        padding = np.int64(made.config["pad_token_id"])
        real = ops.multiply(mask, ops.convert(ops.not_equal(ids, padding), np.int64))
        places = ops.add(ops.multiply(ops.cum_sum(real, np.int64(1)), real), padding)
    tables = ("word_embeddings", "token_type_embeddings", "position_embeddings")
    parts = [
        ops.gather(made.matrix(f"embeddings.{name}.weight"), which, axis)
        for name, which in zip(tables, (ids, kinds, places), strict=True)
    ]
    return ops.add(ops.add(parts[0], parts[1]), parts[2])


def _layer(made: _Made, name: str, states: Any, hidden: Any) -> Any:  # noqa: ANN401
    ops, heads = made.ops, int(made.config["num_attention_heads"])
    width = int(made.config["hidden_size"])
    shape, order = np.array([0, 0, heads, width // heads], np.int64), np.array([0, 2, 1, 3], np.int64)
    asked, keys, values = (
        ops.transpose(ops.reshape(made.linear(states, f"{name}.attention.self.{part}"), shape, True), order)
        for part in ("query", "key", "value")
    )
    seen = ops.scaled_dot_product_attention(asked, keys, values, hidden)
    joined = ops.reshape(ops.transpose(seen, order), np.array([0, 0, width], np.int64), True)
    out = made.linear(joined, f"{name}.attention.output.dense")
    states = made.norm(ops.add(out, states), f"{name}.attention.output")
    inner = ops.gelu(made.linear(states, f"{name}.intermediate.dense"), _GELUS[made.config["hidden_act"]])
    out = made.linear(inner, f"{name}.output.dense")
    return made.norm(ops.add(out, states), f"{name}.output")
