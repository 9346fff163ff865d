"""The chat-model mind: it plans and writes by closed handles; the verifier judges it like the other one."""

from __future__ import annotations

import json
import re
import time
import unicodedata
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Protocol

from agents.claims import Claim, DraftClaim, Support
from agents.errors import AgentError, EndpointError, ModelReplyError
from agents.instructions import CRITIC, PLANNER, WRITER
from agents.plan import MOST_PARTS, Plan, SubQuestion, plan
from agents.quantities import quantities
from agents.readings import MissingTool
from agents.replies import Doubts, Parts, Section, Shape, Written
from agents.settings import ChatModel
from agents.verify import plain
from agents.write import Draft, DraftOption
from finetune.predict import words

if TYPE_CHECKING:
    from agents.endpoint import Reply

LONGEST = 700
"""Characters of a sentence that is taken."""
OWN_WORDS = 0.5
"""So much of a sub-question must be words of the question; a model may not change the topic."""
FOREIGN = re.compile(r"https?:|www\.|\b\w+://|!?\[[^\]]*\]\(|<\s*/?\s*[a-zA-Z!]|```", re.IGNORECASE)
_HANDLES = re.compile(r"\s*[\[(]\s*Q\d+(?:\s*[,;]\s*Q\d+)*\s*[\])]")

Said = tuple[str, tuple[MissingTool, ...]]
"""Who wrote, for provenance, and what could not be used."""
EXTRACTIVE: Said = ("extractive", ())
CHAT_MODEL = "chat_model"
Judge = Callable[[DraftClaim], Claim]


class Asks(Protocol):
    """What the mind needs of an endpoint."""

    chosen: ChatModel

    @property
    def name(self) -> str:
        """The model's name."""

    def ask(
        self, instruction: str, data: str, shape: type[Shape], *, deadline: float, seed: int = 0
    ) -> Reply[Shape]:
        """Return a typed reply (EndpointError, ModelReplyError)."""


@dataclass(frozen=True, slots=True)
class Step:
    """One call of the model: who asked, how long it took, what it cost, what came of it.

    ``cost`` is in the currency of the settings' prices, None where tokens or prices are unknown.
    """

    role: str
    seconds: float
    tokens_in: int | None
    tokens_out: int | None
    cost: float | None
    outcome: str


@dataclass(slots=True)
class Thinking:
    """The model's work on one question: what is left of its time, and its steps; not shared."""

    endpoint: Asks
    clock: Callable[[], float] = time.monotonic
    steps: list[Step] = field(default_factory=list)
    failure: AgentError | None = None
    wrote: bool = False
    _deadline: float = field(init=False)

    def __post_init__(self) -> None:
        """Start the clock."""
        self._deadline = self.clock() + self.endpoint.chosen.timeout_s

    @property
    def name(self) -> str:
        """The model's name."""
        return self.endpoint.name

    def said(self) -> Said:
        """Return who wrote the answer, and the model as missing where it failed."""
        mind = f"chat model {self.name[:100]}, each sentence checked" if self.wrote else EXTRACTIVE[0]
        failed = (MissingTool(CHAT_MODEL, self.failure.reason[:300]),) if self.failure else ()
        return mind, failed

    def plan(self, ruled: Plan) -> Plan:
        """Return the plan with its one question split by the model, or as the rules made it.

        A question that the rules have split stays so, and one by the model counts only where it keeps to
        the words, countries and numbers of what was asked.
        """
        if len(ruled.sub_questions) != 1:
            return ruled
        whole = ruled.sub_questions[0]
        said = self.consult("planner", PLANNER, {"question": whole.text}, Parts)
        if said is None:
            return ruled
        split: dict[SubQuestion, None] = {}
        for text in said.questions:
            try:
                parts = plan(text, (), whole.filters).sub_questions
            except AgentError:
                continue
            split.update(dict.fromkeys(part for part in parts if keeps_to(part, whole)))
        if len(split) < 2:
            return ruled
        return replace(ruled, sub_questions=tuple(split)[:MOST_PARTS])

    def write(self, plan: Plan, draft: Draft, judge: Judge) -> Draft:
        """Return the draft with each section rewritten as far as its sentences stand, else as it was.

        Of ``drafts`` tries the one whose supported sentences rest on most quotes is kept. A quote that
        no such sentence rests on stays as it is, so that nothing found is lost.
        """
        bottom = self._section(plan, "", draft.bottom_line, judge)
        options = tuple(
            DraftOption(own.heading, self._section(plan, own.heading, own.claims, judge))
            for own in draft.options
        )
        return Draft(bottom, options)

    def _section(
        self, plan: Plan, heading: str, quoted: tuple[DraftClaim, ...], judge: Judge
    ) -> tuple[DraftClaim, ...]:
        if not quoted or isinstance(self.failure, EndpointError):
            return quoted
        handles = {f"Q{number}": claim for number, claim in enumerate(quoted, 1)}
        data = {
            "question": plan.question,
            "language": plan.language,
            "heading": heading,
            "quotes": [_quote(handle, claim) for handle, claim in handles.items()],
        }
        tries = []
        for seed in range(self.endpoint.chosen.drafts):
            said = self.consult("writer", WRITER, data, Section, seed)
            if said is not None:
                tries.append(_judged(said, handles, judge))
            elif isinstance(self.failure, EndpointError):
                break
        best = max(tries, key=lambda own: (len(own.covered), -len(own.failed)), default=None)
        if best is None or not best.standing:
            return quoted
        kept = self._doubted(best, judge)
        covered = {handle for one in kept for handle in one.handles}
        rest = [claim for handle, claim in handles.items() if handle not in covered]
        return tuple(dict.fromkeys([*(one.draft for one in kept), *rest, *best.failed]))

    def _doubted(self, best: _Tried, judge: Judge) -> list[_Sentence]:
        """The sentences that the critic, too, lets stand; it can only take away."""
        data = {
            "sentences": [
                {
                    "number": number,
                    "text": one.draft.text,
                    "quotes": [citation.quote for citation in one.draft.citations],
                }
                for number, one in enumerate(best.standing, 1)
            ]
        }
        said = self.consult("critic", CRITIC, data, Doubts)
        doubted = set(said.unsupported) if said else set()
        return [one for number, one in enumerate(best.standing, 1) if number not in doubted]

    def consult(
        self, role: str, instruction: str, data: Mapping[str, object], shape: type[Shape], seed: int = 0
    ) -> Shape | None:
        """Return a typed reply; None where there is none, and why is remembered."""
        if isinstance(self.failure, EndpointError):
            return None
        began = self.clock()
        text = json.dumps(data, ensure_ascii=False)
        try:
            said = self.endpoint.ask(instruction, text, shape, deadline=self._deadline, seed=seed)
        except (EndpointError, ModelReplyError) as error:
            self.failure = error
            self.steps.append(Step(role, self.clock() - began, None, None, None, str(error)[:300]))
            return None
        cost = self._cost(said.tokens_in, said.tokens_out)
        self.steps.append(Step(role, said.seconds, said.tokens_in, said.tokens_out, cost, "ok"))
        return said.value

    def _cost(self, tokens_in: int | None, tokens_out: int | None) -> float | None:
        prices = (self.endpoint.chosen.input_price, self.endpoint.chosen.output_price)
        counts = (tokens_in, tokens_out)
        if None in prices or None in counts:
            return None
        return sum((price or 0.0) * (count or 0) for price, count in zip(prices, counts, strict=True)) / 1e6


@dataclass(frozen=True, slots=True)
class _Sentence:
    draft: DraftClaim
    handles: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class _Tried:
    """One draft of a section: the sentences that stand, and those to be told as left out."""

    standing: tuple[_Sentence, ...]
    failed: tuple[DraftClaim, ...]

    @property
    def covered(self) -> set[str]:
        """The handles that its standing sentences rest on."""
        return {handle for one in self.standing for handle in one.handles}


def _judged(said: Section, handles: Mapping[str, DraftClaim], judge: Judge) -> _Tried:
    standing, failed = [], []
    for written in said.sentences:
        sentence = _sentence(written, handles)
        if sentence is None:
            continue
        if judge(sentence.draft).support is Support.SUPPORTED:
            standing.append(sentence)
        else:
            failed.append(sentence.draft)
    return _Tried(tuple(standing), tuple(failed))


def _sentence(written: Written, handles: Mapping[str, DraftClaim]) -> _Sentence | None:
    """The sentence with its citations; None with a link, markup, or a handle that was not given."""
    text = plain(_HANDLES.sub("", readable(written.text)))
    known = tuple(dict.fromkeys(handle.strip("[] ") for handle in written.quotes))
    if not known or any(handle not in handles for handle in known):
        return None
    if not text or len(text) > LONGEST or FOREIGN.search(text) or not any(map(str.isalnum, text)):
        return None
    citations = dict.fromkeys(c for handle in known for c in handles[handle].citations)
    return _Sentence(DraftClaim(text, tuple(citations)), known)


def readable(text: str) -> str:
    """Return the text without control, format and private characters: nothing hidden passes."""
    return "".join(
        " " if char in "\t\r\n" else char
        for char in text
        if char in "\t\r\n" or unicodedata.category(char) not in ("Cc", "Cf", "Cs", "Co", "Cn")
    )


def _quote(handle: str, claim: DraftClaim) -> dict[str, object]:
    first = claim.citations[0]
    return {"handle": handle, "source": first.title[:200], "page": first.page, "text": claim.text}


def keeps_to(part: SubQuestion, whole: SubQuestion) -> bool:
    """Whether a sub-question asks about no other country, year, number or topic than the question."""
    if set(part.countries) - set(whole.countries) or set(part.years) - set(whole.years):
        return False
    if set(quantities(part.text)) - set(quantities(whole.text)):
        return False
    own, asked = set(words(part.text)), set(words(whole.text))
    return bool(own) and len(own & asked) >= OWN_WORDS * len(own)


def used(before: Draft, after: Draft) -> bool:
    """Return whether any sentence is the model's own."""
    quoted = {claim.text for claim in before.claims}
    return any(claim.text not in quoted for claim in after.claims)


def totals(steps: Sequence[Step]) -> tuple[int, float, int, int]:
    """Return calls, seconds, and tokens in and out as far as the endpoint counted them."""
    return (
        len(steps),
        sum(step.seconds for step in steps),
        sum(step.tokens_in or 0 for step in steps),
        sum(step.tokens_out or 0 for step in steps),
    )
