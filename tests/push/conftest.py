"""The expo's messages over the cast's database, and a push service on loopback that takes them."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from kiosk.app import create_app
from kiosk.push import Pushing
from kiosk.settings import Settings
from tests.cast import Cast, Person
from tests.push_service import Browser, Post, PushService


class Scene:
    """Somebody whose phone is told, and who looks when a test says so."""

    def __init__(self, cast: Cast, service: PushService, pushing: Pushing) -> None:
        self.cast, self.service, self.pushing = cast, service, pushing
        self.browser = Browser()
        cast.done("expo.settings", settings={"push": True})
        self.person = cast.arrive("A02")
        self.bind(self.person)
        self.subscribe(self.person)
        pushing.look()  # who is seen for the first time is told nothing

    def bind(self, person: Person, phone: str = "mine") -> None:
        word = self.cast.done("phone.offer", "desk", code=person.code)["bind_url"].rpartition("=")[2]
        self.cast.done("phone.bind", f"phone:{phone}", bind=word)

    def subscribe(self, person: Person, phone: str = "mine", path: str = "/send/1", **more: Any) -> None:
        fields = self.browser.subscription(self.service.origin + path) | more
        self.cast.done("push.subscribe", f"visitor:{person.id}:{phone}", visitor=person.id, **fields)

    def told(self) -> dict[str, Any]:
        """Look, and read the next message that comes."""
        self.pushing.look()
        return self.browser.read(self.post().body)

    def post(self) -> Post:
        return self.service.taken()

    def silence(self) -> None:
        """Looking finds nothing to tell: what is sent to somebody else afterwards comes first."""
        self.pushing.look()
        mark = self.cast.arrive("A03")
        self.bind(mark, "mark")
        self.subscribe(mark, "mark", "/mark")
        self.pushing.look()
        self.cast.call("A03")
        self.pushing.look()
        assert self.post().path == "/mark"

    def subscriptions(self) -> int:
        found: int = self.cast.value("SELECT count(*) FROM push_subscriptions")
        return found


@pytest.fixture
def service(tmp_path: Path) -> Iterator[PushService]:
    service = PushService(tmp_path)
    yield service
    service.close()


@pytest.fixture
def pushing(cast: Cast, service: PushService) -> Iterator[Pushing]:
    folder = cast.store.path.parent
    (folder / "badge.key").write_text(cast.store.badge_key.hex())
    app = create_app(Settings(folder))
    pushing = Pushing(app, cast.store, folder, anywhere=True, context=service.trusted, back_off_s=(0.05,))
    yield pushing
    pushing.stop()
    app.extensions["store"].close()


@pytest.fixture
def scene(cast: Cast, service: PushService, pushing: Pushing) -> Scene:
    return Scene(cast, service, pushing)
