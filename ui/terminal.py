"""What the command line says and writes: cleaned text, JSON, and files that are whole or absent."""

from __future__ import annotations

import json
import os
import re
import sys
import tempfile
import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

from rich.console import Console
from rich.table import Table
from rich.text import Text

from ui.errors import OutputError

_OUT = "standard output"
_KEPT = "\n\t\u200c\u200d"
_RISKY = re.compile("[\x7f-\x9f\u061c\u200e\u200f\u2028-\u202e\u2060-\u206f\ud800-\udfff\ufeff\ufff9-\uffff]")


def plain(text: str) -> str:
    r"""Return the text without characters that could drive a terminal or turn the reading direction.

    >>> plain("a\x1b[31mb\u202ec\x07")
    'a[31mbc'
    """
    return "".join(c for c in text if c in _KEPT or unicodedata.category(c) not in {"Cc", "Cf", "Cs", "Cn"})


def to_text(value: object) -> str:
    r"""Return JSON with every character that a terminal could act on written as an escape.

    >>> to_text({"a": "é\x9b"})
    '{\n  "a": "é\\u009b"\n}'
    """
    written = json.dumps(value, ensure_ascii=False, indent=2, default=str)
    return _RISKY.sub(lambda match: f"\\u{ord(match.group()):04x}", written)


def to_line(value: object) -> str:
    r"""Return JSON on one line, with risky characters escaped as in ``to_text``.

    >>> to_line({"a": "é\x9b"})
    '{"a": "é\\u009b"}'
    """
    written = json.dumps(value, ensure_ascii=False, default=str)
    return _RISKY.sub(lambda match: f"\\u{ord(match.group()):04x}", written)


class Terminal:
    """Standard output for results, standard error for everything said on the way."""

    def __init__(self) -> None:
        """Look at the streams as they are now; plain lines where they are no terminals."""
        self.out = _console(sys.stdout)
        self.err = _console(sys.stderr)
        self.as_json = False

    def say(self, text: str = "", *, style: str = "", indent: int = 0) -> None:
        """Write a result.

        Raises:
            OutputError: standard output takes no more, for example since its disk is full.
        """
        with _taken():
            self._write(self.out, text, style, indent)

    def tell(self, text: str, *, style: str = "dim") -> None:
        """Write a step, a warning or a hint; where nobody can hear it, the work goes on."""
        with suppress(OSError):
            self._write(self.err, text, style, 0)

    def fail(self, error: Any) -> None:  # noqa: ANN401  # one of four packages' errors, alike in shape
        """Write an expected error; with ``--json`` on standard output too."""
        self.tell(f"globalbrain: {error}", style="red")
        if self.as_json and getattr(error, "what", None) != _OUT:
            self.json({"error": {"what": error.what, "reason": error.reason, "remedy": error.remedy}})

    def json(self, value: object) -> None:
        """Write a result as JSON (OutputError where it cannot be)."""
        with _taken():
            self.out.file.write(to_text(value) + "\n")
            self.out.file.flush()

    def json_line(self, value: object) -> None:
        """Write one of several results as one line of JSON."""
        self.out.file.write(to_line(value) + "\n")
        self.out.file.flush()

    def table(self, heads: Sequence[str], rows: Sequence[Sequence[str]]) -> None:
        """Write rows under heads; parted by tabs where nobody looks on."""
        if not self.out.is_terminal:
            for row in [heads, *rows]:
                self.say("\t".join(plain(cell).replace("\n", " ").replace("\t", " ") for cell in row))
            return
        table = Table(box=None, header_style="bold", pad_edge=False)
        for head in heads:
            table.add_column(head, overflow="fold")
        for row in rows:
            table.add_row(*(Text(plain(cell)) for cell in row))
        with _taken():
            self.out.print(table)

    def pairs(self, values: Mapping[str, object]) -> None:
        """Write names and values, one a line; nothing known is "unknown"."""
        for name, value in values.items():
            self.say(f"{name}: {'unknown' if value is None else value}")

    def _write(self, console: Console, text: str, style: str, indent: int) -> None:
        for line in plain(text).split("\n"):
            if not console.is_terminal:
                console.file.write(" " * indent + line + "\n")
                continue
            width = max(20, min(console.width, 110) - indent)
            for row in Text(line, style=style).wrap(console, width) or [Text("")]:
                console.print(Text(" " * indent) + row, soft_wrap=True)
        console.file.flush()


@contextmanager
def _taken() -> Iterator[None]:
    """Tell of a standard output that takes nothing more; a reader that went away is no fault."""
    try:
        yield
    except BrokenPipeError:
        raise
    except OSError as error:
        # What is still held back would fail again, and be told a second time, when the program ends.
        with Path(os.devnull).open("wb") as nowhere, suppress(OSError, ValueError):
            os.dup2(nowhere.fileno(), sys.stdout.fileno())
        reason = (error.strerror or str(error)).lower()
        raise OutputError(_OUT, reason, "Free some space, or send it elsewhere") from error


def _console(stream: Any) -> Console:  # noqa: ANN401  # whatever stands in for a stream
    with suppress(AttributeError):
        stream.reconfigure(errors="replace")
    return Console(file=stream, markup=False, highlight=False, emoji=False)


def check_target(path: Path, *, force: bool) -> None:
    """Refuse, before any work is done, a place that cannot be written.

    Raises:
        OutputError: a folder, a missing folder above it, or a file that is there already.
    """
    try:
        is_folder, exists = path.is_dir(), path.exists()
        has_folder = path.absolute().parent.is_dir()
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or "its name cannot be used"
        raise OutputError(str(path), reason, "Choose a place that can be written") from error
    if is_folder:
        raise OutputError(str(path), "it is a folder", "Give the name of a file")
    if not has_folder:
        raise OutputError(str(path), "its folder does not exist", f"Make it: mkdir -p '{path.parent}'")
    if exists and not force:
        raise OutputError(str(path), "it exists already", "Give another name, or --force to replace it")


def write_whole(path: Path, data: bytes) -> None:
    """Write the file under its name only when every byte is on the disk.

    Raises:
        OutputError: no space, no permission; what stood under the name before still does.
    """
    temporary = ""
    try:
        with tempfile.NamedTemporaryFile(
            dir=path.absolute().parent, prefix=".globalbrain-", suffix=".part", delete=False
        ) as file:
            temporary = file.name
            file.write(data)
            file.flush()
            os.fchmod(file.fileno(), 0o666 & ~_umask())
            os.fsync(file.fileno())
        Path(temporary).replace(path)
        _sync_folder(path.absolute().parent)
    except OSError as error:
        raise OutputError(
            str(path), error.strerror or str(error), "Choose a place that can be written and has space"
        ) from error
    finally:
        if temporary:
            Path(temporary).unlink(missing_ok=True)


def _umask() -> int:
    mask = os.umask(0o022)
    os.umask(mask)
    return mask


def _sync_folder(folder: Path) -> None:
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
