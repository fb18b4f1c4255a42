"""The purchases that the agencies announced, for everybody."""

from flask import Blueprint, Response, request

from kiosk.pages import web
from kiosk.screens.plan import found

pages = Blueprint("plan", __name__)


@pages.get("/plan")
def plan() -> Response:
    asked = request.args
    number = asked.get("page", "1")
    with web.store().read() as db:
        search = found(
            db,
            q=asked.get("q", "")[:100],
            booth=asked.get("booth", "")[:10],
            category=asked.get("category", "")[:50],
            page=int(number) if number.isdecimal() and len(number) < 6 else 1,
            lang=web.language(),
        )
    return web.topic_page("plan/page.html", "plan", found=search)
