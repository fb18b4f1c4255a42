"""A visitor's day: appointments, places, wishes, and what to see next."""

import sqlite3
from typing import Any

from kiosk.data import names
from kiosk.expo.person.visitors import Row
from kiosk.expo.queue import routing, tickets
from kiosk.expo.square import days, ground
from kiosk.expo.square.ground import Ground


def agenda(
    db: sqlite3.Connection,
    visitor: Row,
    *,
    now: int,
    zone: str,
    lang: str,
    naming: names.Naming = names.token,
    options: routing.Options | None = None,
) -> dict[str, Any]:
    """The contract's agenda of this visitor at `now` (ms). `options`: what routing has just looked at, if it has."""
    still = options.state.ground if options else ground.of(db)
    today = still.today(now)
    places = tickets.all_of(db, visitor["id"])
    asked = routing.asked_for(db, visitor)
    wishes = [wish for wish in asked if wish["starts_at"] is None and wish["state"] == "open"]
    since = today.morning if today else now
    return {
        "appointments": [
            {**_where(still, wish), "starts_at": days.iso(wish["starts_at"], zone)}
            for wish in _to_come(asked, places, still, since)
        ],
        "tickets": [tickets.shape(place, naming) for place in tickets.live(places, visitor, still.booths)],
        "wishes": [_where(still, wish) for wish in wishes],
        "suggestions": routing.suggestions(db, visitor, today, now, lang, options),
    }


def _to_come(asked: list[Row], places: list[Row], still: Ground, since: int) -> list[Row]:
    """Appointments from `since` on that were not met yet, in their order. One that nobody has taken (any more) is open,
    whatever place it once had."""
    ended = {place["wish_id"] for place in places} - {
        place["wish_id"] for place in places if place["state"] in tickets.LIVE
    }
    found = [
        wish
        for wish in asked
        if wish["starts_at"] is not None
        and wish["starts_at"] >= since
        and wish["state"] != "withdrawn"
        and (wish["visitor_id"] is None or wish["id"] not in ended)
    ]
    return sorted(found, key=lambda wish: (wish["starts_at"], still.booths[wish["booth_id"]]["number"]))


def _where(still: Ground, wish: Row) -> dict[str, Any]:
    booth = still.booths[wish["booth_id"]]
    return {"booth": booth["number"], "agency": booth["agency"]}
