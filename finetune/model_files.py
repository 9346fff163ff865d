"""The files of a trained model: which kinds are let in, what each must hold, and their SHA-256."""

from __future__ import annotations

import hashlib
import json
import os
import stat
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path

from safetensors import SafetensorError, safe_open

from finetune.card import FILE, ModelCard
from finetune.errors import ArtifactError, StorageError

_REMEDY = "Take out what does not belong there, or train the model again."


def sums(folder: Path) -> dict[str, str]:
    """Return the SHA-256 of each file below ``folder`` but card.json, by its path with slashes.

    Raises:
        ArtifactError: a file that is not of a kind in ``KINDS``, whose content is not what its name says
            (a pickle under another name), that is hidden, a link, or cannot be read; or no weights.
    """
    found = {}
    for path in _files(folder):
        name = path.relative_to(folder).as_posix()
        try:
            found[name] = _sum(path)
            sound = KINDS[path.suffix](path)
        except OSError as error:
            reason = f"it cannot be read ({(error.strerror or str(error)).lower()})"
            raise ArtifactError(str(path), reason, _REMEDY) from error
        if not sound:
            raise ArtifactError(str(path), f"its content is not that of a {path.suffix} file", _REMEDY)
    if not any(name.endswith(".safetensors") for name in found):
        raise ArtifactError(str(folder), "it holds no weights (.safetensors)", "Train the model again.")
    found.pop(FILE, None)
    return found


def check(folder: Path, card: ModelCard) -> None:
    """Hold the files of a version against the sums of its card.

    Raises:
        ArtifactError: as in ``sums``, or a file is missing, altered, or not on the card.
    """
    there = sums(folder)
    for name in sorted(there.keys() | card.files.keys()):
        if there.get(name) != card.files.get(name):
            wrong = "missing" if name not in there else "altered" if name in card.files else "not on the card"
            raise ArtifactError(
                str(folder / name), f"it is {wrong}", "Delete this version and train it again."
            )


def size(folder: Path) -> int:
    """Return the bytes of all files below a folder."""
    return sum(path.stat().st_size for path in _files(folder))


def not_written(place: object, error: Exception) -> StorageError:
    """Return the error to raise where a library could not write into a place."""
    said = (str(error).strip() or type(error).__name__).splitlines()[0][:200]
    return StorageError(str(place), f"it cannot be written ({said})", "Make room; --resume goes on.")


def make_place(folder: Path) -> None:
    """Make a folder to work in, or say at once that it cannot be written (StorageError)."""
    remedy = "Name another --library, or get the right to write there."
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise StorageError(str(folder), f"it cannot be made ({error.strerror})", remedy) from error
    if not os.access(folder, os.W_OK | os.X_OK):
        raise StorageError(str(folder), "it may not be written", remedy)


def flush(path: Path) -> None:
    """Have the disk keep a file or a folder's names before anything that relies on them."""
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def _files(folder: Path) -> Iterator[Path]:
    """Every file below, in order; anything but folders and plain files of a known kind is an error."""
    for path in sorted(folder.iterdir()):
        mode = path.lstat().st_mode
        if path.name.startswith("."):
            raise ArtifactError(str(path), "hidden files are not let in", _REMEDY)
        if stat.S_ISDIR(mode):
            yield from _files(path)
        elif not stat.S_ISREG(mode):
            raise ArtifactError(str(path), "links and special files are not let in", _REMEDY)
        elif path.suffix not in KINDS:
            known = ", ".join(KINDS)
            raise ArtifactError(str(path), f"only {known} are let in, and never a pickle", _REMEDY)
        else:
            yield path


def _sum(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _is_safetensors(path: Path) -> bool:
    try:
        with safe_open(path, framework="numpy") as weights:
            return len(weights.keys()) > 0
    except SafetensorError:
        return False


def _is_json(path: Path) -> bool:
    try:
        json.loads(path.read_bytes())
    except (ValueError, RecursionError):
        return False
    return True


def _is_text(path: Path) -> bool:
    try:
        return "\0" not in path.read_bytes().decode("utf-8")
    except UnicodeDecodeError:
        return False


def _is_svg(path: Path) -> bool:
    return _is_text(path) and b"<svg" in path.read_bytes() and b"<script" not in path.read_bytes().lower()


def _is_graph(path: Path) -> bool:
    return _is_text(path) and path.read_bytes().startswith(b"<?xml") and b"<net" in path.read_bytes()[:1000]


def _is_numbers(path: Path) -> bool:
    """Those of the graph beside it; a pickle, and a torch archive, begin otherwise."""
    with path.open("rb") as file:
        start = file.read(4)
    pickled = start[:1] == b"\x80" and start[1:2] in (b"\2", b"\3", b"\4", b"\5")
    return path.with_suffix(".xml").is_file() and not pickled and not start.startswith(b"PK")


def _is_png(path: Path) -> bool:
    with path.open("rb") as file:
        return file.read(8) == b"\x89PNG\r\n\x1a\n"


KINDS: Mapping[str, Callable[[Path], bool]] = {
    ".safetensors": _is_safetensors,
    ".json": _is_json,
    ".xml": _is_graph,
    ".bin": _is_numbers,
    ".md": _is_text,
    ".txt": _is_text,
    ".svg": _is_svg,
    ".png": _is_png,
}
