"""A real browser: an answer goes on while nobody is connected, is kept, opened again, renamed and deleted."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from tests.e2e.test_browser import CHROMIUM, FLAGS, a_report, address

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

__all__ = ["address"]
QUESTION = "How should Ruritania cut methane from oil and gas?"

pytestmark = [
    pytest.mark.browser,
    pytest.mark.skipif(CHROMIUM is None, reason="no Chromium on this machine"),
    pytest.mark.timeout(240),
]


@pytest.fixture
def browser() -> Iterator[Browser]:
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        opened = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        yield opened
        opened.close()


def a_page(browser: Browser, address: str, **options: Any) -> Page:
    """A page of a browser of its own, with cookies of its own."""
    page = browser.new_context(viewport={"width": 1280, "height": 800}, **options).new_page()
    page.set_default_timeout(90_000)
    page.goto(address)
    page.wait_for_selector("#gb-question textarea")
    return page


def ask(page: Page, question: str) -> None:
    line = page.locator("#gb-question textarea")
    line.fill(question)
    line.press("Enter")


def open_list(page: Page) -> None:
    page.click("#gb-talks-toggle")
    page.wait_for_selector("#gb-talks-list a.gb-talk")


def test_a_dropped_connection_loses_nothing(browser: Browser, address: str, tmp_path: Path) -> None:
    first = a_page(browser, address)
    first.get_by_role("tab", name="Library").click()
    first.set_input_files("#gb-drop input[type=file]", a_report(tmp_path / "methane.pdf"))
    first.wait_for_selector("#gb-uploads .gb-outcomes .gb-yes")
    first.get_by_role("tab", name="Ask").click()
    ask(first, QUESTION)
    first.wait_for_selector("#gb-thread .gb-exchange")
    first.context.close()  # the connection is gone before there is an answer

    page = a_page(browser, address)
    open_list(page)
    page.click("a.gb-talk")
    page.wait_for_selector("#gb-thread .gb-answer")
    assert "63 per cent" in page.inner_text("#gb-thread")
    page.locator("#gb-thread a.gb-cite").first.click()
    page.wait_for_selector("#gb-panel .gb-card.gb-now a.gb-loaded img")
    page.locator("#gb-thread .gb-fold summary").first.click()
    assert "Passed on" in page.inner_text("#gb-thread .gb-steps")

    ask(page, "And who adopted the methane plan of Ruritania?")
    page.locator("#gb-thread .gb-exchange").nth(1).locator(".gb-answer, .gb-refusal").first.wait_for()
    page.locator("a.gb-talk small", has_text="2 questions").wait_for()

    page.click("a.gb-manage")
    page.fill("#gb-talk-name input", "Methane in Ruritania")
    page.click("#gb-manage button >> nth=0")
    page.locator("a.gb-talk", has_text="Methane in Ruritania").wait_for()
    page.click("a.gb-manage")
    with page.expect_download() as saved:
        page.click("#gb-manage a.gb-export >> nth=0")
    assert "Methane in Ruritania" in Path(saved.value.path()).read_text("utf-8")

    page.click("#gb-talk-delete")
    page.click("#gb-talk-yes")
    page.locator("#gb-talks-told", has_text="is deleted").wait_for()
    page.locator("a.gb-talk").first.wait_for(state="detached")
    assert page.locator("#gb-thread .gb-exchange").count() == 0


def test_a_plan_is_edited_before_it_is_searched(browser: Browser, address: str, tmp_path: Path) -> None:
    page = a_page(browser, address)
    page.get_by_role("tab", name="Library").click()
    page.set_input_files("#gb-drop input[type=file]", a_report(tmp_path / "methane.pdf"))
    page.wait_for_selector("#gb-uploads .gb-outcomes .gb-yes")
    page.get_by_role("tab", name="Ask").click()
    page.check("#gb-plan-first input")
    ask(page, "What about football?")
    page.wait_for_selector("#gb-plan-0 textarea")
    assert page.locator("#gb-thread .gb-exchange").count() == 0
    page.fill("#gb-plan-0 textarea", QUESTION)
    page.click("#gb-plan-search")
    page.wait_for_selector("#gb-thread .gb-answer")
    page.locator("#gb-thread .gb-fold summary").first.click()
    assert "plan that you edited" in page.inner_text("#gb-thread .gb-steps")
    assert not page.is_visible("#gb-plan")
