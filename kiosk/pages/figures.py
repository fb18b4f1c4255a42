"""The figures of the expo with their definitions: the page an organiser answers the press from, and its JSON twin.

Counting takes a tenth of a second, for which a thread waits: the square goes on meanwhile.
"""

from typing import Any

from flask import Blueprint, Response, request

from kiosk.expo.figures import definitions, scope
from kiosk.pages import web
from kiosk.screens import figures
from kiosk.serving.greenlets import off_loop

pages = Blueprint("figures", __name__)


@pages.get("/organiser/figures")
def page() -> Response:
    """Every figure by day and in all; tables of one day with `day` (ISO), else of all. 404 for what is no day of the expo."""
    who = web.page_actor("organiser")
    day, now, lang, store = request.args.get("day"), web.now(), web.language(), web.store()

    def read() -> figures.Figures:
        with store.read() as db:
            return figures.look(db, day, now, lang)

    return web.page("organiser/figures.html", actor=who, p=off_loop(read))


@pages.get("/figures.json")
def twin() -> Response:
    """Every figure of the whole expo as it is now, of one day with `day` (ISO). 404 for what is no day of the expo."""
    web.page_actor("organiser")
    day, now, lang, store = request.args.get("day"), web.now(), web.language(), web.store()

    def read() -> dict[str, Any]:
        with store.read() as db:
            return definitions.told(db, scope.of_day(db, day, now, lang) if day else scope.of_expo(db, now))

    return web.answer(off_loop(read))
