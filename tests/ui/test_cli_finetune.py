"""Tool models at the command line: look, train, promote, read, roll back, delete; one clear error each."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest
from PIL import Image

from finetune.card import FILE, read
from finetune.progress import STAGES
from finetune.serving import TAGGERS, TOOLS
from finetune.settings import Settings
from finetune.workshop import Workshop
from tests.finetune.tiny import tiny_vit
from tests.ui.test_bench import kept
from tests.ui.tool_line import Line


def keep(workshop: Workshop, number: int) -> str:
    """The id of a version without an encoder, kept in a library."""
    workshop.versions.folder.parent.mkdir(parents=True, exist_ok=True)
    return kept(workshop, number).id


OWN = Path(__file__).resolve().parents[2] / "finetune" / "data" / "policy.jsonl"


@pytest.fixture(scope="module")
def line(tmp_path_factory: pytest.TempPathFactory) -> Line:
    return Line(tmp_path_factory.mktemp("line"))


def test_a_model_is_trained_promoted_read_with_and_taken_back(line: Line) -> None:
    assert "examples: train" in line("finetune", "commitment", "--data", str(line.rows), "--look")
    made = line.trained("--licence", "CC0-1.0", "--promote")
    assert made["promoted"] is True
    assert made["scores"]["commitment"]["value"] > 0.9
    assert "near-duplicates" not in line.said
    (row,) = json.loads(line("models", "list", "--json"))["models"]
    assert (row["id"], row["active_for"], row["method"]) == (made["model"], ["commitment"], "frozen")
    reading = json.loads(line("predict", "commitment", "flood hits kenya", "--json"))
    assert reading["label"] == "target"
    assert reading["model"] == made["model"]
    assert sum(reading["each"].values()) == pytest.approx(1.0, abs=0.01)
    typed = '{"text": "storm hits kenya"}\n\nflood in chile\n'
    out = line("predict", "commitment", "--json", typed=typed)
    assert [json.loads(own)["label"] for own in out.splitlines()] == ["measure", "target"]
    assert "words: flood" in line("predict", "commitment", "flood hits the coast", "--why")
    assert "CC0-1.0" in line("models", "card", made["model"][:6])
    drawn = line.folder / "drawn"
    told = line("models", "card", made["model"], "--pictures", str(drawn))
    assert "confusion-commitment.svg, reliability-commitment.svg" in told
    assert (drawn / "scores.svg").read_text("utf-8").startswith("<?xml")
    card = json.loads(line("models", "card", made["model"], "--json"))
    assert card["base"] == line.base
    assert card["scores"][0]["active_id"] == Workshop(line.folder / "none").model("commitment").card.id
    second = line.trained("--seeds", "1", "--set", "max-tokens=32", "--epochs", "2", "--method", "lora")
    assert second["promoted"] is False
    assert "served in int8-dynamic: commitment" in line.said
    told = json.loads(line("models", "export", second["model"][:6], str(line.folder / "out"), "--json"))
    assert told["files"] == sorted(path.name for path in (line.folder / "out").iterdir())
    line("models", "export", made["model"], str(line.folder / "out"), code=1)
    assert "it holds something already" in line.said
    line("models", "promote", second["model"], "--force")
    assert json.loads(line("models", "rollback", "--json"))["active"] == {"commitment": made["model"]}
    assert second["model"] in line("models", "delete", second["model"])
    line("models", "delete", made["model"], code=1)
    assert "it is active" in line.said


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("finetune", "nonsense"), "there is no such task"),
        (("finetune", "outlook", "--data", "ROWS"), "is not one of risk, neutral"),
        (("finetune", "commitment", "--use", "absent"), "there is no such data set"),
        (("finetune", "relevance"), "give --data FILE"),
        (("finetune", "commitment", "sdg", "--data", "ROWS"), "teach one task"),
        (("finetune", "commitment", "--data", "ROWS", "--method", "magic"), "it is not known"),
        (("finetune", "commitment", "--data", "ROWS", "--base", "/nowhere"), "cannot be loaded"),
        (("finetune", "commitment", "--data", "ROWS", "--set", "colour=red"), "there is none"),
        (("predict", "biodiv_ner", "text"), "no model is active"),
        (("predict", "nonsense", "text"), "there is no such task"),
        (("models", "card", "ffffffffffff"), "there is no such version"),
        (("models", "promote", ""), "there is no such version"),
        (("predict", "commitment", "text", "--pair", "other"), "it reads single texts"),
        (("finetune", "commitment", "--data", "ROWS", "--method", "full", "--processes", "999"), "processor"),
    ],
)
def test_what_cannot_be_done_is_one_clear_error(words: tuple[str, ...], said: str, line: Line) -> None:
    before = line("models", "list")
    line(*(str(line.rows) if word == "ROWS" else word for word in words), code=1)
    assert said in line.said
    assert "globalbrain: " in line.said
    assert line("models", "list") == before


def test_a_beginning_that_several_versions_have_is_an_error(tmp_path: Path) -> None:
    own = Line(tmp_path / "own")
    workshop, digits = Workshop(own.folder / "library"), ""
    for number in range(1, 18):  # of seventeen, two begin alike
        digit = keep(workshop, number)[0]
        if digit in digits:
            break
        digits += digit
    own("models", "promote", digit, code=1)
    assert "several begin so" in own.said


def test_what_ships_is_listed_with_what_serves_in_its_place(tmp_path: Path) -> None:
    own = Line(tmp_path / "own")
    workshop = Workshop(own.folder / "library")
    before = json.loads(own("models", "list", "--json"))["shipped"]
    assert {said["task"] for said in before} >= {"commitment", "species", "claim_support"}
    assert all(said["active"] and said["scores"] for said in before)
    mine = keep(workshop, 1)
    workshop.versions.promote(mine, force=True)
    rows = {said["task"]: said for said in json.loads(own("models", "list", "--json"))["shipped"]}
    assert (rows["commitment"]["active"], rows["commitment"]["overruled_by"]) == (False, mine)
    assert rows["species"]["active"]
    assert f"- ({mine} serves it)" in own("models", "list")
    for said in before:
        assert f"# Model card {said['id']}" in own("models", "card", said["id"][:8])
        assert json.loads(own("models", "card", said["id"], "--json"))["id"] == said["id"]


def test_frozen_training_says_how_far_it_is(tmp_path: Path) -> None:
    own = Line(tmp_path / "own")
    own.trained()
    for said in ("texts read: ", "settings tried: ", "heads fitted: "):
        assert said in own.said
    told = Workshop(own.folder / "library").events()
    stages = [event for event in told if event["event"] == "stage"]
    assert {event["stage"] for event in stages} == set(STAGES)
    assert all(1 <= event["done"] <= event["total"] for event in stages)
    assert len(stages) <= 21 * 12


def test_words_that_do_not_fit_are_bad_usage(line: Line) -> None:
    line("finetune", "commitment", "--set", "epochs", code=2)
    assert "NAME=VALUE" in line.said
    line("finetune", code=2)
    line("finetune", "commitment", "--on", "train", code=2)


def test_standard_input_without_a_text_is_bad_usage(line: Line) -> None:
    made = line.trained()
    line("predict", "commitment", "--model", made["model"], typed="\n", code=2)
    assert "no text to read" in line.said
    line("predict", "commitment", "--model", made["model"], typed='{"txt": "x"}\n', code=1)
    assert "it has no text" in line.said


def test_what_ships_reads_where_nothing_was_promoted(tmp_path: Path) -> None:
    made = Workshop(tmp_path).model("commitment")
    (said,) = made.read(["We will cut methane emissions by 30 % by 2030."], ["commitment"])[0]
    assert (said.task, said.label) == ("commitment", "target")
    assert said.probability > 0.5


def test_claims_are_held_against_evidence_by_what_ships(line: Line) -> None:
    claim, evidence = (
        "Waste fell by 48 % after 2011.",
        "Prices rose. Waste fell by 48 % after the levy of 2011.",
    )
    reading = json.loads(line("predict", "claim_support", claim, "--pair", evidence, "--json"))
    assert reading["label"] == "supported"
    assert reading["sentence"] == "Waste fell by 48 % after the levy of 2011."
    assert sum(reading["each"].values()) == pytest.approx(1.0, abs=0.01)
    typed = json.dumps({"text": "Waste fell by 84 %.", "pair": evidence}) + "\n"
    assert "84" in line("predict", "claim_support", typed=typed).partition("\n")[2]
    line("predict", "claim_support", claim, code=1)
    assert "no second text" in line.said
    line("predict", "claim_support", typed='{"text": "x", "pair": 5}\n', code=1)
    assert "'pair' is no text" in line.said


def test_the_card_of_what_ships_is_shown_by_the_id_that_a_reading_names(line: Line) -> None:
    for folder in (TOOLS, TAGGERS):
        ships = read(folder / FILE).id
        assert f"# Model card {ships}" in line("models", "card", ships)
        line("models", "delete", ships, code=1)
        assert "there is no such version" in line.said


def test_settings_in_the_examples_of_the_help_are_settings(line: Line) -> None:
    given = dict(re.findall(r"--set (\S+)=(\S+)", line("finetune", "--help")))
    given.pop("NAME", None)
    assert given
    Settings.of({"method": "full", **given})


def test_a_first_version_that_is_worse_than_what_ships_is_refused(line: Line, tmp_path: Path) -> None:
    """The tiny encoder knows none of these words, so it can only guess."""
    rows = OWN.read_text("utf-8").splitlines()[:300]
    told = [json.loads(row) for row in rows]
    data = tmp_path / "real.jsonl"
    data.write_text(
        "".join(
            json.dumps({"text": row["text"], "label": row["commitment"], "id": str(at), "part": part}) + "\n"
            for at, (row, part) in enumerate(zip(told, ("train", "test") * 150, strict=True))
        ),
        "utf-8",
    )
    alone = Line(tmp_path / "alone")
    words = ("--data", str(data), "--base", line.base, "--promote")
    alone("finetune", "commitment", *words, code=1)
    ships = Workshop(tmp_path).model("commitment").card.id
    assert f"the model that ships, {ships}" in alone.said
    assert "--force" in alone.said
    (row,) = json.loads(alone("models", "list", "--json"))["models"]
    assert row["active_for"] == []
    assert json.loads(alone("predict", "commitment", "flood", "--json"))["model"] == ships
    alone("models", "promote", row["id"], "--force")
    assert json.loads(alone("predict", "commitment", "flood", "--json"))["model"] == row["id"]


def test_a_task_of_ones_own_comes_from_a_file(line: Line, tmp_path: Path) -> None:
    path = tmp_path / "task.json"
    path.write_text(
        json.dumps(
            {"name": "my_weather", "kind": "label", "labels": {"target": "a flood", "measure": "a storm"}}
        ),
        "utf-8",
    )
    own = Line(tmp_path / "own")
    words = ("finetune", "my_weather", "--task-file", str(path), "--base", own.base)
    own(*words, code=1)
    assert "give --data FILE" in own.said
    own("finetune", "my_weather", "--data", str(own.rows), code=1)
    assert "--task-file" in own.said
    own(*words, "--data", str(own.rows), "--corrections", code=1)
    assert "nothing is labelled in the library for a task of one's own" in own.said
    made = json.loads(own(*words, "--data", str(own.rows), "--promote", "--json"))
    assert made["scores"]["my_weather"]["value"] > 0.9
    reading = json.loads(own("predict", "my_weather", "flood hits kenya", "--json"))
    assert (reading["label"], reading["model"]) == ("target", made["model"])
    assert "a flood" in own("models", "card", made["model"])
    assert "my_weather" in own("models", "list")


def test_images_are_read_by_their_paths(line: Line, tmp_path: Path) -> None:
    rows = []
    for at in range(24):
        name, label = f"{at}.png", ("water", "forest")[at % 2]
        Image.new("RGB", (16, 16), (10 * (at % 2), 5 * at, 200 * (1 - at % 2))).save(tmp_path / name)
        rows.append({"image": name, "label": label, "part": ("train", "train", "test")[at // 2 % 3]})
    data, task = tmp_path / "rows.jsonl", tmp_path / "task.json"
    data.write_text("".join(json.dumps(row) + "\n" for row in rows), "utf-8")
    task.write_text(
        json.dumps({"name": "my_land", "kind": "image", "labels": {"water": "x", "forest": "y"}}), "utf-8"
    )
    own = Line(tmp_path / "own")
    words = ("finetune", "my_land", "--task-file", str(task), "--data", str(data), "--promote")
    own(*words, code=1)
    assert "none for images is embedded" in own.said
    own(*words, "--base", str(tiny_vit(tmp_path / "vit")))
    out = own("predict", "my_land", str(tmp_path / "0.png"), str(tmp_path / "1.png"), "--json")
    assert [json.loads(said)["label"] for said in out.splitlines()] == ["water", "forest"]
    own("predict", "my_land", str(tmp_path / "absent.png"), code=1)
    assert "the image cannot be read" in own.said
    own("predict", "my_land", str(data), code=1)
    assert "no image that can be read" in own.said
