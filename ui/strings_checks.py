"""What the checks of a claim found, in each language: one sentence a code of ``agents.reasons``."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from types import MappingProxyType

from agents.claims import Check, Claim
from agents.reasons import SENTENCES, told

_OTHERS: Mapping[str, tuple[str, str, str]] = {
    "no_citation": ("aucune citation", "ninguna cita", "没有引文"),
    "verbatim": (
        "mot pour mot celui de la page : la citation décide",
        "palabra por palabra como en la página: decide la cita",
        "与原文逐字相同：以引文为准",
    ),
    "row": (
        "une ligne de tableau telle quelle, chaque cellule avec le nom de sa colonne",
        "una fila de una tabla tal como está, cada celda con el nombre de su columna",
        "表格中的一行，各单元格附其列名",
    ),
    "same_words": (
        "les mots de la page, les nombres écrits autrement",
        "las palabras de la página, con las cifras escritas de otro modo",
        "与原文用词相同，仅数字写法不同",
    ),
    "not_verbatim": (
        "la phrase n’est pas celle de la page",
        "la frase no es la de la página",
        "该句与页面上的不同",
    ),
    "number_absent": (
        "{said} ne figure pas dans les mots cités",
        "{said} no está en las palabras citadas",
        "引文中没有{said}",
    ),
    "number_other": (
        "il est dit {said}, la page dit {stands}",
        "dice {said}, la página dice {stands}",
        "此处为{said}，原文为{stands}",
    ),
    "unit_other": (
        "il est dit {said}, la page dit {stands} : autre unité",
        "dice {said}, la página dice {stands}: otra unidad",
        "此处为{said}，原文为{stands}：单位不同",
    ),
    "rise_for_fall": (
        "{said} : une hausse ici, une baisse sur la page",
        "{said}: un aumento aquí, un descenso en la página",
        "{said}：此处为上升，原文为下降",
    ),
    "fall_for_rise": (
        "{said} : une baisse ici, une hausse sur la page",
        "{said}: un descenso aquí, un aumento en la página",
        "{said}：此处为下降，原文为上升",
    ),
    "year_role": (
        "{said} n’a pas le même rôle que sur la page : « {stands} »",
        "{said} no tiene el mismo papel que en la página: «{stands}»",
        "{said}的作用与原文不同：“{stands}”",
    ),
    "bound": (
        "la page dit « {stands} », non « {said} »",
        "la página dice «{stands}», no «{said}»",
        "原文为“{stands}”，而非“{said}”",
    ),
    "rounded": (
        "{said} est arrondi ; la page dit {stands}",
        "{said} está redondeado; la página dice {stands}",
        "{said}为约数，原文为{stands}",
    ),
    "misplaced": (
        "pour cela la page donne {stands}, non {said}",
        "para esto la página da {stands}, no {said}",
        "对此原文给出的是{stands}，而非{said}",
    ),
    "term_added": (
        "la page ne dit pas « {said} »",
        "la página no dice «{said}»",
        "原文没有“{said}”",
    ),
    "term_lost": (
        "la page dit « {stands} », qui manque ici",
        "la página dice «{stands}», que falta aquí",
        "原文有“{stands}”，此处缺失",
    ),
    "term_other": (
        "il est dit « {said} », la page dit « {stands} »",
        "dice «{said}», la página dice «{stands}»",
        "此处为“{said}”，原文为“{stands}”",
    ),
    "negated": (
        "la page nie ce qui est dit ici, ou l’inverse : « {stands} »",
        "la página niega lo que se dice aquí, o al revés: «{stands}»",
        "原文否定此处所说，或相反：“{stands}”",
    ),
    "name_absent": (
        "{said} n’est nommé ni dans les mots cités ni au-dessus",
        "{said} no se nombra ni en las palabras citadas ni encima",
        "引文及其标题均未提到{said}",
    ),
    "name_other": (
        "il est question de {said}, la page parle de {stands}",
        "nombra {said}, la página habla de {stands}",
        "此处提到{said}，原文提到{stands}",
    ),
    "inner": (
        "la page renvoie elle-même à {stands} : cité dans",
        "la propia página remite a {stands}: citado en",
        "原文自身引自{stands}：转引",
    ),
    "inner_absent": (
        "{said} n’est pas la source lue, et les mots cités n’y renvoient pas",
        "{said} no es la fuente leída, y las palabras citadas no remiten a ella",
        "{said}并非所读来源，引文也未提到它",
    ),
    "meaning": (
        "la page l’appuie ({said})",
        "la página lo respalda ({said})",
        "原文支持此说（{said}）",
    ),
    "meaning_unsure": (
        "la page ne dit peut-être pas tout cela : {said}",
        "quizá la página no diga todo esto: {said}",
        "原文可能未全部说明：{said}",
    ),
    "meaning_absent": (
        "la page ne le dit pas : {said}",
        "la página no lo dice: {said}",
        "原文没有这样说：{said}",
    ),
    "meaning_against": (
        "la page dit autre chose : {said}",
        "la página dice otra cosa: {said}",
        "原文说法不同：{said}",
    ),
    "meaning_unread": (
        "le sens n’a pas été vérifié : le modèle d’appui des affirmations manque",
        "no se comprobó el sentido: falta el modelo de respaldo de afirmaciones",
        "未核查含义：缺少论断支持模型",
    ),
}
_INSTEAD = (
    "in its place: “{text}”",
    "à sa place : « {text} »",
    "en su lugar: «{text}»",
    "以此代替：“{text}”",
)
_CITED_IN = (
    "These words cite {refs}; it is cited in this page and was not read itself.",
    "Ces mots citent {refs}, cité dans cette page et non lu lui-même.",
    "Estas palabras citan {refs}, citado en esta página y no leído directamente.",
    "此处引自{refs}，系本页转引，未读其原文。",
)
LANGUAGES = ("en", "fr", "es", "zh")


def sentences(language: str) -> Mapping[str, str]:
    """Return the sentence of each code in a language; English where it has none of its own.

    >>> sentences("es")["number_other"].format(said="34 %", stands="43 %")
    'dice 34 %, la página dice 43 %'
    """
    column = _column(language)
    if not column:
        return SENTENCES
    return MappingProxyType({code: row[column - 1] for code, row in _OTHERS.items()})


def why(claim: Claim, language: str) -> str:
    """Return what the checks that failed have found, and what stands in the claim's place."""
    failed = (check for check in claim.checks if not check.passed)
    parts = [_told(check, language) for check in failed]
    if claim.instead:
        parts.append(_INSTEAD[_column(language)].format(text=claim.instead))
    return "; ".join(dict.fromkeys(parts))


def cited_in(references: Iterable[str], language: str) -> str:
    """Return a sentence on the references that stand in a quote, "" where there are none."""
    listed = "; ".join(references)
    return _CITED_IN[_column(language)].format(refs=listed) if listed else ""


def _told(check: Check, language: str) -> str:
    known = sentences(language)
    if not check.reasons or any(reason.code not in known for reason in check.reasons):
        return check.detail or check.name
    return "; ".join(told(reason, known) for reason in check.reasons)


def _column(language: str) -> int:
    base = language.replace("_", "-").split("-")[0].lower()
    return LANGUAGES.index(base) if base in LANGUAGES else 0
