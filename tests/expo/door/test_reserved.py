"""Blocks of finished codes, badges nobody has reported yet, and what happens when it is told of late."""

import itertools
import json
from types import SimpleNamespace
from typing import Any

import pytest

from kiosk.actions.perform import perform
from kiosk.data import journal
from kiosk.data.store import SYSTEM, Actor, Store
from kiosk.exchange.files import prepare_file
from kiosk.expo import imports
from kiosk.expo.square import days, event
from kiosk.screens.late import to_check

DAYS = ["2026-10-29", "2026-10-30"]
NOON = days.at_local(DAYS[0], "12:00", "Asia/Seoul")
AGENCIES = "부스번호,기관명,영문명,구분,상담석,위치X(m),위치Y(m)\nA02,종로구,Jongno-gu,자치구,1,13,8\n"
PLAN = "기관명,부서,사업명,품목,예산(원),시기\n종로구,총무과,근무복 구매,피복·근무복,19000000,1분기\n"
PERSON = {"name": "김민서", "enterprise": "세진플러스", "categories": ["피복·근무복"], "consent": True}


@pytest.fixture
def expo(tmp_path):
    """An expo at noon of its first day, with a kiosk and two desks."""
    clock = SimpleNamespace(now=NOON)
    store = Store(tmp_path, clock=lambda: clock.now, badge_key=b"k" * 32, synchronous="OFF")
    store.change(lambda change: event.set_up(change, name="박람회", days=DAYS, hours="10:00-18:00"))
    for kind, text in (("agencies", AGENCIES), ("plan", PLAN)):
        rows = prepare_file(kind, text.encode()).rows
        store.change(lambda change, kind=kind, rows=rows: imports.apply(change, kind, rows))
    ids = itertools.count()

    def act(actor: Actor, verb: str, *, late_min: float = 0, **fields: Any) -> dict[str, Any]:
        times = {"at": 0, "sent_at": round(late_min * 60_000)} if late_min else {}
        given = {"action_id": f"a{next(ids)}", **times, **fields}
        return perform(store, verb, actor, given).data

    def station(role: str) -> Actor:
        return Actor(role, station_id=act(SYSTEM, "station.add", role=role)["station"]["id"])

    def rows(sql: str, *values: Any) -> list[dict[str, Any]]:
        with store.read() as db:
            return db.execute(sql, values).fetchall()

    made = {"kiosk": station("kiosk"), "desk": station("desk"), "other": station("desk")}
    yield SimpleNamespace(store=store, act=act, rows=rows, clock=clock, **made)
    store.close()


def block(expo, actor, count=3):
    return expo.act(actor, "code.block", count=count)["codes"]


def arrivals(expo, visitor):
    return [
        row["at"] for row in expo.rows("SELECT at FROM arrivals WHERE visitor_id = ? ORDER BY day", visitor)
    ]


def test_a_block_holds_finished_codes_that_the_counter_never_hands_out(expo):
    codes = block(expo, expo.kiosk)
    registered = expo.act(expo.desk, "visitor.register", **PERSON)["visitor"]
    assert [code["number"] for code in codes] == [101, 102, 103]
    assert registered["number"] == 104
    assert len({code["code"] for code in codes}) == 3


@pytest.mark.parametrize("count", [0, 51])
def test_a_block_is_one_to_fifty_codes(expo, count):
    assert expo.act(expo.desk, "code.block", count=count)["code"] == "bad_fields"


def test_a_station_holds_two_hundred_unreported_codes_at_once_and_a_day_later_as_many_again(expo):
    first = [block(expo, expo.kiosk, 50) for _ in range(4)][0]
    assert expo.act(expo.kiosk, "code.block", count=1)["code"] == "wrong_state"
    for held in first[:2]:
        assert expo.act(
            expo.kiosk, "visitor.register", reserved_code=held["code"], **PERSON | {"name": held["code"]}
        )["ok"]
    assert expo.act(expo.kiosk, "code.block", count=3)["code"] == "wrong_state"
    assert len(block(expo, expo.kiosk, 2)) == 2
    assert len(block(expo, expo.desk, 50)) == 50
    expo.clock.now += 24 * 60 * days.MIN_MS
    assert len(block(expo, expo.kiosk, 50)) == 50


@pytest.mark.parametrize("role", ["booth", "organiser", "board", "phone"])
def test_only_desk_and_kiosk_fetch_a_block(expo, role):
    assert expo.act(Actor(role, station_id=1), "code.block", count=1)["code"] == "not_allowed"


@pytest.mark.parametrize("role", ["kiosk", "desk"])
def test_who_registers_with_a_reserved_code_gets_the_number_on_the_badge_they_hold(expo, role):
    station = getattr(expo, role)
    held = block(expo, station)[1]
    answer = expo.act(station, "visitor.register", reserved_code=held["code"], **PERSON)
    assert answer["visitor"]["number"] == held["number"]
    assert answer["visitor"]["badge"]["code"] == held["code"]


def test_a_reserved_code_is_good_once_and_for_its_own_station(expo):
    held = block(expo, expo.desk)[0]["code"]
    foreign = expo.act(expo.other, "visitor.register", reserved_code=held, **PERSON)
    assert foreign["code"] == "unknown_code"
    assert expo.act(expo.desk, "visitor.register", reserved_code=held, **PERSON)["ok"]
    again = expo.act(expo.desk, "visitor.register", reserved_code=held, **PERSON | {"name": "이도윤"})
    assert again["code"] == "wrong_state"


def test_a_tablet_that_is_paired_anew_reports_what_it_gave_out_before(expo):
    held = block(expo, expo.desk)[0]
    expo.act(SYSTEM, "station.revoke", station=expo.desk.station_id)
    answer = expo.act(expo.other, "visitor.register", reserved_code=held["code"], **PERSON)
    assert answer["visitor"]["number"] == held["number"]


def test_a_blank_badge_of_paper_is_no_code_of_a_block(expo):
    paper = expo.act(expo.desk, "badge.reserve", count=1)["badges"][0]["code"]
    assert expo.act(expo.desk, "visitor.register", reserved_code=paper, **PERSON)["code"] == "unknown_code"
    assert expo.act(expo.kiosk, "visitor.check_in", code=paper)["code"] == "unknown_code"


def test_an_unreported_badge_is_welcomed_provisionally_and_gets_no_places(expo):
    held = block(expo, expo.desk)[0]
    answer = expo.act(expo.kiosk, "visitor.check_in", code=held["code"])
    assert (answer["ok"], answer["code"], answer["welcome"]) == (True, "provisional", "new")
    assert answer["visitor"]["number"] == held["number"]
    assert answer["agenda"]["tickets"] == []
    assert expo.rows("SELECT * FROM tickets") == []
    with expo.store.read() as db:
        entry = journal.entries_after(db, 0)[-1]
    assert (entry.kind, json.loads(entry.detail)["provisional"]) == ("visitor.check_in", held["number"])


def test_provisional_welcomes_tell_first_again_repeat_and_another_day_apart(expo):
    code = block(expo, expo.desk)[0]["code"]
    welcomes = []
    for pass_s in (0, 2, 60, 24 * 3600):
        expo.clock.now += pass_s * 1000
        welcomes.append(expo.act(expo.kiosk, "visitor.check_in", code=code)["welcome"])
    assert welcomes == ["new", "repeat", "again", "back"]


def test_provisional_check_ins_become_arrivals_with_their_own_times_and_places_follow(expo):
    held = block(expo, expo.desk)[0]["code"]
    expo.act(expo.kiosk, "visitor.check_in", code=held)
    expo.clock.now += 5 * 60_000
    visitor = expo.act(expo.desk, "visitor.register", late_min=7, reserved_code=held, **PERSON)["visitor"]
    assert arrivals(expo, visitor["id"]) == [NOON]
    assert expo.rows("SELECT visitor_id FROM tickets") == [{"visitor_id": visitor["id"]}]
    # The desk's own check-in, told after its registration, was the earlier one.
    assert expo.act(expo.desk, "visitor.check_in", late_min=7, visitor=visitor["id"])["welcome"] == "again"
    assert arrivals(expo, visitor["id"]) == [NOON - 2 * 60_000]


def test_a_badge_reported_on_the_second_day_arrived_on_both(expo):
    held = block(expo, expo.desk)[0]["code"]
    expo.act(expo.kiosk, "visitor.check_in", code=held)
    expo.clock.now += 24 * 3_600_000
    expo.act(expo.kiosk, "visitor.check_in", code=held)
    visitor = expo.act(expo.desk, "visitor.register", reserved_code=held, **PERSON)["visitor"]
    assert arrivals(expo, visitor["id"]) == [NOON, NOON + 24 * 3_600_000]


def test_claiming_an_unreported_badge_for_somebody_registered_brings_its_arrival(expo):
    known = expo.act(expo.other, "visitor.register", **PERSON)["visitor"]
    held = block(expo, expo.desk)[0]["code"]
    expo.act(expo.kiosk, "visitor.check_in", code=held)
    refused = expo.act(expo.desk, "visitor.register", late_min=3, reserved_code=held, **PERSON)
    assert (refused["code"], refused["visitor"]["id"]) == ("already_registered", known["id"])
    told = {
        "kept": "k",
        "deed": "visitor.register",
        "refused": refused["code"],
        "message": refused["message"],
    }
    expo.act(expo.desk, "late.report", **told, code=held, visitor=known["id"])
    with expo.store.read() as db:
        assert to_check(db, "ko", expo.store.badge_key)[0]["claim"] == held
    claimed = expo.act(expo.desk, "badge.claim", code=held, visitor=known["id"])
    assert claimed["visitor"]["badge"]["code"] == held
    assert arrivals(expo, known["id"]) == [NOON]


def test_another_booth_than_the_door_is_told_that_the_registration_has_not_arrived(expo):
    held = block(expo, expo.desk)[0]["code"]
    booth = Actor("booth", station_id=None, booth="A02")
    answer = expo.act(booth, "consultation.start", code=held, booth="A02", counter=1)
    assert answer["code"] == "not_confirmed"


def test_a_check_in_told_of_the_next_morning_is_yesterdays_and_brings_no_places_today(expo):
    visitor = expo.act(expo.desk, "visitor.register", **PERSON)["visitor"]
    expo.clock.now += 22 * 3_600_000
    answer = expo.act(expo.kiosk, "visitor.check_in", late_min=22 * 60, code=visitor["badge"]["code"])
    assert answer["welcome"] == "new"
    assert expo.rows("SELECT day, at FROM arrivals") == [{"day": DAYS[0], "at": NOON}]
    assert expo.rows("SELECT * FROM tickets") == []


def test_a_meeting_logged_while_cut_off_has_its_own_times(expo):
    visitor = expo.act(expo.desk, "visitor.register", **PERSON)["visitor"]
    expo.act(expo.desk, "visitor.check_in", visitor=visitor["id"])
    booth = Actor("booth", station_id=None, booth="A02")
    expo.clock.now += 30 * 60_000
    code = visitor["badge"]["code"]
    begun = expo.act(booth, "consultation.start", late_min=20, code=code, booth="A02", counter=1)[
        "consultation"
    ]
    lines = [{"outcome": "consulted"}]
    expo.act(booth, "consultation.finish", late_min=5, consultation=begun["id"], lines=lines)
    times = expo.rows("SELECT started_at, finished_at FROM consultations")
    assert times == [{"started_at": NOON + 10 * 60_000, "finished_at": NOON + 25 * 60_000}]


def test_a_meeting_begun_while_cut_off_is_no_no_show_whatever_the_clock_did_meanwhile(expo):
    visitor = expo.act(expo.desk, "visitor.register", **PERSON)["visitor"]
    expo.act(expo.desk, "visitor.check_in", visitor=visitor["id"])
    booth = Actor("booth", station_id=None, booth="A02")
    ticket = expo.act(booth, "ticket.call_next", booth="A02", counter=1)["ticket"]["id"]
    expo.clock.now += 7 * 60_000
    assert expo.act(booth, "ticket.no_show", ticket=ticket)["code"] == "put_back"
    assert expo.act(booth, "consultation.start", ticket=ticket, counter=1)["code"] == "wrong_state"
    begun = expo.act(booth, "consultation.start", late_min=6, ticket=ticket, counter=1)["consultation"]
    assert expo.rows("SELECT started_at FROM consultations") == [{"started_at": NOON + 60_000}]
    assert begun["state"] == "open"


def test_the_same_kept_action_sent_again_later_is_not_done_again(expo):
    visitor = expo.act(expo.desk, "visitor.register", **PERSON)["visitor"]
    kept = {"action_id": "kept", "code": visitor["badge"]["code"], "at": 0}
    first = perform(expo.store, "visitor.check_in", expo.kiosk, {**kept, "sent_at": 60_000})
    expo.clock.now += 60_000
    second = perform(expo.store, "visitor.check_in", expo.kiosk, {**kept, "sent_at": 120_000})
    assert first.body == second.body
    assert arrivals(expo, visitor["id"]) == [NOON - 60_000]


def test_what_was_refused_late_stands_on_the_desks_list_until_it_is_settled(expo):
    known = expo.act(expo.desk, "visitor.register", **PERSON)["visitor"]
    held = block(expo, expo.kiosk)[0]
    told = {
        "kept": "k1",
        "deed": "visitor.register",
        "refused": "already_registered",
        "message": "이미 있어요.",
    }
    about = {"code": held["code"]}
    item = expo.act(expo.kiosk, "late.report", late_min=4, **told, **about)["item"]
    assert expo.act(expo.kiosk, "late.report", **told, **about)["item"] == item
    named = {**told, "kept": "k2", "visitor": known["id"]}
    expo.act(expo.desk, "late.report", **named)
    with expo.store.read() as db:
        first, second = to_check(db, "ko", expo.store.badge_key)
    assert (first["at"], first["what"], first["number"]) == ("11:56", "등록", held["number"])
    assert second["visitor"] == {"id": known["id"], "number": known["number"], "name": "김민서"}
    assert expo.act(expo.kiosk, "late.settle", item=item)["code"] == "not_allowed"
    assert expo.act(expo.desk, "late.settle", item=item)["ok"]
    assert expo.act(expo.desk, "late.settle", item=item)["code"] == "wrong_state"
    with expo.store.read() as db:
        assert [line["kept"] for line in to_check(db, "ko", expo.store.badge_key)] == ["k2"]
