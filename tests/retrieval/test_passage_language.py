"""A passage in another language than its document is told, searched and named so; a table is not."""

from __future__ import annotations

from pathlib import Path

import pytest

from retrieval.hybrid import HybridRetriever
from retrieval.passage_language import passage_language
from tests.retrieval.conftest import FakeStore, document
from tests.shared import shared

SPANISH = (
    "Las Partes que participen en un enfoque cooperativo deberán presentar un informe inicial con la"
    " información que se pide en el anexo de la presente decisión, y lo harán cuando autoricen su uso."
)
ENGLISH = (
    "Describe how each cooperative approach is consistent with the sustainable development objectives of the"
    " Party, noting national prerogatives, and how it ensures environmental integrity."
)
CHINESE = (
    "各缔约方应当提交初步报告，说明合作方法如何符合可持续发展目标，并确保环境完整性和透明度，避免重复计算。"
)
ARABIC = (
    "ينبغي لكل طرف أن يقدم تقريرا أوليا يصف فيه كيف يتسق كل نهج تعاوني مع أهداف التنمية المستدامة للطرف وكيف"
    " يكفل السلامة البيئية والشفافية ويتجنب الحساب المزدوج."
)


@pytest.mark.parametrize(
    ("text", "of_document", "language"),
    [
        (SPANISH, "es", "es"),
        (SPANISH, "en", "es"),
        (ENGLISH, "es", "en"),
        (ENGLISH, "zh", "en"),
        (CHINESE, "en", "zh"),
        (ARABIC, "fr", "ar"),
        (ENGLISH, "en-GB", "en-GB"),
        (ENGLISH, None, "en"),
        ("Table 3: Holdings. Mt CO2 eq 4.5 12.1", "es", "es"),
        ("García, López y Hernández (2019). CEPAL.", "en", "en"),
        ("碳中和", "en", "en"),
        ("", "pt", "pt"),
        ("12 345", None, None),
    ],
)
def test_the_language_is_the_documents_unless_it_is_clearly_another(
    text: str, of_document: str | None, language: str | None
) -> None:
    assert passage_language(text, of_document) == language


def test_an_english_annex_of_a_spanish_decision_is_found_by_its_stems(tmp_path: Path) -> None:
    decision = document("decision", language="es")
    store = FakeStore(tmp_path)
    store.add(decision, SPANISH, ENGLISH, SPANISH.replace("informe", "resumen"))
    retriever = HybridRetriever.open(store, store.embedder)
    assert retriever.state().indexes.lexical.languages == ("en", "es")
    found = retriever.lexical.search("describing ensured objective", k=3)
    assert [hit.passage_id for hit in found] == [f"{decision.id}:p2:0-{len(ENGLISH)}"]


@pytest.mark.shared
def test_a_real_decision_has_parts_in_two_languages() -> None:
    from corpus.pdf import read_pdf
    from corpus.split import split

    read = read_pdf(shared("corpus", "pdf", "unfccc-cma4-es.pdf"))
    passages = split(
        read.pages,
        read.headings,
        count_tokens=lambda texts: [max(1, len(text) // 4) for text in texts],
        language=read.document.language,
    )
    spoken = [passage_language(one.text, read.document.language) for one in passages]
    assert set(spoken) == {"es", "en"}
    assert 20 < spoken.count("en") < len(spoken) / 4  # the forms of its annex
