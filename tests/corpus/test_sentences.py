from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from corpus.sentences import sentence_spans


def said(text: str, language: str | None = "en") -> list[str]:
    return [span.of(text) for span in sentence_spans(text, language)]


CASES = {
    "figures": ["As Fig. 2 shows, it rose.", "See Figs. 3 and 4."],
    "et al.": ["Smith et al. (2019) found it.", "Others agree with Jones et al. 2020 on this."],
    "degrees": ["It warmed by 1.5 °C.", "The ocean warmed by 0.9 °C too."],
    "decimals": ["Losses were 2.5 to 3.75 billion.", "They grow by 0.2 % a year."],
    "abbreviations": [
        "The U.S. Congress met, e.g. in May.",
        "Under Art. 4 it applies, cf. para. 12 of No. 7.",
    ],
    "confidence": ["Heat rose (high confidence). {2.1.2, Figure 2.3}", "Rain fell in places."],
    "notes": ["Damages grew everywhere.¹³", "People moved away from the coast."],
    "questions": ["What should be done?", "Everything that can be."],
}


@pytest.mark.parametrize("sentences", CASES.values(), ids=CASES.keys())
def test_a_full_stop_that_ends_nothing_is_passed_over(sentences: list[str]) -> None:
    assert said(" ".join(sentences)) == sentences


def test_chinese_is_split_at_its_own_marks() -> None:
    assert said("到2030年，排放应下降43%。各国应保护森林！这是第三句。", "zh") == [
        "到2030年，排放应下降43%。",
        "各国应保护森林！",
        "这是第三句。",
    ]


def test_spanish_and_french() -> None:
    spanish = ["El núm. 3 del art. 4 lo dice.", "¿Qué hacer?", "Reducir las emisiones."]
    assert said(" ".join(spanish), "es") == spanish
    french = ["Les émissions doivent baisser.", "Voir la fig. 3 du rapport."]
    assert said(" ".join(french), "fr") == french


def test_a_line_break_ends_a_sentence() -> None:
    assert said("A heading\n\nOne sentence. Another\nrow 1 2 3") == [
        "A heading",
        "One sentence.",
        "Another",
        "row 1 2 3",
    ]


ALPHABET = st.sampled_from(
    [*"abcXYZ.?!;:,()[]{} \n\"'0189°%–。！？中文¹²é", "e.g. ", "Fig. ", " et al. ", "1.5 "]
)


@settings(max_examples=400, deadline=None)
@given(st.lists(ALPHABET, max_size=60).map("".join), st.sampled_from(["en", "fr", "zh", "ar", None, "xx"]))
def test_sentences_are_trimmed_in_order_and_lose_nothing(text: str, language: str | None) -> None:
    spans = sentence_spans(text, language)
    end = 0
    for span in spans:
        assert not text[end : span.start].strip()
        assert span.of(text) == span.of(text).strip()
        assert "\n" not in span.of(text)
        end = span.end
    assert not text[end:].strip()
