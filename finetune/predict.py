"""What the agents may use: the relevance models, and tool models that read texts with every head."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from finetune.agreement import HAZARDS, NATURE, without_hazards
from finetune.artifact import Trained, load
from finetune.asked import acts as acts
from finetune.asked import figures as figures
from finetune.asked import kind_of as kind_of
from finetune.errors import ArtifactError, DataError
from finetune.features import Candidate as Candidate
from finetune.features import Question as Question
from finetune.features import coverage as coverage
from finetune.heads import Head, of_each, probabilities, read_by, twin_features
from finetune.occlusion import weighed
from finetune.relevance import RelevanceModel as RelevanceModel
from finetune.relevance import SentenceModel as SentenceModel
from finetune.relevance import across_model as across_model
from finetune.relevance import relevance_model as relevance_model
from finetune.relevance import sentence_model as sentence_model
from finetune.sentences import Asked as Asked
from finetune.sentences import Told as Told
from finetune.sentences import asked as asked
from finetune.spoken import spoken
from finetune.support import SupportAnswer as SupportAnswer
from finetune.support import support_model as support_model
from finetune.support_text import likely as likely
from finetune.support_text import sentences as sentences
from finetune.tags import TaggedSpan as TaggedSpan
from finetune.tags import spans_of
from finetune.words import names as names
from finetune.words import words as words
from finetune.words import written as written

if TYPE_CHECKING:
    from finetune.encoding import Encoder
    from finetune.passes import Output, TokenLogits

Floats = NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class Prediction:
    """What one head says of one text.

    ``label`` is the likeliest (of many labels, all that reach the threshold, joined by "+"; of tags,
    those of the spans; "" for none) and ``probability`` its calibrated probability in [0, 1]: of many
    labels that of the surest one, of a score the score itself. ``each`` has every label. ``weighed``
    are words of the text with what their tokens added to the label's logit, the heaviest first; it is
    empty where only the text's vector was given. ``ToolModel.why`` weighs words one by one.
    """

    task: str
    label: str
    probability: float
    spans: tuple[TaggedSpan, ...] = ()
    weighed: tuple[tuple[str, float], ...] = ()
    each: Mapping[str, float] | None = None


class ToolModel:
    """A trained version: reads texts with every head in one pass."""

    def __init__(self, version: Trained) -> None:
        """Keep the version; its encoder is loaded when it is first needed, or never."""
        self.version = version
        self.card = version.card
        self.heads = {head.card.task: head for head in version.heads}

    @classmethod
    def open(cls, folder: Path) -> ToolModel:
        """Return the model of a folder (ArtifactError: see ``finetune.artifact.load``)."""
        return cls(load(folder))

    @cached_property
    def _encoder(self) -> Encoder:
        from finetune.opening import open_encoder

        return open_encoder(self.version)

    def warm(self) -> None:
        """Load the encoder now, which the first text would wait for else (ArtifactError)."""
        assert self._encoder  # noqa: S101 - asking for it loads it

    def for_vectors(self) -> tuple[str, ...]:
        """Return the tasks that read plain vectors of the base: a frozen encoder, no tags."""
        frozen = self.card.method == "frozen"
        return tuple(name for name, head in self.heads.items() if frozen and head.card.unit)

    def read(
        self, texts: Sequence[str], tasks: Sequence[str] | None = None, *, weigh: bool = True
    ) -> tuple[tuple[Prediction, ...], ...]:
        """Return for each text what each head of single texts says, in one pass of the encoder.

        Without ``weigh`` no words are weighed, which matters where thousands of texts are read.

        Raises:
            ArtifactError: a task that the model does not have, or an encoder that cannot be loaded.
            DataError: a text that is empty.
        """
        chosen = [head for head in self._chosen(tasks) if head.card.kind != "pair"]
        return self._said(chosen, texts, None, weigh)

    def read_pairs(
        self, texts: Sequence[str], pairs: Sequence[str], tasks: Sequence[str] | None = None
    ) -> tuple[tuple[Prediction, ...], ...]:
        """Return for each text with its second text what each head of pairs says (errors as ``read``)."""
        if len(texts) != len(pairs):
            raise DataError("pairs", f"{len(texts)} texts, {len(pairs)} second texts", "Give one each.")
        chosen = [head for head in self._chosen(tasks) if head.card.kind == "pair"]
        return self._said(chosen, texts, pairs, weigh=True)

    def read_vectors(
        self,
        vectors: Floats,
        others: Floats | None = None,
        tasks: Sequence[str] | None = None,
        texts: Sequence[str] | None = None,
        *,
        weigh: bool = True,
    ) -> tuple[tuple[Prediction, ...], ...]:
        """Return for each vector what each head of ``for_vectors`` says, without torch.

        Args:
            vectors: shape (n, dim), of norm 1, by the very base that the model was trained on.
            others: of the second texts, where heads of pairs are asked.
            tasks: by default all that can.
            texts: of the vectors, for heads that read words too; they then say which weighed.
            weigh: whether to find these words, which takes longer than all the rest.

        Raises:
            ArtifactError: a task that reads more than a vector, or vectors of another width.
            DataError: a head that reads words, and no texts.
        """
        able = self.for_vectors()
        if tasks is not None and (unable := [name for name in tasks if name not in able]):
            raise ArtifactError(
                f"task {unable[0]}", "it reads more than a vector, or is not there", "Give the texts."
            )
        chosen = [head for head in self._chosen(tasks or able) if head.card.twin == (others is not None)]
        rows = vectors if others is None else twin_features(vectors, others)
        for head in chosen:
            if rows.shape[1] != head.weight.shape[1]:
                said = f"vectors of {vectors.shape[1]} numbers do not fit"
                raise ArtifactError(f"model {self.card.id}", said, f"Use the encoder {self.card.base}.")
        by_head, read = [], read_by(chosen, texts)
        for head in chosen:
            logits = head.logits(rows, read)
            best = np.argmax(logits, axis=1).tolist() if weigh and head.words is not None else []
            own = [spoken(head, text, at) for text, at in zip(texts or (), best, strict=False)]
            by_head.append(_of_rows(head, logits, own))
        return tuple(zip(*by_head, strict=True)) if by_head else ((),) * len(vectors)

    def why(self, text: str, task: str, pair: str | None = None) -> tuple[tuple[str, float], ...]:
        """Return the words without which the head would be less sure, with by how much, heaviest first.

        It reads the text once for each word of it, so it is for one text that somebody asks about;
        ``weighed`` of a reading comes for nothing and sees each word only where it stands.

        Raises:
            ArtifactError: no such task, or one without one probability (tags, scores).
            DataError: a text that is empty.
        """
        (head,) = self._chosen([task])
        if head.card.kind in ("tags", "score", "image"):
            raise ArtifactError(f"task {task}", "it does not decide for one label", "Look at its spans.")
        read = self.read([text], [task]) if pair is None else self.read_pairs([text], [pair], [task])
        label = next(iter(read[0][0].each or {}))

        def sure(texts: Sequence[str]) -> Floats:
            from finetune.passes import outputs

            pairs = None if pair is None else [pair] * len(texts)
            found = outputs(self._encoder, [head], texts, pairs, longest=self.version.max_tokens)[task]
            rows = probabilities(head.card, found.logits)
            return np.asarray(rows[:, head.card.labels.index(label)], np.float32)

        return weighed(text, sure)

    def _chosen(self, tasks: Sequence[str] | None) -> tuple[Head, ...]:
        for name in tasks or ():
            if name not in self.heads:
                known = ", ".join(self.heads)
                raise ArtifactError(f"model {self.card.id}", f"it has no task {name!r}", f"It has: {known}.")
        return tuple(self.heads[name] for name in (tasks if tasks is not None else self.heads))

    def _said(
        self, heads: Sequence[Head], texts: Sequence[str], pairs: Sequence[str] | None, weigh: bool
    ) -> tuple[tuple[Prediction, ...], ...]:
        for text in (*texts, *(pairs or ())):
            if not text.strip():
                raise DataError("texts", "one of them is empty", "Give texts of at least one word.")
        if not heads or not texts:
            return ((),) * len(texts)
        from finetune.passes import outputs

        read = list(heads)
        if any(head.card.task == NATURE for head in heads) and HAZARDS in self.heads:
            read = list({head.card.task: head for head in (*heads, self.heads[HAZARDS])}.values())
        found = outputs(self._encoder, read, texts, pairs, longest=self.version.max_tokens, weigh=weigh)
        said = {head.card.task: _of_output(head, found[head.card.task], texts) for head in read}
        if {NATURE, HAZARDS} <= said.keys():
            said[NATURE] = list(map(_agreed, said[NATURE], said[HAZARDS]))
        return tuple(zip(*(said[head.card.task] for head in heads), strict=True))


def _of_output(head: Head, output: Output, texts: Sequence[str]) -> list[Prediction]:
    if head.card.kind == "tags":
        return [_of_tokens(head, own, text) for own, text in zip(output.tokens, texts, strict=True)]
    return _of_rows(head, output.logits, output.weighed)


def _of_tokens(head: Head, own: TokenLogits, text: str) -> Prediction:
    each = probabilities(head.card, own.logits)
    spans = spans_of(head.card, own.logits, own.offsets, own.words, text)
    surest = max((span.probability for span in spans), default=round(1 - float(each[:, 1:].sum(1).max()), 4))
    return Prediction(head.card.task, "+".join(dict.fromkeys(s.label for s in spans)), surest, spans)


def _agreed(nature: Prediction, hazards: Prediction) -> Prediction:
    """What names nature, without the words of hazards; where nothing is left, as sure as the hazards are."""
    spans, sure = without_hazards(nature.spans, hazards.spans)
    if spans == nature.spans:
        return nature
    surest = max((span.probability for span in spans), default=sure)
    return replace(
        nature, label="+".join(dict.fromkeys(s.label for s in spans)), spans=spans, probability=surest
    )


def _of_rows(
    head: Head, logits: Floats, words_of: Sequence[tuple[tuple[str, float], ...]]
) -> list[Prediction]:
    card, made = head.card, []
    for at, row in enumerate(probabilities(card, logits)):
        spoke = words_of[at] if words_of else ()
        if card.kind == "score":
            made.append(Prediction(card.task, "", round(float(row[0]), 4), (), spoke))
            continue
        each = of_each(card.labels, row)
        first, sure = next(iter(each.items()))
        if card.kind == "labels":
            first = "+".join(label for label, p in each.items() if p >= card.threshold)
            sure = sure if first else round(1 - sure, 4)
        made.append(Prediction(card.task, first, sure, (), spoke, each))
    return made


def claim_support(claim: str, evidence_sentences: Sequence[str], vectors: Floats) -> SupportAnswer:
    """Return whether the cited sentences support a claim, with the reasons in words.

    Args:
        claim: one sentence.
        evidence_sentences: one or more; of more than twelve the likeliest twelve are read.
        vectors: shape (1 + sentences, dim), of norm 1, by the embedded encoder: the claim, then each.

    Raises:
        DataError: an empty claim, no evidence, or vectors that do not fit.
        ArtifactError: the shipped model is absent or altered.
    """
    return support_model().answer(claim, evidence_sentences, vectors)
