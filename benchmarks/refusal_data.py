"""Rows for the relevance model: questions of public sets, with their passage in reach and without it.

python -m benchmarks.refusal_data --shared ../shared --out /tmp/relevance.jsonl.gz
"""

from __future__ import annotations

import argparse
import gzip
import hashlib
import json
import math
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from corpus.encoder import Embedder
from corpus.sentences import sentence_spans
from finetune.features import Candidate, Question, features
from finetune.words import words
from retrieval.embed import load_embedder

# Sets whose licence allows a model that is given away: CC0, and CC BY-SA as named on the card.
SETS = {
    "pira-en": ("en", "CC0-1.0"),
    "xquad-en": ("en", "CC BY-SA 4.0"),
    "pira-pt": ("pt", "CC0-1.0"),
    "xquad-es": ("es", "CC BY-SA 4.0"),
    "xquad-zh": ("zh", "CC BY-SA 4.0"),
    "cmrc2018-zh": ("zh", "CC BY-SA 4.0"),
}
TOP = 5


@dataclass(frozen=True)
class Bench:
    """One set: texts and titles of its passages, and each question with its relevant passages."""

    name: str
    language: str
    ids: list[str]
    texts: list[str]
    titles: list[str]
    questions: list[tuple[str, str, frozenset[str]]]


def read(folder: Path, name: str, most: int) -> Bench:
    """Return one set, its first ``most`` questions in order of hash."""

    def rows(file: str) -> list[dict[str, Any]]:
        with gzip.open(folder / name / file, "rt", encoding="utf-8") as lines:
            return [json.loads(line) for line in lines]

    passages = rows("corpus.jsonl.gz")
    relevant: dict[str, set[str]] = {}
    for line in (folder / name / "qrels" / "test.tsv").read_text("utf-8").splitlines()[1:]:
        query, passage, grade = line.split("\t")
        if float(grade) > 0:
            relevant.setdefault(query, set()).add(passage)
    asked = [
        (q["_id"], q["text"], frozenset(relevant[q["_id"]]))
        for q in rows("queries.jsonl.gz")
        if q["_id"] in relevant
    ]
    asked.sort(key=lambda item: hashlib.sha256(item[0].encode()).hexdigest())
    titles = [str(p.get("title", "")).replace("_", " ") for p in passages]
    return Bench(
        name, SETS[name][0], [p["_id"] for p in passages], [p["text"] for p in passages], titles, asked[:most]
    )


def group_of(passage_id: str, name: str) -> str:
    """Return what must not be on both sides of a split: the article, or the passage."""
    return f"{name}/{passage_id.rsplit('-', 1)[0] if name != 'pira-en' else passage_id}"


class Ranker:
    """Words and vectors, fused by min-max, over one small set."""

    def __init__(self, bench: Bench, embedder: Embedder | None) -> None:
        """Count the words; embed the passages where an encoder is given."""
        self.bench, self.embedder = bench, embedder
        self.bags = [Counter(words(f"{t} {x}")) for t, x in zip(bench.titles, bench.texts, strict=True)]
        self.df = Counter(word for bag in self.bags for word in bag)
        self.length = np.array([sum(bag.values()) for bag in self.bags], dtype=np.float64)
        self.vectors = embedder.embed(bench.texts) if embedder else None

    def idf(self, word: str) -> float:
        """Return the weight of a word."""
        n = len(self.bags)
        return math.log(1 + (n - self.df[word] + 0.5) / (self.df[word] + 0.5))

    def scores(
        self, question: str, vector: NDArray[np.float32] | None
    ) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
        """Return fused scores and cosines of all passages."""
        lexical = np.zeros(len(self.bags))
        norm = 1.2 * (0.25 + 0.75 * self.length / self.length.mean())
        for word in dict.fromkeys(words(question)):
            tf = np.array([bag[word] for bag in self.bags], dtype=np.float64)
            lexical += self.idf(word) * tf * 2.2 / (tf + norm)
        cosine = (
            np.zeros(len(self.bags))
            if vector is None or self.vectors is None
            else (self.vectors @ vector).astype(np.float64)
        )
        return _unit(lexical) + _unit(cosine), cosine


def _unit(values: NDArray[np.float64]) -> NDArray[np.float64]:
    spread = values.max() - values.min()
    return (values - values.min()) / spread if spread else values * 0


def rows_of(bench: Bench, embedder: Embedder | None) -> Iterator[dict[str, Any]]:
    """Yield a row for each question, setting and one of its best passages."""
    ranker = Ranker(bench, embedder)
    sentences = [tuple(s.of(text) for s in sentence_spans(text, bench.language)) for text in bench.texts]
    vectors = embedder.embed([q for _, q, _ in bench.questions]) if embedder else None
    inside = [embedder.embed(list(own)) for own in sentences] if embedder else None
    for number, (query_id, text, relevant) in enumerate(bench.questions):
        vector = vectors[number] if vectors is not None else None
        fused, cosine = ranker.scores(text, vector)
        question = Question(text, {word: ranker.idf(word) for word in words(text)})
        order = sorted(range(len(fused)), key=lambda at: (-fused[at], at))
        for setting in ("with", "without"):
            reach = [at for at in order if setting == "with" or bench.ids[at] not in relevant]
            middle = float(np.median(cosine[reach[:20]]))
            for rank, at in enumerate(reach[:TOP]):
                own = (
                    tuple(map(float, inside[at] @ vector))
                    if inside is not None and vector is not None
                    else ()
                )
                candidate = Candidate(
                    bench.texts[at],
                    bench.titles[at],
                    sentences[at],
                    float(cosine[at]),
                    own,
                    float(cosine[at]) - middle,
                )
                yield {
                    "set": bench.name,
                    "group": group_of(min(relevant), bench.name),
                    "question": query_id,
                    "setting": setting,
                    "rank": rank,
                    "label": int(bench.ids[at] in relevant),
                    "features": [round(value, 5) for value in features(question, candidate)],
                }


def main() -> None:
    """Write the rows of all sets."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--shared", type=Path, default=Path("../shared"))
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--most", type=int, default=600, help="questions of a set")
    chosen = parser.parse_args()
    embedder = load_embedder()
    with gzip.open(chosen.out, "wt", encoding="utf-8") as out:
        for name, (language, _) in SETS.items():
            bench = read(chosen.shared / "corpus" / "bench", name, chosen.most)
            for row in rows_of(bench, embedder if language == "en" else None):
                out.write(json.dumps(row) + "\n")


if __name__ == "__main__":
    main()
