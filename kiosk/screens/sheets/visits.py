"""Places that led somewhere, as sheets draw and list them: waited, called, served."""

from collections.abc import Iterable
from typing import Any, TypedDict

from kiosk.data import rows
from kiosk.expo.queue.tickets import State
from kiosk.language.sentences import N_
from kiosk.screens.addresses import address
from kiosk.screens.agencies import agency_name
from kiosk.screens.sheets.line import Axis
from kiosk.screens.sheets.shapes import Link, Look, Mark, link, person

_ENDS = {"no_show": N_("오지 않음"), "cancelled": N_("취소")}


class Visit(TypedDict):
    """A place with the meeting it led to, if it did; times in ms."""

    id: int
    visitor_id: int
    number: int
    enterprise: str | None
    booth: str
    counter: int | None
    state: State
    joined_at: int
    appointment_at: int | None
    called_at: int | None
    started_at: int | None
    ended_at: int | None
    meeting: int | None
    finished_at: int | None
    meeting_state: str | None


_SELECT = (
    "SELECT t.id, t.visitor_id, v.number, e.name AS enterprise, b.number AS booth, t.counter, t.state, t.joined_at,"
    " t.appointment_at, t.called_at, t.started_at, t.ended_at, c.id AS meeting, c.finished_at, c.state AS meeting_state"
    " FROM tickets t JOIN booths b ON b.id = t.booth_id JOIN visitors v ON v.id = t.visitor_id"
    " LEFT JOIN enterprises e ON e.id = v.enterprise_id"
    " LEFT JOIN consultations c ON c.ticket_id = t.id AND c.state <> 'cancelled'"
)


def every(look: Look, where: str, *values: Any) -> list[Visit]:
    """The visits of `tickets t` under this condition, in the order in which they were joined."""
    return rows.every(look.db, Visit, f"{_SELECT} WHERE {where} ORDER BY t.joined_at, t.id", *values)


def of_booth(look: Look, booth_id: int, since: int, until: int) -> list[Visit]:
    """Who was served at a booth between two moments (ms), then who is called there or waits."""
    served = every(look, "t.booth_id = ? AND t.started_at >= ? AND t.started_at < ?", booth_id, since, until)
    here = [*look.square.called_or_serving(look.db, booth_id), *look.square.queue(look.db, booth_id)]
    live = every(look, "t.id IN (SELECT value FROM json_each(?))", str([one["id"] for one in here]))
    known = {one["id"] for one in served}
    return served + [one for one in live if one["id"] not in known]


def marks(look: Look, axis: Axis, visit: Visit, who: str) -> list[Mark | None]:
    """A visit on a lane of its visitor's: waiting, called, served, and how it ended."""
    told_at, begun, href = visit["called_at"], visit["started_at"], _href(visit)
    waited_until = told_at or begun or visit["ended_at"]
    waits = visit["state"] == "waiting"
    found = [
        axis.moment(
            "appointment",
            visit["appointment_at"],
            look._("%(who)s 예약 %(time)s", who=who, time=look.clock(visit["appointment_at"])),
            href,
        )
        if visit["appointment_at"]
        else None,
        axis.mark(
            "waiting",
            visit["joined_at"],
            None if waits else waited_until,
            _says(look, axis, "waiting", who, visit["joined_at"], waited_until),
            href,
        )
        if waits or waited_until
        else None,
        *at_counter(look, axis, visit, who),
    ]
    if visit["state"] in _ENDS and visit["ended_at"]:
        ended = look._(
            "%(who)s %(word)s %(time)s",
            who=who,
            word=look.of(_ENDS, visit["state"]),
            time=look.clock(visit["ended_at"]),
        )
        found.append(axis.moment(visit["state"], visit["ended_at"], ended, href))
    return found


def at_counter(look: Look, axis: Axis, visit: Visit, who: str) -> list[Mark | None]:
    """A visit on its counter's lane: called, served."""
    told_at, begun, href = visit["called_at"], visit["started_at"], _href(visit)
    found: list[Mark | None] = []
    if told_at and (begun or visit["state"] == "called"):
        says = _says(look, axis, "called", who, told_at, begun)
        found.append(axis.mark("called", told_at, begun, says, href))
    if begun and visit["meeting"]:
        says = _says(look, axis, "serving", who, begun, visit["finished_at"])
        found.append(axis.mark("serving", begun, visit["finished_at"], says, href))
    return found


def as_link(look: Look, visit: Visit, *, of_booth: bool) -> Link:
    """A visit in a list: of a booth's (who), or of a person's (where)."""
    title = person(visit["number"], visit["enterprise"]) if of_booth else place(look, visit["booth"])
    since = visit["started_at"] or visit["called_at"] or visit["appointment_at"] or visit["joined_at"]
    until = visit["finished_at"] or visit["ended_at"] if visit["started_at"] else None
    minutes = look._("%(n)s분", n=look.minutes(since, until)) if visit["appointment_at"] != since else ""
    if visit["meeting"]:
        return link("meeting", visit["meeting"], title, minutes, visit["state"], look.clock(since))
    kind, key = ("visitor", visit["number"]) if of_booth else ("booth", visit["booth"])
    booked = visit["state"] == "waiting" and visit["appointment_at"]
    return link(kind, key, title, minutes, "appointment" if booked else visit["state"], look.clock(since))


def place(look: Look, booth: str) -> str:
    """A booth as a list names it."""
    return f"{booth} {agency_name(look.square.by_number[booth], look.lang)}"


def finished(visits: Iterable[Visit]) -> list[Visit]:
    """Those that led to a meeting that is over, the last one first."""
    return sorted((one for one in visits if one["finished_at"]), key=lambda one: -(one["started_at"] or 0))


def _href(visit: Visit) -> str:
    return address("meeting", visit["meeting"]) if visit["meeting"] else address("visitor", visit["number"])


def _says(look: Look, axis: Axis, kind: str, who: str, start: int, end: int | None) -> str:
    words = {"waiting": N_("대기"), "called": N_("호출"), "serving": N_("상담 중")}
    return f"{who} {look.of(words, kind)} {axis.span(start, end)}"
