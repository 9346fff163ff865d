"""Regions of the world: which countries belong to one, and what it is called."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from pathlib import Path

LANGUAGES = ("en", "fr", "es", "zh")


@dataclass(frozen=True, slots=True)
class Region:
    """One region: its key, its names in ``LANGUAGES``, and its countries as alpha-3 codes.

    ``others`` are further names of any language, and abbreviations.
    """

    key: str
    names: tuple[str, ...]
    countries: frozenset[str]
    others: tuple[str, ...] = ()


@cache
def regions() -> dict[str, Region]:
    """Return every region by key, the smaller before those that hold them, groups of states last.

    Source: United Nations Statistics Division, Standard country or area codes for statistical use (M49).
    """
    others = {}
    for line in Path(__file__).with_name("region_names.txt").read_text("utf-8").splitlines():
        if not line.startswith("#"):
            key, further = line.split("\t")
            others[key] = tuple(further.split(";"))
    found: dict[str, Region] = {}
    text = Path(__file__).with_name("regions.txt").read_text("utf-8")
    for line in text.splitlines():
        if line.startswith("#"):
            continue
        key, *names, members = line.split("\t")
        countries: set[str] = set()
        for member in members.split():
            countries |= found[member].countries if member in found else {member}
        found[key] = Region(key, tuple(names), frozenset(countries), others.get(key, ()))
    return found


def region_name(key: str, language: str = "en") -> str:
    """Return the name of a region in a language, in English where it has none; an unknown key as it is.

    >>> region_name("southern-asia"), region_name("southern-asia", "fr")
    ('Southern Asia', 'Asie méridionale')
    """
    region = regions().get(key)
    if region is None:
        return key
    return region.names[LANGUAGES.index(language) if language in LANGUAGES else 0]


def regions_of(country: str) -> tuple[str, ...]:
    """Return the keys of the regions that a country belongs to, the smallest first.

    >>> regions_of("KEN")
    ('eastern-africa', 'sub-saharan-africa', 'africa', 'african-union')
    """
    return tuple(key for key, region in regions().items() if country in region.countries)


def countries_of(keys: Iterable[str]) -> frozenset[str]:
    """Return the countries of several regions together."""
    return frozenset().union(*(regions()[key].countries for key in keys if key in regions()))
