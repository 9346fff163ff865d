"""A trained encoder in int8, kept where it scores as well as it did."""

from __future__ import annotations

import contextlib
import io
import random
import warnings
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from finetune.card import DYNAMIC, Precision, TaskExport
from finetune.encoding import Encoder
from finetune.examples import of_part
from finetune.exported import Exported, Tokens
from finetune.graph import save
from finetune.heads import Head
from finetune.judging import scorable, scored
from finetune.lessons import Lesson
from finetune.opening import graph_of, why_torch
from finetune.outcomes import LOWER_IS_BETTER
from finetune.reporting import said_by
from finetune.settings import Settings

LOSS = 0.005
"""What the scores on validation may lose by bytes, as a share: half a point."""
TEXTS = 128
"""Texts of the training part that the ranges of bytes are set by."""


def keep_int8(
    source: Path,
    adapter: Path | None,
    heads: Sequence[Head],
    lessons: Sequence[Lesson],
    settings: Settings,
    path: Path,
) -> tuple[TaskExport, ...]:
    """Return what the encoder scores on validation in fp32 and in int8, and which of them serves.

    A whole encoder is tried with ranges that are set once, which is fastest and takes a file, then with
    ranges that are found as it reads; an adapter with the latter alone, so that its version stays small.
    Nothing is returned or written where no graph can be made of the encoder, or no validation part can
    tell how good it is.

    Args:
        source: the folder of the base, or of the whole encoder.
        adapter: the folder of its adapter.
        heads: one a lesson.
        lessons: calibration texts are drawn from what they train on.
        settings: of the training: where texts are cut, whether capitals are told.
        path: of the graph with ranges, an .xml file, to be made with its folder where it is kept.
    """
    if why_torch(source, adapter) or not any(_validation(own) for own in lessons):
        return ()
    tokens, longest = Tokens.in_folder(source, capitals=settings.capitals), settings.max_tokens
    plain = scores_of(Exported(graph_of(source, adapter), tokens), heads, lessons, longest)
    if adapter is None:
        graph = quantised(graph_of(source, None), tokens, calibration(lessons), longest)
        found = scores_of(Exported(graph, tokens), heads, lessons, longest)
        if _as_good(plain, found, lessons):
            path.parent.mkdir(parents=True)
            save(graph, path)
            return _told("int8", plain, found)
    found = scores_of(Exported(graph_of(source, adapter, small=True), tokens), heads, lessons, longest)
    return _told(DYNAMIC if _as_good(plain, found, lessons) else "fp32", plain, found)


def scores_of(
    encoder: Encoder, heads: Sequence[Head], lessons: Sequence[Lesson], longest: int
) -> Mapping[str, float]:
    """Return each task's measure on its validation part; tasks whose part cannot tell are left out."""
    return {
        own.task.name: scored(
            own.task, head.card, validation, said_by(encoder, head, validation, longest)
        ).value
        for head, own in zip(heads, lessons, strict=True)
        if (validation := _validation(own))
    }


def calibration(lessons: Sequence[Lesson], most: int = TEXTS) -> tuple[tuple[str, str | None], ...]:
    """Return texts that are trained on, with their second texts, drawn as often from each task."""
    source, drawn = random.Random(0), []  # noqa: S311 - a draw of texts, no secret
    for own in lessons:
        train = of_part(own.examples, "train")
        drawn += [
            (e.text, e.pair if own.task.kind == "pair" else None)
            for e in source.sample(train, min(len(train), -(-most // len(lessons))))
        ]
    return tuple(drawn)


def quantised(
    graph: Any,  # noqa: ANN401 - an openvino.Model
    tokens: Tokens,
    texts: Sequence[tuple[str, str | None]],
    longest: int,
) -> Any:  # noqa: ANN401
    """Return the graph with weights and what passes between them in int8.

    Source: Xiao et al. 2023 (SmoothQuant) and Nagel et al. 2019, section 4.2, as nncf has them.
    """
    import nncf

    def read(row: tuple[str, str | None]) -> Mapping[str, Any]:
        text, pairs = row[0], None if row[1] is None else [row[1]]
        return tokens.inputs(tokens.of([text], pairs, longest), [text], pairs)

    nncf.set_log_level(40)
    with warnings.catch_warnings(), contextlib.redirect_stdout(io.StringIO()):
        warnings.simplefilter("ignore")
        return nncf.quantize(
            graph,
            nncf.Dataset(texts, read),
            model_type=nncf.ModelType.TRANSFORMER,
            subset_size=len(texts),
            fast_bias_correction=True,
        )


def _validation(own: Lesson) -> Sequence[Any]:
    found = of_part(own.examples, "validation")
    return found if scorable(found, own.task) else ()


def _as_good(before: Mapping[str, float], after: Mapping[str, float], lessons: Sequence[Lesson]) -> bool:
    signs = {own.task.name: -1 if own.task.metric in LOWER_IS_BETTER else 1 for own in lessons}
    return all(signs[task] * (before[task] - after[task]) <= LOSS for task in before)


def _told(
    precision: Precision, plain: Mapping[str, float], found: Mapping[str, float]
) -> tuple[TaskExport, ...]:
    return tuple(TaskExport(task, precision, round(plain[task], 5), round(found[task], 5)) for task in plain)
