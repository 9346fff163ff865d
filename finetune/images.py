"""Images of rows: inside of their folder, of a known kind and no bomb, and opened as red, green and blue."""

from __future__ import annotations

import hashlib
from pathlib import Path

from PIL import Image, UnidentifiedImageError

from finetune.errors import DataError

FORMATS = ("PNG", "JPEG", "WEBP", "BMP", "TIFF")
MOST_BYTES = 20 * 2**20
MOST_PIXELS = 40_000_000
_KINDS = f"Give one of {', '.join(FORMATS)}."


def image_of(folder: Path, name: object, where: str) -> Path:
    """Return the file that a row names, relative to ``folder``.

    Args:
        folder: of the rows; nothing outside of it is opened, not through a link either.
        name: as the row has it.
        where: the row, for the error.

    Raises:
        DataError: it is no such path, too large, or no image.
    """
    if not isinstance(name, str) or not name.strip() or "\0" in name:
        raise DataError(where, "the field 'image' is not a path", "Name a file beside the rows.")
    path = (folder / name).resolve()
    if Path(name).is_absolute() or not path.is_relative_to(folder.resolve()):
        raise DataError(where, f"the image {name!r} lies outside of the folder of the rows", "Copy it there.")
    if not path.is_file():
        raise DataError(where, f"there is no image {name!r}", "Paths are relative to the file of the rows.")
    _checked(path, f"{where}, {name}").close()
    return path


def opened(path: str) -> Image.Image:
    """Return an image in red, green and blue (DataError: it cannot be read, or not to its end)."""
    with _checked(Path(path), path) as image:
        try:
            return image.convert("RGB")
        except (OSError, SyntaxError, ValueError) as error:
            raise DataError(path, f"the image is torn ({error})", "Save it again.") from error


def content(path: Path) -> str:
    """Return what names an image by its bytes: the same picture twice is one group."""
    return hashlib.sha256(path.read_bytes()).hexdigest()[:16]


def _checked(path: Path, what: str) -> Image.Image:
    try:
        if (size := path.stat().st_size) > MOST_BYTES:
            limit = MOST_BYTES // 2**20
            raise DataError(what, f"the file has {size / 2**20:.0f} MB", f"Give at most {limit} MB.")
        image = Image.open(path, formats=FORMATS)
    except (UnidentifiedImageError, Image.DecompressionBombError, SyntaxError, ValueError) as error:
        raise DataError(what, "it is no image that can be read here", _KINDS) from error
    except OSError as error:
        reason = f"the image cannot be read ({error.strerror or error})"
        raise DataError(what, reason, _KINDS) from error
    if image.width * image.height > MOST_PIXELS:
        size_said = f"the image has {image.width} × {image.height} pixels"
        image.close()
        raise DataError(what, size_said, f"Give at most {MOST_PIXELS // 10**6} million.")
    return image
