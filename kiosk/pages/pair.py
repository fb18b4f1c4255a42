"""Opening a pairing, or a card of the pairing sheet: the page's own script redeems it by a POST, so that a link preview
uses nothing up."""

from typing import Any
from uuid import uuid4

from flask import Blueprint, Response, request

from kiosk.actions.perform import Answer, perform
from kiosk.actions.refusals import BadFields
from kiosk.data.store import SYSTEM
from kiosk.expo.square import days, pairing_cards, pairings
from kiosk.language.sentences import gettext
from kiosk.pages import web
from kiosk.screens.fleet import deeds

pages = Blueprint("pair", __name__)

HOME = {
    "kiosk": "/kiosk",
    "desk": "/desk",
    "booth": "/booth",
    "board": "/board",
    "stage": "/stage",
    "door": "/door",
    "organiser": "/organiser",
}


@pages.get("/pair/<pairing>")
def show(pairing: str) -> Response:
    return web.page("pair.html")


@pages.get("/P/<card>")
def show_card(card: str) -> Response:
    return web.page("pair.html")


@pages.post("/pair/<pairing>")
def redeem(pairing: str) -> Response:
    secret = _secret()
    with web.store().read() as db:
        left = _left(pairings.replaced(db, pairing))
    with web.guess_at_work() as guess:
        done = _perform("station.redeem", pair=pairing, secret=secret, left=left)
        if not done.ok:
            guess.failed()
    return _paired(done, secret)


@pages.post("/P/<card>")
def redeem_card(card: str) -> Response:
    """With `replace: true` this device takes the place of the one that used the card before. Where that is the question,
    the refusal's `used` says when that one was last heard, and what it had not sent."""
    secret = _secret()
    with web.store().read() as db:
        row = pairing_cards.find(db, web.store().badge_key, card)
    replace = request.get_json(silent=True).get("replace") is True  # type: ignore[union-attr]
    left = _left(row["station_id"] if row else None)
    with web.guess_at_work() as guess:
        done = _perform("pairing.redeem", card=card, secret=secret, replace=replace, left=left)
        if done.status == 409 and done.data["code"] == "unknown_code":
            guess.failed()
    return _paired(done, secret)


def _secret() -> str:
    """What the page made for its cookie. Raises BadFields."""
    given = request.get_json(silent=True)
    secret = given.get("secret") if isinstance(given, dict) else None
    if not isinstance(secret, str) or not 32 <= len(secret) <= 200:
        raise BadFields({"secret": gettext("secret은 32자에서 200자까지예요.", web.language())})
    return secret


def _perform(verb: str, **fields: Any) -> Answer:
    return perform(web.store(), verb, SYSTEM, {"action_id": uuid4().hex, **fields}, lang=web.language())


def _left(station: int | None) -> dict[str, int]:
    """What a station was last heard to have unsent."""
    heard = web.store().heard.of(station) if station else None
    return dict(heard.report.waiting) if heard and heard.report else {}


def _paired(done: Answer, secret: str) -> Response:
    if not done.ok:
        return _refused(done)
    station = done.data["station"]
    home = (
        f"/board/{station['booth']}"
        if station["role"] == "board" and station["booth"]
        else HOME[station["role"]]
    )
    links = {"url": f"{home}?station={station['id']}"}
    if station["role"] == "stage":
        links["crew_url"] = f"{HOME['stage']}/crew?station={station['id']}"
    response = web.answer({**done.data, **links})
    return web.with_station_cookie(response, station["id"], secret)


def _refused(done: Answer) -> Response:
    if "used" not in done.data:
        return web.json_text(done.body, done.status)
    return web.answer(
        {**done.data, "used": {**done.data["used"], **_last_heard(done.data["used"]["station"])}}, done.status
    )


def _last_heard(station: int) -> dict[str, Any]:
    """Of the station whose place somebody may take: whether it is on now, when it was heard, what it had not sent."""
    heard, now = web.store().heard.of(station), web.now()
    if heard is None or heard.report is None:
        return {"on": False, "heard_at": None, "unsent": 0, "deeds": ""}
    with web.store().read() as db:
        clock = days.clock_text(heard.at, days.time_zone(db))
    return {
        "on": not heard.is_silent(now),
        "heard_at": clock,
        "unsent": heard.report.unsent,
        "deeds": deeds(heard.report.waiting, web.language()),
    }
