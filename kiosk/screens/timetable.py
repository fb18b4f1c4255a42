"""Appointments made, as the organiser sees them (all agencies, one booth) and as an agency sees them that opened its link: whom it may mark,
whom it is proposed to, and when it cannot come."""

import json
import sqlite3
from collections import Counter, defaultdict
from typing import Any, TypedDict

from kiosk.actions.refusals import NotFound, Refused
from kiosk.data import rows
from kiosk.expo.person import brn
from kiosk.expo.square import days, ground
from kiosk.expo.square.agency_links import Link
from kiosk.expo.square.ground import Booth, Ground
from kiosk.expo.timetable import lengths, marks, reading
from kiosk.expo.timetable.links import LINKS
from kiosk.expo.timetable.needs import Need, needs
from kiosk.expo.timetable.problem import AGENCY, ENTERPRISE, Meeting
from kiosk.language.kinds import known_word
from kiosk.language.sentences import N_, gettext
from kiosk.screens.agencies import agency_name

STATE_WORDS = {
    "both": N_("양쪽 확인"),
    "one": N_("한쪽 확인"),
    "none": N_("답 없음"),
    "declined": N_("거절함"),
    "applied": N_("예약됨"),
}
LENGTH_WORDS = {
    "booth": N_("예약 한 건은 %(n)s분이에요(이 부스의 설정)."),
    "measured": N_("예약 한 건은 %(n)s분이에요(지난 날 이 부스의 상담이 걸린 만큼)."),
    "expo": N_("예약 한 건은 %(n)s분이에요(박람회의 설정)."),
}
ENTERPRISES_MOST = 2000


class Proposed(reading.Answered):
    """ms."""

    id: int
    booth_id: int
    enterprise_id: int
    enterprise: str
    brn: str | None
    starts_at: int
    ends_at: int
    by_hand: int


class ShownProposal(TypedDict):
    """`standing`: of STATE_WORDS. `day`: which of the expo's days, from 1, and its ISO date."""

    id: int
    enterprise: str
    brn: str | None
    day: str
    date: str
    starts: str
    ends: str
    standing: str
    word: str
    agency_says: str | None
    enterprise_says: str | None
    by_hand: bool
    is_open: bool


class Marked(TypedDict):
    """An enterprise that an agency may mark; `fits`: which of its kinds the agency plans to buy; `wishes`: it wants to meet the agency."""

    id: int
    name: str
    kind: str | None
    categories: list[str]
    fits: list[str]
    marked: bool
    wishes: bool


class ShownAway(TypedDict):
    id: int
    says: str


class OfAgency(TypedDict):
    """An agency's page. `days`: ISO date and how it is said."""

    agency: str
    booth: str
    count: int
    enterprises: list[Marked]
    proposals: list[ShownProposal]
    away: list[ShownAway]
    days: list[tuple[str, str]]
    unanswered: int


class AgencyRow(TypedDict):
    """One agency in the organiser's list; `link`: until when its link opens."""

    id: int
    booth: str
    agency: str
    marks: int
    wishes: int
    proposals: int
    confirmed: int
    declined: int
    link: str | None
    opened: bool
    needs: list[Need]
    short: bool


class Overview(TypedDict):
    """`counts`: of proposals by STATE_WORDS. `why_not`: why none can be made now. `figures`: of the last run."""

    agencies: list[AgencyRow]
    marks: int
    mutual: int
    by_agencies: int
    by_enterprises: int
    counts: dict[str, int]
    standing: int
    runs: int
    figures: dict[str, Any] | None
    made: str | None
    why_not: str
    short: list[Need]


class OfEnterprise(ShownProposal):
    """What an enterprise's phone is asked."""

    booth: str
    agency: str


class OfBooth(TypedDict):
    """One booth's timetable for the organiser; `enterprises`: id and name, to add one by hand. `length`: how long its appointments
    are, and why. `link`: until when its agency's link opens."""

    number: str
    agency_id: int
    agency: str
    length: str
    link: str | None
    proposals: list[ShownProposal]
    days: list[tuple[str, str]]
    enterprises: list[tuple[int, str]]
    needs: list[Need]


class Named(TypedDict):
    id: int
    name: str
    kind: str | None


class MarkRow(TypedDict):
    agency_id: int
    enterprise_id: int
    side: str


class RunRow(TypedDict):
    id: int
    made_at: int
    figures: str


_PROPOSED = (
    "SELECT p.id, p.booth_id, p.enterprise_id, e.name AS enterprise, e.brn, p.starts_at, p.ends_at, p.state, p.agency_says,"
    " p.enterprise_says, p.by_hand FROM proposals p JOIN enterprises e ON e.id = p.enterprise_id WHERE p.state <> 'replaced'"
)


def overview(db: sqlite3.Connection, *, now: int, lang: str) -> Overview:
    square = ground.of(db)
    proposed = rows.every(db, Proposed, f"{_PROPOSED} ORDER BY p.starts_at, p.id")
    problem, why_not = None, ""
    try:
        problem = reading.read(db, now, lang).problem
    except Refused as refused:
        why_not = refused.message
    sides = problem.marks if problem else {}
    standing = [one for one in proposed if one["state"] != "declined"]
    needed: dict[str, list[Need]] = defaultdict(list)
    if problem:
        meetings = {_meeting(one) for one in standing} | set(problem.kept)
        for need in needs(db, problem, sorted(meetings)):
            needed[need.booth].append(need)
    booth_links = LINKS.standing(db, now)
    by_booth: dict[int, list[Proposed]] = defaultdict(list)
    for one in proposed:
        by_booth[one["booth_id"]].append(one)
    marked = Counter(booth for (_, booth), both in sides.items() if AGENCY in both)
    wished = Counter(booth for (_, booth), both in sides.items() if ENTERPRISE in both)
    run = rows.one(db, RunRow, "SELECT id, made_at, figures FROM timetable_runs ORDER BY id DESC LIMIT 1")
    counts = Counter(_standing(one) for one in proposed)
    return {
        "agencies": [
            _agency_row(
                booth,
                by_booth[booth["id"]],
                marked,
                wished,
                booth_links,
                needed[booth["number"]],
                square,
                lang,
            )
            for booth in square.booths.values()
        ],
        "marks": len(sides),
        "mutual": sum(len(both) == 2 for both in sides.values()),
        "by_agencies": sum(marked.values()),
        "by_enterprises": sum(wished.values()),
        "counts": {name: counts[name] for name in STATE_WORDS},
        "standing": len(standing),
        "runs": run["id"] if run else 0,
        "figures": json.loads(run["figures"]) if run else None,
        "made": f"{days.local(run['made_at'], square.time_zone):%m-%d %H:%M}" if run else None,
        "why_not": why_not,
        "short": [one for many in needed.values() for one in many if one.is_short],
    }


def of_booth(db: sqlite3.Connection, number: str, *, now: int, lang: str) -> OfBooth:
    """Raises NotFound."""
    square = ground.of(db)
    booth = square.by_number.get(number)
    if booth is None:
        raise NotFound(gettext(N_("그런 부스가 없어요."), lang))
    proposed = rows.every(
        db, Proposed, f"{_PROPOSED} AND p.booth_id = ? ORDER BY p.starts_at, p.id", booth["id"]
    )
    names = rows.every(
        db, Named, "SELECT id, name, kind FROM enterprises ORDER BY name, id LIMIT ?", ENTERPRISES_MOST
    )
    try:
        problem = reading.read(db, now, lang, needs_marks=False).problem
        standing = {_meeting(one) for one in proposed if one["state"] != "declined"} | {
            one for one in problem.kept if one.booth == booth["id"]
        }
        needed = [one for one in needs(db, problem, sorted(standing)) if one.booth == number]
    except Refused:
        needed = []
    length = lengths.of_booths(db, square, now)[booth["id"]]
    link = LINKS.standing(db, now).get(booth["agency_id"])
    return {
        "number": number,
        "agency_id": booth["agency_id"],
        "agency": agency_name(booth, lang),
        "length": gettext(LENGTH_WORDS[length.whence], lang, n=length.ms // days.MIN_MS),
        "link": days.date_of(link["expires_at"], square.time_zone) if link else None,
        "proposals": [_shown(one, square, lang) for one in proposed],
        "days": _days(square, lang),
        "enterprises": [(one["id"], one["name"]) for one in names],
        "needs": needed,
    }


def of_agency(db: sqlite3.Connection, agency: int, *, lang: str) -> OfAgency:
    """Enterprises that fit its plan first, then those that wish to meet it, then the others, each by name. Raises NotFound, also for an agency
    that has no booth any more."""
    square = ground.of(db)
    booth = next((one for one in square.booths.values() if one["agency_id"] == agency), None)
    if booth is None:
        raise NotFound(gettext(N_("이 기관은 이제 부스가 없어 만날 수 없어요."), lang))
    proposed = rows.every(
        db, Proposed, f"{_PROPOSED} AND p.booth_id = ? ORDER BY p.starts_at, p.id", booth["id"]
    )
    enterprises = _enterprises(db, square, booth, lang)
    shown = [_shown(one, square, lang) for one in proposed]
    return {
        "agency": agency_name(booth, lang),
        "booth": booth["number"],
        "count": sum(one["marked"] for one in enterprises),
        "enterprises": enterprises,
        "proposals": shown,
        "away": [_away(one, square) for one in marks.absences(db, agency=agency)],
        "days": _days(square, lang),
        "unanswered": sum(one["agency_says"] is None and one["is_open"] for one in shown),
    }


def of_enterprise(db: sqlite3.Connection, enterprise: int | None, lang: str) -> list[OfEnterprise]:
    """What a bound phone is asked: its enterprise's proposals that are not appointments yet, with booth and agency; by time."""
    if enterprise is None:
        return []
    square = ground.of(db)
    found = rows.every(
        db,
        Proposed,
        f"{_PROPOSED} AND p.enterprise_id = ? AND p.state = 'open' ORDER BY p.starts_at, p.id",
        enterprise,
    )
    return [
        {
            **_shown(one, square, lang),
            "booth": square.booths[one["booth_id"]]["number"],
            "agency": agency_name(square.booths[one["booth_id"]], lang),
        }
        for one in found
        if one["booth_id"] in square.booths
    ]


def _agency_row(
    booth: Booth,
    mine: list[Proposed],
    marked: Counter[int],
    wished: Counter[int],
    booth_links: dict[int, Link],
    needed: list[Need],
    square: Ground,
    lang: str,
) -> AgencyRow:
    counts = Counter(_standing(one) for one in mine)
    link = booth_links.get(booth["agency_id"])
    return {
        "id": booth["agency_id"],
        "booth": booth["number"],
        "agency": agency_name(booth, lang),
        "marks": marked[booth["id"]],
        "wishes": wished[booth["id"]],
        "proposals": len(mine) - counts["declined"],
        "confirmed": counts["both"] + counts["applied"],
        "declined": counts["declined"],
        "link": days.date_of(link["expires_at"], square.time_zone) if link else None,
        "opened": bool(link and link["opened_at"]),
        "needs": needed,
        "short": any(one.is_short for one in needed),
    }


def _enterprises(db: sqlite3.Connection, square: Ground, booth: Booth, lang: str) -> list[Marked]:
    kinds: dict[int, list[str]] = defaultdict(list)
    for one in rows.every(
        db,
        reading.Kind,
        "SELECT enterprise_id, category FROM enterprise_categories ORDER BY enterprise_id, category",
    ):
        kinds[one["enterprise_id"]].append(one["category"])
    found = rows.every(
        db,
        MarkRow,
        "SELECT agency_id, enterprise_id, side FROM marks WHERE agency_id = ?",
        booth["agency_id"],
    )
    own = {one["enterprise_id"] for one in found if one["side"] == AGENCY}
    wishing = {one["enterprise_id"] for one in found if one["side"] == ENTERPRISE} | {
        one["enterprise_id"] for one in reading.wishes(db) if one["booth_id"] == booth["id"]
    }
    ranked: list[tuple[tuple[int, int, int, str], Marked]] = []
    for row in rows.every(db, Named, "SELECT id, name, kind FROM enterprises ORDER BY id"):
        match = square.matches(db, tuple(kinds[row["id"]])).get(booth["agency_id"])
        shown: Marked = {
            "id": row["id"],
            "name": row["name"],
            "kind": known_word(row["kind"], lang) if row["kind"] else None,
            "categories": [known_word(one, lang) for one in kinds[row["id"]]],
            "fits": [known_word(one, lang) for one in match.categories] if match else [],
            "marked": row["id"] in own,
            "wishes": row["id"] in wishing,
        }
        rank = (not match, not shown["wishes"], -(match.items if match else 0), row["name"])
        ranked.append((rank, shown))
    return [shown for _, shown in sorted(ranked, key=lambda one: one[0])]


def _shown(one: Proposed, square: Ground, lang: str) -> ShownProposal:
    date = days.date_of(one["starts_at"], square.time_zone)
    standing = _standing(one)
    return {
        "id": one["id"],
        "enterprise": one["enterprise"],
        "brn": brn.shown(one["brn"]) if one["brn"] else None,
        "day": _day_word(date, square, lang),
        "date": date,
        "starts": days.clock_text(one["starts_at"], square.time_zone),
        "ends": days.clock_text(one["ends_at"], square.time_zone),
        "standing": standing,
        "word": gettext(STATE_WORDS[standing], lang),
        "agency_says": one["agency_says"],
        "enterprise_says": one["enterprise_says"],
        "by_hand": bool(one["by_hand"]),
        "is_open": one["state"] == "open",
    }


def _standing(one: Proposed) -> str:
    if one["state"] != "open":
        return one["state"]
    return ("none", "one", "both")[(one["agency_says"] == "yes") + (one["enterprise_says"] == "yes")]


def _meeting(one: Proposed) -> Meeting:
    return Meeting(one["enterprise_id"], one["booth_id"], one["starts_at"], one["ends_at"])


def _days(square: Ground, lang: str) -> list[tuple[str, str]]:
    return [(one.day, _day_word(one.day, square, lang)) for one in square.days]


def _day_word(date: str, square: Ground, lang: str) -> str:
    number = next((at for at, one in enumerate(square.days, 1) if one.day == date), 0)
    said = f"{int(date[5:7])}.{int(date[8:])}."
    return gettext(N_("%(n)s일차 %(date)s"), lang, n=number, date=said) if number else said


def _away(one: marks.Absence, square: Ground) -> ShownAway:
    begins, ends = (days.local(at, square.time_zone) for at in (one["begins_at"], one["ends_at"]))
    return {"id": one["id"], "says": f"{begins:%m-%d} {begins:%H:%M}~{ends:%H:%M}"}
