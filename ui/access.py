"""Access: who may use this server. Nobody is asked on loopback; elsewhere a token signs a browser in."""

from __future__ import annotations

import re
import secrets
import threading
import time
from collections import OrderedDict, deque
from collections.abc import Callable
from ipaddress import ip_address

from ui.errors import ServeError

SESSION_COOKIE = "globalbrain_session"
SESSION_NAME = re.compile(r"[0-9a-f]{32}")
SIGNED_IN_S = 12 * 3600.0
MOST_SIGNED_IN = 10_000
ATTEMPTS, ATTEMPTS_S = 5, 60.0
LOOPBACK = {"localhost", "127.0.0.1", "[::1]", "::1"}
LEAST_TOKEN = 16


def new_session() -> str:
    """Return a name that nobody can guess: 128 random bits in hex."""
    return secrets.token_hex(16)


def is_loopback(host: str) -> bool:
    """Return whether a server on ``host`` is reached from this machine alone.

    >>> is_loopback("127.0.0.1"), is_loopback("0.0.0.0"), is_loopback("example.org")
    (True, False, False)
    """
    if host == "localhost":
        return True
    try:
        return ip_address(host.strip("[]")).is_loopback
    except ValueError:
        return False


def check_bind(host: str, token: str | None) -> None:
    """Refuse to serve other machines without a token (ServeError)."""
    if token is not None and len(token) < LEAST_TOKEN:
        raise ServeError(
            "GLOBALBRAIN_TOKEN",
            f"a token of fewer than {LEAST_TOKEN} characters can be guessed",
            'Make one: python -c "import secrets; print(secrets.token_urlsafe(24))"',
        )
    if token is None and not is_loopback(host):
        raise ServeError(
            f"cannot serve on {host}",
            "others could reach it, and no token is set",
            "Set GLOBALBRAIN_TOKEN, and put a proxy with TLS before it; or serve on 127.0.0.1.",
        )


def host_check(host: str, own_names: tuple[str, ...] = ()) -> Callable[[str], bool]:
    """Return the test whether a Host header's name is ours.

    A name that an attacker owns is what DNS rebinding needs, so bare addresses are safe where the
    server listens for other machines; names must be ours.
    """
    names = {name.lower() for name in (*LOOPBACK, *own_names, host)}
    loopback = is_loopback(host)

    def is_ours(name: str) -> bool:
        if name in names:
            return True
        try:
            ip_address(name.strip("[]"))
        except ValueError:
            return False
        return not loopback

    return is_ours


class Access:
    """The token and the browsers that have shown it; safe to share between threads."""

    def __init__(self, token: str | None, clock: Callable[[], float] = time.monotonic) -> None:
        """Ask for ``token``, or for nothing where it is None; ``clock`` gives seconds."""
        self._token = token
        self._clock = clock
        self._guard = threading.Lock()
        self._signed_in: OrderedDict[str, float] = OrderedDict()
        self._attempts: deque[float] = deque()

    @property
    def required(self) -> bool:
        """Whether a token is asked for."""
        return self._token is not None

    def is_session_name(self, name: str) -> bool:
        """Return whether a cookie has the form of a name that we gave."""
        return bool(SESSION_NAME.fullmatch(name))

    def is_bearer(self, header: str) -> bool:
        """Return whether an Authorization header carries the token."""
        scheme, _, given = header.partition(" ")
        return scheme.lower() == "bearer" and self._matches(given.strip())

    def is_signed_in(self, session: str) -> bool:
        """Return whether this browser has shown the token within twelve hours."""
        with self._guard:
            return self._signed_in.get(session, 0.0) > self._clock()

    def may_try(self) -> bool:
        """Return whether another attempt is allowed now, and count it: five a minute for all together."""
        now = self._clock()
        with self._guard:
            while self._attempts and self._attempts[0] <= now - ATTEMPTS_S:
                self._attempts.popleft()
            if len(self._attempts) >= ATTEMPTS:
                return False
            self._attempts.append(now)
            return True

    def sign_in(self, given: str) -> str | None:
        """Return a new session's name for the right token, else None."""
        if not self._matches(given):
            return None
        session = new_session()
        with self._guard:
            self._signed_in[session] = self._clock() + SIGNED_IN_S
            while len(self._signed_in) > MOST_SIGNED_IN:
                self._signed_in.popitem(last=False)
        return session

    def _matches(self, given: str) -> bool:
        if self._token is None:
            return False
        return secrets.compare_digest(given.encode("utf-8", "replace"), self._token.encode())
