"""What the clock does: once a second, what has come due is performed as actions of `system`.

Each action_id is made from the row and the deadline, so that a restart, or two servers, repeat nothing.
"""

import logging

from kiosk.actions import perform
from kiosk.expo import booths, days, forgotten, invites
from kiosk.store import SYSTEM, Store

log = logging.getLogger(__name__)

TICK_S = 1
PER_TICK = 200
RETRY_MS = 20_000  # nobody could come: asked again after so long

Due = tuple[str, dict[str, object], str]


def tick(store: Store) -> int:
    """Perform what has come due; returns how many actions were done."""
    due = [
        *due_openings(store),
        *due_meetings(store),
        *due_calls(store),
        *due_pauses(store),
        *due_calls_ahead(store),
        *due_invites(store),
    ]
    return sum(
        perform(store, verb, SYSTEM, {**fields, "action_id": action_id}).ok for verb, fields, action_id in due
    )


def due_calls(store: Store) -> list[Due]:
    """Called and not there: recalled after `recall_min`, after as long again no-show. A call of an earlier day, when
    the server was off that evening, is taken back: nobody knows who came."""
    now = store.now()
    with store.read() as db:
        zone = days.time_zone(db)
        midnight = days.at_local(days.date_of(now, zone), "00:00", zone)
        is_over = days.is_over(db, now)
        span_ms = booths.settings_of(db)["recall_min"] * days.MIN_MS
        rows = db.execute(
            "SELECT id, called_at, recalled_at FROM tickets WHERE state = 'called'"
            " AND coalesce(recalled_at, called_at) <= ? ORDER BY called_at LIMIT ?",
            (now - span_ms, PER_TICK),
        ).fetchall()
    return [
        _due_stale_call(row["id"], row["called_at"], is_over)
        if row["called_at"] < midnight
        else _due_call(row["id"], row["called_at"], row["recalled_at"])
        for row in rows
    ]


def due_meetings(store: Store) -> list[Due]:
    """Meetings that nobody ended."""
    now = store.now()
    with store.read() as db:
        running = db.execute(
            "SELECT id, started_at, extended_ms, saved_at FROM consultations WHERE state = 'open'"
        ).fetchall()
        if not running:
            return []
        zone, expo_days = days.time_zone(db), days.all_days(db)
    over = [(row["id"], forgotten.lapses_at(row, expo_days, zone)) for row in running]
    return [
        ("consultation.lapse", {"consultation": meeting}, f"lapse:{meeting}:{at}")
        for meeting, at in over
        if at <= now
    ][:PER_TICK]


def due_openings(store: Store) -> list[Due]:
    """Days whose opening or closing has passed and is not in the journal yet."""
    now = store.now()
    with store.read() as db:
        zone = days.time_zone(db)
        today = days.today(db, now, zone)
        past = [day for day in days.all_days(db) if day.closes_at <= now]
        due: list[Due] = [
            ("expo.end_day", {"day": day.day}, f"close:{day.day}:{day.closes_at}") for day in past
        ]
        if today and today.is_open(now):
            due.append(("expo.open_day", {"day": today.day}, f"open:{today.day}:{today.opens_at}"))
        return [
            one
            for one in due
            if not db.execute("SELECT 1 FROM answers WHERE action_id = ?", one[2:]).fetchone()
        ]


def due_pauses(store: Store) -> list[Due]:
    """Pauses whose end has come: a visitor's budget, a booth's lunch."""
    now = store.now()
    with store.read() as db:
        people = db.execute("SELECT id, pause_until FROM visitors WHERE pause_until <= ?", (now,)).fetchall()
        stands = db.execute(
            "SELECT id, number, pause_until FROM booths WHERE pause_until <= ?", (now,)
        ).fetchall()
    return [
        ("visitor.resume", {"visitor": row["id"]}, f"resume:{row['id']}:{row['pause_until']}")
        for row in people
    ] + [("booth.open", {"booth": row["number"]}, f"open:{row['id']}:{row['pause_until']}") for row in stands]


def due_calls_ahead(store: Store) -> list[Due]:
    """Where a booth has switched it on: the next visitor, `call_ahead_min` before a meeting's expected end (P50)."""
    now = store.now()
    with store.read() as db:
        meetings = db.execute(
            "SELECT c.id, c.booth_id, c.counter, c.started_at + c.extended_ms AS started_at, b.number FROM consultations c"
            " JOIN booths b ON b.id = c.booth_id WHERE c.state = 'open' AND b.ahead_by_clock = 1 AND c.counter <= b.counters"
            " AND NOT EXISTS (SELECT 1 FROM tickets t WHERE t.booth_id = c.booth_id AND t.counter = c.counter"
            " AND t.state = 'called')"
        ).fetchall()
        if not meetings:
            return []
        settings = booths.settings_of(db)
        square = booths.square(db, now)
    ahead_ms = settings["call_ahead_min"] * days.MIN_MS
    return [
        (
            "ticket.call_next",
            {"booth": row["number"], "counter": row["counter"]},
            f"ahead:{row['id']}:{now // RETRY_MS}",
        )
        for row in meetings
        if now >= row["started_at"] + square.pace(row["booth_id"]).p50_ms - ahead_ms
        and square.waiting[row["booth_id"]]
    ]


def due_invites(store: Store) -> list[Due]:
    """Invitations that nobody answered in time."""
    before = store.now() - invites.LAPSE_MS
    with store.read() as db:
        row = db.execute(
            "SELECT min(id) AS id FROM invites WHERE state = 'open' AND invited_at <= ?", (before,)
        ).fetchone()
    return [("invite.lapse", {}, f"lapse:{row['id']}")] if row["id"] else []


def _due_call(ticket: int, called_at: int, recalled_at: int | None) -> Due:
    if recalled_at is None:
        return "ticket.recall", {"ticket": ticket}, f"recall:{ticket}:{called_at}"
    return "ticket.no_show", {"ticket": ticket}, f"no_show:{ticket}:{recalled_at}"


def _due_stale_call(ticket: int, called_at: int, is_over: bool) -> Due:
    if is_over:  # nobody waits any more
        return "ticket.no_show", {"ticket": ticket}, f"no_show:{ticket}:{called_at}"
    return "ticket.uncall", {"ticket": ticket, "reason": "closed"}, f"uncall:{ticket}:{called_at}"
