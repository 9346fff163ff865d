"""The package's errors: each names the thing, the reason and the remedy."""

from __future__ import annotations


class FaceError(Exception):
    """Something about what was asked of an interface; the message is fit to be shown."""

    def __init__(self, what: str, reason: str, remedy: str) -> None:
        """Keep the three parts; ``str()`` joins them."""
        super().__init__(f"{what}: {reason}. {remedy}")
        self.what = what
        self.reason = reason
        self.remedy = remedy


class OutputError(FaceError):
    """A file cannot be written where it was asked for."""


class EncodingError(FaceError):
    """A file's text is not UTF-8; the message names its encoding."""


class UsageError(FaceError):
    """A command's words do not fit together."""


class ServeError(FaceError):
    """The web pages cannot be served as asked."""
