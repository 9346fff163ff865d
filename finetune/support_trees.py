"""Boosted trees as plain arrays: read by numpy, written by the training."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from finetune.errors import ArtifactError

Floats = NDArray[np.float32]
Ints = NDArray[np.int32]
_PARTS = ("base", "roots", "outputs", "feature", "threshold", "left", "right", "value")


@dataclass(frozen=True, slots=True)
class Trees:
    """A sum of trees, one output a label.

    ``base`` has shape (labels,); ``roots`` and ``outputs`` (trees,) name each tree's first node and
    the label that it adds to. The others have one entry a node: at most ``threshold`` goes left;
    a leaf has ``left`` = -1 and a ``value``.
    """

    base: Floats
    roots: Ints
    outputs: Ints
    feature: Ints
    threshold: Floats
    left: Ints
    right: Ints
    value: Floats

    def logits(self, rows: Floats) -> Floats:
        """Return the logits of rows, shape (rows, labels)."""
        at = np.broadcast_to(self.roots, (len(rows), len(self.roots))).copy()
        lines = np.arange(len(rows))[:, None]
        while True:
            left = self.left[at]
            inner = left >= 0
            if not inner.any():
                break
            goes = rows[lines, self.feature[at]] <= self.threshold[at]
            at = np.where(inner, np.where(goes, left, self.right[at]), at)
        out = np.tile(self.base, (len(rows), 1)).astype(np.float32)
        for label in range(len(self.base)):
            out[:, label] += self.value[at[:, self.outputs == label]].sum(1)
        return out

    def arrays(self) -> dict[str, NDArray[np.generic]]:
        """Return the parts by name, as they are stored."""
        return {name: np.ascontiguousarray(getattr(self, name)) for name in _PARTS}


def from_arrays(parts: Mapping[str, NDArray[np.generic]], features: int) -> Trees:
    """Return the trees of stored parts.

    Raises:
        ArtifactError: parts are missing, or point to nodes or features that are not there.
    """
    try:
        base, threshold, value = (parts[name].astype(np.float32) for name in ("base", "threshold", "value"))
        roots, outputs, feature, left, right = (
            parts[name].astype(np.int32) for name in ("roots", "outputs", "feature", "left", "right")
        )
    except KeyError as error:
        raise ArtifactError(
            "support.safetensors", f"it lacks {error}", "Install globalbrain again."
        ) from error
    trees = Trees(base, roots, outputs, feature, threshold, left, right, value)
    nodes, own = len(trees.feature), np.arange(len(trees.feature), dtype=np.int32)
    inner = trees.left >= 0
    fits = (
        all(len(part) == nodes for part in (trees.threshold, trees.left, trees.right, trees.value))
        and len(trees.roots) == len(trees.outputs)
        and bool((trees.feature[inner] < features).all() and (trees.feature[inner] >= 0).all())
        and bool((trees.left[inner] > own[inner]).all() and (trees.right[inner] > own[inner]).all())
        and bool((trees.left < nodes).all() and (trees.right < nodes).all())
        and bool((trees.roots >= 0).all() and (trees.roots < nodes).all())
        and bool(np.isfinite(trees.value).all() and np.isfinite(trees.base).all())
    )
    if not fits:
        raise ArtifactError("support.safetensors", "its trees are not usable", "Install globalbrain again.")
    return trees
