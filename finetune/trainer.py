"""transformers' Trainer over the batches of one or many tasks: losses, validation, progress, resuming."""

from __future__ import annotations

import importlib.util
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

import safetensors
import safetensors.torch
import torch
from transformers import EarlyStoppingCallback, PrinterCallback, Trainer, TrainerCallback, TrainingArguments
from transformers.integrations import TensorBoardCallback
from transformers.trainer_utils import get_last_checkpoint

from finetune.adversary import Adversary
from finetune.batches import Batch
from finetune.encoder import quiet
from finetune.errors import MissingExtraError
from finetune.examples import Example, class_weights
from finetune.feeding import Batches, Collator, steps_of
from finetune.methods import after_step
from finetune.model import Network
from finetune.model_files import not_written
from finetune.progress import Progress
from finetune.settings import OPTIMIZERS, Settings
from finetune.together import agreed, of_the_first

Validate = Callable[[Network], Mapping[str, float]]


class ToolTrainer(Trainer):  # type: ignore[misc]
    """The Trainer for a Network; a batch comes as its task, inputs and targets."""

    def __init__(self, network: Network, validate: Validate, weights: Mapping[str, Any], **rest: Any) -> None:  # noqa: ANN401
        """Keep what the loss and the validation need."""
        super().__init__(model=network, **rest)
        self.validate, self.weights = validate, weights
        self.adversary = Adversary(network)

    def compute_loss(
        self,
        model: Any,  # noqa: ANN401 - of transformers
        inputs: Any,  # noqa: ANN401
        return_outputs: bool = False,
        num_items_in_batch: Any = None,  # noqa: ANN401
    ) -> Any:  # noqa: ANN401
        """Return the loss of one batch."""
        task = inputs["task"]
        logits = model(task, inputs["inputs"])
        weights = self.weights.get(task)
        network = self.accelerator.unwrap_model(model)
        loss = network.loss(
            task, logits, inputs["targets"], None if weights is None else weights.to(logits.device)
        )
        return (loss, logits) if return_outputs else loss

    def training_step(self, model: Any, inputs: Any, num_items_in_batch: Any = None) -> torch.Tensor:  # noqa: ANN401
        """Return the loss of a step; with an adversary, its gradients are those of both passes."""
        with self.adversary.watching():
            loss: torch.Tensor = super().training_step(model, inputs, num_items_in_batch)
        for _ in range(self.adversary.looks):
            with self.compute_loss_context_manager(), self.adversary.looking() as look:
                look(self.compute_loss(self.accelerator.unwrap_model(model), self._prepare_inputs(inputs)))
        if self.adversary.pushes:
            with self.adversary.pushing():
                super().training_step(model, inputs, num_items_in_batch)
        return loss

    def create_optimizer(self, model: Any = None) -> torch.optim.Optimizer:  # noqa: ANN401
        """Return the optimizer, in which the heads have a rate of their own."""
        made: torch.optim.Optimizer = super().create_optimizer(model)
        network = self.accelerator.unwrap_model(self.model)
        heads = {id(weight) for weight in network.heads.parameters()}
        for group in tuple(made.param_groups) if network.settings.head_rate != 1 else ():
            fast = [weight for weight in group["params"] if id(weight) in heads]
            group["params"] = [weight for weight in group["params"] if id(weight) not in heads]
            if fast:
                rate = group["lr"] * network.settings.head_rate
                made.add_param_group({**group, "params": fast, "lr": rate})
        return made

    def evaluate(self, *_: Any, **__: Any) -> dict[str, float]:  # noqa: ANN401
        """Return each task's measure on validation, and their mean as ``eval_score``."""
        found = of_the_first(lambda: self.validate(self.accelerator.unwrap_model(self.model)))
        metrics = {f"eval_{task}": value for task, value in found.items()}
        metrics["eval_score"] = sum(found.values()) / len(found)
        self.log(metrics)
        self.control: Any = self.callback_handler.on_evaluate(self.args, self.state, self.control, metrics)
        return metrics

    def floating_point_ops(self, inputs: Any) -> int:  # noqa: ANN401
        """Return 0: not counted."""
        return 0

    def _issue_warnings_after_load(self, load_result: Any) -> None:  # noqa: ANN401
        """Say nothing of weights that a checkpoint lacks: those that do not learn are never in one."""

    def _save_checkpoint(self, model: Any, trial: Any) -> None:  # noqa: ANN401
        """Write a checkpoint whole (StorageError: the disk is full, or may not be written)."""
        try:
            super()._save_checkpoint(model, trial)
        except (OSError, RuntimeError, safetensors.SafetensorError) as error:
            raise not_written(self.args.output_dir, error) from error

    def _save(self, output_dir: str | None = None, state_dict: Any = None) -> None:  # noqa: ANN401
        """Write what learns as safetensors, each tensor once, and no pickle of the arguments."""
        folder = Path(output_dir or str(self.args.output_dir))
        folder.mkdir(parents=True, exist_ok=True)
        fixed = {name for name, weight in self.model.named_parameters() if not weight.requires_grad}
        kept: dict[int, tuple[str, torch.Tensor]] = {}
        for name, weight in self.model.state_dict().items():
            if name not in fixed or "ranknum" in name:
                kept.setdefault(weight.data_ptr(), (name, weight.contiguous()))
        safetensors.torch.save_file(
            dict(kept.values()), folder / "model.safetensors", metadata={"format": "pt"}
        )


class Teller(TrainerCallback):  # type: ignore[misc]
    """Tells each step and validation, lets AdaLoRA cut ranks, and stops where it is asked to."""

    def __init__(self, progress: Progress, network: Network) -> None:
        """Keep whom to tell."""
        self.progress, self.network = progress, network
        self.stopped = False

    def on_optimizer_step(self, args: Any, state: Any, control: Any, **_: Any) -> None:  # noqa: ANN401
        """Cut ranks while the gradients are there."""
        after_step(self.network.encoder, state.global_step)

    def on_step_end(self, args: Any, state: Any, control: Any, **_: Any) -> None:  # noqa: ANN401
        """End the training after this step, with a checkpoint, if the stop file is there."""
        if agreed(self.progress.stop_asked):
            self.stopped = control.should_training_stop = control.should_save = True

    def on_log(self, args: Any, state: Any, control: Any, logs: Any = None, **_: Any) -> None:  # noqa: ANN401
        """Tell losses and scores."""
        logs = logs or {}
        if "loss" in logs:
            self.progress.tell(
                "step", step=state.global_step, steps=state.max_steps, loss=round(float(logs["loss"]), 5)
            )
        if "eval_score" in logs:
            scores = {
                name.removeprefix("eval_"): round(float(value), 4)
                for name, value in logs.items()
                if name.startswith("eval_")
            }
            self.progress.tell("validation", step=state.global_step, steps=state.max_steps, scores=scores)


def fit(
    network: Network,
    batches: Sequence[Batch],
    examples: Mapping[str, Sequence[Example]],
    validate: Validate | None,
    progress: Progress,
    work: Path,
) -> bool:
    """Train the network in place, and return False where it was stopped before its end.

    Args:
        network: with fresh heads.
        batches: of ``plan``.
        examples: of each task, that the batches point into.
        validate: the measures of a network on validation, None where nothing can be measured.
        progress: whom to tell.
        work: where checkpoints lie while it lasts; one that lies there is gone on from.
    """
    if importlib.util.find_spec("accelerate") is None:
        remedy = "Install it: pip install 'globalbrain[finetune]'."
        raise MissingExtraError("training", "the library accelerate is not installed", remedy)
    settings = network.settings
    if settings.report == "wandb" and importlib.util.find_spec("wandb") is None:
        remedy = "Install it: pip install wandb, or leave report out."
        raise MissingExtraError("report", "the library wandb is not installed", remedy)
    work.mkdir(parents=True, exist_ok=True)
    teller = Teller(progress, network)
    callbacks: list[TrainerCallback] = [teller]
    if settings.patience and validate is not None:
        callbacks.append(EarlyStoppingCallback(early_stopping_patience=settings.patience))
    if settings.report == "tensorboard":
        callbacks.append(_tensorboard(progress.folder / "tensorboard"))
    weights = {
        name: torch.tensor(class_weights(examples[name], task))
        for name, task in network.tasks.items()
        if settings.balance == "weights" and task.labels
    }
    collate = Collator(network, examples, settings)
    arguments = _arguments(settings, len(batches), validate is not None, work)
    if settings.processes > 1:
        arguments.ddp_find_unused_parameters = len(network.tasks) > 1 or _has_idle(
            network, collate(batches[:1])
        )
    with quiet():
        trainer = ToolTrainer(
            network,
            validate or (lambda _: {"none": 0.0}),
            weights,
            args=arguments,
            train_dataset=Batches(batches),
            eval_dataset=Batches(()),
            data_collator=collate,
            callbacks=callbacks,
        )
        trainer.remove_callback(PrinterCallback)
        trainer.train(resume_from_checkpoint=get_last_checkpoint(str(work)))
    network.eval()
    return not teller.stopped


def _has_idle(network: Network, batch: Mapping[str, Any]) -> bool:
    """Whether numbers that could learn take no part in a batch, as a pooler that nobody asks."""
    logits = network(batch["task"], batch["inputs"])
    network.loss(batch["task"], logits, batch["targets"], None).backward()  # type: ignore[no-untyped-call]
    idle = any(weight.requires_grad and weight.grad is None for weight in network.parameters())
    network.zero_grad(set_to_none=True)
    return idle


def _tensorboard(folder: Path) -> TrainerCallback:
    """Curves for TensorBoard beside the events of the training."""
    try:
        with quiet():
            from torch.utils.tensorboard import SummaryWriter
    except ImportError as error:
        remedy = "Install it: pip install 'globalbrain[finetune]'."
        raise MissingExtraError("report", "the library tensorboard is not installed", remedy) from error
    return TensorBoardCallback(SummaryWriter(str(folder)))


def _arguments(settings: Settings, batches: int, validated: bool, work: Path) -> TrainingArguments:
    """The Trainer's own settings: one pass over all batches, a validation at the end of each epoch."""
    steps = steps_of(batches, settings)
    alone = settings.processes == 1
    every = max(1, steps if settings.steps else steps // settings.epochs)
    made = TrainingArguments(
        output_dir=str(work),
        per_device_train_batch_size=1,
        num_train_epochs=1,
        gradient_accumulation_steps=settings.accumulation,
        learning_rate=settings.learning_rate,
        lr_scheduler_type=settings.schedule,
        warmup_steps=round(settings.warmup * steps),
        optim=OPTIMIZERS[settings.optimizer],
        weight_decay=settings.decay,
        max_grad_norm=settings.clip,
        bf16=torch.cuda.is_bf16_supported() if torch.cuda.is_available() else settings.bf16,
        seed=settings.seed,
        train_sampling_strategy="sequential",
        eval_strategy="steps" if validated else "no",
        eval_steps=every,
        save_strategy="steps",
        save_steps=every,
        save_total_limit=2,
        load_best_model_at_end=validated,
        metric_for_best_model="eval_score" if validated else None,
        greater_is_better=True if validated else None,
        logging_steps=max(1, min(10, steps // 10)),
        report_to=["wandb"] if settings.report == "wandb" else [],
        disable_tqdm=True,
        remove_unused_columns=False,
        dataloader_pin_memory=torch.cuda.is_available(),
        use_cpu=not torch.cuda.is_available() and (settings.bf16 or not alone),
        ddp_backend=None if alone or torch.cuda.is_available() else "gloo",
    )
    if made.n_gpu > 1:
        made._n_gpu = 1  # one batch is one item here, which cannot be split over several
    return made
