"""Calibrated language: likelihood, confidence, duty, quantity and denial kept as they stand, in four languages."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache

from agents.checks.denials import denies, negations, turned
from agents.checks.turns import turns
from agents.claims import Outcome, Reason
from finetune.predict import words

Found = tuple[Outcome, Reason]
_HAN = re.compile(r"[\u4e00-\u9fff]")


@dataclass(frozen=True, slots=True)
class Term:
    """A word that says how sure, how binding or how many; ``grade`` is its place on the scale of its kind."""

    kind: str
    grade: int
    said: str


# One line a grade, the weakest first; the longest pattern of a place wins.
_SCALES: dict[str, Sequence[str]] = {
    "likelihood": (
        r"exceptionally unlikely|exceptionnellement improbable|excepcionalmente improbable|几乎不可能",
        r"extremely unlikely|extrêmement improbable|sumamente improbable|极不可能",
        r"very unlikely|très improbable|muy improbable|很不可能",
        r"unlikely|improbable|peu probable|poco probable|不太可能",
        r"about as likely as not|à peu près aussi probable qu'improbable|tan probable como improbable|或许可能",
        r"more likely than not|plus probable qu'improbable|más probable que improbable|多半可能",
        r"likely|probables?|probablement|probablemente|大概率",
        r"very likely|très probables?|très probablement|muy probables?|muy probablemente|很可能",
        r"extremely likely|extrêmement probables?|sumamente probables?|extremadamente probables?|极有可能|极可能",
        r"virtually certain|pratiquement certaine?s?|quasiment certaine?s?|prácticamente segur[oa]s?|几乎确定|几乎肯定",
    ),
    "confidence": (
        r"very low confidence|(?:degré de )?confiance très faible|(?:nivel de )?confianza muy baj[oa]|很低信度",
        r"low confidence|(?:degré de )?confiance faible|(?:nivel de )?confianza baj[oa]|低信度",
        r"medium confidence|(?:degré de )?confiance moyen(?:ne)?|(?:nivel de )?confianza medi[oa]|中等信度",
        r"high confidence|(?:degré de )?confiance élevée?|(?:nivel de )?confianza alt[oa]|高信度",
        r"very high confidence|(?:degré de )?confiance très élevée?|(?:nivel de )?confianza muy alt[oa]|很高信度|极高信度",
    ),
    "evidence": (
        r"limited evidence|preuves limitées|evidencia limitada|证据有限",
        r"medium evidence|preuves moyennes|evidencia media|中等证据",
        r"robust evidence|preuves solides|evidencia sólida|证据确凿",
    ),
    "agreement": (
        r"low agreement|faible concordance|acuerdo bajo|一致性低",
        r"medium agreement|concordance moyenne|acuerdo medio|一致性中等",
        r"high agreement|forte concordance|acuerdo alto|一致性高",
    ),
    "duty": (
        r"may|might|could|can|cannot|potentially|possibly|perhaps|able to|potential(?= to| for)|possible|allow(?:s|ed)?|permit(?:s|ted)?"
        r"|peut|peuvent|pourrai(?:t|ent)|pourra|pourront|possible|éventuellement|permet(?:tent)?"
        r"|puede[n]?|podrá[n]?|podría[n]?|posible(?:mente)?|permite[n]?|quizás?|可以|可能(?!性)|或许|也许|能够?",
        r"should|ought to|recommend(?:s|ed|ation)?|encourag(?:e|es|ed)|urg(?:e|es|ed)|invit(?:e|es|ed)|advis(?:e|es|ed)|voluntary|suggest(?:s|ed)?"
        r"|devrai(?:t|ent)|recommand\w+|encourag\w+|invit\w+|debería[n]?|recomiend\w+|recomend\w+|alient\w+|invit\w+|insta[n]?|宜|建议|鼓励|应(?!对|用|当|该|急)|应该",
        r"must|shall|required?|requir(?:es|ing)|ha(?:s|ve|d) to|oblig(?:e|es|ed|atory)|mandatory|mandat(?:e|es|ed)|compulsory|need(?:s|ed)? to"
        r"|doi(?:t|vent)|devra|devront|obligatoires?|exig\w+|debe[n]?|deberá[n]?|tiene[n]? que|obligatori[oa]s?|必须|应当|须|要求",
    ),
    "outlook": (
        r"project(?:ed|ions?)|expect(?:s|ed)?|estimat(?:e|es|ed)|anticipat(?:e|es|ed)|predict(?:s|ed)?|forecasts?|foresees?|outlook"
        r"|projet\w+|prév\w+|estim\w+|anticip\w+|proyect\w+|prev\w+|espera[n]?|estima\w*|预计|预期|预测|估计"
        r"|plan(?:s|ned|ning)?|aims?|aim(?:ed|ing)|intend(?:s|ed)?|seeks?|targets?|targeted|goals?|pledg(?:e|es|ed)|propos(?:e|es|ed|al)|commit(?:s|ted|ment)?|envisag\w+"
        r"|prévoi\w+|vise\w*|entend\w*|objectif|propose\w*|s'engage\w*|planea[n]?|pretende[n]?|busca[n]?|objetivo|meta|propone[n]?|compromet\w+|计划|拟|目标|力争|旨在|承诺"
        r"|will|would|going to|is to|are to|be to|going forward|until|by (?=20[3-9]\d)|set to|due to be|shall|va a|van a|将|会|到(?=20[3-9]\d)|d'ici|sera|seront",
    ),
    "share": (
        r"no|none|neither|no one|nobody|aucune?|ninguna?|ningún|没有|无",
        r"some|part of|a share of|few|several|a number of|certain(?=es|s)|quelques|plusieurs|algun[oa]s|vari[oa]s|一些|部分|若干|少数",
        r"many|much of|numerous|often|beaucoup|de nombreu(?:x|ses)|souvent|much[oa]s|numeros[oa]s|许多|很多|经常",
        r"most|majority|mostly|mainly|largely|usually|predominantly|la plupart|majorité|principalement|la mayoría|mayormente|mayor parte|大多数|大部分|多数|主要",
        r"all|every|each|always|entirely|completely|fully|everywhere|tous|toutes|chaque|toujours|entièrement|tod[oa]s|cada|siempre|completamente|所有|全部|每个|一切|全体|始终",
    ),
}  # fmt: skip
_ALONE = re.compile(
    r"\b(?:at most|at all|(?:every|each) (?:year|month|day|week|decade)|chaque année|cada año|after all|for the most part|most likely|all[- ]time|first of all|not only|each other|in all|no later"
    r"|no (?:more|less|fewer) than|can be|might as well|may \d{4}|\d{1,2} may\b|month of may|all-round|as required|most recent(?:ly)?|most of all|most vulnerable)\b",
    re.IGNORECASE,
)
_CUT = re.compile(
    r"(?<=[.!?;:])\s+|[。；，;]|,\s|\s(?:but|while|whereas|although|though|mais|tandis que|alors que|pero|mientras(?: que)?|aunque)\s",
    re.IGNORECASE,
)
_SENTENCE = re.compile(r"(?<=[.!?])\s+(?=[A-ZÀ-Þ¿¡\d(])|(?<=[。！？])")
_NAMED = {
    "confidence": re.compile(r"confidence|confiance|confianza|信度", re.IGNORECASE),
    "evidence": re.compile(r"evidence|preuve|evidencia|证据", re.IGNORECASE),
    "agreement": re.compile(r"agree|concordance|acuerdo|一致", re.IGNORECASE),
}
_WHOLE = ("confidence", "evidence", "agreement")
_PERMITTED = re.compile(r"^(?:allow|permit|possible|able|permet|permite|can(?!not))", re.IGNORECASE)


def _pattern(grades: Sequence[str]) -> re.Pattern[str]:
    """All grades in one, the longest first, so that "very likely" is not read as "likely"."""
    made = []
    for grade, line in enumerate(grades):
        spaced = [part for part in _parts(line) if not _HAN.search(part)]
        han = [part for part in _parts(line) if _HAN.search(part)]
        made += [(f"(?<![\\w-]){part}(?![\\w-])", grade) for part in spaced] + [(part, grade) for part in han]
    made.sort(key=lambda pair: -len(re.sub(r"\\b|\(\?[^)]*\)|[\\?+*()\[\]<>!-]", "", pair[0])))
    return re.compile(
        "|".join(f"(?P<g{grade}_{at}>{part})" for at, (part, grade) in enumerate(made)), re.IGNORECASE
    )


def _parts(line: str) -> list[str]:
    """The alternatives of a line, those inside brackets left together."""
    parts, depth, start = [], 0, 0
    for at, sign in enumerate(line):
        depth += (sign == "(") - (sign == ")")
        if sign == "|" and depth == 0:
            parts.append(line[start:at])
            start = at + 1
    return [*parts, line[start:]]


_PATTERNS = {kind: _pattern(grades) for kind, grades in _SCALES.items()}


@lru_cache(maxsize=8192)
def terms(text: str) -> tuple[Term, ...]:
    """Return the calibrated words of a text, kind by kind.

    >>> [(term.kind, term.grade) for term in terms("It will very likely rise (high confidence).")]
    [('likelihood', 7), ('confidence', 3), ('outlook', 0)]
    """
    plain = _ALONE.sub(" ", " ".join(text.replace("’", "'").split()))
    found = []
    for kind, pattern in _PATTERNS.items():
        for match in pattern.finditer(plain):
            grade = int(str(match.lastgroup)[1:].partition("_")[0])
            found.append(Term(kind, grade, " ".join(match[0].split())))
    return tuple(found)


def calibrated(claim: str, quote: str) -> tuple[Found, ...]:
    """Return where a claim is surer, more binding or wider than the words cited, or denies them.

    >>> [(outcome.value, reason.stands) for outcome, reason in calibrated("Rain will fall.", "Rain may fall.")]
    [('lacks', 'may')]
    >>> calibrated("Seas could rise.", "Seas might rise.")
    ()
    """
    clause, sentence = nearest(claim, quote)
    within = sentence
    if _covered(claim, clause) >= _ENOUGH:  # what stands beside the clause is no part of the point
        sentence = clause
    found = [
        *_likelihood(claim, clause, quote),
        *_graded(claim, within),
        *_duty(claim, clause, sentence),
        *_outlook(claim, clause, sentence),
        *_share(claim, clause, sentence),
        *_denial(claim, clause, sentence),
        *_direction(claim, clause, sentence),
    ]
    return tuple(dict.fromkeys(found))


_ENOUGH = 0.75


def _covered(claim: str, clause: str) -> float:
    mine = set(words(claim))
    return len(mine & set(words(clause))) / len(mine) if mine else 0.0


def nearest(claim: str, quote: str) -> tuple[str, str]:
    """Return the clause and the sentences of a quote that the claim is about.

    A claim may take from several clauses: those count that hold words of it which no better one holds.
    """
    mine = frozenset(words(claim))
    sentences = _telling(mine, [part for part in _SENTENCE.split(quote) if part.strip()], 2)
    whole = " ".join(sentences) or quote
    clauses = _telling(mine, [part for part in _CUT.split(whole) if part and part.strip()], 2)
    return " , ".join(clauses) or whole, whole


def _telling(mine: frozenset[str], parts: list[str], least: int) -> list[str]:
    left, chosen = set(mine), set()
    while True:
        at = max(range(len(parts)), key=lambda n: (len(left & set(words(parts[n]))), -n), default=None)
        if at is None:
            return []
        gain = left & set(words(parts[at]))
        if len(gain) < (least if chosen else 1):
            return [part for n, part in enumerate(parts) if n in chosen]
        chosen.add(at)
        left -= gain


def _of(text: str, kind: str) -> list[Term]:
    return [term for term in terms(text) if term.kind == kind]


def _likelihood(claim: str, sentence: str, quote: str) -> Iterator[Found]:
    said, stands = _of(claim, "likelihood"), _of(sentence, "likelihood")
    everywhere = {term.grade for term in _of(quote, "likelihood")}
    for term in said:
        if term.grade in everywhere:
            continue
        if stands:
            against = (term.grade < 4) != (stands[0].grade < 4)
            flipped = against and denies(claim) == denies(sentence)
            yield (
                Outcome.DIFFERS if flipped else Outcome.LACKS,
                Reason("term_other", term.said, stands[0].said),
            )
        elif not _hedged(sentence):
            yield Outcome.LACKS, Reason("term_added", term.said)
    if stands and not said and not _of(claim, "duty") and stands[0].grade != 9:
        yield Outcome.LACKS, Reason("term_lost", "", stands[0].said)


def _hedged(text: str) -> bool:
    return any(term.kind in ("duty", "likelihood") and term.grade < 7 for term in terms(text))


def _graded(claim: str, sentence: str) -> Iterator[Found]:
    for kind in _WHOLE:
        said, stands = _of(claim, kind), _of(sentence, kind)
        grades = {term.grade for term in stands}
        for term in said:
            if term.grade not in grades:
                other = stands[0].said if stands else ""
                code = "term_other" if other else "term_added"
                yield Outcome.LACKS, Reason(code, term.said, other)
        if stands and not said:
            weak = stands[0].grade < len(_SCALES[kind]) // 2 and not _NAMED[kind].search(claim)
            yield Outcome.LACKS if weak else Outcome.PARTLY, Reason("term_lost", "", stands[0].said)


def _duty(claim: str, clause: str, sentence: str) -> Iterator[Found]:
    said = _of(claim, "duty")
    stands = _of(clause, "duty") or ([] if not said else _of(sentence, "duty"))
    mine = max((term.grade for term in said), default=-1)
    its = {term.grade for term in stands}
    if not stands or mine in its or _turned_over(claim, sentence):
        return
    first = stands[0]
    if mine < 0:
        softer = _of(claim, "likelihood") or (first.grade == 0 and _PERMITTED.match(first.said))
        soft = first.grade == 0 and any(term.said.lower() not in _FIRM for term in _of(claim, "outlook"))
        if not softer and not soft:
            firm = first.grade == 2
            yield Outcome.PARTLY if firm else Outcome.LACKS, Reason("term_lost", "", first.said)
        return
    word = next(term.said for term in said if term.grade == mine)
    if {mine} | its >= {0, 2} and len(its) == 1:
        yield Outcome.DIFFERS, Reason("term_other", word, first.said)
    elif mine > max(its):
        yield Outcome.LACKS, Reason("term_other", word, first.said)
    else:
        yield Outcome.PARTLY, Reason("term_other", word, first.said)


_FIRM = frozenset({"will", "shall", "is to", "are to", "将", "会", "sera", "seront", "va a", "van a"})
"""Words of the future that are as sure as a fact."""


def _turned_over(claim: str, sentence: str) -> bool:
    """Not having to is being free to, must not is being banned: a duty told by its opposite."""
    return negations(claim) != negations(sentence) or turned(claim) != turned(sentence)


def _outlook(claim: str, clause: str, sentence: str) -> Iterator[Found]:
    """A plan or a forecast that is told as done."""
    stands = [term for term in _of(clause, "outlook")]
    if not stands or _of(claim, "outlook") or _of(claim, "duty") or _of(claim, "likelihood"):
        return
    if _DONE.search(claim) and not _DONE.search(clause):
        yield Outcome.LACKS, Reason("term_lost", "", stands[0].said)


_DONE = re.compile(
    r"(?<!to be )(?<!be )\b(?:has|have|had|was|were|did|\w{3,}ed|fell|rose|grew|cut|met|spent|built|made|took|a (?:été|réduit)|ont|ha|han|fue|fueron|\w+ó|\w+aron)\b|已经?|了(?=[\d。，])",
    re.IGNORECASE,
)


def _share(claim: str, clause: str, sentence: str) -> Iterator[Found]:
    said = [term for term in _of(claim, "share") if term.grade]
    stands = [term for term in _of(clause, "share") if term.grade]
    if not said or not stands:
        stronger = [term for term in said if term.grade == 4]
        weaker = [term for term in _of(clause, "share") if term.grade in (1, 2, 3)]
        if (
            weaker
            and not said
            and weaker[0].grade < 3
            and re.match(rf"\W*{re.escape(weaker[0].said)}\b", clause, re.I)
        ):
            yield Outcome.LACKS, Reason("term_lost", "", weaker[0].said)
        elif (
            stronger
            and not turned(sentence)
            and re.match(r"(?:all|every|tous|toutes|tod[oa]s|所有|全部)", stronger[0].said, re.I)
            and not _of(sentence, "share")
        ):
            yield Outcome.PARTLY, Reason("term_added", stronger[0].said)
        return
    mine, its = max(t.grade for t in said), max(t.grade for t in stands)
    if any(t.grade == mine for t in _of(sentence, "share")):
        return
    outcome = Outcome.LACKS if mine > its else Outcome.PARTLY
    yield outcome, Reason("term_other", said[0].said, stands[0].said)


def _denial(claim: str, clause: str, sentence: str) -> Iterator[Found]:
    mine = denies(claim)
    if mine == denies(clause) or mine == denies(sentence):
        return
    unsure = turned(claim) != turned(sentence) or bool(
        {t.grade for t in _of(claim, "likelihood")} != {t.grade for t in _of(sentence, "likelihood")}
    )
    close = _covered(claim, clause) >= 0.6
    outcome = Outcome.PARTLY if unsure else Outcome.DIFFERS if close else Outcome.LACKS
    yield outcome, Reason("negated", "", clause.strip()[:120])


def _direction(claim: str, clause: str, sentence: str) -> Iterator[Found]:
    mine, its = turns(claim), turns(clause)
    if len(mine) != 1 or len(its) != 1 or mine == its or turns(sentence) >= mine:
        return
    if denies(claim) == denies(sentence):
        code = "rise_for_fall" if "up" in mine else "fall_for_rise"
        yield Outcome.DIFFERS, Reason(code, claim[:80], clause.strip()[:80])
