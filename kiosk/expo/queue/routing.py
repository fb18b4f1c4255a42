"""Which booths a visitor should see next, and why.

Appointments, wishes, then the plan's purchases in the enterprise's categories, against expected wait, walk and
closing time. The decision is `choices_for`, which writes nothing.
"""

import math
import sqlite3
from functools import lru_cache
from itertools import islice
from typing import Any, NamedTuple

from kiosk.data.store import Change, all_rows
from kiosk.expo.queue import loads, tickets, visits
from kiosk.expo.queue.loads import Loads
from kiosk.expo.square import days, ground, waits
from kiosk.expo.square.ground import Ground, Match
from kiosk.language.sentences import gettext, josa

Row = dict[str, Any]

SUGGESTIONS = 3
ITEM_POINTS = 2.0  # an announced purchase of the enterprise's kind is worth so many minutes of waiting
ITEMS_MAX = 8
WON_POINTS = 3.0  # and each tenfold of won above a million so many
# Of several wishes the one that many others still wish for comes first, while its queue is short: each minute of work
# that these wishes will bring one of its counters is worth so many minutes of waiting. Found by `kiosk simulate`.
FORESIGHT = 0.3
STEP_MS = 5 * waits.MIN_MS

# A booth's id, the booth, what is planned there, and its worth (minutes).
Prospect = tuple[int, Row, Match | None, float]


class Choice(NamedTuple):
    """One booth for one visitor: how far it is, and what it is worth beside the others. They sort best first: what was
    asked for before a mere match, then worth, then number (so that it is always the same)."""

    is_unasked: bool
    minus_score: float
    number: str
    booth: Row
    walk_m: float
    walk_ms: float
    match: Match | None

    @property
    def wished(self) -> bool:
        return not self.is_unasked


class Options(NamedTuple):
    """What somebody may choose from now, best first, and the square it was read from."""

    choices: list[Choice]
    state: Loads


def choices_for(
    db: sqlite3.Connection,
    visitor: Row,
    state: Loads,
    today: days.Day,
    now: int,
    *,
    past: visits.Visits | None = None,
    wished: set[int] | None = None,
) -> list[Choice]:
    """Every booth that fits this visitor now: wished for or matching, not in its queue, not left or met today.

    `past`, `wished`: the visitor's visits and open wishes, where they were just read.
    """
    wished = open_wishes(db, visitor["id"]) if wished is None else wished
    live, seen, _, here = past or visits.of(db, visitor["id"], today)
    prospects = _prospects(db, visitor["enterprise_id"], state.ground)
    walks_m, ms_a_metre = state.ground.walks_m(here), state.ground.ms_a_metre
    coming_ms = _work_to_come_ms(db, wished, state) if len(wished) > 1 else {}
    latest_ms = today.closes_at - max(now, today.opens_at)
    starts_ms, visitor_id = state.starts_ms(), visitor["id"]
    found = []
    # The door's hottest loop: every booth for everybody who comes in.
    for booth_id, row, match, worth_min in prospects:
        is_unasked = booth_id not in wished
        if booth_id in live or (
            is_unasked and (match is None or booth_id in seen or row["paused_at"] is not None)
        ):
            continue
        wait_ms, walk_m = starts_ms[booth_id], walks_m[booth_id]
        walk_ms = walk_m * ms_a_metre
        if (walk_ms if walk_ms > wait_ms else wait_ms) >= latest_ms or row["left_on"] == today.day:
            continue
        felt_ms = damped(wait_ms, visitor_id, booth_id) if is_unasked else wait_ms
        cost_ms = (walk_ms if walk_ms > felt_ms else felt_ms) + walk_ms
        if coming_ms:
            cost_ms -= FORESIGHT * coming_ms.get(booth_id, 0.0)
        minus_score = cost_ms / waits.MIN_MS - worth_min
        found.append(Choice(is_unasked, minus_score, row["number"], row, walk_m, walk_ms, match))
    found.sort()  # the numbers differ, so nothing behind them is compared
    return found


def would_start_too_late(state: Loads, booth: Row, today: days.Day, now: int) -> bool:
    """Whether somebody who joins this booth now would sit down only after closing."""
    starts = max(now, today.opens_at) + state.wait_ms(booth["id"])[0]
    return starts >= today.closes_at or booth["left_on"] == today.day


def substitutes(
    db: sqlite3.Connection, booth: Row, visitor: Row, state: Loads, today: days.Day, now: int
) -> list[Row]:
    """Open booths whose agencies announced the same kinds of purchase as this one, the least waiting first."""
    wanted = matches_of(db, visitor["enterprise_id"], state.ground).get(booth["agency_id"])
    categories = list(wanted.categories) if wanted else _categories_of_agency(db, booth["agency_id"])
    if not categories:
        return []
    marks = ",".join("?" * len(categories))
    rows = db.execute(
        f"SELECT b.id, sum(s.items) AS items, sum(s.won) AS won FROM plan_sums s"
        f" JOIN booths b ON b.agency_id = s.agency_id WHERE s.category IN ({marks}) AND b.id <> ? GROUP BY b.id",
        (*categories, booth["id"]),
    ).fetchall()
    live, seen, _, _ = visits.of(db, visitor["id"], today)
    options = []
    for row in rows:
        other = state.booths[row["id"]]
        if other["paused_at"] is not None or row["id"] in live | seen:
            continue
        if would_start_too_late(state, other, today, now):
            continue
        worth = _worth(row["items"], row["won"]) - state.wait_ms(row["id"])[0] / waits.MIN_MS
        options.append((-worth, other["number"], other))
    return [
        {
            "booth": other["number"],
            "agency": other["agency"],
            "wait_min": waits.minutes(state.wait_ms(other["id"])),
        }
        for _, _, other in sorted(options, key=lambda one: one[:2])[:SUGGESTIONS]
    ]


def place(change: Change, visitor: Row, today: days.Day, *, matches: bool) -> Options | None:
    """Give the visitor places up to `live_tickets`: today's appointments, then wishes, then (at check-in) matches.

    Appointments are not counted. Returns what was left over, or None if nothing was looked at.
    """
    if visitor["badge_kind"] != "visitor":
        return None
    wished = _place_appointments(change, visitor, today)
    past = visits.of(change.db, visitor["id"], today)
    free = change.settings["live_tickets"] - past.counted
    if free <= 0 or not (matches or wished):
        return None
    state = loads.of(change.db, change.now)
    left = []
    for choice in choices_for(change.db, visitor, state, today, change.now, past=past, wished=wished):
        if free > 0 and (choice.wished or (matches and visitor["enterprise_id"])):
            origin = "wish" if choice.wished else "match"
            add_place(change, visitor, choice.booth, origin, state=state, wished=choice.wished)
            free -= 1
        else:
            left.append(choice)
    return Options(left, state)


def promote(change: Change, visitor: Row) -> None:
    """A place came free: the best open wish takes it, when the visitor is in today."""
    today = days.today(change.db, change.now, change.time_zone)
    arrived = today and change.one(
        "SELECT 1 FROM arrivals WHERE visitor_id = ? AND day = ? AND undone_at IS NULL AND left_at IS NULL",
        visitor["id"],
        today.day,
    )
    if today and arrived:
        place(change, visitor, today, matches=False)


def add_place(
    change: Change,
    visitor: Row,
    booth: Row,
    origin: str,
    *,
    state: Loads | None = None,
    appointment: Row | None = None,
    wished: bool = True,
) -> int:
    """Put the visitor into the booth's queue, close their wish for it, and record it. Returns the ticket's id.

    `wished`: there may be such a wish.
    """
    expected = state.wait_ms(booth["id"]) if state else (None, None)
    late_ms = change.settings["appointment_late_min"] * waits.MIN_MS
    # Who comes in after their appointment has lapsed walks in: behind those who wait already.
    on_time = appointment is not None and change.now <= appointment["starts_at"] + late_ms
    since = float(appointment["starts_at"] if appointment and on_time else change.now)
    ticket_id = tickets.add(
        change,
        visitor["id"],
        booth["id"],
        since=since,
        origin=origin,
        appointment_at=appointment["starts_at"] if appointment else None,
        wish_id=appointment["id"] if appointment else None,
        expected_p50_ms=None if expected[0] is None else round(expected[0]),
        expected_p80_ms=None if expected[1] is None else round(expected[1]),
    )
    if wished:
        change.update(
            "UPDATE wishes SET state = 'placed' WHERE visitor_id = ? AND booth_id = ? AND starts_at IS NULL"
            " AND state = 'open'",
            visitor["id"],
            booth["id"],
        )
    if state:
        state.joined(booth["id"])
    change.record(
        "ticket.join", visitor_id=visitor["id"], booth_id=booth["id"], ticket_id=ticket_id, origin=origin
    )
    return ticket_id


def suggestions(
    db: sqlite3.Connection,
    visitor: Row,
    today: days.Day | None,
    now: int,
    lang: str,
    options: Options | None = None,
) -> list[dict[str, Any]]:
    """The agenda's suggestions: booths worth seeing beside the places the visitor has, with their reasons.

    `options` are what `place` has just left over; without them they are looked for.
    """
    if today is None or now >= today.closes_at or visitor["badge_kind"] != "visitor":
        return []
    if options is None:
        state = loads.of(db, now)
        options = Options(choices_for(db, visitor, state, today, now), state)
    best = islice((one for one in options.choices if not one.wished), SUGGESTIONS)
    return [_suggestion(one, waits.minutes(options.state.wait_ms(one.booth["id"])), lang) for one in best]


def _suggestion(choice: Choice, wait_min: list[int], lang: str) -> dict[str, Any]:
    return {
        "booth": choice.number,
        "agency": choice.booth["agency"],
        "reasons": reasons(choice, wait_min, lang),
        "wait_min": wait_min,
        "walk_m": round(choice.walk_m),
    }


def reasons(choice: Choice, wait_min: list[int], lang: str) -> list[str]:
    """Why this booth, in sentences."""
    walk_min = max(1, round(choice.walk_ms / waits.MIN_MS))
    return list(_reasons(choice.wished, choice.match, *wait_min, walk_min, lang))


@lru_cache(maxsize=4096)
def _reasons(
    wished: bool, match: Match | None, p50: int, p80: int, walk_min: int, lang: str
) -> tuple[str, ...]:
    said = []
    if wished:
        said.append(gettext("상담을 희망하신 기관이에요.", lang))
    if match:
        said.append(
            gettext(
                "%(categories)s 구매계획 %(items)s건, %(won)s원",
                lang,
                categories=", ".join(match.categories),
                items=match.items,
                won=f"{match.won:,}",
            )
        )
    if p80 <= 3:
        said.append(gettext("지금 거의 기다리지 않아요.", lang))
    else:
        said.append(gettext("%(p50)s~%(p80)s분쯤 기다려요.", lang, p50=p50, p80=p80))
    said.append(gettext("걸어서 %(walk)s분 거리예요.", lang, walk=walk_min))
    return tuple(said)


def matches_of(db: sqlite3.Connection, enterprise_id: int | None, still: Ground) -> dict[int, Match]:
    """agency id -> what it plans to buy of this enterprise's kinds."""
    return still.matches(db, _kinds_of(db, enterprise_id))


def _kinds_of(db: sqlite3.Connection, enterprise_id: int | None) -> tuple[str, ...]:
    if enterprise_id is None:
        return ()
    kinds = db.execute(
        "SELECT category FROM enterprise_categories WHERE enterprise_id = ? ORDER BY category",
        (enterprise_id,),
    )
    return tuple(row["category"] for row in kinds)


def asked_for(db: sqlite3.Connection, visitor: Row) -> list[Row]:
    """The visitor's wishes and appointments, and those of their enterprise that nobody took, in the order asked."""
    return all_rows(
        db,
        "SELECT id, booth_id, visitor_id, starts_at, state FROM wishes WHERE visitor_id = ?1"
        " OR (enterprise_id = ?2 AND visitor_id IS NULL) ORDER BY id",
        (visitor["id"], visitor["enterprise_id"]),
    )


def open_wishes(db: sqlite3.Connection, visitor_id: int) -> set[int]:
    """Booth ids the visitor has asked for and has no place at yet."""
    rows = db.execute(
        "SELECT booth_id FROM wishes WHERE visitor_id = ? AND state = 'open' AND starts_at IS NULL",
        (visitor_id,),
    )
    return {row["booth_id"] for row in rows}


def _work_to_come_ms(db: sqlite3.Connection, wished: set[int], state: Loads) -> dict[int, float]:
    """How long the wishes that nobody has a place for yet will keep each counter of these booths."""
    marks = ",".join("?" * len(wished))
    rows = db.execute(
        "SELECT booth_id, count(*) AS wishes FROM wishes WHERE state = 'open' AND starts_at IS NULL"
        f" AND booth_id IN ({marks}) GROUP BY booth_id",
        tuple(wished),
    )
    return {
        row["booth_id"]: row["wishes"]
        * state.pace(row["booth_id"]).mean_ms
        / state.booths[row["booth_id"]]["counters"]
        for row in rows
    }


def damped(wait_ms: float, visitor_id: int, booth_id: int) -> float:
    """A wait as advice feels it: in steps, whose edges lie elsewhere for each visitor and booth.

    Without, everybody of one trade is sent to the booth that is a minute better, and all back a minute later. So a
    queue that moves by a minute turns one visitor in five, one that moves by five minutes everybody; advice in between
    stays as it was. The edges are spread evenly (Roberts' R2 sequence), so that on average nobody is misled.
    """
    edge = (visitor_id * 0.7548776662466927 + booth_id * 0.5698402909980532) % 1.0
    return (wait_ms / STEP_MS + edge) // 1.0 * STEP_MS


def _prospects(db: sqlite3.Connection, enterprise_id: int | None, still: Ground) -> list[Prospect]:
    """Every booth as an enterprise of these kinds sees it."""
    kinds = _kinds_of(db, enterprise_id)
    known: list[Prospect] | None = still.kept.get(("prospects", kinds))
    if known is None:
        matches = still.matches(db, kinds)
        known = still.kept["prospects", kinds] = [
            (booth_id, row, match, _worth(match.items, match.won) if match else 0.0)
            for booth_id, row in still.booths.items()
            for match in [matches.get(row["agency_id"])]
        ]
    return known


@lru_cache(maxsize=4096)
def _worth(items: int, won: int) -> float:
    """A match in minutes of waiting it is worth."""
    tenfolds = math.log10(won / 1_000_000) if won > 1_000_000 else 0.0
    return ITEM_POINTS * min(items, ITEMS_MAX) + WON_POINTS * tenfolds


def _categories_of_agency(db: sqlite3.Connection, agency_id: int) -> list[str]:
    rows = db.execute(
        "SELECT category FROM plan_sums WHERE agency_id = ? ORDER BY won DESC LIMIT 3", (agency_id,)
    ).fetchall()
    return [row["category"] for row in rows]


def _place_appointments(change: Change, visitor: Row, today: days.Day) -> set[int]:
    """Take today's appointments of the enterprise that nobody took, and the visitor's own, until the day closes.

    Returns the booth ids of wishes that stay open.
    """
    open_ones = [wish for wish in asked_for(change.db, visitor) if wish["state"] == "open"]
    wished = {wish["booth_id"] for wish in open_ones if wish["starts_at"] is None}
    if change.now >= today.closes_at:
        return wished
    booked = [
        wish
        for wish in open_ones
        if wish["starts_at"] is not None and today.morning <= wish["starts_at"] <= today.closes_at
    ]
    for wish in sorted(booked, key=lambda wish: wish["starts_at"]):
        if change.one(
            "SELECT 1 FROM tickets WHERE visitor_id = ? AND booth_id = ? AND state IN ('waiting', 'called', 'serving')",
            visitor["id"],
            wish["booth_id"],
        ):
            continue
        change.update(
            "UPDATE wishes SET state = 'placed', visitor_id = ? WHERE id = ?", visitor["id"], wish["id"]
        )
        booth = ground.of(change.db).booths[wish["booth_id"]]
        is_wished = wish["booth_id"] in wished
        add_place(change, visitor, booth, "appointment", appointment=wish, wished=is_wished)
        wished.discard(wish["booth_id"])
    return wished


def where_to_go(booth: str, lang: str) -> str:
    """The sentence that sends somebody to a booth."""
    return gettext("지금 %(booth)s 가세요.", lang, booth=josa(booth, "으로") if lang == "ko" else booth)
