"""VIEWS: a row of a public set into an Example, one function a set; what a set says, in our words."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from functools import partial
from types import MappingProxyType
from typing import Any

from finetune.examples import Example, Span
from finetune.rows import spans_of

Row = Mapping[str, Any]
View = Callable[[Row], Example | None]

SUPPORT = {
    "SUPPORTS": "supported",
    "REFUTES": "contradicted",
    "NEI": "not_supported",
    "NOT_ENOUGH_INFO": "not_supported",
    "Supports": "supported",
    "Refutes": "contradicted",
    "Neutral": "not_supported",
    "supported": "supported",
    "partially_supported": "partial",
    "not_supported": "not_supported",
    "entailment": "supported",
    "contradiction": "contradicted",
    "neutral": "not_supported",
    "attributable": "supported",
    "not attributable": "not_supported",
}
STORM_TOPICS = {
    "hurricane": ("Hurricane", "Hurricane (Typhoon)", "Tropical Storm", "Tropical Depression"),
    "flood": ("Flood", "Flash Flood", "Heavy Rain", "Coastal Flood", "Storm Surge/Tide"),
    "drought": ("Drought",),
    "heat": ("Heat", "Excessive Heat"),
    "wildfire": ("Wildfire",),
    "storm": (
        "Thunderstorm Wind",
        "Tornado",
        "High Wind",
        "Strong Wind",
        "Hail",
        "Lightning",
        "Funnel Cloud",
        "Dust Storm",
        "Winter Storm",
        "Blizzard",
    ),
    "cold": (
        "Cold/Wind Chill",
        "Extreme Cold/Wind Chill",
        "Frost/Freeze",
        "Winter Weather",
        "Heavy Snow",
        "Lake-Effect Snow",
    ),
}
_TOPIC_OF = {event: topic for topic, events in STORM_TOPICS.items() for event in events}
_RESPONSE_TOPICS = {"floods": "flood", "storm": "storm", "cold": "cold", "fire": "wildfire"}
_EVENT_PLACES = {
    "canada": "CA",
    "ecuador": "EC",
    "greece": "GR",
    "haiti": "HT",
    "italy": "IT",
    "kaikoura": "NZ",
    "maryland": "US",
    "pakistan": "PK",
    "puebla": "MX",
    "srilanka": "LK",
    "usa": "US",
}
"""The country of an event by the first word of its name; a storm that crossed several has none."""
_NUMBER = re.compile(r"\$?\d[\d,.]*(?:\s?(?:million|billion|thousand))?", re.IGNORECASE)
_CITATION = re.compile(r"<\|[a-z_]*cit\|>")
SDG_LANGUAGES = ("en", "fr", "es", "zh")
_SPECIES = {
    "Organism": "organism",
    "Environment": "environment",
    "Phenomena": "phenomenon",
    "Taxon": "organism",
    "Habitat": "habitat",
}


def _label(row: Row) -> Example:
    return Example("", row["text"], label=str(row["label"]))


def _noaa(row: Row) -> Example | None:
    text = row["event_narrative"] or row["episode_narrative"]
    topic = _TOPIC_OF.get(row["event_type"])
    if not text or topic is None:
        return None
    return Example("", text, labels=(topic,), group=_episode(row), region=_state(row))


def _severity(row: Row) -> Example | None:
    text = row["event_narrative"] or row["episode_narrative"]
    if not text:
        return None
    return Example("", text, label=str(row["severity_derived"]), group=_episode(row), region=_state(row))


def _severity_masked(row: Row) -> Example | None:
    """The grade without the narrative's own figures, so that it is not mere number reading."""
    example = _severity(row)
    if example is None:
        return None
    return Example(
        "", _NUMBER.sub("several", example.text), label=example.label, group=example.group, region=_state(row)
    )


def _state(row: Row) -> str:
    """The state as ISO 3166-2 has it."""
    return f"US-{row['state']}" if row.get("state") else "US"


def _event_place(row: Row) -> str:
    return _EVENT_PLACES.get(str(row.get("event") or "").split("_")[0], "")


def _episode(row: Row) -> str:
    return str(row["episode_narrative"] or row["event_id"])[:200]


def _response(row: Row) -> Example | None:
    if not row["text"].strip():
        return None
    topics = tuple(
        dict.fromkeys(_RESPONSE_TOPICS[name] for name in row["labels"] if name in _RESPONSE_TOPICS)
    )
    return Example("", row["text"], labels=topics, region=_event_place(row))


def _crisis(row: Row) -> Example:
    return Example("", row["text"], label=str(row["label"]), region=_event_place(row))


def _sdg(row: Row) -> Example:
    return Example("", row["text"], labels=(str(row["label"]),))


def _sdg_official(row: Row, language: str) -> Example | None:
    """A goal, target or indicator as adopted; a target and its indicators in all languages are one group."""
    text = row["labels"].get(language)
    goal, *rest = str(row["id"]).split(":")[2].split("-")
    target = f"{goal}.{rest[0]}" if row["type"] != "goal" else goal
    return Example("", text, labels=(goal,), group=f"sdg {target}") if text else None


def _sdg_benchmark(row: Row) -> Example:
    """One goal asked about (in ``pair``), and whether experts see it in the text."""
    return Example(
        "", row["text"], pair=str(row["sdg"]), label="yes" if row["label"] else "no", group=row["text"]
    )


def _tags(row: Row) -> Example | None:
    text, spans = spans_of(row["tokens"], row["tags"])
    return Example("", text, spans=spans) if text.strip() else None


def _tags_zh(row: Row) -> Example:
    text, spans = spans_of(row["tokens"], row["tags"], between="")
    return Example("", text, spans=spans)


def _species(row: Row) -> Example | None:
    example = _tags(row)
    if example is None:
        return None
    kept = tuple(Span(s.start, s.end, _SPECIES[s.label]) for s in example.spans if s.label in _SPECIES)
    return Example("", example.text, spans=kept)


def _entities(row: Row) -> Example:
    spans: list[Span] = []
    for item in sorted(row["entities"], key=lambda item: (item["start"], -item["end"])):
        if item["start"] < item["end"] and (not spans or item["start"] >= spans[-1].end):
            spans.append(Span(item["start"], item["end"], item["label"]))
    return Example("", row["text"], spans=tuple(spans))


def _climate_ie(row: Row) -> Example:
    example = _entities(row)
    return Example("", example.text, spans=example.spans, group=row["doc"])


def _rte(row: Row) -> Example:
    return Example("", row["claim"], pair=row["evidence"], label=SUPPORT[row["label"]], group=row["claim"])


def _citation(row: Row) -> Example | None:
    evidence = " ".join(row["evidence_gold"] or row["passage"][:5])
    claim = _CITATION.sub("", row["claim"]).strip()
    return Example("", claim, pair=evidence, label=SUPPORT[row["label"]]) if evidence and claim else None


def _wice(row: Row) -> Example:
    kept = [row["evidence"][at] for at in row.get("gold_pos") or () if at < len(row["evidence"])]
    evidence = " ".join(kept or row["evidence"])
    return Example("", row["claim"], pair=evidence, label=SUPPORT[row["label"]], group=row["id"])


def _climate_fever(row: Row) -> Example:
    return Example(
        "", row["claim"], pair=row["evidence"], label=SUPPORT[row["label"]], group=str(row["claim_id"])
    )


def _ocnli(row: Row) -> Example:
    return Example(
        "", row["hypothesis"], pair=row["premise"], label=SUPPORT[row["label"]], group=row["premise"]
    )


def _attribution(row: Row) -> Example | None:
    evidence = "\n".join(row["references"]).strip()
    if not evidence or not row["claim"].strip():
        return None
    return Example("", row["claim"], pair=evidence, label=SUPPORT[row["label"]], group=row["question"])


def _own(row: Row, **answer: Any) -> Example:  # noqa: ANN401 - fields of Example
    group, language, region = row["group"], row["language"], row.get("region", "")
    return Example("", row["text"], group=group, language=language, region=region, **answer)


def _own_parts(row: Row) -> Example:
    return _own(row, labels=tuple(name for name in ("quantified", "timeline", "evidence") if row[name]))


def _own_hazards(row: Row) -> Example:
    return _own(row, spans=tuple(Span(own["start"], own["end"], own["label"]) for own in row["spans"]))


def _own_topics(row: Row) -> Example:
    return _own(row, labels=tuple(dict.fromkeys(own["label"] for own in row["spans"])))


def _own_support(row: Row) -> Example:
    return _own({**row, "text": row["claim"]}, pair=row["evidence"], label=row["label"])


VIEWS: Mapping[str, View] = MappingProxyType(
    {
        "own_commitment": lambda row: _own(row, label=row["commitment"]),
        "own_instrument": lambda row: _own(row, label=row["instrument"]),
        "own_specificity": lambda row: _own(row, label=str(row["specificity"])),
        "own_policy_parts": _own_parts,
        "own_hazards": _own_hazards,
        "own_topics": _own_topics,
        "own_risk": lambda row: _own(row, label=str(row["risk"])),
        "own_outlook": lambda row: _own(row, label=row["outlook"]),
        "own_support": _own_support,
        "wri_policy_incentives": _label,
        "esg_zh": lambda row: Example("", row["text"], label=row["quality"]),
        "esg_zh_topics": _label,
        "noaa_storm_events": _noaa,
        "noaa_severity": _severity,
        "noaa_severity_masked": _severity_masked,
        "disaster_response": _response,
        "sdg_sentences": _sdg,
        **{f"sdg_official_{code}": partial(_sdg_official, language=code) for code in SDG_LANGUAGES},
        "sdg_benchmark": _sdg_benchmark,
        "biodiv_ner": _tags,
        "biodiv_species": _species,
        "copious_ner": _tags,
        "copious_species": _species,
        "citation_integrity": _citation,
        "wice": _wice,
        "fever_rte": _rte,
        "environmental_claims": _label,
        "climate_finance": _label,
        "climate_sentiment": _label,
        "humaid": _crisis,
        "hazard_ner_en": _entities,
        "geodisaster_ner_zh": _tags_zh,
        "climate_ie_ner": _climate_ie,
        "healthver": _rte,
        "covidfact": _rte,
        "climate_fever": _climate_fever,
        "scifact_rte": _rte,
        "ocnli": _ocnli,
        "attributionbench": _attribution,
    }
)
