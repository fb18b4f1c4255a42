"""The private parts of libraries that this program leans on: all of them stand here, each with why and what would replace it.

A library may change these in any release; tests/serving/test_private_parts.py then says which one broke. Everything else
of the program uses what libraries document.
"""

from collections.abc import Callable
from typing import Any

from engineio.socket import Socket
from gevent import pywsgi
from gevent._hub_local import get_hub_if_exists


def has_loop() -> bool:
    """Whether this thread has gevent's loop already.

    Why: a native thread must not get one by asking (`gevent.get_hub` makes one), for nobody would run it.
    Instead: a public question of that kind; gevent has none (26.9).
    """
    return get_hub_if_exists() is not None


def use_websocket(engine: Any, transport: Callable[..., Any]) -> None:
    """Let this Engine.IO server open its websockets by `transport(handler, engine)`, a WSGI application.

    Why: the drivers that come along send frames in pieces and wait for the slow (kiosk/serving/websocket.py).
    Instead: an option for one's own driver; python-engineio takes names of its own drivers only (4.15).
    """
    engine._async = {**engine._async, "websocket": transport}


def leave_pings_out(engine: Any) -> None:
    """Let this Engine.IO server send no pings: whoever calls this sends them.

    Why: it keeps a greenlet asleep for each socket, which holds all of it until long after it has gone, and each ping passes
    through four greenlets (0.2 ms, every 10 s: a tenth of the server's time with 2,000 phones).
    Instead: an option; python-engineio has none (4.15).
    """
    begin = engine.start_background_task

    def begin_other(target: Any, *values: Any, **named: Any) -> Any:
        is_ping = getattr(target, "__func__", None) is Socket._send_ping
        return None if is_ping else begin(target, *values, **named)

    engine.start_background_task = begin_other


# What a handler raises for a body that breaks the rules of HTTP: gevent answers it with 400 and hangs up.
# Instead: nothing public; any other exception is logged as a fault of ours and answered with 500 (gevent 26.9).
InvalidBody: type[OSError] = pywsgi._InvalidClientInput


class WSGIHandler(pywsgi.WSGIHandler):  # type: ignore[misc] # gevent has no types
    """gevent's handler of one connection, its private hooks under names of our own, to be overridden.

    Why: gevent sends an answer in one piece however large, and writes paths and every fault of a flood into the log.
    Instead: hooks that gevent documents; it has one for the head (`MessageClass`) and none for these (26.9).
    """

    def send(self, data: Any) -> None:
        """Send some of the answer, head or body."""
        super()._sendall(data)

    def log_fault(self, fault: tuple[Any, Any, Any]) -> None:
        """A fault of ours or of gevent's, as sys.exc_info() gives it. What is answered is gevent's."""
        super()._log_error(*fault)

    def refusal_of(self, error: Exception) -> tuple[str, bytes]:
        """Status and whole answer for what is no HTTP."""
        refused: tuple[str, bytes] = super()._handle_client_error(error)
        return refused

    def _sendall(self, data: Any) -> None:
        self.send(data)

    def _log_error(self, t: Any, v: Any, tb: Any) -> None:
        self.log_fault((t, v, tb))

    def _handle_client_error(self, ex: Exception) -> tuple[str, bytes]:
        return self.refusal_of(ex)


class Input(pywsgi.Input):  # type: ignore[misc] # likewise
    """gevent's body of a request, likewise.

    Why: gevent reads over what is left of a body for ever, however much that is.
    Instead: a bound that gevent documents; it has none (26.9).
    """

    def read_over(self) -> None:
        """Read what nobody asked for, so that the next request can be read."""
        super()._discard()

    @property
    def is_broken(self) -> bool:
        """Whether its chunks make no sense, so that nobody knows where the next request begins."""
        return bool(self._chunked_input_error)

    def _discard(self) -> None:
        self.read_over()
