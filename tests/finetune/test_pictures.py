"""Pictures: valid files, the same bytes each time, words that say what is shown."""

from __future__ import annotations

import io
import subprocess
import sys
import xml.etree.ElementTree as ET
from collections.abc import Callable, Mapping
from dataclasses import replace
from itertools import combinations
from pathlib import Path
from typing import Any

import pytest
from PIL import Image

from finetune import support_card
from finetune.calibration import Bin
from finetune.card import FILE, parse, read, written
from finetune.card_pictures import pictures, undrawn, write
from finetune.card_text import markdown
from finetune.curves import MOST_POINTS, learnt
from finetune.errors import DataError
from finetune.pictures import (
    COLOURS,
    Format,
    Picture,
    bars_picture,
    confusion_picture,
    curves_picture,
    reliability_picture,
)
from finetune.scores import Score
from finetune.serving import TAGGERS
from finetune.settings import Settings
from finetune.ships import support_drawn
from finetune.tasks import TASKS
from finetune.training import train
from tests.finetune.cards import card
from tests.finetune.lessons import lesson, run, versions
from tests.finetune.tiny import tiny_bert

LABELS = ("none", "<b>&", "$x$", "目标")
TABLE = ((5, 1, 0, 0), (0, 4, 2, 0), (0, 0, 3, 0), (0, 0, 0, 9))
SCORES = {
    "sdg": {"majority": Score("macro_f1", 0.1, 0.05, 0.2), "new": Score("macro_f1", 0.8, 0.7, 0.9)},
    "risk": {"new": Score("macro_f1", 0.5)},
}
DRAWN: dict[str, Callable[[Format], Picture]] = {
    "confusion": lambda form: confusion_picture(LABELS, TABLE, "Commitment & more", form),
    "curves": lambda form: curves_picture({"train": [(1, 2.0), (2, 1.0)], "validation": []}, "Loss", form),
    "reliability": lambda form: reliability_picture({"before": [Bin(0.5, 0.6, 9, 0.55, 0.4)]}, "Risk", form),
    "bars": lambda form: bars_picture(SCORES, "Before and after", form),
}


@pytest.mark.parametrize("name", DRAWN)
def test_an_svg_is_sound_keeps_its_text_and_repeats(name: str) -> None:
    picture = DRAWN[name]("svg")
    root = ET.fromstring(picture.data)  # noqa: S314 - made here
    assert (root.tag, picture.media) == ("{http://www.w3.org/2000/svg}svg", "image/svg+xml")
    assert picture.alt in "".join(root.itertext())
    assert root.findall(".//{http://www.w3.org/2000/svg}text")
    assert picture == DRAWN[name]("svg")
    assert b"<script" not in picture.data


@pytest.mark.parametrize("name", DRAWN)
def test_a_png_opens_and_is_large_enough_to_read(name: str) -> None:
    picture = DRAWN[name]("png")
    with Image.open(io.BytesIO(picture.data)) as image:
        assert (image.format, picture.media) == ("PNG", "image/png")
        assert image.width >= 600


def test_the_words_hold_the_numbers() -> None:
    told = {name: draw("svg").alt for name, draw in DRAWN.items()}
    assert "21 of 24 right" in told["confusion"]
    assert "2 of <b>& said to be $x$" in told["confusion"]
    assert "train from 2 to 1" in told["curves"]
    assert "calibration error 0.150 over 9 predictions" in told["reliability"]
    assert "new 0.800 (0.700 to 0.900)" in told["bars"]
    assert "risk: new 0.500." in told["bars"]


def test_labels_stand_as_they_are() -> None:
    text = "".join(ET.fromstring(DRAWN["confusion"]("svg").data).itertext())  # noqa: S314
    assert all(label in text for label in LABELS)


def test_no_two_colours_have_the_same_lightness_and_hue() -> None:
    def seen(colour: str) -> tuple[float, float]:
        """Roughly what an eye without red and green cones tells apart: lightness, blue to yellow."""
        red, green, blue = (int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5))
        light = 0.3 * red + 0.59 * green + 0.11 * blue
        return light, blue - light

    for one, other in combinations(COLOURS, 2):
        assert max(abs(a - b) for a, b in zip(seen(one), seen(other), strict=True)) > 0.08


def test_nothing_to_draw_is_an_error() -> None:
    with pytest.raises(DataError, match="not 2 by 2"):
        confusion_picture(("a", "b"), ((1, 2),), "x")
    with pytest.raises(DataError, match="no point"):
        curves_picture({"train": []}, "x")
    with pytest.raises(DataError, match="no bins"):
        reliability_picture({}, "x")
    with pytest.raises(DataError, match="no score"):
        bars_picture({}, "x")


def test_scores_and_cards_are_read_without_the_heavy_libraries() -> None:
    code = (
        "import sys, finetune.pictures, finetune.scores, finetune.card_text, finetune.versions\n"
        "print(sorted({'torch', 'matplotlib', 'sklearn', 'scipy', 'pandas'} & sys.modules.keys()))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


def test_steps_are_whole_numbers_on_the_axis_even_where_there_is_one_point() -> None:
    svg = ET.fromstring(curves_picture({"outlook": [(7.0, 0.9)]}, "score").data)  # noqa: S314 - it is ours
    ticks = [own for own in svg.iter() if (own.get("id") or "").startswith("xtick_")]
    labels = ["".join(tick.itertext()).strip() for tick in ticks]
    assert "7" in labels
    assert all(label.isdigit() for label in labels)


def test_a_card_is_drawn_from_the_rows_that_it_was_scored_on(tmp_path: Path) -> None:
    base = str(tiny_bert(tmp_path / "tiny"))
    made = train(
        [lesson("commitment"), lesson("climate_topics")],
        Settings(method="frozen", base=base),
        versions(tmp_path),
        run(tmp_path),
    )
    assert made is not None
    (table,) = made.card.confusions  # many labels have none
    held = [e for e in lesson("commitment").examples if e.part == "test"]
    assert [sum(row) for row in table.table] == [
        sum(e.label == name for e in held) for name in TASKS["commitment"].names
    ]
    assert read(made.folder / FILE) == made.card
    assert f"| target | {table.table[0][0]} |" in markdown(made.card)
    assert write(made.card, tmp_path / "drawn") == (
        "scores.svg",
        "confusion-commitment.svg",
        "reliability-commitment.svg",
        "reliability-climate_topics.svg",
    )
    one, many = made.card.reliability
    (error, _) = made.card.calibration
    assert sum(own.rows for own in one.after) == len(held)
    assert sum(own.rows for own in many.after) > len(held)  # every label of every row
    gap = sum(own.rows * abs(own.said - own.held) for own in one.after) / len(held)
    assert gap == pytest.approx(error.ece_after, abs=1e-3)
    told = (tmp_path / "drawn" / "reliability-commitment.svg").read_text("utf-8")
    assert f"after the temperature: calibration error {error.ece_after:.3f} over {len(held)}" in told
    assert not made.card.curves  # heads on a frozen encoder have no steps
    assert undrawn(made.card) == ()
    drawn = (tmp_path / "drawn" / "confusion-commitment.svg").read_text("utf-8")
    right = sum(table.table[at][at] for at in range(4))
    assert f"{right} of {len(held)} right" in drawn
    assert "majority" in (tmp_path / "drawn" / "scores.svg").read_text("utf-8")
    assert "majority" in pictures(replace(made.card, confusions=()))["scores"].alt


def test_a_card_from_before_confusions_keeps_its_id_and_says_what_it_lacks() -> None:
    text = (TAGGERS / FILE).read_text("utf-8")
    assert "confusions" not in text
    assert written(parse(text)) == text
    assert undrawn(parse(text)) == (
        "no learning curves: the card is older than these numbers; "
        "train it again: globalbrain finetune climate_tags species",
    )
    old = card()
    assert undrawn(old) == (
        "no reliability of commitment: the card is older than these numbers; "
        "train it again: globalbrain finetune commitment",
        "no learning curves: the card is older than these numbers; "
        "train it again: globalbrain finetune commitment",
    )
    assert undrawn(replace(old, scores=(), calibration=(), robustness=(), slices=(), method="frozen")) == (
        "no scores: its test part was too small or of one label; give more rows",
    )


def test_an_encoder_that_learnt_has_curves(tmp_path: Path) -> None:
    settings = Settings(method="lora", base=str(tiny_bert(tmp_path / "tiny")), epochs=2, int8=False)
    made = train([lesson("commitment")], settings, versions(tmp_path), run(tmp_path))
    assert made is not None
    loss, judged = made.card.curves
    assert (loss.name, judged.name, judged.measure) == ("loss", "commitment", "validation")
    assert len(judged.points) == 2
    assert judged.points[0][0] * 2 == judged.points[1][0]
    names = write(made.card, tmp_path / "drawn")
    assert {"curve-loss.svg", "curve-validation.svg"} <= set(names)
    assert read(made.folder / FILE) == made.card


def test_curves_are_of_the_last_training_a_seed_each_and_thin() -> None:
    def seeded(seed: int) -> list[Mapping[str, Any]]:
        return [
            {"event": "start", "seed": seed, "steps": 200},
            *({"event": "step", "step": at, "loss": 1 / at} for at in range(1, 201)),
            {"event": "step", "step": 200, "loss": 0.5},
            {"event": "validation", "step": 200, "scores": {"sdg": 0.7, "score": 0.7}},
        ]

    told: list[Mapping[str, Any]] = [
        {"event": "start", "method": "full", "tasks": ["sdg"]},
        {"event": "step", "step": 1, "loss": 9.0},
        {"event": "start", "method": "full", "tasks": ["sdg"]},
        *seeded(13),
        *seeded(14),
        {"event": "validation", "seed": "mean of weights", "scores": {"score": 0.8}},
    ]
    found = learnt(told)
    assert [own.name for own in found] == ["loss, seed 13", "sdg, seed 13", "loss, seed 14", "sdg, seed 14"]
    points = found[0].points
    assert (points[0], points[-1]) == ((1.0, 1.0), (200.0, 0.5))
    assert len(points) <= MOST_POINTS + 1
    assert found[3].points == ((200.0, 0.7),)
    assert learnt([{"event": "stage", "stage": "fit", "done": 1, "total": 2}]) == ()


def test_the_claim_support_model_is_drawn_from_what_its_card_keeps(tmp_path: Path) -> None:
    own = support_card.load()[0]
    made = support_drawn(own.id[:6], tmp_path / "drawn")
    assert made is not None
    assert made.files == ("scores.svg", "threshold.svg")
    assert "no reliability" in made.undrawn[0]
    svg = (tmp_path / "drawn" / "threshold.svg").read_text("utf-8")
    (_, accepted, _), *_, (_, last, _) = own.curve
    assert f"unsupported claims accepted from {accepted:.3g} to {last:.3g}" in svg
    assert support_drawn("", tmp_path) is None
    assert support_drawn("0" * 12, tmp_path) is None
