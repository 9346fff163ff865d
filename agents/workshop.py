"""The workshop as the interfaces see it: trainings and versions of the tool models of a library."""

from __future__ import annotations

from finetune.errors import DataError as DataError
from finetune.errors import ModelError as ModelError
from finetune.errors import TrainingError as TrainingError
from finetune.settings import Settings as TrainingSettings
from finetune.tasks import TASKS as TASKS
from finetune.workshop import Order as Order
from finetune.workshop import Workshop as Workshop
from finetune.workshop import card_as_markdown as card_as_markdown
from finetune.workshop import readings as readings
from finetune.workshop import rows_of as rows_of

__all__ = [
    "TASKS",
    "DataError",
    "ModelError",
    "Order",
    "TrainingError",
    "TrainingSettings",
    "Workshop",
    "card_as_markdown",
    "readings",
    "rows_of",
]
