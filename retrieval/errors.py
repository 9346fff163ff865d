"""The package's errors: each names the thing, the reason and the remedy."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from retrieval.hits import Lifted


class RetrievalError(Exception):
    """Something about an encoder, an index or a query; the message is fit to be shown."""

    def __init__(self, what: str, reason: str, remedy: str) -> None:
        """Keep the three parts; ``str()`` joins them."""
        super().__init__(f"{what}: {reason}. {remedy}")
        self.what = what
        self.reason = reason
        self.remedy = remedy


class EncoderError(RetrievalError):
    """An encoder is missing, altered, unsafe to load, or gave a value that is not finite."""


class IndexMismatchError(RetrievalError):
    """The library's vectors or index were made by another encoder."""


class UnknownFilterError(RetrievalError):
    """A filter names a value that no document of the library has."""


class NoMatchError(UnknownFilterError):
    """Each filter has its documents, but no passage passes all of them together."""

    def __init__(self, what: str, reason: str, remedy: str, lifted: Sequence[Lifted] = ()) -> None:
        """Keep, beside the words, what would match with one filter lifted."""
        super().__init__(what, reason, remedy)
        self.lifted = tuple(lifted)


class QueryError(RetrievalError):
    """A query cannot be searched: empty, or far too long."""


class MissingExtraError(RetrievalError):
    """An optional library is not installed."""


class JudgmentsError(RetrievalError):
    """A folder of judged queries cannot be used: a file, a line or an id in it."""


class ThesaurusError(RetrievalError):
    """A thesaurus cannot be imported, or what was imported is damaged or not there."""


class RerankerError(RetrievalError):
    """The file of a trained reranker is missing, altered, or was made for other features."""
