"""Printers and what they were asked to print: for the desk's panel and the organiser's page."""

import sqlite3
from typing import TypedDict

from kiosk.data import conditions, journal, names, rows
from kiosk.expo.door import print_jobs, printers
from kiosk.expo.door.printers import Printer, PrinterShape


class PrinterRow(Printer):
    """With how many jobs wait for it."""

    queued: int


class ShownPrinter(PrinterShape):
    """With how many jobs wait for it, how many somebody must decide about, and whether it is the asking station's own."""

    queued: int
    failed: int
    own: bool


class ShownJob(print_jobs.JobShape):
    """With since how many seconds it was asked for."""

    ago_s: int


class Prints(TypedDict):
    """The printers and the last jobs."""

    seq: int
    printers: list[ShownPrinter]
    jobs: list[ShownJob]


class Station(TypedDict):
    """A desk or kiosk that could print by itself, with its printer's id."""

    id: int
    name: str | None
    role: str
    printer: int | None


class InTrouble(TypedDict):
    name: str
    trouble: str


class Problem(TypedDict):
    """A printer and its problem as a sentence."""

    name: str
    problem: str | None


class Troubles(TypedDict):
    """Printers with a problem, and how many badges did not come out."""

    printers: list[Problem]
    failed: int


def show(db: sqlite3.Connection, *, now: int, lang: str, own: int | None = None) -> Prints:
    """Every printer and the last jobs; `own`: the id of the printer that the asking station uses."""
    naming = names.full(db, lang)
    jobs: list[ShownJob] = [
        {**print_jobs.shape(row, lang, naming), "ago_s": (now - row["queued_at"]) // 1000}
        for row in print_jobs.recent(db)
    ]
    found = rows.every(
        db,
        PrinterRow,
        "SELECT p.*, (SELECT count(*) FROM print_jobs j WHERE j.printer_id = p.id AND j.state = 'queued') AS queued"
        f" FROM printers p WHERE p.{conditions.NOT_REMOVED} ORDER BY p.name",
    )
    shown: list[ShownPrinter] = [
        {
            **printers.shape(row, lang),
            "queued": row["queued"],
            "failed": sum(job["needs"] and job["printer"]["id"] == row["id"] for job in jobs),
            "own": row["id"] == own,
        }
        for row in found
    ]
    return {"seq": journal.latest_seq(db), "printers": shown, "jobs": jobs}


def stations(db: sqlite3.Connection) -> list[Station]:
    """Desks and kiosks that could print by themselves."""
    return rows.every(
        db,
        Station,
        "SELECT s.id, s.name, s.role, sp.printer_id AS printer FROM stations s"
        " LEFT JOIN station_printers sp ON sp.station_id = s.id"
        f" WHERE s.role IN ('desk', 'kiosk') AND s.{conditions.NOT_REVOKED} ORDER BY s.role, s.id",
    )


def troubles(db: sqlite3.Connection, lang: str) -> Troubles:
    """What an organiser should know."""
    found = rows.every(
        db,
        InTrouble,
        f"SELECT name, trouble FROM printers WHERE trouble IS NOT NULL AND {conditions.NOT_REMOVED} ORDER BY name",
    )
    failed = sum(print_jobs.shape(row, lang)["needs"] for row in print_jobs.recent(db))
    return {
        "printers": [{"name": row["name"], "problem": printers.told(row["trouble"], lang)} for row in found],
        "failed": failed,
    }
