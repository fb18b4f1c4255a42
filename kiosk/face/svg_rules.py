"""What an emblem's SVG may hold: plain shapes, their colours, gradients and clips of its own. Everything else goes.

nh3 (ammonia and html5ever, which browsers' own parser tests cover) does the taking away; here stand the lists. Nothing
moves, runs, loads or names anything outside; nothing is repeated by reference (`use`), which can be made to grow without
end, nor dashed, which can be made to take for ever to paint.
"""

import re

SHAPES = {"path", "rect", "circle", "ellipse", "line", "polyline", "polygon"}
_GRADIENTS = {"linearGradient", "radialGradient"}
TAGS = SHAPES | _GRADIENTS | {"svg", "g", "defs", "stop", "clipPath"}
# What an emblem may look different without: whoever brings it is told.
MISSED = {"text", "image", "style", "use", "symbol", "mask", "filter", "pattern", "marker", "foreignObject"}
_WITH_CONTENT = {"script", "style", "foreignobject", "title", "desc", "metadata", "text"}

_PAINT = {
    *("fill", "fill-rule", "fill-opacity", "stroke", "stroke-width", "stroke-linecap", "stroke-linejoin"),
    *(
        "stroke-miterlimit",
        "stroke-opacity",
        "opacity",
        "clip-path",
        "clip-rule",
        "stop-color",
        "stop-opacity",
    ),
}
_COMMON = _PAINT | {"id", "transform", "style"}
_OWN = {
    "svg": {"viewBox", "width", "height", "preserveAspectRatio"},
    "path": {"d"},
    "rect": {"x", "y", "width", "height", "rx", "ry"},
    "circle": {"cx", "cy", "r"},
    "ellipse": {"cx", "cy", "rx", "ry"},
    "line": {"x1", "y1", "x2", "y2"},
    "polyline": {"points"},
    "polygon": {"points"},
    "stop": {"offset"},
    "clipPath": {"clipPathUnits"},
    "linearGradient": {"x1", "y1", "x2", "y2", "gradientUnits", "gradientTransform", "spreadMethod", "href"},
    "radialGradient": {
        "cx",
        "cy",
        "r",
        "fx",
        "fy",
        "gradientUnits",
        "gradientTransform",
        "spreadMethod",
        "href",
    },
}
ATTRIBUTES = {tag: _COMMON | _OWN.get(tag, set()) for tag in TAGS}

_OF_ITS_OWN = re.compile(r"url\(\s*[\"']?#[\w-]{1,64}[\"']?\s*\)")
_PLAIN = re.compile(r"[\w\s.,;:#%()+\-]*")
_NUMBER = re.compile(r"\d+(?:\.\d*)?(?:[eE][+-]?\d+)?|\.\d+")
_LARGEST = 100_000.0
_ROOT = re.compile(r"<svg\b([^>]*)>(.*)</svg>", re.DOTALL)
_SHAPE = re.compile(rf"<(?:{'|'.join(sorted(SHAPES))})\b")


def cleaned(text: str) -> str | None:
    """The SVG as far as it is allowed, one root element with its namespace; None where no shape is left."""
    import nh3  # only where an emblem is set, which is once an expo

    kept = nh3.clean(
        text.replace(" xlink:href=", " href="),
        tags=TAGS,
        attributes=ATTRIBUTES,
        clean_content_tags=_WITH_CONTENT,
        attribute_filter=_value,
        filter_style_properties=_PAINT,
        url_schemes=set(),
        link_rel=None,
        strip_comments=True,
    )
    root = _ROOT.search(kept)
    if not root or not _SHAPE.search(root[2]):
        return None
    return f'<svg xmlns="http://www.w3.org/2000/svg"{root[1]}>{root[2]}</svg>'.replace("&nbsp;", " ")


def _value(tag: str, name: str, value: str) -> str | None:
    """The attribute's value, or None for one that says more than a shape needs."""
    if name == "href":  # a gradient takes its colours from another one of the same picture
        return value if re.fullmatch(r"#[\w-]{1,64}", value) else None
    plain = _OF_ITS_OWN.sub("", value)
    if not _PLAIN.fullmatch(plain) or "url(" in plain.replace(" ", "").lower():
        return None
    if name == "id":
        return value if re.fullmatch(r"[\w-]{1,64}", value) else None
    if any(
        float(number) > _LARGEST
        for number in _NUMBER.findall(plain)
        if name not in ("style", "fill", "stroke")
    ):
        return None
    return value
