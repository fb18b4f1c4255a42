"""The sheet of a booth: who sits, is called and waits there, its counters' day, what came of it, its plan and tablets."""

import json
from typing import TypedDict

from kiosk.data import conditions, rows
from kiosk.expo.figures.waiting import kept_estimates
from kiosk.expo.square import booths, days, fleet, waits
from kiosk.expo.square.ground import Booth
from kiosk.language.sentences import N_, reworded
from kiosk.screens.agencies import agency_name
from kiosk.screens.sheets import booth_deeds, past, visits
from kiosk.screens.sheets.line import Axis, counted, empty, lane
from kiosk.screens.sheets.outcomes import Outcome, outcome_figures, range_words
from kiosk.screens.sheets.shapes import (
    Figure,
    Group,
    Line,
    Link,
    Look,
    Mark,
    Sheet,
    fact,
    figure,
    group,
    link,
)
from kiosk.screens.sheets.visits import Visit

SHOWN = 12
RESTS = ("booth.pause", "booth.open", "booth.go_home")
PLAN_SHOWN = 5
STATES = {"open": N_("열림"), "paused": N_("멈춤"), "closed": N_("닫힘")}


# Of what went on at its counters, and of its pauses: joining and leaving its queue stand in the histories of who did.
_ENTRIES = (
    "SELECT seq FROM (SELECT seq FROM journal INDEXED BY booth_activity WHERE booth_id = ?1"
    f" AND {conditions.OF_BOOTHS_WORK} ORDER BY at DESC LIMIT 60) UNION"
    " SELECT seq FROM (SELECT seq FROM journal INDEXED BY booth_rests WHERE booth_id = ?1"
    f" AND {conditions.OF_BOOTHS_RESTS} ORDER BY seq DESC LIMIT 30)"
)


class Happened(TypedDict):
    """A booth's pause, or its end; `detail` is JSON."""

    kind: str
    at: int
    detail: str


class Item(TypedDict):
    id: int
    title: str
    department: str
    won: int


class Tablet(TypedDict):
    id: int
    role: str
    booth: str | None
    name: str | None
    locked: int


def subjects(key: str) -> list[tuple[str, object]]:
    return [("booth", key)]


def read(look: Look, key: str) -> Sheet | None:
    """The sheet of the booth of this number."""
    row = look.square.by_number.get(key)
    if row is None:
        return None
    day = look.day
    seen = (
        visits.of_booth(look, row["id"], day.opens_at - 6 * 3_600_000, day.closes_at + 6 * 3_600_000)
        if day
        else []
    )
    state = booths.state_of(row, look.today, look.now)
    waiting = [one for one in seen if one["state"] == "waiting"]
    return {
        "head": {
            "kind": "booth",
            "kind_word": look._(N_("부스")),
            "key": key,
            "title": f"{key} {agency_name(row, look.lang)}",
            "lead": _lead(look, row, state),
            "state": state,
            "state_word": look.of(STATES, state),
            "facts": [fact(look._("상담석"), look._("%(n)s곳", n=row["counters"]))],
            "station": None,
        },
        "line": _line(look, row, seen),
        "figures": _figures(look, row, state, seen),
        "groups": _groups(look, row, seen),
        "past": past.of(look, _ENTRIES, row["id"]),
        "deeds": booth_deeds.deeds(look, row, state, waiting),
    }


def _lead(look: Look, row: Booth, state: str) -> str:
    if row["left_on"] and look.today and row["left_on"] == look.today.day:
        return look._("오늘 상담을 마치고 돌아갔어요.")
    if state != "paused":
        return row["message"] or ""
    reason = reworded(row["pause_reason"], look.lang) or look._("이유를 적지 않았어요")
    until = look.clock(row["pause_until"])
    return look._("%(reason)s · %(time)s까지", reason=reason, time=until) if until else reason


def _planned(look: Look, row: Booth) -> int:
    """How many purchases its agency announced."""
    found = look.db.execute(
        "SELECT coalesce(sum(items), 0) AS items FROM plan_sums WHERE agency_id = ?", (row["agency_id"],)
    ).fetchone()
    return int(found["items"])


def _line(look: Look, row: Booth, seen: list[Visit]) -> Line:
    if look.day is None:
        return empty(look._("박람회 날이 정해지면 하루가 여기에 그려져요."))
    axis = Axis(look, look.day, [one["started_at"] for one in seen if one["started_at"]])
    lanes = [counted(look._("대기"), [(one["joined_at"], _waited_until(one)) for one in seen], axis)]
    for counter in range(1, _counters(row, seen) + 1):
        marks = [
            mark
            for one in seen
            if one["counter"] == counter
            for mark in visits.at_counter(look, axis, one, str(one["number"]))
        ]
        lanes.append(lane(look._("상담석 %(n)s", n=counter), marks))
    says = look._(
        "%(booth)s 부스의 하루: 상담 %(n)s회",
        booth=row["number"],
        n=sum(bool(one["meeting"]) for one in seen),
    )
    return axis.line(lanes, says, _pauses(look, axis, row))


def _counters(row: Booth, seen: list[Visit]) -> int:
    """As many as there are, or were while somebody sat there."""
    return max([row["counters"], *(one["counter"] or 0 for one in seen if one["meeting"])])


def _waited_until(visit: Visit) -> int | None:
    return (
        None
        if visit["state"] == "waiting"
        else visit["called_at"] or visit["started_at"] or visit["joined_at"]
    )


def _pauses(look: Look, axis: Axis, row: Booth) -> list[Mark | None]:
    happened = rows.every(
        look.db,
        Happened,
        "SELECT kind, happened_at AS at, detail FROM journal INDEXED BY booth_rests WHERE booth_id = ? AND happened_at BETWEEN ? AND ?"
        f" AND {conditions.OF_BOOTHS_RESTS} ORDER BY seq",
        row["id"],
        axis.start,
        axis.end,
    )
    found: list[Mark | None] = []
    begun: Happened | None = None
    for one in happened:
        if one["kind"] not in RESTS:
            continue
        if begun:
            found.append(_pause(look, axis, begun, one["at"]))
        begun = None if one["kind"] == "booth.open" else one
    if begun:
        found.append(_pause(look, axis, begun, None if begun["kind"] == "booth.pause" else axis.end))
    elif row["paused_at"] is not None:  # with all booths: no entry of its own says so
        says = " ".join(filter(None, [look._("멈춤"), axis.span(row["paused_at"], None)]))
        found.append(axis.mark("paused", row["paused_at"], None, says))
    return found


def _pause(look: Look, axis: Axis, begun: Happened, end: int | None) -> Mark | None:
    word = look._("멈춤") if begun["kind"] == "booth.pause" else look._("오늘 마침")
    reason = reworded(json.loads(begun["detail"]).get("reason"), look.lang)
    return axis.mark(
        "paused", begun["at"], end, " ".join(filter(None, [word, axis.span(begun["at"], end), reason]))
    )


def _figures(look: Look, row: Booth, state: str, seen: list[Visit]) -> list[Figure]:
    met = [one for one in seen if one["meeting"] and one["finished_at"] and one["started_at"]]
    lengths = [(one["finished_at"] or 0) - (one["started_at"] or 0) for one in met]
    waiting = look.square.waiting_today(look.db, look.today).get(row["id"], 0)
    range_min = waits.minutes(look.square.wait_ms(row["id"], waiting)) if state == "open" else None
    told = kept_estimates(look.db, row["id"])
    found = [
        figure(
            look._("대기"),
            look._("%(n)s명", n=waiting),
            look._("지금 들어와 있고 이 부스에 자리를 잡은 사람"),
        ),
        figure(look._("예상"), range_words(look, range_min), look._("지금 줄을 서면 앉을 때까지 (P50~P80)")),
        figure(look._("끝난 상담"), look._("%(n)s회", n=len(met)), look._("이날 끝난 상담")),
        figure(
            look._("상담 길이"),
            look._("%(n)s분", n=round(sum(lengths) / len(lengths) / days.MIN_MS)) if lengths else "–",
            look._("이날 끝난 상담의 평균"),
        ),
        figure(
            look._("예상 적중"),
            f"{round(told['within_p80'] * 100)}%" if told["within_p80"] is not None else "–",
            look._("줄을 설 때 알려 준 시간 안에 앉은 비율 · %(n)s건", n=told["measured"]),
        ),
    ]
    return found + outcome_figures(look, _outcomes(look, row))


def _outcomes(look: Look, row: Booth) -> list[Outcome]:
    day = look.day
    return rows.every(
        look.db,
        Outcome,
        "SELECT l.outcome, count(*) AS count, sum(l.amount_won) AS won FROM consultations c"
        " JOIN lines l ON l.consultation_id = c.id AND l.version = c.version WHERE c.booth_id = ?"
        " AND c.state = 'finished' AND c.finished_at BETWEEN ? AND ? GROUP BY l.outcome",
        row["id"],
        day.morning if day else 0,
        day.morning + 24 * 3_600_000 if day else 0,
    )


def _groups(look: Look, row: Booth, seen: list[Visit]) -> list[Group]:
    now = [one for one in seen if one["state"] in ("serving", "called")]
    waiting = [one for one in seen if one["state"] == "waiting"]
    done = visits.finished(seen)
    return [
        group(
            look._("지금 상담석"),
            [visits.as_link(look, one, of_booth=True) for one in now],
            none=look._("아무도 없어요."),
        ),
        _some(look, look._("기다리는 사람"), waiting, look._("아무도 기다리지 않아요.")),
        _booked(look, row),
        _some(look, look._("끝난 상담"), done, look._("이날 끝난 상담이 아직 없어요.")),
        _plan(look, row),
        _tablets(look, row),
    ]


def _some(look: Look, title: str, found: list[Visit], none: str) -> Group:
    links = [visits.as_link(look, one, of_booth=True) for one in found[:SHOWN]]
    return group(title, links, more=max(0, len(found) - SHOWN), none=none)


class Booked(TypedDict):
    starts_at: int
    enterprise_id: int | None
    enterprise: str | None
    number: int | None


def _booked(look: Look, row: Booth) -> Group:
    day = look.day
    found = rows.every(
        look.db,
        Booked,
        "SELECT w.starts_at, w.enterprise_id, e.name AS enterprise, v.number FROM wishes w"
        " LEFT JOIN enterprises e ON e.id = w.enterprise_id LEFT JOIN visitors v ON v.id = w.visitor_id"
        " WHERE w.booth_id = ? AND w.starts_at BETWEEN ? AND ? AND w.state <> 'withdrawn' ORDER BY w.starts_at",
        row["id"],
        day.morning if day else 0,
        day.closes_at if day else 0,
    )
    links = [booked_link(look, one) for one in found[:SHOWN]]
    return group(
        look._("예약 상담"), links, more=max(0, len(found) - SHOWN), none=look._("이날 예약이 없어요.")
    )


def booked_link(look: Look, one: Booked) -> Link:
    """An appointment in a booth's list: its enterprise's, or its person's once somebody has taken it."""
    time = look.clock(one["starts_at"])
    if one["number"] is not None:
        title = " ".join(filter(None, [str(one["number"]), one["enterprise"]]))
        return link("visitor", one["number"], title, state="appointment", time=time)
    return link(
        "enterprise",
        one["enterprise_id"],
        one["enterprise"] or "–",
        look._("아직 오지 않음"),
        "appointment",
        time,
    )


def _plan(look: Look, row: Booth) -> Group:
    items = rows.every(
        look.db,
        Item,
        "SELECT id, title, department, won FROM plan_items WHERE agency_id = ? ORDER BY won DESC, id LIMIT ?",
        row["agency_id"],
        PLAN_SHOWN,
    )
    links = [link("purchase", one["id"], one["title"], one["department"]) for one in items]
    more = max(0, _planned(look, row) - len(links))
    return group(look._("구매계획"), links, more=more, none=look._("올린 구매계획이 없어요."), all_at="/plan")


def _tablets(look: Look, row: Booth) -> Group:
    found = rows.every(
        look.db,
        Tablet,
        "SELECT id, role, name, ? AS booth, locked_at IS NOT NULL AS locked FROM stations"
        " WHERE booth_id = ? AND revoked_at IS NULL ORDER BY id",
        row["number"],
        row["id"],
    )
    links = [
        link(
            "station",
            one["id"],
            fleet.called(one, look.lang),
            f"#{one['id']}",
            "paused" if one["locked"] else None,
        )
        for one in found
    ]
    return group(look._("단말"), links, none=look._("연결된 태블릿이 없어요."), all_at="/organiser/stations")
