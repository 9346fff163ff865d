"""Checksums of the parts of a brief as it was made: for what cannot be worked out again from the pages."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping
from typing import Any

from agents.decisions import canonical, is_empty

_NOT = ("format", "review", "checksums")
_INSIDE = "provenance"
"""The part whose own parts have a checksum each, so that a changed one is named."""


def sums(values: Mapping[str, Any]) -> dict[str, str]:
    """Return the SHA-256 of each part of a brief's JSON, by its name; parts of the provenance by two names.

    Parts that are empty have none: a file of an earlier version may not know them.

    >>> sorted(sums({"format": 1, "question": "Why?", "provenance": {"mind": "extractive"}}))
    ['provenance.mind', 'question']
    """
    return {name: hashlib.sha256(canonical(value)).hexdigest() for name, value in _parts(values)}


def brief_id(values: Mapping[str, Any]) -> str:
    """Return the SHA-256 of a whole brief as it was made, whatever was decided on it since."""
    return hashlib.sha256(canonical(sums(values))).hexdigest()


def differing(values: Mapping[str, Any], stated: Mapping[str, str]) -> Iterator[str]:
    """Yield the names of parts that are not what their stated checksum says, or that have none."""
    now = sums(values)
    for name in sorted({*now, *stated}):
        if now.get(name) != stated.get(name):
            yield name


def _parts(values: Mapping[str, Any]) -> Iterator[tuple[str, object]]:
    for name, value in values.items():
        if name == _INSIDE and isinstance(value, Mapping):
            yield from ((f"{name}.{own}", item) for own, item in value.items() if not is_empty(item))
        elif name == "options" and isinstance(value, list) and value:
            yield name, [_told(own) for own in value]
        elif name not in _NOT and not is_empty(value):
            yield name, value


def _told(option: Mapping[str, Any]) -> dict[str, Any]:
    """An option without what is empty, and without what is counted of it, which is worked out again."""
    return {name: value for name, value in option.items() if name != "profile" and not is_empty(value)}
