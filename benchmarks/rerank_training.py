"""Train the reranker and write its card.

python -m benchmarks.rerank_training [--library FOLDER] [--out FOLDER]

What it learns from is in ``rerank_data``; each set counts the same. The weights of a softmax over the
candidates of one question are fitted so that those that answer are likely. What that cannot tell, since
few of these texts have titles, was chosen on the validation halves of the benchmarks: see ``TITLE``.
"""

from __future__ import annotations

import argparse
import math
import tempfile
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from statistics import fmean

import numpy as np
from scipy.optimize import minimize

from benchmarks.judgments_data import judgments
from benchmarks.questions import library
from benchmarks.report import shared_folder
from benchmarks.rerank_data import Made, benchmarks, citations, fever, graded
from retrieval.evaluate import Bench
from retrieval.hybrid import HybridRetriever
from retrieval.openvino_encoder import load_embedded
from retrieval.rerank import DEPTH, Frequencies, Looked, Reranker, Seen, Vectors
from retrieval.rerank_card import SHIPPED, RerankCard, identify, save
from retrieval.rerank_features import NAMES, Floats, said, scaled

TITLE = 0.4
"""The weight of titles, of 0.3, 0.4, 0.5 on the validation halves; most sets to learn from have none."""
NEAR = 0.5
"""The weight of near words, of 0.4, 0.5, 0.55, 0.6 there; what is learnt from claims gives them less."""
STRENGTH = 0.1
"""Of the pull of the weights to 0, of 0.01, 0.03, 0.1 there."""
ENGLISH = (
    "scifact",
    "climate-fever-sent",
    "pira-en",
    "climretrieve-pages",
    "climretrieve-passages",
    "ipcc-citation-pages",
    "xquad-en",
)
LICENCES = {
    "fever_rte": "CC BY-SA 3.0",
    "citation_integrity": "MIT",
    "judgments of the project": "Apache-2.0",
}


@dataclass(frozen=True, slots=True)
class Lesson:
    """The candidates of a question: features, grades, the best gain there could be, and unit vectors."""

    raw: Floats
    grades: Floats
    ideal: float
    vectors: Vectors

    @property
    def values(self) -> Floats:
        """The features, scaled among the candidates."""
        return scaled(self.raw)


class Recorder(Reranker):
    """Keeps what the model would have seen, and leaves the order as it is."""

    looked: Looked | None = None

    def scores(
        self, query: str, vector: Vectors, seen: Sequence[Seen], frequencies: Frequencies, count: int
    ) -> list[float]:
        """Return the scores that the fusion gave."""
        self.looked = self.look(query, vector, seen, frequencies, count)
        return [one.score for one in seen]

    def taken(self) -> Looked | None:
        """Return what the last query showed, once."""
        looked, self.looked = self.looked, None
        return looked


def lessons(
    retriever: HybridRetriever,
    queries: Sequence[tuple[str, Mapping[str, int]]],
    text_of: Callable[[str], str] = lambda passage_id: passage_id,
) -> Iterator[Lesson]:
    """Yield what the model sees of each query, where the candidates hold some that answer and some not.

    Args:
        retriever: over the texts; it gets its reranker back.
        queries: with grades by text.
        text_of: a passage into the text that it belongs to.
    """
    before = retriever.reranker
    assert before
    recorder = retriever.reranker = Recorder(before.embedder, before.card)
    try:
        for query, grades in queries:
            hits = retriever.search(query, k=DEPTH)
            looked = recorder.taken()
            if looked is None:
                continue
            own = [float(grades.get(text_of(hits[at].passage_id), 0)) for at in looked.places]
            if max(own) > 0.0 == min(own):
                ideal = gain(sorted(grades.values())[::-1])
                yield Lesson(looked.raw, np.array(own), ideal, looked.vectors)
    finally:
        retriever.reranker = before


def gain(grades: Sequence[float], k: int = 10) -> float:
    """Return the discounted gain of the first ``k`` grades."""
    return sum(grade / math.log2(place + 2) for place, grade in enumerate(grades[:k]))


def ndcg(weights: Floats, lesson: Lesson) -> float:
    """Return nDCG@10 of the candidates in the order of these weights."""
    order = np.argsort(-said(weights, lesson.raw, lesson.vectors), kind="stable")
    return gain(lesson.grades[order].tolist()) / lesson.ideal


def fitted(groups: Sequence[Sequence[Lesson]], strength: float = STRENGTH) -> Floats:
    """Return the weights under which what answers is likeliest, each group of lessons counting the same.

    Source: Cao and others 2007, with grades in place of a softmax of them.
    """
    shown = [[(lesson.values, lesson.grades) for lesson in group] for group in groups]

    def loss(weights: Floats) -> tuple[float, Floats]:
        total, slope = strength * float(weights @ weights), 2 * strength * weights
        for group in shown:
            for values, grades in group:
                worth = values @ weights
                likely = np.exp(worth - worth.max())
                likely /= likely.sum()
                wanted = grades / grades.sum()
                share = 1.0 / (len(group) * len(shown))
                total -= share * float(wanted @ np.log(likely + 1e-12))
                slope = slope + share * (values.T @ (likely - wanted))
        return total, slope

    found: Floats = minimize(loss, np.zeros(len(NAMES)), jac=True, method="L-BFGS-B").x
    return found


def chosen(weights: Floats) -> tuple[float, ...]:
    """Return the weights with what was chosen on validation halves."""
    own = dict(zip(NAMES, weights.tolist(), strict=True))
    own |= {"title": TITLE, "near": NEAR}
    return tuple(round(own[name], 3) for name in NAMES)


def card_of(groups: Mapping[str, Sequence[Lesson]], left_out: Mapping[str, int]) -> RerankCard:
    """Return the trained model; ``scores`` has nDCG@10 of the candidates before and after."""
    weights = chosen(fitted(list(groups.values())))
    alone = np.array([float(name == "fused") for name in NAMES])
    scores = {
        name: {
            "fusion": round(fmean(ndcg(alone, one) for one in group), 3),
            "reranked": round(fmean(ndcg(np.array(weights), one) for one in group), 3),
        }
        for name, group in groups.items()
    }
    data = tuple(
        {
            "set": name,
            "licence": LICENCES[name],
            "questions": len(group),
            "left out as nearly in a benchmark": left_out.get(name, 0),
        }
        for name, group in groups.items()
    )
    return RerankCard(identify(NAMES, weights), NAMES, weights, data, scores)


def of_set(own: Made, scratch: Path) -> list[Lesson]:
    """Return the lessons of a judged set; vectors are kept in a scratch folder."""
    bench = Bench(own.judged, load_embedded(), scratch)
    queries = [(query.text, own.judged.qrels[query.id]) for query in own.judged.queries]
    return list(lessons(bench.retriever, queries, bench.library.text_of.__getitem__))


def of_judgments(folder: Path) -> list[Lesson]:
    """Return the lessons of the project's judgments outside their test part."""
    retriever = library(folder).retriever()
    state = retriever.state()
    ids = [entry.passage_id for entry in state.indexes.entries.values()]
    passages = {
        passage.id: (state.documents[passage.document_id].sha256, passage) for passage in retriever.read(ids)
    }
    known = [one for one in judgments() if one.answerable and one.part != "test"]
    return list(lessons(retriever, [(one.question, graded(one, passages)) for one in known]))


def main() -> None:
    """Train, print and save."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    temporary = Path(tempfile.gettempdir())
    parser.add_argument("--library", type=Path, default=temporary / "globalbrain-bench", metavar="FOLDER")
    parser.add_argument(
        "--scratch", type=Path, default=temporary / "globalbrain-bench-vectors", metavar="FOLDER"
    )
    parser.add_argument("--out", type=Path, default=SHIPPED, metavar="FOLDER")
    told = parser.parse_args()
    known = benchmarks(ENGLISH)
    data = shared_folder() / "data"
    groups = {"judgments of the project": of_judgments(told.library.absolute())}
    left_out = {}
    for own in (fever(data, known), citations(data, known)):
        groups[own.judged.name] = of_set(own, told.scratch)
        left_out[own.judged.name] = own.left_out
    card = card_of(groups, left_out)
    print(dict(zip(card.features, card.weights, strict=True)), card.scores, sep="\n")
    save(card, told.out)


if __name__ == "__main__":
    main()
