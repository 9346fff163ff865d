"""Judged sets: folders in BEIR layout, read, checked, and cut into passages as a library is."""

from __future__ import annotations

import gzip
import hashlib
import json
import zlib
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TextIO

from corpus.documents import Document, Page
from corpus.language import language
from corpus.passages import Passage
from corpus.split import split
from retrieval.errors import JudgmentsError
from retrieval.queries import MOST_QUERY_CHARACTERS

LAYOUT = "A folder in BEIR layout holds corpus.jsonl, queries.jsonl (either may end in .gz) and qrels/*.tsv"
TARGET_TOKENS = 200  # of a passage, as `corpus.ingest` cuts it
_LANGUAGE_FROM = 20_000  # characters of a document
_HIGHEST = 1_000  # grade; the tool that measures sets memory aside for each


@dataclass(frozen=True, slots=True)
class JudgedText:
    """One text that judgments name; ``document`` is its id without what follows ``#``."""

    id: str
    document: str
    title: str
    text: str
    year: int | None = None


@dataclass(frozen=True, slots=True)
class JudgedQuery:
    """One judged query; with a ``document`` only the texts of that one are searched."""

    id: str
    text: str
    document: str | None = None


@dataclass(frozen=True, slots=True)
class JudgedSet:
    """Texts, the queries that have judgments, and the judgments: query id to text id to grade."""

    name: str
    texts: tuple[JudgedText, ...]
    queries: tuple[JudgedQuery, ...]
    qrels: Mapping[str, Mapping[str, int]]


@dataclass(frozen=True, slots=True)
class JudgedRow:
    """One passage as an index takes it."""

    row: int
    passage: Passage
    language: str | None


@dataclass(frozen=True, slots=True)
class JudgedLibrary:
    """A set as a library: documents, their passages, and the text id that each passage belongs to."""

    documents: tuple[Document, ...]
    rows: tuple[JudgedRow, ...]
    text_of: Mapping[str, str]


def read_judged(folder: Path) -> JudgedSet:
    """Return the set in a folder.

    ``corpus.jsonl`` holds ``_id``, ``text`` and, where known, ``title`` and ``year``; ``queries.jsonl``
    holds ``_id``, ``text`` and, where only one document is to be searched, ``doc``. A judgment is
    ``query-id<TAB>corpus-id<TAB>score`` under one line of headings; a score of 0 or less is "not relevant".

    Raises:
        JudgmentsError: a file is missing, a line cannot be used, an id is unknown or comes twice, two
            judgments contradict each other, or nothing is left to measure.
    """
    if not folder.is_dir():
        raise JudgmentsError(str(folder), "no such folder", LAYOUT)
    texts = _texts(_file(folder, "corpus.jsonl"))
    queries = _queries(_file(folder, "queries.jsonl"), {text.document for text in texts.values()})
    qrels = _qrels(folder, queries, texts)
    judged = tuple(query for query in queries.values() if query.id in qrels)
    if not judged:
        raise JudgmentsError(str(folder / "qrels"), "no query has a relevant text", LAYOUT)
    return JudgedSet(folder.resolve().name, tuple(texts.values()), judged, qrels)


def half_of(query_id: str) -> str:
    """Return the half that a query belongs to, by the hash of its id, whatever else is in the set.

    >>> half_of("q2"), half_of("q1")
    ('test', 'validation')
    """
    return "validation" if hashlib.sha256(query_id.encode()).digest()[0] % 2 else "test"


def as_library(judged: JudgedSet, count_tokens: Callable[[Sequence[str]], list[int]]) -> JudgedLibrary:
    """Return the texts as pages of documents, cut into passages of some 200 tokens as at ingestion."""
    pages: dict[str, list[JudgedText]] = {}
    for text in judged.texts:
        pages.setdefault(text.document, []).append(text)
    documents: list[Document] = []
    rows: list[JudgedRow] = []
    text_of: dict[str, str] = {}
    for name, texts in pages.items():
        sha256 = hashlib.sha256(name.encode()).hexdigest()
        spoken = language("\n".join(text.text for text in texts)[:_LANGUAGE_FROM])
        title = next((text.title for text in texts if text.title), None)
        year = next((text.year for text in texts if text.year), None)
        document = Document(sha256[:12], sha256, name, len(texts), title=title, year=year, language=spoken)
        documents.append(document)
        numbered = [Page(document.id, number, text.text) for number, text in enumerate(texts, 1)]
        for passage in split(
            numbered, {}, count_tokens=count_tokens, target_tokens=TARGET_TOKENS, language=spoken
        ):
            rows.append(JudgedRow(len(rows) + 1, passage, spoken))
            text_of[passage.id] = texts[passage.page - 1].id
    return JudgedLibrary(tuple(documents), tuple(rows), text_of)


def document_id(name: str) -> str:
    """Return the id under which ``as_library`` knows a document."""
    return hashlib.sha256(name.encode()).hexdigest()[:12]


def _file(folder: Path, name: str) -> Path:
    for path in (folder / name, folder / f"{name}.gz"):
        if path.is_file():
            return path
    raise JudgmentsError(str(folder), f"neither {name} nor {name}.gz is there", LAYOUT)


def _lines(path: Path) -> Iterator[tuple[str, str]]:
    """Yield each line that is not blank, with its place in words."""
    opened: Callable[..., TextIO] = gzip.open if path.suffix == ".gz" else open
    try:
        with opened(path, "rt", encoding="utf-8-sig") as file:
            for number, line in enumerate(file, 1):
                if line.strip():
                    yield f"{path}, line {number}", line.rstrip("\r\n")
    except (OSError, EOFError, zlib.error) as error:
        raise JudgmentsError(str(path), f"it cannot be read ({error})", "Copy or unpack it again") from error
    except UnicodeDecodeError as error:
        raise JudgmentsError(str(path), f"it is not UTF-8 ({error.reason})", "Convert it to UTF-8") from error


def _objects(path: Path) -> Iterator[tuple[str, dict[str, Any]]]:
    for place, line in _lines(path):
        try:
            found = json.loads(line)
        except (ValueError, RecursionError) as error:
            raise JudgmentsError(place, f"not JSON ({error})", "Put one JSON object on each line") from error
        if not isinstance(found, dict):
            raise JudgmentsError(place, "not a JSON object", "Put one JSON object on each line")
        if not isinstance(found.get("_id"), str) or not found["_id"]:
            raise JudgmentsError(place, 'no "_id" in words', 'Give each line an "_id" of its own')
        _whole(place, "_id", found["_id"])
        yield place, found


def _word(place: str, found: Mapping[str, Any], name: str, *, needed: bool = False) -> str:
    value = found.get(name)
    if value is None and not needed:
        return ""
    if not isinstance(value, str) or (needed and not value.strip()):
        raise JudgmentsError(place, f'"{name}" is not a text', f'Give "{name}" as words in quotes')
    return _whole(place, name, value).strip()


def _whole(place: str, name: str, value: str) -> str:
    try:
        value.encode()
    except UnicodeEncodeError as error:
        raise JudgmentsError(
            place, f'"{name}" holds half a character (a lone surrogate)', "Write it whole"
        ) from error
    return value


def _texts(path: Path) -> dict[str, JudgedText]:
    texts: dict[str, JudgedText] = {}
    for place, found in _objects(path):
        if found["_id"] in texts:
            raise JudgmentsError(place, f'"{found["_id"]}" came before', "Give each text an id of its own")
        year = found.get("year")
        if year is not None and (isinstance(year, bool) or not isinstance(year, int)):
            raise JudgmentsError(place, '"year" is not a whole number', "Write 2019, without quotes")
        texts[found["_id"]] = JudgedText(
            found["_id"],
            found["_id"].rsplit("#", 1)[0],
            _word(place, found, "title"),
            _word(place, found, "text"),
            year,
        )
    if not any(text.text for text in texts.values()):
        raise JudgmentsError(str(path), "it holds no text", LAYOUT)
    return texts


def _queries(path: Path, documents: set[str]) -> dict[str, JudgedQuery]:
    queries: dict[str, JudgedQuery] = {}
    for place, found in _objects(path):
        if found["_id"] in queries:
            raise JudgmentsError(place, f'"{found["_id"]}" came before', "Give each query an id of its own")
        document = _word(place, found, "doc") or None
        if document and document not in documents:
            raise JudgmentsError(
                place,
                f'no text belongs to the document "{document}"',
                'A text belongs to the document of its "_id" before any "#"',
            )
        asked = _word(place, found, "text", needed=True)
        if len(asked) > MOST_QUERY_CHARACTERS:
            reason = f'"text" has {len(asked):,} characters'
            raise JudgmentsError(place, reason, f"Ask in at most {MOST_QUERY_CHARACTERS:,}")
        queries[found["_id"]] = JudgedQuery(found["_id"], asked, document)
    if not queries:
        raise JudgmentsError(str(path), "it holds no query", LAYOUT)
    return queries


def _qrels(
    folder: Path, queries: Mapping[str, JudgedQuery], texts: Mapping[str, JudgedText]
) -> dict[str, dict[str, int]]:
    paths = sorted((folder / "qrels").glob("*.tsv"))
    if not paths:
        raise JudgmentsError(str(folder), "no qrels/*.tsv is there", LAYOUT)
    qrels: dict[str, dict[str, int]] = {}
    for path in paths:
        for at, (place, line) in enumerate(_lines(path)):
            query, text, grade = _judgment(place, line, heading=at == 0)
            if query is None:
                continue
            if query not in queries:
                raise JudgmentsError(place, f'no query "{query}"', "Judge queries of queries.jsonl only")
            if text not in texts:
                raise JudgmentsError(place, f'no text "{text}"', "Judge texts of corpus.jsonl only")
            if (known := qrels.setdefault(query, {}).setdefault(text, grade)) != grade:
                reason = f'"{query}" and "{text}" are judged {known} before'
                raise JudgmentsError(place, reason, "Judge each query and text once")
    return {query: grades for query, grades in qrels.items() if max(grades.values()) > 0}


def _judgment(place: str, line: str, *, heading: bool) -> tuple[str | None, str, int]:
    """The three parts of a line, or None first where it is the line of headings."""
    parts = line.split("\t")
    remedy = "Write query-id, corpus-id and a whole number, with tabs between"
    if len(parts) != 3:
        raise JudgmentsError(place, f"{len(parts)} columns, not 3", remedy)
    try:
        grade = float(parts[2])
        if grade != int(grade):
            raise ValueError
    except (ValueError, OverflowError) as error:
        if heading:
            return None, "", 0
        raise JudgmentsError(place, f'the score "{parts[2]}" is not a whole number', remedy) from error
    if abs(grade) > _HIGHEST:
        raise JudgmentsError(
            place, f'the score "{parts[2]}" is above {_HIGHEST:,}', "Grade from 0, or 1, to 4"
        )
    return parts[0], parts[1], int(grade)
