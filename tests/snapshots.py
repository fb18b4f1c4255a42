"""What a desk's tablet is told to keep for when the server is away, and what it makes of it."""

from typing import Any

from kiosk.screens import desk_snapshot
from kiosk.screens.desk_snapshot import Snapshot
from tests.cast import Cast


def told(cast: Cast, *, of: str = "", after: int = 0, named: bool = True) -> Snapshot:
    """What the desk's tablet is told that holds the one called `of` up to `after`."""
    key = cast.store.badge_key
    with cast.store.read() as db:
        return desk_snapshot.snapshot(
            db,
            cast.stations["desk"],
            of=of,
            after=after,
            named=named,
            now=cast.clock.now,
            badge_key=key,
            lang="ko",
        )


def kept_up(before: Snapshot, news: Snapshot) -> Snapshot:
    """What a tablet holds that was told the news behind what it had: as offline/snapshot/people.js does."""
    if news["whole"]:
        return news
    people = {row[0]: row for row in before["people"]} | {row[0]: row for row in news["people"]}
    for gone in news["gone"]:
        people.pop(gone, None)
    companies = {row[0]: row for row in before["enterprises"]} | {row[0]: row for row in news["enterprises"]}
    blanks = before["blanks"] if news["blanks"] is None else news["blanks"]
    return {
        **news,
        "blanks": blanks,
        "people": sorted(people.values()),
        "enterprises": sorted(companies.values()),
    }


def of_people(held: Snapshot) -> tuple[Any, ...]:
    """Companies stay where somebody of theirs has gone; that harms nobody."""
    named = {row[3] for row in held["people"]}
    companies = [row for row in held["enterprises"] if row[0] in named]
    return held["people"], companies, held["blanks"], held["crowds"]
