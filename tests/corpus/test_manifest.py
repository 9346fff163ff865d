from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpus.documents import DocumentKind
from corpus.errors import ManifestError
from corpus.manifest import EMPTY, FIELDS, clean_fields, country_code, language_tag, read_manifest

HEAD = "file,title,publisher,year,country,language,kind,url,licence\n"


def write(folder: Path, text: str, *files: str, encoding: str = "utf-8") -> Path:
    (folder / "manifest.csv").write_bytes(text.encode(encoding))
    for file in files:
        (folder / file).touch()
    return folder


def test_every_field_is_read_and_checked(tmp_path: Path) -> None:
    row = 'a.pdf,"Plan, revised",Ministry,2021,Kenya,English,Company report,https://x.org/a?b=1,CC BY 4.0\n'
    manifest = read_manifest(write(tmp_path, HEAD + row, "a.pdf"))
    assert manifest.errors == ()
    assert manifest.fields("a.pdf") == {
        "title": "Plan, revised",
        "publisher": "Ministry",
        "year": 2021,
        "country": "KEN",
        "language": "en",
        "kind": DocumentKind.COMPANY_REPORT,
        "url": "https://x.org/a?b=1",
        "licence": "CC BY 4.0",
    }
    assert manifest.fields("b.pdf") == {}


def test_no_manifest_says_nothing(tmp_path: Path) -> None:
    assert read_manifest(tmp_path) == EMPTY


def test_columns_come_in_any_order_and_number(tmp_path: Path) -> None:
    manifest = read_manifest(write(tmp_path, "Year, file\n2020,a.pdf\n", "a.pdf"))
    assert (manifest.fields("a.pdf"), manifest.errors) == ({"year": 2020}, ())


@pytest.mark.parametrize("mark", [";", "\t"])
def test_other_marks_between_values_are_understood(tmp_path: Path, mark: str) -> None:
    text = f"file{mark}title{mark}year\na.pdf{mark}Bois, sols, eaux{mark}2020\n"
    manifest = read_manifest(write(tmp_path, text, "a.pdf"))
    assert (manifest.fields("a.pdf"), manifest.errors) == ({"title": "Bois, sols, eaux", "year": 2020}, ())


def test_a_column_named_twice_is_an_error(tmp_path: Path) -> None:
    manifest = read_manifest(write(tmp_path, "file,File,title\na.pdf,b.pdf,T\n", "a.pdf", "b.pdf"))
    assert not manifest.rows
    assert ["'file' twice" in str(error) for error in manifest.errors] == [True]


@pytest.mark.parametrize("name", ["../a.pdf", "./a.pdf", "sub/a.pdf", "/a.pdf", "x" * 300, "a\0.pdf"])
def test_a_file_that_is_not_beside_the_manifest_is_an_error(tmp_path: Path, name: str) -> None:
    manifest = read_manifest(write(tmp_path, f"file,title\n{name},T\n", "a.pdf"))
    assert not manifest.rows
    assert ["no file" in str(error) for error in manifest.errors] == [True]


def test_a_byte_order_mark_and_composed_names_are_understood(tmp_path: Path) -> None:
    write(tmp_path, "file,title\nbe\u0301.pdf,T\n", "b\u00e9.pdf", encoding="utf-8-sig")
    assert read_manifest(tmp_path).fields("b\u00e9.pdf") == {"title": "T"}


@pytest.mark.parametrize(
    ("field", "value", "reason"),
    [
        ("year", "soon", "year: 'soon' is not a year"),
        ("year", "20211", "not a year"),
        ("year", "\u0662\u0660\u0662\u0661", "not a year"),
        ("country", "Atlantis", "country: 'Atlantis' is not a country's name"),
        ("language", "Klingonish", "not a language's tag"),
        ("kind", "novel", "kind: 'novel' is not one of assessment"),
        ("url", "javascript:alert(1)", "not an http or https address"),
        ("url", "file:///etc/passwd", "not an http or https address"),
        ("url", "https://", "not an http or https address"),
        ("url", "https://x.org/<b>", "not an http or https address"),
        ("title", "x" * 3000, "longer than 2000"),
    ],
)
def test_a_bad_value_is_left_out_and_named_with_line_field_and_reason(
    tmp_path: Path, field: str, value: str, reason: str
) -> None:
    write(tmp_path, f"file,licence,{field}\na.pdf,free,{value}\nb.pdf,free,\n", "a.pdf", "b.pdf")
    manifest = read_manifest(tmp_path)
    assert manifest.fields("a.pdf") == manifest.fields("b.pdf") == {"licence": "free"}
    (error,) = manifest.errors
    assert "manifest.csv line 2" in str(error)
    assert reason in str(error)


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("title\nT\n", "no column 'file'"),
        ("", "no column 'file'"),
        ("file,titel\na.pdf,T\n", "'titel': no such field"),
        ("file,title\nmissing.pdf,T\n", "line 2, file: no file 'missing.pdf' in the folder"),
        ("file,title\n../../etc/passwd,T\n", "line 2, file: no file"),
        ("file,title\n,T\n", "line 2, file: empty"),
        ("file,title\na.pdf,T\na.pdf,U\n", "line 3, file: named twice"),
        ("file,title\na.pdf,T,more\n", "line 2: it has not as many values"),
        ("file,title\na.pdf\n", "line 2: it has not as many values"),
        ('file,title\na.pdf,"T\n', "line 2"),
    ],
)
def test_a_bad_line_is_named(tmp_path: Path, text: str, reason: str) -> None:
    manifest = read_manifest(write(tmp_path, text, "a.pdf"))
    assert any(reason in str(error) for error in manifest.errors)


def test_a_manifest_in_another_encoding_is_named(tmp_path: Path) -> None:
    manifest = read_manifest(
        write(tmp_path, "file,title\na.pdf,\u00e9t\u00e9\n", "a.pdf", encoding="latin-1")
    )
    assert "UTF-8" in str(manifest.errors[0])


def test_a_huge_manifest_is_not_read(tmp_path: Path) -> None:
    manifest = read_manifest(write(tmp_path, "x" * (11 * 2**20)))
    assert "larger than 10 MB" in str(manifest.errors[0])


@given(st.binary(max_size=300))
def test_any_bytes_give_a_manifest_or_named_errors(
    tmp_path_factory: pytest.TempPathFactory, data: bytes
) -> None:
    folder = tmp_path_factory.getbasetemp() / "any-manifest"
    folder.mkdir(exist_ok=True)
    (folder / "manifest.csv").write_bytes(data)
    manifest = read_manifest(folder)
    assert manifest.rows == {}
    assert manifest.errors


@given(st.dictionaries(st.sampled_from(FIELDS), st.text(max_size=50)))
def test_what_is_clean_stays_as_it_is(raw: dict[str, str]) -> None:
    try:
        clean = clean_fields(raw)
    except ManifestError:
        return
    assert clean_fields(clean) == clean
    "".join(str(value) for value in clean.values()).encode()


def test_an_empty_value_means_unknown() -> None:
    assert clean_fields({"title": " ", "country": None}) == {"title": None, "country": None}


def test_a_field_that_does_not_exist_is_an_error() -> None:
    with pytest.raises(ManifestError, match="no field 'colour'"):
        clean_fields({"colour": "green"})


@pytest.mark.parametrize(
    ("text", "code"),
    [("DE", "DEU"), ("deu", "DEU"), ("Viet Nam", "VNM"), ("Bolivia", "BOL"), ("EU", "EUU"), ("EUU", "EUU")],
)
def test_a_country_by_name_or_code(text: str, code: str) -> None:
    assert country_code(text) == code


@pytest.mark.parametrize(
    ("text", "tag"),
    [
        ("en", "en"),
        ("EN-gb", "en-GB"),
        ("zh-hans", "zh-Hans"),
        ("fra", "fr"),
        ("ger", "de"),
        ("Spanish", "es"),
    ],
)
def test_a_language_by_name_or_tag(text: str, tag: str) -> None:
    assert language_tag(text) == tag
