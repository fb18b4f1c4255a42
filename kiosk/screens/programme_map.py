"""Where on the square items of the programme are: the map, and what there is at each place of it (exhibitions among them)."""

import sqlite3
from typing import TypedDict

from kiosk.expo.square import gatherings, ground
from kiosk.expo.square.places import named_place
from kiosk.language.sentences import gettext
from kiosk.screens.map_drawing import Drawing, Panel, drawing
from kiosk.screens.programme import Card, cards, of_today
from kiosk.screens.square_map import square_on

ON_A_PHONE = Panel(358, 300, 16)


class AtPlace(TypedDict):
    """A place of the map with today's items there; `nth`: its place among all of the map's."""

    nth: int
    name: str
    cards: list[Card]


class Look(TypedDict):
    """The map, in a word where visitors come in, the places where something is today, and which of them was asked for."""

    map: Drawing
    here: str
    places: list[AtPlace]
    chosen: int | None


def look(db: sqlite3.Connection, asked: str, *, now: int, lang: str, event: str | None = None) -> Look:
    """Today's places; `asked`: the name of one, as an item says it; `event`: the id of a gathering, whose items alone count."""
    still = ground.of(db)
    square = square_on(still, lang)
    by_place: dict[int, list[Card]] = {}
    held = [row for row in of_today(db, now) if row["cancelled_at"] is None]
    if one := gatherings.chosen(still, event):
        held = [row for row in held if row["gathering_id"] == one["id"]]
    for card in cards(db, held, now):
        at = named_place(still.places, card["place"], card["kind"])
        if at is not None:
            by_place.setdefault(at, []).append(card)
    return {
        "map": drawing(square, ON_A_PHONE, dot=still.entrance, here_word=gettext("입구", lang), whole=True),
        "here": gettext("입구", lang),
        "places": [
            {"nth": nth, "name": square["places"][nth]["name"], "cards": by_place[nth]}
            for nth in sorted(by_place)
        ],
        "chosen": named_place(still.places, asked),
    }
