"""A rehearsal: everything works, and afterwards nothing of it is there."""

import json
from typing import Any

import pytest

from kiosk.actions.perform import perform
from kiosk.actions.timers import Clockwork
from kiosk.actions.verbs import VERBS
from kiosk.data import rehearsed
from kiosk.data.store import Actor, Change
from kiosk.demo.crowd import Crowd
from kiosk.demo.rehearsing import RehearsalCrowd
from kiosk.exchange import badge_sheets
from kiosk.exchange.files import prepare_file
from kiosk.expo import imports
from kiosk.expo.imports import pieces
from kiosk.expo.square import rehearsal
from tests.cases import programme_item
from tests.cast import DAY, FILES, KEY, NEXT_DAY, Cast

EVE = "2026-10-28"


def all_but(cast: Cast, *tables: str) -> dict[str, list[dict[str, Any]]]:
    """Every row of every table, but for these and for what a new history begins with."""
    found = {name: rows for name, rows in cast.tables().items() if name not in ("rehearsals", *tables)}
    found["expo"] = [{**row, "epoch": "", "ground": "", "plan": ""} for row in found["expo"]]
    return found


def begin(cast: Cast, day: str = EVE, clock: str = "19:03", **fields: Any) -> dict[str, Any]:
    cast.clock.set(day, clock)
    return cast.done("rehearsal.begin", **fields)


def live(cast: Cast, minutes: int, seed: int = 1) -> None:
    crowd = Crowd(cast.store, 20, seed=seed)
    for _ in range(minutes * 4):
        cast.clock.pass_s(15)
        crowd.step(15_000)


def test_every_table_is_put_back_or_stays(cast: Cast):
    found = {row["name"] for row in cast.rows("SELECT name FROM sqlite_schema WHERE type = 'table'")}
    known = [*rehearsed.PLAYED, *rehearsed.SUMS, *rehearsed.STAYS]

    assert found == set(known)
    assert len(known) == len(set(known))


def test_what_stays_and_what_is_refused_are_verbs_of_ours():
    assert set(VERBS) >= rehearsal.STAYS | rehearsal.NOT_WHILE_REHEARSING


def test_the_evening_before_the_expo_is_open(cast: Cast):
    begun = begin(cast)
    checked_in = cast.check_in(cast.minseo)

    assert begun["rehearsal"]["plays"] == DAY
    assert checked_in["agenda"]["appointments"][0]["starts_at"] == "2026-10-28T19:40:00+09:00"
    assert cast.call("A02") == cast.minseo.number
    assert [row["day"] for row in cast.rows("SELECT day FROM days ORDER BY day")] == [EVE, NEXT_DAY]


@pytest.mark.parametrize("seed", range(3))
def test_afterwards_everything_is_as_it_was(cast: Cast, seed: int):
    cast.clock.set(DAY, "10:00")
    live(cast, 25, seed)
    cast.clock.set(DAY, "18:30")
    before, entries, answers = (
        all_but(cast),
        cast.value("SELECT max(seq) FROM journal"),
        cast.rows("SELECT * FROM answers"),
    )

    begin(cast, DAY, "18:40")
    live(cast, 40, seed)
    assert cast.value("SELECT count(*) FROM arrivals") > 3
    gone = cast.done("rehearsal.end")["gone"]

    assert gone["consultations"] > 0
    assert all_but(cast) == before
    assert [row["kind"] for row in cast.rows("SELECT kind FROM journal WHERE seq > ?", entries)] == [
        "rehearsal.begin",
        "rehearsal.end",
    ]
    assert cast.rows("SELECT * FROM answers")[: len(answers)] == answers
    assert cast.rows("PRAGMA foreign_key_check") == []
    assert cast.rows("SELECT name FROM sqlite_schema WHERE name LIKE 'before_%'") == []


def test_sums_are_kept_as_before_by_their_triggers(cast: Cast):
    triggers = "SELECT name, sql FROM sqlite_schema WHERE type = 'trigger' ORDER BY name"
    before = cast.rows(triggers)
    begin(cast)
    cast.done("rehearsal.end")
    cast.clock.set(DAY, "10:00")

    someone = cast.arrive("A03")

    assert cast.rows(triggers) == before
    sql = "SELECT l.waiting FROM loads l JOIN booths b ON b.id = l.booth_id WHERE b.number = 'A03'"
    assert cast.value(sql) == 1
    assert cast.state(someone, "A03") == "waiting"


def test_stations_settings_and_who_saw_contacts_stay(cast: Cast):
    begin(cast)
    added = cast.done("station.add", role="kiosk", name="새 키오스크")["station"]["id"]
    cast.done("expo.settings", settings={"recall_min": 5})
    cast.done("booth.settings", booth="A01", settings={"closes_at": "17:00"})
    perform(cast.store, "contact.search", cast.actor("desk"), {"action_id": "seen", "persons": 2})
    cast.done("rehearsal.end")

    assert cast.value("SELECT name FROM stations WHERE id = ?", added) == "새 키오스크"
    assert json.loads(cast.value("SELECT settings FROM expo"))["recall_min"] == 5
    assert "17:00" in cast.value("SELECT settings FROM booths WHERE number = 'A01'")
    assert len(cast.journal("contact.search")) == 1


def test_a_badge_of_a_rehearsal_opens_nothing_afterwards(cast: Cast):
    begin(cast)
    walk_in = cast.register("연습생")
    with cast.store.read() as db:
        printed = badge_sheets.one(db, walk_in.id, KEY, origin="")
    assert printed is not None and printed.event == badge_sheets.REHEARSED
    reprinted = cast.done("badge.reprint", "desk", visitor=cast.minseo.id)["visitor"]["badge"]["code"]
    cast.done("rehearsal.end")
    cast.clock.set(DAY, "10:00")
    real = cast.register("진짜 손님")

    assert real.number == walk_in.number and real.code != walk_in.code
    assert cast.refused("visitor.check_in", "kiosk", code=walk_in.code) == (409, "unknown_code")
    assert cast.refused("visitor.check_in", "kiosk", code=reprinted) == (409, "unknown_code")
    assert cast.do("visitor.check_in", "kiosk", code=cast.minseo.code).data["welcome"] == "new"


def test_blank_badges_and_blocks_of_numbers_wait_as_before(cast: Cast):
    [early] = cast.done("badge.reserve", "desk", count=1)["badges"]
    begin(cast)
    [late] = cast.done("badge.reserve", "desk", count=1)["badges"]
    for name, badge in {"연습생": early, "조연": late}.items():
        cast.done("badge.claim", "desk", code=badge["code"], name=name, enterprise="연습 기업", consent=True)
    cast.done("rehearsal.end")

    assert {row["state"] for row in cast.rows("SELECT state FROM reserved_numbers")} == {"blank"}
    cast.clock.set(DAY, "10:00")
    claimed = cast.done(
        "badge.claim", "desk", code=late["code"], name="손님", enterprise="기업", consent=True
    )
    assert claimed["visitor"]["number"] == late["number"]
    assert cast.register().number == late["number"] + 1


def test_what_was_rehearsed_and_is_sent_once_more_does_nothing(cast: Cast):
    begin(cast)
    cast.check_in(cast.minseo)
    cast.done("visitor.check_in", "desk", visitor=cast.seoyeon.id, action_id="lost answer")
    cast.clock.pass_min(10)
    cast.done("rehearsal.end")
    cast.clock.set(DAY, "10:05")

    again = cast.do("visitor.check_in", "desk", visitor=cast.seoyeon.id, action_id="lost answer")

    assert (again.status, again.data["code"]) == (409, "wrong_state")
    assert cast.value("SELECT count(*) FROM arrivals") == 0


def test_what_a_cut_off_tablet_kept_from_a_rehearsal_is_done_with(cast: Cast):
    begin(cast)
    cast.clock.pass_min(10)
    cast.done("rehearsal.end")
    cast.clock.pass_min(60)
    kept = {"at": "2026-10-28T19:10:00+09:00", "sent_at": "2026-10-28T20:13:00+09:00"}

    answer = cast.done("visitor.check_in", "kiosk", code=cast.minseo.code, **kept)

    assert answer["code"] == "rehearsed"
    assert cast.value("SELECT count(*) FROM arrivals") == 0


def test_what_a_tablet_kept_from_before_a_rehearsal_waits_until_it_is_over(cast: Cast):
    begin(cast, DAY, "19:03")
    cast.clock.pass_min(10)
    kept = {"at": "2026-10-29T17:10:00+09:00", "action_id": "kept in the afternoon"}

    sent = kept | {"sent_at": "2026-10-29T19:13:00+09:00"}
    meanwhile = cast.do("visitor.check_in", "kiosk", code=cast.minseo.code, **sent)
    rehearsed = {"at": "2026-10-29T19:12:00+09:00", "sent_at": "2026-10-29T19:13:00+09:00"}
    assert cast.done("visitor.check_in", "kiosk", code=cast.seoyeon.code, **rehearsed)["code"] == "done"
    cast.done("rehearsal.end")
    sent = kept | {"sent_at": "2026-10-29T19:14:00+09:00"}
    cast.clock.pass_min(1)

    assert (meanwhile.status, meanwhile.data["code"]) == (503, "not_written")
    assert cast.done("visitor.check_in", "kiosk", code=cast.minseo.code, **sent)["welcome"] == "new"
    assert [row["visitor_id"] for row in cast.rows("SELECT visitor_id FROM arrivals")] == [cast.minseo.id]


def test_what_is_meant_in_earnest_is_not_done_in_a_rehearsal(cast: Cast):
    cast.clock.set(DAY, "19:00")
    begin(cast, NEXT_DAY, "07:00")

    assert cast.refused("expo.close_day", day=DAY) == (409, "wrong_state")
    assert cast.refused("results.release") == (409, "wrong_state")
    cast.done("rehearsal.end")
    assert cast.done("expo.close_day", day=DAY)["day"] == DAY


def test_the_clock_may_do_on_the_day_what_it_did_in_the_rehearsal(cast: Cast):
    begin(cast, DAY, "07:00")
    opening = f"open:{DAY}"
    assert perform(cast.store, "expo.open_day", Actor("system"), {"action_id": opening, "day": DAY}).ok
    cast.done("rehearsal.end")

    cast.clock.set(DAY, "10:00")
    assert perform(cast.store, "expo.open_day", Actor("system"), {"action_id": opening, "day": DAY}).ok
    assert len(cast.journal("expo.open_day")) == 1


@pytest.mark.parametrize(("day", "clock"), [(DAY, "09:31"), (DAY, "12:00"), (EVE, "23:50")])
def test_no_rehearsal_while_the_doors_are_open_or_soon_or_the_day_is_over(cast: Cast, day: str, clock: str):
    cast.clock.set(day, clock)

    assert cast.refused("rehearsal.begin") == (409, "wrong_state")


def test_no_rehearsal_while_somebody_is_in(cast: Cast):
    cast.clock.set(DAY, "08:00")
    cast.check_in(cast.minseo)

    assert cast.refused("rehearsal.begin") == (409, "wrong_state")


def test_on_the_morning_of_a_day_it_ends_before_the_doors_open(cast: Cast):
    begun = begin(cast, DAY, "07:00")
    assert begun["rehearsal"]["ends_by"] == f"{DAY}T09:50:00+09:00"

    cast.clock.set(DAY, "09:50")
    Clockwork(cast.store).tick()

    assert cast.value("SELECT ended_at FROM rehearsals") is not None
    assert cast.value("SELECT opens_at FROM days WHERE day = ?", DAY) < cast.clock.now + 11 * 60_000


def test_on_the_evening_between_the_days_who_came_today_may_come_again(cast: Cast):
    cast.check_in(cast.minseo)
    begin(cast, DAY, "18:30")

    assert cast.check_in(cast.minseo)["welcome"] == "new"
    assert cast.value("SELECT plays FROM (SELECT day AS plays FROM rehearsals)") == NEXT_DAY
    cast.done("rehearsal.end")
    assert cast.value("SELECT count(*) FROM arrivals") == 1


def test_two_at_once_none_to_end_and_files_meanwhile_are_refused(cast: Cast):
    assert cast.refused("rehearsal.end") == (409, "wrong_state")
    begin(cast)
    assert cast.refused("rehearsal.begin") == (409, "wrong_state")
    assert cast.refused("expo.set_up", name="다른 박람회", days=[DAY], hours="10:00-18:00") == (
        409,
        "wrong_state",
    )


def test_a_large_file_that_is_refused_meanwhile_has_left_no_piece(
    cast: Cast, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(pieces, "PIECE_ROWS", 1)
    begin(cast)
    file = FILES["enterprises"].replace("세진플러스", "새 기업").replace("282-73-11272", "201-10-06038")
    upload = imports.keep("enterprises", prepare_file("enterprises", file.encode()).rows)
    before = cast.tables()

    assert cast.refused("import.apply", kind="enterprises", upload=upload) == (409, "wrong_state")
    assert cast.tables() == before


def test_a_rehearsal_that_fails_within_leaves_it_as_it_was(cast: Cast, monkeypatch: pytest.MonkeyPatch):
    begin(cast)
    cast.check_in(cast.minseo)
    before = all_but(cast)

    def cut(*_: Any) -> None:
        raise RuntimeError("killed")

    monkeypatch.setattr(rehearsed, "_forget_deeds", cut)
    with pytest.raises(RuntimeError):
        cast.do("rehearsal.end")
    monkeypatch.undo()

    assert all_but(cast) == before
    assert cast.value("SELECT ended_at FROM rehearsals") is None
    cast.done("rehearsal.end")
    assert cast.value("SELECT count(*) FROM arrivals") == 0


def test_a_newer_version_that_was_begun_within_ends_it(cast: Cast):
    before = all_but(cast)
    begin(cast)
    cast.done("notice.send", text="연습이에요")

    def migrate(change: Change) -> None:  # a column and a table that were not there when it began
        change.db.execute("ALTER TABLE before_notices DROP COLUMN text_en")
        change.db.execute("DROP TABLE before_alarms")
        change.db.execute("CREATE TABLE booth_states_then AS SELECT id, paused_at FROM before_booth_states")
        change.db.execute("DROP TABLE before_booth_states")
        change.db.execute("ALTER TABLE booth_states_then RENAME TO before_booth_states")

    cast.store.change(migrate)
    cast.done("rehearsal.end")
    after = all_but(cast)
    assert {name: after[name] for name in ("notices", "alarms", "booths", "tickets")} == {
        name: before[name] for name in ("notices", "alarms", "booths", "tickets")
    }
    assert not [name for name in cast.tables() if name.startswith("before_")]


def test_its_crowd_leaves_alone_the_booths_whose_tablet_is_used(cast: Cast):
    begin(cast, crowd=10, pace=10)
    cast.check_in(cast.seoyeon)
    cast.done("booth.pause", "booth:A02", booth="A02", reason="연습")
    walking = RehearsalCrowd(cast.store)
    walking.tick()

    assert walking._crowd is not None
    assert list(walking._crowd.unstaffed) == ["A02"]
    cast.done("rehearsal.end")
    walking._looked = 0
    walking.tick()
    assert walking._crowd is None


def test_what_happens_beside_the_expo_is_set_up_and_stays(cast: Cast):
    """An event that is saved stays, with its history; one that is taken out would be missed by what is put back."""
    cast.clock.set("2026-10-28", "10:00")
    seminar = cast.done("gathering.save", name="세미나")["gathering"]["id"]
    item = programme_item(cast, gathering=seminar)
    cast.done("rehearsal.begin")
    assert cast.refused("gathering.remove", gathering=seminar) == (409, "wrong_state")
    cast.done("gathering.save", gathering=seminar, name="국제 세미나", booths=["A01"])
    cast.done("rehearsal.end")
    assert cast.value("SELECT name FROM gatherings") == "국제 세미나"
    assert len(cast.journal("gathering.save")) == 2
    assert cast.value("SELECT gathering_id FROM programme WHERE id = ?", item) == seminar
