"""An emblem that somebody brings, made harmless: SVG by a list of what is allowed, PNG by painting it anew.

Both are bounded before anything is done with them: bytes, elements, depth, pixels. So the time is bounded, too.
"""

import io
import re
from base64 import b64decode
from dataclasses import dataclass
from xml.parsers import expat

from PIL import Image, UnidentifiedImageError

from kiosk.face import svg_rules
from kiosk.language.sentences import N_

SVG, PNG = "image/svg+xml", "image/png"
MAX_BYTES = 200_000
MAX_ELEMENTS, MAX_DEPTH = 5_000, 64
MAX_SIDE_PX, KEPT_SIDE_PX = 2_048, 512
_SVG_SPACE = "http://www.w3.org/2000/svg"
_DATA = re.compile(r"data:image/(png|svg\+xml)(?:;charset=[\w-]+)?;base64,([A-Za-z0-9+/=\s]+)")


class Broken(Exception):
    """The picture can't be taken; the sentence says what would be right."""


@dataclass(frozen=True)
class Cleaned:
    """`left_out`: the elements of an SVG that were taken away, by name, as far as somebody might miss them."""

    kind: str
    data: bytes
    left_out: tuple[str, ...] = ()


def clean(text: str) -> Cleaned:
    """An emblem from the text of an SVG file or from a `data:` address (base64) of an SVG or PNG. Raises Broken."""
    if not text.lstrip().startswith("data:"):
        return _svg(text.encode("utf-8", "replace"))
    match = _DATA.fullmatch(text.strip())
    if not match:
        raise Broken(N_("상징은 SVG나 PNG 파일로 골라 주세요."))
    try:
        data = b64decode(match[2])
    except ValueError:
        raise Broken(N_("상징 파일이 잘려서 왔어요. 다시 골라 주세요.")) from None
    return png(data) if match[1] == "png" else _svg(data)


def png(data: bytes, side_px: int = KEPT_SIDE_PX) -> Cleaned:
    """Only its pixels are kept, no larger than this: whatever else the file carried is gone. Raises Broken."""
    _require_size(data)
    try:
        with Image.open(io.BytesIO(data), formats=["PNG"]) as image:
            if max(image.size) > MAX_SIDE_PX:
                raise Broken(N_("PNG가 너무 커요. 한 변이 2,048픽셀 이하인 그림을 골라 주세요."))
            pixels = image.convert("RGBA")
    except (UnidentifiedImageError, OSError, SyntaxError, ValueError, Image.DecompressionBombError):
        raise Broken(N_("PNG 파일을 읽을 수 없어요. 그림 편집기에서 PNG로 다시 저장해 주세요.")) from None
    if pixels.getchannel("A").getbbox() is None:
        raise Broken(N_("PNG에 보이는 것이 없어요. 다른 그림을 골라 주세요."))
    pixels.thumbnail((side_px, side_px), Image.Resampling.LANCZOS)
    kept = io.BytesIO()
    pixels.save(kept, "PNG", optimize=True)
    return Cleaned(PNG, kept.getvalue())


def _svg(data: bytes) -> Cleaned:
    _require_size(data)
    names = _elements(data)
    text = svg_rules.cleaned(data.decode("utf-8-sig"))
    if text is None:
        raise Broken(
            N_("SVG에서 쓸 수 있는 도형을 찾지 못했어요. 글자와 그림을 도형으로 바꿔 저장해 주세요.")
        )
    kept = text.encode()
    _require_size(kept)
    _elements(kept)  # what is served is XML, whatever the cleaning made of it
    return Cleaned(SVG, kept, tuple(sorted(names & svg_rules.MISSED)))


def _elements(data: bytes) -> set[str]:
    """The names of an SVG file's elements. Raises Broken for what is none, names entities, or is too large or deep."""
    seen = _Seen()
    parser = expat.ParserCreate("utf-8", " ")
    parser.StartElementHandler, parser.EndElementHandler = seen.start, seen.end
    parser.EntityDeclHandler = seen.entity
    try:
        parser.Parse(data.removeprefix(b"\xef\xbb\xbf"), True)
    except (expat.ExpatError, ValueError):
        raise Broken(
            N_("SVG 파일을 읽을 수 없어요. 그림 편집기에서 ‘일반 SVG’로 다시 저장해 주세요.")
        ) from None
    if seen.root != f"{_SVG_SPACE} svg":
        raise Broken(N_("SVG 파일이 아니에요. SVG나 PNG 파일을 골라 주세요."))
    return seen.names


class _Seen:
    def __init__(self) -> None:
        self.root, self.names, self.count, self.depth = "", set[str](), 0, 0

    def start(self, name: str, given: dict[str, str]) -> None:
        self.root = self.root or name
        self.names.add(name.rpartition(" ")[2])
        self.count, self.depth = self.count + 1, self.depth + 1
        if self.count > MAX_ELEMENTS or self.depth > MAX_DEPTH:
            raise Broken(N_("SVG가 너무 복잡해요. 도형을 줄여서 다시 저장해 주세요."))

    def end(self, name: str) -> None:
        self.depth -= 1

    def entity(self, *_: object) -> None:
        raise Broken(N_("SVG에 쓸 수 없는 선언(ENTITY)이 있어요. ‘일반 SVG’로 다시 저장해 주세요."))


def _require_size(data: bytes) -> None:
    if len(data) > MAX_BYTES:
        raise Broken(N_("상징 파일이 너무 커요. 200KB 이하로 줄여 주세요."))
