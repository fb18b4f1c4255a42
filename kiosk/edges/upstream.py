"""How an edge asks its primary by HTTP: in native threads, bounded in number, bytes and seconds.

Whoever asks here is named to the primary by the headers of a proxy, which it believes for the edge's token
(kiosk/serving/forwarded.py).
"""

import logging
import ssl
import time
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from typing import Any, NamedTuple

import urllib3
from gevent.lock import BoundedSemaphore
from urllib3.exceptions import HTTPError

from kiosk.serving.budget import Budget
from kiosk.serving.greenlets import off_loop

log = logging.getLogger(__name__)

CONNECT_S, READ_S = 3.0, 10.0
BODY_BYTES_MAX = 2 * 1024 * 1024
AWAY_S = 1.0  # after nobody answered, nobody is asked for so long
WAIT_S = 5.0  # for a turn
# Requests at once, of a kind, and how many a second of it may begin.
KEPT_AT_ONCE, KEPT_A_S = 4, 40
PASSED_AT_ONCE, PASSED_A_S = 6, 100
WAITING_MAX = 200
# What only reads is asked a second time where a connection that rested has ended meanwhile.
AGAIN = urllib3.Retry(1, connect=0, redirect=0, status=0, allowed_methods=("GET", "HEAD"))
# Headers that belong to one connection (RFC 9110, 7.6.1), or are said anew.
OF_CONNECTION = frozenset(
    "connection keep-alive proxy-authenticate proxy-authorization te trailer transfer-encoding upgrade content-length "
    "date server".split()
)

Environ = dict[str, Any]


class Answer(NamedTuple):
    """What the primary said."""

    status: int
    headers: list[tuple[str, str]]
    body: bytes

    def header(self, name: str) -> str:
        return next((value for one, value in self.headers if one.lower() == name), "")


class Away(Exception):
    """The primary does not answer, or sends what nobody would pass on."""


class Busy(Exception):
    """So many are asking already that this one would wait too long."""


class Lane:
    """So many at once, and so many a second. Raises Busy."""

    def __init__(self, at_once: int, a_second: float) -> None:
        self._turns, self._budget, self._waiting = BoundedSemaphore(at_once), Budget(a_second, a_second), 0

    @contextmanager
    def turn(self) -> Iterator[None]:
        if self._waiting >= WAITING_MAX or not self._budget.take():
            raise Busy
        self._waiting += 1
        try:
            if not self._turns.acquire(timeout=WAIT_S):
                raise Busy
        finally:
            self._waiting -= 1
        try:
            yield
        finally:
            self._turns.release()


class Upstream:
    """The primary at `url`, whose certificate `roots` vouch for (PEM; "" for the system's own)."""

    def __init__(self, url: str, token: str, roots: str = "") -> None:
        self.url = url
        self.kept, self.passed = Lane(KEPT_AT_ONCE, KEPT_A_S), Lane(PASSED_AT_ONCE, PASSED_A_S)
        self._token, self._away_until = token, 0.0
        how: dict[str, Any] = {}
        if url.startswith("https:"):
            how["ssl_context"] = ssl.create_default_context(cadata=roots or None)
        self._pool = urllib3.connection_from_url(
            url,
            maxsize=KEPT_AT_ONCE + PASSED_AT_ONCE,
            timeout=urllib3.Timeout(connect=CONNECT_S, read=READ_S),
            **how,
        )

    def ask(
        self, lane: Lane, method: str, target: str, headers: Mapping[str, str], body: bytes | None = None
    ) -> Answer:
        """Path and query, as the primary answers them. Raises Away, Busy."""
        with lane.turn():
            if time.monotonic() < self._away_until:
                raise Away
            try:
                return off_loop(lambda: self._ask(method, target, {**headers, "X-Edge": self._token}, body))
            except (HTTPError, OSError) as error:
                self._away_until = time.monotonic() + AWAY_S
                log.warning("the primary does not answer (%s)", type(error).__name__)
                raise Away from None

    def _ask(self, method: str, target: str, headers: Mapping[str, str], body: bytes | None) -> Answer:
        answer = self._pool.urlopen(
            method,
            target,
            body,
            headers,
            retries=AGAIN,
            redirect=False,
            preload_content=False,
            decode_content=False,
        )
        try:
            read = answer.read(BODY_BYTES_MAX + 1, decode_content=False)
            if len(read) > BODY_BYTES_MAX:
                raise OSError("more than is passed on")
        except BaseException:
            answer.close()
            raise
        answer.release_conn()
        said = [(name, value) for name, value in answer.headers.items() if name.lower() not in OF_CONNECTION]
        return Answer(answer.status, said, read)


def whose(environ: Environ) -> dict[str, str]:
    """The headers that tell the primary for whom an edge asks."""
    return {
        "X-Forwarded-For": environ.get("REMOTE_ADDR") or "unknown",
        "X-Forwarded-Proto": str(environ["wsgi.url_scheme"]),
        "X-Forwarded-Host": str(environ.get("HTTP_HOST") or ""),
    }


def without_stations(cookies: str) -> str:
    """A Cookie header without those by which stations are known: a station works at the primary alone."""
    return "; ".join(_kept_cookies(cookies.split(";")))


def _kept_cookies(cookies: Iterable[str]) -> Iterator[str]:
    for one in cookies:
        if (stripped := one.strip()) and not stripped.startswith("station_"):
            yield stripped
