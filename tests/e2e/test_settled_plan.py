"""A plan that the reader settles where a chat model is set: the model splits and writes, the plan stays."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from fpdf import FPDF
from typer.testing import CliRunner

pytest.importorskip("langchain_openai", reason="needs the extra llm")

from tests.chat_server import Act, Server, fails, replies, serving
from ui.cli import app
from ui.cli_session import Session

QUESTION = "What should Ruritania do about methane and about forests?"
LEAKS = "Ruritania must repair every methane leak of its gas network within 30 days of finding it."
TREES = "Ruritania should restore 40,000 hectares of degraded forests by 2030."
BUSES = "Ruritania should buy 300 electric buses for its capital by 2028."
SPLIT = ("What should Ruritania do about methane?", "What should Ruritania do about forests?")
WANTED = "How many electric buses should Ruritania buy for its capital?"


def model(data: dict[str, Any], shape: str) -> object:
    """Splits the question in two, and writes each quote in its own words."""
    if shape == "Parts":
        return {"questions": list(SPLIT)}
    if shape == "Section":
        return {"sentences": [{"text": q["text"], "quotes": [q["handle"]]} for q in data["quotes"]]}
    return {"unsupported": []}


class Line:
    """The command line over a library of one page, with a chat model at ``server``."""

    def __init__(self, folder: Path, server: Server) -> None:
        self.folder, self.server = folder, server
        own = f'[llm]\nmodel = "tiny"\nbase_url = "{server.address}"\ndrafts = 1\n'
        (folder / "globalbrain").mkdir()
        (folder / "globalbrain" / "config.toml").write_text(own, "utf-8")
        pdf = FPDF()
        pdf.add_page()
        pdf.set_font("Helvetica", size=12)
        for text in ("Climate plan of Ruritania, 2024", LEAKS, TREES, BUSES):
            pdf.multi_cell(0, 8, text, new_x="LMARGIN", new_y="NEXT")
            pdf.ln(6)
        pdf.output(str(folder / "plan.pdf"))
        assert self("ingest", str(folder / "plan.pdf"))[0] == 0

    def __call__(self, *words: str) -> tuple[int, str]:
        environ = {
            "HOME": str(self.folder),
            "XDG_CONFIG_HOME": str(self.folder),
            "GLOBALBRAIN_LIBRARY": str(self.folder / "library"),
        }
        done = CliRunner().invoke(app, list(words), obj=Session(environ=environ))
        if done.exception and not isinstance(done.exception, SystemExit):
            raise done.exception
        return done.exit_code, done.stdout

    def shapes(self) -> list[str]:
        """What the model was asked for since the last time."""
        asked = [one for one in self.server.asked if "messages" in one]
        self.server.asked.clear()
        return [one.get("response_format", {}).get("json_schema", {}).get("name", "") for one in asked]


def settled(line: Line) -> tuple[Path, dict[str, Any]]:
    """The plan that the model made, with its second part replaced by the reader."""
    code, out = line("ask", QUESTION, "--plan")
    assert code == 0
    told: dict[str, Any] = json.loads(out)
    assert [part["text"] for part in told["sub_questions"]] == list(SPLIT)
    told["sub_questions"][1] = {"text": WANTED}
    path = line.folder / "settled.json"
    path.write_text(json.dumps(told), "utf-8")
    return path, told


def searched_only(brief: dict[str, Any], texts: list[str]) -> None:
    """The brief says that its plan was edited, and exactly that was searched."""
    assert brief["plan"]["edited"] is True
    assert [part["text"] for part in brief["plan"]["sub_questions"]] == texts
    assert sorted(one["sub_question"] for one in brief["searched"]) == sorted(texts)


@pytest.mark.timeout(240)
@pytest.mark.parametrize(("act", "works"), [(replies(model), True), (fails(500), False)], ids=["yes", "no"])
def test_the_settled_plan_is_searched_and_the_model_only_writes(
    act: Act, works: bool, tmp_path: Path
) -> None:
    with serving(replies(model)) as server:
        line = Line(tmp_path, server)
        path, told = settled(line)
        assert line.shapes() == ["Parts"]
        server.always = act
        code, out = line("ask", "--with-plan", str(path), "--json", "--show-work")
        assert code == 0, out
        asked = set(line.shapes())
        assert asked
        assert "Section" in asked
        assert "Parts" not in asked  # nobody plans again what the reader has settled
        brief = json.loads(out)
        saved = tmp_path / "brief.json"
        saved.write_text(out, "utf-8")
        assert line("verify", str(saved))[0] == 0
    searched_only(brief, [part["text"] for part in told["sub_questions"]])
    claims = " ".join(claim["text"] for claim in brief["claims"])
    assert "300 electric buses" in claims
    assert "methane leak" in claims
    assert "40,000 hectares" not in claims
    assert all(claim["citations"] for claim in brief["claims"])
    assert ("chat_model" in {own["tool"] for own in brief["missing_tools"]}) is not works
