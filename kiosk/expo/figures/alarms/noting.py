"""The history of alarms: the clock notes which have come and which have gone since it last looked."""

from typing import Any

from kiosk.data import conditions
from kiosk.data.store import Change


def note(change: Change, *, raised: list[Any], ended: list[Any]) -> dict[str, Any]:
    """`raised`: what is wrong now and was not ({key, since, booth, people}; `booth` a number or ""); `ended`: what is no more
    ({key, people}: how many waited at most). One entry says both."""
    for one in raised:
        booth_id = change.value("SELECT id FROM booths WHERE number = ?", one["booth"])
        change.update(
            "INSERT INTO alarms (key, booth_id, since, raised_at, people) VALUES (?, ?, ?, ?, ?)"
            " ON CONFLICT DO UPDATE SET people = max(people, excluded.people)",
            one["key"],
            booth_id,
            min(one["since"], change.now),
            change.now,
            one["people"],
        )
    for one in ended:
        change.update(
            "UPDATE alarms SET ended_at = max(raised_at, ?1), people = max(people, ?2),"
            f" mended_by = {_MENDED_BY} WHERE key = ?3 AND ended_at IS NULL",
            change.now,
            one["people"],
            one["key"],
        )
    keys = {"raised": [one["key"] for one in raised], "ended": [one["key"] for one in ended]}
    change.record("alarm.note", **keys)
    return keys


# The last thing that was done at the booth since: the work of its tablet, or a rest.
_MENDED_BY = (
    "(SELECT max(seq) FROM ("
    "SELECT max(seq) AS seq FROM journal INDEXED BY booth_activity WHERE booth_id = alarms.booth_id"
    f" AND {conditions.OF_BOOTHS_WORK} AND at >= alarms.raised_at"
    " UNION ALL SELECT max(seq) FROM journal INDEXED BY booth_rests WHERE booth_id = alarms.booth_id"
    f" AND {conditions.OF_BOOTHS_RESTS} AND at >= alarms.raised_at))"
)
