"""The sentence model: kinds of question, signs in a sentence, features, training on pairs, what ships."""

from __future__ import annotations

import gzip
import json
import math
import random
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from finetune.asked import Kind, acts, figures, kind_of, unit_fits
from finetune.errors import DataError
from finetune.features import Question
from finetune.predict import SentenceModel, sentence_model
from finetune.ranking import ndcg, read_cases, scores, train_sentences
from finetune.relevance_card import load, save
from finetune.sentences import NAMES, Told, asked, sentence_features


@pytest.mark.parametrize(
    ("question", "kind"),
    [
        ("What should be done about mangroves?", "do"),
        ("Que faut-il faire contre la sécheresse ?", "do"),
        ("¿Qué medidas deben tomarse contra la sequía?", "do"),
        ("应采取哪些措施保护湿地？", "do"),
        ("How much does adaptation cost?", "amount"),
        ("Combien de personnes vivent près de la mer ?", "amount"),
        ("多少人受到影响？", "amount"),
        ("When will emissions peak?", "when"),
        ("Which human rights concerns arise when forests are planted?", "what"),
        ("Who chairs the board?", "who"),
        ("Why is the ocean becoming acidic?", "why"),
        ("Does the report mention methane?", "say"),
        ("Compare taxes with trading.", "compare"),
        ("What is leakage?", "what"),
        ("How does the policy define agroforestry?", "what"),
    ],
)
def test_the_kind_of_a_question_is_told_in_four_languages(question: str, kind: Kind) -> None:
    assert kind_of(question) == kind


@pytest.mark.parametrize(
    "sentence",
    [
        "Parties should act.",
        "Les pays doivent agir.",
        "Se debe actuar.",
        "必须减少排放。",
        "Restore the wells.",
    ],
)
def test_what_is_to_be_done_is_told_in_four_languages(sentence: str) -> None:
    assert acts(sentence)
    assert not acts("The sea is blue.")


def test_years_references_and_formulas_are_no_figures() -> None:
    text = "In 2019 (Smith 2017), CO2 of SSP1-2.6 in Article 6, paragraph 4, fell by 43 per cent {3.2}."
    assert [text[start:end] for start, end in figures(text)] == ["43"]


@pytest.mark.parametrize(
    ("question", "text", "fits"),
    [
        ("What share of land is dry?", "Some 89 per cent of the land is dry.", True),
        ("What share of land is dry?", "Some 89 counties are dry.", False),
        ("How much does it cost?", "It takes 3 billion dollars.", True),
        ("How much does it cost?", "It takes 3 years.", False),
        ("What is dry land?", "Land without rain.", True),
    ],
)
def test_the_unit_must_be_the_one_that_is_asked_for(question: str, text: str, fits: bool) -> None:
    assert unit_fits(question, text) is fits


@settings(deadline=None)
@given(st.text(max_size=80), st.text(max_size=120), st.text(max_size=30))
def test_features_are_finite_for_any_text(question: str, text: str, heading: str) -> None:
    found = sentence_features(asked(Question(question)), Told(text, "A plan", heading))
    assert len(found) == len(NAMES)
    assert all(map(math.isfinite, found))


def odds(question: str, text: str, *, knows: bool, cosine: float = 0.6) -> float:
    told = Told(text, cosine=cosine if knows else 0.0, passage_cosine=0.5 if knows else 0.0)
    return sentence_model(encoder_knows=knows).log_odds(asked(Question(question)), told)


@pytest.mark.parametrize("knows", [True, False])
@pytest.mark.parametrize(
    ("question", "better", "worse"),
    [
        (
            "What should be done about mangroves?",
            "Mangroves should be protected by the counties of the coast.",
            "Mangroves have declined along the whole coast for many years.",
        ),
        (
            "How much of the food is wasted?",
            "About 30 per cent of the food is wasted on its way to the table.",
            "The food that is wasted on its way to the table is a burden.",
        ),
        (
            "When must the parties report on forests?",
            "The parties report on forests every two years, first in 2024.",
            "The parties report on forests to the secretariat in writing.",
        ),
    ],
)
def test_the_shipped_models_prefer_the_kind_of_sentence_that_is_asked_for(
    knows: bool, question: str, better: str, worse: str
) -> None:
    assert odds(question, better, knows=knows) > odds(question, worse, knows=knows)


def test_a_likelier_sentence_has_the_higher_probability() -> None:
    assert SentenceModel.probability(0.0) == 0.5
    assert SentenceModel.probability(2.0) > SentenceModel.probability(1.0) > SentenceModel.probability(-80.0)


@pytest.mark.parametrize("task", ["sentence", "sentence-lexical"])
def test_the_shipped_cards_name_their_data_and_their_scores(task: str) -> None:
    card = load(task)
    assert [item["licence"] for item in card.data] == ["Apache-2.0"]
    assert card.scores["test"]["ndcg@5"] > 0.4


def test_a_perfect_order_gains_all_and_no_answer_gains_nothing() -> None:
    assert ndcg([3, 2, 0], [0, 2, 3]) == 1.0
    assert ndcg([0, 0], [3]) == 0.0
    assert ndcg([2, 3], [3, 2]) < 1.0


def judged(number: int, part: str, source: random.Random) -> dict[str, Any]:
    sentences = [
        {
            "grade": grade,
            "part": part,
            "features": [
                grade / 3 + source.random() * 0.1 if name == "coverage" else source.random() for name in NAMES
            ],
        }
        for grade in (0, 0, 1, 2, 3)
    ]
    return {
        "question": f"q{number}",
        "part": part,
        "kind": "do",
        "language": "en",
        "answerable": True,
        "encoder_knows": True,
        "ideal": [0, 0, 1, 2, 3],
        "sentences": sentences,
    }


def write_rows(path: Path, rows: list[dict[str, Any]]) -> Path:
    with gzip.open(path, "wt", encoding="utf-8") as out:
        out.writelines(json.dumps(row) + "\n" for row in rows)
    return path


def test_training_finds_the_feature_that_orders(tmp_path: Path) -> None:
    source = random.Random(5)
    parts = ["train"] * 20 + ["validation"] * 5 + ["test"] * 5
    rows = [judged(number, part, source) for number, part in enumerate(parts)]
    cases = read_cases(write_rows(tmp_path / "rows.gz", rows), encoder_knows=True)
    card = train_sentences("sentence", cases, [{"name": "made", "licence": "CC0-1.0"}])
    assert max(zip(card.weights, card.features, strict=True))[1] == "coverage"
    assert card.scores["test"]["precision@1"] == 1.0
    save(card, tmp_path)
    assert load("sentence", tmp_path) == card


def test_an_order_is_scored_only_where_an_answer_is_known(tmp_path: Path) -> None:
    row = judged(1, "test", random.Random(1)) | {"ideal": [1, 0]}
    cases = read_cases(write_rows(tmp_path / "rows.gz", [row]), encoder_knows=True)
    assert scores(cases, lambda one: 0.0)["questions"] == 0.0


@pytest.mark.parametrize("text", ["", "not json\n", json.dumps({"question": "q"}) + "\n"])
def test_rows_that_are_not_in_shape_are_refused(tmp_path: Path, text: str) -> None:
    path = tmp_path / "rows.gz"
    path.write_bytes(gzip.compress(text.encode()))
    with pytest.raises(DataError, match=r"judgments_rows"):
        read_cases(path, encoder_knows=True)
