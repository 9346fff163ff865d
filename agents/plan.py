"""Planner: a question and the conversation before it into sub-questions."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass

from agents.errors import QuestionError
from agents.places import Mention, countries_in
from agents.wording import follow_up, points_back, questions_in, sides_of, years_in
from retrieval.analysis import guess_language
from retrieval.hits import NO_FILTERS, Filters

MOST_CHARACTERS = 4_000
MOST_PARTS = 12
MOST_COUNTRIES = 8
_COMPARED = re.compile(
    r"^\W*(?:please\s+)?(?:compare|contrast|comparez|comparer|compara|comparar|比较)\s+", re.IGNORECASE
)

_JOINT = re.compile(r"(?:[\s,、]|and|or|versus|vs\.?|with|to|et|ou|y|o|e|和|与|the|la|le|l'|les)*")


@dataclass(frozen=True, slots=True)
class SubQuestion:
    """One thing to search for.

    ``text`` is what the reader sees, ``query`` what is searched. ``countries`` are alpha-3 codes
    and ``years`` numbers that the question itself names; an answer that misses them does not count.
    """

    text: str
    query: str
    countries: tuple[str, ...] = ()
    years: tuple[int, ...] = ()
    filters: Filters = NO_FILTERS


@dataclass(frozen=True, slots=True)
class Plan:
    """What will be searched; ``question`` is resolved against the conversation."""

    question: str
    language: str
    sub_questions: tuple[SubQuestion, ...]


@dataclass(frozen=True, slots=True)
class Turn:
    """One earlier exchange of a conversation: what was asked, resolved."""

    question: str


def plan(question: str, history: tuple[Turn, ...] = (), filters: Filters = NO_FILTERS) -> Plan:
    """Return what will be searched for ``question``, read in the light of the earlier turns.

    Raises:
        QuestionError: nothing is asked, or more than MOST_CHARACTERS are.
    """
    asked = clean(question)
    whole = resolve(asked, history)
    parts = tuple(
        dict.fromkeys(
            sub for piece in _with_context(questions_in(whole)) for sub in _sub_questions(*piece, filters)
        )
    )
    return Plan(whole, guess_language(asked) or "en", parts[:MOST_PARTS])


def clean(question: str) -> str:
    """Return the question on one line, without control or direction characters (QuestionError)."""
    if len(question) > MOST_CHARACTERS:
        reason = f"{len(question):,} characters were given, at most {MOST_CHARACTERS:,} can be asked"
        raise QuestionError("The question", reason, "Ask in a few sentences; put documents into the library.")
    kept = "".join(
        " " if char in "\t\r\n\u2028\u2029" else char
        for char in question
        if char in "\t\r\n" or unicodedata.category(char) not in ("Cc", "Cf", "Cs", "Co")
    )
    lines = " ".join(kept.split())
    if not any(char.isalnum() for char in lines):
        raise QuestionError("The question", "it is empty", "Type what you want to know.")
    return lines


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
        return (
            f"{question.rstrip(' ?？.')} ({before.rstrip(' ?？.')})?" if points_back(question) else question
        )
    places, earlier = countries_in(added), countries_in(before)
    if places and earlier:
        return _replaced(before, earlier, written(added, places[0]) if len(places) == 1 else added)
    years, earlier_years = years_in(added), years_in(before)
    if years.wanted and len(added) <= 12 and earlier_years.wanted:
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
    """Each part, and the text that it is searched with: one that points back takes the first along."""
    for number, part in enumerate(parts):
        leans = number and (points_back(part) or not (countries_in(part) or len(part.split()) > 4))
        yield part, f"{part} {parts[0]}" if leans else part


def _sub_questions(text: str, query: str, filters: Filters) -> Iterator[SubQuestion]:
    places = countries_in(query)
    sides = sides_of(text, places) if text == query else ()
    if sides:
        for side in sides:
            yield from _sub_questions(side, side, filters)
        return
    years = years_in(query).wanted
    codes = tuple(dict.fromkeys(place.code for place in places))
    if len(codes) < 2 or len(codes) > MOST_COUNTRIES:
        yield SubQuestion(text, query, codes, years, filters)
        return
    named = countries_in(_COMPARED.sub("", query))
    for code in codes:
        name = next(written(_COMPARED.sub("", query), place) for place in named if place.code == code)
        own = _agreeing(_replaced(_COMPARED.sub("", query), named, name), name)
        yield SubQuestion(own[:1].upper() + own[1:], own, (code,), years, filters)


def written(text: str, place: Mention) -> str:
    """Return a country's name as ``text`` has it, without a possessive or an article.

    >>> written("India's plan", countries_in("India's plan")[0])
    'India'
    """
    return re.sub(r"^[ldLD]['’]|['’]s?$", "", text[place.start : place.end])


def _agreeing(text: str, name: str) -> str:
    """English verbs in the singular before the one country that is left."""
    forms = {"do": "does", "are": "is", "have": "has", "were": "was"}
    return re.sub(
        rf"\b(do|are|have|were)(?= (?:the )?{re.escape(name)}\b)", lambda found: forms[found[1]], text
    )
