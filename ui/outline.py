"""Outline: one brief as neutral, cleaned parts, so that every export holds the same claims."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import partial
from urllib.parse import quote, urlsplit, urlunsplit

from agents.brief import Brief
from agents.claims import Citation, Claim, Support
from ui.export_words import RIGHT_TO_LEFT, base_language, long_date, words
from ui.reading_words import in_a_line
from ui.tool_words import tool_words

_JOINERS = "\u200c\u200d"
_MOST_URL = 2000
_HOST = re.compile(r"[a-z0-9]([a-z0-9.-]*[a-z0-9])?(:\d{1,5})?", re.ASCII)


@dataclass(frozen=True, slots=True)
class Source:
    """A cited document and its cited pages; None where nothing is known."""

    id: str
    sha256: str
    file: str
    title: str
    publisher: str | None
    year: int | None
    language: str | None
    kind: str | None
    country: str | None
    licence: str | None
    link: str | None
    pages: tuple[int, ...]
    notes: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Note:
    """One citation, numbered from 1 in order of first use; ``link`` opens the page or is None."""

    number: int
    document_id: str
    title: str
    publisher: str | None
    year: int | None
    file: str
    page: int
    page_label: str | None
    quote: str
    link: str | None


@dataclass(frozen=True, slots=True)
class Line:
    """A claim as it is shown, and the numbers of its notes."""

    text: str
    support: Support
    notes: tuple[int, ...]
    why: str = ""


@dataclass(frozen=True, slots=True)
class Part:
    """A headed group of claims; ``strength`` says what it rests on, ``read`` how the tools read it."""

    heading: str
    lines: tuple[Line, ...]
    strength: str
    read: str = ""


@dataclass(frozen=True, slots=True)
class SearchLine:
    """One search that was run."""

    sub_question: str
    query: str
    found: int
    answered: bool


@dataclass(frozen=True, slots=True)
class Outline:
    """Everything an export shows, in order; every text is cleaned, every link allow-listed."""

    words: Mapping[str, str]
    language: str
    right_to_left: bool
    question: str
    date: str
    answered: bool
    bottom_line: Part
    options: tuple[Part, ...]
    unanswered: tuple[str, ...]
    left_out: tuple[Line, ...]
    searched: tuple[SearchLine, ...]
    nearest: tuple[Note, ...]
    notes: tuple[Note, ...]
    sources: tuple[Source, ...]
    methods: tuple[tuple[str, str], ...]

    @property
    def lines(self) -> tuple[Line, ...]:
        """Every claim of the body in reading order."""
        return (*self.bottom_line.lines, *(line for part in self.options for line in part.lines))


def clean(text: str) -> str:
    r"""Return one line of text that any format can hold.

    Control characters, surrogates, non-characters and marks that turn the reading direction are
    dropped; every kind of white space becomes one space.

    >>> clean("a\x00b\ufffe \u202ec\n\n d")
    'ab c d'
    """
    kept = (" " if c.isspace() else c for c in text if c.isspace() or _shown(c))
    return re.sub(" +", " ", "".join(kept)).strip()


def _shown(character: str) -> bool:
    category = unicodedata.category(character)
    if category == "Cf":
        return character in _JOINERS
    return category not in {"Cc", "Cs", "Cn"} or (category == "Cn" and not _noncharacter(character))


def _noncharacter(character: str) -> bool:
    point = ord(character)
    return point & 0xFFFE == 0xFFFE or 0xFDD0 <= point <= 0xFDEF


def shorten(text: str, most: int) -> str:
    """Return the text, cut at ``most`` characters with an ellipsis where it is longer.

    >>> shorten("abcdef", 4)
    'abc…'
    """
    return text if len(text) <= most else text[: most - 1].rstrip() + "…"


def safe_link(url: str | None, page: int | None = None) -> str | None:
    """Return an http or https address fit for a document, with ``#page=``; None for anything else.

    >>> safe_link("https://example.org/a b.pdf", 3)
    'https://example.org/a%20b.pdf#page=3'
    >>> safe_link("javascript:alert(1)") is None, safe_link("https://u:p@example.org") is None
    (True, True)
    """
    if not url or len(url) > _MOST_URL or any(unicodedata.category(c).startswith("C") for c in url):
        return None
    try:
        parts = urlsplit(url.strip())
        host = parts.netloc.encode("idna").decode("ascii").lower() if parts.netloc else ""
    except ValueError:
        return None
    if parts.scheme.lower() not in {"http", "https"} or not _HOST.fullmatch(host):
        return None
    path = quote(parts.path, safe="/%:@!$&'()*+,;=-._~")
    query = quote(parts.query, safe="/%:@!$&'()*+,;=-._~?")
    fragment = f"page={page}" if page else quote(parts.fragment, safe="/%:@!$&'()*+,;=-._~?")
    return urlunsplit((parts.scheme.lower(), host, path, query, fragment))


def note_page(note: Note, words: Mapping[str, str]) -> str:
    """Return the position of the page, and the printed label where it differs."""
    if note.page_label and note.page_label != str(note.page):
        return words["page_label"].format(n=note.page, label=note.page_label)
    return words["page"].format(n=note.page)


def note_source(note: Note, words: Mapping[str, str]) -> str:
    """Return publisher, year and page of a note in words, with "unknown" where nothing is known."""
    publisher = note.publisher or words["publisher_unknown"]
    return f"{publisher}, {note.year or words['year_unknown']}, {note_page(note, words)}."


def outline(brief: Brief) -> Outline:
    """Return the neutral outline that every export of a brief is set from."""
    table = words(brief.language)
    numbers = {citation: n for n, citation in enumerate(brief.references, 1)}
    notes = tuple(_note(brief, citation, n) for citation, n in numbers.items())
    part = partial(_part, numbers=numbers, table=table, say=tool_words(brief.language))
    return Outline(
        words=table,
        language=clean(brief.language) or "en",
        right_to_left=base_language(brief.language) in RIGHT_TO_LEFT,
        question=clean(brief.question),
        date=long_date(brief.created, brief.language),
        answered=brief.answered,
        bottom_line=part(table["bottom_line"], brief.bottom_line),
        options=tuple(part(_capital(clean(o.heading)), o.claims) for o in brief.options if o.claims),
        unanswered=tuple(map(clean, brief.unanswered)),
        left_out=tuple(_line(claim, numbers) for claim in brief.left_out),
        searched=tuple(
            SearchLine(clean(s.sub_question), clean(s.query), s.found, s.answered) for s in brief.searched
        ),
        nearest=tuple(_note(brief, citation, n) for n, citation in enumerate(brief.nearest, 1)),
        notes=notes,
        sources=_sources(brief, notes),
        methods=_methods(brief),
    )


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]


def _line(claim: Claim, numbers: Mapping[Citation, int]) -> Line:
    why = "; ".join(clean(check.detail or check.name) for check in claim.checks if not check.passed)
    noted = tuple(dict.fromkeys(numbers[c] for c in claim.citations if c in numbers))
    return Line(clean(claim.text), claim.support, noted, why)


def _part(
    heading: str,
    claims: Iterable[Claim],
    numbers: Mapping[Citation, int],
    table: Mapping[str, str],
    say: Mapping[str, str],
) -> Part:
    listed = tuple(claims)
    citations = {c for claim in listed for c in claim.citations}
    documents = len({c.document_id for c in citations})
    partly = sum(claim.support is Support.PARTIAL for claim in listed)
    one = "count_one" if len(citations) == 1 else "count_one_document"
    count = table[one] if documents == 1 else table["count"]
    strength = f"{table['supported']}; " + count.format(citations=len(citations), documents=documents)
    if partly:
        strength = f"{table['partial']}: {partly}/{len(listed)}; " + strength.split("; ", 1)[1]
    read = clean(in_a_line([claim.readings for claim in listed], say))
    return Part(heading, tuple(_line(claim, numbers) for claim in listed), strength, read)


def _note(brief: Brief, citation: Citation, number: int) -> Note:
    known = next((d for d in brief.sources if d.id == citation.document_id), None)
    return Note(
        number=number,
        document_id=clean(citation.document_id),
        title=clean(citation.title) or clean(citation.file),
        publisher=(clean(known.publisher or "") or None) if known else None,
        year=known.year if known else None,
        file=clean(citation.file),
        page=citation.page,
        page_label=clean(citation.page_label or "") or None,
        quote=clean(citation.quote),
        link=safe_link(citation.url or (known.url if known else None), citation.page),
    )


def _sources(brief: Brief, notes: tuple[Note, ...]) -> tuple[Source, ...]:
    known = {document.id: document for document in brief.sources}
    found = []
    for key in dict.fromkeys(note.document_id for note in notes):
        mine = [note for note in notes if note.document_id == key]
        document = known.get(key)
        citation = next(c for c in brief.references if clean(c.document_id) == key)
        found.append(
            Source(
                id=key,
                sha256=clean(document.sha256 if document else brief.provenance.documents.get(key, "")),
                file=mine[0].file,
                title=mine[0].title,
                publisher=mine[0].publisher,
                year=mine[0].year,
                language=(clean(document.language or "") or None) if document else None,
                kind=(clean(document.kind or "") or None) if document else None,
                country=(clean(document.country or "") or None) if document else None,
                licence=(clean(document.licence or "") or None) if document else None,
                link=safe_link(citation.url or (document.url if document else None)),
                pages=tuple(sorted({note.page for note in mine})),
                notes=tuple(note.number for note in mine),
            )
        )
    return tuple(found)


def _methods(brief: Brief) -> tuple[tuple[str, str], ...]:
    made = brief.provenance
    rows = [
        ("Global Brain", made.code),
        ("mind", made.mind),
        ("encoder", made.encoder),
        ("library", made.library),
        ("index", made.index),
        ("created", brief.created.isoformat(timespec="seconds")),
        ("passages read", str(len(made.passages))),
        *((name, str(value)) for name, value in sorted(made.settings.items())),
        *((f"model of {tool}", cards.replace("+", ", ")) for tool, cards in made.tools.items()),
        *((f"{own.tool} missing", own.why) for own in brief.missing_tools),
        *((f"sha256 of {key}", value) for key, value in made.documents.items()),
    ]
    return tuple((clean(name), clean(value)) for name, value in rows if clean(value))
