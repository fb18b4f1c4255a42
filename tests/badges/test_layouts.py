"""What a layout promises: nothing overlaps, the QR has air, kinds differ in colour and in shape."""

from itertools import combinations

import numpy as np
import pytest

from badges.drawing import draw
from badges.layouts import kind, kinds, layout, layouts
from badges.sheet import A4_MM

from .cast import CAST, badge

FRAME_MM = 1.5
QUIET = 4 / 21  # four of the 21 modules of the smallest symbol, whose modules are the largest
everywhere = pytest.mark.parametrize("name", layouts())


def air(part_name, part):
    """The box, with its quiet zone if it is the QR: left, top, right, bottom."""
    x, y, width, height = part.box
    quiet = width * QUIET if part_name == "qr" else 0
    return x - quiet, y - quiet, x + width + quiet, y + height + quiet


@everywhere
def test_nothing_overlaps_and_nothing_touches_the_frame(name):
    chosen = layout(name)
    boxes = {part_name: air(part_name, part) for part_name, part in chosen.parts.items()}

    for left, top, right, bottom in boxes.values():
        assert left >= FRAME_MM and top >= FRAME_MM
        assert right <= chosen.size[0] - FRAME_MM and bottom <= chosen.size[1] - FRAME_MM
    for one, other in combinations(boxes, 2):
        a, b = boxes[one], boxes[other]
        assert a[2] <= b[0] or b[2] <= a[0] or a[3] <= b[1] or b[3] <= a[1], f"{one} lies on {other}"


@everywhere
def test_the_sheet_holds_its_grid(name):
    chosen = layout(name)

    assert chosen.size[0] * chosen.faces * chosen.grid[0] <= A4_MM[0]
    assert chosen.size[1] * chosen.grid[1] <= A4_MM[1]


@pytest.mark.parametrize("name", ["a6", "card", "label"])
def test_enterprise_comes_first_then_the_name_and_only_the_name_is_larger_than_the_number(name):
    parts = layout(name).parts
    sizes = sorted(parts, key=lambda part: parts[part].letters[0], reverse=True)
    sizes.remove("qr")

    assert sizes[:2] == ["name", "number"]
    assert parts["enterprise"].box[1] < parts["name"].box[1] < parts["number"].box[1]


def test_on_a_ticket_slip_the_number_is_largest():
    parts = layout("slip").parts

    assert max((part for part in parts if part != "qr"), key=lambda part: parts[part].letters[0]) == "number"


def test_kinds_differ_in_shape_and_in_colour():
    assert len({look.shape for look in kinds().values()}) == len(kinds())
    assert len({look.colour for look in kinds().values()}) == len(kinds())
    assert {name for name, look in kinds().items() if look.staff} == {"운영", "취재", "관계자"}


@pytest.mark.parametrize("name", kinds())
def test_white_on_a_kinds_colour_is_readable(name):
    """WCAG contrast of 4.5 and more."""
    colour = kind(name).colour
    channels = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    linear = [value / 12.92 if value <= 0.04045 else ((value + 0.055) / 1.055) ** 2.4 for value in channels]
    luminance = np.dot(linear, [0.2126, 0.7152, 0.0722])

    assert 1.05 / (luminance + 0.05) >= 4.5


def test_an_unknown_kind_looks_like_other_but_keeps_its_word():
    strange, other = (draw(badge(kind=word)) for word in ("소셜벤처", "기타"))

    assert kind("소셜벤처") == kind("기타")
    assert strange != other


def test_an_unknown_layout_is_refused_by_name():
    with pytest.raises(ValueError, match=r"no badge layout 'a7'; there are a6, card, label, slip"):
        draw(badge(), "a7")


@everywhere
@pytest.mark.parametrize("who", ["enterprise", "long", "citizen", "blank"])
def test_margins_stay_white(name, who):
    pixels = np.asarray(draw(CAST[who], name, dpi=100).convert("L"))

    assert pixels[:4].min() == pixels[-4:].min() == pixels[:, :4].min() == pixels[:, -4:].min() == 255


@everywhere
def test_staff_wear_a_frame(name):
    pixels = np.asarray(draw(CAST["staff"], name, dpi=100).convert("L"))

    assert pixels[:4].max() < 60 and pixels[:, :4].max() < 60


def test_black_only_media_get_no_colour():
    assert {name: draw(badge(), name, dpi=50).mode for name in layouts()} == {
        "a6": "RGB",
        "card": "RGB",
        "label": "L",
        "slip": "L",
    }


def test_a_butterfly_shows_the_same_on_both_faces():
    flat = draw(badge(), "a6", dpi=50)
    half = flat.width // 2

    assert flat.crop((0, 0, half, flat.height)) == flat.crop((half, 0, flat.width, flat.height))
