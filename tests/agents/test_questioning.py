"""Questions with known answers: read, asked, and scored with intervals that are right."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import pytest

from agents.assistant import Assistant, Settings
from agents.errors import QuestionsFileError
from agents.questioning import Answered, Expected, KnownQuestion, ask_all, read_known
from agents.scores import scores, spent
from agents.sources import read_sources
from tests.agents.test_sources import INDIA, KENYA, write

PAGE = Expected("India forest mission", 12)
GOOD = KnownQuestion("1", "How much forest land should India restore?", True, frozenset({PAGE}))
NONE = KnownQuestion("2", "What does Brazil do about mercury?", False)
WELL = Answered(GOOD, True, 2, 2, 3, 3, 2, 0, True, 1.0, 0.1)
REFUSED = Answered(NONE, False, 0, 0, 0, 0, 0, 0, None, None, 0.1)


def test_questions_are_asked_of_the_lines_and_scored(tmp_path: Path) -> None:
    sources = read_sources(write(tmp_path / "given.jsonl", INDIA, KENYA))
    assistant = Assistant.from_settings(Settings(library=tmp_path / "none"))
    told: list[tuple[int, int]] = []
    good, none = ask_all(assistant, [GOOD, NONE], sources, lambda done, of: told.append((done, of)))
    assert told == [(0, 2), (1, 2), (2, 2)]
    assert good.answered
    assert good.found
    assert good.covered == 1.0
    assert good.sentences == good.cited == good.supported > 0
    assert good.valid == good.citations > 0
    assert good.mismatched == good.tokens == 0
    assert not good.unshown
    assert good.probability > none.probability
    assert not none.answered
    assert none.found is None


def test_shares_are_those_of_a_count_by_hand() -> None:
    bad = replace(WELL, cited=1, citations=1, valid=0, supported=0, found=False, covered=0.0, mismatched=1)
    wrongly = replace(REFUSED, asked=GOOD, found=False, covered=0.0)
    answered = replace(WELL, asked=NONE, found=None, covered=None, unshown=True)
    found = {
        name: one and round(one.mean, 4)
        for name, one in scores([WELL, bad, REFUSED, wrongly, answered]).items()
    }
    assert list(found.values()) == [
        round(1 / 3, 4),  # found
        round(1 / 3, 4),  # covered
        round(2 / 3, 4),  # answerable, answered
        0.5,  # of two refusals one is right
        0.5,  # of two unanswerable one is refused
        round(5 / 6, 4),  # sentences cited
        round(6 / 7, 4),  # citations valid
        round(4 / 6, 4),  # supported
        round(1 / 6, 4),  # another number
        round(1 / 3, 4),  # without a passage
    ]


def test_what_questions_take_has_intervals_and_the_price_of_a_model() -> None:
    alone = spent([replace(WELL, seconds=seconds) for seconds in (0.2, 0.4, 3.0)])
    assert alone["seconds a question, median"]
    assert alone["seconds a question, median"].mean == 0.4
    assert alone["seconds a question, median"].low < alone["seconds a question, median"].high
    assert alone["cost a question, mean"]
    assert alone["cost a question, mean"].mean == 0.0
    asked = [replace(WELL, tokens=100, cost=0.02), replace(WELL, tokens=300, cost=0.04)]
    assert [one and round(one.mean, 3) for one in list(spent(asked).values())[1:]] == [200.0, 0.03]
    unpriced = spent([replace(WELL, tokens=100)])
    assert unpriced["tokens a question, mean"]
    assert unpriced["cost a question, mean"] is None


def test_a_measure_without_anything_to_measure_is_none() -> None:
    found = scores([REFUSED])
    assert found["sentences with a citation"] is None
    assert found["expected pages that the answer cites"] is None
    assert found["unanswerable and refused (recall)"]


def test_a_pooled_interval_draws_questions_and_holds_the_mean() -> None:
    few = replace(WELL, sentences=1, cited=0)
    shares = scores([WELL] * 5 + [few] * 5)["sentences with a citation"]
    assert shares
    assert shares.mean == pytest.approx(10 / 15)
    assert 0 < shares.low < shares.mean < shares.high <= 1


def test_the_questions_of_this_repository_can_be_read() -> None:
    path = Path(__file__).resolve().parents[2] / "benchmarks" / "questions.jsonl"
    known = read_known(path)
    assert len(known) == 30
    assert sum(not one.answerable for one in known) == 10
    assert any(one.filters for one in known)
    assert any(one.history for one in known)


@pytest.mark.parametrize(
    ("line", "reason"),
    [
        ("{", "not JSON"),
        ("[]", "not a JSON object"),
        ('{"id": "a"}', 'no "question"'),
        ('{"question": " "}', 'no "question"'),
        ('{"question": "x", "answerable": "yes"}', "neither true nor false"),
        ('{"question": "x", "pages": {}, "answerable": 1}', "neither true nor false"),
        ('{"question": "x", "pages": "4"}', '"pages" is not a list'),
        ('{"question": "x", "pages": [{"file": "a", "page": 0}]}', 'an entry of "pages"'),
        ('{"question": "x", "pages": [4]}', 'an entry of "pages"'),
        ('{"question": "x", "answerable": false, "pages": [{"file": "a", "page": 1}]}', 'not "answerable"'),
        ('{"question": "x", "filters": {"colour": ["red"]}}', '"filters" cannot be used'),
        ('{"question": "x", "filters": {"countries": "KEN"}}', '"countries" is not a list'),
        ('{"question": "x", "history": [1]}', '"history" is not a list of words'),
        ('{"question": "x", "id": "1"}\n{"question": "y", "id": "1"}', "comes twice"),
    ],
)
def test_a_line_that_cannot_be_used_is_named(line: str, reason: str, tmp_path: Path) -> None:
    path = tmp_path / "q.jsonl"
    path.write_text(line, "utf-8")
    with pytest.raises(QuestionsFileError, match=reason):
        read_known(path)


def test_a_file_that_cannot_be_read_says_so(tmp_path: Path) -> None:
    with pytest.raises(QuestionsFileError, match="No such file"):
        read_known(tmp_path / "none.jsonl")
    (tmp_path / "bad").write_bytes(b"\xff")
    with pytest.raises(QuestionsFileError, match="not UTF-8"):
        read_known(tmp_path / "bad")
    (tmp_path / "empty").write_text("\n")
    with pytest.raises(QuestionsFileError, match="no question"):
        read_known(tmp_path / "empty")


def test_an_id_is_the_line_where_none_is_given(tmp_path: Path) -> None:
    path = tmp_path / "q.jsonl"
    path.write_text("\n" + json.dumps({"question": "x"}) + "\n")
    (only,) = read_known(path)
    assert (only.id, only.answerable) == ("2", False)
