"""What a user may restrict a search to: the values the library has, and users' words for them."""

from __future__ import annotations

import gettext
import re
import unicodedata
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Protocol

from corpus.documents import Document
from retrieval.errors import UnknownFilterError
from retrieval.hits import Filters

_YEARS = re.compile(r"(\d{4})(?:\s*(?:-|–|—|\.\.|to)\s*(\d{4}))?")
_MOST_NAMED = 12
_LOCALES = ("fr", "es", "zh_CN")
_SHORT = {
    "eu": "EUU",
    "european union": "EUU",
    "union européenne": "EUU",
    "unión europea": "EUU",
    "欧盟": "EUU",
    "uk": "GBR",
    "great britain": "GBR",
    "usa": "USA",
    "america": "USA",
    "états-unis": "USA",
    "estados unidos": "USA",
    "美国": "USA",
    "south korea": "KOR",
    "north korea": "PRK",
    "drc": "COD",
    "ivory coast": "CIV",
    "russia": "RUS",
}


class HasDocuments(Protocol):
    """What is used of ``corpus.store.Store``."""

    def documents(self) -> tuple[Document, ...]:
        """Return every document."""


@dataclass(frozen=True, slots=True)
class Facet:
    """One value that a filter can take, its name for people, and how many documents have it."""

    value: str
    name: str
    count: int


@dataclass(frozen=True, slots=True)
class Facets:
    """The values of every field that occur in a library."""

    documents: tuple[Document, ...]
    countries: tuple[Facet, ...]
    years: tuple[Facet, ...]
    publishers: tuple[Facet, ...]
    languages: tuple[Facet, ...]
    kinds: tuple[Facet, ...]


def facets(store: HasDocuments) -> Facets:
    """Return the values that occur in the library, by name; years from the latest."""
    documents = store.documents()

    def counted(
        value_of: Callable[[Document], str | None], name_of: Callable[[str], str] = str
    ) -> tuple[Facet, ...]:
        counts = Counter(value for document in documents if (value := value_of(document)))
        found = [Facet(value, name_of(value), count) for value, count in counts.items()]
        return tuple(sorted(found, key=lambda facet: (facet.name.casefold(), facet.value)))

    return Facets(
        documents=documents,
        countries=counted(lambda document: document.country, country_name),
        years=counted(lambda document: str(document.year) if document.year else None)[::-1],
        publishers=counted(lambda document: document.publisher),
        languages=counted(lambda document: document.language, language_name),
        kinds=counted(lambda document: document.kind and document.kind.value),
    )


def parse_filters(
    store: HasDocuments,
    *,
    documents: Sequence[str] = (),
    countries: Sequence[str] = (),
    years: str | None = None,
    publishers: Sequence[str] = (),
    languages: Sequence[str] = (),
    kinds: Sequence[str] = (),
) -> Filters:
    """Return the filters that a user's words mean in this library.

    Args:
        store: the library.
        documents: ids, heads of ids, file names or titles.
        countries: codes, or names in English, French, Spanish or Chinese.
        years: "2019" or "2015-2023".
        publishers: names, in any case.
        languages: tags or English names.
        kinds: values of DocumentKind, with spaces or hyphens.

    Raises:
        UnknownFilterError: a value that no document has; it lists those that exist.
    """
    known = facets(store)
    first, last = _years(years, known.years)
    return Filters(
        documents=tuple(_document(word, known.documents) for word in documents),
        countries=tuple(_country(word, known.countries) for word in countries),
        year_from=first,
        year_to=last,
        publishers=tuple(_named("publisher", word, known.publishers) for word in publishers),
        languages=tuple(_language(word, known.languages) for word in languages),
        kinds=tuple(_named("kind", re.sub(r"[\s_]+", "-", word.strip()), known.kinds) for word in kinds),
    )


def allowed_documents(documents: Iterable[Document], filters: Filters) -> frozenset[str]:
    """Return the ids of the documents that pass every filter.

    >>> allowed_documents([], Filters(countries=("KEN",)))
    frozenset()
    """
    return frozenset(document.id for document in documents if _passes(document, filters))


def _passes(document: Document, filters: Filters) -> bool:
    year = document.year
    early = filters.year_from is not None and (year is None or year < filters.year_from)
    late = filters.year_to is not None and (year is None or year > filters.year_to)
    fields = (
        (filters.documents, document.id),
        (filters.countries, document.country),
        (filters.publishers, document.publisher),
        (filters.languages, document.language),
        (filters.kinds, document.kind and document.kind.value),
    )
    return not early and not late and all(not wanted or value in wanted for wanted, value in fields)


def country_name(code: str) -> str:
    """Return the English name of an alpha-3 code; the code itself where there is none.

    >>> country_name("KEN"), country_name("EUU")
    ('Kenya', 'European Union')
    """
    import pycountry

    if code == "EUU":
        return "European Union"
    country = pycountry.countries.get(alpha_3=code)
    return str(getattr(country, "common_name", country.name)) if country else code


def language_name(tag: str) -> str:
    """Return the English name of a BCP 47 tag.

    >>> language_name("fr"), language_name("pt-BR")
    ('French', 'Portuguese (BR)')
    """
    import pycountry

    head, _, rest = tag.partition("-")
    found = pycountry.languages.get(alpha_2=head) or pycountry.languages.get(alpha_3=head)
    return (str(found.name) if found else head) + (f" ({rest})" if rest else "")


@cache
def _country_names() -> dict[str, str]:
    """Ways to name a country, folded, to its code."""
    import pycountry

    names: dict[str, str] = {}
    locales = [
        gettext.translation("iso3166-1", pycountry.LOCALES_DIR, languages=[code], fallback=True)
        for code in _LOCALES
    ]
    for country in pycountry.countries:
        own = [getattr(country, field, None) for field in ("name", "common_name", "official_name")]
        english = [str(name) for name in own if name]
        translated = [locale.gettext(name) for locale in locales for name in english]
        for name in (country.alpha_3, country.alpha_2, *english, *translated):
            names.setdefault(_folded(name), country.alpha_3)
            names.setdefault(_folded(name.split(",")[0]), country.alpha_3)
    return names | {_folded(name): code for name, code in _SHORT.items()}


def _country(word: str, known: Sequence[Facet]) -> str:
    code = "EUU" if _folded(word) == "euu" else _country_names().get(_folded(word))
    if code in {facet.value for facet in known}:
        return str(code)
    return _unknown("country", word, known)


def _language(word: str, known: Sequence[Facet]) -> str:
    for facet in known:
        if _folded(word) in {_folded(facet.value), _folded(facet.name)}:
            return facet.value
    return _unknown("language", word, known)


def _named(field: str, word: str, known: Sequence[Facet]) -> str:
    for facet in known:
        if _folded(word) == _folded(facet.value):
            return facet.value
    return _unknown(field, word, known)


def _document(word: str, known: Sequence[Document]) -> str:
    folded = _folded(word)
    exact = [one for one in known if folded in {one.id, _folded(one.file), _folded(one.name)}]
    found = exact or [
        one for one in known if re.fullmatch("[0-9a-f]{4,64}", folded) and one.sha256.startswith(folded)
    ]
    if len(found) == 1:
        return found[0].id
    if found:
        ids = ", ".join(one.id for one in found[:_MOST_NAMED])
        raise UnknownFilterError(
            f"document {_shown(word)}", f"it fits {len(found)} documents", f"Use an id: {ids}"
        )
    return _unknown("document", word, [Facet(one.id, one.file, 1) for one in known])


def _years(text: str | None, known: Sequence[Facet]) -> tuple[int | None, int | None]:
    if text is None or not text.strip():
        return None, None
    match = _YEARS.fullmatch(text.strip())
    if not match or (match[2] and int(match[2]) < int(match[1])):
        raise UnknownFilterError(
            f"years {_shown(text)}", "that is neither a year nor a range", "Write 2019 or 2015-2023"
        )
    first, last = int(match[1]), int(match[2] or match[1])
    if not any(first <= int(facet.value) <= last for facet in known):
        _unknown("year", text, known)
    return first, last


def _unknown(field: str, word: str, known: Sequence[Facet]) -> str:
    names = [
        facet.value if facet.value == facet.name else f"{facet.value} ({facet.name})"
        for facet in known[:_MOST_NAMED]
    ]
    more = f" and {len(known) - _MOST_NAMED} more" if len(known) > _MOST_NAMED else ""
    listed = f"There is: {', '.join(names)}{more}" if names else f"No document has a known {field}"
    raise UnknownFilterError(f"{field} {_shown(word)}", "no document in the library has it", listed)


def _shown(word: str) -> str:
    """The user's word, cut and without characters that would disturb a terminal."""
    return repr(word if len(word) <= 60 else word[:60] + "…")


def _folded(text: str) -> str:
    """Case, accents and doubled spaces removed."""
    parts = unicodedata.normalize("NFKD", text.casefold())
    return " ".join("".join(char for char in parts if not unicodedata.combining(char)).split())
