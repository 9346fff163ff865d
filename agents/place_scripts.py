"""Countries in Russian, Arabic and Hindi texts: their names in every case, with what is written onto them."""

from __future__ import annotations

import gettext
import json
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import product
from pathlib import Path
from typing import Any

import pycountry

from retrieval.light_stems import arabic_plain, hindi_plain

Found = tuple[str, int, int]
"""A code, and where in the text its name stands."""
_WORDS: Mapping[str, re.Pattern[str]] = {
    "ru": re.compile(r"[\u0400-\u04ff]+(?:['’-][\u0400-\u04ff]+)*"),
    "ar": re.compile(r"[\u0620-\u065f\u066e-\u06d3]+"),
    "hi": re.compile(r"[\u0900-\u0963\u0970-\u097f\u200c\u200d]+"),
}
_WRITTEN_IN = re.compile("[\u0400-\u04ff\u0620-\u06ff\u0900-\u097f]")
_BETWEEN = re.compile(r"[\s-]+|\s*[—–]\s*")
_MOST_WORDS = 6
# Endings of a Russian word and what stands in their place in the other cases.
_CASES: tuple[tuple[str, str], ...] = (
    ("ство", "ства ству ством стве"),
    ("острова", "островов островам островами островах"),
    ("египет", "египта египту египтом египте"),
    ("ия", "ии ию ией"),
    ("ея", "еи ее ею еей"),
    ("ая", "ой ую ою"),
    ("ое", "ого ому ым ом"),
    ("ые", "ых ым ыми"),
    ("ие", "их им ими"),
    ("ий", "ого ому им ом"),
    ("ый", "ого ому ым ом"),
    *((f"{letter}а", f"{letter}и {letter}е {letter}у {letter}ой") for letter in "гкхжчшщ"),
    ("а", "ы е у ой"),
    ("я", "и е ю ей"),
    ("ь", "и я ю ью ем е"),
    ("й", "я ю ем е"),
    ("ы", " ов ам ами ах"),
)
_SAME_IN_ALL = tuple("оуеэиёю")
_ADJECTIVE = ["ий", "ая", "ое", "ие", "ого", "ому", "им", "ом", "ой", "ую", "их", "ими"]
_NISBA = ("", "ة", "ين", "ون", "ات")
_PARTICLES = ("و", "ف")
_PREPOSITIONS = ("ب", "ل", "ك")
# Words of other meanings: "of that" opens a sentence, "with a diameter" has a preposition before it.
_NOT_FIRST, _NOT_WITH = "того", ("قطر", "ب")


@dataclass(frozen=True, slots=True)
class _Table:
    """Names by their words to a code, and words in other cases to the case of the names."""

    names: Mapping[str, str]
    cases: Mapping[str, str]
    with_capital: frozenset[str] = frozenset()


@cache
def words() -> dict[str, Any]:
    """Return the names and adjectives beside those of pycountry, by language."""
    own: dict[str, Any] = json.loads(Path(__file__).with_name("place_names.json").read_text("utf-8"))
    return own


def in_catalogue(language: str) -> Iterator[tuple[str, str]]:
    """Yield every name of a country in a language of pycountry's, with its code."""
    table = gettext.translation("iso3166-1", pycountry.LOCALES_DIR, [language], fallback=True)
    for country in pycountry.countries:
        for field in ("common_name", "name", "official_name"):
            name = getattr(country, field, None)
            if name and (told := table.gettext(name)) != name:
                yield told, country.alpha_3


def scripted(text: str) -> list[Found]:
    """Return the countries that are named in Cyrillic, Arabic or Devanagari letters, the longest names.

    >>> [code for code, *_ in scripted("Планы Кении, وللبرازيل; भारत में")]
    ['KEN', 'BRA', 'IND']
    """
    if not _WRITTEN_IN.search(text):
        return []
    return [found for language, pattern in _WORDS.items() for found in _within(text, language, pattern)]


def _within(text: str, language: str, pattern: re.Pattern[str]) -> Iterator[Found]:
    spans = [match.span() for match in pattern.finditer(text)]
    at = 0
    while at < len(spans):
        step = 1
        for size in range(_run(text, spans, at), 0, -1):
            start, end = spans[at][0], spans[at + size - 1][1]
            written = [text[first:last] for first, last in spans[at : at + size]]
            code = _code(text, written, start, language)
            if code:
                yield code, start, end
                step = size
                break
        at += step


def _run(text: str, spans: Sequence[tuple[int, int]], at: int) -> int:
    """How many words from here on may be one name: only blanks and dashes are between them."""
    size = 1
    while (
        size < _MOST_WORDS
        and at + size < len(spans)
        and _BETWEEN.fullmatch(text[spans[at + size - 1][1] : spans[at + size][0]])
    ):
        size += 1
    return size


def _code(text: str, written: Sequence[str], start: int, language: str) -> str | None:
    table = _table(language)
    if language == "ru":
        name = " ".join(table.cases.get(word, word) for word in map(_plain_russian, written))
        code = table.names.get(" ".join(written)) or table.names.get(name)
        opens = not text[:start].rstrip(" «\"'(—-") or text[:start].rstrip()[-1] in ".!?…"
        if code and name in table.with_capital and not written[0][0].isupper():
            return None
        return None if name == _NOT_FIRST and opens else code
    if language == "hi":
        return table.names.get(" ".join(map(hindi_plain, written)))
    first, *rest = map(arabic_plain, written)
    heads = list(_heads(first))
    return next((code for head in heads if (code := table.names.get(" ".join([head, *rest])))), None)


def _heads(word: str) -> Iterator[str]:
    """A word as it is written, then without "and", without a preposition, without both.

    >>> list(_heads("وللصين"))
    ['وللصين', 'للصين', 'الصين']
    """
    yield word
    bare = [word, *(word[1:] for one in _PARTICLES if word.startswith(one) and len(word) > 3)]
    yield from bare[1:]
    for one in bare:
        if one.startswith("لل"):
            yield f"ا{one[1:]}"
        elif one.startswith(_PREPOSITIONS) and len(one) > 3 and (one[1:], one[0]) != _NOT_WITH:
            yield one[1:]


def _plain_russian(word: str) -> str:
    return word.replace("’", "'").lower().replace("ё", "е")


@cache
def _table(language: str) -> _Table:
    own = words()
    names: dict[str, str] = {}
    told = own["names"][language].items()
    for name, code in [*((name, code) for code, some in told for name in some), *in_catalogue(language)]:
        for one in (name, re.split(r"\s*[(,،]", name)[0]):
            names.setdefault(_key(one, language), code)
    for name in own["never"].get(language, ()):
        names.pop(_key(name, language), None)
    adjectives = own["adjectives"][language].items()
    for code, some in adjectives:
        for form in (form for stem in some.split() for form in _adjectives(stem, language)):
            names.setdefault(_key(form, language), code)
    if language != "ru":
        return _Table(names, {})
    cases: dict[str, str] = {}
    for word in dict.fromkeys(word for name in names for word in name.split() if not word.isupper()):
        for form in declined(word):
            cases.setdefault(form, word)
    return _Table(names, cases, frozenset(own["with_capital"]["ru"]))


def _key(name: str, language: str) -> str:
    plain: str = {"ru": _plain_russian, "ar": arabic_plain, "hi": hindi_plain}[language](name)
    if language == "ru" and name.isupper():
        return name
    return " ".join(_WORDS[language].findall(plain))


def _adjectives(stem: str, language: str) -> list[str]:
    match language:
        case "ru":
            return [stem + ending for ending in _ADJECTIVE]
        case "ar":
            return [head + stem + ending for head in ("", "ال") for ending in _NISBA]
        case _:
            return [stem]


def declined(word: str) -> frozenset[str]:
    """Return a Russian name's word in every case.

    >>> sorted(declined("кения"))
    ['кенией', 'кении', 'кению', 'кения']
    """
    if "-" in word:
        parts = [declined(part) for part in word.split("-")]
        return frozenset("-".join(forms) for forms in product(*parts))
    for ending, others in _CASES:
        if word.endswith(ending):
            stem = word.removesuffix(ending)
            return frozenset({word, *(stem + one for one in others.split(" "))})
    if word.endswith(_SAME_IN_ALL):
        return frozenset({word})
    return frozenset({word, *(word + one for one in ("а", "у", "ом", "ем", "е"))})
