"""The claim-support model as pictures: its scores, and what each threshold lets through and turns away."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from finetune.scores import Score
from finetune.support_card import SupportCard

if TYPE_CHECKING:
    from finetune.pictures import Picture

UNDRAWN = (
    "no confusion, no reliability: its card keeps one calibration error a test and the curve of the "
    "threshold; benchmarks/results/support.md and verifier.md hold what else was measured",
)


def pictures(card: SupportCard) -> Mapping[str, Picture]:
    """Return ``scores`` and ``threshold`` (MissingExtraError: what draws them is not installed)."""
    from finetune.pictures import bars_picture, curves_picture

    bars = {
        f"{name}, macro_f1": {"this": Score("macro_f1", float(own["macro_f1"]))}
        for name, own in card.scores.items()
    }
    curves = {
        "unsupported claims accepted": [(step, accepted) for step, accepted, _ in card.curve],
        "supported claims refused": [(step, refused) for step, _, refused in card.curve],
    }
    title = f"Claim support, model {card.id}; in use: {card.threshold:g}"
    return {
        "scores": bars_picture(bars, f"Claim support, model {card.id}"),
        "threshold": curves_picture(
            curves, title, across="least probability of supported", up="share on validation", whole=False
        ),
    }
