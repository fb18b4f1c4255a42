"""The visitor's page: /v/<code>, the same live fragment for everybody; what a bound phone may do stands around it."""

from flask import Blueprint, Response, make_response, render_template, request

from kiosk.actions.access import TOPICS
from kiosk.actions.refusals import NotFound
from kiosk.data.store import Actor
from kiosk.expo.person import visitors
from kiosk.expo.person.refused_badges import said_to
from kiosk.pages import web
from kiosk.pages.identity import identify, is_secure, phone_cookie_name
from kiosk.screens.phone import PhoneLook, WholeMap
from kiosk.screens.phone_own import Own, Unbound, own

pages = Blueprint("phone", __name__)


@pages.get("/v/<code>")
@pages.get("/V/<code>")
def visitor(code: str) -> Response:
    """`?view=map` adds the whole square."""
    who = web.actor(TOPICS["visitor"])
    with web.guess(who, code):
        seen = _map(code) if request.args.get("view") == "map" else None
        response = web.topic_page(
            "phone/page.html", f"visitor:{code}", who, code=code, own=_own(code, who), map=seen
        )
    return web.phone_cookie(response)


@pages.get("/v/<code>/own")
def own_part(code: str) -> Response:
    """What this phone itself may do, painted anew after a change."""
    who = web.actor(TOPICS["visitor"])
    with web.guess(who, code):
        own = _own(code, who)
    return web.phone_cookie(make_response(render_template("phone/_own.html", own=own, code=code)))


def _map(code: str) -> WholeMap | None:
    store = web.store()
    with store.read() as db:
        row = visitors.find_by_code(db, store.badge_key, code)
        return PhoneLook(db, row, web.now(), web.language()).map() if row else None


def _own(code: str, who: Actor) -> Own | Unbound:
    store = web.store()
    secure = is_secure(request)
    with store.read() as db:
        row = visitors.find_by_code(db, store.badge_key, code)
        if row is None:
            raise NotFound(said_to(who, "not_found", web.language()))
        known = request.cookies.get(phone_cookie_name(request))
        phone = identify(db, request, store.badge_key, roles=frozenset({"visitor"})) if known else who
        bound = phone.role == "visitor" and phone.visitor_id == row["id"]
        return own(db, row, now=web.now(), lang=web.language(), bound=bound, by_digits=secure, secure=secure)
