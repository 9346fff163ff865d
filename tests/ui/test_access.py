"""Who may use the server: nobody is asked on loopback, everybody elsewhere."""

from __future__ import annotations

import pytest

from ui.access import ATTEMPTS, ATTEMPTS_S, SIGNED_IN_S, Access, check_bind
from ui.errors import ServeError

TOKEN = "a-token-of-some-length"


class Clock:
    def __init__(self) -> None:
        self.now = 1000.0

    def __call__(self) -> float:
        return self.now


@pytest.mark.parametrize(
    "host",
    ["0.0.0.0", "::", "192.168.1.10", "example.org", "10.0.0.1", "", "127.0.0.1.nip.io"],  # noqa: S104
)
def test_other_machines_are_not_served_without_a_token(host: str) -> None:
    with pytest.raises(ServeError, match="GLOBALBRAIN_TOKEN"):
        check_bind(host, None)
    check_bind(host, TOKEN)


@pytest.mark.parametrize("host", ["127.0.0.1", "localhost", "::1", "127.0.0.53"])
def test_this_machine_is_served_without_a_token(host: str) -> None:
    check_bind(host, None)


def test_a_token_that_can_be_guessed_is_refused() -> None:
    with pytest.raises(ServeError, match="guessed"):
        check_bind("0.0.0.0", "secret")  # noqa: S104


def test_the_right_token_signs_in_for_twelve_hours() -> None:
    clock = Clock()
    access = Access(TOKEN, clock)
    session = access.sign_in(TOKEN)
    assert session
    assert access.is_signed_in(session)
    clock.now += SIGNED_IN_S + 1
    assert not access.is_signed_in(session)


@pytest.mark.parametrize("given", ["", "wrong", TOKEN + " ", TOKEN.upper(), "é" * 20, "\ud800"])
def test_a_wrong_token_does_not(given: str) -> None:
    assert Access(TOKEN).sign_in(given) is None


def test_without_a_token_nothing_signs_in() -> None:
    access = Access(None)
    assert not access.required
    assert access.sign_in("") is None
    assert not access.is_bearer("Bearer ")


def test_attempts_are_few_a_minute() -> None:
    clock = Clock()
    access = Access(TOKEN, clock)
    assert [access.may_try() for _ in range(ATTEMPTS + 2)] == [True] * ATTEMPTS + [False] * 2
    clock.now += ATTEMPTS_S
    assert access.may_try()
