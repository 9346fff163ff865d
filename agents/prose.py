"""Sentences fit to be quoted by themselves, and what they do: lean back, repeat."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from itertools import pairwise

from agents.addressed import is_addressed

_LEANS = re.compile(
    r"^\W*(?:th(?:is|ese|ose|ey|eir)|it|its|such|he|she|his|her|however|therefore|thus|hence|moreover|also"
    r"|finally|additionally|nevertheless|none ?the ?less|meanwhile|likewise|accordingly|in this context"
    r"|in particular|in turn|(?:first|second|third)(?:ly)?,|lastly|instead|otherwise|furthermore|in addition"
    r"|but|and|or|as such|provided (?:further |also |always )?that"
    r"|similarly|conversely|in contrast|for example|for instance"
    r"|the (?:former|latter|above)|here|there(?! (?:is|are))|both"
    r"|ce(?:la|ci|tte|s|t)?|ils?|elles?|celles?-?ci|ainsi|toutefois|cependant|de plus|néanmoins|enfin"
    r"|en outre|par ailleurs|en particulier|par exemple"
    r"|est[aeo]s?|es[aeo]s?|ello|ellos|ellas|sin embargo|además|así|asimismo|no obstante"
    r"|por otra parte|por ello|por ejemplo|dichos?|dichas?)\b"
    r"|^\W*(?:这|该|其|它|此|因此|但是|然而|例如)",
    re.IGNORECASE,
)
# An entry of a list of references: authors with initials, or "et al., 2020:".
_REFERENCE = re.compile(
    r"^.{0,120}\bet al\.?,? \(?\d{4}[a-z]?\)?:|^.{0,60}\bet al\.?,? \(?\d{4}[a-z]?\)?\.\s|\bdoi:|https?://"
    r"|^\W*[A-ZÀ-Ý][\w'’-]+, (?:[A-Z]\.[ -]?)+(?:,|and|&|:|\d)"
    r"|^\W*[A-ZÀ-Ý][^.:;]{2,100}, \(?(?:19|20)\d\d[a-z]?\)?:\s[A-ZÀ-Ý]"
)
_LEADERS = re.compile(r"(?:…|\.{3,}|(?:\. ){3,}).*(?:…|\.{3,}|(?:\. ){3,})|\d\.\d+\s*$|Error! ")
# A list of sources, an end note, a caption, or words about the page rather than about the world.
_SOURCE = re.compile(
    r"^\W*\[\d+\]\s+\S.{2,90}?:\s|\bISBN\b|\bISSN\b|\b[Ii]bid\b|\bop\. cit\b|\bpp\.\s?\d+[-–]\d+"
    r"|\b(?:Vol|No)\. ?\d+[,(]|^\W*(?:Sources?|Notes?|Fuentes?)\s?:|^[\W\d]*(?:See|Voir|Véase)\s"
    r"|^\W*Chapter \d+,\s|[Aa]vailable (?:at|from)(?::\s|\s(?:https?:|www\.|\S+\.(?:org|int|com|net)\b))"
    r"|^\W*(?:19|20)\d\d\. [“\"A-Z]|,? \d+ ?pp\.\s*$|\((?:eds?|Eds?)\.?\)"
)
_CAPTION = re.compile(
    r"^\W*(?:Left|Right|Top|Bottom|Panel)\W+[-–:]\s|^\W*(?:Figure|Table|Box|Panel|Chart|Graph|Map|Fig\.|Tableau|Encadré|Cuadro|Gráfico|Recuadro)\s"
    r"(?:[A-Z]{2,4}\.)?(?:\d+|\([a-z]\)|[A-Z]\b)"
    r"|^\W*(?:The|This|La|Le|El|Ce|Cette|Esta?)\s(?:\w+\s)?(?:table|figure|box|chart|graph|map|panel|annex|tableau|figura|cuadro)"
    r"\s(?:\w+\s)?(?:shows?|presents?|lists?|summari[sz]es?|provides?|illustrates?|depicts?|gives?|below|above|montre|présente|muestra|presenta)",
    re.IGNORECASE,
)
# What a publisher answers for, or one person swears: nothing about the world.
_DISCLAIMER = re.compile(
    r"\bdo(?:es)? not (?:necessarily )?(?:reflect|represent|imply) the (?:official )?"
    r"(?:views?|opinions?|positions?)\b"
    r"|\b(?:does not guarantee|makes no warrant(?:y|ies)|no guarantees?)\b.{0,60}"
    r"\b(?:accuracy|reliability|completeness)\b"
    r"|\baccepts? no (?:responsibility|liability)\b|\ball rights reserved\b"
    r"|\brefers to the legally separate organi[sz]ations\b"
    r"|\bfinancial interest in, certain of the companies\b"
    r"|\bne reflètent pas (?:nécessairement|forcément)\b|\bdécline toute responsabilité\b"
    r"|\bno reflejan? (?:necesariamente )?(?:la opini[óo]n|las opiniones|los puntos de vista)\b"
    r"|\bno (?:acepta|asume) (?:ninguna |la )?responsabilidad\b"
    r"|不承担任何(?:法律)?责任|不代表.{0,12}(?:观点|立场|意见)"
    r"|^\W*(?:I (?:do )?solemnly|je (?:déclare|jure|promets) solennellement"
    r"|(?:yo )?(?:declaro|juro|prometo) solemnemente|我(?:庄严|郑重))",
    re.IGNORECASE,
)
_NOTE = re.compile(r"^[¹²³⁴-⁹]|^\d{1,3}\s+(?:[A-Z][a-z]|[A-Z]\s)")
# The mark of an item in a list; a section's number, which is no part of the sentence.
_ITEM = re.compile(
    r"^\s*(?:[•▪●◦»–-]|[—–]\s*\(\d+\)|—(?=\s?[A-Z])|\(?(?:[a-z]{1,2}|[ivx]{1,5}|\d{1,2})\)|(?:[a-z]|[ivx]{1,5})\.(?=\s))\s*(?=\S)"
)
_NUMBERED = re.compile(r"^\s*(?:[A-Z]\.\d{1,3}|\d{1,3}\.)(?:\.?\d{1,3})*\.?\s+(?=[^\W\d_])")
_JOINT = re.compile(r";\s+(?:and|or|et|ou|y|o|e)$")
# What ends a sentence without being part of it: references to chapters, the number of a note, a joint.
_REMARK = re.compile(
    r"(?:\s*\{[^{}]*\}\.?|\s*[;,](?:\s+(?:and|or|et|ou|y|o))?|(?<=[.!])[⁰¹²³⁴-⁹]+|(?<=[a-zà-ÿ%)”’\"][.!])\d{1,3}"
    r"|\s*\((?:see\s+|cf\.\s+)?(?:[A-Z]{2,5}\d?(?:\.\d)?,?\s+)?"
    r"(?:Chapters?|Sections?|Figures?|Tables?|Box(?:es)?|Annex)\s+[\dA-Z][^()]*\)\.?)*\s*$"
)
# Small letters, or letters of a script that knows no large ones.
_VERB_LIKE = re.compile(r"[^\W\d_A-ZÀ-ÖØ-ÞА-Я]{2,}")
_HAN = re.compile(r"[\u3040-\u30ff\u4e00-\u9fff]")
_END = re.compile(
    r"[.!。！;；:।۔…](?:[\"'”’»)\]]|\s?\{[^}]*\}|\s?\([^)]*\)|\s?\[[^\]]*\]|\d{1,3}|[⁰¹²³⁴-⁹])*\s*$"
)
_RANGE = re.compile(r"\W*\d[\d.,]*(?:[–-]\d[\d.,]*)?\W*")
"""A figure or a range of figures by itself: a sentence of measurements has few, a row of a table many."""
MOST_CHARACTERS = 900
_LONGEST_HEADING = 110
_NUMBERING = re.compile(r"^(?:\d{1,2}(?:\.\d{1,2})*|[A-Z](?:\.\d{1,2})*|[IVX]{1,5})[.:)]?\s+(?=\S)")
_TITLE = re.compile(r"[^\W\d_]{3,}\W+(?:\w+\W+)*?[^\W\d_]{3,}|[\u3040-\u30ff\u4e00-\u9fff]{4,}")
"""Two words of three letters, or four characters: one word alone heads anything."""
_BARE = re.compile(
    r"^\W*(?:(?:article|artículo|section|sección|chapter|chapitre|annex[e]?|anexo|part|table|figure|box)\b.{0,12}"
    r"|(?:summary for policymakers|executive summary|table of contents|introduction|references"
    r"|(?:\(?(?:continued|cont['’]?d) (?:on|from)\b|suite (?:page|de la page)|contin[uú]a en)).*)$",
    re.IGNORECASE,
)

_ASIDE = re.compile(r"\([^()]*\)|[‘“«][^‘’“”«»]*[’”»]")
"""A heading in brackets or quotation marks as a whole: whose page it is, a motto."""


def is_quotable(sentence: str) -> bool:
    """Return whether a sentence is whole prose: no heading, table row, reference or list stub.

    A question is none either: it claims nothing. Nor is an instruction to a machine that reads it.

    >>> is_quotable("Emissions must fall by 43 per cent by 2030."), is_quotable("Table 2. Costs 12 34.")
    (True, False)
    >>> is_quotable("How large is the emissions gap in the year 2030?")
    False
    """
    text = _JOINT.sub(";", " ".join(sentence.split()))
    if not text or len(text) > MOST_CHARACTERS or not _END.search(text):
        return False
    if any(
        kind.search(text) for kind in (_REFERENCE, _LEADERS, _SOURCE, _CAPTION, _DISCLAIMER)
    ) or is_addressed(text):
        return False
    if len(_HAN.findall(text)) * 3 > len(text):
        return len(_HAN.findall(text)) >= 8
    body = re.sub(r"\{[^}]*\}|\[[^\]]*\]", "", text[slice(*core(text))])
    tokens = body.split()
    letters = sum(unicodedata.category(char)[0] in "LM" for char in body)  # vowel signs too
    numbers = sum(token.strip("()[],.%–-").replace(".", "").replace(",", "").isdigit() for token in tokens)
    if letters < 0.6 * len(body):
        numbers = sum(_RANGE.fullmatch(token) is not None for token in tokens)
    if len(tokens) < 6 or letters < 0.5 * len(body) or numbers > 0.3 * len(tokens):
        return False
    mark = _ITEM.match(text)
    opens = text[mark.end() if mark else 0 :].lstrip("\"'“‘«»([•—–- 0123456789.)")[:1]
    listed = re.match(r"^\W*(?:[a-z]\)|\([a-z]+\)|\d[\d.,]*\s?(?:%|per cent|percent|\)))", text)
    whole = (opens.isalpha() and not opens.islower()) or listed is not None
    return whole and len(_VERB_LIKE.findall(text)) >= 4 and text[-1] != ":"


def ends(text: str) -> bool:
    """Return whether a text stops where a sentence does.

    >>> ends("as agreed in Paris. "), ends("as agreed in")
    (True, False)
    """
    return bool(_END.search(text)) or text.rstrip()[-1:] in "?？"


def is_note(sentence: str) -> bool:
    """Return whether a sentence is a note of a page or of the end, led by its number.

    >>> is_note("5 Eritrea acceded on 7 February."), is_note("5. Parties shall report each year.")
    (True, False)
    """
    return bool(_NOTE.match(sentence))


def is_stub(sentence: str) -> bool:
    """Return whether a sentence is an item of a list, whose beginning stands elsewhere.

    >>> is_stub("(a) Recognize the efforts of Parties;"), is_stub("A tax works.")
    (True, False)
    """
    return bool(_ITEM.match(sentence))


_WARMING = re.compile(r"(?<![\d.,])([1-6](?:[.,]\d)?)\s?(?:°\s?C|℃)(?!\w)")


def other_warming(question: str, sentence: str) -> bool:
    """Return whether a question names a level of warming and a sentence speaks of other ones alone.

    >>> other_warming("What limits warming to 1.5 °C?", "27 % by 2030 limits warming to 2°C.")
    True
    >>> other_warming("What limits warming to 1.5 °C?", "43 % limits it to 1.5°C, and 27 % to 2 °C.")
    False
    """
    asked = {float(own.replace(",", ".")) for own in _WARMING.findall(question)}
    said = {float(own.replace(",", ".")) for own in _WARMING.findall(sentence)}
    return bool(asked and said) and not asked & said


_CUT_OFF = re.compile(r"\b(?:e\.g|i\.e|cf|incl|resp|p\. ej|par ex)\.\s*$|\([^()]*$", re.IGNORECASE)
"""The end of a sentence that was cut in two: an abbreviation, a bracket that is not closed."""


def quotable(sentences: Sequence[str], at: int) -> bool:
    """Return whether the sentence at ``at`` can be quoted; an item needs no full stop before the next item.

    >>> quotable(["- Restore the wetlands along the coast of the north", "- Plant trees."], 0)
    True
    >>> quotable(["- Restore the wetlands along the coast of the", "north and plant trees."], 0)
    False
    """
    text = sentences[at]
    if _CUT_OFF.search(text):
        return False
    if is_quotable(text):
        return True
    followed = at + 1 < len(sentences) and is_stub(sentences[at + 1])
    return (
        is_stub(text)
        and followed
        and text.rstrip()[-1:] not in (":", ",")
        and is_quotable(f"{text.rstrip()}.")
    )


def core(sentence: str) -> tuple[int, int]:
    """Return where the sentence itself begins and ends, without list mark, number and references.

    >>> text = "(a) Restore wetlands; and"
    >>> text[slice(*core(text))]
    'Restore wetlands'
    >>> text = "Peat burns (SRCCL, Chapter 6; Box 2)."
    >>> text[slice(*core(text))]
    'Peat burns'
    """
    found = _ITEM.match(sentence) or _NUMBERED.match(sentence)
    start = found.end() if found else len(sentence) - len(sentence.lstrip())
    return start, max(start + 1, _REMARK.search(sentence).start())  # type: ignore[union-attr]


def leans_back(sentence: str) -> bool:
    """Return whether a sentence opens with a word that points to the one before it.

    >>> leans_back("These measures cost little."), leans_back("There are four options.")
    (True, False)
    """
    return bool(_LEANS.match(sentence))


def likeness(one: Sequence[str], other: Sequence[str]) -> float:
    """Return how alike two texts are by their words and pairs of words, in [0, 1]."""
    first, second = _pieces(one), _pieces(other)
    return len(first & second) / len(first | second) if first and second else 0.0


def _pieces(own: Sequence[str]) -> frozenset[object]:
    return frozenset([*own, *pairwise(own)])


def telling(heading: str) -> str:
    """Return a heading without its number, or "" where it says nothing by itself.

    >>> telling("B.6.1 Paths to net zero")
    'Paths to net zero'
    >>> telling("Article 7"), telling("(Legislative Department)")
    ('', '')
    """
    text = _NUMBERING.sub("", heading).strip(" :–—-")
    bare = _BARE.match(text) or _ASIDE.fullmatch(text)
    said = len(text) <= _LONGEST_HEADING and _TITLE.search(text) and not bare
    return text[:1].upper() + text[1:] if said else ""
