"""One future of the day: lived from a state on in memory, by the product's own decisions, with everything drawn by a `Chance`.

Who is called says `pick.choose`, who is kept from an appointment `turns.runs_into`, which places are given `choices.rank` and
`routing.best`, how long a wait is `Loads`: none of it is written here again. What is here is the bookkeeping that tables do
otherwise, and how people behave (as in `simulation/hall.py`); a test lives the same day through the actions and compares.
"""

import heapq
import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from typing import Any, Protocol, cast

from kiosk.data.expo_settings import of_booth
from kiosk.expo.queue import choices, clearing, outlook, overtaking, pick, routing, turns
from kiosk.expo.queue.choices import Prospect
from kiosk.expo.queue.loads import Loads
from kiosk.expo.queue.overtaking import Budget
from kiosk.expo.queue.tickets import RANK_STEP
from kiosk.expo.queue.turns import Booked
from kiosk.expo.queue.visits import Visits
from kiosk.expo.square import booth_plans, breaks, waits
from kiosk.expo.square.days import MIN_MS, at_local
from kiosk.expo.square.ground import Booth, Ground
from kiosk.forecast.hall import Counter, Elapsed, Guest, Place, Stand
from kiosk.forecast.state import Held, Person, State
from kiosk.forecast.what_if import NOTHING, Moves, WhatIf

LEAD_MS = 2 * MIN_MS  # staff see a meeting's end coming so long before, and call the next one
RETRY_MS = 5 * MIN_MS  # they try again where nobody could come
STEP_MS = 15 * MIN_MS  # queues are looked at so often
COUNTED_MS = (30_000, 7_200_000)  # meetings of other lengths tell nothing (m005)


class Chance(Protocol):
    """What nobody knows beforehand; everything in ms. Each answer is its own, whatever was asked before: so two futures that
    differ in one thing differ in nothing else (common random numbers)."""

    def arrivals(self) -> Sequence[tuple[int, Person]]:
        """Who will come, and when."""

    def meeting_ms(self, person: int, booth_id: int) -> float:
        """How long these two talk."""

    def still_ms(self, person: int, booth_id: int, run_ms: float) -> float:
        """How long a meeting that has run for so long goes on."""

    def misses(self, person: int, booth_id: int, call: int) -> bool:
        """Whether they do not come to this call (from 1) of this booth."""

    def reaction_ms(self, person: int, booth_id: int) -> float:
        """From the call to the first step."""

    def walk_ms(self, here: int | None, booth_id: int) -> float:
        """The walk from a booth (None: the entrance)."""

    def noticed(self, booth_ids: list[int], person: int, time: int) -> list[int]:
        """In which order booths' staff notice that somebody is free."""

    def rest_ms(self, booth_id: int) -> float:
        """For how long a rest goes on whose end nobody told."""


@dataclass
class Trace:
    """How it went, from the beginning on; ms. `calls`: (booth, when, how long they had waited for it, free), None for one that was taken back; `meetings`:
    (booth, from, until, person); `queues`: moment -> booth id -> how many wait; `idle`: booth id -> the last of these moments at
    which it could have taken somebody; `unmet`: (person, booth) of places and wishes left at closing; `unmet_ms`: how long those
    had waited; `vain`: how many places; `held`: place that waited at the beginning (ticket id) -> how long it waited in all until it
    was called, or ended in vain."""

    calls: list[tuple[int, int, float] | None] = field(default_factory=list)
    meetings: list[tuple[int, int, int, int]] = field(default_factory=list)
    queues: dict[int, dict[int, int]] = field(default_factory=dict)
    idle: dict[int, int] = field(default_factory=dict)
    unmet: list[tuple[int, int]] = field(default_factory=list)
    unmet_ms: dict[int, float] = field(default_factory=dict)
    vain: int = 0
    held: dict[int, tuple[float, bool]] = field(default_factory=dict)
    came: int = 0
    empty_at: int = 0


class Future:
    """Lives one future through: `run()` gives how it went."""

    def __init__(self, state: State, chance: Chance, what_if: WhatIf = NOTHING) -> None:
        self.state, self.chance, self.day = state, chance, state.day
        self._what_if = what_if
        self.now = state.now
        self.trace = Trace()
        rows = {booth_id: cast(Booth, dict(row)) for booth_id, row in state.ground.booths.items()}
        self.ground: Ground = replace(state.ground, booths=rows)
        self.hours = pick.Hours.of(self.ground.settings)
        self.budget = Budget.of(self.ground.settings)
        self.late_ms = self.hours.late_ms
        self.recall_ms = self.ground.settings["recall_min"] * MIN_MS
        self.live_tickets = self.ground.settings["live_tickets"]
        self.first_min = self.ground.settings["first_meeting_min"]
        closings = self.ground.closings(self.day)
        self.stands = {
            booth_id: Stand(row, closings.get(booth_id, self.day.closes_at)) for booth_id, row in rows.items()
        }
        meetings = dict(state.meetings)
        self.meetings = [
            sum(counts) for counts in zip(*meetings.values(), strict=True)
        ]  # how many, ms together
        mean_ms = waits.expo_mean_ms(meetings.values(), self.first_min)
        self.elapsed_ms = Elapsed(self.stands)
        self.loads = Loads(self.ground, dict.fromkeys(rows, 0), meetings, self.elapsed_ms, mean_ms)
        self.rests: dict[int, float] = {}  # booth id -> until when, of rests with a known end
        self.guests = {one.id: Guest(one) for one in state.people}
        self.breaks: list[breaks.Span] = []
        self.open_wishes = dict.fromkeys(rows, 0)
        for one in state.people:
            for booth_id in one.wishes:
                self.open_wishes[booth_id] += 1
        self.taken: set[int] = set()  # appointments (ids of wishes)
        self.prospects: dict[tuple[str, ...], tuple[dict[int, Prospect], list[Prospect]]] = {}
        self._next_ticket = 1 + max(
            (held.ticket_id for one in state.people for held in one.places), default=0
        )
        self._events: list[tuple[float, int, Callable[..., None], tuple[Any, ...]]] = []
        self._number = 0

    def run(self) -> Trace:
        """Until everybody has gone."""
        self._begin()
        events = self._events
        while events:
            when, _, what, args = heapq.heappop(events)
            at = round(when)
            if at > self.now:
                self.now = at
            what(*args)
        return self.trace

    # How it begins.

    def at(self, when: float, what: Callable[..., None], *args: Any) -> None:
        self._number += 1
        heapq.heappush(self._events, (when, self._number, what, args))

    def _begin(self) -> None:
        day, now = self.day, self.now
        self._plan_booths()
        for guest in self.guests.values():
            for begins, ends in guest.person.attends:
                self.at(max(now, begins), self._attends, guest, 1)
                self.at(ends, self._attends, guest, -1)
            if guest.person.came_at is not None:
                self._is_in_already(guest)
        for when, person in self.chance.arrivals():
            if person.id not in self.guests:
                self.guests[person.id] = Guest(person)
                for booth_id in person.wishes:
                    self.open_wishes[booth_id] += 1
            self.at(when, self._arrive, self.guests[person.id])
        first = -(-self.state.begins // STEP_MS) * STEP_MS
        for moment in range(first, day.closes_at, STEP_MS):
            self.at(moment, self._look_at_queues)
        self.at(day.closes_at, self._close)
        self._try()
        for booth_id in self.stands:
            self.at(self.state.begins, self._look_round, booth_id)

    def _plan_booths(self) -> None:
        """Rests, breaks, counters by the hour and earlier closings that are settled already."""
        now, day, zone = self.now, self.day, self.ground.time_zone
        self.breaks = breaks.on(day, self.ground.settings["breaks"], zone)
        for stand in self.stands.values():
            row = stand.row
            if row["paused_at"] is not None:
                if row["pause_until"] is not None:
                    self.rests[stand.booth_id] = self._out_of_breaks(row["pause_until"])
                until = row["pause_until"] or now + self.chance.rest_ms(stand.booth_id)
                until = self._out_of_breaks(until)
                self.at(max(now, until), self._open, stand)
            if row["file_counters"] is not None:
                for step in of_booth(row["settings"])["counters_by_hour"]:
                    if (when := at_local(day.day, step["from"], zone)) > now:
                        self.at(when, self._follow_plan, stand)
            if stand.closes_at < day.closes_at:
                self.at(max(now, stand.closes_at), self._goes_home, stand)
        for span in self.breaks:
            if span.ends_at > now and span.begins_at >= now:
                self.at(span.begins_at, self._break, span.ends_at)

    def _out_of_breaks(self, until: float) -> float:
        """When a rest really ends: none ends within a break of the expo's (`booth_pauses.pause_all`)."""
        return next((one.ends_at for one in self.breaks if one.begins_at <= until < one.ends_at), until)

    def _try(self) -> None:
        """What is tried, at its time."""
        for booth_id, more, since in self._what_if.counters:
            self.at(max(self.now, since), self._more_counters, self.stands[booth_id], more)
        for booth_id, begins, ends in self._what_if.rests:
            self.at(max(self.now, begins), self._rest, self.stands[booth_id], self._out_of_breaks(ends))
        for booth_id, at in self._what_if.leaves:
            self.at(max(self.now, at), self._goes_home, self.stands[booth_id])
        for booth_id, at in self._what_if.opens:
            self.at(max(self.now, at), self._opens_again, self.stands[booth_id])
        for booth_id, at in self._what_if.stops:
            self.at(max(self.now, at), self._takes_no_more, self.stands[booth_id])
        for one in self._what_if.moves:
            self.at(max(self.now, one.at), self._share_out, one)

    def _is_in_already(self, guest: Guest) -> None:
        guest.is_in = True
        person = guest.person
        if person.paused_until is not None:
            guest.is_resting = True
            self.at(max(self.now, person.paused_until), self._resume, guest)
        for held in person.places:
            self._holds(guest, held)
        self._settle(guest)
        for place in guest.places.values():
            if place.appointment_at is not None and place.appointment_at >= self.now:
                self.at(place.appointment_at, self._look_round, place.booth_id)

    def _holds(self, guest: Guest, held: Held) -> None:
        place = Place(guest, held.booth_id, held.ticket_id, held.rank, held.origin)
        place.is_watched = held.state == "waiting"
        place.state, place.no_shows, place.appointment_at = held.state, held.no_shows, held.appointment_at
        place.waits = held.appointment_at is None and held.origin != "walk_up"
        place.free_at_joining = -float(held.waited_ms)
        guest.places[held.booth_id] = place
        guest.booked = guest.booked or held.appointment_at is not None
        guest.calls[held.booth_id] = held.no_shows
        stand = self.stands[held.booth_id]
        if held.state == "waiting":
            self._queue(stand, place)
            return
        while len(stand.counters) < (held.counter or 1):  # one that was taken away since
            stand.counters.append(Counter())
            stand.counters[-1].is_there = False
        number = (held.counter or 1) - 1
        counter = stand.counters[number]
        if held.state == "serving":
            began = held.began_at if held.began_at is not None else self.now
            counter.sitting, counter.began_at, guest.current = place, began, place
            guest.spot = held.booth_id
            still = self.chance.still_ms(guest.person.id, held.booth_id, self.now - began)
            counter.ends_at = self.now + still
            if counter.ends_at - LEAD_MS > self.now:
                self.at(counter.ends_at - LEAD_MS, self._look_round, held.booth_id)
            self.at(counter.ends_at, self._finish, stand, number)
            return
        counter.called, place.before, guest.current = place, guest.person.stood, place
        place.called_at = held.called_at or self.now
        guest.calls[held.booth_id] += 1
        # Once it is known who sits there: else who stands at the booth already would sit down on them.
        self.at(
            self.now, self._on_the_way, guest, stand, number, held.called_at or self.now, held.recalled_at
        )

    def _queue(self, stand: Stand, place: Place) -> None:
        stand.enqueue(place)
        self.loads.waiting[stand.booth_id] += 1

    def _unqueue(self, stand: Stand, place: Place) -> None:
        stand.queue.remove(place)
        self.loads.waiting[stand.booth_id] -= 1

    # People.

    def _arrive(self, guest: Guest) -> None:
        if guest.is_in or self.now >= self.day.closes_at:
            return
        guest.is_in, guest.spot, guest.came_at = True, None, self.now
        self.trace.came += 1
        for held in guest.person.places:  # kept from an earlier day
            self._holds(guest, held)
        self._settle(guest)
        self._give_places(guest, matches=True)
        for place in guest.places.values():
            if place.appointment_at is not None:
                self.at(place.appointment_at, self._look_round, place.booth_id)
        self._wanted(guest)

    def _settle(self, guest: Guest) -> None:
        """What keeps this guest from being called now, and since when they are free."""
        if guest.current is not None:
            guest.busy = "in_meeting" if guest.current.state == "serving" else "called"
        elif not guest.is_in:
            guest.busy = "left"
        elif guest.is_resting:
            guest.busy = "paused"
        else:
            guest.busy = "programme" if guest.taken_by else None
        if guest.busy is None and guest.free_since is None:
            guest.free_since = max(self.now, self.day.opens_at)
        elif guest.busy is not None and guest.free_since is not None:
            guest.free_ms += max(0, self.now - guest.free_since)
            guest.free_since = None

    def _attends(self, guest: Guest, more: int) -> None:
        guest.taken_by += more
        self._settle(guest)
        if guest.busy is None:
            self._wanted(guest)

    def _resume(self, guest: Guest) -> None:
        guest.is_resting = False
        self._settle(guest)
        self._wanted(guest)

    def _wanted(self, guest: Guest) -> None:
        """They are free, and a counter wherever they wait may have waited for them."""
        could = [
            booth_id
            for booth_id, place in guest.places.items()
            if place.state == "waiting" and self._has_room(self.stands[booth_id])
        ]
        if len(could) > 1:
            could = self.chance.noticed(could, guest.person.id, guest.times)
        for booth_id in could:
            self._look_round(booth_id)

    def _freed(self, guest: Guest, stand: Stand, *, missed: bool) -> None:
        """They are done here, or did not come: who lost the place asks for it again."""
        if self.now < self.day.closes_at and missed and stand.booth_id not in guest.places:
            self._join(guest, stand)
        self._look_round(stand.booth_id)
        self._wanted(guest)

    def _close(self) -> None:
        """Whoever still waits goes home."""
        trace = self.trace
        for guest in self.guests.values():
            if not guest.is_in:
                continue
            for place in guest.places.values():
                if place.state == "waiting":
                    self._goes_unmet(guest, place)
            trace.unmet += ((guest.person.id, booth_id) for booth_id in guest.wishes)
        trace.empty_at = max(trace.empty_at, self.now)

    def _goes_unmet(self, guest: Guest, place: Place) -> None:
        trace, booth_id = self.trace, place.booth_id
        trace.unmet.append((guest.person.id, booth_id))
        trace.vain += 1
        if place.waits:
            waited = guest.free_until(self.now) - place.free_at_joining
            trace.unmet_ms[booth_id] = trace.unmet_ms.get(booth_id, 0.0) + waited
            if place.is_watched:
                trace.held[place.ticket_id] = max(0.0, waited), False

    # Places, as check-in, finishing and a no-show give them (expo/queue/routing.py).

    def _give_places(self, guest: Guest, *, matches: bool) -> None:
        if guest.person.appointments:
            self._take_appointments(guest)
        if not matches and not guest.wishes:
            return
        wished = guest.wishes - guest.places.keys()
        free = self.live_tickets - sum(one.appointment_at is None for one in guest.places.values())
        if free <= 0 or not (matches or wished) or self.day.closed_at is not None:
            return
        known, fits = self._known(guest)
        # Only what is wished for or fits is ranked at all; the rest would be left out there.
        looked_at = [known[booth_id] for booth_id in wished]
        if matches:
            looked_at += [one for one in fits if one.booth_id not in wished]
        ranked = choices.rank(
            guest.person.id,
            looked_at,
            Visits(set(guest.places), guest.seen, 0, guest.here),
            set(guest.wishes),
            choices.coming_ms({one: self.open_wishes[one] for one in guest.wishes}, self.loads)
            if len(guest.wishes) > 1
            else {},
            self._loads_now(),
            self.day,
            self.now,
        )
        for booth_id, origin in routing.best(ranked, free, matches=matches and guest.person.has_enterprise):
            self._add_place(guest, self.stands[booth_id], origin)

    def _take_appointments(self, guest: Guest) -> None:
        if self.now >= self.day.closes_at:
            return
        for one in guest.person.appointments:
            if one.wish_id not in self.taken and one.booth_id not in guest.places:
                self.taken.add(one.wish_id)
                self._add_place(guest, self.stands[one.booth_id], "appointment", one.at)

    def _add_place(self, guest: Guest, stand: Stand, origin: str, booked_at: int | None = None) -> Place:
        on_time = booked_at is not None and self.now <= booked_at + self.late_ms
        rank = float(booked_at if booked_at is not None and on_time else self.now)
        place = Place(guest, stand.booth_id, self._next_ticket, _free_rank(stand, rank), origin)
        self._next_ticket += 1
        place.appointment_at = booked_at
        guest.booked = guest.booked or booked_at is not None
        place.waits = booked_at is None
        place.free_at_joining = guest.free_until(max(self.now, self.day.opens_at))
        guest.places[stand.booth_id] = place
        self._queue(stand, place)
        self._wish_is_given(guest, stand)
        return place

    def _join(self, guest: Guest, stand: Stand) -> None:
        """As `places.join`: a place, or a wish where they hold enough; nothing where it would begin too late."""
        state = self._loads_now()
        if choices.would_start_too_late(state, stand.row, self.day, self.now):
            return
        held = [one for one in guest.places.values() if one.appointment_at is None]
        if len(held) >= self.live_tickets:
            matched = [one for one in held if one.origin == "match" and one.state == "waiting"]
            if not matched:
                guest.wishes.add(stand.booth_id)
                self.open_wishes[stand.booth_id] += 1
                return
            last = max(matched, key=lambda one: (one.rank, one.ticket_id))
            self._unqueue(self.stands[last.booth_id], last)
            del guest.places[last.booth_id]
        self._add_place(guest, stand, "asked")

    def _known(self, guest: Guest) -> tuple[dict[int, Prospect], list[Prospect]]:
        """Every booth as this guest's enterprise sees it, and those that fit it."""
        kinds = guest.person.kinds
        known = self.prospects.get(kinds)
        if known is None:
            found = choices.prospects(self.ground.booths, self.state.matches.get(kinds, {}))
            known = {one.booth_id: one for one in found}, [one for one in found if one.match]
            self.prospects[kinds] = known
        return known

    def _loads_now(self) -> Loads:
        """The loads as a decision sees them now."""
        loads, now = self.loads, self.now
        self.elapsed_ms.now = now
        loads.rest_ms = {booth_id: max(0.0, until - now) for booth_id, until in self.rests.items()}
        return loads

    # Booths.

    def _can_call(self, stand: Stand) -> bool:
        return (
            self.day.opens_at <= self.now < self.day.closes_at
            and stand.row["paused_at"] is None
            and stand.row["left_on"] != self.day.day
        )

    def _calls_now(self, counter: Counter) -> bool:
        """Nobody is called there, and nobody sits there or soon will not."""
        return (
            counter.called is None
            and (counter.sitting is None or counter.ends_at <= self.now + LEAD_MS)
            and counter.is_there
        )

    def _has_room(self, stand: Stand) -> bool:
        return self._can_call(stand) and any(map(self._calls_now, stand.counters))

    def _look_round(self, booth_id: int) -> None:
        """Let every counter that could call do so."""
        stand = self.stands[booth_id]
        if not stand.queue or not self._can_call(stand):
            return
        for number, counter in enumerate(stand.counters):
            if self._calls_now(counter) and not self._call(stand, number):
                return

    def _call(self, stand: Stand, number: int) -> bool:
        """Staff see on their tablet who could come, and tap only then; what was refused is not tried again while it is the
        same. Whether somebody was called."""
        able = [one for one in stand.queue if one.guest.busy is None]
        if not able:
            return False
        if stand.refused is not None and stand.refused == {one.ticket_id for one in able}:
            return False
        self._see_appointments(stand, able, number)
        meeting_ms, counters = self.loads.length_ms(stand.booth_id), stand.row["counters"]
        cost_ms = overtaking.cost_ms(meeting_ms, counters)
        self._see_outlooks(able, cost_ms)
        place, ordered = pick.choose(able, self.now, self.hours, self.budget, meeting_ms, counters)
        if place is None:
            stand.refused = frozenset(one.ticket_id for one in able)
            self.at(self.now + RETRY_MS, self._retry, stand)
            return False
        for one in ordered[: ordered.index(place)]:
            if pick.reason_against(one, self.now, self.hours) is None:
                one.guest.overtaken += 1
                one.guest.overtaken_ms += cost_ms
        guest, counter = place.guest, stand.counters[number]
        self._unqueue(stand, place)
        if place.waits:
            waited = guest.free_until(self.now) - place.free_at_joining
            place.call = len(self.trace.calls)
            self.trace.calls.append((stand.booth_id, self.now, max(0.0, waited)))
            if place.is_watched:
                self.trace.held[place.ticket_id] = max(0.0, waited), True
        place.called_at = self.now
        place.state, place.before, guest.here = "called", guest.here, stand.booth_id
        counter.called, counter.has_come, guest.current = place, False, place
        self._settle(guest)
        guest.calls[stand.booth_id] = guest.calls.get(stand.booth_id, 0) + 1
        self._on_the_way(guest, stand, number, self.now, None)
        return True

    def _on_the_way(
        self, guest: Guest, stand: Stand, number: int, called_at: int, recalled_at: int | None
    ) -> None:
        """Who was called comes, or does not and is recalled and put back by the clock."""
        person, booth_id = guest.person.id, stand.booth_id
        if self.chance.misses(person, booth_id, guest.calls[booth_id]):
            since = recalled_at if recalled_at is not None else called_at + self.recall_ms
            self.at(max(self.now, since + self.recall_ms), self._missed, stand, number)
        elif guest.spot == booth_id:
            self._come(stand, number)
        else:
            walk_ms = self.chance.walk_ms(guest.spot, booth_id)
            guest.spot = booth_id
            comes_at = called_at + walk_ms + self.chance.reaction_ms(person, booth_id)
            self.at(max(self.now, comes_at), self._come, stand, number)

    def _see_appointments(self, stand: Stand, able: list[Place], number: int) -> None:
        """Whom a meeting here would keep from an appointment elsewhere (expo/queue/turns.py)."""
        state: Loads | None = None
        left_ms = 0.0
        for place in able:
            place.keeps_from = None
            if not place.guest.booked:
                continue
            booked = [
                Booked(booth_id=one.booth_id, appointment_at=one.appointment_at)
                for one in place.guest.places.values()
                if one is not place
                and one.state == "waiting"
                and one.appointment_at is not None
                and one.appointment_at + self.late_ms >= self.now
            ]
            if not booked:
                continue
            booked.sort(key=lambda one: one["appointment_at"])
            if state is None:
                state = self._loads_now()
                counter = stand.counters[number]
                if counter.sitting is not None:
                    left_ms = turns.goes_on_ms(counter.began_at, state, stand.booth_id, self.now)
            place.keeps_from = turns.runs_into(
                booked, state, place.guest.here, stand.booth_id, left_ms, self.now
            )

    def _see_outlooks(self, able: list[Place], cost_ms: float) -> None:
        """What those who could come here have before them elsewhere (expo/queue/outlook.py), as far as it decides anything:
        who is behind somebody that nobody may overtake goes before nobody."""
        if not self.budget.times or len(able) < 2:
            return
        same = [
            one
            for one in able[: outlook.LOOKED_AT]
            if one.keeps_from is None and self.hours.turn(one.appointment_at, self.now) == pick.IN_RANK
        ]
        for place in able:
            place.rest_ms, place.waits_ms = math.inf, 0.0
        if len(same) < 2 or not self.budget.allows(same[0], cost_ms):
            return
        state = self._loads_now()
        for place in same:
            guest = place.guest
            ahead = [
                outlook.before_them(
                    state,
                    one.booth_id,
                    self.stands[one.booth_id].ahead_of(one),
                    one.appointment_at,
                    self.now,
                )
                for one in guest.places.values()
                if one is not place and one.state == "waiting"
            ]
            ahead += [(*state.meeting_ms(wish), None) for wish in guest.wishes]
            place.rest_ms, place.waits_ms = outlook.rest_of(ahead)
            place.here_ms = max(0, self.now - max(guest.came_at, self.day.opens_at))
            if not overtaking.may_pass(place, self.budget, cost_ms):
                return

    def _retry(self, stand: Stand) -> None:
        if stand.refused is not None:
            stand.refused = None
            self._look_round(stand.booth_id)

    def _missed(self, stand: Stand, number: int) -> None:
        """Twice called in vain: two places back, the second time it ends (expo/queue/no_shows.py)."""
        counter = stand.counters[number]
        place, counter.called = counter.called, None
        assert place is not None
        guest = place.guest
        guest.current = None
        place.no_shows += 1
        if place.no_shows == 1 and not (self.state.is_last and self.now >= self.day.closes_at):
            booked = place.appointment_at is not None
            ranks = [
                one.rank
                for one in stand.queue
                if one.appointment_at is None or one.appointment_at - self.hours.early_ms <= self.now
            ]
            place.rank = pick.put_back_rank(place.rank, ranks, first=booked)
            place.state, place.appointment_at, guest.here = "waiting", None, place.before
            place.waits = place.origin != "walk_up"  # whoever had an appointment waits like others now
            # As the tables have it: that call never was, and they were free meanwhile (figures/waiting.py).
            guest.free_ms += self.now - place.called_at
            if place.call is not None:
                self.trace.calls[place.call] = None
                self.trace.held.pop(place.ticket_id, None)
            self._queue(stand, place)
            self._settle(guest)
        else:
            del guest.places[stand.booth_id]
            guest.seen.add(stand.booth_id)
            self._settle(guest)
            self._give_places(guest, matches=False)
        self._freed(guest, stand, missed=True)

    def _come(self, stand: Stand, number: int) -> None:
        counter = stand.counters[number]
        counter.has_come = True
        if counter.sitting is None:
            self._start(stand, number)

    def _start(self, stand: Stand, number: int) -> None:
        counter = stand.counters[number]
        place = counter.called
        assert place is not None
        place.state = "serving"
        counter.sitting, counter.called, counter.has_come = place, None, False
        guest = place.guest
        self._settle(guest)
        guest.times += 1
        length_ms = self.chance.meeting_ms(guest.person.id, stand.booth_id)
        counter.began_at, counter.ends_at = self.now, self.now + length_ms
        self.at(counter.ends_at - LEAD_MS, self._look_round, stand.booth_id)
        self.at(counter.ends_at, self._finish, stand, number)

    def _finish(self, stand: Stand, number: int) -> None:
        counter = stand.counters[number]
        place, counter.sitting = counter.sitting, None
        assert place is not None
        guest, booth_id = place.guest, stand.booth_id
        self.trace.meetings.append((booth_id, counter.began_at, self.now, guest.person.id))
        self.trace.empty_at = max(self.trace.empty_at, self.now)
        length_ms = self.now - counter.began_at
        if COUNTED_MS[0] <= length_ms <= COUNTED_MS[1]:
            self._counts(booth_id, length_ms)
        guest.current = None
        del guest.places[booth_id]
        guest.seen.add(booth_id)
        self._settle(guest)
        self._give_places(guest, matches=False)
        if counter.has_come:
            self._start(stand, number)
        self._freed(guest, stand, missed=False)

    def _counts(self, booth_id: int, length_ms: int) -> None:
        """For how long meetings are taken to last."""
        count, together_ms = self.loads.meetings[booth_id]
        self.loads.meetings[booth_id] = count + 1, together_ms + length_ms
        expo = self.meetings
        expo[0], expo[1] = expo[0] + 1, expo[1] + length_ms
        self.loads.mean_ms = waits.expo_mean_ms([(expo[0], expo[1])], self.first_min)

    def _break(self, until: int) -> None:
        """The expo's break: every booth that is open rests until its end."""
        for stand in self.stands.values():
            works = (stand.booth_id, self.now) in self._what_if.through
            if not works and stand.row["paused_at"] is None and stand.row["left_on"] != self.day.day:
                self._rest(stand, until)

    def _rest(self, stand: Stand, until: float) -> None:
        stand.row["paused_at"], self.rests[stand.booth_id] = self.now, until
        self.at(until, self._open, stand)

    def _open(self, stand: Stand) -> None:
        if self.rests.get(stand.booth_id, self.now) > self.now:
            return  # another rest has begun since
        stand.row["paused_at"] = None
        self.rests.pop(stand.booth_id, None)
        self._look_round(stand.booth_id)

    def _opens_again(self, stand: Stand) -> None:
        """As `booth_pauses.open_booth`: its pause ends, or it comes back."""
        self.rests.pop(stand.booth_id, None)
        stand.row["paused_at"] = stand.row["left_on"] = None
        self._look_round(stand.booth_id)

    def _takes_no_more(self, stand: Stand) -> None:
        stand.row["full_on"] = self.day.day

    def _share_out(self, asked: Moves) -> None:
        """As `clearing.clear`: who waits here goes to others, the time of joining kept."""
        stand = self.stands[asked.booth_id]

        def may_go(place: Place, goal: Booth) -> bool:
            return place.appointment_at is None and goal["id"] not in place.guest.places

        found = clearing.shares(
            stand.queue,
            may_go,
            stand.row,
            [self.stands[goal].row for goal in asked.to],
            self._loads_now(),
            self.day,
            self.now,
            sooner=asked.sooner,
        )
        for one in found:
            self._transfer(one.place, stand, self.stands[one.goal["id"]])
        for goal_id in asked.to:
            self._look_round(goal_id)

    def _transfer(self, place: Place, stand: Stand, goal: Stand) -> None:
        guest = place.guest
        self._unqueue(stand, place)
        del guest.places[stand.booth_id]
        place.booth_id, place.origin, place.waits = goal.booth_id, "asked", True
        place.rank = _free_rank(goal, min(place.rank, float(self.now)))
        guest.places[goal.booth_id] = place
        self._queue(goal, place)
        self._wish_is_given(guest, goal)

    def _wish_is_given(self, guest: Guest, stand: Stand) -> None:
        if stand.booth_id in guest.wishes:
            guest.wishes.discard(stand.booth_id)
            self.open_wishes[stand.booth_id] -= 1

    def _follow_plan(self, stand: Stand) -> None:
        row = stand.row
        steps, of_file = of_booth(row["settings"])["counters_by_hour"], row["file_counters"]
        assert of_file is not None
        self._set_counters(stand, booth_plans.counters_now(steps, of_file, self.now, self.ground.time_zone))

    def _more_counters(self, stand: Stand, more: int) -> None:
        self._set_counters(stand, max(0, stand.row["counters"] + more))

    def _set_counters(self, stand: Stand, count: int) -> None:
        """So many from now on; who sits at one that is taken away stays."""
        stand.row["counters"] = count
        while len(stand.counters) < count:
            stand.counters.append(Counter())
        for number, counter in enumerate(stand.counters):
            counter.is_there = number < count
        self._look_round(stand.booth_id)

    def _goes_home(self, stand: Stand) -> None:
        """No calls any more: who waits there keeps the place for the next day, on the last it ends (booth_pauses.go_home)."""
        stand.row["left_on"] = self.day.day
        if not self.state.is_last:
            return
        for place in list(stand.queue):
            self._unqueue(stand, place)
            self._goes_unmet(place.guest, place)
            del place.guest.places[stand.booth_id]
            place.guest.seen.add(stand.booth_id)
            if place.guest.is_in:
                self._give_places(place.guest, matches=False)

    def _look_at_queues(self) -> None:
        moment = self.now
        self.trace.queues[moment] = {booth_id: len(stand.queue) for booth_id, stand in self.stands.items()}
        for booth_id, stand in self.stands.items():
            if (
                not stand.queue
                and self._can_call(stand)
                and any(one.is_there and one.sitting is None and one.called is None for one in stand.counters)
            ):
                self.trace.idle[booth_id] = moment


def _free_rank(stand: Stand, rank: float) -> float:
    """As `tickets.free_rank`: this one, or the next after those of its millisecond."""
    before = next((one.rank for one in reversed(stand.queue) if one.rank < rank + 1), -math.inf)
    return min(before + RANK_STEP, (before + rank + 1) / 2) if before >= rank else rank
