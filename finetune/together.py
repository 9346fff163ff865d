"""Together: what the processes of one training must agree on; alone, everything is as it stands."""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping

import torch
from torch import distributed

from finetune.errors import TrainingError


def are_many() -> bool:
    """Return whether this process trains with others."""
    return distributed.is_available() and distributed.is_initialized() and distributed.get_world_size() > 1


def agreed(said: bool) -> bool:
    """Return whether any process says so; all of them must ask, and all get the same answer."""
    if not are_many():
        return said
    votes = torch.tensor([float(said)], device="cuda" if torch.cuda.is_available() else "cpu")
    distributed.all_reduce(votes, op=distributed.ReduceOp.MAX)
    return bool(votes.item())


def of_the_first(make: Callable[[], Mapping[str, float]]) -> Mapping[str, float]:
    """Return what the first process makes; the others make nothing and wait for it."""
    if not are_many():
        return make()
    told = [make() if distributed.get_rank() == 0 else {}]
    distributed.broadcast_object_list(told, src=0)
    return told[0]


def leave() -> None:
    """Leave the group, where there is one, so that the next training of this process is alone."""
    if distributed.is_available() and distributed.is_initialized():
        distributed.destroy_process_group()


def refuse_launchers() -> None:
    """Hold the command to be started once (TrainingError: a launcher started it for each process)."""
    if int(os.environ.get("WORLD_SIZE", "1") or 1) > 1:
        raise TrainingError(
            "launcher",
            f"this is one of {os.environ['WORLD_SIZE']} copies of the whole command",
            "Start it once, without torchrun or accelerate: globalbrain finetune … --processes N.",
        )
