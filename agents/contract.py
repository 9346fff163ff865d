"""A brief to JSON and back: the contract that docs/contract.md describes."""

from __future__ import annotations

from codecs import BOM_UTF8
from collections.abc import Mapping, Sequence
from dataclasses import asdict
from enum import Enum
from typing import Any

from pydantic import ValidationError

from agents.brief import Brief, Option, Provenance, Searched, Stated
from agents.checksums import sums
from agents.claims import Check, Citation, Claim, Reason
from agents.contract_review import read_options, read_review, read_state, review_json
from agents.errors import BriefFileError
from agents.plan import Plan, SubQuestion
from agents.profile import profile
from agents.profile import to_json as profile_json
from agents.readings import MissingTool, Part, ToolReading
from agents.reviewed import as_made
from agents.schema import (
    BriefShape,
    CheckShape,
    CitationShape,
    ClaimShape,
    DocumentShape,
    FiltersShape,
    PlanShape,
    ReadingShape,
    SearchedShape,
)
from agents.scope import Limit
from corpus.documents import Document
from corpus.passages import CharSpan
from retrieval.hits import Evidence, Filters

MOST_BYTES = 20 * 2**20


def to_json(brief: Brief) -> dict[str, Any]:
    """Return ``brief`` as plain JSON values: lists, dicts, text, numbers, true and false.

    The claims stand once, in reading order; ``bottom_line`` and ``options`` point to them by position.
    Checksums are of the brief as it was made; those that a file stated stay as they are.
    """
    made = _values(as_made(brief))
    return {
        **_values(brief),
        "review": review_json(brief, made, _claim),
        "checksums": dict(brief.stated.checksums) if brief.stated else sums(made),
    }


def _values(brief: Brief) -> dict[str, Any]:
    place = {claim: number for number, claim in enumerate(brief.claims)}
    return {
        "format": 1,
        "question": brief.question,
        "answered": brief.answered,
        "claims": [_claim(claim) for claim in brief.claims],
        "unanswered": list(brief.unanswered),
        "searched": [_plain(asdict(item)) for item in brief.searched],
        "provenance": _plain(asdict(brief.provenance)),
        "language": brief.language,
        "bottom_line": [place[claim] for claim in brief.bottom_line],
        "options": [_option(option, brief, place) for option in brief.options],
        "left_out": [_claim(claim) for claim in brief.left_out],
        "nearest": [citation_json(citation) for citation in brief.nearest],
        "plan": _plain(asdict(brief.plan)),
        "sources": [_plain(asdict(document)) for document in brief.sources],
        "missing_tools": [asdict(missing) for missing in brief.missing_tools],
        "created": brief.created.isoformat(),
    }


def search_json(evidence: Sequence[Evidence]) -> dict[str, Any]:
    """Return ranked passages as plain JSON values, best first."""
    return {
        "hits": [
            {
                "passage_id": item.passage.id,
                "document_id": item.document.id,
                "file": item.document.file,
                "page": item.passage.page,
                "start": item.passage.span.start,
                "end": item.passage.span.end,
                "text": item.passage.text,
                "table": _plain(asdict(item.passage.table)) if item.passage.table else None,
                "score": float(item.score),
                "rank": item.rank,
            }
            for item in evidence
        ]
    }


def citation_json(citation: Citation) -> dict[str, Any]:
    """Return one citation as plain JSON values; offsets count code points of the page's text."""
    return {
        "passage_id": citation.passage_id,
        "document_id": citation.document_id,
        "file": citation.file,
        "title": citation.title,
        "page": citation.page,
        "page_label": citation.page_label,
        "start": citation.span.start,
        "end": citation.span.end,
        "quote": citation.quote,
        "url": citation.url,
    }


def from_json(data: bytes) -> Brief:
    """Return the brief that ``data`` describes; nothing in it is believed before ``verify``.

    Raises:
        BriefFileError: not JSON, too large, or not in the shape of a brief.
    """
    if len(data) > MOST_BYTES:
        raise _broken(f"it is larger than {MOST_BYTES // 2**20} MB")
    try:
        shape = BriefShape.model_validate_json(data.removeprefix(BOM_UTF8))
        return _brief(shape)
    except ValidationError as error:
        first = error.errors(include_url=False, include_input=False)[0]
        where = ".".join(str(part) for part in first["loc"]) or "the file"
        raise _broken(f"{where[:200]}: {first['msg'][:200]}") from error
    except IndexError as error:
        raise _broken("a position in it leads to no claim") from error
    except ValueError as error:
        raise _broken(str(error)[:300]) from error


def _broken(reason: str) -> BriefFileError:
    return BriefFileError("brief.json", reason, "Give a file that `globalbrain brief` or `ask --json` wrote.")


def _claim(claim: Claim) -> dict[str, Any]:
    return {
        "text": claim.text,
        "support": claim.support.value,
        "citations": [citation_json(citation) for citation in claim.citations],
        "context": [citation_json(citation) for citation in claim.context],
        "checks": [_plain(asdict(check)) for check in claim.checks],
        "readings": [_reading(reading) for reading in claim.readings],
        "verdicts": [verdict.value for verdict in claim.verdicts],
        "instead": claim.instead,
        "translation": claim.translation,
    }


def _option(option: Option, brief: Brief, place: Mapping[Claim, int]) -> dict[str, Any]:
    return {
        "heading": option.heading,
        "claims": [place[claim] for claim in option.claims],
        "aspects": list(option.considered.aspects),
        "considered": [
            {"aspect": one.aspect, "topic": one.topic, "claim": _claim(one.claim)}
            for one in option.considered.found
        ],
        "profile": profile_json(profile(option, brief), place.__getitem__),
    }


def _reading(reading: ToolReading) -> dict[str, Any]:
    words = [{"word": word, "weight": weight} for word, weight in reading.weighed]
    return {**_plain(asdict(reading)), "weighed": words}


def _plain(value: object) -> Any:  # noqa: ANN401 - any JSON value
    """Tuples as lists and enums as text, so that what is written and what is read back are equal."""
    if isinstance(value, dict):
        return {key: _plain(item) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [_plain(item) for item in value]
    return value.value if isinstance(value, Enum) else value


def _brief(shape: BriefShape) -> Brief:
    claims = tuple(_read_claim(claim) for claim in shape.claims)
    brief = Brief(
        question=shape.question,
        answered=shape.answered,
        language=shape.language,
        plan=read_plan(shape.plan),
        bottom_line=tuple(claims[n] for n in shape.bottom_line),
        options=read_options(shape.options, claims, _read_claim),
        left_out=tuple(_read_claim(claim) for claim in shape.left_out),
        unanswered=tuple(shape.unanswered),
        searched=tuple(read_searched(item) for item in shape.searched),
        nearest=tuple(_read_citation(item) for item in shape.nearest),
        provenance=Provenance(
            **{**shape.provenance.model_dump(), "passages": tuple(shape.provenance.passages)}
        ),
        created=shape.created,
        sources=tuple(_read_document(item) for item in shape.sources),
        missing_tools=tuple(MissingTool(item.tool, item.why) for item in shape.missing_tools),
        review=read_review(shape.review, _read_claim),
        stated=Stated(shape.checksums, read_state(shape.review)),
    )
    named = {card for cards in brief.provenance.tools.values() for card in cards.split("+")}
    if any(not named.issuperset(own.cards) for claim in claims for own in claim.readings):
        raise ValueError("a reading comes from a model that the provenance does not name")
    if brief.claims != claims:
        raise ValueError("bottom_line and options do not point to every claim once, in order")
    return brief


def _read_citation(shape: CitationShape) -> Citation:
    values = shape.model_dump(exclude={"start", "end"})
    return Citation(**values, span=CharSpan(shape.start, shape.end))


def _read_claim(shape: ClaimShape) -> Claim:
    return Claim(
        shape.text,
        shape.support,
        tuple(_read_citation(citation) for citation in shape.citations),
        tuple(_read_check(check) for check in shape.checks),
        tuple(_read_reading(reading) for reading in shape.readings),
        tuple(shape.verdicts),
        shape.instead,
        tuple(_read_citation(citation) for citation in shape.context),
        shape.translation,
    )


def _read_check(shape: CheckShape) -> Check:
    reasons = tuple(Reason(own.code, own.said, own.stands) for own in shape.reasons)
    return Check(shape.name, shape.passed, shape.detail, shape.outcome, reasons)


def _read_reading(shape: ReadingShape) -> ToolReading:
    parts = tuple(Part(part.name, part.label, part.share, part.weight) for part in shape.parts)
    weighed = tuple((own.word, own.weight) for own in shape.weighed)
    return ToolReading(
        shape.tool, shape.label, shape.probability, shape.value, parts, weighed, tuple(shape.cards)
    )


def read_filters(shape: FiltersShape) -> Filters:
    """Return the filters that a checked shape describes."""
    return Filters(**_tuples(shape.model_dump()))


def read_plan(shape: PlanShape) -> Plan:
    """Return the plan that a checked shape describes."""
    parts = (
        SubQuestion(
            part.text,
            part.query,
            tuple(part.countries),
            tuple(part.years),
            read_filters(part.filters),
            part.limited,
        )
        for part in shape.sub_questions
    )
    limit = Limit(tuple(shape.limit.countries), shape.limit.words) if shape.limit else None
    return Plan(shape.question, shape.language, tuple(parts), limit, shape.edited)


def read_searched(shape: SearchedShape) -> Searched:
    """Return the search that a checked shape describes."""
    return Searched(**{**shape.model_dump(), "filters": read_filters(shape.filters)})


def _read_document(shape: DocumentShape) -> Document:
    return Document(**_tuples(shape.model_dump()))


def _tuples(values: dict[str, Any]) -> dict[str, Any]:
    return {key: tuple(item) if isinstance(item, list) else item for key, item in values.items()}
