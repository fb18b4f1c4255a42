"""The sheet of a meeting: who met whom, from joining to signing, what was agreed, and each version of it.

What was written as notes is its booth's and stays on its tablet: it may hold whatever somebody typed."""

import json
from typing import TypedDict

from kiosk.data import conditions, names, rows
from kiosk.expo.meeting import consultations
from kiosk.expo.square import days
from kiosk.language.sentences import N_
from kiosk.screens.agencies import agency_name
from kiosk.screens.sheets import past
from kiosk.screens.sheets.line import Axis, empty, lane
from kiosk.screens.sheets.outcomes import OUTCOMES
from kiosk.screens.sheets.shapes import (
    Figure,
    Group,
    Line,
    Link,
    Look,
    Sheet,
    fact,
    figure,
    group,
    link,
    person,
)

STATES = {"open": N_("상담 중"), "finished": N_("끝남"), "cancelled": N_("취소")}
CHIPS = {"open": "serving", "finished": "done", "cancelled": "cancelled"}
SIGNING = {"sent": N_("무대로 보냄"), "announced": N_("무대에 알림"), "done": N_("서명 마침")}


class Row(TypedDict):
    """A meeting with its place, its booth's and its person's; times in ms."""

    id: int
    visitor_id: int
    counter: int
    state: str
    started_at: int
    extended_ms: int
    finished_at: int | None
    version: int
    has_note: int
    follow_up: str | None
    saved_at: int | None
    confirmed_at: int | None
    confirmed_version: int | None
    forgotten_at: int | None
    paper_at: int | None
    unwritten: int
    booth_id: int
    number: int
    enterprise_id: int | None
    enterprise: str | None
    ticket: int
    joined_at: int
    called_at: int | None
    appointment_at: int | None
    signing: int | None
    signing_state: str | None
    sent_at: int | None
    announced_at: int | None
    done_at: int | None
    files: int


class LineRow(TypedDict):
    outcome: str
    won: int | None
    plan_item: int | None
    title: str | None


class Correction(TypedDict):
    version: int
    at: int
    reason: str


_SELECT = (
    "SELECT c.id, c.visitor_id, c.counter, c.state, c.started_at, c.extended_ms, c.finished_at, c.version,"
    " coalesce(c.note, '') <> '' OR coalesce(c.shared_note, '') <> '' AS has_note, c.follow_up, c.saved_at, c.confirmed_at,"
    " c.confirmed_version, c.forgotten_at, c.paper_at, c.unwritten, c.booth_id, v.number, v.enterprise_id, e.name AS enterprise,"
    " t.id AS ticket, t.joined_at, t.called_at, t.appointment_at, s.id AS signing, s.state AS signing_state, s.sent_at,"
    " s.announced_at, s.done_at, (SELECT count(*) FROM attachments f WHERE f.consultation_id = c.id AND"
    f" f.{conditions.NOT_REMOVED}) AS files FROM consultations c JOIN tickets t ON t.id = c.ticket_id"
    " JOIN visitors v ON v.id = c.visitor_id LEFT JOIN enterprises e ON e.id = v.enterprise_id"
    " LEFT JOIN signings s ON s.consultation_id = c.id WHERE c.id = ?"
)


def find(look: Look, key: str) -> Row | None:
    return rows.one(look.db, Row, _SELECT, int(key))


class Deeds(TypedDict):
    """What its actions depend on and say; to_sign: something was agreed that is signed on the stage."""

    meeting: int
    booth: str
    number: int
    state: str
    unwritten: bool
    signing: int | None
    signing_state: str | None
    to_sign: bool


def subjects(look: Look, row: Row) -> list[tuple[str, object]]:
    return [("visitor", row["visitor_id"]), ("booth", look.square.booths[row["booth_id"]]["number"])]


def read(look: Look, key: str) -> Sheet | None:
    """The sheet of the meeting of this number (the consultation's id)."""
    row = find(look, key)
    if row is None:
        return None
    booth = look.square.booths[row["booth_id"]]
    lines = _lines(look, row)
    return {
        "head": {
            "kind": "meeting",
            "kind_word": look._(N_("상담")),
            "key": key,
            "title": look._(
                "상담 %(n)s · %(booth)s와 %(number)s번",
                n=row["id"],
                booth=booth["number"],
                number=row["number"],
            ),
            "lead": " · ".join(
                filter(None, [agency_name(booth, look.lang), row["enterprise"] or look._("시민")])
            ),
            "state": "warning" if row["unwritten"] else CHIPS[row["state"]],
            "state_word": look._("기록을 기다림") if row["unwritten"] else look.of(STATES, row["state"]),
            "facts": [
                fact(look._("날"), f"{days.local(row['started_at'], look.zone):%m.%d}"),
                fact(look._("상담석"), str(row["counter"])),
                fact(look._("기록"), _log_words(look, row)),
            ],
            "station": None,
        },
        "line": _line(look, row),
        "figures": _figures(look, row, lines),
        "groups": _groups(look, row, lines),
        "past": past.of_people(
            look,
            "j.visitor_id = ? AND (j.consultation_id = ? OR j.ticket_id = ?)",
            row["visitor_id"],
            row["id"],
            row["ticket"],
        ),
        "deeds": _deeds(look, row, lines),
    }


def _log_words(look: Look, row: Row) -> str:
    words = [look._("메모 있음") if row["has_note"] else look._("메모 없음")]
    if row["paper_at"]:
        words.insert(0, look._("종이로 적음"))
    if row["files"]:
        words.append(look._("파일 %(n)s개", n=row["files"]))
    if row["follow_up"] and any(json.loads(row["follow_up"]).values()):
        words.append(look._("다음 할 일 있음"))
    if row["confirmed_version"] is not None:
        current = row["confirmed_version"] == row["version"]
        words.append(look._("기업이 확인함") if current else look._("고친 뒤 다시 확인 필요"))
    return " · ".join(words)


def _day(look: Look, row: Row) -> days.Day | None:
    return days.today(look.db, row["started_at"], look.zone) or look.day


def _line(look: Look, row: Row) -> Line:
    day = _day(look, row)
    if day is None:
        return empty(look._("박람회 날이 정해지면 하루가 여기에 그려져요."))
    axis = Axis(look, day, [at for at in (row["joined_at"], row["finished_at"], row["done_at"]) if at])
    called, begun = row["called_at"], row["started_at"]
    waited = look._("대기 %(span)s", span=axis.span(row["joined_at"], called or begun))
    marks = [
        axis.moment(
            "appointment",
            row["appointment_at"],
            look._("예약 %(time)s", time=look.clock(row["appointment_at"])),
        )
        if row["appointment_at"]
        else None,
        axis.mark("waiting", row["joined_at"], called or begun, waited),
        axis.mark("called", called, begun, look._("호출 %(span)s", span=axis.span(called, begun)))
        if called
        else None,
        axis.mark(
            "serving",
            begun,
            row["finished_at"],
            look._("상담 %(span)s", span=axis.span(begun, row["finished_at"])),
        ),
    ]
    later = [
        axis.moment(kind, at, f"{word} {look.clock(at)}")
        for kind, at, word in (
            ("done", row["confirmed_at"], look._("기업이 확인함")),
            ("contract", row["sent_at"], look.of(SIGNING, "sent")),
            ("contract", row["announced_at"], look.of(SIGNING, "announced")),
            ("contract", row["done_at"], look.of(SIGNING, "done")),
        )
        if at
    ]
    later += [
        axis.moment("again", one["at"], look._("기록을 고침 %(time)s", time=look.clock(one["at"])))
        for one in rows.every(
            look.db,
            Correction,
            "SELECT version, at, reason FROM corrections WHERE consultation_id = ? ORDER BY version",
            row["id"],
        )
    ]
    lanes = [lane(look._("상담"), marks)] + ([lane(look._("그 뒤"), later)] if any(later) else [])
    return axis.line(lanes, look._("상담 %(n)s의 하루", n=row["id"]))


def _lines(look: Look, row: Row) -> list[LineRow]:
    version = 0 if row["state"] == "open" or row["unwritten"] else consultations.shown_version(row)
    return rows.every(
        look.db,
        LineRow,
        "SELECT l.outcome, l.amount_won AS won, l.plan_item_id AS plan_item, p.title FROM lines l"
        " LEFT JOIN plan_items p ON p.id = l.plan_item_id WHERE l.consultation_id = ? AND l.version = ? ORDER BY l.id",
        row["id"],
        version,
    )


def _figures(look: Look, row: Row, lines: list[LineRow]) -> list[Figure]:
    waited_until = row["called_at"] or row["started_at"]
    length = look.minutes(row["started_at"], row["finished_at"])
    found = [
        figure(
            look._("대기"),
            look._("%(n)s분", n=look.minutes(row["joined_at"], waited_until)),
            look._("줄을 서고 불릴 때까지"),
        ),
        figure(
            look._("상담 길이"),
            look._("%(n)s분", n=length),
            look._("앉아서 끝날 때까지") if row["finished_at"] else look._("앉은 뒤 지금까지"),
        ),
    ]
    draft = (
        look._("적는 중이라 아직 실적이 아니에요")
        if row["state"] == "open" or row["unwritten"]
        else look._("기록의 %(n)s번째 판", n=row["version"])
    )
    found += [
        figure(look.of(OUTCOMES, one["outcome"]), one["title"] or look._("1건"), draft, one["won"])
        for one in lines
    ]
    return found


def _groups(look: Look, row: Row, lines: list[LineRow]) -> list[Group]:
    booth = look.square.booths[row["booth_id"]]
    who = person(row["number"], None, names.full(look.db, look.lang)(row["visitor_id"]))
    parties: list[Link] = [
        link("booth", booth["number"], f"{booth['number']} {agency_name(booth, look.lang)}"),
        link("visitor", row["number"], who),
    ]
    if row["enterprise_id"]:
        parties.append(link("enterprise", row["enterprise_id"], row["enterprise"] or "–"))
    items = {one["plan_item"]: one["title"] for one in lines if one["plan_item"]}
    return [
        group(look._("만난 이"), parties),
        group(
            look._("다룬 구매계획"),
            [link("purchase", item, title or "–") for item, title in items.items()],
            none=look._("구매계획을 고르지 않았어요."),
        ),
    ]


def _deeds(look: Look, row: Row, lines: list[LineRow]) -> Deeds:
    booth = look.square.booths[row["booth_id"]]
    return {
        "meeting": row["id"],
        "booth": booth["number"],
        "number": row["number"],
        "state": row["state"],
        "unwritten": bool(row["unwritten"]),
        "signing": row["signing"],
        "signing_state": row["signing_state"],
        "to_sign": row["state"] == "finished" and any(one["outcome"] != "consulted" for one in lines),
    }
