"""Nobody is called out of what they attend, unless they choose."""

from kiosk.actions import timers
from tests.cases import programme_item
from tests.cast import DAY, Cast, Person


def attending(cast: Cast, at: str, **item: object) -> tuple[int, Person, Person]:
    """The item, somebody with a seat there who waits at A02, and the one behind them."""
    found = programme_item(cast, **item)
    first, second = cast.arrive("A02"), cast.arrive("A02")
    cast.done("programme.sign_up", "desk", item=found, visitor=first.id)
    cast.clock.set(DAY, at)
    return found, first, second


def test_who_sits_in_a_lecture_is_passed_over_and_keeps_the_place(cast: Cast) -> None:
    _, first, second = attending(cast, "11:05")
    called = cast.done("ticket.call_next", booth="A02", counter=1)
    assert called["ticket"]["number"] == second.number
    assert called["skipped"] == [{"ticket": first.tickets["A02"], "reason": "programme"}]
    assert cast.queue("A02") == [first.number]


def test_they_are_called_again_once_it_is_over(cast: Cast) -> None:
    _, first, _ = attending(cast, "11:20")
    assert cast.call("A02") == first.number


def test_who_is_told_to_go_there_is_called_no_more(cast: Cast) -> None:
    _, first, second = attending(cast, "10:49")
    assert cast.call("A02") == first.number
    cast.done("ticket.uncall", ticket=first.tickets["A02"], reason="잘못 눌렀어요")
    cast.clock.set(DAY, "10:50")
    assert cast.call("A02") == second.number


def test_who_wants_to_be_called_nevertheless_is(cast: Cast) -> None:
    item, first, _ = attending(cast, "11:05")
    cast.done("programme.call_me", f"visitor:{first.id}", item=item, visitor=first.id, on=True)
    assert cast.call("A02") == first.number


def test_no_booth_calls_them_out_of_turn(cast: Cast) -> None:
    _, first, _ = attending(cast, "11:05")
    given = {"ticket": first.tickets["A02"], "counter": 1, "reason": "급해요"}
    assert cast.refused("ticket.call", **given) == (409, "visitor_busy")


def test_waiting_for_a_seat_a_cancelled_item_and_an_exhibition_keep_nobody(cast: Cast) -> None:
    item, first, _ = attending(cast, "11:05", capacity=1)
    assert cast.refused("ticket.call", ticket=first.tickets["A02"], counter=1, reason="-") == (
        409,
        "visitor_busy",
    )
    cast.done("programme.cancel", item=item)
    assert cast.call("A02") == first.number


def test_only_who_is_passed_over_makes_an_empty_queue_that_says_why(cast: Cast) -> None:
    item = programme_item(cast)
    only = cast.arrive("A03")
    cast.clock.set(DAY, "11:01")
    cast.done("programme.attend", "door", item=item, code=only.code)
    answer = cast.do("ticket.call_next", booth="A03", counter=1).data
    assert answer["code"] == "queue_empty"
    assert answer["skipped"] == [{"ticket": only.tickets["A03"], "reason": "programme"}]


def test_the_clock_tells_who_is_signed_up_once_of_each_moment(cast: Cast) -> None:
    item, person = programme_item(cast), cast.register()
    programme_item(cast, starts="11:05", title="아무도 신청하지 않은 것")
    cast.done("programme.sign_up", "desk", item=item, visitor=person.id)
    for at in ("10:49", "10:50", "10:51", "11:00", "11:20", "11:21"):
        cast.clock.set(DAY, at)
        timers.tick(cast.store)
    told = [row["detail"] for row in cast.journal("programme.tell")]
    assert [one.split('"moment": "')[1].split('"')[0] for one in told] == ["soon", "begins", "ends"]
    assert all(f'"visitors": [{person.id}]' in one for one in told)


def test_an_item_that_is_moved_is_told_of_anew(cast: Cast) -> None:
    item, person = programme_item(cast), cast.register()
    cast.done("programme.sign_up", "desk", item=item, visitor=person.id)
    cast.clock.set(DAY, "10:50")
    timers.tick(cast.store)
    cast.done(
        "programme.change", item=item, title="특강", day=DAY, starts="11:30", ends="12:00", place="주무대"
    )
    cast.clock.set(DAY, "11:20")
    timers.tick(cast.store)
    assert len(cast.journal("programme.tell")) == 2
    [row] = cast.rows("SELECT was_starts_at, was_place FROM programme WHERE id = ?", item)
    assert row["was_place"] == "소통의 장" and row["was_starts_at"] < cast.clock.now
