"""Briefs of known content for the tests of the exports: an answer, a refusal, and hostile ones."""

from __future__ import annotations

import hashlib
from dataclasses import replace
from datetime import UTC, datetime, timedelta

from agents.brief import Brief, Option, Provenance, Searched
from agents.claims import Check, Citation, Claim, Support
from agents.decisions import Action
from agents.plan import Plan, SubQuestion
from agents.readings import MissingTool, Part, ToolReading
from agents.review import Wish, review
from corpus.documents import Document, DocumentKind
from corpus.passages import CharSpan
from retrieval.hits import NO_FILTERS

CREATED = datetime(2026, 3, 9, 14, 5, tzinfo=UTC)
QUESTION = "What should countries do to cut methane emissions by 2030, and who has done it?"


def a_document(
    file: str = "gap-report.pdf",
    title: str | None = "Methane and the emissions gap",
    publisher: str | None = "Example Environment Programme",
    url: str | None = "https://example.org/reports/gap-report.pdf",
    kind: DocumentKind | None = DocumentKind.REPORT,
    year: int | None = 2023,
) -> Document:
    sha = hashlib.sha256(file.encode("utf-8", "replace")).hexdigest()
    return Document(sha[:12], sha, file, 90, title, publisher, year, None, "en", kind, url, "CC BY 4.0")


def a_citation(
    document: Document, quote: str, page: int = 12, label: str | None = None, start: int = 100
) -> Citation:
    span = CharSpan(start, start + len(quote))
    passage = f"{document.id}:p{page}:{start}-{start + 900}"
    return Citation(
        passage, document.id, document.file, document.name, page, label, span, quote, document.url
    )


def a_claim(
    text: str,
    *citations: Citation,
    support: Support = Support.SUPPORTED,
    readings: tuple[ToolReading, ...] = (),
) -> Claim:
    return Claim(text, support, citations, (Check("quote is the slice", True),), readings)


MODEL = "3f0c9a51be77"


def some_readings(score: float = 72.4, grade: str = "3") -> tuple[ToolReading, ...]:
    """What every tool may say of one sentence."""
    share = score / 100
    policy = (
        Part("specificity", "3", 1.0, 25.0),
        Part("commitment", "target", 0.9, 25.0),
        Part("instrument", "none", max(0.0, share - 0.7), 15.0),
        Part("timeline", "timeline", 0.95, 10.0),
    )
    risk = (Part("grade", grade, 0.7), Part("hazard", "flood", 0.8), Part("impact", "75 %", 1.0))
    goals = (Part("sdg", "13", 0.9), Part("sdg", "7", 0.6))
    words = (("methane", 2.1), ("75", 1.5))
    return (
        ToolReading("policy", "target", 0.86, score, policy, words, (MODEL,)),
        ToolReading("risk", grade, 0.7, float(grade), risk, (), (MODEL,)),
        ToolReading("outlook", "neutral", 0.6, None, (Part("outlook", "neutral", 0.6),), (), (MODEL,)),
        ToolReading("sdg", "13+7", 0.9, None, goals, (), (MODEL,)),
        ToolReading("hazards", "flood", 0.8, None, (Part("climate_topics", "flood", 0.8),), (), (MODEL,)),
    )


def a_read_answer(language: str = "en") -> Brief:
    """The answer with readings of its sentences, and one tool that is missing."""
    brief = an_answer(language)
    first, second = brief.options
    read = tuple(
        replace(claim, readings=some_readings(72.4 - 20 * at, "30"[at % 2]))
        for at, claim in enumerate(first.claims)
    )
    return replace(
        brief,
        bottom_line=read[:1],
        options=(replace(first, claims=read), second),
        provenance=replace(brief.provenance, tools=dict.fromkeys(("policy", "risk", "sdg"), MODEL)),
        missing_tools=(MissingTool("outlook", "task outlook: no model serves it"),),
    )


def a_brief(
    bottom_line: tuple[Claim, ...],
    options: tuple[Option, ...] = (),
    documents: tuple[Document, ...] = (),
    question: str = QUESTION,
    language: str = "en",
    unanswered: tuple[str, ...] = (),
    left_out: tuple[Claim, ...] = (),
    nearest: tuple[Citation, ...] = (),
) -> Brief:
    answered = bool(bottom_line or options)
    return Brief(
        question=question,
        answered=answered,
        language=language,
        plan=Plan(question, language, (SubQuestion(question, question),)),
        bottom_line=bottom_line,
        options=options,
        left_out=left_out,
        unanswered=unanswered,
        searched=(
            Searched(question, "methane emissions 2030", NO_FILTERS, 14, 0.91, answered),
            Searched(
                "What does it cost smallholders?", "methane cost smallholders", NO_FILTERS, 6, 0.12, False
            ),
        ),
        nearest=nearest,
        provenance=Provenance(
            code="0.1.0",
            library="3f9a61c20b77",
            index="b81c07d14e52",
            encoder="all-MiniLM-L6-v2/openvino-int8",
            mind="extractive",
            settings={"k": 12, "threshold": 0.5},
            documents={d.id: d.sha256 for d in documents},
            passages=("a", "b", "c"),
        ),
        created=CREATED,
        sources=documents,
    )


def an_answer(language: str = "en") -> Brief:
    gap = a_document()
    law = a_document(
        "methane-act.pdf", "Methane Act 2021", "Government of Exampleland", None, DocumentKind.LAW, 2021
    )
    unknown = a_document("scan_004.pdf", None, None, None, None, None)
    cut = a_citation(
        gap,
        "Countries should cut methane from oil and gas by 75 per cent by 2030,\nwhich is likely "
        "to cost little (high confidence).",
        31,
        "xxix",
    )
    leaks = a_citation(
        gap, "Leak detection every quarter removes about 60 % of fugitive emissions.", 33, "33"
    )
    act = a_citation(law, "Operators shall measure & report CH₄ leaks within 30 days.", 4, "2")
    rice = a_citation(unknown, "Alternate wetting and drying lowers emissions from rice by 48 %.", 2)
    first = a_claim(" ".join(cut.quote.split()), cut)
    return a_brief(
        (first,),
        (
            Option("Oil and gas", (first, a_claim(leaks.quote, leaks, cut), a_claim(act.quote, act))),
            Option("Agriculture", (a_claim(rice.quote, rice, support=Support.PARTIAL),)),
        ),
        (gap, law, unknown),
        language=language,
        unanswered=("What does it cost smallholders?",),
        left_out=(
            Claim(
                "Emissions fell by 90 %.",
                Support.UNSUPPORTED,
                (),
                (Check("numbers", False, "90 % is not in the quoted words"),),
            ),
        ),
    )


def an_edit(claim: Claim, text: str) -> Claim:
    """A claim in another text, as a verifier without a library finds it: what denies is not supported."""
    if " not " in text:
        return replace(
            claim, text=text, support=Support.UNSUPPORTED, checks=(Check("meaning", False, "it denies"),)
        )
    return replace(claim, text=text, checks=(Check("meaning", True),), readings=(), verdicts=())


def a_reviewed(
    brief: Brief,
    *wishes: tuple[int, Action, str],
    by: str = "Amina K.",
    note: str = "",
    at: datetime = CREATED + timedelta(days=1),
) -> Brief:
    """A brief after decisions of one reviewer."""
    asked = [Wish(number, action, text) for number, action, text in wishes]
    return review(brief, asked, by, note, at, lambda _, claim, text: (an_edit(claim, text), ""))


EDIT = "Leak detection every quarter removes some 60 % of fugitive emissions."


def a_reviewed_answer(language: str = "en") -> Brief:
    """An answer of four claims: two accepted, one edited, one rejected."""
    brief = a_reviewed(an_answer(language), (1, Action.ACCEPT, ""), (3, Action.ACCEPT, ""))
    brief = a_reviewed(brief, (2, Action.EDIT, EDIT), by="Jean D.")
    return a_reviewed(brief, (4, Action.REJECT, ""), by="Jean D.", note="Not a matter of this brief.")


def a_final_answer(language: str = "en") -> Brief:
    """The reviewed answer, every claim that stands accepted."""
    return a_reviewed(a_reviewed_answer(language), (2, Action.ACCEPT, ""), by="Jean D.")


def a_refusal(language: str = "en") -> Brief:
    gap = a_document()
    near = a_citation(gap, "Methane is a short-lived climate forcer.", 3, "iii")
    return a_brief(
        (),
        (),
        (gap,),
        "Who won the 1998 World Cup?",
        language,
        ("Who won the 1998 World Cup?",),
        nearest=(near,),
    )
