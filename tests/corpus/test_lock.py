"""The write lock where it cannot be had."""

from __future__ import annotations

from pathlib import Path

import pytest

from corpus.errors import LibraryError
from corpus.lock import FILE, write_lock


def test_a_lock_that_may_not_be_opened_is_told_with_a_remedy(tmp_path: Path) -> None:
    (tmp_path / FILE).symlink_to(tmp_path / "elsewhere")
    with pytest.raises(LibraryError, match="may not be written") as caught, write_lock(tmp_path, 0.1):
        pass
    assert "--library" in caught.value.remedy
    assert not (tmp_path / "elsewhere").exists()
