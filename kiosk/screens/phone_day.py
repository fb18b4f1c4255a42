"""A visitor's day to keep: appointments at their times, places about when they are called, wishes without a time yet. For their
own phone, as a calendar file and as a picture."""

import math
import sqlite3
from datetime import datetime
from typing import TypedDict

from kiosk.expo.person.visitors import Visitor
from kiosk.expo.programme import items
from kiosk.expo.queue.agenda import agenda
from kiosk.expo.square import days, waits
from kiosk.language.sentences import N_, gettext
from kiosk.screens import programme_mine
from kiosk.screens.agencies import agency_name
from kiosk.screens.phone import PhoneLook, Place
from kiosk.screens.programme_mine import SignedUp

BOOKED, ABOUT = N_("%(time)s 예약"), N_("%(time)s쯤")
STEP_MIN = 5  # meetings last so many minutes, rounded up


class Entry(TypedDict):
    """One meeting to come: ms; `time`: when, as people say it; `is_booked`: an appointment, which does not move."""

    booth: str
    agency: str
    starts_at: int
    ends_at: int
    time: str
    is_booked: bool


class Untimed(TypedDict):
    """A meeting that has no time yet, and why."""

    booth: str
    agency: str
    note: str


class Attending(TypedDict):
    """An item of the programme that the visitor is signed up for: ms; `time`: when, as people say it; `has_seat`: they may
    come in, else they are on the waiting list, and `note` says where."""

    item: int
    title: str
    place: str | None
    starts_at: int
    ends_at: int
    time: str
    has_seat: bool
    note: str


class Day(TypedDict):
    """What lies before a visitor, each list in its order."""

    number: int
    date: str
    timed: list[Entry]
    programme: list[Attending]
    untimed: list[Untimed]


def day_of(db: sqlite3.Connection, visitor: Visitor, *, now: int, lang: str) -> Day:
    """The visitor's day from now on, and the appointments of the days after it."""
    look = PhoneLook(db, visitor, now, lang)
    plan = agenda(db, look.visitor, now=now, zone=look.zone, lang=lang, promises=look.promises)
    booked = [
        _entry(
            look, one["booth"], round(datetime.fromisoformat(one["starts_at"] or "").timestamp() * 1000), True
        )
        for one in plan["appointments"]
    ]
    waiting = [place for place in look.places if place.row["appointment_at"] is None]
    called = [(place, _called_at(look, place)) for place in waiting]
    timed = [*booked, *(_entry(look, place.row["booth"], at, False) for place, at in called if at)]
    return {
        "number": visitor["number"],
        "date": days.date_of(now, look.zone),
        "timed": sorted((one for one in timed if one["ends_at"] > now), key=lambda one: one["starts_at"]),
        "programme": [
            _attending(look, one)
            for one in programme_mine.signed_up(db, visitor["id"], now)
            if one["state"] != "cancelled"
        ],
        "untimed": [
            *(
                _untimed(look, place.row["booth"], gettext("자리 있음", lang))
                for place, at in called
                if not at
            ),
            *(_untimed(look, one["booth"], gettext("상담 희망", lang)) for one in plan["wishes"]),
        ],
    }


def _called_at(look: PhoneLook, place: Place) -> int | None:
    """About when (ms) the place is called, to the minute; None while its booth rests."""
    if place.wait_min is None:
        return None
    return -(-(look.now + place.wait_min[0] * days.MIN_MS) // days.MIN_MS) * days.MIN_MS


def _entry(look: PhoneLook, number: str, starts_at: int, is_booked: bool) -> Entry:
    booth = look.square.by_number[number]
    long_min = math.ceil(look.square.pace(booth["id"]).mean_ms / waits.MIN_MS / STEP_MIN) * STEP_MIN
    sentence = BOOKED if is_booked else ABOUT
    return {
        "booth": number,
        "agency": agency_name(booth, look.lang),
        "starts_at": starts_at,
        "ends_at": starts_at + long_min * days.MIN_MS,
        "time": gettext(sentence, look.lang, time=_clock(look, starts_at)),
        "is_booked": is_booked,
    }


def _attending(look: PhoneLook, one: SignedUp) -> Attending:
    kind = gettext(items.KINDS[one["kind"]], look.lang)
    waits = gettext("대기 %(n)s번째", look.lang, n=one["nth"])
    return {
        "item": one["id"],
        "title": one["title"],
        "place": one["place"],
        "starts_at": one["starts_at"],
        "ends_at": one["until"],
        "time": _clock(look, one["starts_at"]),
        "has_seat": one["mine"] != "waiting",
        "note": waits if one["mine"] == "waiting" else kind,
    }


def _clock(look: PhoneLook, at: int) -> str:
    """A time of day, with its date unless it is today."""
    clock, on = days.clock_text(at, look.zone), days.date_of(at, look.zone)
    if on == days.date_of(look.now, look.zone):
        return clock
    return gettext(
        "%(month)s월 %(day)s일 %(time)s", look.lang, month=int(on[5:7]), day=int(on[8:]), time=clock
    )


def _untimed(look: PhoneLook, number: str, note: str) -> Untimed:
    return {"booth": number, "agency": agency_name(look.square.by_number[number], look.lang), "note": note}
