"""The first page: in the demo every station ready to use; of an expo without a name what this is; else the hall board."""

from typing import TypedDict

from flask import Blueprint, Response, current_app, redirect, request
from markupsafe import Markup
from werkzeug.wrappers import Response as Answer

from badges import qr
from badges.code import encode
from kiosk.actions.refusals import BadFields, NotFound
from kiosk.data import names, rows
from kiosk.expo.square.stations import StationShape, all_stations
from kiosk.pages import web
from kiosk.pages.beginning import welcome
from kiosk.pages.pair import HOME

pages = Blueprint("demo", __name__)

BADGES = 2


class BadgeRow(TypedDict):
    id: int
    number: int
    serial: int
    enterprise: str


class Badge(TypedDict):
    """A badge to try at a kiosk; `qr` is drawn, `phone_url` is its owner's page."""

    number: int
    name: str
    enterprise: str
    code: str
    qr: Markup
    phone_url: str


class Screen(TypedDict):
    """A page to open as one of the demo's stations or as a visitor."""

    role: str
    booth: str | None
    name: str | None
    url: str


@pages.get("/")
def index() -> Answer:
    if not web.settings().demo:
        return redirect("/board") if _has_name() else welcome()
    crowd = web.crowd()
    with web.store().read() as db:
        stations = all_stations(db)
        badges = rows.every(
            db,
            BadgeRow,
            "SELECT v.id, v.number, v.serial, e.name AS enterprise FROM visitors v"
            " JOIN enterprises e ON e.id = v.enterprise_id"
            " WHERE NOT EXISTS (SELECT 1 FROM arrivals a WHERE a.visitor_id = v.id) ORDER BY v.id DESC LIMIT ?",
            BADGES,
        )
        name = names.full(db)
        shown = [_badge(row, name(row["id"])) for row in badges]
    response = web.page(
        "demo/page.html",
        stations=_screens(stations, shown),
        badges=shown,
        pace=str(crowd.pace if crowd else 1),
        crowd=crowd.size if crowd else 0,
        open_to_network=current_app.extensions["open_to_network"],
    )
    for station_id, secret in web.demo_secrets().items():
        web.with_station_cookie(response, station_id, secret)
    return response


def _has_name() -> bool:
    with web.store().read() as db:
        return db.execute("SELECT 1 FROM expo").fetchone() is not None


@pages.post("/demo/pace")
def pace() -> Response:
    crowd = web.crowd()
    if crowd is None:
        raise NotFound("체험판이 아니에요.")
    given = request.get_json(silent=True)
    wanted = given.get("pace") if isinstance(given, dict) else None
    if wanted not in (0, 1, 10):
        raise BadFields({"pace": "pace는 0, 1, 10 가운데 하나예요."})
    crowd.pace = wanted
    return web.answer({"ok": True, "code": "done", "message": "", "pace": wanted})


def _screens(stations: list[StationShape], badges: list[Badge]) -> list[Screen]:
    shown: list[Screen] = []
    for row in stations:
        role, booth = row["role"], row["booth"]
        if role == "board" and booth:
            role, home = "booth_board", f"/board/{booth}"
        else:
            home = HOME[role]
        shown.append(
            {"role": role, "booth": booth, "name": row["name"], "url": f"{home}?station={row['id']}"}
        )
        if role == "stage":
            url = f"{home}/crew?station={row['id']}"
            shown.append({"role": "crew", "booth": None, "name": "", "url": url})
    if badges:
        shown.append({"role": "phone", "booth": None, "name": "", "url": badges[0]["phone_url"]})
    for word in ("register", "plan", "programme"):
        shown.append({"role": word, "booth": None, "name": "", "url": f"/{word}"})
    return shown


def _badge(row: BadgeRow, name: str) -> Badge:
    code = encode(web.store().badge_key, row["number"], row["serial"])
    return {
        "number": row["number"],
        "name": name,
        "enterprise": row["enterprise"],
        "code": code,
        "qr": web.safe(qr.svg(qr.payload(code))),
        "phone_url": f"/v/{code}",
    }
