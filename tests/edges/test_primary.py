"""Edges at a real server with a real Redis: what they are given, what never enters Redis, who is refused, and what the square notices."""

import json
import time
from collections.abc import Iterator
from typing import Any

import pytest

from kiosk.edges import keys
from kiosk.pages.limits import TRIES
from kiosk.serving.wire import NotTaken
from tests.edges.edge import Edge
from tests.edges.redis_server import RedisServer
from tests.outside.conftest import Cast, set_up
from tests.outside.programs import Kiosk


@pytest.fixture(scope="module")
def cast(tmp_path_factory: pytest.TempPathFactory, redis_server: RedisServer) -> Iterator[Cast]:
    kiosk = Kiosk(tmp_path_factory.mktemp("expo"), KIOSK_REDIS_URL=redis_server.url)
    made = set_up(kiosk.folder, float(kiosk.environ["KIOSK_CLOCK_SHIFT_S"]))
    kiosk.start()
    yield Cast(kiosk, made.tokens, made.stations)
    kiosk.stop()


@pytest.fixture
def station(cast: Cast) -> dict[str, Any]:
    made = cast.organiser.act("station.add", role="edge", name="서울 1")
    assert made.status == 200, made.text
    station: dict[str, Any] = made.data["station"]
    return station


@pytest.fixture
def edge(cast: Cast, station: dict[str, Any]) -> Iterator[Edge]:
    one = Edge(cast.kiosk.address, station["token"])
    yield one
    one.close()


class Given:
    """What the primary has given to Redis, as an edge reads it."""

    def __init__(self, redis: RedisServer, welcome: dict[str, Any]) -> None:
        self.redis, self.mark = redis.client, welcome["mark"]

    @property
    def gen(self) -> str:
        kept = keys.read_generation(self.redis.hgetall(keys.generation_key(self.mark)))
        return kept.gen if kept else ""

    def entries(self, topic: str = "", lang: str = "ko", kind: str = "show") -> list[keys.Entry]:
        found = [
            keys.read_entry(fields) for _, fields in self.redis.xrange(keys.shows_key(self.mark, self.gen))
        ]
        return [one for one in found if one and (one.kind, one.topic, one.lang) == (kind, topic, lang)]

    def whole(self, topic: str, lang: str = "ko") -> dict[str, Any] | None:
        value = self.redis.hget(keys.whole_key(self.mark, self.gen), keys.field_of(topic, lang))
        read = keys.read_whole(value) if value else None
        return json.loads(read[1]) if read else None


def until(true: Any, within_s: float = 15) -> Any:
    deadline = time.monotonic() + within_s
    while not (found := true()):
        assert time.monotonic() < deadline
        time.sleep(0.02)
    return found


def test_an_edge_is_given_what_it_wants_as_a_socket_here_is_and_nothing_else(
    cast: Cast, edge: Edge, redis_server: RedisServer
) -> None:
    given = Given(redis_server, edge.hears("welcome")["welcome"])
    edge.say(
        {
            "want": [
                ["board:A02", "ko"],
                ["board:Z99", "ko"],
                ["visitor:1234567890123456", "ko"],
                ["organiser", "ko"],
            ]
        }
    )
    assert edge.hears("none")["answer"]["code"] == "not_found"
    until(lambda: given.whole("board:A02"))
    here = cast.kiosk.socket()
    assert here.watch("board:A02") == given.whole("board:A02")
    person, _ = cast.called("A02")
    shown = here.shown(topic="board:A02", wanted=lambda data: str(person.number) in json.dumps(data))
    until(lambda: ["show", shown] in [json.loads(one.frame[2:]) for one in given.entries("board:A02")])
    assert given.whole("places:A02") is None and not given.entries("places:A02")
    assert given.whole("board:hall", "en") and given.whole("plan") and given.whole("notices:phones")
    here.close()


def test_no_person_no_code_and_no_contact_enters_redis(
    cast: Cast, edge: Edge, redis_server: RedisServer
) -> None:
    """A day: register, come, wait, be called, talk, be noted; two phones watch through the edge."""
    given = Given(redis_server, edge.hears("welcome")["welcome"])
    edge.say({"want": [[topic, lang] for topic in ("board:A03", "places:A03") for lang in ("ko", "en")]})
    person = cast.person(name="황보비밀", phone="010-9876-5432", email="secret@example.kr", arrived=True)
    assert edge.joined(f"visitor:{person.code}")["ok"]
    ticket = cast.desk.act("ticket.join", visitor=person.id, booth="A03").data["ticket"]["id"]
    assert cast.organiser.act("ticket.call", ticket=ticket, counter=1, reason="시험").status == 200
    told = edge.hears("show", lambda said: said["show"] == f"visitor:{person.code}")
    assert told["frame"].startswith('42["show",') and "황보비밀" not in told["frame"]
    started = cast.booth.act("consultation.start", ticket=ticket, counter=1)
    assert started.status == 200, started.text
    meeting = {"consultation": started.data["consultation"]["id"], "lines": [{"outcome": "consulted"}]}
    assert cast.booth.act("consultation.note", note="은밀한 메모", **meeting).status == 200
    assert cast.booth.act("consultation.finish", **meeting).status == 200
    assert cast.organiser.act("notice.send", text="점심은 동문에서", to=["phones"], minutes=5).status == 200
    until(lambda: "점심은 동문에서" in json.dumps(given.entries("notices:phones"), ensure_ascii=False))
    held = redis_server.everything()
    assert str(person.number) in held  # or nothing of this day is there at all
    secrets = [person.code, "황보비밀", "9876", "5432", "secret@example.kr", "은밀한 메모", "visitor:"]
    secrets += list(cast.tokens.values())
    assert [one for one in secrets if one in held] == []


def test_a_visitors_page_goes_over_the_link_and_ends_with_the_badge(cast: Cast, edge: Edge) -> None:
    person = cast.person(arrived=True)
    topic = f"visitor:{person.code}"
    answer = edge.joined(topic)
    here = cast.kiosk.socket()
    assert answer == here.watch(topic)
    here.close()
    assert cast.desk.act("badge.reprint", visitor=person.id).status == 200
    edge.hears("gone", lambda said: said["gone"] == topic)
    assert edge.joined(topic)["code"] == "not_found"
    other = cast.person(arrived=True)
    edge.joined(f"visitor:{other.code}")
    edge.say({"leave": [f"visitor:{other.code}", "ko"]})
    edge.say({"alive": {"sockets": 2, "n": 1, "lag_ms": 30}})
    edge.hears("beat")
    cast.desk.act("ticket.join", visitor=other.id, booth="A03")
    time.sleep(0.3)
    assert not [said for said in edge.told if said.get("show") == f"visitor:{other.code}"]


def test_wrong_codes_are_counted_by_the_phones_own_address_and_device(cast: Cast, edge: Edge) -> None:
    wrong = "visitor:1111222233334444"
    phone = cast.stranger
    phone.get("/board")
    cookie = f"phone={phone.session.cookies['phone']}" if "phone" in phone.session.cookies else ""
    codes = [edge.joined(wrong, "2001:db8::7")["code"] for _ in range(TRIES.an_address + 1)]
    assert codes == ["not_found"] * TRIES.an_address + ["too_many"]
    assert edge.joined(wrong, "2001:db8::8")["code"] == "too_many"  # the same /64
    person = cast.person(arrived=True)
    assert edge.joined(f"visitor:{person.code}", "198.51.100.1", cookie=cookie)["ok"]
    assert edge.joined(wrong, "198.51.100.1")["code"] == "not_found"
    # A station's cookie, should an edge pass one on, makes nobody a station.
    station = f"station_{cast.stations['desk']}={cast.tokens['desk']}"
    answer = edge.joined(f"visitor:{person.code}", "127.0.0.1", cookie=station)
    assert answer["ok"] and person.name not in json.dumps(answer, ensure_ascii=False)


def test_boards_that_are_closed_to_the_public_are_taken_from_edges(
    cast: Cast, edge: Edge, redis_server: RedisServer
) -> None:
    given = Given(redis_server, edge.hears("welcome")["welcome"])
    edge.say({"want": [["board:A03", "ko"]]})
    until(lambda: given.whole("board:A03"))
    assert cast.organiser.act("expo.settings", settings={"boards_public": False}).status == 200
    until(lambda: given.entries("board:A03", lang="", kind="gone"))
    edge.say({"want": [["board:A03", "ko"]]})
    assert edge.hears("none")["answer"]["code"] == "not_paired"
    assert cast.organiser.act("expo.settings", settings={"boards_public": True}).status == 200
    edge.say({"want": [["board:A03", "ko"], ["board:hall", "ko"], ["board:hall", "en"]]})
    person = cast.person(arrived=True)
    cast.desk.act("ticket.join", visitor=person.id, booth="A03")
    until(lambda: given.entries("board:A03", kind="show"))


def test_an_edge_is_seen_by_the_organiser_and_revoked_at_once(
    cast: Cast, edge: Edge, station: dict[str, Any]
) -> None:
    edge.say({"alive": {"sockets": 1234, "n": 3, "lag_ms": 200}})
    edge.hears("beat")
    told = next(
        one for one in cast.organiser.get("/stations.json").data["stations"] if one["id"] == station["id"]
    )
    assert (told["role"], told["name"], told["sockets"], told["lag_ms"]) == ("edge", "서울 1", 1234, 200)
    page = cast.organiser.get("/organiser/stations").text
    assert "중계 서버 (서울 1)" in page and "1,234" in page
    assert cast.kiosk.browser(station["token"]).get("/desk").status in (401, 403)
    assert cast.kiosk.browser(station["token"]).act("visitor.check_in", code="1").status == 403
    assert cast.organiser.act("station.revoke", station=station["id"]).status == 200
    assert "끊었어요" in edge.hears("revoked")["revoked"]
    assert edge.ended.wait(10)
    with pytest.raises(NotTaken) as refused:
        Edge(cast.kiosk.address, station["token"])
    assert refused.value.status == 401


def test_who_does_not_fit_is_refused_with_a_sentence(cast: Cast, edge: Edge, station: dict[str, Any]) -> None:
    edge.hears("welcome")
    for hello, code in (
        ({"protocol": 0}, "other_protocol"),
        ({"version": "old"}, "other_version"),
        ({"instance": "a b"}, "bad_hello"),
        ({}, "another_edge"),
    ):
        refused = Edge(cast.kiosk.address, station["token"], **hello)
        said = refused.hears("refused")["refused"]
        assert said["code"] == code and said["message"]
        assert refused.ended.wait(10)
    for token, status in ((cast.tokens["desk"], 403), ("x", 401)):
        with pytest.raises(NotTaken) as error:
            Edge(cast.kiosk.address, token)
        assert error.value.status == status and json.loads(error.value.body)["message"]
    assert not edge.ended.is_set()


def test_the_same_process_that_links_again_takes_its_place(cast: Cast, station: dict[str, Any]) -> None:
    first = Edge(cast.kiosk.address, station["token"], instance="one")
    first.hears("welcome")
    again = Edge(cast.kiosk.address, station["token"], instance="one")
    again.hears("welcome")
    assert first.ended.wait(10)
    again.say({"alive": {"sockets": 0, "n": 0, "lag_ms": 0}})
    again.hears("beat")
    again.close()


def test_a_redis_that_dies_is_told_and_nothing_of_the_square_waits(
    cast: Cast, edge: Edge, redis_server: RedisServer
) -> None:
    welcome = edge.hears("welcome")["welcome"]
    given = Given(redis_server, welcome)
    edge.say({"want": [["board:A03", "ko"]]})
    until(lambda: given.whole("board:A03"))
    here = cast.kiosk.socket()
    here.watch("board:A03")
    redis_server.kill()
    until(lambda: "Redis에 닿지 않아요" in cast.organiser.get("/organiser").text)
    began = time.monotonic()
    person = cast.person(arrived=True)
    assert cast.desk.act("ticket.join", visitor=person.id, booth="A03").status == 200
    here.shown(topic="board:A03", wanted=lambda data: True)
    assert time.monotonic() - began < 2
    here.close()
    redis_server.start()
    beat = edge.hears("beat", lambda said: said["beat"]["gen"] not in ("", welcome["gen"]))
    until(lambda: given.gen == beat["beat"]["gen"] and given.entries("board:A03"))
    [healed] = [json.loads(one.frame[2:])[1] for one in given.entries("board:A03")]
    whole = given.whole("board:A03")
    assert whole and healed["data"] == whole["data"]
    assert given.entries("board:A03", kind="whole")
    until(lambda: "Redis에 닿지 않아요" not in cast.organiser.get("/organiser").text)
