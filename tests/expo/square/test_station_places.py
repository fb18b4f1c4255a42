"""Where a station stands: said by the organiser of any, by a kiosk of itself; whoever replaces it stands there too."""

import pytest

from kiosk.data.store import SYSTEM, Actor
from kiosk.expo.square.station_places import station_at


def at(cast, station):
    with cast.store.read() as db:
        return station_at(db, station)


def test_said_changed_and_taken_back(cast):
    kiosk = cast.stations["kiosk"]
    assert at(cast, kiosk) is None
    assert cast.done("station.place", station=kiosk, x_m=12.5, y_m="50")["before"] is None
    assert at(cast, kiosk) == (12.5, 50)
    assert cast.done("station.place", station=kiosk, x_m=3, y_m=4)["before"] == {"x_m": 12.5, "y_m": 50}
    cast.done("station.place", station=kiosk)
    assert at(cast, kiosk) is None


def test_a_kiosk_says_it_of_itself_alone(cast):
    kiosk, board = cast.stations["kiosk"], cast.stations["board"]
    actor = Actor("kiosk", station_id=kiosk)
    cast.done("station.place", actor, station=board, x_m=1, y_m=2)
    assert (at(cast, kiosk), at(cast, board)) == ((1, 2), None)


@pytest.mark.parametrize(
    ("given", "told"),
    [
        ({"x_m": 1}, (400, "bad_fields")),
        ({"x_m": "drüben", "y_m": 1}, (400, "bad_fields")),
        ({"x_m": float("nan"), "y_m": 1}, (400, "bad_fields")),
        ({"x_m": 10_001, "y_m": 1}, (400, "bad_fields")),
        ({"x_m": True, "y_m": 1}, (400, "bad_fields")),
    ],
)
def test_it_is_two_distances_in_metres(cast, given, told):
    assert cast.refused("station.place", station=cast.stations["kiosk"], **given) == told


def test_of_no_station_or_one_that_is_not_there(cast):
    assert cast.refused("station.place", x_m=1, y_m=2) == (400, "bad_fields")
    assert cast.refused("station.place", station=999, x_m=1, y_m=2) == (404, "not_found")


def test_the_device_that_replaces_it_stands_where_it_stood(cast):
    kiosk = cast.stations["kiosk"]
    cast.done("station.place", station=kiosk, x_m=12.5, y_m=50)
    url = cast.done("station.pair", role="kiosk", replaces=kiosk)["station"]["pair_url"]
    new = cast.done("station.redeem", SYSTEM, pair=url.rsplit("/", 1)[1], secret="s" * 40)["station"]["id"]
    assert at(cast, new) == (12.5, 50)
