"""follow_ups.xlsx: what was promised at the expo, as a list to work off and to read back: each commitment and memorandum, when
to ask after it, and, once somebody knows, what it became.

Its headings and their order are fixed (`COLUMNS`); new ones go to the end. A line is known by its `관리번호` (`132-1`): the
meeting, and which of its promises.
"""

import json
import sqlite3
from datetime import timedelta
from typing import Any, TypedDict

from kiosk.data import rows
from kiosk.exchange.ready_sheets.book import BESIDE_THE_PLAN, Book, Cell, Column, Table, day
from kiosk.expo.person import brn
from kiosk.expo.square import days
from kiosk.language.kinds import known_word
from kiosk.language.sentences import N_, gettext
from kiosk.screens.agencies import agency_name

KIND_WORDS = {"commitment": N_("우선구매 약정"), "mou": N_("업무협약")}
OPEN = N_("진행 중")
BECAME = {"contracted": N_("계약함"), "lapsed": N_("하지 않기로 함"), "open": OPEN}
ASKED_AFTER_DAYS = (30, 90, 180)

COLUMNS = (
    Column(N_("관리번호"), "code", N_("이 줄을 알아보는 번호예요. 바꾸지 마세요.")),
    Column(N_("부스"), "code"),
    Column(N_("기관")),
    Column(N_("기업")),
    Column(N_("사업자등록번호"), "code"),
    Column(N_("종류")),
    Column(N_("품목")),
    Column(N_("사업명")),
    Column(N_("약속한 금액(원)"), "won", N_("상담 때 적은 금액이에요. 업무협약에는 없어요."), total=True),
    Column(N_("약속한 날"), "day"),
    Column(N_("다음 할 일")),
    Column(N_("누가")),
    Column(N_("언제까지"), means=N_("상담 때 적은 그대로예요.")),
    Column(N_("30일 확인"), "day", N_("약속한 날부터 30일째, 어떻게 되었는지 묻는 날이에요.")),
    Column(N_("90일 확인"), "day", N_("약속한 날부터 90일째예요.")),
    Column(N_("180일 확인"), "day", N_("약속한 날부터 180일째예요.")),
    Column(
        N_("어떻게 됐나"),
        means=N_("‘계약함’, ‘하지 않기로 함’, ‘진행 중’ 가운데 골라 적어요."),
        choices=tuple(BECAME.values()),
    ),
    Column(N_("계약한 날"), "day", N_("계약했으면 그날을 2026-11-30처럼 적어요.")),
    Column(N_("계약한 금액(원)"), "won", N_("계약했으면 금액을 원 단위로 적어요.")),
    Column(N_("문서번호"), "code", N_("계약 문서의 번호예요.")),
    Column(N_("이유"), means=N_("하지 않기로 했으면 왜인지 적어요.")),
)


class Promise(TypedDict):
    """A commitment or memorandum; `number`: which of its meeting's; ms; `follow_up`: JSON."""

    meeting: int
    number: int
    outcome: str
    won: int | None
    category: str | None
    title: str | None
    finished_at: int
    follow_up: str | None
    booth: str
    agency: str
    agency_en: str | None
    enterprise: str | None
    brn: str | None


def book(db: sqlite3.Connection, lang: str, *, now: int) -> Book:
    zone = days.time_zone(db)
    listed = [_row(one, zone, lang) for one in promises(db)]
    empty = N_("약정이나 업무협약이 적히면 여기에 나와요.")
    return Book(
        N_("후속 조사표"),
        [Table(N_("후속 조사"), COLUMNS, listed, empty)],
        about=[gettext(N_("한 줄이 약속 하나예요. 오른쪽 다섯 칸을 채워 다시 보내 주세요."), lang)],
    )


def promises(db: sqlite3.Connection) -> list[Promise]:
    """All of finished meetings (their newest version), in the order of booths and time."""
    return rows.every(
        db,
        Promise,
        "SELECT c.id AS meeting, row_number() OVER (PARTITION BY c.id ORDER BY l.id) AS number, l.outcome,"
        " l.amount_won AS won, p.category, p.title, c.finished_at, c.follow_up, b.number AS booth, a.name AS agency,"
        " a.name_en AS agency_en, e.name AS enterprise, e.brn FROM lines l"
        " JOIN consultations c ON c.id = l.consultation_id AND c.version = l.version AND c.state = 'finished'"
        " JOIN booths b ON b.id = c.booth_id JOIN agencies a ON a.id = b.agency_id"
        " JOIN visitors v ON v.id = c.visitor_id LEFT JOIN enterprises e ON e.id = v.enterprise_id"
        " LEFT JOIN plan_items p ON p.id = l.plan_item_id WHERE l.outcome IN ('commitment', 'mou')"
        " ORDER BY b.number, c.finished_at, l.id",
    )


def _row(promise: Promise, zone: str, lang: str) -> list[Cell]:
    said: dict[str, Any] = json.loads(promise["follow_up"] or "{}")
    promised = day(promise["finished_at"], zone)
    assert promised
    kind = KIND_WORDS[promise["outcome"]]
    return [
        f"{promise['meeting']}-{promise['number']}",
        promise["booth"],
        agency_name(promise, lang),
        promise["enterprise"],
        brn.shown(promise["brn"]) if promise["brn"] else None,
        gettext(kind, lang),
        known_word(promise["category"], lang) if promise["category"] else gettext(BESIDE_THE_PLAN, lang),
        promise["title"],
        promise["won"],
        promised,
        said.get("text"),
        said.get("who"),
        said.get("due"),
        *(promised + timedelta(days=after) for after in ASKED_AFTER_DAYS),
        gettext(OPEN, lang),
        *(None,) * 4,
    ]
