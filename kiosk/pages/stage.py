"""The stage's screen, and its crew's."""

from flask import Blueprint, Response

from kiosk.pages import web

pages = Blueprint("stage", __name__)


@pages.get("/stage")
def stage() -> Response:
    """The wall: nothing to tap."""
    return web.topic_page("stage/page.html", "stage", web.page_actor("stage"), crew=False)


@pages.get("/stage/crew")
def crew() -> Response:
    """The same with what the crew does: introduce the next signing, end this one."""
    return web.topic_page("stage/page.html", "stage", web.page_actor("stage"), crew=True)
