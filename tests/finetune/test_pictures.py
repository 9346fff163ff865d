"""Pictures: valid files, the same bytes each time, words that say what is shown."""

from __future__ import annotations

import io
import subprocess
import sys
import xml.etree.ElementTree as ET
from collections.abc import Callable
from dataclasses import replace
from itertools import combinations
from pathlib import Path

import pytest
from PIL import Image

from finetune.calibration import Bin
from finetune.card import FILE, parse, read, written
from finetune.card_pictures import pictures, write
from finetune.card_text import markdown
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
from finetune.serving import TOOLS
from finetune.settings import Settings
from finetune.tasks import TASKS
from finetune.training import train
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
    assert write(made.card, tmp_path / "drawn") == ("scores.svg", "confusion-commitment.svg")
    drawn = (tmp_path / "drawn" / "confusion-commitment.svg").read_text("utf-8")
    right = sum(table.table[at][at] for at in range(4))
    assert f"{right} of {len(held)} right" in drawn
    assert "majority" in (tmp_path / "drawn" / "scores.svg").read_text("utf-8")
    assert "majority" in pictures(replace(made.card, confusions=()))["scores"].alt


def test_a_card_from_before_confusions_keeps_its_id() -> None:
    text = (TOOLS / FILE).read_text("utf-8")
    assert "confusions" not in text
    assert written(parse(text)) == text
