from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from retrieval.analysis import STEMMERS, guess_language, in_other_scripts, terms, words


@pytest.mark.parametrize(
    ("language", "one", "other"),
    [
        ("en", "reduced emissions", "Reducing EMISSION"),
        ("fr", "les émissions réduites", "les emissions reduites"),
        ("es", "políticas climáticas", "política climática"),
        ("pt", "políticas climáticas", "politica climatica"),
        ("de", "Wälder", "wald"),
        ("ru", "выбросов", "выбросы"),
        ("ar", "الطاقة", "طاقة"),
        ("ar", "الطَّاقَةُ", "الطـــاقة"),
        ("ar", "والمياه", "المياه"),
        ("ar", "انبعاثات", "بالانبعاثات"),
        ("ar", "إدارة عام ٢٠٣٠", "ادارة عام 2030"),
        ("hi", "जलवायु परिवर्तन", "जलवायु परिवर्तन"),
        ("hi", "नदियों", "नदी"),
        ("hi", "हिन्दी", "हिंदी"),
        ("hi", "ज़मीन २०३०", "जमीन 2030"),
        ("fa", "۲۰۳۰", "2030"),
        ("en", "emis\u00adsions", "emissions"),
        ("zh", "ＣＯ２排放", "CO2排放"),
    ],
)
def test_forms_of_a_word_share_a_term(language: str, one: str, other: str) -> None:
    assert terms(one, language) == terms(other, language)


def test_chinese_is_found_by_pairs_of_characters_and_hindi_by_whole_words() -> None:
    assert words("气候变化") == ["气候", "候变", "变化"]
    assert words("海") == ["海"]
    assert words("नीति है") == ["नीति", "है"]
    assert words("CO₂ at 1.5°C, 9,000 ha; net-zero") == [
        "co2",
        "at",
        "1.5",
        "c",
        "9,000",
        "ha",
        "net",
        "zero",
    ]


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("What has enabled the discovery of new reserves?", "en"),
        ("Quelles sont les mesures prévues pour les forêts ?", "fr"),
        ("Quais são as metas do Brasil?", "pt"),
        ("Welche Maßnahmen sind für die Wälder geplant?", "de"),
        ("ما هي أهداف المناخ؟", "ar"),
        ("Какие меры принимаются?", "ru"),
        ("जलवायु परिवर्तन क्या है?", "hi"),
        ("中国的目标是什么？", "zh"),
        ("気候変動の対策は何ですか", "ja"),
        ("기후 변화 대책은 무엇입니까", "ko"),
        ("การเปลี่ยนแปลงสภาพภูมิอากาศ", "th"),
        ("জলবায়ু পরিবর্তন", "bn"),
        ("תוכנית האקלים", "he"),
        ("تغییرات اقلیمی چیست؟", "fa"),
        ("موسمیاتی تبدیلی کے اثرات", "ur"),
        ("Які заходи щодо клімату?", "uk"),
        ("காலநிலை மாற்றம்", "ta"),
        ("Ποια μέτρα λαμβάνονται;", "el"),
        ("UNFCCC 气候变化 2020", "zh"),
        ("What does 碳中和 mean for steel?", "en"),
        ("ما هو برنامج REDD+ لحماية الغابات؟", "ar"),
        ("Como a desertificação afeta a produção agrícola?", "pt"),
        ("Quantas espécies vivem nos manguezais?", "pt"),
        ("Que riscos a seca traz para a segurança alimentar?", "pt"),
        ("emissions in São Paulo", "en"),
        ("¿Qué riesgos trae la sequía?", "es"),
        ("1234 ???", None),
        ("methane", None),
    ],
)
def test_the_language_of_a_question_is_told_by_script_and_common_words(
    text: str, language: str | None
) -> None:
    assert guess_language(text) == language


@given(text=st.text(), language=st.sampled_from([None, "xx", "zh-Hans", *STEMMERS]))
def test_any_text_becomes_terms_without_spaces(text: str, language: str | None) -> None:
    found = terms(text, language)
    assert all(term and not term.isspace() for term in found)
    assert found == terms(text, language)


def test_a_query_falls_into_its_scripts() -> None:
    assert in_other_scripts("How do 碳中和 and الطاقة go together?", "en") == {"zh": "碳中和", "ar": "الطاقة"}
    assert in_other_scripts("碳中和 and carbon-neutral steel", "zh") == {"en": "and carbon-neutral steel"}
    assert in_other_scripts("気候変動の対策", "ja") == in_other_scripts("Пар", "uk") == {}
    assert in_other_scripts("Les forêts", "fr") == {}


@given(text=st.text(), language=st.sampled_from([None, "en", "zh", "ja", "ar", "hi"]))
def test_any_text_falls_into_parts_of_itself(text: str, language: str | None) -> None:
    for part in in_other_scripts(text, language).values():
        assert part.strip()
        assert all(piece in text for piece in part.split(" "))
