"""The visitor's page: /v/<code>, the same live fragment for everybody; what a bound phone may do stands around it."""

import hmac
import sqlite3
from collections.abc import Iterator
from itertools import chain
from urllib.parse import urlencode

from flask import Blueprint, Response, current_app, make_response, redirect, render_template, request
from werkzeug.wrappers import Response as Answer

from badges import qr
from kiosk.actions.access import TOPICS
from kiosk.actions.refusals import NotAllowed, NotFound
from kiosk.data.store import Actor
from kiosk.exchange import badge_picture as badge_pictures
from kiosk.exchange.calendar import Event, calendar
from kiosk.expo.person import push_subscriptions, visitors
from kiosk.expo.person.refused_badges import said_to
from kiosk.expo.person.visitors import Visitor
from kiosk.expo.square import gatherings, ground
from kiosk.language.sentences import N_, gettext
from kiosk.pages import web
from kiosk.pages.identity import identify, is_secure, phone_cookie_name
from kiosk.screens import meetings
from kiosk.screens.phone import PhoneLook, WholeMap
from kiosk.screens.phone_badge import PhoneBadge, badge_of
from kiosk.screens.phone_day import Day, day_of
from kiosk.screens.phone_own import Own, OwnPush, Unbound, own
from kiosk.serving.greenlets import off_loop
from kiosk.serving.static_files import FOLDER

pages = Blueprint("phone", __name__)

WORKER = FOLDER / "js" / "phone" / "push-worker.js"

SURE = N_("내 번호 %(number)s번. 시간이 되면 불러 드려요.")
MOVES = N_("내 번호 %(number)s번. 시간은 바뀔 수 있어요. 명찰의 QR로 여는 화면이 가장 정확해요.")


@pages.get("/v/<code>")
@pages.get("/V/<code>")
def visitor(code: str) -> Answer:
    """`?view=map` adds the whole square. A guest's page is in their language until they choose another."""
    who = web.actor(TOPICS["visitor"])
    with web.guess(who, code):
        if lang := _guests_language(code):
            return redirect(
                f"{request.path}?{urlencode({**request.args, 'lang': lang})}", 302, Response=Response
            )
        seen = _map(code) if request.args.get("view") == "map" else None
        response = web.topic_page(
            "phone/page.html",
            f"visitor:{code}",
            who,
            code=code,
            own=_own(code, who),
            unopened=_is_unopened(code),
            map=seen,
            told=web.topic_now("notices:phones"),
        )
    return web.phone_cookie(response)


@pages.get("/v/<code>/own")
def own_part(code: str) -> Response:
    """What this phone itself may do, painted anew after a change."""
    who = web.actor(TOPICS["visitor"])
    with web.guess(who, code):
        own = _own(code, who)
    return web.phone_cookie(make_response(render_template("phone/_own.html", own=own, code=code)))


def _guests_language(code: str) -> str | None:
    """In which language a guest's page is to be opened anew, where nobody has chosen one on this phone yet."""
    if request.args.get("lang") or request.cookies.get("lang"):
        return None
    store = web.store()
    with store.read() as db:
        row = visitors.find_by_code(db, store.badge_key, code)
    lang = gatherings.spoken_to(row["guest_lang"], web.language()) if row else web.language()
    return lang if lang != web.language() else None


def _is_unopened(code: str) -> bool:
    """Whether no phone has opened this visitor's page yet; its script then says that it is one."""
    store = web.store()
    with store.read() as db:
        row = visitors.find_by_code(db, store.badge_key, code)
    return row is not None and row["link_opened_at"] is None


def _map(code: str) -> WholeMap | None:
    store = web.store()
    with store.read() as db:
        row = visitors.find_by_code(db, store.badge_key, code)
        return PhoneLook(db, row, web.now(), web.language()).map() if row else None


@pages.get("/v/<code>/badge")
def badge(code: str) -> Response:
    """The badge itself, to be held to a kiosk's camera: before the day by a link, at the door, and from a saved picture."""
    who = web.actor(TOPICS["visitor"])
    with web.guess(who, code):
        found = _badge(code, who)
    drawn = web.safe(qr.svg(found["holds"], gettext("명찰 QR", web.language())))
    return web.phone_cookie(web.page("phone/badge.html", code=code, badge=found, drawn=drawn))


@pages.get("/v/<code>/badge.png")
def badge_picture(code: str) -> Response:
    """The same as a picture to keep, which needs no network."""
    who = web.actor(TOPICS["visitor"])
    with web.guess(who, code):
        found = _badge(code, who)
    with web.store().read() as db:
        face = ground.of(db).face
    lang = web.language()
    event, field = face.title(lang) or gettext("박람회", lang), face.scale.field
    picture = badge_pictures.Picture(
        event,
        field["face-field"],
        field["face-on"],
        found["number"],
        found["name"],
        found["enterprise"] or "",
        found["code"],
        found["holds"],
        gettext("입구에서 이 QR을 비춰 주세요", lang),
        tuple(f"{one['date']} {one['opens']}~{one['closes']}" for one in found["days"][:2]),
    )
    response = Response(off_loop(lambda: badge_pictures.draw(picture)), mimetype="image/png")
    response.headers["Content-Disposition"] = f'inline; filename="badge-{found["number"]}.png"'
    response.headers["Cache-Control"] = "no-store"
    return response


def _badge(code: str, who: Actor) -> PhoneBadge:
    store = web.store()
    with store.read() as db:
        row = whose(db, code, who)
        return badge_of(
            db,
            row,
            now=web.now(),
            lang=web.language(),
            key=store.badge_key,
            origin=web.settings().address,
        )


@pages.get("/v/<code>/meetings")
def met(code: str) -> Response:
    """Whom the visitor met, and others of their enterprise, what was agreed, what is next: for their bound phone alone, and
    over a secure connection, as on their page. Raises NotFound, NotAllowed."""
    who = web.actor(TOPICS["visitor"])
    lang = web.language()
    with web.guess(who, code), web.store().read() as db:
        row = whose(db, code, who)
        if not (is_bound(db, row, who) and is_secure(request)):
            raise NotAllowed(gettext("이 휴대폰을 먼저 연결해 주세요. 그다음 상담을 볼 수 있어요.", lang))
        found = meetings.of_visitor(db, row, lang)
    return web.page(
        "phone/meetings.html",
        code=code,
        number=row["number"],
        enterprise=visitors.unproven(row)["enterprise"],
        meetings=found,
        is_alone=row["enterprise_id"] is not None and not visitors.speaks_for_enterprise(row),
    )


@pages.get("/v/<code>/day.json")
def day(code: str) -> Response:
    """What lies before the visitor, of which their bound phone draws a picture."""
    return web.answer({"ok": True, **_day(code)})


@pages.get("/v/<code>/day.ics")
def day_file(code: str) -> Response:
    """The same for the phone's own calendar."""
    found, lang = _day(code), web.language()
    with web.store().read() as db:
        still = ground.of(db)
    title = still.face.title(lang) or gettext("박람회", lang)
    events = chain(_events(found, title), _programme_events(found, title))
    text = calendar(title, events, still.time_zone, web.now())
    response = Response(text, mimetype="text/calendar")
    response.headers["Content-Disposition"] = 'inline; filename="my-day.ics"'
    return response


def _day(code: str) -> Day:
    """The visitor's day, for their bound phone alone. Raises NotFound, NotAllowed."""
    who = web.actor(TOPICS["visitor"])
    lang, store = web.language(), web.store()
    with web.guess(who, code), store.read() as db:
        row = whose(db, code, who)
        if not is_bound(db, row, who):
            raise NotAllowed(gettext("이 휴대폰을 먼저 연결해 주세요. 그다음 일정을 받을 수 있어요.", lang))
        return day_of(db, row, now=web.now(), lang=lang)


def _events(day: Day, title: str) -> Iterator[Event]:
    lang, key = web.language(), web.store().badge_key
    for one in day["timed"]:
        fixed = one["starts_at"] if one["is_booked"] else ""
        said = SURE if one["is_booked"] else MOVES
        name = f"{day['number']} {one['booth']} {fixed}".encode()
        yield Event(
            uid=_uid(key, name),
            starts_at=one["starts_at"],
            ends_at=one["ends_at"],
            summary=gettext("%(booth)s %(agency)s 상담", lang, booth=one["booth"], agency=one["agency"]),
            location=f"{title} {one['booth']}",
            description=gettext(said, lang, number=day["number"]),
            is_sure=one["is_booked"],
        )


def _programme_events(day: Day, title: str) -> Iterator[Event]:
    """What of the programme they signed up for; while they wait for a seat it is not sure."""
    lang, key = web.language(), web.store().badge_key
    for one in day["programme"]:
        name = f"{day['number']} programme {one['item']}".encode()
        seat = (
            N_("신청한 프로그램이에요.") if one["has_seat"] else N_("자리가 나면 참석할 수 있어요: %(note)s")
        )
        yield Event(
            uid=_uid(key, name),
            starts_at=one["starts_at"],
            ends_at=one["ends_at"],
            summary=one["title"],
            location=" ".join(filter(None, (title, one["place"]))),
            description=gettext(seat, lang, note=one["note"]),
            is_sure=one["has_seat"],
        )


def _uid(key: bytes, name: bytes) -> str:
    """The same for the same event told anew; it tells nobody whose it is."""
    return f"{hmac.digest(key, b'calendar ' + name, 'sha256').hex()[:32]}@expo-kiosk"


def _own(code: str, who: Actor) -> Own | Unbound:
    store = web.store()
    secure = is_secure(request)
    with store.read() as db:
        row = whose(db, code, who)
        phone = _own_phone(db, row, who)
        push = _push(db, phone) if phone and secure else None
        return own(
            db,
            row,
            now=web.now(),
            lang=web.language(),
            bound=phone is not None,
            by_digits=secure,
            secure=secure,
            push=push,
        )


def _push(db: sqlite3.Connection, phone: Actor) -> OwnPush | None:
    """Whether this phone is told while its page is closed, where the expo does that."""
    if not ground.of(db).settings["push"] or phone.visitor_id is None:
        return None
    key = current_app.extensions["pushing"].public_key()
    return {"key": key, "on": push_subscriptions.is_told(db, phone.phone, phone.visitor_id)} if key else None


@pages.get("/v/push-worker.js")
def push_worker() -> Response:
    """What shows a message on a phone whose page is closed. Here, so that it may serve a visitor's page (/v/<code>)."""
    response = Response(WORKER.read_text(encoding="utf-8"), mimetype="text/javascript")
    response.cache_control.no_cache = True
    return response


def whose(db: sqlite3.Connection, code: str, who: Actor) -> Visitor:
    """The visitor of this badge. Raises NotFound."""
    row = visitors.find_by_code(db, web.store().badge_key, code)
    if row is None:
        raise NotFound(said_to(who, "not_found", web.language()))
    return row


def is_bound(db: sqlite3.Connection, row: Visitor, who: Actor) -> bool:
    """Whether this phone is the visitor's own."""
    return _own_phone(db, row, who) is not None


def _own_phone(db: sqlite3.Connection, row: Visitor, who: Actor) -> Actor | None:
    """This phone, where it is the visitor's own."""
    known = request.cookies.get(phone_cookie_name(request))
    phone = identify(db, request, web.store().badge_key, roles=frozenset({"visitor"})) if known else who
    return phone if phone.role == "visitor" and phone.visitor_id == row["id"] else None
