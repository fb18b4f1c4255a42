"""What an edge and its primary say to each other over their websocket: JSON texts, each with one word that says what it is.

Edge to primary: `hello` first; then `want`, `unwant` (public topics, which come by Redis; `again` beside `want`: who watches them there
has missed something), `join`, `leave` (a visitor's page, which never
does), `alive` every ALIVE_S. Primary to edge: `welcome` or `refused`; then `beat` (the answer to `alive`, and whenever the generation
changes), `joined`, `show`, `gone`, `none`, `revoked`.

Every byte is the other side's: what does not fit is left out by `read_*` below, which give None.
"""

import re
from ipaddress import ip_address
from typing import Any, TypedDict

from kiosk.edges.keys import is_public
from kiosk.language.sentences import LANGUAGES

PATH = "/edge/link"
ALIVE_S = 5.0
IDLE_S = 15.0  # a side from which nothing came for so long is gone
TOPICS_MAX = 5_000  # of one edge, of public ones and of visitors' pages
WANTED_AT_ONCE = 200  # topics in one message
COOKIE_BYTES_MAX = 2_048
AGENT_MAX = 400
MESSAGE_BYTES_MAX = 64 * 1024
_VISITOR = re.compile(r"visitor:[0-9]{16}")
_WORD = re.compile(r"[0-9A-Za-z._+-]{1,64}")

Key = tuple[str, str]  # a topic and a language


class Hello(TypedDict):
    """`{"hello": Hello}`. instance: drawn by the edge's process at its start; name: of its machine, for the fleet page."""

    protocol: int
    version: str
    instance: str
    name: str


class Welcome(TypedDict):
    """`{"welcome": Welcome}`. `mark`, `gen`, `word`: where in Redis to read, and how to know that it is the primary's Redis; `origin`:
    where stations and everything that an edge has not are, "" where nobody said."""

    protocol: int
    version: str
    epoch: str
    fence: int
    mark: str
    gen: str
    word: str
    origin: str


class Refusal(TypedDict):
    """`{"refused": Refusal}`, and the link ends; code: other_protocol, other_version, bad_hello, no_redis, old_laptop, another_edge."""

    code: str
    message: str


class Join(TypedDict):
    """`{"join": Join}`, answered by `{"joined": id, "answer": {...}}` as a socket would be. `address`: the phone's own; `cookie`: its
    cookies, stations' left out; `secure`: whether it came to the edge over HTTPS."""

    id: int
    topic: str
    lang: str
    address: str
    cookie: str
    agent: str
    secure: bool


class Alive(TypedDict):
    """`{"alive": Alive}`. sockets: open ones; `n`: the last entry handed on; lag_ms: how far behind the newest it is."""

    sockets: int
    n: int
    lag_ms: int


def read_hello(message: dict[str, Any]) -> Hello | None:
    given = message.get("hello")
    if not isinstance(given, dict):
        return None
    protocol, instance = given.get("protocol"), given.get("instance")
    if type(protocol) is not int or not (isinstance(instance, str) and _WORD.fullmatch(instance)):
        return None
    return {
        "protocol": protocol,
        "version": str(given.get("version"))[:40],
        "instance": instance,
        "name": str(given.get("name", ""))[:40],
    }


def read_topics(given: Any) -> list[Key]:
    """The public topics of a `want` or `unwant`."""
    if not isinstance(given, list):
        return []
    found = []
    for one in given[:WANTED_AT_ONCE]:
        fits = isinstance(one, list) and len(one) == 2 and isinstance(one[0], str) and one[1] in LANGUAGES
        if fits and is_public(one[0]):
            found.append((one[0], one[1]))
    return found


def read_join(given: Any) -> Join | None:
    if not isinstance(given, dict) or type(given.get("id")) is not int:
        return None
    topic, address, cookie = given.get("topic"), given.get("address"), given.get("cookie") or ""
    if not (
        isinstance(topic, str)
        and _VISITOR.fullmatch(topic)
        and isinstance(address, str)
        and is_address(address)
    ):
        return None
    return {
        "id": given["id"],
        "topic": topic,
        "lang": given["lang"] if given.get("lang") in LANGUAGES else "ko",
        "address": address,
        "cookie": cookie if isinstance(cookie, str) and len(cookie) <= COOKIE_BYTES_MAX else "",
        "agent": str(given.get("agent") or "")[:AGENT_MAX],
        "secure": given.get("secure") is True,
    }


def read_leave(given: Any) -> Key | None:
    fits = isinstance(given, list) and len(given) == 2 and isinstance(given[0], str) and given[1] in LANGUAGES
    return (given[0], given[1]) if fits and _VISITOR.fullmatch(given[0]) else None


def read_alive(given: Any) -> Alive | None:
    if not isinstance(given, dict):
        return None
    numbers = {name: given.get(name) for name in ("sockets", "n", "lag_ms")}
    if not all(type(value) is int and 0 <= value < 10**15 for value in numbers.values()):
        return None
    return {"sockets": given["sockets"], "n": given["n"], "lag_ms": given["lag_ms"]}


def is_address(text: str) -> bool:
    if len(text) > 64:
        return False
    try:
        ip_address(text.partition("%")[0])
    except ValueError:
        return False
    return True
