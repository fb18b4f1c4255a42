"""The hall board and each booth's board: public, names masked."""

from flask import Blueprint, Response

from kiosk.pages import web

pages = Blueprint("board", __name__)


@pages.get("/board")
def hall() -> Response:
    return web.topic_page("board/page.html", "board:hall")


@pages.get("/board/<number>")
def booth(number: str) -> Response:
    return web.topic_page("booth_board/page.html", f"board:{number.upper()}")
