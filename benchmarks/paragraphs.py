"""Pairs for the head that writes: the quotes of an answer, and the paragraph of the answer that cites them.

Questions are those of the starter library, of the benchmark and of the relevance labels; what the library
refuses gives no pair. The group of a pair is the document that it cites first, and a quote stands on one
side only. Run it, then train on what it wrote:

    python -m benchmarks.paragraphs --library LIBRARY --out paragraphs.jsonl
    globalbrain finetune paragraph --data paragraphs.jsonl --method lora --set steps=60 --set batch=4
"""

from __future__ import annotations

import argparse
import json
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import asdict, dataclass, replace
from importlib.resources import files
from pathlib import Path

from agents.assistant import Assistant, Settings
from agents.brief import Brief
from agents.claims import Claim
from finetune.examples import PARTS, part_of

ROOT = Path(__file__).resolve().parents[1]


@dataclass(frozen=True, slots=True)
class Pair:
    """One row for the task ``paragraph``; ``quotes`` are those of ``text``, to keep the parts apart."""

    id: str
    text: str
    pair: str
    group: str
    language: str
    part: str
    quotes: tuple[str, ...] = ()


def pairs_of(brief: Brief, name: str) -> Iterator[Pair]:
    """Yield a pair for the bottom line and one for each option: numbered quotes, then what cites them."""
    groups = [brief.bottom_line, *(option.claims for option in brief.options)]
    for number, claims in enumerate(groups):
        if claims:
            yield _pair(brief, claims, f"{name}:{number}")


def _pair(brief: Brief, claims: Sequence[Claim], name: str) -> Pair:
    cited = list(dict.fromkeys(citation for claim in claims for citation in claim.citations))
    lines = [
        f"[{at}] {' '.join(own.quote.split())} ({own.title}, page {own.page})"
        for at, own in enumerate(cited, start=1)
    ]
    said = (
        " ".join([claim.text, *(f"[{cited.index(own) + 1}]" for own in claim.citations)]) for claim in claims
    )
    group = cited[0].document_id
    return Pair(
        name,
        "\n".join([f"Question: {brief.question}", *lines]),
        " ".join(said),
        group,
        brief.language,
        part_of(group),
        tuple(own.quote for own in cited),
    )


def apart(pairs: Iterable[Pair]) -> tuple[Pair, ...]:
    """Return the pairs, each paragraph once; none shares a quote with a pair of a later part."""
    once = tuple({own.pair: own for own in pairs}.values())
    kept: list[Pair] = []
    seen: set[str] = set()
    for part in reversed(PARTS):
        of_part = [own for own in once if own.part == part and not seen & set(own.quotes)]
        seen |= {quote for own in of_part for quote in own.quotes}
        kept += of_part
    return tuple(sorted(kept, key=lambda own: own.id))


def questions() -> Iterator[tuple[str, str]]:
    """Yield the name and the words of each question, each once."""
    starter = json.loads(files("corpus.starter").joinpath("questions.json").read_text("utf-8"))
    named = [(f"starter-{at}", row["question"]) for at, row in enumerate(starter)]
    for path in (ROOT / "benchmarks" / "questions.jsonl", ROOT / "finetune" / "data" / "relevance.jsonl"):
        named += [
            (row["id"], row["question"]) for row in map(json.loads, path.read_text("utf-8").splitlines())
        ]
    yield from {words: (name, words) for name, words in named}.values()


def main() -> None:
    """Ask every question and write the pairs."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--library", type=Path, required=True, help="made where it is not there")
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--most", type=int, default=1000, help="questions")
    chosen = parser.parse_args()
    assistant = Assistant.from_settings(replace(Settings.read(), library=chosen.library))
    try:
        if not (chosen.library / "library.db").is_file():
            list(assistant.ingest_starter())
        asked = list(questions())[: chosen.most]
        made = [pair for name, words in asked for pair in pairs_of(assistant.answer(words), name)]
    finally:
        assistant.close()
    kept = apart(made)
    rows = ({key: value for key, value in asdict(own).items() if key != "quotes"} for own in kept)
    chosen.out.write_text("".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows), "utf-8")
    counts = ", ".join(f"{part} {sum(own.part == part for own in kept)}" for part in PARTS)
    print(f"{len(asked)} questions, {len(made)} paragraphs, kept {len(kept)}: {counts}")


if __name__ == "__main__":
    main()
