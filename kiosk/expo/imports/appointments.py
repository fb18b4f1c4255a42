"""Appointments of enterprises with agencies: known by enterprise, booth and time, or, when moved, by the first two.

One that was withdrawn by hand is not brought back. One that somebody in the hall has taken moves with its place in the
queue while they wait; while they are called or met it stays as it is.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable
from typing import Any, Literal, TypedDict

from kiosk.data import conditions
from kiosk.expo.imports import order
from kiosk.expo.imports.lookups import Booths, Days, Enterprises
from kiosk.expo.imports.rows import (
    ADDED,
    CHANGED,
    MERGED,
    UNCHANGED,
    Outcome,
    Prepared,
    Reading,
    Verdict,
    begin,
)
from kiosk.expo.programme import holds
from kiosk.expo.programme.holds import Held
from kiosk.expo.square.days import MIN_MS, Day

Slot = tuple[int, int, int]  # enterprise, booth, starts_at


class Appointment(TypedDict):
    """An enterprise's appointment as it stands; `starts_at` in ms, `visitor_id` whose it is once somebody has come."""

    id: int
    enterprise_id: int
    booth_id: int
    starts_at: int
    visitor_id: int | None
    state: Literal["open", "placed", "withdrawn"]


class Taken(TypedDict):
    """The live place of who has taken an appointment (`wish_id`), and their number."""

    wish_id: int
    id: int
    state: Literal["waiting", "called", "serving"]
    number: int


def compare(reading: Reading, prepared: Iterable[Prepared]) -> Outcome:
    rows = begin(prepared, reading.lang)
    needs, notes = order.ready(reading, "appointments", rows)
    if notes:
        return order.refuse_all(rows, needs, notes, reading.lang)
    slots = _slots(reading, rows)
    stored, places = _stored(reading), _places(reading)
    in_file = {slot for _, slot in slots}
    movable, busy = _unnamed(stored, places, in_file)
    booths, days = Booths(reading), Days(reading)
    held = holds.of_enterprises(reading.db, reading.now)
    planned = [slot for slot, row in stored.items() if row["state"] != "withdrawn"]
    at_booth = Counter(slot[1:] for slot in planned)
    of_enterprise = Counter((slot[0], slot[2]) for slot in planned)
    seen: dict[Slot, int | str] = {}
    added, moved, moved_places, moved_slots = [], [], [], []
    for verdict, slot in slots:
        enterprise_id, booth_id, starts_at = slot
        if slot in seen:
            verdict.verdict = MERGED
            verdict.say(verdict._("%(row)s번째 줄과 같은 예약이라 하나로 합쳤어요."), row=seen[slot])
            continue
        seen[slot] = verdict.place
        if slot in stored:
            verdict.verdict = UNCHANGED
            continue
        if slot[:2] in busy:
            _refuse_busy(verdict, busy[slot[:2]])
            continue
        if movable[slot[:2]]:
            old = movable[slot[:2]].pop(0)
            verdict.verdict = CHANGED
            at_booth[old[1:]] -= 1
            of_enterprise[old[0], old[2]] -= 1
            moved.append((starts_at, stored[old]["id"]))
            moved_slots.append((starts_at, starts_at, *old))
            if place := places.get(stored[old]["id"]):
                moved_places.append((starts_at, float(starts_at), place["id"]))
                verdict.say(
                    verdict._("%(number)s번이 이미 와서 기다리고 있어 대기 순서도 새 시각으로 옮겨요."),
                    number=place["number"],
                )
        else:
            verdict.verdict = ADDED
            added.append((enterprise_id, booth_id, starts_at, reading.now))
        at_booth[slot[1:]] += 1
        of_enterprise[enterprise_id, starts_at] += 1
        _say_who_sits(verdict, held.get(enterprise_id, []), starts_at, days)
        if at_booth[slot[1:]] > booths.counters[booth_id]:
            verdict.say(
                verdict._("그 시각에 이 기관의 예약이 상담석보다 많아요. ‘시각’을 나누면 기다리지 않아요.")
            )
        if of_enterprise[enterprise_id, starts_at] > 1:
            verdict.say(
                verdict._(
                    "같은 시각에 이 기업의 다른 예약이 있어요. 두 사람이 오지 않으면 ‘시각’을 바꿔 주세요."
                )
            )
    kept = in_file | {slot for slot, row in stored.items() if row["id"] in {wish for _, wish in moved}}
    missing = sum(slot not in kept and row["state"] != "withdrawn" for slot, row in stored.items())
    outcome = Outcome([verdict for verdict, _ in rows], missing=missing, moved=moved_places)
    outcome.write("UPDATE wishes SET starts_at = ? WHERE id = ? AND state <> 'withdrawn'", moved)
    outcome.write(  # what the timetable made moves along; both sides had answered to another time
        "UPDATE proposals SET starts_at = ?, ends_at = ends_at - starts_at + ?, agency_says = NULL, enterprise_says = NULL"
        " WHERE enterprise_id = ? AND booth_id = ? AND starts_at = ? AND state = 'applied'",
        moved_slots,
    )
    outcome.write(
        "UPDATE tickets SET appointment_at = ?, rank = ? WHERE id = ? AND state = 'waiting'", moved_places
    )
    outcome.write(
        "INSERT INTO wishes (enterprise_id, booth_id, starts_at, source, created_at)"
        " VALUES (?, ?, ?, 'import', ?)",
        added,
    )
    return outcome


def _stored(reading: Reading) -> dict[Slot, Appointment]:
    """Each appointment once; a live one hides a withdrawn one at the same time."""
    rows = reading.every(
        Appointment,
        "SELECT id, enterprise_id, booth_id, starts_at, visitor_id, state FROM wishes"
        " WHERE starts_at IS NOT NULL AND enterprise_id IS NOT NULL ORDER BY state = 'withdrawn' DESC, id",
    )
    return {(row["enterprise_id"], row["booth_id"], row["starts_at"]): row for row in rows}


def _places(reading: Reading) -> dict[int, Taken]:
    """Appointment's id -> the live ticket of who has taken it."""
    rows = reading.every(
        Taken,
        "SELECT t.wish_id, t.id, t.state, v.number FROM tickets t JOIN visitors v ON v.id = t.visitor_id"
        f" WHERE t.wish_id IS NOT NULL AND {conditions.live()}",
    )
    return {row["wish_id"]: row for row in rows}


def _unnamed(
    stored: dict[Slot, Appointment], places: dict[int, Taken], in_file: set[Slot]
) -> tuple[dict[tuple[int, int], list[Slot]], dict[tuple[int, int], Taken]]:
    """What the file does not name, by enterprise and booth: appointments that may move to another time, and the places of
    those that are being called or met."""
    movable: dict[tuple[int, int], list[Slot]] = defaultdict(list)
    busy: dict[tuple[int, int], Taken] = {}
    for slot, row in sorted(stored.items()):
        if slot in in_file:
            continue
        place = places.get(row["id"])
        if place and place["state"] != "waiting":
            busy[slot[:2]] = place
        elif place or (row["state"] == "open" and row["visitor_id"] is None):
            movable[slot[:2]].append(slot)
    return movable, busy


def _refuse_busy(verdict: Verdict, place: Taken) -> None:
    """The appointment of this file is another one's that is being served now."""
    verdict.refuse(
        verdict._(
            "%(number)s번을 이 예약으로 지금 부르거나 상담하고 있어 시각을 바꾸지 않았어요. "
            "한 번 더 만나는 예약이면 끝난 뒤에 다시 가져와 주세요."
        ),
        number=place["number"],
    )


def _say_who_sits(verdict: Verdict, held: list[Held], starts_at: int, days: Days) -> None:
    """The enterprise's people sit at something of the programme then: nobody of it would be called."""
    for one in held:
        if one["begins_at"] <= starts_at < one["until"]:
            verdict.say(
                verdict._(
                    "이 기업은 %(time)s ‘%(what)s’에 자리가 있어 그동안에는 부르지 않아요. ‘시각’을 바꾸거나 그 자리를 취소해 주세요."
                ),
                time=days.clock(one["starts_at"]),
                what=one["title"],
            )


def _slots(reading: Reading, rows: list[tuple[Verdict, dict[str, Any]]]) -> list[tuple[Verdict, Slot]]:
    """The usable rows with what they name; the others are refused."""
    enterprises, booths, days = Enterprises(reading), Booths(reading), Days(reading)
    slots = []
    for verdict, values in rows:
        if verdict.verdict:
            continue
        enterprise_id = enterprises.find(verdict, values)
        booth_id = booths.find(values["agency"])
        moment = days.moment(verdict, values["day"], values["time"])
        if booth_id is None:
            verdict.refuse(
                verdict._("‘기관명’ %(name)s의 부스가 없어요. 등록된 기관 이름으로 적어 주세요."),
                name=values["agency"],
            )
        if moment and values["either_half"]:
            moment = _while_open(verdict, *moment, days)
        if moment and not moment[0].opens_at <= moment[1] < moment[0].closes_at:
            opens, closes = days.hours(moment[0])
            verdict.refuse(
                verdict._("‘시각’이 운영 시간(%(opens)s~%(closes)s) 밖이에요. 그 안의 시각으로 적어 주세요."),
                opens=opens,
                closes=closes,
            )
        if not verdict.verdict and enterprise_id and booth_id and moment:
            slots.append((verdict, (enterprise_id, booth_id, moment[1])))
    return slots


def _while_open(verdict: Verdict, day: Day, starts_at: int, days: Days) -> tuple[Day, int]:
    """2:20 is meant as 14:20 where only that is within opening hours."""
    later = starts_at + 12 * 60 * MIN_MS
    if day.opens_at <= starts_at or not day.opens_at <= later < day.closes_at:
        return day, starts_at
    verdict.say(
        verdict._("‘시각’을 오후(%(time)s)로 보았어요. 맞는지 확인해 주세요."),
        time=days.clock(later),
    )
    return day, later
