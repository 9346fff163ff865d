"""The embedded all-MiniLM-L6-v2, run by OpenVINO; ready in about a second, without torch."""

from __future__ import annotations

import fcntl
import hashlib
import io
import json
import logging
import os
import queue
import shutil
import subprocess
import sys
import tempfile
import threading
from collections import deque
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from safetensors import safe_open
from tokenizers import Tokenizer

from retrieval import made_once
from retrieval.errors import EncoderError
from retrieval.openvino_conversion import (
    MAX_TOKENS,
    MODEL_SHA256,
    PRECISIONS,
    RECIPE,
    TOKENIZER_SHA256,
    checked,
    extend,
    model_folder,
    sha256_of,
    silence_telemetry,
)
from retrieval.other_scripts import LANGUAGES, OtherScripts, concern
from retrieval.other_scripts import VERSION as SCRIPTS

NAME = "all-MiniLM-L6-v2"
DIM = 384
BATCH = 8  # 16 is no faster, and its buffers take 110 MiB more
STEP = 8
"""Batches are padded to a multiple of so many tokens: OpenVINO keeps buffers for every width it has seen."""
_UNKNOWN = 100
_WORDS = "embeddings.word_embeddings.weight"
_CACHE_VARIABLES = ("GLOBALBRAIN_CACHE", "XDG_CACHE_HOME")
_CONVERSION_LIMIT_S = 600
_logger = logging.getLogger(__name__)


def default_cache() -> Path:
    """Return the user's cache folder for what can be made again at any time."""
    own, shared = (os.environ.get(name) for name in _CACHE_VARIABLES)
    if own:
        return Path(own)
    return (Path(shared) if shared else Path.home() / ".cache") / "globalbrain"


def default_precision() -> str:
    """Return ``int8`` where the processor multiplies bytes faster than floats, else ``fp32``."""
    try:
        flags = Path("/proc/cpuinfo").read_text("utf-8")
    except OSError:
        return "fp32"
    return "int8" if any(flag in flags for flag in ("avx512_vnni", "avx_vnni", "amx_int8")) else "fp32"


def load_embedded(cache: Path | None = None, *, precision: str | None = None) -> OpenVinoEncoder:
    """Return the embedded encoder, converted first where the cache does not hold it whole.

    Raises:
        EncoderError: its package is missing or altered, or the conversion failed.
    """
    precision = precision or default_precision()
    if precision not in PRECISIONS:
        raise EncoderError(precision, "no such precision", f"Choose among {', '.join(PRECISIONS)}")
    folder = (cache or default_cache()) / "encoders" / f"{NAME}-{precision}-r{RECIPE}-{MODEL_SHA256[:12]}"
    if not intact(folder):
        _make(folder, precision)
    return OpenVinoEncoder(folder, precision)


def intact(folder: Path) -> bool:
    """Whether the folder holds a converted encoder whose bytes are those of its card."""
    try:
        card = json.loads((folder / "card.json").read_text("utf-8"))
        files = dict(card["files"])
        return set(files) == {"model.xml", "model.bin"} and all(
            sha256_of(folder / name) == sha256 for name, sha256 in files.items()
        )
    except (OSError, ValueError, KeyError, TypeError):
        return False


def _make(folder: Path, precision: str) -> None:
    try:
        folder.parent.mkdir(parents=True, exist_ok=True)
        with _lock(folder.with_name(f".{folder.name}.lock")):
            if intact(folder):  # another process was faster
                return
            with tempfile.TemporaryDirectory(dir=folder.parent, prefix=".converting-") as made:
                _run_conversion(Path(made), precision)
                shutil.rmtree(folder, ignore_errors=True)
                ready = Path(made) / "ready"
                ready.mkdir()
                for name in ("model.xml", "model.bin", "card.json"):
                    (Path(made) / name).rename(ready / name)
                ready.rename(folder)
    except OSError as error:
        raise EncoderError(
            str(folder), f"cannot be written ({error.strerror})", "Free space, or set GLOBALBRAIN_CACHE"
        ) from error


def _run_conversion(folder: Path, precision: str) -> None:
    command = [sys.executable, "-m", "retrieval.openvino_conversion", str(folder), precision]
    root = str(Path(__file__).resolve().parents[1])
    path = os.pathsep.join(filter(None, (root, os.environ.get("PYTHONPATH"))))
    environment = {
        **os.environ,
        "PYTHONPATH": path,
        "HF_HUB_OFFLINE": "1",
        "HF_HUB_DISABLE_TELEMETRY": "1",
        "OMP_NUM_THREADS": "1",  # torch's threads wait for each other for minutes on a busy machine
    }
    checked(model_folder() / "model.safetensors", MODEL_SHA256)
    try:
        done = subprocess.run(
            command,
            env=environment,
            stdin=subprocess.DEVNULL,
            capture_output=True,
            timeout=_CONVERSION_LIMIT_S,
            check=False,
        )
    except subprocess.TimeoutExpired as error:
        raise EncoderError(NAME, "its conversion took too long", "Try again on a quieter machine") from error
    if done.returncode:
        last = done.stderr.decode("utf-8", "replace").strip().rsplit("\n", 1)[-1]
        raise EncoderError(NAME, f"it could not be converted ({last})", "Run `globalbrain doctor`")


@contextmanager
def _lock(path: Path) -> Iterator[None]:
    with path.open("w") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        yield


class OpenVinoEncoder:
    """Texts into unit vectors; any number of threads may embed at once."""

    def __init__(self, folder: Path, precision: str) -> None:
        """Compile the model in ``folder``; ``load_embedded`` checks and makes the folder."""
        tokenizer = checked(model_folder() / "tokenizer.json", TOKENIZER_SHA256).read_text("utf-8")
        self.name = f"{NAME}/openvino-{precision}-s{SCRIPTS}"
        self.dim = DIM
        self.max_tokens = MAX_TOKENS
        self.languages: tuple[str, ...] = ("en",)
        self.bridges: tuple[str, ...] = LANGUAGES
        self._whole = Tokenizer.from_str(tokenizer)
        self._whole.no_truncation()
        self._cut = Tokenizer.from_str(tokenizer)
        self._cut.enable_truncation(MAX_TOKENS)
        for one in (self._whole, self._cut):
            one.no_padding()
        self.scripts: OtherScripts | None = OtherScripts(self._whole)
        model = _compiled(folder, self.scripts)
        count = int(model.get_property("OPTIMAL_NUMBER_OF_INFER_REQUESTS"))
        self._requests: queue.SimpleQueue[Any] = queue.SimpleQueue()
        for _ in range(count):
            self._requests.put(model.create_infer_request())

    @property
    def fingerprint(self) -> str:
        """Hash of what decides the vectors: weights, tokens, length.

        The precision is left out with reason: int8 and fp32 vectors lie in one space (cosine .994 on
        average, .989 at least, over 400 abstracts), so a library can move to a machine on which the
        other one is faster. So are the tokens of other scripts, without which no vector of a text in
        Latin letters changes: passages that were embedded before them are found as they were then, until
        the library is embedded again. ``name`` tells what ran.
        """
        parts = (NAME, MODEL_SHA256, TOKENIZER_SHA256, str(MAX_TOKENS), "mean", "unit")
        return hashlib.sha256("\n".join(parts).encode()).hexdigest()

    def embed(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """Return one unit vector a text; a text over ``max_tokens`` counts by its beginning.

        Raises:
            EncoderError: a value is not finite.
        """
        return self._vectors(self._tokens([_plain(text) for text in texts], self.scripts))

    def embed_letters(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """Return the vectors without tokens for words of other scripts (EncoderError)."""
        return self._vectors(self._tokens([_plain(text) for text in texts], None))

    def _vectors(self, tokens: Sequence[Sequence[int]]) -> NDArray[np.float32]:
        out = np.empty((len(tokens), DIM), np.float32)
        order = sorted(range(len(tokens)), key=lambda at: len(tokens[at]))
        running: deque[tuple[Any, list[int]]] = deque()
        try:
            for start in range(0, len(order), BATCH):
                places = order[start : start + BATCH]
                request = self._free(running, out)
                request.start_async(_padded([tokens[at] for at in places]))
                running.append((request, places))
        finally:
            while running:
                self._collect(running, out)
        if not np.isfinite(out).all():
            raise EncoderError(self.name, "a vector holds a value that is not finite", "Report the text")
        return out

    def _tokens(self, texts: Sequence[str], scripts: OtherScripts | None) -> list[list[int]]:
        """The tokens of each text, special ones and cut included."""
        found: list[list[int]] = [encoding.ids for encoding in self._cut.encode_batch_fast(texts)]
        for at, text in enumerate(texts):
            if scripts and concern(text):
                ids = scripts.ids(text)[: MAX_TOKENS - 2] or [_UNKNOWN]
                found[at] = [found[at][0], *ids, found[at][-1]]
        return found

    def count_tokens(self, texts: Sequence[str]) -> list[int]:
        """Return the number of tokens in each text, the two special ones and any cut left aside."""
        encodings = self._whole.encode_batch_fast([_plain(text) for text in texts], add_special_tokens=False)
        return [len(encoding.ids) for encoding in encodings]

    def _free(self, running: deque[tuple[Any, list[int]]], out: NDArray[np.float32]) -> Any:  # noqa: ANN401
        """A request nobody uses; who already has one running collects it rather than wait for others."""
        if running:
            try:
                return self._requests.get_nowait()
            except queue.Empty:
                self._collect(running, out)
        return self._requests.get()

    def _collect(self, running: deque[tuple[Any, list[int]]], out: NDArray[np.float32]) -> None:
        request, places = running.popleft()
        try:
            request.wait()
            out[places] = request.get_output_tensor(0).data
        finally:
            self._requests.put(request)


def _compiled(folder: Path, scripts: OtherScripts) -> Any:  # noqa: ANN401 - an openvino.CompiledModel
    silence_telemetry()
    import openvino

    # The first look into a tensor makes tables of the binding. Two threads that looked first at once would
    # wait for each other for ever, the interpreter's own lock in hand; finetune/graph.py takes the same lock.
    with vars(openvino).setdefault("_first_look", threading.Lock()):
        _ = openvino.Tensor(np.zeros(1, np.float32)).data
    core = openvino.Core()
    # One thread a stream: two streams encode more passages a second than one stream of two threads.
    choices = {"PERFORMANCE_HINT": "THROUGHPUT", "INFERENCE_PRECISION_HINT": "f32"}
    card, table = (folder / "card.json").read_bytes(), scripts.source
    parts = (openvino.__version__, str(choices), made_once.processor(), SCRIPTS, card, table)
    path = made_once.place(folder, "compiled", made_once.key_of(parts))
    if (kept := made_once.read(path)) is not None:
        try:
            return core.import_model(io.BytesIO(kept), "CPU", choices)
        except RuntimeError as error:
            _logger.warning("%s cannot be used and is made again: %s", path, error)
    model = core.read_model(folder / "model.xml")
    with safe_open(str(model_folder() / "model.safetensors"), "numpy") as file:
        own = file.get_tensor(_WORDS)
    extend(model, own.shape, scripts.embeddings(own))
    made = core.compile_model(model, "CPU", choices)
    made_once.keep(path, made.export_model().getbuffer())
    return made


def _padded(tokens: Sequence[Sequence[int]]) -> dict[str, NDArray[np.int64]]:
    width = -(-max(map(len, tokens)) // STEP) * STEP
    ids = np.zeros((len(tokens), width), np.int64)
    mask = np.zeros_like(ids)
    for at, row in enumerate(tokens):
        ids[at, : len(row)] = row
        mask[at, : len(row)] = 1
    return {"input_ids": ids, "attention_mask": mask}


def _plain(text: str) -> str:
    """The text without lone surrogates, which cannot be told in UTF-8."""
    return text.encode("utf-8", "replace").decode("utf-8")
