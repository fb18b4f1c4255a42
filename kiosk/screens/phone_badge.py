"""A visitor's badge on their phone, before the day and at the door: number, QR, when and where, what is booked, how to get in.

It shows what the badge's code opens anyway, and no more: the whole name stands on paper alone.
"""

import sqlite3
from typing import TypedDict

from badges import code as badge_code
from badges import qr
from kiosk.data import names
from kiosk.expo.person import visitors
from kiosk.expo.person.visitors import Visitor
from kiosk.expo.queue.agenda import agenda
from kiosk.expo.square import days, ground
from kiosk.language.sentences import N_, gettext
from kiosk.screens.phone import PhoneLook

STATES = {"pending": N_("안내 데스크에서 등록을 확인해 드려요. 오셔서 이 화면을 보여 주세요.")}


class OpenDay(TypedDict):
    """A day of the expo that is not over: its date as people say it, and its hours (HH:MM)."""

    date: str
    opens: str
    closes: str


class Booked(TypedDict):
    """An agency to meet; `time`: when, with its date; "" for a wish."""

    booth: str
    agency: str
    time: str


class PhoneBadge(TypedDict):
    """What the page shows. `code`: 16 digits; `holds`: what the QR says; `note`: what keeps the badge from opening the door yet."""

    number: int
    name: str
    enterprise: str | None
    code: str
    holds: str
    note: str | None
    days: list[OpenDay]
    booked: list[Booked]
    wishes: list[Booked]
    is_in: bool
    unopened: bool


def badge_of(
    db: sqlite3.Connection, visitor: Visitor, *, now: int, lang: str, key: bytes, origin: str
) -> PhoneBadge:
    """The badge of this visitor; `origin`: what phones open."""
    row = visitors.unproven(visitor)
    look = PhoneLook(db, row, now, lang)
    plan = agenda(db, row, now=now, zone=look.zone, lang=lang, promises=look.promises)
    code = badge_code.encode(key, row["number"], row["serial"])
    note = STATES.get(row["state"])
    booked = look.booked(plan)
    meets = {one["booth"] for one in booked}
    return {
        "number": row["number"],
        "name": names.masked(db)(row["id"]),
        "enterprise": row["enterprise"],
        "code": code,
        "holds": qr.payload(code, origin or None),
        "note": gettext(note, lang) if note else None,
        "days": [_day(one, look.zone, lang) for one in ground.of(db).days if one.closes_at > now],
        "booked": [{"booth": one["booth"], "agency": one["agency"], "time": one["time"]} for one in booked],
        "wishes": [
            {"booth": one["booth"], "agency": (lang == "en" and one["english"]) or one["agency"], "time": ""}
            for one in plan["wishes"]
            if one["booth"] not in meets
        ],
        "is_in": look.square.is_in(db, row["id"], look.today.day if look.today else None),
        "unopened": row["link_opened_at"] is None,
    }


def _day(day: days.Day, zone: str, lang: str) -> OpenDay:
    at = days.local(day.opens_at, zone)
    opens, closes = days.hours_text(day, zone)
    date = (
        f"{at.month}월 {at.day}일({'월화수목금토일'[at.weekday()]})" if lang == "ko" else f"{at:%a, %-d %B}"
    )
    return {"date": date, "opens": opens, "closes": closes}
