"""Words beside the vector: folds that do not leak, and weights that read plain pieces of words."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from finetune.blend import FOLDS, MANY, ROUNDS, Seen, blended, splits
from finetune.examples import Example
from finetune.heads import HeadCard, read_by
from finetune.linear import UNSEEN, margins
from finetune.ngrams import vocabulary, word_matrix
from finetune.tasks import TASKS

TASK = TASKS["outlook"]
CARD = HeadCard.of(TASK, unit=True)
SAYS = {
    "risk": "a danger to harbours",
    "neutral": "a table of harbours",
    "opportunity": "a chance for harbours",
}
"""Labels that hang on one word."""


def examples(n: int, groups: int) -> tuple[Example, ...]:
    labels = list(SAYS)
    return tuple(
        Example(
            f"row{at}", f"{SAYS[labels[at % 3]]} number {at}", label=labels[at % 3], group=f"g{at % groups}"
        )
        for at in range(n)
    )


def seen(rows: tuple[Example, ...]) -> Seen:
    """Vectors of noise: what can be learnt stands in the words."""
    vectors = np.random.default_rng(1).normal(size=(len(rows), 8)).astype(np.float32)
    wanted = np.array([TASK.names.index(str(row.label)) for row in rows], np.float64)
    return Seen.of(rows, vectors / np.linalg.norm(vectors, axis=1, keepdims=True), wanted)


@given(st.integers(4, 60), st.integers(4, 20), st.integers(0, 9))
def test_no_group_is_on_both_sides_and_each_row_is_held_once_a_round(n: int, groups: int, seed: int) -> None:
    rows = examples(n, groups)
    found = splits(rows, n // 2, seed)
    assert len(found) == ROUNDS
    for folds in found:
        held = np.concatenate([own for _, own in folds])
        assert len(folds) <= FOLDS
        assert sorted(held.tolist()) == list(range(n))
        for fit, own in folds:
            assert not {rows[at].group for at in fit} & {rows[at].group for at in own}
            assert len({rows[at].label for at in fit}) > 1


def test_rows_that_cannot_be_divided_by_group_are_divided_once() -> None:
    rows = (*(Example(f"a{at}", "x", label="risk", group="a") for at in range(4)), *examples(3, 1))
    ((fold,),) = splits(rows, 4, 13)
    assert [own.tolist() for own in fold] == [[0, 1, 2, 3], [4, 5, 6]]


def test_many_rows_are_judged_by_the_validation_part_alone() -> None:
    ((fold,),) = splits(examples(MANY, 50), 3000, 13)
    assert [len(own) for own in fold] == [3000, MANY - 3000]


def test_a_head_reads_in_the_words_what_the_vectors_do_not_say() -> None:
    data = seen(examples(60, 20))
    head = blended(CARD, TASK, data, 48, (False, True), 13)
    new = [f"{text} as of today" for text in SAYS.values()]
    logits = head.logits(np.zeros((3, 8), np.float32), read_by([head], new))
    assert [TASK.names[at] for at in logits.argmax(axis=1)] == list(SAYS)
    again = blended(CARD, TASK, data, 48, (False, True), 13)
    assert head.words is not None
    assert again.words is not None
    assert np.array_equal(head.words, again.words)


def test_what_a_head_says_is_the_sum_of_vector_and_plain_pieces_of_words() -> None:
    data = seen(examples(60, 20))
    head = blended(CARD, TASK, data, 48, (True,), 13)
    assert head.words is not None
    assert head.vocabulary is not None
    texts = [row.text for row in data.examples[48:]]
    expected = (
        data.vectors[48:] @ head.weight.T + word_matrix(texts, head.vocabulary) @ head.words.T + head.bias
    )
    assert head.logits(data.vectors[48:], read_by([head], texts)) == pytest.approx(expected, abs=1e-4)


def test_margins_of_two_labels_differ_in_one_output_and_an_unseen_label_stays_unlikely() -> None:
    rows = [row for row in examples(60, 20) if row.label != "opportunity"]
    wanted = np.array([TASK.names.index(str(row.label)) for row in rows], np.float64)
    known = vocabulary([row.text for row in rows])
    weight, bias = margins(TASK, word_matrix([row.text for row in rows], known), wanted, 0.5)
    assert not weight[0].any()
    assert bias[0] == 0.0
    assert weight[1].any()
    assert not weight[2].any()
    assert bias[2] == UNSEEN
    logits = word_matrix(list(SAYS.values())[:2], known) @ weight.T + bias
    assert logits.argmax(axis=1).tolist() == [0, 1]


def test_columns_count_by_how_telling_they_are_only_where_asked_for() -> None:
    rows = examples(60, 20)
    wanted = np.array([TASK.names.index(str(row.label)) for row in rows], np.float64)
    known = vocabulary([row.text for row in rows])
    words = word_matrix([row.text for row in rows], known)
    plain, _ = margins(TASK, words, wanted, 0.5, telling=False)
    telling, _ = margins(TASK, words, wanted, 0.5)
    common = np.flatnonzero(words.getnnz(axis=0) == len(rows))  # in each text, so it tells nothing
    assert len(common)
    assert np.abs(telling[:, common]).max() < 0.01 < np.abs(plain[:, common]).max() + 0.01
    assert (word_matrix(list(SAYS.values()), known) @ plain.T).argmax(axis=1).tolist() == [0, 1, 2]
