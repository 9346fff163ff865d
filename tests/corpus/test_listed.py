"""Items of a list written on in one line are sentences of their own, exact slices of the page."""

from __future__ import annotations

import pytest

from corpus.listed import items
from corpus.passages import CharSpan
from corpus.records import passage_of
from corpus.sentences import sentence_spans


def cut(text: str, start: int = 0) -> list[str]:
    spans = [CharSpan(own.start + start, own.end + start) for own in sentence_spans(text)]
    return [text[own.start - start : own.end - start] for own in items(text, spans, start)]


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("a. Plans for emergencies b. Will gazette the rules c. Funds it.", 3),
        ("Plans for emergencies c. Will gazette the rules d. Funds it.", 3),
        ("i) Plant trees along rivers ii) Fence the springs iii) Pay the guards", 3),
        ("(a) Recognizes the need; and (b) Requests a report.", 2),
        ("(i) Chairperson of the board (ii)Two members of the council", 2),
        ("(1) Chaque Partie communique ses plans ; (2) Le Comité les examine.", 2),
        ("a) Restaurar los bosques b) Proteger los humedales", 2),
        ("а) Восстановить леса; б) Охранять болота.", 2),
        ("（一）加强森林保护；（二）建立碳市场；", 2),
        ("(क) वन लगाना; (ख) जल बचाना।", 2),
        ("(أ) حماية الغابات؛ (ب) إدارة المياه.", 2),
        # a sentence that goes on is left whole
        ("The board shall (a) plan the works, and (b) pay for them.", 1),
        ("It follows from section (a) Any person appeals under section (b) The board decides", 1),
        ("The vitamin c. Tomatoes have much of it", 1),
        ("The panel compares option a. Wind with option b. Sun", 1),
        ("It grew by 3) The rest fell", 1),
    ],
)
def test_items_are_cut_where_it_is_safe(text: str, parts: int) -> None:
    assert len(cut(text)) == parts


def test_a_mark_that_closed_a_sentence_opens_the_next() -> None:
    text = "b. Plan for emergencies c. Will gazette."
    spans = [CharSpan(100, 126), CharSpan(127, 140)]
    found = [text[own.start - 100 : own.end - 100] for own in items(text, spans, 100)]
    assert found == ["b. Plan for emergencies", "c. Will gazette."]


def test_nothing_of_the_page_is_lost_or_moved() -> None:
    text = "a. Plans b. Will gazette the rules\nc. Funds it (i) From taxes (ii) From fees."
    for start in (0, 57):
        assert "".join("".join(cut(text, start)).split()) == "".join(text.split())


def test_a_passage_stored_before_is_read_with_its_items_cut() -> None:
    page = "Head\na. Plans for emergencies b. Will gazette the rules"
    found = passage_of("d", page, (1, 5, len(page), "[]", f"[5, {len(page)}]"))
    texts = [found.text[own.start - 5 : own.end - 5] for own in found.sentences]
    assert texts == ["a. Plans for emergencies", "b. Will gazette the rules"]
    assert all(page[own.start : own.end] == text for own, text in zip(found.sentences, texts, strict=True))
