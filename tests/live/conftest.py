"""The server's parts over the cast's database, and what they would send."""

from collections.abc import Iterator
from typing import Any

import pytest
from flask import Flask

from kiosk.app import create_app
from kiosk.live import publish
from kiosk.settings import Settings
from tests.cast import Cast


@pytest.fixture
def app(cast: Cast) -> Iterator[Flask]:
    """The server's parts over the cast's database, with the cast's key; nothing is served."""
    folder = cast.store.path.parent
    (folder / "badge.key").write_text(cast.store.badge_key.hex())
    app = create_app(Settings(folder))
    app.extensions["store"].now = cast.clock
    yield app
    app.extensions["store"].close()


@pytest.fixture
def sent(monkeypatch: pytest.MonkeyPatch) -> list[dict[str, Any]]:
    """The `show` messages that leave from here on."""
    messages: list[dict[str, Any]] = []
    monkeypatch.setattr(
        publish, "broadcast", lambda socketio, room, event, message, *more: messages.append(message)
    )
    return messages
