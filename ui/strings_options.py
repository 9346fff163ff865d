"""The words of the table that stands under each option, in the languages of the interface."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from ui.export_words import LANGUAGES, base_language

_ROWS: Mapping[str, tuple[str, str, str, str]] = MappingProxyType(
    {
        "named": (
            "Countries and years in the evidence",
            "Pays et années dans les éléments",
            "Países y años en la evidencia",
            "依据中的国家与年份",
        ),
        "named_none": ("none named", "aucun nommé", "ninguno nombrado", "未提及"),
        "named_document": (
            "{country} (its document of {years})",
            "{country} (son document de {years})",
            "{country} (su documento de {years})",
            "{country}（该国{years}年文件）",
        ),
        "named_undated": (
            "{country} (its document)",
            "{country} (son document)",
            "{country} (su documento)",
            "{country}（该国文件）",
        ),
        "named_years": (
            "{country} ({years})",
            "{country} ({years})",
            "{country} ({years})",
            "{country}（{years}）",
        ),
        "policy": ("Policy score", "Note de politique", "Puntuación de política", "政策评分"),
        "policy_of": (
            "{n} of 100: {parts}",
            "{n} sur 100 : {parts}",
            "{n} de 100: {parts}",
            "{n}分（满分100）：{parts}",
        ),
        "policy_weakest": (
            "weakest sentence {n}",
            "phrase la plus faible {n}",
            "frase más débil {n}",
            "最弱语句{n}分",
        ),
        "policy_part": ("{what} {points}/{weight}",) * 3 + ("{what}{points}/{weight}",),
        "unread": (
            "no policy read in these sentences",
            "aucune politique lue dans ces phrases",
            "ninguna política leída en estas frases",
            "这些语句中未判读出政策",
        ),
        "risks": ("Risks addressed", "Risques visés", "Riesgos abordados", "所应对的风险"),
        "risk_of": (
            "risk grade {n} of 4",
            "degré de risque {n} sur 4",
            "grado de riesgo {n} de 4",
            "风险{n}级（最高4级）",
        ),
        "no_risk": (
            "none read in these sentences",
            "aucun lu dans ces phrases",
            "ninguno leído en estas frases",
            "这些语句中未判读出风险",
        ),
        "implementation": ("Implementation", "Mise en œuvre", "Implementación", "实施"),
        "equity": ("Equity", "Équité", "Equidad", "公平"),
        "certainty": ("Certainty", "Certitude", "Certeza", "确定性"),
        "agree": (
            "documents that say the same: {n}",
            "documents qui disent la même chose : {n}",
            "documentos que dicen lo mismo: {n}",
            "表述相同的文件：{n}份",
        ),
        "differ": (
            "documents with another figure: {n}",
            "documents au chiffre différent : {n}",
            "documentos con otra cifra: {n}",
            "数字不同的文件：{n}份",
        ),
        "not_stated": (
            "not stated in the reports at hand",
            "non indiqué dans les rapports disponibles",
            "no consta en los informes disponibles",
            "现有报告未说明",
        ),
        "not_stated_of": (
            "Not stated in the reports at hand: {what}",
            "Non indiqué dans les rapports disponibles : {what}",
            "No consta en los informes disponibles: {what}",
            "现有报告未说明：{what}",
        ),
        "gap": ("{option}: {told}", "{option} : {told}", "{option}: {told}", "{option}：{told}"),
        "said": ("{topic}: “{quote}”", "{topic} : « {quote} »", "{topic}: «{quote}»", "{topic}：“{quote}”"),
        "finance": ("finance", "financement", "financiación", "资金"),
        "capacity": ("capacity", "capacités", "capacidades", "能力"),
        "institutions": ("institutions", "institutions", "instituciones", "机构"),
        "timeline": ("timeline", "calendrier", "plazos", "时间安排"),
        "distribution": ("distribution", "répartition", "distribución", "分配"),
        "vulnerable": ("vulnerable groups", "groupes vulnérables", "grupos vulnerables", "弱势群体"),
        "transition": ("just transition", "transition juste", "transición justa", "公正转型"),
        "gender": ("gender", "genre", "género", "性别"),
        "indigenous": (
            "indigenous peoples",
            "peuples autochtones",
            "pueblos indígenas",
            "原住民",
        ),
    }
)


def option_words(tag: str) -> Mapping[str, str]:
    """Return the words for a language tag; English where the language has none of its own."""
    language = base_language(tag)
    column = LANGUAGES.index(language) if language in LANGUAGES else 0
    return MappingProxyType({key: row[column] for key, row in _ROWS.items()})
