"""A page on this laptop alone, shown by a word of the command line while it waits for somebody's choice."""

from contextlib import closing
from socket import create_server

from flask import Flask
from werkzeug.serving import BaseWSGIServer, make_server

from kiosk.actions.refusals import Unusable

HERE = "127.0.0.1"  # whoever chooses sits at the laptop


def listen(app: Flask, port: int) -> BaseWSGIServer:
    """The application on this port of this laptop, not served yet. Raises Unusable."""
    try:
        listener = create_server((HERE, port))  # werkzeug's own would tell in English, and end the process
    except OSError as error:
        raise Unusable(
            f"{port}: 포트를 열 수 없습니다. 쓰고 있는 프로그램을 끝내거나 다른 번호를 주세요."
        ) from error
    with closing(listener):
        return make_server(HERE, port, app, threaded=True, fd=listener.fileno())
