"""`/organiser/settings`: how the expo, its booths and its organisers are set, with the JSON twin."""

from flask import Blueprint, Response

from kiosk.pages import secure, web
from kiosk.screens import settings as screen

pages = Blueprint("settings", __name__)


@pages.get("/organiser/settings")
def settings() -> Response:
    who = web.page_actor("organiser")
    with web.store().read() as db:
        shown = screen.of_expo(db, now=web.now(), lang=web.language(), asking=who.station_id)
    return web.page("organiser/settings.html", actor=who, p=shown, tablets=secure.tablet_url())


@pages.get("/organiser/settings/<number>")
def booth(number: str) -> Response:
    """One booth's."""
    who = web.page_actor("organiser")
    with web.store().read() as db:
        shown = screen.of_booth(db, number.upper(), lang=web.language())
    return web.page("organiser/booth_settings.html", actor=who, p=shown)


@pages.get("/settings.json")
def twin() -> Response:
    web.page_actor("organiser")
    with web.store().read() as db:
        return web.answer({"ok": True, **screen.twin(db, now=web.now(), lang=web.language())})
