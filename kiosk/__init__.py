"""The expo kiosk: its database, and the server over it (joined in kiosk/app.py)."""

from typing import TYPE_CHECKING

from kiosk.settings import Settings

if TYPE_CHECKING:
    from flask import Flask


def create_app(settings: Settings) -> "Flask":
    """The whole server in one Flask application; `app.extensions` holds store, live, socketio, settings."""
    from kiosk import app  # here, because most words of the command line need no server: it halves their time

    return app.create_app(settings)


def start_clockwork(app: "Flask") -> None:
    """Begin to publish and to perform what comes due; called in the loop's thread, once the server starts."""
    from kiosk import app as joined

    joined.start_clockwork(app)
