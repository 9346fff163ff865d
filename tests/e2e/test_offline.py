"""Promise 4: from ingestion to answer, and in the server, no process connects beyond loopback."""

from __future__ import annotations

import os
import re
import shutil
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
PDF = ROOT / "corpus" / "starter" / "pdf" / "kenya-drylands.pdf"
# What a process sends a packet with. Unix sockets are of this machine; loopback is too.
CALLS = "trace=connect,sendto,sendmsg,sendmmsg"
REMOTE = re.compile(r"sa_family=AF_INET6?,.*")
LOOPBACK = re.compile(r'inet_addr\("127\.|"::1"|"::ffff:127\.')

STRACE = shutil.which("strace")
pytestmark = pytest.mark.skipif(STRACE is None, reason="strace is not on this machine")


@pytest.fixture(scope="module")
def library(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("offline") / "library"


def traced(log: Path, *command: str) -> list[str]:
    return [str(STRACE), "-f", "-qq", "-o", str(log), "-e", CALLS, *command]


def globalbrain(library: Path, *words: str) -> list[str]:
    return [sys.executable, "-m", "ui", "--library", str(library), *words]


def remote(log: Path) -> list[str]:
    lines = log.read_text("utf-8", "replace").splitlines()
    return [line for line in lines if REMOTE.search(line) and not LOOPBACK.search(line)]


def test_the_watch_sees_what_it_looks_for(tmp_path: Path) -> None:
    code = "import socket; socket.socket(socket.AF_INET, socket.SOCK_DGRAM).connect(('127.0.0.1', 9))"
    log = tmp_path / "log"
    subprocess.run(traced(log, sys.executable, "-c", code), check=True)
    assert REMOTE.search(log.read_text("utf-8"))
    assert remote(log) == []
    log.write_text(log.read_text("utf-8").replace("127.0.0.1", "192.0.2.1"), "utf-8")
    assert len(remote(log)) == 1


@pytest.mark.parametrize(
    "words",
    [
        ("ingest", str(PDF)),
        ("search", "drought"),
        ("ask", "What will Kenya do to manage drought in its arid lands?"),
        ("doctor",),
    ],
    ids=lambda words: words[0],
)
def test_a_command_opens_no_connection(library: Path, tmp_path: Path, words: tuple[str, ...]) -> None:
    done = subprocess.run(
        traced(tmp_path / "log", *globalbrain(library, *words)), cwd=ROOT, capture_output=True, check=False
    )
    assert done.returncode == 0, done.stderr.decode()[-800:]
    assert remote(tmp_path / "log") == []


def test_the_server_opens_no_connection(library: Path, tmp_path: Path) -> None:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    command = traced(tmp_path / "log", *globalbrain(library, "serve", "--port", str(port)))
    server = subprocess.Popen(
        command, cwd=ROOT, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, start_new_session=True
    )
    try:
        assert answers(f"http://127.0.0.1:{port}/")
    finally:
        os.killpg(server.pid, 15)
        server.wait(30)
    assert remote(tmp_path / "log") == []


def answers(url: str) -> bool:
    end = time.monotonic() + 100
    while time.monotonic() < end:
        try:
            with urllib.request.urlopen(url, timeout=5) as reply:  # noqa: S310
                return bool(reply.status == 200)
        except (urllib.error.URLError, OSError):
            time.sleep(0.3)
    return False
