"""Rewrite every page of ``results/``: one benchmark after another, each a process of its own.

python -m benchmarks.run [--baseline-python PYTHON] [--scratch FOLDER]
"""

from __future__ import annotations

import argparse
import subprocess
import sys
import tempfile
from pathlib import Path

BENCHMARKS = (
    "ingestion",
    "metadata",
    "encoder",
    "latency",
    "retrieval",
    "retrieval_quality",
    "refusal",
    "questions",
    "answers",
    "support",
    "verifier",
    "verifier_tests",
    "attribution",
    "judgments",
    "tool_speed",
    "summary",
)
"""In this order."""
SCRATCH = ("support", "verifier", "verifier_tests", "attribution")
"""Those that keep vectors and readings in a scratch folder, which they share."""


def main() -> None:
    """Run all, go on after a failure, end with 1 if one failed."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--baseline-python", help="Python of the environment that has LangChain")
    parser.add_argument("--scratch", type=Path, default=Path(tempfile.gettempdir()) / "globalbrain-scratch")
    choice = parser.parse_args()
    failed = []
    for name in BENCHMARKS:
        print(f"== {name}", flush=True)
        more = (
            ["--baseline-python", choice.baseline_python]
            if choice.baseline_python and name == "ingestion"
            else []
        )
        if name in SCRATCH:
            more = ["--scratch", str(choice.scratch)]
        if subprocess.run([sys.executable, "-m", f"benchmarks.{name}", *more], check=False).returncode:
            failed.append(name)
    if failed:
        raise SystemExit(f"failed: {', '.join(failed)}")


if __name__ == "__main__":
    main()
