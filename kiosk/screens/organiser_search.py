"""The organiser's search of everything: persons, enterprises, booths, purchases, stations, meetings by their number."""

import sqlite3
from collections.abc import Iterable, Iterator
from typing import TypedDict

from kiosk.data import names, rows
from kiosk.expo.person import visitors
from kiosk.expo.queue import loads, tickets
from kiosk.expo.square import booths, days, fleet
from kiosk.language.kinds import known_word
from kiosk.language.sentences import N_, gettext
from kiosk.language.text import line
from kiosk.screens import like
from kiosk.screens.addresses import KINDS, address
from kiosk.screens.agencies import agency_name

FOUND_MAX = 5  # of one kind
BOOTH_STATES = {"open": N_("열림"), "paused": N_("멈춤"), "closed": N_("닫힘")}
MEETING_STATES = {"open": N_("상담 중"), "finished": N_("끝남"), "cancelled": N_("취소")}


class Found(TypedDict):
    """What fits: its kind, its sheet, how it is called, what it is, where it is or how it stands."""

    kind: str
    kind_word: str
    href: str
    title: str
    detail: str
    where: str


class Person(TypedDict):
    id: int
    number: int
    name: str | None
    enterprise: str | None


class Enterprise(TypedDict):
    id: int
    name: str
    kind: str | None
    people: int


class Item(TypedDict):
    id: int
    title: str
    department: str
    agency: str


class Station(TypedDict):
    id: int
    role: str
    name: str | None
    booth: str | None
    locked: int


class Meeting(TypedDict):
    id: int
    state: str
    number: int
    enterprise: str | None
    booth: str


def find_anything(db: sqlite3.Connection, typed: str, now: int, *, lang: str) -> list[Found]:
    """What fits the words typed; where they are a number or a booth's, what bears it stands first."""
    words = line(typed)
    if not words:
        return []
    look = _Search(db, words, now, lang)
    found = [
        *look.booths(),
        *look.people(),
        *look.enterprises(),
        *look.purchases(),
        *look.stations(),
        *look.meetings(),
    ]
    return [one for exact, one in sorted(found, key=lambda one: not one[0])]


class _Search:
    """One search: each kind gives what it found, and whether that bears the very words."""

    def __init__(self, db: sqlite3.Connection, words: str, now: int, lang: str) -> None:
        self.db, self.words, self.now, self.lang = db, words, now, lang
        self.held = like.holds(words)
        self.number = int(words) if words.isdecimal() and len(words) <= 15 else None
        self.zone = days.time_zone(db)
        self.today = days.today(db, now, self.zone)

    def booths(self) -> Iterator[tuple[bool, Found]]:
        square = loads.of(self.db, self.now)
        wanted = self.words.casefold()
        waiting = square.waiting_today(self.db, self.today)
        fits = [
            one
            for one in square.booths.values()
            if wanted
            in f"{one['number']} {one['agency']} {one['agency_short']} {one['agency_en'] or ''}".casefold()
        ]
        for one in sorted(fits, key=lambda one: one["number"].casefold() != wanted)[:FOUND_MAX]:
            state = self._(BOOTH_STATES[booths.state_of(one, self.today, self.now)])
            where = self._(N_("%(state)s · 대기 %(n)s명"), state=state, n=waiting.get(one["id"], 0))
            name = agency_name(one, self.lang)
            yield (
                one["number"].casefold() == wanted,
                self._found("booth", one["number"], f"{one['number']} {name}", "", where),
            )

    def people(self) -> Iterator[tuple[bool, Found]]:
        found = rows.every(
            self.db,
            Person,
            "SELECT v.id, v.number, c.name, e.name AS enterprise FROM visitors v LEFT JOIN contacts c ON c.visitor_id = v.id"
            " LEFT JOIN enterprises e ON e.id = v.enterprise_id WHERE v.state <> 'merged' AND (v.number = ?1"
            " OR c.name LIKE ?2 ESCAPE '!' OR e.name LIKE ?2 ESCAPE '!') ORDER BY v.number IS NOT ?1, v.number LIMIT ?3",
            self.number,
            self.held,
            FOUND_MAX,
        )
        day = days.date_of(self.now, self.zone)
        for one in found:
            title = f"{one['number']} {one['name'] or names.full(self.db, self.lang)(one['id'])}"
            where = where_is(self.db, one["id"], day, self.lang)
            yield (
                one["number"] == self.number,
                self._found("visitor", one["number"], title, one["enterprise"] or "", where),
            )

    def enterprises(self) -> Iterator[tuple[bool, Found]]:
        found = rows.every(
            self.db,
            Enterprise,
            "SELECT e.id, e.name, e.kind, (SELECT count(*) FROM visitors v WHERE v.enterprise_id = e.id AND v.state <> 'merged')"
            " AS people FROM enterprises e WHERE e.name LIKE ?1 ESCAPE '!' OR e.name_en LIKE ?1 ESCAPE '!' OR e.brn = ?2"
            " ORDER BY e.name <> ?3, e.name LIMIT ?4",
            self.held,
            self.words.replace("-", ""),
            self.words,
            FOUND_MAX,
        )
        for one in found:
            where = self._(N_("등록 %(n)s명"), n=one["people"])
            kind = known_word(one["kind"] or "", self.lang)
            yield one["name"] == self.words, self._found("enterprise", one["id"], one["name"], kind, where)

    def purchases(self) -> Iterator[tuple[bool, Found]]:
        found = rows.every(
            self.db,
            Item,
            "SELECT p.id, p.title, p.department, a.name AS agency FROM plan_items p JOIN agencies a ON a.id = p.agency_id"
            " WHERE p.title LIKE ? ESCAPE '!' ORDER BY p.title <> ?, p.won DESC, p.id LIMIT ?",
            self.held,
            self.words,
            FOUND_MAX,
        )
        for one in found:
            yield (
                one["title"] == self.words,
                self._found("purchase", one["id"], one["title"], one["agency"], one["department"]),
            )

    def stations(self) -> Iterator[tuple[bool, Found]]:
        found = rows.every(
            self.db,
            Station,
            "SELECT s.id, s.role, s.name, b.number AS booth, s.locked_at IS NOT NULL AS locked FROM stations s"
            " LEFT JOIN booths b ON b.id = s.booth_id WHERE s.revoked_at IS NULL ORDER BY s.id",
        )
        wanted = self.words.casefold().removeprefix("#")
        fits = [
            one
            for one in found
            if wanted == str(one["id"])
            or wanted in f"{fleet.called(one, self.lang)} {one['booth'] or ''}".casefold()
        ]
        for one in sorted(fits, key=lambda one: str(one["id"]) != wanted)[:FOUND_MAX]:
            where = self._(N_("잠김")) if one["locked"] else ""
            called = fleet.called(one, self.lang)
            yield (
                self.words == f"#{one['id']}",
                self._found("station", one["id"], called, f"#{one['id']}", where),
            )

    def meetings(self) -> Iterable[tuple[bool, Found]]:
        if self.number is None:
            return []
        one = rows.one(
            self.db,
            Meeting,
            "SELECT c.id, c.state, v.number, e.name AS enterprise, b.number AS booth FROM consultations c"
            " JOIN visitors v ON v.id = c.visitor_id JOIN booths b ON b.id = c.booth_id"
            " LEFT JOIN enterprises e ON e.id = v.enterprise_id WHERE c.id = ?",
            self.number,
        )
        if one is None:
            return []
        title, sentence = self._(N_("상담 %(n)s"), n=one["id"]), MEETING_STATES[one["state"]]
        detail = " ".join(filter(None, [one["booth"], str(one["number"]), one["enterprise"]]))
        return [(False, self._found("meeting", one["id"], title, detail, self._(sentence)))]

    def _found(self, kind: str, key: object, title: str, detail: str, where: str) -> Found:
        return {
            "kind": kind,
            "kind_word": self._(KINDS[kind]),
            "href": address(kind, key),
            "title": title,
            "detail": detail,
            "where": where,
        }

    def _(self, sentence: str, **values: object) -> str:
        return gettext(sentence, self.lang, **values)


def where_is(db: sqlite3.Connection, visitor_id: int, day: str, lang: str) -> str:
    """Where somebody is now, as a sentence."""
    live = tickets.of_visitor(db, visitor_id)
    active = next((row for row in live if row["state"] in ("called", "serving")), None)
    if active:
        sentence = N_("%(booth)s 상담 중") if active["state"] == "serving" else N_("%(booth)s 호출")
        return gettext(sentence, lang, booth=active["booth"])
    if not visitors.is_in(db, visitor_id, day):
        return gettext("오늘 입장 전", lang)
    if live:
        return gettext("%(booths)s 대기", lang, booths=", ".join(row["booth"] for row in live))
    return gettext("입장함 · 기다리는 곳 없음", lang)
