"""Heads that read pieces of words beside the vector: the same numbers each time, and exact reasons."""

from __future__ import annotations

import math
import re
import unicodedata
import zlib
from collections import Counter
from collections.abc import Iterator, Sequence
from itertools import pairwise
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from safetensors.numpy import load_file

from finetune.artifact import HEADS, write_heads
from finetune.errors import DataError
from finetune.heads import Head, HeadCard, read_by, word_logits
from finetune.ngrams import BUCKETS, SIGNS, WHOLE, known, pieces, tokens, vocabulary, word_matrix
from finetune.spoken import spoken
from finetune.tasks import TASKS

TASK = TASKS["commitment"]
TEXTS = (
    "Kenya will cut its emissions by 43 % by 2030, and cut them again by 12.5 per cent by 2035.",
    "La Loi n’oblige pas ; l’État réduira de 40 pour cent ses émissions d’ici à 2030.",
    "México reducirá un 35 por ciento. ¿Cuándo? En 2030.",
    "中国将于2030年前实现碳达峰，应当减少35%的排放。減らす必要がある。",
    "Выбросы снизятся на 30 % к 2030 году; ﬁnal ①② Straße ΣΊΣΥΦΟΣ İstanbul",
    "सौर ऊर्जा 2030 तक ५०० GW — الطاقة الشمسية ٣٠٪",
    "a a a a 1 1 1 % %, 1,000.5. x_y_z 3km km3 🌍🌍",
    "word " * 1200,
    "",
    " \n\t…",
)
_TOKEN = re.compile(
    r"(?P<han>[\u3040-\u30ff\u4e00-\u9fff]+)"
    r"|(?P<number>\d[\d.,]*)(?P<percent>\s?(?:%|％|per ?cent|pour cent|por ciento))?"
    r"|(?P<word>[^\W\d_]+)"
)


def named(text: str, signs: int = SIGNS[BUCKETS]) -> Iterator[tuple[str, tuple[str, ...]]]:
    """Each token and the names of its pieces, worked out anew for each: the definition."""
    before = ""
    for match in _TOKEN.finditer(text[:4000]):
        if run := match["han"]:
            for at in range(len(run)):
                yield (
                    run[at],
                    tuple(f"h:{run[at : at + size]}" for size in range(1, min(signs, len(run) - at) + 1)),
                )
            before = ""
        elif match["number"]:
            year = re.fullmatch(r"(?:19|20|21)\d\d", match["number"])
            kind = "share" if match["percent"] else "year" if year else "number"
            yield match[0], (f"n:{kind}", f"b:{before} {kind}", f"w:{match['number']}")
            before = kind
        else:
            word = unicodedata.normalize("NFKC", match["word"]).casefold()
            inner = (f"<{word}>"[at : at + size] for size in (3, 4) for at in range(len(word) + 2 - size + 1))
            yield match[0], (f"w:{word}", f"b:{before} {word}", *(f"c:{part}" for part in inner))
            before = word


def column(piece: str, width: int = BUCKETS) -> int:
    return zlib.crc32(piece.encode()) % width


def slowly(text: str, width: int = BUCKETS) -> tuple[list[int], bytes]:
    """Columns and the bytes of their values by the definition."""
    counted = Counter(column(name, width) for _, names in named(text, SIGNS[width]) for name in names)
    values = 1 + np.log(np.fromiter(counted.values(), np.float32, len(counted)))
    norm = float(np.linalg.norm(values)) or 1.0
    return list(counted), np.asarray(values / norm, np.float32).tobytes()


def spoken_slowly(model: Head, text: str, output: int) -> dict[str, float]:
    """What each word adds, summed piece by piece."""
    assert model.words is not None
    pull, read = model.words[output] - model.words.mean(axis=0), pieces(text)
    times = Counter(column(name) for _, names in named(text) for name in names)
    parts = {
        int(at): float(pull[at] * value) / times[int(at)]
        for at, value in zip(read.columns, read.values, strict=True)
    }
    said: dict[str, float] = {}
    for word, names in named(text):
        said[word] = said.get(word, 0.0) + sum(parts[column(name)] for name in names)
    return said


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


def knowing(texts: Sequence[str], seed: int = 4) -> Head:
    """A head that knows what stands in two of some texts."""
    words, draw = vocabulary(texts), np.random.default_rng(seed)
    weights = draw.normal(size=(TASK.outputs, len(words))).astype(np.float32)
    blank = np.zeros((TASK.outputs, 4), np.float32), np.zeros(TASK.outputs, np.float32)
    return Head(HeadCard.of(TASK), *blank, weights, words)


@given(st.text(max_size=300))
def test_any_text_has_pieces_of_norm_one_or_none(text: str) -> None:
    read = pieces(text)
    norm = float(np.linalg.norm(read.values))
    assert norm == pytest.approx(1.0, abs=1e-5) if list(tokens(text)) else not len(read.columns)
    assert len(set(read.columns.tolist())) == len(read.columns)
    assert all(0 <= column < BUCKETS for column in read.columns)


@pytest.mark.parametrize("text", TEXTS)
def test_pieces_are_those_of_the_definition_bit_for_bit(text: str) -> None:
    read = pieces(text)
    assert (read.columns.tolist(), read.values.tobytes()) == slowly(text)
    assert [token.pieces for token in tokens(text)] == [names for _, names in named(text)]


@pytest.mark.parametrize("text", TEXTS)
def test_each_piece_has_a_column_of_its_own_where_a_head_keeps_those_that_it_knows(text: str) -> None:
    counted = Counter(zlib.crc32(name.encode()) for _, names in named(text, SIGNS[WHOLE]) for name in names)
    read = pieces(text, WHOLE)
    assert read.columns.tolist() == sorted(counted)
    assert read.values.tolist() == pytest.approx([1 + math.log(counted[at]) for at in sorted(counted)])
    words = np.array(sorted(counted)[::2] or [7], np.uint32)
    some = known(read, words)
    assert [int(words[at]) for at in some.columns] == sorted(counted)[::2]
    assert np.linalg.norm(some.values) == pytest.approx(1.0 if counted else 0.0)


def test_a_vocabulary_is_what_stands_in_two_texts_or_more() -> None:
    words = vocabulary(["碳达峰", "碳中和", "the sea", "sea"])
    names = ("h:碳", "w:sea", "c:<se", "c:sea", "c:ea>", "c:<sea", "c:sea>")
    assert words.tolist() == sorted(zlib.crc32(name.encode()) for name in names)
    assert len(vocabulary(["one text"])) == len(pieces("one text", WHOLE).columns)


def test_heads_with_a_vocabulary_and_those_before_read_a_text_each_as_it_was_taught() -> None:
    text, vectors = "中国将于2030年前实现碳达峰 and 2030", np.zeros((1, 4), np.float32)
    earlier, own = head(), knowing([text, text])
    read = read_by([earlier, own], [text])
    assert read is not None
    assert set(read) == {BUCKETS, WHOLE}
    for one in (earlier, own):
        assert one.words is not None
        (logits,) = one.logits(vectors, read)
        assert logits == pytest.approx(word_logits(one.words, one.known(pieces(text, one.width))), rel=1e-4)
        said = spoken(one, text, int(np.argmax(logits)))
        assert {word for word, _ in said} <= {text[token.start : token.end] for token in tokens(text)}
    assert len(pieces(text).columns) > len(pieces(text, WHOLE).columns)  # three signs in a row too


def test_the_words_of_a_vocabulary_make_up_what_they_added() -> None:
    text = "Kenya will cut emissions, and cut them soon"
    own = knowing([text, "Kenya will cut", text[:20]])
    assert own.words is not None
    logits = own.logits(np.zeros((1, 4), np.float32), read_by([own], [f"{text} unheard"]))[0]
    best = int(np.argmax(logits))
    here = own.known(pieces(f"{text} unheard", WHOLE))
    pull = own.words[best] - own.words.mean(axis=0)
    assert float(pull[here.columns] @ here.values) == pytest.approx(
        float(logits[best] - logits.mean()), abs=1e-4
    )
    said = spoken(own, f"{text} unheard", best)
    assert said
    assert "unheard" not in {word for word, _ in said if _ > 1}


def test_a_vocabulary_is_kept_and_one_that_is_not_in_order_is_refused(tmp_path: Path) -> None:
    own = knowing(["carbon peak", "carbon price"])
    write_heads([own], tmp_path, 64)
    arrays = load_file(tmp_path / HEADS)
    assert arrays["commitment.pieces"].tolist() == own.vocabulary.tolist()  # type: ignore[union-attr]
    assert arrays["commitment.words"].shape == (TASK.outputs, len(arrays["commitment.pieces"]))


@given(st.text(max_size=300))
def test_pieces_of_any_text_are_those_of_the_definition(text: str) -> None:
    read = pieces(text)
    assert (read.columns.tolist(), read.values.tobytes()) == slowly(text)


@pytest.mark.parametrize("text", TEXTS)
def test_words_weigh_what_their_pieces_add(text: str) -> None:
    model = head()
    for output in range(TASK.outputs):
        whole = spoken_slowly(model, text, output)
        for word, weight in spoken(model, text, output):
            assert weight == pytest.approx(whole[word], abs=6e-4)
        assert bool(spoken(model, text, output)) == any(weight > 0 for weight in whole.values())


@given(st.text(max_size=200))
def test_tokens_are_slices_in_order(text: str) -> None:
    found = list(tokens(text))
    assert all(one.end <= other.start for one, other in pairwise(found))
    assert all(text[token.start : token.end].strip() for token in found)


def test_the_matrix_holds_the_pieces_of_each_text() -> None:
    texts = ["Emissions fall by 43 % by 2030.", "減らす 应当减少排放", "?"]
    words = vocabulary([*texts, *texts])
    matrix = word_matrix(texts, words).toarray()
    assert matrix.shape == (3, len(words))
    for row, text in zip(matrix, texts, strict=True):
        read = known(pieces(text, WHOLE), words)
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
    logits = model.logits(vectors, read_by([model], [text]))[0]
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
