"""Pairs for the head that writes: numbered quotes and the paragraph that cites them, parts kept apart."""

from __future__ import annotations

import re
from dataclasses import replace

from benchmarks.paragraphs import apart, pairs_of, questions
from tests.ui.briefs import an_answer


def test_a_paragraph_cites_its_quotes_by_number_and_no_quote_crosses_the_parts() -> None:
    brief = an_answer()
    pairs = list(pairs_of(brief, "q1"))
    groups = [brief.bottom_line, *(option.claims for option in brief.options)]
    assert len(pairs) == sum(bool(claims) for claims in groups)
    for pair, claims in zip(pairs, filter(None, groups), strict=True):
        assert pair.text.startswith(f"Question: {brief.question}\n[1] ")
        for number, quote in enumerate(pair.quotes, start=1):
            assert f"[{number}] {' '.join(quote.split())} (" in pair.text
        assert all(claim.text in pair.pair for claim in claims)
        assert {int(own) for own in re.findall(r"\[(\d+)\]", pair.pair)} == set(
            range(1, len(pair.quotes) + 1)
        )
    base = pairs[0]
    test = replace(base, id="a", pair="one", part="test")
    same = replace(base, id="b", pair="two", part="train")
    other = replace(base, id="c", pair="three", part="train", quotes=("something else",))
    twice = replace(other, id="d")
    assert {own.pair for own in apart([same, test, other, twice])} == {"one", "three"}
    names = [words for _, words in questions()]
    assert len(names) == len(set(names)) > 250
