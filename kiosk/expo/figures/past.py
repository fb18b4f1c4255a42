"""The expo before this one: its figures as they were told, and how this one's compare with them.

Only what means the same is compared: a figure whose definition or unit is another one stands beside it with no difference told.
"""

import json
import sqlite3
from collections.abc import Mapping
from datetime import date
from typing import Any, NamedTuple

from kiosk.expo.figures import corrections, scope, tables
from kiosk.expo.figures.definitions import FIGURES, Value

# Of an agency, what is told of each year.
OF_AGENCY = (
    "meetings",
    "contract_count",
    "contract_won",
    "commitment_count",
    "commitment_won",
    "mou_count",
    "consulted_won",
)
AGENCIES_MAX, DAYS_MAX, NAME_MAX = 2_000, 366, 400

# What is compared where not everything can stand: in this order.
KEY = (
    "persons",
    "enterprises",
    "citizens",
    "check_ins",
    "consultations_finished",
    "outcome_contract",
    "outcome_contract_won",
    "outcome_commitment",
    "outcome_commitment_won",
    "outcome_mou",
    "outcome_consulted_won",
    "signings",
    "wait_per_call_min",
    "no_shows",
    "wishes_met_share",
    "plan_items",
    "plan_won",
    "plan_items_touched",
    "plan_items_touched_share",
)


class Misshapen(ValueError):
    """What was given is no expo's figures."""


class Past(NamedTuple):
    """An expo that was: its days (ISO), when its figures were counted (ISO), each by its name with unit and definition; of each
    agency, by its name, OF_AGENCY. `is_over`: its last day was over by then; None where the file does not say."""

    name: str
    days: tuple[str, ...]
    as_of: str
    figures: Mapping[str, Mapping[str, Any]]
    agencies: Mapping[str, Mapping[str, int]]
    is_over: bool | None


class Compared(NamedTuple):
    """One figure then and now; `means_the_same`: its unit and definition are the same. `was` is None where it was not told."""

    name: str
    now: Value
    was: Value
    means_the_same: bool

    @property
    def difference(self) -> Value:
        """How much more it is now; None where that can't be said."""
        if self.now is None or self.was is None or not self.means_the_same:
            return None
        return round(self.now - self.was, 3)


def told(db: sqlite3.Connection, now: int) -> dict[str, Any]:
    """`figures.json` of the whole expo, with its `expo` (name), `days` (ISO) and `agencies`: each with OF_AGENCY."""
    about = scope.of_expo(db, now)
    return corrections.told(db, about) | said_of(db, about)


def said_of(db: sqlite3.Connection, about: scope.Scope) -> dict[str, Any]:
    """What stands in a report's figures.json beside the figures, so that the next year's can be compared with it."""
    expo = db.execute("SELECT name FROM expo").fetchone()
    agencies = tables.by_agency(db, about)
    return {
        "expo": expo["name"] if expo else "",
        "days": [one.day for one in about.days],
        "is_over": bool(about.days) and about.now >= about.days[-1].closes_at,
        "agencies": [{"name": one["agency"], **{name: one[name] for name in OF_AGENCY}} for one in agencies],  # type: ignore[literal-required]
    }


def known(db: sqlite3.Connection) -> Past | None:
    """The expo that this one was made from."""
    row = db.execute("SELECT told FROM past_expos ORDER BY id DESC LIMIT 1").fetchone()
    return read(json.loads(row["told"])) if row else None


def read(given: Any) -> Past:
    """What some figures.json says, of this program or an earlier one, which told nothing of agencies. Raises Misshapen."""
    if not isinstance(given, dict) or not isinstance(given.get("figures"), dict):
        raise Misshapen("figures")
    if given.get("day"):
        raise Misshapen("day")
    figures = {name: one for name, one in given["figures"].items() if name in FIGURES and _is_figure(one)}
    if not figures:
        raise Misshapen("figures")
    agencies = given.get("agencies") or []
    dates = given.get("days") or []
    if not isinstance(agencies, list) or len(agencies) > AGENCIES_MAX:
        raise Misshapen("agencies")
    if not isinstance(dates, list) or len(dates) > DAYS_MAX or not all(map(_is_date, dates)):
        raise Misshapen("days")
    return Past(
        str(given.get("expo") or "")[:NAME_MAX],
        tuple(dates),
        str(given.get("as_of") or "")[:40],
        figures,
        {one["name"]: {name: int(one[name]) for name in OF_AGENCY} for one in agencies if _is_agency(one)},
        given["is_over"] if isinstance(given.get("is_over"), bool) else None,
    )


def compared(past: Past, values: Mapping[str, Value]) -> list[Compared]:
    """Each of the KEY figures that both expos measured anything of."""
    found = (beside(past, name, values.get(name)) for name in KEY)
    return [one for one in found if one.now is not None or one.was is not None]


def beside(past: Past, name: str, now: Value) -> Compared:
    """This figure then and now."""
    was = past.figures.get(name)
    if was is None:
        return Compared(name, now, None, False)
    same = (was.get("unit"), was.get("definition")) == (FIGURES[name].unit, FIGURES[name].definition)
    return Compared(name, now, was.get("corrected", was["value"]), same)


def _is_figure(one: Any) -> bool:
    if not isinstance(one, dict) or "value" not in one:
        return False
    return all(_is_value(one[name]) for name in ("value", "corrected") if name in one)


def _is_value(value: Any) -> bool:
    return value is None or (
        isinstance(value, int | float) and not isinstance(value, bool) and abs(value) < 2**63
    )


def _is_date(one: Any) -> bool:
    try:
        return isinstance(one, str) and bool(date.fromisoformat(one))
    except ValueError:
        return False


def _is_agency(one: Any) -> bool:
    if (
        not isinstance(one, dict)
        or not isinstance(one.get("name"), str)
        or not 0 < len(one["name"]) <= NAME_MAX
    ):
        return False
    return all(isinstance(one.get(name), int) and 0 <= one[name] < 2**63 for name in OF_AGENCY)
