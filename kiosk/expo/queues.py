"""The queue of a booth: join, leave, transfer, call, recall, no-show."""

from typing import Any

from kiosk.expo import arrivals, booths, calling, days, routing, tickets, visitors, visits
from kiosk.expo.waits import MIN_MS
from kiosk.refusals import NotAllowed, Refused
from kiosk.store import Change
from kiosk.words import gettext

Row = dict[str, Any]


def join(
    change: Change, *, booth: str, code: str | None = None, visitor: int | None = None
) -> dict[str, Any]:
    """A visitor asks for a booth: a place now, or a wish when they hold `live_tickets` places (code `wished`).

    Raises Refused: unknown_code, badge_void, not_confirmed, not_checked_in, unknown_booth, already_waiting,
    booth_closed (with substitutes or the next day).
    """
    row = visitors.of(change, code, visitor)
    tickets.require_own(change, row["id"])
    visitors.require_confirmed(change, row)
    goal = booths.require(change, booth)
    require_queueing(change, row)
    today = arrivals.require_in(change, row)
    _require_no_place(change, row["id"], goal)
    _require_admitting(change, goal, row, today)
    if visits.of(change.db, row["id"], today).counted >= change.settings["live_tickets"] and not _give_way(
        change, row
    ):
        return _wish(change, row, goal)
    state = booths.square(change.db, change.now)
    ticket_id = routing.add_place(change, row, goal, "asked", state=state)
    ticket = tickets.find(change.db, ticket_id)
    assert ticket is not None
    return {
        "ticket": tickets.shape(ticket),
        "message": gettext("%(booth)s에 줄을 섰어요. 어디서든 기다리세요.", change.lang, booth=booth),
    }


def leave(change: Change, *, ticket: int, code: str | None = None) -> dict[str, Any]:
    """Give a place up; the visitor's best wish takes it. A kiosk shows whose it is by the badge's code.

    Raises Refused wrong_state once the meeting has begun or the ticket has ended.
    """
    row = tickets.require(change, ticket)
    if code is not None and visitors.require_by_code(change, code)["id"] != row["visitor_id"]:
        raise NotAllowed(gettext("이 명찰의 대기표가 아니에요.", change.lang))
    tickets.require_state(change, row, "waiting", "called")
    left = tickets.move(change, row, "cancelled", counter=None, ended_at=change.now)
    _record(change, "ticket.leave", row)
    _promote(change, row)
    return {
        "ticket": tickets.shape(left),
        "message": gettext("%(booth)s 대기를 취소했어요.", change.lang, booth=row["booth"]),
    }


def transfer(change: Change, *, ticket: int, booth: str) -> dict[str, Any]:
    """Move a waiting or called place to another booth; it keeps its rank and its time of joining.

    Raises Refused: wrong_state, unknown_booth, already_waiting, booth_closed.
    """
    row = tickets.require(change, ticket)
    goal = booths.require(change, booth)
    tickets.require_state(change, row, "waiting", "called")
    _require_no_place(change, row["visitor_id"], goal)
    visitor = visitors.require(change, row["visitor_id"])
    today = days.today(change.db, change.now, change.time_zone)
    if today:
        _require_admitting(change, goal, visitor, today)
    moved = tickets.move(
        change,
        row,
        "waiting",
        booth_id=goal["id"],
        counter=None,
        called_at=None,
        recalled_at=None,
        appointment_at=None,
        wish_id=None,
        rank=tickets.free_rank(change.db, goal["id"], min(row["rank"], float(change.now))),
        origin="asked",
        expected_p50_ms=None,
        expected_p80_ms=None,
    )
    _settle_wishes(change, row, goal)
    _record(change, "ticket.transfer", row, booths=[row["booth"], booth])
    return {
        "ticket": tickets.shape(moved),
        "message": gettext(
            "%(number)s번을 %(booth)s로 옮겼어요.", change.lang, number=row["number"], booth=booth
        ),
    }


def call_next(change: Change, *, booth: str, counter: int) -> dict[str, Any]:
    """Call the next visitor to a counter; while a meeting runs there this calls ahead. Answers why and skipped.

    Raises Refused: unknown_booth, booth_closed, counter_busy (one is called already), queue_empty (with skipped).
    """
    row = booths.require(change, booth)
    booths.require_counter(change, row, counter)
    booths.require_calling(change, row)
    _require_free_call(change, row, counter)
    decision = decide(change, row, counter)
    skipped = [{"ticket": ticket_id, "reason": reason} for ticket_id, reason in decision.skipped]
    if decision.chosen is None:
        sentence = (
            gettext("기다리는 분들이 모두 다른 곳에 있어요. 잠시 뒤에 다시 불러 주세요.", change.lang)
            if skipped
            else gettext("지금 기다리는 분이 없어요.", change.lang)
        )
        raise Refused("queue_empty", sentence, skipped=skipped)
    ticket = tickets.find(change.db, decision.chosen.ticket_id)
    assert ticket is not None
    return _call(change, "ticket.call_next", ticket, row, counter, decision.why, skipped)


def call(change: Change, *, ticket: int, counter: int, reason: str) -> dict[str, Any]:
    """Call one chosen ticket out of turn, with a reason.

    Raises Refused: wrong_state, booth_closed, counter_busy, not_checked_in, visitor_busy.
    """
    row = tickets.require(change, ticket)
    booth = booths.require(change, row["booth"])
    booths.require_counter(change, booth, counter)
    tickets.require_state(change, row, "waiting")
    booths.require_calling(change, booth)
    _require_free_call(change, booth, counter)
    visitor = visitors.require(change, row["visitor_id"])
    arrivals.require_in(change, visitor)
    require_free_visitor(change, row["visitor_id"])
    if visitor["paused_at"] is not None:
        sentence = gettext("%(number)s번은 잠시 쉬는 중이에요. 돌아오면 불러 주세요.", change.lang, **row)
        raise Refused("visitor_busy", sentence)
    return _call(change, "ticket.call", row, booth, counter, [reason], [], reason=reason)


def recall(change: Change, *, ticket: int) -> dict[str, Any]:
    """Call again who was called and is not there; the span until no-show starts anew."""
    row = tickets.require(change, ticket)
    tickets.require_state(change, row, "called")
    again = tickets.move(change, row, "called", recalled_at=change.now)
    _record(change, "ticket.recall", row, counter=row["counter"])
    return {
        "ticket": tickets.shape(again),
        "message": gettext("%(number)s번을 다시 불렀어요.", change.lang, number=row["number"]),
    }


def no_show(change: Change, *, ticket: int) -> dict[str, Any]:
    """Called and did not come: the first time two places back (code `put_back`), the second time it ends.

    Once the expo's last day has closed nobody waits any more, so it ends the first time.
    """
    row = tickets.require(change, ticket)
    tickets.require_state(change, row, "called")
    if row["no_shows"] == 0 and not days.is_over(change.db, change.now):
        return _put_back(change, row)
    ended = tickets.move(
        change, row, "no_show", counter=None, no_shows=row["no_shows"] + 1, ended_at=change.now
    )
    _record(change, "ticket.no_show", row)
    _promote(change, row)
    return {
        "ticket": tickets.shape(ended),
        "message": gettext("%(number)s번은 오지 않아 대기를 끝냈어요.", change.lang, number=row["number"]),
    }


def decide(change: Change, booth: Row, counter: int) -> calling.Pick:
    """Who would be called to this counter now. Reads the queue; changes nothing."""
    settings = change.settings
    hours = calling.Hours(
        settings["appointment_early_min"] * MIN_MS, settings["appointment_late_min"] * MIN_MS
    )
    return calling.pick(queue_of(change, booth, hours, counter), change.now, hours, change.lang)


def queue_of(
    change: Change, booth: Row, hours: calling.Hours, counter: int | None = None
) -> list[calling.Waiting]:
    """The booth's waiting tickets as the decision sees them, for a meeting at this counter."""
    today = days.today(change.db, change.now, change.time_zone)
    rows = change.all(
        "SELECT t.id, t.rank, t.appointment_at, t.visitor_id, v.number, v.paused_at,"
        " (SELECT o.state || ' ' || ob.number FROM tickets o JOIN booths ob ON ob.id = o.booth_id"
        "  WHERE o.visitor_id = t.visitor_id AND o.state IN ('called', 'serving')) AS elsewhere,"
        " EXISTS (SELECT 1 FROM arrivals a WHERE a.visitor_id = t.visitor_id AND a.day = ?"
        "  AND a.undone_at IS NULL AND a.left_at IS NULL) AS is_in,"
        " EXISTS (SELECT 1 FROM tickets o WHERE o.visitor_id = t.visitor_id AND o.state = 'waiting'"
        "  AND o.appointment_at IS NOT NULL AND o.booth_id <> t.booth_id) AS has_appointment"
        " FROM tickets t JOIN visitors v ON v.id = t.visitor_id"
        " WHERE t.booth_id = ? AND t.state = 'waiting' ORDER BY t.rank, t.id",
        today.day if today else "",
        booth["id"],
    )
    state = booths.square(change.db, change.now) if any(r["has_appointment"] for r in rows) else None
    return [
        calling.Waiting(
            ticket_id=row["id"],
            number=row["number"],
            rank=row["rank"],
            appointment_at=row["appointment_at"],
            busy=_busy(row),
            busy_at=row["elsewhere"].split(" ")[1] if row["elsewhere"] else None,
            keeps_from=_kept_from(change, row, booth, state, hours, counter)
            if state and row["has_appointment"]
            else None,
        )
        for row in rows
    ]


def require_free_visitor(change: Change, visitor_id: int, *, beside: int | None = None) -> None:
    """Raises Refused visitor_busy while the visitor is called or served with another ticket than `beside`."""
    busy = change.one(
        "SELECT b.number AS booth, v.number FROM tickets t JOIN booths b ON b.id = t.booth_id"
        " JOIN visitors v ON v.id = t.visitor_id"
        " WHERE t.visitor_id = ? AND t.state IN ('called', 'serving') AND t.id IS NOT ?",
        visitor_id,
        beside,
    )
    if busy:
        sentence = gettext(
            "%(number)s번은 지금 %(booth)s에 있어요. 끝난 뒤에 불러 주세요.", change.lang, **busy
        )
        raise Refused("visitor_busy", sentence)


def _busy(row: Row) -> str | None:
    if row["elsewhere"]:
        return "in_meeting" if row["elsewhere"].startswith("serving") else "called"
    if not row["is_in"]:
        return "left"
    return "paused" if row["paused_at"] is not None else None


def _kept_from(
    change: Change, row: Row, booth: Row, state: booths.Square, hours: calling.Hours, counter: int | None
) -> int | None:
    """The start of the visitor's next appointment elsewhere that a meeting here would run into.

    The meeting starts once they have walked here and the one that runs at this counter is over, lasts its P80, and
    leaves the walk from here to the appointment.
    """
    appointments = change.all(
        "SELECT booth_id, appointment_at FROM tickets WHERE visitor_id = ? AND state = 'waiting'"
        " AND appointment_at IS NOT NULL AND booth_id <> ? AND appointment_at + ? >= ? ORDER BY appointment_at",
        row["visitor_id"],
        booth["id"],
        hours.late_ms,
        change.now,
    )
    if not appointments:
        return None
    today = days.today(change.db, change.now, change.time_zone)
    here = visits.of(change.db, row["visitor_id"], today).here if today else None
    starts = max(state.walk_ms(here, booth["id"]), _left_ms(change, booth, counter, state))
    until = change.now + starts + state.pace(booth["id"]).p80_ms
    for other in appointments:
        if until + state.walk_ms(booth["id"], other["booth_id"]) > other["appointment_at"]:
            at: int = other["appointment_at"]
            return at
    return None


def _left_ms(change: Change, booth: Row, counter: int | None, state: booths.Square) -> float:
    """For how long the meeting at this counter will go on (P50); 0 where none runs."""
    began = change.value(
        "SELECT started_at + extended_ms FROM consultations WHERE booth_id = ? AND counter = ? AND state = 'open'",
        booth["id"],
        counter,
    )
    return 0.0 if began is None else max(0.0, began + state.pace(booth["id"]).p50_ms - change.now)


def _call(
    change: Change,
    verb: str,
    ticket: Row,
    booth: Row,
    counter: int,
    why: list[str],
    skipped: list[dict[str, Any]],
    **detail: Any,
) -> dict[str, Any]:
    called = tickets.move(change, ticket, "called", counter=counter, called_at=change.now, recalled_at=None)
    _record(change, verb, ticket, counter=counter, why=why, skipped=skipped, **detail)
    return {
        "ticket": tickets.shape(called),
        "why": why,
        "skipped": skipped,
        "message": gettext("%(number)s번을 불렀어요.", change.lang, number=ticket["number"]),
    }


def _put_back(change: Change, row: Row) -> dict[str, Any]:
    early_ms = change.settings["appointment_early_min"] * MIN_MS
    others = change.all(
        "SELECT rank FROM tickets WHERE booth_id = ? AND state = 'waiting' AND id <> ?"
        " AND (appointment_at IS NULL OR appointment_at - ? <= ?)",
        row["booth_id"],
        row["id"],
        early_ms,
        change.now,
    )
    rank = calling.put_back_rank(
        row["rank"], [other["rank"] for other in others], first=row["appointment_at"] is not None
    )
    back = tickets.move(
        change,
        row,
        "waiting",
        counter=None,
        rank=rank,
        no_shows=row["no_shows"] + 1,
        called_at=None,
        recalled_at=None,
        appointment_at=None,
    )
    _record(change, "ticket.no_show", row, put_back=True)
    return {
        "code": "put_back",
        "ticket": tickets.shape(back),
        "message": gettext("%(number)s번을 두 자리 뒤로 옮겼어요.", change.lang, number=row["number"]),
    }


def require_queueing(change: Change, row: Row) -> None:
    """Raises Refused wrong_state for badges of staff, press and officials, which no queue takes."""
    if row["badge_kind"] != "visitor":
        raise Refused("wrong_state", gettext("관계자 명찰로는 줄을 서지 않아요.", change.lang))


def _require_no_place(change: Change, visitor_id: int, booth: Row) -> None:
    place = change.one(
        "SELECT id FROM tickets WHERE visitor_id = ? AND booth_id = ? AND state IN ('waiting', 'called', 'serving')",
        visitor_id,
        booth["id"],
    )
    if place:
        ticket = tickets.find(change.db, place["id"])
        assert ticket is not None
        sentence = gettext("%(booth)s에는 이미 줄을 섰어요.", change.lang, booth=booth["number"])
        raise Refused("already_waiting", sentence, ticket=tickets.shape(ticket))


def _require_admitting(change: Change, booth: Row, visitor: Row, today: days.Day) -> None:
    """Joining works until the predicted start would be past closing."""
    state = booths.square(change.db, change.now)
    if not routing.would_start_too_late(state, booth, today, change.now):
        return
    others = routing.substitutes(change.db, booth, visitor, state, today, change.now)
    coming = days.next_day(change.db, today.day)
    if others:
        sentence = gettext(
            "%(booth)s는 오늘 안에 차례가 오기 어려워요. 비슷한 구매를 하는 다른 기관을 골라 주세요.",
            change.lang,
            booth=booth["number"],
        )
    elif coming:
        sentence = gettext(
            "%(booth)s는 오늘 마감됐어요. %(day)s에 다시 와 주세요.",
            change.lang,
            booth=booth["number"],
            day=coming.day,
        )
    else:
        sentence = gettext(
            "%(booth)s는 마감됐어요. 안내 데스크에 말씀해 주세요.", change.lang, booth=booth["number"]
        )
    raise Refused("booth_closed", sentence, substitutes=others, next_day=coming.day if coming else None)


def _require_free_call(change: Change, booth: Row, counter: int) -> None:
    """One called at most a counter. Raises Refused counter_busy."""
    called = change.one(
        "SELECT v.number FROM tickets t JOIN visitors v ON v.id = t.visitor_id"
        " WHERE t.booth_id = ? AND t.counter = ? AND t.state = 'called'",
        booth["id"],
        counter,
    )
    if called:
        sentence = gettext(
            "이 상담석은 %(number)s번을 부른 상태예요. 먼저 상담을 시작하거나 부재로 넘겨 주세요.",
            change.lang,
            **called,
        )
        raise Refused("counter_busy", sentence)


def _give_way(change: Change, visitor: Row) -> bool:
    """A waiting place taken for a mere match gives way to one the visitor asks for: the last of them."""
    matched = change.one(
        "SELECT id FROM tickets WHERE visitor_id = ? AND state = 'waiting' AND origin = 'match'"
        " ORDER BY rank DESC, id DESC LIMIT 1",
        visitor["id"],
    )
    if matched is None:
        return False
    row = tickets.find(change.db, matched["id"])
    assert row is not None
    tickets.move(change, row, "cancelled")  # no ended_at: the visitor did not leave, it may be proposed again
    _record(change, "ticket.leave", row, reason="gave_way")
    return True


def _wish(change: Change, visitor: Row, booth: Row) -> dict[str, Any]:
    change.update(
        "INSERT INTO wishes (visitor_id, booth_id, source, created_at) VALUES (?, ?, 'asked', ?) ON CONFLICT DO NOTHING",
        visitor["id"],
        booth["id"],
        change.now,
    )
    change.record("ticket.join", visitor_id=visitor["id"], booth_id=booth["id"], wished=True)
    return {
        "code": "wished",
        "wish": {"booth": booth["number"], "agency": booth["agency"]},
        "message": gettext(
            "%(booth)s는 상담 희망에 담았어요. 자리가 나면 자동으로 줄을 서 드려요.",
            change.lang,
            booth=booth["number"],
        ),
    }


def _settle_wishes(change: Change, ticket: Row, goal: Row) -> None:
    """After a transfer: the appointment it came from is off, and a wish for the new booth has its place."""
    change.update("UPDATE wishes SET state = 'withdrawn' WHERE id = ?", ticket["wish_id"])
    change.update(
        "UPDATE wishes SET state = 'placed' WHERE visitor_id = ? AND booth_id = ? AND starts_at IS NULL"
        " AND state = 'open'",
        ticket["visitor_id"],
        goal["id"],
    )


def _promote(change: Change, ticket: Row) -> None:
    routing.promote(change, visitors.require(change, ticket["visitor_id"]))


def _record(change: Change, verb: str, ticket: Row, **detail: Any) -> None:
    change.record(
        verb, visitor_id=ticket["visitor_id"], booth_id=ticket["booth_id"], ticket_id=ticket["id"], **detail
    )
