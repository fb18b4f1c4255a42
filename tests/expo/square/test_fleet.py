"""What organisers do to stations: rename, move, lock, replace."""

import pytest

from kiosk.expo.square import fleet


@pytest.fixture
def station(cast):
    """The row of a station of the cast."""
    return lambda word: cast.rows("SELECT * FROM stations WHERE id = ?", cast.stations[word])[0]


@pytest.fixture
def pair(cast):
    """Pair a browser by the organiser's QR; gives the station's id."""

    def pair(secret="s" * 32, **fields):
        made = cast.done("station.pair", **fields)["station"]
        redeem = {"pair": made["pair_url"].rsplit("/", 1)[1], "secret": secret}
        return cast.done("station.redeem", "system", **redeem)["station"]["id"]

    return pair


def test_a_moved_tablet_acts_at_its_new_booth_alone(cast, station):
    tablet = cast.stations["booth:A01"]
    moved = cast.done("station.move", station=tablet, booth="b01")
    assert (moved["station"]["booth"], moved["message"]) == ("B01", "B01 부스의 단말로 바꿨어요.")
    assert cast.refused("station.move", station=tablet, booth="B01") == (409, "wrong_state")
    assert cast.refused("station.move", station=cast.stations["desk"], booth="A01") == (400, "bad_fields")


def test_a_locked_station_does_nothing_and_what_it_asked_is_not_remembered(cast):
    person, desk = cast.register(), cast.stations["desk"]
    cast.done("station.lock", station=desk)
    asked = {"action_id": "kept by the tablet", "visitor": person.id}
    assert cast.refused("visitor.check_in", "desk", **asked) == (409, "locked")
    assert cast.refused("station.lock", station=desk) == (409, "wrong_state")
    cast.done("station.unlock", station=desk)
    assert cast.done("visitor.check_in", "desk", **asked)["welcome"] == "new"
    cast.done("station.lock", station=desk)
    assert (
        cast.done("visitor.check_in", "desk", **asked)["welcome"] == "new"
    )  # what was answered stays answered


def test_an_organiser_cannot_lock_the_screen_they_use(cast):
    organiser = cast.stations["organiser"]
    assert cast.refused("station.lock", station=organiser) == (409, "wrong_state")
    assert cast.done("station.lock", "system", station=organiser)["station"]["locked"] is True


def test_a_revoked_station_is_not_there(cast):
    kiosk = cast.stations["kiosk"]
    cast.done("station.revoke", station=kiosk)
    for verb, more in (("rename", {"name": "동문"}), ("lock", {}), ("ask", {"what": "sound"})):
        assert cast.refused(f"station.{verb}", station=kiosk, **more) == (404, "not_found")


def test_a_pairing_that_replaces_a_station_takes_over_what_it_was(cast, pair):
    old = pair(role="booth", booth="A02", name="둘째 탁자")
    printer = cast.done("printer.add", name="입구", driver="browser")["printer"]["id"]
    cast.done("printer.use", printer=printer, station=old)
    made = cast.done("station.pair", role="kiosk", replaces=old)["station"]
    assert (made["role"], made["booth"], made["name"]) == ("booth", "A02", "둘째 탁자")
    assert cast.value("SELECT revoked_at FROM stations WHERE id = ?", old) is None  # nobody has opened it yet
    redeem = {
        "pair": made["pair_url"].rsplit("/", 1)[1],
        "secret": "n" * 32,
        "left": {"consultation.finish": 2},
    }
    new = cast.done("station.redeem", "system", **redeem)["station"]["id"]
    assert cast.value("SELECT revoked_at FROM stations WHERE id = ?", old) == cast.clock.now
    row = cast.rows("SELECT replaces, left_unsent FROM stations WHERE id = ?", new)[0]
    assert row == {"replaces": old, "left_unsent": '{"consultation.finish": 2}'}
    assert cast.rows("SELECT station_id, printer_id FROM station_printers") == [
        {"station_id": new, "printer_id": printer}
    ]


def test_the_codes_of_a_replaced_kiosk_are_the_new_ones_to_report(cast, pair):
    old = pair(role="kiosk")
    as_old, as_new = (cast.actor("kiosk").__class__("kiosk", station_id=one) for one in (old, 0))
    code = cast.done("code.block", as_old, count=1)["codes"][0]["code"]
    made = cast.done("station.pair", role="kiosk", replaces=old)["station"]
    redeem = {"pair": made["pair_url"].rsplit("/", 1)[1], "secret": "n" * 32}
    new = cast.done("station.redeem", "system", **redeem)["station"]["id"]
    as_new = as_old.__class__("kiosk", station_id=new)
    person = {"name": "정유진", "enterprise": "새 기업", "consent": True, "reserved_code": code}
    assert cast.done("visitor.register", as_new, **person)["visitor"]["badge"]["code"] == code


@pytest.mark.parametrize(
    ("booth", "name", "lang", "said"),
    [
        ("A03", None, "ko", "A03 부스 태블릿"),
        ("A03", "둘째 탁자", "ko", "A03 부스 태블릿 (둘째 탁자)"),
        ("A03", None, "en", "A03 Booth tablet"),
        (None, "부스 태블릿 2", "ko", "부스 태블릿 2"),
    ],
)
def test_a_station_is_called_by_booth_role_and_name(booth, name, lang, said):
    assert fleet.called({"role": "booth", "booth": booth, "name": name}, lang) == said
