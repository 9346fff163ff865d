"""The write lock where it cannot be had."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

import pytest

from corpus.check import check
from corpus.errors import LibraryBusyError, LibraryError
from corpus.lock import FILE, write_lock
from corpus.store import Store


def test_a_lock_that_may_not_be_opened_is_told_with_a_remedy(tmp_path: Path) -> None:
    (tmp_path / FILE).symlink_to(tmp_path / "elsewhere")
    with pytest.raises(LibraryError, match="may not be written") as caught, write_lock(tmp_path, 0.1):
        pass
    assert "--library" in caught.value.remedy
    assert not (tmp_path / "elsewhere").exists()


@pytest.fixture
def read_only(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Store:
    """A library whose lock may be read and not written, also for a superuser."""
    store = Store.open(tmp_path / "library", create=True)
    opened = os.open

    def refuse(path: Any, flags: int, *more: Any) -> int:
        if Path(path).name == FILE and flags & os.O_RDWR:
            raise OSError(30, "Read-only file system", str(path))
        return opened(path, flags, *more)

    monkeypatch.setattr(os, "open", refuse)
    return store


def test_a_library_that_may_only_be_read_can_be_checked(read_only: Store) -> None:
    assert check(read_only, read_data=True).ok
    with pytest.raises(LibraryError, match="may not be written"), read_only.writer():
        pass


def test_two_who_only_look_wait_for_one_another(read_only: Store) -> None:
    with (
        write_lock(read_only.folder, 0.1, tidies=False),
        pytest.raises(LibraryBusyError, match="is writing"),
        write_lock(read_only.folder, 0.05, tidies=False),
    ):
        pass
