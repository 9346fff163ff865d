"""A model card as Markdown, written from its numbers: what the model is for, what it scores, its limits."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence

from finetune.card import CardTask, DataUse, ModelCard, TaskScores
from finetune.licences import terms
from finetune.scores import Difference, Score

_FEW_ROWS, _FEW_GROUPS, _POOR_CALIBRATION = 200, 20, 0.05
_LEARNT_FROM = ("train", "replay", "validation")


def markdown(card: ModelCard) -> str:
    """Return the card as a page of Markdown. Every sentence on scores or limits comes from a number."""
    parts = [
        (f"# Model card {card.id}", _opening(card)),
        ("## Intended use", _intended(card)),
        ("## What it says", _labels(card.tasks)),
        ("## Scores", _scores(card)),
        ("## Which label for which", _confusions(card)),
        ("## Calibration", _calibration(card)),
        ("## Robustness", _robustness(card)),
        ("## By language, region and the like", _slices(card)),
        ("## As it is served", _exports(card)),
        ("## Limits", _limits(card)),
        ("## Data", _data(card)),
        ("## Licence", _licence(card)),
        ("## How it was made", _made(card)),
        ("## Files", _table(("file", "SHA-256"), sorted(card.files.items()))),
    ]
    shown = ((title, "\n".join(lines)) for title, lines in parts)
    return "\n".join(f"{title}\n\n{text}\n" for title, text in shown if text)


def _opening(card: ModelCard) -> Iterator[str]:
    names = ", ".join(_safe(task.name) for task in card.tasks)
    yield f"{_safe(card.base)} trained by {_safe(card.method)} on: {names}. {card.created:%Y-%m-%d}."
    if card.note:
        yield f"\n{_safe(card.note)}"


def _intended(card: ModelCard) -> Iterator[str]:
    yield (
        "To sort, mark and grade passages of environmental documents, so that a person finds what to read "
        "and sees why. Not to decide about people or money without a person, and not as a source: what "
        "it says about a passage is no evidence beyond that passage."
    )
    learnt = {terms(own.licence) for own in card.data if own.use in _LEARNT_FROM}
    if "non-commercial" in learnt:
        yield "\nNot for commercial use: data of a non-commercial licence was trained on."


def _labels(tasks: Iterable[CardTask]) -> Iterator[str]:
    for task in tasks:
        yield f"**{_safe(task.name)}** ({task.kind}, judged by {_safe(task.metric)})\n"
        yield from (f"- **{_safe(own.label)}**: {_safe(own.definition)}" for own in task.labels)
        yield ""


def _scores(card: ModelCard) -> Iterator[str]:
    rows = [
        (
            own.task,
            own.new.name,
            own.rows,
            own.groups,
            *(_spread(score) for score in (own.majority, own.frozen, own.active, own.new)),
            _gain(own.change),
        )
        for own in card.scores
    ]
    heads = (
        "task",
        "measure",
        "rows",
        "documents",
        "majority",
        "frozen + linear",
        "active",
        "this",
        "change",
    )
    if rows:
        yield "On the test part, with 95 % intervals over resampled documents.\n"
    yield from _table(heads, rows)
    if against := sorted({own.active_id for own in card.scores if own.active_id}):
        yield f"\nThe active model was {', '.join(map(_safe, against))}; the change is paired, row by row."
    if bare := [task.name for task in card.tasks if card.scores_of(task.name) is None]:
        yield f"\nNot scored: {', '.join(map(_safe, bare))}."


def _confusions(card: ModelCard) -> Iterator[str]:
    for own in card.confusions:
        names = [meaning.label for meaning in card.task(own.task).labels]
        rows = [(name, *counts) for name, counts in zip(names, own.table, strict=True)]
        yield f"{_safe(own.task)}: rows of each label, by what the model says.\n"
        yield from _table(("label", *(f"says {name}" for name in names)), rows)
        yield ""


def _calibration(card: ModelCard) -> Iterator[str]:
    heads = ("task", "temperature", "calibration error before", "after")
    rows = [
        (own.task, f"{own.temperature:.2f}", f"{own.ece_before:.3f}", f"{own.ece_after:.3f}")
        for own in card.calibration
    ]
    yield from _table(heads, rows)


def _robustness(card: ModelCard) -> Iterator[str]:
    rows = [
        (own.task, own.way, f"{own.change.old:.3f}", f"{own.change.new:.3f}", _gain(own.change))
        for own in card.robustness
    ]
    yield from _table(("task", "texts with", "as they are", "changed", "change"), rows)


def _slices(card: ModelCard) -> Iterator[str]:
    rows = [(own.task, own.by, own.value, own.rows, _spread(own.score)) for own in card.slices]
    yield from _table(("task", "by", "value", "rows", "score"), rows)


def _exports(card: ModelCard) -> Iterator[str]:
    rows = [(o.task, o.precision, f"{o.fp32:.3f}", f"{o.int8:.3f}") for o in card.exports]
    if rows:
        yield (
            "On the validation part. int8 is kept where no task loses more than half a point; dynamic means "
            "that ranges are found as it reads.\n"
        )
    yield from _table(("task", "served in", "fp32", "int8"), rows)


def _limits(card: ModelCard) -> Iterator[str]:
    found = list(_found_limits(card))
    yield from (f"- {line}" for line in found or ["None showed in the numbers above."])
    yield "- Languages, regions and kinds of text that the test part lacks were not measured."


def _found_limits(card: ModelCard) -> Iterator[str]:
    for own in card.scores:
        yield from _weak_scores(own)
    for part in card.calibration:
        if part.ece_after > _POOR_CALIBRATION:
            yield f"{_safe(part.task)}: stated probabilities are off by {part.ece_after:.3f} on average."
    for changed in card.robustness:
        if changed.change.worse:
            drop = f"{abs(changed.change.gain):.3f}"
            yield f"{_safe(changed.task)}: {drop} worse on texts with {_safe(changed.way)}."
    for piece in card.slices:
        whole = card.scores_of(piece.task)
        where = f"{_safe(piece.task)}, {_safe(piece.by)} {_safe(piece.value)}"
        if piece.score is None:
            yield f"{where}: {piece.rows} rows, too alike to score."
        elif whole and piece.score.high is not None and piece.score.high < whole.new.value:
            yield f"{where}: {piece.score.value:.3f}, below the {whole.new.value:.3f} of all rows."


def _weak_scores(own: TaskScores) -> Iterator[str]:
    name = _safe(own.task)
    if own.rows < _FEW_ROWS or own.groups < _FEW_GROUPS:
        yield f"{name}: scored on {own.rows} rows of {own.groups} documents only; the interval is rough."
    for other, words in ((own.majority, "the majority baseline"), (own.frozen, "a frozen encoder")):
        if other and own.new.low is not None and other.high is not None and own.new.low <= other.high:
            yield f"{name}: not clearly better than {words}: their intervals overlap."
    if own.change and own.change.worse:
        yield f"{name}: worse than the active model {_safe(own.active_id or '')} beyond the interval."


def _data(card: ModelCard) -> Iterator[str]:
    yield from _table(
        ("set", "licence", "use", "rows"), [(o.name, o.licence, o.use, o.rows) for o in card.data]
    )


def _licence(card: ModelCard) -> Iterator[str]:
    yield f"{_safe(card.licence)}, as far as the data allows:\n"
    asked = {
        "non-commercial": "is non-commercial: the model may not be used for commercial ends",
        "share-alike": "is share-alike: the model may be passed on under that licence only",
        "no-derivatives": "allows no derived works: the model should not be passed on",
        "unknown": "is not known: the model should not be passed on",
    }
    said = [
        f"- trained on {_safe(own.name)}, whose licence ({_safe(own.licence) or 'none given'}) "
        f"{asked[terms(own.licence)]}."
        for own in _learnt(card.data)
        if terms(own.licence) in asked
    ]
    yield from said or ["- all data that it learnt from is of an open licence; name its authors."]


def _learnt(data: Sequence[DataUse]) -> list[DataUse]:
    """Each set once that shaped the model; choosing by the validation part counts."""
    return list({own.name: own for own in data if own.use in _LEARNT_FROM}.values())


def _made(card: ModelCard) -> Iterator[str]:
    yield f"Base {_safe(card.base)}, weights {card.base_sha256}, seed {card.seed}.\n"
    yield from _table(("setting", "value"), sorted(card.settings.items()))


def _spread(score: Score | None) -> str:
    if score is None:
        return "–"
    if score.low is None or score.high is None:
        return f"{score.value:.3f}"
    return f"{score.value:.3f} ({score.low:.3f} to {score.high:.3f})"


def _gain(change: Difference | None) -> str:
    if change is None:
        return "–"
    spread = (
        "" if change.low is None or change.high is None else f" ({change.low:+.3f} to {change.high:+.3f})"
    )
    return f"{change.gain:+.3f}{spread}"


def _table(heads: Sequence[str], rows: Iterable[Sequence[object]]) -> Iterator[str]:
    lines = [f"| {' | '.join(_safe(str(cell)) for cell in row)} |" for row in rows]
    if lines:
        yield f"| {' | '.join(heads)} |"
        yield f"|{' --- |' * len(heads)}"
        yield from lines


def _safe(text: str) -> str:
    """Text from outside on one line, with no power over the page."""
    return re.sub(r"([\\`*_\[\]<>|#])", r"\\\1", " ".join(text.split()))
