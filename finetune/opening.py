"""The encoder of a trained version: its own, or the base with its adapter, checked against the card."""

from __future__ import annotations

from dataclasses import replace

from finetune.artifact import Trained
from finetune.encoder import Base, load_base
from finetune.errors import ArtifactError, TrainingError
from finetune.methods import load_adapter


def open_base(version: Trained) -> Base:
    """Return the encoder that a version's heads were trained on.

    Raises:
        ArtifactError: the base is not there, or is not the one that it was trained on.
    """
    name = f"model {version.card.id}"
    try:
        if version.encoder is not None:
            return load_base(str(version.encoder), capitals=version.capitals)
        base = load_base(version.card.base, capitals=version.capitals)
    except TrainingError as error:
        raise ArtifactError(name, f"its encoder cannot be loaded ({error.reason})", error.remedy) from error
    if base.sha256 != version.card.base_sha256:
        raise ArtifactError(
            name, f"it was trained on another {version.card.base}", "Restore that base, or train again."
        )
    if version.adapter is None:
        return base
    return replace(base, model=load_adapter(base.model, str(version.adapter)).eval())
