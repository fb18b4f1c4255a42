"""Static files. Under an address with the program's version browsers keep them for ever.

Text is sent compressed: as the .br or .gz file beside it where there is one, else compressed at its first request and
kept.
"""

import gzip
import os
from functools import lru_cache
from pathlib import Path
from typing import Any

from flask import Blueprint, Response, abort, request, send_from_directory

from kiosk.serving.version import version

pages = Blueprint("assets", __name__)

FOLDER = Path(__file__).parent.parent / "static"
ENCODINGS = (("br", ".br"), ("gzip", ".gz"))
YEAR_S = 365 * 24 * 3600
TEXT = (".js", ".css", ".svg", ".json", ".webmanifest")


@pages.app_url_defaults
def _with_version(endpoint: str, values: dict[str, Any]) -> None:
    if endpoint == "static":
        values.setdefault("version", version())


def add_static(app: Any) -> None:
    """Serve /static/v-<version>/<file>, which is kept for ever, and /static/<file>, which is asked for anew each
    time.

    Modules import each other by relative paths, so all share one version. Under any other version there is nothing
    (404): what was served there would be kept for a year under a wrong name.
    """
    version()  # worked out now, from the files as the server starts with them
    app.add_url_rule("/static/v-<version>/<path:filename>", "static", _immutable)
    app.add_url_rule("/static/<path:filename>", "static_now", _fresh)


def _immutable(filename: str, **asked: str) -> Response:
    if asked["version"] != version():
        abort(404)
    response = _file(filename)
    response.cache_control.no_cache = None  # which Flask says of every file
    response.cache_control.public = True
    response.cache_control.max_age = YEAR_S
    response.cache_control.immutable = True
    return response


def _fresh(filename: str) -> Response:
    response = _file(filename)
    response.cache_control.no_cache = True
    return response


def _file(filename: str) -> Response:
    if filename.endswith((".br", ".gz")):
        abort(404)
    accepted = request.accept_encodings
    for encoding, ending in ENCODINGS:
        # os.path, unlike Path, says no to a name that is too long; what leads out of the folder is refused on sending.
        if accepted.quality(encoding) > 0 and os.path.isfile(FOLDER / (filename + ending)):
            response = send_from_directory(
                FOLDER, filename + ending, mimetype=_mimetype(filename), conditional=True
            )
            response.content_encoding = encoding
            response.vary.add("Accept-Encoding")
            return response
    response = send_from_directory(FOLDER, filename, mimetype=_mimetype(filename), conditional=True)
    if filename.endswith(TEXT) and accepted.quality("gzip") > 0 and response.status_code == 200:
        response.direct_passthrough = False
        response.set_data(_compressed(filename, (FOLDER / filename).stat().st_mtime_ns))
        response.content_encoding = "gzip"
    response.vary.add("Accept-Encoding")
    return response


@lru_cache(maxsize=256)
def _compressed(filename: str, changed: int) -> bytes:
    """The project's own small files: compressed at their first request, until they change."""
    return gzip.compress((FOLDER / filename).read_bytes(), 9, mtime=0)


def _mimetype(filename: str) -> str | None:
    return {".js": "text/javascript", ".wasm": "application/wasm", ".mjs": "text/javascript"}.get(
        Path(filename).suffix
    )
