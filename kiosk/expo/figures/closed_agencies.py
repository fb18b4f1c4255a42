"""Plan and result of each agency as they were when a day was closed, and what was corrected in them since.

A closing keeps three tables (`freeze`): what `tables.by_agency` says of its day and of all days so far, and the pieces of
`purchases.parts`, of which disclosure and public results are made. Zeros are left out.
"""

import json
import sqlite3
from collections.abc import Callable, Hashable, Iterable, Mapping
from typing import Any, NamedTuple, TypedDict, TypeVar

from kiosk.expo.figures import corrections, purchases, tables
from kiosk.expo.figures.corrections import Frozen
from kiosk.expo.figures.purchases import Part, Sums
from kiosk.expo.figures.scope import Scope

# A sum of an agency -> the figure that it is a part of.
FIGURES = {
    "consulted_count": "outcome_consulted",
    "consulted_won": "outcome_consulted_won",
    "commitment_count": "outcome_commitment",
    "commitment_won": "outcome_commitment_won",
    "contract_count": "outcome_contract",
    "contract_won": "outcome_contract_won",
    "mou_count": "outcome_mou",
    "plan_items": "plan_items",
    "plan_won": "plan_won",
    "touched_items": "plan_items_touched",
    "touched_won": "plan_won_touched",
    "meetings": "consultations_finished",
}
RESULTS = tuple(FIGURES)
# The beginning of a sum's name -> what touches it (corrections.TOUCHES): a line that names another purchase moves its won to
# another quarter or category.
TOUCHED_BY = {
    "plan": {"plan"},
    "touched": {"bought"},
    "meetings": {"meetings"},
    "contract": {"contract", "bought"},
    "commitment": {"commitment", "bought"},
    "mou": {"mou", "bought"},
    "consulted": {"consulted"},
}

Key = TypeVar("Key", bound=Hashable)


class Corrected(TypedDict):
    """A sum as it was frozen, and as it is now."""

    value: int
    corrected: int


class Then(NamedTuple):
    """What was frozen of the agencies. `results` by agency; `pieces` are of the whole expo."""

    frozen: Frozen
    results: dict[int, dict[str, int]]
    pieces: dict[Part, Sums]

    def times(self, agency_id: int | None, names: Iterable[str]) -> int:
        """How often something touched one of these sums of the agency (None: of any) since."""
        groups = set[str]().union(
            *(TOUCHED_BY[name.removeprefix("other_").partition("_")[0]] for name in names)
        )
        return sum(
            not groups.isdisjoint(one.touches) and agency_id in (None, one.agency_id or agency_id)
            for one in self.frozen.marks
        )

    def purchases(self, key: Callable[[Part], Key], agency_id: int | None = None) -> dict[Key, Sums]:
        """The sums of the pieces that have the same key, of all agencies or of one (`purchases.together`)."""
        pieces = {part: one for part, one in self.pieces.items() if agency_id in (None, part.agency_id)}
        return purchases.together(pieces, key)


def freeze(db: sqlite3.Connection, day: Scope, expo: Scope) -> dict[str, Any]:
    """What a closing of `day` keeps: `of_day`, `so_far`, `purchases`, each a list of rows by agency."""
    names = {one["id"]: one["name"] for one in purchases.agencies(db)}
    return {
        "of_day": [_result(row) for row in tables.by_agency(db, day)],
        "so_far": [_result(row) for row in tables.by_agency(db, expo)],
        "purchases": [
            {**part._asdict(), "agency": names[part.agency_id], **_some(one)}
            for part, one in sorted(purchases.parts(db).items(), key=lambda item: _order(item[0]))
        ],
    }


def then(db: sqlite3.Connection, scope: Scope) -> Then | None:
    """What was frozen of a day's agencies, or of the whole expo's once all its days are closed. None as long as nothing is, and
    of a closing by an earlier program."""
    frozen = corrections.frozen(db, scope)
    if frozen is None or frozen.closing["agencies"] is None:
        return None
    kept = json.loads(frozen.closing["agencies"])
    return Then(
        frozen,
        {
            row["agency_id"]: {name: row.get(name, 0) for name in RESULTS}
            for row in kept["so_far" if scope.day is None else "of_day"]
        },
        {
            Part(row["agency_id"], row["quarter"], row["category"]): Sums(
                **{name: row.get(name, 0) for name in purchases.NAMES}  # type: ignore[typeddict-item]
            )
            for row in kept["purchases"]
        },
    )


def corrected(
    was: Mapping[str, Any] | None, now: Mapping[str, Any], names: Iterable[str]
) -> dict[str, Corrected]:
    """Those of the sums that are no longer what they were; `was` None: nothing was there."""
    then = was or {}
    return {
        name: {"value": then.get(name, 0), "corrected": now[name]}
        for name in names
        if then.get(name, 0) != now[name]
    }


def _result(row: tables.AgencyRow) -> dict[str, Any]:
    sums: Mapping[str, Any] = row
    some = _some({name: sums[name] for name in RESULTS})
    return {"agency_id": row["agency_id"], "agency": row["agency"], **some}


def _some(sums: Mapping[str, Any]) -> dict[str, int]:
    return {name: value for name, value in sums.items() if value}


def _order(part: Part) -> tuple[int, str, str]:
    return part.agency_id, part.quarter or "", part.category or ""
