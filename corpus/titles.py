"""A document's title: as it asks to be cited, as its metadata has it, or as its first pages print it."""

from __future__ import annotations

import math
import re
from collections.abc import Sequence

from corpus import publishers
from corpus.citing import Citing
from corpus.opening import Block, Opening

_LONGEST = 250
_MOST_NUMBERS = 8
_LONGEST_WITH_PARTS = 330
_FILE_TITLE = re.compile(
    r"microsoft |powerpoint|untitled|document\d*$|presentation|slide \d|layout \d|adobe |print\b|"
    r"scan(?:ned)?\b|"
    r".*\.(?:docx?|indd|p65|wpf|pdf|pptx?|qxd|html?|txt|rtf|odt|tex|xlsx?)\b|"
    r"[\w/.-]+$|world bank document|template\b|.*\btemplate$",
    re.IGNORECASE | re.ASCII,
)
# A part of a report that stands by itself; alone it does not say of which.
PART = re.compile(
    r"(?:summary for policy[ -]?makers|technical summary|executive summary|synthesis report|"
    r"headline statements|"
    r"(?:annex \w+\W+)?glossary|annexe?s?(?: \w+)?|full report|"
    r"résumé (?:à l['’]intention des décideurs|technique|analytique)|"
    r"resumen (?:para responsables de políticas|ejecutivo)|"
    r"决策者摘要|резюме для политиков)\W*$",
    re.IGNORECASE,
)
# Words that a title of a publication has and other large print has not.
_TITLED = re.compile(
    r"\b(?:reports?|polic(?:y|ies)|plans?|program(?:me)?s?|strateg(?:y|ies)|act|law|bill|regulations?|rules|"
    r"ordinance|"
    r"notification|guidelines?|guidance|framework|agreement|convention|protocol|declaration|contributions?|"
    r"communication|assessment|outlook|review|roadmap|agenda|handbook|manual|guide|directive|decision|"
    r"resolution|"
    r"constitution|code|inventory|synthesis|bulletin|atlas|paper|study|analysis|evaluation|profile|"
    r"standards?|prospectus|"
    r"informe|política|estrategia|ley|decreto|reglamento|acuerdo|convenio|contribución|guía|directrices|"
    r"resolución|"
    r"rapport|politique|stratégie|loi|décret|arrêté|accord|directive|bilan|programa|plano|lei|relatório|"
    r"relatorio|"
    r"bericht|gesetz|strategie|laporan|undang-undang|peraturan|rencana|"
    r"доклад|отч[её]т|стратеги\w+|план|закон|программ\w+|соглашени\w+|повестк\w+)\b|"
    r"تقرير|خطة|استراتيجية|قانون|سياسة|اتفاق|برنامج|اميدنامه|گزارش|برنامه|"
    r"(?:标准|说明书|报告|规划|计划|方案|办法|条例|政策|指南|意见|通知|公告|战略|白皮书|选编|汇编|规定|法|贡献|议程|目标)"
    r"(?=$|[\s（(：:—–-])",
    re.IGNORECASE,
)
# Large print that names who speaks, when, or which part of the document follows.
_GENERIC = re.compile(
    r"(?:contents?|table of contents|foreword|preface|preamble|acknowledge?ments?|abstract|introduction|"
    r"index|"
    r"background|overview|briefing|annexes|addendum|corrigendum|extraordinary|resolution|distr\b.*|draft|"
    r"united|nations|"
    r"published by authority|arrangement of sections|índice|contenido|sommaire|table des matières|prólogo|"
    r"avant-propos|adición|目\s*录|前言|附件|附录|"
    r"содержание|introducción|about (?:the|this)\b.*|message from .*|"
    r"the (?:following|document)\b.*|thank you\W*|[\W\d_]+)$|"
    r"(?:the )?(?:ministry|department|presidency|republic|government|office|secretariat|conference of|"
    r"ministerio|ministère|gobierno|gouvernement|república|république|conferencia|conférence|subsidiary body|"
    r"parliament|commission|board|agency|directorate|министерство|правительство|وزارة|جمهورية|"
    r"حكومة) ?\b(?!.*\bact\b)|"
    r"(?:chapter|section|part|annex|appendix|table|figure|fig\.|box|schedule|capítulo|chapitre|anexo|annexe|"
    r"cuadro|"
    r"tableau|item|page|p\.|no\.|vol\.|volume|глава|таблица)\s?[\dIVXA-Z]|"
    r"第\s?[\d一二三四五六七八九十百]+\s?[章节条编]|[表图]\s?\d|"
    r"[一二三四五六七八九十]{1,2}、|\d{1,2}(?:\.\d{1,2})*\.?[ )]|"
    r".*\bFCCC/|.*(?:framework convention|convención marco)|[^()]*\([A-Z][^()]+\),|click |if you |if the |"
    r".*@|.*https?:|.*\bwww\.|.*\w[.。]$|.*[.!?] \w.*[.!?]$|[‘“'\"«].*[’”'\"»]$|.*[;,:،：]$|.*[，。；？]",
    re.IGNORECASE,
)
_CUT_SHORT = re.compile(
    r".*\b(?:and|of|the|for|in|to|on|with|by|from|et|de|du|des|la|les|y|del|el|los|pour|para)$", re.IGNORECASE
)
_UN_PARTS = re.compile(
    r"addendum|corrigendum|part (?:one|two|three|\w{1,4}\b)|note by|(?:synthesis )?report by|adición|"
    r"(?:primera|segunda|tercera) parte|additif|(?:première|deuxième|troisième) partie|добавление|часть",
    re.IGNORECASE,
)


_WIDE = re.compile(r"[\u3040-\u30ff\u3400-\u9fff]")
_SPACED_WORD = re.compile(r"(?![\u3040-\u30ff\u3400-\u9fff])[^\W\d_\u3040-\u30ff\u3400-\u9fff]{3,}")


def usable(text: str) -> bool:
    """Whether a text can be a title: long and whole enough, and no name of a body, a part or a caption."""
    letters = sum(map(str.isalpha, text))
    wide = sum(ord(sign) >= 0x2E80 for sign in text)
    return (
        letters >= 6
        and (wide > 3 or " " in text)
        and letters > 0.5 * len(text.replace(" ", ""))
        and len(re.findall(r"\d+", text)) <= _MOST_NUMBERS
        and len(text) <= _LONGEST
        and not _GENERIC.match(text)
        and not (_CUT_SHORT.match(text) or text[0].islower())
        and not _names_a_body(text)
        and not publishers.is_firm(text)
    )


def _names_a_body(text: str) -> bool:
    """Whether a text is a publisher's name and hardly more."""
    return bool(publishers.known(text)) and not _TITLED.search(text) and len(text.split()) <= 6


def stated(raw: str, opening: Opening) -> str | None:
    """Return the metadata's title, if no file or program is called so and the first pages have its words."""
    if not 8 <= len(raw) <= _LONGEST or _FILE_TITLE.match(raw) or re.fullmatch(r"[\w./ -]*/[\w./ -]*", raw):
        return None
    seen = " ".join((opening.text, *(line.text for line in opening.prints))).casefold()
    words = _SPACED_WORD.findall(raw.casefold())
    there = set(_SPACED_WORD.findall(seen))
    known = [word in there for word in words]
    letters = "".join(_WIDE.findall(raw))
    known += [letters[at : at + 2] in seen for at in range(len(letters) - 1)]
    return raw if known and sum(known) >= 0.7 * len(known) else None


def cited(citing: Citing) -> str:
    """Return the title of a citation: the whole it is a part of, then the part."""
    return f"{citing.container}. {citing.title}" if citing.container else citing.title


def printed(opening: Opening, *, un_document: bool = False) -> str | None:
    """Return what the first pages print as the title, or None where nothing stands out."""
    blocks = [block for block in opening.blocks() if sum(map(str.isalpha, block.text)) >= 2]
    heads = set(opening.heads)
    scored = [
        (score, -at)
        for at, block in enumerate(blocks)
        if block.text not in heads and (score := _score(block, blocks, opening.body)) is not None
    ]
    if not scored:
        return None
    at = -max(scored)[1]
    if un_document:
        return _with_parts(blocks, at)
    return _with_neighbours(blocks, at)


def _score(block: Block, blocks: Sequence[Block], body: float) -> float | None:
    """Return how much a block looks like a title, or None where it does not."""
    text = _connected(blocks, blocks.index(block))
    if not (usable(text) or PART.match(text)):
        return None
    titled = bool(_TITLED.search(text))
    formal = block.bold or block.centred or text.isupper()
    usual = body or min(one.em for one in blocks)
    size = block.em / max(usual, 1.0)
    largest = max(one.em for one in blocks if one.page == block.page)
    alone = not any(_alike(block, one) for one in blocks)
    stands_out = size >= 1.2 and (titled or (size >= 1.35 and block.em >= 0.6 * largest and alone))
    if not stands_out and not (titled and formal and size >= 0.95 and block.place < 0.6 and len(text) < 160):
        return None
    score = math.log2(min(max(size, 1.0), 5.0)) + 0.2 * formal + 0.15 * block.centred
    score += (0.8 if titled else 0.0) - 0.5 * (block.page != blocks[0].page) - 0.3 * (block.place > 0.6)
    return score - (1.0 if PART.match(text) else 0.0)


def _alike(block: Block, other: Block) -> bool:
    """Whether another block is set like this one, as headings of one level are."""
    same = abs(block.em - other.em) < 0.02 * block.em and block.bold == other.bold
    apart = block.page != other.page or abs(block.top - other.top) > 8 * block.em
    return other is not block and same and apart and usable(other.text)


def _connected(blocks: Sequence[Block], at: int) -> str:
    """Return a block's text, with what a small word leads on to ("Guidelines", "for", "the Mission")."""
    text = blocks[at].text
    for after in blocks[at + 1 : at + 4]:
        small = _CUT_SHORT.match(f"x {after.text}") and len(after.text.split()) <= 2
        leads = (
            _CUT_SHORT.match(text) or small or (after.text[0].islower() and after.em >= 0.75 * blocks[at].em)
        )
        if after.page != blocks[at].page or not leads or len(after.text) > 110 or len(text) > 180:
            break
        text = f"{text} {after.text}"
    return text


def _with_neighbours(blocks: Sequence[Block], at: int) -> str | None:
    """Return the title with its second line where the first says too little, and with the part it is."""
    main = blocks[at]
    text = _connected(blocks, at)
    near = [
        block for block in blocks if block.page == main.page and block is not main and block.text not in text
    ]
    if PART.match(text):
        whole = [
            one.text
            for one in near
            if usable(one.text) and one.em >= 0.8 * main.em and _TITLED.search(one.text)
        ]
        return f"{whole[0]}. {text}" if whole else text
    below = [one for one in near if 0 <= one.top - main.bottom < 1.5 * main.em and one.em >= 0.45 * main.em]
    if (
        len(re.findall(r"[^\W\d_]+", text)) <= 3
        and text.isascii()
        and below
        and usable(below[0].text)
        and not PART.match(below[0].text)
    ):
        text = f"{text}: {below[0].text}"
    parts = [one.text for one in near if PART.match(one.text) and one.em >= 0.4 * main.em]
    return f"{text}. {parts[0]}" if parts and len(text) < _LONGEST - 60 else text


def _with_parts(blocks: Sequence[Block], at: int) -> str:
    """Return the title of a document of the United Nations with its addendum and part."""
    text = blocks[at].text
    for block in blocks[at + 1 : at + 5]:
        if block.page != blocks[at].page or not _UN_PARTS.match(block.text):
            break
        if len(text) + len(block.text) < _LONGEST_WITH_PARTS:
            text = f"{text}. {block.text}"
    return text


def of_outline(opening: Opening) -> str | None:
    """Return the first outermost bookmark if it reads as a title and the first pages print it."""
    for title in opening.outline[:2]:
        seen = " ".join(opening.text.split()).casefold()
        if usable(title) and _TITLED.search(title) and len(title) > 15 and title.casefold() in seen:
            return title
    return None


def of_heads(opening: Opening) -> str | None:
    """Return the running head that reads as a title, of an extract the line at the top of its one page."""
    for head in opening.heads:
        text = re.sub(r"^\W*\d{1,4}\s+|\s+\d{1,4}\W*$|^[|\s]+|[|\s]+$", "", head)
        if PART.match(text) or (usable(text) and _TITLED.search(text)):
            return text
    top = [line for line in opening.prints if line.top < 0.1 * opening.height][:2]
    for line in top if len(opening.texts) <= 2 else ():
        if usable(line.text) and _TITLED.search(line.text) and len(line.text) > 8:
            return line.text
    return None


_LAW_LINE = re.compile(
    r"^(?:the )?[A-Z(][\w ,()'’&/-]{3,140}\b(?:act|regulations?|rules|ordinance|bill|order|code|"
    r"notification),? "
    r"\(?(?:19|20)\d\d\)?(?= IN EXERCISE|$)",
    re.IGNORECASE | re.MULTILINE,
)


def of_text(text: str) -> str | None:
    """Return the title of a law that stands on a line of its own in a text without print, as OCR gives it."""
    found = _LAW_LINE.search(text[:1500])
    return found.group() if found and usable(found.group()) else None
