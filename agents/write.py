"""Writer, the extractive mind: readings into draft claims, verbatim sentences grouped into options."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field

from agents.calibrated import changed
from agents.claims import Citation, DraftClaim
from agents.conflicts import conflict
from agents.headed import is_spoken_of
from agents.neighbours import lead_in
from agents.option_words import asks_for_options
from agents.places import names_country
from agents.prose import ends, is_note, is_quotable, leans_back, likeness, other_warming, telling
from agents.quantities import quantities
from agents.reading import Reading, sliced
from agents.research import Finding
from agents.rows import as_sentence
from agents.verify import plain
from corpus.documents import Document, Page
from corpus.errors import UnknownDocumentError
from corpus.passages import CharSpan, Passage
from finetune.predict import SentenceModel, acts, kind_of, words

ReadPage = Callable[[str, int], Page]
"""Reads a page of the library, by document id and position."""

MOST_FROM_ONE = 3
LEANING = 0.7
"""What a sentence loses, in log-odds, that cannot be understood without the one before it."""
ACTING = 0.35
"""What a sentence gains, in log-odds, that says what to do where that is asked: such sentences come first."""
FLOOR = 0.45
"""A sentence less likely to answer than this share of the best one is off the point and left out."""
LEAST = 0.1
"""A sentence less likely to answer than this is left out, but for the best one."""
LEADING = 0.6
"""What is to be done leads an answer to "what should be done" from this share of the best one on."""
FIRST_WORDS = 3
SAME = 0.72
AKIN = 0.5


@dataclass(frozen=True, slots=True)
class Pick:
    """A sentence that may be quoted; ``worth`` is the probability in [0, 1] that it answers."""

    reading: Reading
    span: CharSpan
    text: str
    worth: float
    acts: bool
    """Whether it says what is to be done, or what somebody means to do."""
    alone: bool = True
    bag: tuple[str, ...] = field(repr=False, default=())


@dataclass(frozen=True, slots=True)
class DraftOption:
    """Drafts under a heading, in reading order."""

    heading: str
    claims: tuple[DraftClaim, ...]


@dataclass(frozen=True, slots=True)
class Draft:
    """What the writer proposes: the best sentences, and all others grouped."""

    bottom_line: tuple[DraftClaim, ...]
    options: tuple[DraftOption, ...]

    @property
    def claims(self) -> tuple[DraftClaim, ...]:
        """Every draft claim once, in reading order."""
        listed = [*self.bottom_line, *(claim for option in self.options for claim in option.claims)]
        return tuple(dict.fromkeys(listed))


def write(findings: Sequence[Finding], page: ReadPage) -> Draft:
    """Return the sentences that answer, best first; nothing from a finding that does not answer.

    At most three sentences come from one document, unless it is the only one; sentences that say
    the same with the same numbers become one claim with all citations.
    """
    answering = [finding for finding in findings if finding.searched.answered]
    most = {0: 0, 1: 8, 2: 5}.get(len(answering), 4)
    taken: set[tuple[str, int, int]] = set()
    chosen: list[tuple[Finding, list[tuple[Pick, DraftClaim]]]] = []
    for finding in answering:
        picks = _choose(finding, most, taken, page)
        chosen.append((finding, [(pick, _draft(pick, twins, page)) for pick, twins in picks]))
    if len(chosen) == 1:
        return _one(*chosen[0])
    return _several(chosen)


def picks_of(finding: Finding) -> list[Pick]:
    """Return every sentence of a finding that may be quoted, best first."""
    picks = [pick for reading in finding.readings for pick in _picks_in(finding, reading)]
    return sorted(picks, key=lambda p: (-p.worth, p.reading.passage.id, p.span))


def _picks_in(finding: Finding, reading: Reading) -> Iterable[Pick]:
    for at, sentence in enumerate(reading.sentences):
        if sentence.quote is None or not _is_about(finding, reading, at):
            continue
        row = as_sentence(reading.passage, sentence.quote)
        text = row or sliced(reading.passage, sentence.quote)
        if other_warming(finding.sub_question.text, text):
            continue
        leans = leans_back(text) or is_note(text)
        acting = ACTING if kind_of(finding.sub_question.text) == "do" and acts(text) else 0.0
        worth = SentenceModel.probability(sentence.score + acting - (LEANING if leans else 0.0))
        alone = not (leans or text[:1].islower())
        yield Pick(reading, sentence.quote, text, worth, acts(text), alone, tuple(words(text)))


def _is_about(finding: Finding, reading: Reading, at: int) -> bool:
    """A document of another country may speak of this one, but then in this sentence or the one before."""
    if reading.passage.table is not None:
        return True  # the researcher has looked at what the row stands under
    near = " ".join([*reading.passage.heading, *(s.text for s in reading.sentences[max(0, at - 1) : at + 1])])
    codes = finding.sub_question.countries
    return all(reading.document.country == code or names_country(near, code) for code in codes)


def _choose(
    finding: Finding, most: int, taken: set[tuple[str, int, int]], page: ReadPage
) -> list[tuple[Pick, list[Pick]]]:
    picks = picks_of(finding)
    best = picks[0].worth if picks else 0.0
    floor = min(best, max(FLOOR * best, LEAST))
    near = {pick.reading.document.id for pick in picks if pick.worth >= floor}
    alone = len(near) == 1 or bool(finding.sub_question.filters.documents)
    used: Counter[str] = Counter()
    chosen: list[tuple[Pick, list[Pick]]] = []
    for pick in picks:
        place = (pick.reading.passage.document_id, pick.reading.passage.page, pick.span.start)
        twin = next((kept for kept in chosen if likeness(pick.bag, kept[0].bag) >= AKIN), None)
        if twin is not None:
            if _says_the_same(pick, twin[0]):
                twin[1].append(pick)
                taken.add(place)
                continue
            if not _differs(pick, twin[0]):
                continue
        full = not alone and used[pick.reading.document.id] >= MOST_FROM_ONE
        if pick.worth < floor or full or place in taken or len(chosen) >= most or _overlaps(pick, chosen):
            continue
        if _goes_on(pick, page):
            continue
        used[pick.reading.document.id] += 1
        taken.add(place)
        chosen.append((pick, []))
    return chosen


def _goes_on(pick: Pick, page: ReadPage) -> bool:
    """Whether a page's first words are the rest of a sentence that the page before left open."""
    passage = pick.reading.passage
    if passage.page == 1 or pick.span.start > FIRST_WORDS or re.match(r"\W*\w{0,3}\d*[.)]", pick.text):
        return False
    if page(passage.document_id, passage.page).text[: pick.span.start].strip():
        return False
    try:
        before = page(passage.document_id, passage.page - 1).text
    except UnknownDocumentError:
        return False
    return bool(before.strip()) and not ends(before)


def _overlaps(pick: Pick, chosen: list[tuple[Pick, list[Pick]]]) -> bool:
    """Whether some of a sentence is cited already, by a claim or beside one that says the same."""
    return any(
        (kept.reading.passage.document_id, kept.reading.passage.page)
        == (pick.reading.passage.document_id, pick.reading.passage.page)
        and kept.span.start < pick.span.end
        and pick.span.start < kept.span.end
        for first, twins in chosen
        for kept in (first, *twins)
    )


def _says_the_same(one: Pick, other: Pick) -> bool:
    alike = likeness(one.bag, other.bag) >= SAME
    numbers = Counter(quantities(one.text)) == Counter(quantities(other.text))
    return alike and numbers and not changed(one.text, other.text)


def _differs(one: Pick, other: Pick) -> bool:
    """Whether two documents give different figures for the same thing: the reader must see both."""
    apart = one.reading.document.id != other.reading.document.id
    return apart and conflict(one.text, other.text) is not None


def _draft(pick: Pick, twins: list[Pick], page: ReadPage) -> DraftClaim:
    citations = dict.fromkeys(_cite(one, page) for one in (pick, *twins))
    context = lead_in(pick.reading, pick.span)
    led = (cited(pick.reading.document, *context, page),) if context else ()
    return DraftClaim(plain(pick.text), tuple(citations), led)


def _cite(pick: Pick, page: ReadPage) -> Citation:
    return cited(pick.reading.document, pick.reading.passage, pick.span, page)


def cited(document: Document, passage: Passage, span: CharSpan, page: ReadPage) -> Citation:
    """Return a span of a passage as a citation."""
    return Citation(
        passage.id,
        document.id,
        document.file,
        document.name,
        passage.page,
        page(document.id, passage.page).label,
        span,
        sliced(passage, span),
        document.url,
    )


def quotes_of(findings: Sequence[Finding], page: ReadPage, most: int = 40) -> tuple[Citation, ...]:
    """Return the best sentences of what answers, as citations: what may stand in the place of a claim."""
    answering = [finding for finding in findings if finding.searched.answered]
    picks = (pick for finding in answering for pick in picks_of(finding)[:most] if pick.alone)
    return tuple(dict.fromkeys(_cite(pick, page) for pick in picks))


def nearest(findings: Sequence[Finding], page: ReadPage, most: int = 5) -> tuple[Citation, ...]:
    """Return the best sentence of each passage that came nearest without answering, best first."""
    found = [
        (reading, max(whole, key=lambda s: (s.cosine + s.coverage, -s.span.start)))
        for finding in findings
        if not finding.searched.answered
        for reading in finding.readings[:most]
        if (whole := [s for s in reading.sentences if is_quotable(s.text)])
    ]
    ranked = sorted(found, key=lambda item: (-item[0].probability, item[0].evidence.rank))
    picks = (Pick(reading, s.span, s.text, reading.probability, False) for reading, s in ranked)
    return tuple(dict.fromkeys(_cite(pick, page) for pick in picks))[:most]


def by_policy(draft: Draft, question: str, score: Callable[[DraftClaim], float], *, grouped: bool) -> Draft:
    """Return the draft with the stronger policy first, where the question asks what can be done.

    Claims of a group, and the groups where they stand under headings (``grouped``; sub-questions keep
    the order in which they were asked), go by their policy score in steps of ten points; within a
    step, the order of the search stands, for no tool is that sure.
    """
    if not asks_for_options(question):
        return draft

    def step(claim: DraftClaim) -> int:
        return -int(score(claim) // 10)

    options = [DraftOption(own.heading, tuple(sorted(own.claims, key=step))) for own in draft.options]
    if grouped:
        options.sort(key=lambda own: min(map(step, own.claims), default=0))
    return Draft(draft.bottom_line, tuple(options))


def _one(finding: Finding, picked: list[tuple[Pick, DraftClaim]]) -> Draft:
    ordered = _leading_first(finding, picked)
    best = [item for item in ordered if item[0].alone] or ordered
    bottom = best[: 1 if len(ordered) < 4 else 2]
    groups: dict[str, list[DraftClaim]] = {}
    for item in (other for other in ordered if other not in bottom):
        groups.setdefault(_heading(item[0]), []).append(item[1])
    options = [DraftOption(heading, tuple(own)) for heading, own in groups.items()]
    return Draft(tuple(draft for _, draft in bottom), tuple(options))


def _several(chosen: list[tuple[Finding, list[tuple[Pick, DraftClaim]]]]) -> Draft:
    ordered = [(finding, _leading_first(finding, picked)) for finding, picked in chosen if picked]
    firsts = (next((item for item in picked if item[0].alone), picked[0]) for _, picked in ordered)
    bottom = tuple(draft for _, draft in firsts)[:3]
    options = [
        DraftOption(finding.sub_question.text, tuple(draft for _, draft in picked))
        for finding, picked in ordered
    ]
    return Draft(bottom, tuple(options))


def _leading_first(finding: Finding, picked: list[tuple[Pick, DraftClaim]]) -> list[tuple[Pick, DraftClaim]]:
    """The better before the worse; where the question asks what to do, what is to be done comes first."""
    if kind_of(finding.sub_question.text) != "do" or not picked:
        return picked
    best = picked[0][0].worth
    return sorted(picked, key=lambda item: not (item[0].acts and item[0].worth >= LEADING * best))


def _heading(pick: Pick) -> str:
    """The nearest heading above the passage that says something by itself, or the document's name."""
    headings = (own for own in reversed(pick.reading.passage.heading) if is_spoken_of(own, pick.text))
    found = (telling(plain(heading)) for heading in headings)
    return next(filter(None, found), pick.reading.document.name)
