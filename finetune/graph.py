"""An encoder of the BERT family as a graph of OpenVINO, made from plain arrays; without torch.

A pass gives the states of all tokens and their mean over the real ones. Versions whose encoder cannot be
told this way (``obstacle`` says why) are read by torch.
"""

from __future__ import annotations

import sys
import threading
from collections.abc import Mapping
from functools import lru_cache
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

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


def encoder_graph(config: Mapping[str, Any], weights: Weights) -> Any:  # noqa: ANN401 - an openvino.Model
    """Return the graph: ids, mask and kinds of tokens in, ``states`` and ``pooled`` out.

    Raises:
        KeyError: a weight is missing.

    Source: Devlin et al. 2019, section 3; Vaswani et al. 2017, section 3; the mean as Reimers and
    Gurevych 2019, section 3.
    """
    ov, ops = _openvino()
    ids, mask, kinds = (ops.parameter([-1, -1], np.int64, name=name) for name in INPUTS)
    for node, name in zip((ids, mask, kinds), INPUTS, strict=True):
        node.output(0).get_tensor().set_names({name})
    eps = float(config["layer_norm_eps"])
    states = _norm(ops, _embedded(ops, config, weights, ids, mask, kinds), weights, "embeddings", eps)
    real = ops.convert(mask, np.float32)
    lowest = np.float32(np.finfo(np.float32).min)
    hidden = ops.multiply(ops.subtract(np.float32(1), real), lowest)
    hidden = ops.unsqueeze(hidden, np.array([1, 2], np.int64))
    for layer in range(int(config["num_hidden_layers"])):
        states = _layer(ops, config, weights, f"encoder.layer.{layer}", states, hidden)
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
    choices = {"PERFORMANCE_HINT": "THROUGHPUT", "INFERENCE_PRECISION_HINT": "f32"}
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


def _embedded(ops: Any, config: Mapping[str, Any], weights: Weights, ids: Any, mask: Any, kinds: Any) -> Any:  # noqa: ANN401
    """Words, kinds and positions; those of RoBERTa count real tokens, from the padding's number on."""
    axis = np.int64(0)
    if config["model_type"] == "bert":
        length = ops.gather(ops.shape_of(ids), np.int64(1), axis)
        places = ops.range(np.int64(0), length, np.int64(1), "i64")
    else:
        padding = np.int64(config["pad_token_id"])
        real = ops.multiply(mask, ops.convert(ops.not_equal(ids, padding), np.int64))
        places = ops.add(ops.multiply(ops.cum_sum(real, np.int64(1)), real), padding)
    tables = ("word_embeddings", "token_type_embeddings", "position_embeddings")
    parts = [
        ops.gather(_constant(ops, weights[f"embeddings.{name}.weight"]), which, axis)
        for name, which in zip(tables, (ids, kinds, places), strict=True)
    ]
    return ops.add(ops.add(parts[0], parts[1]), parts[2])


def _layer(
    ops: Any,  # noqa: ANN401
    config: Mapping[str, Any],
    weights: Weights,
    name: str,
    states: Any,  # noqa: ANN401
    hidden: Any,  # noqa: ANN401
) -> Any:  # noqa: ANN401
    eps, heads = float(config["layer_norm_eps"]), int(config["num_attention_heads"])
    width = int(config["hidden_size"])
    shape, order = np.array([0, 0, heads, width // heads], np.int64), np.array([0, 2, 1, 3], np.int64)
    asked, keys, values = (
        ops.transpose(
            ops.reshape(_linear(ops, states, weights, f"{name}.attention.self.{part}"), shape, True), order
        )
        for part in ("query", "key", "value")
    )
    seen = ops.scaled_dot_product_attention(asked, keys, values, hidden)
    joined = ops.reshape(ops.transpose(seen, order), np.array([0, 0, width], np.int64), True)
    out = _linear(ops, joined, weights, f"{name}.attention.output.dense")
    states = _norm(ops, ops.add(out, states), weights, f"{name}.attention.output", eps)
    inner = ops.gelu(
        _linear(ops, states, weights, f"{name}.intermediate.dense"), _GELUS[config["hidden_act"]]
    )
    out = _linear(ops, inner, weights, f"{name}.output.dense")
    return _norm(ops, ops.add(out, states), weights, f"{name}.output", eps)


def _linear(ops: Any, states: Any, weights: Weights, name: str) -> Any:  # noqa: ANN401
    product = ops.matmul(states, _constant(ops, weights[f"{name}.weight"]), False, True, name=name)
    return ops.add(product, _constant(ops, weights[f"{name}.bias"]))


def _norm(ops: Any, states: Any, weights: Weights, name: str, eps: float) -> Any:  # noqa: ANN401
    even = ops.mvn(states, np.array([-1], np.int64), True, eps, "inside_sqrt")
    scaled = ops.multiply(even, _constant(ops, weights[f"{name}.LayerNorm.weight"]))
    return ops.add(scaled, _constant(ops, weights[f"{name}.LayerNorm.bias"]))


def _constant(ops: Any, values: NDArray[np.float32]) -> Any:  # noqa: ANN401
    return ops.constant(np.ascontiguousarray(values, np.float32))
