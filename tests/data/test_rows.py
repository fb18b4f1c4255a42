"""Kinds of rows: the tests compare each row with its kind, so a kind that is wrong fails where a query is read."""

import ast
import importlib
import sqlite3
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Literal, TypedDict

import pytest

from kiosk.actions import access, timers
from kiosk.actions.perform import VERBS
from kiosk.data import rows
from kiosk.expo.door import duplicates
from kiosk.expo.figures import alarms, figures
from kiosk.expo.meeting import forgotten
from kiosk.expo.person import phones
from kiosk.expo.queue import invites, loads, lost_places, tickets
from kiosk.expo.square import days
from tests.cases import CASES, Case
from tests.cast import ZONE, Cast, cast_of

ROOT = Path(__file__).resolve().parents[2]
WINGS = ("kiosk/actions", "kiosk/data", "kiosk/expo", "kiosk/serving")


class Place(TypedDict):
    id: int
    rank: float
    state: Literal["waiting", "called"]
    counter: int | None


@pytest.fixture
def db() -> Iterator[sqlite3.Connection]:
    connection = sqlite3.connect(":memory:")
    connection.row_factory = lambda cursor, values: {
        column[0]: value for column, value in zip(cursor.description, values, strict=True)
    }
    yield connection
    connection.close()


GOOD = "SELECT 1 AS id, 0.5 AS rank, 'called' AS state, NULL AS counter"


def test_a_query_that_fits_gives_plain_dicts(db: sqlite3.Connection) -> None:
    place = {"id": 1, "rank": 0.5, "state": "called", "counter": None}
    assert rows.one(db, Place, GOOD) == place
    assert rows.every(db, Place, f"{GOOD} UNION ALL {GOOD}") == [place, place]
    assert rows.one(db, Place, f"{GOOD} WHERE ?", 0) is None
    assert rows.one(db, Place, GOOD.replace("0.5", "1")) == place | {"rank": 1}


@pytest.mark.parametrize(
    "sql, said",
    [
        ("SELECT 1 AS id, 0.5 AS rank, 'called' AS state", "Place: ['counter']"),
        (f"{GOOD}, 2 AS number", "Place: ['number']"),
        (GOOD.replace("id", "ticket"), "Place: ['id', 'ticket']"),
        (GOOD.replace("1", "NULL"), "Place.id: None"),
        (GOOD.replace("1", "'1'"), "Place.id: '1'"),
        (GOOD.replace("NULL", "'two'"), "Place.counter: 'two'"),
        (GOOD.replace("'called'", "'gone'"), "Place.state: 'gone'"),
    ],
)
def test_a_query_that_does_not_fit_its_kind_fails(db: sqlite3.Connection, sql: str, said: str) -> None:
    for read in (rows.one, rows.every):
        with pytest.raises(AssertionError) as failed:
            read(db, Place, sql)
        assert str(failed.value).startswith(said)


def test_columns_are_compared_also_where_nothing_is_found(db: sqlite3.Connection) -> None:
    for read in (rows.one, rows.every):
        with pytest.raises(AssertionError):
            read(db, Place, "SELECT 1 AS id WHERE 0")


def test_outside_the_tests_nothing_is_compared(
    db: sqlite3.Connection, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(rows, "check", False)
    assert rows.one(db, Place, "SELECT 1 AS id") == {"id": 1}


def test_every_kind_of_the_rules_fits_a_row_of_a_real_database(
    tmp_path: Path, expo_folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Every verb is done once in the cast's expo; afterwards what only the clock and the screens ask is asked, too."""
    seen: set[str] = set()
    compare = rows.require_fit

    def note(kind: Any, names: list[str], found: list[Any]) -> None:
        compare(kind, names, found)
        if found:
            seen.add(_name(kind))

    monkeypatch.setattr(rows, "require_fit", note)
    for verb in VERBS:
        for cast in cast_of(tmp_path / verb, expo_folder):
            _do(cast, verb, CASES[verb](cast))
            _ask(cast)
    assert _declared() - seen == set()


def _do(cast: Cast, verb: str, found: Case) -> None:
    special = {"booth": f"booth:{found.booth}", "visitor": f"visitor:{found.visitor}"}
    role = min(access.VERBS[verb], default="system")
    cast.done(verb, special.get(role, role), **found.good)


def _ask(cast: Cast) -> None:
    """What no verb reads, now and an hour later, when there is trouble to be told."""
    for _ in range(2):
        for look in timers.LOOKS.values():
            look(cast.store)
        with cast.store.read() as db:
            now = cast.clock.now
            state, today = loads.of(db, now), days.today(db, now, ZONE)
            alarms.find(db, state, today, now, "ko")
            figures.last_hour(db, now, ZONE)
            figures.by_booth(db)
            forgotten.unwritten(db, "ko", ZONE)
            duplicates.proposals(db)
            for booth_id in state.booths:
                tickets.of_booth(db, booth_id)
                invites.of_booth(db, booth_id)
            for person in cast.people.values():
                invites.of_visitor(db, person.id)
                lost_places.of_visitor(db, person.id, state, today, now)
                phones.standing(db, person.id)
        cast.clock.pass_min(60)


def _declared() -> set[str]:
    """The kinds that modules of these wings read."""
    return {
        _name(getattr(importlib.import_module(_module(path)), kind))
        for wing in WINGS
        for path in (ROOT / wing).rglob("*.py")
        for kind in _kinds_read(path)
    }


def _kinds_read(path: Path) -> Iterator[str]:
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if not (isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute)):
            continue
        asked = ast.unparse(node.func)
        if asked in ("rows.one", "rows.every") or asked.endswith("reading.every"):
            kind = ast.unparse(node.args[0 if asked.endswith("reading.every") else 1])
            if kind != "kind":  # handed on by a helper
                yield kind


def _module(path: Path) -> str:
    return ".".join(path.relative_to(ROOT).with_suffix("").parts).removesuffix(".__init__")


def _name(kind: Any) -> str:
    return f"{kind.__module__}.{kind.__qualname__}"
