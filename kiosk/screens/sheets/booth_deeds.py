"""What can be done to a booth from its sheet, and what each action says will happen."""

from typing import TypedDict

from kiosk.expo.queue import clearing, substitutes
from kiosk.expo.square import days, waits
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
    """What its actions depend on and say: `away`: gone home today; waiting, busy: how many; where they could be moved, and how many (`to_move`; `booked` stay); `back`: how many were moved and can be brought back; `planned`: its counters follow a plan by the hour; `full`: it takes no new places."""

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
    counters: int
    planned: bool
    full: bool
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
        "counters": row["counters"],
        "planned": row["file_counters"] is not None,
        "full": look.today is not None and row["full_on"] == look.today.day,
        "targets": _targets(look, row)
        if look.today and any(not one["appointment_at"] for one in waiting)
        else [],
    }


def _back(look: Look, row: Booth) -> int:
    last = clearing.last_cleared(look.db, row["id"], look.today) if look.today else None
    return len(last["moved"]) if last else 0


def _targets(look: Look, row: Booth) -> list[Target]:
    """The open booths, those first that plan to buy what this one does, then where one waits least."""
    assert look.today is not None
    return [
        {
            "number": one["number"],
            "agency": agency_name(one, look.lang),
            "wait_min": waits.minutes(look.square.wait_ms(one["id"])),
            "fits": fits,
        }
        for one, fits in substitutes.alike(look.db, row, look.square, look.today, look.now)
    ]
