from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from corpus.hygiene import clean, clean_line, clean_name

ANY_CHARACTER = st.characters(codec=None, exclude_categories=())
ODD = st.sampled_from(
    "\0\x01\x1f\x7f\xad\u200b\u200e\u202e\u2066\ufeff\ufffe\uffff\ud800\udfff\U000e0041\ufb01\xa0\r\x85"
)
FORBIDDEN = set("\0\ufffe\uffff\ufeff\xad\u200b\u200c\u200d\u2060\u061c") | {
    chr(code)
    for first, last in (
        (0x01, 0x08),
        (0x0B, 0x1F),
        (0x7F, 0x9F),
        (0xD800, 0xDFFF),
        (0x200E, 0x200F),
        (0x202A, 0x202E),
        (0x2066, 0x2069),
        (0xE0000, 0xE007F),
    )
    for code in range(first, last + 1)
}


@settings(max_examples=10_000, deadline=None)
@given(st.text(st.one_of(ANY_CHARACTER, ODD), max_size=24))
def test_nothing_unfit_for_storage_is_left_and_cleaning_twice_changes_nothing(text: str) -> None:
    cleaned = clean(text).text
    assert not FORBIDDEN & set(cleaned)
    cleaned.encode("utf-8")
    assert clean(cleaned).text == cleaned
    assert "\n" not in clean_line(text)


@given(st.text(st.characters(codec="ascii", categories=("L", "N", "P", "Zs")), max_size=80))
def test_plain_text_is_kept_as_it_is(text: str) -> None:
    assert clean(text).text == text
    assert clean(text).removed == 0


def test_removed_characters_are_counted() -> None:
    assert clean("a\0b\u202ec\U000e0041").removed == 3


@pytest.mark.parametrize(
    ("raw", "shown"),
    [
        ("e\ufb03cient", "efficient"),
        ("a\xa0b", "a b"),
        ("\uf0b7 item", "• item"),
        ("1.5\u2009°C", "1.5 °C"),
        ("\u2f00", "一"),
    ],
)
def test_composed_signs_are_spelled_out(raw: str, shown: str) -> None:
    assert clean(raw).text == shown


NAMES = (
    "../x.pdf",
    "..\\x.pdf",
    "/etc/passwd",
    "a\0b.pdf",
    "n" * 400 + ".pdf",
    ".bashrc",
    "CON",
    "con.pdf",
    "a\u202efdp.exe",
    "a\nb.pdf",
    "<img onerror=x>.pdf",
    "=cmd|' /C calc'!A0.pdf",
    "🌍.pdf",
    "-rf",
    "%2e%2e%2fx.pdf",
    "x.pdf.",
    "",
    " ",
    "..",
    "\u2066x\u2069.pdf",
    "+1.pdf",
    "@SUM(A1).pdf",
    "\ud800.pdf",
    "a/b\\c.pdf",
    "NUL.txt",
    "lpt1",
    "\x1b[31mred.pdf",
    "....",
    "C:\\x\\y.pdf",
    "a\tb.pdf",
    "\u200b",
    "résumé.pdf",
    "报告.pdf",
    "تقرير.pdf",
    "x" * 119 + ".pdf",
    "-",
    "=",
    "a;b.pdf",
    "`id`.pdf",
    "$(id).pdf",
)


@pytest.mark.parametrize("name", NAMES)
def test_a_hostile_name_is_shown_safely(name: str) -> None:
    shown = clean_name(name)
    assert 0 < len(shown) <= 120
    assert "/" not in shown
    assert "\\" not in shown
    assert not shown.startswith(("-", "=", "+", "@", "."))
    assert not {unicodedata.category(character) for character in shown} & {"Cc", "Cf", "Cs"}
    assert shown.split(".")[0].lower() not in {"con", "nul", "lpt1"}
