"""What a quote only plans, wishes or asks for, told as done or as surer: the main verb and hedges stay."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from agents.checks.spelled import tongue
from agents.checks.tables import HAN, table, whole
from agents.checks.verbs import Verb, actions, matches, verbs
from agents.claims import Outcome, Reason
from finetune.predict import words

Found = tuple[Outcome, Reason]
Span = tuple[int, int]
_TABLE = table("promoted")
_INTENTS = tuple(re.compile(whole(parts), re.IGNORECASE) for parts in _TABLE["intents"])
_ANY = re.compile("|".join(pattern.pattern for pattern in _INTENTS), re.IGNORECASE)
_END = re.compile(
    r"[.;:!?](?:\s|$)|[。；，]|\s(?:which|who|while|whereas|because|although|though|but|has|have|had|was|were|is|are)\s",
    re.IGNORECASE,
)
_MODIFIED = re.compile(
    rf"\b({'|'.join(_TABLE['modifiers'])})\s((?:[\w-]+\s)?)([^\W\d_]{{3,}})", re.IGNORECASE
)
_DAY_OF_MAY = re.compile(r"\b(?:\d{1,2} )?may \d+|\bmonth of may\b", re.IGNORECASE)
_DEEDS = {name: re.compile(whole(parts), re.IGNORECASE) for name, parts in _TABLE["deeds"].items()}
_STEPS = re.compile(whole(_TABLE["steps"]), re.IGNORECASE)
_OUTCOMES = re.compile(whole(_TABLE["outcomes"]), re.IGNORECASE)
_ACTION_REACH = 8
_SHARED = 0.5
"""The share of what a claim says, or of what its plan is of, that has to hang on the plan of the quote."""
_HAN_RUN = 4
_HAN_NOUN = re.compile(r"的(?:战略|计划|规划|目标|方案|草案|提案|倡议|承诺|愿景|路线图)")
_HAN_DONE = re.compile(r"了|已经?")


def promoted(claim: str, quote: str) -> Iterator[Found]:
    """Yield the words of a quote that make an act a plan, where a claim tells the act as done or as surer.

    >>> quote = "Kenya adopted a strategy for ending drought emergencies in 2012."
    >>> [r.stands for _, r in promoted("Kenya ended drought emergencies in 2012.", quote)]
    ['strategy for']
    >>> list(promoted("Kenya adopted a strategy in 2012.", quote))
    []
    """
    language = tongue(claim)
    if language != tongue(quote):
        return
    deed = _deed(claim, quote, language)
    if deed:
        yield Outcome.LACKS, Reason("term_added", deed)
    if language == "zh":
        yield from _han(claim, quote)
        return
    said, stands = verbs(claim), verbs(quote)
    under = _lost_main(said, (*stands, *_nouns(quote))) or _replaced(claim, quote, said, stands)
    if under:
        yield Outcome.LACKS, Reason("term_lost", "", under)
        return
    modified = _bare(claim, quote)
    if modified:
        yield Outcome.LACKS, Reason("term_lost", "", modified)
    yield from _firmer(claim, quote)


def _deed(claim: str, quote: str, language: str) -> str:
    """A word such as "implemented" in a claim, where the quote tells of a plan or of a first step alone."""
    pattern = _DEEDS[language]
    found = [own[0] for own in pattern.finditer(claim) if language != "en" or _told(claim, own[0])]
    found = [] if pattern.search(quote) else found
    found += [] if _OUTCOMES.search(quote) else [own[0] for own in _OUTCOMES.finditer(claim)]
    return found[0] if found and (_ANY.search(quote) or _STEPS.search(quote)) else ""


def _told(claim: str, word: str) -> bool:
    return any(own.told and own.written == word for own in verbs(claim))


def _lost_main(said: Sequence[Verb], stands: Sequence[Verb]) -> str:
    """What a verb of the quote hangs on, where the claim tells the verb, and the quote tells it nowhere."""
    for verb in (own for own in said if own.told):
        its = [own for own in stands if matches(verb, own)]
        hanging = next((own.under for own in its if own.under), "")
        if hanging and not any(own.told for own in its):
            return hanging
    return ""


def _nouns(quote: str) -> Iterator[Verb]:
    """Nouns of action that hang on a plan: "a target of a reduction", "calls for the elimination of"."""
    for intent in _ANY.finditer(quote):
        rest = _scope(quote, intent.end())
        for word in re.findall(r"[^\W\d_]+(?:-[^\W\d_]+)*", rest)[:_ACTION_REACH]:
            yield Verb(word, actions(word.lower()), told=False, under=intent[0])


def _scope(text: str, start: int) -> str:
    """What follows a word up to the end of its clause."""
    end = _END.search(text, start)
    return text[start : end.start() if end else len(text)]


def _replaced(claim: str, quote: str, said: Sequence[Verb], stands: Sequence[Verb]) -> str:
    """The plan of a quote, where a claim has none, and another verb tells what the plan is of."""
    if _intents(claim):
        return ""
    told = [own for own in said if own.told]
    other = [own for own in told if not any(matches(own, its) for its in stands)]
    if not other:
        return ""
    mine = set(words(claim)) - {stem for own in other for stem in words(own.written)}
    for intent in _ANY.finditer(_DAY_OF_MAY.sub(" ", quote)):
        scope = set(words(_scope(quote, intent.end())))
        rest = mine - (set(words(quote[: intent.start()])) - scope)  # who it is, and when
        if rest and len(rest & scope) >= _SHARED * len(rest):
            return intent[0]
    return ""


def _bare(claim: str, quote: str) -> str:
    """A word such as "draft" before a noun of a quote, where the claim has the noun without it."""
    for found in _MODIFIED.finditer(quote):
        noun = found[3].lower()
        if any(re.search(rf"\b{word}\b", claim, re.IGNORECASE) for word in _TABLE["modifiers"]) or _intents(
            claim
        ):
            return ""
        if (
            re.search(rf"\b{noun}\b", claim, re.IGNORECASE)
            and len(re.findall(rf"\b{noun}\b", quote, re.IGNORECASE)) == 1
        ):
            return found[1]
    return ""


def _intents(text: str) -> list[tuple[int, Span]]:
    """The grade and the place of every word that makes an act a plan."""
    months = [found.span() for found in _DAY_OF_MAY.finditer(text)]
    return [
        (grade, found.span())
        for grade, pattern in enumerate(_INTENTS)
        for found in pattern.finditer(text)
        if not any(start <= found.start() < end for start, end in months)
    ]


def _firmer(claim: str, quote: str) -> Iterator[Found]:
    """A plan that became a promise, a proposal that became a plan: of one and the same thing."""
    said, stands = _intents(claim), _intents(quote)
    if not said or not stands:
        return
    (mine, at), (its, other) = min(said), max(stands)
    if mine > its and _of_one(claim, at, quote, other):
        reason = Reason("term_other", claim[slice(*at)], quote[slice(*other)])
        yield Outcome.LACKS if mine - its > 1 else Outcome.PARTLY, reason


def _of_one(claim: str, at: Span, quote: str, other: Span) -> bool:
    mine, its = set(words(_scope(claim, at[1]))), set(words(_scope(quote, other[1])))
    return bool(mine) and len(mine & its) >= _SHARED * len(mine)


def _han(claim: str, quote: str) -> Iterator[Found]:
    """Chinese has no forms: a plan is lost where the claim has what the plan is of, and no plan."""
    if _intents(claim):
        return
    mine = _HAN_DONE.sub("", claim)
    for found in _ANY.finditer(quote):
        noun = _HAN_NOUN.match(quote, max(0, found.start() - 1))
        scope = quote[: found.start()] if noun else quote[found.end() :]
        if _shared_run(mine, _HAN_DONE.sub("", scope)) >= _HAN_RUN:
            yield Outcome.LACKS, Reason("term_lost", "", found[0])
            return


def _shared_run(one: str, other: str) -> int:
    """How many Chinese signs the longest run has that stands in both."""
    best, row = 0, [0] * (len(other) + 1)
    for sign in one:
        now = [0] * (len(other) + 1)
        for at, its in enumerate(other, 1):
            now[at] = row[at - 1] + bool(HAN.match(sign)) if sign == its else 0
        best, row = max(best, *now), now
    return best
