"""What the tools read, on the page: chips in words, why on a click, and nothing of a document as mark-up."""

from __future__ import annotations

import re
from dataclasses import replace

import pytest
from starlette.testclient import TestClient

from agents.readings import Part, ToolReading
from finetune.tasks import TASKS
from tests.ui.briefs import MODEL, a_read_answer, some_readings
from tests.ui.conftest import FakeAssistant
from tests.ui.test_evidence import PAYLOADS, parsed
from ui.chips import chips
from ui.evidence import answer
from ui.export import Format, export
from ui.export_words import LANGUAGES
from ui.reading_words import in_a_line, shown
from ui.server import build
from ui.tool_words import tool_words

TEXT = "Countries should cut methane from oil and gas by 75 per cent by 2030."
EN = tool_words("en")


def test_a_chip_says_in_words_what_its_colour_says() -> None:
    summaries = re.findall(r"<summary>(.*?)</summary>", chips(TEXT, some_readings(), "en"))
    assert [parsed(own).text.strip() for own in summaries] == [
        "Policy 72",
        "Risk grade 3",
        "Hazard: flood",
        "SDG 13, 7",
    ]


def test_a_reading_that_says_nothing_has_no_chip() -> None:
    quiet = (
        ToolReading("policy", "none", 0.9, 4.0),
        ToolReading("risk", "0", 0.9, 0.0),
        ToolReading("outlook", "neutral", 0.9),
        ToolReading("sdg", "", 0.9),
        ToolReading("something_new", "x", 0.9),
    )
    assert chips(TEXT, quiet, "en") == ""
    assert chips(TEXT, (), "en") == ""


def test_a_grade_of_risk_needs_a_hazard_or_an_amount() -> None:
    risk = some_readings()[1]
    assert risk.speaks
    grades = tuple(part for part in risk.parts if part.name not in ("hazard", "impact"))
    assert not replace(risk, parts=grades).speaks
    amount = Part("impact", "20 deaths", 1.0)
    assert replace(risk, parts=(*grades, amount)).speaks


def test_a_part_and_its_label_are_joined_as_the_language_joins_them() -> None:
    said = {tag: parsed(chips(TEXT, some_readings()[:1], tag)).text for tag in LANGUAGES}
    assert "commitment: target" in said["en"]
    assert "engagement : objectif" in said["fr"]
    assert "承诺：目标" in said["zh"]


def test_an_explanation_shows_parts_what_costs_most_words_and_the_card() -> None:
    html = chips(TEXT, some_readings()[:1], "en")
    text = parsed(html).text
    assert "Policy score, 72 of 100" in text
    assert "“target”: 86 % sure" in text
    assert "22 of 25" in text
    assert "Costs most: instrument" in text
    assert re.findall(r"<mark>(.*?)</mark>", html) == ["methane", "75"]
    assert f'href="/models/{MODEL}"' in html
    assert "gb-fill-18" in html
    assert "style=" not in html


def test_marked_words_leave_the_sentence_as_it_was() -> None:
    html = chips(TEXT, some_readings()[:1], "en")
    said = re.findall(r'class="gb-said">(.*?)</div>', html)[0]
    assert parsed(said).text == TEXT


def test_chinese_words_are_marked_without_spaces_around_them() -> None:
    reading = replace(some_readings()[0], weighed=(("甲烷", 1.0),))
    assert "减少<mark>甲烷</mark>排放" in chips("各国应减少甲烷排放。", (reading,), "zh")


@pytest.mark.parametrize("payload", PAYLOADS)
def test_nothing_of_a_reading_becomes_markup(payload: str) -> None:
    reading = ToolReading(
        "policy", payload, 0.5, 50.0, (Part(payload, payload, 0.5, 9.0),), ((payload, 1.0),), (payload,)
    )
    html = chips(f"before {payload} after", (reading,), "en")
    tags = set(re.findall(r"<(\w+)", html))
    assert tags <= {"div", "details", "summary", "strong", "span", "b", "mark"}


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_label_of_the_tools_is_said_in_every_language(language: str) -> None:
    say = tool_words(language)
    for task in ("commitment", "instrument", "climate_topics", "outlook"):
        assert all(say[f"is_{label}"] for label in TASKS[task].names)
    assert all(say[f"is_grade_{label}"] for label in TASKS["risk_grade"].names)
    assert all(say[label] for label in ("specificity", "commitment", "instrument"))
    assert all(say[label] for label in TASKS["policy_parts"].names)
    for key, sentence in say.items():
        assert set(re.findall(r"{\w+}", sentence)) == set(re.findall(r"{\w+}", EN[key])), key
    assert chips(TEXT, some_readings(), language)


def test_the_answer_has_chips_under_claims_cards_and_the_missing_tool() -> None:
    html = answer(a_read_answer(), "a1")
    assert html.count("gb-tool-policy") == 4
    text = parsed(html).text
    assert "Tool outlook is missing (task outlook: no model serves it); the answer stands without it." in text
    assert f"Card of model {MODEL}" in text


def test_a_group_of_claims_is_read_in_one_line() -> None:
    claims = (some_readings(72.4, "3"), some_readings(41.0, "0"), ())
    line = in_a_line(claims, EN)
    assert line == ("policy score 41–72 (costs most: instrument); risk grade 3; hazards: flood; SDG 13, 7")
    assert in_a_line(((), ()), EN) == ""


def test_readings_are_shown_in_one_order() -> None:
    assert [own.tool for own in shown(some_readings()[::-1])] == ["policy", "risk", "hazards", "sdg"]


@pytest.mark.parametrize("format", [Format.MARKDOWN, Format.HTML], ids=str)
def test_an_export_says_how_the_tools_read_each_option_and_which_models(format: Format) -> None:
    text = export(a_read_answer(), format).decode()
    assert text.count("How the tools read it") == 2  # bottom line and one option; the other was not read
    assert "policy score 32–72" in text.replace("\\", "")
    assert f"policy score, risk grade, Sustainable Development Goals: {MODEL}" in text
    assert "outlook: task outlook: no model serves it" in text


def test_the_page_of_a_card_is_html_and_nothing_in_it_runs() -> None:
    with TestClient(build(FakeAssistant()), base_url="http://127.0.0.1") as page:  # type: ignore[arg-type]
        reply = page.get(f"/models/{MODEL}")
        assert reply.status_code == 200
        assert reply.headers["content-security-policy"].startswith("default-src 'none'")
        assert f"<h1>Model card {MODEL}</h1>" in reply.text
        assert "<td>0.8</td>" in reply.text
        for bad in ("<script", "<img", 'href="javascript'):
            assert bad not in reply.text
        assert page.get("/models/0123456789ab").status_code == 404
        assert page.get("/models/ABCDEF012345").status_code == 403
        assert page.get(f"/models/{MODEL}/card.json").status_code == 403


def test_a_stranger_sees_no_card() -> None:
    guarded = build(FakeAssistant(), token="t" * 40)  # type: ignore[arg-type]
    with TestClient(guarded, base_url="http://127.0.0.1") as page:
        assert page.get(f"/models/{MODEL}").status_code == 401


def test_a_tagger_shows_the_words_that_it_found_and_marks_them() -> None:
    parts = (
        Part("organism", "mangroves", 0.96),
        Part("habitat", "tidal flats", 0.71),
        Part("organism", "oysters", 0.31),
    )
    text = "Mangroves: mangroves, tidal flats and oysters are lost to <dykes>."
    weighed = (("mangroves", 0.96), ("tidal flats", 0.71))
    reading = ToolReading("species", "organism+habitat", 0.96, None, parts, weighed, ("0123456789ab",))
    html = chips(text, [reading], "en")
    assert "Species and nature: mangroves, tidal flats" in parsed(html).text
    assert "mangroves (living being)" in parsed(html).text
    assert re.findall(r"<mark>(.*?)</mark>", html) == ["mangroves", "tidal flats"]
    assert "<dykes>" not in html
    assert in_a_line([[reading]], tool_words("en")) == "species and nature: mangroves, tidal flats"
    assert chips(text, [ToolReading("species", "", 0.9)], "en") == ""


def test_a_word_that_names_a_hazard_is_not_said_again_as_nature() -> None:
    drought = ToolReading("hazard_words", "drought", 0.9, None, (Part("drought", "drought", 0.9),))
    both = (Part("phenomenon", "Drought", 0.9), Part("organism", "oaks", 0.8))
    nature = ToolReading("species", "phenomenon+organism", 0.9, None, both, (("Drought", 0.9), ("oaks", 0.8)))
    assert in_a_line([[drought, nature]], EN) == "hazards named: drought; species and nature: oaks"
    assert shown([drought, replace(nature, parts=both[:1])]) == (drought,)
    html = chips("Drought kills oaks.", [drought, nature], "en")
    assert "Drought (process)" not in parsed(html).text


def test_words_that_differ_in_capitals_alone_are_named_once() -> None:
    parts = tuple(
        Part("habitat", word, share)
        for word, share in (("forest", 0.6), ("parks", 0.7), ("Forest", 0.9), ("land", 0.8))
    )
    reading = ToolReading("species", "habitat", 0.9, None, parts)
    (summary,) = re.findall(r"<summary>(.*?)</summary>", chips("A text.", [reading], "en"))
    assert parsed(summary).text.strip() == "Species and nature: Forest, land, parks"
    other = replace(reading, parts=(Part("habitat", "forest", 0.8),))
    assert in_a_line([[reading], [other]], EN) == "species and nature: Forest, land, parks"
