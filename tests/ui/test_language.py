"""The choice of the language in which the pages speak."""

from __future__ import annotations

import pytest
from starlette.testclient import TestClient

from tests.ui.conftest import FakeAssistant
from ui.chat import header
from ui.language import LANGUAGE_COOKIE, chosen
from ui.server import build
from ui.strings import NAMES, TABLES, words


@pytest.mark.parametrize(
    ("cookie", "accepted", "language"),
    [
        ("", "", "en"),
        ("", "sw, zh-Hant;q=0.9, en;q=0.1", "zh"),
        ("", "FR-ca", "fr"),
        ("es", "fr", "es"),
        ("../etc", "<script>", "en"),
        ("", "x," * 100_000 + "fr", "en"),
    ],
)
def test_the_choice_goes_before_the_browser_and_english_is_the_last(
    cookie: str, accepted: str, language: str
) -> None:
    assert chosen(cookie, accepted) == language


def test_every_language_is_offered_by_its_own_name() -> None:
    assert set(NAMES) == set(TABLES)
    head = header(words("fr"))
    assert all(f'href="/language/{code}"' in head for code in NAMES)
    assert 'lang="fr"><div>' in head


def test_a_choice_is_kept_and_the_other_pages_follow_it() -> None:
    with TestClient(build(FakeAssistant()), base_url="http://127.0.0.1") as page:  # type: ignore[arg-type]
        answer = page.get("/language/fr", follow_redirects=False)
        assert (answer.status_code, answer.headers["location"]) == (303, "/")
        assert page.cookies[LANGUAGE_COOKIE] == "fr"
        login = page.get("/login")
        assert '<html lang="fr">' in login.text
        assert "Se connecter" in login.text
        assert page.get("/language/xx").status_code == 403
