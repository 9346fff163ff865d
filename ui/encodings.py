"""How the text of a file that was given is written: told by name where it is not UTF-8."""

from __future__ import annotations

import codecs
import shlex
from contextlib import suppress
from pathlib import Path

from ui.errors import EncodingError

_LOOKED_AT = 2**20
_MARKS = (
    (codecs.BOM_UTF32_LE, "UTF-32"),
    (codecs.BOM_UTF32_BE, "UTF-32"),
    (codecs.BOM_UTF16_LE, "UTF-16"),
    (codecs.BOM_UTF16_BE, "UTF-16"),
)
"""The longer ones first: UTF-16's begins UTF-32's."""
_SAMPLE = 4096
_CONTROLS = frozenset(range(32)) - frozenset(b"\t\n\r\f")


def refuse_encoding(path: Path) -> None:
    """Refuse a file whose text is in an encoding that can be named and is not UTF-8.

    Whatever else is wrong with the file is left to what reads it.

    Raises:
        EncodingError: its name, and the command that converts the file.
    """
    with suppress(OSError):
        if not path.is_file():
            return
        with path.open("rb") as file:
            data = file.read(_LOOKED_AT)
        name = encoding_of(data)
        if name is not None:
            own, new = (shlex.quote(str(one)) for one in (path, path.with_suffix(f".utf8{path.suffix}")))
            raise EncodingError(
                str(path), _reason(name), f"Save it as UTF-8: iconv -f {name} -t UTF-8 {own} > {new}"
            )


def utf8_text(data: bytes, what: str) -> str:
    """Return what came through a pipe as text (EncodingError: it is not UTF-8)."""
    if (name := encoding_of(data)) is not None:
        raise EncodingError(
            what,
            _reason(name),
            f"Save it as UTF-8, or convert it on the way: iconv -f {name} -t UTF-8 FILE | …",
        )
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise EncodingError(
            what, f"it is not UTF-8 text (byte {error.start + 1})", "Give it as UTF-8"
        ) from error


def _reason(name: str) -> str:
    if name.startswith("UTF"):
        return f"it is {name}, and only UTF-8 is read"
    return f"it is not UTF-8; it looks like {name}"


def encoding_of(data: bytes) -> str | None:
    r"""Return the encoding of a text by its first bytes, by the name that iconv knows.

    None for UTF-8, and for what is no text, or whose encoding cannot be told.

    >>> encoding_of("é".encode()), encoding_of("a".encode("utf-16")), encoding_of("abcd".encode("utf-16-be"))
    (None, 'UTF-16', 'UTF-16BE')
    >>> encoding_of("1 février".encode("latin-1")), encoding_of("森林与草原的保护".encode("gb2312"))
    ('WINDOWS-1252', 'GB18030')
    """
    for mark, name in _MARKS:
        if data.startswith(mark):
            return name
    if (wide := _without_mark(data[:_SAMPLE])) is not None:
        return wide
    try:
        codecs.getincrementaldecoder("utf-8")().decode(data)
    except UnicodeDecodeError:
        return None if _CONTROLS & set(data) else _of_bytes(data)
    return None


def _without_mark(data: bytes) -> str | None:
    """UTF-16 by the zero bytes that it has in every second place, where most of the text is Latin."""
    even, odd = data[::2], data[1::2]
    if len(even) < 2 or len(odd) < 2:
        return None
    shares = (even.count(0) / len(even), odd.count(0) / len(odd))
    if max(shares) < 0.4 or min(shares) > 0.02:
        return None
    return "UTF-16BE" if shares[0] > shares[1] else "UTF-16LE"


def _of_bytes(data: bytes) -> str | None:
    """GB18030 where high bytes stand in pairs, Windows-1252 where they stand alone among letters."""
    high = [at for at, byte in enumerate(data) if byte > 127]
    paired = sum(data[at - 1 : at] > b"\x7f" or data[at + 1 : at + 2] > b"\x7f" for at in high) / len(high)
    name = "GB18030" if paired > 0.8 else "WINDOWS-1252" if paired < 0.4 else None
    if name is None:
        return None
    try:
        codecs.getincrementaldecoder(name.replace("WINDOWS-", "cp"))().decode(data)
    except UnicodeDecodeError:
        return None
    return name
