"""Organisers are named people: the last one cannot end itself, and one who lost the link comes back as the same person."""

from kiosk.data.store import Actor
from kiosk.expo.square import organisers
from tests.cast import Cast

SECRET = "s" * 40


def names(cast: Cast) -> list[str | None]:
    with cast.store.read() as db:
        return [one["name"] for one in organisers.everybody(db, cast.clock.now)]


def second(cast: Cast, name: str = "김지수") -> int:
    """Another organiser, who has opened the link; the station's id."""
    made = cast.done("station.pair", role="organiser", name=name)["station"]
    cast.done("station.redeem", "system", pair=made["pair_url"].rsplit("/", 1)[-1], secret=SECRET)
    return int(made["id"])


def test_the_last_organiser_cannot_be_ended(cast: Cast) -> None:
    own = cast.stations["organiser"]
    assert cast.refused("station.revoke", station=own) == (409, "wrong_state")
    cast.done("station.pair", role="organiser", name="아직")  # a link that nobody opened is nobody
    assert cast.refused("station.revoke", station=own) == (409, "wrong_state")
    other = second(cast)
    cast.done("station.lock", station=other)  # who can do nothing is no help either
    assert cast.refused("station.revoke", station=own) == (409, "wrong_state")
    cast.done("station.unlock", station=other)
    cast.done("station.revoke", station=own)
    itself = Actor("organiser", station_id=other)
    assert cast.refused("station.revoke", itself, station=other) == (409, "wrong_state")


def test_a_link_is_shown_once_and_lapses(cast: Cast) -> None:
    first = cast.do("station.pair", role="organiser", name="김지수", action_id="once")
    again = cast.do("station.pair", role="organiser", name="김지수", action_id="once")
    assert first.data["station"]["pair_url"] and not again.data["station"].get("pair_url")
    assert "김지수" in names(cast)
    cast.clock.pass_min(16)
    assert "김지수" not in names(cast)


class TestReentry:
    def test_makes_an_organiser_of_that_name(self, cast: Cast) -> None:
        made = cast.done("station.reenter", "system", secret=SECRET, name="박서연")["station"]
        assert (made["role"], made["name"], made["paired"]) == ("organiser", "박서연", True)

    def test_takes_the_place_of_who_lost_it(self, cast: Cast) -> None:
        lost = second(cast)
        made = cast.done("station.reenter", "system", secret="t" * 40, name="김지수")["station"]
        assert cast.value("SELECT revoked_at FROM stations WHERE id = ?", lost) is not None
        assert names(cast).count("김지수") == 1 and made["id"] != lost

    def test_the_same_secret_again_is_the_same_one(self, cast: Cast) -> None:
        both = [
            cast.done("station.reenter", "system", secret=SECRET, name="박서연")["station"]["id"]
            for _ in range(2)
        ]
        assert both[0] == both[1]
