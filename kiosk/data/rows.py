"""Rows of the database with a type: mypy knows their columns from the query to the template.

A kind of row is a TypedDict; at run time its rows are the plain dicts that the connection gives, so they cost nothing.
`one` and `every` name the kind that a query gives. Nothing but the tests' own run compares the two (`check`): there a
query that gives another column, or another type of value, fails where it stands.
"""

import sqlite3
import types
from collections.abc import Mapping
from functools import cache
from typing import Any, Literal, TypeVar, Union, get_args, get_origin, get_type_hints

Kind = TypeVar("Kind", bound=Mapping[str, object])

# Set by the tests: every row that is read is compared with its kind.
check = False


def one(db: sqlite3.Connection, kind: type[Kind], sql: str, *values: Any) -> Kind | None:
    """The query's first row as this kind, or None."""
    row: Kind | None = db.execute(sql, values).fetchone()
    if check and row is not None:
        require_fit(kind, row)
    return row


def every(db: sqlite3.Connection, kind: type[Kind], sql: str, *values: Any) -> list[Kind]:
    """The query's rows as this kind, in its order; their columns' names are looked up once, a third of the time where
    many rows are read."""
    cursor = db.cursor()
    cursor.row_factory = None
    found = cursor.execute(sql, values).fetchall()
    names = [column[0] for column in cursor.description]
    rows: list[Any] = [dict(zip(names, row)) for row in found]  # noqa: B905 (hot, and always equal)
    if check:
        for row in rows:
            require_fit(kind, row)
    return rows


def require_fit(kind: type[Any], row: Mapping[str, Any]) -> None:
    """Raises AssertionError for a row whose columns or types are not its kind's."""
    columns = _columns(kind)
    assert row.keys() == columns.keys(), f"{kind.__name__}: {sorted(row.keys() ^ columns.keys())}"
    for name, fitting in columns.items():
        assert isinstance(row[name], fitting), f"{kind.__name__}.{name}: {type(row[name]).__name__}"


@cache
def _columns(kind: type[Any]) -> dict[str, tuple[type, ...]]:
    return {name: _types(hint) for name, hint in get_type_hints(kind).items()}


def _types(hint: Any) -> tuple[type, ...]:
    if get_origin(hint) in (Union, types.UnionType):
        return tuple(one for part in get_args(hint) for one in _types(part))
    if get_origin(hint) is Literal:
        return tuple({type(value) for value in get_args(hint)})
    if hint is Any:
        return (object,)
    return (float, int) if hint is float else (hint,)
