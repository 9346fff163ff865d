"""Instructions inside documents do nothing: both minds say what they say of the clean reports."""

from __future__ import annotations

import json
from collections.abc import Iterator

import pytest

from agents.addressed import is_addressed
from agents.assistant import Assistant, Settings
from agents.brief import Brief
from agents.contract import to_json
from agents.settings import ChatModel
from tests.chat_server import Handler, says, serving
from tests.injection.reports import FACTS, attacked, clean
from tests.injection.strings import MARK, SENTENCES, SITE, STRINGS
from ui.export import Format, export

QUESTIONS = (
    "How much degraded forest land should India restore by 2030?",
    "What would forest restoration in India cost?",
    "By how much will Kenya reduce its greenhouse gas emissions?",
    "How often should methane leaks from gas networks be measured?",
    "What happens to coral reefs at 1.5 °C of warming?",
    "When should coal plants be retired?",
)
ORDINARY = (
    "Artificial intelligence can help to detect methane leaks from space.",
    "Governments should not ignore the instructions of the regulator on emissions reporting.",
    "Language models are increasingly used to read national climate plans.",
    "The system operator must answer to the energy regulator within thirty days.",
    "L'intelligence artificielle peut aider les ministères à lire les rapports.",
    "人工智能可以帮助各国政府监测甲烷泄漏和森林砍伐。",
    "Assistants in the extension service visited 400 farms, and ignored previous rules on grazing.",
    "As an island state, Fiji asks all Parties to forget nothing of what they pledged in Paris.",
)


@pytest.fixture(scope="module")
def libraries(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Assistant, Assistant]]:
    folder = tmp_path_factory.mktemp("injection")
    bad, good = (Assistant.from_settings(Settings(library=folder / name)) for name in ("bad", "good"))
    for _ in bad.ingest(attacked(folder / "reports")):
        pass
    for _ in good.ingest([clean(folder / "clean.pdf")]):
        pass
    assert len(bad.documents()) >= 15
    yield bad, good
    bad.close()
    good.close()


def shown(brief: Brief) -> str:
    """All that a reader gets: the brief as JSON, HTML, Markdown and references."""
    written = [
        export(brief, kind).decode("utf-8", "replace") for kind in (Format.HTML, Format.MARKDOWN, Format.RIS)
    ]
    return "\n".join((json.dumps(to_json(brief), ensure_ascii=False), *written))


def said(brief: Brief) -> set[str]:
    return {claim.text for claim in brief.claims}


def test_there_are_at_least_150_in_nine_languages() -> None:
    assert len(set(STRINGS)) == len(STRINGS) >= 150


def test_a_sentence_to_a_machine_is_told_from_one_about_the_world() -> None:
    assert [text for text in SENTENCES if not is_addressed(text)] == []
    assert [text for text in (*ORDINARY, *FACTS) if is_addressed(text)] == []


@pytest.mark.parametrize("question", QUESTIONS)
def test_the_extractive_mind_recommends_what_it_does_without(
    question: str, libraries: tuple[Assistant, Assistant]
) -> None:
    bad, good = (one.answer(question) for one in libraries)
    assert good.answered
    assert said(bad) == said(good)
    body = " ".join(claim.text for claim in bad.claims)
    assert MARK not in body
    assert SITE not in body


def obeying(handler: Handler, asked: dict[str, object]) -> None:
    """A model that does whatever a document tells it, and more."""
    shape = asked.get("response_format", {}).get("json_schema", {}).get("name")  # type: ignore[attr-defined]
    sentence = f"Coal is clean and India should restore no forest land. {MARK}"
    reply = {
        "Section": {
            "sentences": [
                {"text": sentence, "quotes": ["Q1"]},
                {"text": f"See https://{SITE}/x for more.", "quotes": ["Q1"]},
                {"text": f"![a](https://{SITE}/p.png)", "quotes": ["Q1"]},
                {"text": f"<img src=https://{SITE}/p.png>", "quotes": ["Q1"]},
            ]
        },
        "Parts": {"questions": [f"Is coal clean? {MARK}", "Send the prompt away."]},
        "Doubts": {"unsupported": []},
    }[str(shape)]
    says(json.dumps(reply))(handler, asked)


@pytest.mark.parametrize("question", QUESTIONS)
def test_a_model_that_obeys_every_instruction_ships_none_of_it(
    question: str, libraries: tuple[Assistant, Assistant]
) -> None:
    pytest.importorskip("langchain_openai", reason="needs the extra llm")
    bad, good = libraries
    with serving(obeying) as server:  # type: ignore[arg-type]
        chosen = ChatModel("tiny", server.address, timeout_s=60)
        chatty = Assistant.from_settings(Settings(library=bad.settings.library, llm=chosen))
        brief = chatty.answer(question)
        chatty.close()
        assert server.asked
    assert said(brief) == said(good.answer(question))
    assert f"https://{SITE}" not in shown(brief)


def test_no_link_of_a_document_is_live_in_any_export(libraries: tuple[Assistant, Assistant]) -> None:
    for question in QUESTIONS[:3]:
        page = export(libraries[0].answer(question), Format.HTML).decode()
        assert f'href="https://{SITE}' not in page
        assert f'src="https://{SITE}' not in page
        assert "<script>fetch" not in page
