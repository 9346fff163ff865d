"""What the page posts to Gradio, read before Gradio reads it.

Gradio takes any value that says it is a file, copies the path that it names into its cache and fetches
it where it is an address. A mounted application has no check of that path. So: a body names files
that were uploaded, or it is refused; and no body is larger than a question can be.
"""

from __future__ import annotations

import json
import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from starlette.types import ASGIApp, Message, Receive, Scope, Send

from ui.middleware import refuse

JOIN = "/gradio_api/queue/join"
MOST_BYTES = 2 * 2**20


class OnlyUploads:
    """An ASGI application around another one: what joins the queue names no file but an uploaded one."""

    def __init__(self, app: ASGIApp, folder: Path) -> None:
        """Stand before ``app``; uploads lie in ``folder``."""
        self._app = app
        self._folder = folder

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request."""
        if scope["type"] != "http" or scope["path"] != JOIN:
            await self._app(scope, receive, send)
            return
        body = await _read(receive)
        if body is None:
            await refuse(send, 413, f"This is more than {MOST_BYTES // 2**20} MB.")
        elif not names_only_uploads(body, self._folder):
            await refuse(send, 403, "This names a file that was not uploaded.")
        else:
            await self._app(scope, _again(body, receive), send)


def names_only_uploads(body: bytes, folder: Path) -> bool:
    """Return whether every ``path`` in a JSON body lies in the folder of uploads; False for no JSON.

    >>> names_only_uploads(b'{"data": [{"path": "https://a.example"}]}', Path("/tmp/uploads"))
    False
    """
    try:
        data = json.loads(body)
    except (ValueError, RecursionError):
        return False
    root = os.path.realpath(folder)
    return all(_lies_in(path, root) for path in _paths(data))


def _paths(data: Any) -> Iterator[Any]:  # noqa: ANN401 - whatever JSON holds
    """Yield every value under a key ``path``, at any depth."""
    waiting = [data]
    while waiting:
        value = waiting.pop()
        if isinstance(value, dict):
            if value.get("path") is not None:
                yield value["path"]
            waiting += value.values()
        elif isinstance(value, list):
            waiting += value


def _lies_in(path: object, root: str) -> bool:
    if not isinstance(path, str) or "\0" in path or not Path(path).is_absolute():
        return False
    return os.path.realpath(path).startswith(root + os.sep)


async def _read(receive: Receive) -> bytes | None:
    """Return the whole body, None where it is too large."""
    body = bytearray()
    while True:
        message = await receive()
        body += message.get("body", b"")
        if len(body) > MOST_BYTES:
            return None
        if not message.get("more_body"):
            return bytes(body)


def _again(body: bytes, receive: Receive) -> Receive:
    """Return a ``receive`` that begins with the body, as if nobody had read it."""
    first: list[Message] = [{"type": "http.request", "body": body, "more_body": False}]

    async def replay() -> Message:
        return first.pop() if first else await receive()

    return replay
