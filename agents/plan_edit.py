"""A plan as the reader sees and changes it before anything is searched: as a form, and as a file."""

from __future__ import annotations

import hashlib
import json
import re
from codecs import BOM_UTF8
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from typing import Annotated, Any

from pydantic import BeforeValidator, Field, ValidationError

from agents.contract import read_filters
from agents.errors import PlanError
from agents.places import countries_in, country_name
from agents.plan import MOST_CHARACTERS, MOST_COUNTRIES, MOST_PARTS, Plan, SubQuestion, why_unasked
from agents.schema import FiltersShape, Name, Shape
from agents.scope import Limit
from retrieval.analysis import guess_language
from retrieval.hits import NO_FILTERS, Filters
from retrieval.matching import Match, chosen, remedy
from retrieval.query import readable

MOST_BYTES = 200_000
MOST_YEARS = 101
FIRST_YEAR, LAST_YEAR = 1000, 2999
_REMEDY = "Correct the file; `globalbrain ask --plan` writes one that can be used."
_LETTERS = re.compile(r"[A-Z]{3}")
_PARTS = re.compile(r"[,;、，；/\n]+")
_SPREAD = re.compile(r"\s*(?:[-\u2010-\u2015~～至到])\s*")
_SEPARATE = re.compile(r"[\s,;、，；]+")
REVERSED = "the first year is after the second"

Words = Annotated[str, Field(max_length=MOST_CHARACTERS)]
Year = Annotated[int, Field(ge=FIRST_YEAR, le=LAST_YEAR)]


def _spread_out(given: object) -> object:
    """Years as a file lists them, of which one may be written as a range."""
    if not isinstance(given, list):
        return given
    lists = ([*years_of(own)] if isinstance(own, str) else [own] for own in given)
    return [year for own in lists for year in own]


class PartShape(Shape):
    """One thing to search for, in a file: without a ``query`` its ``text`` is searched."""

    text: Words
    query: Words = ""
    countries: Annotated[list[Name], Field(max_length=MOST_COUNTRIES)] = Field(default_factory=list)
    years: Annotated[list[Year], BeforeValidator(_spread_out), Field(max_length=MOST_YEARS)] = Field(
        default_factory=list
    )
    filters: FiltersShape = FiltersShape()
    limited: bool = False


class PlanLimitShape(Shape):
    """What the question limits itself to."""

    countries: Annotated[list[Name], Field(max_length=MOST_COUNTRIES)]
    words: Words


class PlanFileShape(Shape):
    """A plan in a file; ``made`` tells whether it is still as it was written."""

    format: Annotated[int, Field(ge=1, le=1)] = 1
    question: Words
    language: Name = ""
    sub_questions: Annotated[list[PartShape], Field(min_length=1, max_length=MOST_PARTS)]
    limit: PlanLimitShape | None = None
    made: Name = ""


@dataclass(frozen=True, slots=True)
class Part:
    """One line of the form: what to search for, and which countries and years have to be named."""

    text: str
    countries: tuple[str, ...] = ()
    years: tuple[int, ...] = ()


def plan_json(plan: Plan) -> dict[str, Any]:
    """Return a plan as plain JSON values, to be changed and read again by ``read_plan_file``."""
    parts = []
    for sub in plan.sub_questions:
        part: dict[str, Any] = {"text": sub.text}
        if sub.query != sub.text:
            part["query"] = sub.query
        part |= {"countries": list(sub.countries), "years": list(sub.years)}
        chosen = {name: value for name, value in asdict(sub.filters).items() if value not in ((), None)}
        if chosen:
            part["filters"] = chosen
        if sub.limited:
            part["limited"] = True
        parts.append(part)
    limit = {"countries": list(plan.limit.countries), "words": plan.limit.words} if plan.limit else None
    return {
        "format": 1,
        "question": plan.question,
        "language": plan.language,
        "sub_questions": parts,
        "limit": limit,
        "made": _mark(plan),
    }


def read_plan_file(data: bytes, match: Callable[[Filters], Match] | None = None) -> Plan:
    """Return the plan of a file; one that was changed says that it is edited.

    Args:
        data: as ``plan_json`` writes it, changed or not.
        match: counts what passes filters; those that nothing passes are refused.

    Raises:
        PlanError: not JSON, another shape, nothing to search for, an unknown country, years the wrong way
            round, filters that nothing passes.
    """
    if len(data) > MOST_BYTES:
        raise PlanError("the plan", f"it is larger than {MOST_BYTES // 1000} kB", _REMEDY)
    try:
        shape = PlanFileShape.model_validate_json(data.removeprefix(BOM_UTF8))
    except ValidationError as error:
        first = error.errors(include_url=False, include_input=False)[0]
        where = ".".join(str(part) for part in first["loc"]) or "the file"
        raise PlanError("the plan", f"{where[:200]}: {first['msg'][:200]}", _REMEDY) from error
    subs = tuple(dict.fromkeys(_sub(part) for part in shape.sub_questions))
    for sub in subs:
        _check_years(sub.filters)
        if match and sub.filters and not sub.limited:
            _check_match(sub.filters, match(sub.filters))
    limit = None
    if shape.limit and any(sub.limited for sub in subs):
        limit = Limit(_codes(shape.limit.countries), readable(shape.limit.words))
    question = _asked(shape.question)
    plan = Plan(question, shape.language or guess_language(question) or "en", subs, limit)
    return replace(plan, edited=_mark(plan) != shape.made)


def edited(made: Plan, parts: Sequence[Part], limited_to: Sequence[str], filters: Filters) -> Plan:
    """Return the plan as the form leaves it; the same plan where nothing was changed.

    Args:
        made: the planner's.
        parts: the lines of the form; empty ones do not count.
        limited_to: the countries of the question's own limit that are still ticked.
        filters: the limits that the user has set.

    Raises:
        PlanError: nothing is left to search for, or too much.
    """
    kept = [part for part in parts if readable(part.text)]
    if not kept or len(kept) > MOST_PARTS:
        reason = f"it has {len(kept)} parts; 1 to {MOST_PARTS} can be searched"
        raise PlanError("the plan", reason, "Change the parts.")
    limit = made.limit
    if limit is not None:
        codes = tuple(code for code in limit.countries if code in limited_to)
        limit = Limit(codes, limit.words) if codes else None
    before = {sub.text: sub for sub in made.sub_questions}
    subs = tuple(dict.fromkeys(_line(part, before, limit, filters) for part in kept))
    now = replace(made, sub_questions=subs, limit=limit)
    return made if now == made else replace(now, edited=True)


def countries_of(text: str) -> tuple[str, ...]:
    """Return the codes of the countries that a line names: by name in any language, or by code.

    Raises:
        PlanError: a name that is no country's; ``what`` is that name.

    >>> countries_of("Kenya, IND; Brésil")
    ('KEN', 'IND', 'BRA')
    """
    return _codes(_PARTS.split(text))


def years_of(text: str) -> tuple[int, ...]:
    """Return the years that a line names; a range stands for each of its years.

    Raises:
        PlanError: something else stands there, too many years, or ``REVERSED``: a range that is turned round.

    >>> years_of("2019, 2028–2030")
    (2019, 2028, 2029, 2030)
    """
    found: dict[int, None] = {}
    for word in _SEPARATE.split(_SPREAD.sub("-", text)):
        if not word:
            continue
        ends = word.split("-")
        if len(ends) > 2 or not all(len(end) == 4 and end.isascii() and end.isdigit() for end in ends):
            raise PlanError(readable(text)[:80], "these are no years", "Write years with four digits.")
        first, last = int(ends[0]), int(ends[-1])
        if first > last:
            raise PlanError(f"{first}–{last}", REVERSED, f"Write {last}–{first}.")
        if first < FIRST_YEAR or last > LAST_YEAR or last - first >= MOST_YEARS:
            raise PlanError(readable(text)[:80], "these are no years", f"Name at most {MOST_YEARS} of them.")
        found |= dict.fromkeys(range(first, last + 1))
    if len(found) > MOST_YEARS:
        raise PlanError(readable(text)[:80], f"{len(found)} years are too many", f"At most {MOST_YEARS}.")
    return tuple(found)


def years_text(years: Sequence[int]) -> str:
    """Return years as ``years_of`` reads them; three and more in a row as a range.

    >>> years_text((2019, 2028, 2029, 2030)), years_text((2030, 2019))
    ('2019, 2028–2030', '2030, 2019')
    """
    runs: list[list[int]] = []
    for year in years:
        if runs and year == runs[-1][-1] + 1:
            runs[-1].append(year)
        else:
            runs.append([year])
    shown = ([f"{run[0]}–{run[-1]}"] if len(run) > 2 else [str(year) for year in run] for run in runs)
    return ", ".join(part for run in shown for part in run)


def _line(
    part: Part, before: Mapping[str, SubQuestion], limit: Limit | None, filters: Filters
) -> SubQuestion:
    text = _asked(part.text)
    old = before.get(text)
    sub = SubQuestion(text, old.query if old else text, part.countries, part.years, filters)
    if limit is None:
        return sub
    codes = tuple(code for code in limit.countries if code in sub.countries)
    if sub.countries and not codes:
        return sub
    return replace(sub, filters=replace(filters, countries=codes or limit.countries), limited=True)


def _check_years(filters: Filters) -> None:
    first, last = filters.year_from or FIRST_YEAR, filters.year_to or LAST_YEAR
    if not (FIRST_YEAR <= first <= LAST_YEAR and FIRST_YEAR <= last <= LAST_YEAR):
        raise PlanError("the plan", f"year_from {first}, year_to {last}: these are no years", _REMEDY)
    if first > last:
        raise PlanError("the plan", f"year_from {first}, year_to {last}: {REVERSED}", "Turn them round.")


def _check_match(filters: Filters, found: Match) -> None:
    if not found.passages:
        reason = f"no passage in the library passes its filters ({', '.join(chosen(filters))})"
        raise PlanError("the plan", reason, f"{remedy(found)}.")


def _sub(part: PartShape) -> SubQuestion:
    text = _asked(part.text)
    query = _asked(part.query) if readable(part.query) else text
    filters = read_filters(part.filters) if part.filters != FiltersShape() else NO_FILTERS
    return SubQuestion(text, query, _codes(part.countries), tuple(part.years), filters, part.limited)


def _asked(text: str) -> str:
    """One line of printable characters that can be searched for."""
    why = why_unasked(text)
    if why is not None:
        raise PlanError(readable(text)[:80] or "a part", f"it cannot be searched for ({why.value})", _REMEDY)
    return readable(text)


def _codes(names: Iterable[str]) -> tuple[str, ...]:
    found: dict[str, None] = {}
    for name in (readable(name) for name in names):
        if not name:
            continue
        if _LETTERS.fullmatch(name) and country_name(name) != name:
            found[name] = None
            continue
        places = countries_in(name)
        if not places:
            raise PlanError(name[:80], "it is no country that is known", "Give a country's name or code.")
        found |= dict.fromkeys(place.code for place in places)
    if len(found) > MOST_COUNTRIES:
        reason = f"{len(found)} countries are named, at most {MOST_COUNTRIES} can be"
        raise PlanError("the plan", reason, "Make several parts of it.")
    return tuple(found)


def _mark(plan: Plan) -> str:
    """What tells whether a plan was changed since it was written."""
    told = asdict(replace(plan, edited=False))
    return hashlib.sha256(json.dumps(told, sort_keys=True, ensure_ascii=True).encode()).hexdigest()[:12]
