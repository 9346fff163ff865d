"""Whether a model folder is safe to load: plain weights and plain settings, nothing that can run code."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from retrieval.errors import EncoderError

_REMEDY = "Use a model published as safetensors without code of its own"
# Every other kind of file is refused: pickles (.bin .pt .pth .pkl .ckpt .npy .joblib), code, archives.
_ALLOWED_SUFFIXES = frozenset({".json", ".safetensors", ".txt", ".md", ".model"})
_ALLOWED_NAMES = frozenset({"license", "notice", ".gitattributes", ".gitignore"})
_DANGEROUS_KEYS = {
    "auto_map": "names code to download and run",
    "_attn_implementation_internal": "can name a kernel to download and run",
    "trust_remote_code": "asks to run code that comes with the model",
    "custom_pipelines": "names code to download and run",
    "custom_object_save": "names code to download and run",
    "kernel_config": "names a kernel to download and run",
    "use_kernels": "asks for kernels to download and run",
    "quantization_config": "asks for another library to unpack the weights",
    "base_model_name_or_path": "names a second model that was not checked",
    "backend": "asks for another runtime",
    "model_kwargs": "passes arguments on to the loader",
    "model_args": "passes arguments on to the loader",
    "tokenizer_args": "passes arguments on to the loader",
    "processor_kwargs": "passes arguments on to the loader",
    "config_args": "passes arguments on to the loader",
}
_ATTENTION_KEYS = frozenset({"_attn_implementation", "attn_implementation", "experts_implementation"})
_ATTENTION = frozenset({"eager", "sdpa", None})
_BACKENDS = ("torch", "tokenizers")  # transformers 5 writes the second beside every tokenizer that it saves
_MODULES = frozenset({"Transformer", "Pooling", "Normalize", "Dense", "LayerNorm"})
_ACTIVATIONS = ("torch.nn.modules.activation.", "torch.nn.modules.linear.Identity")
_MOST_JSON_BYTES = 64 * 2**20
_MOST_HEADER_BYTES = 100 * 2**20


def check_model_folder(folder: Path, *, inside: Path | None = None) -> None:
    """Return if every file of a sentence-transformers model is plain data.

    Args:
        folder: the model's folder.
        inside: where links may lead (a download cache keeps its files beside the folder); else
            nowhere but the folder.

    Raises:
        EncoderError: it names the first file that is not, and why.
    """
    if not folder.is_dir():
        raise EncoderError(str(folder), "there is no such model folder", "Check the path")
    border = (inside or folder).resolve()
    weights = 0
    for path in sorted(folder.rglob("*")):
        name = path.relative_to(folder).as_posix()
        if not path.resolve().is_relative_to(border):
            raise EncoderError(name, "it is a link that leaves the model's folder", _REMEDY)
        if path.is_dir():
            continue
        _check_kind(path, name)
        if path.suffix == ".safetensors":
            _check_safetensors(path, name)
            weights += 1
        elif path.suffix == ".json":
            _check_settings(path, name)
    if not weights:
        raise EncoderError(str(folder), "it holds no weights as safetensors", _REMEDY)
    if not (folder / "config.json").is_file():
        raise EncoderError(str(folder), "it holds no config.json", _REMEDY)


def _check_kind(path: Path, name: str) -> None:
    if not path.is_file():
        raise EncoderError(name, "it is not a plain file", _REMEDY)
    if path.name.casefold() in _ALLOWED_NAMES:
        return
    if path.suffix not in _ALLOWED_SUFFIXES:
        kind = path.suffix or "unnamed kind"
        raise EncoderError(name, f"a model is not loaded from a folder that holds a {kind} file", _REMEDY)


def _check_safetensors(path: Path, name: str) -> None:
    """A file of that name must be one: eight bytes of length, then a JSON object of that length."""
    with path.open("rb") as file:
        length = int.from_bytes(file.read(8), "little")
        if not 2 <= length <= min(_MOST_HEADER_BYTES, path.stat().st_size - 8):
            raise EncoderError(name, "it is not a safetensors file", _REMEDY)
        header = file.read(length)
    if not isinstance(_parsed(header, name), dict):
        raise EncoderError(name, "it is not a safetensors file", _REMEDY)


def _check_settings(path: Path, name: str) -> None:
    if path.stat().st_size > _MOST_JSON_BYTES:
        raise EncoderError(name, "it is far larger than settings are", _REMEDY)
    settings = _parsed(path.read_bytes(), name)
    if path.name == "adapter_config.json":
        raise EncoderError(name, "an adapter names a second model that was not checked", _REMEDY)
    if path.name.endswith(".index.json"):
        _check_weight_map(settings, name)
        return
    if path.name == "modules.json":
        _check_modules(settings, name)
        return
    if path.name in {"tokenizer.json", "vocab.json", "added_tokens.json"}:
        return  # words, any of which may look like a setting
    for key, value in _entries(settings):
        _check_entry(key, value, name)


def _check_entry(key: str, value: Any, name: str) -> None:  # noqa: ANN401 - any JSON value
    if key == "backend" and value in _BACKENDS:
        return
    if key in _DANGEROUS_KEYS and value not in (None, False, {}, []):
        raise EncoderError(name, f"its setting {key!r} {_DANGEROUS_KEYS[key]}", _REMEDY)
    if key in _ATTENTION_KEYS and (not isinstance(value, str | None) or value not in _ATTENTION):
        raise EncoderError(name, f"its setting {key!r} names a kernel to download and run", _REMEDY)
    if key == "activation_function" and "." in str(value) and not str(value).startswith(_ACTIVATIONS):
        raise EncoderError(name, f"its setting {key!r} names code to import", _REMEDY)


def _check_weight_map(settings: Any, name: str) -> None:  # noqa: ANN401 - any JSON value
    files = settings.get("weight_map", {}) if isinstance(settings, dict) else None
    if not isinstance(files, dict):
        raise EncoderError(name, "it does not list weights", _REMEDY)
    for file in files.values():
        if not isinstance(file, str) or "/" in file or "\\" in file or not file.endswith(".safetensors"):
            raise EncoderError(name, f"it names weights that are not safetensors here: {file!r}", _REMEDY)


def _check_modules(settings: Any, name: str) -> None:  # noqa: ANN401 - any JSON value
    if not isinstance(settings, list) or not settings:
        raise EncoderError(name, "it does not list modules", _REMEDY)
    for module in settings:
        kind = module.get("type") if isinstance(module, dict) else None
        place = module.get("path", "") if isinstance(module, dict) else None
        parts = kind.split(".") if isinstance(kind, str) else [""]
        if parts[0] != "sentence_transformers" or parts[-1] not in _MODULES:
            raise EncoderError(name, f"its module {kind!r} is code that is not known here", _REMEDY)
        if not isinstance(place, str) or place.startswith("/") or ".." in Path(place).parts:
            raise EncoderError(name, f"its module path {place!r} leaves the folder", _REMEDY)


def _entries(value: Any) -> Iterator[tuple[str, Any]]:  # noqa: ANN401 - any JSON value
    """Every key with its value, at any depth."""
    waiting = [value]
    while waiting:
        value = waiting.pop()
        if isinstance(value, Mapping):
            yield from value.items()
            waiting.extend(value.values())
        elif isinstance(value, list):
            waiting.extend(value)


def _parsed(data: bytes, name: str) -> Any:  # noqa: ANN401 - any JSON value
    try:
        return json.loads(data)
    except (ValueError, RecursionError) as error:
        raise EncoderError(name, "it is not readable JSON", _REMEDY) from error
