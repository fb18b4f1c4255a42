"""Socket.IO over `kiosk.serving.websocket`: one encoding for a whole room, and nobody waits for the slow.

Flask-SocketIO keeps its rooms, handlers and answers. What is sent to a room does not go through its queues, which would
cost an encoding and a switch of greenlets for each socket, but straight to the sockets.
"""

import json
import logging
import random
import re
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial
from types import SimpleNamespace
from typing import Any

import engineio.json
import gevent
from engineio.packet import MESSAGE, PING, Packet
from flask import Flask
from flask_socketio import SocketIO
from gevent.lock import BoundedSemaphore
from socketio import packet
from socketio.packet import EVENT
from wsproto.frame_protocol import CloseReason

from kiosk.serving.budget import Budget
from kiosk.serving.connections import CONNECTION, Phase
from kiosk.serving.greenlets import every, turn
from kiosk.serving.origins import same_origin
from kiosk.serving.private_parts import leave_pings_out, use_websocket
from kiosk.serving.websocket import MAX_MESSAGE_BYTES, Environ, WebSocket, handshake_refusal, text_frame

log = logging.getLogger(__name__)

PING_INTERVAL_S = 25  # how silent a socket may be is seen by the pulse, not by this
PING_TIMEOUT_S = 10
PINGS_S = 0.5  # each so often those are pinged whose time has come
# Connects and events of one socket: at once, and a second after that. A station that comes back joins twenty topics.
EVENTS, EVENTS_A_S = 150, 10
WAITING_MAX = 200  # packets for one socket, in Engine.IO's queue
ANSWER_TURNS = 20
SENT_AT_ONCE = 100

# What clients send. Of Engine.IO: a close (1), a pong (3). Of Socket.IO: connects (40), disconnects (41), events (42),
# with a number where they want an answer. Nothing binary, and no answers, for the server never asks for one.
PONG = "3"
PING_PACKET = Packet(PING)
PACKET = re.compile(
    r"1|3|40(?:/[^,?]{0,64},)?(?P<auth>[0-9]{1,15}|[^0-9/].*)?|41|42[0-9]{0,15}(?P<event>\[.*)", re.S
)
RESERVED_EVENTS = {"connect", "connect_error", "disconnect", "disconnecting"}

# Keys of the WSGI environ: the server puts its gevent socket there, the transport the open websocket and itself.
SOCKET = "kiosk.socket"
WEBSOCKET = "kiosk.serving.websocket"
TRANSPORT = "kiosk.serving.transport"


class Encoded(str):
    """JSON that was written once for many: an event's handler gives it as its answer."""


class _Packet(packet.Packet):  # type: ignore[misc]
    """All is text: nobody looks through a hall's data for bytes, each time it is sent."""

    uses_binary_events = False


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
        serializer=_Packet,
        json=SimpleNamespace(dumps=_written, loads=engineio.json.loads),
        monitor_clients=False,  # a silent peer is noticed by its websocket
    )
    leave_pings_out(socketio.server.eio)
    use_websocket(socketio.server.eio, partial(_Transport, BoundedSemaphore(1), _Pings()))
    return socketio


def broadcast(
    socketio: SocketIO,
    room: str,
    event: str,
    data: Any,
    pause: Callable[[], Any] | None = None,
    also: Callable[[str], Any] | None = None,
) -> int:
    """Send `event` with JSON `data` to every socket that is in `room` now, encoded once. Waits for none of them; after
    every so many it calls `pause`, for thousands take longer than somebody at the door should wait. `also` is given the
    text first, for whoever has sockets elsewhere.

    Returns to how many sockets it was sent. One that has fallen too far behind is cut off, and not counted.
    """
    text = packet_text(socketio, event, data)
    if also:
        also(text)
    return hand_on(socketio, room, text, pause)


def packet_text(socketio: SocketIO, event: str, data: Any) -> str:
    """An event as every socket gets it, Engine.IO's mark included: `42["show",{...}]`."""
    packet = socketio.server.packet_class(EVENT, data=[event, data], namespace="/")
    text: str = Packet(MESSAGE, packet.encode()).encode()
    return text


def hand_on(socketio: SocketIO, room: str, text: str, pause: Callable[[], Any] | None = None) -> int:
    """As `broadcast`, of an event that was encoded before (`packet_text`), here or on another machine."""
    server = socketio.server
    outer, frame = Packet(MESSAGE, text[1:]), text_frame(text)
    sent = 0
    for count, (_sid, engine_sid) in enumerate(list(server.manager.get_participants("/", room)), start=1):
        sent += _deliver(server, engine_sid, outer, frame)
        if pause and count % SENT_AT_ONCE == 0:
            pause()
    return sent


def hand_to(socketio: SocketIO, sid: str, text: str) -> bool:
    """Send one socket what `packet_text` gave, behind the answers that wait for it. False: it is gone."""
    server = socketio.server
    engine_sid = server.manager.eio_sid_from_sid(sid, "/")
    return bool(engine_sid) and _deliver(server, engine_sid, Packet(MESSAGE, text[1:]), text_frame(text))


@contextmanager
def aside(socketio: SocketIO, sid: str) -> Iterator[None]:
    """While an event of the socket `sid` waits for somebody else, the other sockets' events go on."""
    transport = (socketio.server.get_environ(sid) or {}).get(TRANSPORT)
    if transport is None:
        yield
        return
    transport.leave_lane()
    try:
        yield
    finally:
        transport.enter_lane()


def drop(socketio: SocketIO, sid: str) -> None:
    """Cut the socket `sid` at once: nothing more reaches it and nothing more from it is heard."""
    websocket = (socketio.server.get_environ(sid) or {}).get(WEBSOCKET)
    if websocket:
        websocket.abort()


def dismiss(socketio: SocketIO, sid: str, code: int) -> None:
    """Close the socket `sid` with this WebSocket status code, once the event that it sent is answered."""
    websocket = (socketio.server.get_environ(sid) or {}).get(WEBSOCKET)
    if websocket:
        websocket.dismissed = code


def close_all(socketio: SocketIO, code: int) -> None:
    """Say goodbye to every socket with this WebSocket status code."""
    for environ in list(socketio.server.environ.values()):
        if websocket := environ.get(WEBSOCKET):
            websocket.close(code)


def _written(data: Any, **how: Any) -> str:
    if isinstance(data, list) and len(data) == 1 and isinstance(data[0], Encoded):
        return f"[{data[0]}]"
    return json.dumps(data, ensure_ascii=False, **how)


def _deliver(server: Any, engine_sid: str, packet: Packet, frame: bytes) -> bool:
    websocket = server.environ.get(engine_sid, {}).get(WEBSOCKET)
    line = server.eio.sockets.get(engine_sid)
    if line is None or websocket is None or not websocket.open:
        return False
    if line.queue.empty():
        return bool(websocket.write(frame))
    if line.queue.qsize() > WAITING_MAX:
        websocket.abort()
        return False
    # An answer (to a join, say) still waits in Engine.IO's queue. Sent before it, this would be painted over by older.
    line.queue.put(packet)
    return True


class _Pings:
    """Engine.IO's pings to all sockets of a server, each at a time of its own, so that the answers never come in a heap."""

    def __init__(self) -> None:
        self._due: dict[Any, float] = {}  # Engine.IO's object of a socket -> when (time.monotonic)
        self._greenlet: gevent.Greenlet | None = None

    def begin(self, line: Any) -> None:
        """From here on this socket is pinged."""
        self._due[line] = time.monotonic() + random.uniform(0.2, 1) * PING_INTERVAL_S
        if self._greenlet is None:
            self._greenlet = every(PINGS_S, self._ping)

    def end(self, line: Any) -> None:
        self._due.pop(line, None)

    def _ping(self) -> None:
        now = time.monotonic()
        for line in [line for line, due in self._due.items() if due <= now]:
            self._due[line] = now + PING_INTERVAL_S
            line.queue.put(PING_PACKET)  # what sends from there ends when nothing comes for long


class _Transport:
    """One websocket as Engine.IO expects it: made with `handler`, called as a WSGI application.

    The events of all sockets go through one `lane`, one after another, with a turn of the loop after each, so that a
    thousand phones that join at once do not hold up the door. A socket holds the lane until Engine.IO asks for its next
    packet.
    """

    def __init__(self, lane: Any, pings: _Pings, handler: Any, engine: Any) -> None:
        self._handler, self._pings = handler, pings
        self._line = handler.__self__  # Engine.IO's own object of this socket
        self._idle_s = engine.ping_interval + engine.ping_timeout
        self._lane, self._in_lane = lane, False
        self._events = Budget(EVENTS, EVENTS_A_S)
        self._websocket: WebSocket

    def __call__(self, environ: Environ, start_response: Callable[..., Any]) -> list[bytes]:
        if refusal := handshake_refusal(environ):
            self._line.close(wait=False, abort=True)
            start_response(refusal, [("Content-Type", "text/plain"), ("Sec-WebSocket-Version", "13")])
            return [refusal.encode()]
        if connection := environ.get(CONNECTION):
            connection.enter(Phase.LIVE)
        self._websocket = environ[WEBSOCKET] = WebSocket(environ[SOCKET], self._idle_s)
        environ[TRANSPORT] = self
        try:
            self._websocket.accept(environ)
            self._pings.begin(self._line)
            self._handler(self)
        except Exception as error:  # the answer can't be HTTP any more, so nothing may reach the server
            log.warning("a socket is closed after %s", type(error).__name__)
            self._line.close(wait=False, abort=True)
        finally:
            self._pings.end(self._line)
            self.leave_lane()
            self._websocket.finish()
        return []

    def wait(self) -> str | None:
        """The next packet of a kind that Engine.IO hears of (close, connect, event), or None at the end."""
        self.leave_lane()
        while (text := self._next()) == PONG:  # the pings are ours
            pass
        self.enter_lane()  # at the end too: leaving every room is work
        # Where time is short, pages give up and come back while their first try still waits here. Answering those who have gone
        # would make everybody wait longer, and so more of them give up.
        return None if text is None or self._websocket.has_gone() else text

    def send(self, text: str) -> None:
        if not self._websocket.write(text_frame(text)):
            raise OSError("this client is gone")

    def close(self) -> None:
        self._websocket.close()

    def _next(self) -> str | None:
        if self._websocket.dismissed:
            self._end(self._websocket.dismissed)
            return None
        text = self._websocket.wait()
        if text is None or text == PONG:
            return text
        if not self._events.take() or self._line.queue.qsize() > WAITING_MAX:
            self._end(CloseReason.POLICY_VIOLATION)
            return None
        if not _is_packet(text):
            self._end(CloseReason.PROTOCOL_ERROR)
            return None
        return text

    def _end(self, code: int) -> None:
        """Close with this status, once the answers that wait in Engine.IO's queue are sent."""
        for _ in range(ANSWER_TURNS):
            if self._line.queue.empty():
                break
            turn()
        self._websocket.close(code)

    def enter_lane(self) -> None:
        self._lane.acquire()
        self._in_lane = True

    def leave_lane(self) -> None:
        if self._in_lane:
            turn()
            self._in_lane = False
            self._lane.release()


def _is_packet(text: str) -> bool:
    """Whether Engine.IO and Socket.IO can read this text. Each one that they cannot would leave a trace in the log."""
    found = PACKET.fullmatch(text)
    if not found:
        return False
    try:
        _, event = (json.loads(found[part]) if found[part] else None for part in ("auth", "event"))
    except (ValueError, RecursionError):
        return False
    named = event is None or (event and isinstance(event[0], str) and event[0] not in RESERVED_EVENTS)
    return bool(named)
