"""The second laptop: the link by which it keeps what is answered here, and the page on which this laptop says what it is."""

import json
from collections.abc import Callable
from typing import Any, TypedDict

from flask import Blueprint, Response, current_app, redirect, request
from werkzeug.wrappers import Response as Answer

from kiosk.actions.access import STANDBY, not_paired
from kiosk.actions.refusals import NotAllowed, NotDone, NotFound, NotPaired, Refused
from kiosk.actions.verbs import VERBS
from kiosk.data import rows
from kiosk.data.mastership import Peer
from kiosk.data.store import Actor
from kiosk.expo.square import days
from kiosk.language.sentences import N_, gettext
from kiosk.pages import web
from kiosk.pages.limits import TRIES, asker_of
from kiosk.pages.upgraded import Upgraded
from kiosk.serving.version import version
from kiosk.serving.websocket import WebSocket, handshake_refusal, text_frame
from kiosk.standby import alone
from kiosk.standby.first import First
from kiosk.standby.link import PATH, Line
from kiosk.standby.mastership import State

pages = Blueprint("standby", __name__)

IDLE_S = 10.0  # a second laptop that is there answers beats; nothing for so long, and its link is closed
ARRIVALS_A_S = 2_000  # acknowledgements, one a batch

_OTHER_EXPO = N_("다른 박람회의 둘째 노트북이에요. 이 노트북에서 만든 파일로 다시 준비해 주세요.")
_OTHER_VERSION = N_(
    "두 노트북의 프로그램이 달라요 (여기 %(here)s, 둘째 %(there)s). 같은 프로그램으로 켜 주세요."
)
_ANOTHER = N_("다른 노트북이 이미 둘째 노트북으로 대기하고 있어요. 그 노트북을 먼저 꺼 주세요.")
_NOT_FIRST = N_("이 노트북은 지금 서버가 아니에요. 새 노트북을 따라가 주세요.")
_UNREADABLE = N_("둘째 노트북의 말을 알아들을 수 없어요. 두 노트북의 프로그램을 같게 해 주세요.")


def first() -> First:
    found: First = current_app.extensions["first"]
    return found


@pages.get(PATH, websocket=True)
def link() -> Response:
    """The second laptop's websocket. Its token is a station's; a wrong one counts as a wrong guess."""
    asker = asker_of(web.store(), request)
    web.limits().require(TRIES, asker, web.language())
    try:
        who = web.asker()
    except NotPaired:
        web.limits().count(TRIES, asker)
        raise
    if who.role != STANDBY:
        raise (
            not_paired(web.language())
            if who.station_id is None
            else NotAllowed(gettext("이 일은 둘째 노트북의 토큰으로만 할 수 있어요.", web.language()))
        )
    if refusal := handshake_refusal(request.environ):
        return Response(refusal, refusal)
    serve, lang = first(), web.language()
    host = request.remote_addr or ""
    return Upgraded(
        lambda websocket: _talk(serve, websocket, who, host, lang), IDLE_S, frames_a_s=ARRIVALS_A_S
    )


@pages.get("/standby")
def state() -> Response:
    """What this laptop is to the others, and what to do now; for organisers."""
    actor = web.page_actor("organiser")
    return web.page("organiser/laptop.html", actor=actor, laptop=_told(), alone=_shown())


@pages.get("/standby.json")
def twin() -> Response:
    web.page_actor("organiser")
    return web.answer({"ok": True, **_told()})


@pages.get("/standby/alone.jsonl")
def alone_file() -> Response:
    """What this laptop had alone, one action a line, to take along."""
    who = web.page_actor("organiser")
    lines = [json.dumps(one, ensure_ascii=False) + "\n" for one in _alone()]
    if not lines:
        raise NotFound(gettext("이 노트북에만 있는 기록은 없어요.", web.language()))
    if first().may_write:
        web.note_export(who, persons=0)
    response = Response(lines, mimetype="application/jsonl")
    response.headers["Content-Disposition"] = 'attachment; filename="alone.jsonl"'
    return response


@pages.post("/standby/alone")
def go_on_alone() -> Answer:
    """An organiser says that no other laptop has taken over: this one writes again."""
    _decide(State.LAPSED, lambda: first().go_on_alone())
    return _back()


@pages.post("/standby/seen")
def seen() -> Answer:
    """An organiser has seen what the old laptop had alone: it stays off."""
    _decide(State.OLD, lambda: first().looked_at())
    return _back()


def _back() -> Answer:
    query = request.query_string.decode("ascii", "ignore")
    return redirect("/standby" + (f"?{query}" if query else ""), 303)


def _decide(wanted: State, do: Callable[[], object]) -> None:
    web.page_actor("organiser")
    web.require_own_page()
    if first().lease.state is not wanted:
        raise Refused("wrong_state", gettext("그 사이 달라졌어요. 화면을 새로 열어 주세요.", web.language()))
    do()


class Laptop(TypedDict):
    """What the page and its twin say. `state`: free, held, lapsed, old; `role`: as the data folder's file says; `by_itself`: whether the
    second laptop may take over without a tap; `behind`: answered actions under way to it; `known`: there was one; `alone`: how many
    actions this old laptop had alone, `alone_known` once that is sure."""

    state: str
    role: str
    fence: int
    linked: bool
    by_itself: bool
    behind: int
    third: str
    third_answers: bool
    known: bool
    alone: int
    alone_known: bool
    taken_over: dict[str, Any] | None


class Alone(TypedDict):
    """An action that this old laptop had alone: when (HH:MM), what, whose, and what was answered."""

    time: str
    did: str
    whose: str
    said: str


def _told() -> Laptop:
    one = first()
    link = one.link
    return {
        "state": one.lease.state.name.lower(),
        "role": one.standing.role,
        "fence": one.fence,
        "linked": bool(link and link.is_linked),
        "by_itself": one.lease.state is State.HELD,
        "behind": link.behind if link and link.is_linked else 0,
        "third": one.third,
        "third_answers": one.third_answers,
        "known": bool(one.standing.peers),
        "alone": len(alone.noted(web.store().path.parent)) if one.standing.role in ("old", "off") else 0,
        "alone_known": one.knows_alone,
        "taken_over": _taken_over(),
    }


class TakenOver(TypedDict):
    at: int
    detail: str


def _taken_over() -> dict[str, Any] | None:
    """When a laptop last took over here, and what became of what it was told of."""
    with web.store().read() as db:
        row = rows.one(
            db,
            TakenOver,
            "SELECT at, detail FROM journal WHERE kind = 'expo.take_over' ORDER BY seq DESC LIMIT 1",
        )
    return {"at": row["at"], **json.loads(row["detail"])} if row else None


def _alone() -> list[dict[str, Any]]:
    return alone.actions(web.store(), web.language()) if first().standing.role in ("old", "off") else []


def _shown() -> list[Alone]:
    """The same in words."""
    lang = web.language()
    with web.store().read() as db:
        zone = days.time_zone(db)
    return [
        {
            "time": f"{days.local(one['at'], zone):%H:%M:%S}",
            "did": _deed(one["verb"], lang),
            "whose": _whose(one["answer"]),
            "said": str(one["answer"].get("message", "")),
        }
        for one in _alone()
    ]


def _deed(verb: str, lang: str) -> str:
    row = VERBS.get(verb)
    said = row and (row.deed or (row.history if isinstance(row.history, str) else ""))
    return gettext(said, lang) if said and "%(" not in said else verb


def _whose(answer: dict[str, Any]) -> str:
    """Number and name, where the answer is about somebody."""
    for name in ("visitor", "ticket", "consultation"):
        one = answer.get(name)
        if isinstance(one, dict):
            person = one if name == "visitor" else one.get("visitor") or {}
            return " ".join(str(part) for part in (one.get("number"), person.get("name")) if part)
    return ""


def _talk(one: First, websocket: WebSocket, who: Actor, host: str, lang: str) -> None:
    """One second laptop from its greeting to its end. Whatever it says that makes no sense ends it."""
    hello = _message(websocket.wait())
    try:
        peer = _require_fitting(one, hello, who, host, lang)
    except NotDone as not_done:
        websocket.write(text_frame(json.dumps(not_done.answer(), ensure_ascii=False)))
        websocket.close()
        return
    line = Line(lambda text: websocket.write(text_frame(text)), websocket.abort, str(hello["instance"])[:64])
    welcome = one.linked(line, peer, str(hello.get("stream", "")), int(hello.get("after", 0)))
    line.write(json.dumps(welcome | {"station": who.station_id}))
    said_goodbye = False
    try:
        while (text := websocket.wait()) is not None:
            message = _message(text)
            if "arrived" in message and one.link and not one.link.acknowledged(line, message["arrived"]):
                break
            if message.get("yield") is True:
                line.write(json.dumps({"yielded": one.hand_over()}))
            if said_goodbye := message.get("bye") is True:
                break
    finally:
        one.unlinked(line, said_goodbye=said_goodbye)


def _require_fitting(one: First, hello: dict[str, Any], who: Actor, host: str, lang: str) -> Peer:
    """Raises Refused."""
    store = one.store
    if hello.get("expo") != store.expo_mark:
        raise Refused("other_expo", gettext(_OTHER_EXPO, lang))
    if hello.get("version") != version():
        told = {"here": version(), "there": str(hello.get("version"))[:40]}
        raise Refused("other_version", gettext(_OTHER_VERSION, lang, **told))
    fits = (
        type(hello.get("port")) is int
        and 0 < hello["port"] < 65536
        and isinstance(hello.get("after", 0), int)
        and hello.get("instance")
    )
    if not fits or who.station_id is None:
        raise Refused("bad_hello", gettext(_UNREADABLE, lang))
    if store.guard.is_old:
        raise Refused("old_laptop", gettext(_NOT_FIRST, lang))
    if one.link and one.link.instance not in ("", str(hello["instance"])[:64]):
        raise Refused("another_standby", gettext(_ANOTHER, lang))
    return Peer(host, hello["port"], who.station_id)


def _message(text: str | None) -> dict[str, Any]:
    try:
        message = json.loads(text or "{}")
    except ValueError:
        message = {}
    return message if isinstance(message, dict) else {}
