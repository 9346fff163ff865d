"""Rewrite the pages of ``results/``: one benchmark after another, each a process of its own.

python -m benchmarks.run [NAME ...] [--long] [--baseline-python PYTHON] [--scratch FOLDER] [--list]

Without names all of them run but those that take more than an hour, which ``--long`` adds.
"""

from __future__ import annotations

import argparse
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

SCRATCH = "SCRATCH"
"""Stands for the folder in which vectors, readings and features are kept; benchmarks share it."""


@dataclass(frozen=True, slots=True)
class Benchmark:
    """A command ``python -m benchmarks.NAME``, the pages that it writes, and what it is told.

    ``options`` are of a run without ``--long``, ``whole`` of one with it; None leaves it out.
    """

    name: str
    pages: tuple[str, ...]
    options: tuple[str, ...] | None = ()
    whole: tuple[str, ...] = ()

    def told(self, long: bool) -> tuple[str, ...] | None:
        """Return its options; None where it does not run."""
        return self.whole if long and (self.whole or self.options is None) else self.options


_SCRATCH = ("--scratch", SCRATCH)
BENCHMARKS = (
    Benchmark("ingestion", ("ingestion",)),
    Benchmark("metadata", ("metadata",)),
    Benchmark("encoder", ("encoder",)),
    Benchmark("latency", ("latency",)),
    Benchmark("retrieval", ("retrieval-baseline",)),
    Benchmark("retrieval_quality", ("retrieval",)),
    Benchmark("rerank", ("rerank",)),
    Benchmark("concepts", ("concepts",)),
    Benchmark("other_scripts", ("languages",)),
    Benchmark("refusal", ("refusal",)),
    Benchmark("questions", ("questions",)),
    Benchmark("tables", ("tables",)),
    Benchmark("across", ("across",)),
    Benchmark("spread", ("spread",)),
    Benchmark("answers", ("answers",)),
    Benchmark("advisers", ("advisers",)),
    Benchmark("support", ("support",), _SCRATCH),
    Benchmark("verifier", ("verifier",), _SCRATCH),
    Benchmark("verifier_tests", ("verifier-tests",), _SCRATCH),
    Benchmark("attribution", ("attribution",), _SCRATCH),
    Benchmark("judgments", ("judgments",)),
    Benchmark("tool_speed", ("tool-speed",)),
    Benchmark("finetune", ("finetune",), ("--page",), ("--seeds", "3")),
    Benchmark("scale", ("scale",), None),
    Benchmark("summary", ()),
)
"""In this order: the list in the README is made from the pages."""


def chosen(names: Sequence[str], long: bool) -> list[tuple[Benchmark, tuple[str, ...]]]:
    """Return what runs, with its options.

    Raises:
        SystemExit: there is no such benchmark.
    """
    known = {one.name: one for one in BENCHMARKS}
    if unknown := [name for name in names if name not in known]:
        raise SystemExit(f"no benchmark {unknown[0]!r}; there are: {', '.join(known)}")
    found = []
    for one in BENCHMARKS:
        options = one.told(long or (one.name in names and one.options is None))
        if options is not None and (not names or one.name in names):
            found.append((one, options))
    return found


def main() -> None:
    """Run what is chosen, go on after a failure, end with 1 if one failed."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("names", nargs="*", metavar="NAME", help="of a benchmark; all by default")
    parser.add_argument("--long", action="store_true", help="those of more than an hour too")
    parser.add_argument("--list", action="store_true", help="say what would run, and end")
    parser.add_argument("--baseline-python", help="Python of the environment that has LangChain")
    parser.add_argument("--scratch", type=Path, default=Path(tempfile.gettempdir()) / "globalbrain-scratch")
    choice = parser.parse_args()
    failed = []
    for one, options in chosen(choice.names, choice.long):
        more = [str(choice.scratch) if option == SCRATCH else option for option in options]
        if choice.baseline_python and one.name == "ingestion":
            more += ["--baseline-python", choice.baseline_python]
        command = ["-m", f"benchmarks.{one.name}", *more]
        print(f"== python {' '.join(command)}: {', '.join(one.pages) or 'README.md'}", flush=True)
        if not choice.list and subprocess.run([sys.executable, *command], check=False).returncode:
            failed.append(one.name)
    if failed:
        raise SystemExit(f"failed: {', '.join(failed)}")


if __name__ == "__main__":
    main()
