"""Concepts from the command line: listed, shown, imported, removed, and errors that say what to do."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from ui.cli import app
from ui.cli_session import Session


def run(library: Path, *words: str) -> tuple[int, str, str]:
    session = Session(environ={"GLOBALBRAIN_LIBRARY": str(library), "HOME": str(library)})
    done = CliRunner().invoke(app, list(words), obj=session)
    if done.exception and not isinstance(done.exception, SystemExit):
        raise done.exception
    return done.exit_code, done.stdout, done.stderr


def as_json(library: Path, *words: str) -> Any:
    code, out, _ = run(library, *words, "--json")
    assert code == 0
    return json.loads(out)


@pytest.fixture
def table(tmp_path: Path) -> Path:
    path = tmp_path / "Ours.csv"
    path.write_text("id,broader,en,de\n1,,wetlands,Feuchtgebiet\n2,1,bog weir,Moorwehr\n", "utf-8")
    return path


def test_themes_and_their_concepts_are_listed(tmp_path: Path) -> None:
    found = as_json(tmp_path, "concepts", "list")
    assert found["sources"][0]["concepts"] == sum(found["themes"].values()) >= 600
    code, out, _ = run(tmp_path, "concepts", "list", "--theme", "energy")
    assert code == 0
    assert "solar-energy" in out


def test_a_term_in_any_language_shows_its_concept(tmp_path: Path) -> None:
    for term in ("wetlands", "湿地", "humedales", "wetland", "आर्द्रभूमि"):
        found = as_json(tmp_path, "concepts", "show", term)["concepts"]
        assert found[0]["id"] == "wetland"
    code, out, _ = run(tmp_path, "concepts", "show", "NDC")
    assert code == 0
    assert "broader: paris-agreement" in out


def test_an_unknown_term_names_those_that_hold_it(tmp_path: Path) -> None:
    code, _, err = run(tmp_path, "concepts", "show", "sertificat")
    assert code == 1
    assert "desertification" in err


def test_a_thesaurus_comes_and_goes(tmp_path: Path, table: Path) -> None:
    done = as_json(tmp_path, "concepts", "import", str(table))
    assert (done["name"], done["concepts"], done["same"]) == ("ours", 2, 1)
    shown = as_json(tmp_path, "concepts", "show", "Moorwehr")["concepts"][0]
    assert (shown["id"], shown["broader"]) == ("ours:2", ["wetland"])
    assert as_json(tmp_path, "concepts", "list")["sources"][1]["file"] == "Ours.csv"
    assert as_json(tmp_path, "concepts", "remove", "ours") == {"removed": "ours"}
    code, _, err = run(tmp_path, "concepts", "remove", "ours")
    assert code == 1
    assert "none was imported" in err


def test_an_import_says_which_labels_it_leaves_out_and_why(tmp_path: Path) -> None:
    path = tmp_path / "small.csv"
    path.write_text("id,en,fr\n1,or,\n2,k,\n3,crop damage,de la\n", "utf-8")
    code, out, err = run(tmp_path, "concepts", "import", str(path))
    assert code == 0
    assert "1 concepts as small" in out
    assert "1 labels too short or too long" in err
    assert "2 labels that are small words alone" in err
    assert "2 concepts of which no label was left" in err


def test_a_file_that_is_no_thesaurus_is_one_line(tmp_path: Path) -> None:
    path = tmp_path / "x.rdf"
    path.write_text("<html/>", "utf-8")
    code, _, err = run(tmp_path, "concepts", "import", str(path))
    assert code == 1
    assert "not rdf:RDF" in err
