"""The sheet of a purchase that an agency announced: who makes such things, who met about it and what came of it."""

from typing import TypedDict

from kiosk.data import rows
from kiosk.expo.square import booths, days, waits
from kiosk.language.sentences import N_
from kiosk.screens.addresses import address
from kiosk.screens.agencies import agency_name
from kiosk.screens.sheets import past
from kiosk.screens.sheets.booth import STATES
from kiosk.screens.sheets.line import Axis, empty, lane
from kiosk.screens.sheets.outcomes import OUTCOMES, range_words
from kiosk.screens.sheets.shapes import Figure, Group, Line, Look, Sheet, fact, figure, group, link

SHOWN = 12
ALIKE = 5


class Row(TypedDict):
    id: int
    agency_id: int
    department: str
    title: str
    category: str
    won: int
    quarter: str


class Talk(TypedDict):
    """A line of a meeting about this purchase, of the version that stands (of an open one, its draft); ms."""

    id: int
    started_at: int
    finished_at: int | None
    state: str
    outcome: str
    won: int | None
    number: int
    visitor_id: int
    enterprise: str | None


class Maker(TypedDict):
    id: int
    name: str
    kind: str | None
    here: int


class Alike(TypedDict):
    id: int
    title: str
    agency_id: int
    won: int


def find(look: Look, key: str) -> Row | None:
    return rows.one(look.db, Row, "SELECT * FROM plan_items WHERE id = ?", int(key))


def subjects(look: Look, row: Row) -> list[tuple[str, object]]:
    return [
        ("booth", one["number"])
        for one in look.square.booths.values()
        if one["agency_id"] == row["agency_id"]
    ]


def read(look: Look, key: str) -> Sheet | None:
    """The sheet of the plan item of this id."""
    row = find(look, key)
    if row is None:
        return None
    at = [one for one in look.square.booths.values() if one["agency_id"] == row["agency_id"]]
    talks = rows.every(
        look.db,
        Talk,
        "SELECT c.id, c.started_at, c.finished_at, c.state, l.outcome, l.amount_won AS won, v.number, c.visitor_id,"
        " e.name AS enterprise FROM lines l JOIN consultations c ON c.id = l.consultation_id"
        " AND l.version = CASE WHEN c.state = 'open' OR c.unwritten = 1 THEN 0 ELSE c.version END"
        " JOIN visitors v ON v.id = c.visitor_id LEFT JOIN enterprises e ON e.id = v.enterprise_id"
        " WHERE l.plan_item_id = ? AND c.state <> 'cancelled' ORDER BY c.started_at DESC, l.id",
        row["id"],
    )
    signed = any(one["outcome"] in ("contract", "commitment") and one["state"] == "finished" for one in talks)
    return {
        "head": {
            "kind": "purchase",
            "kind_word": look._(N_("구매계획")),
            "key": key,
            "title": row["title"],
            "lead": " · ".join([agency_name(at[0], look.lang) if at else "", row["department"]]).strip(" ·"),
            "state": "ok" if signed else "waiting" if not talks else "done",
            "state_word": look._("계약·약정 있음")
            if signed
            else look._("상담함")
            if talks
            else look._("아직 상담 없음"),
            "facts": [
                fact(look._("품목"), look.word(row["category"])),
                fact(look._("시기"), look.word(row["quarter"])),
            ],
            "station": None,
        },
        "line": _line(look, talks),
        "figures": _figures(look, row, talks),
        "groups": _groups(look, row, talks),
        "past": past.of_people(
            look,
            "j.consultation_id IN (SELECT value FROM json_each(?1)) AND j.visitor_id IN (SELECT value FROM json_each(?2))",
            _json(sorted({one["id"] for one in talks})),
            _json(sorted({one["visitor_id"] for one in talks})),
        )
        if talks
        else [],
        "deeds": None,
    }


def _json(ids: list[int]) -> str:
    return f"[{','.join(map(str, ids))}]"


def _line(look: Look, talks: list[Talk]) -> Line:
    day = days.today(look.db, talks[0]["started_at"], look.zone) if talks else look.day
    if day is None:
        return empty(look._("박람회 날이 정해지면 하루가 여기에 그려져요."))
    axis = Axis(look, day, [one["started_at"] for one in talks])
    marks = [
        axis.mark(
            "serving",
            one["started_at"],
            one["finished_at"],
            f"{one['number']} {look.of(OUTCOMES, one['outcome'])} {axis.span(one['started_at'], one['finished_at'])}",
            address("meeting", one["id"]),
        )
        for one in talks
    ]
    return axis.line(
        [lane(look._("상담"), marks)],
        look._("이 구매를 다룬 상담 %(n)s회", n=len({one["id"] for one in talks})),
    )


def _figures(look: Look, row: Row, talks: list[Talk]) -> list[Figure]:
    found = [
        figure(look._("예산"), "", look._("기관이 올린 금액"), row["won"]),
        figure(
            look._("다룬 상담"),
            look._("%(n)s회", n=len({one["id"] for one in talks})),
            look._("결과에 이 구매를 고른 상담"),
        ),
    ]
    for kind, word in OUTCOMES.items():
        of_kind = [one for one in talks if one["outcome"] == kind and one["state"] == "finished"]
        if of_kind:
            won = sum(one["won"] or 0 for one in of_kind) or None
            found.append(
                figure(look._(word), look._("%(n)s건", n=len(of_kind)), look._("끝난 상담의 결과"), won)
            )
    return found


def _groups(look: Look, row: Row, talks: list[Talk]) -> list[Group]:
    links = [
        link(
            "meeting",
            one["id"],
            f"{one['number']} {one['enterprise'] or ''}".strip(),
            look.of(OUTCOMES, one["outcome"]),
            "serving" if one["state"] == "open" else "done",
            look.clock(one["started_at"]),
        )
        for one in talks[:SHOWN]
    ]
    return [
        _agency(look, row),
        group(
            look._("다룬 상담"),
            links,
            more=max(0, len(talks) - SHOWN),
            none=look._("아직 이 구매를 다룬 상담이 없어요."),
        ),
        _makers(look, row),
        _alike(look, row),
    ]


def _agency(look: Look, row: Row) -> Group:
    links = []
    for one in look.square.booths.values():
        if one["agency_id"] == row["agency_id"]:
            state = booths.state_of(one, look.today, look.now)
            range_min = waits.minutes(look.square.wait_ms(one["id"])) if state == "open" else None
            links.append(
                link(
                    "booth",
                    one["number"],
                    f"{one['number']} {agency_name(one, look.lang)}",
                    range_words(look, range_min) if range_min else look.of(STATES, state),
                    state,
                )
            )
    return group(look._("사려는 기관"), links, none=look._("이 기관의 부스가 없어요."))


def _makers(look: Look, row: Row) -> Group:
    found = rows.every(
        look.db,
        Maker,
        "SELECT e.id, e.name, e.kind, EXISTS (SELECT 1 FROM visitors v JOIN arrivals a ON a.visitor_id = v.id AND a.day = ?"
        " AND a.undone_at IS NULL AND a.left_at IS NULL WHERE v.enterprise_id = e.id) AS here"
        " FROM enterprise_categories c CROSS JOIN enterprises e ON e.id = c.enterprise_id WHERE c.category = ?"
        " ORDER BY here DESC, e.name",
        look.today.day if look.today else "",
        row["category"],
    )
    links = [
        link("enterprise", one["id"], one["name"], look.word(one["kind"]), "ok" if one["here"] else None)
        for one in found[:SHOWN]
    ]
    return group(
        look._("이 품목의 기업"),
        links,
        more=max(0, len(found) - SHOWN),
        none=look._("등록한 기업 가운데 없어요."),
    )


def _alike(look: Look, row: Row) -> Group:
    found = rows.every(
        look.db,
        Alike,
        "SELECT id, title, agency_id, won FROM plan_items WHERE category = ? AND agency_id <> ? ORDER BY won DESC, id LIMIT ?",
        row["category"],
        row["agency_id"],
        ALIKE,
    )
    of_agency = {booth["agency_id"]: booth for booth in look.square.booths.values()}
    links = [
        link(
            "purchase",
            one["id"],
            one["title"],
            agency_name(booth, look.lang) if (booth := of_agency.get(one["agency_id"])) else "",
        )
        for one in found
    ]
    return group(look._("같은 품목의 다른 구매"), links, none=look._("없어요."), all_at="/plan")
