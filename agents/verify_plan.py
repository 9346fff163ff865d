"""The plan of a brief.json checked again: made anew from its question, and held against what is cited."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from agents.about import absent
from agents.brief import Brief, Option
from agents.claims import Claim
from agents.compare import matrix
from agents.errors import AgentError
from agents.mind import keeps_to
from agents.option_words import says, topics_of
from agents.places import countries_in, country_name
from agents.plan import Plan, SubQuestion, plan
from agents.prose import telling
from agents.provenance import code_version
from agents.verify import Stored, plain
from corpus.errors import UnknownDocumentError
from finetune.predict import words
from retrieval.hits import Filters

Found = tuple[str, str, str]
"""Kind, place and reason of one fault."""
_MOST = 80
_OWN = 0.5
"""The share of the words of a line, on what was not answered, that the question or its parts must have."""


def check_plan(brief: Brief, stored: Stored) -> Iterator[Found]:
    """Yield what does not hold of a plan, of what was searched for it, and of the headings that it gives.

    A plan that nobody edited is made again from its question, and must come out as written. Under a part
    of it that asks of countries, every claim must cite one of them, by its words, the headings above them
    or its document; so must every cell of the matrix.
    """
    planned = brief.plan
    if planned.question != brief.question:
        yield "question", brief.question[:_MOST], "it is not the one that was planned and searched"
    if planned.language != brief.language:
        yield "plan", planned.language[:_MOST], f"the brief is in another language: {brief.language[:_MOST]}"
    if planned.edited is not ("plan" in brief.provenance.settings):
        yield "plan", planned.question[:_MOST], "whether its reader changed it is told in two ways"
    if not planned.edited:
        yield from _planned_again(planned, brief)
    yield from _searched(brief)
    yield from _headings(brief, stored)
    yield from _countries(brief, stored)
    yield from _topics(brief)


def replanned(planned: Plan) -> Plan:
    """Return the plan as its question gives it, with the limits that its user had set.

    One that means something only after an earlier turn ("Why?") is its own one part.
    """
    subs = planned.sub_questions
    own = subs[0].filters if subs else Filters()
    if planned.limit is not None:
        own = next((sub.filters for sub in subs if not sub.limited), replace(own, countries=()))
    try:
        return plan(planned.question, (), own)
    except AgentError:
        alone = SubQuestion(planned.question, planned.question, filters=own)
        return Plan(planned.question, planned.language, (alone,))


def _planned_again(planned: Plan, brief: Brief) -> Iterator[Found]:
    again = replanned(planned)
    if (again.sub_questions, again.limit) == (planned.sub_questions, planned.limit):
        return
    whole = again.sub_questions[0]
    by_model = len(again.sub_questions) == 1 and _by_model(planned.sub_questions, whole)
    if by_model or (brief.provenance.code != code_version() and _loosely(planned)):
        return
    told = again.sub_questions
    other = next((sub.text for sub in planned.sub_questions if sub not in told), planned.question)
    yield "plan", other[:_MOST], "the question, planned again, gives other parts, countries, years or limits"


def _by_model(parts: Sequence[SubQuestion], whole: SubQuestion) -> bool:
    """Whether a chat model can have split a question so: each part is one by itself, and keeps to it."""
    if len(parts) < 2 or any(part.filters != whole.filters for part in parts):
        return False
    for part in parts:
        try:
            own = plan(part.text, (), whole.filters).sub_questions
        except AgentError:
            return False
        if part not in own or not keeps_to(part, whole):
            return False
    return True


def _loosely(planned: Plan) -> bool:
    """Whether a plan of another version keeps to the countries, words and years of its question."""
    asked = set(words(planned.question))
    named = {code for sub in planned.sub_questions for code in sub.countries}
    return named == {place.code for place in countries_in(planned.question)} and all(
        set(words(sub.text)) <= asked and set(map(str, sub.years)) <= asked for sub in planned.sub_questions
    )


def _searched(brief: Brief) -> Iterator[Found]:
    parts = {sub.text: sub for sub in brief.plan.sub_questions}
    known = [own.sub_question for own in brief.searched]
    for own in brief.searched:
        part = parts.get(own.sub_question)
        if part is None or own.query != part.query:
            yield "search", own.sub_question[:_MOST], "it is no part of the plan"
        elif own.filters not in (part.filters, _lifted(part)):
            yield "search", own.sub_question[:_MOST], "it was searched within other limits than were planned"
    if len(set(known)) != len(known):
        yield "search", known[0][:_MOST], "one part was searched twice"
    for text in parts:
        if text not in known:
            yield "search", text[:_MOST], "it was planned, and is not among what was searched"
    asked = set(words(brief.question))
    for sub in brief.plan.sub_questions:
        asked |= {*words(sub.text), *words(absent(sub, False, brief.language)), *map(str, sub.years)}
        asked |= {word for code in sub.countries for word in words(country_name(code))}
    for line in brief.unanswered:
        own_words = set(words(line))
        if len(own_words & asked) < _OWN * len(own_words) and not line.startswith(tuple(parts)):
            yield "unanswered", line[:_MOST], "nobody asked this"


def _lifted(part: SubQuestion) -> Filters:
    """The limits of a part whose own limit leaves no document, and so does not count."""
    return replace(part.filters, countries=()) if part.limited else part.filters


def _headings(brief: Brief, stored: Stored) -> Iterator[Found]:
    asked = {part.text for part in brief.plan.sub_questions}
    several = len(asked) > 1 and sum(own.answered for own in brief.searched) > 1
    for option in brief.options:
        if option.heading in asked:
            continue
        known = [text for claim in option.claims for text in _above(claim, stored)]
        if several:
            yield "heading", option.heading[:_MOST], "it is no part of the question"
        elif not _is_heading(option.heading, known):
            yield "heading", option.heading[:_MOST], "no source below it has such a heading or title"


def _is_heading(said: str, known: Sequence[str]) -> bool:
    """Whether a heading is one of these, up to its number and its letters' size."""
    plainly = said.casefold()
    return any(plainly in (own.casefold(), telling(own).casefold()) for own in known)


def _countries(brief: Brief, stored: Stored) -> Iterator[Found]:
    for sub in brief.plan.sub_questions:
        for option in (own for own in brief.options if own.heading == sub.text and sub.countries):
            for at, claim in enumerate(option.claims, start=1):
                if not _of_country(claim, sub.countries, stored):
                    names = ", ".join(map(country_name, sub.countries))
                    yield "heading", f"{sub.text[:_MOST]}, claim {at}", f"it cites nothing of {names}"
    table = matrix(brief)
    for code, row in zip(table.countries, table.cells, strict=True) if table else ():
        for cell in row:
            if cell is not None and not _of_country(cell, (code,), stored):
                yield "matrix", country_name(code), f"it cites nothing of it: “{cell.text[:_MOST]}”"


def _of_country(claim: Claim, codes: Sequence[str], stored: Stored) -> bool:
    """Whether a citation of a claim is of one of these countries: its words, what is above, its document."""
    texts = [own.quote for own in (*claim.citations, *claim.context)]
    named = {place.code for text in (*texts, *_above(claim, stored)) for place in countries_in(text)}
    for citation in claim.citations:
        try:
            named.add(stored.document(citation.document_id).country or "")
        except UnknownDocumentError:
            continue
    return bool(named & set(codes))


def _above(claim: Claim, stored: Stored) -> list[str]:
    """The headings and titles under which the quotes of a claim stand."""
    found: list[str] = []
    for citation in claim.citations:
        try:
            (passage,) = stored.passages([citation.passage_id])
            found += [*map(plain, passage.heading), stored.document(citation.document_id).name]
        except (UnknownDocumentError, ValueError):
            continue
    return found


def _topics(brief: Brief) -> Iterator[Found]:
    """What is considered of an option stands under a topic that its words speak of."""
    known = {topic: aspect for aspect, topics in topics_of().items() for topic in topics}
    for number, option in enumerate(brief.options, start=1):
        if option.considered.aspects not in ((), tuple(topics_of())):
            yield "quote", f"option {number}", "some aspects that every option is searched for are missing"
        for aspect, topic, text in _told(option):
            if known.get(topic) != aspect or aspect not in option.considered.aspects:
                yield "quote", f"option {number}", f"{topic[:40]} is no topic of {aspect[:40]}"
            elif not says()[topic].search(text):
                yield "quote", f"option {number}", f"what stands under {topic} does not speak of it"


def _told(option: Option) -> Iterator[tuple[str, str, str]]:
    yield from ((one.aspect, one.topic, one.claim.text) for one in option.considered.found)
