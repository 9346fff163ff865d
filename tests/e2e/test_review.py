"""A real browser reviews an answer: accepts, edits, rejects, and finds it all again after a reload."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.e2e.test_browser import CHROMIUM, FLAGS, a_report
from tests.e2e.test_browser import address as address

pytestmark = [
    pytest.mark.browser,
    pytest.mark.skipif(CHROMIUM is None, reason="no Chromium on this machine"),
    pytest.mark.timeout(240),
]


def test_an_answer_is_reviewed_and_final(address: str, tmp_path: Path) -> None:
    from playwright.sync_api import sync_playwright

    faults: list[str] = []
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        page = browser.new_page(viewport={"width": 1440, "height": 900}, accept_downloads=True)
        page.set_default_timeout(90_000)
        page.on("pageerror", lambda error: faults.append(str(error)))
        page.goto(address)
        page.get_by_role("tab", name="Library").click()
        page.set_input_files("#gb-drop input[type=file]", a_report(tmp_path / "methane.pdf"))
        page.wait_for_selector("#gb-uploads .gb-outcomes .gb-yes")
        page.get_by_role("tab", name="Ask").click()
        page.fill("#gb-question textarea", "How should Ruritania cut methane from oil and gas?")
        page.keyboard.press("Enter")
        page.wait_for_selector("#gb-thread .gb-filled")
        assert page.inner_text(".gb-rv-badge") == "Draft – not reviewed"
        assert not page.is_visible(".gb-rv [data-act=accept]")

        page.click(".gb-rv-toggle")
        first = page.locator(".gb-rv", has=page.locator("[data-act=accept]")).first
        first.locator("[data-act=accept]").click()
        assert page.inner_text(".gb-rv-said").startswith("Write your name first")
        page.fill(".gb-rv-who input", "Amina <b>K.")
        first.locator("[data-act=edit]").click()
        first.locator("textarea").fill("Ruritania should cut methane by 93 per cent before 2031.")
        first.locator("[data-act=send]").first.click()
        page.wait_for_selector(".gb-rv-form .gb-rv-wrong:not(:empty)")
        assert "do not support" in first.locator(".gb-rv-wrong").first.inner_text()
        page.keyboard.press("Escape")
        first.focus()
        page.keyboard.press("a")
        page.wait_for_selector(".gb-rv-is-accept")
        assert "Accepted by Amina <b>K." in page.inner_text(".gb-rv-is-accept .gb-rv-state")
        if page.is_visible(".gb-rv-all"):
            page.click(".gb-rv-all")
        page.wait_for_selector(".gb-rv-final")

        page.reload()
        page.wait_for_selector(".gb-rv-final")
        with page.expect_download() as download:
            page.click("a.gb-export[href$='/md']")
        assert "Final – accepted by Amina" in Path(download.value.path()).read_text("utf-8")
        assert page.locator("#gb-thread form, #gb-thread img").count() == 0
        browser.close()
    assert not faults, faults
