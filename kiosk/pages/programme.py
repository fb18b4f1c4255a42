"""The programme: for everybody, for the door of an item, for whoever makes it."""

from typing import Any

from flask import Blueprint, Response, render_template, request

from kiosk.actions.access import TOPICS
from kiosk.expo.programme.items import KINDS
from kiosk.expo.square import days
from kiosk.pages import web
from kiosk.pages.identity import identify
from kiosk.screens import door, gatherings_made, programme_map, programme_mine
from kiosk.screens import programme as screen

pages = Blueprint("programme", __name__)

PLACE_MAX = 200


@pages.get("/programme")
def programme() -> Response:
    """`?view=map` adds the square with what is where today; `&at=` marks a place by its name. `?event=` a gathering's id: its items alone."""
    seen = None
    if request.args.get("view") == "map":
        with web.store().read() as db:
            asked = request.args.get("at", "")[:PLACE_MAX]
            seen = programme_map.look(
                db, asked, now=web.now(), lang=web.language(), event=request.args.get("event")
            )
    return web.topic_page("programme/page.html", "programme", web.actor(TOPICS["programme"]), map=seen)


@pages.get("/programme/own.json")
def own() -> Response:
    """What the visitor of a bound phone is signed up for; `bound` false for anybody else's browser."""
    store = web.store()
    with store.read() as db:
        phone = identify(db, request, store.badge_key, roles=frozenset({"visitor"}))
        if phone.role != "visitor" or phone.visitor_id is None:
            return web.answer({"ok": True, "bound": False, "visitor": None, "mine": {}})
        mine = programme_mine.signed_up(db, phone.visitor_id, web.now())
    states = {one["id"]: {"state": one["mine"], "nth": one["nth"]} for one in mine}
    return web.answer({"ok": True, "bound": True, "visitor": phone.visitor_id, "mine": states})


@pages.get("/door")
def at_the_door() -> Response:
    """Who comes in: at a station of the role `door`, or at a desk."""
    who = web.page_actor("door")
    shown = _door()
    if "shell" in request.args:  # kept by the service worker, for when the server is away: it names nobody
        shown |= {"came": []}
    return web.topic_page("door/page.html", "programme", who, door=shown)


@pages.get("/door/part")
def door_part() -> str:
    """The item that the door has chosen, painted anew."""
    web.page_actor("door")
    return render_template("door/_item.html", p=_door())


@pages.get("/organiser/programme")
def make() -> Response:
    """Every item with its seats, and the form that adds or changes one."""
    who = web.page_actor("organiser")
    with web.store().read() as db:
        expo_days = [one.day for one in days.all_days(db)]
        places = screen.places_named(db)
        held = gatherings_made.look(db)
    return web.topic_page(
        "organiser/programme.html",
        "programme",
        who,
        expo_days=expo_days,
        places=places,
        kinds=list(KINDS),
        held=held,
    )


@pages.get("/organiser/programme/<int:item>/sheet")
def sheet(item: int) -> str:
    """One item: its form filled in, and who is signed up, by number."""
    web.page_actor("organiser")
    with web.store().read() as db:
        found = screen.sheet(db, item, now=web.now(), lang=web.language())
        expo_days = [one.day for one in days.all_days(db)]
        places = screen.places_named(db)
        held = gatherings_made.look(db)
    return render_template(
        "organiser/_programme_sheet.html",
        p=found,
        expo_days=expo_days,
        places=places,
        kinds=list(KINDS),
        held=held,
    )


def _door() -> dict[str, Any]:
    asked = request.args.get("item", "")
    with web.store().read() as db:
        item = int(asked) if asked.isdecimal() and len(asked) < 16 else None
        return {**door.look(db, item, now=web.now())}
