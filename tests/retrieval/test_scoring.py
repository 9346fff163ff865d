"""Scores from the table of terms are those that a ranking of everything gives."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from retrieval.analysis import terms
from retrieval.concepts.asked import NOTHING, Asked, asked
from retrieval.concepts.tagger import embedded_tagger
from retrieval.lexical import LexicalIndex
from retrieval.lexical_build import LexicalBuilder, LexicalEntry
from retrieval.lexical_query import OtherNames
from retrieval.scoring import Scored, scored
from retrieval.term_table import ABOVE, FILES, NAMED, TermPart, TermTable, file_of
from retrieval.term_table_build import TermWriter

TEXTS = (
    ("es", "El cambio climático y los bosques; la deforestación sigue."),
    ("fr", "La déforestation des forêts et le changement climatique."),
    ("es", "Los impuestos y la pesca."),
    ("en", "Climate change and deforestation of forests, forest by forest."),
    ("en", "A tax on fish."),
    ("fr", "Les forêts."),
    ("zh", "中国将提高森林蓄积量，保护湿地。"),
)
QUERY = "How does deforestation of forests change the climate?"


@dataclass(frozen=True)
class Made:
    """Passages, two a page, in both ways; pages are ranked as passages of their own."""

    words: LexicalIndex
    pages: LexicalIndex
    table: TermTable
    languages: tuple[str, ...]

    def scores(self, query: str, places: Sequence[int], one: Asked = NOTHING) -> Scored:
        spoken = np.array([self.languages[place] for place in places], object)
        return scored(self.words.queries, self.table, query, one, np.array(places, np.int64), spoken)


def made(texts: Sequence[tuple[str, str]], around: str = "A report of 2021", *, a_part: int = 99) -> Made:
    tagger, words, pages, parts = embedded_tagger(), LexicalBuilder(), LexicalBuilder(), []
    writer = TermWriter()
    page: list[str] = []
    for place, (language, text) in enumerate(texts):
        own, tags = terms(text, language), tagger.terms(text, language)
        words.add(LexicalEntry(place, "d", language, own, *tags))
        writer.add(own, *tags)
        page += own
        if place % 2 or place == len(texts) - 1:
            writer.page(terms(around, "en"))
            pages.add(LexicalEntry(place // 2, "d", language, [*terms(around, "en"), *page]))
            page = []
            if place % a_part == a_part - 1:
                parts.append(writer.part())
                writer = TermWriter()
    table = TermTable([*parts, writer.part()])
    made_of_pages = pages.index()
    made_of_pages.languages = words.languages
    return Made(words.index(), made_of_pages, table, tuple(language for language, _ in texts))


def listed(ranking: Sequence[tuple[int, float]], places: Sequence[int]) -> list[float]:
    found = dict(ranking)
    return [found.get(place, 0.0) for place in places]


@pytest.mark.parametrize("a_part", [2, 99])
def test_every_score_is_that_of_the_ranking_of_all(a_part: int) -> None:
    one = made(TEXTS, a_part=a_part)
    named = asked(QUERY, embedded_tagger(), one.words.languages)
    assert {other.language for other in named.others} == {"es", "fr", "zh"}
    for places in ([0, 1, 2, 3, 4, 5, 6], [1, 5], [6], []):
        found = one.scores(QUERY, places, named)
        every = one.words.search(QUERY, k=9, others=named.others)
        assert found.words == pytest.approx(listed(every, places))
        own = listed(one.words.search(QUERY, k=9), places)
        assert found.words - found.names == pytest.approx(own)
        assert found.concepts == pytest.approx(listed(one.words.by_concepts(named.concepts, k=9), places))
        pages = one.pages.search(QUERY, k=9)
        assert found.pages == pytest.approx(listed(pages, [place // 2 for place in places]))
    assert min(one.scores(QUERY, [0, 1, 3], named).concepts) > 0


def test_other_names_count_only_in_their_language() -> None:
    one = made([("fr", "Le pain est bon."), ("en", "He felt pain.")])
    bread = Asked(others=(OtherNames("fr", (("pain",),), 0.5),))
    found = one.scores("bread", [0, 1], bread)
    assert found.names[0] > 0
    assert found.names[1] == 0
    assert found.words.tolist() == found.names.tolist()


WORDS = st.sampled_from(["water", "forest", "drought", "coast", "methane", "solar", "soil", "2030", "1.5"])
LINES = st.lists(st.lists(WORDS, max_size=70), min_size=1, max_size=9)


@settings(max_examples=60, deadline=None)
@given(lines=LINES, question=st.lists(WORDS, min_size=1, max_size=6), many=st.integers(0, 2000))
def test_any_texts_score_as_tantivy_scores_them(
    lines: list[list[str]], question: list[str], many: int
) -> None:
    texts = [("en", " ".join(line)) for line in lines]
    texts[0] = ("en", texts[0][1] + " water" * many + " soil" * (many // 7))
    one, query, places = made(texts, a_part=4), " ".join(question), range(len(texts))
    found = one.scores(query, places)
    assert found.words == pytest.approx(listed(one.words.search(query, k=99), places), rel=1e-5)
    pages = listed(one.pages.search(query, k=99), [place // 2 for place in places])
    assert found.pages == pytest.approx(pages, rel=1e-5)


def test_a_part_reads_as_it_was_written(tmp_path: Path) -> None:
    writer = TermWriter()
    writer.add(["water"] * 40 + ["soil"], ["river"], ["land", "land"])
    writer.page(["2021"])
    part = writer.part()
    part.save(tmp_path, "one")
    assert {path.name for path in tmp_path.iterdir()} == {file_of("one", kind) for kind in FILES}
    read = TermPart.read(tmp_path, "one")
    for kind in FILES:
        assert np.array_equal(getattr(read, kind), getattr(part, kind))
    assert part.lines[0].item() == (0, 41, 1, 2)
    assert (np.diff(part.keys.astype(object)) > 0).all()


def test_a_passage_of_more_concepts_than_can_be_counted_is_taken() -> None:
    writer = TermWriter()
    writer.add(["water"], ["river"] * 70_000, ["land"] * 200_000)
    writer.page([])
    table = TermTable([writer.part()])
    held = table.held(np.array([0]), ["water", NAMED + "river", ABOVE + "land"])
    assert held.passages[:, 0].tolist() == [1, 70_000, 200_000]
    assert held.lengths[:, 0].tolist() == [1, 65_535, 65_535]


def test_a_table_of_nothing_has_no_scores() -> None:
    assert made([]).scores("water", []).words.tolist() == []


def test_a_part_without_a_word_lets_the_others_be_found() -> None:
    one = made([("en", "— — —"), ("en", "..."), *TEXTS], around="", a_part=2)
    assert one.scores("forests", [0, 1]).words.tolist() == [0.0, 0.0]
    every = one.words.search("forests", k=9)
    assert every
    assert one.scores("forests", range(9)).words == pytest.approx(listed(every, range(9)))
