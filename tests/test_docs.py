"""Every command, setting, error and event is documented, and the docs name nothing that is not there."""

from __future__ import annotations

import ast
import re
import tomllib
from collections.abc import Iterator
from dataclasses import fields
from pathlib import Path
from typing import get_args

import pytest
import typer.main
from pydantic import BaseModel
from typer.core import TyperCommand, TyperGroup

import agents.schema
from agents.events import Event
from agents.graph import graph
from agents.settings import ChatModel, Settings

ROOT = Path(__file__).resolve().parents[1]
REFERENCE = (ROOT / "docs" / "reference.md").read_text("utf-8")
PAGES = [
    ROOT / "README.md",
    ROOT / "CONTRIBUTING.md",
    ROOT / "CHANGELOG.md",
    *sorted(path for path in (ROOT / "docs").rglob("*.md")),
    *sorted(path for path in (ROOT / "benchmarks").rglob("*.md")),
]
# Where packages come from is the installer's setting, never ours.
FOREIGN = re.compile(
    r"pypi\.org|pythonhosted|npmjs|registry\.|download\.pytorch|huggingface\.co/|artifactory"
)


def program() -> TyperGroup:
    app = pytest.importorskip("ui.cli", reason="the command line is not there").app
    group = typer.main.get_group(app)
    assert isinstance(group, TyperGroup)
    return group


def commands(
    command: TyperGroup | TyperCommand, words: tuple[str, ...] = ("globalbrain",)
) -> Iterator[tuple[str, ...]]:
    """Every command that can be run, as its words."""
    if isinstance(command, TyperGroup):
        for name, below in command.commands.items():
            if not below.hidden:
                yield from commands(below, (*words, name))
    else:
        yield words


def error_classes() -> list[str]:
    trees = [ast.parse(path.read_text("utf-8")) for path in sorted(ROOT.glob("*/errors.py"))]
    return [node.name for tree in trees for node in tree.body if isinstance(node, ast.ClassDef)]


def documented_commands(page: Path) -> set[str]:
    """The first words of every ``globalbrain …`` in code: indented lines and backticks."""
    text = page.read_text("utf-8")
    code = re.findall(r"^ {4}(?:\.venv/bin/)?globalbrain (\S+)", text, re.M) + re.findall(
        r"`globalbrain (\w+)", text
    )
    return {word for word in code if not word.startswith("-")}


def test_every_command_is_documented() -> None:
    missing = [" ".join(words) for words in commands(program()) if f"`{' '.join(words)}" not in REFERENCE]
    assert not missing


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT)))
def test_a_command_that_a_page_names_exists(page: Path) -> None:
    assert documented_commands(page) <= set(program().commands)


def test_every_setting_is_documented_with_its_default() -> None:
    example = (ROOT / "config.toml").read_text("utf-8")
    for setting in fields(Settings):
        assert f"`{setting.name}`" in REFERENCE
        if setting.name not in ("token", "llm"):
            assert re.search(rf"^(# )?{setting.name} = ", example, re.M), setting.name
    assert "[llm]" in example
    for setting in fields(ChatModel):
        assert f"`{setting.name}`" in REFERENCE
        if setting.name != "key":
            assert re.search(rf"^(# )?{setting.name} = ", example, re.M), setting.name


def test_the_example_settings_are_the_defaults() -> None:
    plain = Settings.read({})
    assert Settings.read({"GLOBALBRAIN_CONFIG": str(ROOT / "config.toml")}) == plain
    assert not {"token"} & set(tomllib.loads((ROOT / "config.toml").read_text("utf-8")))


def test_every_variable_of_the_environment_is_in_the_example() -> None:
    sources = [path.read_text("utf-8") for name in ("agents", "ui") for path in (ROOT / name).rglob("*.py")]
    named = {word for text in sources for word in re.findall(r"GLOBALBRAIN_[A-Z_]+", text)}
    example = (ROOT / ".env.example").read_text("utf-8")
    assert not {word for word in named if word not in example}


def test_every_error_is_documented() -> None:
    assert not [name for name in error_classes() if f"`{name}`" not in REFERENCE]


def test_every_event_is_documented() -> None:
    assert not [event.__name__ for event in get_args(Event) if f"`{event.__name__}`" not in REFERENCE]


def shapes() -> list[type[BaseModel]]:
    return [
        kind
        for kind in vars(agents.schema).values()
        if isinstance(kind, type) and issubclass(kind, BaseModel)
    ]


def test_every_field_of_the_contract_is_documented() -> None:
    page = (ROOT / "docs" / "contract.md").read_text("utf-8")
    missing = {name for shape in shapes() for name in shape.model_fields if f"`{name}`" not in page}
    assert not missing


def test_make_targets_that_the_docs_name_exist() -> None:
    targets = set(re.findall(r"^([a-z]+):", (ROOT / "Makefile").read_text("utf-8"), re.M))
    named = {
        word
        for page in PAGES
        for word in re.findall(r"(?:`|^ {4})make ([a-z]+)", page.read_text("utf-8"), re.M)
    }
    assert {"chat", "test"} <= named <= targets


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT)))
def test_links_between_pages_lead_somewhere(page: Path) -> None:
    links = re.findall(r"\]\(([^)#\s]+)(?:#[^)]*)?\)", page.read_text("utf-8"))
    broken = [link for link in links if "://" not in link and not (page.parent / link).exists()]
    assert not broken


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT)))
def test_no_page_names_where_packages_come_from(page: Path) -> None:
    assert not FOREIGN.findall(page.read_text("utf-8"))


def test_the_top_of_the_changelog_is_this_version() -> None:
    top = re.search(r"^## (\S+)", (ROOT / "CHANGELOG.md").read_text("utf-8"), re.M)
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
    assert top
    assert top[1] == project["version"]


def test_every_decision_is_listed_once() -> None:
    folder = ROOT / "docs" / "adr"
    files = {path.name for path in folder.glob("[0-9]*.md")}
    listed = re.findall(r"\]\((\d[^)]*\.md)\)", (folder / "README.md").read_text("utf-8"))
    assert sorted(listed) == sorted(files)


def test_the_picture_of_the_agents_is_the_graph_that_runs() -> None:
    text = (ROOT / "docs" / "architecture.md").read_text("utf-8")
    drawn = re.search(r"```mermaid\n(.*?)```", text, re.S)
    assert drawn
    assert drawn[1].strip() == graph().get_graph().draw_mermaid(with_styles=False).strip()
