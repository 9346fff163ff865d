"""Words of other scripts lie near what translates them, and English stays what it was."""

from __future__ import annotations

import shutil
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from tokenizers import Tokenizer

from retrieval import made_once, openvino_encoder
from retrieval.embed import as_trained, is_embedded
from retrieval.hybrid import DENSE_WEIGHT, DENSE_WEIGHT_UNKNOWN_SCRIPT, HybridRetriever
from retrieval.openvino_conversion import MAX_TOKENS, model_folder
from retrieval.openvino_encoder import OpenVinoEncoder, default_cache, load_embedded
from retrieval.other_scripts import LANGUAGES, TABLE, OtherScripts, concern, stem

CLIMATE = {
    "ar": "تغير المناخ في المدن",
    "zh": "气候变化与城市",
    "ru": "изменение климата в городах",
    "hi": "शहरों में जलवायु परिवर्तन",
}
LATIN = (
    "Coastal cities should plan for sea level rise.",
    "Adaptation finance: 12 per cent, naïve café, 40 °C.",
    "Les forêts stockent le carbone.",
    "word " * 400,
    "",
)


def uncompiled(cache: Path) -> Path:
    """The converted encoder in another cache, where nothing is kept that was compiled."""
    shutil.copytree(default_cache() / "encoders", cache / "encoders", ignore=shutil.ignore_patterns("*.kept"))
    return cache


@pytest.fixture(scope="module")
def encoder() -> OpenVinoEncoder:
    return load_embedded()


@pytest.fixture(scope="module")
def tokenizer() -> Tokenizer:
    made = Tokenizer.from_file(str(model_folder() / "tokenizer.json"))
    made.no_truncation()
    made.no_padding()
    return made


@pytest.fixture(scope="module")
def scripts(tokenizer: Tokenizer) -> OtherScripts:
    return OtherScripts(tokenizer)


def test_a_text_in_latin_letters_keeps_its_vector_to_the_bit(
    encoder: OpenVinoEncoder, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr(openvino_encoder, "extend", lambda model, shape, further: None)
    before = load_embedded(uncompiled(tmp_path))
    assert np.array_equal(before.embed(LATIN), encoder.embed(LATIN))
    others = list(CLIMATE.values())
    assert np.array_equal(before.embed_letters(others), as_trained(encoder).embed(others))
    assert (encoder.embed(others) * as_trained(encoder).embed(others)).sum(1).max() < 0.9


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_translation_is_nearer_than_another_subject(encoder: OpenVinoEncoder, language: str) -> None:
    english, other, same = encoder.embed(
        ["climate change in cities", "the price of bread", CLIMATE[language]]
    )
    assert english @ same > 0.6
    assert english @ same > other @ same + 0.4


def test_a_word_has_the_mean_of_what_translates_it(tmp_path: Path, tokenizer: Tokenizer) -> None:
    table = tmp_path / "table.txt"
    table.write_text("zh\t气候\t3:750 5:250\nru\tклимат\t7:1000\n", "utf-8")
    own = np.arange(40, dtype=np.float32).reshape(10, 4)
    small = OtherScripts(tokenizer, table)
    assert small.embeddings(own) == pytest.approx(np.stack([0.75 * own[3] + 0.25 * own[5], own[7]]))
    assert small.ids("климата") == [small.first + 1]


def test_words_become_tokens_and_unknown_ones_are_left_out(
    scripts: OtherScripts, tokenizer: Tokenizer
) -> None:
    def own(text: str) -> list[int]:
        return list(tokenizer.encode(text, add_special_tokens=False).ids)

    (water,) = scripts.ids("المياه")
    assert water >= scripts.first
    assert scripts.ids("والمياه") == scripts.ids("مياه") == [water]
    assert scripts.ids("قققفففغغغ") == []
    assert scripts.ids("REDD+ المياه 2030") == [*own("REDD+"), water, *own("2030")]
    assert len(scripts.ids("气候变化")) == 1
    assert scripts.ids("犬") == [one for one in [tokenizer.token_to_id("犬")] if one is not None]
    assert scripts.ids("Coastal cities, 2030.") == own("Coastal cities, 2030.")


def test_only_other_scripts_are_read_in_another_way() -> None:
    assert not any(concern(text) for text in (*LATIN, "東 café".replace("東", ""), "한국어", "…"))
    assert all(concern(text) for text in CLIMATE.values())


def test_long_and_empty_texts_are_read(encoder: OpenVinoEncoder) -> None:
    texts = ["气候变化" * 5000, "قققفففغغغ", "犬" * 700, "\u0651", "水 \ud800", "क्ष" * 900]
    vectors = encoder.embed(texts)
    assert np.linalg.norm(vectors, axis=1) == pytest.approx(np.ones(len(texts)), abs=1e-4)
    assert max(len(ids) for ids in encoder._tokens(texts[:1], encoder.scripts)) == MAX_TOKENS


def test_the_number_of_tokens_is_that_of_before(encoder: OpenVinoEncoder, tokenizer: Tokenizer) -> None:
    texts = list(CLIMATE.values())
    counted = [len(tokenizer.encode(text, add_special_tokens=False).ids) for text in texts]
    assert encoder.count_tokens(texts) == counted  # so that passages are cut where they were


@given(st.text(max_size=60))
def test_any_text_becomes_known_numbers(scripts: OtherScripts, text: str) -> None:
    last = scripts.first + len(TABLE.read_text("utf-8").splitlines())
    assert all(0 <= one < last for one in scripts.ids(text.encode("utf-8", "replace").decode()))


def test_the_table_is_whole(scripts: OtherScripts) -> None:
    seen = set()
    for line in TABLE.read_text("utf-8").splitlines():
        language, form, pieces = line.split("\t")
        shares = dict(tuple(map(int, piece.split(":"))) for piece in pieces.split(" "))
        assert language in LANGUAGES
        assert 990 <= sum(shares.values()) <= 1010
        assert all(0 < piece < scripts.first for piece in shares)
        assert language == "zh" or stem(language, form) is not None
        seen.add((language, form))
    assert len(seen) == len(TABLE.read_text("utf-8").splitlines()) > 7000


def test_the_encoder_bridges_from_these_scripts_and_leaves_words_first_within_them(
    encoder: OpenVinoEncoder,
) -> None:
    assert is_embedded(as_trained(encoder))
    retriever = HybridRetriever.over((), np.empty((0, encoder.dim), np.float32), encoder)
    for language in LANGUAGES:
        assert retriever.weight_of(language, "en") == DENSE_WEIGHT
        assert retriever.weight_of(language, language) == DENSE_WEIGHT_UNKNOWN_SCRIPT
        assert retriever.weight_of("en", language) == DENSE_WEIGHT
    assert retriever.weight_of("ja", "en") == DENSE_WEIGHT_UNKNOWN_SCRIPT


def test_a_compiled_encoder_is_kept_and_gives_the_same_vectors(tmp_path: Path) -> None:
    cache, texts = uncompiled(tmp_path), [*LATIN, *CLIMATE.values()]
    first = load_embedded(cache).embed(texts)
    (kept,) = cache.glob("encoders/*/compiled-*.kept")
    written = kept.stat().st_mtime_ns
    assert np.array_equal(load_embedded(cache).embed(texts), first)
    assert kept.stat().st_mtime_ns == written


def test_a_compiled_encoder_that_was_altered_is_made_again(tmp_path: Path) -> None:
    cache = uncompiled(tmp_path)
    first = load_embedded(cache).embed(LATIN)
    (kept,) = cache.glob("encoders/*/compiled-*.kept")
    whole = kept.read_bytes()
    kept.write_bytes(whole[:-1000] + bytes(1000))
    assert np.array_equal(load_embedded(cache).embed(LATIN), first)
    assert len(made_once.read(kept) or b"") == len(whole) - 32
    kept.unlink()
    made_once.keep(kept, b"nothing that was compiled")  # whole, and yet of no use
    assert np.array_equal(load_embedded(cache).embed(LATIN), first)
