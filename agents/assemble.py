"""The last step: plan, findings, draft and verdicts into a brief."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from agents.assess import Assessment
from agents.brief import Brief, Option, Provenance
from agents.claims import Claim, DraftClaim
from agents.mind import EXTRACTIVE, Said
from agents.offers import considered_of
from agents.plan import Plan
from agents.research import Finding
from agents.settle import Judged
from agents.state import Toolbox
from agents.verify import CLAIM_SUPPORT, asked
from agents.write import Draft, nearest
from retrieval.hits import NO_FILTERS, Filters


@dataclass(frozen=True, slots=True)
class Made:
    """What the agents before have made."""

    plan: Plan
    findings: tuple[Finding, ...]
    assessed: Assessment
    draft: Draft
    judged: Judged
    filters: Filters = NO_FILTERS
    said: Said = EXTRACTIVE


def assemble(made: Made, tools: Toolbox) -> Brief:
    """Return the brief: only claims that stand, and every part of the question that found nothing.

    ``made.filters`` are what the user limited the search to: the brief says so.
    """
    plan, findings, draft, judged = made.plan, made.findings, made.draft, made.judged
    standing = {
        draft: replace(claim, readings=made.assessed.of(claim.citations)) for draft, claim in judged.places
    }

    def stand(drafts: Sequence[DraftClaim]) -> tuple[Claim, ...]:
        return tuple(standing[draft] for draft in drafts if draft in standing)

    listed = tuple(Option(option.heading, stand(option.claims)) for option in draft.options)
    options = considered_of(plan.question, tuple(own for own in listed if own.claims), tools, made.filters)
    near = nearest(findings, tools.page)
    cited = dict.fromkeys(
        citation.document_id
        for citation in (
            *(c for claim in judged.standing for c in (*claim.citations, *claim.context)),
            *(c for own in options for one in own.considered.found for c in one.claim.citations),
            *near,
        )
    )
    sources = tuple(tools.document(document) for document in cited)
    return Brief(
        question=plan.question,
        answered=bool(standing),
        language=plan.language,
        plan=plan,
        bottom_line=stand(draft.bottom_line),
        options=options,
        left_out=judged.left_out,
        unanswered=unanswered(findings, judged.standing),
        searched=tuple(finding.searched for finding in findings),
        nearest=near,
        provenance=_provenance(made, options, {d.id: d.sha256 for d in sources}, tools),
        created=tools.clock(),
        sources=sources,
        missing_tools=(*made.assessed.missing, *made.said[1]),
    )


def unanswered(findings: Sequence[Finding], claims: Sequence[Claim]) -> tuple[str, ...]:
    """Return, in words, the parts of the question that no claim answers, years one by one."""
    missing: list[str] = []
    for finding in findings:
        asked = finding.sub_question.text
        several = len(findings) > 1
        joint = " " if asked[-1:] in "?？.。" else ": "
        missing += [
            f"{asked}{joint}{part}" if several and part != asked else part for part in finding.missing
        ]
        own = {reading.passage.id: reading for reading in finding.readings}
        cited = [c for claim in claims for c in claim.citations if c.passage_id in own]
        if finding.searched.answered and not cited:
            missing.append(finding.sub_question.text)
        years = finding.sub_question.years
        if cited and 1 < len(years) <= 4 and years[-1] - years[0] >= len(years):
            held = " ".join(
                f"{own[c.passage_id].passage.text} {own[c.passage_id].document.year}" for c in cited
            )
            absent = [str(year) for year in years if str(year) not in held]
            missing += [f"{finding.sub_question.text} ({year})" for year in absent]
    return tuple(dict.fromkeys(missing))


def limits(filters: Filters) -> dict[str, str]:
    """Return the filters as settings: ``limited to countries`` and the like, nothing where there are none.

    >>> limits(Filters(countries=("KEN", "IND"), year_from=2015))
    {'limited to countries': 'KEN, IND', 'limited to years': '2015-'}
    """
    years = f"{filters.year_from or ''}-{filters.year_to or ''}"
    chosen = {
        "documents": filters.documents,
        "countries": filters.countries,
        "publishers": filters.publishers,
        "languages": filters.languages,
        "kinds": filters.kinds,
        "goals": filters.goals,
        "hazards": filters.hazards,
        "regions": filters.regions,
        "instruments": filters.instruments,
        "concepts": filters.concepts,
        "risk": () if filters.risk_from is None else (f"{filters.risk_from}-",),
        "years": (years,) if years != "-" else (),
    }
    return {f"limited to {name}": ", ".join(values) for name, values in chosen.items() if values}


def _own_limit(made: Made) -> dict[str, str]:
    """The limit that the question has set itself, where it was kept."""
    kept = any(finding.searched.filters.countries for finding in made.findings)
    limit = made.plan.limit
    return {"limited by the question to": ", ".join(limit.countries)} if limit and kept else {}


def _edited(plan: Plan) -> dict[str, str]:
    """That the user changed the plan before it was searched, for the methods of the brief."""
    return {"plan": f"edited by the user, {len(plan.sub_questions)} searched for"} if plan.edited else {}


def _provenance(
    made: Made, options: Sequence[Option], documents: dict[str, str], tools: Toolbox
) -> Provenance:
    facts = tools.facts()
    shown = dict.fromkeys(
        one for finding in made.findings for reading in finding.readings for one in reading.shown
    )
    considered = (one.claim for own in options for one in own.considered.found)
    shown |= dict.fromkeys(citation.passage_id for claim in considered for citation in claim.citations)
    return Provenance(
        code=facts.code,
        library=facts.library,
        index=facts.index,
        encoder=facts.encoder,
        mind=made.said[0],
        settings={**facts.settings, **limits(made.filters), **_own_limit(made), **_edited(made.plan)},
        documents=documents,
        passages=tuple(shown),
        tools=_models(made, tools),
    )


def _models(made: Made, tools: Toolbox) -> dict[str, str]:
    """The tools that read, and the model of claim support where the verifier asked it."""
    read = {own.tool: "+".join(own.cards) for said in made.assessed.readings.values() for own in said}
    claims = (*made.judged.standing, *made.judged.left_out)
    if tools.meaning is not None and any(asked(claim) for claim in claims):
        read[CLAIM_SUPPORT] = tools.meaning.card
    return read
