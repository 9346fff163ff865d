"""BM25 over terms, by tantivy."""

from __future__ import annotations

import errno
import math
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import tantivy
from tantivy import Document, Index, Occur, Query, SchemaBuilder

from retrieval.analysis import asked, primary, stems, words

BODY, ROW, DOCUMENT = "body", "row", "document"
_HEAP_BYTES = 100_000_000
_MOST_TERMS = 256  # of one query; the rarest are kept
_FREQUENCIES = "freq"


@dataclass(frozen=True, slots=True)
class LexicalEntry:
    """What is indexed of one passage or page; ``terms`` are those of ``retrieval.analysis``."""

    row: int
    document_id: str
    language: str | None
    terms: Sequence[str]


def library_version() -> str:
    """Return the version of tantivy, for the index card."""
    return str(tantivy.__version__)


@contextmanager
def _disk_errors() -> Iterator[None]:
    """Turn tantivy's errors, each a ValueError that tells of the disk, into what they are."""
    try:
        yield
    except ValueError as error:
        raise OSError(errno.EIO, f"tantivy: {error}") from error


class LexicalBuilder:
    """Takes entries one by one into an index, in memory or, with a folder that exists, on disk.

    One thread writes one segment, in the order of the entries, so that the same entries give the same
    ranking whenever it is built.

    Raises:
        OSError: the disk is full or fails.
    """

    def __init__(self, folder: Path | None = None) -> None:
        """Open an empty index."""
        builder = SchemaBuilder().add_integer_field(ROW, indexed=True, fast=True)
        builder = builder.add_text_field(DOCUMENT, tokenizer_name="raw", index_option="basic")
        schema = builder.add_text_field(BODY, tokenizer_name="whitespace", index_option=_FREQUENCIES).build()
        with _disk_errors():
            self._index = Index(schema, path=str(folder)) if folder else Index(schema)
            self._writer = self._index.writer(_HEAP_BYTES, 1)
        self._languages: set[str] = set()

    def add(self, entry: LexicalEntry) -> None:
        """Take an entry."""
        document = Document()
        document.add_integer(ROW, entry.row)
        document.add_text(DOCUMENT, entry.document_id)
        document.add_text(BODY, " ".join(entry.terms))
        with _disk_errors():
            self._writer.add_document(document)
        self._languages.add(primary(entry.language) or "")

    def index(self) -> LexicalIndex:
        """Return the index of all entries; nothing can be added afterwards."""
        with _disk_errors():
            self._writer.commit()
            self._writer.wait_merging_threads()
            self._index.reload()
            return LexicalIndex(self._index, sorted(self._languages))


class LexicalIndex:
    """Ranked rows by BM25 (k1 1.2, b 0.75); any number of threads may search at once."""

    def __init__(self, index: Index, languages: Sequence[str]) -> None:
        """Take an index and the languages whose stems it holds."""
        index.config_reader("manual")  # an index never changes once made; nothing to watch for
        self._index = index
        self._schema = index.schema
        self._searcher = index.searcher()
        self.languages = tuple(languages)

    @classmethod
    def read(cls, folder: Path, languages: Sequence[str]) -> LexicalIndex:
        """Return the index in a folder whose files were checked by ``retrieval.index``.

        Raises:
            OSError: no lock can be set beside the files, as on a disk that may not be written.
        """
        with _disk_errors():
            return cls(Index.open(str(folder)), languages)

    @property
    def count(self) -> int:
        """Number of passages."""
        return int(self._searcher.num_docs)

    def search(
        self,
        query: str,
        *,
        k: int,
        documents: frozenset[str] | None = None,
        rows: Sequence[int] | None = None,
    ) -> tuple[tuple[int, float], ...]:
        """Return at most ``k`` pairs of row and BM25 score, best first, ties by row.

        Args:
            query: plain words; no character of it has a meaning of its own.
            k: how many.
            documents: where given, only passages of these documents are ranked.
            rows: where given, only these passages are.
        """
        restrictions = [] if documents is None else [self._among(DOCUMENT, sorted(documents))]
        restrictions += [] if rows is None else [self._among(ROW, rows)]
        return self._ranked(query, k, restrictions)

    def scores(self, query: str, rows: Sequence[int]) -> dict[int, float]:
        """Return the BM25 score of each of these rows that holds a word of the query."""
        return dict(self._ranked(query, len(rows), [self._among(ROW, list(rows))]))

    def document_frequency(self, wanted: Sequence[str]) -> tuple[int, ...]:
        """Return for each word in how many passages it stands, in its commonest form."""
        found = []
        for word in wanted:
            forms = [form for variants in self._variants(words(word)) for form in variants]
            found.append(max((self._frequency(form) for form in forms), default=0))
        return tuple(found)

    def _frequency(self, term: str) -> int:
        return int(self._searcher.doc_freq(BODY, term))

    def _rarity(self, frequency: int) -> float:
        """The weight of a term that so many passages hold, as BM25 reckons it."""
        return math.log(1 + (self.count - frequency + 0.5) / (frequency + 0.5))

    def _among(self, field: str, values: Sequence[Any]) -> Query:
        return Query.const_score_query(Query.term_set_query(self._schema, field, values), 0.0)

    def _variants(self, folded: Sequence[str]) -> list[tuple[str, ...]]:
        """The forms of each word, one a language of the index, the same form once."""
        by_language = [stems(folded, language or None) for language in self.languages or ("",)]
        return [tuple(dict.fromkeys(forms)) for forms in zip(*by_language, strict=True)]

    def _query(self, query: str) -> Query | None:
        """Each word counts once, by the form that a passage scores highest with.

        A form weighs as rare as the word in all its forms: one that a single passage in another
        language has would else outweigh every word of the question.
        """
        counts = Counter(self._variants(asked(query)))
        known = {
            forms: count for forms, count in counts.items() if any(self._frequency(form) for form in forms)
        }
        if len(known) > _MOST_TERMS:
            rarest = sorted(known, key=lambda forms: (max(map(self._frequency, forms)), forms))
            known = {forms: known[forms] for forms in rarest[:_MOST_TERMS]}
        if not known:
            return None
        parts = []
        for forms, count in known.items():
            held = {form: frequency for form in forms if (frequency := self._frequency(form))}
            rarity = self._rarity(min(sum(held.values()), self.count))
            each = [
                Query.boost_query(
                    Query.term_query(self._schema, BODY, form, _FREQUENCIES),
                    count * rarity / self._rarity(frequency),
                )
                for form, frequency in held.items()
            ]
            word = each[0] if len(each) == 1 else Query.disjunction_max_query(each, 0.0)
            parts.append((Occur.Should, word))
        return Query.boolean_query(parts)

    def _ranked(self, query: str, k: int, restrictions: Sequence[Query]) -> tuple[tuple[int, float], ...]:
        wanted = self._query(query)
        if wanted is None or k < 1:
            return ()
        if restrictions:
            must = [(Occur.Must, restriction) for restriction in restrictions]
            wanted = Query.boolean_query([(Occur.Must, wanted), *must])
        hits = self._searcher.search(wanted, min(k, max(self.count, 1)), count=False).hits
        rows = self._searcher.fast_field_values(ROW, [address for _, address in hits])
        found = [(int(row), float(score)) for row, (score, _) in zip(rows, hits, strict=True)]
        return tuple(sorted(found, key=lambda pair: (-pair[1], pair[0])))
