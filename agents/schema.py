"""The shape of a brief.json and of the replies of ``ask``, read by pydantic at the border."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Annotated, Any

from pydantic import AwareDatetime, BaseModel, ConfigDict, Field, StringConstraints

from agents.claims import Outcome, Support
from agents.decisions import MOST_DECISIONS, MOST_NAME, MOST_NOTE, Action, Stage
from corpus.documents import DocumentKind

Text = Annotated[str, StringConstraints(max_length=20_000)]
Name = Annotated[str, StringConstraints(max_length=2_000)]
DocumentId = Annotated[str, StringConstraints(pattern=r"^[0-9a-f]{12}$")]
Tool = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z_]{0,39}$")]
ModelId = Annotated[str, StringConstraints(pattern=r"^[0-9a-f]{12}$")]
Sha256 = Annotated[str, StringConstraints(pattern=r"^[0-9a-f]{64}$")]
Url = Annotated[str, StringConstraints(pattern=r"^https?://", max_length=2_000)]
Offset = Annotated[int, Field(ge=0, le=10_000_000)]
Number = Annotated[int, Field(ge=1, le=1_000_000)]
Moment = Annotated[
    AwareDatetime,
    Field(strict=False, ge=datetime(2000, 1, 1, tzinfo=UTC), lt=datetime(3000, 1, 1, tzinfo=UTC)),
]
Probability = Annotated[float, Field(ge=0, le=1, allow_inf_nan=False)]


class Shape(BaseModel):
    """Base of all shapes: nothing unknown, nothing converted, nothing changed."""

    model_config = ConfigDict(extra="forbid", strict=True, frozen=True)


class CitationShape(Shape):
    """Exact words of a page: ``quote == page.text[start:end]``, in Unicode code points."""

    passage_id: Name
    document_id: DocumentId
    file: Name
    title: Name
    page: Number
    page_label: Name | None
    start: Offset
    end: Offset
    quote: Text
    url: Url | None = None


class ReasonShape(Shape):
    """One thing that a check found."""

    code: Annotated[str, StringConstraints(pattern=r"^[a-z_]{1,40}$")]
    said: Name = ""
    stands: Name = ""


class CheckShape(Shape):
    """One visible test of a claim."""

    name: Name
    passed: bool
    detail: Text = ""
    outcome: Annotated[Outcome | None, Field(strict=False)] = None
    reasons: Annotated[list[ReasonShape], Field(max_length=20)] = []


class PartShape(Shape):
    """One part of a reading."""

    name: Name
    label: Name
    share: Probability
    weight: Annotated[float, Field(ge=0, le=100, allow_inf_nan=False)] = 0.0


class WordShape(Shape):
    """A word that spoke for a reading, and how much, in logits."""

    word: Name
    weight: Annotated[float, Field(allow_inf_nan=False)]


class ReadingShape(Shape):
    """What a tool says of a claim."""

    tool: Tool
    label: Name
    probability: Probability
    value: Annotated[float, Field(ge=0, le=100, allow_inf_nan=False)] | None = None
    parts: Annotated[list[PartShape], Field(max_length=100)] = []
    weighed: Annotated[list[WordShape], Field(max_length=20)] = []
    cards: Annotated[list[ModelId], Field(max_length=10)] = []


class MissingToolShape(Shape):
    """A tool that could not be used."""

    tool: Tool
    why: Text


class ClaimShape(Shape):
    """A sentence with its verdict, its pointers and its tests."""

    text: Text
    support: Annotated[Support, Field(strict=False)]
    citations: list[CitationShape]
    checks: list[CheckShape] = []
    readings: Annotated[list[ReadingShape], Field(max_length=20)] = []
    verdicts: list[Annotated[Support, Field(strict=False)]] = []
    instead: Text = ""
    context: Annotated[list[CitationShape], Field(max_length=5)] = []
    translation: Text = ""


class FiltersShape(Shape):
    """Which documents were searched; an empty list or null does not restrict."""

    documents: list[Name] = []
    countries: list[Name] = []
    year_from: int | None = None
    year_to: int | None = None
    publishers: list[Name] = []
    languages: list[Name] = []
    kinds: list[Name] = []
    goals: list[Name] = []
    hazards: list[Name] = []
    risk_from: Annotated[int, Field(ge=0, le=4)] | None = None
    regions: list[Name] = []
    instruments: list[Name] = []
    concepts: list[Name] = []


class SubQuestionShape(Shape):
    """One thing that was searched for."""

    text: Text
    query: Text
    countries: list[Name] = []
    years: list[int] = []
    filters: FiltersShape = FiltersShape()
    limited: bool = False


class LimitShape(Shape):
    """The countries that the question limits itself to, and the words that say so."""

    countries: list[Name]
    words: Text


class PlanShape(Shape):
    """How the question was split."""

    question: Text
    language: Name
    sub_questions: list[SubQuestionShape]
    limit: LimitShape | None = None
    edited: bool = False


class SearchedShape(Shape):
    """One search that was run, and the probability that its best passages answer."""

    sub_question: Text
    query: Text
    filters: FiltersShape
    found: Offset
    probability: Probability
    answered: bool


class ConsiderationShape(Shape):
    """What a source says, word for word, of an aspect of an option."""

    aspect: Tool
    topic: Tool
    claim: ClaimShape


class OptionShape(Shape):
    """A heading and the positions of its claims in ``claims``; what was counted of it is its profile."""

    heading: Text
    claims: list[Offset]
    aspects: Annotated[list[Tool], Field(max_length=10)] = []
    considered: Annotated[list[ConsiderationShape], Field(max_length=50)] = []
    profile: dict[Name, Any] | None = None


class ProvenanceShape(Shape):
    """What made the answer."""

    code: Name
    library: Name
    index: Name
    encoder: Name
    mind: Name
    settings: dict[Name, str | int | float | bool]
    documents: dict[DocumentId, Sha256]
    passages: list[Name]
    tools: dict[Tool, Annotated[str, StringConstraints(pattern=r"^[0-9a-f]{12}(\+[0-9a-f]{12})*$")]] = {}


class DocumentShape(Shape):
    """A cited document as the library knew it; null is unknown."""

    id: DocumentId
    sha256: Sha256
    file: Name
    page_count: Offset
    title: Name | None = None
    publisher: Name | None = None
    year: int | None = None
    country: Name | None = None
    language: Name | None = None
    kind: Annotated[DocumentKind | None, Field(strict=False)] = None
    url: Url | None = None
    licence: Name | None = None
    unread_pages: list[Number] = []
    warnings: list[Text] = []


class DecisionShape(Shape):
    """One reviewer's word on one claim, by its number in the brief as it was made."""

    claim: Number
    action: Annotated[Action, Field(strict=False)]
    by: Annotated[str, StringConstraints(min_length=1, max_length=MOST_NAME)]
    at: Moment
    before: Text
    after: Text = ""
    note: Annotated[str, StringConstraints(max_length=MOST_NOTE)] = ""
    edited: ClaimShape | None = None
    model: Annotated[str, StringConstraints(pattern=r"^([0-9a-f]{12})?$")] = ""
    sha256: Sha256


class MadeShape(Shape):
    """The claims as they were before any decision."""

    claims: list[ClaimShape]
    bottom_line: list[Offset]
    options: list[OptionShape]
    left_out: list[ClaimShape]


class ReviewShape(Shape):
    """What reviewers decided, and how far it has come."""

    state: Annotated[Stage, Field(strict=False)] = Stage.DRAFT
    claims: Offset = 0
    accepted: Offset = 0
    rejected: Offset = 0
    edited: Offset = 0
    partial: Offset = 0
    by: Annotated[list[Name], Field(max_length=MOST_DECISIONS)] = []
    at: Moment | None = None
    decisions: Annotated[list[DecisionShape], Field(max_length=MOST_DECISIONS)] = []
    made: MadeShape | None = None


class BriefShape(Shape):
    """The whole answer: what ``ask --json`` prints and a brief.json holds."""

    format: Annotated[int, Field(ge=1, le=1)] = 1
    question: Text
    answered: bool
    claims: list[ClaimShape]
    unanswered: list[Text]
    searched: list[SearchedShape]
    provenance: ProvenanceShape
    language: Name
    bottom_line: list[Offset]
    options: list[OptionShape]
    left_out: list[ClaimShape]
    nearest: list[CitationShape]
    plan: PlanShape
    sources: list[DocumentShape] = []
    missing_tools: Annotated[list[MissingToolShape], Field(max_length=20)] = []
    created: Annotated[datetime, Field(strict=False)]
    review: ReviewShape | None = None
    checksums: Annotated[dict[Name, Sha256], Field(max_length=100)] = {}
    work: Annotated[list[dict[str, Any]], Field(max_length=500)] = []
