"""Every request is checked: host, route, origin, token; every answer carries the headers."""

from __future__ import annotations

from urllib.parse import unquote

import pytest
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import HTMLResponse, PlainTextResponse, Response
from starlette.routing import Route
from starlette.testclient import TestClient
from starlette.websockets import WebSocketDisconnect

from ui.access import SESSION_COOKIE, Access, host_check
from ui.middleware import Guard, is_allowed_route

FOREIGN_HOSTS = (
    "evil.example",
    "evil.example:7860",
    "127.0.0.1.nip.io",
    "localhost.evil.example",
    "evil.example#127.0.0.1",
    "127.0.0.1@evil.example",
    "127.0.0.2",
    "0.0.0.0",  # noqa: S104
    "192.168.1.10:7860",
    "[::2]",
    "localhost.",
    "local host",
    "",
    "xn--lcalhost-9za",
    "169.254.169.254",
)
FOREIGN_ORIGINS = (
    "null",
    "http://evil.example",
    "https://evil.example",
    "http://localhost:7860",
    "http://127.0.0.1:1",
    "http://127.0.0.1.nip.io",
    "http://testserver.evil.example",
    "file://",
    "chrome-extension://abc",
    "http://[::1]",
)
URL_FETCHES = (
    "/gradio_api/file=https://evil.example/x",
    "/gradio_api/file=http://evil.example/x",
    "/gradio_api/file=%68ttps://evil.example/x",
    "/gradio_api/file%3dhttps://evil.example/x",
    "/gradio_api//file=https://evil.example/x",
    "/gradio_api/./file=https://evil.example/x",
    "//gradio_api/file=https:%2f%2fevil.example",
    "/gradio_api/FILE=https://evil.example/x",
    "/file=https://evil.example/x",
    "/gradio_api/proxy=https://evil.example/x",
    "/proxy=https://evil.example/x",
    "/gradio_api/%70roxy=https://evil.example",
    "/gradio_api/%2570roxy=https://evil.example",
    "/gradio_api/file=/etc/passwd",
    "/gradio_api/stream/../file=https://evil.example",
    "/assets/..%2f..%2fgradio_api/file=http://evil.example",
    "/assets/\\..\\gradio_api/proxy=http://evil.example",
)
UNNEEDED = (
    ("POST", "/gradio_api/cancel"),
    ("POST", "/gradio_api/reset"),
    ("POST", "/gradio_api/run/predict"),
    ("POST", "/gradio_api/api/predict"),
    ("POST", "/gradio_api/call/work"),
    ("POST", "/gradio_api/component_server"),
    ("GET", "/gradio_api/token"),
    ("GET", "/gradio_api/app_id"),
    ("GET", "/gradio_api/app_id/"),
    ("GET", "/gradio_api/startup-events"),
    ("GET", "/gradio_api/deep_link"),
    ("GET", "/gradio_api/info"),
    ("GET", "/gradio_api/runs"),
    ("GET", "/monitoring"),
    ("GET", "/monitoring/summary"),
    ("GET", "/openapi.json"),
    ("GET", "/docs"),
    ("GET", "/logout"),
    ("GET", "/svelte/x.js"),
    ("GET", "/custom_component/1/client/x/y.js"),
    ("TRACE", "/"),
    ("OPTIONS", "/gradio_api/upload"),
    ("PUT", "/"),
    ("DELETE", "/gradio_api/queue/join"),
    ("CONNECT", "/"),
)
OURS = {"sec-fetch-site": "same-origin", "origin": "http://localhost"}


def client(token: str | None = None, host: str = "127.0.0.1", base: str = "http://localhost") -> TestClient:
    def page(_: Request) -> Response:
        return HTMLResponse("<p>page", headers={"Access-Control-Allow-Origin": "*"})

    def text(_: Request) -> Response:
        return PlainTextResponse("done", headers={"access-control-allow-credentials": "true"})

    paths = ("/gradio_api/upload", "/gradio_api/queue/join", "/login", "/health", "/config")
    routes = [Route("/", page), *(Route(path, text, methods=["GET", "POST"]) for path in paths)]
    guard = Guard(Starlette(routes=routes), Access(token), host_check(host))
    return TestClient(guard, base_url=base)


@pytest.mark.parametrize("host", FOREIGN_HOSTS)
def test_a_foreign_host_is_refused(host: str) -> None:
    answer = client().get("/", headers={"host": host})
    assert answer.status_code == 400


@pytest.mark.parametrize("host", ["localhost", "localhost:7860", "127.0.0.1:7860", "[::1]:7860", "LOCALHOST"])
def test_every_name_of_this_machine_is_served(host: str) -> None:
    assert client().get("/", headers={"host": host}).status_code == 200


def test_off_loopback_addresses_are_served_and_foreign_names_are_not() -> None:
    ours = client("t" * 20, host="0.0.0.0")  # noqa: S104
    assert ours.get("/health", headers={"host": "192.168.1.10:7860"}).status_code == 200
    assert ours.get("/health", headers={"host": "evil.example"}).status_code == 400


@pytest.mark.parametrize("path", URL_FETCHES)
def test_gradios_fetching_routes_do_not_exist(path: str) -> None:
    scope_path = path.split("?")[0]
    assert not is_allowed_route("GET", scope_path, scope_path.encode())
    assert not is_allowed_route("GET", unquote(scope_path), scope_path.encode())


@pytest.mark.parametrize(("method", "path"), UNNEEDED)
def test_what_the_page_does_not_need_is_refused(method: str, path: str) -> None:
    assert client().request(method, path, headers=OURS).status_code == 403


@pytest.mark.parametrize("site", ["cross-site", "same-site", "none"])
@pytest.mark.parametrize("path", ["/gradio_api/upload", "/gradio_api/queue/join", "/login"])
def test_a_change_asked_for_by_another_site_is_refused(site: str, path: str) -> None:
    assert client().post(path, headers={"sec-fetch-site": site}).status_code == 403
    assert client().post(path, headers={**OURS, "sec-fetch-site": site}).status_code == 403


@pytest.mark.parametrize("origin", FOREIGN_ORIGINS)
def test_a_change_with_a_foreign_origin_is_refused(origin: str) -> None:
    for headers in ({"origin": origin}, {"origin": origin, "sec-fetch-site": "same-origin"}):
        assert client().post("/gradio_api/upload", headers=headers).status_code == 403


def test_a_change_that_says_nothing_of_its_origin_is_refused() -> None:
    assert client().post("/gradio_api/upload").status_code == 403


def test_our_own_page_may_change_things() -> None:
    assert client().post("/gradio_api/upload", headers=OURS).status_code == 200
    assert client().post("/gradio_api/upload", headers={"origin": "http://localhost"}).status_code == 200


def test_a_program_with_the_token_needs_no_browser_headers() -> None:
    ours = client("t" * 20)
    answer = ours.post("/gradio_api/upload", headers={"authorization": f"Bearer {'t' * 20}"})
    assert answer.status_code == 200


def test_another_site_may_link_to_the_page_but_not_read_through_it() -> None:
    ours = client()
    assert ours.get("/", headers={"sec-fetch-site": "cross-site", "sec-fetch-mode": "navigate"}).is_success
    assert ours.get("/config", headers={"sec-fetch-site": "cross-site", "sec-fetch-mode": "cors"}).is_error


@pytest.mark.parametrize("origin", FOREIGN_ORIGINS)
@pytest.mark.parametrize("path", ["/", "/config", "/gradio_api/upload", "/health"])
def test_no_foreign_origin_is_ever_allowed_to_read(origin: str, path: str) -> None:
    for method in ("GET", "POST", "OPTIONS"):
        answer = client().request(method, path, headers={"origin": origin})
        assert not [name for name in answer.headers if name.startswith("access-control-")]


def test_every_page_carries_the_policy_and_a_cookie_for_this_browser_alone() -> None:
    answer = client().get("/")
    policy = answer.headers["content-security-policy"]
    for part in ("default-src 'self'", "frame-ancestors 'none'", "object-src 'none'", "connect-src 'self'"):
        assert part in policy
    assert "unsafe-eval" not in policy
    assert "http" not in policy
    assert answer.headers["x-content-type-options"] == "nosniff"
    assert answer.headers["referrer-policy"] == "no-referrer"
    cookie = answer.headers["set-cookie"]
    assert cookie.startswith(f"{SESSION_COOKIE}=")
    assert "HttpOnly" in cookie
    assert "SameSite=Strict" in cookie


def test_a_browser_keeps_its_cookie_and_a_made_up_one_is_replaced() -> None:
    ours = client()
    first = ours.get("/")
    assert "set-cookie" in first.headers
    assert "set-cookie" not in ours.get("/").headers
    other = client().get("/", headers={"cookie": f"{SESSION_COOKIE}=admin"})
    assert "set-cookie" in other.headers


@pytest.mark.parametrize(
    "headers",
    [
        {},
        {"authorization": "Bearer wrong"},
        {"authorization": f"Basic {'t' * 20}"},
        {"authorization": f"bearer {'t' * 19}"},
        {"cookie": f"{SESSION_COOKIE}={'a' * 32}"},
        {"x-forwarded-for": "127.0.0.1"},
        {"x-forwarded-host": "localhost"},
        {"x-original-url": "/health"},
    ],
)
@pytest.mark.parametrize("path", ["/", "/config", "/HEALTH", "/health/", "/login/", "/assets", "/login/../"])
def test_with_a_token_a_stranger_gets_nothing(path: str, headers: dict[str, str]) -> None:
    assert client("t" * 20).get(path, headers=headers).status_code in {401, 403}


def test_with_a_token_sign_in_health_and_static_files_stay_open() -> None:
    ours = client("t" * 20)
    assert ours.get("/health").status_code == 200
    assert ours.get("/login").status_code == 200
    assert ours.get("/assets/x.js").status_code == 404


def test_websockets_are_closed() -> None:
    with pytest.raises(WebSocketDisconnect), client().websocket_connect("/gradio_api/queue/join"):
        pass
