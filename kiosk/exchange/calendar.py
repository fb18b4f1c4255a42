"""A calendar file (.ics, RFC 5545), as every phone opens one.

Written here: the library for it takes a third of a second to import, on the loop that everybody shares. A test reads what
is written with that library.
"""

import re
from collections.abc import Iterable, Iterator
from datetime import datetime, timedelta
from typing import NamedTuple

from kiosk.expo.square.days import local

LINE_BYTES = 75  # longer ones go on in the next line, behind a space
_SPECIAL = re.compile(r"[\\;,]")


class Event(NamedTuple):
    """What stands in a calendar; ms. `uid` is the same for the same event told anew; `is_sure`: its time will not move."""

    uid: str
    starts_at: int
    ends_at: int
    summary: str
    location: str
    description: str
    is_sure: bool


def calendar(name: str, events: Iterable[Event], zone: str, now: int) -> str:
    """The file's text, its times on the clocks of `zone`."""
    events = list(events)
    began = local(min((event.starts_at for event in events), default=now), zone)
    lines = _part(
        "VCALENDAR",
        "VERSION:2.0",
        "PRODID:-//expo-kiosk//KO",
        "METHOD:PUBLISH",
        f"X-WR-CALNAME:{_text(name)}",
        *_zone(zone, began),
        *(line for event in events for line in _event(event, zone, now)),
    )
    return "".join(f"{folded}\r\n" for line in lines for folded in _folded(line))


def _event(event: Event, zone: str, now: int) -> list[str]:
    return _part(
        "VEVENT",
        f"UID:{event.uid}",
        f"DTSTAMP:{local(now, 'UTC'):%Y%m%dT%H%M%SZ}",
        f"DTSTART;TZID={zone}:{local(event.starts_at, zone):%Y%m%dT%H%M%S}",
        f"DTEND;TZID={zone}:{local(event.ends_at, zone):%Y%m%dT%H%M%S}",
        f"SUMMARY:{_text(event.summary)}",
        f"LOCATION:{_text(event.location)}",
        f"DESCRIPTION:{_text(event.description)}",
        f"STATUS:{'CONFIRMED' if event.is_sure else 'TENTATIVE'}",
    )


def _zone(zone: str, began: datetime) -> list[str]:
    """The zone as it is while the expo lasts: a day or two, in which no clock is put forward."""
    offset = _offset(began.utcoffset() or timedelta())
    standard = _part("STANDARD", "DTSTART:19700101T000000", f"TZOFFSETFROM:{offset}", f"TZOFFSETTO:{offset}")
    return _part("VTIMEZONE", f"TZID:{zone}", *standard)


def _part(name: str, *lines: str) -> list[str]:
    return [f"BEGIN:{name}", *lines, f"END:{name}"]


def _offset(offset: timedelta) -> str:
    minutes = round(offset.total_seconds() / 60)
    return f"{'-' if minutes < 0 else '+'}{abs(minutes) // 60:02d}{abs(minutes) % 60:02d}"


def _text(given: str) -> str:
    """Text as a value: on one line, with the marks that part values escaped."""
    lines = _SPECIAL.sub(lambda mark: f"\\{mark[0]}", given).replace("\r\n", "\n").replace("\r", "\n")
    return lines.replace("\n", "\\n")


def _folded(line: str) -> Iterator[str]:
    """The line in pieces of so many bytes at most; no letter is parted."""
    piece, room = "", LINE_BYTES
    for letter in line:
        width = len(letter.encode())
        if width > room:
            yield piece
            piece, room = " ", LINE_BYTES - 1
        piece, room = piece + letter, room - width
    yield piece
