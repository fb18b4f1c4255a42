"""Leaving and coming back, and citizens counted by a tap."""

from kiosk.expo.figures import figures
from tests.cast import Cast


def test_who_left_is_skipped_and_keeps_every_place_for_their_return(cast: Cast) -> None:
    cast.check_in(cast.minseo)
    cast.done("ticket.join", "desk", visitor=cast.minseo.id, booth="B01")
    cast.done("visitor.check_out", "desk", visitor=cast.minseo.id)
    refused = cast.do("ticket.call_next", "organiser", booth="B01", counter=1)
    assert (refused.data["code"], [one["reason"] for one in refused.data["skipped"]]) == (
        "queue_empty",
        ["left"],
    )
    back = cast.done("visitor.check_in", "desk", visitor=cast.minseo.id)
    assert back["welcome"] == "again"
    assert (
        cast.done("ticket.call_next", "organiser", booth="B01", counter=1)["ticket"]["number"]
        == cast.minseo.number
    )


def test_citizens_are_counted_apart_from_persons_and_taken_back_by_a_counter_entry(cast: Cast) -> None:
    cast.check_in(cast.minseo)
    cast.done("citizen.count", "kiosk", count=3)
    cast.done("citizen.count", "kiosk", count=-1)
    with cast.store.read() as db:
        found = figures.organiser(db, cast.store.now(), "Asia/Seoul")
        entries = db.execute(
            "SELECT count(*) AS entries FROM journal WHERE kind = 'citizen.count'"
        ).fetchone()
    assert (found["persons_today"], found["citizens_today"], entries["entries"]) == (1, 2, 2)


def test_staff_and_press_are_let_in_counted_apart_and_taken_by_no_queue(cast: Cast) -> None:
    press = cast.done("visitor.register", "desk", name="한기자", consent=True, badge_kind="press")["visitor"]
    assert press["badge_kind"] == "press" and press["enterprise"] is None
    cast.done("visitor.check_in", "desk", visitor=press["id"])
    refused = cast.do("ticket.join", "desk", visitor=press["id"], booth="A01")
    assert refused.data["code"] == "wrong_state"
    with cast.store.read() as db:
        assert figures.organiser(db, cast.store.now(), "Asia/Seoul")["persons_today"] == 0


def test_only_a_desk_gives_out_a_badge_of_staff(cast: Cast) -> None:
    answer = cast.do("visitor.register", "kiosk", name="한기자", consent=True, badge_kind="staff")
    assert answer.status == 403
    wrong = cast.do("visitor.register", "desk", name="한기자", consent=True, badge_kind="king")
    assert (wrong.status, list(wrong.data["fields"])) == (400, ["badge_kind"])
