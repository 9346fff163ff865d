"""How the taggers that ship read: what validation chooses of it, and with --test their card made anew.

python -m benchmarks.taggers            validation alone, in fp32 and in int8
python -m benchmarks.taggers --test     writes heads and card with what was chosen, scored on test
"""

from __future__ import annotations

import sys
from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path

from finetune.agreement import HAZARDS, NATURE, without_hazards
from finetune.artifact import Trained, load, write_heads
from finetune.card import DYNAMIC, FILE, ModelCard, TaskExport, named, written
from finetune.duplicates import without_duplicates
from finetune.encoding import Encoder
from finetune.examples import Example, Part, Span, of_part
from finetune.exported import Exported, Tokens
from finetune.heads import Head
from finetune.judging import remembering, scored, truth_of
from finetune.lessons import Lesson, lesson
from finetune.model_files import sums
from finetune.opening import graph_of, source_of
from finetune.passes import Output
from finetune.quantising import LOSS
from finetune.reporting import ROUNDS, output_of
from finetune.scores import Score
from finetune.serving import TAGGERS
from finetune.tags import spans_of
from finetune.trials import by_place

NOTE = (
    "Calibrated, given its phrases, silent words and least probability, and scored, after the training, by "
    "python -m benchmarks.taggers; each was chosen on validation. Spans of species are scored as they are "
    "read: without those that are words of a hazard."
)
Heads = Mapping[str, Head]
Lessons = Mapping[str, Lesson]
Spans = Sequence[tuple[Span, ...]]


def encoder_of(own: Trained, *, small: bool) -> Encoder:
    """Return the encoder of a version in fp32, or in int8."""
    source = source_of(own)
    tokens = Tokens.in_folder(source, capitals=own.capitals)
    return Exported(graph_of(source, own.adapter, small=small), tokens)


def said(encoder: Encoder, heads: Heads, task: str, examples: Sequence[Example], longest: int) -> Spans:
    """Return the spans of a task in each text, as they are read."""

    def found(name: str) -> list[Sequence[object]]:
        output: Output = output_of(encoder, heads[name], examples, longest)
        rows = zip(output.tokens, examples, strict=True)
        return [spans_of(heads[name].card, o.logits, o.offsets, o.words, e.text) for o, e in rows]

    spans = found(task)
    if task == NATURE:
        spans = [without_hazards(a, b)[0] for a, b in zip(spans, found(HAZARDS), strict=True)]  # type: ignore[arg-type]
    return [tuple(Span(s.start, s.end, s.label) for s in own) for own in spans]  # type: ignore[attr-defined]


def score(
    encoder: Encoder, heads: Heads, own: Lesson, part: Part, longest: int, rounds: int = 0
) -> tuple[Score, Spans]:
    """Return the measure of a task on a part, and the spans that it is of."""
    held = of_part(own.examples, part)
    spans = said(encoder, heads, own.task.name, held, longest)
    return scored(own.task, heads[own.task.name].card, held, spans, rounds=rounds), spans


def chosen(own: Trained, lessons: Lessons) -> Heads:
    """Return the heads with the phrases, silent words and least probability that validation chooses."""
    plain, made = encoder_of(own, small=False), {}
    for head in own.heads:
        task = lessons[head.card.task]
        bare = replace(head, card=replace(head.card, phrases={}, silent="", least=0.0))
        output = output_of(plain, bare, of_part(task.examples, "validation"), own.max_tokens)
        made[head.card.task] = remembering(bare, task.task, task.examples, output)
    return made


def main(words: Sequence[str]) -> None:
    """Choose on validation and say what it scores; with ``--test`` score once and write."""
    own = load(TAGGERS)
    lessons = {head.card.task: _whole(head.card.task) for head in own.heads}
    heads, encoders = chosen(own, lessons), [encoder_of(own, small=small) for small in (False, True)]
    exports = []
    for task, head in heads.items():
        before = {h.card.task: h for h in own.heads}
        was = score(encoders[0], before, lessons[task], "validation", own.max_tokens)[0].value
        fp32, int8 = (score(e, heads, lessons[task], "validation", own.max_tokens)[0].value for e in encoders)
        silent = len(head.card.silent.split())
        print(f"{task}: was {was:.4f}; {fp32:.4f} in fp32, {int8:.4f} in int8")
        print(f"  {len(head.card.phrases)} phrases, {silent} silent words, least {head.card.least}")
        exports.append(TaskExport(task, DYNAMIC, round(fp32, 5), round(int8, 5)))
    small = all(made.fp32 - made.int8 <= LOSS for made in exports)
    kept = tuple(replace(made, precision=DYNAMIC if small else "fp32") for made in exports)
    if "--test" in words:
        _write(own, heads, lessons, encoders, kept)


def _whole(task: str) -> Lesson:
    own = lesson(task)
    return replace(own, examples=without_duplicates(own.examples)[0])


def _write(
    own: Trained, heads: Heads, lessons: Lessons, encoders: Sequence[Encoder], exports: tuple[TaskExport, ...]
) -> None:
    card: ModelCard = replace(own.card, exports=exports, slices=(), scores=(), note=NOTE)
    for task, head in heads.items():
        held = of_part(lessons[task].examples, "test")
        found, spans = score(encoders[0], heads, lessons[task], "test", own.max_tokens, ROUNDS)
        small, _ = score(encoders[1], heads, lessons[task], "test", own.max_tokens)
        print(f"{task} on test: {found}; {small.value:.4f} in int8")
        for name in sorted({e.id.split(":")[0] for e in held}):
            rows = [at for at, e in enumerate(held) if e.id.split(":")[0] == name]
            part, of_it = [held[at] for at in rows], [spans[at] for at in rows]
            print(f"  {name}: {scored(lessons[task].task, head.card, part, of_it).value:.4f}")
        before = own.card.scores_of(task)
        if before is not None:
            card = replace(card, scores=(*card.scores, replace(before, new=found)))
        truth = truth_of(held, lessons[task].task)
        card = replace(card, slices=(*card.slices, *by_place(lessons[task].task, held, truth, spans)))
    folder: Path = own.folder
    write_heads(tuple(heads.values()), folder, own.max_tokens, capitals=own.capitals)
    card = named(replace(card, files=sums(folder)))
    (folder / FILE).write_text(written(card), "utf-8")
    print(f"card {card.id}")
    for slice_ in card.slices:
        print(f"  {slice_.task} {slice_.by} {slice_.value}: {slice_.score}")


if __name__ == "__main__":
    main(sys.argv[1:])
