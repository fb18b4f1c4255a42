"""Agencies in the reader's language, and the booths to choose from."""

import sqlite3
from typing import TypedDict

from kiosk.expo.square import ground
from kiosk.language import short_names


class Names(TypedDict):
    """What a row must hold of an agency to be named in any language; a booth's row does."""

    agency: str
    agency_en: str | None


class ShortNames(Names):
    """The same for what is read from afar."""

    agency_short: str


class Choice(TypedDict):
    """A booth in a list to choose from."""

    number: str
    agency: str


def agency_name(row: Names, lang: str) -> str:
    """An agency's name in the reader's language, where it is known, else in Korean."""
    return str((lang == "en" and row["agency_en"]) or row["agency"])


def agency_short(row: ShortNames, lang: str) -> str:
    """An agency's name for what is read from afar, called out or small: English where it is known, else Korean; short."""
    return short_names.english(row["agency_en"]) if lang == "en" and row["agency_en"] else row["agency_short"]


def short_of(db: sqlite3.Connection, booth: str, lang: str) -> str:
    """The same, of the agency at this booth's number; "" where there is none."""
    row = ground.of(db).by_number.get(booth)
    return agency_short(row, lang) if row else ""


def district_names(db: sqlite3.Connection, lang: str) -> dict[str, str]:
    """What a district (종로구) is called in the reader's language, as far as an agency of that name says it."""
    booths = ground.of(db).booths.values()
    return {row["agency"]: agency_name(row, lang) for row in booths}


def agency_column(lang: str) -> str:
    """The same as SQL, of `agencies a`."""
    return "coalesce(a.name_en, a.name)" if lang == "en" else "a.name"


def by_name(db: sqlite3.Connection, lang: str) -> list[Choice]:
    """Every booth with its agency as it is read from afar, by that name."""
    booths = ground.of(db).booths.values()
    named: list[Choice] = [{"number": row["number"], "agency": agency_short(row, lang)} for row in booths]
    return sorted(named, key=lambda one: one["agency"])


def booths_to_choose(db: sqlite3.Connection, lang: str) -> list[Choice]:
    """Every booth, by number."""
    booths = ground.of(db).booths.values()
    return [{"number": row["number"], "agency": agency_name(row, lang)} for row in booths]
