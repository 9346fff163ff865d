"""The front door: light to open, kind about what is missing; and the doctor."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

from agents import doctor as clinic
from agents.assistant import Assistant, LibraryError, Settings
from agents.errors import BriefFileError, QuestionError
from agents.schema import BriefShape
from agents.schema_search import HitShape
from agents.settings import ChatModel
from retrieval.errors import IndexMismatchError
from retrieval.openvino_conversion import model_folder

ROOT = Path(__file__).resolve().parents[2]
HEAVY = ("langgraph", "torch", "gradio", "openvino", "faiss", "tantivy", "pypdfium2", "sklearn", "lingua")


@pytest.fixture
def assistant(tmp_path: Path) -> Assistant:
    return Assistant.from_settings(Settings(library=tmp_path / "library"))


def test_opening_the_door_loads_nothing_heavy() -> None:
    code = (
        "import sys, agents.assistant as a; a.Assistant.from_settings(a.Settings());"
        f"print([name for name in {HEAVY!r} if name in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, cwd=ROOT, check=True)
    assert done.stdout.strip() == "[]"


def test_an_empty_question_is_refused_before_anything_is_opened(assistant: Assistant) -> None:
    with pytest.raises(QuestionError):
        assistant.answer("  ")


def test_without_a_library_the_reply_says_so(assistant: Assistant) -> None:
    with pytest.raises(LibraryError):
        assistant.answer("What is adaptation?")


def test_a_brief_file_that_is_none_is_refused(assistant: Assistant) -> None:
    with pytest.raises(BriefFileError):
        assistant.verify(b"hello")


@pytest.mark.parametrize(
    ("address", "status"),
    [("http://127.0.0.1:1/v1", "ok"), ("https://h/v1", "ok"), ("http://10.0.0.7:11434/v1", "warn")],
)
def test_the_doctor_names_the_chat_model_and_does_not_contact_it(
    address: str, status: str, tmp_path: Path
) -> None:
    chosen = Settings(library=tmp_path / "library", llm=ChatModel("m", address))
    by_name = {finding.name: finding for finding in clinic.doctor(chosen)}
    assert by_name["chat model"].status == status
    assert address in by_name["chat model"].detail


def test_the_doctor_looks_at_everything_and_changes_nothing(tmp_path: Path) -> None:
    findings = clinic.doctor(Settings(library=tmp_path / "library"), sqlite_version=(3, 40, 0))
    by_name = {finding.name: finding for finding in findings}
    assert by_name["sqlite"].status == "warn"
    assert by_name["library"].status == "warn"
    assert by_name["packages"].status == by_name["encoder"].status == by_name["faiss"].status == "ok"
    assert all(bool(finding.remedy) == (finding.status != "ok") for finding in findings)
    assert clinic.worst(findings) == "warn"
    assert not (tmp_path / "library").exists()


def test_the_doctor_warns_of_a_folder_that_others_can_read(tmp_path: Path) -> None:
    folder = tmp_path / "library"
    folder.mkdir(mode=0o755)
    folder.chmod(0o755)
    by_name = {finding.name: finding for finding in clinic.doctor(Settings(library=folder), (3, 60, 0))}
    assert by_name["privacy"].status == "warn"
    assert by_name["sqlite"].status == "ok"


@pytest.mark.parametrize("shape", [BriefShape, HitShape])
def test_every_field_of_the_contract_is_documented(shape: type[BriefShape] | type[HitShape]) -> None:
    text = (ROOT / "docs" / "contract.md").read_text("utf-8")
    schema = shape.model_json_schema()
    names = set(schema["properties"])
    for part in schema.get("$defs", {}).values():
        names |= set(part.get("properties", {}))
    assert not {name for name in names if f"`{name}`" not in text}, json.dumps(sorted(names))


def test_a_library_moves_to_another_encoder_and_back(tmp_path: Path) -> None:
    settings = Settings(library=tmp_path / "library")
    assistant = Assistant.from_settings(settings)
    assert len(list(assistant.ingest([ROOT / "tests" / "data" / "two_columns.pdf"]))) > 1
    before = assistant.store().encoder()
    text = assistant.search("columns")[0].passage.text
    other = str(model_folder())
    last = list(assistant.reembed(other))[-1]
    assert last.pages_done == last.pages_total == 4
    assert assistant.store().encoder() not in (None, before)
    assert assistant.search("columns")[0].passage.text == text
    with pytest.raises(IndexMismatchError, match="library rebuild --encoder"):
        Assistant.from_settings(settings).search("columns")
    list(assistant.reembed("all-MiniLM-L6-v2"))
    assert assistant.store().encoder() == before
    assert Assistant.from_settings(settings).search("columns")[0].passage.text == text
