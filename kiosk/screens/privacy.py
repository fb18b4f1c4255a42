"""The organiser's page of personal data: how long it is kept and what goes when, who was forgotten, and who saw contact data."""

import json
import sqlite3
from typing import TypedDict

from kiosk.data import rows
from kiosk.expo.person import retention
from kiosk.expo.square import days, ground, own_words
from kiosk.language.sentences import N_, gettext

SHOWN = 100
PURPOSES = {
    "keep": N_("이름과 연락처 보관"),
    "share": N_("상담한 기관에 알리기"),
    "need": N_("필요한 도움"),
}
ROLES = {
    "desk": N_("안내 데스크"),
    "organiser": N_("운영본부"),
    "booth": N_("부스"),
    "system": N_("노트북의 명령줄"),
}


class Purpose(TypedDict):
    """A purpose of the consent: until when (ISO) what it covers is kept, of how many; `announced`: the clock has said so."""

    purpose: str
    word: str
    period: str
    due_on: str | None
    people: int
    announced: bool
    is_due: bool


class Goes(TypedDict):
    """How much there is of what goes with people."""

    names: int
    phone_numbers: int
    emails: int
    needs: int
    notes: int
    attachments: int


class Record(TypedDict):
    """Somebody saw contact data: when, who, what they did, of whom (a number) or of how many."""

    seq: int
    at: str
    by: str
    did: str
    number: int | None
    persons: int | None


class Privacy(TypedDict):
    """`forgotten`: how many ever were; `records`: a page of them, the newest first; `earlier`: from where the next goes on."""

    purposes: list[Purpose]
    is_due: bool
    goes: Goes
    forgotten: int
    records: list[Record]
    earlier: int | None


class _Entry(TypedDict):
    seq: int
    at: int
    kind: str
    actor: str
    station: str | None
    number: int | None
    detail: str


def privacy(db: sqlite3.Connection, *, now: int, lang: str, before: int | None = None) -> Privacy:
    square = ground.of(db)
    purposes = _purposes(db, square, now, lang)
    records, earlier = _records(db, square.time_zone, lang, before)
    row = db.execute("SELECT count(DISTINCT visitor_id) AS people FROM forgotten").fetchone()
    return {
        "purposes": purposes,
        "is_due": any(one["is_due"] for one in purposes),
        "goes": _goes(db),
        "forgotten": row["people"],
        "records": records,
        "earlier": earlier,
    }


def _purposes(db: sqlite3.Connection, square: ground.Ground, now: int, lang: str) -> list[Purpose]:
    today = days.date_of(now, square.time_zone)
    found: list[Purpose] = []
    for purpose, setting in retention.MONTHS.items():
        due_on, people = retention.due_on(db, purpose), retention.kept(db, purpose)
        said = retention.announced(db, retention.Period(purpose, due_on, people)) if due_on else None
        found.append(
            {
                "purpose": purpose,
                "word": gettext(PURPOSES[purpose], lang),
                "period": own_words.period(square.settings[setting], lang),
                "due_on": due_on,
                "people": people,
                "announced": said is not None,
                "is_due": bool(due_on and people and due_on <= today),
            }
        )
    return found


def _goes(db: sqlite3.Connection) -> Goes:
    return rows.only(
        db,
        Goes,
        "SELECT (SELECT count(*) FROM contacts) AS names, (SELECT count(phone) FROM contacts) AS phone_numbers,"
        " (SELECT count(email) FROM contacts) AS emails, (SELECT count(need) FROM visitors) AS needs,"
        " (SELECT count(*) FROM consultations WHERE note IS NOT NULL OR shared_note IS NOT NULL OR follow_up IS NOT NULL)"
        " AS notes, (SELECT count(*) FROM attachment_contents) AS attachments",
    )


def _records(
    db: sqlite3.Connection, zone: str, lang: str, before: int | None
) -> tuple[list[Record], int | None]:
    found = rows.every(
        db,
        _Entry,
        "SELECT j.seq, j.at, j.kind, j.actor, s.name AS station, v.number, j.detail FROM journal j"
        " LEFT JOIN stations s ON s.id = j.station_id LEFT JOIN visitors v ON v.id = j.visitor_id"
        " WHERE j.kind IN ('contact.search', 'contact.open', 'contact.keep', 'export.note') AND j.seq < ? ORDER BY j.seq DESC LIMIT ?",
        2**62 if before is None else before,
        SHOWN + 1,
    )
    shown = [_record(one, zone, lang) for one in found[:SHOWN]]
    return shown, shown[-1]["seq"] if len(found) > SHOWN else None


_DID = {
    "contact.search": N_("이름을 찾아봤어요"),
    "contact.open": N_("연락처를 열어 봤어요"),
    "contact.keep": N_("네트워크 없이 찾을 명단을 받았어요"),
    "export.note": N_("파일로 내보냈어요"),
}


def _record(one: _Entry, zone: str, lang: str) -> Record:
    detail = json.loads(one["detail"])
    role, _, booth = one["actor"].partition(":")
    who = one["station"] or " ".join(filter(None, (gettext(ROLES.get(role, role), lang), booth)))
    return {
        "seq": one["seq"],
        "at": f"{days.local(one['at'], zone):%Y-%m-%d %H:%M}",
        "by": who,
        "did": gettext(_DID[one["kind"]], lang),
        "number": one["number"],
        "persons": detail.get("persons"),
    }
