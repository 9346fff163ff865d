"""The model card: the same after card.json, strict about it, and a page that says what the numbers say."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from finetune.card import DataUse, TaskSlice, check_tasks, named, parse, read, written
from finetune.card_text import markdown
from finetune.errors import ArtifactError
from finetune.licences import terms
from tests.finetune.cards import LABELS, card, change, score

TEXTS = st.text(st.characters(exclude_categories=("Cs",)), max_size=30)


@settings(deadline=None)
@given(
    TEXTS,
    TEXTS,
    st.dictionaries(
        TEXTS,
        st.one_of(TEXTS, st.booleans(), st.integers(), st.floats(allow_nan=False, allow_infinity=False)),
    ),
    st.datetimes(min_value=datetime(2000, 1, 1), timezones=st.just(UTC)),
)
def test_a_card_comes_back_as_it_was(note: str, base: str, given_: dict[str, Any], created: datetime) -> None:
    own = card(note=note, base=base, settings=given_, created=created)
    assert parse(written(own)) == own
    assert written(parse(written(own))) == written(own)
    assert markdown(own).count("\n## ") >= 8


def test_whole_numbers_where_fractions_belong_do_not_change_the_id() -> None:
    own = card(scores=(replace(card().scores[0], new=score(1)),))
    assert parse(written(own)).id == own.id


def test_another_fact_is_another_id() -> None:
    ids = {card().id, card(2).id, card(note="x").id, card(files={"a.safetensors": "1" * 64}).id}
    assert len(ids) == 4


def altered(**given: Any) -> str:
    return json.dumps({**json.loads(written(card())), **given})


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("", "the file: invalid json"),
        ("[]", "the file"),
        ("null", "the file"),
        (altered(seed="1"), "seed: input should be a valid integer"),
        (altered(seed=True), "seed: input should be a valid integer"),
        (altered(extra=1), "extra: unexpected"),
        (altered(tasks=[]), "its tasks are none"),
        (altered(created="2026-01-01T00:00:00"), "no zone"),
        (altered(created="yesterday"), "created: "),
        (altered(note="better"), "not those it was saved with"),
        (altered(id="0" * 12), "not those it was saved with"),
        (altered(base_sha256="x"), "base_sha256 has no SHA-256"),
        (altered(data=[{"name": "a", "licence": "MIT", "use": "training", "rows": 1}]), "data.0.use"),
        (altered(data=[{"name": "a", "licence": "MIT", "use": "train", "rows": -1}]), "fewer than no rows"),
        (altered(settings={"lr": float("nan")}), "not finite"),
        (written(card()).replace('"task": "commitment"', '"task": "other"'), "which it does not have"),
    ],
)
def test_a_card_that_is_not_in_shape_is_refused(text: str, reason: str) -> None:
    with pytest.raises(ArtifactError, match=reason):
        parse(text)


def test_a_field_that_is_missing_is_named() -> None:
    for name in set(json.loads(written(card()))) - {"licence", "note"}:
        facts = json.loads(written(card()))
        del facts[name]
        with pytest.raises(ArtifactError, match=f"{name}: field required"):
            parse(json.dumps(facts))


def test_a_card_that_is_not_there_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(ArtifactError, match="no such file"):
        read(tmp_path / "card.json")


def test_a_card_is_held_against_the_tasks_of_the_code() -> None:
    check_tasks(card(), LABELS)
    with pytest.raises(ArtifactError, match="there is no task 'commitment'"):
        check_tasks(card(), {"risk": ("low", "high")})
    for labels in (("target", "none"), ("none",), ("none", "target", "measure")):
        with pytest.raises(ArtifactError, match="its labels of 'commitment' are none, target"):
            check_tasks(card(), {"commitment": labels})


def test_the_page_says_what_the_numbers_say() -> None:
    page = markdown(card())
    assert f"# Model card {card().id}" in page
    assert "| commitment | macro\\_f1 | 400 | 40 | 0.300 (0.280 to 0.320) |" in page
    assert "- **target**: it is target" in page
    assert "| commitment | 1.40 | 0.090 | 0.020 |" in page
    assert "- None showed in the numbers above." in page
    assert "all data that it learnt from is of an open licence" in page


def test_limits_come_from_the_numbers() -> None:
    bad = card(
        scores=(
            replace(
                card().scores[0],
                rows=60,
                new=score(0.69),
                active=score(0.9),
                active_id="a" * 12,
                change=change(0.9, 0.69),
            ),
        ),
        calibration=(replace(card().calibration[0], ece_after=0.081),),
        robustness=(replace(card().robustness[0], change=change(0.8, 0.6)),),
        slices=(
            replace(card().slices[0], score=score(0.5)),
            TaskSlice("commitment", "region", "Asia", 3, None),
        ),
    )
    page = markdown(bad)
    for limit in (
        "scored on 60 rows of 40 documents only",
        "not clearly better than a frozen encoder",
        "worse than the active model aaaaaaaaaaaa beyond the interval",
        "stated probabilities are off by 0.081",
        "0.200 worse on texts with typos",
        "commitment, language fr: 0.500, below the 0.690 of all rows",
        "commitment, region Asia: 3 rows, too alike to score",
    ):
        assert limit in page
    assert "majority baseline" not in page


def test_what_the_data_asks_is_stated_where_it_was_learnt_from() -> None:
    data = (
        DataUse("wice", "CC BY-SA 4.0", "train", 10),
        DataUse("humaid", "CC BY-NC-SA 4.0", "replay", 10),
        DataUse("found", "", "validation", 10),
        DataUse("tested", "CC BY-NC 4.0", "test", 10),
    )
    page = markdown(card(data=data))
    assert "Not for commercial use" in page
    assert "trained on wice, whose licence (CC BY-SA 4.0) is share-alike" in page
    assert "trained on humaid, whose licence (CC BY-NC-SA 4.0) is non-commercial" in page
    assert "trained on found, whose licence (none given) is not known" in page
    assert "trained on tested" not in page
    assert "commercial" not in markdown(card())


def test_words_from_outside_have_no_power_over_the_page() -> None:
    page = markdown(card(note="a | b\n# Title <script>", base="[x](http://y)"))
    assert "\n# Title" not in page
    assert "a \\| b \\# Title \\<script\\>" in page
    assert "\\[x\\](http://y)" in page


@pytest.mark.parametrize(
    ("licence", "expected"),
    [
        ("Apache-2.0", "open"),
        ("MIT", "open"),
        ("CC BY 4.0", "open"),
        ("cc-by-4.0", "open"),
        ("CC0-1.0", "open"),
        ("public domain", "open"),
        ("CC BY-SA 3.0", "share-alike"),
        ("cc_by_sa_4.0", "share-alike"),
        ("GPL-3.0", "share-alike"),
        ("CC BY-NC 4.0", "non-commercial"),
        ("cc-by-nc-sa-4.0", "non-commercial"),
        ("research only", "non-commercial"),
        ("", "unknown"),
        ("unknown", "unknown"),
        ("CC BY-ND 4.0", "no-derivatives"),
        ("Apache-2.0 (labels of the project)", "open"),
        ("see the website", "unknown"),
    ],
)
def test_what_a_licence_asks(licence: str, expected: str) -> None:
    assert terms(licence) == expected


def test_named_refuses_facts_of_the_wrong_type() -> None:
    with pytest.raises(ArtifactError, match="seed"):
        named(replace(card(), seed="7"))  # type: ignore[arg-type]
