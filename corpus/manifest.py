"""Sidecar manifest.csv: what a folder's owner knows about its PDFs, field by field checked."""

from __future__ import annotations

import csv
import io
import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from corpus.documents import DocumentKind
from corpus.errors import ManifestError

FILE = "manifest.csv"
FIELDS = ("title", "publisher", "year", "country", "language", "kind", "url", "licence")
MAX_BYTES = 10 * 2**20
MAX_CHARS = 2000
_LANGUAGE = re.compile(r"([a-z]{2,3})((?:-[a-z0-9]{2,8})*)", re.IGNORECASE)
_EUROPEAN_UNION = {"eu", "euu", "european union", "the european union"}

Fields = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Manifest:
    """Checked fields by file name, and the errors of the rows or fields that were left out."""

    rows: Mapping[str, Fields]
    errors: tuple[ManifestError, ...] = ()

    def fields(self, file: str) -> Fields:
        """Return what the manifest says about a file; empty where it says nothing."""
        return self.rows.get(unicodedata.normalize("NFC", file), {})


EMPTY = Manifest({})


def read_manifest(folder: Path) -> Manifest:
    """Return the manifest beside the PDFs of ``folder``; empty where there is none.

    A field that cannot be used is left out and told, the rest of its row counts.
    """
    path = folder / FILE
    if not path.is_file():
        return EMPTY
    try:
        if path.stat().st_size > MAX_BYTES:
            raise _error(path, "it is larger than 10 MB", "Split the folder")
        text = path.read_bytes().decode("utf-8-sig")
    except UnicodeDecodeError:
        return Manifest({}, (_error(path, "it is not in UTF-8", "Save it as CSV in UTF-8"),))
    except OSError as error:
        return Manifest(
            {}, (_error(path, str(error.strerror).lower(), "Give yourself the right to read it"),)
        )
    except ManifestError as error:
        return Manifest({}, (error,))
    return _parse(path, text)


def clean_fields(raw: Mapping[str, Any], *, where: str = "metadata") -> dict[str, Any]:
    """Return the fields with checked values: an ISO country code, a year, a kind; None for "unknown".

    Raises:
        ManifestError: the first field that cannot be used, by name and with the reason.
    """
    clean: dict[str, Any] = {}
    for name, value in raw.items():
        if name not in FIELDS:
            raise ManifestError(where, f"no field {name!r}", f"The fields are {', '.join(FIELDS)}")
        clean[name] = _clean_field(name, value, where)
    return clean


def country_code(text: str) -> str | None:
    """Return the ISO 3166-1 alpha-3 code of a country's English name or code, "EUU" for the EU, or None.

    >>> country_code("Kenya"), country_code("ke"), country_code("European Union"), country_code("Atlantis")
    ('KEN', 'KEN', 'EUU', None)
    """
    if text.casefold() in _EUROPEAN_UNION:
        return "EUU"
    import pycountry  # here, since its tables cost 50 ms that most commands need not pay

    try:
        return str(pycountry.countries.lookup(text).alpha_3)
    except LookupError:
        return None


def language_tag(text: str) -> str | None:
    """Return the BCP 47 tag of a language's tag or English name, or None.

    >>> language_tag("French"), language_tag("pt-br"), language_tag("xx")
    ('fr', 'pt-BR', None)
    """
    import pycountry  # as above

    match = _LANGUAGE.fullmatch(text)
    head, tail = (match[1].lower(), match[2]) if match else (text, "")
    languages = pycountry.languages
    try:
        # A name of three letters or less is taken for a code: "En" is also the name of a language.
        language = (
            languages.get(alpha_2=head) or languages.get(alpha_3=head) or languages.get(bibliographic=head)
        )
        language = language or (languages.lookup(head) if len(head) > 3 else None)
    except LookupError:
        return None
    if language is None:
        return None
    primary = str(getattr(language, "alpha_2", language.alpha_3))
    return primary + "".join(f"-{_subtag(part)}" for part in tail.split("-")[1:])


def _subtag(part: str) -> str:
    return part.upper() if len(part) == 2 else part.title() if len(part) == 4 else part.lower()


def _parse(path: Path, text: str) -> Manifest:
    # Where a comma is the decimal sign, spreadsheets part the values of a "CSV" by semicolons.
    head = text.partition("\n")[0]
    reader = csv.DictReader(io.StringIO(text, newline=""), strict=True, delimiter=max(",;\t", key=head.count))
    rows: dict[str, Fields] = {}
    errors: list[ManifestError] = []
    try:
        columns = [name.strip().lower() for name in reader.fieldnames or ()]
        reader.fieldnames = columns
        if "file" not in columns:
            raise _error(path, "line 1 names no column 'file'", f"Begin it with file,{','.join(FIELDS)}")
        if twice := sorted({name for name in columns if name and columns.count(name) > 1}):
            raise _error(path, f"line 1 names the column {twice[0]!r} twice", "Leave one of them out")
        strange = sorted(set(columns) - {"file", *FIELDS})
        if strange:
            errors.append(
                _error(path, f"line 1, {strange[0]!r}: no such field", "It is left out; correct the name")
            )
        for row in reader:
            _read_row(path, reader.line_num, row, rows, errors)
    except csv.Error as error:
        errors.append(
            _error(
                path, f"line {reader.reader.line_num}: {error}", "Correct the line; quote values with commas"
            )
        )
    except ManifestError as error:
        errors.append(error)
    return Manifest(rows, tuple(errors))


def _read_row(
    path: Path, line: int, row: Mapping[Any, Any], rows: dict[str, Fields], errors: list[ManifestError]
) -> None:
    file = unicodedata.normalize("NFC", (row.get("file") or "").strip())
    if None in row or None in row.values():
        errors.append(
            _error(path, f"line {line}: it has not as many values as line 1", "Quote values with commas")
        )
        return
    if not file or file in rows or not _is_beside(path, file):
        reason = (
            "empty"
            if not file
            else "named twice"
            if file in rows
            else f"no file {_plain(file)!r} in the folder"
        )
        errors.append(_error(path, f"line {line}, file: {reason}", "Correct the line"))
        return
    fields: dict[str, Any] = {}
    for name in FIELDS:
        try:
            if value := (row.get(name) or "").strip():
                fields |= clean_fields({name: value}, where=f"{path.name} line {line}")
        except ManifestError as error:
            errors.append(error)
    rows[file] = fields


def _is_beside(path: Path, file: str) -> bool:
    """Whether a file of that name, which is no path, lies in the manifest's folder."""
    try:
        return Path(file).name == file and (path.parent / file).is_file()
    except (OSError, ValueError):  # a name that no file can have
        return False


def _clean_field(name: str, value: Any, where: str) -> Any:  # noqa: ANN401 - the border: anything may come in
    text = _plain(str(value)) if value is not None else ""
    if not text:
        return None
    if len(text) > MAX_CHARS:
        raise ManifestError(where, f"{name}: longer than {MAX_CHARS} characters", "Shorten it")
    reader = _READERS.get(name)
    found = reader(text) if reader else text
    if found is None:
        raise ManifestError(
            where, f"{name}: {text[:60]!r} is not {_WANTED[name]}", "Correct it or leave it empty"
        )
    return found


def _year(text: str) -> int | None:
    return int(text) if re.fullmatch(r"(1[89]|20|21)\d\d", text, re.ASCII) else None


def _kind(text: str) -> DocumentKind | None:
    wanted = text.lower().replace(" ", "-").replace("_", "-")
    return DocumentKind(wanted) if wanted in {kind.value for kind in DocumentKind} else None


def _url(text: str) -> str | None:
    try:
        parts = urlsplit(text)
    except ValueError:
        return None
    usable = parts.scheme in ("http", "https") and parts.hostname and not re.search(r"[\s<>\"]", text)
    return text if usable else None


def _plain(text: str) -> str:
    """Return the text on one line, without control, bidi, surrogate and other invisible characters."""
    spaced = re.sub(r"\s+", " ", unicodedata.normalize("NFC", text))
    return "".join(c for c in spaced if unicodedata.category(c) not in ("Cc", "Cf", "Cs", "Co", "Cn")).strip()


def _error(path: Path, reason: str, remedy: str) -> ManifestError:
    return ManifestError(path.name, reason, remedy)


_READERS = {"year": _year, "country": country_code, "language": language_tag, "kind": _kind, "url": _url}
_WANTED = {
    "year": "a year such as 2021",
    "country": "a country's name or ISO 3166 code",
    "language": "a language's tag such as en or pt-BR",
    "kind": f"one of {', '.join(DocumentKind)}",
    "url": "an http or https address",
}
