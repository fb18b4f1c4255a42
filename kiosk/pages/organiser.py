"""The organiser's pages: the square live, stations, settings; and what their scripts ask for."""

from flask import Blueprint, Response, request

from badges import qr
from kiosk.actions.fields import Field, parse
from kiosk.actions.refusals import BadFields
from kiosk.data.expo_settings import BOUNDS
from kiosk.expo.meeting import forgotten
from kiosk.expo.square import booths, days
from kiosk.expo.square.face_setting import left_out
from kiosk.face import fields as face_fields
from kiosk.face.scale import scale
from kiosk.face.sheet import pictures_of
from kiosk.language.sentences import gettext
from kiosk.pages import secure, web
from kiosk.screens import organiser as screen
from kiosk.screens.organiser_search import find_anything

pages = Blueprint("organiser", __name__)

QR_MAX = 300
LOOKS = {"colour": Field(face_fields.colour, required=True), "emblem": Field(face_fields.emblem)}


@pages.get("/organiser")
def square() -> Response:
    return web.topic_page("organiser/page.html", "organiser", web.page_actor("organiser"))


@pages.get("/organiser/stations")
def stations() -> Response:
    """Pair a new station, see and revoke those there are."""
    who = web.page_actor("organiser")
    with web.store().read() as db:
        rows = screen.stations(db, days.time_zone(db))
        places = db.execute(
            "SELECT b.number, a.name AS agency FROM booths b JOIN agencies a ON a.id = b.agency_id ORDER BY b.number"
        ).fetchall()
    return web.page(
        "organiser/stations.html",
        actor=who,
        stations=rows,
        booths=places,
        own=who.station_id,
        tablets=secure.tablet_url(),
        trusted=secure.public(),
    )


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
