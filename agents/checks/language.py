"""Calibrated language: likelihood, confidence, duty, quantity and denial kept as they stand."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache

from agents.checks.conditions import conditions
from agents.checks.denials import denies, negations, turned
from agents.checks.promoted import promoted
from agents.checks.tables import table, whole
from agents.checks.turns import turns
from agents.claims import Outcome, Reason
from finetune.predict import words

Found = tuple[Outcome, Reason]


@dataclass(frozen=True, slots=True)
class Term:
    """A word that says how sure, how binding or how many, and its place on the scale of its kind."""

    kind: str
    grade: int
    said: str


_SCALES: dict[str, list[list[str]]] = table("language")
"""For each kind its grades, the weakest first, each the words that say it."""
_ALONE = re.compile(
    r"\b(?:at most|at all|after all|in all,|first of all|most of all|for the most part|most likely"
    r"|all[- ]time|(?:every|each) (?:year|month|day|week|decade)|chaque année|cada año"
    r"|not only|each other|no later"
    r"|no (?:more|less|fewer) than|can be|might as well|may \d{4}|\d{1,2} may|month of may|all-round"
    r"|as required|most recent(?:ly)?|most vulnerable)\b",
    re.IGNORECASE,
)
_CUT = re.compile(
    r"(?<=[.!?;:])\s+|[。；，;]|,\s"
    r"|\s(?:but|while|whereas|although|though|mais|tandis que|alors que|pero|mientras(?: que)?|aunque)\s",
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


def _pattern(grades: Sequence[Sequence[str]]) -> re.Pattern[str]:
    """All grades in one, the longest first, so that "very likely" is not read as "likely"."""
    made = [(part, grade) for grade, parts in enumerate(grades) for part in parts]
    made.sort(key=lambda pair: -len(_SIGNS.sub("", pair[0])))
    named = (f"(?P<g{grade}_{at}>{whole([part])})" for at, (part, grade) in enumerate(made))
    return re.compile("|".join(named), re.IGNORECASE)


_SIGNS = re.compile(r"\\b|\(\?[^)]*\)|[\\?+*()\[\]<>!-]")
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

    >>> found = calibrated("Rain will fall.", "Rain may fall.")
    >>> [(outcome.value, reason.stands) for outcome, reason in found]
    [('lacks', 'may')]
    >>> calibrated("Seas could rise.", "Seas might rise.")
    ()
    """
    within = nearest(claim, quote)[1]
    found = [*_graded(claim, within), *conditions(claim, within), *promoted(claim, within)]
    for part in _parts(claim):
        clause, sentence = nearest(part, quote)
        if _covered(part, clause) >= _ENOUGH:  # what stands beside the clause is no part of the point
            sentence = clause
        found += [
            *_likelihood(part, clause, quote),
            *_duty(part, clause, sentence),
            *_outlook(part, clause, sentence),
            *_share(part, clause, sentence),
            *_denial(part, clause, sentence),
            *_direction(part, clause, sentence),
        ]
        found = _but(found, _told_elsewhere(claim, part, clause))
    swapped = {reason.stands.lower() for _, reason in found if reason.code == "term_other"}
    return tuple(dict.fromkeys(_but(found, swapped)))


def _but(found: Sequence[Found], lost: Collection[str]) -> list[Found]:
    """All but these words that a claim has lost."""
    return [own for own in found if own[1].code != "term_lost" or own[1].stands.lower() not in lost]


def _told_elsewhere(claim: str, part: str, clause: str) -> frozenset[str]:
    """Words of a clause that a claim has in another part: this part takes only a piece of the clause."""
    if part == claim or _covered(clause, part) >= _ENOUGH:
        return frozenset()
    grades = {(term.kind, term.grade) for term in terms(claim)}
    return frozenset(term.said.lower() for term in terms(clause) if (term.kind, term.grade) in grades)


_FEWEST = 3
"""So many words that carry meaning make a clause that is compared by itself."""


def _parts(claim: str) -> list[str]:
    """The clauses of a claim; one that says too little to be compared joins the one before."""
    parts: list[str] = []
    for part in (part for part in _CUT.split(claim) if part and part.strip()):
        if parts and min(len(words(part)), len(words(parts[-1]))) < _FEWEST:
            parts[-1] += f" {part}"
        else:
            parts.append(part)
    return parts or [claim]


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
    left, chosen = set(mine), set[int]()
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
            outcome = Outcome.DIFFERS if flipped else Outcome.LACKS
            yield outcome, Reason("term_other", term.said, stands[0].said)
        elif not _hedged(sentence):
            yield Outcome.LACKS, Reason("term_added", term.said)
    if stands and not said and not _of(claim, "duty") and stands[0].grade != 9:
        yield Outcome.LACKS, Reason("term_lost", "", stands[0].said)


def _hedged(text: str) -> bool:
    return any(term.kind in ("duty", "likelihood") and term.grade < 7 for term in terms(text))


def _graded(claim: str, sentence: str) -> Iterator[Found]:
    for kind in _WHOLE:
        said, stands = _of(claim, kind), _of(sentence, kind)
        left = Counter(term.grade for term in stands)
        for term in said:
            left[term.grade] -= 1
            if left[term.grade] < 0:
                other = next((own.said for own in stands if own.grade != term.grade), "")
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
    turned_round = {mine} | its >= {0, 2} and len(its) == 1
    outcome = Outcome.DIFFERS if turned_round else Outcome.LACKS if mine > max(its) else Outcome.PARTLY
    yield outcome, Reason("term_other", word, first.said)


_FIRM = frozenset({"will", "shall", "is to", "are to", "将", "会", "sera", "seront", "va a", "van a"})
"""Words of the future that are as sure as a fact."""


def _turned_over(claim: str, sentence: str) -> bool:
    """Not having to is being free to, must not is being banned: a duty told by its opposite."""
    return negations(claim) != negations(sentence) or turned(claim) != turned(sentence)


def _outlook(claim: str, clause: str, sentence: str) -> Iterator[Found]:
    """A plan or a forecast that is told as done."""
    stands = _of(clause, "outlook")
    if not stands or _of(claim, "outlook") or _of(claim, "duty") or _of(claim, "likelihood"):
        return
    if _DONE.search(claim) and not _DONE.search(clause):
        yield Outcome.LACKS, Reason("term_lost", "", stands[0].said)


_DONE = re.compile(
    r"(?<!to be )(?<!be )\b(?:has|have|had|was|were|did|\w{3,}ed|fell|rose|grew|cut|met|spent|built|made|took"
    r"|a (?:été|réduit)|ont|ha|han|fue|fueron|\w+ó|\w+aron)\b|已经?|了(?=[\d。，])",
    re.IGNORECASE,
)


_ALL = 4
_EVERY = re.compile(r"(?:all|every|tous|toutes|tod[oa]s|所有|全部)", re.IGNORECASE)


def _share(claim: str, clause: str, sentence: str) -> Iterator[Found]:
    said = [term for term in _of(claim, "share") if term.grade]
    stands = [term for term in _of(clause, "share") if term.grade]
    if not said or not stands:
        weaker = [term for term in stands if term.grade < 3]
        every = [term for term in said if term.grade == _ALL and _EVERY.match(term.said)]
        if weaker and re.match(rf"\W*{re.escape(weaker[0].said)}(?!\w)", clause, re.IGNORECASE):
            yield Outcome.LACKS, Reason("term_lost", "", weaker[0].said)
        elif every and not turned(sentence) and not _of(sentence, "share"):
            yield Outcome.PARTLY, Reason("term_added", every[0].said)
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
