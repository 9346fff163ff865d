"""What a training made is served by OpenVINO as torch has it: same states, same readings, no torch."""

from __future__ import annotations

import json
import logging
import random
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import torch
from safetensors.numpy import load_file, save_file
from transformers import RobertaConfig, RobertaModel

from finetune import opening, quantising
from finetune.artifact import EXPORT, Trained, load
from finetune.encoder import load_base, quiet
from finetune.errors import ArtifactError, StorageError
from finetune.examples import Example, Span
from finetune.exported import Exported, Tokens
from finetune.exporting import export
from finetune.graph import encoder_graph, obstacle, save
from finetune.lessons import Lesson
from finetune.model_files import check, sums
from finetune.opening import open_base, open_encoder
from finetune.predict import ToolModel
from finetune.serving import Serving
from finetune.settings import Settings
from finetune.tasks import TASKS as KNOWN
from finetune.training import train
from finetune.weights import facts_of, merged, weights_of
from tests.finetune.lessons import lesson, run, versions
from tests.finetune.tiny import WORDS, tiny_bert

TASKS = ("commitment", "climate_tags", "climate_topics", "risk_grade", "claim_support")
TEXTS = (
    "flood hits the coast of kenya",
    "storm",
    "we will cut emissions by half today, and solar power will grow",
    "bees live in meadows " * 20,
    "cyclone idai strikes beira unknownword",
)
PAIRS = ("rain and wind", "flood", "no harm", "storm " * 30, "drought in chile")
MERGED = ("full", "top-n", "lora", "adalora", "ia3")


@pytest.fixture(scope="module")
def base(tmp_path_factory: pytest.TempPathFactory) -> str:
    return str(tiny_bert(tmp_path_factory.mktemp("base")))


def trained(method: str, base: str, folder: Path, tasks: tuple[str, ...] = TASKS, **more: Any) -> Trained:
    """A version after some real steps, so that what learnt is not what it began with."""
    given = {
        "rate": 2e-2,
        "steps": 12,
        "batch": 8,
        "rank": 4,
        "prefix": 4,
        "layers": 1,
        "int8": False,
        **more,
    }
    chosen = Settings(method=method, base=base, **given)
    made = train([lesson(task, 60) for task in tasks], chosen, versions(folder), run(folder))
    assert made is not None
    return made


@pytest.fixture(scope="module")
def made(base: str, tmp_path_factory: pytest.TempPathFactory) -> dict[str, Trained]:
    return {
        method: trained(
            method, base, tmp_path_factory.mktemp(method), steps=80 if method in ("adalora", "ia3") else 12
        )
        for method in MERGED
    }


@pytest.mark.parametrize("method", MERGED)
@pytest.mark.parametrize("pairs", [None, PAIRS], ids=("texts", "pairs"))
def test_the_graph_gives_the_states_of_torch(
    method: str, pairs: tuple[str, ...] | None, made: dict[str, Trained], base: str
) -> None:
    served, trained_one = open_encoder(made[method]), open_base(made[method])
    assert isinstance(served, Exported)
    ours = {at: row for batch in served.batches(TEXTS, pairs, 24) for at, row in rows(batch)}
    theirs = {at: row for batch in trained_one.batches(TEXTS, pairs, 24) for at, row in rows(batch)}
    untrained = {at: row for batch in load_base(base).batches(TEXTS, pairs, 24) for at, row in rows(batch)}
    assert ours.keys() == theirs.keys() == set(range(len(TEXTS)))
    for at, (states, pooled, offsets) in ours.items():
        assert offsets == theirs[at][2]
        assert np.abs(states - theirs[at][0]).max() < 1e-4
        assert np.abs(pooled - theirs[at][1]).max() < 1e-4
        assert np.abs(pooled - untrained[at][1]).max() > 1e-2  # or nothing was worked in
    assert np.abs(served.vectors(TEXTS, 24) - trained_one.vectors(TEXTS, 24)).max() < 1e-4


def rows(batch: Any) -> list[tuple[int, tuple[Any, Any, Any]]]:
    """By text: the states of real tokens, the pooled vector, the offsets."""
    found = []
    for row, (at, encoding) in enumerate(zip(batch.places, batch.encodings, strict=True)):
        real = sum(encoding.attention_mask)
        found.append((at, (batch.states[row][:real], batch.pooled[row], encoding.offsets[:real])))
    return found


@pytest.mark.parametrize("method", MERGED)
def test_all_heads_read_the_same_as_by_torch(method: str, made: dict[str, Trained]) -> None:
    model, by_torch = ToolModel(made[method]), ToolModel(made[method])
    by_torch.__dict__["_encoder"] = open_base(made[method])
    for said, known in (
        (model.read(TEXTS), by_torch.read(TEXTS)),
        (model.read_pairs(TEXTS, PAIRS), by_torch.read_pairs(TEXTS, PAIRS)),
    ):
        for row, other in zip(said, known, strict=True):
            for own, wanted in zip(row, other, strict=True):
                assert (own.task, own.label) == (wanted.task, wanted.label)
                assert own.probability == pytest.approx(wanted.probability, abs=2e-3)
                assert [span.label for span in own.spans] == [span.label for span in wanted.spans]
                assert dict(own.weighed) == pytest.approx(dict(wanted.weighed), abs=5e-3)
    assert any(own.weighed for own in model.read(TEXTS)[0])


def test_what_no_graph_can_say_is_read_by_torch_and_said_so(
    base: str, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    version = trained("prefix", base, tmp_path, ("commitment",), int8=True)
    assert version.card.exports == ()
    with caplog.at_level(logging.WARNING):
        assert not isinstance(open_encoder(version), Exported)
    assert version.card.id in caplog.text
    assert "PREFIX_TUNING cannot be worked into the weights" in caplog.text
    with pytest.raises(ArtifactError, match="PREFIX_TUNING"):
        export(version, tmp_path / "out")


def test_int8_is_kept_where_it_scores_as_well_and_its_files_are_on_the_card(
    base: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    version = trained("full", base, tmp_path, ("commitment", "climate_tags"), int8=True, steps=160, rate=5e-3)
    assert [own.task for own in version.card.exports] == ["commitment", "climate_tags"]
    assert {own.precision for own in version.card.exports} == {"int8"}
    for own in version.card.exports:
        assert own.fp32 - own.int8 <= quantising.LOSS
        assert own.fp32 > 0.9
    assert {EXPORT, EXPORT.replace(".xml", ".bin")} <= set(version.card.files)
    monkeypatch.setattr(opening, "fast_bytes", lambda: True)
    small = open_encoder(version).vectors(TEXTS, 24)
    monkeypatch.setattr(opening, "fast_bytes", lambda: False)
    plain = open_encoder(version).vectors(TEXTS, 24)
    assert (small * plain).sum(axis=1).min() > 0.98
    assert np.abs(small - plain).max() > 1e-5  # or it is not int8 that was read
    numbers = (version.folder / EXPORT).with_suffix(".bin")
    numbers.write_bytes(numbers.read_bytes()[:-1] + b"x")
    with pytest.raises(ArtifactError, match="altered"):
        load(version.folder)


def test_the_same_weights_and_texts_give_the_same_int8_files(base: str, tmp_path: Path) -> None:
    texts, written = [(text, None) for text in TEXTS], []
    for name in ("a", "b"):
        graph, tokens = opening.graph_of(Path(base), None), Tokens.in_folder(Path(base))
        path = tmp_path / name / "encoder.xml"
        path.parent.mkdir()
        save(quantising.quantised(graph, tokens, texts, 24), path)
        written.append((path.read_bytes(), path.with_suffix(".bin").read_bytes()))
    assert written[0] == written[1]


def test_an_adapter_in_int8_needs_no_file(base: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    version = trained("ia3", base, tmp_path, ("commitment",), int8=True, steps=4)
    (own,) = version.card.exports
    assert own.precision == "int8-dynamic"
    assert own.fp32 - own.int8 <= quantising.LOSS
    assert version.export is None
    found = {}
    for fast in (True, False):
        monkeypatch.setattr(opening, "fast_bytes", lambda fast=fast: fast)
        found[fast] = open_encoder(version).vectors(TEXTS, 24)
    assert (found[True] * found[False]).sum(axis=1).min() > 0.98
    assert np.abs(found[True] - found[False]).max() > 1e-5
    export(version, tmp_path / "out")
    written = Exported(tmp_path / "out" / "encoder.xml", Tokens.in_folder(tmp_path / "out"))
    assert np.abs(written.vectors(TEXTS, 24) - found[True]).max() < 1e-5


def blank(source: Path) -> Any:
    """The graph of an encoder that knows nothing."""
    config, weights = facts_of(source / "config.json"), weights_of(source)
    return encoder_graph(config, {name: np.zeros_like(value) for name, value in weights.items()})


@pytest.mark.parametrize("both", [False, True], ids=("ranges set once", "both forms"))
def test_int8_that_scores_worse_is_not_kept(
    both: bool, base: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    known = quantising.graph_of
    monkeypatch.setattr(quantising, "quantised", lambda *_: blank(Path(base)))
    if both:
        monkeypatch.setattr(
            quantising,
            "graph_of",
            lambda source, adapter, small=False: blank(source) if small else known(source, adapter),
        )
    version = trained("full", base, tmp_path, ("commitment",), int8=True, steps=60, rate=3e-3)
    (own,) = version.card.exports
    assert own.precision == ("fp32" if both else "int8-dynamic")
    assert (own.int8 < own.fp32 - quantising.LOSS) == both
    assert not any(name.startswith("export/") for name in version.card.files)
    assert isinstance(open_encoder(version), Exported)


def test_an_adapter_alone_ships_and_serves_without_torch_and_peft(
    made: dict[str, Trained], tmp_path: Path
) -> None:
    folder = made["lora"].folder
    assert sum(path.stat().st_size for path in folder.rglob("*")) < 200_000
    facts = json.loads((folder / "adapter/adapter_config.json").read_text("utf-8"))
    assert facts["base_model_name_or_path"] == made["lora"].card.base
    code = (
        "import sys; from pathlib import Path; from finetune.serving import Serving\n"
        f"model = Serving(Path({str(tmp_path)!r}), Path({str(folder)!r})).model('climate_tags')\n"
        "print(model.read(['flood hits kenya'], weigh=True)[0][1].task)\n"
        "print(sorted({'torch', 'transformers', 'peft', 'nncf'} & set(sys.modules)))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.split("\n")[:2] == ["climate_tags", "[]"]
    assert Serving(tmp_path, folder).model("commitment").card.method == "lora"


def test_another_base_than_the_adapter_s_is_refused(made: dict[str, Trained], tmp_path: Path) -> None:
    other = tiny_bert(tmp_path / "other", seed=2)
    version = replace(made["lora"], card=replace(made["lora"].card, base=str(other)))
    with pytest.raises(ArtifactError, match="trained on another"):
        open_encoder(version)
    version = replace(made["lora"], card=replace(made["lora"].card, base=str(tmp_path / "gone")))
    with pytest.raises(ArtifactError, match="not on this machine"):
        open_encoder(version)


def test_an_adapter_that_does_not_fit_is_an_error(made: dict[str, Trained], base: str) -> None:
    assert made["lora"].adapter is not None
    weights = weights_of(Path(base))
    weights = {
        name: value[:, :8] if name.endswith("query.weight") else value for name, value in weights.items()
    }
    with pytest.raises(ArtifactError, match="does not fit its base"):
        merged(weights, made["lora"].adapter)


def test_weights_that_lack_a_layer_are_an_error(base: str, tmp_path: Path) -> None:
    folder = tiny_bert(tmp_path)
    left = {
        name: value
        for name, value in load_file(folder / "model.safetensors").items()
        if not name.startswith("encoder.layer.1.output")
    }
    save_file(left, folder / "model.safetensors")
    with pytest.raises(ArtifactError, match=r"encoder\.layer\.1\.output"):
        opening.graph_of(folder, None)


def test_positions_of_roberta_begin_after_the_padding(tmp_path: Path, base: str) -> None:
    torch.manual_seed(3)
    sizes = {"hidden_size": 32, "num_hidden_layers": 2, "num_attention_heads": 2, "intermediate_size": 64}
    config = RobertaConfig(
        vocab_size=40,
        max_position_embeddings=66,
        type_vocab_size=1,
        pad_token_id=1,
        hidden_act="gelu",
        **sizes,
    )
    with quiet():
        model = RobertaModel(config, add_pooling_layer=False).eval()
        model.save_pretrained(tmp_path)
    graph = encoder_graph(facts_of(tmp_path / "config.json"), weights_of(tmp_path))
    encoder = Exported(graph, Tokens.in_folder(Path(base)))
    for batch in encoder.batches(TEXTS, None, 24):
        for row, encoding in enumerate(batch.encodings):
            with torch.inference_mode():
                wanted = model(input_ids=torch.tensor([encoding.ids])).last_hidden_state[0].numpy()
            assert np.abs(batch.states[row][: len(encoding.ids)] - wanted).max() < 1e-4


def test_a_base_that_knows_no_kinds_of_tokens_is_given_none(base: str, tmp_path: Path) -> None:
    with_kinds, folder = Tokens.in_folder(Path(base)), tiny_bert(tmp_path)
    facts = {"model_max_length": 64, "model_input_names": ["input_ids", "attention_mask"]}
    (folder / "tokenizer_config.json").write_text(json.dumps(facts), "utf-8")
    without = Tokens.in_folder(folder)
    encodings = without.of(["flood"], ["rain and wind"], 24)
    assert with_kinds.inputs(encodings, ["flood"], ["rain and wind"])["token_type_ids"].sum() == 4
    assert without.inputs(encodings, ["flood"], ["rain and wind"])["token_type_ids"].sum() == 0


def test_what_is_no_such_encoder_is_named() -> None:
    bert = {"model_type": "bert", "hidden_act": "gelu"}
    assert obstacle(bert) == ""
    assert "gpt2" in obstacle({"model_type": "gpt2"})
    assert "layers" in obstacle({**bert, "hidden_act": "relu6"})
    assert "relative" in obstacle({**bert, "position_embedding_type": "relative_key"})
    assert "DORA" in obstacle(bert, {"peft_type": "DORA"})
    assert "LORA" in obstacle(bert, {"peft_type": "LORA", "use_dora": True})


def test_many_threads_read_at_once_and_a_reading_that_is_given_up_blocks_nobody(base: str) -> None:
    encoder = Exported(opening.graph_of(Path(base), None), Tokens.in_folder(Path(base)))
    texts = TEXTS * 20
    for _ in range(5):
        next(encoder.batches(texts, None, 24))
    alone = encoder.vectors(texts, 24)
    with ThreadPoolExecutor(6) as pool:
        for found in pool.map(lambda _: encoder.vectors(texts, 24), range(12)):
            assert np.abs(found - alone).max() < 1e-5


def test_a_pickle_under_the_name_of_a_graph_is_refused(made: dict[str, Trained], tmp_path: Path) -> None:
    (tmp_path / "a.safetensors").write_bytes((made["full"].folder / "heads.safetensors").read_bytes())
    (tmp_path / "encoder.xml").write_text('<?xml version="1.0"?>\n<net name="encoder"></net>', "utf-8")
    numbers = tmp_path / "encoder.bin"
    numbers.write_bytes(b"\x00" * 8)
    assert "encoder.bin" in sums(tmp_path)
    for start in (b"\x80\x04\x95", b"PK\x03\x04"):
        numbers.write_bytes(start + b"\x00" * 8)
        with pytest.raises(ArtifactError, match=r"not that of a \.bin"):
            sums(tmp_path)
    numbers.rename(tmp_path / "other.bin")
    with pytest.raises(ArtifactError, match=r"not that of a \.bin"):
        sums(tmp_path)


def test_a_version_is_written_for_other_programs(made: dict[str, Trained], tmp_path: Path) -> None:
    names = export(made["lora"], tmp_path / "out")
    assert names == (
        "card.json",
        "encoder.bin",
        "encoder.xml",
        "heads.json",
        "heads.safetensors",
        "tokenizer.json",
    )
    own = Exported(tmp_path / "out" / "encoder.xml", Tokens.in_folder(tmp_path / "out"))
    assert np.abs(own.vectors(TEXTS, 24) - open_encoder(made["lora"]).vectors(TEXTS, 24)).max() < 1e-5
    with pytest.raises(StorageError, match="holds something"):
        export(made["lora"], tmp_path / "out")


def test_a_version_without_exports_keeps_its_files(made: dict[str, Trained]) -> None:
    check(made["full"].folder, made["full"].card)
    assert "exports" not in json.loads((made["full"].folder / "card.json").read_text("utf-8"))


def test_a_tagger_that_is_told_of_capitals_reads_long_texts_as_torch_does(base: str, tmp_path: Path) -> None:
    """FLOOD is a flood, flood is none; the last one of the text stands far behind where it is cut."""
    others = [word for word in WORDS.split() if word != "flood"]
    source, rows = random.Random(5), []
    for number in range(160):
        loud = bool(number % 2)
        words = [*source.sample(others, 2), "FLOOD" if loud else "flood", *source.sample(others, 2)]
        text = " ".join(words)
        at = text.lower().index("flood")
        spans = (Span(at, at + 5, "flood"),) if loud else ()
        part = "train" if number < 120 else "validation"
        rows.append(Example(str(number), text, spans=spans, part=part))  # type: ignore[arg-type]
    own = Lesson(KNOWN["climate_tags"], tuple(rows))
    chosen = Settings(
        base=base, method="full", rate=3e-3, epochs=20, max_tokens=24, capitals=True, compare=False
    )
    version = train([own], chosen, versions(tmp_path), run(tmp_path, judge_on="validation"))
    assert version is not None
    assert all(o.int8 > o.fp32 - 0.01 > 0.8 for o in version.card.exports if o.precision != "fp32")
    text = " ".join([*source.sample(others, 20), "flood", *source.sample(others, 9), "FLOOD and FLOOD"])
    served, by_torch = open_encoder(version), open_base(version)
    assert isinstance(served, Exported)
    assert len(served.parted(text).ids) > 24
    heads = [replace(head, card=replace(head.card, phrases={})) for head in version.heads]
    plain = replace(version, heads=tuple(heads))
    ours, theirs = ToolModel(plain), ToolModel(plain)
    vars(ours)["_encoder"] = Exported(
        opening.graph_of(opening.source_of(version), version.adapter),
        Tokens.in_folder(opening.source_of(version), capitals=True),
    )
    vars(theirs)["_encoder"] = by_torch
    ((mine,),), ((other,),), ((kept,),) = (
        model.read([text], weigh=False) for model in (ours, theirs, ToolModel(plain))
    )
    assert [(span.start, span.end, span.label) for span in mine.spans] == [
        (text.index("FLOOD"), text.index("FLOOD") + 5, "flood"),
        (text.rindex("FLOOD"), len(text), "flood"),
    ]
    for found in (other, kept):
        assert [(s.start, s.end, s.label) for s in found.spans] == [
            (s.start, s.end, s.label) for s in mine.spans
        ]
    assert [s.probability for s in mine.spans] == pytest.approx(
        [s.probability for s in other.spans], abs=1e-3
    )
