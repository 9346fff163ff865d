from __future__ import annotations

import pytest

from corpus import publishers
from corpus.documents import DocumentKind
from corpus.kinds import kind
from corpus.language import language


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("© IPCC 2023", "IPCC"),
        ("© 2022 Intergovernmental Panel on Climate Change.", "Intergovernmental Panel on Climate Change"),
        ("© 2021 The World Bank Group\n1818 H Street", "World Bank Group"),
        ("Copyright © 2020 by Acme Research. All rights reserved.", "Acme Research"),
        ("© Jane Doe", None),
        ("Cover photo © 2020 Getty Images", None),
        ("© 2020 One House\n© 2021 Another House", None),
    ],
)
def test_the_one_holder_of_a_dated_copyright(text: str, name: str | None) -> None:
    assert publishers.of_copyright(text) == name


def test_a_body_speaks_where_a_heading_is_its_name_and_hardly_more() -> None:
    assert publishers.of_headings(["Towards neutrality", "World Meteorological Organization"]) == (
        "WMO",
        None,
    )
    assert publishers.of_headings(["How much of the money of the World Bank reaches the poor"]) is None


def test_a_company_stands_before_the_year_of_its_report() -> None:
    assert publishers.of_company("", (), ("CT Shops 2022 Sustainability Report",)) == "CT Shops"
    assert publishers.of_company("Sustainability Report", ("Acme Trust", "2022"), ()) == "Acme Trust"
    assert (
        publishers.of_company("", (), ("盐城投资集团有限公司 2023 年度募集说明书",)) == "盐城投资集团有限公司"
    )
    assert publishers.of_company("Sustainability Report", ("The weather",), ()) is None


@pytest.mark.parametrize(
    ("title", "found"),
    [
        ("Nationally determined contributions. Synthesis report by the secretariat", DocumentKind.REPORT),
        ("First Nationally Determined Contribution", DocumentKind.NDC),
        ("Contribución determinada a nivel nacional", DocumentKind.NDC),
        ("Pesticides (Amendment) Regulations, 2016", DocumentKind.LAW),
        ("Coastal Regulation Zone Notification", DocumentKind.LAW),
        ("Ley marco sobre cambio climático", DocumentKind.LAW),
        ("大气污染防治法", DocumentKind.LAW),
        ("National Forest Policy", DocumentKind.POLICY),
        ("National Water Plan. Summary for Policymakers", DocumentKind.PLAN),
        ("Climate Change 2021. Summary for Policymakers", DocumentKind.ASSESSMENT),
        ("Annex I: Glossary", DocumentKind.GLOSSARY),
        ("Paris Agreement", DocumentKind.TREATY),
        ("Informe anual", DocumentKind.REPORT),
        ("The weather of the north", None),
    ],
)
def test_the_title_names_the_sort_of_publication(title: str, found: DocumentKind | None) -> None:
    assert kind(title, ()) == found


@pytest.mark.parametrize(
    ("text", "tag"),
    [
        ("Emissions must fall in every country by the end of the decade.", "en"),
        ("Los países deben reducir sus emisiones cuanto antes.", "es"),
        ("Les pays doivent réduire leurs émissions dès maintenant.", "fr"),
        ("各国应在二〇三〇年前停止毁林，保护森林和生物多样性，减少温室气体排放。", "zh"),
        ("Выбросы должны сокращаться в каждой стране.", "ru"),
        ("Click here to download the latest version", "en"),
        ("12", None),
        ("Hello world Hello world", None),
        ("pdf encryption test password asdfzxcv", None),
    ],
)
def test_the_language_is_told_from_the_text_or_left_open(text: str, tag: str | None) -> None:
    assert language(text) == tag
