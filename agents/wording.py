"""Years, several questions in one, comparisons and follow-ups: the planner's rules for wording."""

from __future__ import annotations

import re
from dataclasses import dataclass

from agents.places import Mention, countries_in

_ANY_YEAR = re.compile(r"(?<![\d.,])(?:1[89]\d\d|20\d\d|2100)(?!\d|[.,]\d|\s?%)")
_RANGE = re.compile(
    r"(?:(?:between|entre)\s+(?P<a>\d{4})\s+(?:and|et|y|e)\s+(?P<b>\d{4}))"
    r"|(?:(?P<c>\d{4})\s*(?:[-–—]|to|until|through|à|jusqu'à|a|hasta|至|到|—)\s*(?P<d>\d{4}))"
)
_BASE = re.compile(
    r"(?:compared?\s+(?:with|to)|relative\s+to|against|since|below|above|over|from|than|by comparison with"
    r"|par rapport [àa]u?|depuis|respecto (?:de|a)|en comparación con|desde)\s+(?:the\s+|those\s+of\s+|its\s+"
    r"|les?\s+niveaux\s+de\s+|los\s+niveles\s+de\s+|l'année\s+)*(?P<x>\d{4})"
    r"|(?P<y>\d{4})[ -]+(?:emissions?\s+|base(?:line)?\s+)?(?:levels?|baseline|base year)|比\s*(?P<z>\d{4})",
    re.IGNORECASE,
)
_MOST_YEARS = 101
_WH = {
    "en": r"what|which|how|who|whom|when|where|why|does|do|is|are|can|should|will",
    "fr": r"quels?|quelles?|comment|combien|qui|quand|où|pourquoi|que|qu'|est-ce",
    "es": r"qué|cuál|cuáles|cómo|cuánt[oa]s?|quién|cuándo|dónde|por qué",
}
_AND = re.compile(
    r",?\s+(?:and|or|as well as|et|y)\s+(?=(?:(?:in|by|to|with|for|at|à|de|en|por|para)\s+)?(?:"
    + "|".join(_WH.values())
    + r")\b)",
    re.IGNORECASE,
)
_LIST = re.compile(
    r",\s+(?=(?:(?:by|to|with|for|at|à|de|en|por|para)\s+)?(?:what|which|how|who|whom|when|where|why"
    r"|quels?|quelles?|comment|combien|qui|quand|où|pourquoi|qué|cuál(?:es)?|cómo|cuánt[oa]s?|quién|cuándo|dónde)\b[^,]*$)",
    re.IGNORECASE,
)
"""What parts the first two of three questions: "how much, who pays it, and by when"."""
_END = re.compile(
    rf"(?<=[?？])\s*|\n+|(?<=[;；])\s*|(?<=[^\W\d_]{{2}}\.)\s+(?=(?:¿|(?i:{'|'.join(_WH.values())})\b))"
)
_COMPARE = re.compile(
    r"^\W*(?:please\s+)?(?:compare|contrast|comparez|comparer|compara|comparar|比较)\s+(?P<rest>.+)$",
    re.IGNORECASE | re.DOTALL,
)
_SIDES = re.compile(r"\s+(?:with|versus|vs\.?|against|to|and|et|avec|con|y|à|和|与)\s+", re.IGNORECASE)
_LOOSE = {"and", "et", "y", "和", "与"}
_TOPIC = re.compile(
    r"\s+(?:on|regarding|in terms of|with regard to|about|for|en matière de|sur|en cuanto a|sobre)\s+",
    re.IGNORECASE,
)
# What is compared of both sides, named before the first: "the cost of"; the other side names nothing else.
_FRONT = re.compile(
    r"^(?:the\s+|les?\s+|la\s+|el\s+)?[a-zà-ÿ-]+(?:\s+[a-zà-ÿ-]+){0,2}\s+(?:of|in|for|des?|du|del|from|under|by)\s+"
    r"(?=\S+(?:\s\S+){0,2}$)"
)
_DETERMINED = re.compile(
    r"(?:the|an?|its|their|les?|la|el|los|las|l['’])\b|.*\s(?:of|in|for|de)\s", re.IGNORECASE
)
FOLLOW_UP = re.compile(
    r"^\W*(?:and|but|so|also|what about|how about|and what about|et|mais|qu'en est-il (?:de|du|des)"
    r"|y|pero|e|qué hay de|qué pasa con|那么?|还有)\b[\s,]*(?:(?:for|in|on|about|by|with|pour|en|au|aux|dans|"
    r"para|de|sobre|the|le|la|les|el|los|las)\s+)*(?P<rest>.*?)\W*$",
    re.IGNORECASE | re.DOTALL,
)
_OTHER = re.compile(
    r"^\W*(?:and|but|et|mais|y|e|pero)\s+(?P<by>on|about|against|sur|contre|sobre|contra)\s+(?P<topic>\S.{1,60})$",
    re.IGNORECASE,
)
_SHORT_TOPIC = 3
"""A topic at the end of a question has so many words at most."""
_HAN_FOLLOW_UP = re.compile(r"^\W*(?:那么?|还有)?(?P<rest>.*?)呢\W*$", re.DOTALL)
_POINTS_BACK = re.compile(
    r"\b(?:it|its|they|them|their|that|this|these|those|there|ces?|cela|ça|ils|elles|leurs?|y|eso|esto|esos?"
    r"|ellos|ellas|the (?:first|second|last|next|other) ones?)\b|它|他们|这",
    re.IGNORECASE,
)


_STOP = re.compile(r"(?<=[^\W\d_]{2})\.$")
_BARE = re.compile(
    r"[¿\s]*(?:who|whom|by whom|when|by when|since when|where|why|how much|how often|qui|quand|où|pourquoi"
    r"|combien|quién(?:es)?|cuándo|dónde|por qué|cuánto)(?:\s+[a-zà-ÿ]+)?\s*\??$"
    r"|(?:由?谁|为什么|何时|什么时候)\w{0,4}？?$",
    re.IGNORECASE,
)
"""A question word, with a verb at most."""
_PAST = re.compile(
    r"\b(?:did|was|were|had)\b(?!\s+(?:to|better)\b)"
    r"|\b(?:avait|avaient|était|étaient|fut|furent|a-t-(?:il|elle|on)|ont-(?:ils|elles))\b"
    r"|\b(?:hab[ií]an?|hubo|fue|fueron)\b|\b\w{3,}(?:aron|ieron)\b|[了过]",
    re.IGNORECASE,
)
_OPEN = re.compile(
    r"\b(?:if|would|will|si|will have|aurait|auraient|sera|habría|habrían|será)\b|如果|将", re.IGNORECASE
)


_SEVERAL = re.compile(
    r"^\W*(?:please\s+)?(?:compare|contrast|comparez|comparer|compara|comparar|比较)\b"
    r"|^\W*(?:in\s+)?(?:which|what|how many)\s+(?:other\s+)?(?:countries|parties|states|governments|nations"
    r"|reports|documents|companies|sources)\b"
    r"|\b(?:across|among|in (?:all|each|every|several|various|different))\s+(?:of\s+)?(?:the\s+)?"
    r"(?:countries|reports|documents|sources|plans|laws)\b"
    r"|^\W*(?:dans\s+)?(?:quels|quelles)\s+(?:pays|parties|états|rapports|documents)\b"
    r"|^\W*(?:en\s+)?(?:qué|cuáles)\s+(?:países|partes|estados|informes|documentos)\b"
    r"|(?:哪些|各|不同)(?:国家?|缔约方|报告|文件)",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Years:
    """``wanted`` years an answer must be about; ``base`` years are only compared with."""

    wanted: tuple[int, ...]
    base: tuple[int, ...]
    spread: bool = False


def years_in(text: str) -> Years:
    """Return the years that a question names; a range stands for each of its years.

    >>> years_in("By how much must emissions fall by 2030 compared with 2019?")
    Years(wanted=(2030,), base=(2019,), spread=False)
    """
    named = [int(found[0]) for found in _ANY_YEAR.finditer(text)]
    for found in _RANGE.finditer(text):
        first, last = (int(part) for part in found.groups() if part)
        if first in named and last in named and first < last < first + _MOST_YEARS:
            return Years(tuple(range(first, last + 1)), (), spread=True)
    base = {int(next(part for part in found.groups() if part)) for found in _BASE.finditer(text)}
    wanted = tuple(dict.fromkeys(year for year in named if year not in base))
    if not wanted:
        return Years(tuple(dict.fromkeys(named)), ())
    return Years(wanted, tuple(sorted(base & set(named))))


def asks_of_past(text: str) -> bool:
    """Return whether a question asks what came about, in the past tense, rather than what is planned.

    >>> asks_of_past("How much did the fund pay in 2024?"), asks_of_past("What will it pay in 2030?")
    (True, False)
    """
    return bool(_PAST.search(text)) and not _OPEN.search(text)


def questions_in(text: str) -> tuple[str, ...]:
    """Return the questions that one text asks, in order.

    >>> questions_in("What is the target? How will it be paid for, and who decides?")
    ('What is the target?', 'How will it be paid for', 'who decides?')
    """
    parts: list[str] = []
    for piece in _END.split(text):
        clauses = [clause for clause in _AND.split(piece) if clause and clause.strip()]
        joint = _AND.search(piece)
        if joint and len(clauses) > 1 and joint[0].startswith(","):
            clauses = [*_LIST.split(clauses[0], maxsplit=1), *clauses[1:]]
        whole = all(len(clause) >= 8 for clause in clauses) and not _COMPARE.match(piece)
        starts = re.match(rf"\W*(?:{'|'.join(_WH.values())})", piece, re.IGNORECASE)
        parts.extend(clauses if whole and starts and len(clauses) <= 4 else [piece])
    kept = [part.strip(" \t,") for part in parts if re.search(r"\w", part)]
    kept = [*(_STOP.sub("", part) for part in kept[:-1]), *kept[-1:]]
    if len(kept) > 1 and any(len(re.findall(r"\w", part)) < 4 for part in kept):
        return (text.strip(),)
    return tuple(kept)


def asks(text: str) -> bool:
    """Return whether a text opens as a question does.

    >>> asks("How is it paid?"), asks("equity")
    (True, False)
    """
    return re.match(rf"\W*(?:{'|'.join(_WH.values())})\b", text, re.IGNORECASE) is not None


def asks_of_several(text: str) -> bool:
    """Return whether a question asks what several documents say: a comparison, or which countries do.

    What "countries" do together, as a synthesis report tells it, is no such question.

    >>> asks_of_several("Which countries tax methane?"), asks_of_several("What do countries do on methane?")
    (True, False)
    """
    return bool(_SEVERAL.search(text))


def points_back(text: str) -> bool:
    """Return whether a short question leans on an earlier one ("How much does it cost?")."""
    return len(text.split()) <= 9 and bool(_POINTS_BACK.search(text)) and not countries_in(text)


def leans(text: str) -> bool:
    """Return whether a question after another one leans on it: it points back, or is who, when or why alone.

    >>> leans("Who decides?"), leans("What is BECCS?"), leans("When was the first one?")
    (True, False, True)
    """
    return points_back(text) or bool(_BARE.match(text.strip()) and not countries_in(text))


def follow_up(text: str) -> str | None:
    """Return what a follow-up adds ("and for Kenya?" adds "Kenya"), None if it stands by itself."""
    found = _HAN_FOLLOW_UP.match(text) or FOLLOW_UP.match(text)
    if not found or len(text.split()) > 8 or len(text) > 90:
        return None
    rest = found["rest"].strip()
    return None if re.match(rf"(?:{'|'.join(_WH.values())})\b", rest, re.IGNORECASE) else rest or None


def another_topic(text: str, before: str) -> str | None:
    """Return the question before with its last topic named anew, where a follow-up names another.

    >>> another_topic("And on methane?", "What does the pact say on coal?")
    'What does the pact say on methane?'
    >>> another_topic("And on methane?", "How is coal taxed?") is None
    True
    """
    found = _OTHER.match(text)
    if not found:
        return None
    last = list(re.finditer(rf"\s{found['by']}\s", before, re.IGNORECASE))
    if not last or len(before[last[-1].end() :].split()) > _SHORT_TOPIC:
        return None
    return f"{before[: last[-1].end()]}{found['topic'].rstrip(' ?？.')}?"


def sides_of(text: str, places: tuple[Mention, ...]) -> tuple[str, ...]:
    """Return the things that a question compares, each as a question of its own; empty if none.

    Two countries with one topic are no sides: the planner asks the same of each country.

    >>> sides_of("Compare carbon taxes with emissions trading on cost", ())
    ('carbon taxes cost', 'emissions trading cost')
    >>> sides_of("Compare the cost of wind and solar power", ())
    ('the cost of wind', 'the cost of solar power')
    """
    found = _COMPARE.match(text)
    if not found:
        return ()
    rest = found["rest"].strip(" ?.？。")
    several = len({place.code for place in places}) > 1
    # "with" and "versus" part two things more surely than "and", which also stands inside each.
    for joint in sorted(_SIDES.finditer(rest), key=lambda found: found[0].strip().lower() in _LOOSE):
        left, right = rest[: joint.start()].strip(), rest[joint.end() :].strip()
        if several and (min(len(left.split()), len(right.split())) < 4 or not _own_places(left, right)):
            continue
        if (front := _FRONT.match(left)) and len(right.split()) <= 3 and not _DETERMINED.match(right):
            return (left, front[0] + right)
        thing, *topic = _TOPIC.split(right, maxsplit=1) if len(left.split()) <= 4 else [right]
        return tuple(" ".join([side, *topic]) for side in (left, thing))
    return ()


def _own_places(left: str, right: str) -> bool:
    here, there = ({mention.code for mention in countries_in(side)} for side in (left, right))
    return bool(here and there and not here & there)
