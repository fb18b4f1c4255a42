"""Topics: which screen reads one, under which name it was joined, in which room its watchers are."""

import sqlite3
from collections.abc import Callable, Collection
from types import ModuleType
from typing import Any

from kiosk.data.store import Store
from kiosk.expo.queue.loads import Loads
from kiosk.screens import (
    Shown,
    board,
    booth,
    booth_queue,
    everybody,
    fleet,
    notices,
    organiser,
    phone,
    places,
    plan,
    preparation,
    programme,
    rehearsal,
    sheets,
    stage,
)

# The word before the colon -> the screen that reads it; `queue` is `booth` as a desk may see it (access.view_of). A board's key is `hall` or a booth's number.
SCREENS: dict[str, ModuleType] = {
    "board": board,
    "booth": booth,
    "queue": booth_queue,
    "visitor": phone,
    "places": places,
    "notices": notices,
    "everybody": everybody,
    "organiser": organiser,
    "stations": fleet,
    "preparation": preparation,
    "rehearsal": rehearsal,
    "sheet": sheets,
    "stage": stage,
    "programme": programme,
    "plan": plan,
}

OF_QUEUES = {
    "board",
    "booth",
    "queue",
    "visitor",
    "places",
    "organiser",
    "plan",
    "sheet",
}  # read from the square in memory


def show(
    store: Store,
    db: sqlite3.Connection,
    topic: str,
    lang: str,
    only: Collection[str] | None = None,
    square: Loads | None = None,
    pause: Callable[[], Any] | None = None,
) -> Shown:
    """A topic (or the places of the booths `only` in it) as it is now; `square` where memory has it. What is dear to read
    calls `pause` between its pieces. Raises NotFound."""
    word, _, key = topic.partition(":")
    more: dict[str, Any] = {"square": square} if word in OF_QUEUES else {}
    if word == "organiser":
        more |= {"troubles": store.health.troubles(), "pause": pause or (lambda: None)}
    if word in ("stations", "sheet", "preparation", "organiser"):
        more["heard"] = store.heard.all()
    if word == "preparation":
        more["checkup"] = store.health.checkup
    shown: Shown = SCREENS[word].show(
        db, key, only, now=store.now(), lang=lang, badge_key=store.badge_key, **more
    )
    return shown


def asked_as(topic: str) -> str:
    """The topic under the name by which it was joined."""
    word, _, key = topic.partition(":")
    return f"booth:{key}" if word == "queue" else topic


def room(topic: str, lang: str) -> str:
    """Socket.IO's room of those who watch this topic in this language."""
    return f"{topic}|{lang}"
