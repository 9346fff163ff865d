"""Sections of laws: what is quoted of them."""

from __future__ import annotations

from agents.reading import _quote as quote_of
from agents.reading import sentences_of, sliced
from corpus.passages import CharSpan, Passage

LINES = (
    "54. Protection of action taken in good faith.",
    "55. Penalties.",
    "—(1) Whoever contravenes the provisions of section 3 shall be punished with a fine of ten lakh rupees.",
    "56. Penalty for contravention of directions of Central Government, State",
    "Government, National Biodiversity Authority and State Biodiversity Boards.",
    "—If any person contravenes any direction he shall be punished with a fine which may extend to one lakh.",
)


def passage(*lines: str) -> Passage:
    """Return a passage with a sentence a line."""
    spans, at = [], 0
    for line in lines:
        spans.append(CharSpan(at, at + len(line)))
        at += len(line) + 1
    text = "\n".join(lines)
    return Passage(
        document_id="act", page=1, span=CharSpan(0, len(text)), text=text, heading=(), sentences=tuple(spans)
    )


def quotes(own: Passage) -> list[str | None]:
    """Return what is quoted of each sentence."""
    spans = [quote_of(own, sentences_of(own), at) for at in range(len(own.sentences))]
    return [sliced(own, span) if span else None for span in spans]


def test_a_section_is_quoted_with_its_title() -> None:
    found = quotes(passage(*LINES))
    assert found[2] is not None
    assert found[2].startswith("Penalties.—(1) Whoever") or found[2].startswith("Penalties.\n—(1) Whoever")
    assert found[5] is not None
    assert found[5].startswith("Penalty for contravention")
    assert found[5].endswith("one lakh.")


def test_a_title_is_no_sentence_nor_is_its_second_line() -> None:
    found = quotes(passage(*LINES))
    assert (found[1], found[3], found[4]) == (None, None, None)


def test_nothing_is_quoted_from_a_list_of_sections() -> None:
    titles = [
        f"{number}. Annual report of the State Biodiversity Board and its Fund." for number in range(31, 38)
    ]
    assert quotes(passage(*titles)) == [None] * 7
    duties = [
        f"{number}. The Board shall report on its Fund to the State each year." for number in range(31, 38)
    ]
    assert None not in quotes(passage(*duties))


def test_a_dash_behind_a_sentence_without_a_number_stands_alone() -> None:
    own = passage("The forests of the north burn more often.", "—The State shall put them out within a week.")
    found = quotes(own)
    assert found[1] == "The State shall put them out within a week."
