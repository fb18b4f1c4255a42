"""The organiser's pages: the square live, stations, settings; and what their scripts ask for."""

import sqlite3

from flask import Blueprint, Response, render_template, request

from badges import qr
from kiosk.actions.fields import Field, parse
from kiosk.actions.refusals import BadFields, NotFound
from kiosk.data.expo_settings import BOUNDS
from kiosk.exchange import pairing_sheet as pairing_sheet_file
from kiosk.expo.meeting import forgotten
from kiosk.expo.square import booths, days, ground, pairing_cards
from kiosk.expo.square.face_setting import left_out
from kiosk.expo.square.ground import Spot
from kiosk.expo.square.station_places import station_at
from kiosk.face import fields as face_fields
from kiosk.face.scale import scale
from kiosk.face.sheet import pictures_of
from kiosk.language.sentences import gettext
from kiosk.pages import secure, web
from kiosk.screens import fleet
from kiosk.screens.agencies import booths_to_choose
from kiosk.screens.map_drawing import Drawing, Panel, drawing
from kiosk.screens.organiser_search import find_anything
from kiosk.screens.square_map import square_on
from kiosk.serving.greenlets import off_loop

pages = Blueprint("organiser", __name__)

QR_MAX = 300
ON_A_SHEET = Panel(480, 320, 18)
WITH_A_PLACE = ("kiosk", "board")  # their maps begin where they stand
LOOKS = {"colour": Field(face_fields.colour, required=True), "emblem": Field(face_fields.emblem)}


@pages.get("/organiser")
def square() -> Response:
    return web.topic_page("organiser/page.html", "organiser", web.page_actor("organiser"))


@pages.get("/organiser/stations")
def stations() -> Response:
    """The fleet: how every station is, what can be done to it, and how new ones are paired."""
    who = web.page_actor("organiser")
    with web.store().read() as db:
        places = booths_to_choose(db, web.language())
    return web.topic_page(
        "organiser/stations.html",
        "stations",
        who,
        booths=places,
        tablets=secure.tablet_url(),
        trusted=secure.public(),
    )


@pages.get("/organiser/stations/<int:station>/sheet")
def station_sheet(station: int) -> str:
    """A station's own sheet, as a part of the page: how it is, and what can be done to it."""
    who = web.page_actor("organiser")
    with web.store().read() as db:
        found = fleet.one(db, station, web.now(), web.language(), web.store().heard.all())
        places = booths_to_choose(db, web.language())
        placed = station_at(db, station)
        drawn = _map(db, placed) if found["role"] in WITH_A_PLACE else None
    return render_template(
        "organiser/_fleet_sheet.html",
        p=found,
        booths=places,
        own=station == who.station_id,
        map=drawn,
        placed=placed,
    )


def _map(db: sqlite3.Connection, placed: Spot | None) -> Drawing:
    """The square, where this station stands or the entrance marked."""
    still = ground.of(db)
    word = gettext("이 단말", web.language()) if placed else gettext("입구", web.language())
    return drawing(square_on(still, web.language()), ON_A_SHEET, dot=placed or still.entrance, here_word=word)


@pages.get("/organiser/pairing.pdf")
def pairing_sheet() -> Response:
    """Every card of the pairing sheet, to be printed. Drawn by another process, since it takes seconds."""
    web.page_actor("organiser")
    store, lang = web.store(), web.language()
    with store.read() as db:
        cards = pairing_cards.shown(db)
        event = ground.of(db).face.name
    if not cards:
        raise NotFound(gettext("아직 카드가 없어요. 몇 장이 필요한지 먼저 정해 주세요.", lang))
    origin = secure.tablet_url() or web.settings().origin or request.host_url
    asked = pairing_sheet_file.asked(cards, store.badge_key, origin, event, lang)
    response = Response(off_loop(lambda: pairing_sheet_file.draw(asked)), mimetype="application/pdf")
    response.headers["Content-Disposition"] = 'attachment; filename="pairing.pdf"'
    return response


@pages.get("/organiser/unwritten")
def unwritten() -> Response:
    """Meetings that nobody ended and whose log is not written yet, with what is missing."""
    who = web.page_actor("organiser")
    with web.store().read() as db:
        rows = forgotten.unwritten(db, web.language(), days.time_zone(db))
    return web.page("organiser/unwritten.html", actor=who, meetings=rows)


@pages.get("/organiser/settings")
def settings() -> Response:
    who = web.page_actor("organiser")
    with web.store().read() as db:
        values = booths.settings_of(db)
    return web.page("organiser/settings.html", actor=who, settings=values, bounds=BOUNDS)


@pages.post("/organiser/face.json")
def look_at_face() -> Response:
    """`colour` and `emblem` as `expo.face` takes them: the custom properties that they would make. Writes nothing."""
    web.page_actor("organiser")
    web.require_own_page()
    given = request.get_json(silent=True)
    asked = parse(given if isinstance(given, dict) else {}, LOOKS, web.language())
    own, colours = asked.get("emblem"), scale(asked["colour"])
    pictures = pictures_of(f"data:{own['kind']};base64,{own['data']}") if own else {}
    return web.answer(
        {
            "ok": True,
            "colour": asked["colour"],
            "message": left_out(asked, web.language()),
            "dark": colours.dark,
        }
        | {"light": colours.light | colours.field | pictures}
    )


@pages.post("/organiser/qr.json")
def draw_qr() -> Response:
    """The QR code of a short text (a pairing's link), as SVG. A POST, because the text is a secret."""
    web.page_actor("organiser")
    web.require_own_page()
    given = request.get_json(silent=True)
    text = given.get("text") if isinstance(given, dict) else None
    if not isinstance(text, str) or not 1 <= len(text) <= QR_MAX:
        raise BadFields({"text": gettext("QR에 넣을 글을 보내 주세요.", web.language())})
    return web.answer({"ok": True, "svg": qr.svg(text)})


@pages.get("/organiser/find.json")
def find() -> Response:
    """Persons, by number, name, enterprise: who they are and where they are now."""
    who = web.page_actor("organiser")
    with web.store().read() as db:
        found = find_anything(db, request.args.get("q", "")[:60], web.now(), lang=web.language())
    if found:
        web.note_contact(who, "contact.search", persons=len(found))
    return web.answer({"ok": True, "found": found})
