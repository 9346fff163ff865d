"""What sort of publication a document is, by the words of its title, else of its heading lines."""

from __future__ import annotations

import re
from collections.abc import Iterable

from corpus.documents import DocumentKind

_SUMMARY = (
    r"(?:summary for policymakers|à l['’]intention des décideurs|resumen para responsables de políticas|"
    r"决策者摘要|"
    r"резюме для политиков)"
)
# The first that matches is meant: narrower kinds stand before the wider ones that their titles mention.
_KINDS: tuple[tuple[str, DocumentKind], ...] = (
    (r"\bglossary\b(?!\W*\d)|^(?:glosario|glossaire)\b|术语表$", DocumentKind.GLOSSARY),
    (r"\bdigest\b", DocumentKind.DIGEST),
    (
        r"action taken by the conference|decisions? adopted|^(?:draft )?decision\b|^resolution\b|"
        r"decisiones adoptadas|"
        r"medidas adoptadas por la conferencia|décisions adoptées|mesures prises par la conférence|"
        r"решения, принятые|المقررات التي",
        DocumentKind.DECISION,
    ),
    (
        r"\besg\b|environmental,? social,? and governance|sustainability (?:\w+ )?report|"
        r"corporate responsibility|"
        r"annual report and accounts|global impact report|informe de sostenibilidad|rapport de durabilité|"
        r"integrated annual report|可持续发展报告$|社会责任报告",
        DocumentKind.COMPANY_REPORT,
    ),
    (rf"^(?!.*\b(?:plan|policy|strategy|act)\b).*{_SUMMARY}|\bassessment report\b", DocumentKind.ASSESSMENT),
    (r"synthesis report|informe de síntesis|rapport de synthèse|综合报告", DocumentKind.REPORT),
    (
        r"\bnationally determined contributions?\b|\bi?ndc\b|"
        r"contribuci[óo]n(?:es)? (?:prevista )?determinadas? a nivel|"
        r"contributions? (?:prévue )?déterminées? au niveau national|国家自主贡献|"
        r"определяем\w+ на национальном|"
        r"المساهمة المحددة وطني",
        DocumentKind.NDC,
    ),
    (
        r"\bact,? (?:no\b|(?:19|20)\d\d)|\bact$|\b(?:regulations?|rules|order|ordinance|bill),? \(?(?:19|"
        r"20)\d\d|\bgazette\b|"
        r"\bnotification\b|^(?:ley|loi|lei|decreto|décret|arrêté|закон|федеральный закон|قانون|gesetz)\b|"
        r"^(?:the )?(?:\w+ ){0,6}law of the|^law (?:no|on)\b|^undang-undang|^regulation \(e|^directive \(?\d|"
        r"[\u4e00-\u9fff](?:法|条例)(?:[（(].{1,12}[)）])?$",
        DocumentKind.LAW,
    ),
    (
        r"\bparis agreement$|\bprotocol$|^convention on\b|^(?:the )?\w+ convention$|^acuerdo de|^accord de",
        DocumentKind.TREATY,
    ),
    (
        r"^(?:policy )?brief(?:ing)?\b|\bbriefing$|\b(?:policy|issue) brief\b|^factsheet",
        DocumentKind.BRIEFING,
    ),
    (
        r"national (?:\w+ ){1,4}policy|\bpolic(?:y|ies)$|^(?:\w+ ){0,5}policy (?:on|for|of|\d)|"
        r"\bpolicy\b.*\b\d{4}|^pol[ií]tica\b|^politique\b|政策$",
        DocumentKind.POLICY,
    ),
    (
        r"\b(?:action|adaptation|implementation|sectoral|management|development|investment|strategic|"
        r"climate) plan\b|"
        r"\bstrateg(?:y|ies)\b|\broadmap\b|\bnational (?:\w+ ){1,4}plan\b|\bplan$|\bguidelines\b|^plan\b|"
        r"\bplano? (?:nacional|national|de)\b|"
        r"\bestrategia\b|"
        r"\bstratégie\b|\bстратеги\w+|\bплан\b|استراتيجية|خطة عمل|规划|行动方案|行动计划|实施方案|工作方案",
        DocumentKind.PLAN,
    ),
    (
        r"\breport\b|\binforme\b|\brapport\b|\brelatório\b|\bbericht\b|\bдоклад\b|\bотч[её]т\b|تقرير|报告",
        DocumentKind.REPORT,
    ),
)


def kind(title: str | None, lines: Iterable[str]) -> DocumentKind | None:
    """Return the sort of publication that the title names, else the first heading line that names one.

    >>> kind("The Biological Diversity Act, 2002", ())
    <DocumentKind.LAW: 'law'>
    >>> kind(None, ("Ministry of Water", "National Water Policy"))
    <DocumentKind.POLICY: 'policy'>
    """
    for text in ([title] if title else []) + list(lines):
        for what, found in _KINDS:
            if re.search(what, text, re.IGNORECASE):
                return found
    return None
