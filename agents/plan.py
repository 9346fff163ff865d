"""Planner: a question and the conversation before it into sub-questions."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace

from agents.agreeing import agreeing
from agents.errors import QuestionError
from agents.paired_years import paired
from agents.places import Mention, countries_in
from agents.scope import Limit, asked_of, limit_in
from agents.splits import of_them, split, stands_apart
from agents.wording import another_topic, follow_up, leans, points_back, questions_in, sides_of, years_in
from retrieval.analysis import guess_language
from retrieval.hits import NO_FILTERS, Filters
from retrieval.query import Fault, fault, readable, told

MOST_CHARACTERS = 4_000
MOST_PARTS = 12
MOST_COUNTRIES = 8
MOST_OF_YEAR = 12
"""Characters of a follow-up that names another year and nothing else."""
_COMPARED = re.compile(
    r"^\W*(?:please\s+)?(?:compare|contrast|comparez|comparer|compara|comparar|比较)\s+", re.IGNORECASE
)

_JOINT = re.compile(
    r"(?:[\s,、]|and|or|versus|vs\.?|with|to|et|ou|y|o|e|и|или|و|أو|और|या|和|与|the|la|le|l'|les)*"
)


@dataclass(frozen=True, slots=True)
class SubQuestion:
    """One thing to search for.

    ``text`` is what the reader sees, ``query`` what is searched. ``countries`` are alpha-3 codes
    and ``years`` numbers that the question itself names; an answer that misses them does not count.
    ``limited`` says that the countries of the filters come from the question, not from the user's choice.
    """

    text: str
    query: str
    countries: tuple[str, ...] = ()
    years: tuple[int, ...] = ()
    filters: Filters = NO_FILTERS
    limited: bool = False


@dataclass(frozen=True, slots=True)
class Plan:
    """What will be searched; ``question`` is resolved against the conversation.

    ``limit`` is what the question limits itself to, None where it does not or the user's filters say it.
    ``edited`` says that the user has changed the plan before it was searched.
    """

    question: str
    language: str
    sub_questions: tuple[SubQuestion, ...]
    limit: Limit | None = None
    edited: bool = False


@dataclass(frozen=True, slots=True)
class Turn:
    """One earlier exchange of a conversation: what was asked, resolved."""

    question: str


def plan(question: str, history: tuple[Turn, ...] = (), filters: Filters = NO_FILTERS) -> Plan:
    """Return what will be searched for ``question``, read in the light of the earlier turns.

    Raises:
        QuestionError: nothing is asked, or more than MOST_CHARACTERS are.
    """
    asked = clean(question, alone=not history)
    whole = resolve(asked, history)
    parts = tuple(
        dict.fromkeys(
            sub for piece in _with_context(questions_in(whole)) for sub in _sub_questions(*piece, filters)
        )
    )
    limit = None if filters.countries or filters.documents or filters.regions else limit_in(whole)
    limited = tuple(_limited(sub, limit) if limit else sub for sub in parts[:MOST_PARTS])
    return Plan(whole, guess_language(asked) or "en", limited, limit)


def _limited(sub: SubQuestion, limit: Limit) -> SubQuestion:
    """The sub-question with only the documents of the countries that the whole question limits itself to."""
    codes = tuple(code for code in limit.countries if code in sub.countries)
    if sub.countries and not codes:
        return sub
    filters = replace(sub.filters, countries=codes or limit.countries)
    return replace(sub, filters=filters, limited=True)


def clean(question: str, *, alone: bool = True) -> str:
    """Return the question on one line, without control or direction characters.

    Args:
        question: as it was typed.
        alone: whether nothing was asked before; "And why?" goes on with what was.

    Raises:
        QuestionError: nothing is asked, or more than MOST_CHARACTERS are.
    """
    found = why_unasked(question, alone=alone)
    if found is not None:
        reason, remedy = told(found, question, most=MOST_CHARACTERS)
        raise QuestionError("The question", reason, f"{remedy}.")
    return readable(question)


def why_unasked(question: str, *, alone: bool = True) -> Fault | None:
    """Return why a question cannot be asked, None where it can; see ``clean``."""
    found = fault(question, most=MOST_CHARACTERS)
    return None if found is Fault.SMALL and not alone else found


def resolve(question: str, history: tuple[Turn, ...]) -> str:
    """Return the question as it stands by itself, after the turns before it.

    >>> resolve("and for Kenya?", (Turn("What is India's target for 2030?"),))
    "What is Kenya's target for 2030?"
    """
    if not history:
        return question
    before = history[-1].question
    added = follow_up(question)
    if added is None:
        return f"{question.rstrip(' ?？.')} ({before.rstrip(' ?？.')})?" if leans(question) else question
    places, earlier = countries_in(added), countries_in(before)
    if places and earlier:
        return _replaced(before, earlier, written(added, places[0]) if len(places) == 1 else added)
    if whole := another_topic(question, before):
        return whole
    years, earlier_years = years_in(added), years_in(before)
    if years.wanted and len(added) <= MOST_OF_YEAR and earlier_years.wanted:
        pattern = "|".join(str(year) for year in earlier_years.wanted)
        return re.sub(pattern, added, before, count=1)
    return f"{before.rstrip(' ?？.')} ({added})?"


def _replaced(text: str, mentions: tuple[Mention, ...], name: str) -> str:
    """The text with its first country named anew and the others gone, joints and all."""
    first, last = mentions[0], mentions[0]
    for mention in mentions[1:]:
        if _JOINT.fullmatch(text[last.end : mention.start]):
            last = mention
    ending = "'s" if re.search(r"['’]s?$", text[last.start : last.end]) and not name.endswith("s") else ""
    rest = text[last.end :]
    for mention in reversed(mentions):
        if mention.start > last.end:
            rest = rest[: mention.start - last.end] + rest[mention.end - last.end :]
    return " ".join((text[: first.start] + name + ending + rest).split())


def _with_context(parts: tuple[str, ...]) -> Iterator[tuple[str, str]]:
    """Each part, and the text that it is searched with: one that points back takes the first along.

    One that names another country or year ("And in India?") is the first part about that.
    """
    for number, part in enumerate(parts):
        if number and (whole := _resumed(part, parts[0])):
            yield whole, whole
            continue
        leans = number and (points_back(part) or not (countries_in(part) or len(part.split()) > 4))
        yield part, f"{part.rstrip(' ?？.。')}? {parts[0]}" if leans else part


def _resumed(part: str, first: str) -> str | None:
    added = follow_up(part)
    if not added:
        return None
    years = years_in(added).wanted and years_in(first).wanted and len(added) <= MOST_OF_YEAR
    resumes = years or countries_in(added) or another_topic(part, first)
    return resolve(part, (Turn(first),)) if resumes else None


def _sub_questions(text: str, query: str, filters: Filters) -> Iterator[SubQuestion]:
    places = asked_of(query)
    codes = tuple(dict.fromkeys(place.code for place in places))
    whole = _COMPARED.sub("", query)
    each = paired(whole, codes) if len(codes) > 1 else None
    sides = sides_of(text, places) if text == query and not each else ()
    if sides:
        for side in sides:
            yield from _sub_questions(side, side, filters)
        return
    years = years_in(query).wanted
    apart = 1 < len(codes) <= MOST_COUNTRIES and stands_apart(whole, countries_in(whole), codes)
    if apart or not 1 < len(codes) <= MOST_COUNTRIES:
        yield SubQuestion(text, query, codes, years, filters)
        return
    told = text if text != query and not countries_in(text) else ""
    whole = each.text if each else whole
    for code, (asked, name) in zip(codes, split(whole, countries_in(whole), codes), strict=True):
        own = agreeing(each.with_year(asked, code, name) if each else asked, name)
        years = years_in(own).wanted if each else years
        shown = agreeing(of_them(told, name), name) if told else own
        shown = f"{told.rstrip(' ?？')} ({name})?" if told and shown == told else shown
        yield SubQuestion(shown[:1].upper() + shown[1:], own, (code,), years, filters)


def written(text: str, place: Mention) -> str:
    """Return a country's name as ``text`` has it, without a possessive or an article.

    >>> written("India's plan", countries_in("India's plan")[0])
    'India'
    """
    return re.sub(r"^[ldLD]['’]|['’]s?$", "", text[place.start : place.end])
