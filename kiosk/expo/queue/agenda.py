"""A visitor's day: appointments, places, wishes, and what to see next."""

import sqlite3
from typing import TypedDict

from kiosk.data import names
from kiosk.expo.person.visitors import Visitor
from kiosk.expo.queue import routing, suggestions, tickets, wishes
from kiosk.expo.queue.promises import Promises
from kiosk.expo.queue.suggestions import SuggestionShape
from kiosk.expo.queue.tickets import BareTicket, OwnTicketShape
from kiosk.expo.queue.wishes import Wish
from kiosk.expo.square import days, ground
from kiosk.expo.square.ground import Ground


class WishShape(TypedDict):
    """The contract's wish: a booth and its agency's names, `short` for what is read from afar."""

    booth: str
    agency: str
    short: str
    english: str | None


class AppointmentShape(WishShape):
    """The contract's appointment; `starts_at` is ISO 8601."""

    starts_at: str | None


class AgendaShape(TypedDict):
    """The contract's agenda."""

    appointments: list[AppointmentShape]
    tickets: list[OwnTicketShape]
    wishes: list[WishShape]
    suggestions: list[SuggestionShape]


def agenda(
    db: sqlite3.Connection,
    visitor: Visitor,
    *,
    now: int,
    zone: str,
    lang: str,
    naming: names.Naming = names.token,
    options: routing.Options | None = None,
    promises: Promises | None = None,
) -> AgendaShape:
    """What the visitor's day holds at `now` (ms). `options`: what routing has just looked at, if it has; `promises`: what
    the visitor may be told, if it is known."""
    still = options.promises.state.ground if options else ground.of(db)
    today = still.today(now)
    places = tickets.all_of(db, visitor["id"])
    asked = wishes.asked_for(db, visitor)
    wished = [wish for wish in asked if wish["starts_at"] is None and wish["state"] == "open"]
    since = today.morning if today else now
    return {
        "appointments": [
            {**_where(still, wish), "starts_at": days.iso(wish["starts_at"], zone)}
            for wish in _to_come(asked, places, still, since)
        ],
        "tickets": [
            tickets.own_shape(place, naming) for place in tickets.live(places, visitor, still.booths)
        ],
        "wishes": [_where(still, wish) for wish in wished],
        "suggestions": suggestions.suggestions(db, visitor, today, now, lang, options, promises),
    }


def _to_come(asked: list[Wish], places: list[BareTicket], still: Ground, since: int) -> list[Wish]:
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
    return sorted(found, key=lambda wish: (wish["starts_at"] or 0, still.booths[wish["booth_id"]]["number"]))


def _where(still: Ground, wish: Wish) -> WishShape:
    booth = still.booths[wish["booth_id"]]
    return {
        "booth": booth["number"],
        "agency": booth["agency"],
        "short": booth["agency_short"],
        "english": booth["agency_en"],
    }
