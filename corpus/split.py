"""Pages into passages: whole sentences of some 200 tokens, exact slices, the headings above them kept."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType

from corpus.documents import Page
from corpus.layout import Heading
from corpus.listed import items
from corpus.passages import CharSpan, Passage, TableHead
from corpus.sentences import sentence_spans
from corpus.tables import Table

_CLAUSE = re.compile(r"[;:,，；：、](?=\s|[\u3000-\u9fff])|\s[–—]\s")
_WORD_END = re.compile(r"\s")
# Rows of a table that stand together, with what is searched of the table above them.
_ROWS_TOKENS = 120
# A passage may exceed the target by this much rather than leave a short rest behind.
_SLACK = 1.2


@dataclass(frozen=True, slots=True)
class _Piece:
    """A sentence, a part of one that is too long, or a row, with its tokens and the headings above it."""

    span: CharSpan
    tokens: int
    heading: tuple[str, ...]
    opens: bool
    table: Table | None = None
    row: int = 0


def split(
    pages: Sequence[Page],
    headings: Mapping[int, Sequence[Heading]],
    *,
    count_tokens: Callable[[Sequence[str]], list[int]],
    target_tokens: int = 200,
    language: str | None,
    tables: Mapping[int, Sequence[Table]] = MappingProxyType({}),
) -> tuple[Passage, ...]:
    """Return the passages of all pages, in order.

    A passage lies on one page and under one heading; it starts and ends with a sentence. A sentence
    of more than ``target_tokens`` alone is cut at clauses, and its parts are its passage's sentences.
    A heading opens the passage that it stands above. Rows of a table have passages of their own, which
    no other text shares; a row is never cut.
    """
    passages: list[Passage] = []
    path: list[tuple[int, str]] = []
    for page in pages:
        pieces, path = _pieces(
            page, headings.get(page.number, ()), path, count_tokens, target_tokens, language
        )
        pieces = _with_rows(page, pieces, tables.get(page.number, ()), count_tokens)
        for group in _groups(pieces, target_tokens):
            span = CharSpan(group[0].span.start, group[-1].span.end)
            text, head = span.of(page.text), _table_head(group)
            sentences = tuple(piece.span for piece in group)
            sentences = sentences if head else items(text, sentences, span.start)
            passages.append(
                Passage(page.document_id, page.number, span, text, group[-1].heading, sentences, head)
            )
    return tuple(passages)


def _table_head(group: Sequence[_Piece]) -> TableHead | None:
    table = group[0].table
    if table is None:
        return None
    return TableHead(table.caption, table.columns, tuple(table.above[piece.row] for piece in group))


def _with_rows(
    page: Page,
    pieces: list[_Piece],
    tables: Sequence[Table],
    count_tokens: Callable[[Sequence[str]], list[int]],
) -> list[_Piece]:
    """Return the pieces with those of a table's rows made one a row."""
    for table in tables:
        inside = CharSpan(table.rows[0].start, table.rows[-1].end)
        before = [piece for piece in pieces if piece.span.start < inside.start]
        after = [piece for piece in pieces if piece.span.start >= inside.end]
        heading = before[-1].heading if before else next((p.heading for p in pieces), ())
        counts = count_tokens([row.of(page.text) for row in table.rows])
        rows = [
            _Piece(row, tokens, heading, False, table, at)
            for at, (row, tokens) in enumerate(zip(table.rows, counts, strict=True))
        ]
        pieces = [*before, *rows, *after]
    return pieces


def _pieces(
    page: Page,
    headings: Sequence[Heading],
    path: list[tuple[int, str]],
    count_tokens: Callable[[Sequence[str]], list[int]],
    target: int,
    language: str | None,
) -> tuple[list[_Piece], list[tuple[int, str]]]:
    spans = sentence_spans(page.text, language)
    starts = {heading.span.start: heading for heading in headings}
    counts = count_tokens([span.of(page.text) for span in spans]) if spans else []
    pieces = []
    for span, tokens in zip(spans, counts, strict=True):
        heading = starts.get(span.start)
        if heading:
            path = [above for above in path if above[0] < heading.level]
            path.append((heading.level, heading.span.of(page.text)))
        names = tuple(name for _, name in path)
        for at, part in enumerate(_parts(page.text, span, tokens, target)):
            share = max(1, tokens * (part.end - part.start) // (span.end - span.start))
            pieces.append(_Piece(part, share, names, bool(heading) and at == 0))
    return pieces, path


def _parts(text: str, span: CharSpan, tokens: int, target: int) -> Iterator[CharSpan]:
    """Cut a sentence of more than ``target`` tokens at clauses, else at spaces, else anywhere."""
    if tokens <= target:
        yield span
        return
    size = max(1, (span.end - span.start) * target // tokens)
    start = span.start
    while span.end - start > size:
        window = text[start : start + size]
        cuts = [match.end() for match in _CLAUSE.finditer(window) if match.end() > size // 2]
        cuts = cuts or [match.start() for match in _WORD_END.finditer(window) if match.start() > size // 2]
        end = start + (cuts[-1] if cuts else size)
        yield from _trimmed(text, start, end)
        start = end
    yield from _trimmed(text, start, span.end)


def _trimmed(text: str, start: int, end: int) -> Iterator[CharSpan]:
    piece = text[start:end]
    lead = len(piece) - len(piece.lstrip())
    if body := piece.strip():
        yield CharSpan(start + lead, start + lead + len(body))


def _groups(pieces: Sequence[_Piece], target: int) -> Iterator[list[_Piece]]:
    """Yield runs of pieces of about ``target`` tokens; a heading starts a run unless the run is a heading."""
    group: list[_Piece] = []
    tokens = 0
    for piece in pieces:
        only_headings = all(each.opens for each in group)
        full = tokens + piece.tokens > target * (_SLACK if tokens < 0.5 * target else 1.0)
        if piece.table:
            heads = not group or group[-1].row < piece.table.heads
            full, only_headings = tokens + piece.tokens > _ROWS_TOKENS and not heads, False
        if group and (group[-1].table is not piece.table or ((piece.opens or full) and not only_headings)):
            yield group
            group, tokens = [], 0
        group.append(piece)
        tokens += piece.tokens
    if group:
        yield group
