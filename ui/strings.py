"""Every sentence that a reader of the web pages sees, by language; English stands here."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

from ui.strings_conversations import CONVERSATIONS
from ui.strings_es import SPANISH
from ui.strings_filters import FILTERS
from ui.strings_fr import FRENCH
from ui.strings_models import MODELS
from ui.strings_zh import CHINESE

_FORMS = re.compile(r"\{(\w+)\|([^|{}]*)\|([^|{}]*)\}")

ENGLISH = {
    # the page
    "name": "Global Brain",
    "tagline": "Environmental policy, with a page behind every sentence",
    "local": "Works on this computer; nothing is sent anywhere",
    "tab_ask": "Ask",
    "tab_library": "Library",
    "ask_placeholder": "Ask about your documents",
    "ask_label": "Your question",
    "ask": "Ask",
    "stop": "Stop",
    "new": "New conversation",
    "welcome": "What do you need to know?",
    "welcome_how": "The answer is put together from sentences of your documents. Each one carries a number; "
    "the number opens the page with the words marked. Where the documents do not answer, you are told so.",
    "library_opening": "Opening your library…",
    "library_holds": "Your library holds {n} {n|document|documents}.",
    "library_empty": "Your library is empty, so nothing can be answered yet. Open the Library tab and "
    "add PDFs.",
    "examples": "Questions to start with",
    "example_1": "How fast must emissions fall to limit warming to 1.5 °C?",
    "example_2": "What will Kenya do to manage drought in its arid lands?",
    "example_3": "What should countries do about coal power and fossil fuel subsidies under the Glasgow "
    "Climate Pact?",
    "example_4": "Which adaptation measures work, and where are the limits of adaptation?",
    "languages": "Language of this page",
    # filters
    "filters": "Limit the search",
    "filter_countries": "Country",
    "filter_year_from": "From year",
    "filter_year_to": "To year",
    "filter_publishers": "Publisher",
    "filter_languages": "Language",
    "filter_kinds": "Type",
    "filter_documents": "Document",
    "filters_clear": "Clear",
    "bad_years": "Write years with four digits, the first not after the second.",
    # steps
    "agent_planner": "Planner",
    "agent_researcher": "Researcher",
    "agent_writer": "Writer",
    "agent_verifier": "Verifier",
    "agent_brief": "Brief",
    "agent_translator": "Translator",
    "planned_one": "Looks for one thing.",
    "planned": "Splits the question into {n} parts.",
    "found": "“{part}”: {n} {n|passage|passages} in {documents} {documents|document|documents}.",
    "found_nothing": "“{part}”: nothing that answers it.",
    "agent_assessor": "Assessor",
    "assessed": "Reads {n} {n|sentence|sentences} with the tools: {tools}.",
    "assessed_none": "No tool reads anything.",
    "assessed_missing": "Missing: {tools}.",
    "tool_missing": "Tool {tool} is missing ({why}); the answer stands without it.",
    "read_by": "Read by tools: {tools}.",
    "model_card": "Card of model {id}",
    "consulted": "Asked the chat model {n} times: {seconds} s, {tokens} tokens.",
    "consulted_failed": "It could not be used, so sentences are quoted: {why}",
    "drafted": "Chooses {n} {n|sentence|sentences}.",
    "verified": "{n} {n|sentence agrees with its page|sentences agree with their pages}, "
    "{left_out} left out.",
    "finished": "Answer ready.",
    "refused": "The documents do not answer this.",
    "waiting": "Many are asking at this moment: busy, position {n} in the line.",
    "doing_plan": "Reading the question…",
    "doing_search": "Searching the library…",
    "doing_verify": "Checking each sentence against its page…",
    "doing_write": "Putting the answer together…",
    "seconds": "{n:.1f} s",
    # answer
    "bottom_line": "Bottom line",
    "partial": "partly supported",
    "unanswered": "Not found in the library",
    "left_out": "Left out, not supported: {n}",
    "methods": "Searches and checks",
    "checked": "{claims} {claims|sentence|sentences}, {citations} {citations|citation|citations}; "
    "each quotation is the exact text of its page.",
    "mind": "Written by",
    "encoder": "Search model",
    "searched_for": "Searched for “{query}”.",
    "found_answer": "{n} {n|passage|passages}.",
    "found_none": "{n} {n|passage|passages}, none of which answers.",
    "exports": "Take it with you:",
    "export": "Download as {kind}",
    "export_docx": "Word",
    "export_pdf": "PDF",
    "export_html": "HTML",
    "export_md": "Markdown",
    "export_json": "JSON",
    "export_ris": "RIS",
    "export_bib": "BibTeX",
    "export_csl.json": "CSL-JSON",
    "refusal": "The documents in your library do not answer this",
    "refusal_why": "No passage was found that answers the question, so nothing is claimed. "
    "You can ask in other words, change the limits, or add documents.",
    "what_was_searched": "What was searched",
    "nearest_heading": "Nearest passages",
    "does_not_answer": "does not answer",
    # evidence
    "evidence": "Evidence",
    "evidence_empty": "Click a number in an answer to see the page it comes from, with the words marked.",
    "all_citations": "All citations",
    "previous": "Previous",
    "next": "Next",
    "page": "Page {n}",
    "page_labelled": "Page {n} of the file, printed as {label}",
    "publisher_unknown": "Publisher unknown",
    "year_unknown": "year unknown",
    "picture": "Picture of the page, with the words marked",
    "open_page": "Open the page",
    # library
    "library_heading": "Your library",
    "upload": "Add PDFs: drop them here or click",
    "upload_how": "PDFs are read on this computer, copied into your library, and searched at once. "
    "The same file is never taken in twice.",
    "upload_started": "Looking at {n} {n|file|files}…",
    "upload_progress": "{done} of about {total} pages",
    "upload_left": "about {n:.0f} s left",
    "upload_done": "{documents} {documents|document|documents} added, {pages} {pages|page|pages}; "
    "{skipped} here before; {failed} failed.",
    "upload_too_many": "{n} files at once are too many. Add at most {most} at a time.",
    "outcome_added": "added",
    "outcome_skipped": "skipped",
    "outcome_updated": "updated",
    "outcome_failed": "failed",
    "outcome_pages": "{n} {n|page|pages}",
    "unread_pages": "no text on pages {pages}",
    "column_title": "Title",
    "column_publisher": "Publisher",
    "column_year": "Year",
    "column_pages": "Pages",
    "column_country": "Country",
    "column_language": "Language",
    "column_kind": "Type",
    "column_warnings": "To note",
    "unknown": "unknown",
    "library_more": "… and {n} more.",
    "nothing_yet": "No documents yet. Add PDFs above: reports, laws, plans. Then ask in the Ask tab.",
    # trouble
    "stopped": "Stopped. Nothing was kept of this question.",
    "no_cookie": "This page needs a cookie to keep your answers apart from other people's. "
    "Allow cookies for this address and load the page again.",
    "fault": "Something went wrong inside Global Brain (number {code}). The log of the server says more.",
    "busy": "Many questions are being worked on at this moment. Yours was not taken. Ask again in a minute.",
    # other pages
    "login": "Sign in",
    "login_token": "Access token",
    "login_wrong": "That is not the token of this server.",
    "login_wait": "Too many attempts. Wait a minute.",
    "page_of": "Page {n} of {total}",
    "download_original": "Download the PDF",
    "gone": "This is not here. Briefs are kept for a day, and only for the browser that asked for them.",
    "no_model": "There is no such model here, or it was deleted or altered.",
    "no_picture": "There is no picture of this page",
    # kinds of document, limits, troubles
    "back": "Back to the answer",
    "citation": "Citation {n}",
    "filters_on": "Limits in force: {n}",
    "limited_to": "Searched only in: {limits}",
    "question_empty": "Type what you want to know.",
    "question_long": "The question has {n:,} characters; at most {most:,} can be asked. "
    "Ask in a few sentences; put documents into the library.",
    "page_text": "Text of this page",
    "page_picture": "Picture of page {n}",
    "kind_assessment": "assessment",
    "kind_report": "report",
    "kind_decision": "decision",
    "kind_treaty": "treaty",
    "kind_law": "law",
    "kind_policy": "policy",
    "kind_ndc": "NDC",
    "kind_plan": "plan",
    "kind_briefing": "briefing",
    "kind_glossary": "glossary",
    "kind_digest": "digest",
    "kind_company-report": "company report",
    # the tool models, the limits of a search, conversations
    **MODELS["en"],
    **FILTERS["en"],
    **CONVERSATIONS["en"],
}

NAMES = {"en": "English", "fr": "Français", "es": "Español", "zh": "中文"}
"""The languages, each by its own name."""
TABLES: Mapping[str, Mapping[str, str]] = {
    "en": ENGLISH,
    "fr": {**FRENCH, **MODELS["fr"], **FILTERS["fr"], **CONVERSATIONS["fr"]},
    "es": {**SPANISH, **MODELS["es"], **FILTERS["es"], **CONVERSATIONS["es"]},
    "zh": {**CHINESE, **MODELS["zh"], **FILTERS["zh"], **CONVERSATIONS["zh"]},
}


@dataclass(frozen=True, slots=True)
class Words:
    """The sentences of one language; ``say["key"]`` as it stands, ``say("key", n=3)`` filled in."""

    table: Mapping[str, str]
    language: str = "en"

    def __getitem__(self, key: str) -> str:
        """Return a sentence that has no gaps."""
        return self.table[key]

    def __call__(self, key: str, **values: str | float) -> str:
        """Return a sentence with its gaps filled; the values are not read as patterns.

        ``{n|document|documents}`` in a sentence stands for the form of the word that goes with ``n``.

        >>> words()("library_holds", n=1)
        'Your library holds 1 document.'
        """
        few = {1} if self.language != "fr" else {0, 1}

        def form(found: re.Match[str]) -> str:
            return found[2] if values[found[1]] in few else found[3]

        return _FORMS.sub(form, self.table[key]).format(**values)


def words(language: str = "en") -> Words:
    """Return the sentences in ``language`` (BCP 47), English where there are none.

    >>> words("fr-CA")["ask"], words("sw")["ask"]
    ('Demander', 'Ask')
    """
    code = language.lower().split("-")[0]
    return Words(TABLES[code], code) if code in TABLES else Words(ENGLISH)
