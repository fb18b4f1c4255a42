"""Whether what was told came true, counted by hand."""

from kiosk.simulation import reliability
from kiosk.simulation.reliability import Told

MIN = 60_000


def told(p50: int, p80: int, sat: int | None, **more: object) -> Told:
    """A place told in minutes at 0, of somebody who sat down so many minutes later."""
    known = {"hour": 0, "day": 0, "booth": "A01", "held": 0, **more}
    sat_at = None if sat is None else sat * MIN
    return Told(0, range_ms=(p50 * MIN, p80 * MIN), queue_ms=(0.0, 0.0), due=0.0, sat_at=sat_at, **known)  # type: ignore[arg-type]


def test_a_minute_more_is_as_told_and_who_never_sat_down_was_told_wrong():
    found = reliability.of([[told(10, 20, 11), told(10, 20, 21), told(10, 20, 22), told(10, 20, None)]])
    assert found["all"] == {"told": 4, "within_p50": 0.25, "within_p80": 0.5}
    assert found["queue"]["within_p80"] == 0.0


def test_pinball_loss_weighs_a_miss_more_at_p80():
    found = reliability.of([[told(10, 10, 20), told(10, 10, 0)]])
    assert (found["pinball_p50_min"], found["pinball_p80_min"]) == (5.0, 5.0)
    assert reliability.of([[told(10, 10, 20)]])["pinball_p80_min"] == 8.0


def test_hours_places_and_renewed_promises_are_told_apart():
    runs = [[told(5, 9, 4), told(5, 9, 30, hour=2, held=1, moved=1, by_ms=12.0 * MIN)]]
    found = reliability.of(runs)
    assert (found["by_hour"]["0"]["within_p80"], found["by_hour"]["2"]["within_p80"]) == (1.0, 0.0)
    assert set(found["by_places"]) == {"0", "1"} and found["booths"] == []
    assert (found["moved"], found["moved_min"]) == (0.5, 12.0)
    assert any("약속이 늦어진 자리 50.0%" in one for one in reliability.lines(found))


def test_a_booth_is_off_only_where_chance_does_not_explain_it():
    def booth(number: str, kept: int, of: int) -> list[Told]:
        return [told(5, 9, 4 if place < kept else 30, booth=number) for place in range(of)]

    few, many = booth("A01", 18, 25), booth("A02", 72, 100)  # 72 % of both
    assert reliability.of([few])["booths_off"] == 0.0
    assert reliability.of([few + many])["booths_off"] == 0.5


def test_nothing_told_is_no_error():
    assert reliability.lines(reliability.of([[]]))
