"""Labelled pairs of claim and evidence: the project's own, and public sets in one form."""

from __future__ import annotations

import gzip
import hashlib
import json
import re
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from types import MappingProxyType
from typing import Any

from finetune.errors import DataError
from finetune.support_text import SupportRow, likely, sentences

OWN = Path(__file__).with_name("data") / "support.jsonl"
_MARKS = re.compile(r"\s*[\[(]?<\|\w+\|>[\])]?")
_LABELS: Mapping[str, str] = {
    "supports": "supported",
    "refutes": "contradicted",
    "nei": "not_supported",
    "neutral": "not_supported",
    "not_enough_info": "not_supported",
    "supported": "supported",
    "partially_supported": "partial",
    "not_supported": "not_supported",
    "attributable": "supported",
    "not attributable": "not_supported",
    "entailment": "supported",
    "contradiction": "contradicted",
}


def read_own(path: Path = OWN) -> tuple[SupportRow, ...]:
    """Return the project's own pairs; a part is told by the group's hash, so that evidence never crosses.

    Raises:
        DataError: a line that is not a pair.
    """
    made = []
    for number, line in enumerate(path.read_text("utf-8").splitlines(), 1):
        try:
            one = json.loads(line)
            row = SupportRow(
                str(one["id"]),
                "own",
                part_of(str(one["group"]), 15, 15),
                str(one["claim"]),
                sentences(str(one["evidence"])),
                str(one["label"]),
                str(one["group"]),
            )
        except (ValueError, KeyError, TypeError) as error:
            raise DataError(
                path.name, f"line {number}: {error}", "See docs/labels/support.md for the form."
            ) from error
        made.append(row)
    return tuple(made)


def part_of(group: str, validation: int, test: int) -> str:
    """Return train, validation or test by the group's hash, the shares in percent."""
    place = int(hashlib.sha256(group.encode()).hexdigest()[:8], 16) % 100
    return "test" if place < test else "validation" if place < test + validation else "train"


def _lines(path: Path) -> Iterator[dict[str, Any]]:
    read = gzip.open if path.suffix == ".gz" else open
    with read(path, "rt", encoding="utf-8") as file:
        yield from (json.loads(line) for line in file)


def _made(
    source: str,
    number: int,
    part: str,
    one: Mapping[str, Any],
    claim: str,
    evidence: tuple[str, ...],
    group: str,
) -> SupportRow:
    kept = tuple(evidence[at] for at in likely(claim, evidence)) or ("-",)
    return SupportRow(
        f"{source}:{part}:{number}", source, part, claim, kept, _LABELS[str(one["label"]).lower()], group
    )


def _citation_integrity(folder: Path) -> Iterator[SupportRow]:
    files = {"train": "train.jsonl.gz", "validation": "dev.jsonl", "test": "test.jsonl.gz"}
    for part, name in files.items():
        for number, one in enumerate(_lines(folder / name)):
            claim = " ".join(_MARKS.sub("", one["claim"]).split())
            yield _made("citation_integrity", number, part, one, claim, tuple(one["passage"]), claim)


def _wice(folder: Path) -> Iterator[SupportRow]:
    """The chunks of one claim are one evidence; dev is cut 70 : 30 by claim, test is whole."""
    for name in ("dev", "test"):
        chunks: dict[str, list[dict[str, Any]]] = {}
        for one in _lines(folder / f"claim_oracle_{name}.jsonl.gz"):
            chunks.setdefault(one["id"], []).append(one)
        for number, (group, own) in enumerate(chunks.items()):
            evidence = tuple(dict.fromkeys(text for one in own for text in one["evidence"]))
            part = "test" if name == "test" else part_of(group, 30, 0)
            yield _made("wice", number, part, own[0], own[0]["claim"], evidence, group)
    for number, one in enumerate(_lines(folder / "non_supported_tokens_train.jsonl")):
        yield _made("wice", 10_000 + number, "train", one, one["claim"], tuple(one["evidence"]), one["id"])


def _fever(folder: Path) -> Iterator[SupportRow]:
    """No official test is at hand: 10 % of the evidence texts for validation, 15 % for the test."""
    for number, one in enumerate(_lines(folder / "dev.jsonl.gz")):
        text = re.sub(r"\s+([.,;:])", r"\1", one["evidence"].replace("-LRB-", "(").replace("-RRB-", ")"))
        part = part_of(one["evidence"][:60], 10, 15)
        yield _made("fever_rte", number, part, one, one["claim"], sentences(text), one["evidence"][:60])


def _pairs(source: str, files: Mapping[str, str]) -> Callable[[Path], Iterator[SupportRow]]:
    def read(folder: Path) -> Iterator[SupportRow]:
        for part, name in files.items():
            for number, one in enumerate(_lines(folder / name)):
                yield _made(source, number, part, one, one["claim"], sentences(one["evidence"]), one["claim"])

    return read


def _climate_fever(folder: Path) -> Iterator[SupportRow]:
    names = {"train": "train", "dev": "validation", "validation": "validation", "test": "test"}
    for number, one in enumerate(_lines(folder / "pairs.jsonl.gz")):
        part, claim = names[one["suggested_split"]], one["claim"]
        yield _made(
            "climate_fever", number, part, one, claim, sentences(one["evidence"]), str(one["claim_id"])
        )


def _attributionbench(folder: Path) -> Iterator[SupportRow]:
    files = {"dev": "dev.jsonl.gz", "test": "test_sampled500.jsonl.gz", "ood": "test_ood.jsonl.gz"}
    for part, name in files.items():
        for number, one in enumerate(_lines(folder / name)):
            evidence = tuple(text for whole in one["references"] for text in sentences(whole))
            yield _made("attributionbench", number, part, one, one["claim"], evidence, one["claim"])


def _ocnli(folder: Path) -> Iterator[SupportRow]:
    for number, one in enumerate(_lines(folder / "dev.jsonl")):
        yield _made(
            "ocnli", number, "test", one, one["hypothesis"], sentences(one["premise"]), one["premise"]
        )


READERS: Mapping[str, Callable[[Path], Iterator[SupportRow]]] = MappingProxyType(
    {
        "citation_integrity": _citation_integrity,
        "wice": _wice,
        "fever_rte": _fever,
        "healthver": _pairs("healthver", {"validation": "dev.jsonl.gz", "test": "test.jsonl.gz"}),
        "covidfact": _pairs(
            "covidfact", {"train": "train.jsonl.gz", "validation": "dev.jsonl", "test": "test.jsonl"}
        ),
        "scifact_rte": _pairs("scifact_rte", {"train": "train.jsonl", "test": "dev.jsonl"}),
        "climate_fever": _climate_fever,
        "attributionbench": _attributionbench,
        "ocnli": _ocnli,
    }
)
"""Every public set by its name; the rows of a set come with its parts."""


def read_public(name: str, folder: Path) -> tuple[SupportRow, ...]:
    """Return the rows of a set from its folder under ``folder``.

    Raises:
        DataError: the set is not known, not there, or not in its form.
    """
    if name not in READERS:
        raise DataError(name, "no such set of claims", f"Known are: {', '.join(READERS)}.")
    try:
        return tuple(READERS[name](folder / name))
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise DataError(name, f"it cannot be read ({error})", f"Put the set into {folder}.") from error
