"""A real browser labels sentences of a library by keys, and corrects a reading from the chip of an answer."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from tests.e2e.test_browser import CHROMIUM, FACT, FLAGS, a_report
from tests.e2e.test_browser import address as address

pytestmark = [
    pytest.mark.browser,
    pytest.mark.skipif(CHROMIUM is None, reason="no Chromium on this machine"),
    pytest.mark.timeout(240),
]
QUESTION = "How should Ruritania cut methane from oil and gas?"


def kept(library: Path, task: str) -> list[dict[str, Any]]:
    path = library / "labels" / f"{task}.jsonl"
    return [json.loads(line) for line in path.read_text("utf-8").splitlines()] if path.is_file() else []


def test_sentences_are_labelled_by_keys_and_a_reading_is_corrected(address: str, tmp_path: Path) -> None:
    from playwright.sync_api import sync_playwright

    library, faults = tmp_path / "library", list[str]()
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        page = browser.new_page(viewport={"width": 1280, "height": 900}, locale="en")
        page.set_default_timeout(60_000)
        page.on("pageerror", lambda error: faults.append(str(error)))
        page.on("console", lambda said: faults.append(said.text) if "Content Security" in said.text else None)
        page.goto(address)
        page.get_by_role("tab", name="Library").click()
        page.set_input_files("#gb-drop input[type=file]", a_report(tmp_path / "methane.pdf"))
        page.wait_for_selector("#gb-uploads .gb-outcomes .gb-yes")

        page.get_by_role("tab", name="Tool models").click()
        page.get_by_role("button", name="Label sentences of your library").click()
        page.get_by_role("textbox", name="Your name").fill("Amina")
        page.get_by_label("What to label").click()
        page.get_by_role("option", name="outlook:").click()
        page.get_by_role("button", name="Show the least certain").click()
        region = page.get_by_role("group", name="Sentence to label")
        page.wait_for_function("() => document.activeElement.id === 'gb-label'")
        asked = page.locator(".gb-label-text").inner_text()
        suggested = page.locator(".gb-suggests strong").inner_text()
        assert page.get_by_text("Enter accepts what is chosen").is_visible()
        page.keyboard.press("Enter")
        page.wait_for_selector(".gb-label-top:has-text('Sentence 2 of')")
        (first,) = kept(library, "outlook")
        assert (" ".join(first["text"].split()), first["label"]) == (" ".join(asked.split()), suggested)
        assert first["who"] == "Amina"
        assert first["when"]

        page.wait_for_function("() => document.activeElement.id === 'gb-label'")
        told = page.locator("#gb-spoken").inner_text()
        assert "Sentence 2 of" in told
        page.keyboard.press("3")
        page.wait_for_selector("#gb-label-card:has-text('2 labelled')")
        assert kept(library, "outlook")[1]["label"] == "opportunity"
        page.wait_for_function("() => document.activeElement.id === 'gb-label'")
        page.keyboard.press("u")
        page.wait_for_selector("#gb-label-card:has-text('1 labelled')")
        assert kept(library, "outlook") == [first]
        page.keyboard.press("s")
        page.wait_for_selector("#gb-label :is(.gb-label-top:has-text('Sentence 3 of'), .gb-done)")
        page.get_by_role("textbox", name="Your name").press("s")  # a letter in the name is no key
        page.get_by_role("button", name="Use these labels in the training below").click()
        page.wait_for_selector("text=1 label of your own")
        page.wait_for_selector("#gb-tasks :text('outlook')")
        page.click("#gb-look")
        page.wait_for_selector("#gb-look-shown table")
        assert region.count() == 1

        page.get_by_role("tab", name="Ask").click()
        page.fill("#gb-question textarea", QUESTION)
        page.keyboard.press("Enter")
        page.wait_for_selector("#gb-thread .gb-answer")
        chip = page.locator("#gb-thread .gb-tool-policy").first
        chip.locator("summary").click()
        with page.expect_popup() as opened:
            chip.get_by_role("link", name="Not right? Correct it").click()
        form = opened.value
        assert FACT in " ".join(form.locator("blockquote").inner_text().split())
        assert form.get_by_role("textbox", name="Your name").input_value() == "Aminas"
        form.get_by_role("radio", name="aspiration").check()
        form.get_by_role("button", name="Keep this label").click()
        assert "Kept: aspiration. By Aminas" in form.get_by_role("status").inner_text()
        browser.close()
    (row,) = kept(library, "commitment")
    assert (row["label"], row["who"]) == ("aspiration", "Aminas")
    assert not faults, faults
