"""The checks that every request passes before Gradio or our own routes see it.

A local web server can be reached by every page open in the same browser. So: the Host must be ours
(DNS rebinding), a request that changes something must come from our own page (forgery), only the
routes that the page needs exist at all (Gradio has some sixty), no answer may be read by another
origin, and off loopback a token is asked for.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from http.cookies import CookieError, SimpleCookie

from starlette.types import ASGIApp, Message, Receive, Scope, Send

from ui.access import SESSION_COOKIE, Access, new_session

Refused = tuple[int, str]

PAGE_POLICY = (
    "default-src 'self'; script-src 'self' 'unsafe-inline'; style-src 'self' 'unsafe-inline'; "
    "img-src 'self' data: blob:; media-src 'none'; font-src 'self' data:; connect-src 'self'; "
    "form-action 'self'; frame-src 'none'; frame-ancestors 'none'; base-uri 'self'; object-src 'none'; "
    "worker-src 'none'"
)
SAFE = {"GET", "HEAD"}
# What the page asks of Gradio, found by recording its requests. All else of Gradio does not exist:
# file= and proxy= would fetch addresses, and cancel, token, monitoring and deep_link serve nobody here.
GRADIO_ROUTES: tuple[tuple[str, re.Pattern[str]], ...] = (
    ("GET", re.compile(r"/")),
    ("GET", re.compile(r"/(config|theme\.css|favicon\.ico|manifest\.json|robots\.txt)")),
    ("GET", re.compile(r"/(assets|static)/[\w./~-]+")),
    ("GET", re.compile(r"/gradio_api/(queue/data|upload_progress)")),
    ("GET", re.compile(r"/gradio_api/heartbeat/[a-z0-9]{1,40}")),
    ("POST", re.compile(r"/gradio_api/(queue/join|upload)")),
)
LABEL = re.compile(r"/label/[a-z_]{1,40}/[0-9a-f]{12}/\d{1,6}/\d{1,7}-\d{1,7}")
OWN_ROUTES: tuple[tuple[str, re.Pattern[str]], ...] = (
    ("GET", re.compile(r"/(health|login)")),
    ("GET", re.compile(r"/language/(en|fr|es|zh)")),
    ("GET", re.compile(r"/gb/[a-z.]{1,40}")),
    ("GET", re.compile(r"/pages/[0-9a-f]{12}/\d{1,6}\.png")),
    ("GET", re.compile(r"/documents/[0-9a-f]{12}/(pages/\d{1,6}|original)")),
    ("GET", re.compile(r"/models/[0-9a-f]{12}")),
    ("GET", LABEL),
    ("POST", LABEL),
    ("GET", re.compile(r"/conversations/[0-9a-f]{32}/(md|docx|json)")),
    ("GET", re.compile(r"/exports/[0-9a-f]{32}/[a-z.]{1,10}")),
    ("GET", re.compile(r"/reviews/[0-9a-f]{32}")),
    ("POST", re.compile(r"/reviews/[0-9a-f]{32}")),
    ("POST", re.compile(r"/login")),
)
OPEN_ROUTES = re.compile(
    r"/(health|login|language/[a-z]{2}|favicon\.ico|gb/[a-z.]{1,40}|(assets|static)/[\w./~-]+)"
)
HOST = re.compile(r"(?P<name>\[[0-9a-f:.]+\]|[a-z0-9._-]+)(:(?P<port>\d{1,5}))?", re.IGNORECASE)
DROPPED = {b"server", b"x-powered-by"}


class Guard:
    """An ASGI application around another one: refuses, or passes on and sets headers and cookie."""

    def __init__(self, app: ASGIApp, access: Access, is_our_host: Callable[[str], bool]) -> None:
        """Stand before ``app``; ``is_our_host`` says whether a Host name (no port) is one of ours."""
        self._app = app
        self._access = access
        self._is_our_host = is_our_host

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request."""
        if scope["type"] == "lifespan":
            await self._app(scope, receive, send)
            return
        if scope["type"] != "http":
            await send({"type": "websocket.close", "code": 1008})
            return
        session = _cookie(scope, SESSION_COOKIE)
        fresh = None if self._access.is_session_name(session) else new_session()
        guarded = _with_headers(send, fresh, path=str(scope["path"]))
        refused = self._refuse(scope)
        if refused:
            await refuse(guarded, *refused)
            return
        await self._app(scope, receive, guarded)

    def _refuse(self, scope: Scope) -> Refused | None:
        host = HOST.fullmatch(one_header(scope, b"host") or "")
        if host is None or not self._is_our_host(host["name"].lower()):
            return 400, "This address is not one of this server's names."
        if not is_allowed_route(scope["method"], scope["path"], scope.get("raw_path")):
            return 403, "This address is not served."
        bearer = self._access.is_bearer(one_header(scope, b"authorization") or "")
        if not comes_from_us(scope, bearer=bearer):
            return 403, "This request came from another site."
        if self._access.required and not OPEN_ROUTES.fullmatch(scope["path"]):
            return self._refuse_stranger(scope, bearer=bearer)
        return None

    def _refuse_stranger(self, scope: Scope, *, bearer: bool) -> Refused | None:
        if bearer or self._access.is_signed_in(_cookie(scope, SESSION_COOKIE)):
            return None
        return 401, "Sign in first: open /login."


def is_allowed_route(method: str, path: str, raw_path: bytes | None = None) -> bool:
    """Return whether the page needs this route; the path is taken as it came, not put right first.

    >>> is_allowed_route("GET", "/config"), is_allowed_route("GET", "/gradio_api/file=https://a.example")
    (True, False)
    """
    raw = raw_path if raw_path is not None else path.encode("utf-8", "replace")
    if b"%" in raw.split(b"?")[0] or "//" in path or "\\" in path or ".." in path:
        return False
    wanted = "GET" if method == "HEAD" else method
    return any(m == wanted and r.fullmatch(path) for m, r in (*GRADIO_ROUTES, *OWN_ROUTES))


def comes_from_us(scope: Scope, *, bearer: bool) -> bool:
    """Return whether a request was made by our own page, by hand, or by a program with the token."""
    site, origin = one_header(scope, b"sec-fetch-site"), one_header(scope, b"origin")
    if origin is not None and not _same_origin(scope, origin):
        return False
    if scope["method"] in SAFE:
        opened = one_header(scope, b"sec-fetch-mode") == "navigate"
        return site in {None, "same-origin", "none"} or opened
    if site is not None:
        return site == "same-origin"
    return origin is not None or bearer


def one_header(scope: Scope, name: bytes) -> str | None:
    """Return a header's value, None where it is absent; twice the same header is as good as a wrong one."""
    found = [value for key, value in scope["headers"] if key.lower() == name]
    if not found:
        return None
    return found[0].decode("latin-1").strip() if len(found) == 1 else "\0"


def _same_origin(scope: Scope, origin: str) -> bool:
    host = one_header(scope, b"host") or ""
    # Behind a proxy that ends TLS the browser says https where we hear http.
    return origin.lower() in {f"http://{host}".lower(), f"https://{host}".lower()}


def _cookie(scope: Scope, name: str) -> str:
    try:
        jar = SimpleCookie(one_header(scope, b"cookie") or "")
    except CookieError:
        return ""
    return jar[name].value if name in jar else ""


def _with_headers(send: Send, fresh: str | None, *, path: str) -> Send:
    async def guarded(message: Message) -> None:
        if message["type"] == "http.response.start":
            headers = [(k, v) for k, v in message.get("headers", ()) if _kept(k)]
            html = any(k == b"content-type" and v.startswith(b"text/html") for k, v in headers)
            headers += _missing(headers, html=html, fresh=fresh, path=path)
            message = {**message, "headers": headers}
        await send(message)

    return guarded


def _kept(name: bytes) -> bool:
    lower = name.lower()
    return lower not in DROPPED and not lower.startswith(b"access-control-")


def _missing(
    headers: Iterable[tuple[bytes, bytes]], *, html: bool, fresh: str | None, path: str
) -> list[tuple[bytes, bytes]]:
    present = {key.lower() for key, _ in headers}
    wanted = {
        b"content-security-policy": PAGE_POLICY.encode() if html else b"default-src 'none'; sandbox",
        b"x-content-type-options": b"nosniff",
        b"referrer-policy": b"no-referrer",
        b"x-frame-options": b"DENY",
        b"cross-origin-resource-policy": b"same-origin",
        b"cross-origin-opener-policy": b"same-origin",
        b"permissions-policy": b"camera=(), microphone=(), geolocation=()",
    }
    if not path.startswith(("/assets/", "/static/", "/gb/")):
        wanted[b"cache-control"] = b"no-store"
    added = [(key, value) for key, value in wanted.items() if key not in present]
    if fresh and html:
        cookie = f"{SESSION_COOKIE}={fresh}; Path=/; HttpOnly; SameSite=Strict"
        added.append((b"set-cookie", cookie.encode()))
    return added


async def refuse(send: Send, status: int, text: str) -> None:
    """Answer with a status and one sentence."""
    body = text.encode()
    headers = [(b"content-type", b"text/plain; charset=utf-8"), (b"content-length", str(len(body)).encode())]
    await send({"type": "http.response.start", "status": status, "headers": headers})
    await send({"type": "http.response.body", "body": body})
