"""Keys of labels, the same at the terminal and on the page."""

from __future__ import annotations

from collections.abc import Mapping, Sequence


def keys_of(labels: Sequence[str] | Mapping[str, str]) -> dict[str, str]:
    """Return what is typed for each label: numbers from 1, or the labels where they are numbers.

    >>> keys_of(["risk", "neutral"]), keys_of(["0", "1"])
    ({'1': 'risk', '2': 'neutral'}, {'0': '0', '1': '1'})
    """
    names = list(labels)
    if all(name.isdigit() for name in names):
        return {name: name for name in names}
    return {str(number): name for number, name in enumerate(names, start=1)}
