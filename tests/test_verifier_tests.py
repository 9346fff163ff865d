"""The arithmetic of the verifier's official tests: verdicts into labels, shares of what passes."""

from __future__ import annotations

import doctest

import numpy as np
import pytest

from agents.checks.meaning import ACCEPT
from benchmarks import verifier_tests
from benchmarks.verifier_tests import fault_of, judge_all, macro_f1, share
from finetune.support_card import LABELS
from finetune.support_text import SupportRow

SURE = [0.9, 0.0, 0.1, 0.0]
UNSURE = [0.6, 0.0, 0.4, 0.0]
AGAINST = [0.1, 0.0, 0.1, 0.8]


def row(
    label: str, claim: str = "Emissions fell by 4 %.", evidence: str = "They went down by 4 %."
) -> SupportRow:
    return SupportRow(f"{label}{claim}", "made", "test", claim, (evidence,), label, claim + label)


def test_the_examples_in_the_docstrings_hold() -> None:
    result = doctest.testmod(verifier_tests)
    assert result.attempted
    assert not result.failed


def test_the_worst_of_model_and_rules_is_the_verdict() -> None:
    rows = [row("supported"), row("supported"), row("not_supported"), row("contradicted")]
    own = judge_all(rows, np.array([SURE, SURE, UNSURE, AGAINST], np.float32), [0, 3, 0, 0])
    names = [LABELS[at] for at in own.whole]
    assert names == ["supported", "contradicted", "not_supported", "contradicted"]
    assert own.accepted.tolist() == [True, False, False, False]
    assert own.alone.tolist() == [True, True, False, False]
    assert [LABELS[at] for at in own.model] == ["supported", "supported", "supported", "contradicted"]


def test_of_two_labels_what_does_not_pass_is_the_other() -> None:
    rows = [row("supported"), row("contradicted")]
    own = judge_all(rows, np.array([UNSURE, UNSURE], np.float32), [0, 0])
    assert [LABELS[at] for at in own.whole] == ["contradicted", "contradicted"]


def test_false_accepts_and_false_rejects_are_shares_of_their_own_kind() -> None:
    rows = [row("supported", f"a{at}") for at in range(4)]
    rows += [row("not_supported", f"b{at}") for at in range(5)]
    said = [SURE, SURE, SURE, UNSURE, SURE, UNSURE, UNSURE, UNSURE, UNSURE]
    own = judge_all(rows, np.array(said, np.float32), [0] * 9)
    assert share(own, own.accepted, supported=True).startswith("25.0 %")
    assert share(own, own.accepted, supported=False).startswith("20.0 %")


def test_macro_f1_is_the_mean_over_the_labels_of_the_truth() -> None:
    assert macro_f1(np.array([0, 2]), np.array([0, 2])) == 1.0
    assert macro_f1(np.array([0, 0]), np.array([2, 2])) == 0.0


@pytest.mark.parametrize(
    ("evidence", "fault"), [("They went down by 4 %.", 0), ("They went down by 5 %.", 2)]
)
def test_a_fault_of_the_rules_is_that_of_the_worst(evidence: str, fault: int) -> None:
    assert fault_of(row("supported", evidence=evidence)) == fault
    assert UNSURE[0] < ACCEPT
