from __future__ import annotations

import pytest

from corpus import countries


@pytest.mark.parametrize(
    ("title", "code"),
    [
        ("Updated contribution of the Democratic Republic of the Congo", "COD"),
        ("Kenya's National Adaptation Plan", "KEN"),
        ("National Mission for a Green India (GIM)", "IND"),
        ("Papua New Guinea: a forest strategy", "PNG"),
        ("The contribution of the European Union and its member states", "EUU"),
        ("Forests of the Congo Basin", None),
        ("Water in New Mexico and the Gulf of Mexico", None),
        ("Hydrogen in Inner Mongolia", None),
        ("Trade between Brazil and Germany", None),
        ("Report on a session, held in Chile in 2019", None),
        ("The state of Georgia", None),
        ("Informe de la reunión de las Partes", None),
    ],
)
def test_a_title_that_names_one_country_is_about_it(title: str, code: str | None) -> None:
    assert countries.of_title(title, "es" if "Informe" in title else "en") == code


@pytest.mark.parametrize(
    ("line", "language", "code"),
    [
        ("REPUBLIC OF KENYA", "en", "KEN"),
        ("Government of the Republic of Malawi", "en", "MWI"),
        ("MALAWI GOVERNMENT", "en", "MWI"),
        ("Ministerio de Ambiente, República de Colombia", "es", "COL"),
        ("Ministère de l'environnement de la République du Sénégal", "fr", "SEN"),
        ("Российская Федерация", "ru", "RUS"),
        ("المملكة العربية السعودية", "ar", "SAU"),
        ("中华人民共和国", "zh", "CHN"),
        ("Nairobi, Kenya", "en", None),
        ("With the support of the Government of Norway", "en", None),
        ("June-Yi Lee (Republic of Korea), Minal Pathak (India)", "en", None),
        ("Embassy of the Kingdom of Norway", "en", None),
        ("United Arab Emirates, 30 November to 12 December 2023", "en", None),
    ],
)
def test_a_heading_that_names_a_state_speaks_for_it(line: str, language: str, code: str | None) -> None:
    assert countries.of_heading([line], language) == code


def test_two_states_as_often_as_one_another_leave_it_open() -> None:
    assert countries.of_heading(["Government of Kenya", "Government of Uganda"], "en") is None


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("enacted by Parliament in the Fifty-third Year of the Republic of India", "IND"),
        ("(To be published in the Gazette of India, Extraordinary)", "IND"),
        ("The Kenya Gazette Supplement No. 12", "KEN"),
        ("Printed by the Government Printer, Zomba, Malawi", "MWI"),
        (
            "enacted by the Queen’s most Excellent Majesty, by and with the advice and consent of the Lords",
            "GBR",
        ),
        ("by the Senate and House of Representatives of the United States of America", "USA"),
        ("Printed and published by The GOVERNMENT Printer, Lilongwe.", "MWI"),
        ("The minister met the press in Lilongwe", None),
        ("The law was made in Kenya", None),
    ],
)
def test_a_law_is_of_the_state_that_its_formulas_name(text: str, code: str | None) -> None:
    assert countries.of_law(text, "en") == code


def test_chinese_provinces_and_ministries_are_chinas_and_prose_is_left_out() -> None:
    assert countries.of_chinese(["广东省碳排放管理试行办法"]) == "CHN"
    assert countries.of_chinese(["生态环境部政策文件选编"]) == "CHN"
    assert countries.of_chinese(["企业资信状况"]) is None
    assert countries.of_chinese(["负责四川省" + "水电站引水隧洞爆破方案优化设计" * 3]) is None


def test_a_companys_home_is_what_its_pages_mostly_speak_of() -> None:
    assert countries.of_company("Canada. Ontario. Alberta. Canada.", "en") == "CAN"
    assert countries.of_company("Canada and Ontario", "en") is None
    assert countries.of_company("Canada. Ontario. Alberta. Chile. Peru.", "en") is None


def test_a_country_alone_is_its_short_name_alone() -> None:
    assert countries.alone("Malawi", "en") == "MWI"
    assert countries.alone("Republic of Malawi", "en") is None
    assert countries.alone("Malawi and more", "en") is None
