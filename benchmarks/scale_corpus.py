"""A library of any size, generated: words, lengths and vectors drawn from those of the 27 real reports."""

from __future__ import annotations

import hashlib
import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from corpus.documents import Document, Page
from corpus.indexed import Row
from corpus.passages import CharSpan, Passage
from corpus.pdf import ReadPdf
from corpus.store import Store

REPORT_PAGES = 100
_LANGUAGES = ("en", "es", "fr")
_RARE = 400_000  # words beside those of the reports, as a large collection has them
_MEDIAN_PAGES, _SPREAD, _MOST_PAGES = 40, 0.8, 400
_NOISE = 0.8  # length of what is added to a vector, whose own is one
_AT_ONCE = 4_000  # passages generated together

Numbers = NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Chain:
    """Words of one language and, as cumulated shares, which follows which."""

    words: NDArray[np.object_]
    rare: NDArray[np.bool_]
    starts: Numbers
    cumulated: NDArray[np.float64]
    followers: Numbers
    lengths: Numbers

    @classmethod
    def of(cls, texts: Sequence[str]) -> Chain:
        """Return the chain of these texts."""
        ids: dict[str, int] = {}
        lines = [[ids.setdefault(word, len(ids)) for word in re.findall(r"\S+", text)] for text in texts]
        lines = [line for line in lines if line]
        pairs = Counter(pair for line in lines for pair in zip(line, [*line[1:], line[0]], strict=True))
        keys = np.array(sorted(pairs), np.int64)
        counts = np.array([pairs[one, other] for one, other in keys.tolist()], np.float64)
        totals = np.bincount(keys[:, 0], counts, len(ids))
        running = np.cumsum(counts / totals[keys[:, 0]])
        cumulated = np.minimum(running, keys[:, 0] + 1)  # shares of word n end at n + 1
        seen = np.bincount(np.concatenate([np.array(line) for line in lines]), minlength=len(ids))
        return cls(
            np.array(list(ids), object),
            seen == 1,
            np.array([line[0] for line in lines], np.int64),
            cumulated,
            keys[:, 1],
            np.array([len(line) for line in lines], np.int64),
        )

    def texts(self, count: int, rare: NDArray[np.object_], chance: np.random.Generator) -> list[str]:
        """Return so many texts; a word that the reports have once stands for any rare word."""
        lengths = chance.choice(self.lengths, count)
        current = chance.choice(self.starts, count)
        columns = []
        for _ in range(int(lengths.max())):
            words = self.words[current]
            once = np.flatnonzero(self.rare[current])
            words[once] = rare[np.exp(chance.random(len(once)) * np.log(len(rare))).astype(np.int64) - 1]
            columns.append(words)
            drawn = np.searchsorted(self.cumulated, current + chance.random(count), side="right")
            current = self.followers[np.minimum(drawn, len(self.followers) - 1)]
        table = np.stack(columns, axis=1)
        return [" ".join(line[:length]) for line, length in zip(table, lengths, strict=True)]


class Generator:
    """Documents like those of a library, as many as are wanted; the same ones each time."""

    def __init__(self, library: Store) -> None:
        """Learn from the documents of a library that was ingested."""
        rows = list(library.rows())
        self.encoder = library.encoder() or ""
        self._vectors = library.vectors()[1]
        by_language = {one: [row.passage.text for row in rows if row.language == one] for one in _LANGUAGES}
        self._chains = {one: Chain.of(texts) for one, texts in by_language.items() if texts}
        sizes = np.array([len(by_language[one]) for one in self._chains], np.float64)
        self._shares = sizes / sizes.sum()
        pages = {(row.passage.document_id, row.passage.page) for row in rows}
        self._a_page = len(rows) / len(pages)
        self._rare = _rare_words(rows)

    def documents(self, passages: int, *, seed: int = 1) -> Iterator[tuple[ReadPdf, tuple[Passage, ...]]]:
        """Yield documents with their passages until there are at least so many of these."""
        chance = np.random.default_rng(seed)
        made = number = 0
        while made < passages:
            pages = int(np.clip(chance.lognormal(np.log(_MEDIAN_PAGES), _SPREAD), 1, _MOST_PAGES))
            read, held = self.report(pages, f"{seed}-{number}", chance)
            yield read, held
            made += len(held)
            number += 1

    def report(
        self, pages: int, name: str, chance: np.random.Generator
    ) -> tuple[ReadPdf, tuple[Passage, ...]]:
        """Return a document of so many pages with its passages."""
        language = str(chance.choice(list(self._chains), p=self._shares))
        counts = 1 + chance.poisson(self._a_page - 1, pages)
        texts = self._chains[language].texts(int(counts.sum()) + 1, self._rare, chance)
        sha256 = hashlib.sha256(name.encode()).hexdigest()
        document = Document(
            sha256[:12],
            sha256,
            f"{name}.pdf",
            pages,
            title=" ".join(texts.pop().split()[:9]),
            year=int(chance.integers(1995, 2026)),
            language=language,
        )
        made: list[Page] = []
        passages: list[Passage] = []
        for number, count in enumerate(counts.tolist(), 1):
            own, texts = texts[:count], texts[count:]
            heading = (" ".join(own[0].split()[:5]),)
            at = 0
            for text in own:
                span = CharSpan(at, at + len(text))
                passages.append(Passage(document.id, number, span, text, heading))
                at += len(text) + 1
            made.append(Page(document.id, number, "\n".join(own)))
        return ReadPdf(document, tuple(made), {}), tuple(passages)

    def vectors(self, count: int, chance: np.random.Generator) -> NDArray[np.float32]:
        """Return unit vectors between two real ones each, nearer to the first, and off by some noise."""
        one, other = (self._vectors[chance.integers(0, len(self._vectors), count)] for _ in range(2))
        share = chance.uniform(0.5, 1.0, (count, 1)).astype(np.float32)
        noise = chance.standard_normal(one.shape).astype(np.float32) * (_NOISE / np.sqrt(one.shape[1]))
        mixed = share * one + (1 - share) * other + noise
        unit: NDArray[np.float32] = mixed / np.linalg.norm(mixed, axis=1, keepdims=True)
        return unit


def add(store: Store, generator: Generator, passages: int, *, seed: int = 1) -> int:
    """Put documents with at least so many passages into a library; return how many there are."""
    chance = np.random.default_rng(seed + 1000)
    made = 0
    with store.writer() as writer:
        for read, held in generator.documents(passages, seed=seed):
            original = store.folder / "generated"
            original.write_text(read.document.file.removesuffix(".pdf"), "utf-8")
            vectors = generator.vectors(len(held), chance)
            writer.add(read, held, vectors, generator.encoder, original)
            made += len(held)
    return made


def _rare_words(rows: Sequence[Row]) -> NDArray[np.object_]:
    """Words that are in no report, each of the head of one of theirs and the tail of another."""
    counts = Counter(word for row in rows for word in re.findall(r"[^\W\d_]{6,14}", row.passage.text.lower()))
    once = sorted(word for word, count in counts.items() if count <= 2)
    chance = np.random.default_rng(7)
    heads, tails = (chance.choice(once, 2 * _RARE) for _ in range(2))
    words = dict.fromkeys(f"{head[:4]}{tail[-4:]}" for head, tail in zip(heads, tails, strict=True))
    return np.array(list(words)[:_RARE], object)
