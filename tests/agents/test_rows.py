"""Rows of tables as sentences of an answer: cells under the names of their columns, or nothing."""

from __future__ import annotations

from dataclasses import replace

import pytest

from agents.claims import Citation, DraftClaim, Support
from agents.contract import search_json
from agents.plan import plan
from agents.research import research
from agents.rows import as_sentence
from agents.schema_search import HitsShape
from agents.verify import judge
from agents.write import write
from corpus.documents import Page
from corpus.passages import CharSpan, Passage, TableHead
from tests.fakes import HashingEmbedder, Shelf

COLUMNS = ("County", "Households with toilets (%)", "Schools")
TURKANA = "County: Turkana; Households with toilets (%): 12.5; Schools: 140"
ROWS = ("Turkana\t12.5\t140", "Kilifi\t61.0\t312")


def table(
    shelf: Shelf, rows: tuple[str, ...] = ROWS, above: str = "", columns: tuple[str, ...] = COLUMNS
) -> Passage:
    document = shelf.add("County survey", "\n".join(rows), country="KEN", year=2021)
    plain = shelf.passages.pop()
    spans, at = [], 0
    for row in rows:
        spans.append(CharSpan(at, at + len(row)))
        at += len(row) + 1
    head = TableHead("Table 4. Water and sanitation", columns, tuple(above for _ in rows))
    shelf.passages.append(replace(plain, sentences=tuple(spans), table=head))
    assert shelf.passages[-1].document_id == document.id
    return shelf.passages[-1]


@pytest.mark.parametrize(
    ("rows", "above", "told"),
    [
        (ROWS, "", TURKANA),
        (ROWS, "North", "North; County: Turkana; Households with toilets (%): 12.5; Schools: 140"),
        (("12.5\t140",), "Turkana", TURKANA),
        (("12.5\t140", ROWS[1]), "Turkana", TURKANA),
        (("Turkana\t12.5", ROWS[1]), "North", None),
        (("Turkana\t12.5",), "", None),
        (("Turkana\t1\t2\t3",), "", None),
        (("County\tSchools\tHouseholds with toilets (%)",), "", None),
    ],
)  # fmt: skip
def test_a_cell_has_the_name_of_its_column_or_the_row_is_not_told(
    rows: tuple[str, ...], above: str, told: str | None
) -> None:
    passage = table(Shelf(), rows, above)
    assert as_sentence(passage, passage.sentences[0]) == told


def test_prose_and_part_of_a_row_are_no_row() -> None:
    shelf = Shelf()
    passage = table(shelf)
    shelf.add("Prose", "Turkana has few toilets.")
    assert as_sentence(passage, CharSpan(0, 5)) is None
    assert as_sentence(shelf.passages[-1], shelf.passages[-1].sentences[0]) is None


def drafted(question: str, shelf: Shelf) -> list[DraftClaim]:
    shelf.add("Others", *("Toilets of households." for _ in range(5)))
    (sub,) = plan(question).sub_questions
    finding = research(sub, "en", shelf, HashingEmbedder(), k=10)
    return list(write([finding], shelf.page).claims)


def test_the_row_that_is_asked_for_is_quoted_with_its_page() -> None:
    shelf = Shelf()
    table(shelf)
    (claim,) = drafted("How many households in Kilifi have toilets?", shelf)
    assert claim.text == "County: Kilifi; Households with toilets (%): 61.0; Schools: 312"
    assert [(one.quote, one.page) for one in claim.citations] == [(ROWS[1], 1)]


@pytest.mark.parametrize(
    "question",
    [
        "What share of households in Mombasa has toilets?",
        "What share of households in Kilifi has electricity and radios?",
        "What share of households in Kilifi had toilets in 1999?",
        "Why do households in Kilifi have toilets?",
    ],
)
def test_a_near_miss_gets_no_row(question: str) -> None:
    shelf = Shelf()
    table(shelf)
    assert drafted(question, shelf) == []


def test_the_verifier_makes_the_row_again_from_what_is_stored() -> None:
    shelf = Shelf()
    passage = table(shelf)

    class Held:
        document, page = shelf.document, shelf.page

        def passages(self, ids: object) -> tuple[Passage, ...]:
            return (passage,)

    def verdict(text: str) -> Support:
        span = passage.sentences[0]
        document = shelf.document(passage.document_id)
        citation = Citation(passage.id, document.id, document.file, document.name, 1, "p1", span, ROWS[0])
        claim = judge(DraftClaim(text, (citation,)), Held(), {passage.id})
        assert isinstance(shelf.page(document.id, 1), Page)
        return claim.support

    assert verdict(TURKANA) is Support.SUPPORTED
    assert (
        verdict("County: Turkana; Households with toilets (%): 140; Schools: 12.5") is not Support.SUPPORTED
    )
    assert (
        verdict("County: Turkana; Households with toilets (%): 12.6; Schools: 140") is not Support.SUPPORTED
    )


def test_a_hit_of_the_search_tells_what_its_rows_stand_under() -> None:
    shelf = Shelf()
    table(shelf)
    shelf.add("Prose", "Kilifi has many toilets.")
    hits = HitsShape.model_validate(search_json(shelf.evidence("toilets Kilifi", k=5))).hits
    heads = {hit.file: hit.table for hit in hits}
    assert heads["prose.pdf"] is None
    assert heads["county-survey.pdf"]
    assert heads["county-survey.pdf"].columns == list(COLUMNS)
