"""Messages to booths: each tablet shows one until its people have read it."""

from kiosk.expo.square import messages
from tests.cast import DAY, Cast


def unread(cast: Cast, booth: str) -> list[str]:
    booth_id = cast.value("SELECT id FROM booths WHERE number = ?", booth)
    with cast.store.read() as db:
        return [one["text"] for one in messages.unread(db, booth_id)]


def test_it_stays_until_each_booth_has_read_it(cast: Cast) -> None:
    told = cast.done("message.send", text="명찰을 확인해 주세요", to=["A01", "a02"])["told"]
    assert (unread(cast, "A01"), unread(cast, "A02"), unread(cast, "A03")) == (
        ["명찰을 확인해 주세요"],
        ["명찰을 확인해 주세요"],
        [],
    )
    cast.clock.pass_min(3)
    after = cast.done("message.read", "booth:A01", message=told["id"], booth="A01")["told"]
    assert after["booths"] == [
        {"booth": "A01", "read_at": f"{DAY}T10:03:00+09:00"},
        {"booth": "A02", "read_at": None},
    ]
    assert unread(cast, "A01") == [] and len(unread(cast, "A02")) == 1
    assert cast.refused("message.read", "booth:A01", message=told["id"], booth="A01") == (409, "wrong_state")
    assert cast.refused("message.read", "booth:A01", message=told["id"], booth="A02") == (403, "not_allowed")


def test_without_booths_all_are_told_and_it_can_be_taken_back(cast: Cast) -> None:
    told = cast.done("message.send", text="네 시에 마쳐요")["told"]
    assert [one["booth"] for one in told["booths"]] == ["A01", "A02", "A03", "B01", "B02", "B03"]
    cast.done("message.end", message=told["id"])
    assert unread(cast, "B03") == []
    assert cast.refused("message.read", "booth:A01", message=told["id"], booth="A01") == (409, "wrong_state")
    assert cast.refused("message.end", message=told["id"]) == (409, "wrong_state")


def test_an_unknown_booth_among_them_tells_nobody(cast: Cast) -> None:
    assert cast.refused("message.send", text="안녕", to=["A01", "Z99"]) == (409, "unknown_booth")
    assert unread(cast, "A01") == []


def test_twenty_unread_ones_are_enough(cast: Cast) -> None:
    ids = [cast.done("message.send", text=f"{n}", to=["A01"])["told"]["id"] for n in range(20)]
    assert cast.refused("message.send", text="하나 더") == (409, "full")
    cast.done("message.read", "booth:A01", message=ids[7], booth="A01")
    cast.done("message.send", text="하나 더")
