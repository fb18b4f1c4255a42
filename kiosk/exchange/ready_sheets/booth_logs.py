"""A booth's own log: whom it met, what came of it, what it wrote. For that booth and organisers alone.

A person's name, phone and e-mail stand here only where they agreed to have them handed to the agencies they meet, and did not
take that back.
"""

import sqlite3
from typing import TypedDict

from kiosk.data import rows
from kiosk.exchange.ready_sheets.agreed import AFTERWARDS, OUTCOMES, afterwards, outcomes
from kiosk.exchange.ready_sheets.book import Book, Cell, Column, Table, moment
from kiosk.expo.person import brn, consents
from kiosk.expo.square import days
from kiosk.expo.square.ground import Booth
from kiosk.language.kinds import known_word
from kiosk.language.sentences import N_, gettext
from kiosk.screens import meetings
from kiosk.screens.agencies import agency_name
from kiosk.screens.meetings import Said

COLUMNS = (
    Column(N_("상담한 때"), "moment"),
    Column(N_("번호"), "code", N_("참가자의 명찰에 적힌 번호예요.")),
    Column(N_("기업")),
    *OUTCOMES,
    Column(N_("결과 메모")),
    Column(N_("상담 메모"), means=N_("기관만 보는 메모예요.")),
    *AFTERWARDS,
    Column(N_("고친 횟수"), "count", N_("상담을 마친 뒤에 기록을 고친 횟수예요.")),
)
CONTACTS = (
    Column(N_("번호"), "code"),
    Column(N_("기업")),
    Column(N_("사업자등록번호"), "code"),
    Column(N_("유형")),
    Column(N_("이름"), means=N_("연락처를 기관에 알려도 좋다고 한 분만 적혀 있어요.")),
    Column(N_("직함")),
    Column(N_("휴대전화"), "code"),
    Column(N_("이메일")),
)


WITHDRAWN = (
    Column(N_("번호"), "code", N_("연락처를 받은 적이 있으면 이 번호의 것을 지워 주세요.")),
    Column(N_("기업")),
    Column(N_("무엇을")),
    Column(N_("언제"), "moment"),
    Column(N_("지난번 받은 뒤"), means=N_("이 파일을 지난번 받은 뒤에 거뒀으면 ‘예’예요.")),
)


class Withdrawn(TypedDict):
    """Somebody this booth met who once let agencies have their contact data and does not any more, since `at` (ms)."""

    number: int
    enterprise: str | None
    forgotten: int
    at: int


class Contact(TypedDict):
    number: int
    enterprise: str | None
    brn: str | None
    kind: str | None
    name: str
    title: str | None
    phone: str | None
    email: str | None


def book(db: sqlite3.Connection, booth: Booth, lang: str) -> tuple[Book, int]:
    """One booth's, and how many persons' contact data it holds."""
    zone = days.time_zone(db)
    said = meetings.of_booth(db, booth["id"])
    contacts = _shared_contacts(db, booth["id"])
    title = f"{booth['number']} {agency_name(booth, lang)}"
    log = Table(
        N_("상담 기록"), COLUMNS, [_row(one, zone, lang) for one in said], N_("상담을 마치면 여기에 나와요.")
    )
    people = Table(
        N_("연락처"),
        CONTACTS,
        [_contact(one, lang) for one in contacts],
        N_("연락처를 알려도 좋다고 한 분이 아직 없어요."),
    )
    gone = _withdrawn(db, booth["id"])
    before = _taken_at(db, booth["number"])
    withdrawn = Table(
        N_("동의를 거둔 분"),
        WITHDRAWN,
        [_withdrawn_row(one, before, zone, lang) for one in gone],
        N_("동의를 거두거나 정보를 지운 분이 없어요."),
    )
    tables = [log, people, withdrawn] if gone else [log, people]
    about = [title, gettext(N_("이 기관이 쓴 기록이에요. 다른 기관에 넘기지 마세요."), lang)]
    return Book(N_("상담 기록"), tables, about=about), len(contacts)


def _shared_contacts(db: sqlite3.Connection, booth_id: int) -> list[Contact]:
    """Of whom this booth met: who agreed last to have their contact data handed to the agencies."""
    return rows.every(
        db,
        Contact,
        "SELECT v.number, e.name AS enterprise, e.brn, e.kind, k.name, k.title, k.phone, k.email FROM contacts k"
        " JOIN visitors v ON v.id = k.visitor_id LEFT JOIN enterprises e ON e.id = v.enterprise_id WHERE k.visitor_id IN"
        f" (SELECT visitor_id FROM consultations WHERE booth_id = ? AND state = 'finished') AND {consents.shares('k.visitor_id')}"
        " ORDER BY v.number",
        booth_id,
    )


def _withdrawn(db: sqlite3.Connection, booth_id: int) -> list[Withdrawn]:
    """Whose contact data an earlier file of this booth may hold, though they have taken that back or were forgotten."""
    return rows.every(
        db,
        Withdrawn,
        "SELECT v.number, e.name AS enterprise, v.forgotten_at IS NOT NULL AS forgotten, coalesce(v.forgotten_at, s.at) AS at"
        " FROM visitors v LEFT JOIN enterprises e ON e.id = v.enterprise_id JOIN consents s ON s.visitor_id = v.id"
        " AND s.purpose = 'share' AND s.id = (SELECT max(id) FROM consents l WHERE l.visitor_id = v.id AND l.purpose = 'share')"
        " WHERE v.id IN (SELECT visitor_id FROM consultations WHERE booth_id = ? AND state = 'finished')"
        " AND (s.given = 0 OR v.forgotten_at IS NOT NULL)"
        " AND EXISTS (SELECT 1 FROM consents g WHERE g.visitor_id = v.id AND g.purpose = 'share' AND g.given = 1)"
        " ORDER BY at DESC, v.number",
        booth_id,
    )


def _taken_at(db: sqlite3.Connection, booth: str) -> int | None:
    """When a file with contact data of this booth was last taken (ms): by its tablet, or with all of them by an organiser."""
    row = db.execute(
        "SELECT max(at) AS at FROM journal WHERE kind = 'export.note' AND json_extract(detail, '$.persons') > 0"
        " AND (actor = ? OR actor IN ('organiser', 'system'))",
        (f"booth:{booth}",),
    ).fetchone()
    at: int | None = row["at"]
    return at


def _withdrawn_row(one: Withdrawn, before: int | None, zone: str, lang: str) -> list[Cell]:
    did = N_("개인정보를 지웠어요") if one["forgotten"] else N_("연락처를 알리는 동의를 거뒀어요")
    return [
        str(one["number"]),
        one["enterprise"],
        gettext(did, lang),
        moment(one["at"], zone),
        gettext(N_("예"), lang) if before is not None and one["at"] > before else None,
    ]


def _row(said: Said, zone: str, lang: str) -> list[Cell]:
    return [
        moment(said["started_at"], zone),
        str(said["number"]),
        said["enterprise"],
        *outcomes(said, lang),
        said["line_note"],
        said["note"],
        *afterwards(said, lang),
        max(0, said["version"] - 1),
    ]


def _contact(contact: Contact, lang: str) -> list[Cell]:
    return [
        str(contact["number"]),
        contact["enterprise"],
        brn.shown(contact["brn"]) if contact["brn"] else None,
        known_word(contact["kind"] or "", lang),
        contact["name"],
        contact["title"],
        contact["phone"],
        contact["email"],
    ]
