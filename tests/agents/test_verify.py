"""The verifier passes what is on the page and nothing else: every kind of change is caught."""

from __future__ import annotations

from dataclasses import replace

import pytest

from agents.claims import Citation, DraftClaim, Support
from agents.settle import verify
from agents.verify import judge
from corpus.passages import CharSpan
from tests.fakes import SayingMeaning, Shelf

TEXT = (
    "Emissions will very likely rise. Parties should cut emissions by 43 per cent below 2019 levels by 2030, "
    "which may not cost more than US$ 1.5 billion. Forests hold at least 861 Gt of carbon."
)


@pytest.fixture
def shelf() -> Shelf:
    shelf = Shelf()
    shelf.add("Synthesis", TEXT, TEXT.replace("43", "45"))
    return shelf


def citation(shelf: Shelf, start: int = 33, end: int = 154) -> Citation:
    passage, document = shelf.passages[0], next(iter(shelf.held.values()))
    span = CharSpan(start, min(end, len(TEXT)))
    return Citation(passage.id, document.id, document.file, document.name, 1, "p1", span, span.of(TEXT))


def failed(shelf: Shelf, draft: DraftClaim) -> set[str]:
    claim = judge(draft, shelf.stored(), {passage.id for passage in shelf.passages}, SayingMeaning())
    assert (claim.support is Support.SUPPORTED) == all(check.passed for check in claim.checks)
    return {check.name for check in claim.checks if not check.passed}


def test_a_sentence_of_the_page_stands(shelf: Shelf) -> None:
    own = citation(shelf)
    assert failed(shelf, DraftClaim(own.quote, (own,))) == set()


@pytest.mark.parametrize(
    ("old", "new", "check"),
    [
        ("43 per cent", "34 per cent", "numbers"),
        ("43 per cent", "43 Mt", "numbers"),
        ("2030", "2035", "numbers"),
        ("1.5 billion", "1.5 million", "numbers"),
        ("US$ 1.5", "€ 1.5", "numbers"),
        ("may not", "may", "calibrated language"),
        ("may not", "will not", "calibrated language"),
        ("should cut", "cut", "calibrated language"),
        ("should", "must", "calibrated language"),
        ("below 2019", "above 2019", "numbers"),
        ("Parties", "Kenya", "named things"),
    ],
)
def test_a_changed_claim_falls(shelf: Shelf, old: str, new: str, check: str) -> None:
    own = citation(shelf)
    assert old in own.quote
    assert check in failed(shelf, DraftClaim(own.quote.replace(old, new), (own,)))


@pytest.mark.parametrize(
    ("text", "changed"),
    [
        ("Emissions will very likely rise.", "Emissions will likely rise."),
        ("Emissions will very likely rise.", "Emissions will rise."),
        ("Forests hold at least 861 Gt of carbon.", "Forests hold up to 861 Gt of carbon."),
        ("Forests hold at least 861 Gt of carbon.", "Forests hold 861 Gt of carbon."),
    ],
)
def test_calibrated_language_is_neither_strengthened_nor_dropped(
    shelf: Shelf, text: str, changed: str
) -> None:
    start = TEXT.index(text)
    own = citation(shelf, start, start + len(text))
    assert failed(shelf, DraftClaim(text, (own,))) == set()
    assert failed(shelf, DraftClaim(changed, (own,))) & {"calibrated language", "numbers"}


def test_a_quote_that_the_page_does_not_hold_falls(shelf: Shelf) -> None:
    own = citation(shelf)
    altered = replace(own, quote=own.quote.replace("43", "44"))
    assert "quote" in failed(shelf, DraftClaim(altered.quote, (altered,)))


def test_the_right_words_on_the_wrong_page_fall(shelf: Shelf) -> None:
    own = replace(citation(shelf), page=2)
    assert failed(shelf, DraftClaim(own.quote, (own,))) >= {"passage", "quote"}


def test_a_page_that_is_not_there_falls(shelf: Shelf) -> None:
    own = replace(citation(shelf), page=9)
    assert "quote" in failed(shelf, DraftClaim(own.quote, (own,)))


@pytest.mark.parametrize("handle", ["", "made up", "0123456789ab:p1:0-200"])
def test_only_passages_that_were_shown_can_be_cited(shelf: Shelf, handle: str) -> None:
    own = replace(citation(shelf), passage_id=handle)
    assert "passage" in failed(shelf, DraftClaim(own.quote, (own,)))


def test_a_sentence_without_a_citation_is_left_out(shelf: Shelf) -> None:
    found = verify([DraftClaim("The sea is rising.", ())], shelf.stored(), set())
    assert not found.standing
    assert [check.name for check in found.left_out[0].checks if not check.passed] == ["cited"]


def test_each_further_citation_is_checked_as_well(shelf: Shelf) -> None:
    own, other = citation(shelf), shelf.passages[1]
    text = shelf.page(own.document_id, 2).text[33:154]
    second = replace(own, passage_id=other.id, page=2, quote=text)
    assert failed(shelf, DraftClaim(own.quote, (own, second))) == {"numbers"}
