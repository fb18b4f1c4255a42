"""A piece of news as a message: its words, how long it counts, how urgent it is, and what it takes the place of.

It says a number and a booth, never whose they are: what is encrypted may still be read over a shoulder on a locked screen.
"""

import html
import json
from dataclasses import dataclass
from typing import Final

from kiosk.live.painting import Painter
from kiosk.push.news import News
from kiosk.screens import Part

TURN: Final = "turn"  # the topic of all that says where to be now: a newer one takes its place
WORDS = "phone/_push.html"


@dataclass(frozen=True)
class Rank:
    """How a kind of news is sent (RFC 8030): for how long a service keeps it, its urgency, its topic."""

    ttl_s: int
    urgency: str
    topic: str


@dataclass(frozen=True)
class Message:
    """`payload`: what the phone's service worker is given (static/js/phone/push-worker.js)."""

    payload: bytes
    ttl_s: int
    urgency: str
    topic: str


def message(painter: Painter, number: int, one: News, lang: str, *, call_s: int) -> Message:
    """`number`: the visitor's; `call_s`: for how long a call counts."""
    rank = rank_of(one, call_s)
    title, _, body = painter.part(Part("push", WORDS, {"number": number, **one._asdict()}), lang).partition(
        "\n"
    )
    said = {
        "title": html.unescape(title).strip(),
        "body": html.unescape(body).strip(),
        "tag": rank.topic,
        "lang": lang,
        "urgent": rank.urgency == "high",
    }
    return Message(json.dumps(said, ensure_ascii=False).encode(), rank.ttl_s, rank.urgency, rank.topic)


def rank_of(one: News, call_s: int) -> Rank:
    """A call is void after minutes, so no service keeps it longer; where a turn moved to is of no use once it has come."""
    if one.kind in ("called", "again"):
        return Rank(call_s, "high", TURN)
    if one.kind in ("now", "soon"):
        return Rank(5 * 60, "high", TURN)
    if one.kind in ("taken_back", "put_back"):
        return Rank(10 * 60, "high", TURN)
    if one.kind in ("sooner", "later"):
        return Rank(10 * 60, "low", f"move-{one.booth}")
    if one.kind == "notice":
        return Rank(60 * 60, "normal", "notice")
    return Rank(60 * 60, "normal", f"place-{one.booth}")
