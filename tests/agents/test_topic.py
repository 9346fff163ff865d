"""What a question is about apart from the names of the document that may answer it."""

from __future__ import annotations

import pytest

from agents.topic import named, phrases, topic
from corpus.documents import Document


def document(title: str, publisher: str | None = None, country: str | None = None) -> Document:
    sha256 = title.encode().hex().ljust(64, "0")[-64:]
    return Document(sha256[:12], sha256, "a.pdf", 1, title=title, publisher=publisher, country=country)


KENYA = document("Dryland policy", "Government of Kenya", "KEN")
BANK = document("Climate Change Action Plan", "World Bank Group")


def test_the_country_of_the_document_is_no_part_of_the_topic() -> None:
    question = "What should Kenya do to improve livestock marketing?"
    assert topic(question, KENYA) == "What should do to improve livestock marketing?"
    assert topic(question, BANK) == question


def test_the_name_of_the_publisher_is_no_part_of_the_topic() -> None:
    assert "Bank" not in topic("What does the World Bank plan for water security?", BANK)
    assert topic("What does the World Bank do?", BANK) == "What does the World Bank do?"


@pytest.mark.parametrize(
    ("question", "found"),
    [
        ("What does the World Bank plan for water?", (BANK.id,)),
        ("What will the Social Climate Fund pay for?", ()),
        ("What should Kenya do about water?", ()),
        ("What is a carbon budget?", ()),
    ],
)
def test_a_question_names_the_documents_that_bear_most_of_its_names(
    question: str, found: tuple[str, ...]
) -> None:
    assert named(question, [KENYA, BANK]) == found


def test_names_of_several_words_are_kept_together() -> None:
    assert phrases("What will the Social Climate Fund and the Bank of Spain pay for?") == (
        "social climate fund and the bank of spain",
    )
    assert phrases("What is leakage?") == ()
