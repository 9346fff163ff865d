"""The whole application, Gradio included, over a fake assistant."""

from __future__ import annotations

import re
import socket
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from fastapi import FastAPI
from starlette.testclient import TestClient

from agents.assistant import Evidence, LibraryError, UnknownDocumentError
from tests.ui.conftest import FakeAssistant
from ui.access import SESSION_COOKIE, Access, host_check
from ui.desk import Desk, Limits
from ui.errors import ServeError
from ui.export import Format
from ui.middleware import GRADIO_ROUTES, OWN_ROUTES, Guard
from ui.pages import routes
from ui.server import build, serve, warm
from ui.shelf import Shelf

TOKEN = "a-token-of-some-length"


@pytest.fixture(scope="module")
def library(tmp_path_factory: pytest.TempPathFactory) -> FakeAssistant:
    assistant = FakeAssistant(folder=tmp_path_factory.mktemp("originals"))
    for document in assistant.documents():
        assistant.original(document.id).write_bytes(b"%PDF-1.7 pretended")
    return assistant


@pytest.fixture(scope="module")
def application(library: FakeAssistant) -> Guard:
    return build(library)


@pytest.fixture
def page(application: Guard) -> Iterator[TestClient]:
    with TestClient(application, base_url="http://localhost") as client:
        yield client


@pytest.fixture
def document_id(library: FakeAssistant) -> str:
    return library.documents()[0].id


def test_the_page_opens_with_its_policy_and_asks_nobody_else(page: TestClient) -> None:
    answer = page.get("/")
    assert answer.status_code == 200
    assert "script-src 'self' 'unsafe-inline'" in answer.headers["content-security-policy"]
    sources = re.findall(r"""(?:src|href)=["'](https?:[^"']+)""", answer.text)
    assert not sources
    assert page.get("/health").json() == {"status": "ok"}


def test_the_route_inventory_holds_nothing_unknown(library: FakeAssistant) -> None:
    """A new route is a decision: it is listed here, in ui/middleware.py and in docs/security.md."""
    listed: list[Any] = list(routes(library, Shelf(), Access(None)).routes)
    ours = {route.path for route in listed}
    assert ours == {
        "/health",
        "/gb/{name}",
        "/login",
        "/language/{code}",
        "/exports/{name}/{kind}",
        "/conversations/{conversation}/{kind}",
        "/pages/{document_id}/{number}.png",
        "/documents/{document_id}/pages/{number}",
        "/documents/{document_id}/original",
        "/models/{model}",
        "/label/{task}/{document}/{number}/{span}",
        "/reviews/{name}",
    }
    assert len(OWN_ROUTES) == 13
    assert len(GRADIO_ROUTES) == 6


@pytest.mark.parametrize(
    "path", ["/gb/app.js", "/gb/label.js", "/gb/review.js", "/gb/page.css", "/gb/icon.svg"]
)
def test_assets_are_served(page: TestClient, path: str) -> None:
    assert page.get(path).status_code == 200
    assert page.get("/gb/app.css").status_code == 404


def test_a_page_picture_is_drawn_with_its_words(page: TestClient, document_id: str) -> None:
    answer = page.get(f"/pages/{document_id}/3.png?spans=10-40,50-60")
    assert answer.status_code == 200
    assert answer.headers["content-type"] == "image/png"
    assert answer.content.startswith(b"\x89PNG")


@pytest.mark.parametrize(
    ("path", "status"),
    [
        ("/pages/ffffffffffff/1.png", 404),
        ("/pages/{id}/1.png?spans=10-999999", 404),
        ("/pages/{id}/1.png?spans=40-10", 400),
        ("/pages/{id}/1.png?spans=../../x", 400),
        ("/pages/{id}/1.png?spans=" + ",".join(["1-2"] * 40), 400),
        ("/pages/{id}/1.png?width=90000", 400),
        ("/pages/{id}/0x1.png", 403),
        ("/pages/gap-report.pdf/1.png", 403),
        ("/documents/{id}/pages/99999", 404),
        ("/documents/{id}/pages/0", 404),
        ("/documents/ffffffffffff/original", 404),
        ("/exports/" + "a" * 32 + "/docx", 404),
        ("/exports/../docx", 404),
    ],
)
def test_what_is_not_in_the_library_is_not_there(
    page: TestClient, document_id: str, path: str, status: int
) -> None:
    answer = page.get(path.format(id=document_id))
    assert answer.status_code in {status, 403}
    assert "/" not in answer.text


def test_the_reading_page_runs_nothing(page: TestClient, document_id: str) -> None:
    answer = page.get(f"/documents/{document_id}/pages/3?spans=1-9")
    assert answer.status_code == 200
    assert "script" not in answer.headers["content-security-policy"]
    assert "default-src 'none'" in answer.headers["content-security-policy"]
    assert "<script" not in answer.text
    assert "Page 3 of" in answer.text


def test_an_original_is_a_download(page: TestClient, document_id: str) -> None:
    answer = page.get(f"/documents/{document_id}/original")
    assert answer.content.startswith(b"%PDF-")
    assert answer.headers["content-disposition"].startswith("attachment")
    assert "sandbox" in answer.headers["content-security-policy"]


@pytest.mark.parametrize("format", list(Format))
def test_a_brief_is_exported_to_its_owner_alone(library: FakeAssistant, format: Format) -> None:
    shelf = Shelf()
    application = _with(library, shelf)
    _, work = Desk(library, shelf).ask("a" * 32, "How much methane?", (), Limits())
    *_, last = work.watch()
    address = f"/exports/{last.name}/{format.value}"
    with TestClient(application, base_url="http://localhost") as client:
        mine = client.get(address, headers={"cookie": f"{SESSION_COOKIE}={'a' * 32}"})
        assert mine.status_code == 200
        assert len(mine.content) > 50
        assert f".{format.value}" in mine.headers["content-disposition"]
        assert client.get(address, headers={"cookie": f"{SESSION_COOKIE}={'b' * 32}"}).status_code == 404
        assert client.get(address).status_code == 404


def test_with_a_token_the_page_opens_only_after_signing_in(library: FakeAssistant) -> None:
    ours = {"sec-fetch-site": "same-origin"}
    with TestClient(build(library, "0.0.0.0", TOKEN), base_url="http://127.0.0.1") as client:  # noqa: S104
        assert client.get("/").status_code == 401
        assert client.get("/documents/x/original").status_code in {401, 403}
        assert client.post("/login", data={"token": "wrong"}, headers=ours).status_code == 401
        assert client.get("/").status_code == 401
        assert client.post("/login", data={"token": TOKEN}).status_code == 403
        answer = client.post("/login", data={"token": TOKEN}, headers=ours, follow_redirects=False)
        assert answer.status_code == 303
        assert "HttpOnly" in answer.headers["set-cookie"]
        assert client.get("/").status_code == 200
        for _ in range(5):
            last = client.post("/login", data={"token": "wrong"}, headers=ours)
        assert last.status_code == 429


def test_other_machines_are_not_served_without_a_token(library: FakeAssistant) -> None:
    with pytest.raises(ServeError, match="GLOBALBRAIN_TOKEN"):
        build(library, "0.0.0.0")  # noqa: S104
    with pytest.raises(ServeError, match="GLOBALBRAIN_TOKEN"):
        serve(library, "0.0.0.0", 7860, None)  # noqa: S104


def test_a_taken_port_is_told_at_once(library: FakeAssistant) -> None:
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        with pytest.raises(ServeError, match="--port"):
            serve(library, "127.0.0.1", other.getsockname()[1])


class ReadyError(Exception):
    """Ends a server before it takes its first request."""


@pytest.mark.parametrize("host", ["127.0.0.1", "::1"])
def test_the_address_is_told_once_the_page_can_be_opened(library: FakeAssistant, host: str) -> None:
    told: list[str] = []

    def ready(address: str) -> None:
        told.append(address)
        with socket.create_connection((host, port), timeout=5):
            raise ReadyError

    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family) as free:
        try:
            free.bind((host, 0))
        except OSError:
            pytest.skip(f"this machine has no {host}")
        port = free.getsockname()[1]
    with pytest.raises(ReadyError):
        serve(library, host, port, ready=ready)
    assert told == [f"http://{'[::1]' if ':' in host else host}:{port}/"]


def _with(library: FakeAssistant, shelf: Shelf) -> Guard:
    """Our own routes alone, over a shelf that the test has in hand."""
    access = Access(None)
    app = FastAPI()
    app.include_router(routes(library, shelf, access))
    return Guard(app, access, host_check("127.0.0.1"))


def test_the_library_is_warmed_and_a_missing_one_is_no_fault(library: FakeAssistant) -> None:
    warm(library)
    assert library.searched
    warm(Missing())


class Missing(FakeAssistant):
    def search(self, query: str, *, k: int = 10) -> tuple[Evidence, ...]:
        raise LibraryError("the library", "there is none", "Ingest something.")


def test_a_file_of_the_server_cannot_be_named_as_an_upload(page: TestClient, tmp_path: Path) -> None:
    (tmp_path / "private.pdf").write_bytes(b"%PDF-1.7")
    for path in (str(tmp_path / "private.pdf"), "https://evil.example/x.pdf"):
        named = {"path": path, "meta": {"_type": "gradio.FileData"}}
        joined = {"data": [[named]], "fn_index": 9, "session_hash": "a1"}
        headers = {"Origin": "http://localhost"}
        assert page.post("/gradio_api/queue/join", json=joined, headers=headers).status_code == 403


def test_the_reading_page_has_the_text_for_who_cannot_see_the_picture(
    page: TestClient, document_id: str
) -> None:
    answer = page.get(f"/documents/{document_id}/pages/3?spans=1-9")
    assert "<mark>xxxxxxxx</mark>" in answer.text
    assert 'alt="Picture of page 3"' in answer.text
    assert "<mark>" not in page.get(f"/documents/{document_id}/pages/3").text


def test_a_page_without_text_can_be_looked_at(
    page: TestClient, library: FakeAssistant, document_id: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    def unread(document_id: str, number: int) -> None:
        raise UnknownDocumentError(document_id, f"no text was read on page {number}", "Look at another.")

    monkeypatch.setattr(library, "page", unread)
    assert page.get(f"/pages/{document_id}/2.png").status_code == 200
    assert page.get(f"/pages/{document_id}/2.png?spans=1-2").status_code == 404
    shown = page.get(f"/documents/{document_id}/pages/2")
    assert shown.status_code == 200
    assert "<details>" not in shown.text
