"""A chat model's translation stands beside a quotation, marked, and never in its place."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace

import pytest

pytest.importorskip("langchain_openai", reason="needs the extra llm")

from agents.brief import Brief
from agents.contract import from_json, to_json
from agents.endpoint import Endpoint
from agents.mind import Thinking
from agents.quantities import quantities
from agents.settings import ChatModel
from agents.translation import TRANSLATED_BY, stands, translate
from tests.agents.conftest import Ask
from tests.chat_server import Act, fails, replies, serving
from tests.fakes import Shelf
from ui.evidence import answer
from ui.export_html import html
from ui.export_markdown import markdown
from ui.outline import outline

QUESTION = "How much degraded forest land should India restore?"


def french(text: str) -> str:
    """Words of the language, with the numbers of the text."""
    numbers = " et ".join(str(own.value) for own in quantities(text))
    return f"Le pays devrait restaurer les terres dans la région avec des forêts pour {numbers}"


@pytest.fixture
def foreign(ask: Ask) -> Brief:
    """An answer in English to a reader of French."""
    return replace(ask(QUESTION), language="fr")


def translated(brief: Brief, shelf: Shelf, act: Act) -> tuple[Brief, Thinking]:
    with serving(act) as server:
        thinking = Thinking(Endpoint(ChatModel("tiny", server.address), sleep=lambda _: None))
        return translate(brief, shelf.document, thinking), thinking


def saying(make: Callable[[str], str]) -> Act:
    def reply(data: dict[str, object], shape: str) -> object:
        assert shape == "Translations"
        own: list[dict[str, object]] = data["sentences"]  # type: ignore[assignment]
        return {"translations": [{"number": one["number"], "text": make(str(one["text"]))} for one in own]}

    return replies(reply)


def test_a_translation_stands_beside_the_words_of_the_page(foreign: Brief, shelf: Shelf) -> None:
    made, thinking = translated(foreign, shelf, saying(french))
    assert [claim.text for claim in made.claims] == [claim.text for claim in foreign.claims]
    assert all(claim.translation == french(claim.text) for claim in made.claims)
    assert made.provenance.settings[TRANSLATED_BY] == "tiny"
    assert {step.role for step in thinking.steps} == {"translator"}
    assert [claim.citations for claim in made.claims] == [claim.citations for claim in foreign.claims]


def test_every_export_marks_it_as_a_machine_s(foreign: Brief, shelf: Shelf) -> None:
    made, _ = translated(foreign, shelf, saying(french))
    assert "traduction automatique, non vérifiée" in markdown(outline(made))
    assert "traduction automatique, non vérifiée" in html(outline(made))
    assert "traduction automatique" in answer(made, "a")
    assert from_json(json.dumps(to_json(made)).encode()) == made


@pytest.mark.parametrize(
    "spoil",
    [
        lambda text: french(text) + " 99 %",
        lambda text: french(text) + " [voir](http://evil.example)",
        lambda text: french(text) + " ![x](//evil.example/a.png)",
        lambda text: text,
        lambda text: "",
        lambda text: "The text says in this language what the page says: " + text,
        lambda text: french(text) * 9,
    ],
)
def test_what_is_not_one_is_dropped(foreign: Brief, shelf: Shelf, spoil: Callable[[str], str]) -> None:
    made, _ = translated(foreign, shelf, saying(spoil))
    assert made == foreign


def test_a_reply_for_sentences_that_were_not_asked_for_is_dropped(foreign: Brief, shelf: Shelf) -> None:
    act = replies(lambda data, shape: {"translations": [{"number": 99, "text": french("")}]})
    assert translated(foreign, shelf, act)[0] == foreign


def test_an_endpoint_that_fails_leaves_the_brief_as_it_is(foreign: Brief, shelf: Shelf) -> None:
    made, thinking = translated(foreign, shelf, fails(400))
    assert made == foreign
    assert thinking.failure


def test_a_brief_in_the_language_of_its_sources_asks_nobody(ask: Ask, shelf: Shelf) -> None:
    own = ask(QUESTION)
    made, thinking = translated(own, shelf, fails(400))
    assert made == own
    assert not thinking.steps


def test_numbers_decide() -> None:
    source = "Emissions fell by 12.5 per cent, to 1,200 Mt, in 2019."
    assert stands("Les émissions ont baissé de 12,5 % en 2019, à 1 200 Mt dans le pays.", source, "fr")
    assert not stands("Les émissions ont baissé de 125 % en 2019, à 1 200 Mt dans le pays.", source, "fr")
