"""What happens on the square, from the journal, in words: numbers and enterprises, never a person's name or phone."""

import json
import sqlite3
from typing import Any, TypedDict

from kiosk.actions.verb import Said
from kiosk.actions.verbs import kinds
from kiosk.data import rows
from kiosk.expo.square import days
from kiosk.language.sentences import N_, gettext, reworded
from kiosk.screens import history
from kiosk.screens.addresses import address


class OfSquare(history.Entry):
    """An entry with whom it is about, if it is about somebody; `at` in ms."""

    seq: int
    at: int
    consultation_id: int | None
    number: int | None
    enterprise: str | None
    organiser: str | None


class Told(TypedDict):
    """One line of the feed; `by`: which organiser did it, by name; `href`: the sheet of what it is about; `outcomes` are kinds, `words` the same in words."""

    seq: int
    time: str
    by: str | None
    href: str | None
    who: str
    text: str
    outcomes: list[str]
    words: str
    reason: str | None
    time_unknown: bool


ENTRIES = 14
LOOKED_AT = 120  # of those that are told: some say nothing after all

OUTCOMES = {
    "commitment": N_("우선구매 약정"),
    "contract": N_("현장계약"),
    "mou": N_("업무협약"),
}
# A pause that the closing ended is not told: the closing is.
PAUSES_ENDED = ("booth.open", "visitor.resume")


def feed(db: sqlite3.Connection, zone: str, lang: str) -> list[Told]:
    """The last entries worth telling, the newest first."""
    return told_before(db, zone, lang)[0][:ENTRIES]


def told_before(
    db: sqlite3.Connection, zone: str, lang: str, before: int = 2**53
) -> tuple[list[Told], int | None]:
    """What is worth telling of the last entries with a lesser `seq` than `before`, the newest first; and the `before` of those
    before them, None at the beginning."""
    said = {name: kind.in_feed for name, kind in kinds().items()}
    entries = rows.every(
        db,
        OfSquare,
        "SELECT j.seq, j.at, j.kind, j.detail, j.consultation_id, b.number AS booth, v.number, e.name AS enterprise,"
        " s.name AS organiser FROM journal j"
        " LEFT JOIN booths b ON b.id = j.booth_id LEFT JOIN visitors v ON v.id = j.visitor_id"
        " LEFT JOIN enterprises e ON e.id = v.enterprise_id"
        " LEFT JOIN stations s ON s.id = j.station_id AND s.role = 'organiser'"
        f" WHERE {history.are_told(said)} AND j.seq < ? ORDER BY j.seq DESC LIMIT ?",
        before,
        LOOKED_AT,
    )
    told = (_entry(row, said[row["kind"]], zone, lang) for row in entries)
    earlier = entries[-1]["seq"] if len(entries) == LOOKED_AT else None
    return [one for one in told if one], earlier


def _entry(row: OfSquare, said: Said, zone: str, lang: str) -> Told | None:
    detail = json.loads(row["detail"])
    if row["kind"] in PAUSES_ENDED and detail.get("reason") == "closed":
        return None
    text = history.sentence_of(row, said, lang)
    if text is None:
        return None
    who = " ".join(str(part) for part in (row["number"], row["enterprise"]) if part)
    outcomes = [kind for kind in detail.get("outcomes", ()) if kind in OUTCOMES]
    return {
        "seq": row["seq"],
        "time": days.clock_text(row["at"], zone),
        "by": row["organiser"],
        "href": _sheet(row, detail),
        "who": who,
        "text": text,
        "outcomes": outcomes,
        "words": ", ".join(gettext(OUTCOMES[kind], lang) for kind in outcomes),
        "reason": reworded(detail.get("reason"), lang) if row["kind"] == "booth.pause" else None,
        "time_unknown": detail.get("time_unknown", False),
    }


def _sheet(row: OfSquare, detail: dict[str, Any]) -> str | None:
    """The sheet of the meeting, else of the person, the booth or the station that an entry is about."""
    about = (
        ("meeting", row["consultation_id"]),
        ("visitor", row["number"]),
        ("station", detail.get("station")),
        ("booth", row["booth"]),
    )
    return next((address(kind, key) for kind, key in about if key), None)
