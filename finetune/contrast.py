"""Few-label start: the encoder learns which texts share a label, before a linear head is fitted on it."""

from __future__ import annotations

import random
from collections.abc import Sequence

import torch

from finetune.encoder import Base, inputs_of, pool, states_of, tokenised
from finetune.errors import TrainingError
from finetune.examples import Example, answers
from finetune.kinds import Task
from finetune.progress import Progress

ABLE = ("label", "labels", "grade")
STEPS, BATCH, RATE = 40, 32, 2e-5
"""Steps where ``Settings.steps`` is 0, texts of a step at most, and the learning rate."""


def alike(examples: Sequence[Example], task: Task) -> torch.Tensor:
    """Return how alike the answers of each two examples are, in [0, 1], shape (n, n).

    Two labels are alike or not; of many labels it is the share that both carry of those that either
    does; two grades are less alike the more steps lie between them.
    """
    rows = []
    names = task.names
    for one in examples:
        mine = frozenset(answers(one, task))
        row = []
        for other in examples:
            theirs = frozenset(answers(other, task))
            if task.kind == "grade":
                steps = abs(names.index(str(one.label)) - names.index(str(other.label)))
                row.append(1 - steps / (len(names) - 1))
            else:
                row.append(len(mine & theirs) / len(mine | theirs) if mine | theirs else 1.0)
        rows.append(row)
    return torch.tensor(rows)


def pair_loss(vectors: torch.Tensor, wanted: torch.Tensor) -> torch.Tensor:
    """Return the mean squared distance of the cosines of all pairs to what is wanted of them.

    Pairs that are more alike than not count as much, together, as those that are not.

    Args:
        vectors: shape (n, dim), of norm 1, n at least 2.
        wanted: shape (n, n), in [0, 1].
    """
    upper = torch.triu(torch.ones_like(wanted), diagonal=1).bool()
    apart = (vectors @ vectors.T - wanted)[upper] ** 2
    near = wanted[upper] > 0.5
    halves = [apart[side].mean() for side in (near, ~near) if side.any()]
    return torch.stack(halves).mean()


def draw(examples: Sequence[Example], task: Task, batch: int, source: random.Random) -> list[int]:
    """Return the positions of a batch in which every label comes about as often as any other."""
    by_label: dict[str, list[int]] = {}
    for at, example in enumerate(examples):
        for label in answers(example, task) or ("",):
            by_label.setdefault(label, []).append(at)
    groups = [source.sample(own, len(own)) for own in by_label.values()]
    source.shuffle(groups)
    turns = (own[turn] for turn in range(max(map(len, groups))) for own in groups if turn < len(own))
    return list(dict.fromkeys(turns))[:batch]


def contrast(
    base: Base,
    task: Task,
    examples: Sequence[Example],
    progress: Progress,
    *,
    steps: int = STEPS,
    batch: int = BATCH,
    rate: float = RATE,
    longest: int = 256,
    seed: int = 13,
) -> bool:
    """Train the encoder of a base in place; return False where it was asked to stop before its end.

    Args:
        base: whose encoder is to bring texts of one label together.
        task: of labels of single texts.
        examples: to train on, at least two labels among them.
        progress: is told the loss of every tenth step.
        steps: of the optimizer (AdamW, weight decay .01, linear warm-up over a tenth of them).
        batch: texts of a step; every two of them are a pair.
        rate: the learning rate.
        longest: tokens where a text is cut.
        seed: of draws and dropout.

    Raises:
        TrainingError: another kind of task.

    Source: Tunstall et al. 2022 (SetFit), with all pairs of a batch in place of drawn pairs.
    """
    if task.kind not in ABLE:
        raise TrainingError(
            "method setfit", f"it cannot teach {task.name}, which has no labels of one text", "Use frozen."
        )
    source = random.Random(seed)  # noqa: S311 - the order of examples, no secret
    torch.manual_seed(seed)
    model = base.model.train()
    device = next(model.parameters()).device
    optimizer = torch.optim.AdamW(model.parameters(), lr=rate, weight_decay=0.01)
    for step in range(1, steps + 1):
        if progress.stop_asked:
            model.eval()
            return False
        for group in optimizer.param_groups:
            group["lr"] = rate * min(1.0, step / max(1, steps // 10))
        own = draw(examples, task, batch, source)
        tokens = tokenised(base.tokenizer, [examples[at].text for at in own], None, longest)
        inputs = inputs_of(tokens, device)
        pooled = pool(states_of(model, inputs), inputs["attention_mask"], base.pooling)
        wanted = alike([examples[at] for at in own], task).to(device)
        loss = pair_loss(torch.nn.functional.normalize(pooled, dim=1), wanted)
        optimizer.zero_grad()
        loss.backward()  # type: ignore[no-untyped-call]
        torch.nn.utils.clip_grad_norm_(model.parameters(), 1.0)
        optimizer.step()
        if step % 10 == 0 or step == steps:
            progress.tell("step", step=step, steps=steps, loss=round(float(loss.detach()), 5))
    model.eval()
    return True
