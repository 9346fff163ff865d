"""What is shown and split is what was last read in review; ``make golden`` after a wanted change."""

from __future__ import annotations

import pytest

from tests.golden.rewrite import FOLDER, GOLDEN


@pytest.mark.parametrize("name", GOLDEN)
def test_nothing_changed_unseen(name: str) -> None:
    assert GOLDEN[name]() == (FOLDER / name).read_text("utf-8"), "run `make golden` and read the difference"
