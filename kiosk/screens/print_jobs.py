"""Printers and what they were asked to print: for the desk's panel and the organiser's page."""

import sqlite3
from typing import Any

from kiosk.data import journal, names
from kiosk.expo.door import print_jobs, printers

Row = dict[str, Any]


def show(db: sqlite3.Connection, *, now: int, lang: str) -> Row:
    """`printers`: each with `queued` (jobs that wait) and `failed` (jobs that somebody must decide about); `jobs`."""
    naming = names.full(db)
    jobs = [
        print_jobs.shape(row, lang, naming) | {"ago_s": (now - row["queued_at"]) // 1000}
        for row in print_jobs.recent(db)
    ]
    rows = db.execute(
        "SELECT p.*, (SELECT count(*) FROM print_jobs j WHERE j.printer_id = p.id AND j.state = 'queued') AS queued"
        " FROM printers p WHERE p.removed_at IS NULL ORDER BY p.name"
    ).fetchall()
    shown = [
        printers.shape(row, lang)
        | {
            "queued": row["queued"],
            "failed": sum(job["needs"] and job["printer"]["id"] == row["id"] for job in jobs),
        }
        for row in rows
    ]
    return {"seq": journal.latest_seq(db), "printers": shown, "jobs": jobs}


def stations(db: sqlite3.Connection) -> list[Row]:
    """Desks and kiosks that could print by themselves: id, name, role, printer (its id or None)."""
    return db.execute(
        "SELECT s.id, s.name, s.role, sp.printer_id AS printer FROM stations s"
        " LEFT JOIN station_printers sp ON sp.station_id = s.id"
        " WHERE s.role IN ('desk', 'kiosk') AND s.revoked_at IS NULL ORDER BY s.role, s.id"
    ).fetchall()


def troubles(db: sqlite3.Connection, lang: str) -> Row:
    """What an organiser should know: printers with a problem (name, problem), and badges that did not come out."""
    rows = db.execute(
        "SELECT name, trouble FROM printers WHERE trouble IS NOT NULL AND removed_at IS NULL ORDER BY name"
    ).fetchall()
    failed = sum(print_jobs.shape(row, lang)["needs"] for row in print_jobs.recent(db))
    return {
        "printers": [{"name": row["name"], "problem": printers.told(row["trouble"], lang)} for row in rows],
        "failed": failed,
    }
