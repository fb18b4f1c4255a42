"""Badges look as they did when somebody last looked at them.

After a change that is meant: `python -m tests.badges.test_golden` draws the pictures anew; look at them.
"""

from pathlib import Path

import numpy as np
import pytest
from PIL import Image, ImageChops, ImageFilter

from badges.drawing import draw

from .cast import CAST

FOLDER = Path(__file__).parent / "golden"
DPI = 72
PICTURES = {
    "a6": ("a6", "enterprise"),
    "card-face": ("card", "face"),
    "card-long": ("card", "long"),
    "card-blank": ("card", "blank"),
    "card-staff": ("card", "staff"),
    "label": ("label", "citizen"),
    "slip": ("slip", "long"),
}


def drawn(picture):
    layout_name, who = PICTURES[picture]
    return draw(CAST[who], layout_name, dpi=DPI)


@pytest.mark.parametrize("picture", PICTURES)
def test_a_badge_looks_like_its_golden_picture(picture):
    golden, now = Image.open(FOLDER / f"{picture}.png"), drawn(picture)

    assert (now.mode, now.size) == (golden.mode, golden.size)
    # Letters may differ by a shade with another FreeType: compare what the eye sees, slightly blurred.
    difference = np.asarray(
        ImageChops.difference(*(each.filter(ImageFilter.BoxBlur(1)) for each in (now, golden)))
    )
    assert difference.mean() < 0.5
    assert difference.max() < 48


if __name__ == "__main__":
    FOLDER.mkdir(exist_ok=True)
    for picture in PICTURES:
        drawn(picture).save(FOLDER / f"{picture}.png", optimize=True)
