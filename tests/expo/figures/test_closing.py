"""A closed day: nothing new begins in it, what comes later is done and marked, and its figures stay as they were frozen."""

import hashlib
import json
import sqlite3
from typing import Any

import pytest

from kiosk.actions.verbs import VERBS
from kiosk.exchange.export import export
from kiosk.exchange.restore import restore
from kiosk.expo.figures import closed_agencies, closing, corrections, definitions, scope, tables
from kiosk.screens import figures as figures_page
from tests.cases import CONTRACT, leave_everything_open, programme_item
from tests.cast import DAY, NEXT_DAY, ZONE, Cast
from tests.cast import days as expo_days

MIN_MS = 60_000
CLOSED = (409, "day_closed")


@pytest.fixture
def evening(cast: Cast) -> Cast:
    """Half past six of the first day: one meeting with a contract, somebody who waits; the day is closed."""
    cast.clock.set(DAY, "17:00")
    cast.arrive("A02")
    cast.finish(cast.meet(cast.arrive(), "A01"), CONTRACT)
    cast.clock.set(DAY, "18:30")
    cast.done("expo.close_day", day=DAY)
    return cast


def told(cast: Cast, name: str, day: str | None = DAY) -> dict[str, Any]:
    with cast.store.read() as db:
        now = cast.clock.now
        asked = scope.of_day(db, day, now) if day else scope.of_expo(db, now)
        figure: dict[str, Any] = corrections.told(db, asked)["figures"][name]
    return {key: figure[key] for key in ("value", "corrected", "corrections") if key in figure}


def late(cast: Cast, clock: str) -> dict[str, int]:
    """The `at` and `sent_at` of a station that was cut off, and sends now what it did at this time of the first day."""
    return {"at": expo_days.at_local(DAY, clock, ZONE), "sent_at": cast.clock.now}


def test_a_day_is_closed_once_and_not_before_its_hours_are_over(cast: Cast) -> None:
    cast.clock.set(DAY, "17:59")
    assert cast.refused("expo.close_day", day=DAY) == (409, "wrong_state")
    cast.clock.set(DAY, "18:00")
    answer = cast.done("expo.close_day", day=DAY)
    assert (answer["day"], answer["closed_at"], answer["open"]) == (DAY, "2026-10-29T18:00:00+09:00", [])
    assert cast.refused("expo.close_day", day=DAY) == (409, "wrong_state")
    unknown = cast.do("expo.close_day", day="2026-12-24")
    assert (unknown.status, unknown.data["fields"].keys()) == (400, {"day"})
    assert cast.refused("expo.close_day", "desk", day=DAY) == (403, "not_allowed")


def test_its_figures_are_frozen_with_the_hash_of_their_canonical_json(cast: Cast) -> None:
    cast.finish(cast.meet(cast.arrive(), "A01"), CONTRACT)
    cast.clock.set(DAY, "18:00")
    answer = cast.done("expo.close_day", day=DAY)
    with cast.store.read() as db:
        counted = definitions.collect(db, scope.of_day(db, DAY, cast.clock.now))
    assert answer["figures"] == counted
    assert (answer["figures"]["persons"], answer["figures"]["outcome_contract_won"]) == (1, 19_000_000)
    [row] = cast.rows("SELECT figures, sha256 FROM closings")
    assert row["sha256"] == answer["sha256"] == hashlib.sha256(row["figures"].encode()).hexdigest()
    assert row["figures"] == json.dumps(answer["figures"], sort_keys=True, separators=(",", ":"))
    with pytest.raises(sqlite3.IntegrityError, match="frozen"):
        cast.store.change(lambda change: change.update("UPDATE closings SET figures = '{}'"))


def test_canonical_json_has_no_whole_number_with_a_fraction() -> None:
    assert (
        closing.canonical({"b": 3.0, "a": [0.125, None, True, {"나": "가"}]})
        == '{"a":[0.125,null,true,{"나":"가"}],"b":3}'
    )


def test_nothing_new_begins_in_a_closed_day_on_any_path(evening: Cast) -> None:
    waiting = evening.rows("SELECT id, visitor_id FROM tickets WHERE state = 'waiting'")[0]
    visitor = f"visitor:{waiting['visitor_id']}"
    assert evening.refused("visitor.check_in", "kiosk", code=evening.minseo.code) == CLOSED
    assert evening.refused("visitor.check_in", "desk", visitor=evening.minseo.id) == CLOSED
    assert evening.refused("ticket.join", "desk", visitor=evening.minseo.id, booth="A03") == CLOSED
    assert evening.refused("ticket.join", visitor, visitor=waiting["visitor_id"], booth="A03") == CLOSED
    assert evening.refused("ticket.call_next", "booth:A02", booth="A02", counter=1) == CLOSED
    assert evening.refused("ticket.call", ticket=waiting["id"], counter=1, reason="급해요") == CLOSED
    assert evening.refused("consultation.start", ticket=waiting["id"], counter=1) == CLOSED
    assert evening.refused("consultation.start", code=evening.minseo.code, booth="A01", counter=1) == CLOSED
    assert evening.refused("booth.invite", booth="A03", visitor=waiting["visitor_id"]) == CLOSED
    assert evening.refused("citizen.count", "desk", count=2) == CLOSED
    item = programme_item(evening, day=DAY, starts="19:00", ends="20:00")
    assert evening.refused("programme.attend", "door", item=item, code=evening.minseo.code) == CLOSED
    assert evening.refused("programme.sign_up", "desk", item=item, visitor=evening.minseo.id) == CLOSED
    # Who registers now comes tomorrow.
    person = evening.register()
    refused = evening.do("visitor.check_in", "desk", visitor=person.id)
    assert (refused.data["code"], refused.data["next_day"]) == ("day_closed", NEXT_DAY)
    evening.clock.set(NEXT_DAY, "10:00")
    evening.check_in(person)


def test_an_invitation_of_a_closed_day_gives_no_place(cast: Cast) -> None:
    person = cast.arrive()
    cast.clock.set(DAY, "17:59")
    invite = cast.done("booth.invite", booth="A03", visitor=person.id)["invite"]["id"]
    cast.clock.set(DAY, "18:01")
    cast.done("expo.close_day", day=DAY)
    assert cast.refused("invite.accept", f"visitor:{person.id}", invite=invite) == CLOSED
    assert cast.places(person) == []


def test_the_days_of_an_expo_stay_where_one_is_closed(evening: Cast) -> None:
    given = {"name": "박람회", "days": [DAY, NEXT_DAY]}
    assert evening.refused("expo.set_up", **given, hours="10:00-19:00,10:00-18:00") == CLOSED
    assert evening.refused("expo.set_up", name="박람회", days=[NEXT_DAY], hours="10:00-18:00")[0] == 409
    evening.done("expo.set_up", **given, hours="10:00-18:00,10:00-17:00")


def test_what_a_cut_off_station_kept_is_done_and_marked_and_takes_no_place(evening: Cast) -> None:
    before = evening.value("SELECT count(*) FROM tickets")
    evening.done("visitor.check_in", "kiosk", code=evening.seoyeon.code, **late(evening, "16:00"))
    assert told(evening, "persons") == {"value": 2, "corrected": 3, "corrections": 1}
    assert told(evening, "check_ins") == {"value": 2, "corrected": 3, "corrections": 1}
    assert told(evening, "outcome_contract") == {"value": 1}
    entry = evening.journal("visitor.check_in")[-1]
    assert json.loads(entry["detail"])["after_closing"] == DAY
    assert evening.value("SELECT count(*) FROM tickets") == before
    # What it did after the closing is new.
    refused = evening.refused("visitor.check_in", "kiosk", code=evening.minseo.code, **late(evening, "18:30"))
    assert refused == CLOSED


def test_a_meeting_that_a_tablet_tells_of_late_counts_beside_what_was_frozen(evening: Cast) -> None:
    person = evening.rows("SELECT v.number, v.id FROM tickets t JOIN visitors v ON v.id = t.visitor_id")[0]
    code = evening.done("badge.reprint", visitor=person["id"])["visitor"]["badge"]["code"]
    started = evening.done(
        "consultation.start", "booth:A02", code=code, booth="A02", counter=1, **late(evening, "17:20")
    )
    meeting = started["consultation"]["id"]
    evening.done(
        "consultation.finish", "booth:A02", consultation=meeting, lines=[CONTRACT], **late(evening, "17:40")
    )
    assert told(evening, "consultations_finished") == {"value": 1, "corrected": 2, "corrections": 2}
    assert told(evening, "outcome_contract") == {"value": 1, "corrected": 2, "corrections": 1}
    assert told(evening, "outcome_mou") == {"value": 0}


def test_the_page_of_figures_shows_what_was_frozen_and_what_it_is_now(evening: Cast) -> None:
    meeting = evening.value("SELECT id FROM consultations")
    lines = [CONTRACT, {"outcome": "mou"}]
    evening.done("consultation.correct", consultation=meeting, lines=lines, reason="빠뜨림")
    with evening.store.read() as db:
        page = figures_page.look(db, DAY, evening.clock.now, "ko")
    shown = {line["name"]: line for line in page.groups["outcomes"]["lines"]}
    assert (shown["outcome_mou"]["values"][1], shown["outcome_mou"]["since"][1]) == (
        "0건",
        "지금 1건 · 마감 뒤 1번",
    )
    assert (shown["outcome_contract"]["values"][1], shown["outcome_contract"]["since"][1]) == ("1건", "")
    assert shown["outcome_mou"]["since"][0] == ""  # the whole expo is not closed
    seoul = next(one for one in page.agencies if one["booths"] == "A01")
    assert (seoul["mou_count"], seoul["contract_count"], seoul["now"]) == (0, 1, {"mou_count": 1})


def test_a_correction_touches_the_figures_that_its_lines_change_and_no_other(evening: Cast) -> None:
    meeting = evening.value("SELECT id FROM consultations")
    evening.clock.set(NEXT_DAY, "09:30")
    more = {"outcome": "contract", "amount": 20_000_000}
    evening.done("consultation.correct", consultation=meeting, lines=[more], reason="잘못 적음")
    assert told(evening, "outcome_contract_won") == {
        "value": 19_000_000,
        "corrected": 20_000_000,
        "corrections": 1,
    }
    assert told(evening, "outcome_consulted") == {"value": 0}
    assert told(evening, "plan_items") == {"value": 6}
    assert told(evening, "persons") == {"value": 2}
    # Back to what it was: the figure is the frozen one again, and was corrected twice.
    evening.done("consultation.correct", consultation=meeting, lines=[CONTRACT], reason="맞았음")
    assert told(evening, "outcome_contract_won") == {
        "value": 19_000_000,
        "corrected": 19_000_000,
        "corrections": 2,
    }
    assert told(evening, "outcome_contract_won", NEXT_DAY) == {"value": 0}


def closed_agency(cast: Cast, booth: str, day: str | None = DAY) -> tuple[dict[str, Any], int]:
    """What of an agency is another than it was frozen, and how often something touched it."""
    with cast.store.read() as db:
        now = cast.clock.now
        asked = scope.of_day(db, day, now) if day else scope.of_expo(db, now)
        then = closed_agencies.then(db, asked)
        row = next(one for one in tables.by_agency(db, asked) if one["booths"] == booth)
    assert then
    was = then.results.get(row["agency_id"])
    corrected = closed_agencies.corrected(was, row, closed_agencies.RESULTS)
    return corrected, then.times(row["agency_id"], closed_agencies.RESULTS)


def test_agencies_are_frozen_with_the_day_and_a_correction_touches_its_agency_alone(evening: Cast) -> None:
    assert closed_agency(evening, "A01") == closed_agency(evening, "A02") == ({}, 0)
    meeting = evening.value("SELECT id FROM consultations")
    more = {"outcome": "contract", "amount": 20_000_000}
    evening.done("consultation.correct", consultation=meeting, lines=[more], reason="잘못 적음")
    won = {"contract_won": {"value": 19_000_000, "corrected": 20_000_000}}
    assert closed_agency(evening, "A01") == (won, 1)
    assert closed_agency(evening, "A02") == ({}, 0)
    evening.done("consultation.correct", consultation=meeting, lines=[CONTRACT], reason="맞았음")
    assert closed_agency(evening, "A01") == ({}, 2)
    [row] = evening.rows("SELECT agencies, agencies_sha256 FROM closings")
    assert row["agencies_sha256"] == hashlib.sha256(row["agencies"].encode()).hexdigest()
    with pytest.raises(sqlite3.IntegrityError, match="frozen"):
        evening.store.change(lambda change: change.update("UPDATE closings SET agencies = '{}'"))


def test_a_meeting_that_ran_past_the_closing_is_finished_and_marked(cast: Cast) -> None:
    cast.clock.set(DAY, "17:50")
    meeting = cast.meet(cast.arrive(), "A01")
    cast.clock.set(DAY, "18:05")
    [left] = cast.done("expo.close_day", day=DAY)["open"]
    assert (left["sort"], left["count"]) == ("meetings", 1)
    cast.clock.set(DAY, "18:10")
    cast.finish(meeting, CONTRACT)
    assert told(cast, "consultations_finished") == {"value": 0, "corrected": 1, "corrections": 1}


def test_a_day_closed_too_early_is_opened_and_what_was_frozen_first_stays(evening: Cast) -> None:
    first = evening.value("SELECT sha256 FROM closings")
    evening.done("expo.reopen_day", day=DAY, reason="시민을 덜 셌어요")
    evening.done("citizen.count", "desk", count=7)
    assert told(evening, "citizens") == {"value": 7}
    second = evening.done("expo.close_day", day=DAY)
    assert second["figures"]["citizens"] == 7
    found = evening.rows(
        "SELECT sha256, reopen_reason, reopened_at IS NULL AS stands FROM closings ORDER BY id"
    )
    assert found == [
        {"sha256": first, "reopen_reason": "시민을 덜 셌어요", "stands": 0},
        {"sha256": second["sha256"], "reopen_reason": None, "stands": 1},
    ]


def test_the_whole_expo_is_frozen_when_its_last_day_is_closed(evening: Cast) -> None:
    assert told(evening, "persons", None) == {"value": 2}
    evening.clock.set(NEXT_DAY, "18:00")
    evening.done("expo.close_day", day=NEXT_DAY)
    evening.done("visitor.check_in", "desk", visitor=evening.minseo.id, **late(evening, "16:00"))
    assert told(evening, "persons", None) == {"value": 2, "corrected": 3, "corrections": 1}
    assert told(evening, "persons", NEXT_DAY) == {"value": 0}


def test_what_is_open_is_told_sort_by_sort(cast: Cast) -> None:
    leave_everything_open(cast)
    left = cast.done("expo.close_day", day=DAY)["open"]
    assert {one["sort"]: one["count"] for one in left} == dict.fromkeys(
        ("meetings", "called", "unsent", "late", "pending", "signings", "programme"), 1
    )


def test_what_was_frozen_leaves_with_the_export_and_comes_back_with_a_backup(
    evening: Cast, tmp_path_factory: pytest.TempPathFactory
) -> None:
    meeting = evening.value("SELECT id FROM consultations")
    evening.done("consultation.correct", consultation=meeting, lines=[{"outcome": "mou"}], reason="고침")
    out = tmp_path_factory.mktemp("out")
    export(evening.store, out)
    figures = (out / "frozen_figures.csv").read_text(encoding="utf-8-sig")
    assert f"{DAY},2026-10-29T18:30:00+09:00,outcome_contract_won,19000000" in figures.splitlines()
    assert evening.value("SELECT sha256 FROM closings") in (out / "closings.csv").read_text(
        encoding="utf-8-sig"
    )
    agencies = (out / "frozen_agencies.csv").read_text(encoding="utf-8-sig")
    assert (
        f"{DAY},2026-10-29T18:30:00+09:00,서울특별시,,,other_contract_won,19000000" in agencies.splitlines()
    )
    assert "contract, mou" in (out / "after_closing.csv").read_text(encoding="utf-8-sig")
    kept = evening.rows("SELECT * FROM closings"), evening.rows("SELECT * FROM after_closing")
    evening.store.backup(out / "backup.db")
    evening.done("expo.reopen_day", day=DAY, reason="시험")
    restore(evening.store, out / "backup.db")
    assert (evening.rows("SELECT * FROM closings"), evening.rows("SELECT * FROM after_closing")) == kept
    assert evening.refused("visitor.check_in", "desk", visitor=evening.minseo.id) == CLOSED


def test_everything_that_may_change_a_figure_is_a_verb_and_every_figure_has_what_touches_it() -> None:
    assert corrections.TOUCHES.keys() <= VERBS.keys()
    groups = {group for touched in corrections.TOUCHES.values() for group in touched}
    assert {corrections.touched_by(name) for name in definitions.FIGURES} - groups <= {
        *("consulted", "commitment", "contract", "mou", "bought"),
    }
    assert "" not in {corrections.touched_by(name) for name in definitions.FIGURES}
