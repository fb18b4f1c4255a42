"""Serves the application: HTTP and TLS on gevent's own server, sockets included, in one process.

Nothing is monkey patched. No access log is written here: a path may hold a badge's code, and only the application knows
the routes that are logged instead.
"""

import gc
import logging
import signal
import ssl
import sys
from collections.abc import Callable
from functools import partial
from pathlib import Path
from socket import AF_INET, AF_INET6, IPPROTO_TCP, TCP_NODELAY, create_server, socket
from typing import Any

import gevent
import gevent.event
import gevent.ssl
from flask import Flask
from flask_socketio import SocketIO
from gevent import pywsgi

from kiosk.addresses import listens_on
from kiosk.serving.connections import IDLE_S, OUT_OF_HANDLES, Connection, Connections, room_for_connections
from kiosk.serving.forwarded import Network, is_one_of
from kiosk.serving.handler import Handler
from kiosk.serving.notify import Notify
from kiosk.serving.transport import close_all
from kiosk.serving.websocket import hung_up

log = logging.getLogger(__name__)

BACKLOG = 2048
STOP_S = 3.0
ACCEPT_AGAIN_S = 0.02


def serve(
    app: Flask,
    socketio: SocketIO,
    host: str,
    port: int,
    *,
    https_port: int | None = None,
    ssl_context: gevent.ssl.SSLContext | None = None,
    proxies: tuple[Network, ...] = (),
    on_ready: Callable[[int], Any] | None = None,
    on_stop: Callable[[], Any] | None = None,
) -> None:
    """Serve until SIGTERM or SIGINT; then take no more connections, finish what runs (at most STOP_S) and return.

    Port 0 takes a free one; `on_ready(port)` is called with the real one, once connections are taken, and `on_stop()`
    before the end. Connections of `proxies` are many people's and not bound as one address's. A port that cannot
    be opened ends the process with status 2 and a sentence. To be called in the main thread, with a context made by
    `tls_context`.
    """
    if https_port is not None and not isinstance(ssl_context, gevent.ssl.SSLContext):
        raise TypeError("https_port needs an ssl_context made by tls_context()")
    connections = Connections(room_for_connections(), partial(is_one_of, proxies=proxies))
    servers = [_Server(_listen(host, port), app, connections)]
    if https_port is not None:
        servers.append(_Server(_listen(host, https_port), app, connections, ssl_context=ssl_context))
    stop = gevent.event.Event()
    signals = [gevent.signal_handler(number, stop.set) for number in (signal.SIGTERM, signal.SIGINT)]
    _collect_garbage_in_small_pieces()
    watching = connections.watch()
    notify = Notify()
    for server in servers:
        server.start()
    if on_ready:
        on_ready(servers[0].server_port)
    notify.ready()
    stop.wait()
    notify.stopping()
    if on_stop:
        on_stop()
    _stop(servers, socketio)
    watching.kill()
    notify.end()
    for handler in signals:
        handler.cancel()


def tls_context(certificate: Path, key: Path) -> gevent.ssl.SSLContext:
    """The context that `serve` needs: gevent's, because the standard library's own would block the loop.

    Raises OSError (ssl.SSLError is one) for files that are missing or don't fit each other.
    """
    context = gevent.ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.minimum_version = ssl.TLSVersion.TLSv1_2
    context.load_cert_chain(certificate, key)
    return context


def _listen(host: str, port: int) -> socket:
    family = AF_INET6 if ":" in host else AF_INET
    try:
        listener = create_server((host, port), family=family, backlog=BACKLOG)
    except OSError as error:
        print(
            f"{host}의 {port}번 포트를 열 수 없습니다 ({error.strerror}). "
            "쓰고 있는 프로그램을 끝내거나 다른 번호를 주세요. "
            f"(Cannot listen on {host} port {port}: stop what uses it, or give another port.)",
            file=sys.stderr,
        )
        raise SystemExit(2) from error
    # Accepted sockets inherit it; without it a kept-alive request waits 40 ms for a delayed ACK.
    listener.setsockopt(IPPROTO_TCP, TCP_NODELAY, 1)
    listener.setblocking(False)
    listens_on(listener.getsockname()[1])
    return listener


def _collect_garbage_in_small_pieces() -> None:
    """Because a collection stops everybody: for 28 to 73 ms where ten thousand objects are looked through at once, for
    100 ms where all of a full server's are."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(1_000, 3, 1_000)


def _stop(servers: list["_Server"], socketio: SocketIO) -> None:
    for server in servers:
        server.stopping = True
        server.close()
    close_all(socketio, 1001)
    with gevent.Timeout(STOP_S, False):
        while any(server.running for server in servers):
            gevent.sleep(0.02)


class _Server(pywsgi.WSGIServer):  # type: ignore[misc] # gevent has no types
    max_accept = 16  # connections at once, before the loop looks at the others again

    def __init__(self, listener: socket, app: Flask, connections: Connections, **tls: Any) -> None:
        super().__init__(listener, app, log=None, **tls)
        self.connections = connections
        self.running = 0  # requests being answered, open websockets among them
        self.stopping = False

    def do_read(self) -> Any:
        try:
            accepted = super().do_read()
        except OSError as error:
            return self._not_accepted(error)
        if not accepted:
            return None
        sock, address = accepted
        sock.settimeout(IDLE_S)
        connection = self.connections.admit(sock, address[0])
        if connection is None:
            sock.close()
            return None
        return sock, address, connection

    def _not_accepted(self, error: OSError) -> None:
        """A peer that hung up while it waited is no trouble. Without free handles, room is made and we try again soon."""
        if error.errno in self.fatal_errors:
            raise error
        if error.errno in OUT_OF_HANDLES:
            self.connections.make_room()
            self.stop_accepting()
            gevent.spawn_later(ACCEPT_AGAIN_S, self._accept_again)

    def _accept_again(self) -> None:
        if self.started:
            self.start_accepting()

    def handle(self, sock: Any, address: Any, connection: Connection) -> None:
        try:
            Handler(sock, address, self, connection).handle()
        finally:
            self.connections.leave(connection)

    def wrap_socket_and_handle(self, client_socket: Any, address: Any, connection: Connection) -> None:
        # A phone that does not trust the certificate hangs up, which is no fault of ours.
        connection.greet()
        try:
            if hung_up(client_socket):  # gave up while it waited: a handshake costs more than all else
                raise OSError("gone")
            wrapped = self.wrap_socket(client_socket, do_handshake_on_connect=False, **self.ssl_args)
            connection.sock = wrapped
            wrapped.do_handshake()
        except OSError as error:
            log.debug("TLS with %s failed: %s", address[0], error)
            self.connections.leave(connection)
            connection.sock.close()
            return
        try:
            self.handle(wrapped, address, connection)
        finally:
            wrapped.close()
