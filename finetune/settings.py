"""Settings of one training: every choice with its default, its range checked before anything starts."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, fields
from types import MappingProxyType
from typing import Any, Literal

from finetune.errors import TrainingError

Optimizer = Literal["adamw", "sgd", "adafactor"]
OPTIMIZERS: Mapping[str, str] = MappingProxyType(
    {"adamw": "adamw_torch", "sgd": "sgd", "adafactor": "adafactor"}
)
SCHEDULES = ("linear", "cosine", "constant", "constant_with_warmup")
METHOD_NAMES = ("frozen", "full", "top-n", "lora", "adalora", "prefix", "ia3", "setfit")
RATES: Mapping[str, float] = MappingProxyType(
    {"full": 5e-5, "top-n": 1e-4, "lora": 1e-3, "adalora": 2e-3, "prefix": 5e-3, "ia3": 5e-3, "setfit": 2e-5}
)
"""The learning rate of each method where none is given: what trains fewer numbers moves them further."""
BALANCES = ("none", "weights", "sampling", "best")
ADVERSARIES = ("", "fgm", "pgd")
COUNTS = ("epochs", "batch", "accumulation", "layers", "rank", "prefix", "seeds", "pushes", "processes")


@dataclass(frozen=True, slots=True)
class Settings:
    """How to train.

    ``rate`` 0 is the method's own; ``head_rate`` is how many times faster the heads learn; ``warmup`` is
    a share of all steps; ``temperature`` draws tasks by their size to the power 1/temperature (1: as
    large as they are; higher: more alike); ``patience`` stops after so many validations without a better
    score, 0 never; ``words`` lets the frozen method read pieces of words beside the vector where
    validation gains by it; ``balance`` weights makes rare labels weigh more, "sampling" draws their rows
    more often (with frozen heads it is the same as weights), and "best" lets validation say whether they
    weigh more (frozen and setfit alone); ``beside`` lets a head on an encoder that learns read pieces of
    words too, where validation gains by it; ``adversary`` pushes the embeddings to where the loss grows,
    at most ``radius`` far: "fgm" at once, "pgd" in ``pushes`` steps; ``mask`` is the share of tokens that
    are hidden in training; ``seeds`` how many trainings, of which the best on validation is kept, or all
    of them where ``ensemble`` is true; ``processes`` share the batches, each of ``batch`` examples.
    ``steps`` above 0 ends the training there, whatever the epochs. ``shots`` above 0 leaves so many
    examples of each label to train on, drawn with ``seed``, and lets validation choose nothing but the
    calibration. ``int8`` tries whether the encoder serves as well in bytes, where it learnt.
    ``capitals`` tells an encoder that knows only small letters which tokens have capital ones, as tokens
    of the second kind. ``bf16`` reckons in bfloat16 on a processor too; on a GPU that can, it is always
    so. ``compare`` has linear heads on the frozen encoder scored beside what is trained.
    """

    method: str = "frozen"
    base: str = ""
    epochs: int = 4
    steps: int = 0
    batch: int = 32
    accumulation: int = 1
    rate: float = 0.0
    head_rate: float = 1.0
    optimizer: str = "adamw"
    schedule: str = "linear"
    warmup: float = 0.1
    decay: float = 0.01
    dropout: float = 0.1
    smoothing: float = 0.0
    clip: float = 1.0
    patience: int = 0
    balance: str = "none"
    words: bool = True
    beside: bool = False
    temperature: float = 2.0
    max_tokens: int = 256
    layers: int = 2
    rank: int = 16
    prefix: int = 16
    adversary: str = ""
    radius: float = 0.05
    pushes: int = 3
    mask: float = 0.0
    checkpointing: bool = False
    int8: bool = True
    seed: int = 13
    seeds: int = 1
    ensemble: bool = False
    processes: int = 1
    shots: int = 0
    capitals: bool = False
    bf16: bool = False
    compare: bool = True
    report: str = ""

    def __post_init__(self) -> None:
        """Check every choice.

        Raises:
            TrainingError: one is out of its range.
        """
        self._one_of("method", self.method, METHOD_NAMES)
        self._one_of("optimizer", self.optimizer, tuple(OPTIMIZERS))
        self._one_of("schedule", self.schedule, SCHEDULES)
        self._one_of("balance", self.balance, BALANCES)
        self._one_of("adversary", self.adversary, ADVERSARIES)
        self._one_of("report", self.report, ("", "tensorboard", "wandb"))
        if self.capitals and self.method in ("frozen", "prefix", "setfit"):
            raise TrainingError(
                "capitals", f"method {self.method} cannot learn them", "Choose another method."
            )
        still = self.method in ("frozen", "setfit")
        self._needs("adversary", bool(self.adversary) and still, f"method {self.method} moves no embeddings")
        self._needs("beside", self.beside and still, "its encoder does not learn")
        self._needs("balance best", self.balance == "best" and not still, "only linear heads try both ways")
        self._needs("ensemble", self.ensemble and self.seeds == 1, "there is one training: give --seeds too")
        for name in COUNTS:
            self._within(name, getattr(self, name), 1, 100_000)
        self._within("head_rate", self.head_rate, 0.01, 1000)
        for name in ("warmup", "dropout", "smoothing", "mask"):
            self._within(name, getattr(self, name), 0, 0.9)
        for name in ("rate", "decay", "clip", "radius", "steps", "patience", "shots"):
            self._within(name, getattr(self, name), 0, 1e9)
        self._within("temperature", self.temperature, 1, 1e6)
        self._within("max_tokens", self.max_tokens, 8, 100_000)
        if self.processes > 1 and self.method in ("frozen", "setfit"):
            what, reason = f"processes {self.processes}", f"the method {self.method} has no batches to share"
            raise TrainingError(what, reason, "Choose another method, or leave --processes out.")

    @classmethod
    def of(cls, given: Mapping[str, str]) -> Settings:
        """Return settings from words, as they are typed.

        Raises:
            TrainingError: no such setting, or a value that is no number where one is needed.
        """
        known = {own.name: own.default for own in fields(cls)}
        values: dict[str, Any] = {}
        for name, word in given.items():
            if name not in known:
                raise TrainingError(
                    f"setting {name!r}", "there is none", f"Settings are: {', '.join(known)}."
                )
            values[name] = _value(name, word, type(known[name]))
        return cls(**values)

    @property
    def learning_rate(self) -> float:
        """The rate that is used."""
        return self.rate or RATES.get(self.method, 5e-5)

    @staticmethod
    def _one_of(name: str, value: str, known: tuple[str, ...]) -> None:
        if value not in known:
            listed = ", ".join(word for word in known if word)
            raise TrainingError(f"{name} {value!r}", "it is not known", f"Choose one of: {listed}.")

    @staticmethod
    def _needs(what: str, lacking: bool, reason: str) -> None:
        if lacking:
            raise TrainingError(what, reason, "Leave it out, or choose another method or number.")

    @staticmethod
    def _within(name: str, value: float, low: float, high: float) -> None:
        if not low <= value <= high:
            raise TrainingError(f"{name} {value}", "it is out of range", f"Give {low:g} to {high:g}.")


_KINDS = {int: "a whole number, such as 3", float: "a number, such as 0.001"}


def _value(name: str, word: str, kind: type) -> Any:  # noqa: ANN401 - of the setting's own type
    if kind is bool:
        if word.lower() not in ("true", "false", "yes", "no"):
            raise TrainingError(f"{name} {word!r}", "it is neither yes nor no", "Give yes or no.")
        return word.lower() in ("true", "yes")
    try:
        return kind(word)
    except ValueError as error:
        raise TrainingError(
            f"{name} {word!r}", "it is not a number of its kind", f"Give {_KINDS[kind]}."
        ) from error
