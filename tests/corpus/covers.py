"""First pages for the tests of metadata: lines set as on covers, title pages and gazettes."""

from __future__ import annotations

from collections.abc import Sequence

from corpus.opening import Opening, Print

WIDTH, HEIGHT = 595.0, 842.0
BODY = 10.0
PROSE = "The words of the body run on here and fill the whole line, as prose does."

Set = tuple[str, float]
"""A line and its size in points; a negative size is bold, a size of 0 starts the next page."""


def cover(
    *lines: Set,
    prose: int = 6,
    heads: Sequence[str] = (),
    outline: Sequence[str] = (),
    texts: Sequence[str] = (),
) -> Opening:
    """Return an opening with the lines centred one below another, then ``prose`` lines of body.

    ``texts`` are further pages of which only the text is of interest.
    """
    prints, page, top = [], 1, 60.0
    for text, size in lines:
        if not size:
            page, top = page + 1, 60.0
            continue
        em = abs(size)
        half = min(len(text) * em * 0.25, WIDTH / 2 - 20)
        prints.append(Print(text, page, em, size < 0, WIDTH / 2 - half, top, WIDTH / 2 + half, top + em))
        top += 1.3 * em if em > BODY else 30.0
    for step in range(prose):
        at = 300.0 + 12 * step
        prints.append(Print(PROSE, page + 1, BODY, False, 60, at, 530, at + BODY))
    pages: dict[int, list[str]] = {}
    for line in prints:
        pages.setdefault(line.page, []).append(line.text)
    shown = tuple("\n".join(each) for each in pages.values())
    return Opening((*shown, *texts), tuple(prints), WIDTH, HEIGHT, tuple(heads), tuple(outline))
