"""What can be done to a booth from its sheet, and what each action says will happen."""

from typing import TypedDict

from kiosk.expo.queue import clearing
from kiosk.expo.queue.choices import would_start_too_late
from kiosk.expo.square import booths, days, waits
from kiosk.expo.square.ground import Booth
from kiosk.screens.agencies import agency_name
from kiosk.screens.sheets.shapes import Look
from kiosk.screens.sheets.visits import Visit


class Target(TypedDict):
    """Where who waits could be moved: `wait_min` P50 and P80 there."""

    number: str
    agency: str
    wait_min: list[int]
    fits: bool


class Deeds(TypedDict):
    """What its actions depend on and say: `away`: gone home today; waiting, busy: how many; where they could be moved, and how many (`to_move`; `booked` stay); `back`: how many were moved and can be brought back."""

    booth: str
    state: str
    away: bool
    waiting: int
    busy: int
    last_day: bool
    is_open: bool
    to_move: int
    booked: int
    back: int
    targets: list[Target]


def deeds(look: Look, row: Booth, state: str, waiting: list[Visit]) -> Deeds:
    return {
        "booth": row["number"],
        "state": state,
        "away": bool(row["left_on"] and look.today and row["left_on"] == look.today.day),
        "waiting": len(waiting),
        "busy": len(look.square.called_or_serving(look.db, row["id"])),
        "last_day": look.today is None or days.next_day(look.db, look.today.day) is None,
        "is_open": bool(look.today and look.today.is_open(look.now)),
        "to_move": sum(not one["appointment_at"] for one in waiting),
        "booked": sum(bool(one["appointment_at"]) for one in waiting),
        "back": _back(look, row),
        "targets": _targets(look, row)
        if look.today and any(not one["appointment_at"] for one in waiting)
        else [],
    }


def _back(look: Look, row: Booth) -> int:
    last = clearing.last_cleared(look.db, row["id"], look.today) if look.today else None
    return len(last["moved"]) if last else 0


def _targets(look: Look, row: Booth) -> list[Target]:
    """The open booths, those first that plan to buy what this one does, then where one waits least."""
    alike = {
        one["id"]
        for one in look.db.execute(
            "SELECT DISTINCT b.id FROM plan_sums s JOIN plan_sums o ON o.category = s.category"
            " JOIN booths b ON b.agency_id = o.agency_id WHERE s.agency_id = ?",
            (row["agency_id"],),
        )
    }
    assert look.today is not None
    found = [
        other
        for other in look.square.booths.values()
        if other["id"] != row["id"]
        and booths.state_of(other, look.today, look.now) == "open"
        and not would_start_too_late(look.square, other, look.today, look.now)
    ]
    ordered = sorted(
        found, key=lambda one: (one["id"] not in alike, look.square.wait_ms(one["id"])[0], one["number"])
    )
    return [
        {
            "number": one["number"],
            "agency": agency_name(one, look.lang),
            "wait_min": waits.minutes(look.square.wait_ms(one["id"])),
            "fits": one["id"] in alike,
        }
        for one in ordered
    ]
