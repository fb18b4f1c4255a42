"""The short way of a station's action: past Flask, whose request, routes and hooks cost more than all else at the door.

It takes what nearly every tablet and program sends: JSON of a known length, over a connection where a station may show
who it is. Everything else (forms, phones, what is no verb, plain HTTP) goes the long way, with the same answers.
"""

import json
import logging
import time
from collections.abc import Callable, Iterable
from io import BytesIO
from typing import Any

from flask import Flask, Request
from werkzeug.http import HTTP_STATUS_CODES

from kiosk.actions import access
from kiosk.actions.refusals import NotDone
from kiosk.actions.verbs import VERBS, is_public
from kiosk.data.store import Store
from kiosk.pages import actions, web
from kiosk.pages.asked import QUERY_MAX_BYTES
from kiosk.pages.identity import identify, is_secure
from kiosk.pages.secure import HEADERS

log = logging.getLogger("kiosk")

Environ = dict[str, Any]
Application = Callable[[Environ, Callable[..., Any]], Iterable[bytes]]

ADDRESS = "/actions/"


_HEADERS = [("Content-Type", "application/json"), ("Cache-Control", "no-store"), *HEADERS]


class Direct:
    """A WSGI application before `rest`, which takes what is not for here."""

    def __init__(self, app: Flask, store: Store, rest: Application) -> None:
        self._app, self._store, self._rest = app, store, rest
        self._longest = app.config["MAX_CONTENT_LENGTH"]

    def __call__(self, environ: Environ, start_response: Callable[..., Any]) -> Iterable[bytes]:
        if not environ["PATH_INFO"].startswith(ADDRESS) or not self._fits(environ):
            return self._rest(environ, start_response)
        began, request = time.perf_counter(), self._app.request_class(environ)
        if not is_secure(request):
            return self._rest(environ, start_response)
        try:
            body = environ["wsgi.input"].read(int(environ["CONTENT_LENGTH"]))
        except OSError:  # cut off on its way, which the long way finds as well
            return self._rest(environ, start_response)
        answered = self._act(request, environ["PATH_INFO"].removeprefix(ADDRESS), body)
        if answered is None:
            environ["wsgi.input"] = BytesIO(body)
            return self._rest(environ, start_response)
        status, content = answered[0], answered[1].encode()
        headers = [*_HEADERS, ("Content-Length", str(len(content)))]
        start_response(f"{status} {HTTP_STATUS_CODES[status]}", headers)
        took_ms = (time.perf_counter() - began) * 1000
        log.info("POST /actions/<verb> %s %.1f ms", status, took_ms)
        return [content]

    def _fits(self, environ: Environ) -> bool:
        length = environ.get("CONTENT_LENGTH") or ""
        return (
            environ["REQUEST_METHOD"] == "POST"
            and environ.get("CONTENT_TYPE", "").partition(";")[0].strip().lower() == "application/json"
            and length.isdecimal()
            and int(length) <= self._longest
            and "HTTP_TRANSFER_ENCODING" not in environ
            and len(environ.get("QUERY_STRING") or "") <= QUERY_MAX_BYTES
            and is_public(environ["PATH_INFO"].removeprefix(ADDRESS))
        )

    def _act(self, request: Request, verb: str, body: bytes) -> tuple[int, str] | None:
        """HTTP status and text; None for who is no station."""
        try:
            station, roles = request.args.get("station", ""), VERBS[verb].roles
            db, key = self._store.glance(), self._store.badge_key
            who = identify(db, request, key, station=station, roles=roles)
            if who.role not in access.STATIONS:
                return None
            done = actions.act_as(who, verb, self._store, request, self._json(body))
            return done.status, done.body
        except NotDone as not_done:
            refused = not_done
        except Exception:
            log.exception("fault in %s", verb)
            refused = web.failed(request)
        return refused.status, json.dumps(refused.answer(), ensure_ascii=False)

    def _json(self, body: bytes) -> Any:
        """What was sent, None for what is no JSON."""
        try:
            return self._app.json.loads(body) if body else {}
        except ValueError:
            return None
