"""The sheet of an enterprise: its people and where they are, its meetings and what came of them, who plans to buy of it."""

from typing import TypedDict

from kiosk.data import conditions, names, rows
from kiosk.expo.person import brn
from kiosk.language.sentences import N_
from kiosk.screens.addresses import address
from kiosk.screens.agencies import agency_name
from kiosk.screens.enterprises import categories_of
from kiosk.screens.sheets import past, sign_ups, visits
from kiosk.screens.sheets.line import Axis, empty, lane
from kiosk.screens.sheets.outcomes import Outcome, outcome_figures
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

LANES = 8
SHOWN = 12
MATCHES = 6


class Enterprise(TypedDict):
    id: int
    name: str
    name_en: str | None
    brn: str | None
    kind: str | None
    district: str | None


class Person(TypedDict):
    """Somebody of an enterprise; `at`, `left_at`: when they came on the day told of, and left (ms)."""

    id: int
    number: int
    name: str | None
    state: str
    at: int | None
    left_at: int | None


class Booked(TypedDict):
    booth_id: int
    starts_at: int
    state: str


def subjects(people: list[int]) -> list[tuple[str, object]]:
    return [("visitor", one) for one in people]


def people_of(look: Look, enterprise_id: int) -> list[int]:
    found = look.db.execute("SELECT id FROM visitors WHERE enterprise_id = ? ORDER BY id", (enterprise_id,))
    return [one["id"] for one in found]


def read(look: Look, key: str) -> Sheet | None:
    """The sheet of the enterprise of this id."""
    row = rows.one(
        look.db,
        Enterprise,
        "SELECT id, name, name_en, brn, kind, district FROM enterprises WHERE id = ?",
        int(key),
    )
    if row is None:
        return None
    people = rows.every(
        look.db,
        Person,
        "SELECT v.id, v.number, c.name, v.state, a.at, a.left_at FROM visitors v LEFT JOIN contacts c ON c.visitor_id = v.id"
        f" LEFT JOIN arrivals a ON a.visitor_id = v.id AND a.day = ? AND {conditions.came()}"
        " WHERE v.enterprise_id = ? AND v.state <> 'merged' ORDER BY v.number",
        look.day.day if look.day else "",
        row["id"],
    )
    seen = visits.every(look, "t.visitor_id IN (SELECT id FROM visitors WHERE enterprise_id = ?)", row["id"])
    here = sum(one["at"] is not None and one["left_at"] is None for one in people) if look.today else 0
    makes = categories_of(look.db, row["id"])
    return {
        "head": {
            "kind": "enterprise",
            "kind_word": look._(N_("기업")),
            "key": key,
            "title": (look.lang == "en" and row["name_en"]) or row["name"],
            "lead": " · ".join(filter(None, [look.word(row["kind"]), row["district"]])),
            "state": "ok" if here else "closed",
            "state_word": look._("%(n)s명 와 있음", n=here) if here else look._("지금 와 있는 사람 없음"),
            "facts": [
                fact(look._("사업자등록번호"), brn.shown(row["brn"]) if row["brn"] else "–"),
                fact(look._("품목"), ", ".join(map(look.word, makes)) or "–"),
            ],
            "station": None,
        },
        "line": _line(look, people, seen),
        "figures": _figures(look, row["id"], people, seen),
        "groups": _groups(look, row["id"], people, seen, makes),
        "past": past.of_people(
            look,
            "j.visitor_id IN (SELECT id FROM visitors WHERE enterprise_id = ?)",
            row["id"],
        ),
        "deeds": None,
    }


def _line(look: Look, people: list[Person], seen: list[Visit]) -> Line:
    if look.day is None:
        return empty(look._("박람회 날이 정해지면 하루가 여기에 그려져요."))
    day = look.day
    came = [one for one in people if one["at"]]
    of_day = [one for one in seen if (one["started_at"] or one["joined_at"]) >= day.morning]
    axis = Axis(look, day, [one["started_at"] for one in of_day if one["started_at"]])
    lanes = []
    for one in came[:LANES]:
        span = axis.span(one["at"] or 0, one["left_at"])
        marks: list[Mark | None] = [
            axis.mark("in", one["at"] or 0, one["left_at"], look._("입장 %(span)s", span=span))
        ]
        for visit in of_day:
            if visit["visitor_id"] == one["id"]:
                marks += visits.at_counter(look, axis, visit, visit["booth"])
        lanes.append(lane(str(one["number"]), marks, address("visitor", one["number"])))
    return axis.line(lanes, look._("온 사람 %(n)s명의 하루", n=len(came)))


def _figures(look: Look, enterprise_id: int, people: list[Person], seen: list[Visit]) -> list[Figure]:
    met = [one for one in seen if one["finished_at"]]
    outcomes = rows.every(
        look.db,
        Outcome,
        "SELECT l.outcome, count(*) AS count, sum(l.amount_won) AS won FROM visitors v CROSS JOIN consultations c"
        " ON c.visitor_id = v.id AND c.state = 'finished' JOIN lines l ON l.consultation_id = c.id AND l.version = c.version"
        " WHERE v.enterprise_id = ? GROUP BY l.outcome",
        enterprise_id,
    )
    return [
        figure(look._("등록한 사람"), look._("%(n)s명", n=len(people)), look._("확인을 기다리는 사람까지")),
        figure(
            look._("온 사람"),
            look._("%(n)s명", n=sum(one["at"] is not None for one in people)),
            look._("이날 입장한 사람"),
        ),
        figure(
            look._("만난 기관"),
            look._("%(n)s곳", n=len({one["booth"] for one in met})),
            look._("박람회 동안 상담을 마친 부스"),
        ),
        figure(look._("끝난 상담"), look._("%(n)s회", n=len(met)), look._("박람회 동안")),
        *outcome_figures(look, outcomes),
    ]


def _groups(
    look: Look, enterprise_id: int, people: list[Person], seen: list[Visit], makes: list[str]
) -> list[Group]:
    live = [one for one in seen if one["state"] in ("waiting", "called", "serving")]
    met = visits.finished(seen)
    persons = [
        link(
            "visitor",
            one["number"],
            f"{one['number']} {one['name'] or names.full(look.db, look.lang)(one['id'])}",
            "",
            _state(one),
            look.clock(one["at"]),
        )
        for one in people
    ]
    return [
        group(
            look._("사람"),
            persons[:SHOWN],
            more=max(0, len(persons) - SHOWN),
            none=look._("등록한 사람이 없어요."),
        ),
        group(
            look._("지금 자리"),
            [_visit(look, one) for one in live[:SHOWN]],
            more=max(0, len(live) - SHOWN),
            none=look._("기다리는 곳이 없어요."),
        ),
        _booked(look, enterprise_id),
        *sign_ups.of_people(
            look,
            "s.visitor_id IN (SELECT id FROM visitors WHERE enterprise_id = ?)",
            enterprise_id,
            names_them=True,
        ),
        group(
            look._("끝난 상담"),
            [_visit(look, one) for one in met[:SHOWN]],
            more=max(0, len(met) - SHOWN),
            none=look._("아직 없어요."),
        ),
        _matches(look, makes),
    ]


def _state(one: Person) -> str | None:
    if one["state"] == "pending":
        return "warning"
    return None if one["at"] is None else "closed" if one["left_at"] else "ok"


def _visit(look: Look, visit: Visit) -> Link:
    shown = visits.as_link(look, visit, of_booth=False)
    return {**shown, "detail": " · ".join(filter(None, [str(visit["number"]), shown["detail"]]))}


def _booked(look: Look, enterprise_id: int) -> Group:
    found = rows.every(
        look.db,
        Booked,
        "SELECT booth_id, starts_at, state FROM wishes WHERE enterprise_id = ? AND starts_at IS NOT NULL"
        " AND state <> 'withdrawn' ORDER BY starts_at",
        enterprise_id,
    )
    links = []
    for one in found[:SHOWN]:
        booth = look.square.booths[one["booth_id"]]
        title = f"{booth['number']} {agency_name(booth, look.lang)}"
        links.append(
            link(
                "booth",
                booth["number"],
                title,
                "" if one["state"] == "open" else look._("자리를 받음"),
                "appointment",
                look.clock(one["starts_at"]),
            )
        )
    return group(look._("예약 상담"), links, more=max(0, len(found) - SHOWN), none=look._("예약이 없어요."))


def _matches(look: Look, makes: list[str]) -> Group:
    found = look.square.ground.matches(look.db, tuple(sorted(makes)))
    of_agency = {booth["agency_id"]: booth for booth in look.square.booths.values()}
    best = sorted(found.items(), key=lambda one: (-one[1].items, one[0]))[:MATCHES]
    links = [
        link(
            "booth",
            booth["number"],
            f"{booth['number']} {agency_name(booth, look.lang)}",
            look._("%(n)s건", n=match.items),
        )
        for agency_id, match in best
        if (booth := of_agency.get(agency_id))
    ]
    return group(
        look._("이 품목을 사려는 기관"),
        links,
        more=max(0, len(found) - len(links)),
        none=look._("맞는 구매계획이 없어요."),
    )
