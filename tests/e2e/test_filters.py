"""The drawer of limits in a real browser: counts, chips, how much passes, and what nothing passes."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.e2e.test_browser import CHROMIUM, FLAGS, a_report, address

__all__ = ["address"]
pytestmark = [
    pytest.mark.browser,
    pytest.mark.skipif(CHROMIUM is None, reason="no Chromium on this machine"),
    pytest.mark.timeout(240),
]


def test_limits_are_chosen_counted_shown_and_lifted(address: str, tmp_path: Path) -> None:
    from playwright.sync_api import sync_playwright

    faults: list[str] = []
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        page = browser.new_page(viewport={"width": 390, "height": 844})
        page.set_default_timeout(90_000)
        page.on("pageerror", lambda error: faults.append(str(error)))
        page.goto(address)
        page.get_by_role("tab", name="Library").click()
        page.set_input_files("#gb-drop input[type=file]", a_report(tmp_path / "methane.pdf"))
        page.wait_for_selector("#gb-uploads .gb-outcomes .gb-yes")
        page.get_by_role("tab", name="Ask").click()
        page.click("#gb-filters > button")
        page.click("#gb-filter-languages input")
        option = page.get_by_role("option", name="English")
        assert "1 document, " in option.inner_text()
        option.click()
        page.keyboard.press("Escape")
        page.locator("#gb-match", has_text="in 1 document match").wait_for()
        page.get_by_label("From year").fill("2090")
        page.locator("#gb-match", has_text="2090").wait_for()
        page.get_by_label("From year").fill("")
        chip = page.locator("#gb-chosen label", has_text="English")
        chip.wait_for()
        page.fill("#gb-question textarea", "By how much should Ruritania cut methane before 2031?")
        page.click("#gb-ask")
        page.wait_for_selector(".gb-done")
        assert "Searched only in: English" in page.inner_text(".gb-exchange")
        assert "63 per cent" in page.inner_text(".gb-answer")
        chip.click()
        page.wait_for_selector("#gb-chosen", state="hidden")
        page.fill("#gb-question textarea", "k")
        page.click("#gb-ask")
        page.wait_for_selector(".gb-trouble")
        assert "One letter" in page.inner_text(".gb-trouble")
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
        browser.close()
    assert not faults
