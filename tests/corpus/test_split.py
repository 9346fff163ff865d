from __future__ import annotations

from collections.abc import Sequence

from hypothesis import given, settings
from hypothesis import strategies as st

from corpus.documents import Page
from corpus.layout import Heading
from corpus.passages import CharSpan
from corpus.split import split

WORDS = st.sampled_from(
    ["forest", "Peat", "1.5", "°C", "e.g.", "emissions.", "End?", "中文。", "\n", "\n\n", "(2019)", "x" * 90]
)
TEXTS = st.lists(WORDS, max_size=120).map(" ".join)


def count(texts: Sequence[str]) -> list[int]:
    return [max(1, len(text) // 5) for text in texts]


@settings(max_examples=300, deadline=None)
@given(st.lists(TEXTS, max_size=3), st.integers(5, 60))
def test_passages_are_slices_that_lose_nothing(texts: list[str], target: int) -> None:
    pages = [Page("d" * 12, number, text) for number, text in enumerate(texts, 1)]
    passages = split(pages, {}, count_tokens=count, target_tokens=target, language="en")
    for page in pages:
        end = 0
        for passage in (one for one in passages if one.page == page.number):
            assert passage.text == page.text[passage.span.start : passage.span.end]
            assert not page.text[end : passage.span.start].strip()
            assert passage.sentences[0].start == passage.span.start
            assert passage.sentences[-1].end == passage.span.end
            end = passage.span.end
        assert not page.text[end:].strip()


def test_passages_hold_whole_sentences_of_about_the_target() -> None:
    text = " ".join(f"Sentence number {number} says something about forests." for number in range(40))
    passages = split([Page("d" * 12, 1, text)], {}, count_tokens=count, target_tokens=50, language="en")
    assert all(passage.text.startswith("Sentence") and passage.text.endswith(".") for passage in passages)
    assert all(20 <= count([passage.text])[0] <= 60 for passage in passages[:-1])


def test_a_sentence_that_is_too_long_is_cut_at_clauses() -> None:
    text = "; ".join(f"clause {number} of a very long sentence" for number in range(30)) + "."
    passages = split([Page("d" * 12, 1, text)], {}, count_tokens=count, target_tokens=40, language="en")
    assert len(passages) > 3
    assert all(passage.text.endswith((";", ".")) for passage in passages)


def test_headings_make_a_path_that_goes_on_over_pages() -> None:
    first = "1 Forests\n\nThey store carbon.\n\n1.1 Peat\n\nIt stores more."
    headings = {
        1: (Heading(1, CharSpan(0, 9)), Heading(2, CharSpan(31, 39))),
        2: (Heading(1, CharSpan(17, 22)),),
    }
    pages = [Page("d" * 12, 1, first), Page("d" * 12, 2, "It holds water.\n\n2 Sea\n\nIt is deep.")]
    passages = split(pages, headings, count_tokens=count, language="en")
    assert [passage.heading for passage in passages] == [
        ("1 Forests",), ("1 Forests", "1.1 Peat"), ("1 Forests", "1.1 Peat"), ("2 Sea",),
    ]  # fmt: skip
    assert passages[1].text.startswith("1.1 Peat")
