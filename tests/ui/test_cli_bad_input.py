"""Bad input of a training, really typed: one clear error each, and the active model stays as it was."""

from __future__ import annotations

import json
import os
import resource
import shutil
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

from tests.ui.tool_line import Line

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture(scope="module")
def line(tmp_path_factory: pytest.TempPathFactory) -> Line:
    own = Line(tmp_path_factory.mktemp("line"))
    own.trained("--promote")
    return own


@contextmanager
def untouched(line: Line) -> Iterator[None]:
    """What is active, what is kept and what is read are the same before and after."""

    def state() -> tuple[str, str, bytes]:
        active = (line.folder / "library" / "models" / "active.json").read_bytes()
        return line("models", "list"), line("predict", "commitment", "flood in chile", "--json"), active

    before = state()
    yield
    assert state() == before


def rows(*own: Any) -> bytes:
    return b"".join(row if isinstance(row, bytes) else json.dumps(row).encode() + b"\n" for row in own)


def row(at: int, label: str = "target", **more: Any) -> dict[str, Any]:
    return {"id": f"r{at}", "text": f"we will cut emissions, storm {at}", "label": label, **more}


BAD = {
    "wrong schema": (rows({"sentence": "x", "label": "target"}), "the field 'text' is missing (found: sent"),
    "unknown label": (rows(row(1), row(2, "promise")), "line 2: the label 'promise' is not one of target"),
    "one class only": (rows(*(row(at, part="train") for at in range(8))), "holds only the label 'target'"),
    "empty file": (b"", "it holds no rows"),
    "blank lines": (b"\n\n \n", "it holds no rows"),
    "one row": (rows(row(1, part="train")), "only 1 example to train on"),
    "duplicate ids": (rows(row(1), row(1, "none")), "the id 'r1' occurs more than once"),
    "binary junk": (bytes(range(256)) * 9, "it is not UTF-8 text"),
    "zero bytes": (b'{"text": "a\0b"}\n', "it holds NUL bytes"),
    "not JSON": (b'{"text": "a"\n', "line 1: not JSON"),
    "no object": (b'"a text"\n', "line 1: not a JSON object"),
    "nested too deep": (b"[" * 100_000 + b"\n", "line 1: not JSON"),
    "infinite": (b'{"text": "x", "label": 1e999}\n', "the label 'inf' is not one of"),
    "not a number": (b'{"text": "x", "label": NaN}\n', "the label 'nan' is not one of"),
    "half a character": (b'{"text": "a \\ud800 b", "label": "none"}\n', "half a character"),
    "text is a list": (rows(row(1), {"text": ["x"], "label": "none"}), "line 2: the field 'text' is not a t"),
    "unknown part": (rows(row(1, part="holdout")), "the part 'holdout' is not one of"),
}


@pytest.mark.parametrize(("data", "said"), BAD.values(), ids=list(BAD))
def test_bad_rows_are_one_error(data: bytes, said: str, line: Line, tmp_path: Path) -> None:
    path = tmp_path / "rows.jsonl"
    path.write_bytes(data)
    with untouched(line):
        line("finetune", "commitment", "--data", str(path), "--base", line.base, code=1)
        (error,) = (own for own in line.said.splitlines() if own.startswith("globalbrain: "))
        assert said in error
        assert "unexpected" not in error


def test_a_label_longer_than_its_text_is_one_error(line: Line, tmp_path: Path) -> None:
    path = tmp_path / "rows.jsonl"
    path.write_bytes(rows({"text": "flood", "spans": [{"start": 0, "end": 50, "label": "flood"}]}))
    with untouched(line):
        line("finetune", "climate_tags", "--data", str(path), "--base", line.base, code=1)
        assert "line 1: a span ends at 50, the text has 5 characters" in line.said


@pytest.mark.parametrize("what", ["absent", "a file", "no weights", "torn weights", "no tokenizer"])
def test_a_base_that_cannot_be_loaded_is_one_error(what: str, line: Line, tmp_path: Path) -> None:
    base = Path(shutil.copytree(line.base, tmp_path / "base"))
    if what == "absent":
        shutil.rmtree(base)
    elif what == "a file":
        base = line.rows
    elif what == "no tokenizer":
        for path in base.glob("tokenizer*"):
            path.unlink()
    else:
        weights = base / "model.safetensors"
        data = weights.read_bytes()
        weights.unlink()
        if what == "torn weights":
            weights.write_bytes(data[: len(data) // 2])
    with untouched(line):
        line("finetune", "commitment", "--data", str(line.rows), "--base", str(base), code=1)
        assert "it cannot be loaded" in line.said
        assert "unexpected" not in line.said


@pytest.mark.parametrize(
    ("file", "said"),
    [("heads.safetensors", "altered"), ("heads.json", "altered"), ("card.json", "not those it was saved")],
)
def test_a_model_that_was_tampered_with_is_one_error_everywhere(
    file: str, said: str, line: Line, tmp_path: Path
) -> None:
    (kept,) = (own for own in json.loads(line("models", "list", "--json"))["models"] if own["active_for"])
    path = line.folder / "library" / "models" / kept["id"] / file
    data = path.read_bytes()
    other = data.replace(b"0.", b"1.", 1) if file.endswith("json") else data[:-2] + b"xx"
    active = (line.folder / "library" / "models" / "active.json").read_bytes()
    path.write_bytes(other)
    try:
        for words in (
            ("predict", "commitment", "flood"),
            ("models", "card", kept["id"]),
            ("models", "promote", kept["id"]),
            ("finetune", "commitment", "--data", str(line.rows), "--base", line.base),
        ):
            line(*words, code=1)
            assert said in line.said, words
        assert "globalbrain models rollback, then train" in line.said
        assert (line.folder / "library" / "models" / "active.json").read_bytes() == active
    finally:
        path.write_bytes(data)
    line("predict", "commitment", "flood")


def command(line: Line, *more: str, **rest: Any) -> subprocess.Popen[str]:
    """The command in a process of its own, training with steps."""
    words = ("finetune", "commitment", "--data", str(line.rows), "--base", line.base, "--method", "full")
    environ = {**os.environ, "GLOBALBRAIN_LIBRARY": str(line.folder / "library")}
    return subprocess.Popen(
        [sys.executable, "-m", "ui", *words, "--set", "batch=2", *more],
        cwd=ROOT,
        env=environ,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        **{"preexec_fn": heeding, **rest},
    )


def heeding() -> None:
    """Let Ctrl-C reach the command, though a shell may have started these tests in the background."""
    signal.signal(signal.SIGINT, signal.SIG_DFL)


def test_ctrl_c_in_mid_epoch_and_a_second_training_leave_everything_as_it_was(line: Line) -> None:
    with untouched(line):
        running = command(line, "--epochs", "500")
        assert running.stderr
        try:
            assert any(own.startswith("step ") for own in running.stderr)
            line("finetune", "commitment", "--data", str(line.rows), "--base", line.base, code=1)
            assert "another training is running there" in line.said
        finally:
            running.send_signal(signal.SIGINT)
            out, said = running.communicate()
        assert running.returncode == 130
        assert "--resume goes on" in said.splitlines()[-1]
        assert "Traceback" not in said
        assert out == ""


def test_a_disk_that_fills_up_in_a_training_is_one_error(line: Line) -> None:
    """A file may hold 60 kB here, and the first checkpoint is larger."""

    def little() -> None:
        signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
        resource.setrlimit(resource.RLIMIT_FSIZE, (60_000, 60_000))

    with untouched(line):
        running = command(line, "--epochs", "2", preexec_fn=little)
        out, said = running.communicate()
        assert running.returncode == 1
        assert out == ""
        assert "it cannot be written" in said.splitlines()[-1]
        assert "File too large" in said.splitlines()[-1]
        assert "unexpected" not in said
