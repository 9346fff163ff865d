"""Every figure of a digest stands on the page, or in the row, that the digest cites for it."""

from __future__ import annotations

import csv
import gzip
import re
import subprocess
import unicodedata
from functools import cache
from pathlib import Path

import pytest

from corpus.starter.digests import CITATION, Cited, Digest, cited, digests, sources
from tests.shared import shared

pytestmark = pytest.mark.shared
KNOWN = sources()
DIGESTS = digests()
LONGEST_COMMON_RUN = 12
MOST_ROWS = 3  # a submission filed in several languages
NUMBER = re.compile(r"(?<![\w.])\d+(?:[.,]\d+)*", re.ASCII)
DASHES = dict.fromkeys(map(ord, "‐‑‒–—−"), "-")
NAMES_WITH_DIGITS = re.compile(
    r"\b(?:CO2|CH4|km2|COP\d+|CP21|CMA\d|SSP\d(?:-\d\.\d)?|Fit for 55|NDC 3\.0)\b|\d+/C[MP]A?\.\d+",
    re.ASCII,
)


@cache
def page_texts(file: str) -> tuple[str, ...]:
    """The text layer of every page, by a reader that is not the product's."""
    command = ["pdftotext", str(shared("corpus", file)), "-"]
    try:
        text = subprocess.run(command, check=True, capture_output=True, timeout=120).stdout.decode()
    except FileNotFoundError:
        pytest.skip("pdftotext (poppler-utils) is not installed")
    return tuple(text.split("\f"))


def page_text(file: str, page: int) -> str:
    return page_texts(file)[page - 1]


@cache
def rows(file: str) -> tuple[dict[str, str], ...]:
    with gzip.open(shared("corpus", file), "rt", encoding="utf-8", newline="") as table:
        return tuple(csv.DictReader(table))


def row_text(pointer: Cited) -> str:
    """The rows that a pointer names by "column=value" (or "column^=beginning") joined by "&"."""
    assert pointer.keys, f"{pointer.source.key}: {pointer.where} names no column"
    found = [
        row
        for row in rows(pointer.source.file)
        if all(holds(row[c].strip(), o, v) for c, o, v in pointer.keys)
    ]
    assert found, f"{pointer.source.key}: no row where {pointer.where}"
    assert len(found) <= MOST_ROWS, f"{pointer.source.key}: {pointer.where} names {len(found)} rows"
    return "\n".join(" ; ".join(f"{name} : {value}" for name, value in row.items()) for row in found)


def holds(cell: str, operator: str, value: str) -> bool:
    return cell.startswith(value) if operator == "^=" else cell == value


def evidence(pointer: Cited) -> str:
    if pointer.page is None:
        return row_text(pointer)
    return page_text(pointer.source.file, pointer.page)


@cache
def words_of(citation: str) -> str:
    """The words of what is cited, in small letters, without numbers."""
    page = " ".join(evidence(pointer) for pointer in cited(citation, KNOWN))
    return " " + " ".join(re.findall(r"[^\W\d]+", plain(page).lower())) + " "


def plain(text: str) -> str:
    return unicodedata.normalize("NFKC", text).translate(DASHES)


def figures(text: str) -> set[str]:
    """Numbers in one spelling: 1 000, 1,000 and 1000 are equal, and so are 2.5 and 2,5."""
    text = NAMES_WITH_DIGITS.sub(" ", plain(text))
    text = re.sub(r"(?<=\d)[ \u202f\u00a0](?=\d{3}(?!\d))", "", text)
    return {spelled(match[0]) for match in NUMBER.finditer(text)}


def spelled(number: str) -> str:
    if re.fullmatch(r"\d{1,3}(,\d{3})+(\.\d+)?", number):
        number = number.replace(",", "")
    number = number.replace(",", ".")
    return number.rstrip("0").rstrip(".") if "." in number else number


def sentences(digest: Digest) -> list[tuple[str, str]]:
    """Each sentence with the citation that closes it; every stretch of prose must end in one."""
    found = []
    for block in digest.blocks:
        if block.kind != "paragraph":
            continue
        end = 0
        for match in CITATION.finditer(block.text):
            found.append((block.text[end : match.start()].lstrip(".。 "), match[1]))
            end = match.end()
        assert not block.text[end:].strip(".。 "), f"{digest.name}: uncited: {block.text[end:]}"
    return found


def tables(digest: Digest) -> list[tuple[str, str]]:
    """Each table's figures with the citation of the paragraph before it."""
    found = []
    for before, block in zip(digest.blocks, digest.blocks[1:], strict=False):
        if block.kind == "table":
            cells = " ; ".join(" ; ".join(row) for row in block.rows)
            found.append((cells, CITATION.findall(before.text)[-1]))
    return found


@pytest.mark.parametrize("digest", DIGESTS, ids=lambda digest: digest.name)
def test_every_figure_stands_on_the_page_that_is_cited(digest: Digest) -> None:
    wrong = []
    for text, citation in (*sentences(digest), *tables(digest)):
        page = " ".join(evidence(pointer) for pointer in cited(citation, KNOWN))
        missing = figures(text) - figures(page) - figures(re.sub(r"(?<=\d)\s+(?=\d)", " ", page))
        missing = {
            number for number in missing if not (split_by_layout(number, page) or rounded(number, page))
        }
        if missing:
            wrong.append(f"{sorted(missing)} not in {citation}: {text}")
    assert not wrong, "\n".join(wrong)


def split_by_layout(number: str, page: str) -> bool:
    """True where the page has the number with a unit or a footnote's mark glued to it ("201911")."""
    mark = r"\d{1,2}" if re.fullmatch(r"(?:19|20)\d\d", number) else ""
    text = re.sub(r"(?<=\d),(?=\d{3})", "", plain(page))
    return re.search(rf"(?<![\d.,]){re.escape(number)}0*{mark}(?![\d]|[.,]\d)", text) is not None


def rounded(number: str, page: str) -> bool:
    """True where the row of a table has the number with more decimals."""
    places = len(number.partition(".")[2])
    exact = re.findall(r" : (\d+\.\d+)(?![\d.])", page)
    return any(
        f"{float(value):.{places}f}".rstrip("0").rstrip(".") == number.rstrip("0").rstrip(".")
        for value in exact
    )


@pytest.mark.parametrize("digest", DIGESTS, ids=lambda digest: digest.name)
def test_a_section_that_is_named_stands_on_the_page(digest: Digest) -> None:
    for _, citation in sentences(digest):
        for pointer in cited(citation, KNOWN):
            if pointer.page is not None:
                assert stands(pointer), f"{digest.name}: {pointer.where} not on {citation}"


def stands(pointer: Cited) -> bool:
    """True where a section's name is on the page; a paragraph or article may begin on the page before."""
    assert pointer.page is not None
    page = re.sub(r"\s+", " ", evidence(pointer))
    before = page_text(pointer.source.file, max(1, pointer.page - 2)) + page_text(
        pointer.source.file, max(1, pointer.page - 1)
    )
    whole = re.sub(r"\s+", " ", before) + page
    if paragraph := re.match(r"(?:para|párr|section|s)\.? (\d+(?:\.\d+)*)", pointer.where):
        return re.search(rf"(?<![\d.]){paragraph[1]}\.? ?(?:\(|\D)", whole) is not None
    if article := re.match(r"Art\. (\d+)", pointer.where):
        return f"Article {article[1]}" in whole
    return pointer.where in whole or pointer.where == "Executive Summary"


@pytest.mark.parametrize("digest", DIGESTS, ids=lambda digest: digest.name)
def test_no_long_run_of_words_is_copied(digest: Digest) -> None:
    for text, citation in sentences(digest):
        words = re.findall(r"[^\W\d]+", plain(text).lower())
        whole = words_of(citation)
        runs = (words[start : start + LONGEST_COMMON_RUN] for start in range(len(words)))
        for run in runs:
            if len(run) == LONGEST_COMMON_RUN:
                assert f" {' '.join(run)} " not in whole, f"{digest.name}: copied: {' '.join(run)}"


def test_every_original_that_is_cited_is_at_hand() -> None:
    for source in KNOWN.values():
        assert Path(shared("corpus", source.file)).stat().st_size > 0
