"""Children kept ready to read PDFs: each request is forked from one that has its libraries loaded."""

from __future__ import annotations

import atexit
import json
import os
import queue
import socket
import subprocess
import sys
import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

_ROOT = Path(__file__).resolve().parents[1]
_MOST_ANSWER_BYTES = 256 * 2**20
# How much longer than the child's own limit its server is waited for, before both are given up.
_GRACE_S = 15.0


@dataclass(frozen=True, slots=True)
class Ending:
    """How a task ended: its answer, and the child's exit code (negative: the signal that killed it)."""

    answer: bytes
    code: int
    late: bool


class _Server:
    """One process that forks a child for each request; used by one thread at a time."""

    def __init__(self) -> None:
        ours, theirs = socket.socketpair()
        kept = ("PATH", "HOME", "LANG", "LC_ALL", "TMPDIR", "TESSDATA_PREFIX")
        environment = {name: os.environ[name] for name in kept if name in os.environ}
        environment["PYTHONPATH"] = os.pathsep.join([str(_ROOT), *filter(None, sys.path)])
        # -P: the folder where the user stands is never searched for modules.
        self.process = subprocess.Popen(
            [sys.executable, "-P", "-m", "corpus.pdf_child", str(theirs.fileno())],
            pass_fds=(theirs.fileno(),),
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            env=environment,
        )
        theirs.close()
        self.socket = ours

    def ask(self, path: Path, request: Mapping[str, Any]) -> Ending:
        self.socket.settimeout(float(request["wall_s"]) + _GRACE_S)
        reading, writing = os.pipe()
        try:
            with path.open("rb") as source:
                message = json.dumps(request).encode()
                socket.send_fds(self.socket, [message], [source.fileno(), writing])
        finally:
            os.close(writing)
        with os.fdopen(reading, "rb") as pipe:
            answer = pipe.read(_MOST_ANSWER_BYTES)
        status = json.loads(self._line())
        return Ending(answer, int(status["code"]), bool(status["late"]))

    def _line(self) -> bytes:
        line = b""
        while not line.endswith(b"\n"):
            part = self.socket.recv(4096)
            if not part:
                raise ConnectionError("the reading process ended")
            line += part
        return line

    def close(self) -> None:
        self.socket.close()
        try:
            self.process.wait(timeout=2)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()


class _Pool:
    """As many servers as there are callers at once, kept for the next ones."""

    def __init__(self) -> None:
        self._idle: queue.SimpleQueue[_Server] = queue.SimpleQueue()
        self._owner = os.getpid()
        self._guard = threading.Lock()

    @contextmanager
    def server(self) -> Iterator[_Server]:
        with self._guard:
            if self._owner != os.getpid():  # after a fork the servers belong to the other process
                self._idle, self._owner = queue.SimpleQueue(), os.getpid()
        try:
            server = self._idle.get_nowait()
        except queue.Empty:
            server = _Server()
        whole = False
        try:
            yield server
            whole = True
        finally:
            if whole:
                self._idle.put(server)
            else:
                server.process.kill()
                server.close()

    def close(self) -> None:
        while self._owner == os.getpid():
            try:
                self._idle.get_nowait().close()
            except queue.Empty:
                return


_POOL = _Pool()
atexit.register(_POOL.close)


def ask_child(path: Path, request: Mapping[str, Any]) -> Ending:
    """Return how a task on a file ended.

    A child that dies takes nothing with it; a server that dies is replaced at the next request, and
    this one ends with code -9.

    Raises:
        OSError: the file cannot be opened.
    """
    path.open("rb").close()
    try:
        with _POOL.server() as server:
            return server.ask(path, request)
    except (ConnectionError, TimeoutError, BrokenPipeError):
        return Ending(b"", -9, False)
