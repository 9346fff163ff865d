from __future__ import annotations

import gc
import sys
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray

from retrieval.mapped import mapped


class Slow:
    """Something whose end runs Python, so that a collection of garbage lets another thread go on."""

    def __del__(self) -> None:
        """Run a little."""
        sum(range(50))


@pytest.fixture
def restless() -> Iterator[None]:
    """Threads that take turns as often as can be."""
    turns, collections = sys.getswitchinterval(), gc.get_threshold()
    sys.setswitchinterval(1e-6)
    gc.set_threshold(5, 2, 2)
    yield
    sys.setswitchinterval(turns)
    gc.set_threshold(*collections)


def at_depth(depth: int, path: Path) -> NDArray[Any]:
    ring: list[Any] = [Slow()]
    ring.append(ring)
    return at_depth(depth - 1, path) if depth else mapped(path)


@pytest.mark.usefixtures("restless")
def test_many_threads_open_arrays_with_named_fields_at_once(tmp_path: Path) -> None:
    fields = [(f"field{number}", "<i8") for number in range(12)]
    np.save(tmp_path / "one.npy", np.zeros(3, fields))
    with ThreadPoolExecutor(8) as pool:
        found = list(pool.map(lambda n: at_depth(n % 40, tmp_path / "one.npy"), range(1_000)))
    assert all(len(one) == 3 and one.dtype.names == tuple(name for name, _ in fields) for one in found)
