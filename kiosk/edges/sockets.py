"""Socket.IO at an edge: connections and joins of the audience. Stations work at the primary alone."""

import logging
import re
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from typing import Any

import gevent
from flask_socketio import ConnectionRefusedError, SocketIO

from kiosk.actions.held_topics import POLICY_VIOLATION, Held
from kiosk.actions.refusals import BadFields, NotAllowed, NotDone, NotFound
from kiosk.edges.audience import EVERYBODY, Audience, Crowded, Joined, Late, room
from kiosk.edges.keys import is_public
from kiosk.edges.link import AGENT_MAX, COOKIE_BYTES_MAX, Join, Key
from kiosk.edges.refusals import AT_THE_PRIMARY, AWAY, BUSY, FAILED
from kiosk.edges.upstream import Environ, without_stations
from kiosk.language.sentences import LANGUAGES, gettext
from kiosk.serving.transport import Encoded, aside, dismiss, hand_to

log = logging.getLogger(__name__)

VISITOR = re.compile(r"visitor:[0-9]{16}")
TOPIC_MAX = 60
NOWHERE = "0.0.0.0"  # of whom nobody knows the address: all of them count as one


@dataclass
class _Visit(Held[Key]):
    """One connected socket: the request that opened it, and what it holds."""

    environ: Environ


def listen(socketio: SocketIO, audience: Audience, greeting: Callable[[], str]) -> Callable[[], int]:
    """Answer this edge's connections and joins; `greeting` is the packet that who connects is sent first, "" for none. Gives what counts
    the open sockets."""
    server, visits = socketio.server, dict[str, _Visit]()

    def connect(sid: str, environ: Environ, auth: Any = None) -> None:
        auth = auth if isinstance(auth, dict) else {}
        if auth.get("token") or auth.get("station") or environ.get("HTTP_AUTHORIZATION"):
            answer = NotAllowed(gettext(AT_THE_PRIMARY, "ko")).answer()
            raise ConnectionRefusedError(answer["message"], answer)
        visits[sid] = _Visit(environ)
        server.enter_room(sid, EVERYBODY)
        if greeting():
            gevent.spawn(greet, sid)  # once it is told that it is connected

    def greet(sid: str) -> None:
        if text := greeting():
            hand_to(socketio, sid, text)

    def disconnect(sid: str, *_: Any) -> None:
        if visit := visits.pop(sid, None):
            audience.left(sid, visit.topics)

    def join(sid: str, message: Any = None, *_: Any) -> dict[str, Any] | Encoded:
        visit = visits[sid]
        try:
            key = _wanted(message)
            visit.require_room(key, key[1])
            joined = _joined(audience, key, visit, partial(aside, socketio, sid))
        except Exception as error:
            answer = _refusal(error)
            if visit.has_asked_too_much(answer):
                dismiss(socketio, sid, POLICY_VIOLATION)
            return answer
        if joined.ok and sid in visits:
            visit.topics.add(key)
            gevent.spawn(follow, sid, key, joined.n)  # once the answer below waits to be sent
        return Encoded(joined.answer)

    def follow(sid: str, key: Key, n: int) -> None:
        if sid in visits and key in visits[sid].topics:
            audience.follow(sid, key, n)

    def leave(sid: str, message: Any = None, *_: Any) -> dict[str, Any]:
        topic = message.get("topic") if isinstance(message, dict) else None
        visit = visits[sid]
        left = {key for key in visit.topics if key[0] == topic}
        visit.topics -= left
        for key in left:
            server.leave_room(sid, room(key))
        audience.left(sid, left)
        return {"ok": True, "code": "done"}

    def elsewhere(*_: Any) -> dict[str, Any]:
        return NotAllowed(gettext(AT_THE_PRIMARY, "ko")).answer()

    for name, handler in {
        "connect": connect,
        "disconnect": disconnect,
        "join": join,
        "leave": leave,
        "speak": elsewhere,
        "report": elsewhere,
    }.items():
        server.on(name, handler)
    return lambda: len(visits)


def _joined(audience: Audience, key: Key, visit: _Visit, wait: Any) -> Joined:
    """Raises TooMany, NotDone."""
    try:
        if key[0].startswith("visitor:"):
            return audience.visitor(_asked(key, visit.environ), wait)
        return audience.public(key, wait)
    except Late:
        raise _busy(gettext(AWAY, key[1])) from None
    except Crowded:
        raise _busy(gettext(BUSY, key[1])) from None


def _busy(message: str) -> NotDone:
    return NotDone(message, code="busy")


def _asked(key: Key, environ: Environ) -> Join:
    """How the primary hears of a phone that names a badge's code: it counts wrong ones by the phone's own address."""
    cookie = without_stations(environ.get("HTTP_COOKIE", "")[:COOKIE_BYTES_MAX])
    return {
        "id": 0,
        "topic": key[0],
        "lang": key[1],
        "address": environ.get("REMOTE_ADDR") or NOWHERE,
        "cookie": cookie,
        "agent": str(environ.get("HTTP_USER_AGENT") or "")[:AGENT_MAX],
        "secure": environ["wsgi.url_scheme"] == "https",
    }


def _wanted(message: Any) -> Key:
    """The topic and language asked for. Raises BadFields, NotFound, NotAllowed."""
    message = message if isinstance(message, dict) else {}
    topic, lang = message.get("topic"), message.get("lang") or "ko"
    lang = lang if lang in LANGUAGES else "ko"
    if not isinstance(topic, str) or len(topic) > TOPIC_MAX:
        raise BadFields({"topic": gettext("topic은 board:hall 처럼 적어 주세요.", lang)})
    if is_public(topic) or VISITOR.fullmatch(topic):
        return topic, lang
    word = topic.partition(":")[0]
    if word in ("visitor", "board", "places"):
        raise NotFound(gettext("그런 화면은 없어요: %(topic)s", lang, topic=word))
    raise NotAllowed(gettext(AT_THE_PRIMARY, lang))


def _refusal(error: Exception) -> dict[str, Any]:
    if not isinstance(error, NotDone):
        log.error("fault of a socket", exc_info=error)
        error = NotDone(gettext(FAILED, "ko"), code="failed")
    return error.answer()
