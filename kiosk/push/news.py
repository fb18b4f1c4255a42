"""What a phone whose page is closed is told: what differs between two looks at its visitor's places.

A look is made of what the open page shows (`screens/phone.py`), so both say the same; and since only looks are compared,
nothing is told twice and nothing is lost when the journal was read late.
"""

from collections.abc import Mapping
from typing import Literal, NamedTuple

from kiosk.screens.leading import minutes_between
from kiosk.screens.phone import PhoneLook, Standing

MOVED_MIN = 10  # a phone in a pocket is worth twice the five minutes that an open page tells

Kind = Literal[
    "called",
    "again",
    "now",
    "soon",
    "taken_back",
    "put_back",
    "moved",
    "sooner",
    "later",
    "ended",
    "left",
    "notice",
]


class News(NamedTuple):
    """One thing to tell. `booth`: where; `ahead`: how many wait before; `counter`: where in the booth; `time`: about when
    (HH:MM)."""

    kind: Kind
    booth: str
    ahead: int = 0
    counter: int | None = None
    time: str | None = None


class Spot(NamedTuple):
    """A live place: its booth, and about when it is called (HH:MM; None for an appointment, or where nobody can say)."""

    booth: str
    about: str | None


class Stand(NamedTuple):
    """How somebody stands: what leads their page (`screens/phone.py` Lead), where, and their live places by ticket.
    `call`: one call from another, as `ticket-moment`."""

    state: str
    booth: str | None
    ahead: int
    counter: int | None
    call: str | None
    spots: Mapping[int, Spot]


class End(NamedTuple):
    """The last entry of the journal about a place: its kind, who did it, the reason in its detail."""

    kind: str
    actor: str
    reason: str | None


def stand(look: PhoneLook) -> Stand:
    """How the visitor of this look stands."""
    state, place = look.lead()
    spots = {row["id"]: Spot(row["booth"], None) for row in look.live}
    for one in look.places:
        standing: Standing = look.standing(one)
        if standing["appointment"] is None:
            spots[one.row["id"]] = Spot(one.row["booth"], one.called_about)
    return Stand(
        state,
        place.row["booth"] if place else None,
        place.ahead if place else 0,
        place.row["counter"] if place else None,
        look.call() if state == "called" else None,
        spots,
    )


def news(before: Stand, after: Stand, told: Mapping[int, str], ends: Mapping[int, End]) -> list[News]:
    """What to tell of the step from one look to the next, the most urgent first.

    told: about when each place is called, as its owner was last told (HH:MM, by ticket). ends: of each ticket that is no more
    live, or no more called, the entry that ended it.
    """
    # One sentence about where to be: a call taken back frees the counter, and "come now" would contradict it.
    leads = _call(before, after, ends) or _step(before, after)
    return [*leads, *_places(before, after, ends)] or _moved(after, told)


def called_since(after: Stand, since: int) -> list[News]:
    """What to tell of who is seen for the first time: a call made at `since` (ms) or later, which no look saw begin."""
    if after.call is None or after.booth is None or int(after.call.partition("-")[2]) < since:
        return []
    return [News("called", after.booth, counter=after.counter)]


def _call(before: Stand, after: Stand, ends: Mapping[int, End]) -> list[News]:
    if after.call and after.booth and after.call != before.call:
        ticket = after.call.partition("-")[0]
        again = before.call is not None and before.call.startswith(f"{ticket}-")
        return [News("again" if again else "called", after.booth, counter=after.counter)]
    if before.call and before.booth and not after.call:
        ticket_id = int(before.call.partition("-")[0])
        end = ends.get(ticket_id)
        if end and ticket_id in after.spots:
            if end.kind == "ticket.uncall":
                return [News("taken_back", before.booth)]
            if end.kind == "ticket.no_show":
                return [News("put_back", before.booth)]
    return []


def _step(before: Stand, after: Stand) -> list[News]:
    """Time to go, or to come near: told when it begins, not at every look."""
    if after.booth is None or after.state not in ("now", "soon"):
        return []
    was = before.state if before.booth == after.booth else ""
    if was == after.state or (was == "now" and after.state == "soon"):
        return []
    return [News("now" if after.state == "now" else "soon", after.booth, ahead=after.ahead)]


def _places(before: Stand, after: Stand, ends: Mapping[int, End]) -> list[News]:
    """Places that ended or went elsewhere without their owner's doing."""
    found: list[News] = []
    for ticket, spot in before.spots.items():
        now = after.spots.get(ticket)
        if now is not None and now.booth != spot.booth:
            found.append(News("moved", now.booth, time=now.about))
        elif now is None and (kind := _ending(ends.get(ticket))):
            found.append(News(kind, spot.booth))
    return found


def _ending(end: End | None) -> Kind | None:
    """None for what its owner did, at the phone or in person, and for what the day's end did to all."""
    if end is None or end.actor.partition(":")[0] in ("visitor", "kiosk", "desk"):
        return None
    if end.kind == "ticket.no_show":
        return "ended"
    if end.kind == "ticket.leave" and end.reason not in ("gave_way", "closed"):
        return "left"
    return None


def _moved(after: Stand, told: Mapping[int, str]) -> list[News]:
    """A turn that comes noticeably sooner or later than it was told; not while its owner is busy or at rest."""
    if after.state not in ("waiting", "soon"):
        return []
    for ticket, spot in after.spots.items():
        was = told.get(ticket)
        if spot.about is None or was is None or (after.state == "soon" and spot.booth == after.booth):
            continue
        by = minutes_between(was, spot.about)
        if abs(by) >= MOVED_MIN:
            return [News("sooner" if by < 0 else "later", spot.booth, time=spot.about)]
    return []
