"""A decision that is not taken is refused in the language of the page, whatever the reason."""

from __future__ import annotations

import re
import string
from pathlib import Path

import pytest

from agents.errors import BriefFileError, ModelReplyError, ReviewError
from ui.strings_refusals import LANGUAGES, REFUSALS, refusal

_CODE = re.compile(r"ReviewError\((?:[^()]|\((?:[^()]|\([^()]*\))*\))*\)", re.DOTALL)


def fields(text: str) -> set[str]:
    return {name for _, name, _, _ in string.Formatter().parse(text) if name}


@pytest.mark.parametrize("code", REFUSALS)
def test_every_language_names_the_same_values(code: str) -> None:
    rows = REFUSALS[code]
    assert len(rows) == len(LANGUAGES)
    assert len(set(rows)) == len(rows)
    assert {frozenset(fields(row)) for row in rows} == {frozenset(fields(rows[0]))}


def test_every_code_that_is_raised_has_its_sentence() -> None:
    root = Path(__file__).parents[2]
    raised = {
        found
        for path in (root / "agents/review.py", root / "agents/reviews.py", root / "ui/review_pages.py")
        for call in _CODE.findall(path.read_text("utf-8"))
        for found in re.findall(r'"([a-z_]+)"', call)
        if "_" in found or found in ("altered", "changed", "busy", "unwritten", "refusal")
    }
    assert len(raised) >= 12
    assert raised <= REFUSALS.keys()


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_refusal_is_told_in_the_language(language: str) -> None:
    error = ReviewError("claim 9", "the brief has claims 1 to 4", "See.", "no_claim", claim=9, claims=4)
    column = LANGUAGES.index(language)
    assert refusal(error, language) == REFUSALS["no_claim"][column].format(claim=9, claims=4)
    broken = refusal(BriefFileError("a.json", "it is no brief", "Give another."), language)
    assert "it is no brief" in broken


def test_what_has_no_sentence_keeps_its_own() -> None:
    told = refusal(ModelReplyError("the model", "it said nothing", "Ask again."), "fr")
    assert told == "the model: it said nothing. Ask again."
