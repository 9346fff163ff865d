"""ToolReading and Part: what a tool says of a sentence; the heads' predictions into readings."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from types import MappingProxyType
from typing import TYPE_CHECKING

from agents.calibrated import terms
from agents.named_storms import is_storm
from agents.quantities import quantities

if TYPE_CHECKING:
    from finetune.predict import Prediction

WEIGHTS: Mapping[str, int] = MappingProxyType(
    {"specificity": 25, "commitment": 25, "instrument": 15, "quantified": 15, "timeline": 10, "evidence": 10}
)
"""Points of the policy score that each part can earn; they sum to 100. docs/tools.md gives the reasons."""
FIRMNESS: Mapping[str, float] = MappingProxyType(
    {"target": 1.0, "measure": 0.75, "aspiration": 0.3, "none": 0.0}
)
"""What share of the points for commitment each label of it earns."""
MOST_WORDS = 5
MOST_SPANS = 20
NO_POLICY = "none"
SURE = 0.5
"""A label less likely than this is likelier wrong than right, and is not shown; the brief keeps it."""


@dataclass(frozen=True, slots=True)
class Part:
    """One part of a reading: what it is, what was found, and a share in [0, 1].

    The share is how much of its ``weight`` (points of the policy score) a part has earned; where the
    weight is 0, it is the probability of the label, or 1 for what rules have found in the words.
    """

    name: str
    label: str
    share: float
    weight: float = 0.0

    def __post_init__(self) -> None:
        """Refuse a share that is none."""
        if not 0 <= self.share <= 1:
            raise ValueError(f"part {self.name}: {self.share} is not a share")

    @property
    def cost(self) -> float:
        """The points that are missing."""
        return self.weight * (1 - self.share)


@dataclass(frozen=True, slots=True)
class ToolReading:
    """What one tool says of one sentence.

    ``label`` is "" where nothing of what the tool looks for is there, several labels are joined by
    "+". ``probability`` is calibrated, in [0, 1]. ``value`` is the policy score (0 to 100) or the risk
    grade (0 to 4), else None. ``weighed`` are the words that spoke most for it, heaviest first, in
    logits. ``cards`` are the ids of the models that spoke.
    """

    tool: str
    label: str
    probability: float
    value: float | None = None
    parts: tuple[Part, ...] = ()
    weighed: tuple[tuple[str, float], ...] = ()
    cards: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        """Refuse a probability that is none."""
        if not 0 <= self.probability <= 1:
            raise ValueError(f"tool {self.tool}: {self.probability} is not a probability")

    @property
    def labels(self) -> tuple[str, ...]:
        """The labels one by one."""
        return tuple(self.label.split("+")) if self.label else ()

    @property
    def bottleneck(self) -> Part | None:
        """The part that costs the score most; None where nothing is missing, or there is no score."""
        worst = max(self.parts, key=lambda part: part.cost, default=None)
        return worst if worst is not None and worst.cost > 0 else None

    @property
    def speaks(self) -> bool:
        """Whether it says more than "nothing of the kind", and is likelier right than wrong.

        A grade of risk needs a hazard or an amount in the sentence that it grades.
        """
        if self.tool == "risk" and not any(part.name in ("hazard", "impact") for part in self.parts):
            return False
        said = self.label not in ("", "0", "neutral", *((NO_POLICY,) if self.tool == "policy" else ()))
        return said and self.probability >= SURE


@dataclass(frozen=True, slots=True)
class MissingTool:
    """A tool that could not be used, and in a sentence why."""

    tool: str
    why: str


ROUNDED = 0.3
"""Points that a policy score may lie beside the sum of its parts, each of which is written rounded."""
Said = Mapping[str, "Prediction"]
"""What the heads of one tool say of one sentence, by task."""


def policy(text: str, said: Said) -> ToolReading:
    """Return the policy score of a sentence, 0 to 100, with its parts.

    Each part earns its share of its points: specificity the expected grade by 3, commitment the
    expected firmness, the others their probability. So the score is an expectation, in points.
    """
    grades, firm = _each(said["specificity"]), _each(said["commitment"])
    kinds, stated = _each(said["instrument"]), _each(said["policy_parts"])
    found = {
        "specificity": (said["specificity"].label, sum(float(g) / 3 * p for g, p in grades.items())),
        "commitment": (said["commitment"].label, sum(FIRMNESS[own] * p for own, p in firm.items())),
        "instrument": (said["instrument"].label, 1 - kinds.get("none", 0.0)),
        **{
            name: (name if name in said["policy_parts"].label.split("+") else "", stated.get(name, 0.0))
            for name in ("quantified", "timeline", "evidence")
        },
    }
    parts = tuple(Part(name, *_sound(found[name]), float(weight)) for name, weight in WEIGHTS.items())
    score = round(sum(part.weight * part.share for part in parts), 1)
    committed = said["commitment"]
    return ToolReading("policy", committed.label, committed.probability, score, parts, _weighed(said))


def risk(text: str, said: Said) -> ToolReading:
    """Return the risk grade, 0 to 4, with hazards, amounts and stated confidence of a sentence."""
    graded = said["risk_grade"]
    parts = [Part("grade", *_sound(pair)) for pair in sorted(_each(graded).items())]
    parts += [Part("hazard", *_sound(pair)) for pair in _present(said["climate_topics"])]
    amounts = dict.fromkeys(str(own) for own in quantities(text) if own.unit not in ("", "year"))
    parts += [Part("impact", amount, 1.0) for amount in amounts]
    parts += [Part("confidence", term, 1.0) for term in terms(text)["likelihood and confidence"]]
    return ToolReading(
        "risk", graded.label, graded.probability, float(graded.label), tuple(parts), graded.weighed
    )


def adds_up(reading: ToolReading) -> bool:
    """Return whether a score is what its parts give, and a grade its label's, as the tools write them."""
    if reading.tool == "policy" and reading.parts:
        points = sum(part.weight * part.share for part in reading.parts)
        return reading.value is not None and abs(points - reading.value) <= ROUNDED
    return reading.tool != "risk" or reading.value is None or str(int(reading.value)) == reading.label


def labelled(tool: str, task: str, said: Said) -> ToolReading:
    """Return the reading of a tool with one head: its labels, each with its probability."""
    own = said[task]
    several = own.label == "" or "+" in own.label or task in ("sdg", "climate_topics")
    shown = _present(own) if several else list(_each(own).items())
    parts = tuple(Part(task, *_sound(pair)) for pair in shown)
    return ToolReading(tool, own.label, own.probability, None, parts, own.weighed)


def outlook(text: str, said: Said) -> ToolReading:
    """Return whether a sentence speaks of a risk, an opportunity or neither."""
    return labelled("outlook", "outlook", said)


def sdg(text: str, said: Said) -> ToolReading:
    """Return the Sustainable Development Goals that a sentence serves."""
    return labelled("sdg", "sdg", said)


def hazards(text: str, said: Said) -> ToolReading:
    """Return the hazards that a sentence is about."""
    return labelled("hazards", "climate_topics", said)


def named(tool: str, task: str, text: str, said: Said) -> ToolReading:
    """Return the spans that a tagger finds: each a part with its label, its words, how sure it is.

    The words stand in ``weighed`` too, the surest first, so that they can be marked in the sentence.
    """
    own = said[task]
    words = [" ".join(text[span.start : span.end].split()) for span in own.spans]
    found = [(span, word) for span, word in zip(own.spans, words, strict=True) if word][:MOST_SPANS]
    parts = tuple(Part(span.label, *_sound((word, span.probability))) for span, word in found)
    surest = sorted(((part.label, part.share) for part in parts), key=lambda pair: -pair[1])
    return ToolReading(
        tool,
        "+".join(dict.fromkeys(part.name for part in parts)),
        own.probability,
        parts=parts,
        weighed=tuple(dict(reversed(surest)).items())[::-1],
    )


def hazard_words(text: str, said: Said) -> ToolReading:
    """Return the words of a sentence that name hazards."""
    return named("hazard_words", "climate_tags", text, said)


def species(text: str, said: Said) -> ToolReading:
    """Return the words of a sentence that name species, habitats, surroundings and natural processes.

    A storm that has a name ("Idai") is none of them.
    """
    own = said["species"]
    kept = tuple(span for span in own.spans if not is_storm(text[span.start : span.end]))
    return named("species", "species", text, {"species": replace(own, spans=kept)})


def _each(said: Prediction) -> Mapping[str, float]:
    return said.each or {}


def _present(said: Prediction) -> list[tuple[str, float]]:
    """The labels of many that reach the threshold, the likeliest first."""
    labels = said.label.split("+") if said.label else []
    return [(label, _each(said).get(label, said.probability)) for label in labels]


def _sound(found: tuple[str, float]) -> tuple[str, float]:
    """Sums of rounded probabilities may leave [0, 1] by a hair."""
    return found[0], round(min(1.0, max(0.0, found[1])), 4)


def _weighed(said: Said) -> tuple[tuple[str, float], ...]:
    """The words that spoke most in all heads together."""
    total: dict[str, float] = {}
    for prediction in said.values():
        for word, weight in prediction.weighed:
            total[word] = total.get(word, 0.0) + weight
    ranked = sorted(total.items(), key=lambda pair: (-pair[1], pair[0]))
    return tuple((word, round(weight, 3)) for word, weight in ranked[:MOST_WORDS])
