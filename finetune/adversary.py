"""Adversary: further passes with the embeddings pushed to where the loss grows."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import torch

from finetune.model import Network


class Adversary:
    """A push on the output of the word embeddings, for each text on its own, at most ``radius`` long.

    The settings' ``fgm`` goes the whole radius along the gradient of the clean pass. ``pgd`` takes
    ``pushes`` steps of 2.5 radius / pushes, each along the gradient where the last one ended, and is
    brought back to the radius whenever it left it. It works for frozen embeddings too, for what is
    pushed is their output.

    Source: Miyato, Dai and Goodfellow 2017, equation 6 (FGM); Madry et al. 2018, section 2.1 (PGD, here
    in the L2 norm and from the clean text; the length of its steps is that of their code).
    """

    def __init__(self, network: Network) -> None:
        """Keep where to push, how far and how often."""
        own = network.settings
        self.pushes = {"fgm": 1, "pgd": own.pushes}.get(own.adversary, 0) if own.radius else 0
        self.radius = own.radius
        self.step = own.radius if self.pushes <= 1 else 2.5 * own.radius / self.pushes
        self.embeddings = network.encoder.get_input_embeddings() if self.pushes else None
        self._out: torch.Tensor | None = None
        self._push: torch.Tensor | None = None

    @property
    def looks(self) -> int:
        """How many gradients are still wanted after that of the clean pass."""
        return max(0, self.pushes - 1)

    @contextmanager
    def watching(self) -> Iterator[None]:
        """Keep the embeddings of the pass inside, and make the first push from their gradient."""
        if self.embeddings is None:
            yield
            return
        with self._hooked(self._keep):
            yield
        if self._out is not None and self._out.grad is not None:
            self._push = self._longer(None, self._out.grad)
        self._out = None

    @contextmanager
    def looking(self) -> Iterator[Callable[[torch.Tensor], None]]:
        """Push the embeddings of the pass inside; give it the loss, and the push goes on from there."""

        def look(loss: torch.Tensor) -> None:
            if self._out is not None:
                (gradient,) = torch.autograd.grad(loss, self._out)
                self._push = self._longer(self._push, gradient)
            self._out = None

        with self._hooked(lambda module, inputs, out: self._keep(module, inputs, self._pushed(out))):
            yield look

    @contextmanager
    def pushing(self) -> Iterator[None]:
        """Push the embeddings of the pass inside, and forget the push."""
        with self._hooked(lambda _module, _inputs, out: self._pushed(out)):
            yield
        self._push = None

    @contextmanager
    def _hooked(self, hook: Callable[..., torch.Tensor]) -> Iterator[None]:
        handle = self.embeddings.register_forward_hook(hook) if self.embeddings is not None else None
        try:
            yield
        finally:
            if handle is not None:
                handle.remove()

    def _pushed(self, out: torch.Tensor) -> torch.Tensor:
        return out if self._push is None else out + self._push.to(out.dtype)

    def _keep(self, _module: Any, _inputs: Any, out: torch.Tensor) -> torch.Tensor:  # noqa: ANN401
        kept = out if out.requires_grad else out.detach().requires_grad_(True)
        kept.retain_grad()
        self._out = kept
        return kept

    def _longer(self, push: torch.Tensor | None, gradient: torch.Tensor) -> torch.Tensor:
        """The push after one more step, inside of the radius; norms are over a whole text."""
        made = self.step * gradient / _norms(gradient)
        if push is not None:
            made = push + made
        return made * (self.radius / _norms(made)).clamp(max=1.0)


def _norms(rows: torch.Tensor) -> torch.Tensor:
    lengths: torch.Tensor = rows.flatten(1).norm(dim=1)
    return lengths.clamp(min=1e-9).view(-1, 1, 1)
