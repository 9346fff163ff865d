"""The package's errors: each names the thing, the reason and the remedy."""

from __future__ import annotations


class ModelError(Exception):
    """Something about a tool model or its data; the message is fit to be shown."""

    def __init__(self, what: str, reason: str, remedy: str) -> None:
        """Keep the three parts; ``str()`` joins them."""
        super().__init__(f"{what}: {reason}. {remedy}")
        self.what = what
        self.reason = reason
        self.remedy = remedy


class ArtifactError(ModelError):
    """A trained model that is missing, altered, or does not match the code."""


class DataError(ModelError):
    """Labelled data that cannot be used."""


class TrainingError(ModelError):
    """A training that cannot start or go on: the base, the settings, the disk, another training."""


class MissingExtraError(ModelError):
    """An optional library is not installed."""


class StorageError(ModelError):
    """The models folder cannot be written: no right to, or not enough room on the disk."""


class ModelsBusyError(ModelError):
    """Another process is changing the models."""


class WorseVersionError(ModelError):
    """A version that is worse than the active one was not made active."""
