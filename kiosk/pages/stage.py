"""The stage's screen, and its crew's."""

from flask import Blueprint, Response, request

from kiosk.pages import web

pages = Blueprint("stage", __name__)


@pages.get("/stage")
def stage() -> Response:
    """The wall: nothing to tap. `?sound=on`: a chime when a signing is announced."""
    sound = request.args.get("sound") == "on"
    return web.topic_page("stage/page.html", "stage", web.page_actor("stage"), sound=sound)


@pages.get("/stage/crew")
def crew() -> Response:
    """What the crew does beside it: announce, end, take back, order, skip, and say in other words."""
    return web.topic_page("stage/crew.html", "stage:crew", web.page_actor("stage"))
