"""Who is called next, as a decision on values alone."""

from kiosk.expo.queue.pick import Hours, Waiting, pick, put_back_rank

MIN = 60_000
NOW = 1_000 * MIN
HOURS = Hours(early_ms=5 * MIN, late_ms=10 * MIN)


def waiting(number, rank, **more):
    return Waiting(ticket_id=number, number=number, rank=rank, **more)


def chosen(*queue):
    found = pick(queue, NOW, HOURS).chosen
    return found and found.number


def test_a_due_appointment_first_then_rank_then_an_early_one():
    due = waiting(1, 9.0, appointment_at=NOW + 5 * MIN)
    first, second = waiting(2, 2.0), waiting(3, 3.0)
    early = waiting(4, 1.0, appointment_at=NOW + 6 * MIN)
    assert chosen(early, second, first, due) == 1
    assert chosen(early, second, first) == 2
    assert chosen(early) == 4


def test_of_two_due_appointments_the_earlier_booked():
    assert chosen(waiting(1, 20.0, appointment_at=NOW), waiting(2, 10.0, appointment_at=NOW - MIN)) == 2


def test_an_early_appointment_may_go_when_nobody_else_can_come():
    assert chosen(waiting(1, 1.0, busy="in_meeting"), waiting(2, 2.0, appointment_at=NOW + 60 * MIN)) == 2


def test_everybody_ahead_of_the_chosen_one_is_told_with_the_reason():
    queue = [
        waiting(1, 1.0, busy="in_meeting", busy_at="A03"),
        waiting(2, 2.0, busy="called", busy_at="A04"),
        waiting(3, 3.0, busy="paused"),
        waiting(4, 4.0, busy="left"),
        waiting(5, 5.0, keeps_from=NOW + 20 * MIN),
        waiting(6, 6.0),
        waiting(7, 7.0, busy="paused"),
    ]
    found = pick(queue, NOW, HOURS)
    assert found.skipped == [(1, "in_meeting"), (2, "called"), (3, "paused"), (4, "left"), (5, "appointment")]
    assert len(found.why) == 6


def test_with_nobody_to_call_all_who_wait_are_told():
    found = pick([waiting(1, 1.0, busy="left"), waiting(2, 2.0, busy="called")], NOW, HOURS)
    assert (found.chosen, found.skipped) == (None, [(1, "left"), (2, "called")])


def test_two_places_back_is_between_the_second_and_the_third():
    assert put_back_rank(1.0, [2.0, 3.0, 4.0]) == 3.5
    assert put_back_rank(1.0, [0.5, 2.0, 3.0]) == 4.0
    assert put_back_rank(1.0, [0.5]) == 1.0
    assert put_back_rank(9.0, [1.0, 2.0, 3.0], first=True) == 2.5
