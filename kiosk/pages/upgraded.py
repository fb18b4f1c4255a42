"""A request that becomes a websocket of another program: the second laptop's, an edge's. Pages' sockets are Socket.IO's."""

from collections.abc import Callable, Iterable
from typing import Any

from flask import Response

from kiosk.serving.connections import CONNECTION, Phase
from kiosk.serving.transport import SOCKET
from kiosk.serving.websocket import WebSocket


class Upgraded(Response):
    """An answer that is a websocket: `talk(websocket)` runs until its end. `idle_s` and `bounds` are the websocket's."""

    def __init__(self, talk: Callable[[WebSocket], None], idle_s: float, **bounds: int) -> None:
        super().__init__()
        self._talk, self._idle_s, self._bounds = talk, idle_s, bounds

    def __call__(self, environ: Any, start_response: Any) -> Iterable[bytes]:
        if connection := environ.get(CONNECTION):
            connection.enter(Phase.LIVE)
        websocket = WebSocket(environ[SOCKET], self._idle_s, **self._bounds)
        try:
            websocket.accept(environ)
            self._talk(websocket)
        finally:
            websocket.finish()
        return []
