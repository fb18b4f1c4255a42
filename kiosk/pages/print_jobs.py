"""Printers and what they were asked to print, for the desk and the organiser; and the page that prints a badge by the browser itself."""

import io
from functools import partial

from flask import Blueprint, Response, render_template

from badges.drawing import DPI, Badge, draw
from badges.layouts import layouts
from kiosk.actions.refusals import NotFound
from kiosk.exchange import badge_sheets
from kiosk.expo.door import print_jobs, printers
from kiosk.language.sentences import gettext
from kiosk.pages.web import answer, language, now, page, page_actor, settings, store
from kiosk.screens import print_jobs as screen
from kiosk.serving.greenlets import off_loop

pages = Blueprint("prints", __name__)


@pages.get("/desk/prints.json")
def listed() -> Response:
    """Printers, the last jobs and all that needs somebody; `open`: pages this station's browser is to print now."""
    actor = page_actor("desk")
    with store().read() as db:
        own = printers.of_station(db, actor.station_id)
        mine = own["id"] if own else None
        shown = screen.show(db, now=now(), lang=language(), own=mine)
    to_open = [
        job["page"]
        for job in reversed(shown["jobs"])
        if job["page"] and job["state"] == "queued" and job["printer"]["id"] == mine
    ]
    html = render_template("prints/_panel.html", **shown, may_add=actor.role == "organiser")
    return answer({"ok": True, **shown, "open": to_open, "html": html})


@pages.get("/organiser/printers")
def all_printers() -> Response:
    """Every printer with its queue, its media and the stations it prints for; and a form to add one."""
    return page("organiser/printers.html", actor=page_actor("organiser"), layouts=list(layouts().values()))


@pages.get("/organiser/printers.json")
def all_listed() -> Response:
    page_actor("organiser")
    with store().read() as db:
        shown = screen.show(db, now=now(), lang=language())
        stations = screen.stations(db)
    html = render_template("organiser/_printers.html", **shown, stations=stations)
    return answer({"ok": True, **shown, "open": [], "html": html})


@pages.get("/desk/print/<int:job>")
def print_page(job: int) -> Response:
    """One badge, as large as its medium. Its script prints it where the browser may (`--kiosk-printing`) and reports."""
    actor = page_actor("desk")
    row, layout, _ = _job(job)
    return page(
        "prints/page.html", actor=actor, job=job, state=row["state"], layout=layout, number=row["number"]
    )


@pages.get("/desk/print/<int:job>.png")
def print_image(job: int) -> Response:
    page_actor("desk")
    _, layout, badge = _job(job)
    return Response(off_loop(partial(_png, badge, layout)), mimetype="image/png")


@pages.get("/desk/print/media.css")
def media() -> Response:
    """The page size of every layout in badges/layouts.toml, as CSS: the page itself may hold no style."""
    page_actor("desk")
    rules = []
    for name, one in layouts().items():
        width, height = one.size[0] * one.faces, one.size[1]
        rules.append(f"@page {name} {{ size: {width:g}mm {height:g}mm; margin: 0 }}")
        rules.append(
            f'.print-badge[data-layout="{name}"] {{ page: {name}; width: {width:g}mm; height: {height:g}mm }}'
        )
    return Response("\n".join(rules), mimetype="text/css")


def _job(job: int) -> tuple[print_jobs.PrintJob, str, Badge]:
    """The job, its printer's layout and the badge. Raises NotFound."""
    with store().read() as db:
        row = print_jobs.find(db, job)
        badge = row and badge_sheets.one(db, row["visitor_id"], store().badge_key, origin=settings().address)
        if not row or not badge:
            raise NotFound(gettext("그런 인쇄가 없어요. 목록을 새로 열어 주세요.", language()))
        printer = db.execute("SELECT layout FROM printers WHERE id = ?", (row["printer_id"],)).fetchone()
    return row, printer["layout"], badge


def _png(badge: Badge, layout: str) -> bytes:
    out = io.BytesIO()
    draw(badge, layout).save(out, "PNG", dpi=(DPI, DPI))
    return out.getvalue()
