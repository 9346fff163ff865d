"""Lines: rows to read as they are typed or piped, and what a model says of them as plain values."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict
from typing import Any

from finetune.errors import DataError
from finetune.predict import Prediction, ToolModel


def rows_of(lines: Sequence[str]) -> tuple[tuple[str, str | None], ...]:
    """Return text and second text of each line: a JSON object with ``text`` and ``pair``, or plain text.

    Raises:
        DataError: a line begins as an object and is none, or has no text.
    """
    made: list[tuple[str, str | None]] = []
    for number, line in enumerate(lines, start=1):
        if not line.strip():
            continue
        if not line.lstrip().startswith("{"):
            made.append((line.strip(), None))
            continue
        where = f"line {number}"
        try:
            row = json.loads(line)
        except (ValueError, RecursionError) as error:
            raise DataError(where, f"not JSON ({error})", 'Write {"text": "…"} or plain text.') from error
        text, pair = row.get("text"), row.get("pair")
        if not isinstance(pair, str | None):
            raise DataError(where, "its 'pair' is no text", 'Write {"text": "…", "pair": "…"}.')
        if not isinstance(text, str) or not text.strip():
            raise DataError(where, "it has no text", 'Write {"text": "…"}, with "pair" for a second text.')
        made.append((text, pair))
    for number, (text, pair) in enumerate(made, start=1):
        if any("\ud800" <= letter <= "\udfff" for letter in text + (pair or "")):
            raise DataError(f"text {number}", "it holds half a character (a lone surrogate)", "Remove it.")
    return tuple(made)


def single(task: str, rows: Sequence[tuple[str, str | None]]) -> None:
    """Hold rows to have no second text (DataError), which a task of single texts would pass over."""
    if any(pair is not None for _, pair in rows):
        reason = "it reads single texts, and a second text was given"
        raise DataError(f"task {task}", reason, 'Leave the second text (--pair, "pair") out.')


def readings(
    model: ToolModel, task: str, rows: Sequence[tuple[str, str | None]], at_once: int = 256
) -> Iterator[Mapping[str, Any]]:
    """Yield one reading a row, in their order, as plain values.

    Raises:
        DataError: a task of pairs and a row without a second text, or one of single texts and a row with one.
        ArtifactError: as ``ToolModel.read``.
    """
    pairs = task in model.heads and model.heads[task].card.kind == "pair"
    for start in range(0, len(rows), at_once):
        part = rows[start : start + at_once]
        texts = [text for text, _ in part]
        if pairs:
            if any(pair is None for _, pair in part):
                raise DataError(f"task {task}", "a row has no second text", 'Give {"text": …, "pair": …}.')
            said = model.read_pairs(texts, [str(pair) for _, pair in part], [task])
        else:
            single(task, part)
            said = model.read(texts, [task])
        yield from (_plain(own[0], text, model.card.id) for own, text in zip(said, texts, strict=True))


def _plain(prediction: Prediction, text: str, version: str) -> Mapping[str, Any]:
    spans = [{**asdict(span), "text": text[span.start : span.end]} for span in prediction.spans]
    return {
        "task": prediction.task,
        "label": prediction.label,
        "probability": prediction.probability,
        "each": dict(prediction.each or {}),
        "spans": spans,
        "weighed": [list(pair) for pair in prediction.weighed],
        "model": version,
    }
