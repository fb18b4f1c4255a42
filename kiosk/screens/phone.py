"""A visitor's phone (`visitor:<code>`): where to be next, and when. The same for everybody who holds the code.

What a bound phone may do itself (`own`) is asked for by its own request and never goes over the socket.
"""

import sqlite3
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Any, TypedDict

from kiosk.actions.refusals import NotFound
from kiosk.data import names
from kiosk.expo.person import visitors
from kiosk.expo.person.refused_badges import said_to
from kiosk.expo.person.visitors import Visitor
from kiosk.expo.programme import holds
from kiosk.expo.programme.items import Kind
from kiosk.expo.queue import invites, loads, order, pick, suggestions, tickets, went_home
from kiosk.expo.queue.agenda import AgendaShape, AppointmentShape, WishShape, agenda
from kiosk.expo.queue.invites import ToVisitor
from kiosk.expo.queue.loads import Loads
from kiosk.expo.queue.promises import Promises
from kiosk.expo.queue.suggestions import SuggestionShape
from kiosk.expo.queue.tickets import Ticket
from kiosk.expo.queue.went_home import Substitute
from kiosk.expo.square import booths, days, notices, waits
from kiosk.expo.square.booths import Booth
from kiosk.language.sentences import gettext
from kiosk.screens import Part, Shown, places, programme_mine
from kiosk.screens.agencies import agency_name
from kiosk.screens.leading import Wait, call_in_ms, leading, near_ms
from kiosk.screens.map_drawing import Drawing, Panel, drawing
from kiosk.screens.places import Rest
from kiosk.screens.programme_mine import SignedUp
from kiosk.screens.square_map import square_on, way

ON_A_PHONE, WHOLE_PHONE = Panel(320, 250, 20), Panel(358, 300, 16)
TAKEN_BACK_SHOWN_MS = 3 * days.MIN_MS


@dataclass(frozen=True)
class Place:
    """A place with how it stands: how many before it, P50 and P80 of its wait in minutes and by how much they are more than its
    queue's, about when it is called (HH:MM), how it compares with others, and until when its appointment counts (ms)."""

    row: Ticket
    booth: Booth
    rest: Rest
    ahead: int
    wait_min: list[int] | None
    more_min: list[int]
    called_about: str | None
    wait: Wait
    walk_m: float
    lapses_at: int | None


class Standing(TypedDict):
    """How a place stands, as pages say it: `ahead` how many before it, `wait_min` P50 and P80, `called_about` when; `at_once`:
    a counter stands free; `appointment`: its time until it lapses; times as HH:MM.

    With `name`, `nth` (of the visitor's places), `from_ms` and `near_ms` (`leading.Wait`), `lapses_ms` and `more_min` (by how
    much this person waits longer than the queue takes, whose P50 is `queue_min`) a phone works the same out anew from
    what `places:<booth>` tells it.
    """

    ticket: int
    name: str
    nth: int
    from_ms: int | None
    near_ms: int
    lapses_ms: int | None
    booth: str
    agency: str
    state: str
    held: bool
    booth_state: str
    note: str | None
    message: str | None
    ahead: int
    wait_min: list[int] | None
    queue_min: int | None
    more_min: list[int]
    called_about: str | None
    at_once: bool
    appointment: str | None


class Going(TypedDict):
    """How to get to a place, and by when; the map only where it is time to walk. `here`: where its way begins, in a word."""

    counter: int | None
    counters: int
    walk_m: float
    walk_m_per_min: float
    within_min: int
    map: Drawing | None
    here: str


class Attending(TypedDict):
    """The item of the programme for which no booth calls now; starts, ends: HH:MM; begun: it runs."""

    item: int
    kind: Kind
    title: str
    place: str | None
    starts: str
    ends: str
    begun: bool


class Lead(TypedDict):
    """What leads the page. state: called, meeting, now, soon, waiting, paused, attending, pending, away, none; place and going:
    where to be next, if anywhere; call: one call from another, so that each rings once; until: when a pause ends (HH:MM);
    stale_at: from when (ms) the same would be said otherwise though nothing happened."""

    state: str
    place: Standing | None
    going: Going | None
    until: str | None
    attending: Attending | None
    call: str | None
    taken_back: bool
    stale_at: int | None


class NamedSubstitute(Substitute):
    agency: str


class Ended(TypedDict):
    """A place that ended because its agency went home or did not come (`absent`), and where to go instead; or that was moved
    for it, with the agency there."""

    ticket: int | None
    booth: str
    agency: str
    absent: bool
    moved_to: str | None
    agency_there: str | None
    substitutes: list[NamedSubstitute]


class Appointment(AppointmentShape):
    """`time`: when, with its date unless it is today."""

    time: str


class Later(TypedDict):
    """Appointments of other hours and days, wishes without a place yet, suggestions, and who has invited them."""

    appointments: list[Appointment]
    wishes: list[WishShape]
    suggestions: list[SuggestionShape]
    invited_by: list[ToVisitor]


class OtherPlaces(TypedDict):
    """The places beside the one that leads; `busy_at`: the booth where the visitor is called or met; `attending`: what keeps
    them from being called."""

    places: list[Standing]
    busy_at: str | None
    attending: Attending | None


class OwnProgramme(TypedDict):
    """What of the programme the visitor is signed up for."""

    mine: list[SignedUp]


class WholeMap(TypedDict):
    """The square on a phone: `here`: where its way begins, in a word; `mine`: the booths of the visitor's places."""

    map: Drawing
    here: str
    mine: list[str]


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
    """The page of whose valid badge code `key` is. Raises NotFound."""
    visitor = visitors.find_by_code(db, badge_key, key)
    if visitor is None:
        raise NotFound(said_to(None, "not_found", lang))
    if touched is not None and not touched:
        return beside(db, visitor, now, square or loads.of(db, now))
    return PhoneLook(db, visitor, now, lang, square).shown(badge_key)


def beside(db: sqlite3.Connection, visitor: Visitor, now: int, square: Loads) -> Shown:
    """What stands beside the visitor's own, after a notice: pages paint it from `notices:phones`, which is made once for all, so
    this has no html; the contract asks that every message names all tickets."""
    naming = names.masked(db)
    shapes = [tickets.own_shape(row, naming) for row in square.of_visitor(db, visitor["id"])]
    return Shown({"agenda": {"tickets": shapes}, "notices": notices.shapes(db, now, "phones")}, [])


def visitor_id(db: sqlite3.Connection, badge_key: bytes, key: str) -> int | None:
    """Whose page `key`, a badge code, opens; None when it opens none."""
    visitor = visitors.find_by_code(db, badge_key, key)
    return visitor["id"] if visitor else None


def topic_of(db: sqlite3.Connection, badge_key: bytes, visitor_id: int | None) -> str:
    """The topic of this visitor's page as it is now."""
    visitor = visitors.find(db, visitor_id or 0)
    return f"visitor:{visitors.shape(badge_key, visitor)['badge']['code']}" if visitor else ""


class PhoneLook:
    """One look at a visitor's day."""

    def __init__(
        self, db: sqlite3.Connection, visitor: Visitor, now: int, lang: str, square: Loads | None = None
    ) -> None:
        self.db, self.visitor, self.now, self.lang = db, visitors.unproven(visitor), now, lang
        self.zone = days.time_zone(db)
        self.today = days.today(db, now, self.zone)
        self.settings = booths.settings_of(db)
        self.square = square or loads.of(db, now)
        self.live = self.square.of_visitor(db, visitor["id"])
        self.active = next((row for row in self.live if row["state"] in ("called", "serving")), None)
        self.attending = self._attending()
        self.here = self._whereabouts()
        self.promises = Promises(db, self.square, self.visitor["id"], now)
        self.places = [self._place(row) for row in self.live if row["state"] == "waiting"]
        self.leading = leading([place.wait for place in self.places], now)

    def shown(self, badge_key: bytes) -> Shown:
        naming = names.masked(self.db, self.lang)
        visitor = visitors.shape(badge_key, self.visitor, naming)
        plan = agenda(
            self.db,
            self.visitor,
            now=self.now,
            zone=self.zone,
            lang=self.lang,
            naming=naming,
            promises=self.promises,
        )
        state, place = self.lead()
        who = {"number": visitor["number"], "name": visitor["name"], "enterprise": visitor["enterprise"]}
        public = {name: value for name, value in visitor.items() if name != "need"}
        parts = [
            Part("visitor-who", "phone/_who.html", who),
            Part("visitor-lead", "phone/_lead.html", self._lead_values(state, place)),
            Part("visitor-ended", "phone/_ended.html", {"ended": self.ended()}),
            Part("visitor-places", "phone/_places.html", self._other_places(place)),
            Part("visitor-programme", "phone/_programme.html", self._programme()),
            Part("visitor-wishes", "phone/_wishes.html", self._later(plan)),
        ]
        expo = self.db.execute("SELECT name FROM expo").fetchone()
        page = {
            "expo": expo["name"] if expo else "",
            "clock": days.clock_text(self.now, self.zone),
            "number": visitor["number"],
        }
        listed = programme_mine.told(self.db, self.visitor["id"], self.now)
        data = {
            "visitor": public,
            "agenda": plan,
            "programme": listed,
            "notices": notices.shapes(self.db, self.now, "phones"),
        }
        return Shown(data, parts, page, "phone/_topic.html")

    def ended(self) -> list[Ended]:
        """Places that ended because their agency went home, each with substitutes; until that is answered."""
        told = went_home.of_visitor(self.db, self.visitor["id"], self.promises, self.today, self.now)
        return [
            {
                "ticket": one["ticket"],
                "booth": one["booth"],
                "agency": self._agency(one["booth"]),
                "absent": one["absent"],
                "moved_to": one["moved_to"],
                "agency_there": self._agency(one["moved_to"]) if one["moved_to"] else None,
                "substitutes": [
                    {**other, "agency": self._agency(other["booth"])} for other in one["substitutes"]
                ],
            }
            for one in told
        ]

    def lead(self) -> tuple[str, Place | None]:
        """Which of the states leads the page, and the place it is about: kiosk and desk say the same."""
        if self.visitor["state"] == "pending":
            return "pending", None
        if self.active:
            return ("called" if self.active["state"] == "called" else "meeting"), self._place(self.active)
        if not self.square.is_in(self.db, self.visitor["id"], self.today.day if self.today else None):
            return "away", None
        if self.visitor["paused_at"] is not None:
            return "paused", None
        if self.leading is None:
            return "none", None
        if self.attending:
            return "attending", None
        return self.leading.step, self.places[self.leading.position]

    def call(self) -> str | None:
        """One call from another, so that each is told once; None while nobody calls."""
        return _call(self.active) if self.active and self.active["state"] == "called" else None

    def _attending(self) -> Attending | None:
        found = holds.attended(self.db, self.visitor["id"], self.now)
        if found is None:
            return None
        return {
            "item": found["id"],
            "kind": found["kind"],
            "title": found["title"],
            "place": found["place"],
            "starts": days.clock_text(found["starts_at"], self.zone),
            "ends": days.clock_text(found["until"], self.zone),
            "begun": self.now >= found["starts_at"],
        }

    def _programme(self) -> OwnProgramme:
        return {"mine": programme_mine.signed_up(self.db, self.visitor["id"], self.now)}

    def until(self) -> str | None:
        """When the visitor's own rest ends (HH:MM)."""
        until = self.visitor["pause_until"]
        return days.clock_text(until, self.zone) if until else None

    def _lead_values(self, state: str, place: Place | None) -> Lead:
        is_waiting = place is not None and place.row["state"] == "waiting"
        taken_back = self._taken_back_until(place.row) if place and is_waiting else None
        stale = [at for at in (taken_back, self._lapses_after(place) if is_waiting and place else None) if at]
        return {
            "state": state,
            "place": self.standing(place) if place else None,
            "going": self._going(state, place) if place else None,
            "until": self.until() if state == "paused" else None,
            "attending": self.attending if state == "attending" else None,
            "call": self.call() if state == "called" else None,
            "taken_back": taken_back is not None,
            "stale_at": min(stale, default=None),
        }

    def _going(self, state: str, place: Place) -> Going:
        here = self.square.booths[self.here]["number"] if self.here else gettext("입구", self.lang)
        return {
            "counter": place.row["counter"],
            "counters": place.booth["counters"],
            "walk_m": place.walk_m,
            "walk_m_per_min": self.square.walk_m_per_min,
            "within_min": 2 * self.settings["recall_min"],
            "map": self._map(place.row["booth"], here) if state in ("called", "now", "soon") else None,
            "here": here,
        }

    def _map(self, there: str, here: str) -> Drawing:
        """The way from the last booth, or the entrance. It is the same for all who go there, so it is drawn once."""
        kept = self.square.ground.kept
        known: Drawing | None = kept.get(("phone map", there, here, self.lang))
        if known is None:
            square = square_on(self.square.ground, self.lang)
            path = way(square, there, here if self.here else None)
            known = drawing(square, ON_A_PHONE, dot=path[0], here_word=here, there=there, way=path)
            kept["phone map", there, here, self.lang] = known
        return known

    def map(self) -> WholeMap:
        """The whole square, the visitor's places marked, with the way to the one that leads."""
        _, lead = self.lead()
        there = lead.row["booth"] if lead else None
        here = self.square.booths[self.here]["number"] if self.here else gettext("입구", self.lang)
        square = square_on(self.square.ground, self.lang)
        spot = self.square.ground.place(self.here)
        path = way(square, there, here if self.here else None) if there and there != here else []
        dot = path[0] if path else spot
        return {
            "map": drawing(square, WHOLE_PHONE, dot=dot, here_word=here, there=there, way=path, whole=True),
            "here": here,
            "mine": [row["booth"] for row in self.live],
        }

    def _taken_back_until(self, row: Ticket) -> int | None:
        """Where the last that happened to this place is a call that was taken back a moment ago: until when (ms) to say so."""
        last = self.db.execute(
            "SELECT kind, at FROM journal WHERE visitor_id = ? AND ticket_id = ? ORDER BY seq DESC LIMIT 1",
            (self.visitor["id"], row["id"]),
        ).fetchone()
        if last is None or last["kind"] != "ticket.uncall":
            return None
        until = int(last["at"]) + TAKEN_BACK_SHOWN_MS
        return until if self.now < until else None

    def _other_places(self, lead: Place | None) -> OtherPlaces:
        others = [place for place in self.places if lead is None or place.row["id"] != lead.row["id"]]
        others.sort(key=lambda place: call_in_ms(place.wait, self.now))
        busy_at = self.active["booth"] if self.active else None
        attending = self.attending if lead is None else None
        return {
            "places": [self.standing(place) for place in others],
            "busy_at": busy_at,
            "attending": attending,
        }

    def standing(self, place: Place) -> Standing:
        """How a place stands, in the values that pages show."""
        appointed = place.row["appointment_at"] if self._lapses_at(place) else None
        return {
            "ticket": place.row["id"],
            "name": place.row["place"],
            "nth": self.live.index(place.row),
            "from_ms": place.wait.from_ms,
            "near_ms": place.wait.near_ms,
            "lapses_ms": self._lapses_at(place),
            "booth": place.row["booth"],
            "agency": agency_name(place.booth, self.lang),
            "state": place.row["state"],
            "held": bool(place.row["held"]),
            "booth_state": place.rest["state"],
            "note": place.rest["note"],
            "message": place.rest["message"],
            "ahead": place.ahead,
            "wait_min": place.wait_min,
            "queue_min": place.wait.p50_min,
            "more_min": place.more_min,
            "called_about": place.called_about,
            "at_once": place.wait.at_once,
            "appointment": days.clock_text(appointed, self.zone) if appointed else None,
        }

    def _later(self, plan: AgendaShape) -> Later:
        """What stands below the places: one card a booth, the surest of what it is for."""
        shown = {row["booth"] for row in self.live}
        invited_by = [one for one in invites.of_visitor(self.db, self.visitor["id"]) if _is_new(one, shown)]
        booked = self._booked(plan, shown)
        wishes = [one for one in plan["wishes"] if _is_new(one, shown)]
        proposed = suggestions.or_soonest(
            plan["suggestions"], self.db, self.visitor, self.today, self.now, self.lang, self.promises
        )
        return {
            "appointments": booked,
            "wishes": [{**one, "agency": self._agency(one["booth"])} for one in wishes],
            "suggestions": [
                {**one, "agency": self._agency(one["booth"])} for one in proposed if _is_new(one, shown)
            ],
            "invited_by": [{**one, "agency": self._agency(one["booth"])} for one in invited_by],
        }

    def booked(self, plan: AgendaShape) -> list[Appointment]:
        """Appointments without a place yet, by booth."""
        return self._booked(plan, set())

    def _booked(self, plan: AgendaShape, shown: set[str]) -> list[Appointment]:
        """Appointments without a place yet, all times of one booth on one card; what has a place today is told there."""
        today = days.date_of(self.now, self.zone)
        taken = {row["booth"] for row in self.live}
        times: dict[str, list[AppointmentShape]] = {}
        for one in plan["appointments"]:
            if not (one["booth"] in taken and (one["starts_at"] or "").startswith(today)):
                times.setdefault(one["booth"], []).append(one)
        shown.update(times)
        return [
            {
                **first,
                "agency": self._agency(booth),
                "time": ", ".join(self._when(one["starts_at"] or "", today) for one in (first, *others)),
            }
            for booth, (first, *others) in times.items()
        ]

    def _place(self, row: Ticket) -> Place:
        booth, ground = self.square.booths[row["booth_id"]], self.square.ground
        rest = places.rest_of(booth, self.today, self.now, self.zone, self.lang)
        ordered = order.of_booth(self.db, self.square, booth["id"], self.now, also=row["place"])
        ahead = next((at for at, one in enumerate(ordered) if one["place"] == row["place"]), 0)
        is_open = rest["state"] == "open"
        at_once = is_open and ahead < self.square.free_counters(self.db, booth["id"])
        of_queue = self.square.wait_ms(booth["id"], ahead) if places.is_told(booth, rest) else None
        wait_min = waits.minutes(of_queue) if of_queue else None
        more_min = self._more_min(booth, ahead, wait_min) if wait_min and is_open and not at_once else [0, 0]
        hours, appointed = pick.Hours.of(self.settings), row["appointment_at"]
        wait = Wait(
            p50_min=wait_min[0] if wait_min else None,
            from_ms=appointed - hours.early_ms if appointed else None,
            near_ms=near_ms(self.square.walk_ms(self.here, booth["id"])),
            at_once=at_once,
        )
        called_ms = of_queue[0] + more_min[0] * days.MIN_MS if of_queue else None
        return Place(
            row,
            booth,
            rest,
            ahead,
            [wait_min[0] + more_min[0], wait_min[1] + more_min[1]] if wait_min else None,
            more_min,
            places.called_about(self.now, called_ms, self.zone) if called_ms is not None else None,
            wait,
            ground.walks_m(self.here)[booth["id"]],
            appointed + hours.late_ms if appointed else None,
        )

    def _more_min(self, booth: Booth, ahead: int, wait_min: list[int]) -> list[int]:
        """By how many minutes this person waits longer than the queue takes (P50, P80): they hold other places."""
        mine = waits.minutes(self.promises.of(booth["id"], ahead))
        return [mine[0] - wait_min[0], mine[1] - wait_min[1]]

    def _lapses_at(self, place: Place) -> int | None:
        """Until when (ms) the place's appointment counts; None without one, or once it is a walk-in's place."""
        return place.lapses_at if place.lapses_at and self.now <= place.lapses_at else None

    def _lapses_after(self, place: Place) -> int | None:
        """The first moment at which a phone has to ask again, because the appointment is none any more."""
        until = self._lapses_at(place)
        return None if until is None else until + 1

    def _whereabouts(self) -> int | None:
        """The booth of the running meeting, or of the last one today; None is the entrance."""
        row = self.db.execute(
            "SELECT booth_id FROM tickets WHERE visitor_id = ? AND started_at >= ? ORDER BY started_at DESC LIMIT 1",
            (self.visitor["id"], self.today.opens_at if self.today else self.now),
        ).fetchone()
        return row["booth_id"] if row else None

    def _agency(self, booth: str) -> str:
        return agency_name(self.square.by_number[booth], self.lang)

    def _when(self, starts_at: str, today: str) -> str:
        """An ISO moment as its time, with the date unless it is today."""
        day, clock = starts_at[:10], starts_at[11:16]
        if day == today:
            return clock
        return gettext(
            "%(month)s월 %(day)s일 %(time)s", self.lang, month=int(day[5:7]), day=int(day[8:]), time=clock
        )


def _is_new(one: Mapping[str, Any], shown: set[str]) -> bool:
    """Whether its booth has no card yet; now it has."""
    if one["booth"] in shown:
        return False
    shown.add(one["booth"])
    return True


def _call(row: Ticket) -> str:
    """One call of a ticket, told from the next by its moment."""
    return f"{row['id']}-{row['recalled_at'] or row['called_at']}"
