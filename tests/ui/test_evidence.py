"""Document text is text: no mark-up of its own survives, every citation leads to its page."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from html.parser import HTMLParser

import pytest
from hypothesis import given
from hypothesis import strategies as st

from agents.brief import Option
from agents.claims import Citation, Claim
from corpus.passages import CharSpan
from tests.ui.briefs import a_refusal, an_answer
from ui.evidence import answer, escape, panel

ALLOWED = {"a", "b", "blockquote", "br", "details", "div", "h2", "h3", "h4", "i"} | {
    "li",
    "ol",
    "p",
    "small",
    "span",
    "strong",
    "summary",
    "ul",
}
ATTRIBUTES = {"class", "id", "href", "title", "target"}
PAYLOADS = (
    "<script>alert(1)</script>",
    "<img src=https://evil.example/x.png>",
    "![x](https://evil.example/x.png)",
    "![x][1]\n\n[1]: https://evil.example/x.png",
    "[click](javascript:alert(1))",
    "<a href='javascript:alert(1)'>x</a>",
    "<https://evil.example>",
    "https://evil.example/?q=secret",
    "www.evil.example",
    "someone@evil.example",
    "<style>body{background:url(https://evil.example)}</style>",
    '<p style="position:fixed;inset:0">x',
    "<form action=https://evil.example><input type=password></form>",
    "<video src=https://evil.example autoplay></video>",
    "<iframe src=//evil.example></iframe>",
    "<svg onload=alert(1)>",
    "<details open ontoggle=alert(1)>",
    "<math><mtext></table></math>",
    "</div></div></div><h1>out</h1>",
    '" onmouseover="alert(1)',
    "' onfocus='alert(1)",
    "&lt;script&gt;",
    "&#60;script&#62;",
    "$$\\href{javascript:alert(1)}{x}$$",
    "```mermaid\ngraph TD\n```",
    "`code` **bold** _it_ ~~gone~~",
    "# heading\n\n* list\n\n1. one\n\n> quote\n\n---",
    "| a | b |\n|---|---|\n| 1 | 2 |",
    "{{7*7}} ${7*7} {% raw %}",
    "<thinking>x</thinking>",
    "<!-- comment --> <![CDATA[x]]> <?php ?>",
    "\u202egnp.exe\u202c \u2066x\u2069 \u200e\u200f",
    "\x00\x01\x1b[31mred\x7f\x9b",
    "\ud800 \ufffe \U000e0041",
    "<base href=https://evil.example>",
    "<link rel=stylesheet href=//evil.example>",
    "<meta http-equiv=refresh content=0;url=//evil.example>",
    "[[file:///etc/passwd]]",
    ":smile: @user #1 !!x",
    "\\<b\\>",
)


class Elements(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.found: list[tuple[str, dict[str, str | None]]] = []
        self.text = ""
        self.open: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.found.append((tag, dict(attrs)))
        if tag != "br":
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        self.text += data

    def handle_comment(self, data: str) -> None:
        raise AssertionError(f"a comment: {data}")


def parsed(html: str) -> Elements:
    parser = Elements()
    parser.feed(html)
    parser.close()
    assert not parser.open
    return parser


def poisoned(payload: str) -> Iterator[str]:
    """Both views of an answer and a refusal in which every text of others is the payload."""
    cited = Citation("p", "0" * 12, payload, payload, 3, payload, CharSpan(2, 2 + len(payload)), payload)
    for brief in (an_answer(), a_refusal()):
        claims = tuple(replace(c, text=payload, citations=(cited,)) for c in brief.claims)
        evil = replace(
            brief,
            question=payload,
            bottom_line=claims[:1],
            options=(Option(payload, claims),) if claims else (),
            left_out=tuple(replace(c, text=payload) for c in brief.left_out),
            unanswered=(payload,),
            searched=tuple(replace(s, sub_question=payload, query=payload) for s in brief.searched),
            nearest=(cited,),
            sources=tuple(replace(d, title=payload, publisher=payload, file=payload) for d in brief.sources),
        )
        yield answer(evil, "ab12")
        yield panel(evil, "ab12")


@pytest.mark.parametrize("payload", PAYLOADS)
def test_only_our_own_elements_come_out(payload: str) -> None:
    for html in poisoned(payload):
        assert "\n" not in html
        for tag, attributes in parsed(html).found:
            assert tag in ALLOWED
            assert set(attributes) <= ATTRIBUTES
            href = attributes.get("href")
            assert href is None or re.match(
                r"#gbc-|#gb-(previous|next|back)$|/(pages|documents|exports)/", href
            )


@given(st.text())
def test_escaped_text_holds_no_mark_of_any_language(text: str) -> None:
    escaped = escape(text)
    assert re.fullmatch(r"([A-Za-z0-9 ]|[^\x00-\x7f]|&#\d+;)*", escaped)
    assert not re.search("[\u202a-\u202e\u2066-\u2069\u200e\u200f]", escaped)


def test_what_a_reader_sees_is_what_the_document_says() -> None:
    text = "Cut CH₄ by 45 % (“very likely”) – <5 t/a & *more* in 中国."
    assert parsed(f"<p>{escape(text)}</p>").text == text


def test_every_sentence_carries_its_numbers() -> None:
    brief = an_answer()
    html = answer(brief, "ab12")
    claims = re.findall(r'<p class="gb-claim">(.*?)</p>', html)
    assert len(claims) == len(brief.bottom_line) + sum(len(option.claims) for option in brief.options)
    assert all('class="gb-cite"' in claim for claim in claims)
    assert set(re.findall(r"#gbc-ab12-(\d+)", html)) == {"1", "2", "3", "4"}


def test_every_citation_has_a_card_with_its_page_picture_and_quote() -> None:
    brief = an_answer()
    html = panel(brief, "ab12")
    for number, cited in enumerate(brief.references, 1):
        assert f'id="gbc-ab12-{number}"' in html
        span = f"{cited.span.start}-{cited.span.end}"
        assert f"/pages/{cited.document_id}/{cited.page}.png?spans={span}" in html
        assert f"/documents/{cited.document_id}/pages/{cited.page}?spans={span}" in html
    assert "Page 31 of the file, printed as xxix" in parsed(html).text
    assert "Publisher unknown · year unknown" in parsed(html).text


def test_a_refusal_says_what_was_searched_and_marks_what_is_near() -> None:
    brief = a_refusal()
    text = parsed(answer(brief, "ab12")).text
    assert "do not answer this" in text
    assert all(search.query in text for search in brief.searched)
    assert "does not answer" in text
    assert "gb-near" in panel(brief, "ab12")
    assert "Bottom line" not in text


def test_a_partly_supported_sentence_says_so_and_a_failed_one_is_listed_apart() -> None:
    text = parsed(answer(an_answer(), "ab12")).text
    assert "partly supported" in text
    assert "Left out, not supported: 1" in text
    assert "90 % is not in the quoted words" in text


@pytest.mark.parametrize(("language", "word"), [("fr", "L’essentiel"), ("es", "Lo esencial"), ("zh", "要点")])
def test_an_answer_is_headed_in_its_own_language(language: str, word: str) -> None:
    assert word in parsed(answer(an_answer(language), "ab12")).text


def test_a_claim_without_citations_would_show_none() -> None:
    brief = an_answer()
    left = Claim("Nothing rests on this.", brief.left_out[0].support, ())
    assert (
        "gb-cite"
        not in re.findall(r"<details.*?</details>", answer(replace(brief, left_out=(left,)), "a"))[0]
    )


def test_a_number_says_what_it_opens_and_a_refusal_offers_no_references() -> None:
    shown = answer(an_answer(), "ab")
    labels = [a["title"] for tag, a in parsed(shown).found if a.get("class") == "gb-cite"]
    assert labels
    assert all(re.match(r"Citation \d+: .+, Page ", label or "") for label in labels)
    assert "/exports/ab/ris" in shown
    refused = answer(a_refusal(), "ab")
    assert "/exports/ab/docx" in refused
    assert not any(f"/exports/ab/{kind}" in refused for kind in ("ris", "bib", "csl"))
