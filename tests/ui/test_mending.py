"""A reading of an answer is corrected where its chip says so, and becomes a label with who and when."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime
from html import unescape
from pathlib import Path

import pytest
from starlette.testclient import TestClient

from corpus.store import Store
from tests.agents.libraries import SURE, store_of
from tests.ui.briefs import a_read_answer, some_readings
from tests.ui.labelled import LabelledAssistant
from ui.chips import MENDED, chips, mend_address
from ui.evidence import answer
from ui.export_words import LANGUAGES
from ui.reading_words import shown
from ui.server import build
from ui.sitting import WHO_COOKIE, labelled_tasks
from ui.tool_words import tool_words

OURS = {"sec-fetch-site": "same-origin"}


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    with store_of(tmp_path) as opened:
        yield opened


@pytest.fixture
def assistant(tmp_path: Path, store: Store) -> LabelledAssistant:
    return LabelledAssistant(tmp_path, store)


@pytest.fixture
def page(assistant: LabelledAssistant) -> Iterator[TestClient]:
    with TestClient(build(assistant), base_url="http://localhost") as client:  # type: ignore[arg-type]
        yield client


@pytest.fixture
def address(store: Store) -> str:
    document = store.document("first.pdf").id
    start = store.page(document, 1).text.index(SURE)
    return f"/label/outlook/{document}/1/{start}-{start + len(SURE)}"


def test_a_correction_is_kept_with_who_and_when_and_can_be_taken_back(
    page: TestClient, address: str, assistant: LabelledAssistant
) -> None:
    form = page.get(address)
    assert form.status_code == 200
    assert SURE in unescape(form.text)
    assert re.search(r'value="risk" checked', form.text)
    assert "<script" not in form.text
    assert form.headers["referrer-policy"] == page.get("/login").headers["referrer-policy"] == "same-origin"
    kept = page.post(address, data={"label": "neutral", "who": "Amina K."}, headers=OURS)
    assert kept.status_code == 200
    assert "Kept: neutral. By Amina K." in kept.text
    (row,) = assistant.rows()
    assert (row["text"], row["label"], row["who"], row["suggestion"]) == (
        SURE,
        "neutral",
        "Amina K.",
        ["risk"],
    )
    assert datetime.fromisoformat(row["when"]).tzinfo is not None
    assert row["model"]
    assert page.cookies.get(WHO_COOKIE)
    again = page.get(address).text
    assert 'value="Amina K."' in again
    assert re.search(r'value="neutral" checked', again)
    assert again.index("</form>") < again.index('value="neutral"')  # Enter in the name never takes it back
    assert "Taken back" in page.post(address, data={"undo": "yes"}, headers=OURS).text
    assert assistant.rows() == []


def test_several_labels_are_kept_where_a_task_has_them(
    page: TestClient, address: str, assistant: LabelledAssistant
) -> None:
    goals = address.replace("outlook", "sdg")
    assert 'type="checkbox"' in page.get(goals).text
    page.post(goals, data={"label": ["13", "2"], "who": ""}, headers=OURS)
    page_form = page.post(goals.replace("sdg", "commitment"), data={"label": "target"}, headers=OURS)
    assert page_form.text.count("aria-current") == 1
    assert [row["labels"] for row in assistant.rows("sdg")] == [["2", "13"]]
    assert assistant.rows("commitment")[0]["label"] == "target"


@pytest.mark.parametrize("labels", [[], ["nonsense"], ["risk", "neutral"]])
def test_what_is_no_label_is_refused_and_nothing_is_kept(
    labels: list[str], page: TestClient, address: str, assistant: LabelledAssistant
) -> None:
    assert page.post(address, data={"label": labels, "who": "Bea"}, headers=OURS).status_code == 400
    assert assistant.rows() == []


def test_no_other_site_can_label(page: TestClient, address: str, assistant: LabelledAssistant) -> None:
    for headers in ({"sec-fetch-site": "cross-site"}, {"origin": "https://evil.example"}, {}):
        assert page.post(address, data={"label": "neutral"}, headers=headers).status_code == 403
    assert assistant.rows() == []


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("outlook", "climate_tags"),
        ("outlook", "nonsense"),
        ("/1/", "/9/"),
        ("/1/", "/0/"),
        (r"\d+-\d+$", "5000-5010"),
        (r"\d+-\d+$", "9-3"),
        (r"\d+-\d+$", "0-999999"),
        (r"outlook/\w{12}", "outlook/000000000000"),
    ],
)
def test_an_address_that_names_no_sentence_is_not_found(
    old: str, new: str, page: TestClient, address: str, assistant: LabelledAssistant
) -> None:
    wrong = re.sub(old, new, address)
    assert wrong != address
    assert page.get(wrong).status_code == 404
    assert page.post(wrong, data={"label": "neutral"}, headers=OURS).status_code == 404
    assert assistant.rows() == []


def test_what_stands_in_the_name_field_stays_text(page: TestClient, address: str) -> None:
    evil = '"><script>alert(1)</script>'
    assert "<script" not in page.post(address, data={"label": "neutral", "who": evil}, headers=OURS).text
    assert "<script" not in page.get(address).text


def test_a_chip_leads_to_its_correction_where_the_quote_is_what_was_read() -> None:
    assert {task for tasks in MENDED.values() for task in tasks} <= set(labelled_tasks())
    (citation,) = a_read_answer().claims[0].citations[:1]
    readings = some_readings()
    html = chips(citation.quote, readings, "en", [citation])
    found = re.findall(r'href="(/label/[^"]+)"', unescape(html))
    assert found == [mend_address(own.tool, citation) for own in shown(readings)]
    span = f"{citation.span.start}-{citation.span.end}"
    assert f"/label/risk_grade/{citation.document_id}/{citation.page}/{span}" in found
    assert "/label/" not in unescape(chips("Another sentence.", readings, "en", [citation]))
    assert "/label/" not in unescape(chips(citation.quote, readings, "en"))
    assert mend_address("something_new", citation) == ""
    assert all(tool_words(language)["mend"] for language in LANGUAGES)


def test_an_answer_on_the_page_offers_it() -> None:
    brief = a_read_answer()
    (claim, *_) = brief.bottom_line
    said = replace(claim, text=claim.citations[0].quote, readings=some_readings())
    assert "/label/commitment/" in unescape(answer(replace(brief, bottom_line=(said,)), "n"))
    other = replace(said, text="In other words.")
    assert "/label/" not in unescape(answer(replace(brief, bottom_line=(other,), options=()), "n"))
