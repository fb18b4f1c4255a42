"""The figures of the expo with their definitions: the page an organiser answers the press from, and its JSON twin."""

from flask import Blueprint, Response, request

from kiosk.expo.figures import definitions, scope
from kiosk.pages import web

pages = Blueprint("figures", __name__)


@pages.get("/figures.json")
def twin() -> Response:
    """Every figure of the whole expo as it is now, of one day with `day` (ISO). 404 for what is no day of the expo."""
    web.page_actor("organiser")
    day = request.args.get("day")
    with web.store().read() as db:
        about = scope.of_day(db, day, web.now(), web.language()) if day else scope.of_expo(db, web.now())
        return web.answer(definitions.told(db, about))
