"""Files of labelled rows into Examples: JSONL, CSV, and folders of Hugging Face `datasets`, row by row."""

from __future__ import annotations

import csv
import json
import math
from collections.abc import Iterator, Mapping, Sequence
from itertools import pairwise
from pathlib import Path
from typing import Any

from finetune.duplicates import without_shared_groups
from finetune.errors import DataError
from finetune.examples import PARTS, Example, Part, Span, part_of
from finetune.images import content, image_of
from finetune.kinds import KINDS, Task

COLUMNS = (
    "id",
    "text",
    "pair",
    "label",
    "labels",
    "spans",
    "value",
    "part",
    "group",
    "language",
    "region",
    "country",
    "image",
)
NAMES_OF_PARTS: Mapping[str, Part] = {
    "train": "train",
    "validation": "validation",
    "valid": "validation",
    "val": "validation",
    "dev": "validation",
    "test": "test",
}
LONGEST = 100_000
SCHEMA = "The schema is in docs/finetune.md."


def read_file(path: Path, task: Task, columns: Mapping[str, str] | None = None) -> tuple[Example, ...]:
    """Return the examples of a .jsonl or .csv file, or of a folder that `datasets` saved.

    Args:
        path: the file; a folder holds one data set, or one a split.
        task: what the rows are to teach; its kind says which fields a row needs.
        columns: our name of a field to the file's name of it, where they differ.

    Raises:
        DataError: the file or a row of it cannot be used; the message names the line.
    """
    if not path.exists():
        raise DataError(str(path), "there is no such file", "Give a .jsonl or .csv file, or a folder.")
    if path.is_dir():
        rows = _folder(path)
    elif path.suffix in (".jsonl", ".csv"):
        rows = _jsonl(path) if path.suffix == ".jsonl" else _csv(path)
    else:
        raise DataError(path.name, f"{path.suffix or 'no ending'!r} is not known", "Give .jsonl or .csv.")
    folder = path if path.is_dir() else path.parent
    examples = [_example(row, where, task, columns or {}, folder) for where, row in rows]
    if not examples:
        raise DataError(path.name, "it holds no rows", SCHEMA)
    return without_shared_groups(examples)


def _text_of(path: Path) -> str:
    try:
        text = path.read_bytes().decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise DataError(
            path.name, f"it is not UTF-8 text (byte {error.start})", "Save it as UTF-8."
        ) from error
    except OSError as error:
        raise DataError(path.name, f"it cannot be read ({error.strerror})", "Check its rights.") from error
    if "\0" in text:
        raise DataError(path.name, "it holds NUL bytes, so it is no text", "Save it as UTF-8 text.")
    return text


def _jsonl(path: Path) -> Iterator[tuple[str, Mapping[str, Any]]]:
    for number, line in enumerate(_text_of(path).split("\n"), start=1):
        if not line.strip():
            continue
        where = f"{path.name}, line {number}"
        try:
            row = json.loads(line)
        except (ValueError, RecursionError) as error:
            raise DataError(where, f"not JSON ({error})", "Write one object a line.") from error
        if not isinstance(row, dict):
            raise DataError(where, "not a JSON object", "Write one object a line.")
        yield where, row


def _csv(path: Path) -> Iterator[tuple[str, Mapping[str, Any]]]:
    reader = csv.DictReader(_text_of(path).splitlines(keepends=True), strict=True)
    try:
        for row in reader:
            where = f"{path.name}, line {reader.line_num}"
            if None in row or None in row.values():
                raise DataError(where, "it has another number of cells than the head", "Quote the commas.")
            yield where, _cells(row, where)
    except csv.Error as error:
        raise DataError(
            f"{path.name}, line {reader.line_num}", str(error), "Save it as CSV again."
        ) from error


def _cells(row: Mapping[str, str], where: str) -> dict[str, Any]:
    """A CSV row with its lists and numbers as JSON would have them; an empty cell says nothing."""
    filled: dict[str, Any] = {name: cell for name, cell in row.items() if cell != ""}
    if "labels" in row:
        filled["labels"] = [part.strip() for part in row["labels"].split("|") if part.strip()]
    try:
        if "spans" in row:
            filled["spans"] = json.loads(row["spans"] or "[]")
        if filled.get("value"):
            filled["value"] = float(filled["value"])
    except (ValueError, RecursionError) as error:
        raise DataError(where, f"a cell cannot be read ({error})", SCHEMA) from error
    return filled


def _folder(path: Path) -> Iterator[tuple[str, Mapping[str, Any]]]:
    """Rows of a folder saved by `datasets`; class numbers become their names."""
    try:
        import datasets
    except ImportError as error:
        raise DataError(
            str(path), "folders need the library datasets", "Install it: pip install 'globalbrain[finetune]'."
        ) from error
    try:
        loaded = datasets.load_from_disk(str(path))
    except (OSError, ValueError) as error:
        raise DataError(
            str(path), f"not a folder of datasets ({error})", "Save it with save_to_disk."
        ) from error
    splits = loaded if isinstance(loaded, dict) else {"": loaded}
    for split, rows in splits.items():
        names = {column: getattr(kind, "names", ()) for column, kind in rows.features.items()}
        for number, row in enumerate(rows):
            plain = {
                key: names[key][value] if names[key] and isinstance(value, int) else value
                for key, value in row.items()
                if value is not None
            }
            named = {"part": split} if split in NAMES_OF_PARTS else {}
            yield f"{path.name}, {split or 'row'} {number}", {**named, **plain, "id": f"{split}{number}"}


def _example(
    row: Mapping[str, Any], where: str, task: Task, columns: Mapping[str, str], folder: Path
) -> Example:
    known = {name: row[columns.get(name, name)] for name in COLUMNS if columns.get(name, name) in row}
    needed = KINDS[task.kind].fields
    for field in needed if "image" in needed else ("text", *needed):
        if field not in known:
            found = _short(", ".join(map(str, row)) or "none", 200)[1:-1]
            raise DataError(where, f"the field {field!r} is missing (found: {found})", SCHEMA)
    group = str(known.get("group", ""))
    if "image" in needed:
        image = image_of(folder, known["image"], where)
        text, group = str(image), group or content(image)
    else:
        text = _words(known, "text", where)
    name = str(known.get("id", where))
    return Example(
        id=name,
        text=text,
        pair=_words(known, "pair", where) if "pair" in needed else None,
        label=_label(known["label"], task, where) if "label" in needed else None,
        labels=_labels(known, task, where),
        spans=_spans(known.get("spans", []), text, task, where) if task.kind == "tags" else (),
        value=_value(known.get("value"), where) if task.kind == "score" else None,
        part=_part(known.get("part"), group or name, where),
        group=group,
        language=str(known.get("language", "en")),
        region=str(known.get("region") or known.get("country") or ""),
    )


def _words(known: Mapping[str, Any], field: str, where: str) -> str:
    text = known[field]
    if not isinstance(text, str) or not text.strip():
        raise DataError(where, f"the field {field!r} is not a text, or is empty", SCHEMA)
    if len(text) > LONGEST:
        raise DataError(
            where, f"the field {field!r} has {len(text)} characters", f"At most {LONGEST}: split it."
        )
    if any("\ud800" <= letter <= "\udfff" for letter in text):
        raise DataError(where, f"the field {field!r} holds half a character (a lone surrogate)", "Remove it.")
    if not text.isprintable() and any(ord(letter) < 32 and letter not in "\n\r\t" for letter in text):
        raise DataError(where, f"the field {field!r} holds control characters", "Remove them.")
    return text


def _short(value: object, most: int = 60) -> str:
    """What a row holds, in quotes, cut where it is longer than a message bears."""
    said = str(value)
    return repr(said if len(said) <= most else f"{said[:most]}…")


def _label(label: object, task: Task, where: str) -> str:
    """The label as the task spells it; a number stands for itself."""
    whole = isinstance(label, bool | float) and math.isfinite(label) and label == int(label)
    found = str(int(label)) if whole else str(label)  # type: ignore[call-overload]
    if found not in task.labels:
        raise DataError(where, f"the label {_short(found)} is not one of {', '.join(task.labels)}", SCHEMA)
    return found


def _labels(known: Mapping[str, Any], task: Task, where: str) -> tuple[str, ...]:
    if task.kind != "labels":
        return ()
    found = known["labels"]
    if not isinstance(found, list | tuple):
        raise DataError(where, "the field 'labels' is not a list", SCHEMA)
    return tuple(dict.fromkeys(_label(label, task, where) for label in found))


def _spans(found: object, text: str, task: Task, where: str) -> tuple[Span, ...]:
    if not isinstance(found, list | tuple):
        raise DataError(where, "the field 'spans' is not a list", SCHEMA)
    spans: list[Span] = []
    for item in found:
        try:
            span = Span(int(item["start"]), int(item["end"]), _label(item["label"], task, where))
        except (KeyError, TypeError, ValueError, OverflowError) as error:
            raise DataError(where, f"a span needs start, end and label ({error})", SCHEMA) from error
        if span.end > len(text):
            said = f"a span ends at {span.end}, the text has {len(text)} characters"
            raise DataError(where, said, "Count characters, not bytes, from 0.")
        spans.append(span)
    spans.sort(key=lambda span: span.start)
    if any(one.end > other.start for one, other in pairwise(spans)):
        raise DataError(where, "two spans overlap", "Keep the longer one.")
    return tuple(spans)


def _value(value: object, where: str) -> float:
    if isinstance(value, bool) or not isinstance(value, int | float) or not 0 <= value <= 1:
        raise DataError(where, f"the value {_short(value)} is not a number from 0 to 1", SCHEMA)
    return float(value)


def _part(part: object, group: str, where: str) -> Part:
    if part is None:
        return part_of(group)
    if str(part) not in NAMES_OF_PARTS:
        raise DataError(where, f"the part {_short(part)} is not one of {', '.join(PARTS)}", SCHEMA)
    return NAMES_OF_PARTS[str(part)]


def spans_of(tokens: Sequence[str], tags: Sequence[str], between: str = " ") -> tuple[str, tuple[Span, ...]]:
    """Return the text of tokens, and the spans that their BIO tags mean.

    >>> spans_of(["Cyclone", "Idai", "hit"], ["B-H", "I-H", "O"])[1]
    (Span(start=0, end=12, label='H'),)
    """
    starts: list[int] = []
    at = 0
    for token in tokens:
        starts.append(at)
        at += len(token) + len(between)
    spans: list[Span] = []
    for start, token, tag in zip(starts, tokens, tags, strict=True):
        kind, _, label = tag.partition("-")
        if kind == "I" and spans and spans[-1].label == label and spans[-1].end + len(between) == start:
            spans[-1] = Span(spans[-1].start, start + len(token), label)
        elif kind in ("B", "I") and token:
            spans.append(Span(start, start + len(token), label))
    return between.join(tokens), tuple(spans)
