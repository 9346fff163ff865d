"""Claim support: figures, small words, clauses, features, trees in numpy, verdicts and their reasons."""

from __future__ import annotations

import json
import shutil
from collections import Counter
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray

from finetune.errors import ArtifactError, DataError
from finetune.predict import SupportAnswer, claim_support
from finetune.support import calibrated, support_model
from finetune.support_align import reading
from finetune.support_card import FOLDER, LABELS, load
from finetune.support_clauses import clauses
from finetune.support_features import NAMES, lay
from finetune.support_numbers import compared, figures
from finetune.support_rows import part_of, read_own, read_public
from finetune.support_signs import opposed, signs
from finetune.support_text import likely, sentences
from finetune.support_trees import Trees, from_arrays
from finetune.support_words import word_table
from retrieval.openvino_encoder import OpenVinoEncoder, load_embedded
from tests.fakes import HashingEmbedder

PAGE = "The decree lowers the speed limit in towns from 50 to 30 km per hour from 2026 on."


@pytest.fixture(scope="module")
def encoder() -> OpenVinoEncoder:
    return load_embedded()


def features(claim: str, *evidence: str) -> dict[str, float]:
    vectors = HashingEmbedder().embed([claim, *evidence])
    return dict(zip(NAMES, lay(claim, evidence, vectors, word_table()).values.tolist(), strict=True))


@pytest.mark.parametrize(
    ("claim", "text", "agree"),
    [
        ("2.5 kt", "2,500 tonnes", True),
        ("0.4 million hectares", "4,000 km2", True),
        ("18 per cent", "18 %", True),
        ("one in eight", "1 in 8", True),
        ("3.1 cm", "3.1 mm", False),
        ("2037", "2027", False),
        ("US$ 5 million", "5 billion dollars", False),
        ("40 million tonnes", "40 Mt", True),
        ("35%", "占35%", True),
        ("30 mm", "20 to 30 mm", True),
        ("20 mm", "20 to 30 mm", True),
    ],
)
def test_figures_are_compared_as_figures(claim: str, text: str, agree: bool) -> None:
    assert (not compared(figures(claim), figures(text)).lacking) is agree


def test_a_figure_clashes_with_the_one_of_its_own_unit() -> None:
    found = compared(figures("18 % by 2030"), figures("81 % by 2030, at 5 °C"))
    assert [(mine.written, its.written) for mine, its in found.clashing] == [("18 %", "81 %")]
    assert (found.of_claim, found.found) == (2, 1)


@given(st.text())
def test_any_text_can_be_read(text: str) -> None:
    found = reading(text)
    assert found == reading(text)
    assert all(np.isfinite(figure.value) for figure in found.figures)
    assert all(clause.strip() or clause == text for clause in clauses(text))
    assert all(sentence.strip() for sentence in sentences(text))


def test_small_words_and_opposites_are_told_apart() -> None:
    assert signs("Plants must not run.").of("strong") == 1
    assert signs("Neither plant runs.").of("negations") == 1
    assert signs("It isn't so.").of("negations") == 1
    assert signs("排放没有下降").of("negations") == 1
    assert opposed("before", ["after", "later"]) == ("after",)
    assert opposed("rises", ["rose", "fell"]) == ("fell",)


def test_the_likeliest_sentences_are_kept_in_their_order() -> None:
    evidence = ["Buses run on rails.", "Forests burn in June.", "Cats sleep.", "June is dry in forests."]
    assert likely("Forests burn in dry June.", evidence, keep=2) == (1, 3)
    assert likely("Nothing at all.", evidence, keep=2) == (0, 1)


def test_what_is_covered_and_what_is_not_shows_in_the_features() -> None:
    said = features("Towns lower the speed limit to 30 km per hour.", PAGE)
    other = features("Cyclists in Norra wear 12 helmets.", PAGE)
    assert said["telling words answered"] > 0.8 > other["telling words answered"]
    assert said["figures found"] == 1.0
    assert other["figures missing"] == 1.0
    assert other["names found"] == 0.0


@pytest.mark.parametrize(
    ("claim", "feature"),
    [
        (
            "The decree raises the speed limit in towns from 50 to 30 km per hour from 2026 on.",
            "opposites in place",
        ),
        ("The decree does not lower the speed limit in towns from 2026 on.", "negation in claim only"),
        (
            "The decree lowers the speed limit in towns from 50 to 30 km per hour from 2036 on.",
            "dates clashing",
        ),
        (
            "The decree lowers the speed limit in towns from 50 to 20 km per hour from 2026 on.",
            "figures clashing",
        ),
        ("The decree may lower the speed limit in towns from 50 to 30 km per hour.", "more weak"),
    ],
)
def test_a_small_edit_shows_in_its_feature(claim: str, feature: str) -> None:
    assert features(claim, PAGE)[feature] > features(PAGE, PAGE)[feature] == 0.0


def test_words_in_another_order_are_noticed() -> None:
    swapped = features("Lower Ashby buys water from Upper Ashby.", "Upper Ashby buys water from Lower Ashby.")
    assert swapped["best: order kept"] < 1.0


def test_evidence_and_vectors_have_to_fit() -> None:
    with pytest.raises(DataError, match="vectors of shape"):
        lay("A claim.", ["One.", "Two."], np.zeros((2, 4), np.float32), word_table())
    with pytest.raises(DataError, match="empty"):
        lay(" ", ["One."], np.zeros((2, 4), np.float32), word_table())
    with pytest.raises(DataError, match="empty"):
        claim_support("A claim.", [], np.zeros((1, 4), np.float32))


def test_trees_in_numpy_say_what_scikit_learn_says() -> None:
    ensemble = pytest.importorskip("sklearn.ensemble", reason="needs the extra finetune")
    from finetune.support_train import as_arrays

    source = np.random.default_rng(3)
    rows = source.normal(size=(600, 6)).astype(np.float32)
    rows[:, 0] = np.round(rows[:, 0])
    truth = (rows[:, 0] > 0).astype(int) + 2 * (rows[:, 1] * rows[:, 2] > 0).astype(int)
    model = ensemble.HistGradientBoostingClassifier(max_iter=20, early_stopping=False).fit(rows, truth)
    trees = as_arrays(model)
    again = from_arrays(trees.arrays(), 6)
    ours = calibrated(again.logits(rows), (0.0,) * 4, 1.0)
    assert np.abs(ours - model.predict_proba(rows)).max() < 1e-5


def test_trees_that_point_nowhere_are_refused() -> None:
    ints = np.zeros(1, np.int32)
    leaf = Trees(np.zeros(1, np.float32), ints, ints, ints, np.zeros(1, np.float32), ints - 1, ints - 1,
                 np.ones(1, np.float32))  # fmt: skip
    assert from_arrays(leaf.arrays(), 1).logits(np.zeros((2, 1), np.float32)).tolist() == [[1.0], [1.0]]
    for name, wrong in (("left", ints), ("roots", ints + 7), ("value", np.full(1, np.nan, np.float32))):
        with pytest.raises(ArtifactError, match="not usable"):
            from_arrays({**leaf.arrays(), name: wrong}, 1)
    with pytest.raises(ArtifactError, match="lacks"):
        from_arrays({}, 1)


def test_calibration_finds_the_temperature_that_was_hidden() -> None:
    pytest.importorskip("sklearn", reason="needs the extra finetune")
    from finetune.support_train import calibrate

    source = np.random.default_rng(5)
    plain = source.normal(size=(4000, 4)).astype(np.float32) * 2
    each = calibrated(plain, (0.5, 0.0, 0.0, -0.5), 1.0)
    truth = np.array([source.choice(4, p=row / row.sum()) for row in each.astype(np.float64)])
    temperature, shift = calibrate(plain * 3, truth, np.ones(4000, np.float32))
    assert temperature == pytest.approx(3.0, abs=0.3)
    assert np.array(shift) / temperature == pytest.approx(np.array([0.5, 0.0, 0.0, -0.5]), abs=0.15)


@pytest.mark.parametrize("name", ["support.safetensors", "words.safetensors", "support.json"])
def test_a_model_that_was_altered_or_cut_is_refused(name: str, tmp_path: Path) -> None:
    shutil.copytree(FOLDER, tmp_path / "support")
    assert load(tmp_path / "support")[0].labels == LABELS
    path = tmp_path / "support" / name
    path.write_bytes(path.read_bytes()[:-40])
    with pytest.raises(ArtifactError):
        load(tmp_path / "support")


def test_a_model_for_other_features_is_refused(tmp_path: Path) -> None:
    shutil.copytree(FOLDER, tmp_path / "support")
    path = tmp_path / "support" / "support.json"
    values = json.loads(path.read_text("utf-8"))
    path.write_text(json.dumps({**values, "features": values["features"][::-1]}), "utf-8")
    with pytest.raises(ArtifactError, match="other features"):
        load(tmp_path / "support")


@settings(max_examples=50, deadline=None)
@given(st.text(min_size=1).filter(str.strip), st.lists(st.text(), min_size=1, max_size=15))
def test_every_answer_is_a_distribution_with_its_card(claim: str, evidence: list[str]) -> None:
    vectors = HashingEmbedder().embed([claim, *evidence])
    answer = claim_support(claim, evidence, vectors)
    assert sum(answer.each.values()) == pytest.approx(1.0, abs=1e-3)
    assert tuple(sorted(answer.each)) == tuple(sorted(LABELS))
    assert answer.probability == answer.each[answer.label] == max(answer.each.values())
    assert 0 <= answer.sentence < len(evidence)
    assert answer.card == support_model().card.id
    assert answer == claim_support(claim, evidence, vectors)


def asked(encoder: OpenVinoEncoder, claim: str, evidence: Sequence[str]) -> SupportAnswer:
    vectors: NDArray[np.float32] = encoder.embed([claim, *evidence])
    return claim_support(claim, evidence, vectors)


VERDICTS = [
    (PAGE, "supported", "every name|words are answered"),
    (
        "The decree raises the speed limit in towns from 30 to 50 km per hour from 2026 on.",
        "contradicted",
        "raises",
    ),
    (
        "The decree lowers the speed limit in towns from 50 to 30 km per hour from 2036 on.",
        "contradicted",
        "2036",
    ),
    ("The decree does not lower the speed limit in towns.", "contradicted", "says no"),
    ("Cyclists welcome the mayor's plan for more bridges.", "not_supported", "nothing in the evidence"),
]


@pytest.mark.parametrize(("claim", "label", "why"), VERDICTS, ids=[label + why for _, label, why in VERDICTS])
def test_a_verdict_comes_with_its_reason(encoder: OpenVinoEncoder, claim: str, label: str, why: str) -> None:
    answer = asked(encoder, claim, ["The council met in May.", PAGE])
    assert answer.label == label
    assert any(word in answer.why[0] for word in why.split("|"))


def test_a_quotation_is_supported(encoder: OpenVinoEncoder) -> None:
    quoted = list(dict.fromkeys(row.evidence for row in read_own() if row.part == "test"))
    said = [asked(encoder, sentence, own).label for own in quoted for sentence in own]
    assert said.count("supported") >= 0.95 * len(said) > 10


def test_own_pairs_are_whole_and_groups_do_not_cross_parts() -> None:
    rows = read_own()
    assert len(rows) >= 600
    assert len({row.id for row in rows}) == len(rows)
    assert Counter(row.label for row in rows).keys() == set(LABELS)
    parts: dict[str, set[str]] = {}
    for row in rows:
        parts.setdefault(row.group, set()).add(row.part)
    assert all(len(own) == 1 for own in parts.values())
    assert {part_of(row.group, 15, 15) for row in rows} == {"train", "validation", "test"}
    assert len({(row.claim, row.evidence) for row in rows}) == len(rows)


def test_bad_pairs_are_named(tmp_path: Path) -> None:
    path = tmp_path / "pairs.jsonl"
    path.write_text('{"id": "a", "group": "a", "claim": "x"}\n', "utf-8")
    with pytest.raises(DataError, match="line 1"):
        read_own(path)
    with pytest.raises(DataError, match="no such set"):
        read_public("nothing", tmp_path)
    with pytest.raises(DataError, match="cannot be read"):
        read_public("wice", tmp_path)
