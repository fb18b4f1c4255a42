"""What the clock does: recall, put back, no-show, opening, closing, pauses, calling ahead; and nothing twice."""

import sqlite3
import time

import pytest

from kiosk.actions import timers
from kiosk.actions.perform import perform
from kiosk.data.health import Trouble
from kiosk.data.store import SYSTEM
from kiosk.screens import organiser
from tests.cast import DAY, NEXT_DAY, open_store


@pytest.fixture
def tick(cast):
    """Let the clock act until nothing is due; gives the verbs that were done."""

    def tick():
        before = cast.value("SELECT coalesce(max(seq), 0) FROM journal")
        for _ in range(5):
            if not timers.tick(cast.store):
                break
        return [
            row["kind"] for row in cast.rows("SELECT kind FROM journal WHERE seq > ? ORDER BY seq", before)
        ]

    assert timers.tick(cast.store) == 1  # the day opens
    return tick


class TestWhoIsCalledAndNotThere:
    def test_recalled_then_put_back_then_recalled_then_out(self, cast, tick):
        person = cast.arrive("A01")
        cast.call("A01")
        seen = []
        for minutes in (2.9, 0.1, 2.9, 0.1):
            cast.clock.pass_min(minutes)
            seen.append(tick())
        assert seen == [[], ["ticket.recall"], [], ["ticket.no_show"]]
        assert (cast.state(person, "A01"), cast.call("A01")) == ("waiting", person.number)
        seen = []
        for minutes in (3, 3):
            cast.clock.pass_min(minutes)
            seen.append(tick())
        assert seen == [["ticket.recall"], ["ticket.no_show"]]
        assert cast.state(person, "A01") == "no_show"

    def test_a_recall_by_staff_starts_the_second_span_anew(self, cast, tick):
        person = cast.arrive("A01")
        cast.call("A01")
        cast.clock.pass_min(2)
        cast.done("ticket.recall", ticket=person.tickets["A01"])
        cast.clock.pass_min(2.9)
        assert tick() == []
        cast.done("ticket.recall", ticket=person.tickets["A01"])
        cast.clock.pass_min(2.9)
        assert tick() == []
        cast.clock.pass_min(0.1)
        assert tick() == ["ticket.no_show"]

    def test_how_long_is_the_expos_setting(self, cast, tick):
        cast.done("expo.settings", settings={"recall_min": 10})
        cast.arrive("A01")
        cast.call("A01")
        cast.clock.pass_min(9.9)
        assert tick() == []
        cast.clock.pass_min(0.1)
        assert tick() == ["ticket.recall"]

    def test_whoever_came_is_left_in_peace(self, cast, tick):
        person = cast.arrive("A01")
        cast.call("A01")
        cast.clock.pass_min(1)
        cast.done("consultation.start", ticket=person.tickets["A01"], counter=1)
        cast.clock.pass_min(30)
        assert tick() == []

    def test_it_is_done_by_system(self, cast, tick):
        cast.arrive("A01")
        cast.call("A01")
        cast.clock.pass_min(3)
        tick()
        assert [row["actor"] for row in cast.journal("ticket.recall")] == ["system"]


class TestOpeningAndClosing:
    def test_a_day_opens_and_closes_once(self, cast):
        seen = []
        for day, clock in (
            (DAY, "10:00"),
            (DAY, "10:01"),
            (DAY, "17:59"),
            (DAY, "18:00"),
            (DAY, "18:01"),
            (NEXT_DAY, "09:00"),
            (NEXT_DAY, "10:00"),
            (NEXT_DAY, "18:00"),
            (NEXT_DAY, "19:00"),
        ):
            cast.clock.set(day, clock)
            seen.append(timers.tick(cast.store))
        assert seen == [1, 0, 0, 1, 0, 0, 1, 1, 0]

    def test_at_the_first_closing_places_stay_and_at_the_last_they_end(self, cast, tick):
        person = cast.arrive("A01")
        cast.clock.set(DAY, "18:00")
        assert tick() == ["expo.end_day"]
        assert cast.state(person, "A01") == "waiting"
        cast.clock.set(NEXT_DAY, "18:00")
        assert tick() == ["ticket.leave", "expo.end_day"]
        assert cast.state(person, "A01") == "cancelled"

    def test_a_server_that_was_off_at_closing_catches_up(self, cast, tick):
        person = cast.arrive("A01")
        cast.clock.set(NEXT_DAY, "20:00")
        assert tick() == ["expo.end_day", "ticket.leave", "expo.end_day"]
        assert cast.state(person, "A01") == "cancelled"

    def test_before_the_expo_nothing_happens(self, cast):
        cast.clock.set("2026-10-28", "12:00")
        assert timers.tick(cast.store) == 0

    def test_who_is_called_at_the_last_closing_is_out_once_they_do_not_come(self, cast, tick):
        cast.clock.set(NEXT_DAY, "17:58")
        tick()
        person = cast.arrive("A01")
        cast.call("A01")
        for clock in ("18:02", "18:06"):
            cast.clock.set(NEXT_DAY, clock)
            tick()
        assert cast.state(person, "A01") == "no_show"


class TestARestart:
    def test_repeats_nothing(self, cast, tick):
        cast.arrive("A01")
        cast.call("A01")
        cast.clock.pass_min(3)
        assert tick() == ["ticket.recall"]
        cast.reopen()
        assert timers.tick(cast.store) == 0

    def test_two_servers_at_once_do_it_once(self, cast, tick):
        cast.arrive("A01")
        cast.call("A01")
        cast.clock.pass_min(3)
        other = open_store(cast.store.path.parent, cast.clock)
        due = [timers.due_calls(store) for store in (cast.store, other)]
        assert due[0] == due[1]
        timers.tick(cast.store)
        for verb, fields, action_id in due[1]:
            assert perform(
                other, verb, SYSTEM, {**fields, "action_id": action_id}
            ).ok  # the remembered answer
        other.close()
        assert len(cast.journal("ticket.recall")) == 1


class TestPauses:
    def test_a_booths_lunch_ends_by_itself(self, cast, tick):
        cast.done("booth.pause", booth="A01", reason="점심", minutes=30)
        cast.clock.pass_min(29.9)
        assert tick() == []
        cast.clock.pass_min(0.1)
        assert tick() == ["booth.open"]

    def test_the_end_of_a_break_brings_nobody_back_who_went_home(self, cast, tick):
        cast.done("booth.go_home", booth="A02")
        cast.done("booth.pause", booth="A02", minutes=30)
        cast.clock.pass_min(30)
        assert tick() == ["booth.open"]
        assert cast.value("SELECT left_on FROM booths WHERE number = 'A02'") == DAY
        cast.done("booth.open", booth="A02")
        assert cast.value("SELECT left_on FROM booths WHERE number = 'A02'") is None

    def test_a_visitors_pause_ends_with_its_budget(self, cast, tick):
        person = cast.arrive("A01")
        cast.done("visitor.pause", "desk", visitor=person.id)
        cast.clock.pass_min(60)
        assert tick() == ["visitor.resume"]
        assert cast.call("A01") == person.number

    def test_an_invitation_lapses(self, cast, tick):
        cast.done("booth.invite", booth="A01", visitor=cast.arrive().id)
        cast.clock.pass_min(20)
        assert tick() == ["invite.lapse"]


class TestCallingAhead:
    def test_where_a_booth_has_switched_it_on(self, cast, tick):
        cast.meet(cast.arrive(), "A02")
        person = cast.arrive("A02")
        cast.clock.pass_min(30)
        assert tick() == []
        cast.done("booth.call_ahead", booth="A02", on=True)
        assert tick() == ["ticket.call_next"]
        assert cast.state(person, "A02") == "called"

    def test_before_the_meetings_expected_end_and_one_at_most(self, cast, tick):
        cast.done("booth.call_ahead", booth="A02", on=True)
        cast.meet(cast.arrive(), "A02")
        for _ in range(2):
            cast.arrive("A02")
        cast.clock.pass_min(5)
        assert tick() == []
        cast.clock.pass_min(8)
        assert tick() == ["ticket.call_next"]
        cast.clock.pass_min(1)
        assert tick() == []


class TestWhoeverIsGone:
    def test_a_merged_visitors_pause_goes_on_with_who_stays_and_ends_once(self, cast, tick):
        gone, stays = cast.arrive("A02"), cast.arrive()
        cast.done("visitor.pause", "desk", visitor=gone.id)
        cast.done("visitor.merge", "desk", visitor=gone.id, into=stays.id, reason="두 번 등록")
        assert cast.rows("SELECT paused_at, pause_until FROM visitors WHERE id = ?", gone.id) == [
            {"paused_at": None, "pause_until": None}
        ]
        assert cast.refused("ticket.call_next", booth="A02", counter=1) == (409, "queue_empty")
        cast.clock.pass_min(60)
        assert tick() == ["visitor.resume"]
        assert timers.due_pauses(cast.store) == []
        assert cast.call("A02") == stays.number

    def test_who_is_called_is_not_put_to_rest_by_a_merge(self, cast, tick):
        gone, stays = cast.arrive(), cast.arrive("A02")
        cast.done("visitor.pause", "desk", visitor=gone.id)
        cast.call("A02")
        cast.done("visitor.merge", "desk", visitor=gone.id, into=stays.id, reason="두 번 등록")
        assert cast.value("SELECT paused_at FROM visitors WHERE id = ?", stays.id) is None

    def test_no_badge_of_a_merged_visitor_waits_at_a_printer(self, cast):
        gone, stays = cast.arrive(), cast.arrive()
        printer = cast.done("printer.add", name="프린터", driver="browser")["printer"]["id"]
        cast.done("print.badge", "desk", visitor=gone.id, printer=printer)
        cast.done("visitor.merge", "desk", visitor=gone.id, into=stays.id, reason="두 번 등록")
        assert cast.rows("SELECT * FROM print_jobs") == []

    def test_the_database_takes_no_pause_of_a_merged_visitor(self, cast):
        gone, stays = cast.arrive(), cast.arrive()
        cast.done("visitor.merge", "desk", visitor=gone.id, into=stays.id, reason="두 번 등록")
        with pytest.raises(sqlite3.IntegrityError):
            cast.store.change(
                lambda change: change.update("UPDATE visitors SET pause_until = 1 WHERE id = ?", gone.id)
            )

    @pytest.mark.parametrize(
        "ends",
        [
            ("badge.void", {"reason": "분실"}),
            ("badge.reprint", {}),
            ("visitor.undo_check_in", {"reason": "시험"}),
            ("visitor.check_out", {}),
        ],
    )
    def test_whatever_else_befalls_a_paused_and_invited_visitor_leaves_nothing_to_repeat(
        self, cast, tick, ends
    ):
        person = cast.arrive("A02")
        cast.done("booth.invite", booth="A01", visitor=person.id)
        cast.done("visitor.pause", "desk", visitor=person.id)
        cast.clock.pass_min(1)
        verb, fields = ends
        cast.done(verb, "desk", visitor=person.id, **fields)
        clock = timers.Clockwork(cast.store)
        for _ in range(70):
            cast.clock.pass_min(1)
            clock.tick()
        assert clock.tick() == 0
        assert cast.store.health.troubles() == []

    def test_after_closing_nothing_is_asked_for_again(self, cast, tick):
        cast.done("booth.call_ahead", booth="A02", on=True)
        cast.meet(cast.arrive(), "A02")
        cast.arrive("A02")
        cast.clock.set(DAY, "18:00")
        tick()
        before = cast.value("SELECT count(*) FROM answers")
        clock = timers.Clockwork(cast.store)
        for _ in range(30):
            cast.clock.pass_min(1)
            clock.tick()
        assert cast.value("SELECT count(*) FROM answers") == before

    def test_a_booth_that_rests_is_not_asked_to_call_ahead(self, cast, tick):
        cast.done("booth.call_ahead", booth="A02", on=True)
        cast.meet(cast.arrive(), "A02")
        cast.arrive("A02")
        cast.done("booth.pause", booth="A02")
        cast.clock.pass_min(30)
        assert timers.due_calls_ahead(cast.store) == []


@pytest.fixture
def never_to_be_opened(cast):
    """A booth whose pause ends although it has none: what the clock would do is refused."""
    until = cast.clock() + 1000
    cast.store.change(
        lambda change: change.update("UPDATE booths SET pause_until = ? WHERE number = 'A01'", until)
    )
    cast.clock.pass_s(2)


def tried(cast, clock, seconds):
    """How often the clock tries to open A01 within so many seconds; each try leaves an answer of its own."""
    before = cast.value("SELECT count(*) FROM answers WHERE verb = 'booth.open'")
    for _ in range(seconds):
        cast.clock.pass_s(1)
        clock.tick()
    return cast.value("SELECT count(*) FROM answers WHERE verb = 'booth.open'") - before


class TestWhatFails:
    def test_is_tried_ever_more_seldom_and_told_after_three_times(self, cast, tick, never_to_be_opened):
        clock = timers.Clockwork(cast.store)
        assert tried(cast, clock, 1) == 1
        assert cast.store.health.troubles() == []
        assert tried(cast, clock, 9) == 3  # after 1, 2 and 4 seconds
        [trouble] = cast.store.health.troubles()
        assert (trouble.code, trouble.values["verb"], trouble.values["booth"]) == (
            "clock_fails",
            "booth.open",
            "A01",
        )
        assert trouble.values["why"] == "A01 부스는 이미 열려 있어요."
        assert tried(cast, clock, 600) <= 7
        assert tried(cast, clock, 600) == 2  # every five minutes

    def test_is_done_once_it_can_be_although_its_first_refusal_is_remembered(
        self, cast, tick, never_to_be_opened
    ):
        clock = timers.Clockwork(cast.store)
        tried(cast, clock, 20)
        cast.store.change(
            lambda change: change.update("UPDATE booths SET paused_at = 1 WHERE number = 'A01'")
        )
        tried(cast, clock, 60)
        assert cast.value("SELECT pause_until FROM booths WHERE number = 'A01'") is None
        assert cast.store.health.troubles() == []
        assert len(cast.journal("booth.open")) == 1

    def test_is_forgotten_when_it_is_due_no_more(self, cast, tick, never_to_be_opened):
        clock = timers.Clockwork(cast.store)
        tried(cast, clock, 20)
        cast.store.change(lambda change: change.update("UPDATE booths SET pause_until = NULL"))
        clock.tick()
        assert (cast.store.health.troubles(), clock._failing) == ([], {})

    def test_refused_once_is_logged_only_when_it_is_refused_again(
        self, cast, tick, caplog, never_to_be_opened
    ):
        clock = timers.Clockwork(cast.store)
        tried(cast, clock, 1)
        assert "fails" not in caplog.text
        tried(cast, clock, 20)
        assert caplog.text.count("booth.open fails") == 1

    def test_what_was_done_and_is_due_again_has_failed(self, cast, tick):
        """A row that an action leaves as it was: the same action_id gets its first answer for ever."""
        cast.store.change(
            lambda change: change.update(
                "CREATE TRIGGER stays AFTER UPDATE OF pause_until ON booths WHEN new.pause_until IS NULL"
                " BEGIN UPDATE booths SET paused_at = 1, pause_until = old.pause_until WHERE id = new.id; END"
            )
        )
        cast.done("booth.pause", booth="A01", minutes=1)
        cast.clock.pass_min(2)
        clock = timers.Clockwork(cast.store)
        assert 4 <= tried(cast, clock, 30) <= 8
        assert [one.code for one in cast.store.health.troubles()] == ["clock_fails"]

    def test_a_fault_stops_nothing_else(self, cast, tick, caplog):
        person = cast.arrive("A02")
        cast.done("booth.pause", booth="A01", minutes=60)
        cast.done("visitor.pause", "desk", visitor=person.id)
        cast.done("booth.invite", booth="A03", visitor=cast.arrive().id)
        cast.store.change(
            lambda change: change.update(
                "CREATE TRIGGER spoilt BEFORE UPDATE ON visitors BEGIN SELECT raise(ABORT, 'a fault'); END"
            )
        )
        cast.clock.pass_min(61)
        clock = timers.Clockwork(cast.store)
        for _ in range(20):
            clock.tick()
            cast.clock.pass_s(1)
        assert len(cast.journal("booth.open")) == len(cast.journal("invite.lapse")) == 1
        assert caplog.text.count("visitor.resume fails") == 1
        assert [one.values["verb"] for one in cast.store.health.troubles()] == ["visitor.resume"]

    def test_a_closing_that_was_refused_is_not_taken_for_done(self, cast, tick):
        cast.clock.set(DAY, "18:00")
        [(verb, fields, action_id)] = timers.due_openings(cast.store)
        cast.store.change(
            lambda change: change.insert(
                "answers",
                action_id=action_id,
                verb=verb,
                who="system",
                fields_hash="",
                status=409,
                body="{}",
                at=change.now,
            )
        )
        assert [one[0] for one in timers.due_openings(cast.store)] == ["expo.end_day"]

    def test_while_nothing_can_be_written_one_try_a_tick_is_enough(self, cast, tick):
        for booth in ("A01", "A02", "A03"):
            cast.done("booth.pause", booth=booth, minutes=1)
        cast.clock.pass_min(2)
        cast.store._writer_connection.execute("PRAGMA busy_timeout = 500")
        blocker = sqlite3.connect(cast.store.path, isolation_level=None)
        blocker.execute("BEGIN IMMEDIATE")
        clock = timers.Clockwork(cast.store)
        began = time.monotonic()
        assert clock.tick() == 0
        assert time.monotonic() - began < 1.4  # one wait for the lock: three are 1.5
        assert cast.store.health.troubles() == []
        blocker.execute("ROLLBACK")
        assert clock.tick() == 3

    @pytest.mark.parametrize(
        ("lang", "said"), [("ko", "부스의 쉬는 시간 끝내기"), ("en", "end a booth's break")]
    )
    def test_an_organiser_sees_it_as_an_alarm(self, cast, tick, never_to_be_opened, lang, said):
        tried(cast, timers.Clockwork(cast.store), 20)
        troubles = cast.store.health.troubles()
        with cast.store.read() as db:
            shown = organiser.show(db, now=cast.clock(), lang=lang, troubles=troubles)
        [alarm] = [one for one in shown.data["alarms"] if one["code"] == "clock_fails"]
        assert (alarm["booth"], said in alarm["message"]) == ("A01", True)

    def test_a_server_that_cannot_save_says_so_first(self, cast):
        cast.store.health.tell("writer", Trouble("writer_hangs", cast.clock()))
        cast.clock.set(DAY, "23:00")
        with cast.store.read() as db:
            shown = organiser.show(db, now=cast.clock(), lang="ko", troubles=cast.store.health.troubles())
        assert shown.data["alarms"][0]["code"] == "writer_hangs"
