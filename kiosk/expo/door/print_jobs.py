"""Printing one badge: a job in a printer's queue. The code is drawn when it is sent, so a job never prints a void one.

queued -> sent -> done, failed, or unknown (something was sent, and nobody can say whether it came out: the desk decides).
An outage is the printer's, not the job's: what a printer cannot do now waits in its order, however long, until it can or
somebody moves it. A job is one piece of paper: once more is a new job.
"""

import sqlite3
from typing import Any, Literal, TypedDict, get_args

from badges.code import key_mark
from kiosk.actions.refusals import BadFields, NotFound, Refused
from kiosk.data import names, rows
from kiosk.data.store import Change
from kiosk.expo.door import printers
from kiosk.expo.door.printers import Driver
from kiosk.expo.person import visitors
from kiosk.language.sentences import N_, gettext

State = Literal["queued", "sent", "done", "failed", "unknown"]
STATES = get_args(State)
# What may become of a job, by who says so: the server that sends, the page that prints, the person who looks.
_BY_SYSTEM = {"queued": ("sent", "failed", "queued"), "sent": ("done", "failed", "unknown", "queued", "sent")}
_BY_PAGE = {"queued": ("sent",), "sent": ("done", "failed")}
_BY_PERSON = {"unknown": ("done", "failed"), "done": ("failed",)}


class PrintJob(TypedDict):
    """A job as `_SELECT` reads it: the table's columns (times in ms; `receipt`: the name under which CUPS knows it), its
    printer's name, driver and trouble, its visitor's number and enterprise, and the job that did it `again`."""

    id: int
    visitor_id: int
    printer_id: int
    station_id: int | None
    state: State
    again_of: int | None
    tries: int
    receipt: str | None
    problem: str | None
    queued_at: int
    sent_at: int | None
    ended_at: int | None
    printer: str
    driver: Driver
    trouble: str | None
    number: int
    enterprise: str | None
    again_by: int | None


class Badged(TypedDict):
    """Whose badge a job prints; `name` as it is, or a token for it."""

    id: int
    name: str
    number: int
    enterprise: str | None


class JobPrinter(TypedDict):
    id: int
    name: str


class JobShape(TypedDict):
    """A job as answers and screens show it. `problem` is a sentence; `page` the one that prints it by the browser."""

    id: int
    state: State
    visitor: Badged
    printer: JobPrinter
    problem: str | None
    again_of: int | None
    needs: bool
    page: str | None


_SELECT = (
    "SELECT j.*, p.name AS printer, p.driver, p.trouble, v.number, e.name AS enterprise,"
    " (SELECT max(id) FROM print_jobs WHERE again_of = j.id) AS again_by"
    " FROM print_jobs j JOIN printers p ON p.id = j.printer_id CROSS JOIN visitors v ON v.id = j.visitor_id"
    " LEFT JOIN enterprises e ON e.id = v.enterprise_id"
)


def print_badge(change: Change, *, visitor: int, printer: int | None = None) -> dict[str, Any]:
    """Put a visitor's badge into a printer's queue, the station's own by default. The code stays as it is.

    Raises NotFound, Refused: not_confirmed, wrong_state (void until a reprint; the station has no printer).
    """
    row = visitors.require(change, visitor)
    visitors.require_confirmed(change, row)
    if row["voided_at"] is not None:
        raise Refused(
            "wrong_state", gettext("쓸 수 없게 한 명찰이에요. 명찰 새로 내기를 눌러 주세요.", change.lang)
        )
    chosen = (
        printers.require(change, printer)
        if printer
        else printers.of_station(change.db, change.actor.station_id)
    )
    if chosen is None:
        raise Refused(
            "wrong_state", gettext("이 단말에 정해진 프린터가 없어요. 프린터를 골라 주세요.", change.lang)
        )
    job = _enqueue(change, row["id"], chosen["id"])
    change.record(
        "print.badge",
        visitor_id=row["id"],
        job=job["id"],
        printer=chosen["id"],
        key=key_mark(change.badge_key),
    )
    return {
        "print": shape(job, change.lang),
        "message": gettext(
            "%(number)s번 명찰을 인쇄해요(%(name)s).", change.lang, number=row["number"], name=chosen["name"]
        ),
    }


def by_default(change: Change, visitor_id: int) -> JobShape | None:
    """Put the badge into the queue of the printer where this station prints by itself; None if there is none."""
    chosen = printers.of_station(change.db, change.actor.station_id) if change.actor.station_id else None
    return shape(_enqueue(change, visitor_id, chosen["id"]), change.lang) if chosen else None


def move(change: Change, *, job: int, printer: int) -> dict[str, Any]:
    """Let another printer do it. Raises NotFound, Refused wrong_state while it is being sent, or once it is done."""
    row, to = require(change, job), printers.require(change, printer)
    if row["state"] in ("sent", "done") or row["again_by"]:
        why_not = _NOT_MOVED[row["state"]]
        raise Refused("wrong_state", gettext(why_not, change.lang))
    change.update(
        "UPDATE print_jobs SET printer_id = ?, state = 'queued', problem = NULL, tries = tries + 1, sent_at = NULL,"
        " ended_at = NULL, receipt = NULL WHERE id = ? AND state = ?",
        to["id"],
        job,
        row["state"],
    )
    change.record("print.move", visitor_id=row["visitor_id"], job=job, printer=to["id"])
    return {
        "print": shape(require(change, job), change.lang),
        "message": gettext("%(name)s 프린터로 옮겼어요.", change.lang, name=to["name"]),
    }


def pass_on(change: Change, *, printer: int, to: int) -> dict[str, Any]:
    """Let another printer do all that waits for this one, in its order. Raises NotFound, BadFields, Refused queue_empty."""
    printers.require(change, printer)
    other = printers.require(change, to)
    if printer == to:
        raise BadFields({"to": gettext("다른 프린터를 골라 주세요.", change.lang)})
    waiting = change.all(
        "SELECT id FROM print_jobs WHERE printer_id = ? AND state = 'queued' ORDER BY id", printer
    )
    if not waiting:
        raise Refused("queue_empty", gettext("이 프린터를 기다리는 명찰이 없어요.", change.lang))
    for row in waiting:
        move(change, job=row["id"], printer=to)
    change.record("printer.pass_on", printer=printer, to=to, jobs=len(waiting))
    sentence = N_("명찰 %(n)s장을 %(name)s 프린터로 옮겼어요.")
    return {
        "jobs": len(waiting),
        "message": gettext(sentence, change.lang, n=len(waiting), name=other["name"]),
    }


def again(change: Change, *, job: int) -> dict[str, Any]:
    """After a jam: the same badge with the same code once more, as a new job. Raises NotFound, Refused wrong_state."""
    row = require(change, job)
    if row["state"] in ("queued", "sent") or row["again_by"]:
        raise Refused("wrong_state", gettext("아직 인쇄하고 있어요. 조금만 기다려 주세요.", change.lang))
    printers.require(change, row["printer_id"])
    new = _enqueue(change, row["visitor_id"], row["printer_id"], again_of=job)
    change.record("print.again", visitor_id=row["visitor_id"], job=new["id"], again_of=job)
    return {
        "print": shape(new, change.lang),
        "message": gettext("%(number)s번 명찰을 한 번 더 인쇄해요.", change.lang, number=row["number"]),
    }


def report(
    change: Change, *, job: int, state: str, problem: str | None = None, receipt: str | None = None
) -> dict[str, Any]:
    """What became of a job, told by the server, by the page that prints, or by who looked at the printer.

    `queued` again after a try that brought nothing onto paper; each try has a number of its own, so action_ids of its own.
    receipt: the name under which CUPS knows it. Raises NotFound, BadFields (state, problem), Refused wrong_state.
    """
    row = require(change, job)
    if state not in STATES:
        raise BadFields({"state": f"state: {', '.join(STATES)}"})
    if problem and problem not in printers.PROBLEMS:
        raise BadFields({"problem": f"problem: {', '.join(printers.PROBLEMS)}"})
    if state not in _may_become(change, row):
        raise Refused("wrong_state", gettext("이 인쇄는 이미 다른 상태예요. 목록을 봐 주세요.", change.lang))
    tried = state == "queued"
    if state == "sent" and row["state"] != "sent":
        _require_free(change, row)
    change.update(
        "UPDATE print_jobs SET state = ?, problem = ?, tries = tries + ?,"
        " receipt = CASE WHEN ? = 'queued' THEN NULL ELSE coalesce(?, receipt) END,"
        " sent_at = CASE WHEN ? = 'sent' THEN ? ELSE sent_at END,"
        " ended_at = CASE WHEN ? IN ('done', 'failed', 'unknown') THEN ? END WHERE id = ? AND state = ?",
        *(state, problem, int(tried), state, receipt),
        *(state, change.now, state, change.now, job, row["state"]),
    )
    if state == "done":
        _count_media(change, row["printer_id"])
    change.record("print.report", job=job, printer=row["printer_id"], state=state, problem=problem)
    return {"print": shape(require(change, job), change.lang)}


def doubt(change: Change, job: int) -> None:
    """A job that was put into a printer's queue by a laptop that was lost since: whether it was printed somebody has to see.
    A page that prints tells of it by itself."""
    row = require(change, job)
    if row["driver"] != "browser" and change.update(
        "UPDATE print_jobs SET state = 'unknown', problem = 'restart', ended_at = ? WHERE id = ? AND state = 'queued'",
        change.now,
        job,
    ):
        change.record("print.report", job=job, printer=row["printer_id"], state="unknown", problem="restart")


def require(change: Change, job: int) -> PrintJob:
    """A job with its printer and visitor. Raises NotFound."""
    if row := find(change.db, job):
        return row
    raise NotFound(gettext("그런 인쇄가 없어요. 목록을 새로 열어 주세요.", change.lang))


def find(db: sqlite3.Connection, job: int) -> PrintJob | None:
    return rows.one(db, PrintJob, f"{_SELECT} WHERE j.id = ?", job)


def next_of(db: sqlite3.Connection, printer_id: int) -> PrintJob | None:
    """The job that this printer does next."""
    sql = f"{_SELECT} WHERE j.printer_id = ? AND j.state = 'queued' ORDER BY j.id LIMIT 1"
    return rows.one(db, PrintJob, sql, printer_id)


def sent(db: sqlite3.Connection) -> list[PrintJob]:
    """Jobs that are under way, or were when the server stopped."""
    return rows.every(db, PrintJob, f"{_SELECT} WHERE j.state = 'sent' ORDER BY j.id")


def recent(db: sqlite3.Connection, limit: int = 30) -> list[PrintJob]:
    """The last jobs, newest first, and before them all that still needs somebody: waiting, failed, unknown."""
    return rows.every(
        db,
        PrintJob,
        f"{_SELECT} WHERE j.id IN (SELECT id FROM print_jobs ORDER BY id DESC LIMIT ?)"
        " OR (j.state IN ('queued', 'sent', 'failed', 'unknown')"
        " AND NOT EXISTS (SELECT 1 FROM print_jobs n WHERE n.visitor_id = j.visitor_id AND n.id > j.id))"
        " ORDER BY j.id DESC LIMIT 200",
        limit,
    )


def shape(row: PrintJob, lang: str, naming: names.Naming = names.token) -> JobShape:
    """How answers and screens show a job. `needs`: somebody has to decide about it. One that waits waits for its printer."""
    problem = row["trouble"] if row["state"] == "queued" else row["problem"]
    return {
        "id": row["id"],
        "state": row["state"],
        "visitor": {
            "id": row["visitor_id"],
            "name": naming(row["visitor_id"]),
            "number": row["number"],
            "enterprise": row["enterprise"],
        },
        "printer": {"id": row["printer_id"], "name": row["printer"]},
        "problem": printers.told(problem, lang),
        "again_of": row["again_of"],
        "needs": row["state"] in ("failed", "unknown") and not row["again_by"],
        "page": f"/desk/print/{row['id']}" if row["driver"] == "browser" else None,
    }


def _enqueue(change: Change, visitor_id: int, printer_id: int, again_of: int | None = None) -> PrintJob:
    """One that still waits for the same person at the same printer is enough: it prints what is true by then."""
    waiting = change.value(
        "SELECT id FROM print_jobs WHERE visitor_id = ? AND printer_id = ? AND state = 'queued'",
        visitor_id,
        printer_id,
    )
    job = waiting or change.insert(
        "print_jobs",
        visitor_id=visitor_id,
        printer_id=printer_id,
        station_id=change.actor.station_id,
        again_of=again_of,
        queued_at=change.now,
    )
    return require(change, job)


def _may_become(change: Change, row: PrintJob) -> tuple[str, ...]:
    if change.actor.role == "system":
        return _BY_SYSTEM.get(row["state"], ())
    by_page = _BY_PAGE.get(row["state"], ()) if row["driver"] == "browser" else ()
    return by_page + _BY_PERSON.get(row["state"], ())


def _require_free(change: Change, row: PrintJob) -> None:
    """A printer does one job after another (one_sent_a_printer). Raises Refused wrong_state."""
    if change.one("SELECT 1 FROM print_jobs WHERE printer_id = ? AND state = 'sent'", row["printer_id"]):
        sentence = gettext("이 프린터는 다른 명찰을 인쇄하고 있어요. 조금만 기다려 주세요.", change.lang)
        raise Refused("wrong_state", sentence)


def _count_media(change: Change, printer_id: int) -> None:
    change.update(
        "UPDATE printers SET printed = printed + 1, media_left = max(media_left - 1, 0), trouble = NULL,"
        " trouble_at = NULL WHERE id = ?",
        printer_id,
    )


_NOT_MOVED = {
    "sent": N_("지금 인쇄하고 있어요. 끝난 뒤에 옮겨 주세요."),
    "done": N_("이미 나온 명찰이에요. 한 장 더 필요하면 다시 인쇄를 눌러 주세요."),
    "failed": N_("이미 다시 인쇄한 명찰이에요."),
    "unknown": N_("이미 다시 인쇄한 명찰이에요."),
    "queued": N_("이미 다시 인쇄한 명찰이에요."),
}
