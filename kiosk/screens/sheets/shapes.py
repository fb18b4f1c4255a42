"""What every sheet holds, whatever it is about: one shape, so that six kinds share their templates, script and style."""

import sqlite3
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any, TypedDict

from kiosk.data.heard import Heard
from kiosk.expo.queue import loads
from kiosk.expo.queue.loads import Loads
from kiosk.expo.square import days
from kiosk.expo.square.days import Day
from kiosk.language.kinds import known_word
from kiosk.language.sentences import gettext
from kiosk.screens.addresses import address
from kiosk.screens.fleet import ShownStation


class Link(TypedDict):
    """Something that a sheet touches: `href` its own sheet, `state` a word of `state_chip`, `time` HH:MM."""

    kind: str
    href: str
    title: str
    detail: str
    state: str | None
    time: str | None


class Group(TypedDict):
    """Links under one heading; `more` are not shown; `none`: what is said where there are none; `all`: where they all are."""

    title: str
    links: list[Link]
    more: int
    none: str
    all: str | None


class Fact(TypedDict):
    """One thing that is so of the subject; `href` where it has a sheet of its own."""

    name: str
    value: str
    href: str | None


class Figure(TypedDict):
    """A number: `value` in words, or `won`; `says`: what is counted."""

    name: str
    value: str
    won: int | None
    says: str


class Mark(TypedDict):
    """Something on a lane, in thousandths of the line's length; `w` 0 is a moment. `says` all of it in words."""

    x: float
    w: float
    kind: str
    says: str
    href: str | None


class Lane(TypedDict):
    """One row of the line of time: marks, or how many at each moment (`area`, points of an SVG polygon; `top` the most)."""

    name: str
    href: str | None
    marks: list[Mark]
    area: str | None
    top: int


class Line(TypedDict):
    """A day as a line of time; `now` in thousandths, None on another day; `ticks`: clock times, evenly spaced; `blocks`:
    what holds for all lanes (a pause)."""

    day: str
    ticks: list[str]
    now: float | None
    blocks: list[Mark]
    lanes: list[Lane]
    kinds: list[str]
    says: str


class Head(TypedDict):
    """What the subject is. `state`: a word of `state_chip`, or of stations; `station`: how one is."""

    kind: str
    kind_word: str
    key: str
    title: str
    lead: str
    state: str | None
    state_word: str | None
    facts: list[Fact]
    station: ShownStation | None


class Past(TypedDict):
    """One sentence of the history; `who` it was about and `by` whom; `day` MM.DD, `time` HH:MM."""

    seq: int
    day: str
    time: str
    time_unknown: bool
    who: str
    href: str | None
    text: str
    reason: str
    by: str


class Sheet(TypedDict):
    """A whole sheet. `deeds`: what its own template of actions needs, None where nothing can be done."""

    head: Head
    line: Line
    figures: list[Figure]
    groups: list[Group]
    past: list[Past]
    deeds: Mapping[str, Any] | None


@dataclass(frozen=True)
class Look:
    """One look at a moment (ms), and what several sheets ask it."""

    db: sqlite3.Connection
    now: int
    lang: str
    heard: Mapping[int, Heard]
    known_square: Loads | None = None

    @cached_property
    def zone(self) -> str:
        return days.time_zone(self.db)

    @cached_property
    def today(self) -> Day | None:
        return days.today(self.db, self.now, self.zone)

    @cached_property
    def square(self) -> Loads:
        return self.known_square or loads.of(self.db, self.now)

    @cached_property
    def day(self) -> Day | None:
        """The expo day that a sheet tells of: today, else the last one that has been, else the first one to come."""
        every = days.all_days(self.db)
        date = days.date_of(self.now, self.zone)
        return self.today or next(
            (one for one in reversed(every) if one.day < date), every[0] if every else None
        )

    def clock(self, at: int | None) -> str | None:
        return None if at is None else days.clock_text(at, self.zone)

    def minutes(self, since: int, until: int | None = None) -> int:
        return max(0, (self.now if until is None else until) - since) // days.MIN_MS

    def word(self, of_a_file: str | None) -> str:
        """A word that came in with a file."""
        return known_word(of_a_file or "", self.lang)

    def _(self, sentence: str, **values: object) -> str:
        return gettext(sentence, self.lang, **values)

    def of(self, words: Mapping[str, str], key: str) -> str:
        """What a table of sentences has for this key."""
        return gettext(words[key], self.lang)


def link(
    kind: str, key: object, title: str, detail: str = "", state: str | None = None, time: str | None = None
) -> Link:
    return {
        "kind": kind,
        "href": address(kind, key),
        "title": title,
        "detail": detail,
        "state": state,
        "time": time,
    }


def group(
    title: str, links: list[Link], *, more: int = 0, none: str = "", all_at: str | None = None
) -> Group:
    return {"title": title, "links": links, "more": more, "none": none, "all": all_at}


def figure(name: str, value: object, says: str = "", won: int | None = None) -> Figure:
    return {"name": name, "value": str(value), "won": won, "says": says}


def fact(name: str, value: object, href: str | None = None) -> Fact:
    return {"name": name, "value": str(value), "href": href}


def person(number: int, enterprise: str | None, name: str = "") -> str:
    """Somebody as a list names them."""
    return " ".join(str(part) for part in (number, name, enterprise) if part)
