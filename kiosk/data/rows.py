"""Rows of the database with a type: mypy knows their columns from the query to the template.

A kind of row is a TypedDict; at run time its rows are the plain dicts that the connection gives, so they cost nothing.
`one`, `only` and `every` name the kind that a query gives. Only the tests compare the two (`check`): there a query that gives
another column, or another type of value, fails where it stands.
"""

import sqlite3
import types
from collections.abc import Mapping, Sequence
from functools import cache
from typing import Any, Literal, TypeVar, Union, get_args, get_origin, get_type_hints

Kind = TypeVar("Kind", bound=Mapping[str, object])

# Set by the tests: every row that is read is compared with its kind.
check = False


def one(db: sqlite3.Connection, kind: type[Kind], sql: str, *values: Any) -> Kind | None:
    """The query's first row as this kind, or None."""
    cursor = db.execute(sql, values)
    row: Kind | None = cursor.fetchone()
    if check:
        require_fit(kind, [name[0] for name in cursor.description], [row] if row else [])
    return row


def only(db: sqlite3.Connection, kind: type[Kind], sql: str, *values: Any) -> Kind:
    """The one row of a query that always gives one (sums, counts)."""
    row = one(db, kind, sql, *values)
    assert row is not None
    return row


def every(db: sqlite3.Connection, kind: type[Kind], sql: str, *values: Any) -> list[Kind]:
    """The query's rows as this kind, in its order.

    The columns' names are looked up once for all rows: where many are read, that takes a third of the time.
    """
    cursor = db.cursor()
    cursor.row_factory = None
    found = cursor.execute(sql, values).fetchall()
    names = [column[0] for column in cursor.description]
    rows: list[Any] = [dict(zip(names, row)) for row in found]  # noqa: B905 (hot, and always equal)
    if check:
        require_fit(kind, names, rows)
    return rows


def require_fit(kind: Any, names: Sequence[str], rows: Sequence[Mapping[str, Any]]) -> None:
    """Raises AssertionError for a query whose columns, or rows whose values, are not their kind's."""
    hints = _hints(kind)
    assert set(names) == hints.keys(), f"{kind.__name__}: {sorted(set(names) ^ hints.keys())}"
    for row in rows:
        for name, hint in hints.items():
            assert _fits(row[name], hint), f"{kind.__name__}.{name}: {row[name]!r} is no {hint}"


@cache
def _hints(kind: Any) -> dict[str, Any]:
    return get_type_hints(kind)


def _fits(value: Any, hint: Any) -> bool:
    if get_origin(hint) in (Union, types.UnionType):
        return any(_fits(value, part) for part in get_args(hint))
    if get_origin(hint) is Literal:
        return value in get_args(hint)
    if hint is Any:
        return True
    return isinstance(value, (float, int) if hint is float else hint)
