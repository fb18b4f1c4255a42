"""What was refused of what cut-off stations kept, for the desk's list."""

import sqlite3
from typing import Any

from badges.code import encode
from kiosk.actions.verbs import VERBS
from kiosk.data import names
from kiosk.expo.person.refused_badges import as_a_desk_reads
from kiosk.expo.square import days
from kiosk.language.sentences import N_, gettext

NOT_RESTORED = N_("되살리지 못한 일")  # of a laptop that was lost
PLACES = {"kiosk": N_("키오스크"), "desk": N_("안내 데스크"), "booth": N_("부스"), "door": N_("프로그램 문")}


def to_check(db: sqlite3.Connection, lang: str, badge_key: bytes) -> list[dict[str, Any]]:
    """The lines nobody has looked after yet, oldest first. What the server had failed at and did when it was sent once more is
    none: who read of it would do it a second time.

    Each: id, kept (the action's id), verb, what, at (HH:MM, or that nobody knows), where, code, message, number, visitor (id, name, number),
    claim: the code of the badge that was given out to this visitor, who is registered under another number.
    """
    zone, name_of = days.time_zone(db), names.full(db, lang)
    rows = db.execute(
        "SELECT r.*, s.name AS station, s.role, b.number AS booth, v.number AS visitor_number, n.state AS given_out"
        " FROM refused_late r LEFT JOIN reserved_numbers n ON n.number = r.number"
        " LEFT JOIN stations s ON s.id = r.station_id LEFT JOIN booths b ON b.id = s.booth_id"
        " LEFT JOIN visitors v ON v.id = r.visitor_id WHERE r.settled_at IS NULL"
        " AND NOT EXISTS (SELECT 1 FROM answers a WHERE a.action_id = r.kept AND a.status = 200) ORDER BY r.happened_at, r.id"
    ).fetchall()
    return [
        {
            "id": row["id"],
            "kept": row["kept"],
            "verb": row["verb"],
            "what": gettext(_deed(row["verb"], row["code"]), lang),
            "at": gettext("시각 모름", lang)
            if row["time_unknown"]
            else days.clock_text(row["happened_at"], zone),
            "where": row["station"] or row["booth"] or gettext(PLACES.get(row["role"], ""), lang),
            "code": row["code"],
            "message": as_a_desk_reads(row["message"], lang),
            "number": row["number"],
            "claim": encode(badge_key, row["number"], 0)
            if row["visitor_id"] and row["given_out"] == "blank"
            else None,
            "visitor": row["visitor_id"]
            and {
                "id": row["visitor_id"],
                "number": row["visitor_number"],
                "name": name_of(row["visitor_id"]),
            },
        }
        for row in rows
    ]


def deed_words(lang: str) -> dict[str, str]:
    """For a station's own list of what it keeps: `deed_<verb>` -> what it calls this in a word or two."""
    return {f"deed_{verb}": gettext(row.deed, lang) for verb, row in VERBS.items() if row.deed}


def _deed(verb: str, code: str) -> str:
    """What was meant to be done, in a word or two; a station may also tell of what is no such verb."""
    if code == "not_restored":
        return NOT_RESTORED
    row = VERBS.get(verb)
    return (row and row.deed) or verb
