"""Small changes of a claim are caught by the check meant for them; honest rewordings pass every check."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from agents.checks.figures import read
from agents.checks.inner import inner, references
from agents.checks.language import calibrated, terms
from agents.checks.meaning import same_words
from agents.checks.names import named
from agents.checks.numbers import lacking, numbers
from agents.claims import Outcome, Reason
from tests.agents.claim_pairs import CAUGHT, HONEST, INNER, LANGUAGE, NAMES, NUMBERS

Check = Callable[[str, str], tuple[tuple[Outcome, Reason], ...]]
CHECKS: dict[str, Check] = {NUMBERS: numbers, LANGUAGE: calibrated, NAMES: named, INNER: inner}
TEXTS = sorted({quote for *_, quote, _ in CAUGHT} | {text for pair in HONEST for text in pair})


def wrong(check: Check, claim: str, quote: str) -> list[Reason]:
    return [reason for outcome, reason in check(claim, quote) if outcome.worse]


@pytest.mark.parametrize(("claim", "quote", "check"), CAUGHT)
def test_a_small_change_is_caught(claim: str, quote: str, check: str) -> None:
    assert wrong(CHECKS[check], claim, quote)


@pytest.mark.parametrize(("claim", "quote"), HONEST)
def test_an_honest_rewording_passes(claim: str, quote: str) -> None:
    assert [wrong(check, claim, quote) for check in CHECKS.values()] == [[], [], [], []]


@pytest.mark.parametrize("text", TEXTS)
def test_every_text_agrees_with_itself(text: str) -> None:
    assert [wrong(check, text, text) for check in CHECKS.values()] == [[], [], [], []]


@pytest.mark.parametrize(
    ("claim", "quote", "figure"),
    [
        ("Emissions fell by 34 %.", "Emissions fell by 43 %.", "43 %"),
        ("The plan runs until 2035.", "The plan runs until 2030.", "2030"),
        ("It covers 12 Mt.", "It covers 12 Gt.", "12 Gt"),
        ("面积为30万公顷。", "面积为30亿公顷。", "30亿公顷"),
    ],
)
def test_the_page_s_own_figure_is_named(claim: str, quote: str, figure: str) -> None:
    ((outcome, reason),) = numbers(claim, quote)
    assert outcome is Outcome.DIFFERS
    assert figure in reason.stands


def test_what_the_page_does_not_have_at_all_is_lacking() -> None:
    ((outcome, reason),) = numbers("It costs 5 dollars a head.", "It costs little.")
    assert (outcome, reason.code, reason.said) == (Outcome.LACKS, "number_absent", "5 dollars")
    assert lacking("It costs 5 dollars.", "It costs little.") == ("5 dollars",)


def test_a_rounded_figure_passes_only_where_it_is_said_to_be_rounded() -> None:
    page = "Emissions reached 5,467 Mt."
    assert [o for o, _ in numbers("Emissions reached about 5.5 Gt.", page)] == [Outcome.AGREES]
    assert [o for o, _ in numbers("Emissions reached 5.5 Gt.", page)] == [Outcome.PARTLY]
    assert [o for o, _ in numbers("Emissions reached 5.6 Gt.", page)] == [Outcome.DIFFERS]


def test_a_heading_names_who_is_meant_unless_the_words_name_another() -> None:
    above = ("Kenya climate plan",)
    assert named("Kenya plants trees.", "The country plants trees.", above) == ()
    assert named("Kenya plants trees.", "Trees are planted.", (), ("KEN",)) == ()
    ((outcome, reason),) = named("Kenya plants trees.", "Uganda plants trees.", above)
    assert (outcome, reason.stands) == (Outcome.LACKS, "Uganda")


def test_a_reference_of_the_page_is_cited_in_it() -> None:
    quote = "Peat stores carbon (Smith et al. 2015; IPCC, 2018), as Lee and Kim (2020) show."
    assert references(quote) == ("Smith et al. 2015", "IPCC, 2018", "Lee and Kim (2020)")
    assert all(outcome is Outcome.AGREES for outcome, _ in inner(quote, quote))
    assert {reason.stands for _, reason in inner("Peat stores carbon.", quote)} == set(references(quote))


@pytest.mark.parametrize(
    "text", ["In 2015 it rose.", "The Paris Agreement (2015) and May 2020.", "By 2030 (see 4)."]
)
def test_years_alone_are_no_references(text: str) -> None:
    assert references(text.replace("(2015)", "of 2015")) == ()


def test_the_longest_term_of_a_place_is_the_term() -> None:
    found = [(term.kind, term.grade) for term in terms("It is extremely unlikely (very high confidence).")]
    assert found == [("likelihood", 1), ("confidence", 4)]


@given(st.text(max_size=120))
@settings(deadline=None, max_examples=150)
def test_any_text_agrees_with_itself(text: str) -> None:
    assert [wrong(check, text, text) for check in (numbers, named, inner)] == [[], [], []]


VALUES = st.decimals(min_value=1, max_value=999, places=1)
PREFIXES = {"kt": 10**3, "Mt": 10**6, "Gt": 10**9}


@given(VALUES, st.sampled_from(sorted(PREFIXES)), st.sampled_from(sorted(PREFIXES)))
@settings(deadline=None)
def test_a_mass_is_the_same_in_every_unit_of_mass(value: Decimal, one: str, other: str) -> None:
    told = (value * PREFIXES[one] / PREFIXES[other]).normalize()
    claim, quote = f"It emits {told:f} {other}.", f"It emits {value} {one}."
    if "E" not in str(told) and len(f"{told:f}".partition(".")[2]) != 3:
        assert not wrong(numbers, claim, quote)


@given(st.integers(min_value=1000, max_value=10**9), st.sampled_from([",", " ", "\u202f"]))
@settings(deadline=None)
def test_marks_between_thousands_change_nothing(value: int, mark: str) -> None:
    grouped = f"{value:,}".replace(",", mark)
    assert not wrong(numbers, f"It holds {grouped} t.", f"It holds {value} t.")


@given(st.integers(min_value=2, max_value=999), st.integers(min_value=2, max_value=999))
@settings(deadline=None)
def test_another_value_is_always_caught(one: int, other: int) -> None:
    found = wrong(numbers, f"Emissions fall by {one} %.", f"Emissions fall by {other} %.")
    assert bool(found) == (one != other)


@given(st.integers(min_value=1900, max_value=2100), st.integers(min_value=1900, max_value=2100))
@settings(deadline=None)
def test_another_year_is_always_caught(one: int, other: int) -> None:
    found = wrong(numbers, f"The target is due by {one}.", f"The target is due by {other}.")
    assert bool(found) == (one != other)


UNITS = ("%", "percentage points", "Mt", "ha", "km", "MW", "GWh", "°C", "US$ million", "people", "ppm", "m3")


@given(st.integers(min_value=2, max_value=99), st.sampled_from(UNITS), st.sampled_from(UNITS))
@settings(deadline=None)
def test_another_unit_is_always_caught(value: int, one: str, other: str) -> None:
    def told(unit: str) -> str:
        return f"It is US$ {value} million." if unit.startswith("US$") else f"It is {value} {unit}."

    assert bool(wrong(numbers, told(one), told(other))) == (one != other)


@given(st.integers(min_value=2, max_value=99))
@settings(deadline=None)
def test_a_number_word_is_its_number(value: int) -> None:
    tens = ("", "", "twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety")
    ones = (
        *("zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven"),
        *("twelve", "thirteen", "fourteen", "fifteen", "sixteen", "seventeen", "eighteen", "nineteen"),
    )
    word = ones[value] if value < 20 else tens[value // 10] + (f"-{ones[value % 10]}" if value % 10 else "")
    assert [figure.value for figure in read(f"It has {word} towns.").figures] == [Decimal(value)]


@pytest.mark.parametrize(
    ("claim", "quote"),
    [
        (
            "Kenya will cut emissions by 32 % by 2030.",
            "Kenya will cut emissions by 32 % by 2030 if international finance is provided.",
        ),
        ("Kenya lost 10⁶ ha of forest in 2020.", "Kenya lost 10⁵ ha of forest in 2020."),
        ("Kenya lends money for forests to Uganda.", "Uganda lends money for forests to Kenya."),
        ("Kenya signed the treaty before Uganda did.", "Uganda signed the treaty before Kenya did."),
    ],
)
def test_conditions_powers_and_parties_are_kept(claim: str, quote: str) -> None:
    found = [*calibrated(claim, quote), *named(claim, quote), *numbers(claim, quote)]
    assert any(outcome in (Outcome.LACKS, Outcome.DIFFERS) for outcome, _ in found)


@pytest.mark.parametrize(
    ("claim", "quote", "same"),
    [
        ("Emissions might fall by 4 %.", "Emissions may fall by 4 %.", True),
        ("Approximately 40 countries have to report.", "About 40 countries must report.", True),
        ("Towns, for example Lima, plant trees due to heat.",
         "Towns, such as Lima, plant trees because of heat.", True),
        ("More than 50 % of towns joined.", "Over 50 % of towns joined.", True),
        ("Towns grew more than 20 years.", "Towns grew over 20 years.", False),
        ("All towns must report their waste by 2030.", "By 2030, all towns must report their waste.", True),
        ("Waste fell. Trade grew in 2019.", "In 2019, waste fell. Trade grew.", False),
        ("Emissions will fall by 4 %.", "Emissions may fall by 4 %.", False),
        ("Uganda lends to Kenya as of June.", "Kenya lends to Uganda as of June.", False),
    ],
)  # fmt: skip
def test_words_that_mean_just_the_same_are_the_same(claim: str, quote: str, same: bool) -> None:
    assert same_words(claim, quote) is same


@pytest.mark.parametrize(
    ("claim", "faults"),
    [
        ("It warmed by 3.2 °C (medium confidence).", 0),
        ("It warmed by 3.2 [2.2–3.5] °C (medium confidence).", 0),
        ("It warmed by 3.5 °C (medium confidence).", 0),
        ("It warmed by 3.8 °C (medium confidence).", 1),
        ("It warmed by 3.2 °F (medium confidence).", 1),
    ],
)
def test_a_range_in_brackets_may_stand_between_a_figure_and_its_unit(claim: str, faults: int) -> None:
    quote = "It warmed by 3.2 [2.2–3.5] °C (medium confidence)."
    assert len(numbers(claim, quote)) == faults
