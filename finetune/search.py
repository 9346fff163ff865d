"""A search of settings: Optuna tries some, validation says which is best."""

from __future__ import annotations

import tempfile
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

from finetune.encoder import load_base, quiet
from finetune.errors import MissingExtraError, TrainingError
from finetune.lessons import Lesson, of_images
from finetune.progress import Progress
from finetune.seeds import best_of_seeds, mean_score
from finetune.settings import RATES, Settings


def search(
    lessons: Sequence[Lesson], settings: Settings, trials: int, progress: Progress, work: Path
) -> Settings:
    """Return the settings that scored best on validation among ``trials`` tries, the first as they stand.

    Tried are the learning rate (a third to three times the method's), epochs, warm-up, weight decay,
    dropout and label smoothing. The same seed tries the same.

    Raises:
        TrainingError: a method that has nothing to search (frozen, setfit), or a search that was stopped.
        MissingExtraError: Optuna is not installed.
    """
    if settings.method in ("frozen", "setfit"):
        said = f"the method {settings.method} has nothing that a search could set"
        raise TrainingError("search", said, "Choose another method.")
    try:
        import optuna
    except ImportError as error:
        raise MissingExtraError(
            "search",
            "the library optuna is not installed",
            "Install it: pip install 'globalbrain[finetune]'.",
        ) from error
    optuna.logging.set_verbosity(optuna.logging.ERROR)

    def score(trial: Any) -> float:  # noqa: ANN401 - of optuna
        chosen = _drawn(trial, settings)
        with tempfile.TemporaryDirectory(dir=work) as place:
            base = load_base(settings.base, capitals=settings.capitals, images=of_images(lessons))
            network = best_of_seeds(base, lessons, chosen, Path(place), progress)
        if network is None:
            raise TrainingError("search", "it was stopped", "Start it again.")
        value = mean_score(network, lessons)
        progress.tell(
            "validation", trial=trial.number, tried=dict(trial.params), scores={"score": round(value, 4)}
        )
        return value

    with quiet():
        study = optuna.create_study(
            direction="maximize", sampler=optuna.samplers.TPESampler(seed=settings.seed)
        )
        study.enqueue_trial(
            {
                "rate": settings.learning_rate,
                "epochs": settings.epochs,
                "warmup": settings.warmup,
                "decay": settings.decay,
                "dropout": settings.dropout,
                "smoothing": settings.smoothing,
            }
        )
        study.optimize(score, n_trials=trials)
    return replace(settings, **study.best_params)


def _drawn(trial: Any, settings: Settings) -> Settings:  # noqa: ANN401 - of optuna
    middle = settings.rate or RATES[settings.method]
    return replace(
        settings,
        rate=trial.suggest_float("rate", middle / 3, middle * 3, log=True),
        epochs=trial.suggest_int("epochs", 1, max(6, settings.epochs)),
        warmup=trial.suggest_float("warmup", 0.0, 0.3),
        decay=trial.suggest_float("decay", 0.0, 0.1),
        dropout=trial.suggest_float("dropout", 0.0, 0.3),
        smoothing=trial.suggest_float("smoothing", 0.0, 0.2),
    )
