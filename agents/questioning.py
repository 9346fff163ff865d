"""Questions with known answers, asked: does the assistant find, cite and refuse rightly?"""

from __future__ import annotations

import json
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

from agents.brief import Brief
from agents.claims import Citation, Claim, DraftClaim, Support
from agents.errors import QuestionsFileError
from agents.events import Consulted, Event, Finished
from agents.plan import Turn
from agents.support import SupportReader
from agents.verify import NUMBERS, Stored, judge
from corpus.errors import UnknownDocumentError
from retrieval.hits import NO_FILTERS, Evidence, Filters

if TYPE_CHECKING:
    from agents.assistant import Assistant
    from agents.sources import Sources

LINE = (
    'A line is {"question": "…", "answerable": true, "pages": [{"file": "report.pdf", "page": 4}]}; '
    "see docs/evaluation.md"
)
DEPTH = 5
_FILTERS = ("documents", "countries", "publishers", "languages", "kinds")


@dataclass(frozen=True, slots=True)
class Expected:
    """A page that answers: the file name, title or id of its document, and its position from 1."""

    document: str
    page: int


@dataclass(frozen=True, slots=True)
class KnownQuestion:
    """One question; without an answer, none is expected and a refusal is right."""

    id: str
    question: str
    answerable: bool
    pages: frozenset[Expected] = frozenset()
    split: str | None = None
    history: tuple[str, ...] = ()
    filters: Mapping[str, tuple[str, ...]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Answered:
    """What came of one question; each value is of that question alone.

    ``valid`` counts citations of a passage that was found for the question, whose words stand on the
    page that is named; ``supported`` the sentences of the body that the verifier, run again, supports.
    ``found`` and ``covered`` are None where no page is expected. ``probability`` is that of the best
    passage, ``mismatched`` counts sentences of the body whose numbers, units or years are not those of
    the words cited, ``unshown`` says that there is an answer though no passage was put before the
    writer. ``tokens`` and ``cost`` are those of a chat model; cost is None where it has no price.
    """

    asked: KnownQuestion
    answered: bool
    sentences: int
    cited: int
    citations: int
    valid: int
    supported: int
    left_out: int
    found: bool | None
    covered: float | None
    seconds: float
    probability: float = 0.0
    mismatched: int = 0
    unshown: bool = False
    tokens: int = 0
    cost: float | None = None


def read_known(path: Path) -> tuple[KnownQuestion, ...]:
    """Return the questions of a file of JSON lines.

    A line holds ``question``, and where known ``id`` (else its number), ``pages`` (file, title or id of
    a document as ``file``, and ``page``), ``answerable`` (else whether it has pages), ``split``,
    ``history`` (questions asked before it) and ``filters`` (``documents``, ``countries`` …).

    Raises:
        QuestionsFileError: the file or one of its lines cannot be used; it says which, and why.
    """
    try:
        text = path.read_text("utf-8-sig")
    except OSError as error:
        raise QuestionsFileError(str(path), error.strerror or str(error), "Give a file to read") from error
    except UnicodeDecodeError as error:
        raise QuestionsFileError(str(path), f"it is not UTF-8 (byte {error.start})", LINE) from error
    lines = enumerate(text.split("\n"), 1)
    found = [_known(f"{path.name}, line {number}", number, raw) for number, raw in lines if raw.strip()]
    if not found:
        raise QuestionsFileError(str(path), "it holds no question", LINE)
    seen: set[str] = set()
    for one in found:
        if one.id in seen:
            raise QuestionsFileError(str(path), f'the id "{one.id}" comes twice', "Give each its own")
        seen.add(one.id)
    return tuple(found)


def ask_all(
    assistant: Assistant,
    questions: Sequence[KnownQuestion],
    sources: Sources | None = None,
    progress: Callable[[int, int], None] = lambda *_: None,
) -> Iterator[Answered]:
    """Yield what comes of each question, asked of the library or of ``sources`` alone.

    Raises:
        UnknownFilterError: a question's filter names what the library does not have.
    """
    progress(0, len(questions))
    for number, one in enumerate(questions, 1):
        yield _ask(assistant, one, sources)
        progress(number, len(questions))


def _ask(assistant: Assistant, one: KnownQuestion, sources: Sources | None) -> Answered:
    history = tuple(Turn(text) for text in one.history)
    chosen: dict[str, Any] = dict(one.filters)
    filters = assistant.filters(**chosen) if chosen else NO_FILTERS
    began = time.perf_counter()
    if sources is None:
        events = tuple(assistant.ask(one.question, history=history, filters=filters))
    else:
        events = tuple(assistant.ask_sources(one.question, sources, history=history))
    brief = next(event.brief for event in events if isinstance(event, Finished))
    seconds = time.perf_counter() - began
    shelf = sources or assistant.store()
    meaning = SupportReader(assistant.embedder)
    shown = frozenset(brief.provenance.passages)
    again = [judge(DraftClaim(claim.text, claim.citations), shelf, shown, meaning) for claim in brief.claims]
    citations = [citation for claim in brief.claims for citation in claim.citations]
    pages = _pages(assistant, brief, sources, filters) if one.pages else ()
    return Answered(
        asked=one,
        answered=brief.answered,
        sentences=len(brief.claims),
        cited=sum(bool(claim.citations) for claim in brief.claims),
        citations=len(citations),
        valid=sum(_valid(citation, shelf, shown) for citation in citations),
        supported=sum(claim.support is Support.SUPPORTED for claim in again),
        left_out=len(brief.left_out),
        found=any(_met(names, one.pages) for names in pages) if one.pages else None,
        covered=_covered(citations, one.pages) if one.pages else None,
        seconds=seconds,
        probability=max((search.probability for search in brief.searched), default=0.0),
        mismatched=sum(_mismatched(claim) for claim in again),
        unshown=brief.answered and not shown,
        tokens=sum(event.tokens for event in events if isinstance(event, Consulted)),
        cost=_cost(events),
    )


def _cost(events: Sequence[Event]) -> float | None:
    costs = [event.cost for event in events if isinstance(event, Consulted) and event.cost is not None]
    return sum(costs) if costs else None


def _mismatched(claim: Claim) -> bool:
    """Whether the numbers of a claim were compared with its words and differ; a quotation has its own."""
    return any(
        check.name == NUMBERS and check.outcome is not None and check.outcome.worse for check in claim.checks
    )


def _pages(
    assistant: Assistant, brief: Brief, sources: Sources | None, filters: Filters
) -> tuple[frozenset[Expected], ...]:
    """The first pages that the search finds for the question as it was planned, by all their names."""
    found: tuple[Evidence, ...]
    if sources is None:
        found = assistant.search(brief.plan.question, k=4 * DEPTH, filters=filters)
    else:
        found = assistant.search_sources(brief.plan.question, sources, k=4 * DEPTH)
    pages = (_named(one.document.id, one.document.file, one.document.name, one.passage.page) for one in found)
    return tuple(dict.fromkeys(pages))[:DEPTH]


def _named(document_id: str, file: str, title: str, page: int) -> frozenset[Expected]:
    return frozenset(Expected(name, page) for name in (document_id, file, title))


def _met(names: frozenset[Expected], expected: frozenset[Expected]) -> bool:
    return bool(names & expected)


def _covered(citations: Sequence[Citation], expected: frozenset[Expected]) -> float:
    names = frozenset().union(*(_named(c.document_id, c.file, c.title, c.page) for c in citations))
    return len(names & expected) / len(expected)


def _valid(citation: Citation, shelf: Stored, shown: frozenset[str]) -> bool:
    try:
        page = shelf.page(citation.document_id, citation.page)
    except UnknownDocumentError:
        return False
    held = page.text[citation.span.start : citation.span.end]
    return citation.passage_id in shown and held == citation.quote


def _known(place: str, number: int, raw: str) -> KnownQuestion:
    try:
        line = json.loads(raw)
    except (ValueError, RecursionError) as error:
        raise QuestionsFileError(place, f"not JSON ({error})", LINE) from error
    if not isinstance(line, dict):
        raise QuestionsFileError(place, "not a JSON object", LINE)
    question = line.get("question")
    if not isinstance(question, str) or not question.strip():
        raise QuestionsFileError(place, 'no "question" in words', LINE)
    pages = frozenset(_page(place, page) for page in _list(place, line, "pages"))
    answerable = line.get("answerable", bool(pages))
    if not isinstance(answerable, bool):
        raise QuestionsFileError(place, '"answerable" is neither true nor false', LINE)
    if pages and not answerable:
        raise QuestionsFileError(place, 'it is not "answerable", yet has "pages"', "Correct one of the two")
    filters = line.get("filters", {})
    if not isinstance(filters, dict) or set(filters) - set(_FILTERS):
        raise QuestionsFileError(
            place, '"filters" cannot be used', f"Give lists of words for {', '.join(_FILTERS)}"
        )
    return KnownQuestion(
        id=str(line.get("id", number)),
        question=question,
        answerable=answerable,
        pages=pages,
        split=str(line["split"]) if line.get("split") is not None else None,
        history=_texts(place, line, "history"),
        filters={name: _texts(place, filters, name) for name in filters},
    )


def _page(place: str, page: Any) -> Expected:  # noqa: ANN401 - from a file
    if isinstance(page, dict) and isinstance(page.get("file"), str):
        number = page.get("page")
        if isinstance(number, int) and not isinstance(number, bool) and number >= 1:
            return Expected(page["file"], number)
    raise QuestionsFileError(place, 'an entry of "pages" is not {"file": "…", "page": 4}', LINE)


def _list(place: str, line: Mapping[str, Any], name: str) -> list[Any]:
    value = line.get(name) or []
    if not isinstance(value, list):
        raise QuestionsFileError(place, f'"{name}" is not a list', LINE)
    return value


def _texts(place: str, line: Mapping[str, Any], name: str) -> tuple[str, ...]:
    values = _list(place, line, name)
    if not all(isinstance(value, str) for value in values):
        raise QuestionsFileError(place, f'"{name}" is not a list of words', LINE)
    return tuple(values)
