"""The word tables of the checks, as data: parts of patterns in English, French, Spanish and Chinese."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable
from functools import cache
from pathlib import Path
from typing import Any

HAN = re.compile(r"[\u4e00-\u9fff]")


@cache
def table(name: str) -> Any:  # noqa: ANN401 - any JSON value
    """Return the table of a check."""
    return json.loads(Path(__file__).with_name(f"{name}.json").read_text("utf-8"))


def whole(parts: Iterable[str], edge: str = r"[\w-]") -> str:
    r"""Return a pattern of whole words, and of Chinese signs wherever they stand.

    >>> whole(["may", "可能"])
    '(?:(?<![\\w-])(?:may)(?![\\w-])|可能)'
    """
    listed = list(parts)
    spaced = "|".join(part for part in listed if not HAN.search(part))
    han = [part for part in listed if HAN.search(part)]
    apart = [f"(?<!{edge})(?:{spaced})(?!{edge})"] if spaced else []
    return "(?:" + "|".join([*apart, *han]) + ")"
