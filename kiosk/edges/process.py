"""An edge's process: sockets, last snapshots and public pages for the audience, on another machine than the expo's.

It has no database, no contact and no key; it knows the primary's address, a token that the organiser may revoke, and Redis.
"""

import json
import logging
import os
import secrets
import signal
import socket
import sys
import time
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from flask import Flask

from kiosk.edges import keys
from kiosk.edges.audience import EVERYBODY, Audience
from kiosk.edges.connect import shown
from kiosk.edges.follow import Follow, Wholes
from kiosk.edges.keys import Entry, Generation
from kiosk.edges.line import Line
from kiosk.edges.link import ALIVE_S, Welcome
from kiosk.edges.pages import Pages
from kiosk.edges.sockets import listen
from kiosk.edges.upstream import Upstream
from kiosk.language.sentences import N_, gettext
from kiosk.serving.forwarded import Forwarded, Network
from kiosk.serving.greenlets import every, turn
from kiosk.serving.server import serve
from kiosk.serving.transport import hand_on, make_socketio, packet_text
from kiosk.serving.version import version
from kiosk.serving.wire import Address

log = logging.getLogger(__name__)

TIDY_S = 1.0
OTHER_AFTER_S = 10.0  # linked, but nothing stands in Redis for so long: it is another one
BEHIND_AFTER_S, BEHIND_S = 10.0, 5.0  # without a pulse for so long phones are told, and then each so often
WARM_WITHIN_S = 2.0  # what the primary has not given by then is not there

# Of Redis' problems those that no waiting mends.
WRONG_REDIS = {
    "password": N_(
        "%(redis)s: Redis가 비밀번호를 원합니다. --redis redis://:비밀번호@이름:6379 처럼 적어 주세요."
    ),
    "wrong_password": N_(
        "%(redis)s: Redis의 비밀번호가 다릅니다. 서버의 KIOSK_REDIS_URL과 같은 비밀번호를 적어 주세요."
    ),
    "denied": N_(
        "%(redis)s: 이 이름으로는 Redis를 읽을 수 없습니다. Redis의 ACL에서 읽기(+@read +ping)를 허락해 주세요."
    ),
    "not_redis": N_("%(redis)s: 그곳에서 답하는 것은 Redis가 아닙니다. 주소와 포트를 확인해 주세요."),
    "no_tls": N_("%(redis)s: Redis의 인증서를 믿을 수 없습니다. 인증서의 이름과 주소를 확인해 주세요."),
}
OTHER_REDIS = N_(
    "%(redis)s: 서버가 이 Redis에 쓰고 있지 않습니다. 서버의 KIOSK_REDIS_URL과 같은 Redis인지 확인해 주세요."
)
STARTED = N_("중계 서버: %(here)s (%(primary)s, %(redis)s)")


@dataclass(frozen=True)
class Wanted:
    """What the command line said. `roots`: PEM of the authority that vouches for the primary, "" for the system's own; `proxies`:
    who stands before this edge, and is believed for whom they ask; `lang`: of what it says to who started it."""

    primary: str
    redis: str
    token: str
    host: str
    port: int
    roots: str = ""
    proxies: tuple[Network, ...] = ()
    lang: str = "ko"


class Edge:
    """All parts of one edge, joined. `run` serves until a signal, or until the primary will have no more of it."""

    def __init__(self, wanted: Wanted) -> None:
        self._wanted = wanted
        self._welcome: Welcome | None = None
        self._gen = ""  # whose numbers are read
        self._began_at = 0.0  # when the first generation began, 0 before
        self._caught_up = self._redis_ok = False
        self._caught_up_at = time.monotonic()
        self._pulse: dict[str, Any] = {}
        self._pulse_at = 0.0
        self._problem, self._problem_at, self._told = "", 0.0, False
        self.sentence = ""  # why it ended
        app = Flask("kiosk-edge", static_folder=None)
        app.wsgi_app = Pages(Upstream(wanted.primary, wanted.token, wanted.roots), self)  # type: ignore[method-assign,assignment]
        self._app, self._socketio = app, make_socketio(app)
        app.wsgi_app = Forwarded(app.wsgi_app, wanted.proxies)  # type: ignore[method-assign]
        self._line = Line(
            Address(wanted.primary, roots=wanted.roots),
            wanted.token,
            {
                "protocol": keys.PROTOCOL,
                "version": version(),
                "instance": secrets.token_hex(8),
                "name": socket.gethostname()[:40],
            },
            self,
            wanted.lang,
        )
        self._follow = Follow(wanted.redis, self)
        self._audience = Audience(self._socketio, self._line.send, self._follow.ask)
        self._sockets = listen(self._socketio, self._audience, self._behind)

    def run(self) -> None:
        serve(
            self._app,
            self._socketio,
            self._wanted.host,
            self._wanted.port,
            proxies=self._wanted.proxies,
            on_ready=self._ready,
        )
        self._line.close()
        self._follow.close()

    def _ready(self, port: int) -> None:
        self._line.start()
        self._follow.start()
        every(TIDY_S, self._audience.tidy)
        every(ALIVE_S, self._say_alive)
        every(BEHIND_S, self._say_behind)
        print(
            gettext(
                STARTED,
                self._wanted.lang,
                here=f"http://localhost:{port}",
                primary=self._wanted.primary,
                redis=shown(self._wanted.redis),
            ),
            flush=True,
        )

    # What its pages ask (kiosk/edges/pages.py).

    def health(self) -> tuple[bool, dict[str, Any]]:
        """Whether it may be asked: it was welcomed and is warm. It goes on with what it has where primary or Redis is away."""
        warm = bool(self._welcome) and self._caught_up and self._is_warm()
        said = {
            "ok": warm,
            "code": "done" if warm else "busy",
            "seq": self._pulse.get("seq", 0),
            "now": self._now(),
            "version": version(),
            "fence": self._welcome["fence"] if self._welcome else 0,
            "edge": True,
            "redis": self._redis_ok,
            "primary": self._line.is_up,
            "sockets": self._sockets(),
        }
        return warm, said

    @property
    def fence(self) -> str:
        welcome = self._welcome
        return f"{welcome['mark']} {welcome['fence']}" if welcome else ""

    @property
    def origin(self) -> str:
        return self._welcome["origin"] if self._welcome else ""

    def _is_warm(self) -> bool:
        return self._audience.is_warm() or time.monotonic() > self._began_at + WARM_WITHIN_S

    def _now(self) -> str:
        """The primary's clock, carried on from the last pulse; this machine's before the first."""
        if not self._pulse:
            return datetime.now().astimezone().isoformat(timespec="milliseconds")
        at = datetime.fromisoformat(self._pulse["now"]) + timedelta(seconds=time.monotonic() - self._pulse_at)
        return at.isoformat(timespec="milliseconds")

    # What the link tells (kiosk/edges/line.py).

    def linked(self, welcome: Welcome) -> None:
        log.info("linked to %s, which runs %s", self._wanted.primary, welcome["version"])
        self._welcome = welcome
        self._follow.look_at(welcome["mark"], welcome["word"])
        self._audience.linked(is_anew=welcome["gen"] != self._gen)

    def unlinked(self) -> None:
        log.warning("the link to %s is down: pages and boards are shown as they were", self._wanted.primary)

    def hear(self, message: dict[str, Any]) -> None:
        self._audience.hear(message)

    def ended(self, sentence: str) -> None:
        """Its clients are sent away (nginx gives them another edge), then the process ends."""
        self.sentence = sentence
        os.kill(os.getpid(), signal.SIGTERM)

    # What Redis gave (kiosk/edges/follow.py).

    def began(self, generation: Generation, pulse: str) -> None:
        self._redis_ok, self._problem, self._told = True, "", False
        self._gen, self._began_at = generation.gen, self._began_at or time.monotonic()
        self._audience.began(generation)
        if pulse and not self._pulse:
            self._hear_pulse(pulse)

    def wholes(self, wholes: Wholes) -> None:
        self._audience.wholes(wholes)

    def entries(self, entries: list[tuple[int, Entry | None]]) -> None:
        self._audience.entries(entries)
        pulses = [entry.frame for _, entry in entries if entry and entry.kind == "pulse"]
        if pulses:  # who was behind needs the newest alone
            self._hear_pulse(pulses[-1])
            self._audience.pulse(pulses[-1])

    def caught_up(self) -> None:
        self._caught_up = self._redis_ok = True
        self._caught_up_at = time.monotonic()

    def redis_away(self, problem: str) -> None:
        self._redis_ok = False
        redis = shown(self._wanted.redis)
        if problem != self._problem:
            log.warning("Redis (%s): %s", redis, problem)
            self._problem = problem
            self._problem_at = time.monotonic()
        lasts = time.monotonic() > self._problem_at + OTHER_AFTER_S
        if problem in ("empty", "other_word") and lasts and self._line.is_up and not self._told:
            self._told = True
            log.warning("%s", gettext(OTHER_REDIS, self._wanted.lang, redis=redis))
        if problem in WRONG_REDIS and not self._began_at:  # it never worked: nobody but a person can mend it
            self.ended(gettext(WRONG_REDIS[problem], self._wanted.lang, redis=redis))

    def _hear_pulse(self, frame: str) -> None:
        try:
            name, pulse = json.loads(frame[2:])
            datetime.fromisoformat(pulse["now"])
        except (ValueError, KeyError, TypeError):
            return
        if name == "pulse":
            self._pulse, self._pulse_at = pulse, time.monotonic()

    def _behind(self) -> str:
        """What sockets are told while nothing comes from the square: `behind {since}`, by its clock; "" while something does. A page
        whose socket works would else take it for dead, and open it anew again and again."""
        if not self._pulse or time.monotonic() < self._pulse_at + BEHIND_AFTER_S:
            return ""
        return packet_text(self._socketio, "behind", {"since": self._pulse["now"]})

    def _say_behind(self) -> None:
        if text := self._behind():
            hand_on(self._socketio, EVERYBODY, text, turn)

    def _say_alive(self) -> None:
        lag_ms = int((time.monotonic() - self._caught_up_at) * 1000)
        self._line.send(
            {"alive": {"sockets": self._sockets(), "n": self._audience.warm.read or 0, "lag_ms": lag_ms}}
        )


def run(wanted: Wanted) -> None:
    """Serve; where the primary ended it, leave with status 1 and its sentence."""
    edge = Edge(wanted)
    edge.run()
    if edge.sentence:
        print(edge.sentence, file=sys.stderr, flush=True)
        raise SystemExit(1)
