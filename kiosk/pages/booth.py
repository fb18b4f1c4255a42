"""The booth's tablet: its page, its own plan to search in, and the log of one meeting."""

import sqlite3

from flask import Blueprint, Response, make_response, render_template, request

from kiosk.actions import access
from kiosk.actions.refusals import NotFound
from kiosk.data.store import Actor
from kiosk.exchange import ready_sheets
from kiosk.exchange.ready_sheets import booth_logs
from kiosk.expo.square import booths, days
from kiosk.language.sentences import gettext
from kiosk.pages import web
from kiosk.screens import booth, booth_records
from kiosk.screens.agencies import booths_to_choose
from kiosk.screens.partners import Partners
from kiosk.serving.greenlets import off_loop

pages = Blueprint("booth", __name__)

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@pages.get("/booth")
def tablet() -> Response:
    """A booth's own tablet; an organiser says which with ?booth=."""
    who = web.page_actor("booth")
    number = _number(who)
    with web.store().read() as db:
        choices = booths_to_choose(db, web.language())
        partners = _partners(db, number) if number else None
        announced = partners.categories() if partners else []
    if number is None:
        return web.page("booth/choose.html", actor=who, booths=choices)
    others = [one for one in choices if one["number"] != number]
    return web.topic_page(
        "booth/page.html",
        f"booth:{number}",
        who,
        booth=number,
        others=others,
        categories={one: gettext(one, web.language()) for one in announced},
    )


@pages.get("/booth/waiting")
def waiting() -> Response:
    """All who wait at the booth, as a part of its page, which itself shows only who comes next."""
    number, lang = _number(web.page_actor("booth")) or "", web.language()
    with web.store().read() as db:
        everybody = booth.waiting(db, number, now=web.now(), lang=lang)
    return make_response(render_template("booth/_waiting.html", waiting=everybody))


@pages.get("/booth/log.xlsx")
def log_file() -> Response:
    """All that the booth has logged, with the contact data of those who agreed to that; who took it is in the journal."""
    who = web.page_actor("booth")
    with web.store().read() as db:
        row = booths.find(db, _number(who) or "")
        if row is None:
            raise NotFound(gettext("부스를 찾을 수 없어요. 화면을 새로 열어 주세요.", web.language()))
        book, persons = booth_logs.book(db, row, web.language())
        data = ready_sheets.written(db, book, web.language(), now=web.now())
    web.note_export(who, persons=persons)
    response = Response(off_loop(data), mimetype=XLSX)
    response.headers["Content-Disposition"] = f'attachment; filename="{row["number"]}.xlsx"'
    response.headers["Cache-Control"] = "no-store"
    return response


@pages.get("/booth/plan.json")
def plan_items() -> Response:
    """The agency's own plan items that hold the words of ?q=; what ?visitor='s enterprise makes stands first."""
    who = web.page_actor("booth")
    visitor = request.args.get("visitor", type=int)
    with web.store().read() as db:
        partners = _partners(db, _number(who))
        if partners is None:
            raise NotFound(gettext("부스를 찾을 수 없어요. 화면을 새로 열어 주세요.", web.language()))
        items = partners.find_plan_items(request.args.get("q", "")[:100], visitor)
    return web.answer({"ok": True, "items": [{**item, "fits": bool(item["fits"])} for item in items]})


@pages.get("/booth/log.json")
def log() -> Response:
    """The whole log of ?consultation=, for the booth that wrote it and organisers."""
    who = web.page_actor("booth")
    with web.store().read() as db:
        found = booth_records.log(db, request.args.get("consultation", 0, type=int), lang=web.language())
    if found is None:
        raise NotFound(gettext("그런 상담이 없어요. 화면을 새로 열어 주세요.", web.language()))
    access.require_booth(who, found["booth"], web.language())
    return web.answer({"ok": True, "consultation": found})


def _partners(db: sqlite3.Connection, number: str | None) -> Partners | None:
    """Enterprises as this booth's agency sees them; None where there is no such booth."""
    row = db.execute("SELECT id, agency_id FROM booths WHERE number = ?", (number,)).fetchone()
    return Partners(db, row["agency_id"], row["id"], days.time_zone(db)) if row else None


def _number(who: Actor) -> str | None:
    """The station's own booth; an organiser's is the one asked for."""
    if who.role == "booth":
        access.require_booth(who, request.args.get("booth") or who.booth, web.language())
        return who.booth
    return request.args.get("booth", "").strip().upper() or None
