"""Conditions that many queries share: each is SQL with a name, on a row that the query calls `t` (a ticket) or `a` (an
arrival) unless told otherwise."""

# Words alone, for the partial unique indexes fit no others.
CALLED_OR_SERVING = "state IN ('called', 'serving')"
LIVE = "state IN ('waiting', 'called', 'serving')"


def called_or_serving(ticket: str = "t") -> str:
    """The ticket's owner was called to its booth or sits there."""
    return f"{ticket}.{CALLED_OR_SERVING}"


def live(ticket: str = "t") -> str:
    """The ticket is still a place: waiting, called or serving."""
    return f"{ticket}.{LIVE}"


def came(arrival: str = "a") -> str:
    """The arrival happened: it was not taken back. Its owner may have left since."""
    return f"{arrival}.undone_at IS NULL"


def is_in(arrival: str = "a") -> str:
    """The arrival's owner is in on its day: they came and have not left. `day` is the query's own to compare."""
    return f"{came(arrival)} AND {arrival}.left_at IS NULL"
