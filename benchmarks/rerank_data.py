"""What the reranker learns from: claims with the texts that they rest on, as judged sets, and our judgments.

Sets whose licence lets weights ship: FEVER, Citation Integrity, and the project's own judgments outside their
test part. A claim is left out where it, or a text that it rests on, stands nearly so in a benchmark.
"""

from __future__ import annotations

import gzip
import hashlib
import json
import random
import re
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from benchmarks.judgments_data import Judged, mark
from benchmarks.report import shared_folder
from corpus.passages import Passage
from finetune.duplicates import shingles
from finetune.ranking import GOOD
from retrieval.judged import JudgedQuery, JudgedSet, JudgedText, read_judged

MOST = 300
"""So many claims of a set, drawn with a seed."""
SAME_CLAIM, SAME_TEXT = 0.5, 0.5
"""The share of the shorter one's shingles that makes two texts nearly the same."""
_MARKS = re.compile(r"\s*[\[(]?<\|\w+\|>[\])]?")
_BRACKETS = {"-LRB-": "(", "-RRB-": ")", "-LSB-": "[", "-RSB-": "]", "``": '"', "''": '"'}

Pair = tuple[str, Sequence[str]]
"""A claim and the texts that it rests on."""


@dataclass(frozen=True, slots=True)
class Made:
    """A set to learn from, and how many claims were left out because a benchmark holds them nearly so."""

    judged: JudgedSet
    left_out: int


class Known:
    """Texts of the benchmarks, by their shingles."""

    def __init__(self, texts: Iterable[str]) -> None:
        """Take the texts."""
        self._sets = [shingles(text) for text in dict.fromkeys(texts)]
        self._holders: dict[int, list[int]] = defaultdict(list)
        for at, own in enumerate(self._sets):
            for shingle in own:
                self._holders[shingle].append(at)

    def holds(self, text: str, share: float) -> bool:
        """Return whether a text of three shingles or more agrees with ``text`` to that share."""
        own = shingles(text)
        counts: dict[int, int] = defaultdict(int)
        for shingle in own:
            for at in self._holders.get(shingle, ()):
                counts[at] += 1
        least = 3
        return any(
            min(len(own), len(self._sets[at])) >= least
            and count / min(len(own), len(self._sets[at])) >= share
            for at, count in counts.items()
        )


def benchmarks(names: Sequence[str]) -> tuple[Known, Known]:
    """Return all queries, judged or not, and all texts of the benchmarks of these names."""
    folder = shared_folder() / "corpus" / "bench"
    queries: list[str] = []
    texts: list[str] = []
    for name in names:
        queries += [str(row["text"]) for row in _rows(folder / name / "queries.jsonl.gz")]
        texts += [text.text for text in read_judged(folder / name).texts]
    return Known(queries), Known(texts)


def made(name: str, pairs: Iterable[Pair], corpus: Iterable[str], known: tuple[Known, Known]) -> Made:
    """Return claims over all texts of a set, without those that a benchmark holds."""
    texts = {_id(text): text for text in corpus}
    rests: dict[str, set[str]] = defaultdict(set)
    for claim, on in pairs:
        rests[claim].update(text for text in on if _id(text) in texts)
    order = sorted(claim for claim, on in rests.items() if on)
    random.Random(0).shuffle(order)
    queries: list[JudgedQuery] = []
    qrels: dict[str, dict[str, int]] = {}
    left_out = 0
    for claim in order:
        if len(queries) == MOST:
            break
        if known[0].holds(claim, SAME_CLAIM) or any(known[1].holds(on, SAME_TEXT) for on in rests[claim]):
            left_out += 1
            continue
        query = JudgedQuery(f"{name}-{len(queries)}", claim)
        queries.append(query)
        qrels[query.id] = {_id(on): 1 for on in rests[claim]}
    held = tuple(JudgedText(one, one, "", text) for one, text in texts.items())
    return Made(JudgedSet(name, held, tuple(queries), qrels), left_out)


def fever(folder: Path, known: tuple[Known, Known]) -> Made:
    """Return claims of an encyclopedia over the evidence of all of them."""
    longest = 1_200
    rows = [row for row in _rows(folder / "fever_rte" / "dev.jsonl.gz") if len(row["evidence"]) < longest]
    pairs = [(_plain(row["claim"]), [_plain(row["evidence"])]) for row in rows]
    return made("fever_rte", pairs, [on for _, (on,) in pairs], known)


def citations(folder: Path, known: tuple[Known, Known]) -> Made:
    """Return citing sentences over the single sentences of all that is cited."""
    rows = [
        *_rows(folder / "citation_integrity" / "train.jsonl.gz"),
        *_rows(folder / "citation_integrity" / "dev.jsonl"),
    ]
    shortest, least_claim = 30, 20
    corpus = [
        _plain(text)
        for row in rows
        for text in (*row["passage"], *row["evidence_gold"])
        if len(text) > shortest
    ]
    claims = [(_plain(row["claim"]), [_plain(text) for text in row["evidence_gold"]]) for row in rows]
    return made("citation_integrity", [pair for pair in claims if len(pair[0]) > least_claim], corpus, known)


def graded(judged: Judged, passages: Mapping[str, tuple[str, Passage]]) -> dict[str, int]:
    """Return the passages that hold a sentence which answers: 1 in part, 2 in full.

    Args:
        judged: a question with graded sentences.
        passages: by id, with the sha256 of their document.
    """
    found = {}
    for one, (sha256, passage) in passages.items():
        start = passage.span.start
        texts = (passage.text[own.start - start : own.end - start] for own in passage.sentences)
        grade = max((judged.grades.get((sha256, passage.page, mark(text)), 0) for text in texts), default=0)
        if grade >= GOOD:
            found[one] = grade - 1
    return found


def _rows(path: Path) -> list[dict[str, Any]]:
    if path.suffix == ".gz":
        with gzip.open(path, "rt", encoding="utf-8") as file:
            return [json.loads(line) for line in file]
    return [json.loads(line) for line in path.read_text("utf-8").splitlines()]


def _plain(text: str) -> str:
    for written, meant in _BRACKETS.items():
        text = text.replace(written, meant)
    return " ".join(_MARKS.sub("", text).split()).replace(" ,", ",").replace(" .", ".")


def _id(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()[:16]
