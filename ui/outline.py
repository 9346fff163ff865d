"""Outline: one brief as neutral, cleaned parts, so that every export holds the same claims."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from functools import partial
from urllib.parse import quote

from agents.brief import Brief, Option
from agents.checks.inner import references
from agents.claims import Citation, Claim, Support
from ui.export_methods import methods
from ui.export_review import NOT_REVIEWED, Reviewing, in_review, marks, reviewing
from ui.export_words import RIGHT_TO_LEFT, base_language, long_date, pair, words
from ui.grids import Grid, grids
from ui.options_view import Fact, facts, gaps
from ui.plain import clean, safe_link
from ui.reading_words import in_a_line
from ui.strength import strength
from ui.strings_checks import cited_in
from ui.strings_checks import why as why_not
from ui.strings_translation import beside_quotation
from ui.tool_words import tool_words


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

    @property
    def named(self) -> str:
        """The file name and a full stop, empty where the title says it."""
        return "" if self.file == self.title else f"{self.file}. "


@dataclass(frozen=True, slots=True)
class Note:
    """One citation, numbered from 1 in order of first use.

    ``link`` opens the page, at its publisher's or, where no address is known and ``here`` is set, in
    the Global Brain that holds the document; None where neither can be. ``named`` is the file name,
    empty where the title is that already. ``cited_in`` says which references stand in the words.
    """

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
    here: bool = False
    cited_in: str = ""

    @property
    def named(self) -> str:
        """The file name, empty where the title says it."""
        return "" if self.file == self.title else self.file


@dataclass(frozen=True, slots=True)
class Line:
    """A claim as it is shown, and the numbers of its notes; ``edited`` says what a reviewer changed."""

    text: str
    support: Support
    notes: tuple[int, ...]
    why: str = ""
    translated: str = ""
    edited: str = ""


@dataclass(frozen=True, slots=True)
class Part:
    """A headed group of claims; ``strength`` says what it rests on, ``read`` how the tools read it.

    ``facts`` are the rows of the table under an option, the last of which has the strength too.
    """

    heading: str
    lines: tuple[Line, ...]
    strength: str
    read: str = ""
    facts: tuple[Fact, ...] = ()


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
    grids: tuple[Grid, ...] = ()
    review: Reviewing = NOT_REVIEWED

    @property
    def lines(self) -> tuple[Line, ...]:
        """Every claim of the body in reading order."""
        return (*self.bottom_line.lines, *(line for part in self.options for line in part.lines))


def note_page(note: Note, words: Mapping[str, str]) -> str:
    """Return the position of the page, and the printed label where it differs."""
    if note.page_label and note.page_label != str(note.page):
        return words["page_label"].format(n=note.page, label=note.page_label)
    return words["page"].format(n=note.page)


def note_opens(note: Note, words: Mapping[str, str]) -> str:
    """Return what the link of a note says."""
    return words["open_here" if note.here else "open"]


def note_source(note: Note, words: Mapping[str, str]) -> str:
    """Return publisher, year and page of a note in words, with "unknown" where nothing is known."""
    publisher = note.publisher or words["publisher_unknown"]
    source = f"{publisher}, {note.year or words['year_unknown']}, {note_page(note, words)}."
    return f"{source} {note.cited_in}" if note.cited_in else source


def partly(line: Line, words: Mapping[str, str]) -> str:
    """Return what is said beside a claim: supported in part, and why; edited; a translation of it."""
    marked = pair(words, "partial", line.why) if line.why else words["partial"]
    told = (marked if line.support is Support.PARTIAL else "", line.edited, line.translated)
    return "; ".join(text for text in told if text)


def outline(brief: Brief, base: str = "") -> Outline:
    """Return the neutral outline that every export of a brief is set from.

    ``base`` is where Global Brain serves its pages ("http://127.0.0.1:7860"): citations of documents
    without an address of their own open there.
    """
    table, said = in_review(brief, words(brief.language)), marks(brief)
    numbers = {citation: n for n, citation in enumerate(brief.references, 1)}
    notes = tuple(_note(brief, citation, n, base) for citation, n in numbers.items())
    part = partial(_part, brief, numbers=numbers, table=table, say=tool_words(brief.language), said=said)
    return Outline(
        words=table,
        language=clean(brief.language) or "en",
        right_to_left=base_language(brief.language) in RIGHT_TO_LEFT,
        question=clean(brief.question),
        date=long_date(brief.created, brief.language),
        answered=brief.answered,
        bottom_line=part(table["bottom_line"], brief.bottom_line),
        options=tuple(
            _with_facts(part(_capital(clean(o.heading)), o.claims), o, brief)
            for o in brief.options
            if o.claims
        ),
        unanswered=(*map(clean, brief.unanswered), *gaps(brief)),
        left_out=tuple(_left_out(claim, numbers, brief.language, said) for claim in brief.left_out),
        searched=tuple(
            SearchLine(clean(s.sub_question), clean(s.query), s.found, s.answered) for s in brief.searched
        ),
        nearest=tuple(_note(brief, citation, n, base) for n, citation in enumerate(brief.nearest, 1)),
        notes=notes,
        sources=_sources(brief, notes),
        methods=methods(brief, table),
        grids=grids(brief, table),
        review=reviewing(brief),
    )


def _with_facts(part: Part, option: Option, brief: Brief) -> Part:
    return replace(part, facts=facts(option, brief, part.strength))


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]


def _line(claim: Claim, numbers: Mapping[Citation, int], language: str, said: Mapping[Claim, str]) -> Line:
    why = clean(why_not(claim, language))
    noted = tuple(dict.fromkeys(numbers[c] for c in (*claim.citations, *claim.context) if c in numbers))
    beside = clean(beside_quotation(claim.translation, language))
    return Line(clean(claim.text), claim.support, noted, why, beside, said.get(claim, ""))


def _left_out(
    claim: Claim, numbers: Mapping[Citation, int], language: str, said: Mapping[Claim, str]
) -> Line:
    """A claim that failed, with the reason, or that a reviewer rejected, with who and when."""
    line = _line(claim, numbers, language, said)
    return replace(line, why=line.edited, edited="") if line.edited else line


def _part(
    brief: Brief,
    heading: str,
    claims: Iterable[Claim],
    numbers: Mapping[Citation, int],
    table: Mapping[str, str],
    say: Mapping[str, str],
    said: Mapping[Claim, str],
) -> Part:
    listed = tuple(claims)
    read = clean(in_a_line([claim.readings for claim in listed], say))
    return Part(
        heading,
        tuple(_line(claim, numbers, brief.language, said) for claim in listed),
        strength(brief, listed),
        read,
    )


def _note(brief: Brief, citation: Citation, number: int, base: str) -> Note:
    known = next((d for d in brief.sources if d.id == citation.document_id), None)
    link = safe_link(citation.url or (known.url if known else None), citation.page)
    span = f"{citation.span.start}-{citation.span.end}"
    path = f"/documents/{quote(citation.document_id, safe='')}/pages/{citation.page}?spans={span}"
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
        link=link or (safe_link(base + path) if base else None),
        here=not link and bool(base),
        cited_in=clean(cited_in(references(citation.quote), brief.language)),
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
