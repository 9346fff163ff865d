"""Feeding: the batches of a training, planned, and as the tensors that a step takes."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import torch

from finetune.batches import Batch, schedule
from finetune.encoder import inputs_of, tokens_of
from finetune.examples import Example, draw_weights
from finetune.kinds import Task
from finetune.losses import targets
from finetune.model import Network
from finetune.settings import Settings


class Collator:
    """A batch as tensors; in training some tokens may be hidden, the same for the same batch."""

    def __init__(
        self, network: Network, examples: Mapping[str, Sequence[Example]], settings: Settings
    ) -> None:
        """Keep the examples that batches point into."""
        self.network, self.examples, self.settings = network, examples, settings

    def __call__(self, batches: Sequence[Batch]) -> dict[str, Any]:
        """Return the one batch of a step."""
        (batch,) = batches
        own = [self.examples[batch.task][at] for at in batch.places]
        task, tokenizer = self.network.tasks[batch.task], self.network.base.tokenizer
        pairs = [str(example.pair) for example in own] if task.kind == "pair" else None
        tokens = tokens_of(self.network.base, [e.text for e in own], pairs, self.settings.max_tokens)
        wanted = targets(own, task, tokens)
        inputs = inputs_of(tokens)
        if self.settings.mask and tokenizer.mask_token_id is not None:
            source = torch.Generator().manual_seed(self.settings.seed * 1_000_003 + batch.number)
            real = tokens["offset_mapping"][..., 1] > tokens["offset_mapping"][..., 0]
            hidden = (torch.rand(real.shape, generator=source) < self.settings.mask) & real
            inputs["input_ids"] = inputs["input_ids"].masked_fill(hidden, tokenizer.mask_token_id)
        return {"task": batch.task, "inputs": inputs, "targets": wanted}


def plan(
    examples: Mapping[str, Sequence[Example]], settings: Settings, tasks: Sequence[Task]
) -> tuple[Batch, ...]:
    """Return all batches of the training, as many as ``settings.steps`` wants where that is set."""
    balanced = settings.balance == "sampling"
    lengths = {task: [len(e.text) + len(e.pair or "") for e in own] for task, own in examples.items()}
    in_epoch = sum(-(-len(own) // settings.batch) for own in lengths.values())
    wanted = settings.steps * settings.accumulation * settings.processes
    made = schedule(
        lengths,
        batch=settings.batch,
        epochs=-(-wanted // in_epoch) if wanted else settings.epochs,
        temperature=settings.temperature,
        seed=settings.seed,
        weights={own.name: draw_weights(examples[own.name], own) for own in tasks if balanced},
    )
    return made[: wanted or None]


def steps_of(batches: int, settings: Settings) -> int:
    """Return how many steps so many batches are: each takes ``accumulation`` of them in each process."""
    return max(1, -(-batches // (settings.accumulation * settings.processes)))


class Batches(torch.utils.data.Dataset):  # type: ignore[type-arg]
    """The batches as a data set: one item is one batch."""

    def __init__(self, batches: Sequence[Batch]) -> None:
        """Keep the batches."""
        self.batches = batches

    def __len__(self) -> int:
        """How many there are."""
        return len(self.batches)

    def __getitem__(self, at: int) -> Batch:
        """The one at a place from 0."""
        return self.batches[at]
