"""What the tools of the assessor are called, in the languages of the interface."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from types import MappingProxyType

from ui.export_words import LANGUAGES, base_language

NAMES: Mapping[str, tuple[str, str, str, str]] = MappingProxyType(
    {
        "policy": ("policy score", "note de politique", "puntuación de política", "政策评分"),
        "risk": ("risk grade", "degré de risque", "grado de riesgo", "风险等级"),
        "outlook": ("outlook", "perspective", "perspectiva", "前景"),
        "sdg": (
            "Sustainable Development Goals",
            "Objectifs de développement durable",
            "Objetivos de Desarrollo Sostenible",
            "可持续发展目标",
        ),
        "hazards": ("climate hazards", "aléas climatiques", "amenazas climáticas", "气候灾害"),
        "hazard_words": (
            "hazard words",
            "mots des aléas",
            "palabras de amenazas",
            "灾害词语",
        ),
        "species": ("species and nature", "espèces et nature", "especies y naturaleza", "物种与自然"),
        "chat_model": ("chat model", "modèle de chat", "modelo de chat", "聊天模型"),
    }
)
"""By the id of a tool; a chat model is missed like one."""


def tool_name(tool: str, tag: str) -> str:
    """Return what a tool is called in a language, English where there is none; its id where it is not known.

    >>> tool_name("hazard_words", "es"), tool_name("risk", "sw"), tool_name("newer", "fr")
    ('palabras de amenazas', 'risk grade', 'newer')
    """
    language = base_language(tag)
    column = LANGUAGES.index(language) if language in LANGUAGES else 0
    return NAMES[tool][column] if tool in NAMES else tool


def tool_names(tools: Iterable[str], tag: str) -> str:
    """Return the names of several tools, parted as the language parts them."""
    return ("、" if base_language(tag) == "zh" else ", ").join(tool_name(tool, tag) for tool in tools)
