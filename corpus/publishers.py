"""Who issued a document: a body that its symbol, copyright line, heading or author names, or a state."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

# What a body is called in its own papers, its name as shown, its country ("EUU" for the European Union's).
_BODIES: tuple[tuple[str, str, str | None], ...] = (
    (
        r"\bIPCC\b|Intergovernmental Panel on Climate Change|\bGIEC\b|Panel Intergubernamental|"
        r"Groupe d['’]experts intergouvernemental|政府间气候变化专门委员会|"
        r"МГЭИК|الهيئة الحكومية الدولية المعنية",
        "IPCC",
        None,
    ),
    (
        r"\bUNFCCC\b|Framework Convention on\s+Climate Change|Convención Marco sobre|"
        r"Convention-cadre sur les changements|气候变化框架公约|"
        r"Рамочная конвенция об изменении|الاتفاقية الإطارية",
        "UNFCCC",
        None,
    ),
    (r"European Parliament|Parlement européen|Parlamento Europeo", "European Parliament", "EUU"),
    (r"European Commission|Commission européenne|Comisión Europea", "European Commission", "EUU"),
    (r"European Environment Agency", "European Environment Agency", "EUU"),
    (r"Council of the European Union", "Council of the European Union", "EUU"),
    (r"Official Journal of the European", "European Union", "EUU"),
    (r"\bWorld Bank\b|Banque mondiale|Banco Mundial|世界银行", "World Bank", None),
    (r"International Monetary Fund", "IMF", None),
    (r"International Renewable Energy Agency|\bIRENA\b", "IRENA", None),
    (r"International Energy Agency|\bIEA\b", "IEA", None),
    (
        r"(?:UN|United Nations) Environment Programme|\bUNEP\b|联合国环境规划署|PNUMA|\bPNUE\b|"
        r"برنامج الأمم المتحدة للبيئة",
        "UNEP",
        None,
    ),
    (r"United Nations Development Programme|\bUNDP\b", "UNDP", None),
    (r"United Nations Convention to Combat Desertification|\bUNCCD\b", "UNCCD", None),
    (r"Convention on Biological Diversity|\bSCBD\b", "CBD", None),
    (r"World Meteorological Organization|\bWMO\b|Organisation météorologique mondiale", "WMO", None),
    (r"World Health Organization|Organisation mondiale de la santé", "WHO", None),
    (r"Food and Agriculture Organization|\bFAO\b", "FAO", None),
    (r"\bIPBES\b|Platform on Biodiversity and Ecosystem Services", "IPBES", None),
    (r"\bOECD\b|\bOCDE\b|Economic Co-operation and Development", "OECD", None),
    (r"International Union for Conservation of Nature|\bIUCN\b|\bUICN\b", "IUCN", None),
    (r"World Resources Institute", "World Resources Institute", None),
    (r"Asian Development Bank", "Asian Development Bank", None),
    (r"African Development Bank", "African Development Bank", None),
    (r"Inter-American Development Bank", "Inter-American Development Bank", None),
    (r"Green Climate Fund", "Green Climate Fund", None),
    (r"Global Environment Facility", "Global Environment Facility", None),
    (r"African Union", "African Union", None),
    (
        r"^(?:The )?(?:United Nations|Naciones Unidas|Nations Unies|Организация Объединенных Наций|联合国|"
        r"الأمم المتحدة)$",
        "United Nations",
        None,
    ),
)
# The symbols of United Nations documents; a symbol is worth more than any name.
_SYMBOL = re.compile(
    r"(?<![\w/])(FCCC|CBD|ICCD|UNEP|IPBES|A|E|S)/[A-Z0-9]{1,8}(?:[./-][A-Z0-9.]{1,12}){1,6}(?!\w)"
)
_UNITED = re.compile(r"United Nations|Nations Unies|Naciones Unidas|Организация|联合国|الأمم", re.IGNORECASE)
_SYMBOLS = {"FCCC": "UNFCCC", "CBD": "CBD", "ICCD": "UNCCD", "UNEP": "UNEP", "IPBES": "IPBES"}
_COPYRIGHT = re.compile(
    r"(?:©|\(c\)|copyright)\s*(?:©\s*)?(?:(?:19|20)\d\d(?:[-–]\d{2,4})?,?\s+)?(?:by )?(?:the )?"
    r"([^\n,.;|©]{2,70}?)(?:,?\s+(?:19|20)\d\d)?(?=[\n,.;|©]|$)",
    re.IGNORECASE,
)
_YEARED = re.compile(r"(?:19|20)\d\d")
_HOLDS_NOTHING = re.compile(
    r"rights reserved|photo|cover|image|getty|shutterstock|istock|licen[cs]e|http|www", re.I
)
_COMPANY = re.compile(
    r"\b(?:plc|inc|ltd|limited|llc|corp|corporation|company|group|holdings?|trust|bank|motors?|airlines?|"
    r"airways|"
    r"ag|se|sa|s\.a|n\.?v|gmbh|s\.p\.a|oyj?|asa|ab|reit|partners|energy|& co)\b\.?|有限公司|股份公司|集团",
    re.IGNORECASE,
)
# Ends of names that only firms have.
_FIRM = re.compile(
    r"\b(?:plc|inc|ltd|llc|corp|corporation|holdings|ag|s\.a|n\.v|gmbh|s\.p\.a|oyj|asa)\b\.?$|有限公司$",
    re.IGNORECASE,
)
_CHINESE_COMPANY = re.compile(r"^[\u4e00-\u9fff（）()]{4,30}?(?:有限责任公司|股份有限公司|有限公司)")
_CHINESE_BODY = re.compile(
    r"(?:中华人民共和国)?((?:国务院(?:办公厅)?|生态环境部|国家发展(?:和)?改革委(?:员会)?|国家能源局|自然资源部|"
    r"国家林业和草原局|工业和信息化部|水利部|农业农村部|财政部|住房和城乡建设部|交通运输部))"
)


def of_symbol(lines: Iterable[str]) -> str | None:
    """Return the body whose document symbol stands alone on a line, or beside the body's name.

    >>> of_symbol(["United Nations FCCC/PA/CMA/2022/10/Add.1"])
    'UNFCCC'
    >>> of_symbol(["A/RES/70/1"])
    'United Nations'
    >>> of_symbol(["what the decision FCCC/CP/2015/10 says"])
    """
    for line in lines:
        found = _SYMBOL.search(line)
        if found and (len(found.group()) > 0.6 * len(line) or _UNITED.match(line)):
            return _SYMBOLS.get(found.group(1), "United Nations")
    return None


def known(text: str) -> tuple[str, str | None] | None:
    """Return the first body of the table that a text names, and its country.

    >>> known("© IPCC 2023")
    ('IPCC', None)
    """
    found = [
        (match.start(), -len(match.group()), name, country)
        for what, name, country in _BODIES
        if (match := re.search(what, text))
    ]
    return min(found)[2:] if found else None


def of_copyright(text: str) -> str | None:
    """Return who holds the copyright of the whole: the one holder named beside a year.

    >>> of_copyright("© 2021 The World Bank Group. All rights reserved")
    'World Bank Group'
    >>> of_copyright("Photo © Jane Doe")
    """
    holders: dict[str, str] = {}
    for match in _COPYRIGHT.finditer(text):
        name = " ".join(match.group(1).split()).strip(" ,.")
        if (
            _YEARED.search(match.group())
            and sum(map(str.isalpha, name)) > 1
            and not _HOLDS_NOTHING.search(name)
        ):
            holders.setdefault(name.casefold(), name)
    return holders.popitem()[1] if len(holders) == 1 else None


def of_headings(lines: Iterable[str]) -> tuple[str, str | None] | None:
    """Return the body that heading lines name first, and its country."""
    for line in lines:
        if (found := known(line)) and _share(line) >= 0.35:
            return found
    return None


def _share(line: str) -> float:
    """Return how much of a line is the name of a body."""
    names = [match for what, _, _ in _BODIES for match in re.finditer(what, line)]
    return max((len(match.group()) for match in names), default=0) / max(len(line), 1)


def of_company(title: str, lines: Sequence[str], heads: Sequence[str]) -> str | None:
    """Return the company of a company's report: what stands before the title, or a line that names a firm."""
    if firm := of_chinese((title, *heads[:3], *lines)):
        return firm
    for text in (*heads[:3], title):
        before = re.match(r"(.{2,50}?)[\s|:–-]+(?:19|20)\d\d\b", text)
        if before and before.group(1)[0].isupper() and len(before.group(1).split()) <= 6:
            return before.group(1).strip(" |:–-")
    return next((line for line in lines[:12] if _COMPANY.search(line) and _short(line)), None)


def is_firm(text: str) -> bool:
    """Whether a text is a firm's name, by its end.

    >>> is_firm("Acme Holdings plc"), is_firm("Annual Report")
    (True, False)
    """
    return bool(_FIRM.search(text)) and _short(text)


def _short(line: str) -> bool:
    return len(line) <= 60 and len(line.split()) <= 7


def of_chinese(lines: Iterable[str]) -> str | None:
    """Return the ministry or the company that a line of Chinese begins with."""
    for line in lines:
        bare = line.replace(" ", "")
        if found := _CHINESE_BODY.match(bare):
            return found.group(1)
        if firm := _CHINESE_COMPANY.match(bare):
            return firm.group()
    return None
