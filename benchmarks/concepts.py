"""What concepts bring where question and passages differ in language: ``python -m benchmarks.concepts``.

Needs no encoder: BM25, concepts, and their fusion as shipped without encoder and pages. Weights were chosen
on one half of the questions (by a hash of their ids); both halves are reported. ``--speed`` measures only
the tagger.
"""

from __future__ import annotations

import argparse
import hashlib
import tempfile
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path

import ir_measures
from ir_measures import Qrel, R, ScoredDoc, nDCG

from benchmarks.report import shared_folder, table, write
from benchmarks.retrieval import BenchRow, read_lines, read_set
from retrieval.analysis import terms
from retrieval.candidates import DEPTH_ACROSS
from retrieval.concepts import shelf
from retrieval.concepts.asked import LABEL_WEIGHT, WEIGHT, Asked, asked
from retrieval.concepts.tagger import Tagger, embedded_tagger
from retrieval.fusion import Ranking, blended, min_max
from retrieval.hybrid import DEPTH
from retrieval.lexical_build import LexicalBuilder, LexicalEntry

MEASURES = (nDCG @ 10, R @ 20, R @ 100)
CROSS = ("mee-en2zh", "xquad en-es", "xquad en-zh", "xquad en-ar", "xquad en-all", "xquad en-own")
ALONE = ("scifact", "pira-en", "pira-pt", "xquad-es", "xquad-zh", "xquad-ar")
HALVES = ("chosen on", "held out")
SPEED = (("scifact", "en"), ("mee-en2zh", "zh"), ("pira-pt", "pt"), ("xquad-ar", "ar"), ("xquad-es", "es"))


@dataclass(frozen=True, slots=True)
class Bench:
    """Passages with their languages and names, questions, and which passages answer them."""

    rows: tuple[BenchRow, ...]
    names: tuple[str, ...]
    queries: tuple[tuple[str, str], ...]
    qrels: tuple[Qrel, ...]


def language(name: str) -> str:
    """Return the language of a set's passages."""
    return "zh" if name == "mee-en2zh" else name[-2:] if "-" in name else "en"


def read(name: str) -> Bench:
    """Return a set; "xquad en-es" asks English questions against Spanish paragraphs.

    "en-all" asks them against the paragraphs of four languages, each of which answers; in "en-own" only the
    English paragraph does, which the others must not push down.
    """
    folder = shared_folder() / "corpus" / "bench"
    if not name.startswith("xquad en-"):
        one = read_set(folder / name, language(name))
        return Bench(one.rows, one.names, tuple((key, text) for key, text, _ in one.queries), one.qrels)
    codes = ["en", "es", "zh", "ar"] if name.endswith(("all", "own")) else [name[-2:]]
    english = [(one["_id"], one["text"]) for one in read_lines(folder / "xquad-en" / "queries.jsonl.gz")]
    rows: list[BenchRow] = []
    names: list[str] = []
    qrels: list[Qrel] = []
    for code in codes:
        own = read_set(folder / f"xquad-{code}", code)
        for row, text in zip(own.rows, own.names, strict=True):
            rows.append(replace(row, row=len(rows) + 1))
            names.append(f"{code}:{text}")
        if code != "en" and name.endswith("own"):
            continue
        qrels += [Qrel(one.query_id, f"{code}:{one.doc_id}", one.relevance) for one in own.qrels]
    judged = {one.query_id for one in qrels}
    return Bench(tuple(rows), tuple(names), tuple(one for one in english if one[0] in judged), tuple(qrels))


def rankings(bench: Bench, tagger: Tagger) -> dict[str, dict[str, Ranking]]:
    """Return a ranking of every question by words, with names, by concepts, and as shipped."""
    builder = LexicalBuilder()
    for row in bench.rows:
        text, code = row.passage.text, row.language
        named = tagger.terms(text, code)
        builder.add(LexicalEntry(row.row, row.passage.document_id, code, terms(text, code), *named))
    index = builder.index()
    language_of = {row.row: row.language for row in bench.rows}

    def weight_of(wanted: Asked, row: int) -> float:
        return wanted.weight(language_of[row])

    found: dict[str, dict[str, Ranking]] = {}
    for key, text in bench.queries:
        wanted = asked(text, tagger, index.languages)
        words = index.search(text, k=DEPTH)
        deep = DEPTH_ACROSS if wanted.abroad else DEPTH
        names = index.search(text, k=deep, others=wanted.others)
        concepts = index.by_concepts(wanted.concepts, k=deep)
        both = (
            blended(min_max(names), concepts, partial(weight_of, wanted)) if wanted.others else min_max(words)
        )
        every: dict[str, Ranking] = {
            "BM25": words,
            "+ names": names[:DEPTH],
            "concepts": concepts[:DEPTH],
            "+ both": sorted(both.items(), key=lambda pair: -pair[1])[:DEPTH],
        }
        for part, ranking in every.items():
            found.setdefault(part, {})[key] = ranking
    return found


def half(query: str) -> int:
    """Return 0 for a question that weights were chosen on, 1 for one that was held out."""
    return hashlib.sha256(query.encode()).digest()[0] % 2


def in_half(number: int, query: str) -> bool:
    """Whether a question is in that half."""
    return half(query) == number


def measured(bench: Bench, rankings_of: dict[str, Ranking], chosen: Callable[[str], bool]) -> str:
    """Return nDCG@10, recall@20 and recall@100 over the questions that are chosen."""
    name_of = {row.row: name for row, name in zip(bench.rows, bench.names, strict=True)}
    run = [
        ScoredDoc(key, name_of[row], score)
        for key, ranking in rankings_of.items()
        if chosen(key)
        for row, score in ranking
    ]
    values = ir_measures.calc_aggregate(MEASURES, [one for one in bench.qrels if chosen(one.query_id)], run)
    return " / ".join(f"{values[measure]:.3f}" for measure in MEASURES)


def tagger_of(files: Sequence[Path]) -> Tagger:
    """Return the tagger of the glossary joined with thesauri."""
    if not files:
        return embedded_tagger()
    with tempfile.TemporaryDirectory() as folder:
        for path in files:
            shelf.bring_in(Path(folder), path)
        return Tagger(shelf.known(Path(folder)))


def speeds(tagger: Tagger) -> list[tuple[str, ...]]:
    """Return megabytes of text a CPU-second, by set."""
    rows: list[tuple[str, ...]] = []
    for name, code in SPEED:
        texts = [
            one["text"] for one in read_lines(shared_folder() / "corpus" / "bench" / name / "corpus.jsonl.gz")
        ]
        size = sum(len(text.encode()) for text in texts) / 1e6
        tagger.counts("x", code)
        took = []
        for tag in (tagger.counts, tagger.matches):
            start = time.process_time()
            for text in texts:
                tag(text, code)
            took.append(size / max(time.process_time() - start, 1e-9))
        rows.append((code, name, f"{size:.1f}", f"{took[0]:.1f}", f"{took[1]:.1f}"))
    return rows


def main() -> None:
    """Measure and print; write ``results/concepts.md`` where all was measured."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--sets", nargs="+", default=[*CROSS, *ALONE], choices=[*CROSS, *ALONE])
    parser.add_argument("--thesaurus", nargs="*", type=Path, default=[], help="join these with the glossary")
    parser.add_argument("--speed", action="store_true", help="measure only the tagger")
    chosen = parser.parse_args()
    tagger = tagger_of(chosen.thesaurus)
    head = ("language", "set", "MB", "counts, MB/s", "with places, MB/s")
    if chosen.speed:
        print(table(head, speeds(tagger)))
        return
    rows = []
    for name in chosen.sets:
        bench = read(name)
        found = rankings(bench, tagger)
        for number, which in enumerate(HALVES):
            values = [measured(bench, found[part], partial(in_half, number)) for part in found]
            rows.append((name, which, *values))
            print(*rows[-1], sep=" | ", flush=True)
    body = [METHOD, table(("set", "half", "BM25", "+ names", "concepts", "+ both"), rows)]
    if chosen.sets == [*CROSS, *ALONE] and not chosen.thesaurus:
        body += [
            "## The tagger",
            f"{len(tagger.thesaurus.concepts)} concepts; CPU time of one core.",
            table(head, speeds(tagger)),
        ]
        write("concepts", "Concepts across languages", "python -m benchmarks.concepts", body)


METHOD = (
    "nDCG@10 / recall@20 / recall@100. English questions against passages in other languages (above), and "
    'questions in the language of the passages (below), where nothing may change. "names": what the concepts '
    f"of a question are called in the passages' language, beside its words with weight {LABEL_WEIGHT}; "
    f'"both": that, and the ranking by concepts with weight {WEIGHT} for a passage in another language, '
    "as shipped, but without encoder and pages, which `retrieval.md` has. Weights were chosen on one half "
    "of the questions, and general words that were missing in its English questions were added to the "
    "glossary; the other half decided nothing. The half "
    "that is held out here is the validation half of `retrieval.md`."
)

if __name__ == "__main__":
    main()
