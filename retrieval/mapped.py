"""Arrays in files, their bytes left on the disk until they are needed."""

from __future__ import annotations

from pathlib import Path
from threading import Lock
from typing import Any

import numpy as np
from numpy.typing import NDArray

_ONE_AT_A_TIME = Lock()
"""numpy reads a file's head by ``ast``, which in Python 3.11 can fail where two threads do so at once
(python/cpython issue 106905: "AST constructor recursion depth mismatch")."""


def mapped(path: Path) -> NDArray[Any]:
    """Return the array of a file that was checked.

    Raises:
        OSError: the file cannot be opened.
    """
    with _ONE_AT_A_TIME:
        return np.asarray(np.load(path, mmap_mode="r", allow_pickle=False))
