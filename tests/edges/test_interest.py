"""What edges want, in process: what is given and for how long, and when a whole is made anew. Redis is a queue that nobody writes."""

import json
from collections.abc import Callable, Iterator
from dataclasses import replace
from types import SimpleNamespace
from typing import Any

import pytest
from flask import Flask

from kiosk.actions.refusals import NotFound, Refused
from kiosk.app import create_app
from kiosk.data.heard import Report
from kiosk.doctor import checks, tablets
from kiosk.doctor import edges as checkup
from kiosk.doctor.place import Place, Seen
from kiosk.edges import giving, keys, primary
from kiosk.edges.fan_out import Begun, Given, Whole
from kiosk.edges.link import Hello, read_alive, read_hello, read_join, read_leave, read_topics
from kiosk.edges.primary import Edges, Line
from kiosk.pages.edges import _require_fitting, vouches
from kiosk.serving.version import version
from kiosk.settings import Settings
from tests.cast import Cast
from tests.edges.redis_server import RedisServer

HELLO: Hello = {"protocol": keys.PROTOCOL, "version": version(), "instance": "a", "name": "시험"}
STANDING = len(keys.STANDING) * 2


class Screens:
    """Live screens that say who watches, and how often each was read."""

    epoch, seq = "epoch", 5

    def __init__(self) -> None:
        self.watched: set[tuple[str, str]] = set()
        self.given: set[tuple[str, str]] = set()
        self.read: list[tuple[str, str]] = []

    def watch(self, sid: str, topic: str, lang: str) -> None:
        self.watched.add((sid, topic))

    def left(self, sid: str, topic: str) -> None:
        self.watched.discard((sid, topic))

    def disconnected(self, sid: str) -> None:
        self.watched = {one for one in self.watched if one[0] != sid}

    def give(self, topic: str, lang: str) -> None:
        self.given.add((topic, lang))

    def give_no_more(self, topic: str, lang: str) -> None:
        self.given.discard((topic, lang))

    def prepare(self, topic: str, lang: str, pause: Callable[[], Any]) -> None:
        pause()

    def answer(self, topic: str, lang: str) -> str:
        if topic.endswith("Z99"):
            raise NotFound("없어요")
        self.read.append((topic, lang))
        return json.dumps({"ok": True, "topic": topic})

    def all_of(self, topic: str, lang: str) -> str:
        return f'42["show",{{"topic":"{topic}"}}]'


class Clock:
    now = 0.0

    def monotonic(self) -> float:
        return self.now


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Clock:
    clock = Clock()
    monkeypatch.setattr(primary, "time", clock)
    monkeypatch.setattr(giving, "time", clock)
    monkeypatch.setattr(primary, "turn", lambda: None)
    return clock


@pytest.fixture
def screens() -> Screens:
    return Screens()


@pytest.fixture
def edges(cast: Cast, screens: Screens, clock: Clock) -> Edges:
    one = Edges("redis://127.0.0.1:1", cast.store, screens, "https://expo.example.kr")
    one.begun_anew()
    return one


def line(edges: Edges, station: int = 1, instance: str = "a") -> tuple[Line, list[dict[str, Any]]]:
    told: list[dict[str, Any]] = []
    hello: Hello = HELLO | {"instance": instance}  # type: ignore[assignment]
    made = Line(
        station, hello, lambda text: told.append(json.loads(text)), lambda: told.append({"closed": 1})
    )
    edges.linked(made)
    return made, told


def taken(edges: Edges) -> list[Any]:
    """What was given since this was last asked: `(kind, topic, lang)` of entries, fields of wholes, "begun"."""
    found: list[Any] = []
    for item in edges.fan_out._waiting:
        if isinstance(item, Given):
            found.append((item.entry.kind, item.entry.topic, item.entry.lang))
        elif isinstance(item, Whole):
            found.append(item.field)
        else:
            found.append("begun")
    edges.fan_out._waiting.clear()
    return found


def test_a_topic_that_two_edges_want_is_read_and_given_once(edges: Edges, screens: Screens) -> None:
    (one, _), (two, _) = line(edges, 1), line(edges, 2)
    assert len(screens.read) == STANDING
    taken(edges)
    edges.want(one, [("board:A03", "ko")])
    edges.want(two, [("board:A03", "ko")])
    edges.shown("board:A03", "ko", 6, "42[]")
    edges.shown("board:A03", "en", 6, "42[]")
    edges.shown("organiser", "ko", 6, "42[]")
    assert taken(edges) == ["board:A03|ko", ("whole", "board:A03", "ko"), ("show", "board:A03", "ko")]
    assert len(screens.read) == STANDING + 1


def test_why_a_topic_is_not_given_is_told(edges: Edges) -> None:
    one, told = line(edges)
    edges.want(one, [("board:Z99", "ko")])
    assert told[-1] == {
        "none": ["board:Z99", "ko"],
        "answer": {"ok": False, "code": "not_found", "message": "없어요"},
    }
    assert not one.wants


def test_interest_lapses_a_minute_after_the_last_edge_lost_it(
    edges: Edges, screens: Screens, clock: Clock
) -> None:
    (one, _), (two, _) = line(edges, 1), line(edges, 2)
    for edge in (one, two):
        edges.want(edge, [("places:A03", "ko")])
    edges.unwant(one, [("places:A03", "ko")])
    clock.now = 100.0
    edges._look()
    assert ("places:A03", "ko") in screens.given
    edges.unlinked(two)
    edges._look()
    clock.now += giving.LAPSE_S - 1
    edges._look()
    assert ("places:A03", "ko") in screens.given
    edges.want(one, [("places:A03", "ko")])
    clock.now += 100
    edges._look()
    assert ("places:A03", "ko") in screens.given
    edges.unlinked(one)
    for _ in range(2):
        edges._look()
        clock.now += giving.LAPSE_S + 1
    edges._look()
    assert screens.given == set()  # the boards that always are as well: nobody is there


def test_a_whole_is_made_anew_after_a_minute_of_changes_or_many_shows(
    edges: Edges, screens: Screens, clock: Clock
) -> None:
    line(edges)
    screens.read.clear()
    edges.shown("plan", "ko", 6, "42[]")
    clock.now = giving.OLD_S - 1
    edges._look()
    assert screens.read == []
    for _ in range(giving.SHOWS_BEHIND + 1):
        edges.shown("board:hall", "ko", 6, "42[]")
    clock.now += 2
    edges._look()
    assert screens.read == [("plan", "ko")]
    clock.now += giving.BUSY_S
    edges._look()
    assert screens.read == [("plan", "ko"), ("board:hall", "ko")]
    clock.now += 1000
    edges._look()
    assert len(screens.read) == 2  # nothing has changed since


def test_another_generation_gives_every_whole_and_shows_all_of_it(edges: Edges) -> None:
    _, told = line(edges)
    taken(edges)
    edges.begun_anew()
    found = taken(edges)
    assert found[0] == "begun" and found[1:4] == [
        "board:hall|en",
        ("whole", "board:hall", "en"),
        ("show", "board:hall", "en"),
    ]
    assert len(found) == 1 + 3 * STANDING
    assert told[-1] == {"beat": {"gen": edges.fan_out.gen}}


def test_after_somebody_is_forgotten_what_was_given_is_let_go_once(
    edges: Edges, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    line(edges)
    before, clock.now = edges.fan_out.gen, 10.0
    for _ in range(3):
        edges.forgotten()
        clock.now += 1
        edges._look()
    assert edges.fan_out.gen == before
    clock.now += primary.FORGET_S
    edges._look()
    after = edges.fan_out.gen
    edges._look()
    assert before != after == edges.fan_out.gen


def test_a_laptop_that_is_the_old_one_gives_nothing(
    edges: Edges, cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    one, told = line(edges)
    monkeypatch.setattr(type(cast.store.guard), "is_old", property(lambda guard: True))
    edges._look()
    edges.shown("board:hall", "ko", 6, "42[]")
    assert (edges.fan_out.gen, edges.fan_out.waiting, told[-1]) == ("", 0, {"closed": 1})
    with pytest.raises(Refused) as refused:
        _require_fitting(cast.store, edges, 1, HELLO)
    assert refused.value.code == "old_laptop"
    assert one.station == 1


def test_a_visitors_page_goes_to_the_edges_that_joined_it_and_never_to_redis(
    edges: Edges, screens: Screens
) -> None:
    (one, told), (two, other) = line(edges, 1), line(edges, 2, "b")
    topic = "visitor:1234567890123456"
    edges.watch_visitor(one, topic, "ko")
    taken(edges)
    edges.shown(topic, "ko", 6, "42[1]")
    assert told[-1] == {"show": topic, "lang": "ko", "seq": 6, "frame": "42[1]"}
    assert not [one for one in other if "show" in one] and taken(edges) == []
    edges.gone(topic)
    assert told[-1] == {"gone": topic}
    edges.shown(topic, "ko", 7, "42[2]")
    assert told[-1] == {"gone": topic} and not one.visitors
    edges.watch_visitor(two, topic, "en")
    edges.unlinked(two)
    assert not edges._visitors and not screens.watched


def test_one_edge_watches_so_many_topics(edges: Edges, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(primary, "TOPICS_MAX", 1)
    one, told = line(edges)
    edges.want(one, [("board:A01", "ko"), ("board:A02", "ko")])
    assert told[-1]["answer"]["code"] == "too_many" and one.wants == {("board:A01", "ko")}


def test_a_server_without_redis_says_so(cast: Cast) -> None:
    with pytest.raises(Refused) as refused:
        _require_fitting(cast.store, None, 1, HELLO)
    assert refused.value.code == "no_redis" and "KIOSK_REDIS_URL" in refused.value.message


@pytest.mark.parametrize(
    "topic",
    [
        "visitor:1234567890123456",
        "organiser",
        "booth:A03",
        "stations",
        "notices:tablets",
        "board:",
        "board:A\n",
        "board:a|b",
    ],
)
def test_what_is_no_public_topic_is_wanted_by_nobody(topic: str) -> None:
    assert read_topics([[topic, "ko"]]) == []
    assert keys.read_entry({"kind": "show", "topic": topic}) is None


def test_what_does_not_fit_is_left_out() -> None:
    for given in (
        None,
        [],
        "x",
        {"hello": 1},
        {"hello": {"protocol": "1"}},
        {"hello": {"protocol": True, "instance": "a"}},
    ):
        assert read_hello(given if isinstance(given, dict) else {}) is None
    good = {"id": 1, "topic": "visitor:1234567890123456", "lang": "ko", "address": "192.0.2.1"}
    assert read_join(good)
    for bad in (
        {"id": "1"},
        {"topic": "organiser"},
        {"topic": "visitor:1"},
        {"address": "localhost"},
        {"address": "1" * 80},
    ):
        assert read_join(good | bad) is None
    assert (read_join(good | {"cookie": "x" * 9999, "lang": "xx"}) or {})["cookie"] == ""
    assert read_leave(["visitor:1234567890123456", "ko"]) and read_leave(["board:hall", "ko"]) is None
    assert read_alive({"sockets": 1, "n": 2, "lag_ms": -1}) is None and read_alive({"sockets": True}) is None
    assert len(read_topics([["board:A01", "ko"]] * 500)) == 200
    assert keys.read_generation({"gen": "x"}) is None and keys.read_whole("x") is None
    assert keys.read_entry({"kind": "other", "topic": "plan"}) is None


@pytest.fixture
def app(cast: Cast) -> Iterator[Flask]:
    folder = cast.store.path.parent
    (folder / "badge.key").write_text(cast.store.badge_key.hex())
    app = create_app(Settings(folder, redis="redis://127.0.0.1:1"))
    app.extensions["store"].now = cast.clock
    yield app
    app.extensions["store"].close()


def test_what_is_given_is_what_sockets_here_get(
    app: Flask, cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Over the real screens: pulses too, and all of a topic is what a join answers."""
    edges: Edges = app.extensions["edges"]
    live = app.extensions["live"]
    edges.begun_anew()
    monkeypatch.setattr(primary, "turn", lambda: None)
    one, _ = line(edges)
    edges.want(one, [("board:A03", "ko")])
    live.pulse()
    items = list(edges.fan_out._waiting)
    assert isinstance(items[0], Begun)
    pulse = next(item for item in items if isinstance(item, Given) and item.entry.kind == "pulse")
    assert json.loads(pulse.entry.frame[2:])[0] == "pulse"
    whole = next(item for item in items if isinstance(item, Whole) and item.field == "board:A03|ko")
    _, message = json.loads(live.all_of("board:A03", "ko")[2:])
    answer = json.loads(whole.answer)
    assert message["data"] == answer["data"] and message["seq"] == answer["seq"]
    assert 'id="' in message["html"]
    cast.done("visitor.forget", "desk", visitor=cast.register("김서연").id, reason="본인 요청")
    with app.extensions["store"].read() as db:
        live._read_on(db)
    assert edges._forgets_at


def test_no_browser_is_paired_as_an_edge(cast: Cast) -> None:
    assert cast.refused("station.pair", role="edge") == (400, "bad_fields")


def test_an_edges_token_vouches_for_what_it_passes_on_where_nobody_could_read_it(cast: Cast) -> None:
    made = cast.done("station.add", role="edge")["station"]
    here = {"REMOTE_ADDR": "127.0.0.1", "wsgi.url_scheme": "http", "HTTP_X_EDGE": made["token"]}
    assert vouches(cast.store, here)
    assert vouches(cast.store, here | {"REMOTE_ADDR": "192.0.2.1", "wsgi.url_scheme": "https"})
    assert not vouches(cast.store, here | {"REMOTE_ADDR": "192.0.2.1"})
    assert not vouches(
        cast.store, here | {"HTTP_X_EDGE": cast.done("station.add", role="desk")["station"]["token"]}
    )
    for token in ("", "x", "x" * 9999):
        assert not vouches(cast.store, here | {"HTTP_X_EDGE": token})
    cast.done("station.revoke", station=made["id"])
    assert not vouches(cast.store, here)


def test_redis_and_edges_are_looked_at_where_the_settings_name_one(cast: Cast, redis: RedisServer) -> None:
    place = Place(Settings(cast.store.path.parent, redis=redis.url), now=cast.clock(), wall=cast.clock())
    assert checks.has_edges(place) and not checks.has_redis(
        replace(place, settings=Settings(cast.store.path.parent))
    )
    assert checkup.redis(place).state == "ok"
    gone = replace(place, settings=Settings(cast.store.path.parent, redis="redis://127.0.0.1:1"))
    assert (checkup.redis(gone).state, "127.0.0.1:1" in checkup.redis(gone).said("ko")) == ("warn", True)
    bare = replace(place, settings=Settings(cast.store.path.parent, redis="redis://192.0.2.1"))
    assert checkup.redis(bare).state == "fail"
    assert checkup.linked(place).state == "warn"
    made = [cast.done("station.add", role="edge", name=name)["station"]["id"] for name in ("서울", "부산")]
    assert checkup.linked(place).state == "unseen"
    report = Report(version=version(), sockets=700, lag_ms=3)
    seen = Seen(0, False, 0, {made[0]: report}, {made[0]: 3.0})
    found = checkup.linked(replace(place, seen=seen))
    assert found.state == "warn" and "부산" in found.said("ko")
    both = Seen(0, False, 0, dict.fromkeys(made, report), dict.fromkeys(made, 3.0))
    found = checkup.linked(replace(place, seen=both))
    assert found.state == "ok" and "1400" in found.said("ko")
    assert not tablets._paired(replace(place, seen=both))
    old = Seen(0, False, 0, dict.fromkeys(made, replace(report, version="old")), dict.fromkeys(made, 3.0))
    assert checkup.linked(replace(place, seen=old)).state == "warn"


def test_an_edge_may_link_while_boards_are_for_stations_alone(edges: Edges, cast: Cast) -> None:
    """It is given what is public all the same."""
    cast.done("expo.settings", settings={"boards_public": False})
    one, told = line(edges)
    wholes = [item for item in taken(edges) if isinstance(item, str) and item != "begun"]
    assert wholes and not [item for item in wholes if item.startswith("board")]
    edges.want(one, [("board:hall", "ko")])
    assert told[-1]["answer"]["code"] == "not_paired"


def test_boards_that_were_closed_since_they_were_wanted_are_not_given(edges: Edges, cast: Cast) -> None:
    """By a setting, or because a history has begun in which they are for stations alone."""
    one, told = line(edges)
    edges.want(one, [("board:A02", "ko"), ("places:A02", "ko")])
    taken(edges)
    cast.done("expo.settings", settings={"boards_public": False})
    edges.begun_anew()
    wholes = [item for item in taken(edges) if isinstance(item, str)]
    assert "places:A02|ko" in wholes and not [item for item in wholes if item.startswith("board")]
    assert ("board:A02", "ko") not in one.wants


def test_wholes_are_given_in_slices_the_boards_that_all_want_first(
    cast: Cast, screens: Screens, clock: Clock
) -> None:
    """Nobody waits for them: an edge is welcomed before, and between any two the loop is others'."""
    edges = Edges("redis://127.0.0.1:1", cast.store, screens, "")
    rings: list[bool] = []
    edges.giving._bell = SimpleNamespace(ring=lambda: rings.append(True))  # type: ignore[assignment]
    edges.begun_anew()
    one, _ = line(edges)
    edges.want(one, [("board:A02", "ko"), ("board:A01", "ko")])
    assert rings and screens.read == [], "welcomed, and nothing was painted yet"
    pauses: list[int] = []
    edges.giving._give_due(lambda: pauses.append(len(screens.read)))
    assert screens.read[STANDING:] == [("board:A01", "ko"), ("board:A02", "ko")]
    assert pauses == sorted([*range(STANDING + 2), *range(1, STANDING + 3)]), "before each and after each"
    screens.read.clear()
    edges.begun_anew()
    edges.giving._give_due(lambda: edges.giving.gone("board:A02"))
    assert ("board:A02", "ko") not in screens.given, "what went away meanwhile is not given"


def test_who_stayed_at_an_edge_while_the_server_began_anew_is_shown_all(edges: Edges) -> None:
    one, _ = line(edges)
    taken(edges)
    edges.want(one, [("places:A01", "ko")])
    edges.want(one, [("places:A02", "ko")], shows_all=True)
    edges.want(one, [("places:A01", "ko")], shows_all=True)
    shown = [item for item in taken(edges) if item[0] == "show"]
    assert shown == [("show", "places:A02", "ko"), ("show", "places:A01", "ko")]


def test_an_edge_that_asks_for_ever_more_topics_waits(
    edges: Edges, screens: Screens, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A stolen token asks for what nobody has: each costs a look, so many a second."""
    waits: list[float] = []
    monkeypatch.setattr(primary.gevent, "sleep", waits.append)
    monkeypatch.setattr(primary, "NEW_AT_ONCE", 20)
    monkeypatch.setattr(primary, "NEW_A_S", 0.001)
    one, told = line(edges)
    unknown = [(f"board:{number}Z99", "ko") for number in range(23)]
    edges.want(one, unknown)
    assert waits == [1000.0] * 3
    assert sum("none" in said for said in told) == len(unknown) and not one.wants
    edges.want(one, [("board:hall", "ko")] * 100)
    assert len(waits) == 3, "what is given already costs nothing"
