"""What a tagger remembers: phrases that were spans, found as whole words, beside what its encoder says."""

from __future__ import annotations

import numpy as np
import pytest

from finetune.agreement import without_hazards
from finetune.examples import Example, Span
from finetune.phrases import is_silent, learnt, matches, silent
from finetune.tags import TaggedSpan, spans_from

LABELS = ("flood", "heat")


def example(text: str, **spans: str) -> Example:
    """An example whose spans are words of it, _ for a space."""
    named = {word.replace("_", " "): label for word, label in spans.items()}
    found = [Span(text.index(w), text.index(w) + len(w), label) for w, label in named.items()]
    return Example(text, text, spans=tuple(sorted(found, key=lambda span: span.start)))


TAUGHT = (
    example("The ola de calor came.", ola_de_calor="heat"),
    example("Floods hit the town.", Floods="flood"),
    example("The floods and the fire.", floods="flood"),
    example("A fire in the stove.", fire="heat"),
    example("They fire at will, on fire."),
    example("洪水来了", 洪水="flood"),
)


def test_a_phrase_is_kept_where_it_mostly_was_a_span() -> None:
    kept = learnt(TAUGHT)
    assert kept["floods"] == ("flood", 0.75)
    assert kept["ola de calor"] == ("heat", round(2 / 3, 4))
    assert kept["洪 水"] == ("flood", round(2 / 3, 4))
    assert "fire" not in kept
    assert learnt(TAUGHT, least=2).keys() == {"floods"}


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("OLA DE CALOR, floods; floodsigns", ["OLA DE CALOR", "floods"]),
        ("ola de\ncalor", ["ola de\ncalor"]),
        ("今年洪水严重", ["洪水"]),
        ("nothing of it", []),
        ("", []),
    ],
)
def test_phrases_are_found_as_whole_words_in_any_case(text: str, found: list[str]) -> None:
    assert [text[own.start : own.end] for own in matches(text, learnt(TAUGHT))] == found


def spans(text: str, said: dict[str, int]) -> list[tuple[str, str, float]]:
    """The spans where each word of ``said`` gets its tag and the others none, with the phrases."""
    words = [(text.index(word), text.index(word) + len(word)) for word in text.split()]
    each = np.zeros((len(words), 5), np.float32)
    for row, word in enumerate(text.split()):
        each[row, said.get(word, 0)] = 1.0
    found = spans_from(each, words, range(len(words)), text, LABELS, learnt(TAUGHT))
    return [(text[own.start : own.end], own.label, own.probability) for own in found]


def test_phrases_add_and_correct_and_leave_what_the_encoder_saw_longer() -> None:
    assert spans("big floods today", {}) == [("floods", "flood", 0.75)]
    assert spans("big floods today", {"floods": 1}) == [("floods", "flood", 1.0)]
    assert spans("big floods today", {"big": 1, "floods": 2}) == [("big floods", "flood", 1.0)]
    assert spans("una ola de calor", {"ola": 3, "de": 4}) == [("ola de calor", "heat", 0.6667)]
    assert spans("big floods today", {"floods": 3}) == [("floods", "flood", 0.75)]
    assert spans("ola de calor seca", {"calor": 3, "seca": 4}) == [("ola de calor", "heat", 0.6667)]


def test_words_that_are_hardly_ever_spans_are_silent() -> None:
    words = silent(TAUGHT).split()
    assert "the" in words
    assert not {"floods", "fire", "stove", "ola"} & set(words)
    assert is_silent("The", silent(TAUGHT))
    assert not is_silent("the floods", silent(TAUGHT))
    assert not is_silent("—", silent(TAUGHT))


def test_a_silent_word_and_an_unsure_one_are_no_spans() -> None:
    text = "the heat floods"
    each = np.zeros((3, 5), np.float32)
    each[0, 1], each[1, 3], each[2, 1], each[2, 0] = 1.0, 1.0, 0.55, 0.45
    places = [(0, 3), (4, 8), (9, 15)]

    def found(**known: object) -> list[str]:
        spans = spans_from(each, places, range(3), text, LABELS, **known)  # type: ignore[arg-type]
        return [text[own.start : own.end] for own in spans]

    assert found() == ["the", "heat", "floods"]
    assert found(silent="the") == ["heat", "floods"]
    assert found(silent="the", least=0.6) == ["heat"]


def test_the_words_of_a_hazard_are_no_living_being_but_may_be_a_process() -> None:
    spans = (
        TaggedSpan(0, 12, "organism", 0.9),
        TaggedSpan(20, 29, "organism", 0.7),
        TaggedSpan(31, 38, "phenomenon", 0.9),
    )
    hazards = (TaggedSpan(0, 12, "hurricane", 0.8), TaggedSpan(31, 38, "drought", 0.9))
    assert without_hazards(spans, hazards) == (spans[1:], 0.8)
    unsure = (TaggedSpan(0, 12, "hurricane", 0.5), TaggedSpan(0, 12, "biodiversity_loss", 0.9))
    assert without_hazards(spans, unsure) == (spans, 0.0)
