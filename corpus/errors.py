"""The package's errors: each names the thing, the reason and the remedy."""

from __future__ import annotations


class CorpusError(Exception):
    """Something about a document or the library; the message is fit to be shown."""

    def __init__(self, what: str, reason: str, remedy: str) -> None:
        """Keep the three parts; ``str()`` joins them."""
        super().__init__(f"{what}: {reason}. {remedy}")
        self.what = what
        self.reason = reason
        self.remedy = remedy

    def __reduce__(self) -> tuple[type[CorpusError], tuple[str, str, str]]:
        """Survive the way back from a child process."""
        return (type(self), (self.what, self.reason, self.remedy))


class UnreadablePdfError(CorpusError):
    """One file cannot be read: damaged, encrypted, not a PDF, over a limit, no text."""


class LibraryError(CorpusError):
    """The library folder or its database cannot be used."""


class LibraryBusyError(LibraryError):
    """Another process is writing to the library."""


class ManifestError(CorpusError):
    """A sidecar manifest.csv has a row that cannot be used."""


class UnknownDocumentError(CorpusError):
    """No document, page or passage of that id is in the library."""


class UnknownConversationError(CorpusError):
    """No conversation of that id is kept."""
