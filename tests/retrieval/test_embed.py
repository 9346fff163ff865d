from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import threading
from pathlib import Path

import numpy as np
import pytest

from retrieval import openvino_conversion, openvino_encoder
from retrieval.embed import load_embedder
from retrieval.errors import EncoderError
from retrieval.openvino_encoder import STEP, OpenVinoEncoder, _padded, default_cache, intact, load_embedded

TEXTS = (
    "Coastal cities should plan for sea level rise.",
    "Towns on the shore need to prepare for a higher sea.",
    "The committee adopted its budget for printing paper.",
)


@pytest.fixture(scope="session")
def encoder() -> OpenVinoEncoder:
    """The embedded encoder from the user's cache, converted there by the first run."""
    return load_embedded()


def test_vectors_are_unit_and_meaning_is_near(encoder: OpenVinoEncoder) -> None:
    vectors = encoder.embed(TEXTS)
    assert vectors.shape == (3, encoder.dim)
    assert vectors.dtype == np.float32
    assert np.linalg.norm(vectors, axis=1) == pytest.approx(np.ones(3), abs=1e-5)
    near, far = vectors[0] @ vectors[1], vectors[0] @ vectors[2]
    assert near > 0.6 > 0.3 > far


def test_order_and_neighbours_in_a_batch_do_not_matter(encoder: OpenVinoEncoder) -> None:
    texts = [f"{TEXTS[at % 3]} {'word ' * (at % 11)}" for at in range(41)]
    together = encoder.embed(texts)
    for at in (0, 7, 40):
        assert together[at] @ encoder.embed([texts[at]])[0] == pytest.approx(1.0, abs=2e-3)
    assert encoder.embed([]).shape == (0, encoder.dim)


@pytest.mark.parametrize(
    "text", ["", " ", "\x00\x01", "\ud800 half a pair", "😀", "न" * 3000, "word " * 20_000]
)
def test_any_text_has_a_finite_vector(encoder: OpenVinoEncoder, text: str) -> None:
    assert np.isfinite(encoder.embed([text])).all()
    assert encoder.count_tokens([text])[0] >= 0


def test_batches_come_in_few_widths_so_that_memory_stays_small() -> None:
    widths = {_padded([[1] * size])["input_ids"].shape[1] for size in range(1, 257)}
    assert len(widths) == 256 // STEP
    padded = _padded([[5, 6, 7], [8]])
    assert padded["attention_mask"].sum(axis=1).tolist() == [3, 1]


def test_tokens_are_counted_whole_and_without_special_ones(encoder: OpenVinoEncoder) -> None:
    assert encoder.count_tokens(["", "climate policy", "word " * 1000]) == [0, 2, 1000]


def test_many_threads_may_embed_at_once(encoder: OpenVinoEncoder) -> None:
    alone = encoder.embed(TEXTS)
    results: list[float] = []

    def work() -> None:
        for _ in range(5):
            results.append(float(np.abs(encoder.embed(TEXTS) - alone).max()))

    threads = [threading.Thread(target=work) for _ in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(results) == 30
    assert max(results) < 1e-4


def test_the_embedded_encoder_has_one_fingerprint_under_each_of_its_names(encoder: OpenVinoEncoder) -> None:
    assert load_embedder("sentence-transformers/all-MiniLM-L6-v2").fingerprint == encoder.fingerprint


def test_an_altered_cache_is_noticed(encoder: OpenVinoEncoder, tmp_path: Path) -> None:
    made = next(path for path in (default_cache() / "encoders").iterdir() if path.is_dir() and intact(path))
    for name in ("model.bin", "model.xml", "card.json"):
        copy = tmp_path / name
        shutil.copytree(made, copy)
        assert intact(copy)
        with (copy / name).open("r+b") as file:
            file.seek(100)
            byte = file.read(1)
            file.seek(100)
            file.write(bytes([byte[0] ^ 1]))
        assert not intact(copy)
    (tmp_path / "model.bin" / "model.bin").unlink()
    assert not intact(tmp_path / "model.bin")


def test_an_altered_package_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "model.safetensors").write_bytes(b"other weights")
    monkeypatch.setattr(openvino_encoder, "model_folder", lambda: tmp_path)
    with pytest.raises(EncoderError, match="not those of the published model"):
        load_embedded(tmp_path / "cache")
    with pytest.raises(EncoderError, match="missing"):
        openvino_conversion.checked(tmp_path / "tokenizer.json", openvino_conversion.TOKENIZER_SHA256)


@pytest.mark.filterwarnings("default")  # those of the libraries are not ours to mend
def test_a_model_named_by_its_folder_gives_the_vectors_of_its_authors(encoder: OpenVinoEncoder) -> None:
    other = load_embedder(str(openvino_conversion.model_folder()))
    assert (other.embed(TEXTS) * encoder.embed(TEXTS)).sum(1).min() > 0.98
    assert other.count_tokens(TEXTS) == encoder.count_tokens(TEXTS)
    assert other.embed([]).shape == (0, other.dim)
    assert other.fingerprint != encoder.fingerprint


def test_an_unknown_precision_is_an_error() -> None:
    with pytest.raises(EncoderError, match="precision"):
        load_embedded(precision="int3")


def test_embedding_imports_no_torch_and_writes_nothing_at_home(
    tmp_path: Path, encoder: OpenVinoEncoder
) -> None:
    program = (
        "import sys\n"
        "from retrieval.embed import load_embedder\n"
        "import retrieval.hybrid\n"
        "assert load_embedder().embed(['climate']).shape == (1, 384)\n"
        "heavy = {'torch', 'transformers', 'nncf', 'sentence_transformers', 'gradio', 'langgraph'}\n"
        "assert not heavy & set(sys.modules), heavy & set(sys.modules)\n"
    )
    cache = str(default_cache())
    environment = {**os.environ, "HOME": str(tmp_path), "GLOBALBRAIN_CACHE": cache}
    environment.pop("COVERAGE_PROCESS_START", None)
    subprocess.run([sys.executable, "-c", program], env=environment, check=True, timeout=60)
    assert not list(tmp_path.iterdir())


def test_conversion_writes_a_whole_encoder_once(tmp_path: Path, encoder: OpenVinoEncoder) -> None:
    made = load_embedded(tmp_path, precision="fp32")
    (folder,) = (path for path in (tmp_path / "encoders").iterdir() if path.is_dir())
    card = json.loads((folder / "card.json").read_text("utf-8"))
    assert card["model_sha256"] == openvino_conversion.MODEL_SHA256
    assert intact(folder)
    written = (folder / "model.bin").stat().st_mtime_ns
    again = load_embedded(tmp_path, precision="fp32")
    assert (folder / "model.bin").stat().st_mtime_ns == written
    assert again.fingerprint == made.fingerprint == encoder.fingerprint
    agreement = (made.embed(TEXTS) * encoder.embed(TEXTS)).sum(1)
    assert agreement.min() > 0.98


TOGETHER = """
import sys, threading
from retrieval.openvino_encoder import load_embedded
sys.setswitchinterval(5)  # a thread keeps the interpreter until it waits for something
encoder = load_embedded()
requests = [encoder._requests.get() for _ in range(encoder._requests.qsize())]
tensors = [request.get_input_tensor(0) for request in requests for _ in range(4)]
start = threading.Barrier(len(tensors))
def look(tensor):
    start.wait()
    tensor.data
threads = [threading.Thread(target=look, args=(tensor,)) for tensor in tensors]
for thread in threads: thread.start()
for thread in threads: thread.join()
"""


@pytest.mark.parametrize("_try", range(3))
def test_threads_that_embed_for_the_first_time_at_once_do_not_wait_for_each_other(
    encoder: OpenVinoEncoder, _try: int
) -> None:
    # In a process of its own: one that hangs here holds the interpreter and could not even be interrupted.
    assert encoder.dim
    subprocess.run([sys.executable, "-c", TOGETHER], check=True, timeout=60)
