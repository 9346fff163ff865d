"""Every command has examples in its help, and every example can be typed as it stands."""

from __future__ import annotations

import re
import shlex
from collections.abc import Iterator
from typing import Any

import pytest
from typer.main import get_command

from ui.cli import app
from ui.cli_session import Session


def commands(own: Any, path: tuple[str, ...] = ()) -> Iterator[tuple[tuple[str, ...], Any]]:
    yield path, own
    for name, sub in getattr(own, "commands", {}).items():
        yield from commands(sub, (*path, name))


ALL = dict(commands(get_command(app)))


def examples_of(own: Any) -> list[str]:
    lines = (line.strip() for line in (own.epilog or "").splitlines())
    return [line for line in lines if line.startswith("globalbrain ")]


@pytest.mark.parametrize("path", ALL, ids=" ".join)
def test_examples_can_be_typed(path: tuple[str, ...]) -> None:
    own = ALL[path]
    examples = examples_of(own)
    assert examples
    for example in examples:
        typed = re.split(r"\s[<>]\s|(?<=\S)\s{2,}", example)[0]  # a comment stands after wide space
        words = shlex.split(typed)[1:]
        if path:
            assert tuple(words[: len(path)]) == path or not hasattr(own, "get_command")
        context, command = None, ALL[()]
        while words and hasattr(command, "commands"):
            context = command.make_context(None, [*words], parent=context, obj=Session())
            name = next(word for word in words if word in command.commands)
            command, words = command.commands[name], words[words.index(name) + 1 :]
        command.make_context(None, [*words], parent=context, obj=Session())


@pytest.mark.parametrize("path", ALL, ids=" ".join)
def test_every_option_says_what_it_does(path: tuple[str, ...]) -> None:
    silent = [own.opts for own in ALL[path].params if own.param_type_name == "option" and not own.help]
    assert not silent
