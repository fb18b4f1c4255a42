"""What a person is told: more than their queue takes where they hold other places, nothing where a table is free."""

from kiosk.expo.queue import loads
from kiosk.expo.queue.memory import Square
from kiosk.expo.queue.promises import Look, Other, Promises, promise_ms
from tests.cast import Cast, Person

MIN = 60_000


def test_who_waits_nowhere_else_and_finds_a_free_table_is_called_and_walks_there():
    assert promise_ms(Look(0.0, 15 * MIN, 1, ahead=0)) == (0.0, 0.0)
    assert promise_ms(Look(0.0, 15 * MIN, 1, ahead=0, changeover_ms=2 * MIN)) == (2 * MIN, 4 * MIN)


def test_a_table_to_which_somebody_is_called_is_not_free(cast: Cast):
    cast.arrive("A02")
    cast.call("A02")
    person = cast.arrive()
    with cast.store.read() as db:
        now = cast.clock()
        for state in (loads.of(db, now), Square(db, now).loads(now)):
            a02, a03 = (state.by_number[number]["id"] for number in ("A02", "A03"))
            told = Promises(db, state, person.id, now)
            assert told.look(a02).start_ms == state.pace(a02).mean_ms
            assert told.look(a03).start_ms == 0
            assert told.wait_min(a03) == [0, 0] != told.wait_min(a02)


def test_other_places_that_come_first_make_it_later_and_those_far_off_do_not():
    alone = promise_ms(Look(20 * MIN, 15 * MIN, 1, ahead=1))
    first = promise_ms(Look(20 * MIN, 15 * MIN, 1, ahead=1, others=[Other(0.0, 70 * MIN)]))
    far = promise_ms(Look(20 * MIN, 15 * MIN, 1, ahead=1, others=[Other(400 * MIN, 15 * MIN)]))
    assert first[0] > alone[0] and first[1] > alone[1] + 5 * MIN
    assert max(abs(one - other) for one, other in zip(far, alone, strict=True)) < MIN


def test_a_range_narrows_as_the_expo_learns_and_is_never_the_wrong_way_round():
    early, late = (promise_ms(Look(60 * MIN, 15 * MIN, 2, 8, meetings=many)) for many in (0, 800))
    assert early[1] - early[0] > late[1] - late[0] > 0
    for start in range(0, 200, 7):
        p50, p80 = promise_ms(Look(start * MIN, 15 * MIN, 3, start, others=[Other(0.0, 60 * MIN)]))
        assert 0 <= p50 <= p80


def test_an_appointment_that_will_cut_in_is_counted():
    plain, booked = (promise_ms(Look(40 * MIN, 15 * MIN, 1, 2, booked=many)) for many in (0, 1))
    assert booked[0] - plain[0] > 10 * MIN


def test_who_still_wishes_for_much_is_told_a_later_end_and_less_so_towards_closing():
    def width(**more: float) -> float:
        p50, p80 = promise_ms(Look(40 * MIN, 15 * MIN, 1, 2, meetings=200, **more))  # type: ignore[arg-type]
        return p80 - p50

    assert width(wished_ms=60 * MIN) > width() + 10 * MIN
    assert (
        width(wished_ms=600 * MIN) < width(wished_ms=60 * MIN) + 5 * MIN
    )  # nobody is passed while they do not wait
    assert width(wished_ms=60 * MIN, day_left=0.1) < width(wished_ms=60 * MIN) - 10 * MIN
    assert width(day_left=0.1) < width() - 5 * MIN


def test_wishes_without_a_place_count_and_those_that_are_given_one_do_not(cast: Cast):
    cast.done("expo.settings", settings={"live_tickets": 1})
    person = cast.register("김여럿", wishes=["A02", "A03", "B02"])
    cast.check_in(person)
    (held,) = cast.places(person)
    with cast.store.read() as db:
        now = cast.clock()
        state = loads.of(db, now)
        ids = {number: row["id"] for number, row in state.by_number.items()}
        told = Promises(db, state, person.id, now)
        left = sorted({"A02", "A03", "B02"} - {held})
        assert told.look(ids[held]).wished_ms == 2 * state.mean_ms
        assert told.look(ids[left[0]]).wished_ms == state.mean_ms
        given = Promises(db, state, person.id, now, [ids[number] for number in left])
        assert given.look(ids[held]).wished_ms == 0
        assert told.look(ids[held]).day_left == state.ground.today(now).left(now)


def test_what_a_person_is_told_counts_the_places_that_they_hold_elsewhere(cast: Cast):
    for _ in range(3):
        cast.arrive("A02")
        cast.arrive("A03")
    many, one = cast.arrive("A02", "A03", "B02"), cast.arrive("A02")
    with cast.store.read() as db:
        state = loads.of(db, cast.clock())
        booth = state.by_number["A02"]["id"]
        held, alone = (Promises(db, state, who.id, cast.clock()).of(booth, 3) for who in (many, one))
        ranges = db.execute("SELECT expected_p50_ms AS low, expected_p80_ms AS high FROM tickets").fetchall()
    assert held[1] > alone[1]
    assert all(row["low"] <= row["high"] for row in ranges if row["high"] is not None)


def test_how_long_counters_stand_while_somebody_waits_is_learnt_by_booth(cast: Cast):
    for _ in range(6):
        first, second = cast.arrive("A02"), cast.arrive("A02")
        meeting = cast.meet(first, "A02")
        cast.clock.pass_min(10)
        cast.finish(meeting)
        cast.clock.pass_min(5)
        cast.finish(_sat(cast, second))
    unhurried = cast.arrive()  # who comes when a counter stands free makes it no slower
    cast.clock.pass_min(8)
    cast.finish(_sat(cast, unhurried))
    with cast.store.read() as db:
        state, now = loads.of(db, cast.clock()), cast.clock()
        assert Square(db, now).loads(now).changeovers == state.changeovers
        a02, a03 = (state.by_number[number]["id"] for number in ("A02", "A03"))
        assert state.changeovers[a02] == (6, 6 * 5 * MIN)
        assert 5 * MIN > state.changeover_ms(a02) > state.changeover_ms(a03) > MIN
        assert Promises(db, state, unhurried.id, now).look(a02).changeover_ms == state.changeover_ms(a02)


def _sat(cast: Cast, person: Person) -> int:
    """A meeting of ten minutes at A02; gives it, to be finished."""
    meeting = cast.meet(person, "A02")
    cast.clock.pass_min(10)
    return meeting
