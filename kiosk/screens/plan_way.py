"""How to get to a booth that the plan names, and what is said there: nobody is sent to stand in line.

Whose phone is bound reads the same sentences as on their own page (`leading.py`, templates/_saying.html), and may ask for a
place; everybody else reads how the booth stands, and how a place is had.
"""

import sqlite3
from typing import Literal, TypedDict

from kiosk.actions.refusals import NotFound
from kiosk.expo.person.visitors import Visitor
from kiosk.expo.queue import loads
from kiosk.expo.queue.loads import Loads
from kiosk.expo.square import waits
from kiosk.language.sentences import gettext
from kiosk.screens import plan_own
from kiosk.screens.agencies import agency_name
from kiosk.screens.map_drawing import Drawing, drawing
from kiosk.screens.phone import WHOLE_PHONE, PhoneLook, Standing
from kiosk.screens.places import rest_of
from kiosk.screens.plan import Wait, waits_now
from kiosk.screens.square_map import square_on, way

# How it stands there: `free` (would be served on arrival), `busy` (a place first), `rests` (not open; a note says so), and for
# whose phone it is the steps of the phone's own page.
State = Literal["free", "busy", "rests", "called", "meeting", "now", "soon", "waiting"]


class WayTo(TypedDict):
    """The way to a booth from where one is (None: the entrance). `place`: how this visitor's place there stands, and `own`
    what else holds there; `note`: why it is not open."""

    booth: str
    agency: str
    state: State
    wait: Wait | None
    note: str | None
    message: str | None
    map: Drawing
    here: str | None
    walk_m: float
    walk_m_per_min: float
    place: Standing | None
    own: plan_own.Standing | None
    visitor: int | None
    may_join: bool


def way_to(
    db: sqlite3.Connection,
    number: str,
    visitor: Visitor | None,
    *,
    now: int,
    lang: str,
    square: Loads | None = None,
) -> WayTo:
    """The way to this booth, for `visitor` where the phone is bound to one. Raises NotFound."""
    square = square or loads.of(db, now)
    booth = square.by_number.get(number)
    if booth is None:
        raise NotFound(gettext("%(booth)s 부스는 없어요.", lang, booth=number[:20]))
    look = PhoneLook(db, visitor, now, lang, square) if visitor else None
    rest = rest_of(booth, square.ground.today(now), now, square.ground.time_zone, lang)
    here = look.here if look else None
    from_booth = square.booths[here]["number"] if here and here != booth["id"] else None
    state, place = _standing(look, number) if look else (None, None)
    return {
        "booth": number,
        "agency": agency_name(booth, lang),
        "state": state or _without_place(db, square, booth["id"], rest["state"] == "open"),
        "wait": waits_now(db, square, now).get(number),
        "note": rest["note"],
        "message": rest["message"],
        "map": _map(square, number, from_booth, lang),
        "here": from_booth,
        "walk_m": square.ground.walks_m(here)[booth["id"]],
        "walk_m_per_min": square.walk_m_per_min,
        "place": place,
        "own": plan_own.standing(db, visitor).get(number) if visitor else None,
        "visitor": visitor["id"] if visitor else None,
        "may_join": look is not None and look.today is not None and look.lead()[0] not in ("pending", "away"),
    }


def _without_place(db: sqlite3.Connection, square: Loads, booth_id: int, is_open: bool) -> State:
    if not is_open:
        return "rests"
    is_free = square.free_counters(db, booth_id) > 0 and waits.minutes(square.wait_ms(booth_id))[0] == 0
    return "free" if is_free else "busy"


def _map(square: Loads, there: str, here: str | None, lang: str) -> Drawing:
    """The whole square with the way, from a booth or the entrance."""
    plan = square_on(square.ground, lang)
    path = way(plan, there, here)
    word = here or gettext("입구", lang)
    return drawing(plan, WHOLE_PHONE, dot=path[0], here_word=word, there=there, way=path, whole=True)


def _standing(look: PhoneLook, number: str) -> tuple[State | None, Standing | None]:
    """How this visitor stands at the booth: called or met there, or their place's step where it is the one that leads."""
    state, lead = look.lead()
    if lead is not None and lead.row["booth"] == number and state in ("called", "meeting", "now", "soon"):
        return state, look.standing(lead)  # type: ignore[return-value]
    for place in look.places:
        if place.row["booth"] == number:
            return "waiting", look.standing(place)
    return None, None
