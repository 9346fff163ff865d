"""The public data folder that some tests read; absent, those tests are skipped with a reason."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]


def shared(*parts: str) -> Path:
    """A path under GLOBALBRAIN_SHARED (default: ``shared`` beside the repository), or a skip."""
    folder = Path(os.environ.get("GLOBALBRAIN_SHARED", ROOT.parent / "shared"))
    path = folder.joinpath(*parts)
    if not path.exists():
        pytest.skip(f"public data not at hand: {path} is absent; set GLOBALBRAIN_SHARED")
    return path
