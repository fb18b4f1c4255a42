"""The kiosk: where somebody who just checked in goes now, read for who holds the badge's code."""

import sqlite3
from typing import TypedDict

from kiosk.actions.refusals import NotFound
from kiosk.expo.person import visitors
from kiosk.expo.person.refused_badges import said_to
from kiosk.expo.person.visitors import Visitor
from kiosk.expo.queue import loads, routing, suggestions
from kiosk.expo.queue.tickets import Ticket
from kiosk.expo.square import booths, days, ground, waits
from kiosk.expo.square.booths import Booth, State
from kiosk.expo.square.walking import Point
from kiosk.language.sentences import gettext
from kiosk.screens import programme_mine
from kiosk.screens.agencies import agency_short
from kiosk.screens.leading import call_in_ms
from kiosk.screens.map_drawing import Drawing, Panel, drawing
from kiosk.screens.phone import Attending, PhoneLook, Place, Standing
from kiosk.screens.programme_mine import Offered, SignedUp
from kiosk.screens.square_map import square_on, way

CARDS = 3
BESIDE_A_CARD = Panel(420, 300, 48)
FINDER = Panel(800, 540, 40)


class ToBooth(TypedDict):
    """A booth and how far it is from this kiosk."""

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


class Found(ToBooth):
    """A booth that somebody looks for; wait_min: P50 and P80 for who would come last now."""

    state: State
    wait_min: list[int] | None
    map: Drawing


class NothingFound(TypedDict):
    """The whole square, before anybody has said what they look for."""

    booth: None
    map: Drawing


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
    map: Drawing | None
    mine: list[SignedUp]
    offered: list[Offered]


def where_now(
    db: sqlite3.Connection, code: str, *, now: int, lang: str, badge_key: bytes, here: Point | None = None
) -> WhereNow:
    """Where the holder of this badge goes now: up to three booths, and all the rest. `here`: where this kiosk stands, if
    that is known, else its way begins at the entrance.

    Raises NotFound for what is no valid badge.
    """
    visitor = visitors.find_by_code(db, badge_key, code)
    if visitor is None:
        raise NotFound(said_to(None, "not_found", lang))
    return where_now_of(db, visitors.unproven(visitor), now=now, lang=lang, here=here)


def where_now_of(
    db: sqlite3.Connection, visitor: Visitor, *, now: int, lang: str, here: Point | None = None
) -> WhereNow:
    """The same for a visitor who was looked up already."""
    return _Way(db, visitor, now, lang, here).values()


def map_of(
    db: sqlite3.Connection,
    lang: str,
    here: Point | None,
    booth: str | None = None,
    panel: Panel = BESIDE_A_CARD,
) -> Drawing:
    """The square, and the way from this kiosk to a booth."""
    still = ground.of(db)
    square, dot = square_on(still, lang), here or still.entrance
    path = way(square, booth, dot) if booth else []
    word = gettext("현재 위치", lang)
    whole = panel is FINDER  # where one taps, nothing moves
    return drawing(square, panel, dot=dot, here_word=word, there=booth, way=path, whole=whole)


def found(
    db: sqlite3.Connection, number: str, *, now: int, lang: str, here: Point | None = None
) -> Found | NothingFound:
    """A booth that somebody looks for at this kiosk, with the way; without a number the whole square. Raises NotFound."""
    if not number:
        return {"booth": None, "map": map_of(db, lang, here, panel=FINDER)}
    square = loads.of(db, now)
    row = square.by_number.get(number)
    if row is None:
        raise NotFound(gettext("%(booth)s 부스는 없어요.", lang, booth=number[:20]))
    today = days.today(db, now, square.ground.time_zone)
    state = booths.state_of(row, today, now)
    wait_ms = square.wait_ms(row["id"]) if state == "open" else None
    return {
        "booth": number,
        "agency": agency_short(row, lang),
        "walk_m": _walks(square.ground, here)[row["id"]],
        "walk_m_per_min": square.walk_m_per_min,
        "state": state,
        "wait_min": waits.minutes(wait_ms) if wait_ms else None,
        "map": map_of(db, lang, here, number, FINDER),
    }


def _walks(still: ground.Ground, here: Point | None) -> dict[int, float]:
    """How far it is from this kiosk to every booth (metres)."""
    return still.walks_from(here) if here else still.walks_m(None)


class _Way:
    """One look at where a visitor goes."""

    def __init__(
        self, db: sqlite3.Connection, visitor: Visitor, now: int, lang: str, here: Point | None
    ) -> None:
        self.db, self.visitor, self.now, self.lang, self.here = db, visitor, now, lang, here
        self.look = PhoneLook(db, visitor, now, lang)
        self.walks = _walks(self.look.square.ground, here)
        # Where their place is -> the booth whose agency did not come.
        self.moved = {one["moved_to"]: one["booth"] for one in self.look.ended() if one["moved_to"]}
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
            "map": map_of(self.db, self.lang, self.here, cards[0]["booth"]) if cards else None,
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
        told = self.look.promises
        found = suggestions.or_soonest(suggestions.suggestions(*who, promises=told), *who, promises=told)
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
            "walk_m": self.walks[booth["id"]],
            "walk_m_per_min": self.look.square.walk_m_per_min,
        }

    def _why(self, ticket: Ticket, booth: Booth) -> str:
        """Why this booth, in a few words: a kiosk's letters are big."""
        if absent := self.moved.get(booth["number"]):
            return gettext("오지 않은 %(booth)s 대신이에요", self.lang, booth=absent)
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
