"""timetable.xlsx: what the timetable proposes, for both sides to agree to: by agency, with cells for their answers, and by
enterprise. It comes back as it is (kiosk/exchange/timetable_answers.py). It names enterprises, nobody's contact data."""

import sqlite3
from collections.abc import Iterable, Iterator
from itertools import groupby
from typing import Literal, NamedTuple

from kiosk.data import rows
from kiosk.exchange.ready_sheets.book import Book, Cell, Column, Table
from kiosk.expo.person import brn
from kiosk.expo.square import days
from kiosk.expo.timetable.reading import Answered
from kiosk.language.sentences import N_, gettext

YES, NO = N_("확인"), N_("거절")
ANSWERS = {"yes": YES, "no": NO, None: ""}
STATES = {"open": N_("제안"), "declined": N_("거절함"), "applied": N_("예약")}
_WHEN = (Column(N_("일자"), "day"), Column(N_("시각"), "code"), Column(N_("끝"), "code"))
_BOOTH = (Column(N_("부스"), "code"), Column(N_("기관명")))
_ENTERPRISE = (Column(N_("기업명")), Column(N_("사업자등록번호"), "code"))
_ANSWERS = tuple(
    Column(
        title,
        means=N_("확인이나 거절을 적어요. 비우면 아직 답하지 않은 것이에요."),
        choices=(YES, NO),
        is_filled=True,
        most=10,
    )
    for title in (N_("기관의 답"), N_("기업의 답"))
)
_EMPTY = N_("아직 만든 시간표가 없어요.")


class Proposed(Answered):
    """ms."""

    booth: str
    agency: str
    enterprise_id: int
    enterprise: str
    brn: str | None
    starts_at: int
    ends_at: int


class OfOne(NamedTuple):
    """The book that one agency or enterprise gets; `name`: what its file is called."""

    side: Literal["agency", "enterprise"]
    name: str
    book: Book


def book(db: sqlite3.Connection, lang: str, *, now: int) -> Book:
    found, zone = _proposed(db), days.time_zone(db)
    of_agencies = Table(
        N_("기관별"),
        (*_BOOTH, *_WHEN, *_ENTERPRISE, *_ANSWERS),
        [
            [one["booth"], one["agency"], *_when(one, zone), *_enterprise(one), *_said(one, lang)]
            for one in found
        ],
        _EMPTY,
    )
    of_enterprises = Table(
        N_("기업별"),
        (*_ENTERPRISE, *_WHEN, *_BOOTH, Column(N_("상태"))),
        [
            [
                *_enterprise(one),
                *_when(one, zone),
                one["booth"],
                one["agency"],
                gettext(STATES[one["state"]], lang),
            ]
            for one in sorted(
                found, key=lambda one: (one["enterprise"], one["enterprise_id"], one["starts_at"])
            )
        ],
        _EMPTY,
    )
    return Book(
        N_("예약 시간표"),
        [of_agencies, of_enterprises],
        [gettext(N_("답을 적은 파일은 ‘파일 가져오기’에서 그대로 가져와요."), lang)],
    )


def books(db: sqlite3.Connection, lang: str) -> Iterator[OfOne]:
    """One for each agency and each enterprise that is proposed something; with the answers that are there."""
    found, zone = _proposed(db), days.time_zone(db)
    for (number, agency), mine in groupby(found, key=lambda one: (one["booth"], one["agency"])):
        yield OfOne("agency", f"{number} {agency}", _of_one(agency, mine, zone, lang))
    by_enterprise = sorted(found, key=lambda one: (one["enterprise"], one["enterprise_id"], one["starts_at"]))
    for (name, id), mine in groupby(by_enterprise, key=lambda one: (one["enterprise"], one["enterprise_id"])):
        yield OfOne("enterprise", f"{name} {id}", _of_one(name, mine, zone, lang))


def _of_one(name: str, mine: Iterable[Proposed], zone: str, lang: str) -> Book:
    table = Table(
        N_("제안"),
        (*_WHEN, *_BOOTH, *_ENTERPRISE, *_ANSWERS),
        [
            [*_when(one, zone), one["booth"], one["agency"], *_enterprise(one), *_said(one, lang)]
            for one in mine
        ],
        _EMPTY,
    )
    return Book(gettext(N_("%(name)s 예약 제안"), lang, name=name), [table])


def _proposed(db: sqlite3.Connection) -> list[Proposed]:
    return rows.every(
        db,
        Proposed,
        "SELECT b.number AS booth, a.name AS agency, e.id AS enterprise_id, e.name AS enterprise, e.brn, p.starts_at, p.ends_at, p.state,"
        " p.agency_says, p.enterprise_says FROM proposals p JOIN booths b ON b.id = p.booth_id"
        " JOIN agencies a ON a.id = b.agency_id JOIN enterprises e ON e.id = p.enterprise_id"
        " WHERE p.state <> 'replaced' ORDER BY b.number, p.starts_at, p.id",
    )


def _when(one: Proposed, zone: str) -> list[Cell]:
    starts = days.local(one["starts_at"], zone)
    return [starts.date(), f"{starts:%H:%M}", days.clock_text(one["ends_at"], zone)]


def _enterprise(one: Proposed) -> list[Cell]:
    return [one["enterprise"], brn.shown(one["brn"]) if one["brn"] else None]


def _said(one: Proposed, lang: str) -> list[Cell]:
    return [
        gettext(word, lang) if (word := ANSWERS[one[side]]) else None
        for side in ("agency_says", "enterprise_says")
    ]
