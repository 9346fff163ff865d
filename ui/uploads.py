"""PDFs from the page into the library, and the library as a table."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from agents.assistant import Document, Failure, FileDone, IngestEvent, IngestReport, Progress, Started
from agents.places import country_name, language_name
from ui.evidence import escape
from ui.strings import Words
from ui.strings_notes import note_text

if TYPE_CHECKING:
    from agents.assistant import Assistant

MOST_FILES = 50
MOST_ROWS = 300


def upload(assistant: Assistant, paths: Sequence[Path], say: Words) -> Iterator[str]:
    """Yield the state of an upload as HTML while the files go in; the last is the outcome of each."""
    if len(paths) > MOST_FILES:
        yield _trouble(say("upload_too_many", n=len(paths), most=MOST_FILES))
        return
    board = Board(say)
    for event in assistant.ingest(paths):
        board.hear(event)
        yield board.html()


class Board:
    """What is known of a running upload."""

    def __init__(self, say: Words) -> None:
        """Start with nothing heard."""
        self._say = say
        self._head = ""
        self._share: float | None = None
        self._rows: list[str] = []
        self._failures: dict[str, Failure] = {}

    def hear(self, event: IngestEvent) -> None:
        """Take in one event of the ingestion."""
        say = self._say
        match event:
            case Started(files):
                self._head = say("upload_started", n=files)
            case Progress():
                self._progress(event)
            case FileDone():
                self._rows.append(_outcome(event, say))
            case IngestReport():
                self._report(event)

    def html(self) -> str:
        """Return the state as HTML on one line."""
        bar = ""
        if self._share is not None:
            filled = min(20, round(20 * self._share))
            bar = f'<span class="gb-bar"><span class="gb-fill-{filled}"></span></span>'
        rows = "".join(self._rows)
        return (
            f'<div class="gb-upload"><p><strong>{escape(self._head)}</strong></p>{bar}'
            f'<ul class="gb-outcomes">{rows}</ul></div>'
        )

    def _progress(self, event: Progress) -> None:
        say = self._say
        self._head = say("upload_progress", done=event.pages_done, total=event.pages_total)
        if event.seconds_left is not None:
            self._head += ", " + say("upload_left", n=event.seconds_left)
        self._share = event.pages_done / max(1, event.pages_total)

    def _report(self, report: IngestReport) -> None:
        self._share = None
        self._head = self._say(
            "upload_done",
            documents=report.documents,
            pages=report.pages,
            skipped=report.skipped,
            failed=len(report.failed),
        )
        if report.failed:
            failed = "".join(
                f'<li class="gb-no"><span class="gb-badge">{escape(self._say["outcome_failed"])}</span> '
                f"<b>{escape(f.file)}</b> {escape(f.reason)}. <i>{escape(f.remedy)}.</i></li>"
                for f in report.failed
            )
            self._rows = [row for row in self._rows if 'class="gb-failed"' not in row] + [failed]


def trouble(text: str) -> str:
    """Return a sentence about what went wrong as HTML."""
    return _trouble(text)


def table(documents: Sequence[Document], say: Words) -> str:
    """Return the library as an HTML table, "unknown" where nothing is known."""
    heading = f"<h2>{escape(say['library_heading'])}</h2>"
    if not documents:
        return f'<div class="gb-library">{heading}<p>{escape(say["nothing_yet"])}</p></div>'
    keys = ("title", "publisher", "year", "country", "language", "kind", "pages", "warnings")
    heads = "".join(f"<th>{escape(say[f'column_{key}'])}</th>" for key in keys)
    rows = "".join(_document(document, say) for document in documents[:MOST_ROWS])
    more = (
        f"<p>{escape(say('library_more', n=len(documents) - MOST_ROWS))}</p>"
        if len(documents) > MOST_ROWS
        else ""
    )
    count = escape(say("library_holds", n=len(documents)))
    return (
        f'<div class="gb-library">{heading}<p class="gb-why">{count}</p>'
        f"<table><thead><tr>{heads}</tr></thead><tbody>{rows}</tbody></table>{more}</div>"
    )


def _document(document: Document, say: Words) -> str:
    def cell(value: object) -> str:
        if value is None or value == "":
            return f'<td class="gb-unknown">{escape(say["unknown"])}</td>'
        return f"<td>{escape(str(value))}</td>"

    kind = say[f"kind_{document.kind.value}"] if document.kind else None
    country = country_name(document.country, say.language) if document.country else None
    language = language_name(document.language, say.language) if document.language else None
    notes = [note_text(note, say.language) for note in document.warnings]
    if document.unread_pages:
        notes.append(say("unread_pages", pages=_ranges(document.unread_pages)))
    title = f"<strong>{escape(document.name)}</strong>"
    if document.title:
        title += f"<br><small>{escape(document.file)}</small>"
    address = f"/documents/{document.id}/pages/1"
    return (
        f'<tr><td><a class="gb-open" href="{address}" target="_blank">{title}</a></td>'
        f"{cell(document.publisher)}{cell(document.year)}{cell(country)}{cell(language)}"
        f"{cell(kind)}<td>{document.page_count}</td><td>{escape('; '.join(notes))}</td></tr>"
    )


def _outcome(done: FileDone, say: Words) -> str:
    mark = {"added": "gb-yes", "failed": "gb-failed"}.get(done.outcome, "gb-same")
    facts = [done.reason or ""]
    if done.outcome == "added":
        facts.insert(0, say("outcome_pages", n=done.pages))
        facts += [note_text(note, say.language) for note in done.warnings]
        if done.unread_pages:
            facts.append(say("unread_pages", pages=_ranges(done.unread_pages)))
    return (
        f'<li class="{mark}"><span class="gb-badge">{escape(say[f"outcome_{done.outcome}"])}</span> '
        f"<b>{escape(done.file)}</b> {escape('; '.join(fact for fact in facts if fact))}</li>"
    )


def _ranges(numbers: Sequence[int]) -> str:
    """Positions in words, runs as ranges: (1, 2, 3, 7) as "1-3, 7"."""
    runs: list[list[int]] = []
    for number in sorted(numbers):
        if runs and number == runs[-1][-1] + 1:
            runs[-1].append(number)
        else:
            runs.append([number])
    return ", ".join(str(r[0]) if len(r) == 1 else f"{r[0]}-{r[-1]}" for r in runs)


def _trouble(text: str) -> str:
    return f'<div class="gb-trouble">{escape(text)}</div>'
