"""Readings into chips under a claim, each of which opens to say why."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from types import MappingProxyType
from urllib.parse import quote

from agents.claims import Citation
from agents.readings import Part, ToolReading
from ui.markup import escape
from ui.plain import clean, shorten
from ui.reading_words import TAGGERS, chip_text, label_word, labels_of, number, shown
from ui.tool_words import tool_words

MOST_SENTENCE = 400
MENDED: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {
        "policy": ("commitment", "instrument", "specificity", "policy_parts"),
        "risk": ("risk_grade",),
        "hazards": ("climate_topics",),
        "sdg": ("sdg",),
        "outlook": ("outlook",),
    }
)
"""The tasks whose labels correct a tool."""
STEPS = 20
"""Bars fill in steps of five per cent; their widths are classes, for the page allows no inline style."""
_HAN = re.compile(r"[\u3040-\u30ff\u4e00-\u9fff]")


def chips(text: str, readings: Sequence[ToolReading], language: str, cited: Sequence[Citation] = ()) -> str:
    """Return the chips of a claim as HTML, "" where no tool says anything.

    Where a citation quotes the very text that was read, each reading can be corrected.
    """
    say = tool_words(language)
    there = next((own for own in cited if clean(own.quote) == clean(text)), None)
    made = "".join(_chip(text, reading, say, there) for reading in shown(readings))
    return f'<div class="gb-chips">{made}</div>' if made else ""


def mend_address(tool: str, citation: Citation) -> str:
    """Return where the reading of a cited sentence is corrected, "" for a tool without labels."""
    if tool not in MENDED:
        return ""
    span = f"{citation.span.start}-{citation.span.end}"
    return f"/label/{MENDED[tool][0]}/{quote(citation.document_id, safe='')}/{citation.page}/{span}"


def _chip(text: str, reading: ToolReading, say: Mapping[str, str], there: Citation | None) -> str:
    name = re.sub(r"[^a-z]", "", reading.tool)
    level = f" gb-level-{number(reading.value)}" if name == "risk" else ""
    if name == "outlook":
        level = f" gb-{'gain' if reading.label == 'opportunity' else 'loss'}"
    address = mend_address(reading.tool, there) if there else ""
    link = f'<a class="gb-open" href="{escape(address)}" target="_blank">{escape(say["mend"])}</a>'
    mend = f'<div class="gb-why">{link}</div>' if address else ""
    return (
        f'<details class="gb-chip gb-tool-{name}{level}"><summary>{escape(chip_text(reading, say))}</summary>'
        f'<div class="gb-reading">{"".join(_why(text, reading, say))}{mend}</div></details>'
    )


def _why(text: str, reading: ToolReading, say: Mapping[str, str]) -> Iterable[str]:
    graded = reading.tool == "risk"
    what = say.get(f"is_grade_{reading.label}", reading.label) if graded else labels_of(reading, say)
    head = say.get(reading.tool, "{what}").format(n=number(reading.value), what=what)
    yield f"<strong>{escape(head)}</strong>"
    if reading.tool not in TAGGERS:
        sure = say["sure"].format(what=what, n=f"{100 * reading.probability:.0f}")
        yield f'<div class="gb-why">{escape(sure)}</div>'
    yield f'<div class="gb-parts">{"".join(_part(reading.tool, part, say) for part in reading.parts)}</div>'
    if reading.bottleneck is not None:
        worst = say.get(reading.bottleneck.name, reading.bottleneck.name)
        yield f'<div class="gb-worst">{escape(say["bottleneck"].format(what=worst))}</div>'
    if reading.weighed:
        yield f'<div class="gb-why">{escape(say["found" if reading.tool in TAGGERS else "weighed"])}</div>'
        yield f'<div class="gb-said">{marked(text, [word for word, _ in reading.weighed])}</div>'
    links = " ".join(
        f'<a class="gb-open" href="/models/{card}" target="_blank">{escape(say["card"])}</a>'
        for card in reading.cards
        if re.fullmatch(r"[0-9a-f]{12}", card)
    )
    yield f'<div class="gb-why">{escape(say["opinion"])} {links}</div>'


def _part(tool: str, part: Part, say: Mapping[str, str]) -> str:
    if part.weight:
        name = say.get(part.name, part.name)
        if part.label and part.label != part.name:
            graded = part.label.isdigit()
            label = say["grade"].format(n=part.label) if graded else label_word(part.label, say)
            name = say["pair"].format(name=name, label=label)
        points = say["points"].format(n=f"{part.weight * part.share:.0f}", most=f"{part.weight:.0f}")
        return _row(name, part.share, points)
    if tool in TAGGERS:
        return _row(f"{part.label} ({label_word(part.name, say)})", part.share, f"{100 * part.share:.0f} %")
    if part.name in ("impact", "confidence"):
        return f"<span>{escape(say[part.name])}</span><span></span><b>{escape(part.label)}</b>"
    name = say["grade"].format(n=part.label) if part.name == "grade" else label_word(part.label, say)
    return _row(name, part.share, f"{100 * part.share:.0f} %")


def _row(name: str, share: float, words: str) -> str:
    fill = round(share * STEPS)
    return (
        f'<span>{escape(name)}</span><span class="gb-bar"><span class="gb-fill-{fill}"></span></span>'
        f"<b>{escape(words)}</b>"
    )


def marked(text: str, words: Sequence[str], most: int = MOST_SENTENCE) -> str:
    """Return the sentence as HTML with its weightiest words marked, cut at ``most`` characters."""
    sentence = shorten(clean(text), most)
    patterns = [
        re.escape(word) if _HAN.search(word) else rf"(?<!\w){re.escape(word)}(?!\w)" for word in words if word
    ]
    if not patterns:
        return escape(sentence)
    parts = re.split(f"({'|'.join(patterns)})", sentence)
    return "".join(f"<mark>{escape(part)}</mark>" if at % 2 else _kept(part) for at, part in enumerate(parts))


def _kept(part: str) -> str:
    """Text between marks, with the spaces at its ends, which cleaning would take."""
    before = " " if part[:1] == " " else ""
    after = " " if part[-1:] == " " and part.strip() else ""
    return f"{before}{escape(part)}{after}"
