"""A shelf of a few plans, and what the agents make of it."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import pytest

from agents.brief import Brief
from agents.events import Event, Finished
from agents.graph import run
from agents.plan import Turn
from agents.state import Asked
from retrieval.hits import NO_FILTERS, Filters
from tests.fakes import Shelf

Ask = Callable[..., Brief]

KENYA = (
    "Kenya will reduce its greenhouse gas emissions by 32 per cent by 2030. "
    "Counties should restore 5.1 million hectares of degraded forest land by 2032. "
    "The plan was launched in Nairobi by the ministry in charge of forests."
)
INDIA = (
    "India should restore 26 million hectares of degraded forest land by 2030. "
    "This would need about 12 billion dollars from public and private sources. "
    "States must report each year on the forest land that they have restored."
)
OCEANS = "Coral reefs are projected to decline by 70 to 90 per cent at 1.5 °C of warming (high confidence)."


@pytest.fixture
def shelf() -> Shelf:
    shelf = Shelf()
    shelf.add("Kenya climate plan", KENYA, country="KEN", year=2020, heading=("Forest targets",))
    shelf.add("India forest mission", INDIA, country="IND", year=2021, heading=("Restoring land",))
    shelf.add("Oceans report", OCEANS, year=2022)
    for at in range(6):
        shelf.add(
            f"Filler {at}", f"Buses of type {at} run on rails of steel in a town of {at} hills and bridges."
        )
    return shelf


@pytest.fixture
def events(shelf: Shelf) -> Callable[..., list[Event]]:
    def hear(question: str, history: Sequence[Turn] = (), filters: Filters = NO_FILTERS) -> list[Event]:
        return list(run(Asked(question, tuple(history), filters), shelf.toolbox))

    return hear


@pytest.fixture
def ask(events: Callable[..., list[Event]]) -> Ask:
    def answer(question: str, history: Sequence[Turn] = (), filters: Filters = NO_FILTERS) -> Brief:
        last = events(question, history, filters)[-1]
        assert isinstance(last, Finished)
        return last.brief

    return answer
