"""The problem of a timetable as the expo stands: its days, booths, settings, marks, who is away, and what stands already."""

import sqlite3
from collections import defaultdict
from collections.abc import Iterator
from typing import Literal, NamedTuple, TypedDict

from kiosk.actions.refusals import Refused
from kiosk.data import rows
from kiosk.expo.programme import holds
from kiosk.expo.programme.holds import Held
from kiosk.expo.square import booth_plans, breaks, days, ground
from kiosk.expo.square.days import MIN_MS, Day
from kiosk.expo.square.ground import Booth, Ground
from kiosk.expo.timetable import lengths
from kiosk.expo.timetable.problem import AGENCY, ENTERPRISE, BoothOffer, Meeting, Pair, Problem, Span
from kiosk.language.sentences import N_, gettext

NO_DAYS = N_("박람회 날짜를 먼저 정해 주세요. 날이 없으면 시간표를 만들 수 없어요.")
NO_BOOTHS = N_("기관과 부스 파일을 먼저 가져와 주세요. 부스가 없으면 시간표를 만들 수 없어요.")
NO_MARKS = N_(
    "누가 누구를 만나고 싶은지 아직 없어요. 기관의 표시나 기업의 상담 희망을 받은 뒤에 만들어 주세요."
)
STEP_MS = (
    5 * MIN_MS
)  # what begins within a day that has begun, and the nearest free time, lies at such minutes
OVER = N_("박람회가 이미 끝나 시간표를 만들 수 없어요.")


class Mark(TypedDict):
    """`side`: who marked."""

    agency_id: int
    enterprise_id: int
    side: Literal["agency", "enterprise"]


class Wished(TypedDict):
    enterprise_id: int
    booth_id: int


class Away(TypedDict):
    """Of an agency or of an enterprise; ms."""

    agency_id: int | None
    enterprise_id: int | None
    begins_at: int
    ends_at: int


class Booked(TypedDict):
    enterprise_id: int
    booth_id: int
    starts_at: int


class Answered(TypedDict):
    """What became of a proposal that stands, and what each side said of it."""

    state: Literal["open", "declined", "applied"]
    agency_says: Literal["yes", "no"] | None
    enterprise_says: Literal["yes", "no"] | None


class Standing(Answered):
    """A proposal; ms."""

    booth_id: int
    enterprise_id: int
    starts_at: int
    ends_at: int
    by_hand: int


class Kind(TypedDict):
    enterprise_id: int
    category: str


class Read(NamedTuple):
    """The problem, and how many marks it leaves out: of agencies without a booth, and of nobody who comes."""

    problem: Problem
    left_out: int


def read(db: sqlite3.Connection, now: int, lang: str, *, needs_marks: bool = True) -> Read:
    """Raises Refused wrong_state without days, booths or marks (where they are needed), and once the last day is over."""
    square = _ready(db, now, lang)
    marks, left_out = _marks(db, square)
    if needs_marks and not marks:
        raise Refused("wrong_state", gettext(NO_MARKS, lang))
    return Read(_problem(db, square, now, marks, holds.of_enterprises(db, now)), left_out)


def standing(db: sqlite3.Connection, now: int, lang: str) -> tuple[Problem, dict[int, list[Held]]]:
    """Without marks: what a meeting that is set by hand is held against, and what enterprises sit at then. Raises Refused
    wrong_state as `read` does."""
    square, held = _ready(db, now, lang), holds.of_enterprises(db, now)
    return _problem(db, square, now, {}, held), held


def _ready(db: sqlite3.Connection, now: int, lang: str) -> Ground:
    square = ground.of(db)
    for sentence, is_missing in (
        (NO_DAYS, not square.days),
        (OVER, all(day.closes_at <= now for day in square.days)),
        (NO_BOOTHS, not square.booths),
    ):
        if is_missing:
            raise Refused("wrong_state", gettext(sentence, lang))
    return square


def _problem(
    db: sqlite3.Connection,
    square: Ground,
    now: int,
    marks: dict[Pair, frozenset[str]],
    held: dict[int, list[Held]],
) -> Problem:
    coming = [day for day in square.days if day.closes_at > now]
    away_agencies, away_enterprises = _away(db)
    for enterprise, seats in held.items():
        away_enterprises[enterprise] += [Span(one["begins_at"], one["until"]) for one in seats]
    settings, length_of = square.settings, lengths.of_booths(db, square, now)
    kept, refused, hints = _standing(db, length_of)
    next_at = -(-now // STEP_MS) * STEP_MS
    return Problem(
        days=tuple(Span(max(day.opens_at, next_at), day.closes_at) for day in coming),
        opened_at=tuple(day.opens_at for day in coming),
        booths={
            booth_id: _offer(
                square, booth, coming, away_agencies.get(booth["agency_id"], []), length_of[booth_id].ms
            )
            for booth_id, booth in square.booths.items()
        },
        away={enterprise: tuple(spans) for enterprise, spans in away_enterprises.items()},
        marks=marks,
        walk_ms=walks_ms(square),
        meeting_ms=settings["timetable_meeting_min"] * MIN_MS,
        pause_ms=settings["timetable_pause_min"] * MIN_MS,
        per_enterprise=settings["timetable_per_enterprise"],
        per_booth_day=settings["timetable_per_booth_day"],
        refused=refused,
        kept=kept,
        hints=hints,
        fits=_fits(db, square, marks) if marks else {},
    )


def walks_ms(square: Ground) -> dict[Pair, int]:
    """From booth to booth, in whole minutes up: a timetable is read by people."""
    per_min = square.settings["walk_m_per_min"]
    return {
        (here, there): -int(-metres // per_min) * MIN_MS
        for here in square.booths
        for there, metres in square.walks_m(here).items()
    }


def _offer(square: Ground, booth: Booth, coming: list[Day], away: list[Span], meeting_ms: int) -> BoothOffer:
    own = booth_plans.settings_of(booth)
    share = own["timetable_walk_in_percent"]
    rests = [
        Span(one.begins_at, one.ends_at)
        for day in coming
        for one in breaks.on(day, square.settings["breaks"], square.time_zone)
    ]
    return BoothOffer(
        number=booth["number"],
        open=tuple(open_spans(square, booth, coming)),
        away=(*rests, *away),
        walk_in_percent=square.settings["timetable_walk_in_percent"] if share is None else share,
        meeting_ms=meeting_ms,
    )


def open_spans(square: Ground, booth: Booth, coming: list[Day]) -> Iterator[tuple[Span, int]]:
    """How many counters a booth has from when until when, as its settings plan it; none on a day it did not come."""
    steps = booth_plans.settings_of(booth)["counters_by_hour"]
    of_file = booth["counters"] if booth["file_counters"] is None else booth["file_counters"]
    for day in coming:
        if booth["absent_on"] == day.day:
            continue
        closes = min(day.closes_at, square.closings(day).get(booth["id"], day.closes_at))
        changes = [(days.at_local(day.day, one["from"], square.time_zone), one["counters"]) for one in steps]
        begins, counters = day.opens_at, of_file
        for at, after in [*changes, (closes, 0)]:
            if at > begins:
                yield Span(begins, min(at, closes)), counters
            begins, counters = max(begins, min(at, closes)), after


def _marks(db: sqlite3.Connection, square: Ground) -> tuple[dict[Pair, frozenset[str]], int]:
    booth_of = {booth["agency_id"]: booth_id for booth_id, booth in square.booths.items()}
    found: dict[Pair, set[str]] = defaultdict(set)
    left_out = 0
    for one in rows.every(db, Mark, "SELECT agency_id, enterprise_id, side FROM marks"):
        booth = booth_of.get(one["agency_id"])
        if booth is None:
            left_out += 1
        else:
            found[one["enterprise_id"], booth].add(AGENCY if one["side"] == AGENCY else ENTERPRISE)
    for wished in wishes(db):
        found[wished["enterprise_id"], wished["booth_id"]].add(ENTERPRISE)
    return {pair: frozenset(sides) for pair, sides in found.items()}, left_out


def wishes(db: sqlite3.Connection) -> list[Wished]:
    """What people of enterprises wished when they registered: their enterprise's mark."""
    return rows.every(
        db,
        Wished,
        "SELECT DISTINCT v.enterprise_id, w.booth_id FROM booths b CROSS JOIN wishes w ON w.booth_id = b.id"
        " AND w.state = 'open' AND w.starts_at IS NULL CROSS JOIN visitors v ON v.id = w.visitor_id"
        " WHERE v.enterprise_id IS NOT NULL AND v.voided_at IS NULL AND v.forgotten_at IS NULL",
    )


def _away(db: sqlite3.Connection) -> tuple[dict[int, list[Span]], dict[int, list[Span]]]:
    """By agency, and by enterprise."""
    agencies: dict[int, list[Span]] = defaultdict(list)
    enterprises: dict[int, list[Span]] = defaultdict(list)
    for one in rows.every(db, Away, "SELECT agency_id, enterprise_id, begins_at, ends_at FROM away"):
        span = Span(one["begins_at"], one["ends_at"])
        if one["agency_id"] is not None:
            agencies[one["agency_id"]].append(span)
        elif one["enterprise_id"] is not None:
            enterprises[one["enterprise_id"]].append(span)
    return agencies, enterprises


def _standing(
    db: sqlite3.Connection, length_of: dict[int, lengths.Length]
) -> tuple[tuple[Meeting, ...], frozenset[Pair], dict[Pair, int]]:
    """What stays where it is (confirmed by a side, set by hand, an appointment), pairs of which one said no, and when the others were
    proposed. A pair that was refused once and set again by hand stands."""
    kept: dict[Pair, Meeting] = {}
    refused, hints = set[Pair](), dict[Pair, int]()
    for one in rows.every(
        db,
        Standing,
        "SELECT booth_id, enterprise_id, starts_at, ends_at, state, agency_says, enterprise_says, by_hand FROM proposals"
        " WHERE state <> 'replaced'",
    ):
        pair = one["enterprise_id"], one["booth_id"]
        if one["state"] == "declined":
            refused.add(pair)
        elif stays(one):
            kept[pair] = Meeting(*pair, one["starts_at"], one["ends_at"])
        else:
            hints[pair] = one["starts_at"]
    booked = {(*one.pair, one.starts_at): one for one in kept.values()}
    for appointment in rows.every(
        db,
        Booked,
        "SELECT w.enterprise_id, w.booth_id, w.starts_at FROM booths b CROSS JOIN wishes w ON w.booth_id = b.id"
        " WHERE w.starts_at IS NOT NULL AND w.enterprise_id IS NOT NULL AND w.state <> 'withdrawn'",
    ):
        key = appointment["enterprise_id"], appointment["booth_id"], appointment["starts_at"]
        booked.setdefault(key, Meeting(*key, key[2] + length_of[key[1]].ms))
    return tuple(sorted(booked.values())), frozenset(refused - kept.keys()), hints


def stays(one: Standing) -> bool:
    """Whether a later run leaves it where it is."""
    return (
        one["state"] == "applied"
        or bool(one["by_hand"])
        or "yes" in (one["agency_says"], one["enterprise_says"])
    )


def _fits(db: sqlite3.Connection, square: Ground, marks: dict[Pair, frozenset[str]]) -> dict[Pair, float]:
    """Half for an agency that plans to buy any of the enterprise's kinds, up to one by how many items."""
    kinds: dict[int, list[str]] = defaultdict(list)
    for one in rows.every(
        db, Kind, "SELECT enterprise_id, category FROM enterprise_categories ORDER BY enterprise_id, category"
    ):
        kinds[one["enterprise_id"]].append(one["category"])
    found = {}
    for enterprise, booth in marks:
        match = square.matches(db, tuple(kinds.get(enterprise, ()))).get(square.booths[booth]["agency_id"])
        if match:
            found[enterprise, booth] = 0.5 + 0.5 * min(1.0, match.items / 10)
    return found
