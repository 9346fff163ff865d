from __future__ import annotations

import pytest

from retrieval.errors import UnknownFilterError
from retrieval.facets import facets
from retrieval.filters import allowed_documents, parse_filters
from retrieval.hits import NO_FILTERS, Filters
from tests.retrieval.conftest import BRAZIL, CHINA, FRANCE, KENYA, UNKNOWN, FakeStore


@pytest.mark.parametrize("word", ["Kenya", "KENYA ", "ken", "KE", "肯尼亚"])
def test_a_country_is_known_by_code_and_by_name_in_several_languages(store: FakeStore, word: str) -> None:
    assert parse_filters(store, countries=[word]).countries == ("KEN",)


@pytest.mark.parametrize("word", ["Brésil", "bresil", "Brasil", "巴西"])
def test_names_of_other_languages_need_no_accents(store: FakeStore, word: str) -> None:
    assert parse_filters(store, countries=[word]).countries == ("BRA",)


@pytest.mark.parametrize(
    ("asked", "listed"),
    [
        ({"countries": ["Peru"]}, "KEN (Kenya)"),
        ({"countries": ["Atlantis"]}, "BRA (Brazil)"),
        ({"years": "1999"}, "2023"),
        ({"years": "soon"}, "2015-2023"),
        ({"years": "2023-2019"}, "Write 2019-2023"),
        ({"publishers": ["<script>"]}, "Itamaraty"),
        ({"languages": ["Latin"]}, "fr (French)"),
        ({"kinds": ["poem"]}, "law"),
        ({"documents": ["nothing.pdf"]}, KENYA.id),
    ],
)
def test_an_unknown_value_lists_what_there_is(
    store: FakeStore, asked: dict[str, list[str]], listed: str
) -> None:
    with pytest.raises(UnknownFilterError) as error:
        parse_filters(store, **asked)  # type: ignore[arg-type]
    assert listed in str(error.value)


def test_every_field_is_read(store: FakeStore) -> None:
    assert parse_filters(
        store,
        documents=["kenya.pdf", BRAZIL.id[:6]],
        years="2019–2023",
        publishers=["itamaraty"],
        languages=["French", "zh"],
        kinds=["NDC"],
    ) == Filters(
        documents=(KENYA.id, BRAZIL.id),
        year_from=2019,
        year_to=2023,
        publishers=("Itamaraty",),
        languages=("fr", "zh"),
        kinds=("ndc",),
    )
    assert parse_filters(store) == NO_FILTERS
    assert parse_filters(store, documents=["Stratégie nationale"]).documents == (FRANCE.id,)


def test_facets_count_what_the_library_has(store: FakeStore) -> None:
    found = facets(store)
    assert [(one.value, one.name, one.count) for one in found.countries][:2] == [
        ("BRA", "Brazil", 1),
        ("CHN", "China", 1),
    ]
    assert [one.value for one in found.years] == ["2023", "2021", "2020", "2019"]
    assert len(found.documents) == 5


def test_values_of_a_field_are_alternatives_and_fields_add_up() -> None:
    every = (KENYA, BRAZIL, FRANCE, CHINA, UNKNOWN)
    assert allowed_documents(every, NO_FILTERS) == {one.id for one in every}
    assert allowed_documents(every, Filters(countries=("KEN", "BRA"))) == {KENYA.id, BRAZIL.id}
    assert allowed_documents(every, Filters(countries=("KEN", "BRA"), year_from=2021)) == {BRAZIL.id}
    assert allowed_documents(every, Filters(year_to=2030)) == {one.id for one in every} - {UNKNOWN.id}
