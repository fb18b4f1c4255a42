"""Contact data goes when its time is over, by a tap: before, nobody can, and afterwards nothing of it is left."""

import json

import pytest

from kiosk.expo.figures import alarms
from kiosk.expo.person import retention
from kiosk.expo.queue import loads
from tests.cast import Cast


def told(cast: Cast) -> list[str]:
    with cast.store.read() as db:
        state = loads.of(db, cast.clock.now)
        return [one.code for one in alarms.find(db, state, None, cast.clock.now, "ko")]


@pytest.mark.parametrize(
    ("months", "before", "due"),
    [(12, "2027-10-29", "2027-10-30"), (1, "2026-11-29", "2026-11-30"), (4, "2027-02-27", "2027-02-28")],
)
def test_is_refused_until_the_day_and_done_from_then_on(
    cast: Cast, months: int, before: str, due: str
) -> None:
    cast.done("expo.settings", settings={"keep_contacts_months": months})
    cast.clock.set(before, "23:59")
    assert (cast.refused("contacts.forget"), told(cast)) == ((409, "wrong_state"), ["contacts_soon"])
    cast.clock.set(due, "00:00")
    assert told(cast) == ["contacts_due"]
    assert cast.done("contacts.forget")["people"] == 3
    assert told(cast) == []


def test_leaves_no_contact_data_and_every_meeting(cast: Cast) -> None:
    cast.done("visitor.set_need", visitor=cast.minseo.id, need="휠체어")
    cast.check_in(cast.minseo)
    cast.finish(cast.meet(cast.minseo, "A01"))
    cast.clock.set("2028-01-01", "10:00")
    cast.done("contacts.forget")
    assert cast.value("SELECT count(*) FROM contacts") == 0
    assert cast.value("SELECT count(*) FROM visitors WHERE need IS NOT NULL") == 0
    assert cast.value("SELECT count(*) FROM lines") == 1
    with cast.store.read() as db:
        assert retention.is_due(db, cast.clock.now, "Asia/Seoul") is False


def test_never_goes_by_the_clock_alone(cast: Cast) -> None:
    """A laptop whose clock is years ahead destroys nothing."""
    from kiosk.actions import timers

    cast.clock.set("2099-01-01", "10:00")
    timers.tick(cast.store)
    assert cast.value("SELECT count(*) FROM contacts") == 3


def test_the_clock_says_so_a_week_before_and_removes_what_it_said(cast: Cast) -> None:
    from kiosk.actions.timers import Clockwork

    clock = Clockwork(cast.store)
    cast.done("expo.settings", settings={"share_contacts_months": 6})
    cast.clock.set("2027-04-23", "09:00")
    clock.tick()
    assert [json.loads(one["detail"]) for one in cast.journal("contacts.announce")] == [
        {"purpose": "share", "due_on": "2027-04-30"}
    ]
    cast.clock.set("2027-04-30", "08:00")
    clock.tick()
    assert cast.journal("contacts.forget") == []  # a week is not over yet
    cast.clock.set("2027-04-30", "09:00")
    clock.tick()
    clock.tick()
    [entry] = cast.journal("contacts.forget")
    told = json.loads(entry["detail"])
    assert (told["purposes"], told["removed"]) == (["share"], {"shares": 3})
    assert cast.value("SELECT count(*) FROM contacts") == 3
    cast.clock.set("2027-10-24", "09:00")
    clock.tick()
    cast.clock.set("2027-10-31", "09:00")
    clock.tick()
    assert json.loads(cast.journal("contacts.forget")[-1]["detail"])["removed"]["names"] == 3


def test_records_of_who_saw_contact_data_go_after_a_year(cast: Cast) -> None:
    cast.done("contact.open", "desk", visitor=cast.minseo.id)
    cast.clock.set("2027-10-29", "10:00")
    cast.done("contact.search", "desk", persons=2)
    cast.clock.set("2027-10-31", "10:00")
    assert cast.done("contacts.forget")["removed"]["records"] == 1
    assert (cast.journal("contact.open"), len(cast.journal("contact.search"))) == ([], 1)


def test_a_day_is_chosen_at_the_command_line_alone(cast: Cast) -> None:
    assert cast.refused("contacts.forget", as_of="2099-01-01") == (403, "not_allowed")
    assert cast.done("contacts.forget", "system", as_of="2027-10-30")["visitors"] == 3


def test_whoever_was_named_about_something_else_is_so_no_more(cast: Cast) -> None:
    name = cast.value("SELECT name FROM contacts WHERE visitor_id = ?", cast.minseo.id)
    for again in range(9):  # more of them than are looked for one by one
        cast.register(
            f"여러사람{again}", enterprise="어느 기업", phone=f"010-1234-{1000 + again}", consent=True
        )
    cast.done("message.send", text=f"{name}님을 찾아요")
    cast.done("booth.pause", booth="A02", reason=f"{name} 님과 이야기")
    cast.done("contacts.forget", "system", as_of="2027-10-30")
    said = cast.rows(
        "SELECT text AS said FROM messages UNION ALL SELECT detail FROM journal UNION ALL SELECT body FROM answers"
        " UNION ALL SELECT pause_reason FROM booths WHERE pause_reason IS NOT NULL"
    )
    assert not [one for one in said if name in one["said"]]
