"""Claim and Citation into HTML in which every character of a document is only ever text."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from urllib.parse import quote

from agents.brief import Brief, Option
from agents.claims import Citation, Claim, Support
from agents.reviewed import as_made
from ui.chips import chips
from ui.evidence_methods import exports_of, methods_of, search_of
from ui.export_words import words as export_words
from ui.grids import Cell, Grid, grids
from ui.limits import question_limit
from ui.markup import escape as escape
from ui.options_view import facts
from ui.plain import clean, shorten
from ui.strength import strength
from ui.strings import Words, words
from ui.strings_checks import why
from ui.strings_translation import beside_quotation

EXPORTS = ("docx", "pdf", "html", "md", "json", "ris", "bib", "csl.json")
REFUSAL_EXPORTS = EXPORTS[:5]  # a refusal cites nothing, so there are no references to take
MOST_QUOTE = 1200


@dataclass(frozen=True, slots=True)
class Controls:
    """What a review adds to an answer, as HTML: above it, beneath each claim, and its rejected claims."""

    above: str = ""
    beneath: Mapping[Claim, str] = field(default_factory=dict)
    rejected: str = ""


NO_CONTROLS = Controls()


def picture_address(citation: Citation) -> str:
    """Return the address of the picture of the cited page, the cited words marked."""
    span = f"{citation.span.start}-{citation.span.end}"
    return f"/pages/{quote(citation.document_id, safe='')}/{citation.page}.png?spans={span}"


def page_address(citation: Citation) -> str:
    """Return the address of the reading view of the cited page."""
    span = f"{citation.span.start}-{citation.span.end}"
    return f"/documents/{quote(citation.document_id, safe='')}/pages/{citation.page}?spans={span}"


def answer(brief: Brief, name: str, review: Controls = NO_CONTROLS, page: Words | None = None) -> str:
    """Return the answer as HTML: bottom line, options, gaps, exports; or the refusal.

    Args:
        brief: what to show; its headings are in its own language.
        name: letters and digits that tell this brief's citations from another's on the same page.
        review: what stands above the answer and beneath its claims where it is reviewed; else a mark
            that the page's script fills.
        page: speaks where something is done or read beside the brief: chips, searches, exports; without
            it the brief's own language does.
    """
    say, made = words(brief.language), as_made(brief)
    page = page or say
    if not made.answered:
        return _refusal(brief, name, say, page)
    # Citations keep the numbers that they have in the evidence, whatever was edited or rejected since.
    numbers = {citation: n for n, citation in enumerate(made.references, 1)}
    parts = [review.above or f'<div class="gb-review" id="gbr-{name}"></div>', _limit(brief)]
    if brief.bottom_line:
        parts.append(
            f'<div class="gb-bottom"><h3>{escape(say["bottom_line"])}</h3>'
            f"{_claims(brief.bottom_line, numbers, name, page, review.beneath)}</div>"
        )
    parts += [_option(o, brief, numbers, name, page, review.beneath) for o in brief.options if o.claims]
    parts += [_grid(grid, brief, numbers, name, page) for grid in grids(brief, export_words(brief.language))]
    parts += [_unanswered(brief.unanswered, say), review.rejected]
    parts.append(_left_out([own for own in brief.left_out if own not in review.beneath], say))
    parts += [methods_of(brief, page), exports_of(name, page, EXPORTS)]
    return f'<div class="gb-answer">{"".join(parts)}</div>'


def _limit(brief: Brief) -> str:
    told = question_limit(brief)
    return f'<p class="gb-why gb-limit">{escape(told)}</p>' if told else ""


def panel(brief: Brief, name: str, removed: frozenset[str] = frozenset(), page: Words | None = None) -> str:
    """Return the evidence of one brief: a card for each citation, and the list of all of them.

    Cards of documents in ``removed``, by their ids, have no page to open and say so. ``page`` speaks; without
    it the brief's own language does.
    """
    say = page or words(brief.language)
    cited = brief.references if brief.answered else brief.nearest
    if not cited:
        return ""
    cards = "".join(
        _card(brief, c, n, name, say, gone=c.document_id in removed) for n, c in enumerate(cited, 1)
    )
    rows = "".join(_row(c, n, name, say) for n, c in enumerate(cited, 1))
    heading = say["evidence"] if brief.answered else say["nearest_heading"]
    mark = "" if brief.answered else " gb-near"
    return (
        f'<div class="gb-evidence{mark}" id="gbe-{name}"><div class="gb-nav">'
        f'{_step("previous", "‹", say)}<h2 class="gb-count">{escape(heading)}<span class="gb-at"></span></h2>'
        f'{_step("next", "›", say)}</div><a class="gb-back" href="#gb-back">{escape(say["back"])}</a>'
        f'{cards}<h3>{escape(say["all_citations"])}</h3><ol class="gb-list">{rows}</ol></div>'
    )


def _step(way: str, sign: str, say: Words) -> str:
    told = escape(say[way])
    return f'<a class="gb-step gb-{way}" href="#gb-{way}" title="{told}">{sign}</a>'


def page_words(citation: Citation, say: Words) -> str:
    """Return where the page is: its position in the file, and its printed label where that differs."""
    label = clean(citation.page_label or "")
    if label and label != str(citation.page):
        return say("page_labelled", n=citation.page, label=label)
    return say("page", n=citation.page)


def _claims(
    claims: Iterable[Claim],
    numbers: Mapping[Citation, int],
    name: str,
    say: Words,
    beneath: Mapping[Claim, str],
) -> str:
    return "".join(
        f'<p class="gb-claim">{_claim(claim, numbers, name, say)}</p>'
        f"{chips(claim.text, claim.readings, say.language, claim.citations)}{beneath.get(claim, '')}"
        for claim in claims
    )


def _claim(claim: Claim, numbers: Mapping[Citation, int], name: str, say: Words) -> str:
    cited = (*claim.citations, *claim.context)
    marks = "&#160;".join(_mark(citation, numbers[citation], name, say) for citation in cited)
    lead = "".join(
        f'<span class="gb-lead">{escape(shorten(clean(c.quote), 240))}</span> ' for c in claim.context
    )
    partly = claim.support is Support.PARTIAL
    title = escape(why(claim, say.language))
    warning = f' <span class="gb-partial" title="{title}">{escape(say["partial"])}</span>' if partly else ""
    said = beside_quotation(claim.translation, say.language)
    translated = f'<br><span class="gb-why">{escape(said)}</span>' if said else ""
    return f"{lead}{escape(claim.text)}{warning}&#160;{marks}{translated}"


def _mark(citation: Citation, number: int, name: str, say: Words) -> str:
    where = f"{shorten(citation.title or citation.file, 120)}, {page_words(citation, say)}"
    title = escape(f"{say('citation', n=number)}: {where}")
    return f'<a class="gb-cite" href="#gbc-{name}-{number}" title="{title}">{number}</a>'


def _option(
    option: Option,
    brief: Brief,
    numbers: Mapping[Citation, int],
    name: str,
    say: Words,
    beneath: Mapping[Claim, str],
) -> str:
    heading = f"<h3>{escape(option.heading)}</h3>" if clean(option.heading) else ""
    claims = _claims(option.claims, numbers, name, say, beneath)
    return (
        f'<div class="gb-option">{heading}{claims}{_facts(option, brief, numbers, name, say, beneath)}</div>'
    )


def _facts(
    option: Option,
    brief: Brief,
    numbers: Mapping[Citation, int],
    name: str,
    say: Words,
    beneath: Mapping[Claim, str],
) -> str:
    """The table of an option, each sentence that it quotes with its controls where it is reviewed."""

    def line(own: Cell) -> str:
        cited = [brief.references[n - 1] for n in own.notes]
        marks = "&#160;".join(_mark(citation, numbers[citation], name, say) for citation in cited)
        below = beneath.get(own.claim, "") if own.claim else ""
        return f"<p>{escape(own.text)}{'&#160;' if marks else ''}{marks}</p>{below}"

    rows = "".join(
        f'<tr><th scope="row">{escape(fact.label)}</th><td>{"".join(map(line, fact.lines))}</td></tr>'
        for fact in facts(option, brief, strength(brief, option.claims))
    )
    return f'<table class="gb-facts"><tbody>{rows}</tbody></table>' if rows else ""


def _grid(grid: Grid, brief: Brief, numbers: Mapping[Citation, int], name: str, say: Words) -> str:
    def cell(own: Cell) -> str:
        cited = [brief.references[n - 1] for n in own.notes]
        marks = "&#160;".join(_mark(citation, numbers[citation], name, say) for citation in cited)
        return f"<td>{escape(own.text)}{'&#160;' if marks else ''}{marks}</td>"

    heads = "".join(f'<th scope="col">{escape(head)}</th>' for head in grid.heads)
    rows = "".join(f"<tr>{''.join(map(cell, row))}</tr>" for row in grid.rows)
    return (
        f'<div class="gb-grid"><h3>{escape(grid.heading)}</h3><p class="gb-why">{escape(grid.note)}</p>'
        f'<div class="gb-scroll"><table><thead><tr>{heads}</tr></thead><tbody>{rows}</tbody></table></div>'
        "</div>"
    )


def _unanswered(parts: tuple[str, ...], say: Words) -> str:
    if not parts:
        return ""
    rows = "".join(f"<li>{escape(part)}</li>" for part in parts)
    return f'<div class="gb-gap"><h4>{escape(say["unanswered"])}</h4><ul>{rows}</ul></div>'


def _left_out(claims: Sequence[Claim], say: Words) -> str:
    if not claims:
        return ""
    rows = "".join(f"<li>{escape(claim.text)} {_why(claim, say)}</li>" for claim in claims)
    heading = escape(say("left_out", n=len(claims)))
    return f'<details class="gb-fold"><summary>{heading}</summary><ul>{rows}</ul></details>'


def _why(claim: Claim, say: Words) -> str:
    failed = why(claim, say.language)
    return f'<span class="gb-why">{escape(failed)}</span>' if failed else ""


def _refusal(brief: Brief, name: str, say: Words, page: Words) -> str:
    searched = "".join(search_of(search, page) for search in brief.searched)
    near = ""
    if brief.nearest:
        rows = "".join(
            f'<li><span class="gb-badge">{escape(page["does_not_answer"])}</span> '
            f"{escape(shorten(clean(c.quote), 280))} {_mark(c, n, name, page)}</li>"
            for n, c in enumerate(brief.nearest, 1)
        )
        near = f'<h4>{escape(say["nearest_heading"])}</h4><ul class="gb-nearest">{rows}</ul>'
    shown = {search.sub_question for search in brief.searched}
    missing = _unanswered(tuple(part for part in brief.unanswered if part not in shown), say)
    return (
        f'<div class="gb-answer gb-refusal"><h3>{escape(say["refusal"])}</h3>'
        f"<p>{escape(say['refusal_why'])}</p>{_limit(brief)}<h4>{escape(say['what_was_searched'])}</h4>"
        f"<ul>{searched}</ul>{missing}{near}{exports_of(name, page, REFUSAL_EXPORTS)}</div>"
    )


def _card(brief: Brief, citation: Citation, number: int, name: str, say: Words, *, gone: bool) -> str:
    known = next((d for d in brief.sources if d.id == citation.document_id), None)
    publisher = (known.publisher if known else None) or say["publisher_unknown"]
    year = str((known.year if known else None) or say["year_unknown"])
    where = escape(f"{publisher} · {year} · {page_words(citation, say)}")
    badge = "" if brief.answered else f'<span class="gb-badge">{escape(say["does_not_answer"])}</span>'
    opens = (
        f'<a class="gb-picture" href="{picture_address(citation)}">{escape(say["picture"])}</a>'
        f'<a class="gb-open" href="{page_address(citation)}" target="_blank">{escape(say["open_page"])}</a>'
    )
    if gone:
        opens = f'<span class="gb-badge gb-gone">{escape(say["removed_badge"])}</span>'
    return (
        f'<div class="gb-card" id="gbc-{name}-{number}"><div class="gb-head">'
        f'<span class="gb-number">{number}</span>'
        f"<div><strong>{escape(citation.title or citation.file)}</strong>"
        f'<div class="gb-meta">{where}</div>'
        f"</div></div>{badge}<blockquote>{escape(shorten(clean(citation.quote), MOST_QUOTE))}</blockquote>"
        f"{opens}</div>"
    )


def _row(citation: Citation, number: int, name: str, say: Words) -> str:
    title = escape(shorten(clean(citation.title or citation.file), 90))
    return (
        f'<li><a class="gb-goto" href="#gbc-{name}-{number}"><span class="gb-number">{number}</span>'
        f"<span>{title}<br><small>{escape(page_words(citation, say))}</small></span></a></li>"
    )
