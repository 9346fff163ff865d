"""What ships is whole; what was altered or is missing is said, model by model."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from agents.doctor import doctor
from agents.settings import Settings
from finetune import inventory as ours
from finetune.artifact import SHIPPED
from finetune.inventory import Shipped, inventory
from finetune.serving import TOOLS
from tests.tool_models import shipped

RELEVANCE = ("relevance", "relevance-lexical", "sentence", "sentence-lexical")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return Path(shutil.copytree(SHIPPED, tmp_path / "shipped"))


def by_name(folder: Path) -> dict[str, Shipped]:
    return {own.name: own for own in inventory(folder)}


def test_everything_that_ships_is_named_and_whole() -> None:
    found = by_name(SHIPPED)
    assert set(found) >= {"tools", "support", *RELEVANCE}
    assert {own.state for own in found.values()} == {"ok"}
    assert TOOLS.name == ours.TOOLS
    assert "commitment" in found["tools"].detail
    folders = {path.parent.name for path in SHIPPED.glob("*/*.safetensors")}
    assert folders <= set(found)


def test_another_folder_with_heads_is_looked_at_too(folder: Path) -> None:
    assert "taggers" not in by_name(folder) or (SHIPPED / "taggers").is_dir()
    shipped(folder / "extra", ("sdg",))
    assert by_name(folder)["extra"].detail.endswith(": sdg")


@pytest.mark.parametrize(
    ("file", "name"),
    [
        ("tools/heads.safetensors", "tools"),
        ("tools/card.json", "tools"),
        ("support/support.safetensors", "support"),
        ("support/words.safetensors", "support"),
        ("relevance/sentence.json", "sentence"),
    ],
)
def test_an_altered_or_missing_file_is_said_of_its_model_alone(file: str, name: str, folder: Path) -> None:
    path = folder / file
    data = path.read_bytes()
    path.write_bytes(data[:-20])
    assert {own.name for own in inventory(folder) if own.state == "altered"} == {name}
    path.unlink()
    found = by_name(folder)
    assert {own.name for own in found.values() if own.state != "ok"} == {name}
    assert found[name].state == "missing"
    assert path.name in found[name].detail


def test_the_doctor_names_each_of_them(tmp_path: Path) -> None:
    findings = {own.name: own for own in doctor(Settings(library=tmp_path / "library"))}
    for own in inventory():
        assert findings[f"model {own.name}"].status == "ok"
        assert own.detail in findings[f"model {own.name}"].detail


def test_the_doctor_fails_where_one_is_altered(
    tmp_path: Path, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (folder / "support" / "support.json").write_text("{}", "utf-8")
    monkeypatch.setattr("agents.doctor.inventory", lambda: inventory(folder))
    findings = {own.name: own for own in doctor(Settings(library=tmp_path / "library"))}
    finding = findings["model support"]
    assert (finding.status, finding.remedy) == ("fail", "Install globalbrain again.")
    assert finding.detail.startswith("altered (support.json")
