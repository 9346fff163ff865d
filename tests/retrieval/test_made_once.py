"""What takes long to make is kept whole, or made again."""

from __future__ import annotations

import hashlib
from pathlib import Path

import pytest

from retrieval.made_once import keep, key_of, place, read


def test_what_was_kept_is_read_back(tmp_path: Path) -> None:
    path = place(tmp_path / "deep", "table", key_of(["one", b"two"]))
    assert read(path) is None
    keep(path, b"\x00numbers")
    assert read(path) == b"\x00numbers"
    assert [one.name for one in path.parent.iterdir()] == [path.name]


@pytest.mark.parametrize("spoilt", [b"", b"short", hashlib.sha256(b"a").digest() + b"b"])
def test_what_is_not_as_it_was_written_is_not_read(tmp_path: Path, spoilt: bytes) -> None:
    path = place(tmp_path, "table", "key")
    path.write_bytes(spoilt)
    assert read(path) is None


def test_what_was_made_from_other_parts_goes_and_other_names_stay(tmp_path: Path) -> None:
    before, now, other = (place(tmp_path, *names) for names in (("a", "1"), ("a", "2"), ("b", "1")))
    for path in (before, other, now):
        keep(path, b"x")
    assert read(before) is None
    assert read(now) == read(other) == b"x"


def test_a_place_that_cannot_be_written_is_no_failure(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("in the way", "utf-8")
    path = place(tmp_path / "file", "table", "key")
    keep(path, b"x")
    assert read(path) is None


def test_a_key_tells_the_parts_apart() -> None:
    parts = (["a", "bc"], ["ab", "c"], ["abc"], ["a", "b", "c"])
    assert len({key_of(one) for one in parts}) == len(parts)
