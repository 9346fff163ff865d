"""Heads that read pieces of words beside the vector: the same numbers each time, and exact reasons."""

from __future__ import annotations

from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from finetune.errors import DataError
from finetune.heads import Head, HeadCard
from finetune.ngrams import BUCKETS, pieces, tokens, word_matrix
from finetune.spoken import spoken
from finetune.tasks import TASKS

TASK = TASKS["commitment"]


def head(seed: int = 3) -> Head:
    draw = np.random.default_rng(seed)
    shape = (TASK.outputs, BUCKETS)
    weight = draw.normal(size=(TASK.outputs, 4)).astype(np.float32)
    return Head(
        HeadCard.of(TASK),
        weight,
        np.zeros(TASK.outputs, np.float32),
        draw.normal(size=shape).astype(np.float32),
    )


@given(st.text(max_size=300))
def test_any_text_has_pieces_of_norm_one_or_none(text: str) -> None:
    read = pieces(text)
    norm = float(np.linalg.norm(read.values))
    assert norm == pytest.approx(1.0, abs=1e-5) if read.owners else not len(read.columns)
    assert len(set(read.columns.tolist())) == len(read.columns)
    assert all(0 <= column < BUCKETS for column in read.columns)


@given(st.text(max_size=200))
def test_tokens_are_slices_in_order(text: str) -> None:
    found = list(tokens(text))
    assert all(one.end <= other.start for one, other in pairwise(found))
    assert all(text[token.start : token.end].strip() for token in found)


def test_the_matrix_holds_the_pieces_of_each_text() -> None:
    texts = ["Emissions fall by 43 % by 2030.", "減らす 应当减少排放", "?"]
    matrix = word_matrix(texts).toarray()
    assert matrix.shape == (3, BUCKETS)
    for row, text in zip(matrix, texts, strict=True):
        read = pieces(text)
        assert row[read.columns] == pytest.approx(read.values)
        assert np.count_nonzero(row) == len(read.columns)


@pytest.mark.parametrize(
    ("text", "piece"),
    [("43 % less", "n:share"), ("by 2030", "n:year"), ("5 GW", "n:number"), ("12 per cent", "n:share")],
)
def test_a_figure_counts_as_one_of_its_kind(text: str, piece: str) -> None:
    assert piece in {own for token in tokens(text) for own in token.pieces}


def test_case_does_not_matter_and_words_do() -> None:
    assert pieces("MUST Act").columns.tolist() == pieces("must act").columns.tolist()
    assert set(pieces("must act").columns.tolist()) != set(pieces("may act").columns.tolist())


def test_the_words_that_spoke_make_up_what_the_words_added() -> None:
    model, text = head(), "Kenya will cut emissions, and cut them soon"
    vectors = np.zeros((1, 4), np.float32)
    logits = model.logits(vectors, [text])[0]
    best = int(np.argmax(logits))
    read = pieces(text)
    assert model.words is not None
    pull = model.words[best] - model.words.mean(axis=0)
    whole = float(pull[read.columns] @ read.values)
    said = spoken(model, text, best)
    assert 0 < len(said) <= 5
    assert {word for word, _ in said} <= set(text.replace(",", "").split())
    assert whole == pytest.approx(float(logits[best] - logits.mean()), abs=1e-4)
    assert [weight for _, weight in said] == sorted((w for _, w in said), reverse=True)


def test_a_head_that_reads_words_wants_the_texts() -> None:
    with pytest.raises(DataError, match="reads words"):
        head().logits(np.zeros((1, 4), np.float32))
