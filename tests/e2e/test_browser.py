"""A real browser over the real server and the real assistant: upload, ask, see the page, take the brief."""

from __future__ import annotations

import io
import os
import shutil
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
import zipfile
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from fpdf import FPDF
from PIL import Image

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
ROOT = Path(__file__).resolve().parents[2]
MARKUP = "<img src=https://evil.example/x> ![x](https://evil.example/y) <b>bold</b>"
TITLE = "Methane plan of Ruritania <img src=https://evil.example/t>"
FACT = "Ruritania should cut methane from oil and gas by 63 per cent before 2031 to protect public health."
MOST_START_S = 60

pytestmark = [
    pytest.mark.browser,
    pytest.mark.skipif(CHROMIUM is None, reason="no Chromium on this machine"),
    pytest.mark.timeout(240),
]


def a_report(path: Path) -> Path:
    """One page that answers a question, and carries mark-up that must stay text."""
    pdf = FPDF()
    pdf.set_title(TITLE)
    pdf.add_page()
    pdf.set_font("Helvetica", size=12)
    for text in (
        TITLE,
        FACT,
        "The government of Ruritania adopted this methane plan in 2024 after two years of work.",
        f"Leaks of methane must be measured every quarter in Ruritania {MARKUP}.",
    ):
        pdf.multi_cell(0, 8, text, new_x="LMARGIN", new_y="NEXT")
    pdf.output(str(path))
    return path


@pytest.fixture
def address(tmp_path: Path) -> Iterator[str]:
    """The address of a server of its own, over an empty library."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    environ = {
        **{key: value for key, value in os.environ.items() if not key.startswith("GLOBALBRAIN_")},
        "GLOBALBRAIN_LIBRARY": str(tmp_path / "library"),
        "XDG_CONFIG_HOME": str(tmp_path / "config"),
    }
    log = (tmp_path / "server.log").open("wb")
    command = [sys.executable, "-m", "ui", "serve", "--port", str(port)]
    server = subprocess.Popen(command, cwd=ROOT, env=environ, stdout=log, stderr=log)
    url = f"http://127.0.0.1:{port}"
    try:
        _until_ready(server, url, tmp_path / "server.log")
        yield url
    finally:
        server.terminate()
        try:
            server.wait(15)
        except subprocess.TimeoutExpired:
            server.kill()
            server.wait()
        log.close()


def _until_ready(server: subprocess.Popen[bytes], url: str, log: Path) -> None:
    end = time.monotonic() + MOST_START_S
    while time.monotonic() < end:
        assert server.poll() is None, log.read_text("utf-8", "replace")
        try:
            with urllib.request.urlopen(f"{url}/health", timeout=2) as answer:  # noqa: S310 - our own address
                if answer.status == 200:
                    return
        except (urllib.error.URLError, TimeoutError, ConnectionError):
            time.sleep(0.1)
    raise AssertionError(f"not ready after {MOST_START_S} s")


def test_from_a_pdf_to_a_word_file(address: str, tmp_path: Path) -> None:
    from playwright.sync_api import sync_playwright

    asked: list[str] = []
    faults: list[str] = []
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        page = browser.new_page(viewport={"width": 1440, "height": 900}, accept_downloads=True)
        page.set_default_timeout(90_000)
        page.on("request", lambda request: asked.append(request.url))
        page.on("pageerror", lambda error: faults.append(str(error)))
        page.on("console", lambda said: faults.append(said.text) if "Content Security" in said.text else None)
        page.goto(address)
        page.get_by_role("tab", name="Library").click()
        page.set_input_files("#gb-drop input[type=file]", a_report(tmp_path / "<b>methane.pdf"))
        page.wait_for_selector("#gb-uploads .gb-outcomes .gb-yes")
        assert "1 document added" in page.inner_text("#gb-uploads")
        page.wait_for_selector("#gb-table td")
        assert "<img src=" in page.inner_text("#gb-table")

        page.get_by_role("tab", name="Ask").click()
        page.fill("#gb-question textarea", "How should Ruritania cut methane from oil and gas?")
        page.keyboard.press("Enter")
        page.wait_for_selector("#gb-thread .gb-answer")
        shown = page.inner_text("#gb-thread")
        assert "63 per cent" in shown
        page.locator("#gb-thread p.gb-claim", has_text="63 per cent").first.locator("a.gb-cite").first.click()
        picture = page.wait_for_selector(".gb-card.gb-now a.gb-picture.gb-loaded img")
        assert picture
        assert "63 per cent" in page.inner_text(".gb-card.gb-now blockquote")
        image = page.request.get(address + str(picture.get_attribute("src"))).body()
        assert _marked(image) > 500

        with page.expect_download() as download:
            page.click("a.gb-export[href$='/docx']")
        word = zipfile.ZipFile(download.value.path())
        assert "63 per cent" in word.read("word/document.xml").decode()

        page.get_by_role("tab", name="Tool models").click()
        page.wait_for_selector("#gb-run h2")
        page.click("#gb-start")
        page.wait_for_selector("#gb-look-shown .gb-trouble")
        assert "Choose a task first" in page.inner_text("#gb-look-shown")

        for banned in ("img[src*=evil]", "#gb-thread img", "#gb-thread form", "#gb-thread style", "iframe"):
            assert page.locator(banned).count() == 0
        browser.close()
    foreign = [u for u in asked if urlsplit(u).scheme in {"http", "https"} and not u.startswith(address)]
    assert not foreign, foreign
    assert not faults, faults


def _marked(png: bytes) -> int:
    """How many pixels of a picture are yellow, as marked words are."""
    picture = Image.open(io.BytesIO(png)).convert("RGB")
    pixels = picture.get_flattened_data() if hasattr(picture, "get_flattened_data") else picture.getdata()
    return sum(1 for r, g, b in pixels if r > 200 and g > 180 and b < 170)


def test_the_keyboard_a_screen_reader_and_a_phone_find_everything(address: str, tmp_path: Path) -> None:
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        page = browser.new_page(viewport={"width": 390, "height": 844}, locale="fr")
        page.set_default_timeout(90_000)
        page.goto(address)
        page.get_by_role("tab", name="Bibliothèque").click()
        page.set_input_files("#gb-drop input[type=file]", a_report(tmp_path / "methane.pdf"))
        page.wait_for_selector("#gb-uploads .gb-outcomes .gb-yes")
        page.get_by_role("tab", name="Question").click()
        line = page.get_by_role("textbox", name="Votre question")
        line.fill("How should Ruritania cut methane from oil and gas?")
        line.press("Enter")
        page.wait_for_selector("#gb-thread .gb-answer")
        assert page.locator("h1").inner_text() == "Global Brain"
        assert page.get_by_role("heading", level=2, name="How should Ruritania").count() == 1
        page.wait_for_selector("#gb-spoken:has-text('63 per cent')", state="attached")

        asking = page.locator("#gb-composer").bounding_box()
        assert asking
        assert asking["y"] + asking["height"] <= 844 + 1  # in sight, however long the answer is
        assert page.evaluate("() => document.documentElement.scrollWidth") == 390

        mark = page.get_by_role("link", name="Citation 1: ").first
        mark.focus()
        mark.press("Enter")
        page.wait_for_selector(".gb-card.gb-now a.gb-picture.gb-loaded img")
        said = page.locator("#gb-spoken").inner_text()
        assert "Page 1" in said
        page.locator("a.gb-back:visible").click()
        assert page.evaluate("() => document.activeElement.className").startswith("gb-cite")
        browser.close()
