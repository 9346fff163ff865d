"""The workshop as the interfaces see it: trainings and versions of the tool models of a library."""

from __future__ import annotations

from finetune.errors import DataError as DataError
from finetune.errors import MissingExtraError as MissingExtraError
from finetune.errors import ModelError as ModelError
from finetune.errors import TrainingError as TrainingError
from finetune.errors import WorseVersionError as WorseVersionError
from finetune.settings import METHOD_NAMES as METHOD_NAMES
from finetune.settings import Settings as TrainingSettings
from finetune.tasks import TASKS as TASKS
from finetune.workshop import STAGES as STAGES
from finetune.workshop import DataSet as DataSet
from finetune.workshop import Listed as Listed
from finetune.workshop import ModelCard as ModelCard
from finetune.workshop import Order as Order
from finetune.workshop import Shipped as Shipped
from finetune.workshop import Summary as Summary
from finetune.workshop import Workshop as Workshop
from finetune.workshop import curves as curves
from finetune.workshop import data_sets as data_sets
from finetune.workshop import pictures as card_pictures
from finetune.workshop import read_task as read_task
from finetune.workshop import readings as readings
from finetune.workshop import rows_of as rows_of
from finetune.workshop import single as single

__all__ = [
    "METHOD_NAMES",
    "STAGES",
    "TASKS",
    "DataError",
    "DataSet",
    "Listed",
    "MissingExtraError",
    "ModelCard",
    "ModelError",
    "Order",
    "Shipped",
    "Summary",
    "TrainingError",
    "TrainingSettings",
    "Workshop",
    "WorseVersionError",
    "card_pictures",
    "curves",
    "data_sets",
    "read_task",
    "readings",
    "rows_of",
    "single",
]
