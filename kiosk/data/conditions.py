"""Conditions that many queries share: each is SQL with a name, on a row that the query calls `t` (a ticket) or `a` (an
arrival) unless told otherwise. The words are those of the partial unique indexes, which fit no others."""

CALLED_OR_SERVING = "state IN ('called', 'serving')"
WAITING = "state = 'waiting'"
LIVE = "state IN ('waiting', 'called', 'serving')"
# Of a wish (asked for, no time) or an appointment (it has one) that has no place in a queue yet.
OPEN_WISH = "state = 'open' AND starts_at IS NULL"
OPEN_APPOINTMENT = "starts_at IS NOT NULL AND state = 'open'"
CAME = "undone_at IS NULL"  # of an arrival
NOT_REVOKED = "revoked_at IS NULL"  # of a station
NOT_REMOVED = "removed_at IS NULL"  # of a printer, or a file of a meeting's log

# Of entries of the journal: those of the indexes booth_activity, booth_rests, about_station and rests_and_calls_taken_back.
OF_BOOTHS_WORK = (
    "kind IN ('ticket.call_next', 'ticket.call', 'ticket.recall', 'ticket.no_show', 'consultation.start',"
    " 'consultation.finish', 'booth.open')"
)
OF_BOOTHS_RESTS = "kind IN ('booth.pause', 'booth.open', 'booth.go_home', 'booth.clear', 'booth.undo_clear')"
ABOUT_STATIONS = (
    "kind IN ('station.rename', 'station.move', 'station.lock', 'station.unlock', 'station.revoke', 'station.redeem',"
    " 'pairing.redeem')"
)
RESTS_AND_CALLS_TAKEN_BACK = "kind IN ('visitor.pause', 'ticket.uncall')"


def said_last(visitor: str, purpose: str) -> str:
    """What a visitor (an expression that gives the id) said last of a purpose of their consent (likewise): 1, 0, or NULL where
    they were never asked."""
    return (
        f"(SELECT given FROM consents s WHERE s.visitor_id = {visitor} AND s.purpose = {purpose}"
        " ORDER BY s.id DESC LIMIT 1)"
    )


def called_or_serving(ticket: str = "t") -> str:
    """The ticket's owner was called to its booth or sits there."""
    return f"{ticket}.{CALLED_OR_SERVING}"


def live(ticket: str = "t") -> str:
    """The ticket is still a place: waiting, called or serving."""
    return f"{ticket}.{LIVE}"


def owner_is_busy(ticket: str = "t") -> str:
    """The ticket's owner is called or served, with this ticket or another."""
    return (
        f"EXISTS (SELECT 1 FROM tickets o WHERE o.visitor_id = {ticket}.visitor_id"
        f" AND {called_or_serving('o')})"
    )


def came(arrival: str = "a") -> str:
    """The arrival happened: it was not taken back. Its owner may have left since."""
    return f"{arrival}.{CAME}"


def is_in(arrival: str = "a") -> str:
    """The arrival's owner is in on its day: they came and have not left. `day` is the query's own to compare."""
    return f"{came(arrival)} AND {arrival}.left_at IS NULL"


def owner_came_on(ticket: str = "t", arrival: str = "a") -> str:
    """The arrival is that of the ticket's owner on one day, which the query gives as a value; it happened."""
    return f"{arrival}.visitor_id = {ticket}.visitor_id AND {arrival}.day = ? AND {came(arrival)}"


def owner_is_in_on(ticket: str = "t", arrival: str = "a") -> str:
    """As `owner_came_on`, and they have not left."""
    return f"{owner_came_on(ticket, arrival)} AND {arrival}.left_at IS NULL"


# Of an item of the programme: how long it takes where nobody gave an end, and how long before it starts whoever has a seat
# is told to go there, and is called by no booth any more.
ITEM_MS = 60 * 60_000
ITEM_SOON_MS = 10 * 60_000

SIGNED_UP = "left_at IS NULL"  # of a sign-up


def has_seat(sign_up: str = "s") -> str:
    """The sign-up's owner has a seat: they are signed up, and not on the waiting list."""
    return f"{sign_up}.{SIGNED_UP} AND {sign_up}.seated_at IS NOT NULL"


def item_until(item: str = "i") -> str:
    """When an item of the programme is over (ms), about so where nobody gave an end."""
    return f"coalesce({item}.ends_at, {item}.starts_at + {ITEM_MS})"


def is_attending(visitor: str, at: str) -> str:
    """This visitor (SQL) attends something at a moment (SQL, ms)."""
    return f"EXISTS (SELECT 1 FROM {attends(visitor, at)})"


def attends(visitor: str, at: str) -> str:
    """The join of the sign-ups `s` and items `i` that this visitor (SQL) attends at a moment (SQL, ms)."""
    return f"sign_ups s JOIN programme i ON i.id = s.item_id WHERE s.visitor_id = {visitor} AND {is_attended(at)}"


def is_attended(at: str) -> str:
    """The owner of sign-up `s` attends its item `i` at a moment (SQL, ms): it holds them, and begins soon or runs."""
    return f"{is_held()} AND i.starts_at <= {at} + {ITEM_SOON_MS} AND {item_until()} > {at}"


def is_held() -> str:
    """Item `i` keeps the owner of sign-up `s` from booths while it is on: they have a seat, and do not want to be called
    nevertheless. Nobody sits in an exhibition."""
    return f"{has_seat()} AND s.callable = 0 AND i.cancelled_at IS NULL AND i.kind <> 'exhibition'"
