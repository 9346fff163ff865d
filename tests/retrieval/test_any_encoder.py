"""Encoders that a user names: what their files ask for is done, on any kind of machine."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from retrieval.any_encoder import AnyEncoder, batches, load_any
from retrieval.embed import embed_queries, encoder_facts, is_embedded
from retrieval.encoder_card import encoder_card
from retrieval.evaluate import Bench
from retrieval.hybrid import (
    DENSE_WEIGHT,
    DENSE_WEIGHT_UNKNOWN_LANGUAGE,
    DENSE_WEIGHT_UNKNOWN_SCRIPT,
    HybridRetriever,
)
from retrieval.judged import read_judged
from tests.retrieval.conftest import HashingEmbedder
from tests.retrieval.judged import folder as judged_folder
from tests.retrieval.multilingual import DIM, LANGUAGES, LINES, PLACES, tiny_encoder

pytestmark = pytest.mark.filterwarnings("default")  # those of the libraries are not ours to mend
E5 = {"query": "query: ", "passage": "passage: "}


@pytest.fixture(scope="module")
def plain(tmp_path_factory: pytest.TempPathFactory) -> AnyEncoder:
    return load_any(str(tiny_encoder(tmp_path_factory.mktemp("plain") / "tiny")))


@pytest.fixture(scope="module")
def asking(tmp_path_factory: pytest.TempPathFactory) -> AnyEncoder:
    return load_any(str(tiny_encoder(tmp_path_factory.mktemp("asking") / "tiny", prompts=E5)))


def by_hand(folder: Path, text: str, pooling: str) -> np.ndarray:
    import torch
    from transformers import AutoModel, AutoTokenizer

    tokens = AutoTokenizer.from_pretrained(str(folder))(text, return_tensors="pt")
    with torch.no_grad():
        states = AutoModel.from_pretrained(str(folder)).eval()(**tokens).last_hidden_state[0].numpy()
    vector = states[0] if pooling == "cls" else states.mean(0)
    return vector / np.linalg.norm(vector)


@pytest.mark.parametrize("pooling", ["mean", "cls"])
def test_tokens_become_one_vector_as_the_files_say(tmp_path: Path, pooling: str) -> None:
    folder = tiny_encoder(tmp_path / "tiny", pooling=pooling)
    encoder = load_any(str(folder))
    for text in LINES[:6]:
        assert encoder.embed([text])[0] == pytest.approx(by_hand(folder, text, pooling), abs=1e-5)
    assert encoder.card.pooling == pooling
    assert encoder.dim == DIM


def test_what_the_files_ask_for_stands_before_questions_and_passages(
    plain: AnyEncoder, asking: AnyEncoder
) -> None:
    for text in LINES[:6]:
        assert asking.embed([text]) == pytest.approx(plain.embed([f"passage: {text}"]), abs=1e-5)
        assert embed_queries(asking, [text]) == pytest.approx(plain.embed([f"query: {text}"]), abs=1e-5)
    assert embed_queries(plain, LINES[:2]) == pytest.approx(plain.embed(LINES[:2]), abs=1e-6)
    assert asking.fingerprint != plain.fingerprint
    assert asking.count_tokens(["carbon"]) == plain.count_tokens(["carbon"])


def test_e5_is_known_by_its_name_where_its_files_say_nothing(tmp_path: Path, plain: AnyEncoder) -> None:
    folder = tiny_encoder(tmp_path / "multilingual-e5-small")
    encoder = load_any(str(folder))
    assert encoder.embed(["carbon"]) == pytest.approx(plain.embed(["passage: carbon"]), abs=1e-5)
    assert encoder.fingerprint != plain.fingerprint  # the same files, but other vectors
    for name, asks in (
        ("intfloat/e5-base-v2", True),
        ("mine/Multilingual-E5-Large", True),
        ("intfloat/multilingual-e5-large-instruct", False),
        ("BAAI/bge-m3", False),
        ("mine/nice5-small", False),
    ):
        assert bool(encoder_card(tmp_path / "none", name).query_prefix) == asks, name


@pytest.mark.parametrize("longest", [None, 16, 5000])
def test_a_long_text_counts_by_its_beginning(tmp_path: Path, longest: int | None) -> None:
    encoder = load_any(str(tiny_encoder(tmp_path / "tiny", longest=longest)))
    assert encoder.max_tokens == min(longest or PLACES, PLACES - 2)
    short, long = " ".join(["carbon"] * 100), " ".join(["carbon"] * 3000)
    assert np.isfinite(encoder.embed([long])).all()
    assert encoder.embed([short]) == pytest.approx(encoder.embed([long]), abs=1e-5)


def test_order_and_neighbours_do_not_matter(plain: AnyEncoder) -> None:
    texts = [f"{LINES[at % 8]} {'carbon ' * (at % 13)}" for at in range(60)]
    together = plain.embed(texts)
    for at in (0, 13, 59):
        assert together[at] == pytest.approx(plain.embed([texts[at]])[0], abs=1e-5)
    assert np.linalg.norm(together, axis=1) == pytest.approx(np.ones(60), abs=1e-5)
    assert plain.embed([]).shape == (0, DIM)


def test_bfloat16_gives_nearly_the_same_unit_vectors(tmp_path: Path, plain: AnyEncoder) -> None:
    folder = tiny_encoder(tmp_path / "tiny")
    half = AnyEncoder(folder, "tiny", precision="bf16")
    vectors = half.embed(LINES)
    assert vectors.dtype == np.float32
    assert np.linalg.norm(vectors, axis=1) == pytest.approx(np.ones(len(LINES)), abs=1e-5)
    cosines = (vectors * plain.embed(LINES)).sum(1)
    assert 0.95 < cosines.min() < 1.0 - 1e-7
    assert half.name.endswith("-bf16")
    assert half.fingerprint == plain.fingerprint


@given(st.lists(st.integers(1, 600), max_size=60), st.integers(1, 3000))
def test_batches_hold_every_text_once_and_few_tokens(sizes: list[int], most: int) -> None:
    made = list(batches(sizes, most))
    assert sorted(at for batch in made for at in batch) == list(range(len(sizes)))
    assert all(len(batch) == 1 or max(sizes[at] for at in batch) * len(batch) <= most for batch in made)
    assert [sizes[at] for batch in made for at in batch] == sorted(sizes, reverse=True)


@pytest.mark.parametrize(
    ("head", "languages"),
    [
        ("language: en\n", ("en",)),
        ("language:\n- multilingual\n- af\n- zh-CN\n- pt-BR\nlicense: mit\n", ("af", "pt", "zh")),
        ("language: [en, 'fr', \"ar\"]\n", ("ar", "en", "fr")),
        ("language: multilingual\n", None),
        ("license: mit\ntags:\n- en\n", None),
        ("", None),
    ],
)
def test_languages_are_those_of_the_card(
    tmp_path: Path, head: str, languages: tuple[str, ...] | None
) -> None:
    (tmp_path / "README.md").write_text(f"---\n{head}---\nlanguage: xx\n", "utf-8")
    assert encoder_card(tmp_path, "any").languages == languages


def test_files_of_another_shape_say_nothing(tmp_path: Path) -> None:
    empty = encoder_card(tmp_path, "any")
    for name in ("config_sentence_transformers.json", "config.json"):
        for said in ("[]", "{", '{"prompts": 3, "max_position_embeddings": "many"}'):
            (tmp_path / name).write_text(said, "utf-8")
            assert encoder_card(tmp_path, "any") == empty
    (tmp_path / "README.md").write_bytes(b"---\n\xff\xfe\n")
    assert encoder_card(tmp_path, "any") == empty
    prompts = {"prompts": {"web": "w: ", "query": 5}, "default_prompt_name": "web"}
    (tmp_path / "config_sentence_transformers.json").write_text(json.dumps(prompts), "utf-8")
    assert encoder_card(tmp_path, "any").passage_prefix == "w: "
    assert encoder_card(tmp_path, "any").query_prefix == ""


def test_its_say_in_the_ranking_follows_the_languages_that_it_knows(
    tmp_path: Path, plain: AnyEncoder
) -> None:
    every = HybridRetriever.over((), np.empty((0, DIM), np.float32), plain)
    assert {every.weight_of(code) for code in LANGUAGES} == {DENSE_WEIGHT}
    assert every.weight_of("ja") == DENSE_WEIGHT_UNKNOWN_SCRIPT
    assert every.weight_of("de") == DENSE_WEIGHT_UNKNOWN_LANGUAGE
    silent = load_any(str(tiny_encoder(tmp_path / "tiny", languages=("multilingual",))))
    unknown = HybridRetriever.over((), np.empty((0, DIM), np.float32), silent)
    assert {unknown.weight_of(code) for code in ("en", "ja", "de", None)} == {DENSE_WEIGHT}


def test_facts_name_what_is_asked_for_and_what_is_cut(tmp_path: Path, asking: AnyEncoder) -> None:
    facts = ", ".join(encoder_facts(asking))
    assert "reads up to 64 tokens (passages have some 200" in facts
    assert "'query: ' before questions, 'passage: ' before passages" in facts
    assert "languages ar en es fr hi pt ru zh" in facts
    assert "pooling mean" in facts
    assert encoder_facts(HashingEmbedder()) == ("languages en",)


def test_a_folder_that_bears_the_name_of_the_embedded_encoder_is_not_it(tmp_path: Path) -> None:
    assert not is_embedded(load_any(str(tiny_encoder(tmp_path / "all-MiniLM-L6-v2"))))
    assert not is_embedded(HashingEmbedder())


def test_judged_questions_are_read_as_questions(tmp_path: Path, asking: AnyEncoder) -> None:
    bench = Bench(read_judged(judged_folder(tmp_path / "mine")), asking, tmp_path / "vectors")
    asked = [query.text for query in bench.judged.queries]
    assert embed_queries(bench.embedder, asked) == pytest.approx(asking.embed_queries(asked), abs=1e-5)
    assert bench.embedder.embed(asked) == pytest.approx(asking.embed(asked), abs=1e-5)
    again = Bench(read_judged(judged_folder(tmp_path / "same")), asking, tmp_path / "vectors")
    assert embed_queries(again.embedder, asked) == pytest.approx(asking.embed_queries(asked), abs=1e-5)
    assert bench.trial().measures["nDCG@10"].mean > 0.5
