"""The words of options: which questions ask for them, and what speaks of their implementation and equity."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any

from agents.checks.tables import whole
from finetune.predict import kind_of

TOOLS = re.compile(
    whole(
        [
            r"polic(?:y|ies)", "measures?", "instruments?", "options?", r"strateg(?:y|ies)", "actions?",
            "incentives?", "interventions?", "solutions?", r"programmes?", "programs?", "politiques?",
            "mesures?", r"stratégies?", "políticas?", "medidas?", "instrumentos?", "opciones", "estrategias?",
            "acciones", "opç(?:ão|ões)", "ações", "estratégias?", r"вариант\w*", r"мер[аыу]?", r"политик\w*",
            r"действи[яй]\w*", r"стратеги\w*",
            "(?:ال)?خيارات", "(?:ال)?تدابير", "(?:ال)?سياسات", "(?:ال)?إجراءات",
            "विकल्प", "विकल्पों", "उपाय", "उपायों", "नीतियाँ", "नीतियां", "कदम",
            "选择", "选项", "政策", "措施", "手段", "办法", "方案", "战略", "行动",
        ]
    ),
    re.IGNORECASE,
)  # fmt: skip

_CLAUSE = re.compile(
    r"[,;?]|\b(?:and|et|y|e)\s+(?=how|wh|combien|comment|qu|cu[aá]nt|c[oó]mo)", re.IGNORECASE
)
"""Where one question ends and another begins that leans on it."""


_HOW = re.compile(
    r"^\W*(?:como|o que (?:se )?(?:fazer|pode|deve)|как|что (?:можно |нужно |следует )?(?:с)?делать"
    r"|كيف|ماذا (?:يجب|يمكن))(?!\w)"
    r"(?!.*(?:\b(?:afeta|influencia|define|mede|muda)|\bвлия|\bменя|\bопределя|[يت]ؤثر))"
    r"|(?<!\S)कैसे(?!\S)(?!.*प्रभावित)|(?<!\S)क्या (?:किया|करना|करें)",
    re.IGNORECASE,
)
"""How something is to be done, in languages whose signs are not among those of ``kind_of``."""


def asks_for_options(question: str) -> bool:
    """Return whether a question asks what can be done, so that its groups of claims are options.

    >>> asks_for_options("Which measures protect the coast?"), asks_for_options("How much rain fell?")
    (True, False)
    >>> asks_for_options("What are the options to save water and how much do they cost?")
    True
    """
    return any(map(_asks, _CLAUSE.split(question)))


def _asks(clause: str) -> bool:
    kind = kind_of(clause)
    return (
        kind == "do"
        or bool(_HOW.search(clause))
        or (kind in ("what", "compare", "say") and bool(TOOLS.search(clause)))
    )


def aspects() -> Mapping[str, tuple[str, ...]]:
    """Return the topics of each aspect, in their order."""
    return {aspect: tuple(topics) for aspect, topics in topics_of().items()}


@cache
def topics_of() -> Mapping[str, Any]:
    """Return the table of aspects: their topics, with what is searched and what speaks of each."""
    return json.loads(Path(__file__).with_name("option_words.json").read_text("utf-8"))  # type: ignore[no-any-return]


@cache
def says() -> Mapping[str, re.Pattern[str]]:
    """Return what in a sentence speaks of each topic."""
    return {
        topic: re.compile(whole(told["says"]), re.IGNORECASE)
        for topics in topics_of().values()
        for topic, told in topics.items()
    }
