"""Ways of training side by side: ``python -m benchmarks.finetune_methods [RUN ...]``.

Methods on one task, several tasks in one encoder against each alone, and what single options gain. Each
run is the command ``globalbrain finetune`` in a process of its own; its line is kept in
``results/finetune_methods.jsonl``, from which ``benchmarks.finetune`` makes its tables.
"""

from __future__ import annotations

import argparse
import json
import sys
import tempfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from statistics import mean
from typing import Any

from benchmarks.measure import run
from benchmarks.report import RESULTS, table

KEPT = RESULTS / "finetune_methods.jsonl"
ENV = {"HF_HUB_OFFLINE": "1", "OMP_NUM_THREADS": "1"}
TASK, SHARING = "commitment", ("commitment", "instrument", "outlook")
FEW = {"shots": "48"}
BUDGET = {**FEW, "epochs": "3", "batch": "8"}


@dataclass(frozen=True, slots=True)
class Way:
    """One run: the tasks that it trains, and how."""

    name: str
    tasks: tuple[str, ...]
    method: str
    settings: Mapping[str, str] = field(default_factory=dict)
    on: str = "test"
    """The part whose scores the line holds, under ``scores``."""


METHODS = (
    Way("frozen", (TASK,), "frozen", FEW),
    *(Way(name, (TASK,), name, BUDGET) for name in ("full", "top-n", "lora", "adalora", "prefix", "ia3")),
    Way("setfit", (TASK,), "setfit", {**FEW, "batch": "16", "steps": "36"}),
)
WHOLE = (
    Way("frozen, all rows", (TASK,), "frozen", {"balance": "best"}),
    Way("full, all rows", (TASK,), "full", {"epochs": "2", "batch": "16"}),
)
APART = tuple(Way("full" if task == TASK else f"{task} alone", (task,), "full", BUDGET) for task in SHARING)
TOGETHER = Way("together", SHARING, "full", BUDGET)
SEVERAL = {**BUDGET, "seeds": "2"}
OPTIONS = (
    Way("plain", (TASK,), "full", {**SEVERAL, "ensemble": "yes"}),
    Way("fgm 0.5", (TASK,), "full", {**BUDGET, "adversary": "fgm", "radius": "0.5"}),
    Way("mask 0.1", (TASK,), "full", {**SEVERAL, "mask": "0.1"}),
)
CLAIMS = "environmental_claims"
REAL = {
    "layers": "6",
    "epochs": "2",
    "rate": "2e-4",
    "head_rate": "5",
    "max_tokens": "96",
    "bf16": "yes",
    "compare": "no",
    "int8": "no",
}
LARGER = tuple(
    Way(f"{CLAIMS}, {name}", (CLAIMS,), "top-n", {**REAL, **more}, "validation")
    for name, more in (
        ("plain", {"seeds": "2", "ensemble": "yes"}),
        ("fgm 0.3", {"adversary": "fgm", "radius": "0.3"}),
        ("pgd 0.3", {"adversary": "pgd", "radius": "0.3", "pushes": "2"}),
        ("mask 0.1", {"mask": "0.1"}),
    )
)
FOUR = (*SHARING, "specificity")
ADAPTED = {
    "epochs": "3",
    "rate": "1e-3",
    "head_rate": "5",
    "batch": "16",
    "max_tokens": "96",
    "bf16": "yes",
    "temperature": "1",
    "beside": "yes",
    "compare": "no",
    "int8": "no",
}
SHIPS = (
    Way("four tools, frozen", FOUR, "frozen", {"balance": "best"}, "validation"),
    *(
        Way(f"four tools, lora, seed {seed}", FOUR, "lora", {**ADAPTED, "seed": seed}, "validation")
        for seed in ("13", "14")
    ),
)
WAYS = {way.name: way for way in (*METHODS, *WHOLE, *APART, TOGETHER, *OPTIONS, *LARGER, *SHIPS)}


def main() -> None:
    """Run what is asked for and keep each line."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("runs", nargs="*", metavar="RUN", help=f"default: all of {', '.join(WAYS)}")
    wanted = parser.parse_args().runs or list(WAYS)
    if unknown := set(wanted) - set(WAYS):
        raise SystemExit(f"no such run: {', '.join(sorted(unknown))}")
    for name in wanted:
        keep(trained(WAYS[name]))


def trained(way: Way) -> dict[str, Any]:
    """Train once and return the line: test scores, those of each seed on validation, what it took."""
    options = [part for name, value in way.settings.items() for part in ("--set", f"{name}={value}")]
    with tempfile.TemporaryDirectory() as library:
        program = [sys.executable, "-m", "ui", "--library", library, "finetune", *way.tasks]
        taken = run([*program, "--method", way.method, "--on", way.on, "--json", *options], env=ENV)
        card = json.loads(next(Path(library).glob("models/*/card.json")).read_text("utf-8"))
        told = (Path(library) / "models/.training/progress/progress.jsonl").read_text("utf-8").splitlines()
    events = [json.loads(line) for line in told]
    return {
        "run": way.name,
        "on": way.on,
        "measure": {own["task"]: own["new"]["name"] for own in card["scores"]},
        "rows": {own["task"]: own["rows"] for own in card["scores"]},
        "scores": {
            own["task"]: [own["new"][name] for name in ("value", "low", "high")] for own in card["scores"]
        },
        "validation": _validation(events, way),
        "steps": next((event["steps"] for event in events if "steps" in event), 0),
        "numbers": card["settings"].get("trained_numbers"),
        "cpu_s": round(taken.cpu_s),
        "peak_mib": round(taken.peak_mib),
    }


def _validation(events: Sequence[Mapping[str, Any]], way: Way) -> dict[str, float]:
    """What each seed has on validation; of one seed alone the best epoch, which is the one that is kept."""
    told = [event for event in events if event["event"] == "validation"]
    if "seeds" in way.settings:
        return {str(event["seed"]): event["scores"]["score"] for event in told if "seed" in event}
    return {"13": max(event["scores"]["score"] for event in told)} if told else {}


def keep(line: Mapping[str, Any]) -> None:
    """Put a line in the place of an older one of the same run."""
    lines = [*(own for name, own in kept().items() if name != line["run"]), line]
    KEPT.write_text("".join(json.dumps(own, ensure_ascii=False) + "\n" for own in lines), "utf-8")
    print(json.dumps(line))


def kept() -> dict[str, dict[str, Any]]:
    """Return the lines of earlier runs by their names."""
    lines = KEPT.read_text("utf-8").splitlines() if KEPT.exists() else []
    return {line["run"]: line for line in map(json.loads, lines)}


def sections() -> list[str]:
    """Return the tables of what was run, each with a line before it."""
    lines = kept()
    return [*_methods(lines), *_shared(lines), *_options(lines), *_adapted(lines)]


def _methods(lines: Mapping[str, Any]) -> list[str]:
    rows = []
    for own in (lines[way.name] for way in (*METHODS, *WHOLE) if way.name in lines):
        value, low, high = own["scores"][TASK]
        other = "the encoder's" if own["run"] == "setfit" else "the head's"
        numbers = f"{own['numbers']:,}" if own["numbers"] else other
        score = f"{value:.3f} ({low:.3f} to {high:.3f})"
        steps = str(own["steps"] or "–")
        rows.append((own["run"], numbers, steps, score, str(own["cpu_s"]), str(own["peak_mib"])))
    said = (
        f"**Methods** on `{TASK}` (labels of our own), 48 rows of each label, 192 together; three epochs in "
        "batches of 8 where there are epochs, `setfit` as many texts in 36 steps of its own; every method at "
        "its own rate, seed 13; macro-F1 on the test part, 339 rows. The budget is small so that every "
        "method could be run; the last lines have all 1,314 rows, the last of all two epochs of them."
    )
    head = ("method", "numbers that learn", "steps", "score", "CPU s", "peak MiB")
    return [said, table(head, rows)] if rows else []


def _shared(lines: Mapping[str, Any]) -> list[str]:
    alone = {way.tasks[0]: lines[way.name] for way in APART if way.name in lines}
    if TOGETHER.name not in lines or len(alone) < len(SHARING):
        return []
    whole = lines[TOGETHER.name]
    rows = [
        (
            task,
            f"{alone[task]['scores'][task][0]:.3f}",
            f"{whole['scores'][task][0]:.3f}",
            str(whole["rows"][task]),
        )
        for task in SHARING
    ]
    means = [mean(float(row[at]) for row in rows) for at in (1, 2)]
    rows.append(("mean", f"{means[0]:.3f}", f"{means[1]:.3f}", ""))
    took = sum(own["cpu_s"] for own in alone.values())
    steps = sum(own["steps"] for own in alone.values())
    said = (
        "**Several tasks in one encoder** against one encoder each, on the same budget: `full`, 48 rows of "
        "each label, three epochs "
        f"of each task alone ({steps} steps and {took} CPU seconds together) or of all mixed "
        f"({whole['steps']} steps, {whole['cpu_s']} CPU seconds); batches of 8, seed 13, test parts. What "
        "is mixed is read in one pass in place of three."
    )
    return [said, table(("task", "alone", "together", "rows"), rows)]


def _options(lines: Mapping[str, Any]) -> list[str]:
    small = (
        f"**Options** of `full` on `{TASK}`, 48 rows of each label, three epochs, macro-F1 on validation "
        "(197 rows), where settings are chosen; the mean of weights is what `ensemble` makes of the seeds."
    )
    large = (
        f"The same on `{CLAIMS}`, all rows, `top-n` with word embeddings held, two epochs in batches "
        "of 32, rate 2e-4, heads five times that, in bfloat16; F1 on validation (265 rows)."
    )
    return [*_optional(small, OPTIONS, lines), *_optional(large, LARGER, lines)]


def _optional(said: str, ways: Sequence[Way], lines: Mapping[str, Any]) -> list[str]:
    rows = []
    for own in (lines[way.name] for way in ways if way.name in lines):
        seeds = [value for name, value in own["validation"].items() if name.isdigit()]
        mixed = own["validation"].get("mean of weights")
        each = ", ".join(f"{value:.3f}" for value in seeds)
        after = f"{mixed:.3f}" if mixed is not None else "–"
        took = str(round(own["cpu_s"] / len(seeds)))
        name = own["run"].removeprefix(f"{CLAIMS}, ")
        rows.append((name, each, f"{mean(seeds):.3f}", after, took))
    head = ("option", "seed 13, 14 …", "mean", "mean of weights", "CPU s a seed")
    return [said, table(head, rows)] if rows else []


def _adapted(lines: Mapping[str, Any]) -> list[str]:
    own = [lines[way.name] for way in SHIPS if way.name in lines]
    rows = [
        (
            line["run"].removeprefix("four tools, "),
            *(f"{line['scores'][task][0]:.3f}" for task in FOUR),
            str(line["cpu_s"]),
        )
        for line in own
    ]
    said = (
        "**One adapter for four tools** in place of the frozen heads that ship: LoRA of rank 16 in one "
        "encoder, all rows, three epochs in batches of 16, rate 1e-3, heads five times that, words beside "
        "(`beside=yes`), on validation (197 rows, outlook 145), where settings are chosen. The frozen heads "
        "are trained as those that ship. On the test parts, scored once, the adapter of seed 13 has .800, "
        ".608, .800 and .776 in this order; its difference to the heads that ship is +.049 (+.017 to +.084), "
        "-.007 (-.054 to +.045), +.060 (+.010 to +.113) and +.091 (+.023 to +.159). It does not ship, "
        "since in Chinese it loses up to .20 (`docs/tools.md` has the table by language)."
    )
    return [said, table(("trained by", *FOUR, "CPU s"), rows)] if rows else []


if __name__ == "__main__":
    main()
