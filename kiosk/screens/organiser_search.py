"""The organiser's search: a person by number, name or enterprise, and where they are now."""

import sqlite3
from typing import TypedDict

from kiosk.data import names, rows
from kiosk.expo.person import visitors
from kiosk.expo.queue import tickets
from kiosk.expo.square import days
from kiosk.language.sentences import N_, gettext
from kiosk.language.text import line
from kiosk.screens import like

FOUND_MAX = 8


class Person(TypedDict):
    id: int
    number: int
    enterprise: str | None


class Where(TypedDict):
    """Where somebody is, as a sentence, and the booth it is about."""

    where: str
    booth: str | None


class Found(Person, Where):
    name: str


def find_anything(db: sqlite3.Connection, typed: str, now: int, *, lang: str) -> list[Found]:
    """Who fits what was typed; a number finds its own visitor first."""
    typed = line(typed)
    if not typed:
        return []
    held = like.holds(typed)
    found = rows.every(
        db,
        Person,
        "SELECT v.id, v.number, e.name AS enterprise FROM visitors v LEFT JOIN contacts c ON c.visitor_id = v.id"
        " LEFT JOIN enterprises e ON e.id = v.enterprise_id WHERE v.state <> 'merged' AND (CAST(v.number AS TEXT) = ?"
        " OR c.name LIKE ? ESCAPE '!' OR e.name LIKE ? ESCAPE '!')"
        " ORDER BY CAST(v.number AS TEXT) = ? DESC, v.number LIMIT ?",
        typed,
        held,
        held,
        typed,
        FOUND_MAX,
    )
    name, day = names.full(db), days.date_of(now, days.time_zone(db))
    return [{**row, "name": name(row["id"]), **_where(db, row["id"], day, lang)} for row in found]


def _where(db: sqlite3.Connection, visitor_id: int, day: str, lang: str) -> Where:
    live = tickets.of_visitor(db, visitor_id)
    active = next((row for row in live if row["state"] in ("called", "serving")), None)
    if active:
        sentence = N_("%(booth)s 상담 중") if active["state"] == "serving" else N_("%(booth)s 호출")
        return {"where": gettext(sentence, lang, booth=active["booth"]), "booth": active["booth"]}
    if not visitors.is_in(db, visitor_id, day):
        return {"where": gettext("오늘 입장 전", lang), "booth": None}
    if live:
        booths = ", ".join(row["booth"] for row in live)
        return {"where": gettext("%(booths)s 대기", lang, booths=booths), "booth": live[0]["booth"]}
    return {"where": gettext("입장함 · 기다리는 곳 없음", lang), "booth": None}
