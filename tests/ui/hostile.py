"""Briefs made of hostile texts, each text in every place that a brief has for it."""

from __future__ import annotations

from collections.abc import Sequence

from agents.brief import Brief, Option
from agents.claims import Check, Claim, Support
from tests.ui.briefs import a_brief, a_citation, a_claim, a_document


def a_hostile_brief(texts: Sequence[str], links: Sequence[str]) -> Brief:
    """Return a brief whose question, titles, names, labels, quotes and reasons are all hostile."""
    documents = tuple(
        a_document(f"{text or 'empty'}-{n}.pdf", text or None, text or None, links[n % len(links)] or None)
        for n, text in enumerate(texts)
    )
    claims = tuple(
        a_claim(text or "empty", a_citation(document, text or "empty", n + 1, text or None))
        for n, (text, document) in enumerate(zip(texts, documents, strict=True))
    )
    failed = tuple(
        Claim(f"left out {text}", Support.UNSUPPORTED, (), (Check(text, False, text),)) for text in texts
    )
    return a_brief(
        claims[:1],
        tuple(Option(text or "empty", (claim,)) for text, claim in zip(texts, claims, strict=True)),
        documents,
        question=" ".join(texts)[:1500],
        unanswered=tuple(texts),
        left_out=failed,
        nearest=tuple(claim.citations[0] for claim in claims),
    )


def a_refusal_of(text: str) -> Brief:
    """Return a refusal of a hostile question."""
    document = a_document(text or "empty", text or None, None, text or None)
    near = a_citation(document, text or "empty")
    return a_brief((), (), (document,), text, "en", (text,), nearest=(near,))
