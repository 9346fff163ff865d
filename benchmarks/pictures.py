"""Take the pictures of the documentation from the running product, on the starter library.

    python -m benchmarks.pictures [--only chat|exports] [--library FOLDER]

Needs Chromium, LibreOffice and poppler-utils.
"""

from __future__ import annotations

import argparse
import shutil
import socket
import subprocess
import tempfile
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from PIL import Image
from playwright.sync_api import Page, sync_playwright

from benchmarks.ingestion import GLOBALBRAIN, OFFLINE
from benchmarks.latency import starter
from benchmarks.measure import run
from benchmarks.report import ROOT

PICTURES = ROOT / "docs" / "pictures"
QUESTION = "What does the Paris Agreement say about limiting warming?"
NO_ANSWER = "How many electric buses did Lima buy in 2023?"
MOST_BYTES = 400_000
WAIT_MS = 180_000
CHROMIUM_FLAGS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)


def tool(name: str) -> str:
    """Return the path of a program; SystemExit says which one is missing."""
    path = shutil.which(name)
    if path is None:
        raise SystemExit(f"{name} is not installed")
    return path


def free_port() -> int:
    """Return a port of 127.0.0.1 that nothing listens on."""
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        return int(listener.getsockname()[1])


@contextmanager
def serving(library: Path) -> Iterator[str]:
    """Yield the address of a running chat over ``library``; it ends with the block."""
    port = free_port()
    command = [GLOBALBRAIN, "--library", str(library), "serve", "--port", str(port)]
    with subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) as server:
        try:
            _wait(port, server)
            yield f"http://127.0.0.1:{port}"
        finally:
            server.terminate()


def _wait(port: int, server: subprocess.Popen[bytes]) -> None:
    for _ in range(600):
        if server.poll() is not None:
            raise SystemExit("the server ended before it listened")
        try:
            with urllib.request.urlopen(f"http://127.0.0.1:{port}/health", timeout=5):
                return
        except OSError:
            time.sleep(0.1)
    raise SystemExit("the server did not answer within a minute")


def slim(path: Path) -> Path:
    """Rewrite a PNG with a palette, smaller until it is under 400 kB; return its path."""
    with Image.open(path) as picture:
        full = picture.convert("RGB")
    for colours in (256, 128, 64):
        full.quantize(colours, dither=Image.Dither.NONE).save(path, optimize=True)
        if path.stat().st_size <= MOST_BYTES:
            return path
    full.resize((full.width * 2 // 3, full.height * 2 // 3)).quantize(64).save(path, optimize=True)
    return path


def shoot(page: Page, name: str) -> None:
    """Write one picture of the window."""
    path = PICTURES / f"{name}.png"
    page.screenshot(path=path)
    slim(path)


def first_page(document: Path, name: str) -> None:
    """Write a picture of the first page of a DOCX or PDF."""
    with tempfile.TemporaryDirectory() as folder:
        pdf = document
        if document.suffix == ".docx":
            run([tool("soffice"), "--headless", "--convert-to", "pdf", "--outdir", folder, str(document)])
            pdf = Path(folder) / f"{document.stem}.pdf"
        target = PICTURES / name
        run(
            [tool("pdftoppm"), "-png", "-r", "80", "-f", "1", "-l", "1", "-singlefile", str(pdf), str(target)]
        )
    slim(PICTURES / f"{name}.png")


def exports(library: Path, folder: Path) -> None:
    """Export one brief and picture it in Word's and the PDF's form."""
    for ending in ("docx", "pdf"):
        target = folder / f"brief.{ending}"
        run([GLOBALBRAIN, "--library", str(library), "brief", QUESTION, "--out", str(target)], env=OFFLINE)
        first_page(target, f"brief-{ending}")


def chat(library: Path) -> None:
    """Picture an answer with its evidence, a refusal, and the library."""
    with serving(library) as address, sync_playwright() as play:
        browser = play.chromium.launch(executable_path=tool("chromium"), args=list(CHROMIUM_FLAGS))
        page = browser.new_page(viewport={"width": 1360, "height": 860}, color_scheme="light")
        page.goto(address)
        _ask(page, QUESTION)
        page.locator("a.gb-cite").first.click()
        page.wait_for_function(PAGE_IS_DRAWN, timeout=WAIT_MS)
        shoot(page, "chat")
        page.locator("#gb-new").click()
        page.locator(".gb-exchange").first.wait_for(state="detached", timeout=WAIT_MS)
        _ask(page, NO_ANSWER)
        page.wait_for_function(PAGE_IS_DRAWN, timeout=WAIT_MS)
        shoot(page, "refusal")
        page.get_by_role("tab").nth(1).click()
        page.locator("#gb-table table").wait_for(timeout=WAIT_MS)
        shoot(page, "library")
        browser.close()


PAGE_IS_DRAWN = """() => [...document.querySelectorAll('#gb-panel img')]
    .some((i) => i.offsetParent && i.complete && i.naturalWidth > 100)"""


def _ask(page: Page, question: str) -> None:
    page.locator("#gb-question textarea").fill(question)
    page.locator("#gb-ask").click()
    page.locator(".gb-exchange.gb-done").wait_for(timeout=WAIT_MS)


def main() -> None:
    """Take every picture, or some."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--only", choices=("chat", "exports"))
    parser.add_argument("--library", type=Path, help="one that holds the starter library; else made afresh")
    choice = parser.parse_args()
    PICTURES.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as name:
        library = choice.library or starter(Path(name) / "library")
        if choice.only != "exports":
            chat(library)
        if choice.only != "chat":
            exports(library, Path(name))


if __name__ == "__main__":
    main()
