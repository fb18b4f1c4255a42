"""A lost badge: void without a new one, until there is one."""

from badges.code import decode
from kiosk.exchange import badge_sheets as printed
from tests.cast import KEY, Cast

LOST = {"reason": "잃어버렸어요"}


def test_a_lost_badge_opens_nothing_and_its_holder_keeps_number_places_and_day(cast: Cast) -> None:
    cast.check_in(cast.seoyeon)
    before = (
        cast.places(cast.seoyeon),
        cast.rows("SELECT * FROM tickets"),
        cast.rows("SELECT * FROM arrivals"),
    )
    answer = cast.done("badge.void", "desk", visitor=cast.seoyeon.id, **LOST)
    assert answer["visitor"]["number"] == cast.seoyeon.number
    refused = cast.do("visitor.check_in", "kiosk", code=cast.seoyeon.code).data
    assert refused["code"] == "badge_void" and "분실" in refused["message"]
    for verb, more in (("ticket.join", {"booth": "A01"}), ("visitor.check_out", {})):
        assert cast.refused(verb, "desk", code=cast.seoyeon.code, **more) == (409, "badge_void")
    after = (
        cast.places(cast.seoyeon),
        cast.rows("SELECT * FROM tickets"),
        cast.rows("SELECT * FROM arrivals"),
    )
    assert after == before and before[0]
    assert cast.done("ticket.call_next", booth="A02", counter=1)["ticket"]["number"] == cast.seoyeon.number
    (entry,) = cast.journal("badge.void")
    assert "잃어버렸어요" in entry["detail"] and cast.seoyeon.code not in entry["detail"]


def test_until_a_new_badge_is_made_none_is_drawn(cast: Cast) -> None:
    printer = cast.done("printer.add", name="프린터", driver="browser")["printer"]["id"]
    cast.done("badge.void", "desk", code=cast.minseo.code, **LOST)
    with cast.store.read() as db:
        assert printed.one(db, cast.minseo.id, KEY) is None
    assert cast.minseo.number not in [one.number for one in printed.everybody(cast.store)]
    once_more = {"visitor": cast.minseo.id, "printer": printer}
    assert cast.refused("print.badge", "desk", **once_more) == (409, "wrong_state")
    assert cast.refused("badge.void", "desk", visitor=cast.minseo.id, **LOST) == (409, "wrong_state")
    new = cast.done("badge.reprint", "desk", visitor=cast.minseo.id)["visitor"]["badge"]["code"]
    assert decode(KEY, new).serial == 2
    assert cast.done("visitor.check_in", "kiosk", code=new)["welcome"] == "new"
    cast.done("print.badge", "desk", **once_more)
    old = cast.do("visitor.check_in", "kiosk", code=cast.minseo.code).data
    assert old["code"] == "badge_void" and "분실" not in old["message"]


def test_a_blank_badge_is_a_new_badge_too(cast: Cast) -> None:
    (blank,) = cast.done("badge.reserve", "desk", count=1)["badges"]
    cast.done("badge.void", "desk", visitor=cast.minseo.id, **LOST)
    cast.done("badge.claim", "desk", code=blank["code"], visitor=cast.minseo.id)
    with cast.store.read() as db:
        badge = printed.one(db, cast.minseo.id, KEY)
    assert badge and badge.code == blank["code"]


def test_what_happened_while_cut_off_is_void_since_then(cast: Cast) -> None:
    late = {"at": 0, "sent_at": 5 * 60_000}
    cast.done("badge.void", "desk", visitor=cast.minseo.id, **LOST, **late)
    assert (
        cast.value("SELECT voided_at FROM visitors WHERE id = ?", cast.minseo.id)
        == cast.clock.now - 5 * 60_000
    )


def test_who_registered_on_a_phone_has_no_badge_to_lose(cast: Cast) -> None:
    person = cast.done("visitor.register", "phone", name="정유진", enterprise="새 기업", consent=True)[
        "visitor"
    ]
    assert cast.refused("badge.void", "desk", visitor=person["id"], **LOST) == (409, "not_confirmed")
