"""The organiser's list of stations: what it says of each, and who stands first."""

import pytest

from kiosk.data.heard import SILENT_MS, Heard, Report
from kiosk.screens import fleet


@pytest.fixture
def look(store, clock):
    """The list now, heard being station -> Heard."""

    def look(heard=None, lang="ko"):
        with store.read() as db:
            return fleet.show(db, now=clock(), lang=lang, heard=heard or {})

    return look


@pytest.fixture
def pair(act):
    """A browser becomes a station; gives its id."""

    def pair(secret, **fields):
        made = act("station.pair", **fields)["station"]
        act("station.redeem", pair=made["pair_url"].rsplit("/", 1)[1], secret=secret)
        return made["id"]

    return pair


def rows(shown):
    return {part.values["station"]: part.values for part in shown.parts if part.id.startswith("station-")}


def test_each_station_tells_its_state_and_trouble_stands_first(act, pair, look, clock):
    on, silent, locked, unheard = (pair(f"secret {n}", role="kiosk") for n in range(4))
    waiting = act("station.pair", role="booth", booth="A02")["station"]["id"]
    token = act("station.add", role="desk")["station"]["id"]
    act("station.lock", station=locked)
    heard = {
        on: Heard(clock() - SILENT_MS + 1, Report()),
        silent: Heard(clock() - SILENT_MS, Report()),
        locked: Heard(clock(), Report()),
        token: Heard(clock()),
    }
    found = rows(look(heard))
    assert [(one, found[one]["state"]) for one in found] == [
        (silent, "silent"),
        (locked, "locked"),
        (waiting, "waiting"),
        (on, "on"),
        (unheard, "unheard"),
        (token, "program"),
    ]
    head = next(part.values for part in look(heard).parts if part.id == "fleet-head")
    assert (head["on"], head["silent"], head["locked"], head["ids"]) == (1, 1, 1, list(found))


@pytest.mark.parametrize(
    ("age_s", "said"), [(9.9, "방금"), (19, "10초 전"), (59, "50초 전"), (125, "2분 전")]
)
def test_when_it_was_heard_is_told_in_steps(pair, look, paint, clock, age_s, said):
    station = pair("secret", role="desk")
    shown = look({station: Heard(clock() - int(age_s * 1000), Report())})
    assert f">{said}<" in paint(shown, f"station-{station}")


def test_what_a_station_told_stands_in_its_row_and_in_the_twin(pair, look, paint, clock):
    station = pair("secret", role="booth", booth="A02")
    report = Report(
        waiting={"consultation.finish": 2},
        battery=12,
        charging=False,
        skew_ms=-180_000,
        version="0123456789",
        page="/booth",
        camera="absent",
        network="wifi",
        delay_ms=32,
    )
    shown = look({station: Heard(clock(), report)})
    html = paint(shown, f"station-{station}")
    for words in (
        "A02 부스 태블릿",
        "종로구",
        "2건",
        "상담 마침 2",
        "12%",
        "못 씀",
        "와이파이 32 ms",
        "이전 버전",
        "3분 느림",
    ):
        assert words in html
    assert shown.data["stations"][-1] == {
        "id": station,
        "role": "booth",
        "booth": "A02",
        "name": None,
        "heard_at": "2026-10-29T12:00:00+09:00",
        "unsent": 2,
        "refused": 0,
        "battery": 12,
        "charging": False,
        "skew_ms": -180_000,
        "version": "0123456789",
        "page": "/booth",
        "camera": "absent",
        "network": "wifi",
        "delay_ms": 32,
        "sockets": None,
        "lag_ms": None,
        "browser": None,
        "locked": False,
        "revoked": False,
    }


def test_a_revoked_station_is_in_the_twin_alone(act, pair, look):
    station = pair("secret", role="desk")
    act("station.revoke", station=station)
    shown = look()
    assert rows(shown) == {}
    assert [(one["id"], one["revoked"]) for one in shown.data["stations"]] == [(station, True)]


def test_the_row_of_a_replacement_names_what_the_old_one_had_unsent(act, pair, look, paint):
    old = pair("secret", role="booth", booth="A02")
    made = act("station.pair", role="booth", replaces=old)["station"]
    word = made["pair_url"].rsplit("/", 1)[1]
    act("station.redeem", pair=word, secret="another", left={"consultation.note": 1, "no.such": 2})
    html = paint(look(), f"station-{made['id']}")
    assert f"이전 단말(#{old})이 못 보낸 일 3건" in html and "상담 기록" in html


def test_cards_show_when_each_was_used(act, look, paint, clock):
    shown = look()
    assert shown.page["layout"] == fleet.USUAL_CARDS
    act("pairing.cards", tablets=1, kiosks=2)
    act("pairing.open")
    shown = look()
    assert shown.page["layout"] == {**dict.fromkeys(fleet.CARDS, 0), "tablets": 1, "kiosks": 2}
    html = paint(shown, "fleet-pairing")
    assert html.count("안 씀") == 5 and "14:00까지 켜짐" in html
    clock.pass_min(121)
    assert "꺼짐" in paint(look(), "fleet-pairing")
