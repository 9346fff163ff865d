"""The review on the page: decisions by name, kept in the library, shown as text, its owner's alone."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from fastapi import FastAPI
from starlette.testclient import TestClient

from agents.reviewed import seen_of, state_of
from agents.reviews import Reviews
from agents.settings import Settings
from tests.ui.briefs import EDIT, a_refusal, an_answer
from tests.ui.conftest import FakeAssistant
from ui.access import SESSION_COOKIE, Access, host_check
from ui.evidence import answer
from ui.middleware import Guard
from ui.pages import routes
from ui.review_view import reviewed_answer
from ui.shelf import Shelf
from ui.strings_review import LANGUAGES, review_words

MINE = {"cookie": f"{SESSION_COOKIE}={'a' * 32}", "sec-fetch-site": "same-origin"}


class Page:
    """One brief on the shelf of one browser."""

    def __init__(self, folder: Path) -> None:
        self.library = folder
        self.brief = an_answer()
        assistant = FakeAssistant(settings=Settings(library=folder))
        shelf = Shelf()
        self.name = shelf.put("a" * 32, self.brief)
        self.refusal = shelf.put("a" * 32, a_refusal())
        app = FastAPI()
        app.include_router(routes(assistant, shelf, Access(None)))  # type: ignore[arg-type]
        guard = Guard(app, Access(None), host_check("127.0.0.1"))
        self.client = TestClient(guard, base_url="http://localhost", headers=MINE)

    def look(self, **headers: str) -> Any:
        return self.client.get(f"/reviews/{self.name}", headers=headers).json()

    def post(self, act: str, claim: int = 0, by: str = "Amina K.", **more: str) -> Any:
        if act != "all":
            more.setdefault("seen", seen_of(self.brief.claims[claim - 1]))
        data = {"act": act, "claim": str(claim), "by": by, **more}
        return self.client.post(f"/reviews/{self.name}", data=data)

    @property
    def kept(self) -> Any:
        return Reviews(self.library).of(self.brief)


@pytest.fixture
def page(tmp_path: Path) -> Iterator[Page]:
    made = Page(tmp_path)
    with made.client:
        yield made


def test_an_answer_has_a_mark_that_the_script_fills(page: Page) -> None:
    html = answer(page.brief, page.name)
    assert f'<div class="gb-review" id="gbr-{page.name}"></div>' in html
    assert "gb-rv" not in html
    assert "gb-review" not in answer(a_refusal(), page.name)


def test_each_claim_has_its_buttons_and_its_keys(page: Page) -> None:
    html = page.look()["html"]
    assert re.findall(r'data-claim="(\d+)"', html) == ["1", "1", "2", "3", "4"]  # the first stands twice
    for key in "AER":
        assert html.count(f'aria-keyshortcuts="{key}"') == 5
    assert "gb-rv-draft" in html


def test_decisions_are_kept_in_the_library(page: Page) -> None:
    for number in (1, 2, 3):
        assert page.post("accept", number).status_code == 200
    assert state_of(page.kept).accepted == 3
    done = page.post("reject", 4, note="Not ours")
    assert done.status_code == 200
    assert "gb-rv-final" in done.json()["html"]
    assert state_of(page.kept).by == ("Amina K.",)
    (file,) = (page.library / "reviews").glob("*.json")
    assert file.stat().st_mode & 0o077 == 0


def test_an_export_has_what_was_decided(page: Page) -> None:
    page.post("accept", 1)
    text = page.client.get(f"/exports/{page.name}/md").text
    assert "In review: 1 of 4 claims accepted" in text


def test_an_edit_is_shown_and_one_that_is_not_supported_is_refused(page: Page) -> None:
    done = page.post("edit", 2, text=EDIT)
    assert done.status_code == 200
    assert "gb-rv-is-edit" in done.json()["html"]
    refused = page.post("edit", 3, text="Operators shall not measure.")
    assert refused.status_code == 409
    assert "it denies" in refused.json()["wrong"]
    assert len(page.kept.review.decisions) == 1


def test_all_that_are_open_are_accepted_at_once_if_they_were_seen(page: Page) -> None:
    page.post("accept", 1)
    assert page.post("all", seen="0").status_code == 409
    assert page.post("all", seen="1").status_code == 200
    assert state_of(page.kept).accepted == 4


def test_a_claim_that_changed_meanwhile_is_not_decided_on(page: Page) -> None:
    page.post("edit", 2, text=EDIT)
    late = page.post("accept", 2, by="Jean D.")
    assert late.status_code == 409
    assert "changed claim 2 since" in late.json()["wrong"]
    assert "gb-rv-is-edit" in late.json()["html"]


@pytest.mark.parametrize(
    ("language", "told"),
    [
        ("fr", "il n’y a pas de nom"),
        ("es", "falta el nombre"),
        ("zh", "没有姓名"),
        ("en", "there is no name"),
    ],
)
def test_a_refusal_is_told_in_the_language_of_the_page(page: Page, language: str, told: str) -> None:
    headers = {"accept-language": language}
    fields = {"act": "accept", "claim": "1", "by": " "}
    refused = page.client.post(f"/reviews/{page.name}", data=fields, headers=headers)
    assert told in refused.json()["wrong"]


@pytest.mark.parametrize(
    ("fields", "code"),
    [
        ({"act": "sell", "claim": "1"}, 422),
        ({"act": "accept", "claim": "x"}, 422),
        ({"act": "accept", "claim": "99", "by": "A"}, 409),
        ({"act": "accept", "claim": "1", "by": " "}, 409),
        ({"act": "accept", "claim": "1", "by": "A" * 9_000}, 422),
        ({"act": "edit", "claim": "1", "by": "A", "text": ""}, 409),
    ],
)
def test_what_cannot_be_decided_changes_nothing(page: Page, fields: dict[str, str], code: int) -> None:
    assert page.client.post(f"/reviews/{page.name}", data=fields).status_code == code
    assert page.kept.review is None


def test_a_brief_is_reviewed_by_its_owner_from_our_page_alone(page: Page) -> None:
    address, data = f"/reviews/{page.name}", {"act": "accept", "claim": "1", "by": "A"}
    other = {**MINE, "cookie": f"{SESSION_COOKIE}={'b' * 32}"}
    assert page.client.get(address, headers=other).status_code == 404
    assert page.client.post(address, data=data, headers=other).status_code == 404
    assert page.client.post(address, data=data, headers={"sec-fetch-site": "cross-site"}).status_code == 403
    assert page.client.get(f"/reviews/{page.name}0").status_code == 403
    assert page.kept.review is None


def test_a_refusal_has_nothing_to_review(page: Page) -> None:
    data = {"act": "accept", "claim": "1", "by": "A"}
    assert page.client.post(f"/reviews/{page.refusal}", data=data).status_code == 409


@pytest.mark.parametrize("hostile", ["<img src=x onerror=alert(1)>", '" onfocus="alert(1)', "`${1}` {{x}}"])
def test_names_notes_and_texts_are_only_text(page: Page, hostile: str) -> None:
    page.post("edit", 1, by=hostile, text=f"A text {hostile}", note=hostile)
    page.post("reject", 2, by=hostile, note=hostile)
    html = page.look()["html"]
    assert "<img" not in html
    assert 'onfocus="' not in html
    assert "{{" not in html


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_controls_speak_the_reader_s_language(page: Page, language: str) -> None:
    html = reviewed_answer(page.brief, page.name, language)
    said = page.look(**{"accept-language": language})["html"]
    assert said == html
    assert review_words(language)["do_accept"] in html


def test_a_damaged_review_leaves_the_answer_readable(page: Page) -> None:
    page.post("accept", 1)
    (file,) = (page.library / "reviews").glob("*.json")
    file.write_text("{", "utf-8")
    assert "gb-rv-draft" in page.look()["html"]
    assert page.post("accept", 1).status_code == 409
    assert file.read_text("utf-8") == "{"
