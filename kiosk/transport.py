"""Socket.IO over `kiosk.websocket`: one encoding for a whole room, and nobody waits for the slow.

Flask-SocketIO keeps its rooms, handlers and answers; what leaves for a room goes past its queues (an encoding
and a switch of greenlets a socket) straight to the sockets.
"""

import json
import logging
from collections.abc import Callable
from functools import partial
from types import SimpleNamespace
from typing import Any

import engineio.json
from engineio.packet import MESSAGE, Packet
from flask import Flask
from flask_socketio import SocketIO
from socketio.packet import EVENT

from kiosk.websocket import MAX_MESSAGE_BYTES, Environ, WebSocket, handshake_refusal, text_frame

log = logging.getLogger(__name__)

PING_INTERVAL_S = 10
PING_TIMEOUT_S = 10

# Keys of the WSGI environ: the server puts its gevent socket there, the transport the open websocket.
SOCKET = "kiosk.socket"
WEBSOCKET = "kiosk.websocket"


def same_origin(origin: str | None, environ: Environ) -> bool:
    """Only pages of this server may open a socket; programs send no Origin and show a token instead."""
    own = f"{environ['wsgi.url_scheme']}://{environ.get('HTTP_HOST', '')}"
    return not origin or origin.lower() == own.lower()


def make_socketio(
    app: Flask, *, origin_allowed: Callable[[str | None, Environ], bool] = same_origin
) -> SocketIO:
    """Socket.IO for `app`: gevent, websocket only. A socket's handlers run in order, in its own greenlet."""
    socketio = SocketIO(
        app,
        async_mode="gevent",
        transports=["websocket"],
        allow_upgrades=False,
        http_compression=False,
        async_handlers=False,
        manage_session=False,
        cors_allowed_origins=origin_allowed,
        max_http_buffer_size=MAX_MESSAGE_BYTES,
        ping_interval=PING_INTERVAL_S,
        ping_timeout=PING_TIMEOUT_S,
        json=SimpleNamespace(dumps=partial(json.dumps, ensure_ascii=False), loads=engineio.json.loads),
    )
    engine = socketio.server.eio
    engine._async = {**engine._async, "websocket": _Transport}
    return socketio


def broadcast(socketio: SocketIO, room: str, event: str, data: Any) -> int:
    """Send `event` with JSON `data` to every socket of `room`, encoded once. Never waits.

    Returns how many sockets it was sent to; one that had fallen too far behind is cut off and not counted.
    """
    server = socketio.server
    packet = Packet(MESSAGE, server.packet_class(EVENT, data=[event, data], namespace="/").encode())
    frame = text_frame(packet.encode())
    participants = server.manager.get_participants("/", room)
    return sum(_deliver(server, engine_sid, packet, frame) for _sid, engine_sid in participants)


def drop(socketio: SocketIO, sid: str) -> None:
    """Cut the socket `sid` at once: nothing more reaches it and nothing more from it is heard."""
    websocket = (socketio.server.get_environ(sid) or {}).get(WEBSOCKET)
    if websocket:
        websocket.abort()


def close_all(socketio: SocketIO, code: int) -> None:
    """Say goodbye to every socket with this WebSocket status code."""
    for environ in list(socketio.server.environ.values()):
        if websocket := environ.get(WEBSOCKET):
            websocket.close(code)


def _deliver(server: Any, engine_sid: str, packet: Packet, frame: bytes) -> bool:
    websocket = server.environ.get(engine_sid, {}).get(WEBSOCKET)
    line = server.eio.sockets.get(engine_sid)
    if line is None or websocket is None or not websocket.open:
        return False
    if line.queue.empty():
        return bool(websocket.write(frame))
    # An answer (to a join, say) still waits in Engine.IO's queue: overtaken, it would paint an older state.
    line.queue.put(packet)
    return True


class _Transport:
    """What Engine.IO's gevent driver expects of a websocket: made with its handler, called as a WSGI app."""

    def __init__(self, handler: Any, engine: Any) -> None:
        self._handler = handler
        self._line = handler.__self__
        self._idle_s = engine.ping_interval + engine.ping_timeout
        self._websocket: WebSocket

    def __call__(self, environ: Environ, start_response: Callable[..., Any]) -> list[bytes]:
        if refusal := handshake_refusal(environ):
            self._line.close(wait=False, abort=True)
            start_response(refusal, [("Content-Type", "text/plain"), ("Sec-WebSocket-Version", "13")])
            return [refusal.encode()]
        self._websocket = environ[WEBSOCKET] = WebSocket(environ[SOCKET], self._idle_s)
        try:
            self._websocket.accept(environ)
            self._handler(self)
        except Exception as error:  # the answer can't be HTTP any more, so nothing may reach the server
            log.warning("a socket is closed after %s", type(error).__name__)
            self._line.close(wait=False, abort=True)
        finally:
            self._websocket.finish()
        return []

    def wait(self) -> str | None:
        """The next packet of a kind that clients send (close, pong, message), or None at the end."""
        text = self._websocket.wait()
        if text is not None and text[:1] not in ("1", "3", "4"):
            self._websocket.close(1002)
            return None
        return text

    def send(self, text: str) -> None:
        if not self._websocket.write(text_frame(text)):
            raise OSError("this client is gone")

    def close(self) -> None:
        self._websocket.close()
