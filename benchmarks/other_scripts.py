"""English questions over other scripts with and without tokens for their words: ``python -m benchmarks.other_scripts``.

``--build`` writes ``retrieval/other_scripts.txt`` from the glossary and ``common_words.tsv``, which the project
wrote itself: which English pieces translate which word is learnt by IBM model 1 (Brown et al. 1993).
"""

from __future__ import annotations

import argparse
import csv
import unicodedata
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from pathlib import Path

from tokenizers import Tokenizer

from retrieval.concepts.thesaurus import glossary
from retrieval.openvino_conversion import model_folder
from retrieval.other_scripts import LONGEST, RUNS, TABLE, stem

LANGUAGES = ("ar", "zh", "ru", "hi")
WORDS = Path(__file__).with_name("common_words.tsv")
ROUNDS = 6
MOST_PIECES = 8
LEAST_SHARE = 0.02
Pair = tuple[str, str, str]
Token = tuple[str, str]


def pairs() -> Iterator[Pair]:
    """Yield language, name there and English name, of every concept and every common word."""
    for concept in glossary().concepts.values():
        english = concept.labels.get("en", ())
        for language in LANGUAGES if english else ():
            for at, name in enumerate(concept.labels.get(language, ())):
                yield language, name, english[at] if at < len(english) else english[0]
    with WORDS.open(encoding="utf-8") as file:
        for english_word, *cells in csv.reader(file, delimiter="\t"):
            for language, cell in zip(LANGUAGES, cells, strict=True):
                for name in cell.split(";"):
                    yield language, name, english_word


def tokens_of(language: str, name: str, known: frozenset[str] = frozenset()) -> list[Token]:
    """Return the tokens of a name; of Chinese every run of two to six characters, or the longest known."""
    found: list[Token] = []
    for run in RUNS.finditer(unicodedata.normalize("NFKC", name)):
        text = run.group()
        if run.lastgroup != "zh":
            found.append((str(run.lastgroup), stem(str(run.lastgroup), text)))
        elif not known:
            sizes = range(2, LONGEST + 1)
            found += [("zh", text[at : at + size]) for size in sizes for at in range(len(text) - size + 1)]
        else:
            at = 0
            while at < len(text):
                size = next((n for n in range(LONGEST, 1, -1) if text[at : at + n] in known), 1)
                found += [("zh", text[at : at + size])] if size > 1 else []
                at += size
    return found


def vocabulary(all_pairs: Sequence[Pair]) -> list[Token]:
    """Return the tokens: every word; of Chinese whole names, and what stands in two of them."""
    counts = Counter(token for language, name, _ in all_pairs for token in tokens_of(language, name))
    whole = {("zh", name) for language, name, _ in all_pairs if language == "zh" and 1 < len(name) <= LONGEST}
    return sorted(one for one, count in counts.items() if one[0] != "zh" or count > 1 or one in whole)


def aligned(
    all_pairs: Sequence[Pair], vocabulary_: Sequence[Token], english: Tokenizer
) -> list[dict[int, float]]:
    """Return for each token the shares of the English pieces that translate it, by IBM model 1."""
    number = {token: at for at, token in enumerate(vocabulary_)}
    chinese = frozenset(form for language, form in vocabulary_ if language == "zh")
    data = []
    for language, name, translation in all_pairs:
        own = sorted({number[one] for one in tokens_of(language, name, chinese) if one in number})
        data.append((own, sorted(set(english.encode(translation, add_special_tokens=False).ids))))
    shares: list[dict[int, float]] = [{} for _ in vocabulary_]
    for own, pieces in data:  # at first every piece translates every token that it stands beside
        for one in own:
            shares[one].update(dict.fromkeys(pieces, 1.0))
    for _ in range(ROUNDS):
        counts: list[dict[int, float]] = [defaultdict(float) for _ in vocabulary_]
        for own, pieces in data:
            for piece in pieces:
                whole = sum(shares[one].get(piece, 0.0) for one in own) or 1.0
                for one in own:
                    counts[one][piece] += shares[one].get(piece, 0.0) / whole
        shares = [_normed(one, 0.001) for one in counts]
    return [_normed(dict(Counter(one).most_common(MOST_PIECES)), LEAST_SHARE) for one in shares]


def _normed(counts: dict[int, float], least: float) -> dict[int, float]:
    whole = sum(counts.values()) or 1.0
    kept = {piece: count / whole for piece, count in counts.items() if count / whole > least}
    total = sum(kept.values()) or 1.0
    return {piece: share / total for piece, share in kept.items()}


def build(path: Path = TABLE) -> int:
    """Write the table, and return how many tokens it has."""
    english = Tokenizer.from_file(str(model_folder() / "tokenizer.json"))
    english.no_truncation()
    english.no_padding()
    every = list(pairs())
    tokens = vocabulary(every)
    lines = []
    for (language, form), shares in zip(tokens, aligned(every, tokens, english), strict=True):
        ordered = sorted(shares.items(), key=lambda one: (-one[1], one[0]))
        pieces = " ".join(f"{piece}:{max(1, round(1000 * share))}" for piece, share in ordered)
        if pieces:
            lines.append(f"{language}\t{form}\t{pieces}\n")
    path.write_text("".join(lines), "utf-8")
    return len(lines)


def main() -> None:
    """Build the table, or measure."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--build", action="store_true", help="write the table anew; measures nothing")
    if parser.parse_args().build:
        print(f"{build()} tokens in {TABLE.name}")


if __name__ == "__main__":
    main()
