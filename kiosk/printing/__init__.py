"""Sends what is queued to printers, beside everything else: native threads, outside any transaction, with time-outs.

One thread looks at the queues; a printer with something to do gets a thread of its own until its queue is empty or
it is in trouble, so one that is off holds up nobody but itself. What it cannot do now waits in its order; the printer is
asked now and then whether it can again. Every step is an action of `system` whose action_id is made from the job, so
that a restart repeats nothing.
"""

import logging
import sqlite3
import threading
import time
from collections.abc import Callable
from functools import partial
from typing import Any
from uuid import uuid4

from PIL import Image

from badges import fonts
from badges.drawing import Badge, draw
from badges.layouts import layout
from kiosk.actions.perform import perform
from kiosk.actions.refusals import NotWritten
from kiosk.data import rows
from kiosk.data.store import SYSTEM, Store
from kiosk.exchange import badge_sheets
from kiosk.expo.door import print_jobs
from kiosk.expo.door.print_jobs import PrintJob
from kiosk.expo.door.printers import Printer
from kiosk.printing import drivers
from kiosk.printing.outcomes import NoBadge, Trouble, Unsure

log = logging.getLogger(__name__)

LOOK_S = 0.5
BACK_OFF_S = (2, 4, 8, 10)  # short, for whoever switched it on stands beside it and waits
WRITE_AGAIN_S = 1.0
PAGE_PRINTS_WITHIN_MS = 60_000


class Printing:
    """The printers of one store. `store` must be usable from native threads."""

    def __init__(self, store: Store, *, look_s: float = LOOK_S, back_off_s: tuple[float, ...] = BACK_OFF_S):
        self.store = store
        self._look_s, self._back_off_s = look_s, back_off_s
        self._at_work: dict[int, threading.Thread] = {}
        self._troubles: dict[
            int, tuple[int, float]
        ] = {}  # printer -> how often in a row, not before (monotonic)
        self._answering: set[int] = set()  # printers that say how they are
        self._stop = threading.Event()
        self._thread = threading.Thread(target=self._look_for_ever, name="printing", daemon=True)

    def start(self) -> None:
        self._thread.start()

    def stop(self, wait_s: float = 3.0) -> None:
        """Begin nothing more, and wait up to `wait_s` seconds for what is being sent."""
        self._stop.set()
        until = time.monotonic() + wait_s
        for thread in [self._thread, *self._at_work.values()]:
            if thread.is_alive():
                thread.join(max(0.0, until - time.monotonic()))

    def _look_for_ever(self) -> None:
        self._logged(self._take_up)
        while not self._stop.wait(self._look_s):
            self._logged(self._look)

    def _look(self) -> None:
        with self.store.read() as db:
            waiting, in_trouble = _printers_with(db, "queued"), _idle_in_trouble(db)
            long_ago = self.store.now() - PAGE_PRINTS_WITHIN_MS
            stuck = [
                job
                for job in print_jobs.sent(db)
                if job["driver"] == "browser" and (job["sent_at"] or 0) < long_ago
            ]
        for job in stuck:
            self._report(job, "unknown", "silent")
        for printer in waiting:
            self._set_to_work(printer, partial(self._empty, printer["id"]))
        for printer in in_trouble:
            self._set_to_work(printer, partial(self._ask, printer))

    def _take_up(self) -> None:
        """Jobs that were on their way when the server stopped: CUPS still knows its own; what became of the others
        nobody knows."""
        with self.store.read() as db:
            under_way = [(job, _printer(db, job["printer_id"])) for job in print_jobs.sent(db)]
            any_printer = db.execute("SELECT 1 FROM printers WHERE removed_at IS NULL").fetchone()
        if any_printer:
            fonts.load()  # takes a third of a second, for which nobody with a badge in the queue should wait
        for job, printer in under_way:
            if job["driver"] == "cups" and job["receipt"]:
                self._start(printer, partial(self._follow, job, printer, job["receipt"]))
            elif job["driver"] != "browser":
                self._report(job, "unknown", "restart")

    def _set_to_work(self, printer: Printer, work: Callable[[], None]) -> None:
        thread = self._at_work.get(printer["id"])
        not_before = self._troubles.get(printer["id"], (0, 0.0))[1]
        if (thread and thread.is_alive()) or time.monotonic() < not_before:
            return
        self._start(printer, work)

    def _start(self, printer: Printer, work: Callable[[], None]) -> None:
        name = f"printer {printer['id']}"
        thread = threading.Thread(target=self._logged, args=(work,), name=name, daemon=True)
        self._at_work[printer["id"]] = thread
        thread.start()

    def _empty(self, printer_id: int) -> None:
        """One job after another until none waits, or the printer is in trouble."""
        while not self._stop.is_set():
            with self.store.read() as db:
                printer, job = _printer(db, printer_id), print_jobs.next_of(db, printer_id)
            if job is None or printer["removed_at"] is not None:
                return
            if not self._settle(printer, job, partial(self._send, printer, job)):
                return

    def _send(self, printer: Printer, job: PrintJob, begin: Callable[[], None]) -> None:
        with self.store.read() as db:
            badge = badge_sheets.one(
                db, job["visitor_id"], self.store.badge_key, origin=self.store.phone_origin
            )
        if badge is None:
            raise NoBadge("gone")
        sending = drivers.Sending(
            image=drawn(badge, printer),
            layout=layout(printer["layout"]),
            title=f"badge {job['id']}",
            begin=begin,
            keep_receipt=lambda receipt: self._report(job, "sent", receipt=receipt),
            answers=printer["id"] in self._answering,
            answered=lambda: self._answering.add(printer["id"]),
        )
        drivers.DRIVERS[printer["driver"]](printer["address"], sending)

    def _follow(self, job: PrintJob, printer: Printer, receipt: str) -> None:
        """Ask CUPS what became of the job it knows by this receipt."""

        def follow(begin: Callable[[], None]) -> None:
            drivers.follow_cups(printer["address"], receipt)

        self._settle(printer, job, follow)

    def _settle(self, printer: Printer, job: PrintJob, work: Callable[[Callable[[], None]], None]) -> bool:
        """Do the sending and say what became of the job; whether the printer can go on with the next."""
        begun = job["state"] == "sent"

        def begin() -> None:
            """From here on something may come out, so it is written down first. Raises NotMine."""
            nonlocal begun
            if not self._report(job, "sent"):
                raise drivers.NotMine
            begun = True

        try:
            work(begin)
        except Trouble as trouble:
            if begun or job["problem"] != trouble.problem:  # once, and not for every try of a long outage
                self._report(job, "queued", trouble.problem)
            self._in_trouble(printer, trouble.problem)
            return False
        except Unsure as ended:
            self._report(job, "unknown", ended.problem)
            self._in_trouble(printer, ended.problem)
            return False
        except NoBadge as ended:
            self._report(job, "failed", ended.problem)
            return True
        except drivers.NotMine:
            return True  # moved or removed meanwhile
        except Exception:
            log.exception("printing job %s failed", job["id"])
            self._report(job, *(("unknown", "cut") if begun else ("failed", "fault")))
            return True
        self._report(job, "done")
        self._well(printer)
        return True

    def _ask(self, printer: Printer) -> None:
        """Whether a printer in trouble, for which nothing waits, could print again."""
        try:
            drivers.ASK[printer["driver"]](printer["address"])
        except Trouble as trouble:
            self._in_trouble(printer, trouble.problem)
        else:
            self._well(printer)

    def _in_trouble(self, printer: Printer, problem: str) -> None:
        """Ask this printer again after a while, longer each time; the trouble itself is told once."""
        row, _ = self._troubles.get(printer["id"], (0, 0.0))
        wait_s = self._back_off_s[min(row, len(self._back_off_s) - 1)]
        self._troubles[printer["id"]] = (row + 1, time.monotonic() + wait_s)
        self._tell(printer, problem)

    def _well(self, printer: Printer) -> None:
        self._troubles.pop(printer["id"], None)
        self._tell(printer, None)

    def _tell(self, printer: Printer, problem: str | None) -> None:
        with self.store.read() as db:
            known = _printer(db, printer["id"])
        if known["trouble"] != problem and known["removed_at"] is None:
            self._perform("printer.trouble", uuid4().hex, printer=printer["id"], problem=problem)

    def _report(
        self, job: PrintJob, state: str, problem: str | None = None, *, receipt: str | None = None
    ) -> bool:
        step = _id(job, "receipt" if receipt else state)
        fields = {"job": job["id"], "state": state, "problem": problem, "receipt": receipt}
        return self._perform("print.report", step, **fields)

    def _perform(self, verb: str, action_id: str, **fields: Any) -> bool:
        """Whether it was done. What cannot be written now is written later: a badge has come out or not meanwhile."""
        while True:
            answer = perform(self.store, verb, SYSTEM, {"action_id": action_id, **fields})
            if answer.status != NotWritten.status or self._stop.wait(WRITE_AGAIN_S):
                return answer.ok

    def _logged(self, work: Callable[[], None]) -> None:
        try:
            work()
        except Exception:
            log.exception("printing goes on after a fault")


def drawn(badge: Badge, printer: Printer) -> Image.Image:
    """The badge as this printer takes it; upright for a roll, whose width is its short side."""
    chosen = layout(printer["layout"])
    if printer["driver"] != "network":
        return draw(badge, chosen.name)
    image = draw(badge, chosen.name, dpi=drivers.RECEIPT_DPI)
    upright = image.rotate(90, expand=True) if image.width > image.height else image
    return upright.point(lambda grey: 255 if grey > 127 else 0).convert("1")


def _printer(db: sqlite3.Connection, printer_id: int) -> Printer:
    [row] = rows.every(db, Printer, "SELECT * FROM printers WHERE id = ?", printer_id)
    return row


def _printers_with(db: sqlite3.Connection, state: str) -> list[Printer]:
    """Printers the server speaks to that have a job in this state, and none under way."""
    return rows.every(
        db,
        Printer,
        "SELECT p.* FROM printers p WHERE p.driver <> 'browser' AND p.removed_at IS NULL"
        " AND EXISTS (SELECT 1 FROM print_jobs j WHERE j.printer_id = p.id AND j.state = ?)"
        " AND NOT EXISTS (SELECT 1 FROM print_jobs j WHERE j.printer_id = p.id AND j.state = 'sent')",
        state,
    )


def _idle_in_trouble(db: sqlite3.Connection) -> list[Printer]:
    """Printers the server speaks to that are in trouble and have nothing to do."""
    return rows.every(
        db,
        Printer,
        "SELECT p.* FROM printers p WHERE p.driver <> 'browser' AND p.removed_at IS NULL AND p.trouble IS NOT NULL"
        " AND NOT EXISTS (SELECT 1 FROM print_jobs j WHERE j.printer_id = p.id AND j.state IN ('queued', 'sent'))",
    )


def _id(job: PrintJob, step: str) -> str:
    """One step of one try is one action."""
    return f"print:{job['id']}:{job['printer_id']}:{job['tries']}:{step}"
