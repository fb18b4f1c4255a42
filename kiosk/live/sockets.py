"""Socket.IO: connections and joins. This only translates; who may watch what is said in kiosk/actions/access.py."""

import logging
import re
import time
from dataclasses import dataclass
from typing import Any

from flask_socketio import ConnectionRefusedError, SocketIO

from kiosk.actions import access
from kiosk.actions.held_topics import POLICY_VIOLATION, Held
from kiosk.actions.refusals import BadFields, NotAllowed, NotDone, NotFound, NotWritten
from kiosk.data.mastership import not_first
from kiosk.data.store import Actor, Store
from kiosk.expo.square import stations
from kiosk.language.sentences import LANGUAGES, gettext
from kiosk.live import reports
from kiosk.live.publish import EVERYBODY, Live
from kiosk.live.topics import room
from kiosk.live.turns import Turns
from kiosk.pages import faults
from kiosk.pages.identity import identify
from kiosk.pages.joining import joined
from kiosk.pages.limits import Limits
from kiosk.pages.sent import Environ, InEnviron, Sent
from kiosk.screens import sheets
from kiosk.serving.transport import Encoded, dismiss

log = logging.getLogger(__name__)

REPORTS_APART_MS = 1_000  # what comes sooner is not read
SPEAKERS = {"board", "stage"}  # what hangs on a wall
NEAR_MAX, CALLS_MAX, KEY_MAX = 40, 4, 40  # of what a board asks to speak

# How the key of a topic is spelled, by the topic's word; other words have no key, and some may do without. What is spelled
# well may not be there.
KEYS = {word: re.compile(".+") for word in ("board", "booth", "places")} | {
    "visitor": re.compile("[0-9]{16}"),
    "sheet": re.compile(sheets.SPELLED),
    "stage": re.compile("crew"),
    "notices": re.compile("phones|tablets"),
}
KEY_MAY_LACK = {"stage"}


@dataclass(frozen=True)
class _Opening(InEnviron):
    """The request that opened a socket."""

    environ: Environ


@dataclass
class _Visit(Held[str]):
    """One connected socket: how it was opened and whose it is, what it holds, when its page last told of itself (ms)."""

    opening: Sent
    actor: Actor
    reported_at: int = 0

    @property
    def agent(self) -> str:
        """What its browser says it is."""
        return str(self.opening.environ.get("HTTP_USER_AGENT", ""))


def listen(socketio: SocketIO, store: Store, live: Live, limits: Limits) -> None:
    """Answer connections and joins of this server, without Flask's contexts: 0.03 ms an event, 0.2 s when two thousand pages
    come back at once."""
    server, visits = socketio.server, dict[str, _Visit]()

    def connect(sid: str, environ: Environ, auth: Any = None) -> None:
        opening, auth = _Opening(environ), auth if isinstance(auth, dict) else {}
        try:
            actor = _actor(store, opening, auth)
            _hear_fence(store, actor, auth)
            if store.guard.is_old:
                raise NotWritten(not_first().message, code="old_laptop")
            visits[sid] = _Visit(opening, actor)
        except Exception as error:
            answer = _refusal(error)
            raise ConnectionRefusedError(answer["message"], answer) from None
        server.enter_room(sid, EVERYBODY)
        live.connected(sid, visits[sid].actor.station_id)

    def disconnect(sid: str, *_: Any) -> None:
        visits.pop(sid, None)
        live.disconnected(sid)

    def join(sid: str, message: Any = None, *_: Any) -> dict[str, Any] | Encoded:
        visit = visits[sid]
        try:
            view, lang, whole = _join(store, live, limits, sid, visit, message)
            server.enter_room(sid, room(view, lang))
            return whole
        except Exception as error:
            answer = _refusal(error)
        if visit.has_asked_too_much(answer):
            dismiss(socketio, sid, POLICY_VIOLATION)
        return answer

    def leave(sid: str, message: Any = None, *_: Any) -> None:
        view = _leave(live, sid, visits[sid], message.get("topic") if isinstance(message, dict) else None)
        if view:
            for lang in LANGUAGES:
                server.leave_room(sid, room(view, lang))

    turns = Turns()

    def speak(sid: str, message: Any = None, *_: Any) -> dict[str, Any]:
        try:
            return _speak(turns, store.now(), visits[sid].actor, message)
        except Exception as error:
            return _refusal(error)

    def report(sid: str, message: Any = None, *_: Any) -> dict[str, Any]:
        return _report(store, visits[sid], message)

    for handler in (connect, disconnect, join, leave, speak, report):
        server.on(handler.__name__, handler)


def _refusal(error: Exception) -> dict[str, Any]:
    """Why nothing was done, in the contract's shape; a fault of ours is logged and says so."""
    if not isinstance(error, NotDone):
        log.error("fault of a socket", exc_info=error)
        error = faults.failed("ko")
    return error.answer()


def _actor(store: Store, opening: Sent, auth: dict[str, Any]) -> Actor:
    with store.read() as db:
        token, station = auth.get("token"), str(auth.get("station") or "")
        return identify(db, opening, store.badge_key, token=str(token) if token else None, station=station)


def _join(
    store: Store, live: Live, limits: Limits, sid: str, visit: _Visit, message: Any
) -> tuple[str, str, Encoded]:
    """The topic as this socket may see it, the language, and its whole state; from here on it watches the topic."""
    topic, lang = _wanted(message)
    visit.require_room(topic, lang)
    view, answer = joined(store, live, limits, visit.opening, visit.actor, topic, lang)
    live.watch(sid, view, lang)
    visit.topics.add(topic)
    return view, lang, answer


def _speak(turns: Turns, now: int, actor: Actor, message: Any) -> dict[str, Any]:
    """Which of its calls a board is to say, and after how long: boards near each other take turns. No others have any.

    Raises NotAllowed, BadFields.
    """
    if actor.role not in SPEAKERS or actor.locked:
        raise NotAllowed(gettext("이 일은 연결된 현황판만 할 수 있어요.", "ko"))
    message = message if isinstance(message, dict) else {}
    near, calls, ms = message.get("near"), message.get("calls"), message.get("ms")
    fits = isinstance(near, str) and len(near) <= NEAR_MAX and isinstance(ms, int | float) and ms >= 0
    if not fits or not isinstance(calls, list) or not 1 <= len(calls) <= CALLS_MAX:
        raise BadFields({"calls": gettext("near, calls, ms를 보내 주세요.", "ko")})
    say, wait_ms = turns.take(near, [str(call)[:KEY_MAX] for call in calls], ms, now)
    return {"ok": True, "say": say, "wait_ms": wait_ms}


def _report(store: Store, visit: _Visit, message: Any) -> dict[str, Any]:
    """A station's page tells how it is, and is told what the station is now."""
    station_id, now = visit.actor.station_id, store.now()
    _hear_fence(store, visit.actor, message)
    if station_id is None:
        return access.not_paired("ko").answer()
    if now - visit.reported_at >= REPORTS_APART_MS:
        visit.reported_at = now
        wall = int(time.time() * 1000)  # a rehearsal moves the expo's clock, and not the tablets'
        store.heard.hear(station_id, now, reports.cleaned(message, wall, visit.agent))
    is_now = stations.shape(store.glance(), station_id)
    return {"ok": True, "code": "done", "booth": is_now["booth"], "locked": is_now["locked"]}


def _hear_fence(store: Store, actor: Actor, message: Any) -> None:
    """Which laptop's answers a station has seen: one of a higher fence means that this one is the old one."""
    fence = message.get("fence") if isinstance(message, dict) else None
    if actor.station_id is not None and isinstance(fence, int) and not isinstance(fence, bool):
        store.guard.claimed(actor.station_id, fence)


def _leave(live: Live, sid: str, visit: _Visit, topic: Any) -> str | None:
    """This socket watches the topic no more, and it counts no longer among those it holds. Gives the topic as it saw it."""
    if not isinstance(topic, str) or topic not in visit.topics:
        return None
    visit.topics.discard(topic)
    view = access.view_of(topic, visit.actor)
    live.left(sid, view)
    return view


def _wanted(message: Any) -> tuple[str, str]:
    """The topic and language asked for. A topic has one spelling. Raises BadFields, NotFound."""
    message = message if isinstance(message, dict) else {}
    topic, lang = message.get("topic"), message.get("lang") or "ko"
    lang = lang if lang in LANGUAGES else "ko"
    if not isinstance(topic, str) or len(topic) > 100:
        raise BadFields({"topic": gettext("topic은 board:hall 처럼 적어 주세요.", lang)})
    word, colon, key = topic.partition(":")
    has_key = word in KEYS and (colon or word not in KEY_MAY_LACK)
    known = KEYS[word].fullmatch(key) if has_key else not colon
    if word not in access.TOPICS or not known:
        raise NotFound(gettext("그런 화면은 없어요: %(topic)s", lang, topic=word[:40]))
    return topic, lang
