from __future__ import annotations

import pytest

from corpus.citing import citing

AUTHORS = "[A. One, B. Two (eds.)]"


@pytest.mark.parametrize(
    ("text", "title", "year"),
    [
        ("Please cite as: OECD (2021), Carbon Rates 2021: Pricing it, OECD Publishing, Paris",
         "Carbon Rates 2021: Pricing it", 2021),
        ("Required citation: FAO. 2022. The State of the World’s Forests 2022. Forest pathways. Rome, FAO.",
         "The State of the World’s Forests 2022", 2022),
        ("Cite this report as follows: World Bank. 2022. “A Country Report.” A Series. World Bank, X",
         "A Country Report", 2022),
        ("Citation: IRENA (2023), Outlook 2023: 1.5°C Pathway, International Renewable Energy Agency, Abu D.",
         "Outlook 2023: 1.5°C Pathway", 2023),
        ("Este informe debe citarse como: PNUMA (2020). Informe sobre la brecha. Nairobi.",
         "Informe sobre la brecha", 2020),
    ],
)  # fmt: skip
def test_a_citation_is_read_into_title_and_year(text: str, title: str, year: int) -> None:
    found = citing(text)
    assert found
    assert (found.title, found.year, found.container) == (title, year, None)


def test_a_part_is_cited_with_the_whole() -> None:
    found = citing(
        f"This chapter should be cited as: One, A., 2022: Forests and Land. In IPCC, 2022: Climate Change: "
        f"Mitigation. Contribution of Working Group III {AUTHORS}. A Press."
    )
    assert found
    assert (found.authors, found.title, found.container) == (
        "One, A", "Forests and Land", "Climate Change: Mitigation"
    )  # fmt: skip


@pytest.mark.parametrize(
    "text", ["As cited in 2020.", "It should be cited as soon as possible.", "Citation: none."]
)
def test_no_citation_is_read_where_none_is_asked_for(text: str) -> None:
    assert citing(text) is None
