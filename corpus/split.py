"""Pages into passages: whole sentences of some 200 tokens, exact slices, the headings above them kept."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from corpus.documents import Page
from corpus.layout import Heading
from corpus.passages import CharSpan, Passage
from corpus.sentences import sentence_spans

_CLAUSE = re.compile(r"[;:,，；：、](?=\s|[\u3000-\u9fff])|\s[–—]\s")
_WORD_END = re.compile(r"\s")
# A passage may exceed the target by this much rather than leave a short rest behind.
_SLACK = 1.2


@dataclass(frozen=True, slots=True)
class _Piece:
    """A sentence, or a part of one that is too long, with its tokens and the headings above it."""

    span: CharSpan
    tokens: int
    heading: tuple[str, ...]
    opens: bool


def split(
    pages: Sequence[Page],
    headings: Mapping[int, Sequence[Heading]],
    *,
    count_tokens: Callable[[Sequence[str]], list[int]],
    target_tokens: int = 200,
    language: str | None,
) -> tuple[Passage, ...]:
    """Return the passages of all pages, in order.

    A passage lies on one page and under one heading; it starts and ends with a sentence. A sentence
    of more than ``target_tokens`` alone is cut at clauses, and its parts are its passage's sentences.
    A heading opens the passage that it stands above.
    """
    passages: list[Passage] = []
    path: list[tuple[int, str]] = []
    for page in pages:
        pieces, path = _pieces(
            page, headings.get(page.number, ()), path, count_tokens, target_tokens, language
        )
        for group in _groups(pieces, target_tokens):
            span = CharSpan(group[0].span.start, group[-1].span.end)
            sentences = tuple(piece.span for piece in group)
            passages.append(
                Passage(page.document_id, page.number, span, span.of(page.text), group[-1].heading, sentences)
            )
    return tuple(passages)


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
        if group and ((piece.opens and not only_headings) or (full and not only_headings)):
            yield group
            group, tokens = [], 0
        group.append(piece)
        tokens += piece.tokens
    if group:
        yield group
