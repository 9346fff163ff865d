"""Fetches a public original by its name, when told to: the one place that opens a connection."""

from __future__ import annotations

import csv
import difflib
import os
import tempfile
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol
from urllib.parse import urljoin, urlsplit

from corpus.errors import CorpusError

TABLE = Path(__file__).resolve().parent / "originals.csv"
MOST_BYTES = 100 * 2**20
TIMEOUT_S = 30.0
MOST_REDIRECTS = 5
BLOCK = 2**16
MAGIC = b"%PDF-"
MAGIC_WITHIN = 1024  # the standard's readers accept the mark anywhere in the first 1,024 bytes
Progress = Callable[[int, int | None], None]


@dataclass(frozen=True, slots=True)
class Original:
    """A public document: ``url`` is its publisher's own address of the PDF."""

    name: str
    title: str
    publisher: str
    year: int
    url: str


class Reply(Protocol):
    """What a fetch gives back: one answer of a server, its body not yet read."""

    @property
    def status(self) -> int:
        """The HTTP status."""

    @property
    def location(self) -> str | None:
        """Where a redirect points to."""

    @property
    def length(self) -> int | None:
        """The bytes announced."""

    def blocks(self) -> Iterator[bytes]:
        """The body, block by block."""


Fetch = Callable[[str], AbstractContextManager[Reply]]


@dataclass(frozen=True, slots=True)
class HttpReply:
    """An answer as httpx gives it; bytes are counted after decompression."""

    status: int
    location: str | None
    length: int | None
    body: Callable[[], Iterator[bytes]]

    def blocks(self) -> Iterator[bytes]:
        """The body, block by block."""
        return self.body()


@contextmanager
def over_http(url: str) -> Iterator[Reply]:
    """Open one address without following redirects.

    Raises:
        CorpusError: no network, a refused or broken connection, or no answer in time.
    """
    import httpx

    agent = {"User-Agent": "globalbrain", "Accept": "application/pdf"}
    try:
        with httpx.stream("GET", url, timeout=TIMEOUT_S, headers=agent, follow_redirects=False) as answer:
            announced = answer.headers.get("content-length", "")
            length = int(announced) if announced.isdigit() else None
            where = answer.headers.get("location")
            yield HttpReply(answer.status_code, where, length, lambda: answer.iter_bytes(BLOCK))
    except (httpx.HTTPError, httpx.InvalidURL) as error:
        raise CorpusError(
            urlsplit(url).hostname or url,
            f"no connection ({type(error).__name__})",
            "Check the network, or download the PDF by other means and run `globalbrain ingest FILE`.",
        ) from error


def originals(table: Path = TABLE) -> tuple[Original, ...]:
    """Every original that can be fetched, in the order of the table."""
    with table.open(encoding="utf-8", newline="") as file:
        return tuple(Original(**{**row, "year": int(row["year"])}) for row in csv.DictReader(file))  # type: ignore[arg-type]


def pull(
    name: str,
    folder: Path,
    *,
    fetch: Fetch = over_http,
    progress: Progress | None = None,
    table: Path = TABLE,
    most_bytes: int = MOST_BYTES,
) -> Path:
    """Fetch an original into a folder and return the file, whole or not there at all.

    Args:
        name: as in ``originals.csv``.
        folder: made where it is missing; a file of that name is replaced.
        fetch: opens one https address.
        progress: told the bytes so far and the bytes announced, if any.
        table: where names and addresses stand.
        most_bytes: a larger file is refused.

    Raises:
        CorpusError: an unknown name, no network, an address that is not https, a refusal by the
            server, a file over the limit, something that is not a PDF, or no space on the disk.
    """
    wanted = _find(name, table)
    with _open(wanted, wanted.url, fetch, MOST_REDIRECTS) as reply:
        try:
            return _keep(wanted, reply, folder, progress or (lambda _done, _all: None), most_bytes)
        except OSError as error:
            reason = error.strerror or type(error).__name__
            raise CorpusError(str(folder), f"cannot write: {reason}", "Choose another folder.") from error


def _find(name: str, table: Path) -> Original:
    known = {original.name: original for original in originals(table)}
    if name in known:
        return known[name]
    near = difflib.get_close_matches(name.lower(), known, n=3, cutoff=0.4)
    hint = f"Close names: {', '.join(near)}." if near else f"Known names: {', '.join(known)}."
    raise CorpusError(repr(name), "no original of that name is listed", hint)


@contextmanager
def _open(wanted: Original, url: str, fetch: Fetch, hops: int) -> Iterator[Reply]:
    if urlsplit(url).scheme != "https" or not urlsplit(url).hostname:
        raise CorpusError(wanted.name, f"{url!r} is not an https address", _BY_HAND.format(wanted.url))
    with fetch(url) as reply:
        if reply.status == 200:
            yield reply
            return
        where, status = reply.location, reply.status
    if not (300 <= status < 400 and where):
        raise CorpusError(wanted.name, f"the server answered {status}", _BY_HAND.format(wanted.url))
    if hops == 0:
        raise CorpusError(wanted.name, f"more than {MOST_REDIRECTS} redirects", _BY_HAND.format(wanted.url))
    with _open(wanted, urljoin(url, where), fetch, hops - 1) as reply:
        yield reply


_BY_HAND = "Open {} in a browser, save the PDF and run `globalbrain ingest FILE`."


def _keep(wanted: Original, reply: Reply, folder: Path, progress: Progress, most_bytes: int) -> Path:
    folder.mkdir(parents=True, exist_ok=True)
    handle, part = tempfile.mkstemp(prefix=f".{wanted.name}.", suffix=".part", dir=folder)
    try:
        with os.fdopen(handle, "wb") as file:
            for block in _checked(wanted, reply, progress, most_bytes):
                file.write(block)
            file.flush()
            os.fsync(file.fileno())
        target = folder / f"{wanted.name}.pdf"
        Path(part).replace(target)
    finally:
        Path(part).unlink(missing_ok=True)
    return target


def _checked(wanted: Original, reply: Reply, progress: Progress, most_bytes: int) -> Iterator[bytes]:
    """The blocks, as long as they are those of a PDF that is not too large and comes whole."""
    if reply.length is not None and reply.length > most_bytes:
        raise _too_large(wanted, most_bytes)
    head, done = b"", 0
    for block in reply.blocks():
        done += len(block)
        if done > most_bytes:
            raise _too_large(wanted, most_bytes)
        if len(head) < MAGIC_WITHIN:
            head += block[: MAGIC_WITHIN - len(head)]
        if len(head) == MAGIC_WITHIN and MAGIC not in head:
            raise _no_pdf(wanted)
        progress(done, reply.length)
        yield block
    if MAGIC not in head:
        raise _no_pdf(wanted)


def _too_large(wanted: Original, most_bytes: int) -> CorpusError:
    reason = f"the file is larger than {most_bytes // 2**20} MB"
    return CorpusError(wanted.name, reason, _BY_HAND.format(wanted.url))


def _no_pdf(wanted: Original) -> CorpusError:
    reason = "the server sent something that is not a PDF"
    return CorpusError(wanted.name, reason, _BY_HAND.format(wanted.url))
