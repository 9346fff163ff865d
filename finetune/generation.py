"""The head that writes: a causal language model learns, by LoRA, to go on from quotes to a paragraph."""

from __future__ import annotations

import math
import tempfile
from collections.abc import Sequence
from dataclasses import asdict
from datetime import datetime
from pathlib import Path
from typing import Any

import torch
from filelock import FileLock, Timeout
from transformers import PrinterCallback, Trainer, TrainingArguments

from finetune import card as cards
from finetune.artifact import ADAPTER, FACTS
from finetune.card import CardTask, DataUse, ModelCard, TaskScores
from finetune.encoder import quiet
from finetune.errors import ArtifactError, ModelsBusyError
from finetune.examples import PARTS, Example, check, of_part
from finetune.lessons import Lesson
from finetune.methods import load_adapter, lora_writer, save_adapter
from finetune.model_files import check as check_files
from finetune.progress import Progress
from finetune.scores import Score
from finetune.settings import OPTIMIZERS, Settings
from finetune.tags import IGNORED
from finetune.versions import Version, Versions
from finetune.writers import BETWEEN, SMOLLM2, Writer, load_writer


def encoded(tokenizer: Any, example: Example, longest: int) -> dict[str, list[int]]:  # noqa: ANN401
    """Return the tokens of quotes and paragraph; only those of the paragraph are to be learnt.

    Where both are too long the beginning of the quotes goes, never the paragraph's end.
    """
    quotes = tokenizer(example.text + BETWEEN)["input_ids"]
    wanted = [*tokenizer(str(example.pair), add_special_tokens=False)["input_ids"], tokenizer.eos_token_id]
    wanted = wanted[-longest:]
    quotes = quotes[len(quotes) - min(len(quotes), longest - len(wanted)) :]
    return {"input_ids": quotes + wanted, "labels": [IGNORED] * len(quotes) + wanted}


def padded(rows: Sequence[dict[str, list[int]]], pad: int) -> dict[str, torch.Tensor]:
    """Return rows as tensors of one length."""
    size = max(len(row["input_ids"]) for row in rows)

    def filled(name: str, with_: int) -> torch.Tensor:
        return torch.tensor([row[name] + [with_] * (size - len(row[name])) for row in rows])

    mask = [[1] * len(row["input_ids"]) + [0] * (size - len(row["input_ids"])) for row in rows]
    return {
        "input_ids": filled("input_ids", pad),
        "labels": filled("labels", IGNORED),
        "attention_mask": torch.tensor(mask),
    }


def perplexity(writer: Writer, examples: Sequence[Example], longest: int) -> float:
    """Return the exponential of the mean loss of a paragraph's token; lower is better, 1 is the least.

    Raises:
        ValueError: no examples.
    """
    total, tokens = 0.0, 0
    writer.model.eval()
    with torch.inference_mode():
        for example in examples:
            row = padded([encoded(writer.tokenizer, example, longest)], writer.tokenizer.pad_token_id)
            count = int((row["labels"][:, 1:] != IGNORED).sum())
            device = next(writer.model.parameters()).device
            loss = writer.model(**{name: value.to(device) for name, value in row.items()}).loss
            total, tokens = total + float(loss) * count, tokens + count
    if not tokens:
        raise ValueError("there is no token to judge")
    return math.exp(min(50.0, total / tokens))


def train_writer(
    lesson: Lesson, settings: Settings, versions: Versions, created: datetime, progress: Progress
) -> Version | None:
    """Return the kept version of a model that writes; its card has the perplexity on validation.

    Raises:
        DataError: the examples cannot teach.
        TrainingError: the base is not there.
        ModelsBusyError: another training is running.
    """
    check(lesson.examples, lesson.task, lesson.task.name)
    work = versions.folder / ".training"
    work.mkdir(parents=True, exist_ok=True)
    try:
        with FileLock(work / "lock", timeout=0):
            return _train(lesson, settings, versions, created, progress, work)
    except Timeout as error:
        raise ModelsBusyError(str(work), "another training is running there", "Wait for it.") from error


def _train(
    lesson: Lesson, settings: Settings, versions: Versions, created: datetime, progress: Progress, work: Path
) -> Version | None:
    writer = load_writer(settings.base)
    longest = settings.max_tokens
    judged = of_part(lesson.examples, "validation") or of_part(lesson.examples, "train")
    before = perplexity(writer, judged, longest)
    torch.manual_seed(settings.seed)
    adapted = lora_writer(writer.model, settings)
    learnt = Writer(writer.name, writer.sha256, adapted, writer.tokenizer)
    rows = [encoded(writer.tokenizer, own, longest) for own in of_part(lesson.examples, "train")]
    with tempfile.TemporaryDirectory(dir=work) as made, quiet():
        trainer = Trainer(
            model=adapted,
            args=_arguments(settings, made),
            train_dataset=_Rows(rows),
            data_collator=lambda own: padded(own, writer.tokenizer.pad_token_id),
        )
        trainer.remove_callback(PrinterCallback)
        result = trainer.train()
    progress.tell(
        "step", step=result.global_step, steps=result.global_step, loss=round(result.training_loss, 5)
    )
    after = perplexity(learnt, judged, longest)
    progress.tell("scores", on="validation", scores={"before": round(before, 3), "after": round(after, 3)})
    with tempfile.TemporaryDirectory(dir=work) as place:
        save_adapter(adapted, Path(place) / ADAPTER, writer.name)
        (Path(place) / ADAPTER / "README.md").unlink(missing_ok=True)
        (Path(place) / FACTS).write_text('{"heads": [], "max_tokens": %d}\n' % longest, "utf-8")  # noqa: UP031
        kept = versions.add(
            Path(place), _card(lesson, writer, settings, created, len(judged), (before, after))
        )
    progress.tell("saved", id=kept.id)
    return kept


class _Rows(torch.utils.data.Dataset):  # type: ignore[type-arg]
    def __init__(self, rows: Sequence[dict[str, list[int]]]) -> None:
        self.rows = rows

    def __len__(self) -> int:
        return len(self.rows)

    def __getitem__(self, at: int) -> dict[str, list[int]]:
        return self.rows[at]


def _arguments(settings: Settings, folder: str) -> TrainingArguments:
    return TrainingArguments(
        output_dir=folder,
        per_device_train_batch_size=min(settings.batch, 8),
        num_train_epochs=settings.epochs,
        max_steps=settings.steps or -1,
        gradient_accumulation_steps=settings.accumulation,
        learning_rate=settings.rate or 2e-4,
        lr_scheduler_type=settings.schedule,
        optim=OPTIMIZERS[settings.optimizer],
        weight_decay=settings.decay,
        max_grad_norm=settings.clip,
        bf16=torch.cuda.is_available() and torch.cuda.is_bf16_supported(),
        seed=settings.seed,
        save_strategy="no",
        report_to=[],
        disable_tqdm=True,
        remove_unused_columns=False,
        dataloader_pin_memory=torch.cuda.is_available(),
    )


def _card(
    lesson: Lesson,
    writer: Writer,
    settings: Settings,
    created: datetime,
    rows: int,
    found: tuple[float, float],
) -> ModelCard:
    task = lesson.task
    uses = [
        DataUse(name, licence, part, len(of_part(lesson.examples, part)))
        for name, licence in lesson.sources or (("data given", "that of the data"),)
        for part in PARTS
        if of_part(lesson.examples, part)
    ]
    return ModelCard(
        id="",
        tasks=(CardTask(task.name, task.kind, task.metric, ()),),
        base=writer.name,
        base_sha256=writer.sha256,
        method="lora",
        data=tuple(uses),
        settings={**asdict(settings), "method": "lora", "judged_on": "validation"},
        seed=settings.seed,
        scores=(
            TaskScores(
                task.name, rows, rows, Score("perplexity", found[1]), None, Score("perplexity", found[0])
            ),
        ),
        calibration=(),
        robustness=(),
        slices=(),
        files={},
        created=created,
        note="The score named frozen is that of the base before training; lower is better.",
    )


def open_writer(folder: Path) -> Writer:
    """Return the model of a version that writes, checked against its card.

    Raises:
        ArtifactError: it is damaged, no such model, or its base is not the one it was trained on.
    """
    card = cards.read(folder / cards.FILE)
    check_files(folder, card)
    if [task.kind for task in card.tasks] != ["generation"]:
        raise ArtifactError(f"model {card.id}", "it does not write", "Use predict with its task.")
    base = load_writer("" if card.base == SMOLLM2 else card.base)
    if base.sha256 != card.base_sha256:
        raise ArtifactError(
            f"model {card.id}", f"it was trained on another {card.base}", "Restore that base."
        )
    return Writer(card.base, base.sha256, load_adapter(base.model, str(folder / ADAPTER)), base.tokenizer)
