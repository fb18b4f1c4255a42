"""Serves the application: HTTP and TLS on gevent's own server, sockets included, in one process.

Nothing is monkey patched. No access log is written here: a path may hold a badge's code, and only the
application knows its routes.
"""

import gc
import logging
import resource
import signal
import ssl
import sys
from collections.abc import Callable
from functools import lru_cache
from io import BytesIO
from pathlib import Path
from socket import AF_INET, AF_INET6, IPPROTO_TCP, TCP_NODELAY, create_server, socket
from typing import Any

import gevent
import gevent.event
import gevent.ssl
from flask import Flask
from flask_socketio import SocketIO
from gevent import pywsgi
from gevent.pywsgi import headers_factory

from kiosk.addresses import listens_on
from kiosk.greenlets import Bell, GeventWaiter, every
from kiosk.transport import SOCKET, broadcast, close_all, drop, make_socketio, same_origin
from kiosk.websocket import Environ

__all__ = [
    "Bell",
    "GeventWaiter",
    "broadcast",
    "drop",
    "every",
    "make_socketio",
    "same_origin",
    "serve",
    "tls_context",
]

log = logging.getLogger(__name__)

BACKLOG = 2048
HTTP_IDLE_S = 75.0
STOP_S = 3.0
OPEN_FILES = 65536
HEADERS_MAX, HEADER_BYTES_MAX = 100, 65536  # http.client's own limits
KEPT_HEADERS_BYTES = 2048


def serve(
    app: Flask,
    socketio: SocketIO,
    host: str,
    port: int,
    *,
    https_port: int | None = None,
    ssl_context: gevent.ssl.SSLContext | None = None,
    on_ready: Callable[[int], Any] | None = None,
) -> None:
    """Serve until SIGTERM or SIGINT, then stop accepting, finish what runs within STOP_S and return.

    Port 0 takes a free one; `on_ready(port)` is told which, once connections are taken. A port that can't be
    had ends the process with status 2 and a sentence. Runs in the main thread; `tls_context` makes the context.
    """
    servers = [_Server(_listen(host, port), app)]
    if https_port is not None:
        if not isinstance(ssl_context, gevent.ssl.SSLContext):
            raise TypeError("https_port needs an ssl_context made by tls_context()")
        servers.append(_Server(_listen(host, https_port), app, ssl_context=ssl_context))
    stop = gevent.event.Event()
    signals = [gevent.signal_handler(number, stop.set) for number in (signal.SIGTERM, signal.SIGINT)]
    _prepare_process()
    for server in servers:
        server.start()
    if on_ready:
        on_ready(servers[0].server_port)
    stop.wait()
    _stop(servers, socketio)
    for handler in signals:
        handler.cancel()


def tls_context(certificate: Path, key: Path) -> gevent.ssl.SSLContext:
    """The context `serve` needs; the standard library's own would block the loop.

    Raises OSError (also ssl.SSLError, which is one) for files that are missing or don't fit each other.
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


def _prepare_process() -> None:
    """A file handle for every socket; full garbage collections seldom: each halts a full house for 100 ms."""
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    wanted = OPEN_FILES if hard == resource.RLIM_INFINITY else min(OPEN_FILES, hard)
    if soft != resource.RLIM_INFINITY and soft < wanted:
        resource.setrlimit(resource.RLIMIT_NOFILE, (wanted, hard))
    gc.collect()
    gc.freeze()
    gc.set_threshold(10_000, 20, 100)


def _stop(servers: list["_Server"], socketio: SocketIO) -> None:
    for server in servers:
        server.stopping = True
        server.close()
    close_all(socketio, 1001)
    with gevent.Timeout(STOP_S, False):
        while any(server.running for server in servers):
            gevent.sleep(0.02)


class _Server(pywsgi.WSGIServer):
    def __init__(self, listener: socket, app: Flask, **tls: Any) -> None:
        super().__init__(listener, app, log=None, handler_class=_Handler, **tls)
        self.running = 0  # requests being answered, open websockets among them
        self.stopping = False

    def do_read(self) -> Any:
        accepted = super().do_read()
        if accepted:
            accepted[0].settimeout(HTTP_IDLE_S)
        return accepted

    def wrap_socket_and_handle(self, client_socket: Any, address: Any) -> Any:
        # A phone that does not trust the certificate hangs up; that is no error of ours to trace.
        try:
            wrapped = self.wrap_socket(client_socket, **self.ssl_args)
        except OSError as error:
            log.debug("TLS with %s failed: %s", address[0], error)
            return None
        try:
            return self.handle(wrapped, address)
        finally:
            wrapped.close()


class _Handler(pywsgi.WSGIHandler):
    # Clients that leave in the middle of an answer, or stop reading it, are no errors of ours to trace.
    ignored_socket_errors = (
        *pywsgi.WSGIHandler.ignored_socket_errors,
        "timed out",
        ssl.SSL_ERROR_EOF,
        ssl.SSL_ERROR_ZERO_RETURN,
    )

    def MessageClass(self, *_: Any) -> Any:
        """A station sends the same headers again and again: what the library has read of them is kept."""
        block = _header_block(self.rfile)
        return _read_headers(block) if len(block) <= KEPT_HEADERS_BYTES else headers_factory(BytesIO(block))

    def get_environ(self) -> Environ:
        environ: Environ = super().get_environ()
        environ[SOCKET] = self.socket
        return environ

    def handle_one_response(self) -> None:
        self.server.running += 1
        try:
            super().handle_one_response()
        finally:
            self.server.running -= 1
        upgraded = self.status is None
        if upgraded or self.server.stopping:
            self.close_connection = True

    def _handle_client_error(self, ex: Exception) -> tuple[str, bytes]:
        # pywsgi would log the request line, and with it the path.
        log.info("a request from %s was no HTTP (%s)", self.client_address[0], type(ex).__name__)
        return "400", pywsgi._BAD_REQUEST_RESPONSE


def _header_block(lines: Any) -> bytes:
    """Up to the empty line, or as far as the library would read before it refuses."""
    block: list[bytes] = []
    while len(block) <= HEADERS_MAX:
        block.append(line := lines.readline(HEADER_BYTES_MAX + 1))
        if line in (b"\r\n", b"\n", b"") or len(line) > HEADER_BYTES_MAX:
            break
    return b"".join(block)


@lru_cache(maxsize=512)
def _read_headers(block: bytes) -> Any:
    return headers_factory(BytesIO(block))
