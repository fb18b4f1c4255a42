"""Who joins a topic is answered the same whether a socket of this server asks, or an edge for a phone."""

from contextlib import AbstractContextManager, nullcontext
from typing import Any

from kiosk.actions import access
from kiosk.data.store import Actor, Store
from kiosk.expo.square import stations
from kiosk.expo.square.booths import settings_of
from kiosk.live.plan_ahead import read_ahead
from kiosk.live.publish import Live
from kiosk.pages.limits import Limits, guess
from kiosk.pages.sent import Sent
from kiosk.serving.transport import Encoded


def joined(
    store: Store, live: Live, limits: Limits, opening: Sent, actor: Actor, topic: str, lang: str
) -> tuple[str, Encoded]:
    """The topic as this actor may see it, and its whole state. Raises NotDone."""
    if actor.locked:
        raise stations.locked(lang)
    if topic == "plan":
        read_ahead(store)
    with store.read() as db:
        public = settings_of(db)["boards_public"]
        access.require_topic(topic, actor, boards_public=public, lang=lang)
        view = access.view_of(topic, actor)
        with _door(limits, store, opening, actor, topic, lang):
            return view, live.whole(db, view, lang)


def _door(
    limits: Limits, store: Store, opening: Sent, actor: Actor, topic: str, lang: str
) -> AbstractContextManager[Any]:
    """A badge's code is guessed here as at the pages, and counted with them. Raises TooMany."""
    word, _, code = topic.partition(":")
    if word != "visitor":
        return nullcontext()
    return guess(limits, store, opening, actor, lang, code=code)
