"""A passage as lines of a list."""

from __future__ import annotations


def listed(text: str, *, rows: bool) -> list[str]:
    r"""Return a passage as it is listed: the rows of a table each by itself, under what heads them.

    >>> listed("Table 3\nYear | Rain\n2020\t7 mm", rows=True)
    ['Table 3', 'Year | Rain', '2020 | 7 mm']
    """
    lines = text.splitlines() if rows else [text]
    return [" ".join(line.replace("\t", " | ").split()) for line in lines]
