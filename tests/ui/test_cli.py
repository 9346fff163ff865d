"""The command line: results, exit codes, JSON, and nothing that a document can do to a terminal."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
import typer
from typer.testing import CliRunner

from agents.events import Event
from corpus.documents import Document
from corpus.errors import ManifestError
from corpus.ingest_events import IngestEvent
from finetune.errors import ArtifactError
from retrieval.errors import NoMatchError
from retrieval.hits import NO_FILTERS, Filters, Lifted
from retrieval.matching import FIELDS
from tests.ui.briefs import a_refusal, an_answer
from tests.ui.fake_assistant import ShelfAssistant
from ui.cli import app
from ui.cli_options import as_typed
from ui.cli_session import Session
from ui.export import Format, export


@dataclass(frozen=True)
class Ran:
    code: int
    out: str
    err: str

    @property
    def json(self) -> Any:
        return json.loads(self.out)


def run(*words: str, assistant: ShelfAssistant | None = None, environ: dict[str, str] | None = None) -> Ran:
    """Run the command in this process over a fake assistant."""
    shelf = assistant or ShelfAssistant()

    session = Session(make=shelf.with_settings, environ=environ or {"GLOBALBRAIN_LIBRARY": "/nowhere"})
    result = CliRunner().invoke(app, list(words), obj=session)
    if result.exception and not isinstance(result.exception, SystemExit):
        raise result.exception
    return Ran(result.exit_code, result.stdout, result.stderr)


def test_ask_answers_with_numbered_notes_and_says_the_steps_aside() -> None:
    done = run("ask", "What cuts methane?")
    assert done.code == 0
    assert "- Leak detection every quarter removes about 60 % of fugitive emissions. [2][1]" in done.out
    assert (
        "[1] Methane and the emissions gap. Example Environment Programme, 2023, p. 31 (printed xxix)."
        in done.out
    )
    assert "(partly supported)" in done.out
    assert "What does it cost smallholders?" in done.out
    assert "planned" in done.err
    assert "verified: 4 stand, 1 left out" in done.err
    assert "planned" not in done.out


def test_the_taggers_are_asked_for_before_the_question(tmp_path: Path) -> None:
    for words in (("ask", "x"), ("brief", "x", "--out", str(tmp_path / "brief.md"))):
        shelf = ShelfAssistant()
        run(*words, assistant=shelf)
        assert [name for name, _ in shelf.calls][:2] == ["read_words", "ask"]


def test_ask_as_json_keeps_the_contract() -> None:
    done = run("ask", "What cuts methane?", "--json")
    claim = done.json["claims"][0]
    assert {"question", "answered", "claims", "unanswered", "searched", "provenance"} <= set(done.json)
    assert set(claim) >= {"text", "support", "citations"}
    assert {"document_id", "file", "title", "page", "page_label", "start", "end", "quote"} <= set(
        claim["citations"][0]
    )


def test_a_refusal_has_a_code_of_its_own_and_says_what_was_searched() -> None:
    done = run("ask", "Who won?", assistant=ShelfAssistant(a_refusal()))
    assert done.code == 3
    assert "No answer found in the library" in done.out
    assert "methane emissions 2030" in done.out
    assert "Methane is a short-lived climate forcer." in done.out
    assert run("ask", "Who won?", "--json", assistant=ShelfAssistant(a_refusal())).json["answered"] is False


@pytest.mark.parametrize(
    "words",
    [
        ["ask", " "],
        ["ask", "x", "--country", "Atlantis"],
        ["ask"],
        ["ask", "x", "--nonsense"],
        ["nonsense"],
        ["ingest", ""],
        ["library", "list", "--library", ""],
    ],
    ids=" ".join,
)
def test_bad_usage_has_code_2_and_writes_no_answer(words: list[str]) -> None:
    done = run(*words)
    assert (done.code, done.out) == (2, "")
    assert done.err


def test_an_error_says_what_why_and_what_to_do_and_with_json_says_it_in_json() -> None:
    done = run("ask", "x", "--country", "Atlantis", "--json")
    assert "--country Atlantis: no document has it. There are: Kenya" in done.err
    assert done.json == {
        "error": {"what": "--country Atlantis", "reason": "no document has it", "remedy": "There are: Kenya"}
    }


def test_filters_that_match_nothing_together_are_named_as_they_were_typed() -> None:
    found = (Lifted("year", 1, 9, ("2015",)), Lifted("sdg", 2, 3))
    told = "Without year, 1 document would match (year: 2015). Without sdg, 2 documents would match"
    said = as_typed(NoMatchError("filters year, sdg", "no passage passes all of them", told, found))
    assert str(said) == (
        "--year, --sdg: no passage passes all of them. "
        "Without --year, 1 document would match (year: 2015). Without --sdg, 2 documents would match"
    )
    assert isinstance(said, NoMatchError)
    assert said.lifted == found


def test_every_filter_is_called_like_its_option() -> None:
    said = run("search", "--help").out
    assert all(f"--{name}" in said for name in FIELDS)


@pytest.mark.parametrize("command", ["ask", "search", "brief"])
def test_regions_instruments_and_concepts_reach_the_assistant(command: str, tmp_path: Path) -> None:
    shelf = ShelfAssistant()
    out = ["--out", str(tmp_path / "brief.md")] if command == "brief" else []
    words = [
        "--region",
        "Southern Asia",
        "--instrument",
        "regulation",
        "--concept",
        "红树林",
        "--concept",
        "peat",
    ]
    assert run(command, "x", *words, *out, assistant=shelf).code == 0
    name, chosen = shelf.calls[0]
    assert name == "filters"
    assert chosen["regions"] == ["Southern Asia"]
    assert chosen["instruments"] == ["regulation"]
    assert chosen["concepts"] == ["红树林", "peat"]


def test_what_a_search_can_be_limited_to_is_listed_with_counts() -> None:
    done = run("library", "filters")
    assert "--country\n  KEN (Kenya): 2 documents, 31 passages" in done.out
    assert "--concept\n  mangrove: 1 passage" in done.out
    assert "--year\n  nothing in the library has one" in done.out
    one = run("library", "filters", "--field", "country", "--json").json
    assert one == {"country": [{"value": "KEN", "name": "Kenya", "count": 2, "passages": 31}]}
    wrong = run("library", "filters", "--field", "colour")
    assert wrong.code == 2
    assert "Filters are: country, region" in wrong.err


def test_filters_reach_the_assistant_and_none_is_asked_for_none() -> None:
    shelf = ShelfAssistant()
    run(
        "ask",
        "x",
        "--country",
        "Kenya",
        "--country",
        "法国",
        "--year",
        "2015-2023",
        "--k",
        "7",
        assistant=shelf,
    )
    name, chosen = shelf.calls[0]
    assert name == "filters"
    assert (chosen["countries"], chosen["years"]) == (["Kenya", "法国"], "2015-2023")
    assert shelf.settings.k == 7
    assert "risk" not in chosen
    read = ShelfAssistant()
    run("search", "x", "--sdg", "13", "--hazard", "flood", "--risk", "0", assistant=read)
    assert read.calls[0][1] | {"goals": ["13"], "hazards": ["flood"], "risk": 0} == read.calls[0][1]
    assert run("ask", "x", "--risk", "5", assistant=read).code == 2
    other = ShelfAssistant()
    run("ask", "x", assistant=other)
    assert [call[0] for call in other.calls] == ["read_words", "ask"]


@pytest.mark.parametrize("kind", Format, ids=str)
def test_brief_writes_each_format_by_its_suffix(kind: Format, tmp_path: Path) -> None:
    out = tmp_path / f"brief.{kind.value}"
    done = run("brief", "What cuts methane?", "--out", str(out))
    assert done.code == 0
    assert "4 claims, 4 citations" in done.out
    assert out.read_bytes() == export(an_answer(), kind, "http://127.0.0.1:7860")
    assert [path.name for path in tmp_path.iterdir()] == [out.name]


@pytest.mark.parametrize("command", ["brief", "export"])
def test_a_format_against_the_ending_of_the_file_is_told(command: str, tmp_path: Path) -> None:
    out = tmp_path / "brief.pdf"
    done = run(command, "x", "--out", str(out), "--format", "bib")
    assert done.code == 2
    assert "--format bib: the file is called brief.pdf, and as bib it would be no pdf" in done.err
    assert "call the file brief.bib" in done.err
    assert not out.exists()
    for name, kind in (("refs.json", "csl"), ("refs", "bib"), ("refs.bib", "bibtex"), ("a.b", "md")):
        assert run("brief", "x", "--out", str(tmp_path / name), "--format", kind).code == 0


def test_brief_replaces_a_file_only_when_told(tmp_path: Path) -> None:
    out = tmp_path / "brief.md"
    out.write_text("mine")
    shelf = ShelfAssistant()
    done = run("brief", "x", "--out", str(out), assistant=shelf)
    assert (done.code, out.read_text()) == (1, "mine")
    assert "--force" in done.err
    assert shelf.calls == []
    assert run("brief", "x", "--out", str(out), "--force").code == 0
    assert "methane" in out.read_text("utf-8")


def test_brief_writes_a_refusal_only_when_told(tmp_path: Path) -> None:
    out = tmp_path / "brief.html"
    shelf = ShelfAssistant(a_refusal())
    assert run("brief", "x", "--out", str(out), assistant=shelf).code == 3
    assert not out.exists()
    done = run("brief", "x", "--out", str(out), "--allow-refusal", "--json", assistant=shelf)
    assert done.code == 3
    assert done.json == {"answered": False, "file": str(out), "claims": 0, "citations": 0}
    assert "No answer found" in out.read_text("utf-8")


@pytest.mark.parametrize(("name", "code"), [("brief.exe", 2), ("missing/brief.md", 1), (".", 2)])
def test_a_place_that_cannot_be_written_is_refused_before_the_question(
    name: str, code: int, tmp_path: Path
) -> None:
    shelf = ShelfAssistant()
    assert run("brief", "x", "--out", str(tmp_path / name), assistant=shelf).code == code
    assert shelf.calls == []


def test_a_saved_brief_is_exported_and_verified(tmp_path: Path) -> None:
    saved = tmp_path / "brief.json"
    saved.write_bytes(export(an_answer(), Format.JSON))
    out = tmp_path / "refs.csl.json"
    assert run("export", str(saved), "--out", str(out)).code == 0
    assert out.read_bytes() == export(an_answer(), Format.CSL)
    assert run("verify", str(saved)).out == "holds: 4 claims, 5 citations of 3 documents\n"
    bad = run("verify", str(saved), assistant=ShelfAssistant(sound=False))
    assert bad.code == 1
    assert "quote: claim 1: the page has other words" in bad.out
    assert run("verify", str(saved), "--json").json["ok"] is True


def test_a_file_that_is_no_brief_is_refused(tmp_path: Path) -> None:
    broken = tmp_path / "brief.json"
    broken.write_text("{}")
    assert run("export", str(broken), "--out", str(tmp_path / "x.md")).code == 1
    assert run("verify", str(tmp_path / "absent.json")).code == 2


def test_search_lists_passages_and_its_json_keeps_the_contract() -> None:
    shelf = ShelfAssistant()
    done = run("search", "methane", "--k", "5", assistant=shelf)
    assert "1. Methane and the emissions gap, p. 3" in done.out
    assert shelf.calls == [("search", ("methane", 5, shelf.calls[0][1][2]))]
    hit = run("search", "methane", "--json").json["hits"][0]
    assert set(hit) == {
        "passage_id",
        "document_id",
        "file",
        "page",
        "start",
        "end",
        "text",
        "table",
        "score",
        "rank",
    }
    assert hit["text"] == "Methane\x1b[2J is important"


def test_text_of_a_document_cannot_drive_the_terminal() -> None:
    for words in (["search", "x"], ["search", "x", "--json"], ["library", "page", "gap-report.pdf", "1"]):
        out = run(*words).out
        assert not set(out) & {"\x1b", "\x07", "\x9b", "\u202e"}


def test_ingest_reports_and_says_clearly_what_failed() -> None:
    shelf = ShelfAssistant()
    done = run(
        "ingest", "a.pdf", "bad.pdf", "--country", "Kenya", "--year", "2020", "--no-ocr", assistant=shelf
    )
    assert done.code == 1
    assert "1 failed; every other file is in:\n  bad.pdf: it is not a PDF. Give a PDF" in done.out
    assert "added a.pdf: 3 pages, 9 passages, 2 without readable text" in done.err
    assert "\x1b" not in done.out + done.err
    paths, fields, jobs, ocr = shelf.calls[0][1]
    assert (paths, fields) == ([Path("a.pdf"), Path("bad.pdf")], {"country": "Kenya", "year": 2020})
    assert (jobs, ocr) == (None, False)


def test_ingest_is_done_when_all_files_are_in_or_were() -> None:
    assert run("ingest", "a.pdf", "old.pdf").code == 0
    assert run("ingest", "--starter").code == 0
    assert run("library", "starter").code == 0
    report = run("ingest", "a.pdf", "bad.pdf", "--json")
    assert report.code == 1
    assert report.json["failed"] == [{"file": "bad.pdf", "reason": "it is not a PDF", "remedy": "Give a PDF"}]


def test_ingest_without_a_path_is_bad_usage_and_an_interruption_says_what_is_safe() -> None:
    assert run("ingest").code == 2
    done = run("ingest", "stop.pdf")
    assert done.code == 130
    assert "what was added is safe" in done.err


def test_the_starter_library_and_paths_make_one_report() -> None:
    alone = run("ingest", "reports", "--json").json
    both = run("ingest", "--starter", "reports", "--json").json
    assert both["documents"] == 2 * alone["documents"]
    assert both["failed"] == 2 * alone["failed"]
    assert run("ingest", "--starter", "--title", "Mine").code == 2


@pytest.mark.parametrize("words", [["ingest", "x.pdf"], ["library", "correct", "scan_004.pdf"]], ids=" ".join)
def test_metadata_that_cannot_be_used_is_bad_usage(words: list[str]) -> None:
    class Strict(ShelfAssistant):
        def ingest(self, *_: Any, **__: Any) -> Iterator[IngestEvent]:
            raise ManifestError("command line", "country: 'Atlantis' is no country", "Correct it")

        def correct(self, *_: Any, **__: Any) -> Document:
            raise ManifestError("metadata", "country: 'Atlantis' is no country", "Correct it")

    done = run(*words, "--country", "Atlantis", "--json", assistant=Strict())
    assert (done.code, done.json["error"]["reason"]) == (2, "country: 'Atlantis' is no country")


def test_the_library_is_listed_shown_corrected_and_emptied() -> None:
    shelf = ShelfAssistant()
    assert run("library", "list").out.splitlines()[0].split("\t")[0] == "id"
    assert len(run("library", "list", "--json").json["documents"]) == 3
    assert "publisher: unknown" in run("library", "show", "scan_004.pdf").out
    assert run("library", "show", "scan_004.pdf", "--json").json["publisher"] is None
    assert run("library", "correct", "scan_004.pdf", "--year", "2001", assistant=shelf).code == 0
    assert shelf.calls == [("correct", {"year": 2001})]
    assert run("library", "correct", "scan_004.pdf").code == 2
    assert "removed" in run("library", "remove", "scan_004.pdf").out
    assert run("library", "remove", "scan_004.pdf", "--json").json["removed"]["file"] == "scan_004.pdf"
    assert run("library", "show", "absent").code == 1


def test_a_tool_model_that_does_not_match_is_told_like_any_error() -> None:
    altered = ArtifactError("relevance.json", "its weights are not usable", "Install globalbrain again")

    class Broken(ShelfAssistant):
        def ask(self, question: str, *, filters: Filters = NO_FILTERS) -> Iterator[Event]:
            raise altered

    told = run("ask", "What is peat?", "--json", assistant=Broken())
    assert (told.code, told.json["error"]["reason"]) == (1, "its weights are not usable")


def test_a_page_as_json_has_the_text_that_quotes_are_cut_from() -> None:
    page = run("library", "page", "gap-report.pdf", "3", "--json").json
    assert page["text"] == "The text\nof \x07one page."
    assert (page["page"], page["page_label"], page["file"]) == (3, "xii", "gap-report.pdf")


def test_rebuild_check_pull_and_doctor_say_how_it_went() -> None:
    assert run("library", "rebuild").out == "indexes rebuilt\n"
    assert run("library", "rebuild", "--json").json == {"rebuilt": True}
    other = ShelfAssistant()
    assert 'encoder = "my/model"' in run("library", "rebuild", "--encoder", "my/model", assistant=other).out
    assert other.calls == [("reembed", "my/model")]
    assert run("library", "read").out == "2 documents read\n"
    assert run("library", "read", "--json").json == {"documents": 2}
    assert run("library", "check", "--read-data").out == "no problem found\n"
    bad = ShelfAssistant(sound=False)
    assert run("library", "check", assistant=bad).code == 1
    assert run("library", "check", "--json", assistant=bad).json["ok"] is False
    assert "globalbrain ingest '/downloads/gap.pdf'" in run("library", "pull", "gap").out
    assert run("library", "pull", "gap", "--json").json == {"file": "/downloads/gap.pdf"}
    assert run("doctor").code == 0
    told = run("doctor", assistant=bad)
    assert told.code == 1
    assert "fail  library: not there\n      globalbrain ingest PATH" in told.out
    assert run("doctor", "--json").json["ok"] is True


def test_the_library_option_wins_over_the_environment(tmp_path: Path) -> None:
    shelf = ShelfAssistant()
    run("--library", str(tmp_path), "library", "list", assistant=shelf)
    assert shelf.settings.library == tmp_path
    run("library", "list", assistant=shelf)
    assert shelf.settings.library == Path("/nowhere")


GROUPS = ("library", "models")


def every_command() -> list[list[str]]:
    group = typer.main.get_command(app)
    groups = {name: group.commands[name].commands for name in GROUPS}  # type: ignore[attr-defined]
    names = [[name] for name in group.commands]  # type: ignore[attr-defined]
    return [[], *names, *([name, command] for name, own in groups.items() for command in own)]


@pytest.mark.parametrize("words", every_command(), ids=" ".join)
def test_every_command_explains_itself(words: list[str]) -> None:
    done = run(*words, "--help")
    assert done.code == 0
    assert done.out.startswith("Usage: ")
    assert f"globalbrain {' '.join(words)}" in done.out.split("Examples:")[1]


def python(program: str, *words: str, **more: Any) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-c", program, *words]
    return subprocess.run(command, capture_output=True, text=True, timeout=60, check=False, **more)


@pytest.mark.parametrize(
    "words", [["--help"], ["--version"], ["library", "list"], ["ask", ""], ["doctor", "-h"]]
)
def test_a_light_command_loads_nothing_heavy(words: list[str], tmp_path: Path) -> None:
    program = (
        "import sys\n"
        "from ui.__main__ import main\n"
        "try:\n    main()\n"
        "except SystemExit:\n"
        "    heavy = {'torch', 'gradio', 'langgraph', 'transformers', 'openvino', 'faiss', 'docx', 'fpdf'}\n"
        "    sys.exit('loaded: ' + ' '.join(heavy & set(sys.modules)) if heavy & set(sys.modules) else 0)\n"
    )
    done = python(program, "--library", str(tmp_path / "none"), *words)
    assert "loaded" not in done.stderr


def test_a_fault_that_nobody_foresaw_is_one_line_and_code_1() -> None:
    program = (
        "import sys\n"
        "import ui.cli_session\n"
        "def broken(self, **changes):\n    raise RuntimeError('pipes\\x1b[2J\\nburst')\n"
        "ui.cli_session.Session.assistant = broken\n"
        "from ui.__main__ import main\n"
        "main()\n"
    )
    done = python(program, "library", "list")
    assert done.returncode == 1
    assert done.stderr.count("\n") == 1
    assert "RuntimeError" in done.stderr
    assert "--debug" in done.stderr
    assert "\x1b" not in done.stderr
    traced = python(program, "--debug", "library", "list")
    assert traced.returncode == 1
    assert "Traceback" in traced.stderr


ON_A_FAKE_SHELF = (
    "import sys\n"
    "import ui.cli_session\n"
    "from tests.ui.fake_assistant import ShelfAssistant\n"
    "ui.cli_session.Session.assistant = lambda self, **changes: ShelfAssistant()\n"
    "from ui.__main__ import main\n"
    "main()\n"
)


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="no /dev/full on this system")
@pytest.mark.parametrize(
    "words", [["library", "list"], ["library", "list", "--json"], ["ask", "x", "--json"]], ids=" ".join
)
def test_a_full_standard_output_is_one_line_and_code_1(words: list[str]) -> None:
    with Path("/dev/full").open("w") as full:
        command = [sys.executable, "-c", ON_A_FAKE_SHELF, *words]
        done = subprocess.run(command, stdout=full, stderr=subprocess.PIPE, timeout=60, check=False)
    last = done.stderr.decode().splitlines()[-1]
    assert done.returncode == 1
    assert last.startswith("globalbrain: standard output: no space left on device")
    assert b"Traceback" not in done.stderr


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="no /dev/full on this system")
def test_steps_that_nobody_can_hear_keep_no_answer_back() -> None:
    with Path("/dev/full").open("w") as full:
        command = [sys.executable, "-c", ON_A_FAKE_SHELF, "ask", "x", "--json"]
        done = subprocess.run(command, stdout=subprocess.PIPE, stderr=full, timeout=60, check=False)
    assert done.returncode == 0
    assert json.loads(done.stdout)["answered"] is True


def test_a_reader_that_goes_away_is_no_fault() -> None:
    command = [sys.executable, "-c", ON_A_FAKE_SHELF, "library", "list"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE) as process:
        assert process.stdout
        assert process.stderr
        process.stdout.close()
        said = process.stderr.read().decode()
    assert "Traceback" not in said
    assert "unexpected" not in said
