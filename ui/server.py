"""The web server: our own application with Gradio mounted in it, behind the checks of ui/middleware.py."""

from __future__ import annotations

import logging
import socket
import threading
from collections.abc import Callable
from typing import TYPE_CHECKING

from agents.assistant import TOLD
from ui.access import Access, check_bind, host_check
from ui.errors import ServeError
from ui.middleware import Guard
from ui.posted import OnlyUploads
from ui.shelf import Shelf

if TYPE_CHECKING:
    from agents.assistant import Assistant

log = logging.getLogger(__name__)


def build(assistant: Assistant, host: str = "127.0.0.1", token: str | None = None) -> Guard:
    """Return the whole application, ready for a server to run.

    Raises:
        ServeError: other machines could reach it, and there is no token.
    """
    check_bind(host, token)
    from fastapi import FastAPI

    from ui.app import UPLOADS, mount  # Gradio takes seconds to import
    from ui.pages import routes

    shelf = Shelf()
    access = Access(token)
    app = FastAPI(docs_url=None, redoc_url=None, openapi_url=None)
    app.include_router(routes(assistant, shelf, access))
    mount(app, assistant, shelf)
    return Guard(OnlyUploads(app, UPLOADS), access, host_check(host, _own_names(host)))


def serve(
    assistant: Assistant,
    host: str = "127.0.0.1",
    port: int = 7860,
    token: str | None = None,
    *,
    ready: Callable[[str], None] = log.info,
) -> None:
    """Serve until interrupted; ``ready`` hears the address once the page can be opened.

    Raises:
        ServeError: no token for other machines, or the port is taken.
    """
    check_bind(host, token)
    listener = _listen(host, port)
    with listener:
        import uvicorn

        assistant.read_words()
        app = build(assistant, host, token)
        threading.Thread(target=warm, args=(assistant,), name="warm", daemon=True).start()
        config = uvicorn.Config(
            app,
            log_level="warning",
            access_log=False,
            server_header=False,
            date_header=True,
            proxy_headers=False,
            ws="none",
            timeout_graceful_shutdown=5,
        )
        ready(f"http://{f'[{host}]' if ':' in host else host}:{port}/")
        uvicorn.Server(config).run(sockets=[listener])


def warm(assistant: Assistant) -> None:
    """Load encoder and indexes before the first question needs them; without a library there are none."""
    try:
        assistant.search("climate", k=1)
    except TOLD as error:
        log.info("nothing to warm: %s", type(error).__name__)


def _listen(host: str, port: int) -> socket.socket:
    """Bind first: a taken port is told at once, not after the interface was built."""
    try:
        family, kind, protocol, _, address = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0]
        listener = socket.socket(family, kind, protocol)
    except OSError as error:
        raise _cannot(host, port, error) from error
    try:
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listener.bind(address)
        listener.listen(128)
        listener.set_inheritable(False)
    except OSError as error:
        listener.close()
        raise _cannot(host, port, error) from error
    return listener


def _cannot(host: str, port: int, error: OSError) -> ServeError:
    return ServeError(
        f"cannot listen on {host}:{port}",
        str(error.strerror or error),
        "Choose another with --port, or stop the program that has it.",
    )


def _own_names(host: str) -> tuple[str, ...]:
    """The machine's own name counts only where other machines are served."""
    if host in {"127.0.0.1", "::1", "localhost"}:
        return ()
    return (socket.gethostname(),)
