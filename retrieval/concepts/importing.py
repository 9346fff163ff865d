"""A thesaurus in a file (SKOS, CSV or JSON lines) into concepts."""

from __future__ import annotations

import csv
import gzip
import io
import json
import re
import zlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from retrieval.analysis import primary, words
from retrieval.concepts.forms import is_abbreviation
from retrieval.concepts.rdf import Node, read_rdf_xml, read_turtle
from retrieval.concepts.thesaurus import Concept, cycles
from retrieval.errors import ThesaurusError
from retrieval.small_words import only_small

XML, TURTLE = {".rdf", ".xml", ".skos", ".owl"}, {".ttl": "turtle", ".nt": "nt"}
TABLES, LINES = {".csv", ".tsv"}, {".jsonl", ".ndjson"}
MOST_BYTES = 500_000_000
_LONGEST_LABEL = 120
_CAPITALS = 0.8
_COLUMN = re.compile(r"(?:(pref|alt)?_?(?:label)?[@_: -]?)([a-z]{2,3})(?:-[a-z]+)?(?:[_ -](alt))?", re.I)
_ENGLISH = {"label", "term", "concept", "preferred label", "prefLabel", "name"}
_BETWEEN = re.compile(r"\s*[|;]\s*")
_KINDS = "Use SKOS (.rdf, .xml, .ttl, .nt), .csv, .tsv or .jsonl, each also as .gz"


@dataclass(frozen=True, slots=True)
class Imported:
    """The concepts of a file, and how many labels and links of it could not be used.

    ``small`` counts the labels that are small words alone, such as "or"; ``concepts_left_out`` the concepts
    of which no label was left.
    """

    concepts: tuple[Concept, ...]
    labels_left_out: int
    links_left_out: int
    small: int = 0
    concepts_left_out: int = 0


def read_thesaurus(path: Path, name: str) -> Imported:
    """Return the concepts of a file under a name, which goes before their ids.

    Raises:
        ThesaurusError: the file is absent, too large, of another kind, damaged, or holds no concept.
        MissingExtraError: Turtle, and rdflib is not installed.
    """
    shown = path.name
    suffixes = [one.lower() for one in path.suffixes]
    packed = suffixes[-1:] == [".gz"]
    kind = (suffixes[:-1] if packed else suffixes)[-1:]
    if not kind or kind[0] not in {*XML, *TURTLE, *TABLES, *LINES}:
        raise ThesaurusError(shown, "its kind is not known by its name", _KINDS)
    data = _bytes(path, packed=packed)
    if kind[0] in XML:
        nodes = read_rdf_xml(shown, io.BytesIO(data))
    elif kind[0] in TURTLE:
        nodes = read_turtle(shown, data, TURTLE[kind[0]])
    else:
        text = _text(shown, data)
        nodes = _from_table(shown, text) if kind[0] in TABLES else _from_lines(shown, text)
    found = _concepts(nodes, name)
    if not found.concepts:
        raise ThesaurusError(shown, "no concept with a label is in it", "Check that it is a thesaurus")
    return found


def _bytes(path: Path, *, packed: bool) -> bytes:
    try:
        with gzip.open(path) if packed else path.open("rb") as file:
            data = file.read(MOST_BYTES + 1)
    except FileNotFoundError as error:
        raise ThesaurusError(str(path), "there is no such file", "Check the path") from error
    except (OSError, EOFError, zlib.error) as error:
        reason = getattr(error, "strerror", None) or str(error) or "it ends too soon"
        raise ThesaurusError(path.name, f"it cannot be read ({reason})", "Fetch it again") from error
    if len(data) > MOST_BYTES:
        raise ThesaurusError(path.name, "it has over 500 MB", "Import a part of it")
    return data


def _text(shown: str, data: bytes) -> str:
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise ThesaurusError(shown, f"byte {error.start} is not UTF-8", "Save it as UTF-8") from error


def _from_table(shown: str, text: str) -> list[Node]:
    head = text.split("\n", 1)[0]
    delimiter = max("\t,;", key=head.count)
    try:
        rows = list(csv.DictReader(io.StringIO(text, newline=""), delimiter=delimiter))
    except csv.Error as error:
        raise ThesaurusError(shown, f"it is not a table ({error})", _KINDS) from error
    columns = [] if not rows else [str(one) for one in rows[0] if one]
    labels = [(column, *found) for column in columns if (found := _language_column(column))]
    if not labels:
        raise ThesaurusError(
            shown,
            "no column is named by a language",
            "Name the columns id, broader, related, and en, fr, zh ... (alt_en for other labels)",
        )
    nodes = []
    for number, row in enumerate(rows, 1):
        lower = {str(key).strip().lower(): value for key, value in row.items() if isinstance(value, str)}
        node = Node(lower.get("id", "").strip() or str(number), concept=True)
        for column, language, preferred in labels:
            parts = [one for one in _BETWEEN.split(row.get(column) or "") if one]
            (node.preferred if preferred else node.other).setdefault(language, []).extend(parts)
        node.links = {one: _BETWEEN.split(lower.get(one) or "") for one in ("broader", "narrower", "related")}
        nodes.append(node)
    return nodes


def _language_column(column: str) -> tuple[str, bool] | None:
    """The language of a column, and whether its first label is the preferred one."""
    plain = column.strip()
    if plain in _ENGLISH:
        return "en", True
    match = _COLUMN.fullmatch(plain)
    if not match or plain.lower() in {"id", "uri", "url", "def", "key"}:
        return None
    return match[2].lower(), "alt" not in ((match[1] or "").lower(), (match[3] or "").lower())


def _from_lines(shown: str, text: str) -> list[Node]:
    nodes = []
    for number, line in enumerate(text.splitlines(), 1):
        if not line.strip():
            continue
        try:
            row = json.loads(line)
            labels, other = row.get("labels") or {"en": row["label"]}, row.get("alt") or {}
            node = Node(str(row["id"]), _listed(labels), _listed(other), concept=True)
            node.links = {
                one: [str(link) for link in row.get(one) or ()] for one in ("broader", "narrower", "related")
            }
        except (ValueError, KeyError, TypeError, AttributeError) as error:
            raise ThesaurusError(
                shown, f"line {number} is not a concept", 'Each line needs "id" and "labels" or "label"'
            ) from error
        nodes.append(node)
    return nodes


def _listed(labels: Mapping[str, Any]) -> dict[str, list[str]]:
    return {
        str(one): [str(label) for label in (found if isinstance(found, list) else [found]) if label]
        for one, found in labels.items()
    }


def _concepts(nodes: Sequence[Node], name: str) -> Imported:
    """Nodes with clean labels under their new ids; links that lead nowhere or in a circle are left out."""
    ids = {node.id: f"{name}:{_local(node.id, name)}" for node in nodes}
    shorter = {_local(node.id, name): ids[node.id] for node in nodes}
    loud = _in_capitals(nodes)
    left_out = small = empty = links_left_out = 0
    above: dict[str, list[str]] = {new: [] for new in ids.values()}
    beside: dict[str, list[str]] = {new: [] for new in ids.values()}
    found: dict[str, Concept] = {}
    for node in nodes:
        mine = ids[node.id]
        for kind, targets in node.links.items():
            for target in filter(None, targets):
                other = ids.get(target) or shorter.get(target)
                if other is None or other == mine:
                    links_left_out += 1
                elif kind == "narrower":
                    above[other].append(mine)
                else:
                    (above if kind == "broader" else beside)[mine].append(other)
        labels, dropped, of_small = _labels(node, loud)
        left_out += dropped
        small += of_small
        empty += not labels and node.concept and bool(dropped or of_small)
        if labels:
            found[mine] = Concept(mine, labels, scheme=name)
    for one, concept in found.items():
        broader = tuple(dict.fromkeys(up for up in above[one] if up in found))
        related = tuple(dict.fromkeys(up for up in beside[one] if up in found and up not in broader))
        found[one] = replace(concept, broader=broader, related=related)
    for one in cycles(found):
        links_left_out += len(found[one].broader)
        found[one] = replace(found[one], broader=())
    return Imported(tuple(found.values()), left_out, links_left_out, small, empty)


def _local(node: str, name: str) -> str:
    local = node.removeprefix(f"{name}:").rsplit("/", 1)[-1].rsplit("#", 1)[-1]
    return "-".join(local.split())


def _labels(node: Node, loud: frozenset[str]) -> tuple[dict[str, tuple[str, ...]], int, int]:
    """Labels by language, the preferred one first; how many are too short or long, how many small words."""
    labels: dict[str, list[str]] = {}
    dropped = small = 0
    for group in (node.preferred, node.other):
        for tag, values in group.items():
            language = primary(tag) or "en"
            for value in values:
                label = " ".join(value.split())
                if not 1 < len(label) <= _LONGEST_LABEL:
                    dropped += 1
                    continue
                label = label.lower() if language in loud else label
                if not is_abbreviation(label) and only_small(words(label), language):
                    small += 1
                    continue
                labels.setdefault(language, []).append(label)
    return {one: tuple(dict.fromkeys(held)) for one, held in labels.items()}, dropped, small


def _in_capitals(nodes: Iterable[Node]) -> frozenset[str]:
    """The languages whose labels are written in capitals throughout, as some thesauri do."""
    counts: dict[str, list[bool]] = {}
    for node in nodes:
        for tag, values in node.preferred.items():
            counts.setdefault(primary(tag) or "en", []).extend(value.isupper() for value in values)
    return frozenset(
        one for one, loud in counts.items() if loud and sum(loud) > max(1, _CAPITALS * len(loud))
    )
