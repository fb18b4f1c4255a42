"""signings.xlsx: the ledger of signings: every one that was sent to the stage, with what became of it. A line for each thing
agreed; amounts under their kind. It is for organisers: the stage shows an amount only where both parties agreed to it."""

import sqlite3
from typing import TypedDict

from kiosk.data import rows
from kiosk.exchange.ready_sheets.agreed import OUTCOME_WORDS
from kiosk.exchange.ready_sheets.book import Book, Cell, Column, Table, moment
from kiosk.expo.square import days
from kiosk.language.sentences import N_, gettext
from kiosk.screens.agencies import agency_name

STATES = {
    "sent": N_("무대로 보냄"),
    "announced": N_("발표함"),
    "done": N_("서명함"),
    "skipped": N_("건너뜀"),
}

COLUMNS = (
    Column(N_("호"), "code", N_("무대에서 부른 번호예요. 종류마다 따로 세요.")),
    Column(N_("종류")),
    Column(N_("부스"), "code"),
    Column(N_("기관")),
    Column(N_("기업")),
    Column(N_("사업명")),
    Column(N_("현장계약(원)"), "won", N_("현장에서 계약한 금액이에요."), total=True),
    Column(
        N_("우선구매 약정(원)"), "won", N_("먼저 사기로 한 금액이에요. 아직 계약이 아니에요."), total=True
    ),
    Column(N_("상태")),
    Column(N_("보낸 때"), "moment"),
    Column(N_("발표한 때"), "moment"),
    Column(N_("서명한 때"), "moment"),
    Column(
        N_("금액 공개"),
        means=N_(
            "기관과 기업이 모두 무대에서 금액을 보여도 좋다고 했으면 ‘둘 다 동의’예요. 아니면 밖에 알리지 마세요."
        ),
    ),
)


class Signed(TypedDict):
    """One thing agreed, and how far its signing is; ms; 1: a party lets the amount be shown."""

    outcome: str
    kind: str | None
    ordinal: int | None
    booth: str
    agency: str
    agency_en: str | None
    enterprise: str | None
    title: str | None
    won: int | None
    state: str
    sent_at: int
    announced_at: int | None
    done_at: int | None
    agency_shows: int
    enterprise_shows: int


def book(db: sqlite3.Connection, lang: str, *, now: int) -> Book:
    zone = days.time_zone(db)
    found = rows.every(
        db,
        Signed,
        "SELECT l.outcome, s.kind, s.ordinal, b.number AS booth, a.name AS agency, a.name_en AS agency_en,"
        " e.name AS enterprise, p.title, l.amount_won AS won, s.state, s.sent_at, s.announced_at, s.done_at,"
        " s.amount_shown AS agency_shows,"
        " c.amount_shown AND coalesce(c.confirmed_version, 0) = c.version AS enterprise_shows FROM signings s"
        " JOIN consultations c ON c.id = s.consultation_id JOIN booths b ON b.id = c.booth_id"
        " JOIN agencies a ON a.id = b.agency_id JOIN visitors v ON v.id = c.visitor_id"
        " LEFT JOIN enterprises e ON e.id = v.enterprise_id"
        " JOIN lines l ON l.consultation_id = c.id AND l.version = c.version AND l.outcome <> 'consulted'"
        " LEFT JOIN plan_items p ON p.id = l.plan_item_id"
        " ORDER BY coalesce(s.done_at, s.announced_at) IS NULL, coalesce(s.done_at, s.announced_at), s.rank, l.id",
    )
    table = Table(
        N_("서명식"),
        COLUMNS,
        [_row(one, zone, lang) for one in found],
        N_("무대로 보낸 서명식이 아직 없어요."),
    )
    return Book(N_("서명식 대장"), [table])


def _row(signed: Signed, zone: str, lang: str) -> list[Cell]:
    both = signed["agency_shows"] and signed["enterprise_shows"]
    kind, state = OUTCOME_WORDS[signed["outcome"]], STATES[signed["state"]]
    return [
        _called(signed, lang),
        gettext(kind, lang),
        signed["booth"],
        agency_name(signed, lang),
        signed["enterprise"],
        signed["title"],
        signed["won"] if signed["outcome"] == "contract" else None,
        signed["won"] if signed["outcome"] == "commitment" else None,
        gettext(state, lang),
        moment(signed["sent_at"], zone),
        moment(signed["announced_at"], zone),
        moment(signed["done_at"], zone),
        gettext(N_("둘 다 동의") if both else N_("공개 안 함"), lang),
    ]


def _called(signed: Signed, lang: str) -> str | None:
    """What it was called on the stage: 현장계약 7호."""
    if not signed["kind"] or not signed["ordinal"]:
        return None
    kind = OUTCOME_WORDS[signed["kind"]]
    return gettext(N_("%(kind)s %(n)s호"), lang, kind=gettext(kind, lang), n=signed["ordinal"])
