"""Signings with their parties and what was agreed, as stage, crew and ticker show them."""

import sqlite3
from typing import Literal, TypedDict

from kiosk.data import rows
from kiosk.expo.meeting.signing_consents import shown_words
from kiosk.expo.meeting.signings import SIGNED, State
from kiosk.language import short_names
from kiosk.language.sentences import N_, gettext
from kiosk.screens.agencies import agency_column, short_of
from kiosk.screens.enterprises import enterprise_column

MEANS = {
    "contract": N_("현장에서 구매 계약을 맺었습니다"),
    "commitment": N_("우선구매를 약속했습니다"),
    "mou": N_("함께 일하기로 약속했습니다"),
}


class Agreed(TypedDict):
    """One kind of outcome that a signing is about: its parties, all its won together, the first of its plan items and how
    many `more`; the number it was announced by; 1 where a party lets the amount be shown; other words for it."""

    id: int
    consultation: int
    state: State
    booth: str
    agency: str
    enterprise: str | None
    enterprise_short: str | None
    outcome: Literal["contract", "commitment", "mou"]
    kind: str | None
    ordinal: int | None
    won: int | None
    item_line: int | None
    plan_item: str | None
    more: int
    agency_shows: int
    enterprise_shows: int
    text: str | None
    text_en: str | None


class Signing(TypedDict):
    """A signing by its weightiest outcome. ordinal: the number of its kind, or which it would be announced by next (None:
    what was announced is of another kind by now); won: only where both parties let it be shown; words: what the crew says of
    it in the reader's language; agreed: these, else the purchase, else what its kind means; the short names are those of both parties in large letters, who signs is named whole."""

    id: int
    consultation: int
    state: State
    booth: str
    agency: str
    agency_short: str
    enterprise: str | None
    enterprise_short: str | None
    outcome: Literal["contract", "commitment", "mou"]
    ordinal: int | None
    won: int | None
    agency_shows: bool
    enterprise_shows: bool
    plan_item: str | None
    more: int
    agreed: str
    words: str | None
    text: str | None
    text_en: str | None


def ceremonies(db: sqlite3.Connection, lang: str) -> list[Signing]:
    """Every signing: announced and signed ones in that order, then those that wait in theirs."""
    next_ones = {kind: _announced(db, kind) for kind in SIGNED}
    signings: list[Signing] = []
    for row in _weightiest(_agreed(db, lang)):
        ordinal = row["ordinal"] if row["kind"] == row["outcome"] else None
        if row["state"] == "sent" and ordinal is None:
            next_ones[row["outcome"]] += 1
            ordinal = next_ones[row["outcome"]]
        signings.append(_signing(db, row, ordinal, lang))
    return signings


def _signing(db: sqlite3.Connection, row: Agreed, ordinal: int | None, lang: str) -> Signing:
    both = bool(row["agency_shows"] and row["enterprise_shows"])
    text, text_en = shown_words(row["text"], both), shown_words(row["text_en"], both)
    words = (text_en or text) if lang == "en" else text
    return {
        "id": row["id"],
        "consultation": row["consultation"],
        "state": row["state"],
        "booth": row["booth"],
        "agency": row["agency"],
        "agency_short": short_of(db, row["booth"], lang),
        "enterprise": row["enterprise"],
        "enterprise_short": short_names.enterprise(row["enterprise_short"] or "") or None,
        "outcome": row["outcome"],
        "ordinal": ordinal,
        "won": row["won"] if both else None,
        "agency_shows": bool(row["agency_shows"]),
        "enterprise_shows": bool(row["enterprise_shows"]),
        "plan_item": row["plan_item"],
        "more": row["more"],
        "agreed": words or _agreed_by(row, lang),
        "words": words,
        "text": text,
        "text_en": text_en,
    }


def _agreed_by(row: Agreed, lang: str) -> str:
    """What was agreed by the log, fit for a wall: the purchase, else what the kind of it means."""
    if not row["plan_item"]:
        means = MEANS[row["outcome"]]
        return gettext(means, lang)
    if not row["more"]:
        return row["plan_item"]
    return gettext(N_("%(what)s 외 %(n)s건"), lang, what=row["plan_item"], n=row["more"])


def _agreed(db: sqlite3.Connection, lang: str) -> list[Agreed]:
    return rows.every(
        db,
        Agreed,
        f"SELECT s.id, s.consultation_id AS consultation, s.state, b.number AS booth, {agency_column(lang)} AS agency,"
        f" e.name AS enterprise, {enterprise_column(lang)} AS enterprise_short, l.outcome, s.kind, s.ordinal,"
        " sum(l.amount_won) AS won, min(CASE WHEN p.id IS NOT NULL THEN l.id END) AS item_line, p.title AS plan_item,"
        " max(count(DISTINCT p.id) - 1, 0) AS more, s.amount_shown AS agency_shows,"
        " c.amount_shown AND coalesce(c.confirmed_version, 0) = c.version AS enterprise_shows,"
        " iif(s.text_version = c.version, s.text, NULL) AS text,"
        " iif(s.text_version = c.version, s.text_en, NULL) AS text_en"
        " FROM signings s CROSS JOIN consultations c ON c.id = s.consultation_id JOIN booths b ON b.id = c.booth_id"
        " JOIN agencies a ON a.id = b.agency_id JOIN visitors v ON v.id = c.visitor_id"
        " LEFT JOIN enterprises e ON e.id = v.enterprise_id"
        " CROSS JOIN lines l ON l.consultation_id = c.id AND l.version = c.version AND l.outcome <> 'consulted'"
        " LEFT JOIN plan_items p ON p.id = l.plan_item_id GROUP BY s.id, l.outcome"
        " ORDER BY s.state IN ('sent', 'skipped'), iif(s.state IN ('sent', 'skipped'), s.rank, s.announced_at), s.id",
    )


def _weightiest(agreed: list[Agreed]) -> list[Agreed]:
    """Of each signing the outcome that it was announced as, where it is still one, else the weightiest."""
    chosen: dict[int, Agreed] = {}
    for row in agreed:
        known = chosen.get(row["id"])
        if known is None or _weight(row) < _weight(known):
            chosen[row["id"]] = row
    return list(chosen.values())


def _weight(row: Agreed) -> int:
    return -1 if row["kind"] == row["outcome"] else SIGNED.index(row["outcome"])


def _announced(db: sqlite3.Connection, kind: str) -> int:
    """The last number of this kind."""
    sql = "SELECT coalesce(max(ordinal), 0) AS last FROM signings WHERE kind = ?"
    return int(db.execute(sql, (kind,)).fetchone()["last"])
