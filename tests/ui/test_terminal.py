"""What is said is harmless, and what is written is whole or absent."""

from __future__ import annotations

import io
import json
import os
import subprocess
import sys
import unicodedata
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich.console import Console

from agents.assistant import FileDone, IngestEvent, IngestReport, Progress, Started
from tests.ui.naughty import NAUGHTY
from ui.cli_progress import follow
from ui.errors import OutputError
from ui.terminal import Terminal, check_target, plain, to_text, write_whole


@given(st.text() | st.sampled_from(NAUGHTY))
def test_plain_text_drives_nothing_and_keeps_letters(text: str) -> None:
    shown = plain(text)
    assert not {c for c in shown if unicodedata.category(c) in {"Cc", "Cs"}} - {"\n", "\t"}
    assert not set(shown) & set("\u202a\u202e\u2066\u2069\u200f")
    assert [c for c in shown if c.isalpha()] == [c for c in text if c.isalpha()]


@given(
    st.recursive(
        st.text() | st.integers() | st.none(),
        lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
    )
)
def test_json_drives_nothing_and_reads_back_the_same(value: object) -> None:
    written = to_text(value)
    assert json.loads(written) == value
    assert not {c for c in written if unicodedata.category(c) in {"Cc", "Cs"}} - {"\n"}
    assert not set(written) & set("\u202a\u202e\u2066\u2069\u200f\u2028\u2029")


def test_a_file_is_written_whole_and_like_any_other_file_of_the_user(tmp_path: Path) -> None:
    path = tmp_path / "brief.md"
    write_whole(path, b"one")
    write_whole(path, b"two")
    assert path.read_bytes() == b"two"
    assert [entry.name for entry in tmp_path.iterdir()] == ["brief.md"]
    mask = os.umask(0)
    os.umask(mask)
    assert path.stat().st_mode & 0o777 == 0o666 & ~mask


def test_a_write_that_fails_half_way_leaves_what_was_there(tmp_path: Path) -> None:
    path = tmp_path / "brief.md"
    path.write_bytes(b"before")
    program = (
        "import resource, sys\n"
        "from pathlib import Path\n"
        "from ui.errors import OutputError\n"
        "from ui.terminal import write_whole\n"
        "resource.setrlimit(resource.RLIMIT_FSIZE, (50_000, 50_000))\n"
        "try:\n    write_whole(Path(sys.argv[1]), b'x' * 200_000)\n"
        "except OutputError as error:\n    print(error)\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", program, str(path)], capture_output=True, text=True, check=True, timeout=60
    )
    assert "File too large" in done.stdout
    assert path.read_bytes() == b"before"
    assert [entry.name for entry in tmp_path.iterdir()] == ["brief.md"]


def test_a_place_without_a_folder_is_an_error_with_a_remedy(tmp_path: Path) -> None:
    with pytest.raises(OutputError, match=r"its folder does not exist.*mkdir -p"):
        check_target(tmp_path / "a" / "b.md", force=True)
    with pytest.raises(OutputError, match="it is a folder"):
        check_target(tmp_path, force=True)
    with pytest.raises(OutputError, match="No such file"):
        write_whole(tmp_path / "a" / "b.md", b"x")


def a_terminal() -> tuple[Terminal, io.StringIO, io.StringIO]:
    """A terminal of 60 columns and what it has shown."""
    terminal, out, err = Terminal(), io.StringIO(), io.StringIO()
    terminal.out = Console(
        file=out, force_terminal=True, width=60, markup=False, highlight=False, color_system=None
    )
    terminal.err = Console(
        file=err, force_terminal=True, width=60, markup=False, highlight=False, color_system=None
    )
    return terminal, out, err


def test_long_lines_are_wrapped_on_a_terminal_and_markup_stays_text() -> None:
    terminal, out, _ = a_terminal()
    terminal.say("[bold]" + "word " * 30, indent=2)
    lines = out.getvalue().splitlines()
    assert len(lines) > 2
    assert lines[0].startswith("  [bold]word")
    assert max(map(len, lines)) <= 60


def test_a_table_on_a_terminal_has_columns() -> None:
    terminal, out, _ = a_terminal()
    terminal.table(("id", "title"), [("1", "[red]x\x1b[2J")])
    assert "[red]x[2J" in out.getvalue()


def events() -> Iterator[IngestEvent]:
    yield Started(2)
    yield Progress(1, 4, 2.0, 75.0)
    yield FileDone("good.pdf", "added", 2, 5, None, "abc")
    yield FileDone("bad\x1b[2J.pdf", "failed", reason="it is not a PDF")
    yield Progress(4, 4, 2.0, 0.0)
    yield IngestReport(1, 2, 5, 0, (), 0)


def test_an_ingestion_on_a_terminal_has_a_bar_with_speed_and_time_left() -> None:
    terminal, _, err = a_terminal()
    assert follow(events(), terminal).documents == 1
    shown = err.getvalue()
    assert "pages/s" in shown
    assert "failed bad[2J.pdf: it is not a PDF" in shown


def test_an_ingestion_elsewhere_says_a_line_now_and_then() -> None:
    terminal, out = Terminal(), io.StringIO()
    terminal.err = Console(file=out)
    times = iter([0.0, 1.0, 9.0, 9.0, 9.0])
    follow(events(), terminal, clock=lambda: next(times))
    assert out.getvalue().splitlines() == [
        "2 PDFs",
        "added good.pdf: 2 pages, 5 passages",
        "failed bad[2J.pdf: it is not a PDF",
        "4/4 pages, 2.0 pages/s, 0:00 left",
    ]


def test_a_target_whose_name_cannot_be_used_is_refused(tmp_path: Path) -> None:
    with pytest.raises(OutputError, match="too long"):
        check_target(tmp_path / ("a" * 300 + ".md"), force=True)
    (tmp_path / "loop").symlink_to(tmp_path / "loop")
    with pytest.raises(OutputError):
        check_target(tmp_path / "loop" / "b.md", force=True)
