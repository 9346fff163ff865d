"""The commands that measure: what search and answers are worth on judgments of the user's own."""

from __future__ import annotations

import enum
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from ui.cli_options import Json, examples, named_path
from ui.cli_session import session
from ui.cli_sources import SourcesFile, opened
from ui.encodings import refuse_encoding
from ui.errors import UsageError
from ui.terminal import Terminal, check_target, write_whole

if TYPE_CHECKING:
    from agents.measuring import Trial

evaluate = typer.Typer(
    help="Measure on judgments of your own.",
    epilog=examples(
        "eval retrieval judged/",
        "eval retrieval judged/ --only bm25",
        "eval answers questions.jsonl",
    ),
    no_args_is_help=True,
    rich_markup_mode=None,
)


class Only(enum.StrEnum):
    """What can be tried by itself."""

    BM25 = "bm25"
    DENSE = "dense"
    FUSION = "fusion"


class Half(enum.StrEnum):
    """Which queries count."""

    VALIDATION = "validation"
    TEST = "test"
    ALL = "all"


@evaluate.command(
    epilog=examples(
        "eval retrieval judged/                    the retriever as it ships",
        "eval retrieval judged/ --only bm25        ranking by words alone",
        "eval retrieval judged/ --no-context       without pages, titles and headings",
        "eval retrieval judged/ --no-concepts      without what bridges languages",
        "eval retrieval judged/ --no-rerank        without the reranker",
        "eval retrieval judged/ --half validation  to choose a setting; --half test once at the end",
        "eval retrieval judged/ --run judged.run --json",
    )
)
def retrieval(
    context: typer.Context,
    folders: Annotated[
        list[Path],
        typer.Argument(metavar="FOLDER", parser=named_path, help="In BEIR layout.", show_default=False),
    ],
    only: Annotated[Only, typer.Option(help="One ranking by itself.")] = Only.FUSION,
    no_context: Annotated[
        bool, typer.Option("--no-context", help="Rank passages without their pages, titles and headings.")
    ] = False,
    no_concepts: Annotated[
        bool,
        typer.Option("--no-concepts", help="Rank without the concepts that bridge languages."),
    ] = False,
    no_rerank: Annotated[bool, typer.Option("--no-rerank", help="Rank by the fusion alone.")] = False,
    half: Annotated[
        Half, typer.Option(help="Half of the queries, parted by the hash of their id.")
    ] = Half.ALL,
    run_file: Annotated[
        Path | None,
        typer.Option("--run", metavar="FILE", parser=named_path, help="Write the rankings as a TREC run."),
    ] = None,
    force: Annotated[bool, typer.Option("--force", help="Replace a run file that is there.")] = False,
    as_json: Json = False,
) -> None:
    """Measure how well the retriever finds what people judged relevant.

    A folder holds corpus.jsonl and queries.jsonl (either may end in .gz) and qrels/*.tsv. A line of the
    corpus has "_id", "text" and, where known, "title" and "year"; a line of queries has "_id", "text" and,
    to search one document only, "doc": the part of text ids before "#". Texts are cut into passages as at
    ingestion, and the best passage counts for its text. Shown are nDCG@10 and recall at 20 and 100, each
    with the middle 95 % of 2,000 bootstrap draws of queries. Vectors are kept, so that a second run is fast.
    """
    from agents.measuring import parts_of, run_lines, trial

    run = session(context, as_json=as_json)
    if run_file is not None:
        if len(folders) > 1:
            raise UsageError("--run", "a run file holds one set", "Give one folder")
        check_target(run_file, force=force)
    parts = parts_of(only.value, context=not no_context, concepts=not no_concepts, rerank=not no_rerank)
    embedder = run.assistant().embedder()
    trials = []
    for folder in folders:
        for path in (folder / "corpus.jsonl", folder / "queries.jsonl", *sorted(folder.glob("qrels/*.tsv"))):
            refuse_encoding(path)
        with _progress(run.terminal, folder.name) as told:
            trials.append(trial(folder, embedder, parts, half.value, told))
    if run_file is not None:
        lines = run_lines(trials[0].rankings, f"globalbrain-{only.value}")
        write_whole(run_file, "".join(f"{line}\n" for line in lines).encode())
    if as_json:
        sets = [_plain(one) for one in trials]
        run.terminal.json(
            {"encoder": embedder.name, "parts": asdict(parts), "half": half.value, "sets": sets}
        )
    else:
        _show(run.terminal, trials)


@evaluate.command(
    epilog=examples(
        "eval answers questions.jsonl              asked of the library",
        "eval answers questions.jsonl --sources passages.jsonl",
        "eval answers questions.jsonl --split dev --json",
    )
)
def answers(
    context: typer.Context,
    questions: Annotated[
        Path, typer.Argument(metavar="QUESTIONS.JSONL", parser=named_path, show_default=False)
    ],
    sources: SourcesFile = None,
    split: Annotated[str | None, typer.Option(metavar="NAME", help="Only questions with this split.")] = None,
    as_json: Json = False,
) -> None:
    """Measure what the assistant answers, cites and refuses, on questions with known answers.

    A line holds "question", "answerable" and, where pages answer it, "pages" as a list of {"file": name
    or title of the document, "page": 4}; "id", "split", "history" and "filters" may stand beside. Shares
    come with the middle 95 % of 2,000 bootstrap draws of questions.
    """
    from agents.questioning import ask_all, read_known
    from agents.scores import scores, spent

    run = session(context, as_json=as_json)
    refuse_encoding(questions)
    known = [one for one in read_known(questions) if split in (None, one.split)]
    if not known:
        raise UsageError(f"--split {split}", f"no question of {questions.name} has it", "Leave it away")
    given = opened(sources)
    if given is not None and any(one.filters for one in known):
        raise UsageError("--sources", "a question has filters, which are of a library", "Remove them")
    assistant = run.assistant()
    with _progress(run.terminal, questions.name) as told:
        outcomes = list(ask_all(assistant, known, given, lambda done, of: told("asking", done, of)))
    found = scores(outcomes)
    taken = spent(outcomes)
    if as_json:
        rows = [
            {"id": one.asked.id, "answerable": one.asked.answerable}
            | {name: value for name, value in asdict(one).items() if name != "asked"}
            for one in outcomes
        ]
        shares, costs = (
            {name: asdict(own) if own else None for name, own in table.items()} for table in (found, taken)
        )
        run.terminal.json({"questions": rows, "measures": shares, "spent": costs})
        return
    table = [
        (name, f"{own.mean:.3f} ({own.low:.3f} to {own.high:.3f})" if own else "none to measure")
        for name, own in (found | taken).items()
    ]
    run.terminal.table((f"{len(outcomes)} questions", "share"), table)
    for one in outcomes:
        if one.answered != one.asked.answerable:
            verdict = "answered, though nothing answers it" if one.answered else "refused, though answerable"
            run.terminal.say(f"{one.asked.id}: {verdict}: {one.asked.question}")


def _show(terminal: Terminal, trials: list[Trial]) -> None:
    from agents.measuring import MEASURES

    rows = [
        (
            one.name,
            str(one.queries),
            f"{one.texts} / {one.passages}",
            *(
                f"{own.mean:.3f} ({own.low:.3f} to {own.high:.3f})"
                for own in map(one.measures.get, MEASURES)
                if own
            ),
        )
        for one in trials
    ]
    terminal.table(("set", "queries", "texts / passages", *MEASURES), rows)


def _plain(one: Trial) -> dict[str, Any]:
    return {
        "name": one.name,
        "queries": one.queries,
        "texts": one.texts,
        "passages": one.passages,
        "measures": {name: asdict(own) for name, own in one.measures.items()},
        "per_query": {name: dict(values) for name, values in one.per_query.items()},
    }


@contextmanager
def _progress(terminal: Terminal, name: str) -> Iterator[Callable[[str, int, int], None]]:
    """A bar on a terminal; elsewhere nothing is said on the way."""
    if not terminal.err.is_terminal:
        yield lambda *_: None
        return
    from rich.progress import Progress

    with Progress(console=terminal.err, transient=True) as bar:
        task = bar.add_task(name, total=None)

        def told(stage: str, done: int, total: int) -> None:
            bar.update(task, description=f"{name}: {stage}", completed=done, total=total)

        yield told
