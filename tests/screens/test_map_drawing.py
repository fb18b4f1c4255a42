"""The drawn square: here and there in full letters, neighbours named, and no label over another or outside the picture."""

import pytest

from kiosk.screens.map_drawing import Box, Panel, drawing
from kiosk.screens.square_map import square_of, way

ROWS = {"A": 8, "B": 20, "C": 32, "D": 44}
BOOTHS = [
    {"number": f"{row}{n:02}", "x_m": 6 + 7 * (n - 1), "y_m": y}
    for row, y in ROWS.items()
    for n in range(1, 12)
]
ENTRANCE = (41.0, 50.0)
PLACES = [
    {
        "kind": "stage",
        "name": "소통과 나눔의 열린 무대",
        "x": 92,
        "y": 14,
        "width": 10,
        "height": 14,
        "wide_em": 10,
    },
    {"kind": "entrance", "name": "입구", "x": 41, "y": 54, "width": 8, "height": 2, "wide_em": 1.8},
    {"kind": "desk", "name": "안내 데스크", "x": 30, "y": 52, "width": 8, "height": 3, "wide_em": 4.8},
]
SQUARE = square_of(BOOTHS, ENTRANCE, PLACES)
KIOSK, PHONE = Panel(420, 300, 48), Panel(320, 250, 20)
DOTS = {
    "entrance": ENTRANCE,
    "kiosk in the west": (1.0, 26.0),
    "kiosk in the north": (60.0, 1.0),
    "middle": (44.5, 26.0),
}


def labels(drawn):
    small = drawn["small"]
    found = [drawn["here"], *([drawn["there"]] if drawn["there"] else [])]
    found += [one["word"] for one in drawn["places"] if one["name"]]
    return found + [Box(one["x"], one["y"], small * 2, small) for one in drawn["booths"] if one["label"]]


def draw(there, dot, panel, whole=False):
    path = way(SQUARE, there, dot)
    return drawing(SQUARE, panel, dot=dot, here_word="현재 위치", there=there, way=path, whole=whole)


@pytest.mark.parametrize("dot", DOTS.values(), ids=DOTS)
@pytest.mark.parametrize("panel", [KIOSK, PHONE], ids=["kiosk", "phone"])
def test_no_label_covers_another_or_leaves_the_picture(panel, dot):
    for booth in BOOTHS:
        drawn = draw(booth["number"], dot, panel)
        view = drawn["view"]
        shown = labels(drawn)
        for at, label in enumerate(shown):
            assert view.x - 0.01 <= label.x - label.width / 2, (booth, label)
            assert label.x + label.width / 2 <= view.x + view.width + 0.01, (booth, label)
            assert view.y - 0.01 <= label.y - label.height / 2, (booth, label)
            assert label.y + label.height / 2 <= view.y + view.height + 0.01, (booth, label)
            assert not [one for one in shown[at + 1 :] if label.meets(one)], (booth, label)


@pytest.mark.parametrize("dot", DOTS.values(), ids=DOTS)
def test_here_and_there_have_full_letters_and_the_way_is_in_the_picture(dot):
    for booth in ("A01", "B06", "D08", "D11"):
        drawn = draw(booth, dot, KIOSK)
        view = drawn["view"]
        assert drawn["letters"] * KIOSK.width / view.width == pytest.approx(KIOSK.letters)
        assert drawn["way"][0] == dot
        for x, y in drawn["way"]:
            assert view.x <= x <= view.x + view.width and view.y <= y <= view.y + view.height


def test_the_booths_beside_the_one_to_go_to_are_named():
    named = {one["number"] for one in draw("A04", ENTRANCE, KIOSK)["booths"] if one["label"]}
    assert {"A03", "A05"} <= named and "A04" not in named  # its flag names it
    assert "C09" not in named  # far from the way letters would be too small


def test_the_whole_square_names_every_booth_and_stands_still():
    whole = [draw(booth, ENTRANCE, Panel(800, 540, 40), whole=True) for booth in ("B03", "C10")]
    assert whole[0]["view"] == whole[1]["view"]
    covered = {one["number"] for one in whole[0]["booths"] if not one["label"]}
    assert "B03" in covered and len(covered) <= 3  # beside it those that its flag covers


def test_an_empty_square_is_drawn():
    drawn = drawing(square_of([], (0.0, 0.0)), KIOSK, dot=(0.0, 0.0), here_word="현재 위치")
    assert (drawn["booths"], drawn["there"]) == ([], None)
