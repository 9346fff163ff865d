"""How fast tool models read and learn: ``python -m benchmarks.tool_speed [PART ...] [--runs 3]``.

Parts can be measured by themselves (``heads``, ``full``, ``lora``, ``learning``); the page is made of all
that are kept in ``results/tool-speed.json``. Ratios are of runs that alternate, each side in the same
process or in processes of its own that are started in turn. Times are CPU seconds of all threads, so that
other programs disturb them little.
"""

from __future__ import annotations

import argparse
import json
import os
import random
import tempfile
import time
from collections.abc import Callable, Mapping, Sequence
from functools import partial
from pathlib import Path
from typing import Any

import numpy as np

from benchmarks.measure import middle, run
from benchmarks.report import RESULTS, table, write

ONE_THREAD = {"HF_HUB_OFFLINE": "1", "OMP_NUM_THREADS": "1", "TOKENIZERS_PARALLELISM": "false"}
TASKS = ("commitment", "outlook")
BATCH, LONGEST, RATE, SEED = 32, 256, 5e-5, 13
RATES = {"full": 3e-4, "lora": 3e-3}
KEPT = RESULTS / "tool-speed.json"
Kept = Mapping[str, Any]
TEXTS, PASSAGES, SENTENCES = 96, 600, 5


def main() -> None:
    """Measure what is named, keep it, make the page of all; with ``--side`` be one side of a comparison."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("parts", nargs="*", metavar="PART", help=f"of {', '.join(PARTS)}; default: all")
    parser.add_argument("--runs", type=int, default=3)
    parser.add_argument("--steps", type=int, default=16, help="of training, on each side and run")
    parser.add_argument("--learn", type=int, default=48, help="steps of the encoders that are exported")
    parser.add_argument("--side", choices=tuple(SIDES), help=argparse.SUPPRESS)
    choice = parser.parse_args()
    if choice.side:
        print(json.dumps(SIDES[choice.side](choice.steps)))
        return
    if unknown := set(choice.parts) - set(PARTS):
        raise SystemExit(f"no such part: {', '.join(sorted(unknown))}")
    kept = json.loads(KEPT.read_text("utf-8")) if KEPT.exists() else {}
    for name in choice.parts or PARTS:
        kept[name] = PARTS[name](choice)
        KEPT.write_text(json.dumps(kept, indent=1) + "\n", "utf-8")
    page(kept)


def texts_of(task: str) -> list[str]:
    """Return texts of a task that its validation and test parts hold."""
    from finetune.lessons import lesson

    found = [example.text for example in lesson(task).examples if example.part != "train"]
    return sorted(found, key=lambda text: random.Random(text).random())


def cpu_s(work: Callable[[], object]) -> float:
    """Return the CPU seconds of a piece of work, all threads together."""
    before = time.process_time()
    work()
    return time.process_time() - before


def alternating(sides: Mapping[str, Callable[[], object]], runs: int) -> dict[str, float]:
    """Return the median CPU seconds of each side, over runs in turn after one that does not count."""
    taken: dict[str, list[float]] = {name: [] for name in sides}
    for work in sides.values():
        work()
    for _ in range(runs):
        for name, work in sides.items():
            taken[name].append(cpu_s(work))
    return {name: middle(own) for name, own in taken.items()}


def heads(choice: argparse.Namespace) -> Kept:
    """All heads of the model that ships in one pass, against one model a task."""
    from finetune.predict import ToolModel
    from finetune.serving import TOOLS

    model, texts = ToolModel.open(TOOLS), texts_of("commitment")[:TEXTS]
    names = tuple(model.heads)
    rows: list[tuple[str, ...]] = []
    for weigh, said in ((False, "labels and probabilities"), (True, "and the words that weighed")):
        one = partial(model.read, texts, weigh=weigh)
        taken = alternating({"together": one, "apart": partial(one_by_one, one, names)}, choice.runs)
        each = {side: len(texts) * len(names) / seconds for side, seconds in taken.items()}
        ratio = taken["apart"] / taken["together"]
        rows.append((said, f"{each['together']:.0f}", f"{each['apart']:.0f}", f"{ratio:.1f}"))
    return {"rows": rows, "passages": passages(choice.runs)}


def one_by_one(read: Callable[..., object], names: Sequence[str]) -> None:
    """Read with each head by itself."""
    for name in names:
        read(tasks=[name])


def passages(runs: int) -> str:
    """The time that reading takes a passage at ingestion, its vector at hand."""
    from agents.passage_reader import passage_reader
    from finetune.heads import unit
    from finetune.predict import ToolModel
    from finetune.serving import TOOLS

    class Known:
        name = "all-MiniLM-L6-v2/any"

    model, sentences = ToolModel.open(TOOLS), texts_of("commitment") + texts_of("outlook")
    source = random.Random(SEED)
    texts = [" ".join(source.sample(sentences, SENTENCES)) for _ in range(PASSAGES)]
    vectors = unit(np.random.default_rng(SEED).normal(size=(PASSAGES, 384)).astype(np.float32))
    encoder: Any = Known()  # its name is all that is asked
    read = passage_reader(lambda _: model, encoder)
    seconds = alternating({"read": lambda: read(texts, vectors)}, runs)["read"]
    mean = sum(map(len, texts)) / len(texts)
    return (
        f"Reading a passage at ingestion, its vector at hand, takes **{1000 * seconds / PASSAGES:.2f} ms** "
        f"of CPU ({PASSAGES} passages of {mean:.0f} characters, all six tasks that passages are read for)."
    )


def learnt(base: Any, method: str, steps: int) -> tuple[Any, list[Any]]:  # noqa: ANN401 - see finetune.model
    """A network after some steps on both tasks, and its lessons."""
    import torch

    from finetune.examples import of_part
    from finetune.feeding import plan
    from finetune.lessons import lesson
    from finetune.model import Network
    from finetune.progress import Progress
    from finetune.settings import Settings
    from finetune.trainer import fit

    lessons = [lesson(task) for task in TASKS]
    chosen = Settings(method=method, steps=steps, batch=BATCH, rate=RATES[method], seed=SEED)
    examples = {own.task.name: of_part(own.examples, "train") for own in lessons}
    torch.manual_seed(SEED)
    network = Network(base, [own.task for own in lessons], chosen, steps)
    with tempfile.TemporaryDirectory() as work:
        batches = plan(examples, chosen, [own.task for own in lessons])
        assert fit(network, batches, examples, None, Progress(Path(work) / "run"), Path(work) / "fit")
    return network, lessons


def served_forms(method: str, choice: argparse.Namespace) -> Kept:
    """An encoder trained by a method: read by torch, and by OpenVINO in each form."""
    from finetune.encoder import load_base, quiet
    from finetune.exported import Exported, Tokens
    from finetune.methods import save_adapter
    from finetune.opening import graph_of
    from finetune.quantising import calibration, quantised, scores_of
    from finetune.weights import files_of

    network, lessons = learnt(load_base(), method, choice.learn)
    with tempfile.TemporaryDirectory() as name, quiet():
        folder, adapter = files_of(""), None
        if method == "lora":
            adapter = Path(name) / "adapter"
            save_adapter(network.encoder, adapter, network.base.name)
        else:
            folder = Path(name)
            network.encoder.save_pretrained(folder)
            network.base.tokenizer.save_pretrained(folder)
        graph, tokens = graph_of(folder, adapter), Tokens.in_folder(folder)
        small = quantised(graph, tokens, calibration(lessons), LONGEST)
        served = {
            "torch": network.as_base(),
            "OpenVINO, fp32": Exported(graph, tokens),
            "OpenVINO, int8-dynamic": Exported(graph_of(folder, adapter, small=True), tokens),
            "OpenVINO, int8": Exported(small, tokens),
        }
    found = {
        side: scores_of(encoder, network.as_heads(), lessons, LONGEST) for side, encoder in served.items()
    }
    texts = [example.text for own in lessons for example in own.examples if example.part != "train"]
    texts = texts[:: -(-len(texts) // TEXTS)]
    taken = alternating(
        {side: partial(own.vectors, texts, LONGEST) for side, own in served.items()}, choice.runs
    )
    rows = [
        (
            method,
            side,
            *(f"{found[side][task]:.3f}" for task in TASKS),
            f"{len(texts) / taken[side]:.0f}",
            f"{taken['torch'] / taken[side]:.1f}",
        )
        for side in served
    ]
    return {"rows": rows, "steps": choice.learn, "runs": choice.runs}


def ours(steps: int) -> dict[str, float]:
    """Our Trainer over one task: texts, and CPU seconds of the steps alone."""
    from finetune.encoder import load_base, quiet
    from finetune.examples import of_part
    from finetune.feeding import plan
    from finetune.lessons import lesson
    from finetune.model import Network
    from finetune.progress import Progress
    from finetune.settings import Settings
    from finetune.trainer import fit

    own = lesson(TASKS[0])
    chosen = Settings(method="full", steps=steps, batch=BATCH, rate=RATE, seed=SEED)
    examples = {own.task.name: of_part(own.examples, "train")}
    network, batches = Network(load_base(), [own.task], chosen, steps), plan(examples, chosen, [own.task])
    with tempfile.TemporaryDirectory() as work, quiet():
        progress = Progress(Path(work) / "run")
        seconds = cpu_s(lambda: fit(network, batches, examples, None, progress, Path(work) / "fit"))
    return {"texts": sum(len(batch.places) for batch in batches), "cpu_s": seconds}


def plain(steps: int) -> dict[str, float]:
    """The Trainer as its guides show it: tokenised before, padded batch by batch, rows in any order."""
    import torch
    from transformers import (
        AutoModelForSequenceClassification,
        AutoTokenizer,
        DataCollatorWithPadding,
        PrinterCallback,
        Trainer,
        TrainingArguments,
    )

    from finetune.encoder import quiet
    from finetune.examples import of_part
    from finetune.lessons import lesson
    from finetune.weights import folder_of

    own, place = lesson(TASKS[0]), folder_of("")
    train = of_part(own.examples, "train")
    with quiet(), tempfile.TemporaryDirectory() as work:
        torch.manual_seed(SEED)
        tokenizer = AutoTokenizer.from_pretrained(place, local_files_only=True)
        model = AutoModelForSequenceClassification.from_pretrained(
            place, num_labels=own.task.outputs, local_files_only=True, dtype=torch.float32
        )

        def rows() -> list[dict[str, Any]]:
            made = tokenizer([e.text for e in train], truncation=True, max_length=LONGEST)
            labels = [own.task.names.index(str(e.label)) for e in train]
            return [
                {"input_ids": ids, "attention_mask": mask, "labels": label}
                for ids, mask, label in zip(made["input_ids"], made["attention_mask"], labels, strict=True)
            ]

        def work_through() -> None:
            trainer = Trainer(
                model=model,
                args=TrainingArguments(
                    output_dir=work,
                    per_device_train_batch_size=BATCH,
                    max_steps=steps,
                    learning_rate=RATE,
                    warmup_steps=round(0.1 * steps),
                    weight_decay=0.01,
                    seed=SEED,
                    save_strategy="no",
                    report_to=[],
                    disable_tqdm=True,
                    logging_steps=max(1, steps // 10),
                ),
                train_dataset=rows(),
                data_collator=DataCollatorWithPadding(tokenizer),
            )
            trainer.remove_callback(PrinterCallback)
            trainer.train()

        seconds = cpu_s(work_through)
    whole, rest = divmod(steps, -(-len(train) // BATCH))
    return {"texts": whole * len(train) + rest * BATCH, "cpu_s": seconds}


SIDES = {"ours": ours, "plain": plain}


def learning(choice: argparse.Namespace) -> Kept:
    """Both trainers in turn, each a process of its own."""
    import sys

    speeds: dict[str, list[float]] = {side: [] for side in SIDES}
    for _ in range(choice.runs):
        for side in SIDES:
            command = [sys.executable, "-m", "benchmarks.tool_speed", "--side", side]
            said = json.loads(
                run([*command, "--steps", str(choice.steps)], env=ONE_THREAD).output.splitlines()[-1]
            )
            speeds[side].append(said["texts"] / said["cpu_s"])
    names = {"ours": "`globalbrain finetune --method full`", "plain": "a plain Trainer script"}
    rows = [
        (names[side], f"{middle(own):.1f}", ", ".join(f"{one:.1f}" for one in own))
        for side, own in speeds.items()
    ]
    return {"rows": rows, "times": middle(speeds["ours"]) / middle(speeds["plain"]), "steps": choice.steps}


PARTS: Mapping[str, Callable[[argparse.Namespace], Kept]] = {
    "heads": heads,
    "full": partial(served_forms, "full"),
    "lora": partial(served_forms, "lora"),
    "learning": learning,
}


def page(kept: Mapping[str, Kept]) -> None:
    """Write the result page of the parts that are kept and print it."""
    body = [METHOD]
    if "heads" in kept:
        body += [
            "## All heads in one pass, against one model a task",
            table(
                ("what is read", "readings/s, one pass", "readings/s, a pass a task", "times"),
                kept["heads"]["rows"],
            ),
            f"The model that ships has eight heads of single texts; {TEXTS} sentences. "
            "A reading is what one head says of one sentence. Goal: 4 times.",
            kept["heads"]["passages"],
        ]
    if forms := [kept[method] for method in RATES if method in kept]:
        head = ("trained by", "read by", *(f"{task} macro-F1" for task in TASKS), "texts/s", "times torch")
        steps = " and ".join(sorted({str(own["steps"]) for own in forms}))
        body += [
            "## Trained encoders as they are served",
            table(head, [row for own in forms for row in own["rows"]]),
            f"{steps} steps on both tasks, enough to move the encoder. {EXPORTS}",
        ]
    if own := kept.get("learning"):
        body += [
            "## Learning",
            table(("", "texts/s, median", "each run"), own["rows"]),
            f"**{own['times']:.2f} times** the plain script, {own['steps']} steps a run. {LEARNING}",
        ]
    path = write("tool-speed", "Speed of the tool models", "python -m benchmarks.tool_speed", body)
    print(path.read_text("utf-8"))


METHOD = (
    "Texts a CPU second, all threads together, medians over runs that alternate. all-MiniLM-L6-v2, "
    "sentences of the project's own labels."
)
EXPORTS = (
    "The scores are of the validation parts and compare within a method alone. `int8` has ranges that are "
    "set once, by texts that were trained on, and takes a file; `int8-dynamic` finds them as it reads and "
    "needs none. A form is kept for a version where no task loses more than half a point there: a whole "
    "encoder tries the first, then the second, an adapter the second alone. LoRA is worked into the weights, "
    "so what is served costs the same; torch keeps the adapter beside them."
)
LEARNING = (
    "The task `commitment`, all numbers of the encoder learn, batches of 32, the same rate, warm-up and "
    "decay. The plain script is what the library's guides show, with dynamic padding and rows in random "
    "order. Ours pads less, since it draws batches of like length, and also writes a checkpoint at the end, "
    "which the plain script is spared. Goal: at least equal."
)

if __name__ == "__main__":
    for _name, _value in ONE_THREAD.items():
        os.environ.setdefault(_name, _value)
    main()
