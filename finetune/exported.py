"""A trained encoder served by OpenVINO: no torch, no peft; any number of threads may read at once."""

from __future__ import annotations

import queue
from collections import deque
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np
from tokenizers import Encoding, Tokenizer

from finetune.encoding import Batch, Floats, both, by_length, has_capital
from finetune.errors import ArtifactError
from finetune.graph import INPUTS, compiled
from finetune.heads import unit
from finetune.progress import went
from finetune.weights import facts_of

TOKENIZER = "tokenizer.json"
_NOWHERE = 0
"""Where a tokenizer cuts that cuts nothing."""
_AT_ONCE = 16
_STEP = 8
"""Batches are padded to a multiple of so many tokens: OpenVINO keeps buffers for every width it has seen."""


class Exported:
    """Reads texts with a graph; made by ``finetune.opening`` or from any graph of ``finetune.graph``."""

    pooling = "mean"
    known: dict[str, Floats] | None = None

    def __init__(self, graph: Any | Path, tokens: Tokens) -> None:  # noqa: ANN401 - of openvino
        """Compile the graph, or that of a file."""
        self.tokens = tokens
        model = compiled(graph)
        self.width = int(model.output("pooled").get_partial_shape()[1].get_length())
        self._requests: queue.SimpleQueue[Any] = queue.SimpleQueue()
        for _ in range(int(model.get_property("OPTIMAL_NUMBER_OF_INFER_REQUESTS"))):
            self._requests.put(model.create_infer_request())

    @property
    def most(self) -> int:
        """Tokens of the longest text that it can read."""
        return self.tokens.most

    def parted(self, text: str) -> Encoding:
        """Return the tokens of a text, however long, without the marks of the model."""
        return self.tokens.parted(text)

    def batches(self, texts: Sequence[str], pairs: Sequence[str] | None, longest: int) -> Iterator[Batch]:
        """Yield all texts (each with its second text) in batches, cut after ``longest`` tokens."""
        for places, request, encodings in self._passes(texts, pairs, longest):
            states, pooled = (np.array(request.get_output_tensor(at).data) for at in (0, 1))
            yield Batch(places, states, pooled, encodings)

    def vectors(self, texts: Sequence[str], longest: int) -> Floats:
        """Return one vector of norm 1 for each text, shape (n, dim)."""
        made = np.zeros((len(texts), self.width), np.float32)
        for places, request, _ in self._passes(texts, None, longest):
            made[list(places)] = request.get_output_tensor(1).data
        return unit(made)

    def _passes(
        self, texts: Sequence[str], pairs: Sequence[str] | None, longest: int
    ) -> Iterator[tuple[tuple[int, ...], Any, tuple[Encoding, ...]]]:
        """Each batch with the request that has read it; the request is lent until the next is asked for."""
        running: deque[tuple[tuple[int, ...], Any, tuple[Encoding, ...]]] = deque()
        done = 0
        try:
            for places in by_length(both(texts, pairs), _AT_ONCE):
                own = [texts[at] for at in places]
                second = [pairs[at] for at in places] if pairs else None
                encodings = self.tokens.of(own, second, longest)
                done += len(own)
                went("read", done, len(texts))
                while (request := self._free(wait=not running)) is None:
                    yield from self._ended(running)
                request.start_async(self.tokens.inputs(encodings, own, second))
                running.append((tuple(places), request, tuple(encodings)))
            while running:
                yield from self._ended(running)
        finally:
            for _, request, _ in running:
                request.wait()
                self._requests.put(request)

    def _free(self, *, wait: bool) -> Any:  # noqa: ANN401 - of openvino
        """A request that nobody uses; who has one running collects it rather than wait for others."""
        try:
            return self._requests.get(block=wait)
        except queue.Empty:
            return None

    def _ended(
        self, running: deque[tuple[tuple[int, ...], Any, tuple[Encoding, ...]]]
    ) -> Iterator[tuple[tuple[int, ...], Any, tuple[Encoding, ...]]]:
        places, request, encodings = running[0]
        request.wait()
        yield places, request, encodings
        running.popleft()
        self._requests.put(request)


@dataclass(frozen=True, slots=True)
class Tokens:
    """The tokenizer of a base: as written, where the base cuts texts, whether two texts are of two kinds.

    ``capitals``: tokens with a capital letter are told as tokens of the second kind, where texts stand
    alone.
    """

    written: str
    most: int
    kinds: bool = True
    capitals: bool = False
    _cut: dict[int, Tokenizer] = field(default_factory=dict, compare=False, repr=False)

    @classmethod
    def in_folder(cls, folder: Path, *, capitals: bool = False) -> Tokens:
        """Return that of a folder with tokenizer.json (ArtifactError: it cannot be read)."""
        facts = facts_of(folder / "tokenizer_config.json")
        most = [facts.get("model_max_length") or 10**9]
        config = facts_of(folder / "config.json")
        if config.get("model_type") == "bert":
            most.append(config["max_position_embeddings"])
        kinds = INPUTS[2] in facts.get("model_input_names", INPUTS)
        return cls(_text(folder / TOKENIZER), int(min(most)), kinds, capitals)

    def of(self, texts: Sequence[str], pairs: Sequence[str] | None, longest: int) -> list[Encoding]:
        """Return the tokens of texts, or of pairs of texts, cut after ``longest``, not padded."""
        plain = [_plain(text) for text in texts]
        whole: Sequence[Any] = plain if pairs is None else list(zip(plain, map(_plain, pairs), strict=True))
        return list(self._tokenizer(min(longest, self.most)).encode_batch(whole))

    def parted(self, text: str) -> Encoding:
        """Return the tokens of a text, however long, without the marks of the model."""
        return self._tokenizer(_NOWHERE).encode(_plain(text), add_special_tokens=False)

    def inputs(
        self, encodings: Sequence[Encoding], texts: Sequence[str], pairs: Sequence[str] | None
    ) -> dict[str, Any]:
        """Return what a graph takes of the tokens of texts, or of pairs of texts."""
        if not self.kinds:
            return padded(encodings, self.most, [[0] * len(own.ids) for own in encodings])
        if not self.capitals or pairs is not None:
            return padded(encodings, self.most)
        kinds = [
            [has_capital(text[start:end]) for start, end in own.offsets]
            for own, text in zip(encodings, texts, strict=True)
        ]
        return padded(encodings, self.most, kinds)

    def _tokenizer(self, longest: int) -> Tokenizer:
        if longest not in self._cut:
            made = Tokenizer.from_str(self.written)
            made.no_padding()
            made.no_truncation()
            if longest != _NOWHERE:
                made.enable_truncation(longest)
            self._cut[longest] = made
        return self._cut[longest]


def _text(path: Path) -> str:
    try:
        return path.read_text("utf-8")
    except (OSError, ValueError) as error:
        raise ArtifactError(
            str(path), f"it cannot be read ({error})", "Restore it, or train again."
        ) from error


def padded(
    encodings: Sequence[Encoding], most: int, kinds: Sequence[Sequence[int]] | None = None
) -> dict[str, Any]:
    """Return ids, mask and kinds of tokens, each of shape (n, tokens), with no more tokens than ``most``.

    The kinds are those of the tokenizer (which text of a pair it is) where no others are given.
    """
    longest = max(len(own.ids) for own in encodings)
    width = max(longest, min(-(-longest // _STEP) * _STEP, most))
    made = {name: np.zeros((len(encodings), width), np.int64) for name in INPUTS}
    for at, own in enumerate(encodings):
        told = own.type_ids if kinds is None else kinds[at]
        for name, numbers in zip(INPUTS, (own.ids, own.attention_mask, told), strict=True):
            made[name][at, : len(numbers)] = numbers
    return made


def _plain(text: str) -> str:
    """The text without lone surrogates, which cannot be told in UTF-8."""
    return text.encode("utf-8", "replace").decode("utf-8")
