"""Bases that read images: loaded as those of texts, with what turns an image into numbers for a tokenizer."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import torch
from transformers import AutoConfig, AutoImageProcessor, AutoModel

from finetune.errors import TrainingError
from finetune.images import opened


class Eye:
    """Stands where a tokenizer does: paths of images into tensors, as the base wants them."""

    is_fast = True

    def __init__(self, processor: Any) -> None:  # noqa: ANN401 - of transformers
        """Keep the processor of the base."""
        self.processor = processor

    def __call__(self, paths: Sequence[str]) -> dict[str, torch.Tensor]:
        """Return ``pixel_values`` of images, and a mask of nothing left out (DataError: one is torn)."""
        images = [opened(path) for path in paths]
        made = self.processor(images=images, return_tensors="pt")["pixel_values"]
        return {"pixel_values": made, "attention_mask": torch.ones(len(images), 1)}

    def save_pretrained(self, folder: str | Path) -> None:
        """Write how images are turned into numbers beside the weights."""
        self.processor.save_pretrained(folder)


def load_vision(name: str) -> tuple[Any, Eye]:
    """Return an encoder of images that is on this machine, and its eye.

    Raises:
        TrainingError: none is named, or it reads texts too.
        OSError, ValueError: as transformers says that it cannot be loaded.
    """
    if not name:
        raise TrainingError("base", "none for images is embedded", "Name one: --base FOLDER.")
    config = AutoConfig.from_pretrained(name, local_files_only=True)
    if hasattr(config, "vision_config") or not hasattr(config, "num_channels"):
        raise TrainingError(f"base {name!r}", "it is not an encoder of images alone", "Choose another.")
    processor = AutoImageProcessor.from_pretrained(name, local_files_only=True, backend="pil")
    extra = {"add_pooling_layer": False} if config.model_type in ("vit", "deit") else {}
    model = AutoModel.from_pretrained(
        name, config=config, local_files_only=True, use_safetensors=True, dtype=torch.float32, **extra
    )
    return model, Eye(processor)
