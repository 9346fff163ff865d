"""The encoder of a trained version, by OpenVINO where that can read it, else by torch; held to its card."""

from __future__ import annotations

import logging
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from finetune.artifact import Trained
from finetune.card import DYNAMIC
from finetune.encoding import Encoder
from finetune.errors import ArtifactError, TrainingError
from finetune.exported import TOKENIZER, Exported, Tokens
from finetune.graph import encoder_graph, fast_bytes, obstacle
from finetune.weights import facts_of, files_of, folder_sha256, merged, weights_of

if TYPE_CHECKING:
    from finetune.encoder import Base

log = logging.getLogger(__name__)


def open_encoder(version: Trained) -> Encoder:
    """Return the encoder that a version's heads were trained on, as it is served.

    In int8 where its card keeps that and the processor is the faster for it, else in fp32; torch reads what
    no graph can be made of, and the log says so.

    Raises:
        ArtifactError: the base is not there, or is not the one that it was trained on.
    """
    if _sees(version):
        return open_base(version)
    source = source_of(version)
    if version.export is not None and fast_bytes():
        return Exported(version.export, Tokens.in_folder(source, capitals=version.capitals))
    if why := why_torch(source, version.adapter):
        log.warning("model %s is read by torch, which takes longer to start: %s", version.card.id, why)
        return open_base(version)
    small = is_dynamic(version) and fast_bytes()
    graph = graph_of(source, version.adapter, small=small)
    return Exported(graph, Tokens.in_folder(source, capitals=version.capitals))


def _sees(version: Trained) -> bool:
    return any(head.card.kind == "image" for head in version.heads)


def is_dynamic(version: Trained) -> bool:
    """Return whether a version is kept in the form of int8 that needs no file."""
    return any(own.precision == DYNAMIC for own in version.card.exports)


def why_torch(source: Path, adapter: Path | None) -> str:
    """Return why no graph can be made of a base in a folder and an adapter; "" where one can."""
    if not (source / TOKENIZER).is_file():
        return f"there is no {TOKENIZER}"
    facts = None if adapter is None else facts_of(adapter / "adapter_config.json")
    return obstacle(facts_of(source / "config.json"), facts)


def graph_of(source: Path, adapter: Path | None, *, small: bool = False) -> Any:  # noqa: ANN401 - of openvino
    """Return the graph of a base in a folder with an adapter worked in; ``why_torch`` must say nothing.

    With ``small`` its matrices are in int8.

    Raises:
        ArtifactError: weights are missing, or do not fit.
    """
    weights = weights_of(source)
    try:
        whole = weights if adapter is None else merged(weights, adapter)
        return encoder_graph(facts_of(source / "config.json"), whole, small=small)
    except KeyError as error:
        raise ArtifactError(
            str(source), f"its weights lack {error}", "Restore it, or train again."
        ) from error


def open_base(version: Trained) -> Base:
    """Return the encoder of a version as torch reads it (errors as ``open_encoder``)."""
    from finetune.encoder import load_base

    name, images = f"model {version.card.id}", _sees(version)
    try:
        if version.encoder is not None:
            return load_base(str(version.encoder), capitals=version.capitals, images=images)
        source_of(version)
        base = load_base(version.card.base, capitals=version.capitals, images=images)
    except TrainingError as error:
        raise ArtifactError(name, f"its encoder cannot be loaded ({error.reason})", error.remedy) from error
    if version.adapter is None:
        return base
    from finetune.methods import load_adapter

    return replace(base, model=load_adapter(base.model, str(version.adapter)).eval())


def source_of(version: Trained) -> Path:
    """Return the folder of the version's own encoder, or of its base (ArtifactError: as ``open_encoder``)."""
    if version.encoder is not None:
        return version.encoder
    name = f"model {version.card.id}"
    try:
        folder = files_of(version.card.base)
    except TrainingError as error:
        raise ArtifactError(name, f"its encoder cannot be loaded ({error.reason})", error.remedy) from error
    if folder_sha256(folder) != version.card.base_sha256:
        raise ArtifactError(
            name, f"it was trained on another {version.card.base}", "Restore that base, or train again."
        )
    return folder
