"""Heads that read pieces of words beside the vector: the same numbers each time, and exact reasons."""

from __future__ import annotations

import re
import unicodedata
import zlib
from collections import Counter
from collections.abc import Iterator
from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from finetune.errors import DataError
from finetune.heads import Head, HeadCard, read_by, word_logits
from finetune.ngrams import BUCKETS, SIGNS, pieces, tokens, word_matrix
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


@given(st.text(max_size=300))
def test_any_text_has_pieces_of_norm_one_or_none(text: str) -> None:
    read = pieces(text)
    norm = float(np.linalg.norm(read.values))
    assert norm == pytest.approx(1.0, abs=1e-5) if list(tokens(text)) else not len(read.columns)
    assert len(set(read.columns.tolist())) == len(read.columns)
    assert all(0 <= column < BUCKETS for column in read.columns)


@pytest.mark.parametrize("width", SIGNS)
@pytest.mark.parametrize("text", TEXTS)
def test_pieces_are_those_of_the_definition_bit_for_bit(text: str, width: int) -> None:
    read = pieces(text, width)
    assert (read.columns.tolist(), read.values.tobytes()) == slowly(text, width)
    assert [own.pieces for own in tokens(text, width)] == [names for _, names in named(text, SIGNS[width])]


def test_heads_of_two_widths_read_a_text_each_as_it_was_taught() -> None:
    text, vectors = "中国将于2030年前实现碳达峰", np.zeros((1, 4), np.float32)
    wide = head()
    narrow = Head(wide.card, wide.weight, wide.bias, np.ones((TASK.outputs, 2**14), np.float32))
    read = read_by([wide, narrow], [text])
    assert read is not None
    assert set(read) == {2**14, BUCKETS}
    assert wide.logits(vectors, read)[0] == pytest.approx(word_logits(wide.words, pieces(text)))
    earlier = pieces(text, 2**14)
    assert narrow.logits(vectors, read)[0] == pytest.approx(earlier.values.sum(), rel=1e-5)
    assert len(earlier.columns) > len(pieces(text).columns)  # three signs in a row too
    assert spoken(narrow, text, 0) == ()  # all outputs say the same


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
