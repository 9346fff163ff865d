"""A library under a multilingual encoder that a user names, from PDFs to a brief, and back again."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import pytest
from fpdf import FPDF

from agents.assistant import Assistant
from agents.brief import Brief
from agents.doctor import doctor
from agents.measuring import parts_of, trial
from agents.settings import Settings
from corpus.passage_readings import readings_of
from retrieval.any_encoder import load_any
from retrieval.errors import IndexMismatchError
from retrieval.openvino_encoder import load_embedded
from tests.retrieval.judged import folder as judged_folder
from tests.retrieval.multilingual import DIM, tiny_encoder
from tests.shared import shared

pytestmark = pytest.mark.filterwarnings("default")  # those of the libraries are not ours to mend
EMBEDDED = "all-MiniLM-L6-v2"
E5 = {"query": "query: ", "passage": "passage: "}
PAGES: Mapping[str, tuple[str, ...]] = {
    "en-coast": (
        "Sea walls protect the coastal towns from floods. The government must restore 4,000 hectares of",
        "mangroves by 2030. Rising seas will cause severe losses for the fishing villages of the delta.",
    ),
    "en-energy": (
        "Solar power supplied 12 per cent of electricity in 2021. The ministry will pay subsidies for solar",
        "pumps. Households in the northern districts hope that the grid reaches them before 2035.",
    ),
    "fr-forets": (
        "Les forêts stockent le carbone dans le bois et dans le sol. Le ministère doit restaurer 300 000",
        "hectares de forêts avant 2030. La perte des forêts aggrave les sécheresses dans le nord du pays.",
    ),
    "es-agua": (
        "El agua potable falta en los barrios altos de la ciudad. El gobierno debe construir 40 pozos antes",
        "de 2030. Las sequías reducen el agua de los ríos y de los pozos en todo el sur del país.",
    ),
}
ASKED = {
    "How many hectares of mangroves must be restored by 2030?": "en-coast",
    "Combien d'hectares de forêts faut-il restaurer avant 2030 ?": "fr-forets",
    "¿Cuántos pozos debe construir el gobierno antes de 2030?": "es-agua",
}


def write_pdfs(folder: Path) -> list[Path]:
    folder.mkdir()
    made = []
    for name, lines in PAGES.items():
        pdf = FPDF(format="A4", unit="pt")
        pdf.set_title(name)
        pdf.add_page()
        pdf.set_font("Helvetica", size=11)
        for step, line in enumerate(lines):
            pdf.text(60, 100 + 14 * step, line)
        made.append(folder / f"{name}.pdf")
        pdf.output(str(made[-1]))
    return made


def library(folder: Path, encoder: str | None, pdfs: list[Path]) -> Assistant:
    assistant = Assistant.from_settings(Settings(library=folder, encoder=encoder))
    list(assistant.ingest(pdfs))
    return assistant


def said(brief: Brief) -> list[tuple[object, ...]]:
    """What a brief claims, and what the tools read there."""
    return [(claim.text, claim.support, claim.readings) for claim in brief.claims]


@pytest.fixture(scope="module")
def tiny(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tiny_encoder(tmp_path_factory.mktemp("encoders") / "tiny", prompts=E5)


@pytest.fixture(scope="module")
def pdfs(tmp_path_factory: pytest.TempPathFactory) -> list[Path]:
    return write_pdfs(tmp_path_factory.mktemp("pdfs") / "pdfs")


def test_from_pdfs_to_briefs_and_back(tmp_path: Path, tiny: Path, pdfs: list[Path]) -> None:
    encoder = load_any(str(tiny))
    other = library(tmp_path / "other", str(tiny), pdfs)
    usual = library(tmp_path / "usual", None, pdfs)
    assert other.store().encoder() == encoder.fingerprint
    numbers, vectors = other.store().vectors()
    assert vectors.shape == (len(numbers), DIM)

    for question, name in ASKED.items():
        assert other.search(question)[0].document.file == f"{name}.pdf"
        brief, same = other.answer(question), usual.answer(question)
        assert brief.claims
        assert said(brief) == said(same)  # the tool models read their own encoder's vectors
        assert brief.provenance.encoder.startswith("tiny/sentence-transformers")
        assert same.provenance.encoder.startswith(f"{EMBEDDED}/openvino")
    assert any(claim.readings for claim in other.answer(next(iter(ASKED))).claims)
    assert readings(other) == readings(usual) != {}

    list(other.reembed(EMBEDDED))
    assert other.store().encoder() == load_embedded().fingerprint == usual.store().encoder()
    question = next(iter(ASKED))
    assert other.search(question)[0].document.file == "en-coast.pdf"
    again = Assistant.from_settings(Settings(library=tmp_path / "other"))
    assert said(again.answer(question)) == said(usual.answer(question))
    with pytest.raises(IndexMismatchError, match="rebuild --encoder"):
        Assistant.from_settings(Settings(library=tmp_path / "other", encoder=str(tiny))).search(question)
    list(again.reembed(str(tiny)))
    assert again.store().encoder() == encoder.fingerprint
    assert again.search(question)[0].document.file == "en-coast.pdf"


def readings(assistant: Assistant) -> dict[str, object]:
    """What the tool models said of the passages of each file when it was taken in."""
    store = assistant.store()
    return {
        document.file: [
            [(one.task, one.label, round(one.probability, 3)) for one in own] for own in read.values()
        ]
        for document in store.documents()
        if (read := readings_of(store, document.id))
    }


def test_it_is_measured_as_any_other(tmp_path: Path, tiny: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GLOBALBRAIN_CACHE", str(tmp_path / "cache"))
    encoder = load_any(str(tiny))
    done = trial(judged_folder(tmp_path / "mine"), encoder, parts_of("fusion"), "all")
    assert done.measures["nDCG@10"].mean > 0.5
    alone = trial(judged_folder(tmp_path / "mine"), encoder, parts_of("dense"), "all")
    assert alone.rankings.keys() == done.rankings.keys()


def test_the_doctor_says_what_is_used(tmp_path: Path, tiny: Path) -> None:
    by_name = {one.name: one for one in doctor(Settings(library=tmp_path / "none", encoder=str(tiny)))}
    told = by_name["encoder"].detail
    assert by_name["encoder"].status == "ok"
    for fact in (
        "tiny/sentence-transformers",
        f"{DIM} dimensions",
        "'query: '",
        "languages ar en",
        "pooling",
    ):
        assert fact in told
    missing = Settings(library=tmp_path / "none", encoder=str(tmp_path / "absent"))
    (absent,) = (one for one in doctor(missing) if one.name == "encoder")
    assert absent.status == "fail"
    assert absent.remedy


@pytest.mark.shared
def test_other_scripts_are_found_by_questions_in_them(tmp_path: Path, tiny: Path) -> None:
    folder = shared("corpus", "pdf_rendered")
    files = [folder / f"sdg-env-goals-{code}.pdf" for code in ("zh", "ar", "ru")]
    assistant = library(tmp_path / "library", str(tiny), files)
    for question, code in (
        ("海洋酸化的影响", "zh"),
        ("الصيد المفرط والصيد غير القانوني", "ar"),
        ("опустынивание и засуха", "ru"),
        ("UNFCCC 气候变化 2020", "zh"),
    ):
        found = assistant.search(question)
        assert found[0].document.file == f"sdg-env-goals-{code}.pdf", question
        assert found[0].document.language == code
