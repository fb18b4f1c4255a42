"""Who a request is: what a header may cost, and which cookies are ours."""

from typing import Any

import pytest
from werkzeug.test import EnvironBuilder

from kiosk.actions.refusals import NotPaired
from kiosk.pages import identity
from kiosk.pages.asked import Asked
from tests.cast import KEY, Cast


def request(cookies: str = "", **more: Any) -> Asked:
    builder = EnvironBuilder(
        base_url="http://localhost", environ_overrides={"REMOTE_ADDR": "127.0.0.1"}, **more
    )
    environ = builder.get_environ()
    if cookies:
        environ["HTTP_COOKIE"] = cookies
    return Asked(environ)


@pytest.fixture
def asked(cast: Cast) -> Any:
    """What identify gives, and how many queries it took."""

    def asked(sent: Asked, **more: Any) -> tuple[Any, int]:
        db, queries = cast.store.glance(), []
        db.set_trace_callback(queries.append)
        try:
            return identity.identify(db, sent, KEY, **more), len(queries)
        finally:
            db.set_trace_callback(None)

    return asked


def test_of_a_hundred_stations_cookies_twenty_are_looked_at(asked: Any) -> None:
    cookies = "; ".join(f"station_{number}=x" for number in range(1, 101))
    who, queries = asked(request(cookies))
    assert (who.role, queries) == ("stranger", identity.STATIONS_LOOKED_AT)


def test_a_named_station_costs_one_query_among_however_many(cast: Cast, asked: Any) -> None:
    token = cast.done("station.add", "system", role="desk")["station"]["token"]
    station = cast.value("SELECT max(id) FROM stations")
    others = "; ".join(f"station_{number}=x" for number in range(1000, 1100))
    who, queries = asked(request(f"{others}; station_{station}={token}"), station=str(station))
    assert (who.role, who.station_id, queries) == ("desk", station, 1)


def test_the_newest_that_fits_is_found_without_the_rest(cast: Cast, asked: Any) -> None:
    made = [cast.done("station.add", "system", role=role)["station"] for role in ("desk", "kiosk", "desk")]
    cookies = "; ".join(f"station_{one['id']}={one['token']}" for one in made)
    who, queries = asked(request(cookies), roles=("desk",))
    assert (who.station_id, queries) == (made[2]["id"], 1)
    assert asked(request(cookies), roles=("kiosk",))[0].station_id == made[1]["id"]
    assert asked(request(cookies), roles=("stage",))[0].station_id == made[2]["id"]


@pytest.mark.parametrize(
    "name", ["station_x", "station_", "station_-1", "station_1_2", "xstation_1", "station_٣"]
)
def test_what_is_no_stations_cookie_costs_nothing(asked: Any, name: str) -> None:
    assert asked(request(f"{name}=x")) == (asked(request())[0], 0)


@pytest.mark.parametrize("header", ["x" * 100_000, "Bearer " + "x" * 100_000])
def test_a_token_of_100_kb_is_refused_unread(asked: Any, header: str) -> None:
    with pytest.raises(NotPaired):
        asked(request(headers={"Authorization": header}))


class TestAPhonesCookie:
    def issued(self, sent: Asked) -> str:
        return identity.new_phone_cookie(sent, KEY)

    def test_is_a_device_only_if_it_was_issued_here(self, cast: Cast) -> None:
        db = cast.store.glance()
        cookie = self.issued(request())
        assert identity.device_of(db, request(f"phone={cookie}"), KEY)
        for other in ("", "x", cookie[:-1], cookie + "x", "y" + cookie, cookie.replace(".", "")):
            assert identity.device_of(db, request(f"phone={other}"), KEY) == ""
        assert identity.device_of(db, request(f"phone={cookie}"), b"j" * 32) == ""

    def test_of_plain_http_is_none_over_https(self, cast: Cast) -> None:
        over_https = {"base_url": "https://kiosk.test"}
        cookie = self.issued(request())
        sent = Asked(EnvironBuilder(**over_https).get_environ() | {"HTTP_COOKIE": f"__Host-phone={cookie}"})
        assert identity.device_of(cast.store.glance(), sent, KEY) == ""
        own = self.issued(sent)
        sent = Asked(EnvironBuilder(**over_https).get_environ() | {"HTTP_COOKIE": f"__Host-phone={own}"})
        assert identity.device_of(cast.store.glance(), sent, KEY) != ""
