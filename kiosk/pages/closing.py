"""`/organiser/closing`: what is open at the end of a day, its closing, and what was frozen; with the JSON twin."""

from flask import Blueprint, Response, render_template, request

from kiosk.pages import web
from kiosk.screens import closing as screen

pages = Blueprint("closing", __name__)


@pages.get("/organiser/closing")
def closing() -> Response:
    """The day that matters now, or the one of `day` (ISO)."""
    who = web.page_actor("organiser")
    return web.page("organiser/closing.html", actor=who, p=_shown())


@pages.get("/organiser/closing/part")
def part() -> str:
    """What stands in the page, painted anew."""
    who = web.page_actor("organiser")
    return render_template("organiser/_closing.html", p=_shown(), station={"id": who.station_id})


@pages.get("/organiser/closing.json")
def twin() -> Response:
    web.page_actor("organiser")
    store = web.store()
    with store.read() as db:
        told = screen.twin(db, request.args.get("day"), store.heard.all(), web.now(), web.language())
    return web.answer({"ok": True, **told})


def _shown() -> screen.Page | None:
    store = web.store()
    with store.read() as db:
        return screen.page(db, request.args.get("day"), store.heard.all(), web.now(), web.language())
