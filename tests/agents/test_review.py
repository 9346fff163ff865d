"""Reviews: decisions are kept, edits are verified anew, and nothing is final that was not accepted."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from agents.brief import Brief
from agents.checksums import brief_id, sums
from agents.claims import Claim, DraftClaim, Support
from agents.contract import from_json, to_json
from agents.decisions import MOST_NAME, MOST_NOTE, MOST_TEXT, Action, Stage, digest
from agents.errors import BriefFileError, EditError, ReviewError
from agents.review import Edited, Wish, review
from agents.reviewed import as_made, numbered, seen_of, state_of
from agents.reviews import Reviews, change, name_of, read
from agents.verify import judge
from agents.verify_brief import VerifyReport, verify_brief
from tests.agents.conftest import Ask
from tests.agents.test_verify_brief import FiledShelf

AT = datetime(2026, 11, 28, 9, 30, tzinfo=UTC)
QUESTION = "What should Kenya do about forests, and what may it cost?"
Change = Callable[[dict[str, Any]], None]


@pytest.fixture
def shelf(tmp_path: Path) -> FiledShelf:
    shelf = FiledShelf()
    shelf.folder = tmp_path
    shelf.add(
        "Kenya plan",
        "Kenya should restore 5.1 million hectares of forest by 2032. "
        "Forests in Kenya should be managed by communities with clear rights. "
        "Forest work in Kenya may cost 2 billion dollars until 2030.",
        country="KEN",
        year=2020,
    )
    return shelf


@pytest.fixture
def brief(ask: Ask) -> Brief:
    made = ask(QUESTION)
    assert len(made.claims) >= 3
    return made


@pytest.fixture
def edited(shelf: FiledShelf) -> Edited:
    def again(brief: Brief, claim: Claim, text: str) -> tuple[Claim, str]:
        draft = DraftClaim(text, claim.citations, claim.context)
        return judge(draft, shelf.read(), frozenset(brief.provenance.passages)), ""

    return again


@pytest.fixture
def decide(edited: Edited) -> Callable[..., Brief]:
    def decided(
        brief: Brief, *wishes: Wish, by: str = "Amina K.", note: str = "", at: datetime = AT
    ) -> Brief:
        return review(brief, wishes, by, note, at, edited)

    return decided


def accepting(brief: Brief) -> list[Wish]:
    return [Wish(row.number, Action.ACCEPT) for row in numbered(brief) if not row.rejected]


def numbered_with(brief: Brief, words: str) -> int:
    return next(row.number for row in numbered(brief) if words in row.claim.text)


def verified(brief: Brief, shelf: FiledShelf, alter: Change = lambda _: None) -> VerifyReport:
    values = to_json(brief)
    alter(values)
    return verify_brief(from_json(json.dumps(values).encode()), shelf.read())


def test_a_brief_is_a_draft_until_somebody_decides(brief: Brief) -> None:
    assert to_json(brief)["review"] == {
        **{"state": "draft", "claims": len(brief.claims), "accepted": 0, "rejected": 0, "edited": 0},
        **{"partial": 0, "by": [], "at": None, "decisions": [], "made": None},
    }


def test_it_is_final_only_when_every_claim_is_accepted(
    brief: Brief, decide: Callable[..., Brief], shelf: FiledShelf
) -> None:
    *some, last = accepting(brief)
    going = decide(brief, *some)
    assert state_of(going).stage is Stage.IN_REVIEW
    assert state_of(going).accepted == len(some)
    final = decide(going, last, by="Jean D.", at=AT + timedelta(hours=1))
    state = state_of(final)
    assert (state.stage, state.by, state.at) == (
        Stage.FINAL,
        ("Amina K.", "Jean D."),
        AT + timedelta(hours=1),
    )
    assert to_json(final)["review"]["state"] == "final"
    assert final.claims == brief.claims
    assert verified(final, shelf).ok


def test_a_rejected_claim_is_left_out_with_who_and_when(
    brief: Brief, decide: Callable[..., Brief], shelf: FiledShelf
) -> None:
    gone = brief.claims[1]
    after = decide(brief, Wish(2, Action.REJECT), note="out of scope")
    assert gone not in after.claims
    assert after.left_out[-1].text == gone.text
    last = numbered(after)[1].last
    assert last
    assert (last.by, last.at, last.note, last.after) == ("Amina K.", AT, "out of scope", "")
    assert verified(after, shelf).ok
    final = decide(after, *accepting(after))
    assert state_of(final).stage is Stage.FINAL
    assert state_of(final).rejected == 1
    back = decide(final, Wish(2, Action.ACCEPT), by="Jean D.")
    assert back.claims == brief.claims
    assert back.left_out == brief.left_out
    assert [own.action for own in numbered(back)[1].decisions] == [Action.REJECT, Action.ACCEPT]


def test_an_edit_loses_the_acceptance_and_is_verified_anew(
    brief: Brief, decide: Callable[..., Brief], shelf: FiledShelf
) -> None:
    number = numbered_with(brief, "5.1 million")
    final = decide(brief, *accepting(brief))
    text = "KENYA should restore 5.1 million hectares of forest by 2032."
    after = decide(final, Wish(number, Action.EDIT, text))
    row = numbered(after)[number - 1]
    assert (row.claim.text, row.claim.support, row.accepted) == (text, Support.SUPPORTED, False)
    assert row.claim.citations == row.made.citations
    assert state_of(after).stage is Stage.IN_REVIEW
    assert text in [claim.text for claim in after.claims]
    again = decide(after, Wish(number, Action.ACCEPT))
    assert state_of(again).stage is Stage.FINAL
    assert as_made(again) == brief
    assert verified(again, shelf).ok


@pytest.mark.parametrize(
    "text",
    ["Kenya should restore 6.1 million hectares of forest by 2032.", "Kenya should not restore forest."],
)
def test_an_edit_that_the_page_does_not_say_is_refused(
    brief: Brief, decide: Callable[..., Brief], text: str
) -> None:
    with pytest.raises(EditError, match="do not support") as refused:
        decide(brief, Wish(numbered_with(brief, "5.1 million"), Action.EDIT, text))
    assert refused.value.claim.support in (Support.UNSUPPORTED, Support.CONTRADICTED)


def test_an_edit_that_is_supported_in_part_stays_marked(
    brief: Brief, decide: Callable[..., Brief], shelf: FiledShelf
) -> None:
    number = numbered_with(brief, "communities")
    after = decide(brief, Wish(number, Action.EDIT, "Communities with clear rights should manage forests."))
    assert numbered(after)[number - 1].claim.support is Support.PARTIAL
    final = decide(after, *accepting(after))
    assert (state_of(final).stage, state_of(final).partial) == (Stage.FINAL, 1)
    assert verified(final, shelf).ok


def test_where_every_claim_is_rejected_there_is_no_answer_any_more(
    brief: Brief, decide: Callable[..., Brief], shelf: FiledShelf
) -> None:
    after = decide(brief, *(Wish(row.number, Action.REJECT) for row in numbered(brief)))
    assert not after.answered
    assert state_of(after).stage is Stage.REJECTED
    assert from_json(json.dumps(to_json(after)).encode()) == after
    assert verified(after, shelf).ok


def test_what_was_not_seen_is_not_decided(brief: Brief, decide: Callable[..., Brief]) -> None:
    number = numbered_with(brief, "5.1 million")
    seen = seen_of(numbered(brief)[number - 1].claim)
    text = "KENYA should restore 5.1 million hectares of forest by 2032."
    after = decide(brief, Wish(number, Action.EDIT, text), by="Jean D.")
    with pytest.raises(ReviewError, match="changed it since"):
        decide(after, Wish(number, Action.ACCEPT, seen=seen))


def test_the_same_word_twice_is_kept_once(brief: Brief, decide: Callable[..., Brief]) -> None:
    once = decide(brief, Wish(1, Action.ACCEPT))
    assert decide(once, Wish(1, Action.ACCEPT)) == once
    assert len(decide(once, Wish(1, Action.ACCEPT), by="Jean D.").review.decisions) == 2  # type: ignore[union-attr]


@pytest.mark.parametrize(
    ("wish", "by", "note", "told"),
    [
        (Wish(0, Action.ACCEPT), "A", "", "claims 1 to"),
        (Wish(99, Action.REJECT), "A", "", "claims 1 to"),
        (Wish(1, Action.ACCEPT), "\u202e \x00", "", "no name"),
        (Wish(1, Action.ACCEPT), "A" * (MOST_NAME + 1), "", "at most"),
        (Wish(1, Action.ACCEPT), "A", "n" * (MOST_NOTE + 1), "at most"),
        (Wish(1, Action.EDIT, " \n"), "A", "", "empty"),
        (Wish(1, Action.EDIT, "x" * (MOST_TEXT + 1)), "A", "", "at most"),
    ],
)
def test_what_cannot_be_decided_is_told(
    brief: Brief, edited: Edited, wish: Wish, by: str, note: str, told: str
) -> None:
    with pytest.raises(ReviewError, match=told):
        review(brief, [wish], by, note, AT, edited)


def test_no_claim_is_edited_into_another(brief: Brief, decide: Callable[..., Brief]) -> None:
    for text in (brief.claims[0].text, brief.claims[1].text):
        with pytest.raises(ReviewError, match=r"it has|exactly this"):
            decide(brief, Wish(1, Action.EDIT, text))


def test_a_refusal_has_nothing_to_review(ask: Ask, decide: Callable[..., Brief]) -> None:
    with pytest.raises(ReviewError, match="a refusal"):
        decide(ask("What about lunar mining?"), Wish(1, Action.ACCEPT))


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(steps=st.lists(st.tuples(st.integers(1, 3), st.sampled_from(Action)), max_size=12))
def test_any_review_holds_and_survives_the_way_out_and_in(
    brief: Brief, decide: Callable[..., Brief], shelf: FiledShelf, steps: Sequence[tuple[int, Action]]
) -> None:
    now, made = brief, 0
    for number, action in steps:
        text = numbered(now)[number - 1].claim.text.swapcase()
        try:
            now = decide(now, Wish(number, action, text if action is Action.EDIT else ""))
        except EditError:  # "MAY" is not "may" to every check
            continue
        made += 1
    back = from_json(json.dumps(to_json(now)).encode())
    assert back == now
    assert to_json(back) == to_json(now)
    assert len(now.review.decisions if now.review else ()) <= made
    assert verified(now, shelf).ok
    rows = numbered(now)
    final = all(row.accepted for row in rows if not row.rejected) and not all(row.rejected for row in rows)
    assert (state_of(now).stage is Stage.FINAL) == final


def forged_state(values: dict[str, Any]) -> None:
    values["review"]["state"] = "final"


def accepted_text(values: dict[str, Any]) -> None:
    values["claims"][0]["text"] = "Kenya should sell its forests."


def record(values: dict[str, Any]) -> None:
    values["review"]["decisions"][0]["by"] = "Somebody Else"


def lost_decision(values: dict[str, Any]) -> None:
    del values["review"]["decisions"][0]


def relinked(change: Change) -> Change:
    """The same forgery by somebody who also writes the chain of decisions anew."""

    def altered(values: dict[str, Any]) -> None:
        change(values)
        brief = from_json(json.dumps(values).encode())
        assert brief.review
        before = name_before(brief)
        for own, row in zip(brief.review.decisions, values["review"]["decisions"], strict=True):
            before = row["sha256"] = digest(own, before)

    return altered


def name_before(brief: Brief) -> str:
    return brief_id(to_json(as_made(brief)))


def no_such_claim(values: dict[str, Any]) -> None:
    values["review"]["decisions"][0]["claim"] = 77


def other_before(values: dict[str, Any]) -> None:
    own = values["review"]["decisions"][0]
    own["before"] = own["after"] = "Kenya should sell its forests."


def back_in_the_body(values: dict[str, Any]) -> None:
    gone = values["left_out"].pop()
    values["claims"].append(gone)
    values["options"] = []
    values["bottom_line"] = list(range(len(values["claims"])))


def claim_made(values: dict[str, Any]) -> None:
    values["review"]["made"]["claims"][0]["text"] = "Kenya should sell its forests."


def edited_verdict(values: dict[str, Any]) -> None:
    own = next(own for own in values["review"]["decisions"] if own["edited"])
    own["edited"]["text"] = own["after"] = own["after"].replace("5.1", "6.1")


FORGERIES = [
    (forged_state, "state", "final"),
    (accepted_text, "review", "claim 1"),
    (record, "review", "decision 1"),
    (lost_decision, "review", "decision 1"),
    (relinked(no_such_claim), "review", "decision 1"),
    (relinked(other_before), "review", "decision 1"),
    (back_in_the_body, "review", "claim"),
    (claim_made, "checksum", "claims"),
    (relinked(edited_verdict), "verdict", "decision 3"),
]


@pytest.mark.parametrize(("alter", "kind", "where"), FORGERIES)
def test_a_forged_review_is_named(
    brief: Brief, decide: Callable[..., Brief], shelf: FiledShelf, alter: Change, kind: str, where: str
) -> None:
    number = numbered_with(brief, "5.1 million")
    text = "KENYA should restore 5.1 million hectares of forest by 2032."
    one, other = (row.number for row in numbered(brief)[:3] if row.number != number)
    steps = (Wish(one, Action.ACCEPT), Wish(other, Action.REJECT), Wish(number, Action.EDIT, text))
    after = decide(brief, *steps)
    assert verified(after, shelf).ok
    report = verified(after, shelf, alter)
    assert any(own.kind == kind and own.where.startswith(where) for own in report.faults), report.faults


def test_a_forged_final_without_any_decision_is_named(brief: Brief, shelf: FiledShelf) -> None:
    report = verified(brief, shelf, forged_state)
    assert [(own.kind, own.where) for own in report.faults] == [("state", "final")]


def test_a_text_that_was_changed_after_it_was_accepted_is_not_final(
    brief: Brief, decide: Callable[..., Brief]
) -> None:
    values = to_json(decide(brief, *accepting(brief)))
    accepted_text(values)
    values["checksums"] = sums(values)
    assert state_of(from_json(json.dumps(values).encode())).stage is Stage.IN_REVIEW


def test_no_decision_is_added_to_an_altered_record(brief: Brief, decide: Callable[..., Brief]) -> None:
    values = to_json(decide(brief, Wish(1, Action.ACCEPT)))
    record(values)
    with pytest.raises(ReviewError, match="altered"):
        decide(from_json(json.dumps(values).encode()), Wish(2, Action.ACCEPT))


def test_reviewers_at_once_lose_nothing(brief: Brief, edited: Edited, tmp_path: Path) -> None:
    path = tmp_path / "brief.json"
    path.write_text(json.dumps(to_json(brief)), "utf-8")

    def reviewer(number: int) -> None:
        wish = [Wish(1 + number % 3, Action.ACCEPT)]
        change(path, lambda now: review(now, wish, f"Reviewer {number}", "", AT, edited))

    with ThreadPoolExecutor(8) as pool:
        list(pool.map(reviewer, range(24)))
    after = read(path)
    assert after.review
    assert {own.by for own in after.review.decisions} == {f"Reviewer {n}" for n in range(24)}
    assert state_of(after).stage is Stage.FINAL
    assert [own.name for own in tmp_path.iterdir() if own.name.startswith(".review")] == []


def test_a_change_that_fails_leaves_the_file_as_it_was(brief: Brief, edited: Edited, tmp_path: Path) -> None:
    path = tmp_path / "brief.json"
    path.write_text(json.dumps(to_json(brief)), "utf-8")
    before = path.read_bytes()
    wishes = [Wish(1, Action.ACCEPT), Wish(99, Action.ACCEPT)]
    with pytest.raises(ReviewError):
        change(path, lambda now: review(now, wishes, "A", "", AT, edited))
    assert path.read_bytes() == before


@pytest.mark.parametrize("content", [None, b"", b"{}", b"\xff\xfe", b'{"format": 2}'])
def test_a_file_that_is_no_brief_is_told(tmp_path: Path, content: bytes | None) -> None:
    path = tmp_path / "brief.json"
    if content is not None:
        path.write_bytes(content)
    with pytest.raises(BriefFileError):
        change(path, lambda now: now)


def test_a_library_keeps_what_was_decided_on_a_brief(brief: Brief, edited: Edited, tmp_path: Path) -> None:
    reviews = Reviews(tmp_path)
    assert reviews.of(brief) == brief
    assert reviews.all() == ()
    after = reviews.change(brief, lambda now: review(now, [Wish(1, Action.ACCEPT)], "A", "", AT, edited))
    assert Reviews(tmp_path).of(brief) == after
    (kept,) = reviews.all()
    assert kept.name == name_of(brief) == name_of(after)
    assert reviews.find(kept.name[:5]).brief == after
    with pytest.raises(ReviewError, match="no brief"):
        reviews.find("zzz")
    assert reviews.of(replace(brief, question="Another?")).review is None
    (tmp_path / "reviews" / "0123456789ab.json").write_text("{", "utf-8")
    assert len(reviews.all()) == 1
