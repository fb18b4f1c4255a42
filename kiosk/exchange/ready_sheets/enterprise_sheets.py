"""Each enterprise's own sheet: whom it met, what was agreed, what is to be done next. What agencies wrote for themselves is
not in it, and nobody's contact data."""

import sqlite3
from collections.abc import Iterator
from itertools import groupby

from kiosk.exchange.ready_sheets.agreed import AFTERWARDS, OUTCOMES, afterwards, outcomes
from kiosk.exchange.ready_sheets.book import Book, Cell, Column, Table, moment
from kiosk.expo.person import brn
from kiosk.expo.square import days
from kiosk.language.sentences import N_
from kiosk.screens import meetings
from kiosk.screens.agencies import agency_name
from kiosk.screens.meetings import Said

COLUMNS = (
    Column(N_("상담한 때"), "moment"),
    Column(N_("부스"), "code"),
    Column(N_("기관")),
    Column(N_("참가자 번호"), "code", N_("이 상담을 한 분의 명찰에 적힌 번호예요.")),
    *OUTCOMES,
    *AFTERWARDS,
)


def books(db: sqlite3.Connection, lang: str) -> Iterator[tuple[str, Book]]:
    """Of every enterprise that met somebody: a name for its file, unlike the others', and its book."""
    zone = days.time_zone(db)
    found = groupby(meetings.of_enterprises(db), key=lambda one: one["enterprise_id"])
    for enterprise_id, lines in found:
        said = list(lines)
        name, number = said[0]["enterprise"] or "", said[0]["brn"]
        rows = [_row(one, zone, lang) for one in said]
        about = [f"{name} {brn.shown(number)}" if number else name]
        yield (
            f"{enterprise_id:04} {name}",
            Book(N_("우리의 상담"), [Table(N_("우리의 상담"), COLUMNS, rows)], about=about),
        )


def _row(said: Said, zone: str, lang: str) -> list[Cell]:
    return [
        moment(said["started_at"], zone),
        said["booth"],
        agency_name(said, lang),
        str(said["number"]),
        *outcomes(said, lang),
        *afterwards(said, lang),
    ]
