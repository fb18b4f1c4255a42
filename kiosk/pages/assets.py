"""Static files (kiosk/serving/static_files.py). Under an address with the program's version browsers keep them for ever."""

from typing import Any

from flask import Blueprint, abort, request
from werkzeug.wrappers import Response

from kiosk.serving.static_files import fresh, kept_for_ever
from kiosk.serving.version import version

pages = Blueprint("assets", __name__)


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
    return kept_for_ever(request.environ, filename)


def _fresh(filename: str) -> Response:
    return fresh(request.environ, filename)
