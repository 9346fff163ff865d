"""The command that reviews: numbers, names, exit codes, JSON, and a file that is whole or as it was."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from agents.reviews import Reviews, name_of
from tests.ui.briefs import EDIT, a_refusal, a_reviewed_answer, an_answer
from tests.ui.fake_assistant import ShelfAssistant
from tests.ui.test_cli import Ran, run
from ui.export import Format, export


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "brief.json"
    path.write_bytes(export(an_answer(), Format.JSON))
    return path


def review(file: Path | str, *words: str, assistant: ShelfAssistant | None = None) -> Ran:
    return run("review", str(file), *words, assistant=assistant)


def test_the_claims_are_listed_with_numbers(file: Path) -> None:
    done = review(file)
    assert done.code == 0
    assert "Draft – not reviewed" in done.out
    assert "2. Leak detection every quarter removes about 60 % of fugitive emissions." in done.out
    assert "(supported in part)" in done.out


def test_decisions_are_added_to_the_file(file: Path) -> None:
    done = review(file, "--accept", "1,3", "--by", "Amina K.", "--note", "as published")
    assert "In review: 2 of 4 claims accepted" in done.out
    assert "accepted by Amina K." in done.out
    assert ": as published" in done.out
    review(file, "--reject", "4", "--by", "Jean D.")
    assert review(file, "--state").out.strip() == "In review: 2 of 3 claims accepted; 1 rejected"
    final = review(file, "--accept", "all", "--by", "Jean D.", "--json").json
    assert (final["state"], final["accepted"], final["by"]) == ("final", 3, ["Jean D."])
    stored = json.loads(file.read_text("utf-8"))
    assert [own["by"] for own in stored["review"]["decisions"]].count("Amina K.") == 2


def test_an_edit_counts_before_the_acceptance_of_all(file: Path) -> None:
    done = review(file, "--edit", "2", EDIT, "--accept", "all", "--by", "A", "--json").json
    row = done["rows"][1]
    assert (row["text"], row["status"], row["made"]) == (EDIT, "accepted", an_answer().claims[1].text)
    assert [own["action"] for own in row["decisions"]] == ["edit", "accept"]


def test_a_refused_edit_changes_nothing(file: Path) -> None:
    before = file.read_bytes()
    done = review(file, "--edit", "2", "Leaks are not found.", "--accept", "1", "--by", "A", "--json")
    assert done.code == 1
    assert "do not support" in done.json["error"]["reason"]
    assert file.read_bytes() == before


def test_the_name_is_the_setting_s_or_the_user_s_and_that_is_said(file: Path, tmp_path: Path) -> None:
    config = tmp_path / "config.toml"
    config.write_text('reviewer = "Amina K."\n', "utf-8")
    environ = {"GLOBALBRAIN_LIBRARY": "/nowhere", "GLOBALBRAIN_CONFIG": str(config)}
    done = run("review", str(file), "--accept", "1", environ=environ)
    assert "reviewer: Amina K. (the setting reviewer" in done.err
    assert "accepted by Amina K." in done.out
    assert "the user of this computer" in review(file, "--accept", "2").err


@pytest.mark.parametrize(
    "words",
    [
        ["--accept", "one"],
        ["--accept", "3-1"],
        ["--reject", ""],
        ["--accept", "1", "--reject", "1"],
        ["--accept", "1-999999"],
    ],
    ids=" ".join,
)
def test_numbers_that_cannot_be_read_are_misuse(file: Path, words: list[str]) -> None:
    before = file.read_bytes()
    assert review(file, *words, "--by", "A").code == 2
    assert file.read_bytes() == before


@pytest.mark.parametrize("numbers", ["1-99999999", "0-2", "2-9999999999999999"])
def test_a_range_beyond_the_claims_is_named_with_the_claims_there_are(file: Path, numbers: str) -> None:
    told = review(file, "--accept", numbers, "--by", "A").err
    assert numbers in told
    assert "claims 1 to 4" in told


def test_claims_that_are_not_there_and_briefs_that_are_not_there(file: Path, tmp_path: Path) -> None:
    assert "claims 1 to 4" in review(file, "--accept", "5", "--by", "A").err
    assert review(tmp_path / "none.json").code == 1
    assert "no brief under review is called so" in review("abc").err
    assert run("review", "--accept", "1").code == 2


def test_a_refusal_has_nothing_to_review(tmp_path: Path) -> None:
    path = tmp_path / "refusal.json"
    path.write_bytes(export(a_refusal(), Format.JSON))
    assert "nothing to review" in review(path).out
    assert review(path, "--accept", "1", "--by", "A").code == 1


def test_briefs_that_the_library_keeps_are_listed_and_reviewed(tmp_path: Path) -> None:
    environ = {"GLOBALBRAIN_LIBRARY": str(tmp_path)}
    assert "no brief is under review" in run("review", environ=environ).err
    Reviews(tmp_path).change(an_answer(), lambda _: a_reviewed_answer())
    name = name_of(an_answer())
    assert name in run("review", environ=environ).out
    (row,) = run("review", "--json", environ=environ).json["briefs"]
    assert (row["name"], row["state"], row["accepted"]) == (name, "in review", 2)
    done = run("review", name[:6], "--accept", "2", "--by", "A", "--state", environ=environ)
    assert done.out.startswith("Final – accepted by")


def test_what_a_file_says_cannot_drive_the_terminal(file: Path) -> None:
    review(file, "--accept", "1", "--by", "A\x1b[31mB\u202e", "--note", "n\x07")
    out = review(file).out
    assert "\x1b" not in out
    assert "\u202e" not in out
    assert "\x07" not in out
