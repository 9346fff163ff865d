"""Hostile model folders: each is refused with a reason, and nothing in any of them runs."""

from __future__ import annotations

import json
import pickle
import zipfile
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from safetensors.numpy import save_file

from retrieval.any_encoder import load_any
from retrieval.embed import load_embedder
from retrieval.errors import EncoderError
from retrieval.model_folder import check_model_folder

CONFIG = {"architectures": ["BertModel"], "model_type": "bert", "hidden_size": 8}
MODULES = [
    {"idx": 0, "name": "0", "path": "", "type": "sentence_transformers.models.Transformer"},
    {"idx": 1, "name": "1", "path": "1_Pooling", "type": "sentence_transformers.models.Pooling"},
]


class Canary:
    """Unpickling it makes a file."""

    def __init__(self, path: Path) -> None:
        self.path = path

    def __reduce__(self) -> tuple[Callable[..., object], tuple[str, str]]:  # noqa: D105
        return (open, (str(self.path), "w"))


def clean(folder: Path) -> Path:
    (folder / "1_Pooling").mkdir(parents=True)
    write(folder, "config.json", CONFIG)
    write(folder, "modules.json", MODULES)
    write(folder, "1_Pooling/config.json", {"word_embedding_dimension": 8, "pooling_mode_mean_tokens": True})
    save_file({"weight": np.zeros(2, np.float32)}, folder / "model.safetensors")
    return folder


def write(folder: Path, name: str, value: object) -> None:
    (folder / name).write_text(json.dumps(value), "utf-8")


def settings(**fields: object) -> Callable[[Path, Path], None]:
    return lambda folder, canary: write(folder, "config.json", {**CONFIG, **fields})


def pickled(name: str) -> Callable[[Path, Path], None]:
    def make(folder: Path, canary: Path) -> None:
        (folder / name).write_bytes(pickle.dumps(Canary(canary)))

    return make


def code(name: str) -> Callable[[Path, Path], None]:
    def make(folder: Path, canary: Path) -> None:
        (folder / name).write_text(f"open({str(canary)!r}, 'w')\nclass Transformer: pass\n", "utf-8")

    return make


def module(kind: str, path: str = "") -> Callable[[Path, Path], None]:
    return lambda folder, canary: write(
        folder, "modules.json", [*MODULES, {"idx": 2, "name": "2", "path": path, "type": kind}]
    )


def archive(folder: Path, canary: Path) -> None:
    (folder / "model.safetensors").unlink()
    with zipfile.ZipFile(folder / "model.safetensors", "w") as made:
        made.writestr("archive/data.pkl", pickle.dumps(Canary(canary)))


def link_outside(folder: Path, canary: Path) -> None:
    (folder / "tokenizer.json").symlink_to("/etc/hostname")


HOSTILE: dict[str, Callable[[Path, Path], None]] = {
    "pickle named bin": pickled("pytorch_model.bin"),
    "pickle named pt": pickled("model.pt"),
    "pickle named pth": pickled("model.pth"),
    "pickle named pkl": pickled("1_Pooling/state.pkl"),
    "pickle named ckpt": pickled("model.ckpt"),
    "pickle named joblib": pickled("head.joblib"),
    "pickle named npy": pickled("extra.npy"),
    "pickle named safetensors": pickled("model.safetensors"),
    "zip named safetensors": archive,
    "pickle in capitals": pickled("PYTORCH_MODEL.BIN"),
    "python file": code("modeling_bert.py"),
    "python file below": code("1_Pooling/__init__.py"),
    "compiled python": code("modeling.pyc"),
    "shared library": code("kernel.so"),
    "auto_map": settings(auto_map={"AutoModel": "modeling_bert.BertModel"}),
    "auto_map of another repository": settings(auto_map={"AutoModel": "someone/else--modeling.Model"}),
    "auto_map deep inside": settings(text_config={"sub": [{"auto_map": {"AutoModel": "m.M"}}]}),
    "internal attention kernel": settings(_attn_implementation_internal="someone/kernel"),
    "attention kernel": settings(attn_implementation="someone/kernel:forward"),
    "attention kernel deep inside": settings(vision_config={"_attn_implementation": "someone/kernel"}),
    "kernels": settings(use_kernels=True, kernel_config={"RMSNorm": "someone/kernel"}),
    "trust_remote_code": settings(trust_remote_code=True),
    "quantised by another library": settings(quantization_config={"quant_method": "hqq"}),
    "module of its own": module("modeling_bert.Transformer"),
    "module of the standard library": module("os.system"),
    "module that looks right": module("sentence_transformers.models.Router"),
    "module outside": module("sentence_transformers.models.Dense", "../../elsewhere"),
    "activation by import": lambda folder, canary: write(
        folder, "1_Pooling/config.json", {"activation_function": "os.system"}
    ),
    "adapter": lambda folder, canary: write(
        folder, "adapter_config.json", {"base_model_name_or_path": "x/y"}
    ),
    "tokeniser with auto_map": lambda folder, canary: write(
        folder, "tokenizer_config.json", {"auto_map": {"AutoTokenizer": ["t.T", None]}}
    ),
    "weights listed as pickle": lambda folder, canary: write(
        folder, "model.safetensors.index.json", {"weight_map": {"a": "../pytorch_model.bin"}}
    ),
    "arguments for the loader": lambda folder, canary: write(
        folder, "sentence_bert_config.json", {"model_args": {"trust_remote_code": True}}
    ),
    "link that leaves": link_outside,
    "broken settings": lambda folder, canary: (folder / "config.json").write_text("{", "utf-8"),
    "deeply nested settings": lambda folder, canary: (folder / "config.json").write_text(
        "[" * 10**6, "utf-8"
    ),
}


@pytest.mark.parametrize("name", HOSTILE)
def test_a_hostile_folder_is_refused_and_nothing_in_it_runs(name: str, tmp_path: Path) -> None:
    folder, canary = clean(tmp_path / "model"), tmp_path / "canary"
    HOSTILE[name](folder, canary)
    with pytest.raises(EncoderError) as refusal:
        load_embedder(str(folder))
    assert refusal.value.reason
    assert refusal.value.remedy
    assert not canary.exists()


def test_a_plain_folder_passes(tmp_path: Path) -> None:
    folder = clean(tmp_path / "model")
    (folder / "README.md").write_text("words")
    (folder / ".gitattributes").write_text("words")
    check_model_folder(folder)


@pytest.mark.parametrize("missing", ["model.safetensors", "config.json"])
def test_a_folder_without_a_model_is_refused(missing: str, tmp_path: Path) -> None:
    folder = clean(tmp_path / "model")
    (folder / missing).unlink()
    with pytest.raises(EncoderError, match="it holds no"):
        check_model_folder(folder)


@pytest.mark.parametrize("name", ["/nowhere/at/all", "./absent", "no such name!", "someone/unheard-of"])
def test_a_model_that_is_not_here_is_an_error_and_no_download(
    name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HF_HUB_OFFLINE", "1")
    with pytest.raises(EncoderError):
        load_any(name)
