"""What is noted beside a document and what a score is called, in the languages of the interface."""

from __future__ import annotations

import re
from collections.abc import Mapping
from types import MappingProxyType

from ui.export_words import LANGUAGES, base_language

_OF_PAGES: Mapping[str, tuple[str, str, str]] = MappingProxyType(
    {
        "is set in an old font whose letters stand for another script: some of it is unreadable": (
            "police ancienne dont les lettres tiennent lieu d’une autre écriture ; une partie est illisible",
            "fuente antigua cuyas letras representan otra escritura; una parte es ilegible",
            "使用旧式字体，字母代表另一种文字，部分内容无法读取",
        ),
        "has a text layer that has lost letters: quotations may be wrong": (
            "la couche de texte a perdu des lettres ; les citations peuvent être fausses",
            "la capa de texto ha perdido letras; las citas pueden ser erróneas",
            "文本层缺失字符，引文可能有误",
        ),
        "has text that cannot be seen (tiny or off the page); it was left out": (
            "du texte invisible (minuscule ou hors de la page) a été laissé de côté",
            "se dejó fuera texto invisible (diminuto o fuera de la página)",
            "含有不可见的文字（极小或在页面之外），已略去",
        ),
        "is damaged and was not read": ("endommagée, non lue", "dañada, no leída", "已损坏，未读取"),
    }
)
"""By how the note ends, after the pages that it is of."""
_OF_FILE: Mapping[str, tuple[str, str, str]] = MappingProxyType(
    {
        "invisible characters were taken out of the text": (
            "{n} caractères invisibles ont été retirés du texte",
            "se quitaron {n} caracteres invisibles del texto",
            "已从文本中去除{n}个不可见字符",
        ),
        "The file is an XFA form: what its pages show elsewhere may be missing": (
            "Le fichier est un formulaire XFA : ce que ses pages montrent ailleurs peut manquer",
            "El archivo es un formulario XFA: puede faltar lo que sus páginas muestran en otros programas",
            "该文件是XFA表单，其页面在别处显示的内容可能缺失",
        ),
        "The file carries scripts; they were not run": (
            "Le fichier contient des scripts ; ils n’ont pas été exécutés",
            "El archivo contiene scripts; no se ejecutaron",
            "该文件带有脚本，未予运行",
        ),
        "The file carries attachments; they were not read": (
            "Le fichier contient des pièces jointes ; elles n’ont pas été lues",
            "El archivo contiene adjuntos; no se leyeron",
            "该文件带有附件，未予读取",
        ),
        "The file is damaged; its text was saved by a second reader and may lack parts": (
            "Le fichier est endommagé ; son texte, sauvé par un second lecteur, peut être incomplet",
            "El archivo está dañado; su texto, salvado por un segundo lector, puede estar incompleto",
            "该文件已损坏，文本由另一读取程序抢救，可能不完整",
        ),
    }
)
"""By the whole note, without the number before it."""
_PAGE = re.compile(r"(?:Page|Each of pages) (?P<pages>[\d, ]*\d)(?: and (?P<more>\d+) more)? (?P<what>.+)")
_PAGES = (("Page {n} : {what}", "Pages {n} : {what}"), ("Página {n}: {what}", "Páginas {n}: {what}"))
_MORE = ("{n} et {more} autres", "{n} y {more} más", "{n}及另外{more}页")
_MEASURES: Mapping[str, tuple[str, str, str, str]] = MappingProxyType(
    {
        "macro_f1": ("macro F1", "F1 macro", "F1 macro", "宏平均F1"),
        "micro_f1": ("micro F1", "F1 micro", "F1 micro", "微平均F1"),
        "span_f1": ("F1 of spans", "F1 des mots marqués", "F1 de palabras marcadas", "片段F1"),
        "f1": ("F1", "F1", "F1", "F1"),
        "quadratic_kappa": ("quadratic kappa", "kappa quadratique", "kappa cuadrático", "二次加权Kappa"),
        "accuracy": ("accuracy", "exactitude", "exactitud", "准确率"),
        "auroc": ("AUROC", "AUROC", "AUROC", "AUROC"),
        "spearman": ("rank correlation", "corrélation des rangs", "correlación de rangos", "等级相关"),
        "perplexity": ("perplexity", "perplexité", "perplejidad", "困惑度"),
        "mae": ("mean error", "erreur moyenne", "error medio", "平均误差"),
        "exact": ("all labels right", "toutes les étiquettes", "todas las etiquetas", "标签全对"),
        "own": ("own labels", "étiquettes propres", "etiquetas propias", "自有标注"),
    }
)
"""Scores by their ids, and the one set that a score is of which has no name of its own."""


def note_text(note: str, tag: str) -> str:
    """Return a note about a document in a language, as it stands where that is English or it is not known.

    >>> note_text("Page 3 is damaged and was not read", "es")
    'Página 3: dañada, no leída'
    """
    column = _column(tag) - 1
    if column < 0:
        return note
    if (found := _PAGE.fullmatch(note)) and found["what"] in _OF_PAGES:
        pages = found["pages"]
        if found["more"]:
            pages = _MORE[column].format(n=pages, more=found["more"])
        what = _OF_PAGES[found["what"]][column]
        if LANGUAGES[column + 1] == "zh":
            return f"第{pages}{'' if found['more'] else '页'}：{what}"
        return _PAGES[column][not found["pages"].isdigit()].format(n=pages, what=what)
    number, _, rest = note.partition(" ")
    if rest in _OF_FILE:
        return _OF_FILE[rest][column].format(n=number)
    return _OF_FILE[note][column] if note in _OF_FILE else note


def measure_name(name: str, tag: str) -> str:
    """Return what a score is called: its measure, and in brackets the set that it is of.

    >>> measure_name("macro_f1 own", "en"), measure_name("span_f1", "zh"), measure_name("my_score", "fr")
    ('macro F1 (own labels)', '片段F1', 'my score')
    """
    measure, _, of = name.partition(" ")
    said = _MEASURES[measure][_column(tag)] if measure in _MEASURES else measure.replace("_", " ")
    return f"{said} ({_MEASURES[of][_column(tag)] if of in _MEASURES else of})" if of else said


def _column(tag: str) -> int:
    language = base_language(tag)
    return LANGUAGES.index(language) if language in LANGUAGES else 0
