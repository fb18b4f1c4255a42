"""The kiosk: where somebody who just checked in goes now, read for who holds the badge's code."""

import sqlite3
from typing import TypedDict

from kiosk.actions.refusals import NotFound
from kiosk.expo.person import visitors
from kiosk.expo.person.refused_badges import said_to
from kiosk.expo.person.visitors import Visitor
from kiosk.expo.queue import routing, suggestions
from kiosk.expo.queue.tickets import Ticket
from kiosk.expo.square import ground
from kiosk.expo.square.booths import Booth
from kiosk.language.sentences import gettext
from kiosk.screens import programme_mine
from kiosk.screens.agencies import agency_short
from kiosk.screens.leading import call_in_ms
from kiosk.screens.phone import Attending, PhoneLook, Place, Standing
from kiosk.screens.programme_mine import Offered, SignedUp
from kiosk.screens.square_map import Point, Square, square_of, way

CARDS = 3


class ToBooth(TypedDict):
    """A booth and how far it is from the entrance, where the kiosks stand."""

    booth: str
    agency: str
    walk_m: float
    walk_m_per_min: float


class Card(ToBooth):
    """A booth to go to. state: called, serving, waiting, suggested; place: how it stands there, as the phone has it; busy_at:
    where its holder is called or met meanwhile; wait_min: P50 and P80; why: in a few words."""

    state: str
    ticket: int | None
    place: Standing | None
    busy_at: str | None
    wait_min: list[int] | None
    why: str


class Map(TypedDict):
    """The square, and the way to a booth."""

    square: Square
    there: str | None
    way: list[Point] | None


class WhereNow(TypedDict):
    """Booths in the order to go, the way to the first, the places after them, and what else there is. state, until, attending:
    what leads, as on the phone (`phone.Lead`), and when the visitor's own rest ends (HH:MM). mine, offered: what of the
    programme they are signed up for, and could be."""

    state: str
    until: str | None
    attending: Attending | None
    cards: list[Card]
    more: list[Card]
    suggested: list[Card]
    wishes: list[ToBooth]
    map: Map | None
    mine: list[SignedUp]
    offered: list[Offered]


def where_now(db: sqlite3.Connection, code: str, *, now: int, lang: str, badge_key: bytes) -> WhereNow:
    """Where the holder of this badge goes now: up to three booths, and all the rest.

    Raises NotFound for what is no valid badge.
    """
    visitor = visitors.find_by_code(db, badge_key, code)
    if visitor is None:
        raise NotFound(said_to(None, "not_found", lang))
    return where_now_of(db, visitors.unproven(visitor), now=now, lang=lang)


def where_now_of(db: sqlite3.Connection, visitor: Visitor, *, now: int, lang: str) -> WhereNow:
    """The same for a visitor who was looked up already."""
    return _Way(db, visitor, now, lang).values()


def map_of(db: sqlite3.Connection, booth: str | None = None) -> Map:
    """The square, and the way from the entrance (where the kiosks stand) to a booth."""
    still = ground.of(db)
    square = square_of(still.booths.values(), still.entrance)
    return {"square": square, "there": booth, "way": way(square, booth) if booth else None}


class _Way:
    """One look at where a visitor goes."""

    def __init__(self, db: sqlite3.Connection, visitor: Visitor, now: int, lang: str) -> None:
        self.db, self.visitor, self.now, self.lang = db, visitor, now, lang
        self.look = PhoneLook(db, visitor, now, lang)
        self.matches = routing.matches_of(db, visitor["enterprise_id"], self.look.square.ground)

    def values(self) -> WhereNow:
        state, lead = self.look.lead()
        waiting = sorted(self.look.places, key=lambda one: call_in_ms(one.wait, self.now))
        active = [lead] if lead and lead.row["state"] != "waiting" else []
        places = [self._place(place) for place in [*active, *waiting]]
        suggested = [
            one for one in self._suggested() if one["booth"] not in {place["booth"] for place in places}
        ]
        cards = (places + suggested)[:CARDS]
        return {
            "state": state,
            "until": self.look.until(),
            "attending": self.look.attending if state == "attending" else None,
            "cards": cards,
            "more": places[CARDS:],
            "suggested": [one for one in suggested if one not in cards],
            "wishes": [
                one for one in self._wishes() if one["booth"] not in {card["booth"] for card in cards}
            ],
            "map": map_of(self.db, cards[0]["booth"]) if cards else None,
            "mine": programme_mine.signed_up(self.db, self.visitor["id"], self.now),
            "offered": programme_mine.offered(self.db, self.visitor["id"], self.now),
        }

    def _place(self, place: Place) -> Card:
        active = self.look.active
        return {
            **self._booth(place.booth),
            "state": place.row["state"],
            "ticket": place.row["id"],
            "place": self.look.standing(place),
            "busy_at": active["booth"] if active and place.row["held"] else None,
            "wait_min": place.wait_min,
            "why": self._why(place.row, place.booth),
        }

    def _suggested(self) -> list[Card]:
        who = (self.db, self.visitor, self.look.today, self.now, self.lang)
        found = suggestions.or_soonest(suggestions.suggestions(*who), *who)
        return [
            {
                **self._booth(self.look.square.by_number[one["booth"]]),
                "state": "suggested",
                "ticket": None,
                "place": None,
                "busy_at": None,
                "wait_min": one["wait_min"],
                "why": one["reasons"][0],
            }
            for one in found
        ]

    def _wishes(self) -> list[ToBooth]:
        rows = self.db.execute(
            "SELECT booth_id FROM wishes WHERE visitor_id = ? AND state = 'open' AND starts_at IS NULL ORDER BY id",
            (self.visitor["id"],),
        )
        return [self._booth(self.look.square.booths[row["booth_id"]]) for row in rows]

    def _booth(self, booth: Booth) -> ToBooth:
        return {
            "booth": booth["number"],
            "agency": agency_short(booth, self.lang),
            "walk_m": self.look.square.ground.walks_m(None)[booth["id"]],
            "walk_m_per_min": self.look.settings["walk_m_per_min"],
        }

    def _why(self, ticket: Ticket, booth: Booth) -> str:
        """Why this booth, in a few words: a kiosk's letters are big."""
        if ticket["appointment_at"]:
            return gettext("예약하신 상담", self.lang)
        if ticket["origin"] in ("wish", "asked"):
            return gettext("상담을 희망한 기관", self.lang)
        match = self.matches.get(booth["agency_id"])
        if match is None:
            return ""
        first = gettext(match.categories[0], self.lang)
        if len(match.categories) > 1:
            first = gettext("%(first)s 외 %(n)s", self.lang, first=first, n=len(match.categories) - 1)
        return gettext("%(what)s 구매 %(n)s건", self.lang, what=first, n=match.items)
