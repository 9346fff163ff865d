"""CharSpan and Passage: the citable units, exact slices of a page."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, order=True)
class CharSpan:
    """Half-open range of characters (Unicode code points) of ``Page.text``."""

    start: int
    end: int

    def __post_init__(self) -> None:
        """Refuse an empty, reversed or negative range."""
        if not 0 <= self.start < self.end:
            raise ValueError(f"not a span: {self.start}-{self.end}")

    def of(self, text: str) -> str:
        """Return the characters of ``text`` that the span covers.

        >>> CharSpan(2, 5).of("abcdefg")
        'cde'
        """
        if self.end > len(text):
            raise ValueError(f"span {self.start}-{self.end} leaves a text of {len(text)} characters")
        return text[self.start : self.end]


@dataclass(frozen=True, slots=True)
class Passage:
    """Some 200 tokens of one page: ``text == page.text[span.start:span.end]``.

    ``heading`` is the path of headings above it, outermost first. ``sentences`` are the spans of
    its sentences in characters of ``Page.text``, in order, each inside ``span``.
    """

    document_id: str
    page: int
    span: CharSpan
    text: str
    heading: tuple[str, ...] = ()
    sentences: tuple[CharSpan, ...] = ()

    def __post_init__(self) -> None:
        """Check the length against the span, and the sentences against its borders."""
        if len(self.text) != self.span.end - self.span.start:
            raise ValueError(f"passage {self.id}: text length differs from its span")
        for sentence in self.sentences:
            if sentence.start < self.span.start or sentence.end > self.span.end:
                raise ValueError(f"passage {self.id}: sentence outside the passage")

    @property
    def id(self) -> str:
        """``document:pPAGE:START-END``, unique in a library."""
        return f"{self.document_id}:p{self.page}:{self.span.start}-{self.span.end}"
