"""What can be done for a visitor from their sheet, and what each action says will happen."""

from typing import TypedDict

from kiosk.data import rows
from kiosk.expo.person import phones
from kiosk.expo.person.visitors import Visitor
from kiosk.screens.agencies import Choice, booths_to_choose
from kiosk.screens.sheets.shapes import Look
from kiosk.screens.sheets.visits import Visit


class Has(TypedDict):
    """Which contact data there is, never what it says."""

    title: int
    phone: int
    email: int


class Place(TypedDict):
    """A place that can be given up or moved."""

    ticket: int
    booth: str
    state: str


class Deeds(TypedDict):
    """What the actions depend on and say; contact: there is any; bound: a phone is; void: the badge was lost."""

    visitor: int
    number: int
    state: str
    is_visitor: bool
    today: bool
    places: list[Place]
    contact: bool
    bound: bool
    void: bool
    booths: list[Choice]


def deeds(look: Look, row: Visitor, state: str, seen: list[Visit]) -> Deeds:
    has = rows.one(
        look.db,
        Has,
        "SELECT title IS NOT NULL AS title, phone IS NOT NULL AS phone, email IS NOT NULL AS email FROM contacts"
        " WHERE visitor_id = ?",
        row["id"],
    )
    bound = phones.standing(look.db, row["id"])
    return {
        "visitor": row["id"],
        "number": row["number"],
        "state": state,
        "is_visitor": row["badge_kind"] == "visitor",
        "today": bool(look.today),
        "places": [
            {"ticket": one["id"], "booth": one["booth"], "state": one["state"]}
            for one in seen
            if one["state"] in ("waiting", "called")
        ],
        "contact": bool(has and (has["phone"] or has["email"] or has["title"])),
        "bound": any(bound.values()),
        "void": row["voided_at"] is not None,
        "booths": booths_to_choose(look.db, look.lang),
    }
