"""The order of a training: every example, the tasks by their shares, the same for the same seed."""

from __future__ import annotations

from collections import Counter
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from finetune.batches import schedule, shares
from finetune.errors import TrainingError
from finetune.examples import Example, Span, draw_weights
from finetune.feeding import plan
from finetune.heads import HeadCard, chosen, probabilities
from finetune.settings import Settings
from finetune.tags import spans_from, tags_of
from finetune.tasks import TASKS


@settings(deadline=None)
@given(st.integers(1, 90), st.integers(1, 16), st.integers(1, 3), st.integers(0, 9))
def test_each_pass_over_one_task_sees_every_example_once(
    rows: int, batch: int, epochs: int, seed: int
) -> None:
    lengths = {"a": [(7 * at) % 40 for at in range(rows)]}
    made = schedule(lengths, batch=batch, epochs=epochs, temperature=1.0, seed=seed)
    seen = Counter(place for own in made for place in own.places)
    assert set(seen) == set(range(rows))
    assert set(seen.values()) == {epochs}
    assert [own.number for own in made] == list(range(len(made)))
    assert made == schedule(lengths, batch=batch, epochs=epochs, temperature=1.0, seed=seed)


def test_a_higher_temperature_draws_small_tasks_more_often() -> None:
    lengths = {"large": [1] * 900, "small": [1] * 100}
    drawn = {
        heat: Counter(own.task for own in schedule(lengths, batch=10, epochs=1, temperature=heat, seed=1))
        for heat in (1.0, 2.0, 1e6)
    }
    assert drawn[1.0] == {"large": 90, "small": 10}
    assert drawn[2.0] == {"large": 75, "small": 25}
    assert drawn[1e6] == {"large": 50, "small": 50}
    assert sum(shares({"a": 1, "b": 5, "c": 9}, 3.0).values()) == pytest.approx(1.0)


def test_balanced_sampling_draws_labels_alike_and_nothing_by_the_sizes() -> None:
    task = TASKS["commitment"]
    rows = [Example(str(at), "x", label="target" if at % 20 else "none") for at in range(400)]
    drawn = Counter(
        rows[place].label
        for batch in plan({"commitment": rows}, Settings(balance="sampling", epochs=20), [task])
        for place in batch.places
    )
    assert set(drawn) == {"target", "none"}
    assert sum(drawn.values()) == 20 * 400
    assert 0.45 < drawn["none"] / sum(drawn.values()) < 0.55
    once = plan({"commitment": rows}, Settings(epochs=1), [task])
    assert sorted(place for batch in once for place in batch.places) == list(range(400))


@pytest.mark.parametrize(
    ("task", "rows", "weights"),
    [
        ("commitment", [{"label": "target"}, {"label": "target"}, {"label": "none"}], (0.5, 0.5, 1.0)),
        (
            "climate_topics",
            [{"labels": ("heat", "cold")}, {"labels": ("heat",)}, {"labels": ()}, {"labels": ()}],
            (1.0, 0.5, 0.5, 0.5),
        ),
        ("climate_tags", [{"spans": (Span(0, 1, "heat"), Span(2, 3, "heat"))}, {"spans": ()}], (1.0, 1.0)),
        ("paragraph", [{"pair": "x"}, {"pair": "y"}], (1.0, 1.0)),
    ],
)
def test_a_row_is_drawn_by_its_rarest_label(task: str, rows: list[Any], weights: tuple[float, ...]) -> None:
    made = [Example(str(at), "a b c", **row) for at, row in enumerate(rows)]
    assert draw_weights(made, TASKS[task]) == weights


@given(st.lists(st.floats(-9, 9), min_size=3, max_size=3), st.floats(0.2, 5))
def test_grades_are_probabilities_whatever_the_logits(logits: list[float], temperature: float) -> None:
    card = HeadCard("made", "grade", ("0", "1", "2", "3"), "macro_f1", temperature=temperature)
    each = probabilities(card, np.array([logits], np.float32))
    assert each.shape == (1, 4)
    assert each.min() >= 0
    assert float(each.sum()) == pytest.approx(1.0, abs=1e-5)


def test_many_labels_are_those_above_the_threshold() -> None:
    card = HeadCard("made", "labels", ("a", "b", "c"), "macro_f1", threshold=0.3)
    assert chosen(card, np.array([[0.9, 0.31, 0.1], [0.1, 0.2, 0.1]], np.float32)) == (("a", "b"), ())


def test_spans_become_tags_and_come_back() -> None:
    text = "Cyclone Idai hit 飓风袭击"
    spans = (Span(0, 12, "hurricane"), Span(17, 19, "hurricane"))
    offsets = [(0, 0), (0, 7), (8, 10), (10, 12), (13, 16), *((at, at + 1) for at in range(17, 21)), (0, 0)]
    words = [None, 0, 1, 1, 2, 3, 3, 3, 3, None]
    labels = TASKS["climate_tags"].names
    tags = tags_of(spans, offsets, labels)
    at = 2 * labels.index("hurricane") + 1
    assert tags == [-100, at, at + 1, at + 1, 0, at, at + 1, 0, 0, -100]
    each = np.eye(1 + 2 * len(labels), dtype=np.float32)[[max(tag, 0) for tag in tags]]
    found = spans_from(each, offsets, words, text, labels)
    assert [(own.start, own.end, own.label) for own in found] == [(s.start, s.end, s.label) for s in spans]
    assert all(own.probability == 1.0 for own in found)


def test_settings_are_read_from_words() -> None:
    read = Settings.of({"method": "lora", "epochs": "7", "radius": "0.5", "ensemble": "yes", "seeds": "2"})
    assert (read.method, read.epochs, read.radius, read.ensemble) == ("lora", 7, 0.5, True)
    assert read.learning_rate == 1e-3
    for words in ({"epochs": "many"}, {"ensemble": "perhaps"}, {"colour": "red"}):
        with pytest.raises(TrainingError):
            Settings.of(words)
