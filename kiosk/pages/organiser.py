"""The organiser's pages: the square live, stations; and what their scripts ask for."""

from typing import Any

from flask import Blueprint, Response, current_app, request

from badges import qr
from kiosk.actions.fields import Field, parse
from kiosk.actions.refusals import BadFields, NotFound
from kiosk.exchange import pairing_sheet as pairing_sheet_file
from kiosk.expo.figures import forecasts
from kiosk.expo.meeting import forgotten
from kiosk.expo.square import days, event, ground, pairing_cards
from kiosk.expo.square.face_setting import left_out
from kiosk.face import fields as face_fields
from kiosk.face.scale import scale
from kiosk.face.sheet import pictures_of
from kiosk.forecast.beside import Beside
from kiosk.language.sentences import N_, gettext
from kiosk.pages import secure, web
from kiosk.screens import organiser_ahead, organiser_alarms
from kiosk.screens.addresses import address
from kiosk.screens.agencies import booths_to_choose
from kiosk.screens.figures import moments
from kiosk.screens.organiser_search import find_anything
from kiosk.serving.greenlets import off_loop

pages = Blueprint("organiser", __name__)

QR_MAX = 300
TRIED = ("what", "booth", "count", "at", "until", "to")
LOOKS = {"colour": Field(face_fields.colour, required=True), "emblem": Field(face_fields.emblem)}


@pages.get("/organiser")
def square() -> Response:
    """The square live; before the expo has a name, what is to be done."""
    with web.store().read() as db:
        named = db.execute("SELECT 1 FROM expo").fetchone()
        places = booths_to_choose(db, web.language())
    if not named:
        return start()
    who = web.page_actor("organiser")
    return web.topic_page(
        "organiser/page.html",
        "organiser",
        who,
        tablets=secure.tablet_url(),
        everybody=web.topic_now("everybody"),
        definitions=moments(web.language()),
        booths=places,
    )


@pages.get("/organiser/start")
def start() -> Response:
    """What makes an expo, step by step, and the form of its name, days and hours."""
    who = web.page_actor("organiser")
    with web.store().read() as db:
        held = event.set_up_as_said(db)
    return web.topic_page("organiser/start.html", "preparation", who, **held)


@pages.get("/organiser/rehearsal")
def rehearsal() -> Response:
    """The rehearsal: one switch, and what goes when it is put off."""
    return web.topic_page("organiser/rehearsal.html", "rehearsal", web.page_actor("organiser"))


@pages.get("/organiser/stations")
def stations() -> Response:
    """The fleet: how every station is, what can be done to it, and how new ones are paired."""
    who = web.page_actor("organiser")
    if (once := request.args.get("open", "")).isdecimal():  # the address that a station's sheet had before
        return web.redirected(address("station", once))
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


@pages.get("/organiser/forecast.json")
def forecast() -> Response:
    """What was foretold last of the rest of today, in the shape of `forecast --json`; none where there is none."""
    web.page_actor("organiser")
    now = web.now()
    with web.store().read() as db:
        today = days.today(db, now, days.time_zone(db))
        told = forecasts.newest(db, today, now) if today else None
    return web.answer({"ok": True, "forecast": told})


@pages.get("/organiser/what-if.json")
def what_if() -> Response:
    """What one change of the rest of the day would do. Computed by a process of its own while a native thread waits for it."""
    web.page_actor("organiser")
    lang, asked = web.language(), {name: request.args.get(name, "")[:40] for name in TRIED}
    foretelling: Beside = current_app.extensions["foretelling"]
    found = off_loop(lambda: foretelling.try_out([{name: one for name, one in asked.items() if one}], lang))
    lead = organiser_ahead.lead(found, asked["booth"], lang)
    says = gettext(N_("같은 경우 %(n)s가지를 바꾸기 전과 뒤로 견줬어요."), lang, n=found["futures"])
    if places := organiser_ahead.booths_changed(found, lang):
        says += " " + gettext(N_("많이 달라지는 부스: %(booths)s"), lang, booths=", ".join(places))
    return web.answer(
        {
            "ok": True,
            "lead": lead,
            "changes": organiser_ahead.changes(found, lang),
            "message": says,
            "difference": found,
        }
    )


@pages.get("/organiser/alarms")
def alarms() -> Response:
    """Alarms that were: when, who saw to each, what ended it."""
    who = web.page_actor("organiser")
    return web.page("organiser/alarms.html", actor=who, **_past_alarms())


@pages.get("/organiser/alarms.json")
def past_alarms() -> Response:
    """The same as JSON: `earlier` is the `before` of the next page, None on the last."""
    web.page_actor("organiser")
    return web.answer({"ok": True, **_past_alarms()})


def _past_alarms() -> dict[str, Any]:
    before = request.args.get("before", "")
    with web.store().read() as db:
        found, earlier = organiser_alarms.past(
            db, web.language(), before=int(before[:15]) if before.isdecimal() else None
        )
    return {"alarms": found, "earlier": earlier}


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
    """Everything that fits `q`, each with the address of its sheet; who saw names of persons is kept in the journal."""
    who = web.page_actor("organiser")
    with web.store().read() as db:
        found = find_anything(db, request.args.get("q", "")[:60], web.now(), lang=web.language())
    if persons := sum(one["kind"] == "visitor" for one in found):
        web.note_contact(who, "contact.search", persons=persons)
    return web.answer({"ok": True, "found": found})
