"""Rewrite every page of ``results/``: one benchmark after another, each a process of its own.

python -m benchmarks.run [--baseline-python PYTHON]
"""

from __future__ import annotations

import argparse
import subprocess
import sys

BENCHMARKS = (
    "ingestion",
    "metadata",
    "encoder",
    "latency",
    "retrieval",
    "retrieval_quality",
    "refusal",
    "questions",
    "judgments",
    "tool_speed",
    "summary",
)
"""In this order."""


def main() -> None:
    """Run all, go on after a failure, end with 1 if one failed."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--baseline-python", help="Python of the environment that has LangChain")
    choice = parser.parse_args()
    failed = []
    for name in BENCHMARKS:
        print(f"== {name}", flush=True)
        more = (
            ["--baseline-python", choice.baseline_python]
            if choice.baseline_python and name == "ingestion"
            else []
        )
        if subprocess.run([sys.executable, "-m", f"benchmarks.{name}", *more], check=False).returncode:
            failed.append(name)
    if failed:
        raise SystemExit(f"failed: {', '.join(failed)}")


if __name__ == "__main__":
    main()
