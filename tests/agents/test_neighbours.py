"""What has to be read before a quote stands beside it, with a page of its own."""

from __future__ import annotations

import json
from dataclasses import replace

import pytest

from agents.brief import Brief
from agents.claims import DraftClaim
from agents.contract import from_json, to_json
from agents.neighbours import lead_in, with_lead
from agents.reading import Reading, Sentence
from agents.verify import judge
from corpus.passages import CharSpan
from tests.agents.conftest import Ask
from tests.fakes import Shelf
from ui.cli_brief import show
from ui.evidence import answer
from ui.terminal import Terminal

LEAD = "The policy of the dry counties commits the national government to the following steps on water:"
ITEM = "(a) Restore the springs and wells of the dry counties with public money before the next drought;"
ITEMS = f"{ITEM} (b) Pay herders for the animals that they lose in the drought of the dry counties."
CLAIM = "Mangroves protect the villages of the coast from high waves and from the storms of the season."
THIS = "This protection of the villages by mangroves saves the coast about 9 million dollars in each year."


def readings(shelf: Shelf, query: str) -> list[Reading]:
    """Every passage as a reading in which each sentence may be quoted."""
    found = []
    for item in shelf.evidence(query, k=9):
        own = item.passage
        texts = [own.text[span.start : span.end] for span in own.sentences]
        sentences = [Sentence(s, t, 0.0, 0.0, s) for s, t in zip(own.sentences, texts, strict=True)]
        found.append(with_lead(Reading(item, 0.5, tuple(sentences)), shelf.before))
    return found


def lead_of(shelf: Shelf, beginning: str) -> str | None:
    for reading in readings(shelf, "x"):
        for sentence in reading.sentences:
            if sentence.text.startswith(beginning):
                found = lead_in(reading, sentence.quote or sentence.span)
                return found and found[0].text[found[1].start : found[1].end]
    raise AssertionError(beginning)


def test_an_item_of_a_list_is_led_in_from_the_page_before() -> None:
    shelf = Shelf()
    shelf.add("Dry plan", f"Water is scarce here. {LEAD}", ITEMS)
    assert lead_of(shelf, "(a)") == LEAD


def test_an_item_of_a_list_is_led_in_from_its_own_passage() -> None:
    shelf, text = Shelf(), f"3.1 {LEAD}\n{ITEM}"
    shelf.add("Dry plan", text)
    (item,) = shelf.evidence("x", k=1)
    spans = (CharSpan(0, 4 + len(LEAD)), CharSpan(5 + len(LEAD), len(text)))
    sentences = tuple(Sentence(span, text[span.start : span.end], 0.0, 0.0, span) for span in spans)
    passage = replace(item.passage, sentences=spans)
    found = lead_in(Reading(replace(item, passage=passage), 0.5, sentences), spans[1])
    assert found
    assert text[found[1].start : found[1].end] == LEAD


def test_a_sentence_that_points_back_over_a_page_break_is_led_in_by_the_last_one_there() -> None:
    shelf = Shelf()
    shelf.add("Coast plan", CLAIM, THIS)
    assert lead_of(shelf, "This") == CLAIM


@pytest.mark.parametrize(
    ("first", "second", "beginning"),
    [
        ("Water is scarce here. No colon ends this page of the plan.", ITEMS, "(a)"),
        ("Table 3. Costs 12 34 56", THIS, "This"),
        (CLAIM, "The coast has nine thousand hectares of mangroves in all of its many bays.", "The coast"),
    ],
)
def test_what_is_no_lead_in_is_not_shown(first: str, second: str, beginning: str) -> None:
    shelf = Shelf()
    shelf.add("Plan", first, second)
    assert lead_of(shelf, beginning) is None


def test_the_first_passage_of_a_document_has_nothing_before_it() -> None:
    shelf = Shelf()
    shelf.add("Other plan", CLAIM)
    shelf.add("Coast plan", THIS)
    assert lead_of(shelf, "This") is None


@pytest.fixture
def led(shelf: Shelf, ask: Ask) -> Brief:
    shelf.add("Dry plan", f"Water is scarce in the dry counties of the north. {LEAD}", ITEMS)
    return ask("What should be done about the springs and wells of the dry counties?")


def test_a_claim_carries_its_lead_in_checked_and_cited_by_its_own_page(led: Brief, shelf: Shelf) -> None:
    (claim,) = [one for one in led.claims if one.text.startswith("Restore the springs")]
    (context,) = claim.context
    assert (context.page, context.quote) == (1, LEAD)
    assert claim.citations[0].page == 2
    assert context in led.references
    assert {context.passage_id, claim.citations[0].passage_id} <= set(led.provenance.passages)
    assert from_json(json.dumps(to_json(led)).encode()) == led


def test_a_forged_or_foreign_lead_in_fails_the_check(led: Brief, shelf: Shelf) -> None:
    claim = next(one for one in led.claims if one.context)
    shown = set(led.provenance.passages)
    draft = DraftClaim(claim.text, claim.citations, claim.context)
    assert judge(draft, shelf.stored(), shown).support == claim.support
    without = shown - {claim.context[0].passage_id}
    assert judge(draft, shelf.stored(), without).support == "unsupported"


def test_a_reader_sees_the_lead_in_before_the_sentence(
    led: Brief, capsys: pytest.CaptureFixture[str]
) -> None:
    html = answer(led, "ab")
    assert html.index("following steps on water") < html.index("Restore the springs")
    show(led, Terminal())
    assert "Restore the springs" in capsys.readouterr().out
