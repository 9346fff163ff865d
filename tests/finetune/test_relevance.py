"""The relevance model: words, features, training on rows, the artifact, and what is shipped."""

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

from finetune.errors import ArtifactError, DataError
from finetune.evaluate import auroc, calibration_error, curve, interval, refused
from finetune.features import NAMES, Candidate, Question, features
from finetune.relevance import RelevanceModel, relevance_model
from finetune.relevance_card import load, save
from finetune.relevance_questions import train_on_questions
from finetune.relevance_rows import cases, read
from finetune.relevance_tasks import TASKS
from finetune.relevance_train import train
from finetune.words import names, words

QUESTION = Question("How much will Kenya spend on forests by 2030?")
ANSWER = Candidate(
    "Kenya will spend 5 billion shillings on forests by 2030.",
    "Kenya forest plan",
    ("Kenya will spend 5 billion shillings on forests by 2030.",),
    0.8,
    (0.85,),
    0.4,
)
OTHER = Candidate("Buses run on rails.", "Transport", ("Buses run on rails.",), 0.1, (0.1,), 0.0)


def values(candidate: Candidate) -> dict[str, float]:
    return dict(zip(NAMES, features(QUESTION, candidate), strict=True))


def test_words_of_one_stem_are_one_word() -> None:
    assert words("emissions") == words("Emission")
    assert words("The forests of Kenya") == words("Kenya's forest")[::-1]
    assert words("气候变化的目标") == ["气候", "候变", "变化", "目标"]
    assert names("What did Kenya and the IPCC say in 2019?") == ["kenya", "ipcc", "2019"]


def test_an_answer_covers_the_question_and_another_text_does_not() -> None:
    good, bad = values(ANSWER), values(OTHER)
    assert good["coverage"] == good["names_covered"] == good["type_fits"] == 1.0
    assert bad["coverage"] == bad["names_covered"] == bad["type_fits"] == 0.0


def test_a_rare_word_that_is_missing_weighs_more_than_a_common_one() -> None:
    rare = Question("lunar mining", {"lunar": 8.0, words("mining")[0]: 2.0})
    text = Candidate("Mining needs care.", "", ("Mining needs care.",))
    assert dict(zip(NAMES, features(rare, text), strict=True))["coverage"] == pytest.approx(0.2)


@settings(deadline=None)
@given(st.text(max_size=80), st.text(max_size=120), st.text(max_size=30))
def test_features_are_finite_for_any_text(question: str, text: str, context: str) -> None:
    found = features(Question(question), Candidate(text, context, (text,)))
    assert len(found) == len(NAMES)
    assert all(map(math.isfinite, found))


@pytest.mark.parametrize("known", [True, False])
def test_the_shipped_models_tell_an_answer_from_another_text(known: bool) -> None:
    model = relevance_model(encoder_knows=known)
    assert model.probability(QUESTION, ANSWER) > model.threshold > model.probability(QUESTION, OTHER)
    assert model.card.scores["auroc"] > 0.85
    assert all(item["licence"].startswith(("CC", "Apache")) for item in model.card.data)


def rows(seed: int = 3) -> list[dict[str, Any]]:
    source = random.Random(seed)
    made = []
    for number in range(200):
        for setting in ("with", "without"):
            for rank in range(3):
                label = int(setting == "with" and rank == 0)
                noise = [source.random() * 0.6 + 0.4 * label for _ in NAMES]
                made.append(
                    {
                        "set": "made",
                        "group": f"document {number}",
                        "question": f"q{number}",
                        "setting": setting,
                        "label": label,
                        "features": noise,
                    }
                )
    return made


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "rows.jsonl.gz"
    with gzip.open(path, "wt", encoding="utf-8") as out:
        out.writelines(json.dumps(row) + "\n" for row in rows())
    return path


def test_no_document_is_on_two_sides(file: Path) -> None:
    parts: dict[str, set[str]] = {}
    for row in read(file, ("made",)):
        parts.setdefault(row.group, set()).add(row.part)
    assert all(len(own) == 1 for own in parts.values())
    assert {part for own in parts.values() for part in own} == {"train", "validation", "test"}


def test_training_learns_repeats_and_survives_the_disk(file: Path, tmp_path: Path) -> None:
    labelled = read(file, ("made",))
    card = train("relevance", labelled, [{"name": "made", "licence": "CC0-1.0"}])
    assert card.scores["auroc"] > 0.9
    assert card == train("relevance", labelled, [{"name": "made", "licence": "CC0-1.0"}])
    save(card, tmp_path)
    assert load("relevance", tmp_path) == card
    assert 0.0 <= RelevanceModel(card).probability(QUESTION, ANSWER) <= 1.0


def test_questions_teach_without_saying_which_passage_answers(tmp_path: Path) -> None:
    path = tmp_path / "questions.jsonl.gz"
    with gzip.open(path, "wt", encoding="utf-8") as out:
        for row in rows():
            part = "test" if row["group"].endswith("7") else "train"
            out.write(json.dumps({**row, "label": 0, "part": part, "question": row["question"]}) + "\n")
    labelled = read(path, ("made",))
    card = train_on_questions("relevance", labelled, [], "made", 0.5)
    assert card.scores["auroc"] > 0.75
    assert card.scores["questions"] == 40
    assert card == train_on_questions("relevance", labelled, [], "made", 0.5)
    save(card, tmp_path)
    assert load("relevance", tmp_path) == card


def test_a_threshold_chosen_elsewhere_is_kept(file: Path) -> None:
    card = train("relevance-lexical", read(file, ("made",)), [], "chosen elsewhere", 0.33)
    assert (card.threshold, card.note) == (0.33, "chosen elsewhere")
    assert card.features == TASKS["relevance-lexical"].features


def test_a_case_whose_answer_was_not_found_is_not_judged(file: Path) -> None:
    labelled = read(file, ("made",))
    lost = tuple(row for row in labelled if not row.answers)
    assert not any(own[0].answerable for own in cases(lost).values())


@pytest.mark.parametrize(
    ("key", "value"),
    [("weights", [1.0]), ("bias", 99.0), ("threshold", 0.01), ("features", ["a"]), ("task", "other")],
)
def test_an_altered_model_is_refused(tmp_path: Path, key: str, value: object) -> None:
    save(load("relevance"), tmp_path)
    path = tmp_path / "relevance.json"
    path.write_text(json.dumps({**json.loads(path.read_text("utf-8")), key: value}), "utf-8")
    with pytest.raises(ArtifactError):
        load("relevance", tmp_path)


@pytest.mark.parametrize("text", ["", "{}", "[]", "null", '{"weights": "x"}'])
def test_a_broken_model_is_refused(tmp_path: Path, text: str) -> None:
    (tmp_path / "relevance.json").write_text(text, "utf-8")
    with pytest.raises(ArtifactError):
        load("relevance", tmp_path)


def test_rows_that_are_not_there_or_not_rows_are_refused(file: Path, tmp_path: Path) -> None:
    for path, sources in ((tmp_path / "none.gz", ("made",)), (file, ("unknown",))):
        with pytest.raises(DataError):
            read(path, sources)


SCORED = [(0.9, True), (0.8, True), (0.4, False), (0.3, True), (0.1, False)]


def test_measures_say_what_they_say() -> None:
    assert auroc(SCORED) == pytest.approx(5 / 6)
    assert auroc([(0.5, True), (0.5, False)]) == 0.5
    assert auroc([(0.5, True)]) == 0.5
    assert refused(SCORED, 0.5, answerable=True) == pytest.approx(1 / 3)
    assert refused(SCORED, 0.5, answerable=False) == 1.0
    assert calibration_error([(1.0, True), (0.0, False)]) == 0.0
    assert [point[0] for point in curve(SCORED)][:2] == [0.05, 0.1]
    low, high = interval(SCORED, auroc)
    assert 0.0 <= low <= high <= 1.0
