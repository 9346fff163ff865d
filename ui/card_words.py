"""A model card, which is written in English, with its headings, tasks and labels in another language."""

from __future__ import annotations

import re
from collections.abc import Mapping
from types import MappingProxyType

from agents.workshop import TASKS
from ui.export_words import LANGUAGES, base_language
from ui.label_meanings import meaning
from ui.reading_words import label_word
from ui.strings_notes import measure_name
from ui.task_words import task_about, task_name
from ui.tool_words import tool_words

_PHRASES: Mapping[str, tuple[str, str, str]] = MappingProxyType(
    {
        "# Model card ": ("# Fiche du modèle ", "# Ficha del modelo ", "# 模型卡 "),
        "## Intended use": ("## Usage prévu", "## Uso previsto", "## 用途"),
        "## What it says": ("## Ce qu’il dit", "## Lo que dice", "## 模型输出"),
        "## Scores": ("## Scores", "## Puntuaciones", "## 得分"),
        "## Which label for which": ("## Confusions", "## Confusiones", "## 标签混淆"),
        "## Calibration": ("## Calibration", "## Calibración", "## 校准"),
        "## Robustness": ("## Robustesse", "## Robustez", "## 稳健性"),
        "## By language, region and the like": (
            "## Par langue, région, etc.",
            "## Por idioma, región, etc.",
            "## 按语言、地区等",
        ),
        "## As it is served": ("## Tel qu’il sert", "## Tal como sirve", "## 运行形式"),
        "## Limits": ("## Limites", "## Límites", "## 局限"),
        "## Data": ("## Données", "## Datos", "## 数据"),
        "## Licence": ("## Licence", "## Licencia", "## 许可证"),
        "## How it was made": ("## Fabrication", "## Cómo se hizo", "## 制作方法"),
        "## Files": ("## Fichiers", "## Archivos", "## 文件"),
        "To sort, mark and grade passages": (
            "Pour trier, marquer et noter des passages de documents sur l’environnement, afin qu’une "
            "personne trouve quoi lire et voie pourquoi. Pas pour décider de personnes ou d’argent sans "
            "une personne, ni comme source : ce qu’il dit d’un passage ne prouve rien au-delà de ce passage.",
            "Para ordenar, marcar y graduar pasajes de documentos ambientales, de modo que una persona "
            "encuentre qué leer y vea por qué. No para decidir sobre personas o dinero sin una persona, ni "
            "como fuente: lo que dice de un pasaje no prueba nada más allá de ese pasaje.",
            "用于对环境文件的段落进行分类、标记和分级，帮助读者找到要读的内容并了解原因。不得在无人把关的情况下"
            "用于对人或资金的决定，也不得作为来源：它对段落的判读，在该段落之外不构成任何证据。",
        ),
    }
)
"""By how a line of a card begins; a heading stands alone, and the id of the card is kept."""
_TASK = re.compile(r"\*\*(?P<task>[\w\\]+)\*\* \((?P<kind>\w+), judged by (?P<metric>[\w\\]+)\)")
_LABEL = re.compile(r"- \*\*(?P<label>[^*]+)\*\*: (?P<definition>.+)")


def card_in(text: str, language: str) -> str:
    r"""Return a card with what can be said in a language; the same text in English.

    >>> card_in("**outlook** (label, judged by macro\\_f1)", "es")
    '**perspectiva** (outlook): riesgo, neutral u oportunidad; F1 macro'
    """
    language = base_language(language)
    if language not in LANGUAGES or language == LANGUAGES[0]:
        return text
    lines, task = [], ""
    for line in text.split("\n"):
        if found := _TASK.fullmatch(line):
            task = _plain(found["task"])
            lines.append(_task(task, _plain(found["metric"]), language) if task in TASKS else line)
        elif (found := _LABEL.fullmatch(line)) and _is_of(task, _plain(found["label"]), found["definition"]):
            lines.append(_label(task, _plain(found["label"]), language))
        else:
            task = "" if line.startswith("#") else task
            lines.append(_phrase(line, LANGUAGES.index(language) - 1))
    return "\n".join(lines)


def _phrase(line: str, column: int) -> str:
    for begins, said in _PHRASES.items():
        if line == begins or (line.startswith(begins) and not begins.startswith("## ")):
            return said[column] + (line.removeprefix(begins) if begins.startswith("# ") else "")
    return line


def _task(task: str, metric: str, language: str) -> str:
    pair = tool_words(language)["pair"]
    about = pair.format(
        name=f"**{task_name(task, language)}** ({_safe(task)})", label=task_about(task, language)
    )
    return f"{about}; {measure_name(metric, language)}"


def _is_of(task: str, label: str, definition: str) -> bool:
    """Whether the task that ships under this name has the label, and means by it what the card says."""
    return task in TASKS and _plain(definition) == TASKS[task].labels.get(label)


def _label(task: str, label: str, language: str) -> str:
    said = label_word(label, tool_words(language))
    pair = tool_words(language)["pair"]
    return "- " + pair.format(name=f"**{said}**", label=meaning(task, label, language))


def _plain(text: str) -> str:
    return text.replace("\\", "")


def _safe(text: str) -> str:
    return text.replace("_", "\\_")
