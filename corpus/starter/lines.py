"""Lines of Chinese text: words and numbers stay whole, no mark opens or closes a line wrongly."""

from __future__ import annotations

import re
from collections.abc import Callable

# A Latin word or number with its signs, a space, or any one other character.
PIECE = re.compile(r"[A-Za-z0-9][A-Za-z0-9.,%/:+#_-]*|\s|.", re.DOTALL)
NOT_FIRST = "，。、；：！？）》〉”’」』】·…%"
NOT_LAST = "（《〈“‘「『【"


def lines(text: str, width: float, measure: Callable[[str], float]) -> tuple[str, ...]:
    """Break a text into lines no wider than ``width``, by the width that ``measure`` gives.

    >>> lines("到2030年，全部", 5, len)
    ('到2030', '年，全部')
    """
    found, line = [], ""
    for unit in units(text):
        if line and measure(line + unit.rstrip()) > width:
            found.append(line.rstrip())
            line = unit.lstrip()
        else:
            line += unit
    return (*found, line.rstrip()) if line.strip() else tuple(found)


def units(text: str) -> tuple[str, ...]:
    """The stretches that no line may break: a mark with the character that it belongs to.

    >>> units("《巴黎协定》（2015）。")
    ('《巴', '黎', '协', '定》', '（2015）。')
    """
    found: list[str] = []
    for piece in PIECE.findall(text):
        if found and (piece in NOT_FIRST or found[-1][-1] in NOT_LAST):
            found[-1] += piece
        else:
            found.append(piece)
    return tuple(found)
