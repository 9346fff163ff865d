"""Whether a passage is about the countries and years of a question, and what no passage is about."""

from __future__ import annotations

from agents.called import names_in
from agents.places import country_name, names_country
from agents.plan import SubQuestion
from agents.wording import asks_of_past, years_in
from retrieval.hits import Evidence

NOTHING_ABOUT = {
    "en": "No passage that was found is about {}.",
    "fr": "Aucun passage trouvé ne porte sur {}.",
    "es": "Ningún pasaje encontrado trata de {}.",
    "zh": "没有找到关于{}的段落。",
}


def is_about(item: Evidence, sub: SubQuestion) -> bool:
    """Return whether a passage is about every country, and any of the years, that are asked for.

    A document that is older than the years cannot tell what came about in them.
    """
    around = " ".join((item.document.name, *item.passage.heading, item.passage.text))
    written = item.document.year
    if written and sub.years and written < min(sub.years) and asks_of_past(sub.query):
        return False
    places = all(item.document.country == code or names_country(around, code) for code in sub.countries)
    years = not sub.years or item.document.year in sub.years or any(str(year) in around for year in sub.years)
    return places and years


def absent(sub: SubQuestion, about: bool, language: str) -> str:
    """Return what found nothing: the sub-question, or what it names that no passage is about."""
    named = [country_name(code) for code in sub.countries]
    wanted = years_in(sub.query)
    named += [f"{sub.years[0]}-{sub.years[-1]}"] if wanted.spread else [str(year) for year in sub.years]
    named += [name.written for name in names_in(sub.query)]
    if about or not named:
        return sub.text
    return NOTHING_ABOUT.get(language, NOTHING_ABOUT["en"]).format(", ".join(named))
