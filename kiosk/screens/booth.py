"""The booth's tablet (`booth:A03`): who is here now, the one big button, who comes next, what was logged today.

Names are full: its staff, desks and organisers read it. Notes never stand here; the log asks for its own.
"""

import json
import sqlite3
from collections.abc import Collection
from functools import cache
from typing import Any, TypedDict

from kiosk.actions.refusals import NotFound
from kiosk.data import names, rows
from kiosk.expo.meeting import consultations
from kiosk.expo.queue import invites, loads, order, pick, tickets, turns
from kiosk.expo.queue.invites import FromBooth
from kiosk.expo.queue.loads import Loads
from kiosk.expo.queue.tickets import Ticket
from kiosk.expo.square import booths, days, messages, waits
from kiosk.language.sentences import gettext, reworded
from kiosk.screens import Part, Shown, booth_records
from kiosk.screens.agencies import agency_name
from kiosk.screens.booth_records import Records
from kiosk.screens.booth_today import today_of
from kiosk.screens.hours import day_to_tell
from kiosk.screens.partners import Card, Guest, Partners

INVITED = 4
WAITING_SHOWN = 8  # a tablet of 800 px shows no more; who asks gets all: waiting()


class Title(TypedDict):
    """The booth itself, on all its places. hours: when it opens, while it is closed; until: HH:MM; gone: its agency
    went home today; by_clock: it calls ahead by itself."""

    number: str
    agency: str
    hours: str | None
    reason: str | None
    until: str | None
    gone: bool
    by_clock: bool


class Who(TypedDict):
    """Whom a ticket is about."""

    ticket: int
    visitor: int
    called_number: int
    name: str
    enterprise: str | None


class Meeting(Who, Card):
    """A meeting that runs: since when (ISO), when it usually ends (HH:MM), whether it lasts longer than most (`over`)."""

    consultation: int
    since: str | None
    over: bool
    ends: str
    past_end: bool
    extended_min: int


class Call(Who, Card):
    """Somebody on the way here: called since and awaited until (ISO), and why it was they."""

    since: str | None
    until: str | None
    recalled: bool
    no_shows: int
    reasons: list[str]


class Seat(TypedDict):
    """One counter. state: serving, called, free, or the booth's own; next: the number that the next tap calls, and why; left_to:
    the booth that should rather call them, for a minute;
    closing: it is taken away once it is free."""

    counter: int
    counters: int
    closing: bool
    state: str
    booth_state: str
    meeting: Meeting | None
    call: Call | None
    next: int | None
    why: list[str]
    left_to: str | None
    waits_elsewhere: int
    usual_min: int


class Head(Title):
    state: str
    seats: list[Seat]


class Counter(Title, Seat):
    """A counter's card, and the bar below it."""


class Place(Who):
    """Somebody who waits. where: here, or why they can't come (`pick.reason_against`); free_min: minutes until their
    meeting elsewhere probably ends; until: when the item of the programme that they attend does (HH:MM)."""

    first: bool
    where: str
    busy_at: str | None
    free_min: int | None
    until: str | None
    appointment: str | None
    late: bool
    came_back: bool
    waited_min: int
    need: str | None


class Invited(Guest):
    name: str


class Next(TypedDict):
    """Who comes next, in order, of `count` who wait; whom to invite while nobody can come, and who was invited and has not
    answered."""

    waiting: list[Place]
    state: booths.State
    count: int
    invited: list[Invited]
    asked: list[FromBooth]


class Unread(TypedDict):
    """A message of the organiser's; time as HH:MM."""

    id: int
    text: str
    time: str


class Messages(TypedDict):
    """What this booth's people have still to read, the newest first."""

    number: str
    unread: list[Unread]


class Running(TypedDict):
    """A meeting that runs; ms."""

    id: int
    ticket_id: int
    started_at: int
    extended_ms: int


def show(
    db: sqlite3.Connection,
    key: str,
    touched: Collection[Any] | None = None,
    *,
    now: int,
    lang: str,
    badge_key: bytes = b"",
    square: Loads | None = None,
) -> Shown:
    """The booth of this number. Raises NotFound."""
    return BoothLook(db, key, now, lang, square).shown()


def waiting(db: sqlite3.Connection, number: str, *, now: int, lang: str) -> list[Place]:
    """All who wait at the booth of this number, in order. Raises NotFound."""
    return BoothLook(db, number, now, lang).waiting()


class BoothLook:
    """One look at a booth."""

    def __init__(
        self, db: sqlite3.Connection, number: str, now: int, lang: str, square: Loads | None = None
    ) -> None:
        self.db, self.now, self.lang = db, now, lang
        self.zone = days.time_zone(db)
        self.today = days.today(db, now, self.zone)
        self.settings = booths.settings_of(db)
        self.square = square or loads.of(db, now)
        found = self.square.by_number.get(number)
        if found is None:
            raise NotFound(gettext("%(booth)s 부스는 없어요.", lang, booth=number[:20]))
        self.booth = found
        self.naming = cache(names.full(db, lang))
        here = self.square.called_or_serving(db, found["id"]) + self.square.queue(db, found["id"])
        self.live = sorted(here, key=tickets.by_rank)
        self.partners = Partners(db, found["agency_id"], found["id"], self.zone)
        self.hours = pick.Hours.of(self.settings)
        self.queue, self.pick, self.left_to = self._decision()
        self.meetings, self.needs = self._meetings(), self.partners.needs()

    def shown(self) -> Shown:
        shape = loads.shape(self.db, self.square, self.booth, self.today, self.now, self.naming)
        shape["tickets"] = [tickets.own_shape(row, self.naming) for row in self.live]
        busy = [row for row in self.live if row["state"] != "waiting"]
        counters = booths.counters_of(self.booth, busy)
        seats = {n: self._seat(n, shape["state"]) for n in counters}
        title, state = self._title(), shape["state"]
        head: Head = {**title, "state": state, "seats": list(seats.values())}
        cards: dict[int, Counter] = {n: {**title, **seats[n]} for n in counters}
        idle = any(seat["state"] == "free" for seat in seats.values()) and self.pick.chosen is None
        next_: Next = {
            "waiting": self.waiting(WAITING_SHOWN),
            "state": state,
            "count": shape["waiting"],
            "invited": self._invitations() if idle and state == "open" else [],
            "asked": invites.of_booth(self.db, self.booth["id"]),
        }
        parts = [
            Part("booth-head", "booth/_head.html", head),
            *(Part(f"counter-{n}", "booth/_counter.html", card) for n, card in cards.items()),
            *(Part(f"bar-{n}", "booth/_bar.html", card) for n, card in cards.items()),
            Part("booth-next", "booth/_next.html", next_),
            Part("booth-records", "booth/_records.html", self._records()),
            Part("booth-messages", "booth/_messages.html", self._messages()),
        ]
        page = {"clock": days.clock_text(self.now, self.zone)}
        return Shown({"booths": [shape]}, parts, page, "booth/_topic.html")

    def _messages(self) -> Messages:
        return {
            "number": self.booth["number"],
            "unread": [
                {"id": one["id"], "text": one["text"], "time": days.clock_text(one["sent_at"], self.zone)}
                for one in messages.unread(self.db, self.booth["id"])
            ],
        }

    def _title(self) -> Title:
        until = self.booth["pause_until"]
        return {
            "number": self.booth["number"],
            "agency": agency_name(self.booth, self.lang),
            "hours": self._hours(),
            "reason": reworded(self.booth["pause_reason"], self.lang),
            "until": days.clock_text(until, self.zone) if until else None,
            "gone": bool(self.today and self.booth["left_on"] == self.today.day),
            "by_clock": bool(self.booth["ahead_by_clock"]),
        }

    def _decision(self) -> tuple[dict[int, pick.Waiting], pick.Pick, str | None]:
        """Who waits, whom the next tap would call, and the booth that should rather do it: the rule itself is asked."""
        asking = turns.asking(self.db, self.now, self.lang)
        queue = turns.queue_of(asking, self.booth, self.hours, self.square)
        picked = turns.picked(asking, self.booth, self.hours, self.square, queue, self.lang)
        left_to = turns.left_to(asking, self.booth, self.square, queue, picked)
        return {one.ticket_id: one for one in queue}, picked, left_to

    def _meetings(self) -> dict[int, Running]:
        """Ticket id -> the meeting that runs with it."""
        found = rows.every(
            self.db,
            Running,
            "SELECT id, ticket_id, started_at, extended_ms FROM consultations WHERE booth_id = ? AND state = 'open'",
            self.booth["id"],
        )
        return {row["ticket_id"]: row for row in found}

    def _seat(self, counter: int, state: str) -> Seat:
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
            "left_to": self.left_to if chosen else None,
            "waits_elsewhere": len(self.pick.skipped) if self.pick.chosen is None else 0,
            "usual_min": round(self.square.pace(self.booth["id"]).p50_ms / waits.MIN_MS),
        }

    def _meeting(self, row: Ticket) -> Meeting:
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

    def _call(self, row: Ticket) -> Call:
        start = row["recalled_at"] or row["called_at"] or self.now
        until = start + self.settings["recall_min"] * waits.MIN_MS
        return {
            **self._person(row),
            **self.partners.card(row["visitor_id"], row["id"]),
            "since": days.iso(start, self.zone),
            "until": days.iso(until, self.zone),
            "recalled": row["recalled_at"] is not None,
            "no_shows": row["no_shows"],
            "reasons": self._reasons(row),
        }

    def _person(self, row: Ticket) -> Who:
        return {
            "ticket": row["id"],
            "visitor": row["visitor_id"],
            "called_number": row["number"],
            "name": self.naming(row["visitor_id"]),
            "enterprise": row["enterprise"],
        }

    def _reasons(self, row: Ticket) -> list[str]:
        """Why this one was called, as the call's own entry in the journal says."""
        entry = self.db.execute(
            "SELECT detail FROM journal WHERE visitor_id = ? AND ticket_id = ?"
            " AND kind IN ('ticket.call_next', 'ticket.call') ORDER BY seq DESC LIMIT 1",
            (row["visitor_id"], row["id"]),
        ).fetchone()
        detail = json.loads(entry["detail"]) if entry else {}
        why: list[str] = detail.get("why_in", {}).get(self.lang) or detail.get("why", [])
        return [reworded(one, self.lang) or "" for one in why]

    def waiting(self, most: int | None = None) -> list[Place]:
        """Who waits (the first `most`), in the order in which they would be called, with where they are."""
        waiting = order.in_order(
            (row for row in self.live if row["state"] == "waiting"), self.hours, self.now
        )[:most]
        since = self._waiting_since()
        first = self.pick.chosen.ticket_id if self.pick.chosen else None
        return [self._place(row, since[row["id"]], first=row["id"] == first) for row in waiting]

    def _waiting_since(self) -> dict[int, int]:
        """Ticket id -> since when (ms) its owner has waited today."""
        found = self.db.execute(
            f"SELECT t.id, {tickets.waited_since('?1')} AS since FROM tickets t"
            " WHERE t.booth_id = ? AND t.state = 'waiting'",
            (self.now, self.booth["id"]),
        )
        return {row["id"]: row["since"] for row in found}

    def _place(self, row: Ticket, since: int, *, first: bool) -> Place:
        seen = self.queue[row["id"]]
        at = row["appointment_at"]
        return {
            **self._person(row),
            "first": first,
            "where": pick.reason_against(seen, self.now, self.hours) or "here",
            "busy_at": seen.busy_at,
            "free_min": self._free_in(row["visitor_id"]) if seen.busy == "in_meeting" else None,
            "until": days.clock_text(seen.busy_until, self.zone) if seen.busy_until else None,
            "appointment": days.clock_text(at, self.zone) if at else None,
            "late": at is not None and self.hours.turn(at, self.now) == 1,
            "came_back": row["no_shows"] > 0,
            "waited_min": max(0, self.now - since) // waits.MIN_MS,
            "need": self.needs.get(row["visitor_id"]),
        }

    def _free_in(self, visitor_id: int) -> int | None:
        """Minutes until their meeting elsewhere will probably end: its booth's mean less what has passed."""
        row = self.db.execute(
            "SELECT booth_id, started_at + extended_ms AS started_at FROM consultations WHERE visitor_id = ? AND state = 'open'",
            (visitor_id,),
        ).fetchone()
        if row is None:
            return None
        left: float = self.square.pace(row["booth_id"]).mean_ms - (self.now - row["started_at"])
        return max(1, round(left / waits.MIN_MS))

    def _invitations(self) -> list[Invited]:
        if self.today is None:
            return []
        found = self.partners.to_invite(self.today.day, INVITED)
        return [{**one, "name": self.naming(one["visitor"])} for one in found]

    def _records(self) -> Records:
        midnight = days.at_local(days.date_of(self.now, self.zone), "00:00", self.zone)
        return {
            "records": booth_records.since(self.db, self.partners, midnight, self.lang),
            "unwritten": booth_records.unwritten(self.db, self.booth["id"], self.zone, self.lang),
            "today": today_of(
                self.db, self.booth["id"], self.booth["agency_id"], now=self.now, zone=self.zone
            ),
        }

    def _hours(self) -> str | None:
        """When the booth opens, while it is closed: today's hours, or the next day's with its date."""
        day = day_to_tell(self.db, self.today, self.now, self.zone)
        if day is None:
            return None
        opens = days.clock_text(day.opens_at, self.zone)
        return opens if day is self.today else f"{day.day} {opens}"
