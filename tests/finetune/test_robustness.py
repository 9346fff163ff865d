"""Perturbed texts: repeatable, numbers untouched, spans on the same words."""

from __future__ import annotations

import re
from difflib import SequenceMatcher

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from finetune.edits import Edit, apply
from finetune.errors import DataError
from finetune.examples import Span
from finetune.robustness import LANGUAGES, WAYS, Way, perturb

TEXT = 'The drought of 2011 cut Somalia\'s harvest by 32.5 %; "never again", said the well-known ministry.'
MARKS = (Span(4, 11, "drought"), Span(24, 31, "place"))
WORDS = st.text(
    alphabet=st.sampled_from("abcdeilmnorstuäé ,.;-'\"0123456789ABCDE森林大火。，\n"), max_size=60
)


@st.composite
def marked(draw: st.DrawFn) -> tuple[str, tuple[Span, ...]]:
    text = draw(WORDS)
    edges = sorted(draw(st.sets(st.integers(0, len(text)), max_size=6)))
    return text, tuple(
        Span(a, b, f"{at}") for at, (a, b) in enumerate(zip(edges[::2], edges[1::2], strict=False))
    )


@settings(deadline=None, max_examples=300)
@given(marked(), st.sampled_from(tuple(WAYS)), st.integers(0, 99), st.sampled_from((*LANGUAGES, "sw")))
def test_what_always_holds(own: tuple[str, tuple[Span, ...]], way: Way, seed: int, language: str) -> None:
    text, spans = own
    found = perturb(text, way, seed=seed, language=language, spans=spans)
    assert found == perturb(text, way, seed=seed, language=language, spans=spans)
    assert [span.label for span in found.spans] == [span.label for span in spans]
    edges = [edge for span in found.spans for edge in (span.start, span.end)]
    assert edges == sorted(edges)
    assert all(0 <= span.start < span.end <= len(found.text) for span in found.spans)
    # Misread letters may look like digits; the digits that were there stay, in their order.
    rest = iter(found.text)
    assert all(digit in rest for digit in re.findall(r"[0-9]", text))


@settings(deadline=None, max_examples=200)
@given(marked(), st.integers(0, 99), st.sampled_from(LANGUAGES))
def test_a_frame_leaves_the_words_of_spans_alone(
    own: tuple[str, tuple[Span, ...]], seed: int, language: str
) -> None:
    text, spans = own
    found = perturb(text, "paraphrase", seed=seed, language=language, spans=spans)
    assert found.text != text
    for before, after in zip(spans, found.spans, strict=True):
        now, then = found.text[after.start : after.end], text[before.start : before.end]
        assert now.lower() == then.lower()


@settings(deadline=None, max_examples=200)
@given(marked(), st.integers(0, 99))
def test_case_changes_nothing_else(own: tuple[str, tuple[Span, ...]], seed: int) -> None:
    text, spans = own
    found = perturb(text, "case", seed=seed, spans=spans)
    assert found.text in (text.lower(), text.upper())
    assert [(span.start, span.end) for span in found.spans] == [(span.start, span.end) for span in spans]


@pytest.mark.parametrize("way", WAYS)
def test_a_text_stays_readable_and_its_spans_stay_on_their_words(way: Way) -> None:
    found = perturb(TEXT, way, seed=3, spans=MARKS)
    assert found.text != TEXT
    assert SequenceMatcher(None, TEXT.lower(), found.text.lower()).ratio() > 0.75
    assert "32.5" in found.text
    assert "2011" in found.text
    for before, after in zip(MARKS, found.spans, strict=True):
        now = found.text[after.start : after.end].lower()
        then = TEXT[before.start : before.end].lower()
        assert SequenceMatcher(None, then, now).ratio() > 0.6


@pytest.mark.parametrize("way", ["typos", "case", "punctuation", "paraphrase", "ocr"])
def test_another_seed_gives_another_variant(way: Way) -> None:
    assert len({perturb(TEXT, way, seed=seed).text for seed in range(12)}) > 1


def test_chinese_is_changed_in_its_own_way() -> None:
    text = "肯尼亚已经保护大片森林，并减少排放。"
    changed = {way: perturb(text, way, language="zh").text for way in WAYS}
    assert changed.pop("case") == text
    assert text not in changed.values()
    assert sorted(changed["typos"]) == sorted(text)


def test_a_sentence_in_a_frame_begins_small_and_a_name_does_not() -> None:
    frames = {perturb("The sea rises.", "paraphrase", seed=seed).text for seed in range(20)}
    names = {perturb("Kenya plants trees.", "paraphrase", seed=seed).text for seed in range(20)}
    assert {text for text in frames if not text.startswith("The sea")} == {
        text for text in frames if "the sea" in text
    }
    assert all("Kenya plants" in text for text in names)


def test_a_language_without_templates_is_left_alone() -> None:
    assert perturb("Bahari inapanda.", "paraphrase", language="sw").text == "Bahari inapanda."
    assert perturb("O mar sobe.", "paraphrase", language="pt-BR").text != "O mar sobe."


def test_edits_carry_spans_along() -> None:
    found = apply(
        "abcdef", [Span(2, 4, "x"), Span(4, 6, "y")], [Edit(0, 0, "__"), Edit(4, 4, "|"), Edit(5, 6, "FF")]
    )
    assert found.text == "__abcd|eFF"
    assert [found.text[span.start : span.end] for span in found.spans] == ["cd", "eFF"]


def test_an_edit_that_would_break_a_span_is_left_out() -> None:
    assert apply("abcdef", [Span(2, 4, "x")], [Edit(1, 3, "")]).text == "abcdef"
    assert apply("abcdef", [Span(2, 3, "x")], [Edit(2, 3, "")]).text == "abcdef"
    assert apply("abcdef", [], [Edit(1, 3, "X"), Edit(2, 4, "Y")]).text == "aXdef"


def test_what_cannot_be_perturbed_is_said() -> None:
    with pytest.raises(DataError, match="no such way"):
        perturb("a", "noise")  # type: ignore[arg-type]
    with pytest.raises(DataError, match="in a text of 3 characters"):
        perturb("abc", "case", spans=[Span(1, 4, "x")])
