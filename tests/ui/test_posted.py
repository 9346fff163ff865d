"""A posted body names uploaded files alone, and is of bounded size."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import PlainTextResponse
from starlette.routing import Route
from starlette.testclient import TestClient

from ui.posted import JOIN, MOST_BYTES, OnlyUploads, names_only_uploads

FILE = {"meta": {"_type": "gradio.FileData"}}


async def count(request: Request) -> PlainTextResponse:
    return PlainTextResponse(str(len(await request.body())))


@pytest.fixture
def client(tmp_path: Path) -> TestClient:
    routes = [Route(JOIN, count, methods=["POST"]), Route("/upload", count, methods=["POST"])]
    return TestClient(OnlyUploads(Starlette(routes=routes), tmp_path / "uploads"))


def body(path: object) -> str:
    return json.dumps({"data": [[{"path": path, **FILE}]], "fn_index": 9})


def test_an_uploaded_file_and_a_question_pass_whole(client: TestClient, tmp_path: Path) -> None:
    upload = body(str(tmp_path / "uploads" / "5a" / "report.pdf"))
    question = json.dumps({"data": ["x" * 100_000, None, [], ""]})
    for sent in (upload, question, body(None)):
        assert client.post(JOIN, content=sent).text == str(len(sent))


@pytest.mark.parametrize(
    "path",
    [
        "/etc/passwd",
        "/etc/ssl/report.pdf",
        "report.pdf",
        "https://evil.example/report.pdf",
        "http://127.0.0.1:9/report.pdf",
        "file:///etc/passwd",
        "{uploads}",
        "{uploads}/../report.pdf",
        "{uploads}-other/report.pdf",
        "{uploads}/a\0.pdf",
        "",
        7,
        ["/etc/passwd"],
        {"path": "/etc/passwd"},
    ],
)
def test_any_other_file_or_address_is_refused(client: TestClient, tmp_path: Path, path: object) -> None:
    uploads = str(tmp_path / "uploads")
    sent = path.replace("{uploads}", uploads) if isinstance(path, str) else path
    assert client.post(JOIN, content=body(sent)).status_code == 403


def test_a_link_in_the_folder_leads_nowhere_else(client: TestClient, tmp_path: Path) -> None:
    (tmp_path / "uploads").mkdir()
    (tmp_path / "uploads" / "a.pdf").symlink_to("/etc/passwd")
    assert client.post(JOIN, content=body(str(tmp_path / "uploads" / "a.pdf"))).status_code == 403


@pytest.mark.parametrize("sent", [b"", b"{", b"\xff\xfe", b"[" * 100_000])
def test_what_is_no_json_is_refused(sent: bytes, tmp_path: Path) -> None:
    assert not names_only_uploads(sent, tmp_path)


def test_a_body_is_bounded_and_other_routes_are_not_read(client: TestClient) -> None:
    large = b'"' + b"x" * MOST_BYTES + b'"'
    assert client.post(JOIN, content=large).status_code == 413
    assert client.post("/upload", content=large).text == str(len(large))
