"""What the page's events do where there is no library yet."""

from __future__ import annotations

from types import SimpleNamespace

from agents.assistant import Facets, LibraryError
from tests.ui.conftest import FakeAssistant
from ui.desk import Desk
from ui.handlers import refresh
from ui.shelf import Shelf


class Bare(FakeAssistant):
    def facets(self) -> Facets:
        raise LibraryError("the library", "there is none", "Take in a PDF.")


def test_without_a_library_the_empty_risk_can_still_be_chosen() -> None:
    """Gradio refuses a question whose field holds what is not among its choices."""
    shown = refresh(Desk(Bare(), Shelf()))(SimpleNamespace(cookies={}, headers={}))
    risks = shown[-2]
    assert [value for _, value in risks["choices"]] == [""]
