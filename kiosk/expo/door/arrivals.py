"""Checking in at the door: the five answers, and what follows from coming in."""

from typing import Any, TypedDict

from kiosk.actions.refusals import Refused
from kiosk.data import conditions, rows
from kiosk.data.store import Change
from kiosk.expo.door import reserved
from kiosk.expo.person import presence, visitors
from kiosk.expo.person.visitors import Visitor
from kiosk.expo.queue import routing, tickets, wishes
from kiosk.expo.queue.agenda import agenda
from kiosk.expo.queue.tickets import Ticket
from kiosk.expo.square import days, gatherings, ground
from kiosk.language.sentences import N_, gettext

WELCOMES = {
    "new": N_("환영합니다!"),
    "again": N_("다시 오셨네요. 이미 입장하셨어요."),
    "back": N_("또 만나서 반가워요!"),
    "repeat": N_("방금 확인됐어요."),
}


class Arrival(TypedDict):
    """A day on which somebody came, and when they left (ms), if they have not come back since."""

    day: str
    left_at: int | None


def check_in(change: Change, *, code: str | None = None, visitor: int | None = None) -> dict[str, Any]:
    """A visitor arrives. Answers visitor, welcome (new, again, back, repeat) and agenda.

    Raises Refused: unknown_code, badge_void, not_confirmed, not_today, day_closed.
    """
    if code is not None and (number := reserved.unreported(change, code)):
        return reserved.welcome(change, number, presence.require_open_day(change))
    row = visitors.of(change, code, visitor)
    visitors.require_confirmed(change, row)
    today = presence.require_open_day(change, row["id"])
    welcome = _welcome(change, row, today)
    change.update(
        "UPDATE visitors SET scanned_at = max(coalesce(scanned_at, 0), ?) WHERE id = ?",
        change.happened_at,
        row["id"],
    )
    change.record("visitor.check_in", visitor_id=row["id"], welcome=welcome, day=today.day)
    # A guest is greeted in their language by the kiosk, which nobody else reads; a desk reads its own.
    lang = (
        gatherings.spoken_to(row["guest_lang"], change.lang) if change.actor.role == "kiosk" else change.lang
    )
    options = None
    if welcome in ("new", "back"):
        options = _arrive(change, row, today, change.happened_at)
    else:
        _came_earlier(change, row, today)
    if welcome == "again":
        _return(change, row, today)
    return {
        "message": gettext(WELCOMES[welcome], lang),
        "welcome": welcome,
        "visitor": visitors.shape(change.badge_key, row),
        "agenda": agenda(
            change.db,
            row,
            now=change.now,
            zone=change.time_zone,
            lang=lang,
            options=options,
        ),
    }


def report(change: Change, visitor_id: int) -> None:
    """A badge has got its owner: where it was welcomed provisionally before, its owner arrived then.

    A provisional check-in on a day that has been taken off the expo since is dropped.
    """
    row = visitors.require(change, visitor_id)
    expo_days = {day.day: day for day in ground.of(change.db).days}
    for kept in reserved.take_provisional(change, row["number"]):
        if (day := expo_days.get(kept["day"])) is None:
            continue
        welcome = _welcome(change, row, day)
        change.record(
            "visitor.check_in", visitor_id=visitor_id, welcome=welcome, day=day.day, came_at=kept["at"]
        )
        if welcome in ("new", "back"):
            _arrive(change, row, day, kept["at"])


def undo_check_in(change: Change, *, visitor: int, reason: str) -> dict[str, Any]:
    """Take today's check-in back: a counter-entry. Places end and what was asked for becomes a wish again.

    One that a cut-off station tells of late takes back only what had happened by then. Raises Refused: not_today,
    not_checked_in, wrong_state (checked in again since, called or in a meeting).
    """
    row = visitors.require(change, visitor)
    today = presence.require_expo_day(change, row["id"])
    _require_no_scan_since(change, row, today)
    if tickets.is_busy(change.db, row["id"]):
        sentence = gettext(
            "지금 호출됐거나 상담 중이라 입장을 취소할 수 없어요. 끝난 뒤에 해 주세요.", change.lang
        )
        raise Refused("wrong_state", sentence)
    undone = change.update(
        f"UPDATE arrivals SET undone_at = ? WHERE visitor_id = ? AND day = ? AND {conditions.CAME}",
        change.happened_at,
        row["id"],
        today.day,
    )
    if undone != 1:
        raise presence.not_checked_in(change, row)
    change.record("visitor.undo_check_in", visitor_id=row["id"], reason=reason, day=today.day)
    for place in tickets.of_visitor(change.db, row["id"]):
        _give_back(change, place)
    return {
        "visitor": visitors.shape(change.badge_key, row),
        "message": gettext("%(number)s번의 입장을 취소했어요.", change.lang, number=row["number"]),
    }


def _require_no_scan_since(change: Change, row: Visitor, today: days.Day) -> None:
    """Who was checked in anywhere after the undo happened is here, whatever the undo was about."""
    came_at = change.value(
        f"SELECT at FROM arrivals WHERE visitor_id = ? AND day = ? AND {conditions.CAME}",
        row["id"],
        today.day,
    )
    newest_at = max(came_at or 0, row["scanned_at"] or 0)
    if newest_at <= change.happened_at:
        return
    sentence = gettext(
        "%(number)s번은 취소한 뒤 %(time)s에 다시 입장 확인을 해서 취소하지 않았어요. 지금 없는 분이면 다시 취소해 주세요.",
        change.lang,
        number=row["number"],
        time=days.clock_text(newest_at, change.time_zone),
    )
    raise Refused("wrong_state", sentence)


def _welcome(change: Change, row: Visitor, today: days.Day) -> str:
    came = {
        one["day"]: one
        for one in rows.every(
            change.db,
            Arrival,
            f"SELECT day, left_at FROM arrivals WHERE visitor_id = ? AND {conditions.CAME}",
            row["id"],
        )
    }
    if here := came.get(today.day):
        just = (
            row["scanned_at"] is not None
            and abs(change.happened_at - row["scanned_at"]) < change.settings["repeat_scan_s"] * 1000
        )
        return "repeat" if just and here["left_at"] is None else "again"
    return "back" if came else "new"


def _arrive(change: Change, row: Visitor, day: days.Day, at: int) -> routing.Options | None:
    """In since `at`. Places are given on the day itself alone: who is told of the next morning gets none."""
    change.insert("arrivals", visitor_id=row["id"], day=day.day, at=at, role=change.actor.role)
    if day.day != days.date_of(change.now, change.time_zone):
        return None
    if row["paused_at"] is not None or row["paused_ms"]:  # an earlier day's: each day's budget is its own
        presence.end_pause(change, row["id"])
    return routing.place(change, row, day, matches=True)


def _came_earlier(change: Change, row: Visitor, today: days.Day) -> None:
    """A scan that a cut-off station tells of late may show that they came earlier than was known."""
    change.update(
        f"UPDATE arrivals SET at = ?1 WHERE visitor_id = ?2 AND day = ?3 AND {conditions.CAME} AND at > ?1",
        change.happened_at,
        row["id"],
        today.day,
    )


def _return(change: Change, row: Visitor, today: days.Day) -> None:
    """Who had left and is scanned again is in again, and takes what has come up meanwhile."""
    change.update(
        f"UPDATE arrivals SET left_at = NULL WHERE visitor_id = ? AND day = ? AND {conditions.CAME} AND left_at <= ?",
        row["id"],
        today.day,
        change.happened_at,
    )
    routing.promote(change, row)


def _give_back(change: Change, place: Ticket) -> None:
    # Without ended_at: they did not leave, so the booth may be proposed again.
    tickets.move(change, place, "cancelled")
    if place["wish_id"]:
        change.update(
            "UPDATE wishes SET state = 'open', visitor_id = NULL WHERE id = ? AND enterprise_id IS NOT NULL",
            place["wish_id"],
        )
    elif place["origin"] in ("wish", "asked"):
        wishes.add(change, place["visitor_id"], place["booth_id"], source="undo")
    tickets.record(change, "ticket.leave", place, reason="check_in_undone")
