"""The face's style sheet and pictures, under an address with its version: browsers and service workers keep them."""

from flask import Blueprint, Response, url_for

from kiosk.expo.square import ground, own_words
from kiosk.expo.square.face import SVG, Face
from kiosk.face.sheet import pictures_of, sheet
from kiosk.pages import web
from kiosk.serving.static_files import YEAR_S

pages = Blueprint("face", __name__)

# A picture that somebody brought: wherever it is opened by itself, it may do nothing (kiosk/face/emblem.py cleaned it).
PICTURE_POLICY = "default-src 'none'; style-src 'unsafe-inline'; sandbox"


@pages.get("/face.json")
def now() -> Response:
    """The face of now, for a page that wears an older one."""
    face, lang = _face(), web.language()
    return web.answer(
        {"ok": True, "title": face.title(lang), "short": face.short(lang), "sheet": addresses(face)[0]}
    )


@pages.get("/words.json")
def words() -> Response:
    """The expo's own words of now, for a page that shows older ones."""
    with web.store().read() as db:
        square = ground.of(db)
    return web.answer(
        {"ok": True, "mark": own_words.mark_of(square), **own_words.shown(square.settings, web.language())}
    )


@pages.get("/face/<version>/face.css")
def style(version: str) -> Response:
    return _kept(version, sheet_of(_face()), "text/css")


@pages.get("/face/<version>/emblem")
def emblem(version: str) -> Response:
    own = _face().emblem
    return _picture(version, own.data, own.kind)


@pages.get("/face/<version>/emblem-on-field")
def emblem_on_field(version: str) -> Response:
    own = _face().emblem_on_field
    return _picture(version, own.data, own.kind)


@pages.get("/face/<version>/pattern.svg")
def pattern(version: str) -> Response:
    return _picture(version, _face().pattern, SVG)


def addresses(face: Face) -> list[str]:
    """Where a page finds its face, the style sheet first."""
    named = ("style", "emblem", "emblem_on_field", "pattern")
    return [url_for(f"face.{one}", version=face.version) for one in named]


def sheet_of(face: Face) -> str:
    _, own, on_field, squares = addresses(face)
    pictures = pictures_of(own, "" if face.own_emblem else on_field)
    return sheet(face.scale, {**pictures, "face-pattern": f'url("{squares}")'})


def _face() -> Face:
    with web.store().read() as db:
        return ground.of(db).face


def _picture(version: str, data: bytes | str, kind: str) -> Response:
    response = _kept(version, data, kind)
    response.headers["Content-Security-Policy"] = PICTURE_POLICY
    return response


def _kept(version: str, data: bytes | str, kind: str) -> Response:
    """The face of now. A page that was painted before the last change still asks for an older one: it gets this one too,
    which must not be kept under that address."""
    response = Response(data, mimetype=kind)
    if version == _face().version:
        response.cache_control.public = True
        response.cache_control.max_age = YEAR_S
        response.cache_control.immutable = True
    else:
        response.cache_control.no_cache = True
    return response
