"""`/register` on the visitor's own phone: a registration that a desk confirms. Nothing of others is learnt here."""

from flask import Blueprint, Response
from markupsafe import Markup

from badges import qr
from badges.code import extract
from kiosk.actions.refusals import NotFound
from kiosk.expo.door.registrations import NEEDS
from kiosk.language.sentences import gettext
from kiosk.pages.kiosk import posted
from kiosk.pages.web import answer, language, page, phone_cookie, settings, store
from kiosk.screens.agencies import booths_to_choose
from kiosk.screens.plan import categories_announced

pages = Blueprint("register", __name__)


@pages.get("/register")
def register() -> Response:
    """The form. Off loopback it is open over HTTPS alone: elsewhere people are led to a kiosk (kiosk/pages/secure.py)."""
    with store().read() as db:
        kinds, agencies = categories_announced(db), booths_to_choose(db, language())
    return phone_cookie(
        page(
            "register/page.html",
            categories=kinds,
            booths=agencies,
            needs=NEEDS,
        )
    )


@pages.post("/register/qr.json")
def code_qr() -> Response:
    """The code that this phone was given, as the QR that kiosks and desks read. Any 16 digits are drawn, whether they are
    somebody's or not, so that the picture tells nobody anything new."""
    code = extract(str(posted("code")))
    if code is None:
        raise NotFound(gettext("그릴 코드가 없어요. 다시 등록해 주세요.", language()))
    origin = settings().address or None
    drawn = qr.svg(qr.payload(code, origin), gettext("입장 코드 QR", language()))
    return answer({"ok": True, "svg": Markup(drawn), "path": f"/v/{code}"})
