"""An HTML page and Markdown: one file, nothing loaded, no text of a document is markup."""

from __future__ import annotations

import base64
import hashlib
import re

from hypothesis import given, settings
from hypothesis import strategies as st
from lxml import etree
from markdown_it import MarkdownIt

from agents.brief import Brief
from tests.ui.briefs import a_refusal, an_answer
from tests.ui.hostile import a_hostile_brief
from tests.ui.naughty import LINKS, NAUGHTY
from ui.export import Format, export
from ui.plain import clean

HEAD = "html head meta title style body main"
BODY = "p h1 h2 h3 dl div dt dd ul ol li sup a span i b table thead tbody tr th td"
TAGS = {*HEAD.split(), *BODY.split()}


def page(brief: Brief) -> etree._Element:
    return etree.HTML(export(brief, Format.HTML).decode())


def markdown(brief: Brief) -> str:
    return MarkdownIt("commonmark").enable("table").render(export(brief, Format.MARKDOWN).decode())


def assert_inert(tree: etree._Element) -> None:
    assert {element.tag for element in tree.iter() if isinstance(element.tag, str)} <= TAGS
    for element in tree.iter():
        names = set(element.attrib)
        assert not {name for name in names if name.startswith("on")} | names & {
            "src",
            "style",
            "srcset",
            "action",
        }
        target = element.get("href", "#")
        assert target.startswith(("#", "https://", "http://"))


def test_the_page_is_whole_in_itself_and_its_policy_allows_only_its_own_style() -> None:
    tree = page(an_answer())
    assert_inert(tree)
    policy = tree.find(".//meta[@http-equiv='Content-Security-Policy']").get("content")
    style = tree.find(".//style").text
    digest = base64.b64encode(hashlib.sha256(style.encode()).digest()).decode()
    assert policy == f"default-src 'none'; style-src 'sha256-{digest}'; base-uri 'none'; form-action 'none'"
    assert not re.search(r"url\(|@import|expression", style)


def test_marks_and_notes_point_to_each_other() -> None:
    tree = page(an_answer())
    ids = {element.get("id") for element in tree.iter() if element.get("id")}
    inner = {a.get("href")[1:] for a in tree.iter("a") if a.get("href").startswith("#")}
    assert inner == ids == {f"{kind}-{n}" for kind in ("note", "mark") for n in range(1, 5)}
    assert len(ids) == len([element for element in tree.iter() if element.get("id")])


def test_links_to_pages_tell_the_site_nothing() -> None:
    links = [a for a in page(an_answer()).iter("a") if a.get("href").startswith("http")]
    assert links
    assert all(a.get("rel") == "noopener noreferrer" for a in links)


def test_language_and_direction_are_set() -> None:
    assert page(an_answer("fr")).get("lang") == "fr"
    assert page(an_answer("ar")).get("dir") == "rtl"


def test_hostile_texts_stay_text() -> None:
    tree = page(a_hostile_brief(NAUGHTY, LINKS))
    assert_inert(tree)
    shown = [" ".join("".join(item.itertext()).split()) for item in tree.iter("li")]
    written = "\n".join(shown)
    assert [text for text in NAUGHTY if " ".join(clean(text).split()) not in written] == []


@settings(max_examples=20, deadline=None)
@given(st.lists(st.text(min_size=1), min_size=1, max_size=3), st.text())
def test_any_text_stays_text(texts: list[str], link: str) -> None:
    assert_inert(page(a_hostile_brief(texts, [link])))


def test_a_refusal_says_so() -> None:
    text = "".join(page(a_refusal()).itertext())
    assert "No answer found in the library" in text
    assert "methane emissions 2030" in text


def test_markdown_shows_hostile_texts_as_they_are() -> None:
    rendered = markdown(a_hostile_brief(NAUGHTY, LINKS))
    assert "<img" not in rendered
    assert "<script" not in rendered
    targets = re.findall(r'(?:href|src)="([^"]*)"', rendered)
    assert all(target.startswith(("https://", "http://example.org")) for target in targets)
    shown = "".join(etree.HTML(rendered).itertext())
    assert [text for text in NAUGHTY if clean(text) and clean(text) not in shown] == []


@settings(max_examples=30, deadline=None)
@given(st.text(alphabet="[]()<>!*_`#-+=|~\\&;:/. ab1\"'$^@{}", min_size=1))
def test_no_mark_of_markdown_acts(text: str) -> None:
    rendered = markdown(a_hostile_brief([text], [""]))
    assert "<img" not in rendered
    assert "<a " not in rendered
    assert clean(text) in "".join(etree.HTML(rendered).itertext())
