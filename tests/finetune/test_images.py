"""Images: rows that name them, a tiny encoder that learns them, and tasks of a user's own."""

from __future__ import annotations

import json
import random
from pathlib import Path
from typing import Any

import pytest
from PIL import Image

from finetune.artifact import load
from finetune.errors import ArtifactError, DataError, TrainingError
from finetune.images import opened
from finetune.lessons import Lesson, lesson
from finetune.own_tasks import read_task
from finetune.predict import ToolModel
from finetune.progress import Progress
from finetune.rows import read_file
from finetune.settings import Settings
from finetune.tasks import Task
from finetune.training import train
from finetune.workshop import Order, Workshop
from tests.finetune.lessons import run, versions
from tests.finetune.tiny import tiny_vit

LAND = {
    "name": "my_land",
    "kind": "image",
    "labels": {"water": "sea, lake or river", "forest": "trees"},
    "about": "what covers the ground",
}
COLOURS = {"water": (20, 40, 200), "forest": (20, 160, 30)}


def picture(path: Path, label: str, source: random.Random) -> Path:
    """A square of one colour with noise, each another one."""
    path.parent.mkdir(parents=True, exist_ok=True)
    image = Image.new("RGB", (24, 20))
    for x in range(24):
        for y in range(20):
            image.putpixel((x, y), tuple(max(0, c + source.randrange(-20, 20)) for c in COLOURS[label]))
    image.save(path)
    return path


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Rows with their images, the task that they teach, and an encoder."""
    place, source = tmp_path_factory.mktemp("land"), random.Random(4)
    rows = []
    for at in range(60):
        label, part = ("water", "forest")[at % 2], ("train", "train", "validation", "test")[at // 2 % 4]
        name = f"tiles/{at}.{('png', 'jpg')[at % 4 // 2]}"
        picture(place / name, label, source)
        rows.append({"image": name, "label": label, "part": part, "country": "KE"})
    (place / "rows.jsonl").write_text("".join(json.dumps(row) + "\n" for row in rows), "utf-8")
    (place / "land.json").write_text(json.dumps(LAND), "utf-8")
    tiny_vit(place / "base")
    return place


def taught(folder: Path) -> Lesson:
    return lesson(read_task(folder / "land.json"), (folder / "rows.jsonl",))


def rows_with(folder: Path, *rows: dict[str, Any]) -> Path:
    path = folder / "rows.jsonl"
    path.write_text("".join(json.dumps({"label": "water", **row}) + "\n" for row in rows), "utf-8")
    return path


@pytest.mark.parametrize(
    ("method", "changes"),
    [
        ("frozen", {}),
        ("full", {"adversary": "fgm", "balance": "sampling"}),
        ("top-n", {"layers": 1, "rate": 5e-3}),
        ("lora", {"rank": 4, "rate": 1e-2}),
    ],
)
def test_a_method_learns_images_and_the_version_says_the_same_again(
    method: str, changes: dict[str, Any], folder: Path, tmp_path: Path
) -> None:
    base = str(folder / "base")
    chosen = Settings(**{"method": method, "base": base, "epochs": 8, "batch": 8, "rate": 3e-3, **changes})
    made = train([taught(folder)], chosen, versions(tmp_path), run(tmp_path, robustness=True))
    assert made is not None
    (score,) = made.card.scores
    assert score.majority is not None
    assert score.new.value > 0.9 > score.majority.value
    assert [(own.by, own.value) for own in made.card.slices if own.by == "region"] == [("region", "KE")]
    assert made.card.robustness == ()
    source = random.Random(9)
    paths = [str(picture(tmp_path / f"{label}.png", label, source)) for label in COLOURS]
    (water, forest) = ToolModel(load(made.folder)).read(paths, ["my_land"])
    assert (water[0].label, forest[0].label) == ("water", "forest")
    assert water == ToolModel(made).read(paths)[0]
    with pytest.raises(ArtifactError, match="does not decide"):
        ToolModel(made).why(paths[0], "my_land")


def test_a_task_of_ones_own_is_trained_promoted_and_read_with(folder: Path, tmp_path: Path) -> None:
    workshop = Workshop(tmp_path)
    settings = Settings(base=str(folder / "base"))
    order = Order(("my_land",), (folder / "rows.jsonl",), settings=settings, task_file=folder / "land.json")
    assert "characters" not in "".join(workshop.looked_at(order)["my_land"])
    card = workshop.train(order)
    assert card is not None
    assert card.task("my_land").labels[0].definition == "sea, lake or river"
    workshop.promote(card.id)
    model = workshop.model("my_land")
    assert model.read([str(folder / "tiles" / "0.png")])[0][0].label == "water"
    again = workshop.train(order)
    assert again is not None
    assert again.scores[0].active_id == card.id
    with pytest.raises(DataError, match="the file defines 'my_land'"):
        workshop.train(Order(("my_sea",), (folder / "rows.jsonl",), task_file=folder / "land.json"))
    with pytest.raises(ArtifactError, match="no model is active"):
        workshop.model("my_sea")


def test_a_version_of_other_labels_is_not_compared(folder: Path, tmp_path: Path) -> None:
    settings = Settings(base=str(folder / "base"))
    first = train([taught(folder)], settings, versions(tmp_path), run(tmp_path))
    assert first is not None
    own = taught(folder)
    wider = Task("my_land", "image", {**own.task.labels, "sand": "x"}, "macro_f1", (), "MIT", "")
    other = Lesson(wider, own.examples, own.sources)
    made = train([other], settings, versions(tmp_path), run(tmp_path, active={"my_land": first}))
    assert made is not None
    assert made.card.scores[0].active is None


def test_the_same_image_twice_is_one_group_and_on_one_side(folder: Path, tmp_path: Path) -> None:
    source = random.Random(1)
    first = picture(tmp_path / "a.png", "water", source)
    (tmp_path / "b.png").write_bytes(first.read_bytes())
    picture(tmp_path / "c.png", "water", source)
    path = rows_with(
        tmp_path,
        {"image": "a.png", "part": "train"},
        {"image": "b.png", "part": "test"},
        {"image": "c.png", "part": "train"},
    )
    read = read_file(path, read_task(folder / "land.json"))
    assert [Path(own.text).name for own in read] == ["b.png", "c.png"]


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("../outside.png", "lies outside"),
        ("/etc/hostname", "lies outside"),
        ("link.png", "lies outside"),
        ("absent.png", "there is no image"),
        ("a\0b.png", "is not a path"),
        (7, "is not a path"),
        ("", "is not a path"),
        (".", "there is no image"),
        ("text.png", "no image that can be read"),
        ("picture.gif", "no image that can be read"),
        ("large.png", "MB"),
        ("wide.png", "pixels"),
    ],
)
def test_an_image_that_cannot_be_used_is_named_with_its_row(
    name: object, said: str, folder: Path, tmp_path: Path
) -> None:
    place = tmp_path / "rows"
    source = random.Random(2)
    picture(tmp_path / "outside.png", "water", source)
    picture(place / "good.png", "water", source)
    (place / "link.png").symlink_to(tmp_path / "outside.png")
    (place / "text.png").write_text("not an image", "utf-8")
    Image.new("RGB", (4, 4)).save(place / "picture.gif")
    (place / "large.png").write_bytes((place / "good.png").read_bytes() + b"\0" * (21 * 2**20))
    Image.new("1", (8000, 6000)).save(place / "wide.png")
    path = rows_with(place, {"image": "good.png"}, {"image": name})
    with pytest.raises(DataError, match=said) as caught:
        read_file(path, read_task(folder / "land.json"))
    assert "line 2" in str(caught.value)


def test_a_torn_image_ends_the_training_with_its_name(folder: Path, tmp_path: Path) -> None:
    source = random.Random(3)
    rows: list[dict[str, Any]] = []
    for at in range(6):
        picture(tmp_path / f"{at}.png", ("water", "forest")[at % 2], source)
        rows.append({"image": f"{at}.png", "label": ("water", "forest")[at % 2], "part": "train"})
    torn = tmp_path / "5.png"
    torn.write_bytes(torn.read_bytes()[:-300])
    path = rows_with(tmp_path, *rows)
    with pytest.raises(DataError, match=r"5\.png: the image is torn"):
        train(
            [lesson(read_task(folder / "land.json"), (path,))],
            Settings(base=str(folder / "base")),
            versions(tmp_path),
            run(tmp_path, progress=Progress(tmp_path / "run")),
        )
    assert versions(tmp_path).listed() == ()
    with pytest.raises(DataError, match="is torn"):
        opened(str(torn))


def test_images_need_a_base_of_their_own(folder: Path, tmp_path: Path) -> None:
    from tests.finetune.lessons import lesson as words

    kept, around = versions(tmp_path), run(tmp_path)
    with pytest.raises(TrainingError, match="none for images is embedded"):
        train([taught(folder)], Settings(), kept, around)
    with pytest.raises(TrainingError, match="it is for words"):
        train([taught(folder)], Settings(method="prefix", base=str(folder / "base")), kept, around)
    with pytest.raises(DataError, match="no encoder in common"):
        train([taught(folder), words("commitment")], Settings(base=str(folder / "base")), kept, around)
    with pytest.raises(TrainingError, match="cannot be loaded"):
        train([taught(folder)], Settings(base=str(tmp_path)), kept, around)


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"name": "land"}, "name"),
        ({"name": "commitment"}, "name"),
        ({"kind": "generation"}, "kind"),
        ({"labels": {"water": "x"}}, "at least 2 labels"),
        ({"labels": {"a|b": "x", "c": "y"}}, "labels"),
        ({"metric": "accuracy"}, "metric"),
    ],
)
def test_a_task_that_is_none_is_refused(changes: dict[str, Any], said: str, tmp_path: Path) -> None:
    path = tmp_path / "task.json"
    path.write_text(json.dumps({**LAND, **changes}), "utf-8")
    with pytest.raises(DataError, match=said):
        read_task(path)


@pytest.mark.parametrize("data", [b"", b"\xff\xfe", b"[1]", b"[" * 50_000, b"{}" + b" " * 200_000])
def test_a_file_that_is_no_task_is_refused(data: bytes, tmp_path: Path) -> None:
    path = tmp_path / "task.json"
    path.write_bytes(data)
    with pytest.raises(DataError, match="Write"):
        read_task(path)
    with pytest.raises(DataError, match="cannot be read"):
        read_task(tmp_path / "absent.json")
