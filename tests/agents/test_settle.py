"""What follows from a verdict: claims stand, give way to the page's own words, or are left out."""

from __future__ import annotations

import pytest

from agents.claims import Citation, Claim, DraftClaim, Outcome, Support
from agents.settle import Judged, verify
from agents.verify import judge
from corpus.passages import CharSpan
from tests.fakes import SayingMeaning, Shelf

SENTENCE = "Kenya will cut methane emissions by 43 per cent by 2030."
OTHER = "Uganda will restore 2 million hectares of forest by 2032."
LIKELY = SayingMeaning(supported=0.95)
UNSURE = SayingMeaning(supported=0.3, partial=0.3, not_supported=0.4)
UNLIKELY = SayingMeaning(supported=0.1, partial=0.1, not_supported=0.8)
AGAINST = SayingMeaning(contradicted=0.9, supported=0.1)


@pytest.fixture
def shelf() -> Shelf:
    shelf = Shelf()
    shelf.add("Methane plan", SENTENCE, OTHER)
    return shelf


def cited(shelf: Shelf, at: int = 0) -> Citation:
    passage, document = shelf.passages[at], next(iter(shelf.held.values()))
    span = CharSpan(0, len(passage.text))
    return Citation(
        passage.id, document.id, document.file, document.name, at + 1, f"p{at + 1}", span, passage.text
    )


def settle(shelf: Shelf, text: str, meaning: SayingMeaning | None, *at: int) -> Judged:
    draft = DraftClaim(text, tuple(cited(shelf, own) for own in at or (0,)))
    return verify([draft], shelf.stored(), {passage.id for passage in shelf.passages}, meaning)


def judged(shelf: Shelf, text: str, meaning: SayingMeaning | None, *at: int) -> Claim:
    draft = DraftClaim(text, tuple(cited(shelf, own) for own in at or (0,)))
    return judge(draft, shelf.stored(), {passage.id for passage in shelf.passages}, meaning)


@pytest.mark.parametrize(
    ("meaning", "support"),
    [
        (LIKELY, Support.SUPPORTED),
        (UNSURE, Support.PARTIAL),
        (UNLIKELY, Support.UNSUPPORTED),
        (AGAINST, Support.CONTRADICTED),
        (None, Support.PARTIAL),
    ],
)
def test_the_worst_check_decides(shelf: Shelf, meaning: SayingMeaning | None, support: Support) -> None:
    claim = judged(shelf, "By 2030 Kenya will cut methane emissions by 43 %.", meaning)
    assert claim.support is support
    assert claim.verdicts == (support,)
    assert (support is Support.SUPPORTED) == all(check.passed for check in claim.checks)


def test_the_model_cannot_save_a_wrong_figure(shelf: Shelf) -> None:
    claim = judged(shelf, "By 2030 Kenya will cut methane emissions by 34 %.", LIKELY)
    assert claim.support is Support.CONTRADICTED
    (check,) = (check for check in claim.checks if not check.passed)
    assert (check.name, check.outcome) == ("numbers", Outcome.DIFFERS)
    assert "43 %" in check.detail


def test_a_quotation_is_not_put_to_the_model(shelf: Shelf) -> None:
    meaning = SayingMeaning(contradicted=1.0)
    claim = judged(shelf, SENTENCE, meaning)
    assert claim.support is Support.SUPPORTED
    assert meaning.asked == []
    assert {check.outcome for check in claim.checks if check.name == "meaning"} == {Outcome.NOT_NEEDED}


def test_the_model_reads_the_sentence_before_the_quote(shelf: Shelf) -> None:
    text = "Buses run. It cut methane by half."
    document = shelf.add("Report", text)
    passage = shelf.passages[-1]
    span = CharSpan(11, len(text))
    own = Citation(passage.id, document.id, document.file, document.name, 1, "p1", span, span.of(text))
    meaning = SayingMeaning()
    judge(DraftClaim("It halved methane.", (own,)), shelf.stored(), {passage.id}, meaning)
    assert meaning.asked == [("It halved methane.", ("Buses run.", "It cut methane by half."))]


@pytest.mark.parametrize("meaning", [LIKELY, UNLIKELY, AGAINST, None])
def test_what_does_not_hold_gives_way_to_the_words_of_the_page(
    shelf: Shelf, meaning: SayingMeaning | None
) -> None:
    found = settle(shelf, "Kenya will cut methane emissions by 34 per cent by 2030.", meaning)
    (standing,), (left_out,) = found.standing, found.left_out
    assert (standing.text, standing.support) == (SENTENCE, Support.SUPPORTED)
    assert left_out.support in (Support.CONTRADICTED, Support.UNSUPPORTED)
    assert left_out.instead == SENTENCE
    assert "43 %" in "; ".join(check.detail for check in left_out.checks)


def test_what_the_page_says_nothing_of_is_left_out(shelf: Shelf) -> None:
    found = settle(shelf, "Solar panels are cheaper than coal plants.", UNLIKELY)
    assert not found.standing
    assert [claim.instead for claim in found.left_out] == [""]


def test_partly_supported_words_stand_marked_where_no_quotation_makes_the_point(shelf: Shelf) -> None:
    found = settle(shelf, "The country promises far less gas from cattle and waste.", UNSURE)
    assert [claim.support for claim in found.standing] == [Support.PARTIAL]
    assert not found.left_out


def test_a_replacement_may_come_from_other_words_that_were_found(shelf: Shelf) -> None:
    draft = DraftClaim("Uganda will restore 3 million hectares of forest by 2032.", (cited(shelf, 0),))
    shown = {passage.id for passage in shelf.passages}
    found = verify([draft], shelf.stored(), shown, LIKELY, lambda: (cited(shelf, 1),))
    assert [claim.text for claim in found.standing] == [OTHER]
    assert found.of(draft) == found.standing[0]


def test_the_same_words_never_stand_twice(shelf: Shelf) -> None:
    drafts = [
        DraftClaim(SENTENCE, (cited(shelf),)),
        DraftClaim("Kenya will cut methane emissions by 34 per cent by 2030.", (cited(shelf),)),
    ]
    found = verify(drafts, shelf.stored(), {passage.id for passage in shelf.passages}, LIKELY)
    assert [claim.text for claim in found.standing] == [SENTENCE]
    assert len(found.left_out) == 1


def test_a_claim_may_take_from_two_pages(shelf: Shelf) -> None:
    text = "Kenya will cut methane emissions by 43 % by 2030, and Uganda will restore 2 million ha by 2032."
    claim = judged(shelf, text, LIKELY, 0, 1)
    assert claim.support is Support.SUPPORTED
    assert Support.SUPPORTED not in claim.verdicts


def test_a_citation_that_does_not_support_a_quotation_falls_away(shelf: Shelf) -> None:
    found = settle(shelf, SENTENCE, UNLIKELY, 0, 1)
    assert [claim.citations for claim in found.standing] == [(cited(shelf, 0),)]


def test_an_invented_handle_is_never_replaced_into_the_answer(shelf: Shelf) -> None:
    draft = DraftClaim(SENTENCE, (cited(shelf),))
    found = verify([draft], shelf.stored(), set(), LIKELY, lambda: (cited(shelf),))
    assert not found.standing
    assert {c.name for c in found.left_out[0].checks if not c.passed} == {"passage"}


def test_a_verdict_comes_out_the_same_again(shelf: Shelf) -> None:
    text = "By 2030 Kenya will cut methane emissions by 34 %."
    assert judged(shelf, text, UNSURE) == judged(shelf, text, UNSURE)


def test_the_same_words_with_figures_written_in_another_way_are_not_put_to_the_model(shelf: Shelf) -> None:
    meaning = SayingMeaning(contradicted=1.0)
    same = judged(shelf, SENTENCE.replace("43 per cent", "forty-three %"), meaning)
    assert (same.support, meaning.asked) == (Support.SUPPORTED, [])
    other = judged(shelf, SENTENCE.replace("43 per cent", "thirty-four %"), meaning)
    assert other.support is Support.CONTRADICTED


def test_a_reference_inside_the_words_is_remarked_on_and_passes(shelf: Shelf) -> None:
    text = "Peatlands store a third of soil carbon (Smith et al. 2015)."
    document = shelf.add("Peat report", text)
    passage = shelf.passages[-1]
    own = Citation(passage.id, document.id, document.file, document.name, 1, "p1", passage.span, text)
    claim = judge(DraftClaim(text, (own,)), shelf.stored(), {passage.id})
    assert claim.support is Support.SUPPORTED
    (check,) = (check for check in claim.checks if check.name == "inner references")
    assert [(reason.code, reason.stands) for reason in check.reasons] == [("inner", "Smith et al. 2015")]
