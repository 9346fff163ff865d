"""The limited child that parses, draws and recognises PDFs: a server that forks once a request.

The libraries are imported once; each file gets a process of its own with limits on memory, processor
time and open files (none, so neither a socket nor a file can be opened). Requests come over a socket with
the open file and a pipe for the answer, which is JSON or PNG: nothing that this side says is executed.
"""

from __future__ import annotations

import json
import os
import resource
import select
import signal
import socket
import sys
from collections.abc import Callable, Mapping
from typing import Any, NoReturn

from corpus import pdf_ocr_task, pdf_tasks

# One empty page. Read and drawn once, it has Python load all that a child needs, which can open no file.
_WARM_UP = (
    b"%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n"
    b"2 0 obj<</Type/Pages/Kids[3 0 R]/Count 1>>endobj\n"
    b"3 0 obj<</Type/Page/Parent 2 0 R/MediaBox[0 0 99 99]/Contents 4 0 R/Resources<</Font<</F<</Type/Font"
    b"/Subtype/Type1/BaseFont/Helvetica>>>>>>>>endobj\n4 0 obj<</Length 35>>stream\n"
    b"BT /F 9 Tf 9 50 Td (One line) Tj ET\nendstream endobj\ntrailer<</Root 1 0 R>>\n%%EOF"
)
Request = Mapping[str, Any]
TASKS: Mapping[str, Callable[[bytes, Request], bytes]] = {
    "read": pdf_tasks.read,
    "second": pdf_tasks.second_try,
    "picture": pdf_tasks.draw,
    "boxes": pdf_tasks.boxes,
    "ocr": pdf_ocr_task.recognise,
    "ocr-words": pdf_ocr_task.words,
}
# Tasks that start another program or import late keep a few files; the others can open none.
_OPENS_FILES = {"second": 64, "ocr": 64, "ocr-words": 64}
_NICE = 10
_MOST_REQUEST_BYTES = 1 << 20
_OUT_OF_MEMORY = 71


def main() -> None:
    """Serve requests from the socket whose number is the first argument, until the parent goes."""
    server = socket.socket(fileno=int(sys.argv[1]))
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    os.nice(_NICE)
    pdf_tasks.read(_WARM_UP, {"max_pages": 1, "max_chars": 99})
    pdf_tasks.draw(_WARM_UP, {"page": 1, "width_px": 9, "text": "One line", "spans": [(0, 3)]})
    while True:
        data, files, _, _ = socket.recv_fds(server, _MOST_REQUEST_BYTES, 2)
        if len(files) != 2:
            return
        try:
            status = _serve(json.loads(data), *files)
        finally:
            for file in files:
                os.close(file)
        server.sendall(json.dumps(status).encode() + b"\n")


def _serve(request: Request, source: int, target: int) -> dict[str, int | bool]:
    """Fork, wait at most ``wall_s`` and tell how the child ended."""
    alive, held = os.pipe()
    child = os.fork()
    if child == 0:
        os.close(alive)
        _work(request, source, target)
    os.close(held)
    # The pipe's other end is only in the child: it closes when the child is gone.
    ended, _, _ = select.select([alive], [], [], float(request["wall_s"]))
    if not ended:
        os.kill(child, signal.SIGKILL)
    _, status = os.waitpid(child, 0)
    os.close(alive)
    return {"code": os.waitstatus_to_exitcode(status), "late": not ended}


def _limit(request: Request) -> None:
    memory, cpu = int(request["memory_bytes"]), int(request["cpu_s"])
    resource.setrlimit(resource.RLIMIT_CPU, (cpu, cpu + 1))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    if sys.platform == "linux":
        resource.setrlimit(resource.RLIMIT_AS, (memory, memory))
    files = _OPENS_FILES.get(request["task"], 0)
    resource.setrlimit(resource.RLIMIT_NOFILE, (files, files))
    if not files:
        resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))
    sys.addaudithook(_no_network)


def _no_network(event: str, _: tuple[object, ...]) -> None:
    """Refuse every use of a socket; a task that may open files could otherwise open one."""
    if event.startswith("socket."):
        raise PermissionError("a PDF is read without a network")


def _work(request: Request, source: int, target: int) -> NoReturn:
    """Do one task in the forked child and leave without any of the parent's clean-up."""
    code = 1
    try:
        os.dup2(os.open(os.devnull, os.O_WRONLY), 2)  # pdfium's complaints are for nobody
        _limit(request)
        with os.fdopen(source, "rb", closefd=False) as file:
            data = file.read()
        answer = TASKS[request["task"]](data, request)
        with os.fdopen(target, "wb", closefd=False) as out:
            out.write(answer)
        code = 0
    except MemoryError:
        code = _OUT_OF_MEMORY
    finally:
        os._exit(code)


if __name__ == "__main__":
    main()
