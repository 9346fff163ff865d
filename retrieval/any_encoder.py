"""Any sentence-transformers model that a user names, by folder or by name on the Hugging Face hub."""

from __future__ import annotations

import hashlib
import os
import threading
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from retrieval.encoder_card import encoder_card
from retrieval.errors import EncoderError
from retrieval.model_folder import check_model_folder

_PLAIN_FILES = ("*.json", "*.safetensors", "*.txt", "*.model", "README.md")
# Copies of the weights for other runtimes, which safe repositories carry too, are not fetched.
_NOT_WANTED = ("onnx/*", "openvino/*", "adapter_config.json")
BATCH_TOKENS = 2048
"""So many tokens go through a processor at once, padding counted; more only take memory."""
BATCH_TOKENS_GPU = 32_768


def load_any(name: str) -> AnyEncoder:
    """Return the model of that folder or hub name, its files checked before any of them is loaded.

    Raises:
        EncoderError: absent, not to be had offline, not a text encoder, or not safe to load.
    """
    local = Path(name).expanduser()
    if local.is_dir():
        check_model_folder(local)
        return AnyEncoder(local, local.name)
    if local.is_absolute() or name.startswith((".", "~")):
        raise EncoderError(name, "there is no such model folder", "Check the path")
    folder = _from_hub(name)
    check_model_folder(folder, inside=folder.parents[1])
    return AnyEncoder(folder, name)


def offline() -> bool:
    """Whether the user has said that models are not to be downloaded."""
    return os.environ.get("HF_HUB_OFFLINE", "").casefold() in {"1", "true", "yes", "on"}


def _from_hub(name: str) -> Path:
    os.environ.setdefault("HF_HUB_DISABLE_TELEMETRY", "1")
    from huggingface_hub import snapshot_download
    from huggingface_hub.errors import HfHubHTTPError, HFValidationError, LocalEntryNotFoundError

    try:
        folder = snapshot_download(
            name,
            local_files_only=offline(),
            allow_patterns=list(_PLAIN_FILES),
            ignore_patterns=list(_NOT_WANTED),
        )
        return Path(folder)
    except HFValidationError as error:
        raise EncoderError(name, "it is neither a folder nor a model's name", "Check the spelling") from error
    except (LocalEntryNotFoundError, FileNotFoundError) as error:
        raise EncoderError(
            name,
            "the model is not on this machine" + (" and HF_HUB_OFFLINE is set" if offline() else ""),
            "Download it where there is a network, or name a folder that holds it",
        ) from error
    except (HfHubHTTPError, OSError) as error:
        raise EncoderError(
            name, f"it could not be downloaded ({type(error).__name__})", "Check its name and the network"
        ) from error


class AnyEncoder:
    """Texts into unit vectors by sentence-transformers; on a GPU, where there is one, in bfloat16.

    What its files ask for before a question or a passage is put there.
    """

    def __init__(self, folder: Path, name: str, *, precision: str | None = None) -> None:
        """Load from a folder that ``check_model_folder`` has passed; ``load_any`` does both.

        Args:
            folder: the model.
            name: for messages and provenance; of a model on the hub, its name there.
            precision: ``fp32`` or ``bf16``; by default what the machine is good at.
        """
        self.card = encoder_card(folder, name)
        self._fingerprint = _fingerprint(folder, (self.card.query_prefix, self.card.passage_prefix))
        self._guard = threading.Lock()
        device, usual = _machine()
        self._model = _loaded(folder, name, device, precision or usual)
        self._most = BATCH_TOKENS if device == "cpu" else BATCH_TOKENS_GPU
        bf16 = "-bf16" if (precision or usual) == "bf16" else ""
        self.name = f"{name}/sentence-transformers{bf16}"
        self.dim = int(self._model.get_embedding_dimension())
        self.languages = self.card.languages
        told = self._model.max_seq_length
        self.max_tokens = min(size for size in (told, self.card.max_tokens, 2**20) if size)
        self._model.max_seq_length = self.max_tokens

    @property
    def fingerprint(self) -> str:
        """Hash over the model's files, and what is put before texts; the precision is left out."""
        return self._fingerprint

    def embed(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """Return one unit vector a passage, in their order; one over ``max_tokens`` counts by its beginning.

        Raises:
            EncoderError: a value is not finite.
        """
        return self._embed(texts, self.card.passage_prefix)

    def embed_queries(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """Return one unit vector a question, in their order.

        Raises:
            EncoderError: a value is not finite.
        """
        return self._embed(texts, self.card.query_prefix)

    def _embed(self, texts: Sequence[str], prefix: str) -> NDArray[np.float32]:
        out = np.empty((len(texts), self.dim), np.float32)
        plain = [_plain(text) for text in texts]
        before = self.count_tokens([prefix])[0] if prefix else 0
        sizes = [min(size + before + 2, self.max_tokens) for size in self.count_tokens(plain)]
        with self._guard:
            for places in batches(sizes, self._most):
                out[places] = self._model.encode(
                    [plain[at] for at in places],
                    prompt=prefix,
                    batch_size=len(places),
                    convert_to_numpy=True,
                    show_progress_bar=False,
                )
        norms = np.linalg.norm(out, axis=1, keepdims=True)
        if not np.isfinite(norms).all():
            raise EncoderError(self.name, "a vector holds a value that is not finite", "Use another model")
        out /= np.maximum(norms, np.finfo(np.float32).tiny)
        return out

    def count_tokens(self, texts: Sequence[str]) -> list[int]:
        """Return the number of tokens in each text, without special tokens."""
        if not texts:
            return []
        with self._guard:
            plain = [_plain(text) for text in texts]
            found = self._model.tokenizer(plain, add_special_tokens=False, verbose=False)
        return [len(ids) for ids in found["input_ids"]]


def batches(sizes: Sequence[int], most: int) -> Iterator[list[int]]:
    """Yield the places of texts, longest first, so many at once that padded they have ``most`` tokens.

    >>> list(batches([3, 9, 4, 5], 10))
    [[1], [3, 2], [0]]
    """
    batch: list[int] = []
    for at in sorted(range(len(sizes)), key=lambda at: -sizes[at]):
        if batch and sizes[batch[0]] * (len(batch) + 1) > most:
            yield batch
            batch = []
        batch.append(at)
    if batch:
        yield batch


def _machine() -> tuple[str, str]:
    """Where models run here, and the precision that is fast there."""
    import torch

    if torch.cuda.is_available():
        return "cuda", "bf16" if torch.cuda.is_bf16_supported() else "fp32"
    return "cpu", "fp32"


def _loaded(folder: Path, name: str, device: str, precision: str) -> Any:  # noqa: ANN401 - not published
    import logging

    import torch
    from sentence_transformers import SentenceTransformer
    from transformers.utils.logging import disable_progress_bar

    disable_progress_bar()
    logging.getLogger("sentence_transformers").setLevel(logging.ERROR)
    kind = torch.bfloat16 if precision == "bf16" else torch.float32
    try:
        return SentenceTransformer(
            str(folder),
            device=device,
            trust_remote_code=False,
            local_files_only=True,
            model_kwargs={"use_safetensors": True, "attn_implementation": "sdpa", "dtype": kind},
        )
    except (OSError, ValueError, KeyError, TypeError, AttributeError, RuntimeError, ImportError) as error:
        first = str(error).strip().split("\n", 1)[0][:200]
        raise EncoderError(name, f"it is not a text encoder ({first})", "Name another model") from error


def _fingerprint(folder: Path, prefixes: tuple[str, str]) -> str:
    whole = hashlib.sha256()
    for path in sorted(folder.rglob("*")):
        if path.is_file() and path.suffix in {".json", ".safetensors", ".txt", ".model"}:
            with path.open("rb") as file:
                part = hashlib.file_digest(file, "sha256").hexdigest()
            whole.update(f"{path.relative_to(folder).as_posix()} {part}\n".encode())
    if any(prefixes):  # a family whose files do not name them
        whole.update(repr(prefixes).encode())
    return whole.hexdigest()


def _plain(text: str) -> str:
    """The text without lone surrogates, which cannot be told in UTF-8."""
    return text.encode("utf-8", "replace").decode("utf-8")
