"""What the tables of options quote is accepted, edited and rejected by itself, and final only with it."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest

from agents.brief import Brief
from agents.claims import Claim, DraftClaim, Support
from agents.contract import from_json, to_json
from agents.decisions import Action, Stage
from agents.errors import EditError
from agents.profile import profile
from agents.review import Wish, review
from agents.reviewed import Row, numbered, quotations, reviewed, state_of
from agents.verify import judge
from agents.verify_brief import Fault, verify_brief
from tests.agents.conftest import Ask
from tests.agents.test_verify_brief import FiledShelf

AT = datetime(2026, 11, 28, 9, 30, tzinfo=UTC)
QUESTION = "What should Kenya do about forests?"
Decide = Callable[..., Brief]


@pytest.fixture
def shelf(tmp_path: Path) -> FiledShelf:
    shelf = FiledShelf()
    shelf.folder = tmp_path
    shelf.add(
        "Kenya plan",
        "Kenya should restore 5.1 million hectares of forests by 2032. "
        "Forests in Kenya should be managed by communities. "
        "Kenya adopted a strategy for restoring forests in 2012.",
        country="KEN",
        year=2020,
    )
    shelf.add(
        "Costs of forests",
        "The budget for forests needs funds of 2 billion dollars from public investment. "
        "Women who depend on forests must have a say.",
        year=2021,
    )
    return shelf


@pytest.fixture
def brief(ask: Ask) -> Brief:
    made = ask(QUESTION)
    assert quotations(made)
    return made


@pytest.fixture
def decide(shelf: FiledShelf) -> Decide:
    def edited(brief: Brief, claim: Claim, text: str) -> tuple[Claim, str]:
        draft = DraftClaim(text, claim.citations, claim.context)
        return judge(draft, shelf.read(), frozenset(brief.provenance.passages)), ""

    def decided(brief: Brief, *wishes: Wish) -> Brief:
        return review(brief, wishes, "Amina K.", "", AT, edited)

    return decided


def faults(brief: Brief, shelf: FiledShelf) -> tuple[Fault, ...]:
    return verify_brief(from_json(json.dumps(to_json(brief)).encode()), shelf.read()).faults


def of_table(brief: Brief) -> Row:
    return next(row for row in numbered(brief) if row.topic)


def accepting(brief: Brief, *, tables: bool) -> list[Wish]:
    rows = (row for row in numbered(brief) if not row.rejected and (tables or not row.topic))
    return [Wish(row.number, Action.ACCEPT) for row in rows]


def test_quotations_are_numbered_after_the_claims(brief: Brief) -> None:
    rows = numbered(brief)
    assert [row.claim for row in rows[: len(brief.claims)]] == list(brief.claims)
    assert [row.claim for row in rows[len(brief.claims) :]] == [one.claim for one in quotations(brief)]
    assert [bool(row.topic) for row in rows] == [row.claim not in brief.claims for row in rows]


def test_nothing_is_final_before_the_tables_are_accepted(
    brief: Brief, decide: Decide, shelf: FiledShelf
) -> None:
    going = decide(brief, *accepting(brief, tables=False))
    assert state_of(going).stage is Stage.IN_REVIEW
    assert state_of(going).claims == len(numbered(brief))
    final = decide(going, *accepting(going, tables=True))
    assert state_of(final).stage is Stage.FINAL
    assert faults(final, shelf) == ()


def test_a_rejected_quotation_leaves_its_table(brief: Brief, decide: Decide, shelf: FiledShelf) -> None:
    row = of_table(brief)
    after = decide(brief, Wish(row.number, Action.REJECT))
    assert row.claim not in after.considered
    assert after.left_out[-1].text == row.claim.text
    assert after.claims == brief.claims
    assert faults(after, shelf) == ()
    back = decide(after, Wish(row.number, Action.ACCEPT))
    assert back.considered == brief.considered
    assert back.left_out == brief.left_out


def test_an_edited_quotation_is_verified_anew(brief: Brief, decide: Decide, shelf: FiledShelf) -> None:
    row = of_table(brief)
    text = row.claim.text.lower()
    after = decide(brief, Wish(row.number, Action.EDIT, text))
    (now,) = [own for own in numbered(after) if own.number == row.number]
    assert (now.claim.text, now.edited, now.accepted) == (text, True, False)
    assert text in [claim.text for claim in after.considered]
    assert faults(after, shelf) == ()
    with pytest.raises(EditError):
        decide(brief, Wish(row.number, Action.EDIT, "Forests cost 77 billion dollars."))


def test_what_a_table_quotes_of_a_claim_follows_the_claim(brief: Brief, decide: Decide) -> None:
    first, *rest = brief.options
    one = first.considered.found[0]
    same = replace(one, claim=replace(first.claims[0], readings=()))
    considered = replace(first.considered, found=(same,))
    made = replace(brief, options=(replace(first, considered=considered), *rest))
    assert same.claim.text not in [row.claim.text for row in numbered(made) if row.topic]
    number = made.claims.index(first.claims[0]) + 1
    gone = decide(made, Wish(number, Action.REJECT))
    assert same.claim.text not in [claim.text for claim in gone.considered]
    said = decide(made, Wish(number, Action.EDIT, first.claims[0].text.lower()))
    assert first.claims[0].text.lower() in [claim.text for claim in said.considered]


def test_a_table_of_a_forged_final_brief_is_found_out(
    brief: Brief, decide: Decide, shelf: FiledShelf
) -> None:
    values = to_json(decide(brief, *accepting(brief, tables=False)))
    values["review"]["state"] = "final"
    values["review"]["claims"] = len(brief.claims)
    report = verify_brief(from_json(json.dumps(values).encode()), shelf.read())
    assert "state" in {fault.kind for fault in report.faults}


def test_a_changed_quotation_of_a_reviewed_brief_is_found_out(
    brief: Brief, decide: Decide, shelf: FiledShelf
) -> None:
    values = to_json(decide(brief, *accepting(brief, tables=True)))
    text = of_table(brief).claim.text
    told = next(o for option in values["options"] for o in option["considered"] if o["claim"]["text"] == text)
    told["claim"]["text"] = "Forests cost nothing."
    report = verify_brief(from_json(json.dumps(values).encode()), shelf.read())
    assert {"review", "state"} <= {fault.kind for fault in report.faults}


def test_a_forged_profile_of_a_reviewed_brief_is_found_out(
    brief: Brief, decide: Decide, shelf: FiledShelf
) -> None:
    values = to_json(decide(brief, *accepting(brief, tables=True)))
    values["options"][0]["profile"]["certainty"]["documents"] = 9
    report = verify_brief(from_json(json.dumps(values).encode()), shelf.read())
    assert ("profile", "option 1") in {(fault.kind, fault.where) for fault in report.faults}


def test_the_countries_and_years_of_a_table_follow_an_edit(
    brief: Brief, decide: Decide, shelf: FiledShelf
) -> None:
    row = next(own for own in numbered(brief) if "2032" in own.claim.text)
    option = next(own for own in brief.options if row.claim in own.claims)
    assert 2032 in {year for one in profile(option, brief).named for year in one.years}
    shorter = "KENYA should restore 5.1 million hectares of forests."
    claim = judge(
        DraftClaim(shorter, row.claim.citations), shelf.read(), frozenset(brief.provenance.passages)
    )
    assert claim.support in (Support.SUPPORTED, Support.PARTIAL)
    after = decide(brief, Wish(row.number, Action.EDIT, shorter))
    now = next(own for own in after.options if any(c.text == shorter for c in own.claims))
    assert 2032 not in {year for one in profile(now, after).named if one.in_words for year in one.years}
    assert faults(after, shelf) == ()


def test_a_plan_is_not_edited_into_a_deed(brief: Brief, decide: Decide) -> None:
    row = next(own for own in numbered(brief) if "strategy" in own.claim.text)
    with pytest.raises(EditError, match="strategy for"):
        decide(brief, Wish(row.number, Action.EDIT, "Kenya restored forests in 2012."))


def test_decisions_before_tables_were_reviewed_still_count(brief: Brief, decide: Decide) -> None:
    going = decide(brief, *accepting(brief, tables=False))
    assert going.review
    again = reviewed(brief, going.review.decisions)
    assert [row.accepted for row in numbered(again) if not row.topic] == [True] * len(brief.claims)
