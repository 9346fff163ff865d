"""A file or a pipe that is not UTF-8 is refused by the name of its encoding, with the way out."""

from __future__ import annotations

import json
import shlex
import subprocess
from pathlib import Path

import pytest
from typer.testing import CliRunner

from ui.cli import app
from ui.cli_session import Session
from ui.encodings import encoding_of, refuse_encoding, utf8_text
from ui.errors import EncodingError

FRENCH = "Le méthane doit être réparé à la source, d’ici à 2030 — où qu’il soit émis.\n"
CHINESE = "到2030年，各国应将甲烷排放量减少30%。\n"
ENGLISH = "Methane leaks must be repaired within 30 days.\n"


@pytest.mark.parametrize("text", [FRENCH, CHINESE, ENGLISH, "", "x", "é", FRENCH * 40_000])
@pytest.mark.parametrize("form", ["utf-8", "utf-8-sig"])
def test_utf8_is_let_through(text: str, form: str, tmp_path: Path) -> None:
    path = tmp_path / "given.jsonl"
    path.write_bytes(text.encode(form))
    refuse_encoding(path)
    assert utf8_text(text.encode(form), "standard input") == text


@pytest.mark.parametrize(
    ("text", "form", "name"),
    [
        (ENGLISH, "utf-16", "UTF-16"),
        (CHINESE, "utf-16", "UTF-16"),
        (ENGLISH, "utf-16-le", "UTF-16LE"),
        (FRENCH, "utf-16-be", "UTF-16BE"),
        (ENGLISH, "utf-32", "UTF-32"),
        (FRENCH, "cp1252", "WINDOWS-1252"),
        (CHINESE, "gb18030", "GB18030"),
    ],
)
def test_another_encoding_is_named_and_the_command_converts_it(
    text: str, form: str, name: str, tmp_path: Path
) -> None:
    path = tmp_path / "my rows.jsonl"
    path.write_bytes(text.encode(form))
    with pytest.raises(EncodingError, match=name) as refused:
        refuse_encoding(path)
    command = refused.value.remedy.partition(": ")[2]
    assert command.startswith("iconv ")
    subprocess.run(["bash", "-c", command], check=True)
    made = Path(shlex.split(command)[-1])
    assert made.read_text("utf-8-sig") == text
    refuse_encoding(made)


@pytest.mark.parametrize(
    "junk", [bytes(range(256)) * 9, b"PK\x03\x04" + b"\x00\xff" * 3, b"\x00\x00", b"\xff"]
)
def test_what_cannot_be_told_is_left_to_what_reads_it(junk: bytes, tmp_path: Path) -> None:
    path = tmp_path / "junk"
    path.write_bytes(junk)
    if encoding_of(junk) is None:
        refuse_encoding(path)
    refuse_encoding(tmp_path / "absent")
    refuse_encoding(tmp_path)


def typed(folder: Path, *words: str, given: bytes = b"") -> tuple[int, str]:
    session = Session(environ={"HOME": str(folder), "GLOBALBRAIN_LIBRARY": str(folder / "library")})
    done = CliRunner().invoke(app, list(words), obj=session, input=given)
    return done.exit_code, done.stderr


@pytest.mark.parametrize(
    "words",
    [
        ("ask", "What of methane?", "--sources", "FILE"),
        ("ask", "--with-plan", "FILE"),
        ("verify", "FILE"),
        ("review", "FILE"),
        ("export", "FILE", "--out", "brief.md"),
        ("eval", "answers", "FILE"),
        ("eval", "retrieval", "FOLDER"),
        ("finetune", "outlook", "--data", "FILE", "--look"),
        ("finetune", "mine_x", "--task-file", "FILE", "--look"),
        ("concepts", "import", "FILE"),
    ],
    ids=lambda words: " ".join(words[:3]),
)
def test_every_command_that_takes_a_file_says_so(
    words: tuple[str, ...], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    row = json.dumps({"title": "A", "text": "Methane.", "question": "What?"}) + "\n"
    (tmp_path / "corpus.jsonl").write_text(row, "utf-16")
    paths = {"FILE": "corpus.jsonl", "FOLDER": str(tmp_path)}
    code, said = typed(tmp_path, *(paths.get(word, word) for word in words))
    assert code == 1
    assert "UTF-16, and only UTF-8 is read" in said.splitlines()[-1]
    assert not (tmp_path / "library").exists()


def test_a_pipe_says_so_too(tmp_path: Path) -> None:
    code, said = typed(tmp_path, "predict", "outlook", given=ENGLISH.encode("utf-16"))
    assert code == 1
    assert "standard input: it is UTF-16" in said
    code, said = typed(tmp_path, "predict", "outlook", given=b"a\xff\xfe\x01b\xe9")
    assert code == 1
    assert "it is not UTF-8 text (byte 2)" in said
