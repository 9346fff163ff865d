"""Filters that match nothing say so, and say which of them is to blame and what would match."""

from __future__ import annotations

import numpy as np
import pytest

from retrieval.errors import NoMatchError, UnknownFilterError
from retrieval.filters import allowed_documents, parse_filters
from retrieval.hits import NO_FILTERS, Filters, Lifted
from retrieval.matching import Matcher, chosen, common
from retrieval.regions import countries_of, region_name, regions, regions_of
from tests.retrieval.conftest import BRAZIL, CHINA, FRANCE, KENYA, UNKNOWN, FakeStore

DOCUMENTS = (KENYA, BRAZIL, FRANCE, CHINA, UNKNOWN)
SPANS = {
    KENYA.id: range(1, 5),
    BRAZIL.id: range(5, 7),
    FRANCE.id: range(7, 8),
    CHINA.id: range(8, 10),
    UNKNOWN.id: range(10, 12),
}
FLOODED = np.array([2, 3, 6, 11], np.int64)


@pytest.fixture
def matcher() -> Matcher:
    return Matcher(DOCUMENTS, SPANS, lambda filters: FLOODED if filters.hazards else None)


def test_what_passes_is_counted_by_documents_and_passages(matcher: Matcher) -> None:
    everything = matcher.match(NO_FILTERS)
    assert (everything.documents, everything.passages) == (5, 11)
    assert (matcher.match(Filters(countries=("KEN",))).passages) == 4
    flooded = matcher.match(Filters(hazards=("flood",)))
    assert (flooded.documents, flooded.passages) == (3, 4)
    both = matcher.match(Filters(hazards=("flood",), regions=("africa",)))
    assert (both.documents, both.passages) == (1, 2)


def test_the_filter_to_blame_is_named_with_what_would_match(matcher: Matcher) -> None:
    found = matcher.match(Filters(countries=("KEN",), year_from=2021, year_to=2023))
    assert (found.documents, found.passages) == (0, 0)
    assert found.lifted == (
        Lifted("country", 2, 4, ("BRA", "CHN")),
        Lifted("year", 1, 4, ("2020",)),
    )


def test_nothing_together_is_an_error_that_says_what_to_lift(matcher: Matcher) -> None:
    with pytest.raises(NoMatchError) as error:
        matcher.require(Filters(countries=("FRA",), hazards=("flood",)))
    assert isinstance(error.value, UnknownFilterError)
    assert str(error.value) == (
        "filters country, hazard: no passage in the library passes all of them. "
        "Without country, 3 documents would match (country: Brazil, Kenya). "
        "Without hazard, 1 document would match"
    )
    assert matcher.require(Filters(countries=("KEN",))) == Filters(countries=("KEN",))
    assert matcher.require(NO_FILTERS) is NO_FILTERS


def test_where_no_single_filter_is_to_blame_that_is_said(matcher: Matcher) -> None:
    with pytest.raises(NoMatchError, match="No single one of them is to blame"):
        matcher.require(Filters(countries=("FRA",), languages=("pt",), kinds=("ndc",)))


def test_an_empty_library_asks_for_no_filter_to_be_lifted() -> None:
    empty = Matcher((), {}, lambda _: None)
    assert empty.match(NO_FILTERS).passages == 0
    assert empty.require(NO_FILTERS) is NO_FILTERS


def test_filters_are_named_as_users_know_them() -> None:
    assert chosen(Filters(year_to=2020, concepts=("mangrove",), risk_from=0)) == ("year", "risk", "concept")
    assert chosen(NO_FILTERS) == ()


def test_rows_that_all_sets_hold() -> None:
    assert common([None, None]) is None
    assert common([None, FLOODED]) is FLOODED
    found = common([FLOODED, np.array([3, 11, 40], np.int64)])
    assert found is not None
    assert found.tolist() == [3, 11]


@pytest.mark.parametrize(
    "word", ["Eastern Africa", "afrique orientale", "África Oriental", "东非", "eastern-africa"]
)
def test_a_region_is_known_by_its_names_in_four_languages(store: FakeStore, word: str) -> None:
    filters = parse_filters(store, regions=[word])
    assert filters.regions == ("eastern-africa",)
    assert allowed_documents(DOCUMENTS, filters) == {KENYA.id}


@pytest.mark.parametrize(
    ("word", "key"),
    [
        ("EU", "european-union"),
        ("the EU", "european-union"),
        ("Unión Europea", "european-union"),
        ("União Europeia", "european-union"),
        ("欧盟", "european-union"),
        ("Sub-Saharan Africa", "sub-saharan-africa"),
        ("África Subsaariana", "sub-saharan-africa"),
        ("African Union", "african-union"),
        ("أفريقيا", "africa"),
        ("Восточная Африка", "eastern-africa"),
        ("पूर्वी अफ्रीका", "eastern-africa"),
        ("America", "americas"),
        ("G-20", "g20"),
    ],
)
def test_a_region_is_known_by_usual_names_and_abbreviations(store: FakeStore, word: str, key: str) -> None:
    assert parse_filters(store, regions=[word]).regions == (key,)


def test_every_region_has_other_names_and_none_is_that_of_two() -> None:
    homes: dict[str, set[str]] = {}
    for one in regions().values():
        assert one.others
        for name in (*one.names, *one.others):
            homes.setdefault(name.casefold(), set()).add(one.key)
    assert {name for name, keys in homes.items() if len(keys) > 1} == set()
    assert len(countries_of(["african-union"])) == 55
    assert len(countries_of(["small-island-states"])) == 39
    assert len(countries_of(["least-developed-countries"])) == 44
    assert {"FJI", "TUV"} <= countries_of(["small-island-states"]) & countries_of(["pacific-islands"])


@pytest.mark.parametrize("word", ["Кения", "كينيا", "केन्या", "Quênia", "Quénia", "Kenia", "肯尼亚"])
def test_a_country_is_known_by_its_name_in_eight_languages(store: FakeStore, word: str) -> None:
    assert parse_filters(store, countries=[word]).countries == ("KEN",)


def test_regions_hold_their_parts_and_no_country_stands_in_two_continents() -> None:
    assert {"KEN", "EGY"} <= countries_of(["africa"])
    assert countries_of(["sub-saharan-africa"]) < countries_of(["africa"])
    assert regions_of("FRA") == ("western-europe", "europe", "european-union", "g20")
    assert len(countries_of(["european-union"])) == 28
    continents = ("africa", "americas", "asia", "europe", "oceania")
    every = [code for one in continents for code in countries_of([one])]
    assert len(every) == len(set(every)) > 240
    assert all(len(region.names) == 4 and all(region.names) for region in regions().values())
    assert region_name("southern-asia", "zh") == "南亚"
    assert allowed_documents(DOCUMENTS, Filters(regions=("nowhere",))) == frozenset()


@pytest.mark.parametrize(
    ("asked", "said"),
    [
        ({"countries": ["Keyna"]}, "Did you mean: KEN (Kenya)?"),
        ({"countries": ["Bresl"]}, "Did you mean: BRA (Brazil)?"),
        ({"countries": ["Germany"]}, "Near it: FRA (France). There is:"),
        ({"regions": ["Estern Africa"]}, "Did you mean: eastern-africa (Eastern Africa)"),
        ({"regions": ["Europaen Union"]}, "Did you mean: european-union (European Union and its members)"),
        ({"regions": ["Polynesia"]}, "There is: africa (Africa)"),
        ({"publishers": ["environment"]}, "Did you mean: Ministry of Environment?"),
        ({"years": "2025"}, "The nearest: 2023, 2021, 2020."),
        ({"documents": ["kenia.pdf"]}, f"Did you mean: {KENYA.id} (kenya.pdf)?"),
        ({"kinds": ["laws"]}, "Did you mean: law?"),
    ],
)
def test_an_unknown_value_names_the_nearest(store: FakeStore, asked: dict[str, list[str]], said: str) -> None:
    with pytest.raises(UnknownFilterError) as error:
        parse_filters(store, **asked)  # type: ignore[arg-type]
    assert said in str(error.value)
