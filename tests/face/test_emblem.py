"""A picture that somebody brings is harmless afterwards, or refused with a sentence; nothing takes long."""

import io
import re
from base64 import b64encode

import pytest
from PIL import Image

from kiosk.face.emblem import MAX_BYTES, PNG, SVG, Broken, clean
from kiosk.face.svg_rules import ATTRIBUTES, TAGS

SHAPE = '<circle cx="5" cy="5" r="4" fill="#0b7d6d"/>'


def svg(inside=SHAPE, root=""):
    return f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 10 10" {root}>{inside}</svg>'


def png(image=None, **more):
    kept = io.BytesIO()
    (image or Image.new("RGBA", (40, 20), "#0b7d6d")).save(kept, "PNG", **more)
    return kept.getvalue()


def address(data, kind=PNG):
    return f"data:{kind};base64,{b64encode(data).decode()}"


HOSTILE = {
    "a script": svg("<script>alert(1)</script>" + SHAPE),
    "a script in CDATA": svg("<![CDATA[<script>alert(1)</script>]]>" + SHAPE),
    "an event": svg(root='onload="alert(1)"'),
    "an event on a shape": svg('<rect width="1" height="1" onclick="alert(1)"/>'),
    "a foreign object": svg(
        '<foreignObject><div xmlns="http://www.w3.org/1999/xhtml"><img src="//x.kr"/></div></foreignObject>'
        + SHAPE
    ),
    "a link": svg(f'<a href="javascript:alert(1)">{SHAPE}</a>'),
    "another file": svg('<use href="https://x.kr/a.svg#b"/><image href="https://x.kr/a.png"/>' + SHAPE),
    "an old link": svg(
        '<image xmlns:xlink="http://www.w3.org/1999/xlink" xlink:href="//x.kr/a.png"/>' + SHAPE
    ),
    "a style": svg("<style>@import url(//x.kr/a.css); * { fill: url(//x.kr/b) }</style>" + SHAPE),
    "a style of a shape": svg(
        '<rect width="1" height="1" style="fill:url(//x.kr/b);background:url(//x.kr)"/>'
    ),
    "a colour that loads": svg('<rect width="1" height="1" fill="url(https://x.kr/a#b)"/>'),
    "a colour in disguise": svg('<rect width="1" height="1" fill="u\\72l(https://x.kr/a)"/>'),
    "an animation": svg('<set attributeName="onload" to="alert(1)"/><animate attributeName="href"/>' + SHAPE),
    "a stylesheet before it": '<?xml-stylesheet href="//x.kr/a.css"?>' + svg(),
    "markup in a title": svg("<title>&lt;script&gt;alert(1)&lt;/script&gt;</title>" + SHAPE),
    "a style that ends early": svg(
        '<title><style><rect id="&lt;/style&gt;&lt;script&gt;"/></style></title>' + SHAPE
    ),
    "a bomb of uses": svg('<g id="a">' + SHAPE + '</g><g id="b"><use href="#a"/><use href="#a"/></g>'),
    "endless dashes": svg('<path d="M0 0h99999" stroke-dasharray=".00001"/>'),
    "a giant": svg('<rect width="1e300" height="99999999999"/>' + SHAPE),
}


@pytest.mark.parametrize("what", HOSTILE)
def test_nothing_but_plain_shapes_is_left(what):
    cleaned = clean(HOSTILE[what])
    text = cleaned.data.decode()

    assert cleaned.kind == SVG
    for tag, attributes in re.findall(r"<([a-zA-Z][\w:-]*)([^>]*)>", text):
        assert tag in TAGS
        named = set(re.findall(r'([\w:-]+)="', attributes)) - {"xmlns"}
        assert named <= ATTRIBUTES[tag]
    for word in (
        "x.kr",
        "alert(1)</",
        "<script",
        "javascript",
        "url(",
        "@import",
        "dasharray",
        "1e300",
        "?xml",
    ):
        assert word not in text
    assert clean(text).data == cleaned.data  # cleaning again takes nothing away


def test_what_is_plain_stays():
    inside = (
        '<defs><linearGradient id="a"><stop offset="0" stop-color="#fff"></stop></linearGradient></defs>'
        '<g transform="translate(1 2)"><path d="M1 1L2 2z" fill="url(#a)" stroke-width="1.5"></path></g>'
    )
    assert clean("\ufeff" + svg(inside)).data.decode() == svg(inside).replace(" >", ">")
    assert clean(address(svg(inside).encode(), SVG)).data.decode() == svg(inside).replace(" >", ">")


def test_a_gradient_may_take_its_colours_from_another_one_of_the_same_picture():
    xlink = 'xmlns:xlink="http://www.w3.org/1999/xlink"'
    stops = '<linearGradient id="a"><stop offset="0" stop-color="#fff"></stop></linearGradient>'
    shape = '<path d="M1 1L2 2z" fill="url(#b)"></path>'
    own = clean(svg(f'{stops}<radialGradient id="b" xlink:href="#a"></radialGradient>{shape}', xlink))
    assert b' href="#a"' in own.data
    others = clean(
        svg(f'<radialGradient id="b" xlink:href="https://a.b/c#a"></radialGradient>{shape}', xlink)
    )
    assert b"href" not in others.data


def test_who_brings_letters_is_told_that_they_are_left_out():
    assert clean(svg("<text>박람회</text><metadata/>" + SHAPE)).left_out == ("text",)


ENTITY = '<!DOCTYPE svg [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;">]>'
REFUSED = {
    "entities": ENTITY + svg("<text>&b;</text>" + SHAPE),
    "too many elements": svg("<rect/>" * 6_000),
    "too deep": svg("<g>" * 100 + SHAPE + "</g>" * 100),
    "too large": svg(f'<path d="{"M1 1" * 60_000}"/>'),
    "no end": svg()[:-4],
    "no shape": svg("<text>박람회</text>"),
    "another kind of page": "<html><body>" + svg() + "</body></html>",
    "no markup": "상징",
    "nothing": "",
    "another kind of picture": address(b"GIF89a", "image/gif"),
    "broken base64": "data:image/png;base64,AAAAA",
    "no picture": address(b"no picture"),
    "half a picture": address(png()[:-30]),
    "only a head": address(b"\x89PNG\r\n\x1a\n"),
    "an invisible picture": address(png(Image.new("RGBA", (9, 9), "#0000"))),
    "a huge picture": address(png(Image.new("1", (2_500, 10)))),
    "a jpeg that says it is a png": address(b"\xff\xd8\xff\xe0" + b"\0" * 100),
    "a long file": address(b"\x89PNG\r\n\x1a\n" + b"\0" * MAX_BYTES),
}


@pytest.mark.parametrize("what", REFUSED)
def test_what_cannot_be_taken_is_refused_with_a_sentence(what):
    with pytest.raises(Broken) as refused:
        clean(REFUSED[what])
    assert str(refused.value).endswith("요.")


def test_of_a_png_only_the_pixels_are_kept():
    from PIL.PngImagePlugin import PngInfo

    told = PngInfo()
    told.add_text("Author", "윤민서")
    kept = clean(address(png(pnginfo=told)))

    with Image.open(io.BytesIO(kept.data)) as image:
        assert (kept.kind, image.size, image.info) == (PNG, (40, 20), {})


def test_a_large_png_is_kept_smaller():
    with Image.open(io.BytesIO(clean(address(png(Image.new("RGB", (2_000, 1_000), "#fff")))).data)) as image:
        assert image.size == (512, 256)
