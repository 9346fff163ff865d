"""What a file says of itself: title, publisher, year, country, kind; None where nothing says so."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

from corpus import countries, kinds, publishers, titles, years
from corpus.citing import Citing, citing
from corpus.documents import DocumentKind
from corpus.hygiene import clean_line
from corpus.opening import Opening


@dataclass(frozen=True, slots=True)
class Facts:
    """What was found; None is unknown."""

    title: str | None = None
    publisher: str | None = None
    year: int | None = None
    country: str | None = None
    kind: DocumentKind | None = None


def label(raw: str | None) -> str | None:
    """Return a printed page label fit to be shown, or None."""
    return clean_line(raw)[:20] or None if raw else None


@dataclass(frozen=True, slots=True)
class _Clues:
    """What the facts are read from.

    ``lines`` are the short lines of the first two pages that are no piece of prose, ``asked`` is how the
    document asks to be cited, ``issuer`` the body whose document symbol it bears.
    """

    raw: Mapping[str, str]
    opening: Opening
    language: str | None
    lines: tuple[str, ...]
    asked: Citing | None
    issuer: str | None


def find(raw: Mapping[str, str], opening: Opening, language: str | None) -> Facts:
    """Return the facts that the metadata and the first pages state; what they do not state is None.

    Args:
        raw: the file's own document information ("Title", "Author", "CreationDate", ...).
        opening: how it opens.
        language: the BCP 47 tag of its text.
    """
    lines = tuple(line for line in opening.headings() if not _PROSE.match(line) or "©" in line)
    issuer = publishers.of_symbol(lines[:30])
    clues = _Clues(raw, opening, language, lines, citing(opening.text), issuer)
    title = _with_country(_title(clues), clues)
    kind = _kind(title, clues)
    country = _country(title, kind, clues)
    publisher, home = _publisher(title, kind, country, clues)
    return Facts(title, publisher, _year(title, kind, clues), home or country, kind)


_PROSE = re.compile(
    r".*[.;,]$|.*[，。；]|[a-z].*|.*\b(?:is|are|was|were|has|have|which|that|must|shall|should|will|may|can) "
)


def _title(clues: _Clues) -> str | None:
    opening = clues.opening
    if clues.asked:
        return titles.cited(clues.asked)
    stated = titles.stated(clean_line(clues.raw.get("Title", "")), opening)
    if stated and titles.usable(stated) and not titles.PART.match(stated):
        return stated
    return (
        titles.printed(opening, un_document=clues.issuer is not None)
        or titles.of_outline(opening)
        or titles.of_heads(opening)
        or (None if opening.prints else titles.of_text(opening.text))
        or stated
    )


def _with_country(title: str | None, clues: _Clues) -> str | None:
    """Return the title, before it the country that the cover names alone and in large print."""
    if not title or clues.asked or countries.named(title, clues.language):
        return title
    large = [one for one in clues.opening.blocks(1) if one.em >= 1.5 * (clues.opening.body or one.em)]
    alone = {one.text for one in large if countries.alone(one.text, clues.language)}
    return f"{alone.pop()}: {title}" if len(alone) == 1 else title


def _kind(title: str | None, clues: _Clues) -> DocumentKind | None:
    top = clues.opening.above_prose()
    if clues.issuer and any(kinds.kind(line, ()) is DocumentKind.DECISION for line in top):
        return DocumentKind.DECISION
    found = kinds.kind(title, top)
    return found or (kinds.kind(clues.asked.text, ()) if clues.asked else None)


def _country(title: str | None, kind: DocumentKind | None, clues: _Clues) -> str | None:
    """Return the country that speaks, by its state, its law, or the title."""
    if kind in (DocumentKind.DECISION, DocumentKind.TREATY, DocumentKind.ASSESSMENT):
        return None
    text, language = clues.opening.text, clues.language
    if clues.issuer:
        return countries.of_title(title or "", language)
    found = countries.of_heading(clues.lines, language) or countries.of_law(text, language)
    if not found and title:
        found = countries.of_title(title, language)
    if not found and language == "zh":
        found = countries.of_chinese([title or "", *clues.opening.heads, *clues.lines[:4]])
    if not found and kind is DocumentKind.COMPANY_REPORT:
        found = countries.of_company(text, language)
    return found


def _publisher(
    title: str | None, kind: DocumentKind | None, country: str | None, clues: _Clues
) -> tuple[str | None, str | None]:
    """Return the publisher, and its country where that is the European Union."""
    holder = publishers.of_copyright(clues.opening.text)
    asked = (clues.asked.authors, clues.asked.text) if clues.asked else ()
    for text in (clues.issuer, *asked, holder):
        if text and (found := publishers.known(text)):
            return found
    if clues.issuer:
        return clues.issuer, None
    ours = countries.of_heading(clues.lines, clues.language) or (
        country if kind is DocumentKind.LAW else None
    )
    if ours and ours == country:
        return f"Government of {countries.english_name(ours)}", None
    if kind is DocumentKind.COMPANY_REPORT:
        return publishers.of_company(title or "", clues.lines, clues.opening.heads) or holder, None
    author = publishers.known(clues.raw.get("Author", ""))
    if named := author or publishers.of_headings((title or "", *clues.lines)):
        return named
    if kind is DocumentKind.ASSESSMENT and (named := publishers.known(clues.opening.text[:3000])):
        return named
    firm = next((line for line in clues.lines[:12] if publishers.is_firm(line)), None)
    return publishers.of_chinese([title or "", *clues.lines]) or firm or holder, None


def _year(title: str | None, kind: DocumentKind | None, clues: _Clues) -> int | None:
    if clues.issuer and (distributed := years.of_un_document("\n".join(clues.lines[:60]))):
        return distributed
    if clues.asked:
        return clues.asked.year
    made = years.made_in((clues.raw.get("CreationDate"), clues.raw.get("ModDate")))
    law = kind is DocumentKind.LAW
    return years.year(title or "", clues.opening.headings(), clues.opening.text, made, law=law)
