"""Any sentence-transformers model that a user names, by folder or by name on the Hugging Face hub."""

from __future__ import annotations

import hashlib
import os
import threading
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from retrieval.errors import EncoderError
from retrieval.model_folder import check_model_folder

_PLAIN_FILES = ("*.json", "*.safetensors", "*.txt", "*.model")
# Copies of the weights for other runtimes, which safe repositories carry too, are not fetched.
_NOT_WANTED = ("onnx/*", "openvino/*", "adapter_config.json")
_BATCH = 16


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
    """Texts into unit vectors by sentence-transformers, on a GPU where there is one."""

    languages: tuple[str, ...] | None = None  # not known; taken to be all

    def __init__(self, folder: Path, name: str) -> None:
        """Load from a folder that ``check_model_folder`` has passed; ``load_any`` does both."""
        self._fingerprint = _fingerprint(folder)
        self._guard = threading.Lock()
        self._model = _loaded(folder, name)
        self.name = f"{name}/sentence-transformers"
        self.dim = int(self._model.get_embedding_dimension())

    @property
    def fingerprint(self) -> str:
        """Hash over the model's files."""
        return self._fingerprint

    def embed(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """Return one unit vector a text, in their order.

        Raises:
            EncoderError: a value is not finite.
        """
        if not texts:
            return np.empty((0, self.dim), np.float32)
        with self._guard:
            vectors = self._model.encode(
                [_plain(text) for text in texts],
                batch_size=_BATCH,
                normalize_embeddings=True,
                convert_to_numpy=True,
                show_progress_bar=False,
            )
        if not np.isfinite(vectors).all():
            raise EncoderError(self.name, "a vector holds a value that is not finite", "Use another model")
        return np.ascontiguousarray(vectors, np.float32)

    def count_tokens(self, texts: Sequence[str]) -> list[int]:
        """Return the number of tokens in each text, without special tokens."""
        if not texts:
            return []
        with self._guard:
            plain = [_plain(text) for text in texts]
            found = self._model.tokenizer(plain, add_special_tokens=False, verbose=False)
        return [len(ids) for ids in found["input_ids"]]


def _loaded(folder: Path, name: str) -> Any:  # noqa: ANN401 - a SentenceTransformer, whose types are not published
    import logging

    from sentence_transformers import SentenceTransformer
    from transformers.utils.logging import disable_progress_bar

    disable_progress_bar()
    logging.getLogger("sentence_transformers").setLevel(logging.ERROR)
    try:
        return SentenceTransformer(
            str(folder),
            trust_remote_code=False,
            local_files_only=True,
            model_kwargs={"use_safetensors": True, "attn_implementation": "sdpa"},
        )
    except (OSError, ValueError, KeyError, TypeError, AttributeError, RuntimeError, ImportError) as error:
        first = str(error).strip().split("\n", 1)[0][:200]
        raise EncoderError(name, f"it is not a text encoder ({first})", "Name another model") from error


def _fingerprint(folder: Path) -> str:
    whole = hashlib.sha256()
    for path in sorted(folder.rglob("*")):
        if path.is_file() and path.suffix in {".json", ".safetensors", ".txt", ".model"}:
            with path.open("rb") as file:
                part = hashlib.file_digest(file, "sha256").hexdigest()
            whole.update(f"{path.relative_to(folder).as_posix()} {part}\n".encode())
    return whole.hexdigest()


def _plain(text: str) -> str:
    """The text without lone surrogates, which cannot be told in UTF-8."""
    return text.encode("utf-8", "replace").decode("utf-8")
