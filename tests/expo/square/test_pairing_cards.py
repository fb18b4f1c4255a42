"""The pairing sheet's cards: which there are, when their codes work, and who may use one."""

import pytest

from kiosk.actions import timers
from kiosk.expo.square import pairing_cards
from tests.cast import KEY

BOOTHS = 6


@pytest.fixture
def cards(cast):
    """Every card now: the title on it -> its code."""

    def cards():
        with cast.store.read() as db:
            shown = pairing_cards.shown(db)
        titles = [" ".join(filter(None, [one["booth"], pairing_cards.title(one, "ko")])) for one in shown]
        return {title: pairing_cards.code_of(KEY, one) for title, one in zip(titles, shown, strict=True)}

    return cards


@pytest.fixture
def scan(cast):
    """A browser opens a card; the answer."""

    def scan(card, secret="s" * 32, **more):
        return cast.do("pairing.redeem", "system", card=card, secret=secret, **more)

    return scan


def test_a_sheet_has_a_card_for_every_booth_and_so_many_of_the_rest(cast, cards):
    assert cast.done("pairing.cards", kiosks=2, stages=1)["cards"] == BOOTHS + 3
    titles = list(cards())
    assert titles[:2] == ["A01 부스 태블릿", "A02 부스 태블릿"]
    assert titles[BOOTHS:] == ["키오스크 1", "키오스크 2", "무대 1"]


def test_cards_that_are_there_keep_their_codes_and_only_unused_ones_go(cast, cards, scan):
    cast.done("pairing.cards", tablets=0, kiosks=3)
    before = cards()
    cast.done("pairing.open")
    assert scan(before["키오스크 3"]).ok
    assert cast.done("pairing.cards", tablets=0, kiosks=1, desks=1)["cards"] == 3
    assert cards() == {
        "키오스크 1": before["키오스크 1"],
        "키오스크 3": before["키오스크 3"],
        "안내 데스크 1": cards()["안내 데스크 1"],
    }
    assert scan(before["키오스크 2"], "t" * 32).data["code"] == "unknown_code"
    cast.done("pairing.cards", tablets=0, kiosks=2)
    assert cards()["키오스크 2"] != before["키오스크 2"]


def test_codes_work_for_two_hours_and_then_the_clock_switches_them_off(cast, cards, scan):
    cast.done("pairing.cards", tablets=0, kiosks=2)
    first, second = cards().values()
    off = scan(first)
    assert (off.status, off.data["code"], off.data["switched_off"]) == (409, "wrong_state", True)
    cast.done("pairing.open")
    cast.clock.pass_min(119)
    assert scan(first).ok
    timers.tick(cast.store)
    assert cast.journal("pairing.close") == []
    cast.clock.pass_min(1)
    assert scan(second, "t" * 32).data["switched_off"] is True
    timers.tick(cast.store)
    timers.tick(cast.store)
    assert [row["actor"] for row in cast.journal("pairing.close")] == ["system"]
    assert cast.refused("pairing.close") == (409, "wrong_state")


def test_an_organiser_switches_off_and_a_late_clock_does_not(cast, cards, scan):
    cast.done("pairing.cards", tablets=0, kiosks=1)
    cast.done("pairing.open")
    assert cast.refused("pairing.close", "system") == (409, "wrong_state")
    cast.done("pairing.close")
    assert scan(*cards().values()).data["switched_off"] is True


def test_a_card_is_for_one_device_and_the_same_one_may_ask_again(cast, cards, scan):
    cast.done("pairing.cards", kiosks=1)
    cast.done("pairing.open")
    code = cards()["A02 부스 태블릿"]
    station = scan(code).data["station"]
    assert (station["role"], station["booth"], station["paired"]) == ("booth", "A02", True)
    cast.done("pairing.close")
    assert scan(code.lower()).data["station"] == station  # the first answer was lost
    cast.done("pairing.open")
    other = scan(code, "t" * 32)
    assert (other.data["code"], other.data["used"]) == (
        "wrong_state",
        {"station": station["id"], "called": "A02 부스 태블릿", "revoked": False},
    )
    assert scan(cards()["키오스크 1"]).data["code"] == "wrong_state"  # a secret is one station's


def test_a_second_device_takes_the_place_of_the_first_as_it_is_now(cast, cards, scan):
    cast.done("pairing.cards")
    cast.done("pairing.open")
    code = cards()["A02 부스 태블릿"]
    old = scan(code).data["station"]["id"]
    cast.done("station.move", station=old, booth="B02")
    cast.done("station.rename", station=old, name="창가")
    new = scan(code, "t" * 32, replace=True, left={"consultation.note": 1}).data["station"]
    assert (new["booth"], new["name"]) == ("B02", "창가")
    assert cast.value("SELECT count(*) FROM stations WHERE revoked_at IS NOT NULL") == 1
    assert [row["detail"] for row in cast.journal("station.revoke")] == [
        f'{{"station": {old}, "replaced_by": {new["id"]}}}'
    ]
    assert (
        cast.value("SELECT left_unsent FROM stations WHERE id = ?", new["id"]) == '{"consultation.note": 1}'
    )
    again = scan(code)  # the broken one comes back with its old cookie
    assert again.data["used"]["station"] == new["id"]


def test_a_lock_holds_for_whoever_has_the_card(cast, cards, scan):
    cast.done("pairing.cards")
    cast.done("pairing.open")
    code = cards()["A02 부스 태블릿"]
    old = scan(code).data["station"]["id"]
    cast.done("station.lock", station=old)
    refused = scan(code, "t" * 32, replace=True)
    assert (refused.data["code"], refused.data.get("used")) == ("locked", None)
    assert cast.value("SELECT count(*) FROM stations WHERE revoked_at IS NOT NULL") == 0
    cast.done("station.unlock", station=old)
    assert scan(code, "t" * 32, replace=True).ok


def test_a_revoked_stations_card_pairs_by_replacing(cast, cards, scan):
    cast.done("pairing.cards", tablets=0, kiosks=1)
    cast.done("pairing.open")
    code = cards()["키오스크 1"]
    cast.done("station.revoke", station=scan(code).data["station"]["id"])
    assert scan(code).data["used"]["revoked"] is True
    assert scan(code, "t" * 32, replace=True).data["station"]["name"] == "키오스크 1"


def test_a_renewed_sheet_ends_the_old_one(cast, cards, scan):
    cast.done("pairing.cards", tablets=0, kiosks=1)
    cast.done("pairing.open")
    old = cards()["키오스크 1"]
    cast.done("pairing.renew")
    assert scan(old).data["code"] == "unknown_code"
    assert scan(cards()["키오스크 1"]).ok


@pytest.mark.parametrize(
    "change", [lambda c: c[:-1] + "B", lambda c: "9" + c[1:], lambda c: c[2:], lambda c: ""]
)
def test_no_other_code_is_a_card(cast, cards, change):
    cast.done("pairing.cards", tablets=0, kiosks=1)
    code = cards()["키오스크 1"]
    other = change(code) if change(code) != code else code[:-1] + "C"
    with cast.store.read() as db:
        assert pairing_cards.find(db, KEY, code)["role"] == "kiosk"
        assert pairing_cards.find(db, KEY, other) is None
        assert pairing_cards.find(db, b"x" * 32, code) is None
