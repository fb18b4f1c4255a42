"""The hall board and each booth's board: public, names masked."""

from flask import Blueprint, Response, request
from markupsafe import Markup

from badges import qr
from kiosk.language.sentences import gettext
from kiosk.pages import secure, web
from kiosk.pages.identity import is_secure

pages = Blueprint("board", __name__)


@pages.get("/board")
def hall() -> Response:
    """`?zone=A`, `?page=2of3`, `?view=map`, `?theme=`, `?near=` are the page's own affair (static/js/board/view.js)."""
    return web.topic_page("board/page.html", "board:hall", register_qr=_register_qr())


@pages.get("/board/<number>")
def booth(number: str) -> Response:
    return web.topic_page("booth_board/page.html", f"board:{number.upper()}")


def _register_qr() -> Markup:
    """Leads a phone to `/register`; "" where it could not be opened there."""
    origin = web.settings().address or (
        request.host_url.rstrip("/") if is_secure(request) else secure.https_url()
    )
    if not origin.startswith("https://") and not is_secure(request):
        return Markup()
    return web.safe(qr.svg(f"{origin}/register", gettext("휴대폰 등록을 여는 QR", web.language())))
