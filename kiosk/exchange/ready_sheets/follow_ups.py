"""follow_ups.xlsx: what was promised at the expo, as a list to work off and to read back (exchange/follow_ups.py): each
commitment and memorandum, when to ask after it, and, once somebody knows, what it became. One of all agencies, and one of
each, which may hold contact data of who agreed to that.

Its headings and their order are fixed; new ones go to the end. A line is known by its `관리번호` (`132-1`): the meeting, and
which of its promises. What is not to be changed is protected, what is to be filled in is bounded.
"""

import sqlite3
from collections.abc import Iterable, Mapping
from typing import TypedDict

from kiosk.data import rows
from kiosk.exchange.ready_sheets.book import BESIDE_THE_PLAN, Book, Cell, Column, Table, iso_day
from kiosk.expo.after import asking
from kiosk.expo.after.answers import STATE_WORDS
from kiosk.expo.after.promises import Followed, followed
from kiosk.expo.person import brn, consents
from kiosk.expo.square import days, ground
from kiosk.language.kinds import known_word
from kiosk.language.sentences import N_, gettext
from kiosk.screens.agencies import agency_name

KIND_WORDS = {"commitment": N_("우선구매 약정"), "mou": N_("업무협약")}
STAY = 4  # key, booth, agency and enterprise, while one writes at the right
REASON_MAX, DOCUMENT_MAX, NAME_MAX = 400, 100, 60

PROMISE = (
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
)
ASKED = N_("%(n)s일 확인")
ASKED_MEANS = N_("약속한 날부터 %(n)s일째, 어떻게 되었는지 묻는 날이에요.")
BECAME = (
    Column(
        N_("어떻게 됐나"),
        means=N_(
            "‘계약함’, ‘하지 않기로 함’, ‘진행 중’ 가운데 골라 적어요. 비워 두면 아직 답하지 않은 것으로 봐요."
        ),
        choices=tuple(STATE_WORDS.values()),
        is_filled=True,
    ),
    Column(N_("계약한 날"), "day", N_("계약했으면 그날을 2026-11-30처럼 적어요."), is_filled=True),
    Column(N_("계약한 금액(원)"), "won", N_("계약했으면 금액을 원 단위로 적어요."), is_filled=True),
    Column(N_("문서번호"), "code", N_("계약 문서의 번호예요."), is_filled=True, most=DOCUMENT_MAX),
    Column(N_("이유"), means=N_("하지 않기로 했으면 왜인지 적어요."), is_filled=True, most=REASON_MAX),
    Column(
        N_("답한 분"),
        means=N_("누구에게 다시 물으면 되는지, 부서와 이름을 적어요."),
        is_filled=True,
        most=NAME_MAX,
    ),
    Column(
        N_("조사표를 만든 때"),
        "code",
        N_("그 뒤에 온 답이 있으면 이 조사표의 답으로 바꾸지 않아요. 바꾸지 마세요."),
    ),
)
CONTACT = (
    Column(N_("만난 사람"), means=N_("연락처를 기관에 알려도 좋다고 한 분만 적혀 있어요.")),
    Column(N_("휴대전화"), "code"),
    Column(N_("이메일")),
)


class Contact(TypedDict):
    visitor_id: int
    name: str
    title: str | None
    phone: str | None
    email: str | None


def book(db: sqlite3.Connection, lang: str, *, now: int) -> Book:
    """Of all agencies, without anybody's contact data: it goes along with the report."""
    return _book(db, followed(db), lang, now=now, title=gettext(N_("후속 조사표"), lang), contacts=None)


def of_agency(
    db: sqlite3.Connection, agency_id: int, lang: str, *, now: int, contacts: bool
) -> tuple[Book, int]:
    """Of one agency, to be sent to it; and of how many persons it holds contact data: of who agreed to that, and only where
    asked for."""
    found = followed(db, agency_id=agency_id)
    shared = _shared(db, {one.promise["visitor_id"] for one in found}) if contacts else None
    title = gettext(N_("후속 조사표"), lang)
    if found:
        title = f"{agency_name(found[0].promise, lang)} {title}"
    return _book(db, found, lang, now=now, title=title, contacts=shared), len(shared or ())


def columns(db: sqlite3.Connection, lang: str) -> tuple[Column, ...]:
    """With the days of asking that the settings say."""
    asked = (
        Column(gettext(ASKED, lang, n=one), "day", gettext(ASKED_MEANS, lang, n=one))
        for one in asking.rule(ground.of(db).settings).after
    )
    return *PROMISE, *asked, *BECAME


def _book(
    db: sqlite3.Connection,
    found: Iterable[Followed],
    lang: str,
    *,
    now: int,
    title: str,
    contacts: Mapping[int, Contact] | None,
) -> Book:
    after, zone = asking.rule(ground.of(db).settings).after, days.time_zone(db)
    made = f"{days.local(now, zone):%Y-%m-%d %H:%M:%S}"
    listed = [
        [*_row(one, after, made, lang), *(_contact(contacts, one) if contacts is not None else ())]
        for one in found
    ]
    empty = N_("약정이나 업무협약이 적히면 여기에 나와요.")
    held = (*columns(db, lang), *(CONTACT if contacts is not None else ()))
    about = [
        gettext(N_("한 줄이 약속 하나예요. 노란 칸을 채워 다시 보내 주세요. 모르는 줄은 비워 두세요."), lang),
        gettext(N_("다른 칸은 잠가 두었어요. 줄을 더하거나 번호를 고치면 그 줄은 읽지 않아요."), lang),
    ]
    return Book(title, [Table(N_("후속 조사"), held, listed, empty, stay=STAY)], about=about)


def _row(one: Followed, after: Iterable[int], made: str, lang: str) -> list[Cell]:
    promise, answer = one.promise, one.answer
    said = one.said
    kind = KIND_WORDS[promise["outcome"]]
    return [
        one.key,
        promise["booth"],
        agency_name(promise, lang),
        promise["enterprise"],
        brn.shown(promise["brn"]) if promise["brn"] else None,
        gettext(kind, lang),
        known_word(promise["category"], lang) if promise["category"] else gettext(BESIDE_THE_PLAN, lang),
        promise["title"],
        promise["won"],
        one.promised_on,
        said.get("text"),
        said.get("who"),
        said.get("due"),
        *asking.asked_on(one.promised_on, tuple(after)),
        gettext(STATE_WORDS[one.state], lang) if answer else None,
        iso_day(answer["contracted_on"]) if answer else None,
        answer["won"] if answer else None,
        answer["document"] if answer else None,
        answer["reason"] if answer else None,
        answer["answered_by"] if answer else None,
        made,
    ]


def _contact(contacts: Mapping[int, Contact], one: Followed) -> list[Cell]:
    found = contacts.get(one.promise["visitor_id"])
    if found is None:
        return [None] * len(CONTACT)
    name = " ".join(filter(None, (found["name"], found["title"])))
    return [name, found["phone"], found["email"]]


def _shared(db: sqlite3.Connection, visitors: Iterable[int]) -> dict[int, Contact]:
    wanted = set(visitors)
    found = rows.every(
        db,
        Contact,
        "SELECT k.visitor_id, k.name, k.title, k.phone, k.email FROM contacts k"
        f" WHERE k.visitor_id IN (SELECT value FROM json_each(?)) AND {consents.shares('k.visitor_id')}",
        str(sorted(wanted)),
    )
    return {one["visitor_id"]: one for one in found}
