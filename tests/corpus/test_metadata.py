from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpus import metadata
from corpus.documents import DocumentKind
from corpus.hygiene import clean_line
from corpus.opening import Opening
from tests.corpus.covers import cover

LATE = {"CreationDate": "D:20240501120000Z"}


def facts(opening: Opening, title: str = "", language: str = "en") -> metadata.Facts:
    return metadata.find({**LATE, "Title": title}, opening, language)


def test_what_nothing_states_is_unknown() -> None:
    assert facts(Opening(("Some words about the weather of the day.",))) == metadata.Facts()


def test_a_contribution_names_its_state_its_date_and_itself() -> None:
    found = facts(
        cover(
            ("REPUBLIC OF KENYA", -18),
            ("MINISTRY OF ENVIRONMENT AND FORESTRY", -16),
            ("KENYA’S UPDATED NATIONALLY DETERMINED CONTRIBUTION", -20),
            ("28TH DECEMBER 2020", 12),
        )
    )
    assert found == metadata.Facts(
        "KENYA’S UPDATED NATIONALLY DETERMINED CONTRIBUTION",
        "Government of Kenya",
        2020,
        "KEN",
        DocumentKind.NDC,
    )


def test_a_report_is_called_what_it_asks_to_be_cited_as() -> None:
    asks = (
        "© 2023 United Nations Environment Programme\nSuggested citation: United Nations Environment "
        "Programme (2023). Gap Report 2023: A Second Title – of two lines (again). Nairobi. https://doi.org/1"
    )
    found = facts(cover(("A Second Title", 40), ("Gap Report 2023", 24), texts=[asks]))
    assert found == metadata.Facts(
        "Gap Report 2023: A Second Title – of two lines (again)", "UNEP", 2023, None, DocumentKind.REPORT
    )


def test_a_part_of_a_report_is_called_after_the_whole() -> None:
    asks = (
        "This Summary for Policymakers should be cited as: IPCC, 2021: Summary for Policymakers. In: Climate "
        "Change 2021: A Basis. Contribution of Working Group I to the Sixth Assessment Report of the "
        "Intergovernmental Panel on Climate Change [A. Author (eds.)]. A University Press, pp. 3-32."
    )
    found = facts(cover(("Summary for", 30), ("Policymakers", 30), texts=[asks]), "Summary for Policymakers")
    assert found == metadata.Facts(
        "Climate Change 2021: A Basis. Summary for Policymakers", "IPCC", 2021, None, DocumentKind.ASSESSMENT
    )


def test_a_paper_of_the_united_nations_has_symbol_date_addendum_and_no_country() -> None:
    found = facts(
        cover(
            ("United Nations FCCC/CP/2019/13/Add.1", 18),
            ("Distr.: General", 9),
            ("16 March 2020", 9),
            ("Conference of the Parties", -11),
            ("Report of the Conference of the Parties on a session, held in Chile", -14),
            ("from 2 to 15 December 2019", -14),
            ("Addendum", -11),
            ("Part two: Action taken by the Conference of the Parties", -11),
            ("Contents", -12),
        ),
        "FCCC/CP/2019/13/Add.1",
    )
    assert found == metadata.Facts(
        "Report of the Conference of the Parties on a session, held in Chile from 2 to 15 December 2019. "
        "Addendum. Part two: Action taken by the Conference of the Parties",
        "UNFCCC",
        2020,
        None,
        DocumentKind.DECISION,
    )


def test_a_paper_with_decisions_is_one_whatever_its_title_is_called() -> None:
    found = facts(
        cover(
            ("Naciones Unidas FCCC/PA/CMA/2022/10/Add.2", 12),
            ("Informe de la Conferencia sobre su período de sesiones", -14),
            ("Segunda parte: Medidas adoptadas por la Conferencia en calidad de reunión", -12),
        ),
        language="es",
    )
    assert (found.kind, found.country, found.publisher) == (DocumentKind.DECISION, None, "UNFCCC")


def test_an_act_is_of_the_state_whose_parliament_enacted_it() -> None:
    enacts = "BE it enacted by Parliament in the Fifty-third Year of the Republic of India as follows:—"
    found = facts(
        cover(
            ("THE WETLANDS ACT, 2002", -12),
            ("ARRANGEMENT OF SECTIONS", 11),
            ("CHAPTER I", 10),
            texts=[enacts],
        )
    )
    assert found == metadata.Facts(
        "THE WETLANDS ACT, 2002", "Government of India", 2002, "IND", DocumentKind.LAW
    )


def test_a_scanned_regulation_is_known_by_its_line_its_date_and_its_printer() -> None:
    scan = Opening(
        (
            "GOVERNMENT NOTICE No. 12\n\nWATER (AMENDMENT) REGULATIONS, 2016\n\nIN EXERCISE of the powers",
            "Printed and published by: the Government Printer, Zomba, Malawi",
        )
    )
    found = facts(scan)
    assert (found.title, found.publisher, found.country) == (
        "WATER (AMENDMENT) REGULATIONS, 2016", "Government of Malawi", "MWI"
    )  # fmt: skip
    assert (found.year, found.kind) == (2016, DocumentKind.LAW)


def test_a_report_of_a_bank_about_a_country_has_the_country_and_the_bank() -> None:
    found = facts(
        cover(
            ("COUNTRY CLIMATE REPORT", 30),
            ("Malawi", 36),
            ("October 2022", 14),
            texts=["© 2022 The World Bank Group\n1818 H Street NW"],
        )
    )
    assert found == metadata.Facts(
        "Malawi: COUNTRY CLIMATE REPORT", "World Bank", 2022, "MWI", DocumentKind.REPORT
    )


def test_a_paper_of_the_european_union_is_its() -> None:
    found = facts(
        cover(("BRIEFING", 20), ("A package of laws", 30), ("European Parliamentary Research Service", 14))
    )
    assert (found.publisher, found.country, found.kind) == (
        "European Parliament",
        "EUU",
        DocumentKind.BRIEFING,
    )


def test_a_firms_report_is_the_firms_and_of_the_country_it_speaks_of() -> None:
    home = "Our stores in Canada grew. We opened in Ontario, in Alberta again in Ontario. Canada is our home."
    found = facts(cover(("Acme Stores plc", 18), ("2022 Sustainability Report", 40), texts=[home]))
    assert found == metadata.Facts(
        "2022 Sustainability Report", "Acme Stores plc", 2022, "CAN", DocumentKind.COMPANY_REPORT
    )


@pytest.mark.parametrize(
    ("language", "lines", "wanted"),
    [
        (
            "fr",
            (
                ("JOURNAL OFFICIEL DE LA RÉPUBLIQUE FRANÇAISE", -12),
                ("LOI no 2021-11 du 2 août 2021 relative au climat", -16),
            ),
            ("LOI no 2021-11 du 2 août 2021 relative au climat", "Government of France", 2021, "FRA", "law"),
        ),
        (
            "pt",
            (
                ("República Federativa do Brasil", 14),
                ("Plano Nacional de Adaptação", 24),
                ("Brasília, maio de 2016", 12),
            ),
            ("Plano Nacional de Adaptação", "Government of Brazil", 2016, "BRA", "plan"),
        ),
        (
            "ar",
            (
                ("جمهورية مصر العربية", 18),
                ("وزارة البيئة", 16),
                ("الاستراتيجية الوطنية لتغير المناخ", 26),
                ("مايو 2022", 12),
            ),
            ("الاستراتيجية الوطنية لتغير المناخ", "Government of Egypt", 2022, "EGY", "plan"),
        ),
        (
            "zh",
            (("中华人民共和国湿地保护法", 24), ("（2021年12月24日全国人民代表大会常务委员会通过）", 11)),
            ("中华人民共和国湿地保护法", "Government of China", 2021, "CHN", "law"),
        ),
        (
            "zh",
            (("安徽省建设用地使用标准（2020年版）", 22),),
            ("安徽省建设用地使用标准（2020年版）", None, 2020, "CHN", None),
        ),
    ],
)
def test_titles_states_and_dates_are_read_in_other_languages(
    language: str, lines: tuple[tuple[str, float], ...], wanted: tuple[object, ...]
) -> None:
    found = facts(cover(*lines), language=language)
    assert (found.title, found.publisher, found.year, found.country, found.kind) == wanted


def test_what_a_digest_cites_is_not_what_it_is() -> None:
    told = (
        "The decision (FCCC/CP/2015/10) and the Government of Fiji ask for more. Adopted in May 2015 by all."
    )
    opening = cover(("Small islands, a digest", 24), ("What islands ask for", -13), texts=[told])
    found = facts(replace(opening, texts=(*opening.texts, "National Water Policy 1988")))
    assert found == metadata.Facts("Small islands, a digest", None, None, None, DocumentKind.DIGEST)


@given(lines=st.lists(st.tuples(st.text(max_size=60), st.sampled_from([8.0, 10.0, -12.0, 24.0])), max_size=8))
def test_whatever_stands_on_a_page_a_fact_is_fit_to_be_stored(lines: list[tuple[str, float]]) -> None:
    shown = [(clean_line(text), size) for text, size in lines if clean_line(text)]
    found = facts(cover(*shown), " ".join(text for text, _ in shown)[:80])
    assert found.title is None or 0 < len(found.title) <= 330
    assert found.title is None or "\n" not in found.title
    assert found.year is None or 1900 <= found.year <= 2025
    assert found.country is None or len(found.country) == 3


def test_a_printed_label_is_short_and_clean() -> None:
    assert metadata.label("x" * 40) == "x" * 20
    assert metadata.label(" ") is None
