"""Options of a brief, considered where the question asks what can be done; each quotation is verified."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from agents.brief import Option
from agents.claims import Claim, DraftClaim
from agents.option_words import asks_for_options
from agents.options import Judge, Offer, consider
from agents.state import Toolbox
from agents.verify import judge
from corpus.errors import UnknownDocumentError
from corpus.passages import Passage
from retrieval.hits import NO_FILTERS, Filters


class _Read:
    """The library as the verifier reads it: passages are those that were read for an option."""

    def __init__(self, passages: Sequence[Passage], tools: Toolbox) -> None:
        """Take the passages, and what reads documents and pages."""
        self._passages = {passage.id: passage for passage in passages}
        self.document, self.page = tools.document, tools.page

    def passages(self, ids: Sequence[str]) -> tuple[Passage, ...]:
        """Return passages that were read (UnknownDocumentError: one was not)."""
        if any(one not in self._passages for one in ids):
            raise UnknownDocumentError(", ".join(ids), "it was not read for the option", "Cite what was.")
        return tuple(self._passages[one] for one in ids)

    def judge(self, draft: DraftClaim) -> Claim:
        """Return the verdict on a draft that cites what was read."""
        return judge(draft, self, self._passages.keys())


def considered_of(
    question: str, options: tuple[Option, ...], tools: Toolbox, filters: Filters = NO_FILTERS
) -> tuple[Option, ...]:
    """Return the options with what the sources say of each aspect; as they are where none is asked for."""
    if not options or not asks_for_options(question):
        return options

    def judges(passages: Sequence[Passage]) -> Judge:
        return _Read(passages, tools).judge

    offers = [Offer(question, option.claims) for option in options]
    found = consider(offers, tools.finder, tools.page, tools.document, judges, filters)
    told = [replace(own, considered=one) for own, one in zip(options, found, strict=False)]
    return (*told, *options[len(told) :])
