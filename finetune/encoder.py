"""A base model by name or folder, its tokenizer, its pooled vectors; refuses what is not safe to load."""

from __future__ import annotations

import warnings
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray
from safetensors import SafetensorError
from tokenizers import Encoding
from transformers import AutoConfig, AutoModel, AutoTokenizer
from transformers.utils import logging as transformers_logging

from finetune.encoding import Batch, both, by_length, has_capital
from finetune.errors import TrainingError
from finetune.progress import heed, went
from finetune.vision import Eye, load_vision
from finetune.weights import EMBEDDED, files_of, folder_of, folder_sha256


@dataclass(frozen=True, slots=True)
class Base:
    """A loaded base: ``pooling`` is the mean over real tokens, or the last of them for a decoder.

    A base of images has an ``Eye`` for a tokenizer, takes their paths for texts and pools over patches.
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
        config: Any = self.model.config
        return int(getattr(config, "hidden_size", None) or config.hidden_sizes[-1])

    @property
    def bytes(self) -> int:
        """The size of its weights."""
        return sum(weight.numel() * weight.element_size() for weight in self.model.parameters())

    @property
    def most(self) -> int:
        """Tokens of the longest text that it can read."""
        return int(self.tokenizer.model_max_length)

    def parted(self, text: str) -> Encoding:
        """Return the tokens of a text, however long, without the marks of the model."""
        made: Encoding = self.tokenizer(text, add_special_tokens=False, verbose=False).encodings[0]
        return made

    def batches(self, texts: Sequence[str], pairs: Sequence[str] | None, longest: int) -> Iterator[Batch]:
        """Yield all texts (each with its second text) in batches, cut after ``longest`` tokens."""
        device = next(self.model.parameters()).device
        self.model.eval()
        done = 0
        with torch.inference_mode():
            for places in by_length(both(texts, pairs)):
                second = [pairs[at] for at in places] if pairs is not None else None
                encoded = tokens_of(self, [texts[at] for at in places], second, longest)
                inputs = inputs_of(encoded, device)
                states = states_of(self.model, inputs).float()
                pooled = pool(states, inputs["attention_mask"], self.pooling)
                read = states.cpu().numpy(), pooled.cpu().numpy()
                done += len(places)
                went("read", done, len(texts))
                yield Batch(
                    tuple(places), *read, tuple(getattr(encoded, "encodings", None) or ())
                )  # none of images

    def vectors(self, texts: Sequence[str], longest: int) -> NDArray[np.float32]:
        """Return one vector of norm 1 for each text, shape (n, dim)."""
        device = next(self.model.parameters()).device
        made = np.zeros((len(texts), self.width), np.float32)
        self.model.eval()
        done = 0
        with torch.inference_mode():
            for own in by_length(texts):
                heed()
                inputs = inputs_of(tokens_of(self, [texts[at] for at in own], None, longest), device)
                states = states_of(self.model, inputs)
                pooled = pool(states, inputs["attention_mask"], self.pooling)
                made[own] = torch.nn.functional.normalize(pooled, dim=1).float().cpu().numpy()
                done += len(own)
                went("read", done, len(texts))
        return made


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


def load_base(name: str = "", *, capitals: bool = False, images: bool = False) -> Base:
    """Return a base that is on this machine; nothing is downloaded and none of its code is run.

    Args:
        name: empty for the embedded encoder, else a folder, or a name in the hub's local cache.
        capitals: see ``Base``; for a base of texts with two kinds of tokens.
        images: whether it is to read images; none is embedded.

    Raises:
        TrainingError: it is not there, not readable, or only a pickle of weights.
    """
    place = name if images else folder_of(name)
    remedy = (
        "Give a folder with config.json, a tokenizer and model.safetensors, or fetch it: hf download NAME."
    )
    if images:
        remedy = remedy.replace("a tokenizer", "preprocessor_config.json")
    if name.startswith(("/", "./", "../", "~")) and not Path(name).expanduser().is_dir():
        raise TrainingError(f"base {name!r}", "it cannot be loaded (there is no such folder)", remedy)
    try:
        with quiet():
            if images:
                model, eye = load_vision(place)
                return Base(name, folder_sha256(files_of(name)), model.eval(), eye, "image")
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
    except (OSError, ValueError, KeyError, ImportError, RuntimeError, SafetensorError) as error:
        said = str(error).strip().split("\n")[0][:200]
        if "backend tokenizer" in said:
            said = "it has no tokenizer, so it reads no text"
        raise TrainingError(f"base {name or EMBEDDED!r}", f"it cannot be loaded ({said})", remedy) from error
    if len(tokenizer) <= len(set(tokenizer.all_special_tokens)):
        raise TrainingError(f"base {name!r}", "it cannot be loaded (its tokenizer knows no word)", remedy)
    if not tokenizer.is_fast:
        raise TrainingError(f"base {name!r}", "it has no fast tokenizer, so spans cannot be found", remedy)
    if capitals and getattr(config, "type_vocab_size", 0) < 2:
        raise TrainingError(f"base {name!r}", "it knows no second kind of token", "Leave capitals out.")
    if tokenizer.pad_token is None:
        tokenizer.pad_token = tokenizer.eos_token
    decoder = any(kind.endswith("ForCausalLM") for kind in config.architectures or ()) and not hasattr(
        config, "type_vocab_size"
    )
    return Base(
        name or EMBEDDED,
        folder_sha256(files_of(name)),
        model.eval(),
        tokenizer,
        "last" if decoder else "mean",
        capitals,
    )


def tokenised(tokenizer: Any, texts: Sequence[str], pairs: Sequence[str] | None, longest: int) -> Any:  # noqa: ANN401
    """Return the tokens of texts (with their second texts), padded, as torch tensors, with offsets."""
    if isinstance(tokenizer, Eye):
        return tokenizer(texts)
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
            [has_capital(text[start:end]) for start, end in own]
            for text, own in zip(texts, tokens["offset_mapping"].tolist(), strict=True)
        ]
        tokens["token_type_ids"] = torch.tensor(kinds, dtype=torch.long)
    return tokens


def inputs_of(tokens: Mapping[str, Any], device: torch.device | str = "cpu") -> dict[str, torch.Tensor]:
    """Return what an encoder takes of the tokens, on its device."""
    taken = ("input_ids", "attention_mask", "token_type_ids", "pixel_values")
    return {name: tokens[name].to(device) for name in taken if name in tokens}


def states_of(model: Any, inputs: Mapping[str, torch.Tensor]) -> torch.Tensor:  # noqa: ANN401 - of peft or not
    """Return the last hidden states, shape (n, tokens, dim); a prefix knows no kinds of tokens.

    Of images the tokens are patches, or the places of a grid.
    """
    if "pixel_values" in inputs:
        seen: torch.Tensor = model(pixel_values=inputs["pixel_values"]).last_hidden_state
        return seen.flatten(2).transpose(1, 2) if seen.dim() == 4 else seen
    settings = getattr(model, "active_peft_config", None)
    if settings is not None and settings.is_prompt_learning:
        inputs = {name: value for name, value in inputs.items() if name != "token_type_ids"}
    states: torch.Tensor = model(**inputs).last_hidden_state
    return states


def pool(states: torch.Tensor, mask: torch.Tensor, pooling: str) -> torch.Tensor:
    """Return shape (n, dim) from (n, tokens, dim): the mean over real tokens, or the last of them.

    Source for the mean: Reimers and Gurevych 2019, section 3.
    """
    if pooling == "image":
        return states.mean(1)
    if pooling == "last":
        places = torch.arange(mask.shape[1], device=mask.device)
        return states[torch.arange(states.shape[0], device=mask.device), (places * mask).argmax(dim=1)]
    weights = mask.unsqueeze(-1).to(states.dtype)
    return (states * weights).sum(1) / weights.sum(1).clamp(min=1)
