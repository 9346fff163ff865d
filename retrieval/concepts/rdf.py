"""SKOS in RDF/XML, read as a stream; in Turtle, by rdflib where it is installed."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import IO, Any

from defusedxml.common import DefusedXmlException
from defusedxml.ElementTree import ParseError, iterparse

from retrieval.errors import MissingExtraError, ThesaurusError

_RDF = "{http://www.w3.org/1999/02/22-rdf-syntax-ns#}"
_SKOS, _XL = "http://www.w3.org/2004/02/skos/core#", "http://www.w3.org/2008/05/skos-xl#"
_LANGUAGE = "{http://www.w3.org/XML/1998/namespace}lang"
_LINKS = {f"{_SKOS}{name}": name for name in ("broader", "narrower", "related", "broaderGeneric")}
_REMEDY = "Export it again as SKOS, or convert it to CSV"


@dataclass(slots=True)
class Node:
    """What was said of one resource: its labels, links and whether it is a concept."""

    id: str
    preferred: dict[str, list[str]] = field(default_factory=dict)
    other: dict[str, list[str]] = field(default_factory=dict)
    links: dict[str, list[str]] = field(default_factory=dict)
    concept: bool = False


class _Triples:
    """Nodes by resource, and the labels of SKOS-XL that are resources of their own."""

    def __init__(self) -> None:
        self.nodes: dict[str, Node] = {}
        self._literals: dict[str, list[tuple[str, str]]] = {}
        self._pointed: list[tuple[str, bool, str]] = []

    def add(self, subject: str, predicate: str, value: str, language: str | None) -> None:
        """Take one triple; ``language`` None says that the value is a resource."""
        node = self.nodes.setdefault(subject, Node(subject))
        if predicate == f"{_RDF[1:-1]}type":
            node.concept = node.concept or value == f"{_SKOS}Concept"
        elif predicate in (f"{_SKOS}prefLabel", f"{_SKOS}altLabel") and language is not None:
            labels = node.preferred if predicate.endswith("prefLabel") else node.other
            labels.setdefault(language, []).append(value)
        elif predicate in (f"{_XL}prefLabel", f"{_XL}altLabel") and language is None:
            self._pointed.append((subject, predicate.endswith("prefLabel"), value))
        elif predicate == f"{_XL}literalForm" and language is not None:
            self._literals.setdefault(subject, []).append((language, value))
        elif predicate in _LINKS:
            node.links.setdefault(_LINKS[predicate].removesuffix("Generic"), []).append(value)

    def concepts(self) -> list[Node]:
        """Return the concepts, in the order of the file."""
        for subject, preferred, label in self._pointed:
            node = self.nodes[subject]
            for language, value in self._literals.get(label, ()):
                (node.preferred if preferred else node.other).setdefault(language, []).append(value)
        return [node for node in self.nodes.values() if node.concept]


def read_rdf_xml(name: str, file: IO[bytes]) -> list[Node]:
    """Return the concepts of a SKOS file in RDF/XML.

    Raises:
        ThesaurusError: it is not XML, not RDF, or declares entities.
    """
    triples = _Triples()
    depth = 0
    try:
        for event, element in iterparse(file, events=("start", "end")):
            if event == "start":
                depth += 1
                if depth == 1 and element.tag != f"{_RDF}RDF":
                    raise ThesaurusError(name, f"its root is {_short(element.tag)}, not rdf:RDF", _REMEDY)
                continue
            depth -= 1
            if depth == 1:
                for triple in _node(element, {}):
                    triples.add(*triple)
                element.clear()
    except ParseError as error:
        raise ThesaurusError(name, f"it is not well-formed XML ({error})", _REMEDY) from error
    except DefusedXmlException as error:
        raise ThesaurusError(name, "it declares entities, which are not read", "Write them out") from error
    return triples.concepts()


def _node(element: Any, counter: dict[str, int]) -> Iterator[tuple[str, str, str, str | None]]:  # noqa: ANN401
    """The triples of a node element and of those inside it."""
    subject = _name(element, counter)
    if element.tag != f"{_RDF}Description":
        yield subject, f"{_RDF[1:-1]}type", _uri(element.tag), None
    for part in element:
        predicate = _uri(part.tag)
        resource = part.get(f"{_RDF}resource")
        if resource is not None:
            yield subject, predicate, resource, None
        elif len(part):
            for inner in part:
                yield subject, predicate, _name(inner, counter), None
                yield from _node(inner, counter)
        elif part.text and part.text.strip():
            yield subject, predicate, part.text, part.get(_LANGUAGE, "")


def _name(element: Any, counter: dict[str, int]) -> str:  # noqa: ANN401 - an Element
    for attribute in ("about", "ID", "nodeID"):
        if element.get(f"{_RDF}{attribute}"):
            return str(element.get(f"{_RDF}{attribute}"))
    key = str(id(element))
    return f"_:{counter.setdefault(key, len(counter))}"


def read_turtle(name: str, text: bytes, kind: str) -> list[Node]:
    """Return the concepts of a SKOS file in Turtle or N-Triples.

    Raises:
        MissingExtraError: rdflib is not installed.
        ThesaurusError: it is not Turtle.
    """
    try:
        import rdflib
    except ImportError as error:
        raise MissingExtraError(
            name, "to read Turtle needs rdflib", "Run `pip install 'globalbrain[thesaurus]'`, or use RDF/XML"
        ) from error
    graph = rdflib.Graph()
    try:
        graph.parse(data=text, format=kind)
    except (SyntaxError, ValueError, rdflib.exceptions.ParserError) as error:
        first = str(error).strip().split("\n", 1)[0][:120]
        raise ThesaurusError(name, f"it is not {kind} ({first})", _REMEDY) from error
    triples = _Triples()
    for subject, predicate, value in sorted(graph):
        language = (value.language or "") if isinstance(value, rdflib.Literal) else None
        triples.add(str(subject), str(predicate), str(value), language)
    return triples.concepts()


def _uri(tag: str) -> str:
    return tag[1:].replace("}", "", 1) if tag.startswith("{") else tag


def _short(tag: str) -> str:
    return repr(tag.rsplit("}", 1)[-1][:40])
