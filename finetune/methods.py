"""METHODS: which of the encoder's numbers a training may move; the home of peft."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from pathlib import Path
from types import MappingProxyType
from typing import Any

import safetensors.torch
import torch

from finetune.encoder import quiet
from finetune.errors import ArtifactError, MissingExtraError, TrainingError
from finetune.settings import Settings

Prepare = Callable[[Any, Settings, int], Any]
_LORA, _DOWN, _UP = "base_model.model.", ".lora_A.weight", ".lora_B.weight"
"""How peft names what it saves."""


def _peft() -> Any:  # noqa: ANN401 - a module without types
    try:
        with quiet():
            import peft
    except ImportError as error:
        raise MissingExtraError(
            "adapters",
            "the library peft is not installed",
            "Install it: pip install 'globalbrain[finetune]'.",
        ) from error
    return peft


def _full(model: Any, settings: Settings, steps: int) -> Any:  # noqa: ANN401
    return model.requires_grad_(True)


def _frozen(model: Any, settings: Settings, steps: int) -> Any:  # noqa: ANN401
    return model.requires_grad_(False)


def _top(model: Any, settings: Settings, steps: int) -> Any:  # noqa: ANN401
    """Only the last ``settings.layers`` layers learn."""
    stack = max(
        (part for part in model.modules() if isinstance(part, torch.nn.ModuleList)), key=len, default=None
    )
    if stack is None:
        raise TrainingError("method top-n", "the base has no layers that can be counted", "Choose another.")
    model.requires_grad_(False)
    for layer in list(stack)[-settings.layers :]:
        layer.requires_grad_(True)
    return model


def _lora(model: Any, settings: Settings, steps: int) -> Any:  # noqa: ANN401
    config = _peft().LoraConfig(
        r=settings.rank,
        lora_alpha=2 * settings.rank,
        lora_dropout=settings.dropout,
        target_modules="all-linear",
    )
    return _adapted(model, config)


def _adalora(model: Any, settings: Settings, steps: int) -> Any:  # noqa: ANN401
    """Ranks start half as high again, and are cut between a tenth and seven tenths of the steps."""
    config = _peft().AdaLoraConfig(
        init_r=settings.rank * 3 // 2,
        target_r=settings.rank,
        lora_alpha=2 * settings.rank,
        lora_dropout=settings.dropout,
        target_modules="all-linear",
        total_step=max(steps, 4),
        tinit=steps // 10,
        tfinal=steps * 3 // 10,
        deltaT=max(1, steps // 50),
    )
    return _adapted(model, config)


def lora_writer(model: Any, settings: Settings) -> Any:  # noqa: ANN401 - of transformers, of peft
    """Return a causal language model with a LoRA adapter that learns."""
    peft = _peft()
    config = peft.LoraConfig(
        task_type="CAUSAL_LM",
        r=settings.rank,
        lora_alpha=2 * settings.rank,
        lora_dropout=settings.dropout,
        target_modules="all-linear",
    )
    return _adapted(model, config)


def _prefix(model: Any, settings: Settings, steps: int) -> Any:  # noqa: ANN401
    config = _peft().PrefixTuningConfig(task_type="FEATURE_EXTRACTION", num_virtual_tokens=settings.prefix)
    return _adapted(model, config)


def _ia3(model: Any, settings: Settings, steps: int) -> Any:  # noqa: ANN401
    return _adapted(model, _peft().IA3Config(task_type="FEATURE_EXTRACTION"))


def _adapted(model: Any, config: Any) -> Any:  # noqa: ANN401
    try:
        with quiet():
            return _peft().get_peft_model(model, config)
    except (ValueError, AttributeError, KeyError) as error:
        kind = type(model).__name__
        raise TrainingError(
            f"base {kind}", f"peft cannot adapt it ({error})", "Choose another method."
        ) from error


METHODS: Mapping[str, Prepare] = MappingProxyType(
    {
        "full": _full,
        "frozen": _frozen,
        "top-n": _top,
        "lora": _lora,
        "adalora": _adalora,
        "prefix": _prefix,
        "ia3": _ia3,
    }
)
ADAPTERS = ("lora", "adalora", "prefix", "ia3")


def load_adapter(model: Any, folder: str) -> Any:  # noqa: ANN401 - of transformers, or a PeftModel
    """Return the model with the adapter of a folder, from safetensors only; LoRA is added in, without peft.

    Raises:
        ArtifactError: a LoRA adapter that is not of this model.
    """
    facts = json.loads((Path(folder) / "adapter_config.json").read_text("utf-8"))
    if facts.get("peft_type") == "LORA":
        return _with_lora(model, Path(folder), facts)
    with quiet():
        return _peft().PeftModel.from_pretrained(model, folder, local_files_only=True)


def _with_lora(model: Any, folder: Path, facts: Mapping[str, Any]) -> Any:  # noqa: ANN401
    """Add scale · B · A to each weight that has them.

    Source: Hu et al. 2021 (LoRA), section 4.1.
    """
    found = safetensors.torch.load_file(folder / "adapter_model.safetensors")
    weights, scale = dict(model.named_parameters()), float(facts["lora_alpha"]) / float(facts["r"])
    downs = {
        name.removeprefix(_LORA).removesuffix(_DOWN): own for name, own in found.items() if _DOWN in name
    }
    for name, down in downs.items():
        up, weight = found.get(f"{_LORA}{name}{_UP}"), weights.get(f"{name}.weight")
        if up is None or weight is None or (up.shape[0], down.shape[1]) != tuple(weight.shape):
            raise ArtifactError(str(folder), f"its {name} does not fit the encoder", "Train the model again.")
        with torch.no_grad():
            weight += scale * (up.to(weight.dtype) @ down.to(weight.dtype))
    return model


def save_adapter(model: Any, folder: str) -> None:  # noqa: ANN401 - a PeftModel
    """Write the adapter's safetensors and its settings into a folder, without where the base lay."""
    for config in model.peft_config.values():
        config.base_model_name_or_path = ""  # of None peft makes the folder again
    with quiet():
        model.save_pretrained(folder, safe_serialization=True)


def after_step(model: Any, step: int) -> None:  # noqa: ANN401
    """Let AdaLoRA cut its ranks; gradients of the step must still be there."""
    cut = getattr(getattr(model, "base_model", None), "update_and_allocate", None)
    if cut is not None:
        cut(step)


def orthogonality(model: Any) -> torch.Tensor | None:  # noqa: ANN401
    """Return how far AdaLoRA's singular vectors are from orthogonal; None for other methods.

    Source: Zhang et al. 2023 (AdaLoRA), equation 4; peft adds it only where a model gives a loss.
    """
    if not hasattr(getattr(model, "base_model", None), "update_and_allocate"):
        return None
    parts = [
        torch.norm(
            (weight @ weight.T if "lora_A" in name else weight.T @ weight) - torch.eye(min(weight.shape))
        )
        for name, weight in model.named_parameters()
        if "lora_A" in name or "lora_B" in name
    ]
    return torch.stack(parts).mean()
