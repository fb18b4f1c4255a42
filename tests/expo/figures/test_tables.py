"""Columns of every table add up to the figure of their name; steps of a day add up to the day."""

from collections.abc import Iterator

import pytest

from kiosk.data.store import Store
from kiosk.expo.figures import definitions, demand, over_time, programme, scope, tables
from kiosk.expo.figures.scope import Scope
from kiosk.expo.square import days
from tests.cast import ZONE
from tests.simulated import Simulated

OUTCOMES = {
    f"{kind}_{what}": f"outcome_{kind}{ending}"
    for kind in ("consulted", "commitment", "contract", "mou")
    for what, ending in (("count", ""), ("won", "_won"))
    if (kind, what) != ("mou", "won")
}
PLAN = {
    "plan_items": "plan_items",
    "plan_won": "plan_won",
    "touched_items": "plan_items_touched",
    "touched_won": "plan_won_touched",
}
MET = {"meetings": "consultations_finished"}


@pytest.fixture
def store(simulated_expo: Simulated) -> Store:
    return simulated_expo()


def abouts(store: Store) -> Iterator[Scope]:
    with store.read() as db:
        yield scope.of_expo(db, store.now())
        yield from scope.each_day(db, store.now())


@pytest.mark.parametrize(
    ("table", "columns"),
    [
        (tables.by_agency, OUTCOMES | PLAN | MET),
        (tables.by_booth, OUTCOMES | MET | {"no_shows": "no_shows"}),
        (tables.by_category, OUTCOMES | PLAN),
        (tables.by_quarter, OUTCOMES | PLAN),
        (tables.by_agency_and_category, OUTCOMES | PLAN),
        (tables.by_agency_and_quarter, OUTCOMES | PLAN),
        (tables.by_enterprise, OUTCOMES | MET | {"persons": "persons"}),
    ],
)
def test_columns_add_up_to_the_figures(store: Store, table, columns) -> None:
    for about in abouts(store):
        with store.read() as db:
            found, figures = table(db, about), definitions.collect(db, about)
        assert {name: sum(row[name] for row in found) for name in columns} == {
            name: figures[figure] for name, figure in columns.items()
        }


def test_every_agency_and_what_came_is_named_once(store: Store) -> None:
    with store.read() as db:
        about = scope.of_expo(db, store.now())
        agencies, enterprises = tables.by_agency(db, about), tables.by_enterprise(db, about)
        figures = definitions.collect(db, about)
        signed = [one for one in tables.by_signing(db, about) if one["state"] == "done"]
        items = programme.by_item(db, about)
    assert [one["booths"] for one in agencies][:3] == ["A01", "A02", "A03"] and len(agencies) == 44
    assert sum(one["persons"] > 0 for one in enterprises) == figures["enterprises"]
    assert len(signed) == figures["signings"]
    assert all((one["won"] is None) == (one["kind"] == "mou") for one in signed)
    assert sum(one["cancelled"] for one in items) == 2  # one on each day


def test_demand_that_found_nobody_is_by_category(store: Store) -> None:
    """Read again from the tables, one category after the other."""
    with store.read() as db:
        about = scope.of_expo(db, store.now())
        came = {
            row["enterprise_id"]
            for row in db.execute(
                "SELECT v.enterprise_id FROM arrivals a JOIN visitors v ON v.id = a.visitor_id"
                " WHERE a.undone_at IS NULL AND v.badge_kind = 'visitor'"
            )
        }
        offers: dict[int, set[str]] = {}
        for row in db.execute("SELECT * FROM enterprise_categories"):
            offers.setdefault(row["enterprise_id"], set()).add(row["category"])
        offered = {category for one in came for category in offers.get(one, ())}
        plan = db.execute("SELECT * FROM plan_items").fetchall()
        asked = {
            (row["own"] or row["theirs"], row["agency_id"])
            for row in db.execute(
                "SELECT v.enterprise_id AS own, w.enterprise_id AS theirs, b.agency_id, w.state, w.visitor_id FROM wishes w"
                " JOIN booths b ON b.id = w.booth_id LEFT JOIN visitors v ON v.id = w.visitor_id"
                " WHERE w.state <> 'withdrawn' AND (w.visitor_id IS NULL OR EXISTS"
                " (SELECT 1 FROM arrivals a WHERE a.visitor_id = w.visitor_id AND a.undone_at IS NULL))"
            )
        }
        wished, planned = demand.wished_not_planned(db, about), demand.planned_nobody_came(db, about)
    assert {one["category"] for one in planned} == {one["category"] for one in plan} - offered
    assert sum(one["plan_won"] for one in planned) == sum(
        one["won"] for one in plan if one["category"] not in offered
    )
    announced: dict[int, set[str]] = {}
    for item in plan:
        announced.setdefault(item["agency_id"], set()).add(item["category"])
    unmet = [
        category
        for enterprise, agency in asked
        if enterprise in came and not offers.get(enterprise, set()) & announced.get(agency, set())
        for category in offers.get(enterprise, ())
    ]
    assert unmet and {one["category"]: one["wishes"] for one in wished} == {
        one: unmet.count(one) for one in unmet
    }


def test_steps_of_ten_minutes_add_up_to_the_day(store: Store) -> None:
    with store.read() as db:
        for about in scope.each_day(db, store.now()):
            figures, steps = definitions.collect(db, about), over_time.by_ten_minutes(db, about)
            assert (steps[0]["time"], steps[-1]["time"]) == ("09:30", "10:50")
            assert sum(one["arrivals"] for one in steps) == figures["check_ins"]
            late = "SELECT count(*) AS n FROM consultations WHERE state = 'finished' AND finished_at >= ? AND finished_at < ?"
            after = db.execute(late, (about.days[0].closes_at, about.until)).fetchone()["n"]
            assert sum(one["finished"] for one in steps) + after == figures["consultations_finished"]
            for one in steps:
                end = one["at"] + over_time.STEP_MS - 1
                there = "SELECT count(*) AS n FROM arrivals a JOIN visitors v ON v.id = a.visitor_id WHERE v.badge_kind = 'visitor'"
                there += " AND a.undone_at IS NULL AND a.day = ?1 AND a.at <= ?2 AND coalesce(a.left_at, ?2 + 1) > ?2"
                assert one["present"] == db.execute(there, (about.day, end)).fetchone()["n"]
                running = "SELECT count(*) AS n FROM consultations WHERE state <> 'cancelled' AND started_at <= ?1 AND finished_at > ?1"
                assert one["meetings"] == db.execute(running, (end,)).fetchone()["n"]


def test_a_day_is_told_as_far_as_it_has_come(store: Store) -> None:
    at = days.at_local("2026-10-29", "10:25", ZONE)
    with store.read() as db:
        steps = over_time.by_ten_minutes(db, scope.of_day(db, "2026-10-29", at))
        assert steps[-1]["time"] == "10:20"
        assert over_time.by_ten_minutes(db, scope.of_day(db, "2026-10-30", at)) == []
