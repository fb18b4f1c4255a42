"""What was kept at a cut-off station arrives in a world that has changed: whatever that is, it is done or refused.

A rule that raised anything else would answer 500, again and again, and block what waits behind it.
"""

from collections.abc import Callable
from typing import Any

import pytest

from kiosk.actions import timers
from kiosk.actions.perform import Answer
from kiosk.actions.verbs import VERBS
from kiosk.data.store import Actor
from kiosk.expo.square import days
from tests.cases import CASES
from tests.cast import NEXT_DAY, ZONE, Cast, Clock, open_store

ANSWERS = {200, 400, 401, 403, 404, 409, 413, 429}
LATE = {"at": 0, "sent_at": 20 * 60_000}
OTHER_DAY = "2027-03-02"

WORLDS: dict[str, Callable[[Cast], None]] = {}


def world(change: Callable[[Cast], None]) -> Callable[[Cast], None]:
    WORLDS[change.__name__] = change
    return change


def sql(cast: Cast, *statements: str) -> None:
    def run(change):
        change.db.execute("PRAGMA defer_foreign_keys = ON")
        for statement in statements:
            change.update(statement)

    cast.store.change(run)


@world
def the_day_was_moved(cast: Cast) -> None:
    # Where somebody has come it is refused today, and was not by an earlier program; and while a rehearsal is on.
    opens_at = days.at_local(OTHER_DAY, "10:00", ZONE)
    sql(
        cast,
        "DELETE FROM days",
        f"INSERT INTO days (day, opens_at, closes_at) VALUES ('{OTHER_DAY}', {opens_at}, {opens_at + 8 * 60 * days.MIN_MS})",
    )


@world
def no_day_is_left(cast: Cast) -> None:
    sql(cast, "DELETE FROM days")


@world
def the_expo_is_not_set_up(cast: Cast) -> None:
    sql(cast, "DELETE FROM days", "DELETE FROM expo")


@world
def it_is_long_over(cast: Cast) -> None:
    cast.clock.set(OTHER_DAY, "12:00")


@world
def it_is_the_night_between(cast: Cast) -> None:
    cast.clock.set(NEXT_DAY, "00:10")


@world
def everybody_was_merged(cast: Cast) -> None:
    sql(
        cast,
        "UPDATE visitors SET paused_at = NULL, pause_until = NULL",
        f"UPDATE visitors SET state = 'merged', merged_into = {cast.seoyeon.id} WHERE id <> {cast.seoyeon.id}",
        "UPDATE tickets SET state = 'cancelled', counter = NULL WHERE state <> 'done'",
    )


@world
def everybody_was_forgotten(cast: Cast) -> None:
    sql(
        cast,
        "DELETE FROM contacts",
        "DELETE FROM consents",
        "UPDATE visitors SET enterprise_id = NULL, need = NULL",
    )


@world
def every_badge_is_void(cast: Cast) -> None:
    sql(cast, f"UPDATE visitors SET serial = 31, voided_at = {cast.clock.now}")


@world
def nobody_is_confirmed(cast: Cast) -> None:
    sql(cast, "UPDATE visitors SET state = 'pending'")


@world
def every_place_has_ended(cast: Cast) -> None:
    sql(
        cast,
        "UPDATE tickets SET state = 'no_show', counter = NULL",
        "UPDATE consultations SET state = 'cancelled', finished_at = started_at WHERE state = 'open'",
        "UPDATE wishes SET state = 'withdrawn'",
        "UPDATE invites SET state = 'lapsed'",
    )


@world
def every_arrival_was_undone(cast: Cast) -> None:
    sql(cast, f"UPDATE arrivals SET undone_at = {cast.clock.now}")


@world
def the_booths_were_renumbered(cast: Cast) -> None:
    sql(cast, "UPDATE booths SET number = 'Z' || number, counters = 1", "DELETE FROM plan_sums")


@world
def every_station_was_revoked(cast: Cast) -> None:
    sql(cast, f"UPDATE stations SET revoked_at = {cast.clock.now}, booth_id = booth_id")


@world
def the_database_is_another(cast: Cast) -> None:
    """Nothing of before is there: as a rehearsal that was wiped, or another laptop's folder."""
    folder = cast.store.path.parent / "other"
    folder.mkdir()
    cast.store.close()
    cast.store = open_store(folder, Clock())


KEPT: dict[str, Callable[[Cast], tuple[str, str, dict[str, Any]]]] = {
    "registered with a badge given out": lambda cast: (
        "visitor.register",
        "kiosk",
        {"name": "정유진", "enterprise": "새 기업", "consent": True, "reserved_code": welcomed(cast)},
    ),
    "a badge given out for who is known": lambda cast: (
        "badge.claim",
        "desk",
        {"code": welcomed(cast), "visitor": cast.minseo.id},
    ),
    "started with who walked up": lambda cast: (
        "consultation.start",
        "booth:A02",
        {"code": cast.arrive().code, "booth": "A02", "counter": 1},
    ),
    "finished about an announced purchase": lambda cast: (
        "consultation.finish",
        "booth:A02",
        {
            "consultation": cast.meet(cast.arrive(), "A02"),
            "lines": [{"outcome": "consulted", "plan_item": cast.value("SELECT min(id) FROM plan_items")}],
        },
    ),
}


def welcomed(cast: Cast) -> str:
    """The code of a badge of the kiosk's block, which another door has welcomed already."""
    code: str = cast.done("code.block", "kiosk", count=1)["codes"][0]["code"]
    cast.done("visitor.check_in", "kiosk", code=code)
    return code


@pytest.mark.parametrize("verb", sorted(VERBS))
@pytest.mark.parametrize("name", WORLDS)
@pytest.mark.sampled(6)
def test_what_arrives_in_another_world_is_done_or_refused(cast: Cast, verb: str, name: str) -> None:
    found = CASES[verb](cast)
    WORLDS[name](cast)
    late = LATE if VERBS[verb].late else {}
    special = {"booth": f"booth:{found.booth}", "visitor": found.who if found.visitor else "visitor:1"}
    for role in sorted(VERBS[verb].roles)[:2] or ["system"]:
        for fields in (found.good | late, found.bad | late):
            assert_answered(cast.do(verb, special.get(role, role), **fields))


@pytest.mark.parametrize("kept", KEPT)
@pytest.mark.parametrize("name", WORLDS)
def test_what_was_kept_arrives_in_another_world(cast: Cast, kept: str, name: str) -> None:
    verb, who, fields = KEPT[kept](cast)
    WORLDS[name](cast)
    assert_answered(cast.do(verb, who, **fields, **LATE))
    timers.tick(cast.store)


@pytest.mark.parametrize("verb", ["badge.reserve", "code.block", "late.report"])
def test_a_station_that_is_gone_is_paired_anew(cast: Cast, verb: str) -> None:
    fields = CASES[verb](cast).good
    assert cast.refused(verb, Actor("desk", station_id=999), **fields) == (401, "not_paired")


@pytest.mark.parametrize("day", ["0001-01-01", "9999-12-31", "2026-02-30", "٢٠٢٦-10-29"])
def test_a_day_that_no_calendar_has_is_400(cast: Cast, day: str) -> None:
    fields = {"name": "박람회", "days": [day], "hours": "00:00-24:00"}
    assert cast.refused("expo.set_up", "system", **fields) == (400, "bad_fields")


def assert_answered(answer: Answer) -> None:
    assert answer.status in ANSWERS, answer.body
    assert isinstance(answer.data["ok"], bool) and answer.data["code"], answer.body
