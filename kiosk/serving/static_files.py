"""The program's own static files, as one is answered to whoever asks for it; knows no framework but Werkzeug.

Text is sent compressed: as the .br or .gz file beside it where there is one, else compressed at its first request and
kept.
"""

import gzip
import os
from functools import lru_cache
from pathlib import Path
from typing import Any

from werkzeug.datastructures import Accept
from werkzeug.exceptions import NotFound
from werkzeug.http import parse_accept_header
from werkzeug.utils import send_from_directory
from werkzeug.wrappers import Response

FOLDER = Path(__file__).parent.parent / "static"
ENCODINGS = (("br", ".br"), ("gzip", ".gz"))
YEAR_S = 365 * 24 * 3600
TEXT = (".js", ".css", ".svg", ".json", ".webmanifest")


def kept_for_ever(environ: dict[str, Any], filename: str) -> Response:
    """A file under an address that names the program's version. Raises NotFound (Werkzeug's)."""
    response = _file(environ, filename)
    response.cache_control.no_cache = None  # which Werkzeug says of every file
    response.cache_control.public = True
    response.cache_control.max_age = YEAR_S
    response.cache_control.immutable = True
    return response


def fresh(environ: dict[str, Any], filename: str) -> Response:
    """A file under its plain address, asked for anew each time. Raises NotFound (Werkzeug's)."""
    response = _file(environ, filename)
    response.cache_control.no_cache = True
    return response


def _file(environ: dict[str, Any], filename: str) -> Response:
    if filename.endswith((".br", ".gz")):
        raise NotFound
    accepted = parse_accept_header(environ.get("HTTP_ACCEPT_ENCODING"), Accept)
    for encoding, ending in ENCODINGS:
        # os.path, unlike Path, says no to a name that is too long; what leads out of the folder is refused on sending.
        if accepted.quality(encoding) > 0 and os.path.isfile(FOLDER / (filename + ending)):
            response = _sent(environ, filename + ending, filename)
            response.content_encoding = encoding
            response.vary.add("Accept-Encoding")
            return response
    response = _sent(environ, filename, filename)
    if filename.endswith(TEXT) and accepted.quality("gzip") > 0 and response.status_code == 200:
        response.direct_passthrough = False
        response.set_data(_compressed(filename, (FOLDER / filename).stat().st_mtime_ns))
        response.content_encoding = "gzip"
    response.vary.add("Accept-Encoding")
    return response


def _sent(environ: dict[str, Any], path: str, filename: str) -> Response:
    return send_from_directory(FOLDER, path, environ=environ, mimetype=_mimetype(filename), conditional=True)


@lru_cache(maxsize=256)
def _compressed(filename: str, changed: int) -> bytes:
    """The project's own small files: compressed at their first request, until they change."""
    return gzip.compress((FOLDER / filename).read_bytes(), 9, mtime=0)


def _mimetype(filename: str) -> str | None:
    return {".js": "text/javascript", ".wasm": "application/wasm", ".mjs": "text/javascript"}.get(
        Path(filename).suffix
    )
