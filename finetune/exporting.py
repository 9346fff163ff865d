"""A version as files that any program with OpenVINO can run: graph, tokenizer, heads, card."""

from __future__ import annotations

import shutil
from pathlib import Path

from finetune.artifact import FACTS, HEADS, Trained
from finetune.card import FILE
from finetune.errors import ArtifactError, StorageError
from finetune.exported import TOKENIZER
from finetune.graph import save
from finetune.opening import graph_of, is_dynamic, source_of, why_torch

GRAPH = "encoder.xml"


def export(version: Trained, folder: Path) -> tuple[str, ...]:
    """Write the files of a version into a folder that is new or empty, and return their names.

    The graph is in int8 where the version's card keeps it so, else in fp32, its adapter worked in.

    Raises:
        ArtifactError: the encoder is served by torch alone, or its base is not there.
        StorageError: the folder holds something, or cannot be written.
    """
    source = source_of(version)
    if version.export is None and (why := why_torch(source, version.adapter)):
        raise ArtifactError(
            f"model {version.card.id}", f"it is served by torch alone: {why}", "Train with another method."
        )
    try:
        folder.mkdir(parents=True, exist_ok=True)
        if any(folder.iterdir()):
            raise StorageError(str(folder), "it holds something already", "Name a new folder.")
        if version.export is not None:
            for path in (version.export, version.export.with_suffix(".bin")):
                shutil.copyfile(path, folder / path.name)
        else:
            save(graph_of(source, version.adapter, small=is_dynamic(version)), folder / GRAPH)
        shutil.copyfile(source / TOKENIZER, folder / TOKENIZER)
        for name in (HEADS, FACTS, FILE):
            shutil.copyfile(version.folder / name, folder / name)
    except OSError as error:
        reason = f"it cannot be written ({(error.strerror or str(error)).lower()})"
        raise StorageError(str(folder), reason, "Make room, or name another folder.") from error
    return tuple(sorted(path.name for path in folder.iterdir()))
