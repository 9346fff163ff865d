"""The words of the command line: where options may stand, and misuse told as JSON."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from agents.assistant import IngestReport
from tests.ui.fake_assistant import ShelfAssistant
from tests.ui.test_cli import run
from ui.cli_progress import show
from ui.terminal import Terminal


@pytest.mark.parametrize(
    "words",
    [
        ["--library", "there", "library", "list"],
        ["library", "--library", "there", "list"],
        ["library", "list", "--library", "there"],
        ["library", "list", "--library=there", "--json"],
    ],
    ids=" ".join,
)
def test_the_library_may_be_named_anywhere(words: list[str]) -> None:
    shelf = ShelfAssistant()
    assert run(*words, assistant=shelf).code == 0
    assert shelf.settings.library == Path("there").absolute()


def test_what_stands_after_two_dashes_is_no_option() -> None:
    shelf = ShelfAssistant()
    assert run("ask", "--", "--library", assistant=shelf).code == 0
    assert shelf.calls[-1][1][0] == "--library"


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["search", "x", "--k", "0"], "--k"),
        (["ask"], "QUESTION"),
        (["nonsense"], "nonsense"),
        (["--nonsense", "ask", "x"], "--nonsense"),
        (["library", "page", "x", "one"], "N"),
    ],
    ids=str,
)
def test_misuse_is_told_as_json_where_json_is_wanted(words: list[str], said: str) -> None:
    done = run(*words, "--json")
    assert done.code == 2
    assert said in done.json["error"]["reason"]
    assert done.json["error"]["remedy"]
    assert said in done.err


def test_a_fault_nobody_foresaw_is_told_as_json_where_json_is_wanted() -> None:
    program = (
        "import ui.cli_session\n"
        "def broken(self, **changes):\n"
        "    raise RuntimeError('boom')\n"
        "ui.cli_session.Session.assistant = broken\n"
        "from ui.__main__ import main\n"
        "main()\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", program, "library", "list", "--json"],
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 1
    assert '"error"' in done.stdout
    assert "boom" in done.stdout


def test_a_file_that_may_not_be_read_is_left_to_the_library_to_tell(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    secret, other = tmp_path / "secret.pdf", tmp_path / "other.pdf"
    for path in (secret, other):
        path.write_bytes(b"%PDF-1.4")
    monkeypatch.setattr("os.access", lambda *_args, **_named: False)
    shelf = ShelfAssistant()
    run("ingest", str(secret), str(other), assistant=shelf)
    assert shelf.calls[-1][1][0] == [secret, other]


def test_one_page_is_not_called_pages(capsys: pytest.CaptureFixture[str]) -> None:
    show(IngestReport(1, 1, 1, 0, (), 0), Terminal())
    assert "1 document in: 1 page, 1 passage" in capsys.readouterr().out
    show(IngestReport(0, 2, 3, 0, (), 0), Terminal())
    assert "0 documents in: 2 pages, 3 passages" in capsys.readouterr().out
