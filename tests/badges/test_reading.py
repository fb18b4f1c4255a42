"""Every drawn badge is read by an independent decoder, also after what printers, hands and cameras do to it.

The worst that still reads, alone: turned by any angle; blurred by 4 px (0.34 mm on paper) on the smallest
modules, by 9 px on the largest; 7 % of the contrast left; a sixth of the pixels each way (50 dpi); JPEG of
quality 1. All at once: turned by 12 degrees, at a quarter of the size, blurred by half a pixel, half the contrast,
JPEG of quality 25.
"""

import pytest

from badges import qr
from badges.drawing import draw
from badges.layouts import kinds, layout, layouts

from .cast import CAST, LONG_URL, badge, one_face, read
from .degrade import blurred, faded, jpeg, rotated, scaled

ORIGINS = (None, LONG_URL)

HARM = {
    "straight": lambda image: image,
    "turned by 7": lambda image: rotated(image, 7),
    "turned by 45": lambda image: rotated(image, 45),
    "upside down": lambda image: rotated(image, 180),
    "turned by 260": lambda image: rotated(image, 260),
    "blurred": lambda image: blurred(image, 4),
    "faded": lambda image: faded(image, 0.07),
    "quarter size": lambda image: scaled(image, 0.25),
    "sixth of the size": lambda image: scaled(image, 0.17),
    "JPEG 1": lambda image: jpeg(image, 1),
    "all at once": lambda image: jpeg(faded(blurred(scaled(rotated(image, 12), 0.25), 0.5), 0.5), 25),
}


@pytest.fixture(scope="module")
def faces():
    return {
        (name, origin): one_face(draw(badge(origin=origin), name).convert("L"), layout(name).faces)
        for name in layouts()
        for origin in ORIGINS
    }


@pytest.mark.parametrize("harm", HARM)
def test_every_layout_reads_after(harm, faces):
    expected = {key: qr.payload(badge().code, key[1]) for key in faces}

    assert {key: read(HARM[harm](face)) for key, face in faces.items()} == expected


def test_a_badge_of_digits_alone_reads_through_twice_the_blur(faces):
    assert read(blurred(faces["a6", None], 9)) == badge().code
    assert read(blurred(faces["card", None], 5)) == badge().code


@pytest.mark.parametrize("name", layouts())
def test_every_kind_and_every_person_reads(name):
    people = [*CAST.values(), *(badge(kind=kind) for kind in kinds())]
    read_back = [read(one_face(draw(person, name), layout(name).faces)) for person in people]

    assert read_back == [qr.payload(person.code, person.origin) for person in people]


@pytest.mark.parametrize("name", layouts())
def test_black_and_white_of_a_receipt_printer_reads(name):
    for person in (CAST["enterprise"], CAST["long"]):
        paper = one_face(draw(person, name, dpi=203), layout(name).faces).convert("1")
        assert read(paper) == qr.payload(person.code, person.origin)
