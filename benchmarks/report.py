"""Write result pages: how a number was made, then the numbers."""

from __future__ import annotations

import os
import platform
from collections.abc import Sequence
from importlib.metadata import version
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
RESULTS = Path(__file__).resolve().parent / "results"


def shared_folder() -> Path:
    """Return the public data folder: GLOBALBRAIN_SHARED, or ``shared`` beside the repository."""
    return Path(os.environ.get("GLOBALBRAIN_SHARED", ROOT.parent / "shared"))


def pdf_folder() -> Path:
    """Return the folder of the 27 real reports.

    Raises:
        SystemExit: the folder is not there; the message says how to name it.
    """
    folder = shared_folder() / "corpus" / "pdf"
    if not folder.is_dir():
        raise SystemExit(f"no public data at {folder}: set GLOBALBRAIN_SHARED to its folder")
    return folder


def machine() -> str:
    """Return one line about the machine and the versions that matter."""
    names = [line.split(":", 1)[1].strip() for line in _cpuinfo() if line.startswith("model name")]
    cpu = names[0] if names else platform.processor() or "unknown processor"
    bytewise = sorted(
        {"avx512_vnni", "avx_vnni", "amx_int8"} & {flag for line in _cpuinfo() for flag in line.split()}
    )
    cpu += f" ({', '.join(bytewise) or 'neither VNNI nor AMX'})"
    libraries = ", ".join(f"{name} {version(name)}" for name in ("openvino", "faiss-cpu", "tantivy"))
    return f"{os.cpu_count()} cores of {cpu}, Python {platform.python_version()}, {libraries}"


def _cpuinfo() -> list[str]:
    path = Path("/proc/cpuinfo")
    return path.read_text("utf-8").splitlines() if path.exists() else []


def table(head: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    """Return a Markdown table.

    >>> print(table(("a", "b"), [("1", "2")]))
    | a | b |
    | --- | --- |
    | 1 | 2 |
    """
    lines = [head, ["---"] * len(head), *rows]
    return "\n".join("| " + " | ".join(line) + " |" for line in lines)


def write(name: str, title: str, command: str, body: Sequence[str]) -> Path:
    """Write ``results/<name>.md`` and return its path."""
    head = [f"# {title}", f"Command: `{command}`", f"Machine: {machine()}"]
    path = RESULTS / f"{name}.md"
    path.parent.mkdir(exist_ok=True)
    path.write_text("\n\n".join([*head, *body]) + "\n", "utf-8")
    return path
