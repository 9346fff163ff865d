"""How a file opens: its first pages' texts and lines as set, its running heads and its outline."""

from __future__ import annotations

import re
import statistics
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import groupby
from typing import Any

from corpus.documents import Page
from corpus.hygiene import clean_line
from corpus.layout_lines import Sheet, running_heads

# A line that opens a part, whatever stands above it.
_PART = re.compile(
    r"(?:addendum|corrigendum|contents|table of contents|arrangement of sections|adición|índice|additif|"
    r"sommaire)\W*$|"
    r"(?:chapter|part|annex|note by|report by) [\w:]",
    re.IGNORECASE,
)
_PAGES = 6
_LINES_A_PAGE = 90
_LONGEST_PAGE = 12_000
_LONGEST_HEADING = 110
# From this many characters on a line is one of a paragraph, whose size is that of the body.
_FULL_LINE = 45
# So many lines of the body's size are a paragraph.
_PARAGRAPH = 4
# A line that names who speaks begins anew, whatever stands above it.
_SPEAKER = re.compile(
    r"\(?(?:the )?(?:government|ministry|department|republic|presidency|office|secretariat|conference of|"
    r"(?:el )?congreso|gobierno|ministerio|gouvernement|ministère|"
    r"правительство|министерство|وزارة|جمهورية|حكومة) ?\b",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Print:
    """One upright line of a first page; points from the top left, ``em`` the size of its font."""

    text: str
    page: int
    em: float
    bold: bool
    x0: float
    top: float
    x1: float
    bottom: float


@dataclass(frozen=True, slots=True)
class Block:
    """Lines of one size that stand together, read as one.

    ``centred`` is measured on the page, ``place`` says how far down it begins, from 0 to 1.
    """

    text: str
    page: int
    em: float
    bold: bool
    centred: bool
    place: float
    top: float
    bottom: float


@dataclass(frozen=True)
class Opening:
    """What a file shows first.

    ``texts`` are those of its first pages that have text, from at most six; ``prints`` the lines of these
    pages in the order in which they are seen, ``heads`` what is repeated at the top of its pages, most
    often first, ``outline`` the outermost bookmarks. A scan has texts only.
    """

    texts: tuple[str, ...]
    prints: tuple[Print, ...] = ()
    width: float = 0.0
    height: float = 0.0
    heads: tuple[str, ...] = ()
    outline: tuple[str, ...] = ()

    @cached_property
    def text(self) -> str:
        """The texts as one."""
        return "\n".join(self.texts)

    @cached_property
    def body(self) -> float:
        """The size that most of the prose is set in; 0 where there is no prose."""
        sizes: Counter[float] = Counter()
        for line in self.prints:
            if len(line.text) >= _FULL_LINE:
                sizes[line.em] += len(line.text)
        return sizes.most_common(1)[0][0] if sizes else 0.0

    def headings(self) -> tuple[str, ...]:
        """Return the short lines of the first two pages that have text: what may name who issued the file."""
        if self.prints:
            pages = sorted({line.page for line in self.prints})[:2]
            runs = [run for page in pages for run in _runs([one for one in self.prints if one.page == page])]
            large = 1.1 * self.body
            lines = [one.text for run in runs if len(run) < _PARAGRAPH or run[0].em > large for one in run]
        else:
            lines = [line for text in self.texts[:2] for line in text.splitlines()]
        return tuple(line for line in lines if 0 < len(line) <= _LONGEST_HEADING)

    def blocks(self, pages: int = 2) -> tuple[Block, ...]:
        """Return the blocks of the first ``pages`` pages that have print, from top to bottom."""
        chosen = sorted({line.page for line in self.prints})[:pages]
        found = []
        for page, lines in groupby(self.prints, key=lambda line: line.page):
            if page in chosen:
                found += [self._block(run) for run in _runs(tuple(lines))]
        return tuple(found)

    def above_prose(self) -> tuple[str, ...]:
        """Return what stands out on the first page above its prose."""
        found: list[str] = []
        for block in self.blocks(1):
            stands_out = block.em > 1.1 * self.body or block.bold or block.centred or block.text.isupper()
            if not stands_out and len(block.text) > 2 * _FULL_LINE:
                break
            if stands_out and block.place < 0.7:
                found.append(block.text)
        return tuple(found[:12])

    def _block(self, run: Sequence[Print]) -> Block:
        middle = statistics.median((line.x0 + line.x1) / 2 for line in run)
        wide = max(line.x1 - line.x0 for line in run)
        return Block(
            text=_joined([line.text for line in run]),
            page=run[0].page,
            em=max(line.em for line in run),
            bold=all(line.bold for line in run),
            centred=abs(middle - self.width / 2) < 0.06 * self.width and wide < 0.7 * self.width,
            place=run[0].top / max(self.height, 1.0),
            top=run[0].top,
            bottom=run[-1].bottom,
        )


def _joined(texts: Sequence[str]) -> str:
    whole = texts[0]
    for text in texts[1:]:
        wide = ord(whole[-1]) >= 0x2E80 and ord(text[0]) >= 0x2E80
        cut = whole.endswith("-") and whole[-2:-1].isalpha() and text[:1].islower()
        whole = f"{whole[:-1]}{text}" if cut else whole + ("" if wide else " ") + text
    return whole


def _runs(lines: Sequence[Print]) -> list[list[Print]]:
    runs: list[list[Print]] = []
    for line in lines:
        if runs and _goes_on(runs[-1][-1], line):
            runs[-1].append(line)
        else:
            runs.append([line])
    return runs


def _goes_on(above: Print, below: Print) -> bool:
    size = max(above.em, below.em, 1.0)
    alike = min(above.em, below.em) >= 0.85 * size and above.bold == below.bold
    alike = alike and above.text.isupper() == below.text.isupper()
    step = below.top - above.top
    beside = min(above.x1, below.x1) - max(above.x0, below.x0) > 0
    speaks = _SPEAKER.match(below.text) or (_SPEAKER.match(above.text) and not below.text[0].islower())
    part = _PART.match(below.text) or ((opens := _PART.match(above.text)) and opens.end() == len(above.text))
    alike = alike and not speaks and not part
    return alike and beside and 0.4 * size < step < 1.75 * size


def collect(sheets: Sequence[Sheet], outline: Sequence[tuple[int, int, str]]) -> dict[str, Any]:
    """Return what ``opening`` needs of a file, fit for JSON.

    Args:
        sheets: all pages; their lines as printed, running heads included.
        outline: (page, level from 1, title) of the bookmarks, in order.
    """
    lines = []
    for number, sheet in enumerate(sheets[:_PAGES], 1):
        common = Counter(line.angle for line in sheet.lines).most_common(1)
        upright = [line for line in sheet.lines if line.angle == common[0][0]]
        upright.sort(key=lambda line: (round(line.top / 3), line.x0))
        lines += [
            (number, line.text, line.em or line.size, line.bold, line.x0, line.top, line.x1, line.bottom)
            for line in upright[:_LINES_A_PAGE]
        ]
    return {
        "lines": lines,
        "size": [sheets[0].width, sheets[0].height] if sheets else [0.0, 0.0],
        "heads": running_heads(sheets),
        "outline": [title for _, level, title in outline if level == 1][:12],
    }


def opening(found: Mapping[str, Any] | None, pages: Sequence[Page]) -> Opening:
    """Return how a file opens, from what ``collect`` said of it (None: nothing) and its pages' texts."""
    first = [page for page in pages[:_PAGES] if page.number <= _PAGES] or pages[:1]
    texts = tuple(page.text[:_LONGEST_PAGE] for page in first)
    if not found:
        return Opening(texts)
    prints = []
    for page, text, em, bold, *box in found["lines"]:
        shown = clean_line(text)
        if shown:
            prints.append(Print(shown, page, em, bold, *box))
    width, height = found["size"]
    return Opening(
        texts,
        tuple(prints),
        width,
        height,
        tuple(clean_line(head) for head in found["heads"]),
        tuple(clean_line(title) for title in found["outline"]),
    )
