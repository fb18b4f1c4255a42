"""The private parts of libraries that kiosk/serving/private_parts.py leans on are there and mean what they meant.

Where one of these fails after an update, its sentence names the library, its version and the part: read there what the part
is for and what would replace it.
"""

import ast
import inspect
import threading
from collections.abc import Callable
from importlib.metadata import version
from io import BytesIO
from pathlib import Path
from typing import Any

import gevent
import pytest
from engineio import Server
from engineio.socket import Socket
from gevent import pywsgi

from kiosk.serving import private_parts

ROOT = Path(__file__).parents[2]
OUTSIDE = {"gevent", "engineio", "socketio", "wsproto", "werkzeug", "flask", "sqlite3", "sqlite_utils"}
OUTSIDE |= {"PIL", "fontTools", "escpos", "openpyxl"}
# Whose parts are tried here, and where the export's tests read back what was written (docs/decisions/export.md).
LEANING = {"kiosk/serving/private_parts.py", "kiosk/exchange/export/workbook.py"}
PYWSGI_CALLS = {  # private part -> the methods of gevent that use it
    "_sendall": (pywsgi.WSGIHandler._write_with_headers, pywsgi.WSGIHandler._write),
    "_log_error": (pywsgi.WSGIHandler.handle_error,),
    "_handle_client_error": (pywsgi.WSGIHandler.handle_one_request, pywsgi.WSGIHandler.handle_one_response),
    "_discard": (pywsgi.WSGIHandler.handle_one_response,),
}


def broke(library: str, part: str, how: str) -> str:
    return f"{library} {version(library)}: `{part}` {how} (see kiosk/serving/private_parts.py)"


def test_a_native_thread_has_no_loop_until_it_asks_for_one() -> None:
    seen: list[bool] = []

    def look() -> None:
        seen.append(private_parts.has_loop())
        gevent.get_hub()
        seen.append(private_parts.has_loop())
        gevent.get_hub().destroy()

    thread = threading.Thread(target=look)
    thread.start()
    thread.join()
    assert seen == [False, True], broke(
        "gevent", "_hub_local.get_hub_if_exists", f"says {seen}, not False, True"
    )


def test_engine_io_opens_its_websockets_by_the_transport_that_it_is_given() -> None:
    engine, opened = Server(async_mode="gevent", transports=["websocket"]), []
    assert isinstance(getattr(engine, "_async", None), dict), broke(
        "python-engineio", "Server._async", "is gone"
    )

    def transport(handler: Callable[..., Any], server: Any) -> Callable[..., Any]:
        opened.append((server, callable(handler), type(handler.__self__).__name__))
        return lambda environ, start_response: start_response("101 Switching Protocols", []) or []

    private_parts.use_websocket(engine, transport)
    environ = {
        "REQUEST_METHOD": "GET",
        "QUERY_STRING": "EIO=4&transport=websocket",
        "HTTP_CONNECTION": "Upgrade",
        "HTTP_UPGRADE": "websocket",
    }
    engine.handle_request(environ, lambda *_: None)
    how = "no longer opens the websockets of handle_request by its `websocket`, as transport(socket's handler, server)"
    assert opened == [(engine, True, "Socket")], broke("python-engineio", "Server._async", how)


def test_engine_io_begins_no_pings_where_they_are_left_out_and_everything_else() -> None:
    engine, begun = Server(async_mode="gevent", transports=["websocket"], ping_interval=0.01), []
    private_parts.leave_pings_out(engine)
    line = Socket(engine, "one")
    line.schedule_ping()
    gevent.sleep(0.1)
    how = "no longer sends pings by start_background_task(Socket._send_ping)"
    assert line.queue.empty(), broke("python-engineio", "Socket.schedule_ping", how)
    engine.start_background_task(begun.append, "other").join()
    assert begun == ["other"]


@pytest.mark.parametrize("part", PYWSGI_CALLS)
def test_gevent_calls_the_hooks_that_are_overridden(part: str) -> None:
    of = pywsgi.Input if part == "_discard" else pywsgi.WSGIHandler
    assert hasattr(of, part), broke("gevent", f"pywsgi.{of.__name__}.{part}", "is gone")
    for method in PYWSGI_CALLS[part]:
        how = f"is no longer called by {method.__qualname__}"
        assert f".{part}(" in inspect.getsource(method), broke("gevent", f"pywsgi.{of.__name__}.{part}", how)


def test_a_body_that_breaks_the_rules_is_told_from_one_that_is_cut_off() -> None:
    body = pywsgi.Input(BytesIO(b"no chunk\r\n"), None, chunked_input=True)
    assert hasattr(body, "_chunked_input_error"), broke(
        "gevent", "pywsgi.Input._chunked_input_error", "is gone"
    )
    with pytest.raises(OSError) as raised:
        body.read()
    part = "pywsgi._InvalidClientInput"
    assert raised.type is private_parts.InvalidBody, broke(
        "gevent", part, f"is not raised, but {raised.type}"
    )
    said = body._chunked_input_error
    assert said, broke(
        "gevent", "pywsgi.Input._chunked_input_error", "does not tell that chunks make no sense"
    )


def test_no_other_file_leans_on_a_private_part_of_a_library() -> None:
    found = []
    for top in ("kiosk", "badges", "tools"):
        for path in sorted((ROOT / top).rglob("*.py")):
            if str(path.relative_to(ROOT)) not in LEANING:
                found += [
                    f"{path.relative_to(ROOT)}: {one}" for one in _private(ast.parse(path.read_text("utf-8")))
                ]
    assert found == []


def _private(tree: ast.Module) -> list[str]:
    """Private modules and names that are imported from outside, and private attributes that no class here gives."""
    own = {node.name for node in ast.walk(tree) if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)}
    own |= {
        node.attr
        for node in ast.walk(tree)
        if isinstance(node, ast.Attribute) and isinstance(node.ctx, ast.Store)
    }
    own |= {
        node.id for node in ast.walk(tree) if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store)
    }
    found = []
    for node in ast.walk(tree):
        if isinstance(node, ast.ImportFrom) and (node.module or "").split(".")[0] in OUTSIDE:
            parts = [*(node.module or "").split("."), *(alias.name for alias in node.names)]
            found += [f"{node.module}: {one}" for one in parts if _is_private(one)]
        elif isinstance(node, ast.Attribute) and _is_private(node.attr) and node.attr not in own | OF_PYTHON:
            found.append(ast.unparse(node))
    return found


# Public in spite of their names (documented by Python), and a method that a module of ours calls in another.
OF_PYTHON = {"_", "_exit", "_make", "_replace", "_asdict", "_fields"}


def _is_private(name: str) -> bool:
    return name.startswith("_") and not name.startswith("__")
