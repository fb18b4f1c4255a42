"""The stage's screen."""

from flask import Blueprint, Response

from kiosk.pages import web

pages = Blueprint("stage", __name__)


@pages.get("/stage")
def stage() -> Response:
    return web.topic_page("stage/page.html", "stage", web.page_actor("stage"))
