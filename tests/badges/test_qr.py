"""The QR code: its size, its modes, its correction, and that another decoder reads it."""

import io
import xml.etree.ElementTree as ElementTree

import numpy as np
import pytest
import zxingcpp
from PIL import Image

from badges import qr

CODE = "0004363748232703"


def read(image):
    return zxingcpp.read_barcode(np.asarray(image.convert("L")))


def test_digits_alone_are_the_smallest_symbol_with_the_best_correction():
    found = read(qr.image(qr.payload(CODE), 4))

    assert (found.text, found.extra["Version"], found.extra["ECLevel"]) == (CODE, "1", "H")


@pytest.mark.parametrize(
    "origin, version",
    [("http://e.kr", "2"), ("https://a23.letters.example", "3"), ("http://23.letters.example", "3")],
)
def test_a_url_is_upper_case_and_its_letters_and_digits_are_packed_apart(origin, version):
    text = qr.payload(CODE, origin)
    found = read(qr.image(text, 4))

    assert text == f"{origin.upper()}/V/{CODE}"
    assert found.text == text
    assert found.extra["Version"] == version
    assert found.extra["ECLevel"] in "MQH"
    assert [part.mode for part in qr._parts(text)] == [qr.MODE_ALPHA_NUM, qr.MODE_NUMBER]


def test_an_origin_of_23_characters_still_fits_25_modules():
    assert len(qr.matrix(qr.payload(CODE, "http://" + "a" * 13 + ".kr"))) == 25
    assert len(qr.matrix(qr.payload(CODE, "http://" + "a" * 14 + ".kr"))) == 29


def test_an_origin_that_would_swell_the_symbol_is_refused():
    for origin in ("http://[::1]:8000", "http://박람회.kr", "http://a_b.kr"):
        with pytest.raises(ValueError):
            qr.payload(CODE, origin)


@pytest.mark.parametrize("text", ["https://expo.kr/pair/aB3_x?y=1", "안녕하세요", "x" * 300])
def test_any_other_text_is_drawn_too(text):
    assert read(qr.image(text, 3)).text == text


def test_it_is_drawn_on_whole_pixels_with_a_light_edge():
    pixels = np.asarray(qr.image(CODE, 5)).astype(int)
    modules = pixels[::5, ::5]

    assert pixels.shape == (29 * 5, 29 * 5)
    assert (pixels == np.kron(modules, np.ones((5, 5), int))).all()
    assert modules[:4].all() and modules[-4:].all() and modules[:, :4].all() and modules[:, -4:].all()


def test_the_png_file_reads_back():
    assert read(Image.open(io.BytesIO(qr.png(CODE)))).text == CODE


def test_the_svg_draws_the_same_modules_without_a_style():
    svg = qr.svg(CODE, 'a "b" <c>')
    root = ElementTree.fromstring(svg)

    assert "style" not in svg and " id=" not in svg
    assert (root.get("class"), root.get("viewBox"), root.get("aria-label")) == (
        "qr",
        "0 0 29 29",
        'a "b" <c>',
    )
    assert _painted(root[1].get("d")) == {
        (x + 4, y + 4) for y, row in enumerate(qr.matrix(CODE)) for x, dark in enumerate(row) if dark
    }


def _painted(path):
    modules = set()
    for step in path.split("M")[1:]:
        start, width = step.split("h")[:2]
        x, y = map(int, start.split())
        modules |= {(x + at, y) for at in range(int(width.split("v")[0]))}
    return modules
