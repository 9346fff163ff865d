"""The starter library is whole: Markdown, PDFs, sidecar and example questions agree."""

from __future__ import annotations

import csv
import json
import re
from pathlib import Path

import pypdf
import pypdfium2
import pytest

from corpus.errors import CorpusError
from corpus.starter.__main__ import main
from corpus.starter.build import COLUMNS, TEXTS, fonts, manifest
from corpus.starter.digests import CITATION, HERE, Digest, cited, digests, read, shown, sources, used
from corpus.starter.lines import NOT_FIRST, lines

DIGESTS = digests()
KNOWN = sources()
PDFS = HERE / "pdf"
MOST_BYTES = 200_000
MOST_PAGES = 5


def page_texts(path: Path) -> list[str]:
    document = pypdfium2.PdfDocument(path)
    texts = [str(page.get_textpage().get_text_range()).replace("\r\n", "\n") for page in document]
    document.close()
    return texts


def flat(text: str) -> str:
    return re.sub(r"\s+", "", text)


@pytest.fixture(scope="module")
def texts() -> dict[str, list[str]]:
    return {digest.name: page_texts(PDFS / f"{digest.name}.pdf") for digest in DIGESTS}


def test_there_are_enough_digests_in_four_languages_and_every_region() -> None:
    assert 16 <= len(DIGESTS) <= 24
    assert {digest.language for digest in DIGESTS} == {"en", "fr", "es", "zh"}
    countries = {digest.country for digest in DIGESTS}
    assert {"KEN", "IND", "CHN", "EUU", "BRA", "CAN", "FJI", "ARE"} <= countries


def test_the_sidecar_lists_every_pdf_and_nothing_else() -> None:
    with (PDFS / "manifest.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    assert tuple(rows[0]) == COLUMNS
    assert {row["file"] for row in rows} == {path.name for path in PDFS.glob("*.pdf")}
    assert (PDFS / "manifest.csv").read_text("utf-8") == manifest(DIGESTS)


@pytest.mark.parametrize("digest", DIGESTS, ids=lambda digest: digest.name)
def test_a_pdf_is_small_and_says_what_it_is(digest: Digest) -> None:
    path = PDFS / f"{digest.name}.pdf"
    assert path.stat().st_size < MOST_BYTES
    reader = pypdf.PdfReader(path)
    assert 2 <= len(reader.pages) <= MOST_PAGES
    assert reader.metadata is not None
    assert reader.metadata.title == digest.title
    assert reader.metadata.author == "Global Brain"
    assert TEXTS[digest.language][0] in str(reader.metadata.subject)
    assert reader.trailer["/Root"]["/Lang"] == digest.language
    headings = [block.text for block in digest.blocks if block.kind == "heading"]
    assert [item["/Title"] for item in reader.outline][: len(headings)] == headings


@pytest.mark.parametrize("digest", DIGESTS, ids=lambda digest: digest.name)
def test_every_page_says_that_it_is_a_digest(digest: Digest, texts: dict[str, list[str]]) -> None:
    for text in texts[digest.name]:
        assert flat(text).startswith(flat(TEXTS[digest.language][0]))


@pytest.mark.parametrize("digest", DIGESTS, ids=lambda digest: digest.name)
def test_every_paragraph_comes_out_whole_on_one_page(digest: Digest, texts: dict[str, list[str]]) -> None:
    pages = [flat(text) for text in texts[digest.name]]
    for block in digest.blocks:
        if block.kind == "paragraph":
            prose = CITATION.sub(lambda match: shown(match[1], digest.language, KNOWN), block.text)
            assert any(flat(prose) in page for page in pages), prose
    assert all("￾" not in page and "\ufffd" not in page for page in pages)


@pytest.mark.parametrize("digest", DIGESTS, ids=lambda digest: digest.name)
def test_every_source_stands_at_the_end(digest: Digest, texts: dict[str, list[str]]) -> None:
    whole = flat("".join(texts[digest.name]))
    for source in used(digest, KNOWN):
        assert flat(source.title) in whole
        assert flat(source.url) in whole
        assert source.url.startswith("https://")


@pytest.mark.parametrize("digest", DIGESTS, ids=lambda digest: digest.name)
def test_sentences_stand_alone(digest: Digest) -> None:
    if digest.language == "zh":
        return
    for block in digest.blocks:
        if block.kind == "paragraph":
            for sentence in CITATION.split(block.text)[::2][:-1]:
                words = sentence.lstrip(". ").split()
                assert 6 <= len(words) <= 42, sentence
                assert words[0] not in {"This", "It", "They", "These", "Ce", "Cela", "Esto", "Ello"}, sentence


def test_a_fresh_build_gives_the_same_bytes(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr("sys.argv", ["starter", str(tmp_path)])
    try:
        stamp = fonts()
    except CorpusError:
        assert main() == 1
        assert "not installed" in capsys.readouterr().err
        return
    assert main() == 0
    assert str(tmp_path / "manifest.csv") in capsys.readouterr().out
    if stamp != (PDFS / "fonts.sha256").read_text("utf-8").strip():
        pytest.skip("the fonts installed here are not those of the build")
    for path in tmp_path.glob("*.*"):
        assert path.read_bytes() == (PDFS / path.name).read_bytes(), path.name


def test_a_digest_without_a_title_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "bare.md"
    path.write_text("about: nothing\n\n## Heading\n", "utf-8")
    with pytest.raises(CorpusError, match=r"bare\.md: no title, language"):
        read(path)


def test_an_unknown_source_is_refused() -> None:
    with pytest.raises(CorpusError, match=r"nosuch: sources\.csv has no such original"):
        cited("nosuch 4", KNOWN)


def test_a_printed_number_is_shown_where_it_differs() -> None:
    assert KNOWN["syr"].label(12) is None
    assert KNOWN["wg3"].label(12) == "10"
    assert KNOWN["wbg"].label(8) == "iv"
    assert KNOWN["wbg"].label(27) == "16"
    assert KNOWN["wbg"].label(2) is None
    assert KNOWN["ch7"].label(4) == "750"


def test_chinese_lines_keep_words_numbers_and_marks_together() -> None:
    text = "《巴黎协定》（2015）要求各国在2030年前减排43%，并提交 Climate Laws 报告。"
    broken = lines(text, 8, len)
    assert "".join(broken).replace(" ", "") == text.replace(" ", "")
    assert all(line[0] not in NOT_FIRST for line in broken)
    assert any("43%，" in line for line in broken)


def test_example_questions_point_at_words_of_the_library(texts: dict[str, list[str]]) -> None:
    questions = json.loads((HERE / "questions.json").read_text("utf-8"))
    assert [q["answered"] for q in questions].count(True) == 18
    assert {q["language"] for q in questions} == {"en", "fr", "es", "zh"}
    for question in questions:
        for file in question["files"]:
            assert (PDFS / file).is_file()
        if question["answered"]:
            found = (flat("".join(texts[Path(file).stem])) for file in question["files"])
            assert any(flat(question["holds"]) in text for text in found), question["question"]
