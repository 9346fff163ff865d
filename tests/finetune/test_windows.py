"""Long texts of tags are divided between words, and no span is lost to the length of the encoder."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import settings as examined
from hypothesis import strategies as st

from finetune.encoder import Base, load_base
from finetune.examples import Example, Span
from finetune.heads import Head, HeadCard
from finetune.passes import outputs
from finetune.tasks import TASKS
from finetune.windows import OVERLAP, divided, windows
from tests.finetune.tiny import WORDS, tiny_bert

LONGEST = 20


@pytest.fixture(scope="module")
def base(tmp_path_factory: pytest.TempPathFactory) -> Base:
    return load_base(str(tiny_bert(tmp_path_factory.mktemp("base"))))


def tokens(tokenizer: Any, text: str) -> int:
    return len(tokenizer(text)["input_ids"])


@examined(deadline=None, max_examples=60)
@given(
    words=st.lists(st.sampled_from([*WORDS.split(), "zzz.", "洪水"]), max_size=120),
    overlap=st.sampled_from([0, 6, OVERLAP]),
)
def test_windows_fit_and_cover_every_character_once(base: Base, words: list[str], overlap: int) -> None:
    text = " ".join(words)
    found = windows(base, text, LONGEST, overlap)
    assert [own.first for own in found] == [0, *(own.last for own in found[:-1])]
    assert found[-1].last == len(text)
    for own in found:
        assert tokens(base.tokenizer, text[own.start : own.end]) <= LONGEST
        assert not text[own.first : own.start].strip()
        assert not text[own.end : own.last].strip()
        assert own.first == 0 or not (text[own.first - 1].isalnum() and text[own.first].isalnum())


def test_what_is_taught_in_windows_keeps_its_spans(base: Base) -> None:
    text = " ".join(["rain"] * 30 + ["flood"] + ["wind"] * 30)
    start = text.index("flood")
    example = Example("one", text, spans=(Span(start, start + 5, "flood"),), group="g")
    made = divided([example, Example("short", "storm today")], base, LONGEST)
    assert [own.text[s.start : s.end] for own in made for s in own.spans] == ["flood"]
    assert " ".join(own.text for own in made[:-1]) == text
    assert {own.group for own in made[:-1]} == {"g"}
    assert made[-1].text == "storm today"


def test_a_long_text_is_read_to_its_end_and_a_short_one_as_before(base: Base) -> None:
    """The head sees the states themselves; each token of the text is there once, in its order."""
    width = base.width
    head = Head(HeadCard.of(TASKS["species"]), np.eye(width, dtype=np.float32), np.zeros(width, np.float32))
    short, long = "storm hits kenya", " ".join(WORDS.split() * 3)
    found = outputs(base, [head], [short, long], longest=LONGEST)["species"].tokens
    alone = outputs(base, [head], [short], longest=LONGEST)["species"].tokens
    assert np.allclose(found[0].logits, alone[0].logits, atol=1e-5)
    read = [long[start:end] for start, end in found[1].offsets]
    assert read == long.split()
    assert list(found[1].words) == sorted(set(found[1].words))  # type: ignore[type-var]
    assert found[1].logits.shape == (len(read), width)
