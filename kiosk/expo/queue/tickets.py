"""A place in one booth's queue: looked up, shown, and moved from state to state."""

import sqlite3
from collections.abc import Iterable, Mapping
from typing import Any, Literal, TypedDict

from kiosk.actions import access
from kiosk.actions.refusals import NotFound, Refused
from kiosk.data import conditions, names, rows
from kiosk.data.store import Change
from kiosk.expo.person import visitors
from kiosk.expo.person.visitors import Visitor
from kiosk.expo.square.booths import Booth
from kiosk.language.sentences import N_, gettext

State = Literal["waiting", "called", "serving", "done", "no_show", "cancelled"]


class Ticket(TypedDict):
    """A place as `_SELECT` reads it: the table's columns (times in ms), the booth's and the visitor's number, the
    enterprise, and whether it is `held` (1: waiting while its owner is called or served elsewhere)."""

    id: int
    visitor_id: int
    booth_id: int
    state: State
    counter: int | None
    rank: float
    joined_at: int
    origin: str
    appointment_at: int | None
    wish_id: int | None
    no_shows: int
    overtaken: int
    overtaken_ms: int
    called_at: int | None
    recalled_at: int | None
    started_at: int | None
    ended_at: int | None
    expected_p50_ms: int | None
    expected_p80_ms: int | None
    place: str
    booth: str
    number: int
    enterprise: str | None
    held: int


class BareTicket(TypedDict):
    """A place that the visitor has or had, as `all_of` reads it."""

    id: int
    booth_id: int
    state: State
    counter: int | None
    rank: float
    wish_id: int | None
    place: str


class AgendaTicket(BareTicket):
    """A bare place with what `shape` needs of its owner and booth."""

    visitor_id: int
    booth: str
    number: int
    enterprise: str | None
    held: int


class Shown(TypedDict):
    """What `shape` needs of a place."""

    id: int
    visitor_id: int
    state: State
    counter: int | None
    booth: str
    number: int
    enterprise: str | None
    held: int


class OwnShown(Shown):
    """What `own_shape` needs of a place."""

    place: str


class OwnerShape(TypedDict):
    id: int
    name: str
    enterprise: str | None


class TicketShape(TypedDict):
    """The contract's ticket."""

    id: int
    number: int
    booth: str
    state: State
    counter: int | None
    held: bool
    visitor: OwnerShape


class OwnTicketShape(TicketShape):
    """A ticket as its holder and staff are told it: with its place's name, by which it finds itself in `places:<booth>`."""

    place: str


class AtCounter(TypedDict):
    number: int


class Added(TypedDict):
    """A new place: its id and where it stands in the queue."""

    id: int
    rank: float


LIVE = ("waiting", "called", "serving")
# Ranks are milliseconds as floats, which leaves twelve bits for fractions: six order those of the same millisecond, six
# let somebody be put between two others.
RANK_STEP = 1 / 64
TIE = "tie"  # a trail's step: the rank of who joined in the same millisecond as somebody else

# Behind those who wait at ?2 in the millisecond ?3, and still within it; ?3 itself where there are none.
_FREE_RANK = (
    f"coalesce((SELECT min(max(rank) + {RANK_STEP}, (max(rank) + ?3 + 1) / 2) FROM tickets"
    " WHERE booth_id = ?2 AND state = 'waiting' AND rank >= ?3 AND rank < ?3 + 1), ?3)"
)

_INSERT = (
    "INSERT INTO tickets (visitor_id, booth_id, rank, joined_at, origin, appointment_at, wish_id,"
    f" expected_p50_ms, expected_p80_ms, place, id) VALUES (?1, ?2, {_FREE_RANK},"
    " ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11) RETURNING id, rank"
)

_SELECT = (
    "SELECT t.*, b.number AS booth, v.number AS number, e.name AS enterprise,"
    f" t.state = 'waiting' AND {conditions.owner_is_busy()} AS held"
    " FROM tickets t JOIN booths b ON b.id = t.booth_id JOIN visitors v ON v.id = t.visitor_id"
    " LEFT JOIN enterprises e ON e.id = v.enterprise_id"
)


def waited_since(at: str) -> str:
    """SQL: since when (ms) ticket `t` has waited, seen from the moment that the SQL `at` gives.

    It is the latest of three: joining; the owner's coming in, for a place kept from an earlier day; and the opening, before
    which nobody could be called.
    """
    return (
        "max(t.joined_at, coalesce((SELECT max(a.at) FROM arrivals a WHERE a.visitor_id = t.visitor_id"
        f" AND {conditions.came()} AND a.at <= {at}), 0),"
        f" coalesce((SELECT max(d.opens_at) FROM days d WHERE d.opens_at <= {at}), 0))"
    )


def find(db: sqlite3.Connection, ticket_id: int) -> Ticket | None:
    return rows.one(db, Ticket, f"{_SELECT} WHERE t.id = ?", ticket_id)


def of_visitor(db: sqlite3.Connection, visitor_id: int) -> list[Ticket]:
    """The visitor's live places, the one that matters now first."""
    return rows.every(
        db,
        Ticket,
        f"{_SELECT} WHERE t.visitor_id = ? AND {conditions.live()} ORDER BY t.state = 'waiting', t.rank, t.id",
        visitor_id,
    )


def all_of(db: sqlite3.Connection, visitor_id: int) -> list[BareTicket]:
    """Every place the visitor has or had, bare."""
    return rows.every(
        db,
        BareTicket,
        "SELECT id, booth_id, state, counter, rank, wish_id, place FROM tickets WHERE visitor_id = ?",
        visitor_id,
    )


def live(places: Iterable[BareTicket], visitor: Visitor, booths: Mapping[int, Booth]) -> list[AgendaTicket]:
    """Those of `all_of` that are live, as `of_visitor` reads them with what `shape` needs."""
    found = [place for place in places if place["state"] in LIVE]
    is_busy = any(place["state"] != "waiting" for place in found)
    known: list[AgendaTicket] = [
        {
            **place,
            "booth": booths[place["booth_id"]]["number"],
            "visitor_id": visitor["id"],
            "number": visitor["number"],
            "enterprise": visitor["enterprise"],
            "held": is_busy and place["state"] == "waiting",
        }
        for place in found
    ]
    return sorted(known, key=now_first)


def by_rank(row: BareTicket | Ticket) -> tuple[float, int]:
    """The order of a queue, as a key to sort by."""
    return row["rank"], row["id"]


def now_first(row: BareTicket | Ticket) -> tuple[bool, float, int]:
    """The order of a visitor's places, the one that matters now first, as a key to sort by."""
    return row["state"] == "waiting", *by_rank(row)


def place_at(db: sqlite3.Connection, visitor_id: int, booth_id: int) -> int | None:
    """The id of the visitor's live ticket at this booth, or None."""
    sql = f"SELECT id FROM tickets WHERE visitor_id = ? AND booth_id = ? AND {conditions.LIVE}"
    row = db.execute(sql, (visitor_id, booth_id)).fetchone()
    return row["id"] if row else None


def is_busy(db: sqlite3.Connection, visitor_id: int) -> bool:
    """Whether the visitor is called or in a meeting, wherever."""
    sql = f"SELECT 1 FROM tickets WHERE visitor_id = ? AND {conditions.CALLED_OR_SERVING}"
    return db.execute(sql, (visitor_id,)).fetchone() is not None


def of_booth(db: sqlite3.Connection, booth_id: int) -> list[Ticket]:
    """The booth's live places in the order of the queue."""
    return sorted(called_or_serving(db, booth_id) + waiting(db, booth_id), key=by_rank)


def waiting(db: sqlite3.Connection, booth_id: int) -> list[Ticket]:
    """Who waits for this booth, in the order of the queue."""
    return rows.every(
        db, Ticket, f"{_SELECT} WHERE t.booth_id = ? AND t.state = 'waiting' ORDER BY t.rank, t.id", booth_id
    )


def called_or_serving(db: sqlite3.Connection, booth_id: int) -> list[Ticket]:
    """Who is called to this booth or sits there now, in the order of the queue."""
    return rows.every(
        db,
        Ticket,
        f"{_SELECT} WHERE t.booth_id = ? AND {conditions.called_or_serving()} ORDER BY t.rank, t.id",
        booth_id,
    )


def all_called_or_serving(db: sqlite3.Connection) -> list[Ticket]:
    """Who is called or sits at any booth, in the order of the queues."""
    return rows.every(db, Ticket, f"{_SELECT} WHERE {conditions.called_or_serving()} ORDER BY t.rank, t.id")


def all_live(db: sqlite3.Connection) -> list[Ticket]:
    """Every live place at any booth, in the order of the queues."""
    return rows.every(db, Ticket, f"{_SELECT} WHERE {conditions.live()} ORDER BY t.rank, t.id")


def by_booth(places: Iterable[Ticket]) -> dict[int, list[Ticket]]:
    """Booth id -> its places, in the order given."""
    found: dict[int, list[Ticket]] = {}
    for row in places:
        found.setdefault(row["booth_id"], []).append(row)
    return found


def at_counter(
    db: sqlite3.Connection, booth_id: int, counter: int, state: Literal["called", "serving"]
) -> AtCounter | None:
    """The number of who is called to this counter, or served there (`state`)."""
    return rows.one(
        db,
        AtCounter,
        "SELECT v.number FROM tickets t JOIN visitors v ON v.id = t.visitor_id"
        f" WHERE t.booth_id = ? AND t.counter = ? AND t.state = '{state}'",  # a literal, or no partial index fits
        booth_id,
        counter,
    )


def add(
    change: Change,
    visitor_id: int,
    booth_id: int,
    *,
    since: float,
    origin: str,
    appointment_at: int | None,
    wish_id: int | None,
    expected_p50_ms: int | None,
    expected_p80_ms: int | None,
) -> Added:
    """A new waiting place, ranked at `since` (ms) behind those of the same millisecond."""
    [added] = rows.every(
        change.db,
        Added,
        _INSERT,
        *(
            visitor_id,
            booth_id,
            since,
            change.happened_at if origin == "walk_up" else change.now,
            origin,
            appointment_at,
            wish_id,
            expected_p50_ms,
            expected_p80_ms,
            new_place(change),
            change.next_id("tickets"),
        ),
    )
    change.trail.gave("tickets", added["id"])
    if change.trail.is_again:
        added["rank"] = change.trail.coming(TIE) or since
        change.update("UPDATE tickets SET rank = ? WHERE id = ?", added["rank"], added["id"])
    if added["rank"] != since:
        change.trail.gave(TIE, added["rank"])
    return added


def new_place(change: Change) -> str:
    """A name for a place in public, 96 random bits: who sees it learns neither whose it is nor which others are theirs."""
    return change.trail.draw(12)


def free_rank(change: Change, booth_id: int, wanted: float) -> float:
    """The rank of who comes to this queue at `wanted` (ms): milliseconds tie, so behind those of the same one."""

    def found() -> float:
        free: float = change.db.execute(f"SELECT {_FREE_RANK} AS rank", (None, booth_id, wanted)).fetchone()[
            "rank"
        ]
        return free

    return change.trail.choose("rank", found)


def require(change: Change, ticket_id: int) -> Ticket:
    """The ticket, when the actor may act on it. Raises NotFound, NotAllowed."""
    row = find(change.db, ticket_id)
    if row is None:
        raise NotFound(gettext("그런 대기표가 없어요. 화면을 새로 열어 주세요.", change.lang))
    access.require_booth(change.actor, row["booth"], change.lang)
    visitors.require_own(change, row["visitor_id"])
    return row


require_own = visitors.require_own


def require_state(change: Change, row: Ticket, *states: State) -> None:
    """Raises Refused wrong_state unless the ticket is in one of these states."""
    if row["state"] not in states:
        sentence = gettext(_STATE_SENTENCES[row["state"]], change.lang, number=row["number"])
        raise Refused("wrong_state", sentence, ticket=shape(row))


def move(change: Change, row: Ticket, state: State, **columns: Any) -> Ticket:
    """Bring the ticket from the state it was read in to `state`, setting these columns too; returns it as it is now.

    Raises Refused wrong_state when it was moved in between (it can't be within one writer; the WHERE says so).
    """
    sets = ", ".join(["state = ?", *(f"{name} = ?" for name in columns)])
    moved = change.update(
        f"UPDATE tickets SET {sets} WHERE id = ? AND state = ?",
        state,
        *columns.values(),
        row["id"],
        row["state"],
    )
    if moved != 1:
        raise Refused("wrong_state", gettext("그사이 바뀌었어요. 화면을 확인해 주세요.", change.lang))
    return found(change, row["id"])


def found(change: Change, ticket_id: int) -> Ticket:
    """The ticket of an id that another row of the database holds."""
    row = find(change.db, ticket_id)
    assert row is not None
    return row


def record(change: Change, verb: str, row: Ticket, **detail: Any) -> None:
    """The journal entry of what was done with this ticket."""
    change.record(verb, visitor_id=row["visitor_id"], booth_id=row["booth_id"], ticket_id=row["id"], **detail)


def shape(row: Shown, naming: names.Naming = names.token) -> TicketShape:
    """`naming` says how the owner's name is shown."""
    return {
        "id": row["id"],
        "number": row["number"],
        "booth": row["booth"],
        "state": row["state"],
        "counter": row["counter"],
        "held": bool(row["held"]),
        "visitor": {
            "id": row["visitor_id"],
            "name": naming(row["visitor_id"]),
            "enterprise": row["enterprise"],
        },
    }


def own_shape(row: OwnShown, naming: names.Naming = names.token) -> OwnTicketShape:
    """`shape` for the place's holder and for staff; nobody else may see the name beside a number."""
    return {**shape(row, naming), "place": row["place"]}


_STATE_SENTENCES = {
    "waiting": N_("%(number)s번은 아직 부르지 않았어요. 먼저 호출해 주세요."),
    "called": N_("%(number)s번은 이미 호출했어요."),
    "serving": N_("%(number)s번은 상담 중이에요."),
    "done": N_("%(number)s번의 상담은 이미 끝났어요."),
    "no_show": N_("%(number)s번은 오지 않아 끝난 대기표예요. 다시 줄을 서 주세요."),
    "cancelled": N_("%(number)s번의 대기표는 취소됐어요. 다시 줄을 서 주세요."),
}
