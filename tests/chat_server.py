"""A chat endpoint on loopback that replays a script: honest, broken, slow and hostile replies."""

from __future__ import annotations

import json
import threading
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

Asked = Mapping[str, Any]
Act = Callable[["Handler", Asked], None]


class Handler(BaseHTTPRequestHandler):
    """One request; the server's script says what to do with it."""

    server: Server

    def do_POST(self) -> None:
        body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        self.server.asked.append({**body, "path": self.path, "key": self.headers.get("Authorization")})
        with self.server.guard:
            act = self.server.script.pop(0) if self.server.script else self.server.always
        act(self, body)

    def do_GET(self) -> None:
        self.server.asked.append({"path": self.path})
        self.send_response(200)
        self.end_headers()

    def log_message(self, *_: object) -> None:
        """Say nothing."""

    def begin(self, status: int = 200, kind: str = "text/event-stream", **headers: str) -> None:
        self.send_response(status)
        self.send_header("Content-Type", kind)
        for name, value in headers.items():
            self.send_header(name.replace("_", "-"), value)
        self.send_header("Connection", "close")
        self.end_headers()

    def chunk(self, text: str, end: str | None = None, **more: object) -> None:
        choice = {"index": 0, "delta": {"role": "assistant", "content": text}, "finish_reason": end}
        block = {
            "id": "x",
            "object": "chat.completion.chunk",
            "created": 0,
            "model": "m",
            "choices": [choice],
        }
        self.wfile.write(f"data: {json.dumps(block | more)}\n\n".encode())
        self.wfile.flush()

    def done(self) -> None:
        self.chunk("", "stop")
        self.chunk("", choices=[], usage={"prompt_tokens": 100, "completion_tokens": 20, "total_tokens": 120})
        self.wfile.write(b"data: [DONE]\n\n")


class Server(ThreadingHTTPServer):
    """The endpoint; ``script`` is acted out first, then ``always`` for every further request."""

    daemon_threads = True

    def __init__(self, always: Act, *script: Act) -> None:
        super().__init__(("127.0.0.1", 0), Handler)
        self.always = always
        self.script = list(script)
        self.asked: list[dict[str, Any]] = []
        self.guard = threading.Lock()

    @property
    def address(self) -> str:
        return f"http://127.0.0.1:{self.server_address[1]}/v1"

    def handle_error(self, request: Any, client_address: Any) -> None:
        """A caller that hung up is no fault here."""


@contextmanager
def serving(always: Act, *script: Act) -> Iterator[Server]:
    with Server(always, *script) as server:
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
        thread.start()
        try:
            yield server
        finally:
            server.shutdown()
            thread.join()


def says(text: str, pieces: int = 3) -> Act:
    """A reply of these words, in pieces."""

    def act(handler: Handler, _: Asked) -> None:
        handler.begin()
        size = max(1, -(-len(text) // pieces))
        for at in range(0, max(len(text), 1), size):
            handler.chunk(text[at : at + size])
        handler.done()

    return act


def replies(make: Callable[[dict[str, Any], str], object]) -> Act:
    """A reply made as JSON from the data that was sent and the name of the shape that was asked for."""

    def act(handler: Handler, asked: Asked) -> None:
        data = json.loads(asked["messages"][-1]["content"])
        shape = asked.get("response_format", {}).get("json_schema", {}).get("name", "")
        says(json.dumps(make(data, shape)))(handler, asked)

    return act


def fails(status: int, body: str = '{"error": {"message": "no"}}', **headers: str) -> Act:
    def act(handler: Handler, _: Asked) -> None:
        handler.begin(status, "application/json", **headers)
        handler.wfile.write(body.encode())

    return act


def waits(seconds: float, then: Act) -> Act:
    def act(handler: Handler, asked: Asked) -> None:
        time.sleep(seconds)
        then(handler, asked)

    return act


def dies(text: str) -> Act:
    """Hangs up in the middle of a reply."""

    def act(handler: Handler, _: Asked) -> None:
        handler.begin()
        handler.chunk(text)

    return act


def drips(seconds: float) -> Act:
    """A letter now and then, without an end."""

    def act(handler: Handler, _: Asked) -> None:
        handler.begin()
        until = time.monotonic() + seconds
        while time.monotonic() < until:
            handler.chunk("x")
            time.sleep(0.05)

    return act


def floods(size: int) -> Act:
    """One line without an end."""

    def act(handler: Handler, _: Asked) -> None:
        handler.begin()
        handler.wfile.write(b"data: ")
        for _block in range(size // 65_536):
            handler.wfile.write(b"x" * 65_536)

    return act
