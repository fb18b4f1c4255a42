"""The organiser's pages: the square live, stations, files brought in, settings; and what their scripts ask for."""

import json
from functools import partial

from flask import Blueprint, Response, request

from badges import qr
from kiosk import exchange
from kiosk.defaults import BOUNDS
from kiosk.exchange.reader import read_file
from kiosk.exchange.sheets.sheet import MAX_FILE_BYTES
from kiosk.expo import booths, days, forgotten, imports
from kiosk.greenlets import off_loop
from kiosk.pages import secure, web
from kiosk.refusals import BadFields
from kiosk.screens import organiser as screen
from kiosk.screens.finding import find_anything
from kiosk.store import Store
from kiosk.words import gettext

pages = Blueprint("organiser", __name__)

QR_MAX = 300


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


@pages.get("/organiser/import")
def files() -> Response:
    return web.page("organiser/import.html", actor=web.page_actor("organiser"), kinds=imports.KINDS)


@pages.get("/organiser/settings")
def settings() -> Response:
    who = web.page_actor("organiser")
    with web.store().read() as db:
        values = booths.settings_of(db)
    return web.page("organiser/settings.html", actor=who, settings=values, bounds=BOUNDS)


@pages.post("/organiser/import.json")
def preview() -> Response:
    """Multipart `kind` and `file` (10 MB), `renamed` and `replaced` (booth numbers): what applying would do, row by row,
    and `upload`, by which to apply it.

    Writes nothing: the rows wait in this process until `import.apply` takes them.
    """
    request.max_content_length = MAX_FILE_BYTES + 64 * 1024
    web.page_actor("organiser")
    web.require_own_page()
    kind, sent, lang = request.form.get("kind", ""), request.files.get("file"), web.language()
    if kind not in imports.KINDS:
        raise BadFields({"kind": gettext("어떤 파일인지 골라 주세요.", lang)})
    if sent is None or not sent.filename:
        raise BadFields({"file": gettext("파일을 골라 주세요.", lang)})
    # It takes seconds, for which a thread waits: the square goes on meanwhile.
    meant = imports.meaning(request.form.getlist("renamed"), request.form.getlist("replaced"))
    work = partial(_preview, kind, sent.read(), lang, meant, web.store())
    return web.json_text(off_loop(work))


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


def _preview(kind: str, data: bytes, lang: str, meant: dict[str, str], store: Store) -> str:
    """The answer as JSON, made row by row: at one go a long one would hold up the loop."""
    try:
        file = read_file(kind, data, lang)
    except exchange.Unreadable as error:
        raise BadFields({"file": str(error)}) from None
    report = exchange.preview(store, file, lang, meant=meant)
    rows = ", ".join(_json(row) for row in report.pop("rows"))
    about = _json({"ok": True, "code": "done", **report, "upload": imports.keep(kind, file.rows)})
    return f'{about[:-1]}, "rows": [{rows}]}}'


_json = json.JSONEncoder(ensure_ascii=False).encode
