"""Sheets (`sheet:booth/A03`): one thing of the square, looked at. Looking never acts: a sheet is a pure read, and what can be
done stands apart at its end.

A module a kind reads the one shape of shapes.py; one set of templates shows all six."""

import sqlite3
from collections.abc import Callable, Collection, Mapping
from typing import Any

from kiosk.actions.refusals import NotFound
from kiosk.data.heard import Heard
from kiosk.expo.queue.loads import Loads
from kiosk.language.sentences import N_, gettext
from kiosk.screens import Part, Shown
from kiosk.screens.sheets import booth, enterprise, meeting, purchase, station, visitor
from kiosk.screens.sheets.shapes import Look, Sheet

READ: dict[str, Callable[[Look, str], Sheet | None]] = {
    "booth": booth.read,
    "enterprise": enterprise.read,
    "visitor": visitor.read,
    "meeting": meeting.read,
    "station": station.read,
    "purchase": purchase.read,
}
# How the key of a topic is spelled: a booth by its number as it stands on the square, everything else by a whole one.
SPELLED = r"booth/[^/]{1,60}|(?:enterprise|visitor|meeting|station|purchase)/[1-9][0-9]{0,14}"
PLACES = ("head", "line", "figures", "groups", "past", "deeds")

Subject = tuple[str, object]  # a word of live/watchers.py, and whose


def show(
    db: sqlite3.Connection,
    key: str,
    touched: Collection[Any] | None = None,
    *,
    now: int,
    lang: str,
    badge_key: bytes = b"",
    square: Loads | None = None,
    heard: Mapping[int, Heard] | None = None,
) -> Shown:
    """The sheet of what `key` names (`booth/A03`, `visitor/127`). Raises NotFound."""
    kind, _, name = key.partition("/")
    sheet = READ[kind](Look(db, now, lang, heard or {}, square), name)
    if sheet is None:
        raise NotFound(gettext(_NONE, lang))
    values: Mapping[str, Any] = sheet
    parts = [
        Part(f"sheet-{place}", _template(kind, place, values), _values(values[place], place, kind))
        for place in PLACES
    ]
    return Shown(_twin(sheet), parts, {"title": sheet["head"]["title"]}, "organiser/sheets/_topic.html")


def subjects(db: sqlite3.Connection, key: str, now: int) -> list[Subject]:
    """Whom and what the sheet is about: when something happens to these, it may look different."""
    kind, _, name = key.partition("/")
    look = Look(db, now, "ko", {})
    if kind == "booth":
        return booth.subjects(name)
    if kind == "station":
        return station.subjects()
    if kind == "enterprise":
        return enterprise.subjects(enterprise.people_of(look, int(name)))
    if kind == "visitor":
        person = visitor.find(look, name)
        return visitor.subjects(person["id"]) if person else []
    if kind == "meeting":
        met = meeting.find(look, name)
        return meeting.subjects(look, met) if met else []
    item = purchase.find(look, name)
    return purchase.subjects(look, item) if item else []


def _template(kind: str, place: str, values: Mapping[str, Any]) -> str:
    name = place if place != "deeds" else kind if values[place] else "nothing"
    return f"organiser/sheets/_{name}.html"


def _values(values: Any, place: str, kind: str) -> Mapping[str, Any]:
    """What a place's template gets as `p`."""
    own: Mapping[str, Any] = values or {}
    return own if place in ("head", "line", "deeds") else {"rows": values, "kind": kind}


def _twin(sheet: Sheet) -> dict[str, Any]:
    """As GET /organiser/booths/A03.json has it: what can be seen, without the forms."""
    return {"sheet": {name: value for name, value in sheet.items() if name != "deeds"}}


_NONE = N_("찾는 것이 없어요. 지워졌거나 주소가 달라졌을 수 있어요.")
