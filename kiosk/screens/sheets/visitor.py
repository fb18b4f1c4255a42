"""The sheet of a visitor: where they are, their day from coming to going, their places, wishes and meetings.

It shows the name, and never phone or mail: whoever needs these opens them, which is recorded (pages/sheets.py)."""

import json
from typing import TypedDict

from kiosk.data import conditions, names, rows
from kiosk.expo.person import visitors
from kiosk.expo.person.visitors import Visitor
from kiosk.expo.square import days
from kiosk.language.sentences import N_
from kiosk.screens.addresses import address
from kiosk.screens.agencies import agency_name
from kiosk.screens.sheets import past, sign_ups, visitor_deeds, visits
from kiosk.screens.sheets.line import HOUR_MS, Axis, empty, lane
from kiosk.screens.sheets.outcomes import Outcome, outcome_figures
from kiosk.screens.sheets.shapes import (
    Fact,
    Figure,
    Group,
    Line,
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
STATES = {
    "pending": N_("등록 확인 전"),
    "away": N_("오늘 입장 전"),
    "in": N_("입장함"),
    "left": N_("나감"),
    "resting": N_("잠시 쉼"),
    "called": N_("호출"),
    "serving": N_("상담 중"),
}
CHIPS = {"pending": "warning", "away": "closed", "in": "ok", "left": "closed", "resting": "paused"}
BADGES = {"visitor": N_("참가자"), "staff": N_("운영"), "press": N_("취재"), "official": N_("내빈")}


class Stay(TypedDict):
    """When somebody came on a day, and left; ms."""

    day: str
    at: int
    left_at: int | None


class Rest(TypedDict):
    kind: str
    at: int
    detail: str


class Wish(TypedDict):
    booth_id: int
    starts_at: int | None


def subjects(visitor_id: int) -> list[tuple[str, object]]:
    return [("visitor", visitor_id)]


def find(look: Look, key: str) -> Visitor | None:
    """The visitor of this number; of who was merged, the registration that stayed."""
    found = look.db.execute("SELECT id FROM visitors WHERE number = ?", (int(key),)).fetchone()
    row = visitors.find(look.db, found["id"]) if found else None
    while row and row["merged_into"] is not None:
        row = visitors.find(look.db, row["merged_into"])
    return row


def read(look: Look, key: str) -> Sheet | None:
    """The sheet of the visitor of this number."""
    row = find(look, key)
    if row is None:
        return None
    stays = rows.every(
        look.db,
        Stay,
        f"SELECT day, at, left_at FROM arrivals WHERE visitor_id = ? AND {conditions.CAME} ORDER BY at",
        row["id"],
    )
    seen = visits.every(look, "t.visitor_id = ?", row["id"])
    state = _state(look, row, stays, seen)
    return {
        "head": {
            "kind": "visitor",
            "kind_word": look.of(BADGES, row["badge_kind"]),
            "key": str(row["number"]),
            "title": f"{row['number']} {names.full(look.db, look.lang)(row['id'])}",
            "lead": row["enterprise"] or look._("시민"),
            "state": CHIPS.get(state, state),
            "state_word": _state_word(look, state, seen),
            "facts": _facts(look, row),
            "station": None,
        },
        "line": _line(look, row, stays, seen),
        "figures": _figures(look, row, seen),
        "groups": _groups(look, row, seen),
        "past": past.of_people(look, "j.visitor_id = ?", row["id"]),
        "deeds": visitor_deeds.deeds(look, row, state, seen),
    }


def _state(look: Look, row: Visitor, stays: list[Stay], seen: list[Visit]) -> str:
    if row["state"] == "pending":
        return "pending"
    stay = next((one for one in stays if look.today and one["day"] == look.today.day), None)
    if stay is None:
        return "away"
    if stay["left_at"]:
        return "left"
    busy = next((one["state"] for one in seen if one["state"] in ("called", "serving")), None)
    return busy or ("resting" if row["paused_at"] else "in")


def _state_word(look: Look, state: str, seen: list[Visit]) -> str:
    word = look.of(STATES, state)
    at = next((one["booth"] for one in seen if one["state"] == state), None)
    return f"{at} {word}" if at else word


def _facts(look: Look, row: Visitor) -> list[Fact]:
    facts = []
    if row["enterprise_id"]:
        kind = look.word(row["kind"])
        facts.append(
            fact(
                look._("기업"),
                " · ".join(filter(None, [row["enterprise"], kind])),
                address("enterprise", row["enterprise_id"]),
            )
        )
    if row["need"]:
        facts.append(fact(look._("필요한 도움"), row["need"]))
    facts.append(fact(look._("등록"), f"{days.local(row['registered_at'], look.zone):%m.%d %H:%M}"))
    if row["voided_at"]:
        facts.append(fact(look._("명찰"), look._("분실 · 지금 쓸 수 있는 명찰이 없어요")))
    elif row["serial"]:
        facts.append(fact(look._("명찰"), look._("%(n)s번 다시 냈어요", n=row["serial"])))
    return facts


def _line(look: Look, row: Visitor, stays: list[Stay], seen: list[Visit]) -> Line:
    if look.day is None:
        return empty(look._("박람회 날이 정해지면 하루가 여기에 그려져요."))
    day = look.day
    here = [one for one in stays if one["day"] == day.day]
    of_day = [one for one in seen if _on(one, day.morning, look.now)]
    moments = [at for one in here for at in (one["at"], one["left_at"]) if at]
    axis = Axis(look, day, moments + [one["started_at"] for one in of_day if one["started_at"]])
    lanes = [
        lane(look._("입장"), [*(_stay(look, axis, one) for one in here), *_rests(look, axis, row["id"])])
    ]
    places: dict[str, list[Mark | None]] = {}
    for one in of_day:
        places.setdefault(one["booth"], []).extend(visits.marks(look, axis, one, one["booth"]))
    lanes += [lane(booth, marks, address("booth", booth)) for booth, marks in places.items() if any(marks)]
    says = look._("%(number)s번의 하루: 자리 %(n)s곳", number=row["number"], n=len(places))
    return axis.line(lanes, says)


def _on(visit: Visit, morning: int, now: int) -> bool:
    """Whether something of this visit lies on the day that began in this morning."""
    last = visit["finished_at"] or visit["ended_at"] or visit["started_at"] or visit["joined_at"]
    end = now if visit["state"] in ("waiting", "called", "serving") else last
    return end >= morning and visit["joined_at"] < morning + 24 * HOUR_MS


def _stay(look: Look, axis: Axis, one: Stay) -> Mark | None:
    return axis.mark(
        "in", one["at"], one["left_at"], look._("입장 %(span)s", span=axis.span(one["at"], one["left_at"]))
    )


def _rests(look: Look, axis: Axis, visitor_id: int) -> list[Mark | None]:
    happened = rows.every(
        look.db,
        Rest,
        "SELECT kind, happened_at AS at, detail FROM journal INDEXED BY journal_of_visitor WHERE visitor_id = ? AND happened_at BETWEEN ? AND ?"
        " AND kind IN ('visitor.pause', 'visitor.resume') ORDER BY seq",
        visitor_id,
        axis.start,
        axis.end,
    )
    found, begun = [], None
    for one in happened:
        if json.loads(one["detail"]).get("refused"):
            continue
        if one["kind"] == "visitor.pause":
            begun = one["at"]
        elif begun:
            found.append(
                axis.mark("paused", begun, one["at"], look._("쉼 %(span)s", span=axis.span(begun, one["at"])))
            )
            begun = None
    if begun:
        found.append(axis.mark("paused", begun, None, look._("쉼 %(span)s", span=axis.span(begun, None))))
    return found


def _figures(look: Look, row: Visitor, seen: list[Visit]) -> list[Figure]:
    met = [one for one in seen if one["finished_at"]]
    waited = [one for one in seen if one["started_at"] and not one["appointment_at"] and one["called_at"]]
    mean = (
        round(sum(look.minutes(one["joined_at"], one["called_at"]) for one in waited) / len(waited))
        if waited
        else None
    )
    outcomes = rows.every(
        look.db,
        Outcome,
        "SELECT l.outcome, count(*) AS count, sum(l.amount_won) AS won FROM consultations c"
        " JOIN lines l ON l.consultation_id = c.id AND l.version = c.version"
        " WHERE c.visitor_id = ? AND c.state = 'finished' GROUP BY l.outcome",
        row["id"],
    )
    return [
        figure(
            look._("기다리는 곳"),
            look._("%(n)s곳", n=sum(one["state"] == "waiting" for one in seen)),
            look._("지금 자리를 잡아 둔 부스"),
        ),
        figure(look._("끝난 상담"), look._("%(n)s회", n=len(met)), look._("박람회 동안")),
        figure(
            look._("평균 대기"),
            "–" if mean is None else look._("%(n)s분", n=mean),
            look._("줄을 서고 불릴 때까지"),
        ),
        figure(
            look._("오지 않음"),
            look._("%(n)s번", n=sum(one["state"] == "no_show" for one in seen)),
            look._("불렀는데 오지 않아 끝난 자리"),
        ),
        *outcome_figures(look, outcomes),
    ]


def _groups(look: Look, row: Visitor, seen: list[Visit]) -> list[Group]:
    live = [one for one in seen if one["state"] in ("waiting", "called", "serving")]
    live.sort(key=lambda one: one["state"] == "waiting")
    met = visits.finished(seen)
    lost = [
        one for one in reversed(seen) if one["state"] in ("no_show", "cancelled") and not one["finished_at"]
    ]
    groups = [
        group(
            look._("지금 자리"),
            [visits.as_link(look, one, of_booth=False) for one in live],
            none=look._("기다리는 곳이 없어요."),
        ),
        _wishes(look, row),
        *sign_ups.of_people(look, "s.visitor_id = ?", row["id"]),
        group(
            look._("끝난 상담"),
            [visits.as_link(look, one, of_booth=False) for one in met[:SHOWN]],
            more=max(0, len(met) - SHOWN),
            none=look._("아직 없어요."),
        ),
    ]
    if lost:
        groups.append(
            group(
                look._("끝난 자리"),
                [visits.as_link(look, one, of_booth=False) for one in lost[:SHOWN]],
                more=max(0, len(lost) - SHOWN),
            )
        )
    return groups


def _wishes(look: Look, row: Visitor) -> Group:
    found = rows.every(
        look.db,
        Wish,
        "SELECT booth_id, starts_at FROM wishes WHERE visitor_id = ?1 AND state = 'open'"
        " UNION SELECT booth_id, starts_at FROM wishes WHERE enterprise_id = ?2 AND starts_at IS NOT NULL AND state = 'open'"
        " AND visitor_id IS NULL ORDER BY 2",
        row["id"],
        row["enterprise_id"],
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
                "",
                "appointment" if one["starts_at"] else None,
                _when(look, one["starts_at"]),
            )
        )
    return group(
        look._("예약과 희망"),
        links,
        more=max(0, len(found) - SHOWN),
        none=look._("남은 예약이나 희망이 없어요."),
    )


def _when(look: Look, at: int | None) -> str | None:
    if at is None:
        return None
    same = look.day and days.date_of(at, look.zone) == look.day.day
    return look.clock(at) if same else f"{days.local(at, look.zone):%m.%d %H:%M}"
