from kiosk.expo.square import ground, walking
from kiosk.screens.square_map import square_of, square_on, way
from tests.cast import Cast

BOOTHS = [
    {"number": "A01", "x_m": 6, "y_m": 8},
    {"number": "A03", "x_m": 20, "y_m": 8.5},
    {"number": "B01", "x_m": 6, "y_m": 20},
    {"number": "B02", "x_m": 13, "y_m": 20},
]
SQUARE = square_of(BOOTHS, (13.0, 26.0))


def test_an_empty_square_has_no_booths():
    assert square_of([], (0.0, 0.0))["booths"] == []


def test_the_way_from_the_entrance_ends_at_the_booths_front():
    path = way(SQUARE, "A01")
    assert path[0] == (13.0, 26.0)
    assert path[-1] == (6, 8 + 2.6)


def test_the_way_goes_straight_or_at_right_angles():
    for here in (None, "B02", "A03"):
        path = way(SQUARE, "A01", here)
        assert all(x0 == x1 or abs(y0 - y1) < 3 for (x0, y0), (x1, y1) in zip(path, path[1:], strict=False))


def test_the_way_crosses_no_booth_it_does_not_go_to():
    path = way(SQUARE, "A01", "B02")
    for (x0, y0), (x1, y1) in zip(path[1:-1], path[2:-1], strict=False):
        for booth in BOOTHS:
            across_x = min(x0, x1) - 2.5 < booth["x_m"] < max(x0, x1) + 2.5
            across_y = min(y0, y1) - 2.5 < booth["y_m"] < max(y0, y1) + 2.5
            assert not (across_x and across_y), booth


def test_what_is_told_of_a_walk_is_the_length_of_the_way_that_is_drawn(cast: Cast) -> None:
    """From the entrance, from every booth, and from a kiosk that stands somewhere."""
    with cast.store.read() as db:
        still = ground.of(db)
    square, kiosk = square_on(still, "ko"), (17.0, 31.0)
    starts = [(None, still.walks_m(None)), (kiosk, still.walks_from(kiosk))]
    starts += [(row["number"], still.walks_m(row["id"])) for row in still.booths.values()]
    for here, told in starts:
        for booth in still.booths.values():
            if booth["number"] == here:
                assert told[booth["id"]] == 0
            else:
                drawn = walking.length_m(way(square, booth["number"], here))
                assert told[booth["id"]] == drawn > 0
