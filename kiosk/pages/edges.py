"""The link of an edge: visitors' pages and actions of phones that look at another machine (kiosk/edges/primary.py)."""

import json
import logging
from dataclasses import dataclass
from functools import partial
from typing import Any

import gevent
from flask import Blueprint, Response, current_app, request

from kiosk.actions.access import EDGE, not_paired
from kiosk.actions.refusals import NotAllowed, NotDone, NotPaired, Refused
from kiosk.addresses import is_loopback
from kiosk.data.mastership import not_first
from kiosk.data.store import Store
from kiosk.edges import keys, link
from kiosk.edges.link import PATH, Hello, Join
from kiosk.edges.primary import Edges, Line
from kiosk.expo.square import stations
from kiosk.language.sentences import N_, gettext
from kiosk.live.publish import Live
from kiosk.pages import faults, web
from kiosk.pages.identity import STATION_COOKIE, TOKEN_MAX, identify
from kiosk.pages.joining import joined
from kiosk.pages.limits import TRIES, Limits, asker_of
from kiosk.pages.sent import Environ, InEnviron
from kiosk.pages.upgraded import Upgraded
from kiosk.serving.budget import Budget
from kiosk.serving.forwarded import FORWARDED
from kiosk.serving.version import version
from kiosk.serving.websocket import WebSocket, handshake_refusal, text_frame

log = logging.getLogger(__name__)

pages = Blueprint("edges", __name__)

FRAMES_A_S, BYTES_A_S = 2_000, 1024 * 1024  # what an edge may send; who joins faster than below waits
JOINS, JOINS_A_S = 200, 100  # visitors' pages of one edge, 4 ms each: at once, and a second after that

_OTHER_PROTOCOL = N_(
    "중계 서버와 서버가 서로 다른 말을 써요 (여기 %(here)s, 중계 서버 %(there)s). 같은 프로그램으로 켜 주세요."
)
_OTHER_VERSION = N_(
    "중계 서버의 프로그램이 서버와 달라요 (여기 %(here)s, 중계 서버 %(there)s). 같은 프로그램으로 켜 주세요."
)
_UNREADABLE = N_("중계 서버의 말을 알아들을 수 없어요. 두 컴퓨터의 프로그램을 같게 해 주세요.")
_NO_REDIS = N_("이 서버는 Redis 없이 켜졌어요. KIOSK_REDIS_URL을 적고 다시 켜 주세요.")
_ANOTHER = N_("같은 토큰을 다른 중계 서버가 쓰고 있어요. 중계 서버마다 토큰을 하나씩 만들어 주세요.")


@dataclass(frozen=True)
class Phone(InEnviron):
    """What an edge tells of the phone that asks it, as a request of that phone would be. It is never this machine's own."""

    environ: Environ

    @property
    def host(self) -> str:
        return "edge"


@pages.get(PATH, websocket=True)
def edge_link() -> Response:
    """An edge's websocket. Its token is a station's; a wrong one counts as a wrong guess."""
    asker = asker_of(web.store(), request)
    web.limits().require(TRIES, asker, web.language())
    try:
        who = web.asker()
    except NotPaired:
        web.limits().count(TRIES, asker)
        raise
    if who.role != EDGE or who.station_id is None:
        if who.station_id is None:
            raise not_paired(web.language())
        raise NotAllowed(gettext(N_("이 일은 중계 서버의 토큰으로만 할 수 있어요."), web.language()))
    if who.locked:
        raise Refused("locked", gettext(N_("운영본부가 이 중계 서버를 잠갔어요."), web.language()))
    if refusal := handshake_refusal(request.environ):
        return Response(refusal, refusal)
    edges: Edges | None = current_app.extensions["edges"]
    house = House(web.store(), current_app.extensions["live"], web.limits())
    return Upgraded(
        partial(_talk, house, edges, who.station_id, web.language()),
        link.IDLE_S,
        frames_a_s=FRAMES_A_S,
        bytes_a_s=BYTES_A_S,
    )


@dataclass(frozen=True)
class House:
    """Where visitors' pages are read, and wrong codes counted."""

    store: Store
    live: Live
    limits: Limits


def vouches(store: Store, environ: Environ) -> bool:
    """Whether a request was passed on by an edge: it bears the edge's token (`X-Edge`), and nobody on the way can have read that."""
    token = environ.get("HTTP_X_EDGE", "")
    is_unread = environ["wsgi.url_scheme"] == "https" or is_loopback(environ.get("REMOTE_ADDR") or "")
    if not (0 < len(token) <= TOKEN_MAX and is_unread):
        return False
    actor = stations.actor_of(store.glance(), token)
    return actor is not None and actor.role == EDGE and not actor.locked


def _talk(house: House, edges: Edges | None, station: int, lang: str, websocket: WebSocket) -> None:
    """One edge from its greeting to its end; `lang`: of who started it."""

    def write(text: str) -> None:
        websocket.write(text_frame(text))

    hello = link.read_hello(_message(websocket.wait()))
    try:
        edges, hello = _require_fitting(house.store, edges, station, hello, lang)
    except NotDone as error:
        write(json.dumps({"refused": error.answer()}, ensure_ascii=False))
        websocket.close()
        return
    line = Line(station, hello, write, websocket.close, lang)
    line.tell({"welcome": edges.linked(line)})
    joins = Budget(JOINS, JOINS_A_S)
    try:
        while (text := websocket.wait()) is not None:
            _take(house, edges, line, joins, _message(text))
    finally:
        edges.unlinked(line)


def _take(house: House, edges: Edges, line: Line, joins: Budget, message: dict[str, Any]) -> None:
    if asked := link.read_topics(message.get("want")):
        edges.want(line, asked, shows_all=message.get("again") is True)
    if asked := link.read_topics(message.get("unwant")):
        edges.unwant(line, asked)
    if alive := link.read_alive(message.get("alive")):
        edges.heard(line, alive)
    if left := link.read_leave(message.get("leave")):
        edges.leave_visitor(line, *left)
    if join := link.read_join(message.get("join")):
        if not joins.take():
            gevent.sleep(1 / JOINS_A_S)
        line.write(f'{{"joined":{join["id"]},"answer":{_answer(house, edges, line, join)}}}')


def _answer(house: House, edges: Edges, line: Line, join: Join) -> str:
    """What the phone is answered, as if it had asked here itself."""
    topic, lang = join["topic"], join["lang"]
    try:
        edges.require_room(line, lang)
        phone = _phone(join)
        with house.store.read() as db:
            actor = identify(db, phone, house.store.badge_key)
        view, answer = joined(house.store, house.live, house.limits, phone, actor, topic, lang)
        edges.watch_visitor(line, view, lang)
        return answer
    except NotDone as error:
        return json.dumps(error.answer(), ensure_ascii=False)
    except Exception:
        log.exception("fault of a join by an edge")
        return json.dumps(faults.failed(lang).answer(), ensure_ascii=False)


def _phone(join: Join) -> Phone:
    """Its station cookies, should an edge pass them on, are no use: a station works at the primary alone."""
    cookies = (one.strip() for one in join["cookie"].split(";"))
    kept = "; ".join(one for one in cookies if not one.startswith(STATION_COOKIE))
    scheme = "https" if join["secure"] else "http"
    return Phone(
        {
            "REMOTE_ADDR": join["address"],
            "HTTP_COOKIE": kept,
            "HTTP_USER_AGENT": join["agent"],
            "HTTP_HOST": "edge",
            "wsgi.url_scheme": scheme,
            FORWARDED: True,
        }
    )


def _require_fitting(
    store: Store, edges: Edges | None, station: int, hello: Hello | None, lang: str = "ko"
) -> tuple[Edges, Hello]:
    """Raises Refused."""
    if hello is None:
        raise Refused("bad_hello", gettext(_UNREADABLE, lang))
    if hello["protocol"] != keys.PROTOCOL:
        told: dict[str, Any] = {"here": keys.PROTOCOL, "there": hello["protocol"]}
        raise Refused("other_protocol", gettext(_OTHER_PROTOCOL, lang, **told))
    if hello["version"] != version():
        told = {"here": version(), "there": hello["version"]}
        raise Refused("other_version", gettext(_OTHER_VERSION, lang, **told))
    if store.guard.is_old:
        raise Refused("old_laptop", not_first().message)
    if edges is None:
        raise Refused("no_redis", gettext(_NO_REDIS, lang))
    if edges.is_another(station, hello):
        raise Refused("another_edge", gettext(_ANOTHER, lang))
    return edges, hello


def _message(text: str | None) -> dict[str, Any]:
    try:
        message = json.loads(text or "{}")
    except (ValueError, RecursionError):
        message = {}
    return message if isinstance(message, dict) else {}
