"""The expo's emblem beside its name: its own, the usual one, or none; black where the paper knows no colours."""

import io
from dataclasses import replace

from PIL import Image

from badges.drawing import draw
from badges.emblems import drawn

from .cast import CAST

GREEN, LIT = (11, 125, 109), (255, 199, 69)


def picture(size=(40, 20), colour="#c00"):
    kept = io.BytesIO()
    Image.new("RGBA", size, colour).save(kept, "PNG")
    return kept.getvalue()


def colours(image):
    return {colour for _, colour in image.convert("RGB").getcolors(1 << 24)}


def test_the_usual_emblem_has_the_brands_colour_and_a_lit_column():
    image = drawn(None, "#0b7d6d", 62, mono=False)
    assert (image.getpixel((9, 31))[:3], image.getpixel((31, 31))[:3]) == (GREEN, LIT)


def test_an_emblem_of_its_own_keeps_its_shape():
    image = drawn(picture(), "#0b7d6d", 60, mono=False)
    assert image.getbbox() == (10, 20, 50, 40)  # never larger than it came


def test_black_paper_gets_no_colours():
    for png in (None, picture()):
        assert all(red == green == blue for red, green, blue in colours(drawn(png, "#0b7d6d", 40, mono=True)))


def test_a_badge_without_a_face_has_no_emblem():
    plain = draw(CAST["enterprise"], dpi=300)
    named = draw(replace(CAST["enterprise"], colour="#0b7d6d", emblem=b""), dpi=300)
    whole = draw(CAST["face"], dpi=300)
    assert LIT not in colours(plain) | colours(named)
    assert LIT in colours(whole)
