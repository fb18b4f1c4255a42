"""The booth's tablet (`booth:A03`): who is here now, the one big button, who comes next, what was logged today.

Names are full: its staff, desks and organisers read it. Notes never stand here; the log asks for its own.
"""

import json
import sqlite3
from collections.abc import Collection
from typing import Any

from kiosk.actions.refusals import NotFound
from kiosk.data import names
from kiosk.data.store import SYSTEM, Change
from kiosk.expo.meeting import attachments, consultations, forgotten
from kiosk.expo.queue import invites, loads, pick, tickets, turns
from kiosk.expo.square import booths, days, waits
from kiosk.language.sentences import gettext
from kiosk.screens import Part, Shown
from kiosk.screens.board import agency_name
from kiosk.screens.partners import Partners
from kiosk.screens.stage import ceremonies

Row = dict[str, Any]

INVITED = 4


def show(
    db: sqlite3.Connection,
    key: str,
    touched: Collection[Any] | None = None,
    *,
    now: int,
    lang: str,
    badge_key: bytes = b"",
) -> Shown:
    """The booth of this number. Raises NotFound."""
    return BoothLook(db, key, now, lang).shown()


class BoothLook:
    """One look at a booth."""

    def __init__(self, db: sqlite3.Connection, number: str, now: int, lang: str) -> None:
        self.db, self.now, self.lang = db, now, lang
        self.zone = days.time_zone(db)
        self.today = days.today(db, now, self.zone)
        self.settings = booths.settings_of(db)
        self.square = loads.of(db, now)
        found = self.square.by_number.get(number)
        if found is None:
            raise NotFound(gettext("%(booth)s 부스는 없어요.", lang, booth=number[:20]))
        self.booth = found
        self.naming = names.full(db)
        self.live = tickets.of_booth(db, found["id"])
        self.partners = Partners(db, found["agency_id"], found["id"], self.zone)
        self.hours = pick.Hours(
            self.settings["appointment_early_min"] * waits.MIN_MS,
            self.settings["appointment_late_min"] * waits.MIN_MS,
        )
        self.queue, self.pick = self._decision()
        self.meetings = self._meetings()

    def shown(self) -> Shown:
        shape = loads.shape(self.db, self.square, self.booth, self.today, self.now, self.naming)
        shape["tickets"] = [tickets.shape(row, self.naming) for row in self.live]
        busy = [row for row in self.live if row["state"] != "waiting"]
        counters = booths.counters_of(self.booth, busy)
        seats = {n: self._seat(n, shape["state"]) for n in counters}
        state = {"state": shape["state"], "number": self.booth["number"], "hours": self._hours()}
        next_ = {"waiting": self._waiting(), "state": shape["state"], "count": shape["waiting"]}
        until = self.booth["pause_until"]
        head = {
            **state,
            "agency": agency_name(self.booth, self.lang),
            "reason": self.booth["pause_reason"],
            "until": days.clock_text(until, self.zone) if until else None,
            "gone": bool(self.today and self.booth["left_on"] == self.today.day),
            "by_clock": bool(self.booth["ahead_by_clock"]),
        }
        idle = any(seat["state"] == "free" for seat in seats.values()) and self.pick.chosen is None
        invited = self._invitations() if idle and shape["state"] == "open" else []
        asked = invites.of_booth(self.db, self.booth["id"])
        parts = [
            Part("booth-head", "booth/_head.html", {**head, "seats": list(seats.values())}),
            *(Part(f"counter-{n}", "booth/_counter.html", {**head, **seats[n]}) for n in counters),
            *(Part(f"bar-{n}", "booth/_bar.html", {**head, **seats[n]}) for n in counters),
            Part("booth-next", "booth/_next.html", {**next_, "invited": invited, "asked": asked}),
            Part(
                "booth-records",
                "booth/_records.html",
                {"records": self._records(), "unwritten": self._unwritten()},
            ),
        ]
        page = {"clock": days.clock_text(self.now, self.zone), "counters": len(counters), **head}
        return Shown({"booths": [shape]}, parts, page, "booth/_topic.html")

    def _decision(self) -> tuple[dict[int, pick.Waiting], pick.Pick]:
        """Who the next tap would call: the rule itself, asked without changing anything."""
        asking = Change(
            db=self.db,
            now=self.now,
            actor=SYSTEM,
            action_id="",
            lang=self.lang,
            settings=self.settings,
            badge_key=b"",
            time_zone=self.zone,
        )
        queue = turns.queue_of(asking, self.booth, self.hours)
        return {one.ticket_id: one for one in queue}, pick.pick(queue, self.now, self.hours, self.lang)

    def _meetings(self) -> dict[int, Row]:
        """Ticket id -> the meeting that runs with it."""
        rows = self.db.execute(
            "SELECT id, ticket_id, started_at, extended_ms FROM consultations WHERE booth_id = ? AND state = 'open'",
            (self.booth["id"],),
        )
        return {row["ticket_id"]: row for row in rows}

    def _seat(self, counter: int, state: str) -> Row:
        """One counter: who is met or called there, and what the next tap would do."""
        own = [row for row in self.live if row["counter"] == counter]
        serving = next((row for row in own if row["state"] == "serving"), None)
        called = next((row for row in own if row["state"] == "called"), None)
        closing = counter > self.booth["counters"]  # taken away once it is free
        chosen = None if closing else self.pick.chosen
        return {
            "counter": counter,
            "counters": max(counter, self.booth["counters"]),
            "closing": closing,
            "state": "serving" if serving else "called" if called else "free" if state == "open" else state,
            "booth_state": state,
            "meeting": self._meeting(serving) if serving else None,
            "call": self._call(called) if called else None,
            "next": chosen.number if chosen and state == "open" else None,
            "why": self.pick.why if chosen else [],
            "waits_elsewhere": len(self.pick.skipped) if self.pick.chosen is None else 0,
            "usual_min": round(self.square.pace(self.booth["id"]).p50_ms / waits.MIN_MS),
        }

    def _meeting(self, row: Row) -> Row:
        meeting = self.meetings[row["id"]]
        pace = self.square.pace(self.booth["id"])
        passed = self.now - meeting["started_at"] - meeting["extended_ms"]
        return {
            **self._person(row),
            **self.partners.card(row["visitor_id"], row["id"]),
            "consultation": meeting["id"],
            "since": days.iso(meeting["started_at"], self.zone),
            "over": passed > pace.p80_ms,
            "ends": days.clock_text(consultations.ends_at(meeting, pace), self.zone),
            "past_end": passed > pace.p50_ms,
            "extended_min": round(meeting["extended_ms"] / waits.MIN_MS),
        }

    def _call(self, row: Row) -> Row:
        start = row["recalled_at"] or row["called_at"] or self.now
        until = start + self.settings["recall_min"] * waits.MIN_MS
        return {
            **self._person(row),
            **self.partners.card(row["visitor_id"], row["id"]),
            "from": days.iso(start, self.zone),
            "until": days.iso(until, self.zone),
            "recalled": row["recalled_at"] is not None,
            "no_shows": row["no_shows"],
            "reasons": self._reasons(row),
        }

    def _person(self, row: Row) -> Row:
        return {
            "ticket": row["id"],
            "visitor": row["visitor_id"],
            "called_number": row["number"],
            "name": self.naming(row["visitor_id"]),
            "enterprise": row["enterprise"],
        }

    def _reasons(self, row: Row) -> list[str]:
        """Why this one was called, as the call's own entry in the journal says."""
        entry = self.db.execute(
            "SELECT detail FROM journal WHERE visitor_id = ? AND ticket_id = ?"
            " AND kind IN ('ticket.call_next', 'ticket.call') ORDER BY seq DESC LIMIT 1",
            (row["visitor_id"], row["id"]),
        ).fetchone()
        return list(json.loads(entry["detail"]).get("why", [])) if entry else []

    def _waiting(self) -> list[Row]:
        """Who waits, in the order in which they would be called, with where they are."""
        rows = [row for row in self.live if row["state"] == "waiting"]
        rows.sort(key=lambda row: (self._turn(row), row["rank"], row["id"]))
        self.since = self._waiting_since()
        first = self.pick.chosen.ticket_id if self.pick.chosen else None
        return [self._place(row, row["id"] == first) for row in rows]

    def _waiting_since(self) -> dict[int, int]:
        """Ticket id -> since when its owner has waited today."""
        rows = self.db.execute(
            f"SELECT t.id, {tickets.waited_since(str(self.now))} AS since FROM tickets t"
            " WHERE t.booth_id = ? AND t.state = 'waiting'",
            (self.booth["id"],),
        )
        return {row["id"]: row["since"] for row in rows}

    def _turn(self, row: Row) -> int:
        if self.hours.is_due(row["appointment_at"], self.now):
            return 0
        return 2 if self.hours.is_early(row["appointment_at"], self.now) else 1

    def _place(self, row: Row, first: bool) -> Row:
        seen = self.queue[row["id"]]
        at = row["appointment_at"]
        return {
            **self._person(row),
            "first": first,
            "where": pick.reason_against(seen, self.now, self.hours) or "here",
            "busy_at": seen.busy_at,
            "free_min": self._free_in(row["visitor_id"]) if seen.busy == "in_meeting" else None,
            "appointment": days.clock_text(at, self.zone) if at else None,
            "late": at is not None and self._turn(row) == 1,
            "came_back": row["no_shows"] > 0,
            "waited_min": max(0, self.now - self.since[row["id"]]) // waits.MIN_MS,
            "need": self.partners.need(row["visitor_id"]),
        }

    def _free_in(self, visitor_id: int) -> int | None:
        """Minutes until their meeting elsewhere will probably end: its booth's mean less what has passed."""
        row = self.db.execute(
            "SELECT booth_id, started_at + extended_ms AS started_at FROM consultations WHERE visitor_id = ? AND state = 'open'",
            (visitor_id,),
        ).fetchone()
        if row is None:
            return None
        left = self.square.pace(row["booth_id"]).mean_ms - (self.now - row["started_at"])
        return max(1, round(left / waits.MIN_MS))

    def _invitations(self) -> list[Row]:
        if self.today is None:
            return []
        found = self.partners.to_invite(self.today.day, INVITED)
        return [{**one, "name": self.naming(one["visitor"])} for one in found]

    def _records(self) -> list[Row]:
        """Today's finished meetings, the newest first; those that nobody ended stand apart until they are written."""
        since = days.at_local(days.date_of(self.now, self.zone), "00:00", self.zone)
        rows = self.db.execute(
            "SELECT c.id, c.version, c.finished_at, c.started_at, c.counter, c.visitor_id, v.number AS called_number,"
            " e.name AS enterprise, c.confirmed_version = c.version AS confirmed, s.state AS signing"
            " FROM consultations c JOIN visitors v ON v.id = c.visitor_id"
            " LEFT JOIN enterprises e ON e.id = v.enterprise_id LEFT JOIN signings s ON s.consultation_id = c.id"
            " WHERE c.booth_id = ?1 AND c.state = 'finished' AND c.unwritten = 0"
            " AND (c.finished_at >= ?2 OR c.forgotten_at IS NOT NULL AND c.saved_at >= ?2)"
            " ORDER BY c.finished_at DESC, c.id DESC",
            (self.booth["id"], since),
        ).fetchall()
        return [
            {
                **row,
                "name": self.naming(row["visitor_id"]),
                "time": days.clock_text(row["finished_at"], self.zone),
                "minutes": max(1, round((row["finished_at"] - row["started_at"]) / waits.MIN_MS)),
                "lines": self.partners.lines(row["id"], row["version"]),
            }
            for row in rows
        ]

    def _unwritten(self) -> list[Row]:
        """Meetings that nobody ended and whose log waits, of whatever day."""
        found = forgotten.unwritten(self.db, self.lang, self.zone, booth_id=self.booth["id"])
        return [{**one, "name": self.naming(one["visitor"])} for one in found]

    def _hours(self) -> str | None:
        """When the booth opens, while it is closed: today's hours, or the next day's with its date."""
        day = self.today
        if day is None or self.now >= day.closes_at:
            day = days.next_day(self.db, days.date_of(self.now, self.zone))
        if day is None:
            return None
        opens = days.clock_text(day.opens_at, self.zone)
        return opens if day is self.today else f"{day.day} {opens}"


def log(db: sqlite3.Connection, consultation_id: int, *, lang: str) -> Row | None:
    """A meeting's whole log for those who wrote it: lines with their plan items, note, next step, versions."""
    row = db.execute(
        "SELECT c.*, b.number AS booth, b.agency_id, v.number, e.name AS enterprise FROM consultations c"
        " JOIN booths b ON b.id = c.booth_id JOIN visitors v ON v.id = c.visitor_id"
        " LEFT JOIN enterprises e ON e.id = v.enterprise_id WHERE c.id = ?",
        (consultation_id,),
    ).fetchone()
    if row is None:
        return None
    zone = days.time_zone(db)
    lines = Partners(db, row["agency_id"], row["booth_id"], zone).lines(
        row["id"], consultations.shown_version(row)
    )
    signing = [one for one in ceremonies(db, lang) if one["consultation"] == row["id"]]
    return {
        "id": row["id"],
        "booth": row["booth"],
        "counter": row["counter"],
        "state": row["state"],
        "version": row["version"],
        "visitor": {
            "id": row["visitor_id"],
            "name": names.full(db)(row["visitor_id"]),
            "enterprise": row["enterprise"],
            "number": row["number"],
        },
        "lines": lines,
        "note": row["note"] or "",
        "shared_note": row["shared_note"] or "",
        "topics": consultations.topics_of(row),
        "attachments": attachments.of_consultation(db, row["id"]),
        "follow_up": json.loads(row["follow_up"]) if row["follow_up"] else {},
        "saved_at": days.iso(row["saved_at"], zone),
        "unwritten": bool(row["unwritten"]),
        "confirmed": row["confirmed_version"] is not None and row["confirmed_version"] == row["version"],
        "signing": signing[0]["state"] if signing else None,
    }
