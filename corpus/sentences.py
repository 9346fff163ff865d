"""Sentences of a page's text as exact spans, and whether one can be quoted as prose."""

from __future__ import annotations

import re
from collections.abc import Iterator

import sentencex

from corpus.passages import CharSpan

_LINE = re.compile(r"[^\n]+")
# After these a full stop does not end a sentence, whatever follows.
_ABBREVIATION = re.compile(
    r"(?:\b(?:Fig|Figs|Tab|Eq|Eqs|Sec|Sect|Ch|Chap|No|Nos|Nr|Art|Arts|Vol|vol|pp|p|para|paras|cf|vs|ca|approx|"
    r"e\.g|i\.e|eg|ie|viz|incl|resp|Dr|Mr|Mrs|Ms|Prof|St|Ref|Refs|Suppl|Add|Rev|Corr|Cap|cap|párr|párrs|núm|"
    r"núms|n[°º]|Sr|Sra|EE|UU|Réf|fig|figs|ex|env|chap|sect|Lic|Hon|Ed|Eds|ed|eds|cross)|\bet al|\b[A-Z]|"
    r"\b(?:U\.S|U\.K|U\.N|E\.U|Ph\.D|a\.m|p\.m))\.$"
)
_AL = re.compile(
    r"\bet al\.$|\b(?:Fig|Figs|Eq|No|Nos|Art|Sec|cf|vs|e\.g|i\.e|pp?|paras?|Ch|Vol)\.$", re.IGNORECASE
)
_TAIL = re.compile(
    r"\s*(?:[¹²³⁰⁴⁵⁶⁷⁸⁹]+|\{[^{}\n]{1,200}\}|\((?:[^()\n]{0,40}confidence|likely)[^()\n]{0,40}\)|[”»’\")\]]+)+\s*"
)
_LOWER_START = re.compile(r"[\s(\"'“‘«\[]*[a-zà-öø-ÿа-я]")
_CJK_END = re.compile(r"[。！？；]+[”’」』）】]*")
_CJK = re.compile(r"[\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff]")
_LOOK_BACK = 80


def sentence_spans(text: str, language: str | None = None) -> tuple[CharSpan, ...]:
    """Return the spans of the sentences, in order, without the spaces around them.

    A line is never left: newlines end a heading, a table row, a paragraph. Every character that is not
    a space lies in one span.

    >>> text = "It rose by 1.5 °C. See Fig. 2 for more."
    >>> [span.of(text) for span in sentence_spans(text, "en")]
    ['It rose by 1.5 °C.', 'See Fig. 2 for more.']
    """
    spans = []
    for line in _LINE.finditer(text):
        for start, end in _sentences(line.group(), language):
            piece = line.group()[start:end]
            lead = len(piece) - len(piece.lstrip())
            body = piece.strip()
            if body:
                at = line.start() + start + lead
                spans.append(CharSpan(at, at + len(body)))
    return tuple(spans)


def _sentences(line: str, language: str | None) -> Iterator[tuple[int, int]]:
    if len(_CJK.findall(line)) > 0.2 * len(line):
        cuts = [match.end() for match in _CJK_END.finditer(line)]
    else:
        code = (language or "en").split("-")[0]
        cuts, at = [], 0
        for piece in sentencex.segment(code, line):
            at += len(piece)
            cuts.append(at)
        # sentencex gives back what it was given; should it ever not, the line stays whole.
        if at != len(line):
            cuts = [len(line)]
        cuts = [_past_tail(line, cut) for cut in cuts if not _false_cut(line, cut)]
    start = 0
    for cut in [*cuts, len(line)]:
        if cut > start:
            yield start, cut
            start = cut


def _false_cut(line: str, cut: int) -> bool:
    # The end of what stands before decides; searching all of it is quadratic in a long line.
    before, after = line[max(0, cut - _LOOK_BACK) : cut].rstrip(), line[cut:]
    if not after.strip():
        return False
    if _LOWER_START.match(after) and not before.endswith(("!", "?")):
        return True
    if _AL.search(before):
        return True
    if _ABBREVIATION.search(before):
        # "°C." and "CO2-eq. The": a unit or a letter may end a sentence when a new one clearly starts.
        return not (re.search(r"[°\d]\s?[CKFWJ]\.$", before) and re.match(r"\s*[A-Z][a-z]*\s", after))
    # A number of a list or a heading ("3." or "A.1.") belongs to what follows.
    return bool(
        re.fullmatch(r"\s*(?:[(\[]?[\dA-Za-z]{1,4}[)\]]?\.?)(?:\d{1,2}\.)*\s*", before[_last(before) :])
    )


def _last(before: str) -> int:
    cut = max(before[:-1].rfind(mark) for mark in (". ", "? ", "! "))
    return cut + 2 if cut >= 0 else 0


def _past_tail(line: str, cut: int) -> int:
    """Move a cut behind what belongs to the sentence before it: note marks, confidence, closing quotes."""
    tail = _TAIL.match(line, len(line[:cut].rstrip()))
    return max(cut, tail.end()) if tail else cut
