"""What benchmarks/bands.py makes of scored forecasts, and the pictures of them."""

from PIL import Image

from benchmarks import pictures
from benchmarks.bands import moments, shares
from kiosk.simulation.foretold import Foretold, Scored


def expo(is_within: bool) -> Foretold:
    came = 5.0 if is_within else 50.0
    rows = [
        Scored(what, lead, 1.0, 5.0, 9.0, came, day, told)
        for what in ("wait booth", "wait square")
        for day in ("2026-10-29", "2026-10-30")
        for told in (1, 76, 151, 226)
        for lead in (0, 90, 300)
    ]
    return Foretold(rows, [30])


def test_shares_are_by_distance_with_whole_expos_drawn_for_their_interval() -> None:
    found = shares([expo(True), expo(True), expo(True), expo(False)])
    assert [one["lead"] for one in found["wait booth"]] == [0, 60, 240]
    first = found["wait square"][0]
    assert (first["share"], first["of"], first["until"]) == (0.75, 32, 60)
    assert 0 <= first["low"] < first["share"] < first["high"] == 1.0


def test_moments_are_of_the_first_day_and_the_pictures_are_light(tmp_path) -> None:
    told = moments(expo(True))
    assert [minute for minute, _ in told] == [1, 76, 151]
    pictures.bands(told, shares([expo(True), expo(False)]), tmp_path / "bands.png")
    waits = {"shortest": 20.0, "in_rank": 18.0, "ours": 15.0}
    rows = [
        {
            "seed": seed,
            "visitors": size,
            **{name: {"mean_wait_min": wait + seed} for name, wait in waits.items()},
        }
        for seed in (1, 2, 3)
        for size in (100, 700)
    ]
    pictures.policies(rows, tmp_path / "policies.png")
    for name in ("bands", "policies"):
        path = tmp_path / f"{name}.png"
        assert path.stat().st_size < 60_000
        assert Image.open(path).width == pictures.WIDTH_PX
