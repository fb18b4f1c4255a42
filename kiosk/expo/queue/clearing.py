"""A booth is cleared: who waits there is shared out over others, and it rests or goes home; and that taken back.

Who booked a meeting with this agency stays: another can't hold it.
"""

import json
import sqlite3
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Any, Generic, NamedTuple, TypedDict, TypeVar

from kiosk.actions.refusals import BadFields, Refused
from kiosk.data import conditions, rows
from kiosk.data.store import Change
from kiosk.expo.person import presence
from kiosk.expo.queue import booth_pauses, loads, places, tickets
from kiosk.expo.queue.choices import would_start_too_late
from kiosk.expo.queue.loads import Loads
from kiosk.expo.queue.tickets import Ticket
from kiosk.expo.square import booths, breaks, days
from kiosk.expo.square.days import Day
from kiosk.expo.square.ground import Booth
from kiosk.language.sentences import N_, gettext

THEN = {"pause": booth_pauses.pause, "go_home": booth_pauses.go_home}


class Moved(TypedDict):
    """Somebody who waited, and the booth where they wait now."""

    ticket: int
    number: int
    to: str


class Entry(TypedDict):
    """An entry of the journal; `detail` is JSON."""

    seq: int
    kind: str
    detail: str


class Cleared(TypedDict):
    """The last clearing of a booth that was not taken back: who of those moved still waits where they were moved to."""

    moved: list[Moved]
    then: str | None


P = TypeVar("P")


class Move(NamedTuple, Generic[P]):
    """A place of somebody who waits, and where they would sit down first: after `wait_ms`, `sooner_ms` sooner than here, by the
    P50s."""

    place: P
    goal: Booth
    sooner_ms: float
    wait_ms: float


def clear(
    change: Change,
    *,
    booth: str,
    to: list[str],
    then: str | None = None,
    reason: str | None = None,
    sooner: bool = False,
) -> dict[str, Any]:
    """Share who waits at a booth out over the booths `to`, each to the shortest wait there, keeping the order of joining; `then`
    (`pause`, `go_home`) the booth rests. Who booked, or can go to none of them, stays: `kept`; with `sooner` also who would
    sit down here as soon.

    Raises Refused: unknown_booth, not_today, queue_empty where nobody can be moved, what pausing or going home refuses.
    """
    row = booths.require(change, booth)
    goals = _goals(change, row, to, then)
    today = presence.require_expo_day(change)
    state = loads.of(change.db, change.now)
    waiting = len(tickets.waiting(change.db, row["id"]))
    planned = moves(change.db, row, goals, state, today, change.now, sooner=sooner)
    moved = change.trail.choose("moved", lambda: [_moved(one.place, one.goal) for one in planned])
    for one in moved:
        places.transfer(change, ticket=one["ticket"], booth=one["to"])
    if not moved:
        sentence = N_("옮길 수 있는 사람이 없어요. 다른 부스를 고르거나, 자리를 두고 멈춰 주세요.")
        raise Refused("queue_empty", gettext(sentence, change.lang))
    kept = waiting - len(moved)
    if then:
        THEN[then](change, booth=booth, reason=reason)
    record(change, row, moved, then=then, reason=reason)
    return {
        "booth": loads.shape_now(change, booth),
        "moved": moved,
        "kept": kept,
        "message": _told(change, moved, kept),
    }


def share_out(
    change: Change,
    row: Booth,
    state: Loads,
    goal_of: Callable[[Ticket], Booth | None],
    absent_from: str | None = None,
) -> tuple[list[Moved], int]:
    """Move who waits at a booth, each to where `goal_of` says, in the order of joining; gives who was moved and how many were
    not. `absent_from`: the booth whose agency did not come, of which each is told."""
    waiting = tickets.waiting(change.db, row["id"])

    def planned() -> list[Moved]:
        found = []
        for place in waiting:
            if goal := goal_of(place):
                state.joined(goal["id"])
                found.append(_moved(place, goal))
        return found

    moved = change.trail.choose("moved", planned)
    for one in moved:
        places.transfer(change, ticket=one["ticket"], booth=one["to"], absent_from=absent_from)
    return moved, len(waiting) - len(moved)


def _moved(place: Ticket, goal: Booth) -> Moved:
    return {"ticket": place["id"], "number": place["number"], "to": goal["number"]}


def record(change: Change, row: Booth, moved: list[Moved], *, then: str | None, reason: str | None) -> None:
    """The journal's entry by which a clearing can be taken back."""
    touched = sorted({one["to"] for one in moved})
    change.record("booth.clear", booth_id=row["id"], moved=moved, then=then, reason=reason, booths=touched)


def moves(
    db: sqlite3.Connection,
    booth: Booth,
    goals: list[Booth],
    loads_now: Loads,
    today: Day,
    now: int,
    *,
    sooner: bool = False,
) -> list[Move[Ticket]]:
    """Where each of those who wait at a booth would go: what `clear` does, and what it would do."""

    def may_go(place: Ticket, goal: Booth) -> bool:
        return (
            place["appointment_at"] is None and tickets.place_at(db, place["visitor_id"], goal["id"]) is None
        )

    waiting = tickets.waiting(db, booth["id"])
    return shares(waiting, may_go, booth, goals, loads_now, today, now, sooner=sooner)


def shares(
    waiting: Sequence[P],
    may_go: Callable[[P, Booth], bool],
    booth: Booth,
    goals: Sequence[Booth],
    loads_now: Loads,
    today: Day,
    now: int,
    *,
    sooner: bool,
) -> list[Move[P]]:
    """Of those who wait at `booth`, in the order of its queue, who goes where: each to the goal that is open, admits and `may_go` with
    the shortest wait, counting who went there before them; with `sooner` only who sits down a minute sooner than here."""
    state = replace(loads_now, waiting=dict(loads_now.waiting))
    found: list[Move[P]] = []
    stay = 0
    for place in waiting:
        fits = [goal for goal in goals if may_go(place, goal) and _takes(goal, state, today, now)]
        goal = min(fits, key=lambda goal: (state.wait_ms(goal["id"])[0], goal["number"]), default=None)
        wait_ms = state.wait_ms(goal["id"])[0] if goal else 0.0
        gain_ms = state.wait_ms(booth["id"], stay)[0] - wait_ms
        if goal is None or (sooner and gain_ms < days.MIN_MS):
            stay += 1
            continue
        state.joined(goal["id"])
        found.append(Move(place, goal, gain_ms, wait_ms))
    return found


def undo_clear(change: Change, *, booth: str) -> dict[str, Any]:
    """Bring back who still waits where `booth.clear` moved them, each to the order of joining, and open the booth again.

    Raises Refused: unknown_booth, not_today, wrong_state where nothing was moved today or nobody waits there any more.
    """
    row = booths.require(change, booth)
    today = presence.require_expo_day(change)
    last = last_cleared(change.db, row["id"], today)
    if last is None or not last["moved"]:
        sentence = N_("되돌릴 것이 없어요. 옮긴 사람들이 그사이 불렸거나 자리를 떠났어요.")
        raise Refused("wrong_state", gettext(sentence, change.lang))
    if last["then"] and (row["paused_at"] is not None or row["left_on"] == today.day):
        booth_pauses.open_booth(change, booth=booth)
        _rest_with_all(change, row)
    for one in last["moved"]:
        places.transfer(change, ticket=one["ticket"], booth=booth)
    touched = sorted({one["to"] for one in last["moved"]})
    change.record("booth.undo_clear", booth_id=row["id"], moved=last["moved"], booths=touched)
    sentence = N_("%(n)s명이 %(booth)s에서 다시 기다려요. 순서는 줄을 선 시각대로예요.")
    return {
        "booth": loads.shape_now(change, booth),
        "moved": last["moved"],
        "message": gettext(sentence, change.lang, n=len(last["moved"]), booth=booth),
    }


def _rest_with_all(change: Change, row: Booth) -> None:
    """In a break of the expo's the booth rests like all others, to the break's end: who takes a move back calls nobody."""
    span = breaks.running(change.db, change.now)
    if span:
        minutes = -(-(span.ends_at - change.now) // days.MIN_MS)
        booth_pauses.pause(change, booth=row["number"], reason=span.why, minutes=minutes)


def last_cleared(db: sqlite3.Connection, booth_id: int, today: Day) -> Cleared | None:
    """Today's last clearing of a booth, unless it was taken back."""
    entry = rows.one(
        db,
        Entry,
        "SELECT seq, kind, detail FROM journal INDEXED BY booth_rests WHERE booth_id = ? AND at >= ?"
        f" AND {conditions.OF_BOOTHS_RESTS} AND kind IN ('booth.clear', 'booth.undo_clear') ORDER BY seq DESC LIMIT 1",
        booth_id,
        today.morning,
    )
    if entry is None or entry["kind"] != "booth.clear":
        return None
    detail = json.loads(entry["detail"])
    return {
        "moved": [one for one in detail["moved"] if _waits_there(db, one, booth_id)],
        "then": detail["then"],
    }


def _goals(change: Change, row: Booth, to: list[str], then: str | None) -> list[Booth]:
    """The booths to move to. Raises BadFields."""
    if then is not None and then not in THEN:
        raise BadFields(
            {"then": gettext("then은 pause(멈춤)나 go_home(오늘 마침)으로 적어 주세요.", change.lang)}
        )
    goals = [booths.require(change, number) for number in dict.fromkeys(to)]
    if not goals or row in goals:
        sentence = N_("옮길 부스를 고르세요. %(booth)s 자신은 고를 수 없어요.")
        raise BadFields({"to": gettext(sentence, change.lang, booth=row["number"])})
    return goals


def _takes(goal: Booth, state: Loads, today: Day, now: int) -> bool:
    """Whether it is open and admits somebody."""
    return booths.state_of(goal, today, max(now, today.opens_at)) == "open" and not would_start_too_late(
        state, goal, today, now
    )


def _waits_there(db: sqlite3.Connection, moved: Moved, booth_id: int) -> bool:
    """They wait where they were moved to, and have no place at the first booth again."""
    row = tickets.find(db, moved["ticket"])
    if row is None or row["state"] != "waiting" or row["booth"] != moved["to"]:
        return False
    return tickets.place_at(db, row["visitor_id"], booth_id) is None


def _told(change: Change, moved: list[Moved], kept: int) -> str:
    shares = Counter(one["to"] for one in moved)
    each = ", ".join(
        gettext("%(booth)s %(n)s명", change.lang, booth=booth, n=n) for booth, n in sorted(shares.items())
    )
    said = [gettext("%(n)s명을 옮겼어요: %(each)s.", change.lang, n=len(moved), each=each)]
    if kept:
        said.append(gettext("%(n)s명은 예약이 있거나 갈 곳이 없어 그대로 있어요.", change.lang, n=kept))
    return " ".join(said)
