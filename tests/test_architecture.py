"""Imports point one way, heavy libraries have one home, files fit in one reading."""

from __future__ import annotations

import ast
import importlib.util
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
PACKAGES = ("agents", "corpus", "finetune", "retrieval", "ui")
ALLOWED: dict[str, set[str]] = {
    "corpus": set(),
    "finetune": set(),
    "retrieval": {"corpus"},
    "agents": {"corpus", "finetune", "retrieval"},
    "ui": {"agents"},
}
# What the agents may use of finetune; the command line may start a training through them.
FROM_FINETUNE = {
    f"finetune.{name}" for name in ("tasks", "artifact", "predict", "serving", "inventory", "errors")
}
# The one door to training, docs/adr/0005-fine-tuning.md, and the one to what people label for it.
DOOR = {
    "agents/workshop.py": {"finetune.workshop", "finetune.settings"},
    "agents/labelling.py": {"finetune.corrections", "finetune.uncertainty"},
}
# Encoders, losses and the Trainer; nothing here is imported on the way to an answer without a tool model.
TRAINING = {
    f"finetune/{name}.py"
    for name in (
        "adversary",
        "contrast",
        "encoder",
        "feeding",
        "generation",
        "losses",
        "methods",
        "model",
        "processes",
        "seeds",
        "together",
        "trainer",
        "vision",
        "writers",
    )
}
HOMES: dict[str, set[str]] = {
    "faiss": {"retrieval/dense_kinds.py"},
    "tantivy": {
        "retrieval/lexical.py",
        "retrieval/lexical_build.py",
        "retrieval/lexical_query.py",
        "retrieval/analysis.py",
    },
    "openvino": {"retrieval/openvino_encoder.py", "retrieval/openvino_conversion.py", "finetune/graph.py"},
    "nncf": {"retrieval/openvino_conversion.py", "finetune/quantising.py"},
    "ahocorasick_rs": {"retrieval/concepts/tagger.py"},
    "rdflib": {"retrieval/concepts/rdf.py"},
    "defusedxml": {"retrieval/concepts/rdf.py"},
    "sentence_transformers": {"retrieval/any_encoder.py"},
    "torch": {"retrieval/openvino_conversion.py", "retrieval/any_encoder.py", *TRAINING},
    "transformers": {"retrieval/openvino_conversion.py", "retrieval/any_encoder.py", *TRAINING},
    "peft": {"finetune/methods.py"},
    "optuna": {"finetune/search.py"},
    "datasets": {"finetune/rows.py"},
    "sklearn": {
        "finetune/linear.py",
        "finetune/relevance_train.py",
        "finetune/relevance_questions.py",
        "finetune/support_train.py",
        "finetune/ranking.py",
    },
    "filelock": {
        "finetune/corrections.py",
        "finetune/versions.py",
        "finetune/training.py",
        "finetune/generation.py",
        "finetune/progress.py",
    },
    "ir_measures": {"retrieval/measures.py"},
    "langgraph": {"agents/graph.py"},
    "langchain_core": {"agents/tools.py", "agents/endpoint.py"},
    "langchain_openai": {"agents/endpoint.py"},
    "openai": {"agents/endpoint.py"},
    "tenacity": {"agents/endpoint.py"},
    "markdown_it": {"ui/card_page.py"},
    "matplotlib": {"finetune/pictures.py"},
    "scipy": {"finetune/calibration.py", "finetune/linear.py", "finetune/ngrams.py"},
    "pypdfium2": {"corpus/pdf_text.py"},
    "pypdf": {"corpus/pdf_structure.py"},
    "sqlite3": {"corpus/database.py"},
    "gradio": {
        "ui/app.py",
        "ui/filter_panel.py",
        "ui/handlers.py",
        "ui/labels_tab.py",
        "ui/models_tab.py",
        "ui/plan_panel.py",
        "ui/talks_panel.py",
    },
    "docx": {"ui/export_docx.py", "ui/export_docx_notes.py", "ui/export_docx_styles.py"},
    "fpdf": {
        "ui/export_pdf.py",
        "ui/export_pdf_sheet.py",
        "ui/export_pdf_fonts.py",
        "corpus/starter/build.py",
    },
}
MOST_LINES = 300


def sources() -> list[Path]:
    return sorted(path for package in PACKAGES for path in (ROOT / package).rglob("*.py"))


def imports(path: Path) -> Iterator[str]:
    """Every module imported anywhere in a file, inside functions too."""
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{path}: relative import"
            assert node.module
            yield node.module


@pytest.mark.parametrize("path", sources(), ids=lambda path: str(path.relative_to(ROOT)))
def test_imports_point_one_way(path: Path) -> None:
    package = path.relative_to(ROOT).parts[0]
    ours = {name for name in imports(path) if name.split(".")[0] in PACKAGES}
    foreign = {name for name in ours if name.split(".")[0] not in ALLOWED[package] | {package}}
    assert not foreign
    if package == "agents":
        more = DOOR.get(str(path.relative_to(ROOT)), set())
        assert {name for name in ours if name.startswith("finetune.")} <= FROM_FINETUNE | more


@pytest.mark.parametrize("path", sources(), ids=lambda path: str(path.relative_to(ROOT)))
def test_a_heavy_library_has_one_home(path: Path) -> None:
    place = str(path.relative_to(ROOT))
    strangers = {top for name in imports(path) if place not in HOMES.get(top := name.split(".")[0], {place})}
    assert not strangers, f"{place} imports {strangers}"


@pytest.mark.parametrize("path", sources(), ids=lambda path: str(path.relative_to(ROOT)))
def test_a_file_fits_in_one_reading(path: Path) -> None:
    assert len(path.read_text("utf-8").splitlines()) <= MOST_LINES


def test_no_import_cycles() -> None:
    modules = {".".join(p.relative_to(ROOT).with_suffix("").parts): p for p in sources()}
    graph = {name: {i for i in imports(path) if i in modules} for name, path in modules.items()}
    done: set[str] = set()

    def visit(name: str, trail: tuple[str, ...]) -> None:
        assert name not in trail, " -> ".join((*trail, name))
        if name in done:
            return
        for target in graph[name]:
            visit(target, (*trail, name))
        done.add(name)

    for name in graph:
        visit(name, ())


@pytest.mark.parametrize("package", PACKAGES)
def test_our_packages_are_the_ones_found(package: str) -> None:
    spec = importlib.util.find_spec(package)
    assert spec
    assert spec.origin
    assert Path(spec.origin).resolve() == ROOT / package / "__init__.py"


@pytest.mark.parametrize("package", PACKAGES)
def test_a_package_opens_with_one_docstring_and_no_code(package: str) -> None:
    body = ast.parse((ROOT / package / "__init__.py").read_text("utf-8")).body
    assert len(body) == 1
    assert isinstance(body[0], ast.Expr)
