"""What the plan is to the visitor whose phone looks at it: where they wish to go, or have a place already, and what their
enterprise makes. It stands on their own phone's page alone, and never goes over a socket."""

import sqlite3
from typing import Literal, TypedDict

from kiosk.expo.person import visitors
from kiosk.expo.person.visitors import Visitor
from kiosk.expo.queue import routing, tickets, wishes
from kiosk.expo.square import ground

Standing = Literal["wished", "booked", "placed"]


class Own(TypedDict):
    """`standing`: by booth's number, the surest of what holds there; `kinds`: the categories of the enterprise, sorted; `code` opens
    their own page."""

    visitor: int
    number: int
    code: str
    standing: dict[str, Standing]
    kinds: tuple[str, ...]


def own(db: sqlite3.Connection, badge_key: bytes, visitor: Visitor) -> Own:
    """The plan as this visitor's bound phone shows it."""
    shape = visitors.shape(badge_key, visitor)
    return {
        "visitor": visitor["id"],
        "number": shape["number"],
        "code": shape["badge"]["code"] or "",
        "standing": standing(db, visitor),
        "kinds": routing.kinds_of(db, visitor["enterprise_id"]),
    }


def standing(db: sqlite3.Connection, visitor: Visitor) -> dict[str, Standing]:
    """By booth's number: a place before an appointment before a wish."""
    numbers = {id: booth["number"] for id, booth in ground.of(db).booths.items()}
    asked = [wish for wish in wishes.asked_for(db, visitor) if wish["state"] == "open"]
    found: dict[str, Standing] = {}
    for wish in asked:
        if wish["starts_at"] is None:
            found[numbers[wish["booth_id"]]] = "wished"
    for wish in asked:
        if wish["starts_at"] is not None:
            found[numbers[wish["booth_id"]]] = "booked"
    found.update((ticket["booth"], "placed") for ticket in tickets.of_visitor(db, visitor["id"]))
    return found
