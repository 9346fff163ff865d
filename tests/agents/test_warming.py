"""The collector stands aside while much is imported, and comes back as it was."""

from __future__ import annotations

import gc

import pytest

from agents.warming import uncollected


@pytest.mark.parametrize("collecting", [True, False])
def test_the_collector_comes_back_as_it_was(collecting: bool) -> None:
    before = gc.isenabled()
    (gc.enable if collecting else gc.disable)()
    try:
        with uncollected():
            inside = gc.isenabled()
        assert not inside
        assert gc.isenabled() is collecting
        with pytest.raises(ZeroDivisionError), uncollected():
            _ = 1 / 0
        assert gc.isenabled() is collecting
    finally:
        (gc.enable if before else gc.disable)()
