"""Sheets of the organiser: one thing looked at, each with an address of its own, its JSON twin, and contact data on demand.

With a script a sheet opens beside the page one looks at (static/js/organiser/side-sheet.js); without one its address is a
page. Reading writes nothing; contact data alone is opened by a POST, which the journal keeps."""

import re
from functools import partial
from typing import TypedDict

from flask import Blueprint, Response, request

from kiosk.actions.fields import Field, identifier, parse
from kiosk.actions.refusals import NotFound
from kiosk.data import journal, rows
from kiosk.language.sentences import gettext
from kiosk.pages import secure, web
from kiosk.screens import sheets
from kiosk.screens.addresses import PLACES

pages = Blueprint("sheets", __name__)

WHOSE = {"visitor": Field(identifier, required=True)}


class Contact(TypedDict):
    title: str | None
    phone: str | None
    email: str | None


def sheet(kind: str, key: str) -> Response:
    """A sheet as a page."""
    who = web.page_actor("organiser")
    return web.topic_page("organiser/sheet.html", _topic(kind, key), who, tablets=secure.tablet_url())


def twin(kind: str, key: str) -> Response:
    """A sheet as JSON: {"seq", "sheet"}."""
    web.page_actor("organiser")
    topic = _topic(kind, key)
    with web.store().read() as db:
        data = web.live().page(db, topic, web.language()).data
        return web.answer({"seq": journal.latest_seq(db), **data})


for _kind, _place in PLACES.items():
    pages.add_url_rule(f"/organiser/{_place}/<key>", _kind, partial(sheet, _kind))
    pages.add_url_rule(f"/organiser/{_place}/<key>.json", f"{_kind}_twin", partial(twin, _kind))


@pages.post("/organiser/contact.json")
def contact() -> Response:
    """Title, phone and mail of a `visitor` (an id); the journal keeps who opened them. A POST, because it is written."""
    who = web.page_actor("organiser")
    web.require_own_page()
    given = request.get_json(silent=True)
    asked = parse(given if isinstance(given, dict) else {}, WHOSE, web.language())
    with web.store().read() as db:
        sql = "SELECT title, phone, email FROM contacts WHERE visitor_id = ?"
        found = rows.one(db, Contact, sql, asked["visitor"])
    if found is None:
        raise NotFound(gettext("적어 둔 연락처가 없어요.", web.language()))
    web.note_contact(who, "contact.open", visitor=asked["visitor"])
    return web.answer({"ok": True, "contact": found})


def _topic(kind: str, key: str) -> str:
    """The topic of a sheet. Raises NotFound for a key that is none."""
    name = f"{kind}/{key.upper() if kind == 'booth' else key}"
    if not re.fullmatch(sheets.SPELLED, name):
        raise NotFound(gettext("그런 페이지는 없어요.", web.language()))
    return f"sheet:{name}"
