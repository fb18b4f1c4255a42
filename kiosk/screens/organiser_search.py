"""The organiser's search: a person by number, name or enterprise, and where they are now."""

import sqlite3
from typing import Any

from kiosk.data import names
from kiosk.expo.person import visitors
from kiosk.expo.queue import tickets
from kiosk.expo.square import days
from kiosk.language.sentences import N_, gettext
from kiosk.language.text import line

Row = dict[str, Any]

FOUND_MAX = 8


def find_anything(db: sqlite3.Connection, typed: str, now: int, *, lang: str) -> list[Row]:
    """[{number, name, enterprise, where, booth}], the closest first; a number finds its own visitor alone first."""
    typed = line(typed)
    if not typed:
        return []
    like = f"%{typed.replace('!', '!!').replace('%', '!%').replace('_', '!_')}%"
    rows = db.execute(
        "SELECT v.id, v.number, e.name AS enterprise FROM visitors v LEFT JOIN contacts c ON c.visitor_id = v.id"
        " LEFT JOIN enterprises e ON e.id = v.enterprise_id WHERE v.state <> 'merged' AND (CAST(v.number AS TEXT) = ?"
        " OR c.name LIKE ? ESCAPE '!' OR e.name LIKE ? ESCAPE '!')"
        " ORDER BY CAST(v.number AS TEXT) = ? DESC, v.number LIMIT ?",
        (typed, like, like, typed, FOUND_MAX),
    ).fetchall()
    name, day = names.full(db), days.date_of(now, days.time_zone(db))
    return [{**row, "name": name(row["id"]), **_where(db, row["id"], day, lang)} for row in rows]


def _where(db: sqlite3.Connection, visitor_id: int, day: str, lang: str) -> Row:
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
