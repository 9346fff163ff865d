"""Bundles: rows that come to the page, as a file or as a ZIP file of rows with their images."""

from __future__ import annotations

import re
import shutil
import zipfile
from pathlib import Path, PurePosixPath

from agents.workshop import DataError

ROWS = (".jsonl", ".csv")
ZIP = ".zip"
IMAGES = (".png", ".jpg", ".jpeg", ".webp", ".bmp", ".tif", ".tiff")
MOST_BYTES = 2**30
MOST_FILES = 50_000
_REMEDY = "Put one .jsonl or .csv file of rows and the images that it names into the ZIP file."


def rows_in(file: Path, folder: Path) -> Path:
    """Return the file of rows, copied into a new folder under a plain name; of a ZIP with its images.

    Raises:
        DataError: the ZIP cannot be used: no ZIP, too large, other files in it, no rows or several.
        OSError: it cannot be read or written.
    """
    folder.mkdir(parents=True)
    if file.suffix.lower() != ZIP:
        name = re.sub(r"[^\w.-]", "_", file.name)[-80:].lstrip(".-") or f"rows{file.suffix}"
        return Path(shutil.copyfile(file, folder / name))
    try:
        with zipfile.ZipFile(file) as opened:
            members = [own for own in opened.infolist() if not own.is_dir()]
            rows = _checked(file.name, members)
            for member in members:
                place = folder / PurePosixPath(member.filename)
                place.parent.mkdir(parents=True, exist_ok=True)
                with opened.open(member) as source, place.open("wb") as target:
                    _copied(source, target, member.file_size, file.name)
    except (zipfile.BadZipFile, NotImplementedError, RuntimeError, EOFError) as error:
        raise DataError(file.name, f"it is no ZIP file that can be read ({error})", _REMEDY) from error
    return folder / PurePosixPath(rows)


def _checked(name: str, members: list[zipfile.ZipInfo]) -> str:
    if len(members) > MOST_FILES or sum(own.file_size for own in members) > MOST_BYTES:
        reason = f"it holds more than {MOST_FILES:,} files or {MOST_BYTES // 2**20:,} MB"
        raise DataError(name, reason, "Train with it at the command line, from a folder.")
    for own in members:
        path = PurePosixPath(own.filename)
        if path.is_absolute() or ".." in path.parts or "\\" in own.filename or ":" in own.filename:
            raise DataError(name, "a file in it would lie outside of the folder", _REMEDY)
        if path.suffix.lower() not in (*ROWS, *IMAGES):
            raise DataError(name, f"it holds {path.name[:60]!r}, neither rows nor an image", _REMEDY)
    rows = [own.filename for own in members if PurePosixPath(own.filename).suffix.lower() in ROWS]
    if len(rows) != 1:
        raise DataError(name, f"it holds {len(rows)} files of rows", _REMEDY)
    return rows[0]


def _copied(source: object, target: object, size: int, name: str) -> None:
    """Copy what a member says that it holds, and no byte more."""
    left = size + 1
    while left > 0 and (read := source.read(min(left, 2**20))):  # type: ignore[attr-defined]
        target.write(read)  # type: ignore[attr-defined]
        left -= len(read)
    if left <= 0:
        raise DataError(name, "a file in it is larger than it says", _REMEDY)
