"""READERS: one reader a public set (or view of one), with its licence and what it may be used for."""

from __future__ import annotations

import gzip
import hashlib
import json
import os
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from types import MappingProxyType
from typing import Any

from finetune.duplicates import without_shared_groups
from finetune.errors import DataError
from finetune.examples import Example, Part, hold_out, part_of
from finetune.public import SDG_LANGUAGES, VIEWS
from finetune.rows import NAMES_OF_PARTS

OWN = Path(__file__).with_name("data")
OWN_FOLDER = "own"
"""Stands for that folder: labels of the project."""
Row = Mapping[str, Any]
View = Callable[[Row], Example | None]


@dataclass(frozen=True, slots=True)
class Reader:
    """One set: its folder (of the public ones, or OWN_FOLDER), its files by part, its licence.

    A file under the part "" holds all parts: a row's ``suggested_split`` says which, else the hash of
    its group. ``language`` "" leaves it to the rows. ``ships`` is whether weights that learnt from it
    may be given away.
    """

    folder: str
    files: Mapping[Part | str, str]
    licence: str
    ships: bool
    view: View
    language: str = "en"


_MIT, _NC, _UNKNOWN = "MIT", "non-commercial", "none stated"
OWN_LICENCE = "Apache-2.0 (labels of the project)"
_ONE, _DEV = "all.jsonl.gz", "dev.jsonl"
_OFFICIAL = {"train": "train.jsonl", "validation": _DEV, "test": "test.jsonl"}


def _reader(
    folder: str,
    files: Mapping[Part | str, str],
    licence: str,
    ships: bool,
    view: str = "",
    language: str = "en",
) -> Reader:
    return Reader(folder, files, licence, ships, VIEWS[view or folder], language)


_NOAA, _ESG = ("noaa_storm_events", {"": _ONE}, "public domain"), ("esg_zh", {"": _ONE}, _MIT)
_BIODIV = {"train": "train.jsonl.gz", "validation": _DEV, "test": "test.jsonl"}
_COPIOUS = {"train": _DEV, "test": "test.jsonl"}
_GOALS = ("../corpus/thesaurus", {"": "sdg_goals_targets_indicators.jsonl.gz"})
_RTE = {"train": "train.jsonl.gz", "validation": _DEV, "test": "test.jsonl"}

READERS: Mapping[str, Reader] = MappingProxyType(
    {
        **{
            name: _reader(OWN_FOLDER, {"": file}, OWN_LICENCE, True, name, "")
            for name, file in (
                ("own_commitment", "policy.jsonl"),
                ("own_instrument", "policy.jsonl"),
                ("own_specificity", "policy.jsonl"),
                ("own_policy_parts", "policy.jsonl"),
                ("own_hazards", "hazards.jsonl"),
                ("own_topics", "hazards.jsonl"),
                ("own_risk", "hazards.jsonl"),
                ("own_outlook", "hazards.jsonl"),
                ("own_support", "support.jsonl"),
            )
        },
        "wri_policy_incentives": _reader("wri_policy_incentives", {"": "gold.jsonl"}, _MIT, True),
        "esg_zh": _reader(*_ESG, True, language="zh"),
        "esg_zh_topics": _reader(*_ESG, True, "esg_zh_topics", "zh"),
        "noaa_storm_events": _reader(*_NOAA, True),
        "noaa_severity": _reader(*_NOAA, True, "noaa_severity"),
        "noaa_severity_masked": _reader(*_NOAA, True, "noaa_severity_masked"),
        "disaster_response": _reader(
            "disaster_response", {"train": "validation.jsonl", "test": "test.jsonl"}, "CC BY 4.0", True
        ),
        "sdg_sentences": _reader("sdg_sentences", {"": "train.jsonl"}, "Apache-2.0", True),
        **{
            f"sdg_official_{code}": _reader(*_GOALS, _MIT, True, f"sdg_official_{code}", code)
            for code in SDG_LANGUAGES
        },
        "biodiv_ner": _reader("biodiv_ner", _BIODIV, "CC BY 4.0", True),
        "biodiv_species": _reader("biodiv_ner", _BIODIV, "CC BY 4.0", True, "biodiv_species"),
        "copious_ner": _reader("copious_ner", _COPIOUS, "CC BY 4.0", True),
        "copious_species": _reader("copious_ner", _COPIOUS, "CC BY 4.0", True, "copious_species"),
        "citation_integrity": _reader(
            "citation_integrity",
            {"train": "train.jsonl.gz", "validation": _DEV, "test": "test.jsonl.gz"},
            _MIT,
            True,
        ),
        "wice": _reader(
            "wice",
            {"train": "claim_oracle_dev.jsonl.gz", "test": "claim_oracle_test.jsonl.gz"},
            "ODC-BY, texts CC BY-SA 4.0",
            True,
        ),
        "fever_rte": _reader("fever_rte", {"": "dev.jsonl.gz"}, "CC BY-SA 3.0", True),
        "environmental_claims": _reader("environmental_claims", _OFFICIAL, _NC, False),
        "climate_finance": _reader("climate_finance", {"": "train.jsonl.gz"}, _UNKNOWN, False),
        "climate_sentiment": _reader(
            "climate_sentiment", {"train": "train.jsonl", "test": "test.jsonl"}, _NC, False
        ),
        "humaid": _reader(
            "humaid",
            {"train": "train.jsonl.gz", "validation": "dev.jsonl.gz", "test": "test.jsonl.gz"},
            _NC,
            False,
        ),
        "hazard_ner_en": _reader("hazard_ner_en", {"": "all.jsonl"}, _UNKNOWN, False),
        "geodisaster_ner_zh": _reader(
            "geodisaster_ner_zh",
            {"train": "train.jsonl", "test": "test.jsonl"},
            _UNKNOWN,
            False,
            language="zh",
        ),
        "climate_ie_ner": _reader("climate_ie_ner", {"": "human.jsonl.gz"}, _UNKNOWN, False),
        "sdg_benchmark": _reader("sdg_benchmark", {"test": "test.jsonl.gz"}, "CC BY 4.0, test only", False),
        "healthver": _reader(
            "healthver", {"train": "dev.jsonl.gz", "test": "test.jsonl.gz"}, _UNKNOWN, False
        ),
        "covidfact": _reader("covidfact", _RTE, _UNKNOWN, False),
        "climate_fever": _reader("climate_fever", {"": "pairs.jsonl.gz"}, _UNKNOWN, False),
        "scifact_rte": _reader("scifact_rte", {"train": "train.jsonl", "test": _DEV}, _NC, False),
        "ocnli": _reader("ocnli", {"train": "train_10k.jsonl.gz", "test": _DEV}, _NC, False, language="zh"),
        "attributionbench": _reader(
            "attributionbench",
            {"train": "dev.jsonl.gz", "test": "test_sampled500.jsonl.gz"},
            "mixed",
            False,
        ),
        "attributionbench_ood": _reader(
            "attributionbench", {"test": "test_ood.jsonl.gz"}, "mixed", False, "attributionbench"
        ),
    }
)


def public_folder() -> Path:
    """Return the folder that holds the public sets: GLOBALBRAIN_SHARED, else ``shared`` beside the code."""
    beside = Path(__file__).resolve().parents[2] / "shared"
    return Path(os.environ.get("GLOBALBRAIN_SHARED", beside)) / "data"


def read(name: str) -> tuple[Example, ...]:
    """Return the examples of a reader, official splits kept, none of a group on two sides.

    A set without a part to choose by gets one out of its train part.

    Raises:
        DataError: the set is not at hand, or a row of it is not as expected.
    """
    reader, folder = READERS[name], _folder(name)
    found: list[Example] = []
    for part, file in reader.files.items():
        for number, row in enumerate(_rows(folder / file, name)):
            example = reader.view(row)
            if example is not None:
                placed = _placed(example, row, part, f"{name}:{part or 'row'}{number}")
                found.append(replace(placed, language=reader.language or placed.language))
    return hold_out(without_shared_groups(found), "validation")


def is_at_hand(name: str) -> bool:
    """Return whether every file of a reader is on this computer."""
    return all((_folder(name) / file).is_file() for file in READERS[name].files.values())


def _folder(name: str) -> Path:
    folder = READERS[name].folder
    return OWN if folder == OWN_FOLDER else public_folder() / folder


def _placed(example: Example, row: Row, part: str, name: str) -> Example:
    group = example.group or hashlib.sha256(f"{example.text}\0{example.pair}".encode()).hexdigest()[:16]
    given = part or str(row.get("suggested_split", ""))
    return replace(example, id=name, group=group, part=NAMES_OF_PARTS.get(given) or part_of(group))


def _rows(path: Path, name: str) -> Iterator[Row]:
    if not path.is_file():
        raise DataError(
            name,
            f"its file is not at hand: {path}",
            "Set GLOBALBRAIN_SHARED to the folder of public data, or give files of your own with --data.",
        )
    opener = gzip.open if path.suffix == ".gz" else open
    try:
        with opener(path, "rt", encoding="utf-8") as lines:
            for line in lines:
                yield json.loads(line)
    except (ValueError, EOFError, gzip.BadGzipFile) as error:
        raise DataError(name, f"{path.name} is damaged ({error})", "Fetch the set again.") from error
