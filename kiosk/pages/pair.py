"""Opening a pairing: the page's own script redeems it by a POST, so that a link preview uses nothing up."""

from uuid import uuid4

from flask import Blueprint, Response, request

from kiosk.actions.perform import perform
from kiosk.actions.refusals import BadFields
from kiosk.data.store import SYSTEM
from kiosk.language.sentences import gettext
from kiosk.pages import web

pages = Blueprint("pair", __name__)

HOME = {
    "kiosk": "/kiosk",
    "desk": "/desk",
    "booth": "/booth",
    "board": "/board",
    "stage": "/stage",
    "organiser": "/organiser",
}


@pages.get("/pair/<pairing>")
def show(pairing: str) -> Response:
    return web.page("pair.html")


@pages.post("/pair/<pairing>")
def redeem(pairing: str) -> Response:
    given = request.get_json(silent=True)
    secret = given.get("secret") if isinstance(given, dict) else None
    if not isinstance(secret, str) or not 32 <= len(secret) <= 200:
        raise BadFields({"secret": gettext("secret은 32자에서 200자까지예요.", web.language())})
    fields = {"action_id": uuid4().hex, "pair": pairing, "secret": secret}
    with web.guess(web.actor()) as guess:
        done = perform(web.store(), "station.redeem", SYSTEM, fields, lang=web.language())
        if not done.ok:
            guess.failed()
    if not done.ok:
        return web.json_text(done.body, done.status)
    station = done.data["station"]
    home = (
        f"/board/{station['booth']}"
        if station["role"] == "board" and station["booth"]
        else HOME[station["role"]]
    )
    response = web.answer({**done.data, "url": f"{home}?station={station['id']}"})
    return web.with_station_cookie(response, station["id"], secret)
