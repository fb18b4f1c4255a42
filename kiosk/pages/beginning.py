"""The first page where nothing is yet: what this is; and, on the laptop itself, the way in for the first organiser."""

import secrets
from uuid import uuid4

from flask import Blueprint, Response, redirect, request
from werkzeug.wrappers import Response as Answer

from kiosk.actions.perform import perform
from kiosk.actions.refusals import BadFields, Refused
from kiosk.data.store import SYSTEM
from kiosk.expo.square import beginning
from kiosk.language.sentences import N_, gettext
from kiosk.pages import secure, web
from kiosk.pages.here import is_here, require_here

pages = Blueprint("beginning", __name__)


def welcome() -> Response:
    """`/` before the expo has a name: leads an organiser on, and lets the first one in."""
    organiser = web.asker(frozenset({"organiser"}))
    with web.store().read() as db:
        untouched = beginning.is_untouched(db)
    known = organiser.role == "organiser"
    return web.page(
        "welcome/page.html",
        actor=organiser if known else None,
        open=untouched and _is_here(),
        untouched=untouched,
        secret=secrets.token_urlsafe(32),
        laptop=secure.laptop_url(),
    )


@pages.post("/begin")
def begin() -> Answer:
    """A form's `secret`: this browser, on this laptop, becomes the first organiser, and goes on to the list of what is to
    be done. The page makes the secret, so that a form sent twice is one organiser."""
    require_here(request, web.settings(), own_https=secure.https() is not None)
    secret = request.form.get("secret", "")
    if not 32 <= len(secret) <= 200:
        sentence = N_("이 화면이 오래됐어요. 새로 고친 뒤 다시 눌러 주세요.")
        raise BadFields({"secret": gettext(sentence, web.language())})
    done = perform(
        web.store(),
        "station.begin",
        SYSTEM,
        {"action_id": uuid4().hex, "secret": secret},
        lang=web.language(),
    )
    if not done.ok:
        raise Refused(done.data["code"], done.data["message"])
    station = done.data["station"]["id"]
    led_on = redirect(f"/organiser?station={station}", 303, Response=Response)
    return web.with_station_cookie(led_on, station, secret)  # type: ignore[arg-type]


def _is_here() -> bool:
    return is_here(request, web.settings(), own_https=secure.https() is not None)
