"""The README's list of results, made from the pages of ``results/``: one bold line of each.

python -m benchmarks.summary
"""

from __future__ import annotations

import re
from pathlib import Path

from benchmarks.report import RESULTS, ROOT

README = ROOT / "README.md"
PAGES = ("ingestion", "latency", "questions", "answers", "verifier-tests")
BLOCK = re.compile(r"(<!-- results -->\n).*?(<!-- /results -->)", re.S)


def bold(text: str) -> str | None:
    r"""Return the first bold line of a page without its marks, or None.

    >>> bold("# Title\n\n**4 times as fast**, medians.\n")
    '4 times as fast, medians.'
    """
    found = re.search(r"^\*\*(.+?)\*\*(.*)$", text, re.M)
    return found[1] + found[2] if found else None


def lines(folder: Path = RESULTS) -> list[str]:
    """Return one list item for each page of ``PAGES`` that is there, in that order."""
    items = []
    for path in (folder / f"{name}.md" for name in PAGES):
        if not path.exists():
            continue
        text = path.read_text("utf-8")
        title = text.splitlines()[0].removeprefix("# ")
        if found := bold(text):
            items.append(f"- [{title}](benchmarks/results/{path.name}): {found}")
    return items


def with_results(readme: str) -> str:
    """Return the README's text with its list of results made again."""
    block = "\n".join(["", *lines(), "", ""]).lstrip("\n")
    return BLOCK.sub(lambda found: f"{found[1]}{block}{found[2]}", readme)


def main() -> None:
    """Rewrite the list in the README."""
    README.write_text(with_results(README.read_text("utf-8")), "utf-8")


if __name__ == "__main__":
    main()
