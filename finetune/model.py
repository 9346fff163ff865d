"""Network: one encoder under many heads, as torch trains it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

import numpy as np
import torch

from finetune.encoder import Base, pool, quiet, states_of
from finetune.heads import Head, HeadCard
from finetune.kinds import Task
from finetune.losses import loss_of
from finetune.methods import METHODS, orthogonality
from finetune.settings import Settings


class Network(torch.nn.Module):
    """The encoder of a base, prepared for a method, and one linear head a task.

    Tags read every token, the other kinds the pooled vector; the encoder is shared by all.
    """

    def __init__(self, base: Base, tasks: Sequence[Task], settings: Settings, steps: int) -> None:
        """Put fresh heads on the base; ``steps`` is how many the training will make."""
        super().__init__()
        self.base, self.settings = base, settings
        self.tasks = {task.name: task for task in tasks}
        self.encoder = METHODS[settings.method](base.model, settings, steps)
        if settings.checkpointing:
            with quiet():
                base.model.activation_checkpointing_enable({"use_reentrant": False})  # type: ignore[operator]
                base.model.enable_input_require_grads()  # type: ignore[operator]
        for part in self.encoder.modules():
            if isinstance(part, torch.nn.Dropout) and settings.method in ("full", "top-n"):
                part.p = settings.dropout
        self.dropout = torch.nn.Dropout(settings.dropout)
        self.heads = torch.nn.ModuleDict(
            {task.name: torch.nn.Linear(base.width, task.outputs) for task in tasks}
        )
        for head in self.heads.values():
            torch.nn.init.normal_(head.weight, std=0.02)  # type: ignore[arg-type]
            torch.nn.init.zeros_(head.bias)  # type: ignore[arg-type]

    def begin_with(self, heads: Mapping[str, Head]) -> None:
        """Put heads that were trained before in the place of the fresh ones of their tasks."""
        for name, own in heads.items():
            linear = self.heads[name]
            linear.load_state_dict(
                {"weight": torch.from_numpy(own.weight.copy()), "bias": torch.from_numpy(own.bias.copy())}
            )

    def forward(self, task: str, inputs: Mapping[str, torch.Tensor]) -> torch.Tensor:
        """Return the logits: shape (n, outputs), of tags (n, tokens, outputs)."""
        states = states_of(self.encoder, inputs)
        if self.tasks[task].kind != "tags":
            states = pool(states, inputs["attention_mask"], self.base.pooling)
        logits: torch.Tensor = self.heads[task](self.dropout(states))
        return logits

    def loss(
        self, task: str, logits: torch.Tensor, wanted: torch.Tensor, weights: torch.Tensor | None
    ) -> torch.Tensor:
        """Return the loss of a batch, with what the method adds to it."""
        found = loss_of(self.tasks[task].kind, logits, wanted, weights, self.settings.smoothing)
        apart = orthogonality(self.encoder)
        return found if apart is None else found + 0.1 * apart

    def trained(self) -> tuple[int, int]:
        """Return how many numbers learn, and how many there are."""
        sizes = [(weight.numel(), weight.requires_grad) for weight in self.parameters()]
        return sum(size for size, learns in sizes if learns), sum(size for size, _ in sizes)

    def as_base(self) -> Base:
        """Return the base with the encoder as it is trained so far."""
        return replace(self.base, model=self.encoder)

    def as_heads(self) -> tuple[Head, ...]:
        """Return the heads as they are so far, as plain arrays."""
        return tuple(
            Head(
                HeadCard.of(self.tasks[name]),
                np.array(head.weight.detach().float().cpu().numpy()),  # type: ignore[operator]
                np.array(head.bias.detach().float().cpu().numpy()),  # type: ignore[operator]
            )
            for name, head in self.heads.items()
        )
