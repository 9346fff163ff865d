"""Countries in a text: their names and adjectives in eight languages, and the European Union."""

from __future__ import annotations

import gettext
import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import pycountry

from agents.place_scripts import in_catalogue, scripted
from agents.place_scripts import words as own_words

EUROPEAN_UNION = "EUU"
_UNION = {"en": "European Union", "fr": "Union européenne", "es": "Unión Europea", "zh": "欧洲联盟"}
# Words of other meanings: they count only as they stand here, or not at all.
_AS_WRITTEN = {
    *("turkey", "chad", "jordan", "guinea", "georgia", "polish", "eu", "ue", "uk", "drc", "mali", "togo"),
    *("réunion", "reunión", "jersey", "niger", "maurice", "oman", "salvador"),
}
_NOT_A_COUNTRY = re.compile(
    r"\b(?:Indian Ocean|(?:Latin|South|North|Central|Inter|Pan)[- ]American?s?|océan Indien|Océano Índico"
    r"|American Indians?|New Mexico|Jersey cattle|Georgia Tech|South China Sea|Inner Mongolian?"
    r"|Mongolie-Intérieure|Mongolia Interior"
    r"|Oceano Índico|Mar da China (?:Meridional|Oriental)|Индийск\w+ океан\w*|Мексиканск\w+ залив\w*"
    r"|(?<!\bthe )(?<!\bin )(?<!\bof )(?-i:usa))\b"  # "he uses" in Spanish and Portuguese
    r"|\bU\.?S\.?[ \xa0]?\$|\b(?:U\.?S\.?|American|Canadian|Australian|Singapore|New Zealand)[ -]dollars?\b"
    r"|\bdollars? (?:américains?|canadiens?|des États-Unis)\b"
    r"|\bdólares (?:estadounidenses|de los Estados Unidos)\b"
    r"|خليج المكسيك|بحر الصين|المحيط الهندي|نصف قطر|جوز الهند|الهند الصينية"
    r"|[أا]مريكا (?:الشمالية|الجنوبية|اللاتينية|الوسطى)|内蒙古?",
    re.IGNORECASE,
)
_ENDINGS = ("", "s", "e", "es", "ne", "nes", "o", "a", "os", "as", "n", "ns")
_WORD = re.compile(r"[^\W\d_]+(?:[.'’-][^\W\d_]+)*\.?")
_LAST_LATIN = "\u036f"
_HAN = re.compile(r"[\u4e00-\u9fff]")
_MOST_WORDS = 6


@dataclass(frozen=True, slots=True)
class Mention:
    """A country named in a text: alpha-3 code and the characters that name it."""

    code: str
    start: int
    end: int


@cache
def _names() -> dict[str, str]:
    """Every known way to name a country, in lower case, to its code."""
    folder = Path(pycountry.LOCALES_DIR)
    tongues = [
        gettext.translation("iso3166-1", folder, [tongue], fallback=True) for tongue in ("fr", "es", "zh_CN")
    ]
    names: dict[str, str] = {"欧盟": EUROPEAN_UNION}
    for country in pycountry.countries:
        own = [country.name, getattr(country, "common_name", None), getattr(country, "official_name", None)]
        known = [name for name in own if name]
        for name in [*known, *(tongue.gettext(name) for tongue in tongues for name in known)]:
            names.setdefault(_folded(name), country.alpha_3)
            names.setdefault(_folded(name.split(",")[0]), country.alpha_3)
    for name, code in _portuguese():
        names.setdefault(_folded(name), code)
        names.setdefault(_folded(name.split(",")[0]), code)
    table: dict[str, list[str]] = json.loads(Path(__file__).with_name("demonyms.json").read_text("utf-8"))
    adjectives = {code: stems.split() for code, stems in own_words()["adjectives"]["pt"].items()}
    for code, words in [*table.items(), *adjectives.items()]:
        for word in words:
            for ending in _ENDINGS if len(word) > 3 and not _HAN.search(word) else ("",):
                names.setdefault(word + ending, code)
            names[word] = code
    for word in own_words()["never"]["pt"]:
        names.pop(word, None)
    return names


def _portuguese() -> Iterator[tuple[str, str]]:
    for code, some in own_words()["names"]["pt"].items():
        yield from ((name, code) for name in some)
    for catalogue in ("pt_BR", "pt"):
        yield from in_catalogue(catalogue)


@cache
def _as_written() -> frozenset[str]:
    return frozenset(_AS_WRITTEN) | frozenset(own_words()["with_capital"]["pt"])


@cache
def _han_names() -> tuple[tuple[str, str], ...]:
    named = [(name, code) for name, code in _names().items() if _HAN.search(name)]
    return tuple(sorted(named, key=lambda item: (-len(item[0]), item[0])))


def _folded(name: str) -> str:
    return " ".join(name.replace("’", "'").lower().split())


def country_name(code: str, language: str = "en") -> str:
    """Return the name of an alpha-3 code in a language, or the code where it is not known.

    >>> country_name("KEN"), country_name("EUU"), country_name("BRA", "fr")
    ('Kenya', 'European Union', 'Brésil')
    """
    if code == EUROPEAN_UNION:
        return _UNION.get(language, _UNION["en"])
    country = pycountry.countries.get(alpha_3=code)
    if country is None:
        return code
    return _translated("iso3166-1", str(getattr(country, "common_name", country.name)), language)


def language_name(tag: str, language: str = "en") -> str:
    """Return the name of a BCP 47 tag in a language, or the tag where it is not known.

    >>> language_name("fr"), language_name("pt-BR", "es")
    ('French', 'Portugués (BR)')
    """
    head, _, rest = tag.partition("-")
    found = pycountry.languages.get(alpha_2=head) or pycountry.languages.get(alpha_3=head)
    name = _translated("iso639-3", str(found.name), language) if found else head
    return name + (f" ({rest})" if rest else "")


def _translated(domain: str, name: str, language: str) -> str:
    locale = {"zh": "zh_CN"}.get(language, language)
    table = gettext.translation(domain, pycountry.LOCALES_DIR, languages=[locale], fallback=True)
    told = table.gettext(name).partition(";")[0]
    return told[:1].upper() + told[1:]


def countries_in(text: str) -> tuple[Mention, ...]:
    """Return every country that ``text`` names, in order; the longest name wins.

    >>> [mention.code for mention in countries_in("Kenya, le Brésil et 印度尼西亚")]
    ['KEN', 'BRA', 'IDN']
    >>> [mention.code for mention in countries_in("no Quênia e em Moçambique; в Кении, في كينيا, केन्या में")]
    ['KEN', 'MOZ', 'KEN', 'KEN', 'KEN']
    >>> [(mention.start, mention.end) for mention in countries_in("Kenya lends to Uganda.")]
    [(0, 5), (15, 21)]
    """
    plain = _NOT_A_COUNTRY.sub(lambda found: "_" * len(found[0]), text)
    others = (Mention(*found) for found in scripted(plain))
    return tuple(sorted([*_spaced(plain), *_unspaced(plain), *others], key=lambda mention: mention.start))


def _spaced(text: str) -> list[Mention]:
    words = [word for word in _WORD.finditer(text) if word[0][0] <= _LAST_LATIN]
    found: list[Mention] = []
    at = 0
    while at < len(words):
        step = 1
        for size in range(min(_MOST_WORDS, len(words) - at), 0, -1):
            start, end = words[at].start(), words[at + size - 1].end()
            code = _lookup(text[start:end])
            if code:
                full_stop = text[start:end].count(".") == 1 and text[end - 1] == "."
                found.append(Mention(code, start, end - full_stop))
                step = size
                break
        at += step
    return found


def _lookup(written: str) -> str | None:
    name = _folded(written)
    if written in ("US", "U.S", "U.S."):
        return "USA"
    for form in (name, name.rstrip("."), re.sub(r"'s?$", "", name), re.sub(r"^[ldq]'", "", name)):
        code = _names().get(form)
        if code and (form not in _as_written() or written[0].isupper()):
            return code
    return None


def _unspaced(text: str) -> list[Mention]:
    found: list[Mention] = []
    taken = [False] * len(text)
    if not _HAN.search(text):
        return found
    for name, code in _han_names():
        for match in re.finditer(re.escape(name), text):
            if not any(taken[match.start() : match.end()]):
                taken[match.start() : match.end()] = [True] * len(name)
                found.append(Mention(code, match.start(), match.end()))
    return found


@cache
def _pattern(code: str) -> re.Pattern[str]:
    names = sorted((name for name, known in _names().items() if known == code), key=lambda n: (-len(n), n))
    spaced = "|".join(re.escape(name) for name in names if not _HAN.search(name))
    han = "|".join(re.escape(name) for name in names if _HAN.search(name))
    return re.compile(rf"(?<!\w)(?:{spaced})(?!\w)" + (f"|{han}" if han else ""), re.IGNORECASE)


def names_country(text: str, code: str) -> bool:
    """Return whether ``text`` names the country, in any of the eight languages or by an adjective."""
    if scripted(text):
        return any(mention.code == code for mention in countries_in(text))
    if not _pattern(code).search(text) and not (code == "USA" and re.search(r"\bU\.?S\b", text)):
        return False
    return any(mention.code == code for mention in countries_in(text))
