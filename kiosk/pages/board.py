"""The hall board and each booth's board: public, names masked."""

from flask import Blueprint, Response, request
from markupsafe import Markup

from badges import qr
from kiosk.actions.access import TOPICS
from kiosk.data.store import Actor
from kiosk.expo.square import gatherings, ground
from kiosk.expo.square.station_places import station_at
from kiosk.language.sentences import gettext
from kiosk.pages import secure, web
from kiosk.pages.identity import is_secure
from kiosk.screens.square_map import share_x, share_y, square_on

pages = Blueprint("board", __name__)


@pages.get("/board")
def hall() -> Response:
    """`?zone=A`, `?event=2`, `?page=2of3`, `?view=map`, `?theme=`, `?near=` are the page's own affair (static/js/board/view.js);
    of an event the board also bears its name."""
    who = web.actor(TOPICS["board"])
    with web.store().read() as db:
        event = gatherings.chosen(ground.of(db), request.args.get("event"))
    named = gatherings.title(event, web.language()) if event else ""
    return web.topic_page(
        "board/page.html", "board:hall", who, register_qr=_register_qr(), here=_here(who), event=named
    )


@pages.get("/board/<number>")
def booth(number: str) -> Response:
    return web.topic_page("booth_board/page.html", f"board:{number.upper()}")


def _here(who: Actor) -> tuple[float, float] | None:
    """Where this board itself stands on the map, in percent of it from the west and from the north."""
    with web.store().read() as db:
        spot = station_at(db, who.station_id)
        if spot is None:
            return None
        square = square_on(ground.of(db), web.language())
    return share_x(square, spot[0]), share_y(square, spot[1])


def _register_qr() -> Markup:
    """Leads a phone to `/register`; "" where it could not be opened there."""
    origin = web.settings().address or (
        request.host_url.rstrip("/") if is_secure(request) else secure.https_url()
    )
    if not origin.startswith("https://") and not is_secure(request):
        return Markup()
    return web.safe(qr.svg(f"{origin}/register", gettext("휴대폰 등록을 여는 QR", web.language())))
