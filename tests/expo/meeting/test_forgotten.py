"""A meeting left open at closing, and everything else that an evening leaves behind: the next day starts at zero."""

import random
import tempfile
from pathlib import Path

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from kiosk.actions import timers
from kiosk.expo.figures import figures, scope
from kiosk.expo.figures.meetings import meetings
from kiosk.expo.figures.waiting import kept_estimates, waits
from kiosk.screens import booth as booth_screen
from kiosk.screens import organiser as organiser_screen
from tests.cast import DAY, NEXT_DAY, cast_of

CONTRACT = {"outcome": "contract", "amount": 500_000}


def tick(cast):
    """Let the clock act until nothing is due."""
    for _ in range(20):
        if not timers.tick(cast.store):
            return
    raise AssertionError("the clock is never done")


def to(cast, day, clock):
    cast.clock.set(day, clock)
    tick(cast)


def figures_of(db, cast):
    """Finished, of these forgotten, and how long the others took."""
    found = meetings(db, scope.of_expo(db, cast.clock.now))
    return tuple(found[f"consultation{name}"] for name in ("s_finished", "s_forgotten", "_mean_min"))


def figures_now(cast):
    with cast.store.read() as db:
        return figures.organiser(db, cast.clock.now, "Asia/Seoul")


def shown(cast, screen, key=""):
    with cast.store.read() as db:
        return screen.show(db, key, now=cast.clock.now, lang="ko")


def part(shown, part_id):
    return next(one.values for one in shown.parts if one.id == part_id)


@pytest.fixture
def left_open(cast):
    """(person, consultation): begun at 17:00 of the first day at A01 with a draft, and never ended."""
    cast.clock.set(DAY, "17:00")
    person = cast.arrive("A03")
    meeting = cast.meet(person, "A01")
    cast.done("consultation.note", consultation=meeting, lines=[CONTRACT | {"amount": None}], note="근무복")
    return person, meeting


def test_nobody_waits_longer_after_closing(cast):
    cast.clock.set(DAY, "17:49")
    cast.arrive("A01")
    to(cast, DAY, "21:00")
    hour = part(shown(cast, organiser_screen), "org-figures")["hour"]
    assert (figures_now(cast)["longest_wait_min"], hour["longest_wait_min"][-1]) == (10, 10)


class TestAtClosing:
    def test_the_clock_ends_it_with_a_mark_and_its_visitor_and_counter_are_free(self, cast, left_open):
        person, meeting = left_open
        to(cast, DAY, "17:59")
        assert figures_now(cast)["in_meetings"] == 1
        to(cast, DAY, "18:00")
        row = cast.rows("SELECT * FROM consultations WHERE id = ?", meeting)[0]
        assert (row["state"], row["unwritten"], row["forgotten_at"]) == ("finished", 1, cast.clock.now)
        assert (figures_now(cast)["in_meetings"], cast.state(person, "A01")) == (0, "done")
        assert [row["actor"] for row in cast.journal("consultation.lapse")] == ["system"]

    def test_one_that_goes_on_is_left_for_half_an_hour_after_it_was_last_touched(self, cast, left_open):
        _, meeting = left_open
        to(cast, DAY, "17:50")
        cast.done("consultation.note", consultation=meeting, lines=[], note="더 이야기해요")
        states = []
        for clock in ("18:19", "18:20"):
            to(cast, DAY, clock)
            states.append(cast.value("SELECT state FROM consultations WHERE id = ?", meeting))
        assert states == ["open", "finished"]

    def test_at_the_latest_two_hours_after_closing(self, cast, left_open):
        _, meeting = left_open
        for clock in ("18:20", "18:45", "19:10", "19:35", "19:59"):
            cast.clock.set(DAY, clock)
            tick(cast) if clock != "18:20" else None
            cast.done("consultation.note", consultation=meeting, lines=[])
        to(cast, DAY, "20:00")
        assert cast.value("SELECT state FROM consultations WHERE id = ?", meeting) == "finished"

    def test_an_old_folder_whose_clock_did_it_under_another_name_does_not_repeat_it(self, cast):
        to(cast, DAY, "18:00")
        assert len(cast.journal("expo.end_day")) == 1
        cast.store.change(
            lambda change: change.update(
                "UPDATE answers SET verb = 'expo.close_day' WHERE verb = 'expo.end_day'"
            )
        )
        tick(cast)
        assert (len(cast.journal("expo.end_day")), cast.journal("expo.close_day")) == (1, [])


class TestWhatItCounts:
    def test_its_length_is_in_no_mean_and_no_wait(self, cast, left_open):
        loads = cast.rows("SELECT * FROM loads WHERE meetings > 0")
        to(cast, NEXT_DAY, "10:30")
        with cast.store.read() as db:
            assert figures_of(db, cast) == (1, 1, None)
        assert cast.rows("SELECT * FROM loads WHERE meetings > 0") == loads == []

    def test_nothing_of_its_draft_is_a_result_until_the_booth_has_written_it(self, cast, left_open):
        _, meeting = left_open
        to(cast, NEXT_DAY, "09:00")
        assert figures_now(cast)["outcomes"]["contract"] == {"count": 0, "won": 0}
        cast.done("consultation.finish", "booth:A01", consultation=meeting, lines=[CONTRACT])
        found = figures_now(cast)
        assert (found["outcomes"]["contract"], found["outcomes_today"]["contract"]["count"]) == (
            {"count": 1, "won": 500_000},
            0,  # it came of the first day
        )
        with cast.store.read() as db:
            assert figures_of(db, cast) == (1, 1, None)

    def test_who_was_cut_off_at_closing_tells_later_that_it_had_ended_in_time(self, cast, left_open):
        person, meeting = left_open
        to(cast, NEXT_DAY, "09:00")
        late = {"at": f"{DAY}T17:20:00+09:00", "sent_at": f"{NEXT_DAY}T09:00:00+09:00"}
        cast.done("consultation.finish", "booth:A01", consultation=meeting, lines=[CONTRACT], **late)
        with cast.store.read() as db:
            assert figures_of(db, cast) == (1, 0, 20.0)
        assert cast.value("SELECT sum(meetings) FROM loads") == 1
        assert cast.ticket(person, "A01")["ended_at"] == cast.value("SELECT finished_at FROM consultations")


class TestTheNextMorning:
    def test_the_booth_writes_it_though_the_day_is_past(self, cast, left_open):
        _, meeting = left_open
        to(cast, NEXT_DAY, "09:00")
        cast.done("consultation.note", "booth:A01", consultation=meeting, lines=[CONTRACT])
        cast.done("consultation.finish", "booth:A01", consultation=meeting, lines=[CONTRACT])
        again = {"consultation": meeting, "lines": [{"outcome": "mou"}], "reason": "협약이었어요"}
        cast.done("consultation.correct", "booth:A01", **again)  # the day it was written
        cast.clock.set("2026-10-31", "09:00")
        assert cast.refused("consultation.correct", "booth:A01", **again) == (403, "not_allowed")

    def test_correcting_it_writes_it_too(self, cast, left_open):
        _, meeting = left_open
        to(cast, NEXT_DAY, "09:00")
        fields = {"consultation": meeting, "lines": [CONTRACT], "reason": "어제 못 적었어요"}
        answer = cast.done("consultation.correct", "booth:A01", **fields)
        assert (answer["consultation"]["unwritten"], answer["consultation"]["lines"][0]["amount"]) == (
            False,
            500_000,
        )
        assert cast.refused("consultation.finish", consultation=meeting, lines=[CONTRACT]) == (
            409,
            "wrong_state",
        )

    def test_nobody_confirms_or_signs_what_was_not_written(self, cast, left_open):
        person, meeting = left_open
        to(cast, NEXT_DAY, "09:00")
        confirm = {"consultation": meeting, "code": person.code}
        assert cast.refused("consultation.confirm", "booth:A01", **confirm) == (409, "wrong_state")
        assert cast.refused("signing.send", "booth:A01", consultation=meeting) == (409, "wrong_state")

    def test_the_tablet_and_the_organiser_list_it_with_what_is_missing(self, cast, left_open):
        person, meeting = left_open
        to(cast, NEXT_DAY, "09:00")
        told = shown(cast, organiser_screen).data["forgotten"]
        assert [(one["consultation"], one["booth"], one["number"], one["day"]) for one in told] == [
            (meeting, "A01", person.number, DAY)
        ]
        assert told[0]["missing"] == ["금액이 없어요."]
        records = part(shown(cast, booth_screen, "A01"), "booth-records")
        assert [one["consultation"] for one in records["unwritten"]] == [meeting]
        cast.done("consultation.finish", consultation=meeting, lines=[CONTRACT])
        records = part(shown(cast, booth_screen, "A01"), "booth-records")
        assert ([one["id"] for one in records["records"]], records["unwritten"]) == ([meeting], [])
        assert shown(cast, organiser_screen).data["forgotten"] == []


class TestWaitsAcrossTheNight:
    def test_a_place_of_yesterday_has_waited_since_its_owner_came_today(self, cast):
        cast.clock.set(DAY, "17:00")
        person = cast.arrive("A01")
        rank = cast.ticket(person, "A01")["rank"]
        to(cast, DAY, "18:00")
        to(cast, NEXT_DAY, "11:00")
        cast.check_in(person)
        cast.clock.pass_min(10)
        assert (figures_now(cast)["longest_wait_min"], cast.ticket(person, "A01")["rank"]) == (10, rank)
        waiting = part(shown(cast, booth_screen, "A01"), "booth-next")["waiting"]
        assert [one["waited_min"] for one in waiting] == [10]
        hour = part(shown(cast, organiser_screen), "org-figures")["hour"]
        assert (hour["longest_wait_min"][-1], hour["waiting"][-1]) == (10, 1)
        assert shown(cast, organiser_screen).data["alarms"][0]["minutes"] == 10  # idle, not a wait of a night
        cast.meet(person, "A01")
        with cast.store.read() as db:
            assert waits(db, scope.of_expo(db, cast.clock.now))["wait_per_call_min"] == 10.0
            assert kept_estimates(db)["measured"] == 0

    def test_nobody_waits_before_the_opening(self, cast):
        cast.clock.set(DAY, "17:00")
        person = cast.arrive("A01")
        to(cast, NEXT_DAY, "09:20")
        cast.check_in(person)
        to(cast, NEXT_DAY, "10:07")
        assert figures_now(cast)["longest_wait_min"] == 7

    def test_a_pause_of_yesterday_uses_nothing_of_todays_budget(self, cast):
        cast.clock.set(DAY, "17:10")
        person = cast.arrive("A01")
        cast.done("visitor.pause", "desk", visitor=person.id)
        to(cast, NEXT_DAY, "10:00")
        cast.check_in(person)
        until = cast.done("visitor.pause", "desk", visitor=person.id)["until"]
        assert until[11:16] == "11:00"


@settings(max_examples=8)
@example(seed=7, off=True)
@given(seed=st.integers(0, 2**32), off=st.booleans())
def test_whatever_an_evening_leaves_the_next_day_starts_at_zero(expo_folder, seed, off):
    """`off`: the server slept from the last deed until the opening."""
    chance = random.Random(seed)
    with tempfile.TemporaryDirectory() as folder:
        for cast in cast_of(Path(folder), expo_folder):
            cast.clock.set(DAY, chance.choice(["12:00", "17:20", "17:50"]))
            tick(cast)
            people = [cast.arrive() for _ in range(6)]
            for _ in range(25):
                _something(cast, chance, people)
                cast.clock.pass_s(chance.randint(1, 60))
                tick(cast) if chance.random() < 0.5 else None
            if not off:
                for clock in ("18:00", "18:05", "18:10", "19:10", "20:10", "21:10"):
                    to(cast, DAY, clock)
            to(cast, NEXT_DAY, "10:00")
            _starts_at_zero(cast, people)


def _something(cast, chance, people):
    """One deed of an evening; what the rules refuse is refused."""
    person, booth = chance.choice(people), chance.choice(["A01", "A02", "A03", "B01"])
    deed = chance.choice(
        ["join", "join", "call", "meet", "start", "pause", "booth.pause", "invite", "note", "recall"]
    )
    called = cast.value("SELECT t.id FROM tickets t WHERE t.state = 'called' ORDER BY t.id DESC")
    meeting = cast.value("SELECT id FROM consultations WHERE state = 'open'")
    if deed == "join":
        cast.do("ticket.join", visitor=person.id, booth=booth)
    elif deed == "call":
        cast.do("ticket.call_next", booth=booth, counter=1)
    elif deed == "meet":
        cast.do("consultation.start", code=person.code, booth=booth, counter=1)
    elif deed == "start" and called:
        cast.do("consultation.start", ticket=called, counter=1)
    elif deed == "pause":
        cast.do("visitor.pause", "desk", visitor=person.id)
    elif deed == "booth.pause":
        cast.do("booth.pause", booth=booth, minutes=chance.choice([None, 5, 90]))
    elif deed == "invite":
        cast.do("booth.invite", booth=booth, visitor=person.id)
    elif deed == "note" and meeting:
        cast.do("consultation.note", consultation=meeting, lines=[], note="적는 중")
    elif deed == "recall" and called:
        cast.do("ticket.recall", ticket=called)


def _starts_at_zero(cast, people):
    found = figures_now(cast)
    assert (found["in_meetings"], found["waiting"], found["longest_wait_min"] or 0) == (0, 0, 0)
    assert cast.rows("SELECT id, state FROM tickets WHERE state IN ('called', 'serving')") == []
    assert cast.rows("SELECT id FROM consultations WHERE state = 'open'") == []
    assert cast.rows("SELECT id FROM booths WHERE paused_at IS NOT NULL") == []
    assert cast.rows("SELECT id FROM visitors WHERE paused_at IS NOT NULL") == []
    assert cast.rows("SELECT id FROM invites WHERE state = 'open'") == []
    for person in people:
        cast.check_in(person)
    assert cast.rows("SELECT id FROM visitors WHERE paused_ms > 0") == []
    assert (figures_now(cast)["longest_wait_min"] or 0) == 0
    for person in people:
        ticket = cast.do("ticket.join", visitor=person.id, booth="B02")
        assert ticket.ok or ticket.data["code"] == "already_waiting", ticket.body
        booth = "B02" if "B02" in cast.places(person) else cast.places(person)[0]
        place = cast.ticket(person, booth)["id"]
        cast.done("ticket.call", ticket=place, counter=1, reason="첫 차례예요")
        cast.done("consultation.start", ticket=place, counter=1)
        cast.finish(cast.value("SELECT id FROM consultations WHERE state = 'open'"))
