"""The command line over a library of its own, with a tiny encoder and rows that it can learn."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from typer.testing import CliRunner

from tests.finetune.lessons import lesson
from tests.finetune.tiny import tiny_bert
from ui.cli import app
from ui.cli_session import Session


class Line:
    """The command line over one library of its own."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        folder.mkdir(exist_ok=True)
        self.base = str(tiny_bert(folder / "base"))
        rows = (
            {"id": own.id, "text": own.text, "label": own.label, "part": own.part}
            for own in lesson("commitment").examples
        )
        self.rows = folder / "rows.jsonl"
        self.rows.write_text("".join(json.dumps(row) + "\n" for row in rows), "utf-8")

    def __call__(self, *words: str, code: int = 0, typed: str | None = None) -> str:
        session = Session(environ={"GLOBALBRAIN_LIBRARY": str(self.folder / "library")})
        done = CliRunner().invoke(app, list(words), obj=session, input=typed)
        if done.exception and not isinstance(done.exception, SystemExit):
            raise done.exception
        assert done.exit_code == code, done.output
        self.said = done.stderr
        return done.stdout

    def trained(self, *more: str) -> dict[str, Any]:
        words = ("finetune", "commitment", "--data", str(self.rows), "--base", self.base, "--json", *more)
        found: dict[str, Any] = json.loads(self(*words))
        return found
