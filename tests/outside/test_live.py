"""Socket.IO as a program outside meets it: joining topics, what is shown, and what wakes up again."""

import contextlib
import json
import time
from uuid import uuid4

import pytest

from tests.outside.conftest import FILES, Cast
from tests.socket_client import Client


@pytest.fixture
def sockets(cast: Cast):
    """Opens sockets that are closed after the test: sockets("desk") shows the desk's token."""
    opened = []

    def open_socket(role: str | None = None, **auth: object):
        token = {"token": cast.tokens[role]} if role else {}
        socket = cast.kiosk.socket(token | auth or None)
        opened.append(socket)
        return socket

    yield open_socket
    for socket in opened:
        socket.close()


class TestConnecting:
    def test_a_stranger_may_connect(self, sockets) -> None:
        assert sockets().connected.startswith("40")

    @pytest.mark.parametrize("token", ["foreign", "\ud800", "\0", 7, ["x"], {"a": 1}, "x" * 10_000])
    def test_a_foreign_token_is_refused_with_the_contracts_shape(self, sockets, token: object) -> None:
        answer = sockets(token=token).connected
        assert answer.startswith("44"), answer
        told = json.loads(answer[2:])
        assert told == {"message": told["data"]["message"], "data": told["data"]}
        assert told["data"].keys() >= {"ok", "code", "message"}
        assert (told["data"]["ok"], told["data"]["code"]) == (False, "not_paired")

    @pytest.mark.parametrize("auth", ['"text"', "7", "[]", "null", '{"station": 7}', '{"station": "x"}'])
    def test_odd_auth_is_no_fault(self, cast: Cast, auth: str) -> None:
        client = Client(cast.kiosk.port)
        client.text()
        client.send_text("40" + auth)
        assert client.text()[:2] in ("40", "44")
        client.close()

    def test_a_cookie_connects_and_the_named_station_is_taken(self, cast: Cast) -> None:
        browser = cast.stranger
        ids = {}
        for role in ("desk", "stage"):
            url = cast.organiser.act("station.pair", role=role).data["station"]["pair_url"]
            ids[role] = browser.pair(url).data["station"]["id"]
        desk = cast.kiosk.socket({"station": ids["desk"]}, cookies=browser.cookie_header)
        stage = cast.kiosk.socket({"station": str(ids["stage"])}, cookies=browser.cookie_header)
        newest = cast.kiosk.socket(cookies=browser.cookie_header)
        foreign = cast.kiosk.socket({"station": cast.stations["organiser"]}, cookies=browser.cookie_header)
        assert desk.watch("booth:A03")["ok"] is True
        assert desk.watch("stage")["code"] == "not_allowed"
        assert stage.watch("stage")["ok"] is True
        assert newest.watch("stage")["ok"] is True
        assert foreign.connected.startswith("44")

    def test_another_sites_page_gets_no_socket(self, cast: Cast) -> None:
        refused = Client(cast.kiosk.port, headers="Origin: https://evil.example\r\n")
        assert b" 101 " not in refused.response

    def test_long_polling_is_not_spoken(self, cast: Cast) -> None:
        assert cast.stranger.get("/socket.io/?EIO=4&transport=polling").status == 400


class TestJoining:
    def test_the_answer_has_the_whole_topic(self, cast: Cast, sockets) -> None:
        told = sockets().watch("board:hall", lang="ko")
        assert told.keys() == {"ok", "seq", "epoch", "fence", "expo", "html", "data"}
        assert told["ok"] is True
        assert told["seq"] == cast.stranger.get("/healthz").data["seq"]
        assert isinstance(told["epoch"], str) and told["epoch"]
        assert told["data"] == {"booths": cast.stranger.get("/board.json").data["booths"]}
        for number in ("A01", "A02", "A03", "B01"):
            assert f'id="cell-{number}"' in told["html"]

    def test_each_topic_has_its_twin(self, cast: Cast, sockets) -> None:
        organiser = sockets("organiser")
        for topic, path in (
            ("organiser", "/organiser.json"),
            ("stage", "/stage.json"),
            ("plan", "/plan.json"),
        ):
            twin = cast.organiser.get(path).data
            twin.pop("seq")
            data = organiser.watch(topic)["data"]
            assert data.keys() >= twin.keys()
            if topic == "plan":
                assert [one["id"] for one in data["items"]] == [one["id"] for one in twin["items"]]
        [booth] = organiser.watch("booth:A03")["data"]["booths"]
        twin = cast.organiser.get("/booths/A03.json").data
        assert booth.keys() == twin.keys() - {"seq"}
        assert "tickets" in booth
        [board] = organiser.watch("board:A03")["data"]["booths"]
        assert board["number"] == "A03" and "tickets" not in board

    def test_a_desk_sees_a_booths_queue_and_never_what_was_agreed_there(self, cast: Cast, sockets) -> None:
        desk, organiser = sockets("desk"), sockets("organiser")
        _, ticket = cast.called("A03")
        meeting = cast.organiser.act("consultation.start", ticket=ticket, counter=1).data["consultation"][
            "id"
        ]
        contract = [{"outcome": "contract", "amount": 19_000_000}]
        cast.organiser.act("consultation.finish", consultation=meeting, lines=contract)
        whole = {role: socket.watch("booth:A03") for role, socket in (("d", desk), ("o", organiser))}
        assert "1,900만" in whole["o"]["html"] and "1,900만" not in whole["d"]["html"]
        assert whole["d"]["data"] == whole["o"]["data"]
        waiting = cast.person(arrived=True)
        cast.desk.act("ticket.join", visitor=waiting.id, booth="A03")
        shown = desk.shown(topic="booth:A03")
        assert str(waiting.number) in shown["html"] and "1,900만" not in shown["html"]
        assert desk.watch("queue:A03")["code"] == "not_found"  # no topic of its own

    @pytest.mark.parametrize(
        ("role", "allowed", "refused"),
        [
            (None, ["board:hall", "board:A03", "places:A03", "plan"], ["booth:A03", "organiser", "stage"]),
            ("board", ["board:hall", "places:A03", "plan"], ["booth:A03", "organiser", "stage"]),
            ("kiosk", ["board:hall"], ["booth:A03", "organiser", "stage"]),
            ("desk", ["board:hall", "booth:A03", "booth:B01"], ["organiser", "stage"]),
            ("booth", ["board:hall", "booth:A03"], ["booth:A02", "organiser", "stage"]),
            ("stage", ["stage", "plan"], ["booth:A03", "organiser"]),
            ("organiser", ["organiser", "stage", "plan", "booth:A03", "booth:B01", "board:A01"], []),
        ],
    )
    def test_who_may_join_what(
        self, sockets, role: str | None, allowed: list[str], refused: list[str]
    ) -> None:
        socket = sockets(role)
        assert {topic: socket.watch(topic)["ok"] for topic in allowed} == dict.fromkeys(allowed, True)
        code = "not_allowed" if role else "not_paired"
        assert {topic: socket.watch(topic).get("code") for topic in refused} == dict.fromkeys(refused, code)

    def test_boards_that_are_not_public_are_for_stations(self, cast: Cast, sockets) -> None:
        watching = sockets()
        assert watching.watch("board:hall")["ok"]
        cast.organiser.act("expo.settings", settings={"boards_public": False})
        try:
            assert watching.ends()
            assert sockets().watch("board:hall")["code"] == "not_paired"
            assert sockets("board").watch("board:hall")["ok"] is True
        finally:
            cast.organiser.act("expo.settings", settings={"boards_public": True})

    @pytest.mark.parametrize(
        "topic",
        [
            "",
            "board",
            "board:",
            "board:Z99",
            "booth:Z99",
            "hall",
            "visitor",
            "visitor:1",
            "organiser:x",
            "organiser:",
            "stage:",
            "plan:",
            "plan:x",
            "board:a03",
            "places",
            "places:",
            "places:Z99",
            "places:a03",
            "places:hall",
            "board:A03 ",
            "board:A03\n",
            "board:hall:",
            "board:HALL",
            "Board:hall",
            "booth:a03",
            "x" * 99,
        ],
    )
    def test_no_such_topic_is_404(self, sockets, topic: str) -> None:
        told = sockets("organiser").watch(topic)
        assert (told["ok"], told["code"]) == (False, "not_found")
        assert told["message"]

    def test_a_visitors_topic_has_one_spelling(self, cast: Cast, sockets) -> None:
        code = cast.person(arrived=True).code
        socket = sockets("organiser")
        assert socket.watch(f"visitor:{code}")["ok"] is True
        grouped = " ".join(code[at : at + 4] for at in range(0, 16, 4))
        wide = "".join(chr(0xFF10 + int(digit)) for digit in code)
        for other in (
            f"00001a{code}",
            f"0{code}",
            f" {code}",
            f"{code} ",
            f"{code}\n",
            grouped,
            wide,
            code * 2,
        ):
            told = sockets("organiser").watch(f"visitor:{other}")
            assert (told["ok"], told["code"]) == (False, "not_found"), other

    def test_a_socket_holds_twenty_topics_and_is_closed_after_fifty_more(self, cast: Cast, sockets) -> None:
        codes = [cast.person(arrived=True).code for _ in range(22)]
        socket = sockets("organiser")
        assert [socket.watch(f"visitor:{code}")["ok"] for code in codes[:20]] == [True] * 20
        assert socket.watch(f"visitor:{codes[0]}")["ok"] is True  # again, as after a new epoch
        for code in (codes[20], codes[21]) * 25:
            told = socket.watch(f"visitor:{code}", lang="en")
            assert (told["ok"], told["code"]) == (False, "too_many")
            assert "20" in told["message"]
        assert socket.close_code() == 1008
        again = sockets("organiser")
        assert [again.watch(f"visitor:{code}")["ok"] for code in codes[:20]] == [True] * 20

    def test_what_a_socket_left_counts_no_longer_and_is_not_sent(self, cast: Cast, sockets) -> None:
        person = cast.person(arrived=True)
        ticket = cast.desk.act("ticket.join", visitor=person.id, booth="B01").data["ticket"]["id"]
        socket = sockets()
        for booth in ("A01", "A02", "A03", "B01") * 8:
            assert socket.watch(f"places:{booth}")["ok"] and socket.watch(f"board:{booth}", lang="en")["ok"]
        for odd in (None, 7, {"topic": ["x"]}, {"topic": "places:A01"}, {"topic": "plan"}):
            socket.send_text("42" + json.dumps(["leave", odd]))
        socket.send_text("42" + json.dumps(["leave", {"topic": "places:B01"}]))
        assert socket.watch(own := f"visitor:{person.code}")["ok"]  # and has heard what came before
        cast.desk.act("ticket.leave", ticket=ticket)
        assert "places:B01" not in socket.heard(until=own)
        for code in [cast.person().code for _ in range(12)]:
            assert socket.watch(f"visitor:{code}")["ok"]
        assert socket.watch("places:B01")["ok"] and socket.watch("places:A01")["code"] == "too_many"

    def test_joins_without_end_close_the_socket_with_1008(self, cast: Cast, sockets) -> None:
        socket = sockets("organiser")
        with contextlib.suppress(ConnectionError):
            for number in range(400):
                socket.send_text(f'42{number}["join",{{"topic":"board:hall"}}]')
        assert socket.close_code() == 1008

    def test_a_socket_can_neither_connect_nor_leave_by_an_event(self, cast: Cast, sockets) -> None:
        for event in ("connect", "disconnect"):
            socket = sockets()
            socket.send_text(f'42["{event}",{{"token":"{cast.tokens["organiser"]}"}}]')
            assert socket.close_code() == 1002

    def test_whatever_is_sent_to_join_is_answered(self, cast: Cast, sockets) -> None:
        socket = sockets("organiser")
        for number, message in enumerate(
            [None, 7, "x", [], {}, {"topic": 7}, {"topic": "board:hall", "lang": 7, "seq": "x", "epoch": []}]
            + [{"topic": "\ud800"}, {"topic": "board:\0"}, {"topic": ["board:hall"]}, {"topic": "x" * 5000}]
        ):
            socket.send_text(f"42{number}" + json.dumps(["join", message]))
            assert socket._packet().startswith(f"43{number}[")
        socket.send_text("4299" + json.dumps(["join"]))
        assert socket._packet().startswith("4399[")
        socket.send_text("4298" + json.dumps(["join", {"topic": "plan"}, "more"]))
        socket.send_text("42" + json.dumps(["nothing", {}]))
        socket.send_text("42" + json.dumps(["join", {"topic": "plan"}]))  # without wanting an answer
        assert sockets("organiser").watch("plan")["ok"]
        assert "Traceback" not in "".join(cast.kiosk.complained)

    def test_a_visitors_topic_is_masked_for_everyone(self, cast: Cast, sockets) -> None:
        person = cast.person(arrived=True)
        cast.desk.act("ticket.join", visitor=person.id, booth="A02")
        for role in (None, "desk", "organiser"):
            told = sockets(role).watch(f"visitor:{person.code}")
            assert told["ok"] is True
            assert str(person.number) in told["html"]
            assert person.name not in json.dumps(told, ensure_ascii=False)

    def test_topics_speak_english(self, sockets) -> None:
        korean, english = (sockets().watch("board:hall", lang=lang)["html"] for lang in ("ko", "en"))
        assert "종로구" in korean
        assert "Jongno-gu" in english and "종로구" not in english
        told = sockets().watch("organiser", lang="en")
        assert told["code"] == "not_paired" and told["message"].isascii()


class TestShowing:
    def test_a_call_shows_the_whole_booth_on_the_hall_board(self, cast: Cast, sockets) -> None:
        board = sockets()
        before = board.watch("board:hall")["seq"]
        person, ticket = cast.called("A02")
        called = lambda data: any(one["called"] for one in data["booths"])  # noqa: E731
        message = board.shown(called)
        assert message.keys() == {"topic", "seq", "html", "data"}
        assert message["topic"] == "board:hall"
        assert message["seq"] > before
        [booth] = message["data"]["booths"]
        wanted = next(b for b in cast.stranger.get("/board.json").data["booths"] if b["number"] == "A02")
        assert booth == wanted
        assert booth["called"][0]["number"] == person.number
        assert person.name not in json.dumps(message, ensure_ascii=False)
        assert 'id="cell-A02"' in message["html"]
        assert 'id="cell-A03"' not in message["html"]
        cast.desk.act("ticket.leave", ticket=ticket)

    def test_a_call_is_seen_by_booth_board_phone_and_organiser(self, cast: Cast, sockets) -> None:
        person = cast.person(arrived=True)
        ticket = cast.desk.act("ticket.join", visitor=person.id, booth="A03").data["ticket"]["id"]
        topics = {
            "board:A03": None,
            "booth:A03": "booth",
            f"visitor:{person.code}": None,
            "organiser": "organiser",
        }
        watching = {topic: sockets(role) for topic, role in topics.items()}
        for topic, socket in watching.items():
            assert socket.watch(topic)["ok"]
        time.sleep(0.2)
        called = cast.booth.act("ticket.call", ticket=ticket, counter=1, reason="시험")
        assert called.status == 200, called.text
        for topic, socket in watching.items():
            assert socket.shown(topic=topic)["seq"] >= 1
        cast.desk.act("ticket.leave", ticket=ticket)

    def test_a_meeting_elsewhere_shows_the_place_as_held(self, cast: Cast, sockets) -> None:
        person, ticket = cast.called("A02")
        other = cast.desk.act("ticket.join", visitor=person.id, booth="B01")
        assert other.data["ticket"]["held"] is True
        booth = sockets("organiser")
        booth.watch("booth:B01")
        cast.desk.act("ticket.leave", ticket=ticket)
        ids = {"id": other.data["ticket"]["id"], "held": False}.items()
        assert booth.shown(lambda data: any(ids <= one.items() for one in data["booths"][0]["tickets"]))

    def test_who_waits_finds_themselves_in_the_booths_places(self, cast: Cast, sockets) -> None:
        people = [cast.person(arrived=True) for _ in range(2)]
        joined = [cast.desk.act("ticket.join", visitor=one.id, booth="B01").data["ticket"] for one in people]
        first, second = (
            cast.stranger.get(f"/visitors/{one.code}.json").data["agenda"]["tickets"][0]["place"]
            for one in people
        )
        assert "place" not in joined[0]
        phone = sockets()
        own = phone.watch(f"visitor:{people[1].code}")["data"]["agenda"]["tickets"]
        assert [ticket["place"] for ticket in own] == [second]
        whole = phone.watch("places:B01")
        assert (whole["html"], whole["data"]["booth"], whole["data"]["order"][-2:]) == (
            "",
            "B01",
            [first, second],
        )
        assert len(whole["data"]["expected"]) == len(whole["data"]["order"])
        assert all(low <= high for low, high in whole["data"]["expected"])
        cast.desk.act("ticket.leave", ticket=joined[0]["id"])
        heard = phone.heard(until="places:B01")
        assert second in heard and first not in heard and "visitor:" not in heard
        cast.desk.act("visitor.check_out", visitor=people[1].id)
        assert phone.shown(topic="places:B01")["data"]["order"] == whole["data"]["order"][:-2]

    def test_a_places_name_is_for_its_holder_and_for_staff(self, cast: Cast, sockets) -> None:
        person, ticket = cast.called("A03")
        name = cast.stranger.get(f"/visitors/{person.code}.json").data["agenda"]["tickets"][0]["place"]
        assert name in cast.booth.get("/booths/A03.json").text
        for path in ("/board.json", "/board", "/board/A03", "/stage.json", "/plan.json", "/organiser.json"):
            assert name not in cast.organiser.get(path).text
        cast.desk.act("ticket.leave", ticket=ticket)

    def test_seqs_only_grow_and_agree_with_the_twins(self, cast: Cast, sockets) -> None:
        board = sockets()
        seqs = [board.watch("board:hall")["seq"]]
        for _ in range(3):
            _, ticket = cast.called("A01")
            seqs.append(board.shown(lambda data: any(one["called"] for one in data["booths"]))["seq"])
            cast.desk.act("ticket.leave", ticket=ticket)
        assert seqs == sorted(seqs)
        assert board.watch("board:hall")["seq"] == cast.stranger.get("/board.json").data["seq"]

    def test_a_join_again_replaces_what_is_shown(self, cast: Cast, sockets) -> None:
        board = sockets()
        first = board.watch("board:A01")
        _, ticket = cast.called("A01")
        again = board.watch("board:A01", seq=first["seq"], epoch=first["epoch"])
        assert again["data"]["booths"][0]["called"][0]["ticket"] == ticket
        assert again["epoch"] == first["epoch"]
        cast.desk.act("ticket.leave", ticket=ticket)

    def test_the_pulse_is_the_same_for_everybody(self, cast: Cast, sockets) -> None:
        stranger, organiser = sockets(), sockets("organiser")
        one, other = stranger.pulse(), organiser.pulse()
        assert one == other
        assert one.keys() == {"seq", "epoch", "fence", "expo", "now", "version", "face", "words", "rehearsal"}
        assert f'<meta name="version" content="{one["version"]}">' in cast.stranger.get("/board").text
        assert one["seq"] == cast.stranger.get("/healthz").data["seq"]
        assert one["now"].startswith("2026-10-29T10:") and one["now"].endswith("+09:00")

    def test_what_the_command_line_writes_shows(self, cast: Cast, sockets, tmp_path) -> None:
        board, plan = sockets(), sockets()
        assert board.watch("board:hall")["ok"] and plan.watch("plan")["ok"]
        file = tmp_path / "agencies.csv"
        file.write_text(
            FILES["agencies"].replace("A01,서울특별시,", "A01,서울특별시 본청,"), encoding="utf-8-sig"
        )
        assert cast.kiosk.cli("import", "agencies", str(file)).returncode == 0
        renamed = lambda data: any(one["agency"] == "서울특별시 본청" for one in data["booths"])  # noqa: E731
        assert board.shown(renamed)["topic"] == "board:hall"

    def test_a_reprinted_badge_cuts_who_watches_by_the_old_code(self, cast: Cast, sockets) -> None:
        person = cast.person(arrived=True)
        phone = sockets()
        assert phone.watch(f"visitor:{person.code}")["ok"]
        new = cast.desk.act("badge.reprint", visitor=person.id).data["visitor"]["badge"]["code"]
        assert phone.ends()
        assert sockets().watch(f"visitor:{person.code}")["code"] == "not_found"
        assert sockets().watch(f"visitor:{new}")["ok"]

    def test_a_busy_hall_reaches_everybody_in_order(self, cast: Cast, sockets) -> None:
        boards = [sockets() for _ in range(5)]
        for board in boards:
            board.watch("board:hall")
        people = [cast.person() for _ in range(15)]
        for person in people:
            assert cast.desk.act("visitor.check_in", visitor=person.id).status == 200
            assert cast.desk.act("ticket.join", visitor=person.id, booth="B01").status == 200
        waiting = next(b for b in cast.stranger.get("/board.json").data["booths"] if b["number"] == "B01")[
            "waiting"
        ]
        full = lambda data: any(  # noqa: E731
            one["number"] == "B01" and one["waiting"] == waiting for one in data["booths"]
        )
        assert len({board.shown(full)["seq"] for board in boards}) == 1
        assert uuid4()


class TestSpeaking:
    def test_two_boards_of_one_place_take_turns_and_say_each_call_once(self, sockets) -> None:
        one, other = sockets("board"), sockets("stage")
        said = one.ask("speak", {"near": "hall", "calls": ["1 10", "2 11"], "ms": 8_000})
        assert (said["ok"], said["say"], said["wait_ms"]) == (True, ["1 10", "2 11"], 0)
        said = other.ask("speak", {"near": "hall", "calls": ["2 11", "3 12"], "ms": 8_000})
        assert said["say"] == ["3 12"] and 0 < said["wait_ms"] <= 8_000

    def test_a_stranger_takes_nobodys_turn(self, sockets) -> None:
        assert sockets().ask("speak", {"near": "hall", "calls": ["7 1"], "ms": 1})["code"] == "not_allowed"
        assert sockets("board").ask("speak", {"near": "hall", "calls": ["7 1"], "ms": 1})["say"] == ["7 1"]

    def test_whatever_is_sent_is_answered(self, sockets) -> None:
        board, good = sockets("board"), {"near": "hall", "calls": ["8 1"], "ms": 1}
        spoilt = (
            {"ms": -1},
            {"ms": "x"},
            {"calls": []},
            {"calls": ["a"] * 5},
            {"calls": "abc"},
            {"near": "x" * 99},
        )
        for sent in (None, 7, [], {}, *({**good, **one} for one in spoilt)):
            assert board.ask("speak", sent)["code"] == "bad_fields", sent
