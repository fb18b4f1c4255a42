"""The short way of an action: past Flask, whose request, routes and hooks cost more than all else at the door.

By it a check-in costs the server's process 0.56 ms of processor time, by Flask's route 0.86 (benchmarks/door.py, eight
stations). Nothing is decided here: that route (`kiosk.pages.actions`) answers the same, and would without this one.
"""

import time
from collections.abc import Callable, Iterable
from typing import Any

from werkzeug.http import HTTP_STATUS_CODES

from kiosk.pages.action_request import ActionRequest
from kiosk.pages.answer import ADDRESS, House, answer
from kiosk.pages.sent import Environ
from kiosk.serving.logs import log_request

Application = Callable[[Environ, Callable[..., Any]], Iterable[bytes]]


class Direct:
    """A WSGI application before `rest`, which takes what is no POST to a verb's address."""

    def __init__(self, house: House, rest: Application) -> None:
        self._house, self.rest = house, rest

    def __call__(self, environ: Environ, start_response: Callable[..., Any]) -> Iterable[bytes]:
        verb = _verb(environ)
        if not verb:
            return self.rest(environ, start_response)
        began = time.perf_counter()
        status, headers, body = answer(self._house, ActionRequest(verb, environ))
        start_response(f"{status} {HTTP_STATUS_CODES[status]}", headers)
        log_request("POST", f"{ADDRESS}<verb>", status, began)
        return [body]


def _verb(environ: Environ) -> str:
    """ "" for what is not posted to one."""
    path: str = environ["PATH_INFO"]
    if environ["REQUEST_METHOD"] != "POST" or not path.startswith(ADDRESS):
        return ""
    verb = path.removeprefix(ADDRESS).encode("latin1").decode(errors="replace")
    return "" if "/" in verb else verb
