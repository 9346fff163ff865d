"""Which model serves a task: the promoted one, else the one that ships; a damaged one is an error."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from agents.tools import KINDS
from finetune.artifact import labels
from finetune.card import ModelCard, read
from finetune.errors import ArtifactError
from finetune.readers import READERS
from finetune.serving import TAGGERS, Serving
from finetune.support_card import load as load_support
from finetune.versions import Versions
from finetune.workshop import Workshop
from tests.tool_models import shipped


def promoted(library: Path, source: Path) -> ModelCard:
    """Keep the files of a folder as a version and make it the active one."""
    versions = Versions(library / "models", labels())
    card = replace(read(source / "card.json"), id="", note="mine")
    (source / "card.json").unlink()
    version = versions.add(source, card)
    return versions.promote(version.id).card


def test_what_ships_serves_until_another_is_promoted(tmp_path: Path) -> None:
    serving = Serving(tmp_path, shipped(tmp_path / "shipped"))
    first = serving.model("sdg").card.id
    assert serving.model("outlook").card.id == first
    mine = promoted(tmp_path, shipped(tmp_path / "trained", ("sdg",)))
    assert serving.model("sdg").card.id == mine.id != first
    assert serving.model("outlook").card.id == first


def test_a_model_is_opened_once(tmp_path: Path) -> None:
    serving = Serving(tmp_path, shipped(tmp_path / "shipped"))
    assert serving.model("sdg") is serving.model("policy_parts")


def test_a_task_that_nobody_serves_says_how_to_train_it(tmp_path: Path) -> None:
    serving = Serving(tmp_path, shipped(tmp_path / "shipped", ("sdg",)))
    with pytest.raises(ArtifactError, match="globalbrain finetune outlook"):
        serving.model("outlook")


def test_a_damaged_promoted_model_is_an_error_and_never_replaced_in_silence(tmp_path: Path) -> None:
    serving = Serving(tmp_path, shipped(tmp_path / "shipped"))
    mine = promoted(tmp_path, shipped(tmp_path / "trained", ("sdg",)))
    weights = tmp_path / "models" / mine.id / "heads.safetensors"
    weights.write_bytes(weights.read_bytes()[:-1] + b"x")
    with pytest.raises(ArtifactError, match="altered"):
        serving.model("sdg")
    assert serving.model("outlook")


def test_nothing_that_ships_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(ArtifactError):
        Serving(tmp_path, tmp_path / "none").model("sdg")


def test_a_card_is_found_by_its_id_wherever_it_is(tmp_path: Path) -> None:
    folder = shipped(tmp_path / "shipped")
    serving = Serving(tmp_path, folder)
    own = read(folder / "card.json").id
    assert f"# Model card {own}" in serving.card_text(own)
    mine = promoted(tmp_path, shipped(tmp_path / "trained", ("sdg",)))
    assert serving.card(mine.id).note == "mine"
    with pytest.raises(ArtifactError, match="no such version"):
        serving.card("0123456789ab")


def test_the_card_of_claim_support_is_found_too(tmp_path: Path) -> None:
    card, _ = load_support()
    text = Serving(tmp_path).card_text(card.id)
    assert f"# Model card {card.id}" in text
    assert "| wice | ODC-BY; text CC BY-SA | 610 |" in text
    assert card.id in {own.id for own in Workshop(tmp_path).ships()}


@pytest.mark.parametrize(
    "task", sorted({task for kind in KINDS.values() if not kind.late for task in kind.tasks})
)
def test_the_model_that_ships_serves_every_tool_by_vectors(tmp_path: Path, task: str) -> None:
    """Whole, matching the code, and read without torch: else the tools of every answer are missing."""
    assert task in Serving(tmp_path).model(task).for_vectors()


def test_the_taggers_that_ship_are_one_small_model_of_sets_that_may_ship(tmp_path: Path) -> None:
    model = Serving(tmp_path).model("climate_tags")
    assert model.heads.keys() == {"climate_tags", "species"}
    assert model.card.data
    for own in model.card.data:
        assert READERS[own.name.split(": ")[1]].ships, own.name
    assert sum(path.stat().st_size for path in TAGGERS.rglob("*")) < 10_000_000


def test_the_taggers_that_ship_find_hazards_and_species(tmp_path: Path) -> None:
    texts = ("Floods and drought hit the honey bees of Kenya.", "The committee met in March.")
    read = Serving(tmp_path).model("species").read(texts, ["climate_tags", "species"])
    found = [
        [(texts[at][s.start : s.end].lower(), s.label) for s in own.spans]
        for at, row in enumerate(read)
        for own in row
    ]
    assert ("floods", "flood") in found[0]
    assert ("drought", "drought") in found[0]
    assert any("bees" in words and label == "organism" for words, label in found[1])
    assert found[2] == []


def test_what_no_folder_has_is_served_by_none(tmp_path: Path) -> None:
    first, second = shipped(tmp_path / "one", ("sdg",)), shipped(tmp_path / "two", ("outlook",))
    serving = Serving(tmp_path / "library", first, second)
    assert "sdg" in serving.model("sdg").heads
    assert "outlook" in serving.model("outlook").heads
    assert serving.serves("outlook")
    assert not serving.serves("risk_grade")
    assert serving.card(read(second / "card.json").id).tasks[0].name == "outlook"


def test_of_two_folders_that_have_a_task_the_first_serves_it(tmp_path: Path) -> None:
    first = shipped(tmp_path / "one", ("sdg", "outlook"))
    second = shipped(tmp_path / "two", ("outlook", "risk_grade"))
    one, two = read(first / "card.json").id, read(second / "card.json").id
    serving = Serving(tmp_path / "library", first, second)
    assert serving.shipped() == {"sdg": one, "outlook": one, "risk_grade": two}
    assert {
        task: own.card.id for task, own in serving.rivals(("outlook", "risk_grade", "policy")).items()
    } == {
        "outlook": one,
        "risk_grade": two,
    }
