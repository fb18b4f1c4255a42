"""The list for a text-message service: to whom, and the address of each one's own page, which opens what their badge's code opens.

The address holds the badge's code and nothing of the person: whoever finds it sees a number, a masked name and booths. The list
itself is contact data: only those stand in it who agreed that theirs is kept, and who made it is on record (`export.note`).
"""

import sqlite3
from collections.abc import Callable
from pathlib import Path
from typing import Literal, TypedDict, get_args

from badges import code as badge_code
from kiosk.actions.refusals import Unusable
from kiosk.data import rows
from kiosk.exchange.ready_sheets import write_book
from kiosk.exchange.ready_sheets.book import Book, Cell, Column, Table
from kiosk.expo.queue.booked import Booked, of_visitors
from kiosk.expo.square import days
from kiosk.language.sentences import N_, gettext

# all: everybody who registered; unopened: of these who has not opened theirs; booked: who has an appointment on the next day of
# the expo; pending: who registered on a phone and was not confirmed yet.
Who = Literal["all", "unopened", "booked", "pending"]
WHOM: tuple[Who, ...] = get_args(Who)
TITLES: dict[Who, str] = {
    "all": N_("등록한 모두"),
    "unopened": N_("아직 열지 않은 분"),
    "booked": N_("다음 날 예약이 있는 분"),
    "pending": N_("등록 확인 전인 분"),
}
COLUMNS = (
    Column(N_("이름")),
    Column(N_("휴대전화"), "code"),
    Column(
        N_("링크"), "code", N_("그 사람의 화면이에요. 명찰의 QR과 같은 것을 열고, 연락처는 들어 있지 않아요.")
    ),
    Column(N_("번호"), "code", N_("참가자의 명찰에 적힌 번호예요.")),
    Column(N_("기업")),
    Column(
        N_("예약"), means=N_("박람회의 다음 날에 잡은 예약이에요. 기업의 예약은 그 기업의 모두에게 적었어요.")
    ),
)
NO_ADDRESS = N_(
    "휴대폰이 열 수 있는 주소가 없어 링크를 만들 수 없어요. 서버를 켤 때 KIOSK_PHONE_ORIGIN(또는 KIOSK_ORIGIN)을 정해 주세요."
)


class Addressed(TypedDict):
    """Somebody to whom a message can go."""

    id: int
    number: int
    serial: int
    name: str
    phone: str
    enterprise: str | None


class Counts(TypedDict):
    """To how many a message would go."""

    all: int
    unopened: int
    booked: int
    pending: int


_CONSENTED = "(SELECT given FROM consents s WHERE s.visitor_id = v.id AND s.purpose = 'keep' ORDER BY s.id DESC LIMIT 1) = 1"
_IS = {
    "all": "v.state = 'registered' AND v.voided_at IS NULL",
    "unopened": "v.state = 'registered' AND v.voided_at IS NULL AND v.link_opened_at IS NULL",
    "booked": "v.state = 'registered' AND v.voided_at IS NULL",
    "pending": "v.state = 'pending'",
}


def counts(db: sqlite3.Connection, now: int) -> Counts:
    """Of each kind how many there are."""
    booked = _booked(db, now)
    found = {who: _addressed(db, who, booked) for who in WHOM}
    return {
        "all": len(found["all"]),
        "unopened": len(found["unopened"]),
        "booked": len(found["booked"]),
        "pending": len(found["pending"]),
    }


def write_links(
    db: sqlite3.Connection,
    path: Path,
    lang: str,
    *,
    now: int,
    origin: str,
    badge_key: bytes,
    who: Who = "all",
    before_it_appears: Callable[[int], None] = lambda persons: None,
) -> int:
    """Write the list of those `who` are meant; returns how many. `origin`: what phones open. before_it_appears(how many).

    Raises Unusable without an origin, or where nobody is meant.
    """
    if not origin:
        raise Unusable(gettext(NO_ADDRESS, lang))
    booked = _booked(db, now)
    found = _addressed(db, who, booked)
    if not found:
        raise Unusable(gettext(N_("보낼 분이 없어요: %(who)s."), lang, who=gettext(TITLES[who], lang)))
    table = Table(
        N_("문자 명단"),
        COLUMNS,
        [_row(one, booked.get(one["id"], []), origin, badge_key, days.time_zone(db)) for one in found],
    )
    about = [
        gettext(TITLES[who], lang),
        gettext(N_("연락처가 든 명단이에요. 문자를 보낸 뒤 이 파일을 지워 주세요."), lang),
    ]
    before_it_appears(len(found))
    write_book(db, Book(N_("문자 명단"), [table], about=about), path, lang, now=now)
    return len(found)


def _booked(db: sqlite3.Connection, now: int) -> dict[int, list[Booked]]:
    """Appointments of the expo's next day after today (its first one before it has begun)."""
    coming = days.next_day(db, days.date_of(now, days.time_zone(db)))
    return of_visitors(db, coming.opens_at, coming.closes_at) if coming else {}


def _addressed(db: sqlite3.Connection, who: Who, booked: dict[int, list[Booked]]) -> list[Addressed]:
    found = rows.every(
        db,
        Addressed,
        "SELECT v.id, v.number, v.serial, c.name, c.phone, e.name AS enterprise FROM contacts c"
        " CROSS JOIN visitors v ON v.id = c.visitor_id LEFT JOIN enterprises e ON e.id = v.enterprise_id"
        f" WHERE c.phone IS NOT NULL AND {_CONSENTED} AND {_IS[who]} ORDER BY v.number",
    )
    return [one for one in found if who != "booked" or one["id"] in booked]


def _row(one: Addressed, booked: list[Booked], origin: str, key: bytes, zone: str) -> list[Cell]:
    return [
        one["name"],
        one["phone"],
        f"{origin}/v/{badge_code.encode(key, one['number'], one['serial'])}",
        str(one["number"]),
        one["enterprise"],
        ", ".join(f"{days.clock_text(each['starts_at'], zone)} {each['booth']}" for each in booked) or None,
    ]
