"""Adversary: a second pass with the embeddings pushed to where the loss grows."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import torch

from finetune.model import Network


class Adversary:
    """The fast gradient method on the output of the word embeddings; a length of 0 does nothing.

    The push is worked out for each text on its own. It works for frozen embeddings too, for what is
    pushed is their output.

    Source: Miyato, Dai and Goodfellow 2017, equation 6.
    """

    def __init__(self, network: Network, length: float) -> None:
        """Keep where to push, and how far."""
        self.embeddings = network.encoder.get_input_embeddings() if length else None
        self.length = length
        self._out: torch.Tensor | None = None
        self._push: torch.Tensor | None = None

    @contextmanager
    def watching(self) -> Iterator[None]:
        """Keep the embeddings of the pass inside, and work out the push from their gradient."""
        if self.embeddings is None:
            yield
            return
        hook = self.embeddings.register_forward_hook(self._keep)
        try:
            yield
        finally:
            hook.remove()
        gradient = None if self._out is None else self._out.grad
        if gradient is not None:
            norms = gradient.flatten(1).norm(dim=1).clamp(min=1e-9).view(-1, 1, 1)
            self._push = self.length * gradient / norms
        self._out = None

    @contextmanager
    def pushing(self) -> Iterator[None]:
        """Push the embeddings of the pass inside."""
        if self.embeddings is None or self._push is None:
            yield
            return
        push = self._push

        def pushed(_module: Any, _inputs: Any, out: torch.Tensor) -> torch.Tensor:  # noqa: ANN401
            return out + push.to(out.dtype)

        hook = self.embeddings.register_forward_hook(pushed)
        try:
            yield
        finally:
            hook.remove()
            self._push = None

    def _keep(self, _module: Any, _inputs: Any, out: torch.Tensor) -> torch.Tensor:  # noqa: ANN401
        kept = out if out.requires_grad else out.detach().requires_grad_(True)
        kept.retain_grad()
        self._out = kept
        return kept
