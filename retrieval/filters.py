"""What a user may restrict a search to: the values the library has, and users' words for them."""

from __future__ import annotations

import gettext
import re
from collections.abc import Iterable, Sequence
from functools import cache

from corpus.documents import Document
from retrieval.errors import UnknownFilterError
from retrieval.facets import Facet, HasDocuments, facets
from retrieval.hits import Filters
from retrieval.nearest import folded, listed, nearest, shown
from retrieval.regions import countries_of, regions, regions_of

_YEARS = re.compile(r"(\d{4})(?:\s*(?:-|–|—|\.\.|to)\s*(\d{4}))?")
_MOST_FITTING = 12
_LOCALES = ("fr", "es", "zh_CN", "pt_BR", "pt", "ru", "ar", "hi")
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
    "россия": "RUS",
    "сша": "USA",
    "великобритания": "GBR",
    "eua": "USA",
    "अमेरिका": "USA",
    "الولايات المتحدة": "USA",
    "روسيا": "RUS",
    "ес": "EUU",
    "união europeia": "EUU",
}


def parse_filters(
    store: HasDocuments,
    *,
    documents: Sequence[str] = (),
    countries: Sequence[str] = (),
    years: str | None = None,
    publishers: Sequence[str] = (),
    languages: Sequence[str] = (),
    kinds: Sequence[str] = (),
    regions: Sequence[str] = (),
) -> Filters:
    """Return the filters that a user's words mean in this library.

    Args:
        store: the library.
        documents: ids, heads of ids, file names or titles.
        countries: codes, or names in one of eight languages.
        years: "2019" or "2015-2023".
        publishers: names, in any case.
        languages: tags or English names.
        kinds: values of DocumentKind, with spaces or hyphens.
        regions: names in one of eight languages, or abbreviations such as EU, SIDS or ASEAN.

    Raises:
        UnknownFilterError: a value that no document has; it names the nearest ones, and some that exist.
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
        regions=tuple(_region(word, known.regions) for word in regions),
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
        (countries_of(filters.regions) or filters.regions, document.country),
        (filters.publishers, document.publisher),
        (filters.languages, document.language),
        (filters.kinds, document.kind and document.kind.value),
    )
    return not early and not late and all(not wanted or value in wanted for wanted, value in fields)


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
            names.setdefault(folded(name), country.alpha_3)
            names.setdefault(folded(name.split(",")[0]), country.alpha_3)
    return names | {folded(name): code for name, code in _SHORT.items()}


def _country(word: str, known: Sequence[Facet]) -> str:
    code = "EUU" if folded(word) == "euu" else _country_names().get(folded(word))
    if code in {facet.value for facet in known}:
        return str(code)
    if code is None:
        names = {name: one for name, one in _country_names().items() if one in {f.value for f in known}}
        meant = dict.fromkeys(names[name] for name in nearest(word, names))
        return _unknown("country", word, known, [f for code in meant for f in known if f.value == code])
    home = regions_of(code)[:1]
    return _unknown("country", word, known, [f for f in known if regions_of(f.value)[:1] == home], "Near it")


def _region(word: str, known: Sequence[Facet]) -> str:
    wanted = re.sub(r"[\s_-]+", " ", folded(word)).removeprefix("the ")
    names = {
        re.sub(r"[\s_-]+", " ", folded(name)): region.key
        for region in regions().values()
        for name in (region.key, *region.names, *region.others)
    }
    key = names.get(wanted)
    if key in {facet.value for facet in known}:
        return str(key)
    here = {name: one for name, one in names.items() if one in {f.value for f in known}}
    meant = dict.fromkeys(here[name] for name in nearest(wanted, here)) if key is None else {}
    return _unknown("region", word, known, [f for one in meant for f in known if f.value == one])


def _language(word: str, known: Sequence[Facet]) -> str:
    for facet in known:
        if folded(word) in {folded(facet.value), folded(facet.name)}:
            return facet.value
    return _unknown("language", word, known)


def _named(field: str, word: str, known: Sequence[Facet]) -> str:
    for facet in known:
        if folded(word) == folded(facet.value):
            return facet.value
    return _unknown(field, word, known)


def _document(word: str, known: Sequence[Document]) -> str:
    wanted = folded(word)
    exact = [one for one in known if wanted in {one.id, folded(one.file), folded(one.name)}]
    found = exact or [
        one for one in known if re.fullmatch("[0-9a-f]{4,64}", wanted) and one.sha256.startswith(wanted)
    ]
    if len(found) == 1:
        return found[0].id
    if found:
        ids = ", ".join(one.id for one in found[:_MOST_FITTING])
        raise UnknownFilterError(
            f"document {shown(word)}", f"it fits {len(found)} documents", f"Use an id: {ids}"
        )
    choices = [Facet(one.id, one.file, 1) for one in known]
    by_name = {name: one.id for one in known for name in (folded(one.file), folded(one.name))}
    meant = dict.fromkeys(by_name[name] for name in nearest(word, by_name))
    return _unknown("document", word, choices, [f for one in meant for f in choices if f.value == one])


def _years(text: str | None, known: Sequence[Facet]) -> tuple[int | None, int | None]:
    if text is None or not text.strip():
        return None, None
    match = _YEARS.fullmatch(text.strip())
    if not match:
        raise UnknownFilterError(
            f"year {shown(text)}", "that is neither a year nor a range", "Write 2019 or 2015-2023"
        )
    if match[2] and int(match[2]) < int(match[1]):
        turned = f"Write {match[2]}-{match[1]}"
        raise UnknownFilterError(f"year {shown(text)}", "the first year is after the second", turned)
    first, last = int(match[1]), int(match[2] or match[1])
    if not any(first <= int(facet.value) <= last for facet in known):
        close = sorted(known, key=lambda facet: min(abs(int(facet.value) - one) for one in (first, last)))
        _unknown("year", text, known, close[:3], "The nearest")
    return first, last


def _unknown(
    field: str, word: str, known: Sequence[Facet], meant: Sequence[Facet] = (), how: str = "Did you mean"
) -> str:
    if not meant and how == "Did you mean":
        names = {name: facet for facet in known for name in (folded(facet.value), folded(facet.name))}
        meant = list(dict.fromkeys(names[name] for name in nearest(word, names)))
    remedy = listed(known) if known else f"No document has a known {field}"
    if meant:
        names_of = listed(meant).removeprefix("There is: ")
        remedy = f"{how}: {names_of}{'?' if how == 'Did you mean' else '.'} {remedy}"
    raise UnknownFilterError(f"{field} {shown(word)}", "no document in the library has it", remedy)
