"""Whether figures of two sentences are of one thing: all that narrows either is said of both."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from functools import cache, lru_cache
from pathlib import Path

from agents.checks.tables import HAN
from finetune.predict import words
from retrieval.concepts.tagger import embedded_tagger

_SAYS = re.compile(
    r"^.{0,80}?\b(?:estimate[sd]?|finds?|found|shows?|reports?|reported|states?|stated|notes?|noted|indicates?"
    r"|expected|projected|estime|estimé|indique|montre|constate|estima|indica|muestra|señala)"
    r"\s(?:that|qu['’e]|que)\s?",
    re.IGNORECASE,
)
"""Who says it, before what is said: "The report finds that"."""
_SOURCE = re.compile(
    r"(?:^|,\s*|\b)(?:according to|as (?:reported|stated|estimated) (?:by|in)|selon|d['’]après|según"
    r"|de acuerdo con|segundo [ao]s?\s|de acordo com|根据|据)[^,;，；]*",
    re.IGNORECASE,
)
_BESIDE = re.compile(
    r"\([^()]*(?:confidence|likely|certain|confiance|probable|confianza|信度|可能)[^()]*\)"
    r"|\b(?:greenhouse[- ]gas(?:es)?|GHGs?|(?:de )?gaz à effet de serre|GES"
    r"|(?:de )?gases de efecto (?:invernadero|estufa)|GEI|GEE)\b|温室气体",
    re.IGNORECASE,
)
"""How sure it is; and that emissions are of greenhouse gases, which goes without saying."""
_AFTER = re.compile(
    r"[,;:.。；，]\s|[;:。；，]|\s(?:while|whereas|because|which|although|compared with|compared to|thanks to"
    r"|tandis que|alors que|parce que|mientras|porque|enquanto)\s",
    re.IGNORECASE,
)
"""Where what is said of a figure ends: what follows it in the sentence is no part of it."""
_HAN_LIGHT = re.compile(
    r"占比?|达到?|约为?|为|的|了|将|年|增长|下降|减少|增加|上升|降低|比例|比重|总量|总|全国|我国|共|至|到|在|其中|左右|以上"
    r"|目标|预计|计划|力争|率|是|有|和|与|于|由|从|比"
)


def same_thing(one: str, other: str, *, ends: tuple[int, int]) -> bool:
    """Return whether nothing narrows the figure of one sentence that does not narrow that of the other.

    What narrows it are the words before it and those of its own clause behind it, but for words that narrow
    nothing ("reached", "about", "the report finds that"); a word may be told by another of the same meaning.

    Args:
        one: a sentence without its figures, years and countries.
        other: another one, likewise.
        ends: where in each the figure stood.

    >>> ends = (13, 19)
    >>> same_thing("Forest covers of the land.", "Dense forest covers of the land.", ends=ends)
    False
    >>> same_thing("Women own of the land.", "Some of the land is owned by women.", ends=(9, 4))
    True
    """
    first, second = _narrowing(one, ends[0]), _narrowing(other, ends[1])
    return any(mine == its for mine, its in zip(first, second, strict=True))


def alike(one: str, other: str) -> float:
    """Return the share of the words telling what two sentences are about that stand in both, in [0, 1]."""
    pairs = zip(_tellings(_unsourced(one)), _tellings(_unsourced(other)), strict=True)
    return max(len(mine & its) / len(mine | its) if mine | its else 0.0 for mine, its in pairs)


def _narrowing(text: str, at: int) -> tuple[frozenset[str], frozenset[str]]:
    tail = _AFTER.search(text, at)
    return _tellings(_unsourced(text[: tail.start() if tail else len(text)]))


def _unsourced(text: str) -> str:
    return _BESIDE.sub(" ", _SOURCE.sub(" ", _SAYS.sub(" ", text)))


@lru_cache(maxsize=1024)
def _tellings(text: str) -> tuple[frozenset[str], frozenset[str]]:
    """The words that narrow, each as the first of its likes; and so with concepts for what names them."""
    if len(HAN.findall(text)) * 3 > len(text):
        signs = frozenset(sign for sign in _HAN_LIGHT.sub("", text) if HAN.match(sign))
        return signs, signs
    named, at = [], 0
    for one in embedded_tagger().matches(text):
        named += plain_words(text[at : one.start])
        inside = plain_words(text[one.start : one.end])
        named += inside if len(inside) < 2 else [one.concept]
        at = one.end
    return frozenset(plain_words(text)), frozenset([*named, *plain_words(text[at:])])


def plain_words(text: str) -> list[str]:
    """Return the words of a text that narrow what it is about, each as the first of its likes."""
    forms, light = _forms(), _light()
    return [forms.get(word, word) for word in words(text) if word not in light]


@cache
def _light() -> frozenset[str]:
    """Words that narrow nothing."""
    return frozenset(words(" ".join(_table()["light"]))) - _forms().keys()


@cache
def _forms() -> Mapping[str, str]:
    """The first of its group for each word that means the same as others."""
    groups = [words(line) for line in _table()["same"]]
    return {word: group[0] for group in groups for word in group}


@cache
def _table() -> Mapping[str, list[str]]:
    table: Mapping[str, list[str]] = json.loads(
        Path(__file__).with_name("same_words.json").read_text("utf-8")
    )
    return table
