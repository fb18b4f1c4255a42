"""What the tablet of a desk keeps for when the server is away: who is registered, where they stand, which badge is whose.

Names, enterprises, numbers; never a phone number, a mail address, a need or a note. A badge's code is not told: only 18 bits of
its hash under a key of the pairing, by which the tablet knows a badge that is scanned, and of which a thousand codes each would
be possible. After the first time only what changed since is told. A door's tablet gets the same without names.
"""

import hmac
import json
import sqlite3
from base64 import urlsafe_b64encode
from collections.abc import Callable, Collection
from itertools import groupby
from typing import Literal, NamedTuple, TypedDict

from badges.code import encode
from kiosk.actions.refusals import Refused
from kiosk.data import journal, rows
from kiosk.expo.person.visitor_numbers import blanks
from kiosk.expo.square import days, stations
from kiosk.language.sentences import gettext
from kiosk.screens.desk import standings
from kiosk.screens.pending import of_crowds

KEPT_BY = frozenset({"desk", "door"})  # roles
PEOPLE_MAX = 5_000  # a third of a megabyte on the tablet
CHANGED_MAX = 300  # people told one by one; beyond, all are told anew
ENTRIES_MAX = 5_000  # of the journal, looked through for who changed
MARK_BYTES, MARK_LETTERS = 3, 3  # 18 bits of base64: a code that is no badge passes once in 262,144 times

# Entries that name a visitor and change neither who they are, nor where they stand at the door, nor their badge.
_ELSEWHERE = frozenset({"ticket", "consultation", "contact", "signing", "phone", "push", "print", "late"})
# What may change many who are not named.
_OF_ALL = frozenset({"import.apply", "contacts.forget"})

Seen = tuple[int, int, str | None, int | None, str, str | None, str, int]
Company = tuple[int, str, str | None, str | None, list[str]]


class Blanks(TypedDict):
    """Blank badges in a row: the number of the first, and the marks of all, one after another."""

    first: int
    marks: str


class Snapshot(TypedDict):
    """`of`: what it is of (epoch, day, pairing); with another, nothing of an earlier one holds. `whole`: all there is, else what
    changed. `key`: by which codes are hashed, told with the whole alone (base64). `people`: [id, number, name, enterprise's id,
    state, since (HH:MM), mark of the badge, 1 for a badge that was lost]; `gone`: ids of who is nobody any more; `enterprises`:
    [id, name, 사업자등록번호, kind, categories], those of `people`; `blanks`: null where they are as they were; `crowds`: ids whom the search tells last. `at` in ms."""

    of: str
    seq: int
    at: int
    whole: bool
    key: str | None
    people: list[Seen]
    gone: list[int]
    enterprises: list[Company]
    blanks: list[Blanks] | None
    crowds: list[int]


class _News(NamedTuple):
    """Ids of visitors who may be others than they were; whether badges were given out, or made."""

    people: set[int]
    badges: bool


class _Row(TypedDict):
    """A visitor with what the tablet shows of them."""

    id: int
    number: int
    serial: int
    state: Literal["pending", "registered"]
    voided_at: int | None
    name: str
    enterprise_id: int | None


class _Company(TypedDict):
    """An enterprise; categories: JSON."""

    id: int
    name: str
    brn: str | None
    kind: str | None
    categories: str


_SELECT = (
    "SELECT v.id, v.number, v.serial, v.state, v.voided_at, c.name, v.enterprise_id FROM visitors v"
    " JOIN contacts c ON c.visitor_id = v.id WHERE v.state <> 'merged'"
)
_LISTED = "SELECT value FROM json_each(?)"


def snapshot(
    db: sqlite3.Connection,
    station_id: int,
    *,
    of: str,
    after: int,
    named: bool,
    now: int,
    badge_key: bytes,
    lang: str,
) -> Snapshot:
    """What this station's tablet is to keep, or what changed of it behind `after` where it holds the one called `of`.

    named: with people's names. Raises Refused full for more than PEOPLE_MAX people.
    """
    key = stations.pairing_key(db, station_id, badge_key)
    epoch, seq = journal.epoch_of(db), journal.latest_seq(db)
    today = days.date_of(now, days.time_zone(db))
    is_of = f"{epoch}.{today}.{hmac.digest(key, b'of', 'sha256').hex()[:8]}"
    news = _news(db, after) if of == is_of and after <= seq else None
    found = _people(db, news.people if news else None)
    if len(found) > PEOPLE_MAX:
        sentence = gettext(
            "등록한 사람이 %(most)s명보다 많아 태블릿에 명단을 두지 않아요.", lang, most=PEOPLE_MAX
        )
        raise Refused("full", sentence)
    mark = _marks(key, badge_key)
    stand = standings(db, {row["id"]: row["state"] for row in found}, now)
    people: list[Seen] = [
        (
            row["id"],
            row["number"],
            row["name"] if named else None,
            row["enterprise_id"],
            stand[row["id"]]["state"],
            stand[row["id"]]["since"],
            mark(row["number"], row["serial"] - lost),  # where it was lost, the next one is not made yet
            lost,
        )
        for row in found
        for lost in (int(row["voided_at"] is not None),)
    ]
    return {
        "of": is_of,
        "seq": seq,
        "at": now,
        "whole": news is None,
        "key": None if news else urlsafe_b64encode(key).decode(),
        "people": people,
        "gone": sorted((news.people if news else set()) - {row["id"] for row in found}),
        "enterprises": _companies(db, {row["enterprise_id"] for row in found if row["enterprise_id"]}),
        "blanks": _blanks(db, mark) if news is None or news.badges else None,
        "crowds": sorted(of_crowds(db)),
    }


def _news(db: sqlite3.Connection, after: int) -> _News | None:
    """What happened behind `after`; None: so much, or to so many, that all are told anew."""
    entries = db.execute(
        "SELECT kind, visitor_id FROM journal WHERE seq > ? ORDER BY seq LIMIT ?", (after, ENTRIES_MAX + 1)
    ).fetchall()
    if len(entries) > ENTRIES_MAX or any(entry["kind"] in _OF_ALL for entry in entries):
        return None
    of_door = [entry for entry in entries if entry["kind"].partition(".")[0] not in _ELSEWHERE]
    people = {entry["visitor_id"] for entry in of_door if entry["visitor_id"] is not None}
    badges = any(entry["kind"].startswith("badge.") for entry in of_door)
    return _News(people, badges) if len(people) <= CHANGED_MAX else None


def _people(db: sqlite3.Connection, ids: Collection[int] | None) -> list[_Row]:
    if ids is None:
        return rows.every(db, _Row, f"{_SELECT} ORDER BY v.id LIMIT ?", PEOPLE_MAX + 1)
    return rows.every(db, _Row, f"{_SELECT} AND v.id IN ({_LISTED}) ORDER BY v.id", json.dumps(sorted(ids)))


def _companies(db: sqlite3.Connection, ids: Collection[int]) -> list[Company]:
    found = rows.every(
        db,
        _Company,
        "SELECT e.id, e.name, e.brn, e.kind, (SELECT json_group_array(c.category) FROM (SELECT category"
        " FROM enterprise_categories WHERE enterprise_id = e.id ORDER BY category) c) AS categories"
        f" FROM enterprises e WHERE e.id IN ({_LISTED}) ORDER BY e.id",
        json.dumps(sorted(ids)),
    )
    return [(row["id"], row["name"], row["brn"], row["kind"], json.loads(row["categories"])) for row in found]


def _blanks(db: sqlite3.Connection, mark: Callable[[int, int], str]) -> list[Blanks]:
    """The blank badges that are nobody's yet, those in a row together."""
    numbers = enumerate(blanks(db))
    runs = ([number for _, number in run] for _, run in groupby(numbers, key=lambda pair: pair[1] - pair[0]))
    return [{"first": run[0], "marks": "".join(mark(number, 0) for number in run)} for run in runs]


def _marks(key: bytes, badge_key: bytes) -> Callable[[int, int], str]:
    """Number and serial of a badge -> how the tablet knows its code."""

    def mark(number: int, serial: int) -> str:
        hashed = hmac.digest(key, encode(badge_key, number, serial).encode(), "sha256")
        return urlsafe_b64encode(hashed[:MARK_BYTES]).decode()[:MARK_LETTERS]

    return mark
