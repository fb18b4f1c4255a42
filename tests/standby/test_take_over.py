"""A laptop falls off its table amid the crowd: the second goes on with all that was answered, and the old one, back again, knows it.

Real processes: two servers, a router, clients over HTTP.
"""

import json
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from threading import Event

import pytest
import requests

from tests.outside.programs import Kiosk, Reply
from tests.standby.laptops import Second, Third
from tests.traces import traces

Laptops = tuple[Kiosk, Callable[..., Second]]


def token_of(first: Kiosk, role: str) -> str:
    return str(json.loads(first.cli("station", "add", "--role", role, "--json").stdout)["token"])


def registered(kiosk: Kiosk, token: str, name: str, action_id: str) -> Reply:
    return kiosk.browser(token).act("visitor.register", action_id, name=name, enterprise=name, consent=True)


def test_all_that_was_answered_is_on_the_second_laptop_and_the_old_one_writes_nothing(
    laptops: Laptops,
) -> None:
    first, make = laptops
    token, organiser = token_of(first, "desk"), token_of(first, "organiser")
    second = make(every_s=60).start().linked()  # what comes from now on is in no copy
    answered: dict[str, str] = {}
    killed = Event()

    def walk(number: int) -> None:
        for step in range(500):
            action_id = f"walk-{number}-{step}"
            try:
                reply = registered(first, token, f"군중{number}-{step}", action_id)
            except requests.RequestException:
                return
            if killed.is_set():
                return
            assert reply.status == 200 and "unreplicated" not in reply.data, reply.text
            answered[action_id] = reply.text

    with ThreadPoolExecutor(4) as crowd:
        walking = [crowd.submit(walk, number) for number in range(4)]
        while len(answered) < 30:
            time.sleep(0.01)
        first.stop(9)
        killed.set()
        for one in walking:
            one.result()
    server = second.tap()
    assert server.browser().get("/healthz").data["fence"] == 2
    for action_id, text in answered.items():
        again = registered(server, token, f"군중{action_id.removeprefix('walk-')}", action_id)
        assert (again.status, again.data["visitor"]["id"]) == (200, json.loads(text)["visitor"]["id"])
    late = registered(server, token, "나중", "late")
    assert late.status == 200

    first.start()
    old = first.browser(organiser)
    until = time.monotonic() + 20
    while old.get("/standby.json").data["state"] != "old":
        assert time.monotonic() < until
        time.sleep(0.05)
    refused = registered(first, token, "누구", "again")
    assert (refused.status, refused.code) == (503, "not_written")
    assert first.cli("station", "add", "--role", "desk", "--json").returncode == 2
    assert old.get("/standby").status == 200
    assert old.send("POST", "/standby/seen").status == 303
    assert old.get("/standby.json").data["role"] == "off"
    assert first.stop() == 0


@pytest.mark.long
def test_a_first_that_reaches_neither_its_second_nor_the_third_writes_nothing(
    laptops: Laptops, third: Third
) -> None:
    first, make = laptops
    token, organiser = token_of(first, "desk"), token_of(first, "organiser")
    second = make().start().linked()
    second.wait_until(lambda now: now["by_itself"])
    assert first.browser(organiser).get("/standby.json").data["by_itself"]
    second.kill()
    assert registered(first, token, "하나", "1").data["unreplicated"] is True  # the third still answers
    third.hide()
    time.sleep(8)
    assert registered(first, token, "혼자", "2").status == 503
    assert first.browser(token).get("/board.json").status == 200
    third.answer()
    time.sleep(1.5)
    assert (
        registered(first, token, "혼자", "2").status == 503
    )  # the third can't know what the second has done
    back = make(token=second.token, port=second.port).start().linked()
    until = time.monotonic() + 10
    while (reply := registered(first, token, "혼자", "2")).status != 200:
        assert time.monotonic() < until, reply.text
        time.sleep(0.1)
    assert back.now["fence"] == 1


@pytest.mark.long
def test_a_first_that_lives_hands_over_and_is_the_old_one_then(laptops: Laptops) -> None:
    first, make = laptops
    token, organiser = token_of(first, "desk"), token_of(first, "organiser")
    second = make(every_s=0.5).start().linked()
    answers = {str(step): registered(first, token, f"하나{step}", str(step)).text for step in range(5)}
    server = second.tap()
    until = time.monotonic() + 20
    while first.browser(organiser).get("/standby.json").data["state"] != "old":
        assert time.monotonic() < until
        time.sleep(0.05)
    assert registered(first, token, "둘", "two").status == 503
    for step, text in answers.items():
        assert registered(server, token, f"하나{step}", step).text == text
    while not first.browser(organiser).get("/standby.json").data["alone_known"]:
        assert time.monotonic() < until
        time.sleep(0.05)
    assert first.browser(organiser).get("/standby.json").data["alone"] == 0


@pytest.mark.long
def test_the_second_takes_over_by_itself_where_the_third_answers_it(laptops: Laptops) -> None:
    first, make = laptops
    token = token_of(first, "desk")
    second = make(every_s=60).start().linked()
    second.wait_until(lambda now: now["by_itself"])
    answer = registered(first, token, "하나", "1")
    first.stop(9)
    began = time.monotonic()
    server = second.gone_on()
    assert time.monotonic() - began < 60
    assert registered(server, token, "하나", "1").data["visitor"]["id"] == answer.data["visitor"]["id"]


@pytest.mark.long
def test_whoever_is_forgotten_is_forgotten_by_the_one_that_follows(laptops: Laptops) -> None:
    """What it keeps of answers goes as soon as the copy has them; then nothing of them is there, nor comes back with a take-over."""
    first, make = laptops
    token = token_of(first, "desk")
    second = make(every_s=3).start().linked()
    name, phone, log = "잊혀질사람", "01098765432", second.folder / "answered.log"
    desk = first.browser(token)
    made = desk.act(
        "visitor.register", "one", name=name, phone=phone, enterprise="어느 회사", consent=True
    ).data
    assert name in log.read_text(encoding="utf-8")  # it was acknowledged, and no copy has it yet
    forgotten = desk.act("visitor.forget", "two", visitor=made["visitor"]["id"], reason="본인 요청")
    assert forgotten.status == 200, forgotten.text
    until = time.monotonic() + 20
    while traces(second.folder, name, phone):
        assert time.monotonic() < until, traces(second.folder, name, phone)
        time.sleep(0.1)
    first.stop(9)
    server = second.tap()
    assert traces(second.folder, name, phone) == set()
    again = registered(server, token, "다른 사람", "three")
    assert again.status == 200 and again.data["visitor"]["id"] != made["visitor"]["id"]


@pytest.mark.long
def test_whoever_is_no_standby_of_this_expo_is_told_why(laptops: Laptops) -> None:
    first, make = laptops
    token = token_of(first, "desk")
    wrong = make(token="x" * 40).start()
    assert "토큰" in wrong.wait_until(lambda now: now["sentence"])["sentence"]
    other_role = make(token=token).start()
    assert "둘째 노트북의 토큰" in other_role.wait_until(lambda now: now["sentence"])["sentence"]
    other_expo = make()
    (other_expo.folder / "badge.key").chmod(0o600)
    (other_expo.folder / "badge.key").write_text("ab" * 32)
    assert "다른 박람회" in other_expo.start().wait_until(lambda now: now["sentence"])["sentence"]
    one = make().start().linked()
    twin = make(token=one.token).start()
    assert "이미 둘째" in twin.wait_until(lambda now: now["sentence"])["sentence"]
    assert not any(each.now["by_itself"] for each in (wrong, other_role, other_expo, twin))
