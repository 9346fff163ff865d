"""Strength: what claims rest on, in one line."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from agents.brief import Brief
from agents.claims import Claim, Support
from agents.compare import certainty_words, vintage
from ui.export_words import words
from ui.plain import clean


def strength(brief: Brief, claims: Iterable[Claim]) -> str:
    """Return in words what claims rest on: how many sources, of which years, how sure they say they are."""
    table, listed = words(brief.language), tuple(claims)
    citations = {c for claim in listed for c in claim.citations}
    documents = len({c.document_id for c in citations})
    marked = sum(claim.support is Support.PARTIAL for claim in listed)
    one = "count_one" if len(citations) == 1 else "count_one_document"
    count = table[one] if documents == 1 else table["count"]
    told = f"{table['supported']}; " + count.format(citations=len(citations), documents=documents)
    if marked:
        told = f"{table['partial']}: {marked}/{len(listed)}; " + told.split("; ", 1)[1]
    return told + _certainty(brief, listed, table)


def _certainty(brief: Brief, claims: tuple[Claim, ...], table: Mapping[str, str]) -> str:
    """How old the sources are, and how sure they say they are."""
    years, said = vintage(claims, brief.sources), certainty_words(claims)
    span = f"{years[0]}–{years[-1]}" if len(years) > 1 else "".join(map(str, years))
    told = [table["years_of"].format(years=span)] if years else []
    told += [table["certain"].format(terms=clean(", ".join(said)))] if said else []
    return "".join(f"; {text}" for text in told)
