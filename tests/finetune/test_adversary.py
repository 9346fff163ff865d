"""The adversary's push: inside of its radius, to where the loss is larger, of the embeddings alone."""

from __future__ import annotations

from typing import Any

import pytest
import torch

from finetune.adversary import Adversary
from finetune.encoder import inputs_of, load_base, tokenised
from finetune.examples import of_part
from finetune.losses import targets
from finetune.model import Network
from finetune.settings import Settings
from tests.finetune.lessons import lesson
from tests.finetune.tiny import tiny_bert

RADIUS = 0.4


@pytest.fixture(scope="module")
def base(tmp_path_factory: pytest.TempPathFactory) -> str:
    return str(tiny_bert(tmp_path_factory.mktemp("base")))


class Bout:
    """A network without dropout, a batch, and the losses of an adversary's passes over it."""

    def __init__(self, base: str, kind: str, *, pushes: int = 4, frozen: bool = False) -> None:
        chosen = Settings(method="full", base=base, adversary=kind, radius=RADIUS, pushes=pushes)
        own = lesson("commitment", 40)
        rows = of_part(own.examples, "train")[:8]
        loaded = load_base(base)
        torch.manual_seed(5)
        self.network = Network(loaded, [own.task], chosen, 4)
        self.network.eval()
        if frozen:
            self.network.encoder.get_input_embeddings().requires_grad_(False)
        tokens = tokenised(loaded.tokenizer, [row.text for row in rows], None, 64)
        self.inputs, self.wanted = inputs_of(tokens), targets(rows, own.task, tokens)
        self.adversary = Adversary(self.network)

    def loss(self) -> torch.Tensor:
        logits = self.network("commitment", self.inputs)
        return self.network.loss("commitment", logits, self.wanted, None)

    def losses(self) -> tuple[float, float, Any]:
        """The clean loss, the one after the last push, and that push."""
        with self.adversary.watching():
            clean = self.loss()
            clean.backward()  # type: ignore[no-untyped-call]
        for _ in range(self.adversary.looks):
            with self.adversary.looking() as look:
                look(self.loss())
        push = self.adversary._push
        with self.adversary.pushing(), torch.no_grad():
            pushed = float(self.loss())
        return float(clean.detach()), pushed, push


@pytest.mark.parametrize("frozen", [False, True])
@pytest.mark.parametrize("kind", ["fgm", "pgd"])
def test_each_text_is_pushed_within_the_radius_to_a_larger_loss(kind: str, frozen: bool, base: str) -> None:
    bout = Bout(base, kind, frozen=frozen)
    clean, pushed, push = bout.losses()
    assert pushed > clean + 1e-4
    assert push.flatten(1).norm(dim=1).tolist() == pytest.approx([RADIUS] * 8, rel=1e-4)
    assert float(bout.loss().detach()) == pytest.approx(clean)


def test_steps_find_more_than_one_push(base: str) -> None:
    (_, once, _), (_, often, _) = (Bout(base, kind, pushes=6).losses() for kind in ("fgm", "pgd"))
    assert often > once


def test_looking_leaves_the_gradients_of_the_weights_alone(base: str) -> None:
    bout = Bout(base, "pgd")
    with bout.adversary.watching():
        bout.loss().backward()  # type: ignore[no-untyped-call]
    before = [None if w.grad is None else w.grad.clone() for w in bout.network.parameters()]
    with bout.adversary.looking() as look:
        look(bout.loss())
    for weight, old in zip(bout.network.parameters(), before, strict=True):
        assert (weight.grad is None) == (old is None)
        assert old is None or torch.equal(weight.grad, old)  # type: ignore[arg-type]


@pytest.mark.parametrize(("kind", "radius"), [("", 1.0), ("pgd", 0.0)])
def test_without_kind_or_radius_nothing_is_pushed(kind: str, radius: float, base: str) -> None:
    own = lesson("commitment", 10)
    chosen = Settings(method="full", base=base, adversary=kind, radius=radius)
    adversary = Adversary(Network(load_base(base), [own.task], chosen, 1))
    assert (adversary.pushes, adversary.looks) == (0, 0)
