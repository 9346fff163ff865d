"""The loss of each kind of task: answers as tensors, and how far the logits are from them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import torch
from torch.nn.functional import binary_cross_entropy_with_logits, cross_entropy

from finetune.examples import Example
from finetune.kinds import Kind, Task
from finetune.tags import IGNORED, tags_of


def targets(examples: Sequence[Example], task: Task, tokens: Any) -> torch.Tensor:  # noqa: ANN401 - of transformers
    """Return the answers of examples as a head of the task should give them.

    Returns:
        Tags: shape (n, tokens); many labels: (n, labels) of 0 and 1; a grade: (n, grades - 1), 1 for
        each step below it; a score: (n, 1); else (n,), the number of the label.
    """
    names = task.names
    match task.kind:
        case "tags":
            offsets = tokens["offset_mapping"].tolist()
            rows = [tags_of(e.spans, own, names) for e, own in zip(examples, offsets, strict=True)]
            return torch.tensor(rows, dtype=torch.long)
        case "labels":
            return torch.tensor([[float(name in e.labels) for name in names] for e in examples])
        case "grade":
            steps = range(1, len(names))
            return torch.tensor([[float(names.index(str(e.label)) >= s) for s in steps] for e in examples])
        case "score":
            return torch.tensor([[float(e.value or 0.0)] for e in examples])
    return torch.tensor([names.index(str(e.label)) for e in examples], dtype=torch.long)


def loss_of(
    kind: Kind,
    logits: torch.Tensor,
    wanted: torch.Tensor,
    weights: torch.Tensor | None = None,
    smoothing: float = 0.0,
) -> torch.Tensor:
    """Return the mean loss of a batch, one number.

    ``weights`` are those of the labels, of a yes against a no for many labels. ``smoothing`` moves
    that share of the answer to the other labels (of many labels, towards a half).
    """
    logits = logits.float()
    if kind in ("labels", "grade", "score"):
        smooth = wanted * (1 - smoothing) + smoothing / 2 if kind != "score" else wanted
        return binary_cross_entropy_with_logits(
            logits, smooth.to(logits.dtype), pos_weight=weights if kind == "labels" else None
        )
    if kind == "tags":
        logits, wanted = logits.flatten(0, 1), wanted.flatten()
        if not bool((wanted != IGNORED).any()):
            return logits.sum() * 0.0
        weights = None
    return cross_entropy(logits, wanted, weight=weights, ignore_index=IGNORED, label_smoothing=smoothing)
