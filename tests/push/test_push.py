"""A phone whose page is closed is told by its maker's service: against a real one on loopback, in an expo's real database."""

import time

from kiosk.push import delivery
from kiosk.push.delivery import Outcome
from tests.push.conftest import Scene


def test_a_call_says_number_and_booth_alone_and_counts_as_long_as_the_call(scene: Scene) -> None:
    assert scene.cast.call("A02") == scene.person.number
    scene.pushing.look()
    post = scene.post()
    assert scene.browser.read(post.body) == {
        "title": "지금 A02로 오세요",
        "body": f"부르고 있어요 · {scene.person.number}번",
        "tag": "turn",
        "lang": "ko",
        "urgent": True,
    }
    head = {name: post.headers[name] for name in ("Content-Encoding", "Urgency", "Topic", "TTL")}
    assert head == {"Content-Encoding": "aes128gcm", "Urgency": "high", "Topic": "turn", "TTL": "360"}
    claims = post.claims()
    assert claims["aud"] == scene.service.origin and claims["sub"].startswith("https://")
    assert 0 < claims["exp"] - time.time() < 24 * 3600


def test_who_is_called_before_anybody_looked_is_told_and_once(scene: Scene) -> None:
    late = scene.cast.arrive("A01")
    scene.bind(late, "late")
    scene.subscribe(late, "late", "/late")
    scene.cast.call("A01")
    scene.pushing.look()
    assert scene.post().path == "/late"
    scene.pushing.look()
    scene.silence()


def test_who_asks_to_be_told_during_a_call_is_not_told_of_that(scene: Scene) -> None:
    late = scene.cast.arrive("A01")
    scene.bind(late, "late")
    scene.cast.call("A01")
    scene.cast.clock.pass_min(1)
    scene.subscribe(late, "late", "/late")
    scene.silence()


def test_a_phone_is_told_in_the_language_in_which_it_was_allowed(scene: Scene) -> None:
    scene.subscribe(scene.person, lang="en")
    scene.cast.call("A02")
    assert scene.told()["title"] == "Come to A02 now"


def test_a_recall_is_another_call(scene: Scene) -> None:
    scene.cast.call("A02")
    scene.told()
    scene.cast.clock.pass_min(3)
    scene.cast.done("ticket.recall", ticket=scene.person.tickets["A02"])
    assert scene.told()["body"].startswith("다시 부르고 있어요")


def test_a_call_taken_back_takes_the_calls_place(scene: Scene) -> None:
    scene.cast.call("A02")
    scene.told()
    scene.cast.done("ticket.uncall", ticket=scene.person.tickets["A02"], reason="잘못 눌렀어요")
    told = scene.told()
    assert (told["title"], told["tag"]) == ("A02 호출이 취소됐어요", "turn")


def test_who_misses_two_calls_is_told_of_both_ends(scene: Scene) -> None:
    cast, ticket = scene.cast, scene.person.tickets["A02"]
    for _ in range(2):
        cast.call("A02")
        scene.told()
        cast.done("ticket.no_show", ticket=ticket)
        said = scene.told()["title"]
    assert said == "A02 대기가 끝났어요"


def test_a_notice_to_phones_is_told_to_all_and_one_to_boards_to_none(scene: Scene) -> None:
    for to in (["boards"], ["phones", "boards"]):
        scene.cast.store.change(
            lambda change, to=to: change.record("notice.send", notice=1, to=to, minutes=None)
        )
    told = scene.told()
    assert (told["title"], told["tag"], told["urgent"]) == ("새 공지가 있어요", "notice", False)
    scene.silence()


def test_nothing_is_told_of_what_its_owner_did(scene: Scene) -> None:
    scene.cast.done("ticket.leave", f"visitor:{scene.person.id}", ticket=scene.person.tickets["A02"])
    scene.silence()


def test_nothing_is_read_and_nothing_told_where_it_is_off(scene: Scene) -> None:
    scene.cast.done("expo.settings", settings={"push": False})
    scene.cast.call("A02")
    scene.pushing.look()
    scene.cast.done("ticket.uncall", ticket=scene.person.tickets["A02"], reason="잘못 눌렀어요")
    scene.cast.done("expo.settings", settings={"push": True})
    scene.silence()
    assert scene.service.posts.empty()


def test_a_service_that_knows_a_phone_no_more_ends_its_subscription(scene: Scene) -> None:
    scene.service.status = 410
    scene.cast.call("A02")
    scene.told()
    until = time.monotonic() + 20
    while scene.subscriptions() and time.monotonic() < until:
        time.sleep(0.01)
    assert scene.subscriptions() == 0 and len(scene.cast.journal("push.gone")) == 1


def test_a_service_that_fails_is_asked_three_times_and_no_more(scene: Scene) -> None:
    scene.service.status = 500
    scene.cast.call("A02")
    scene.told()
    assert scene.post().path == scene.post().path == "/send/1"
    scene.service.status = 201
    scene.silence()
    assert scene.subscriptions() == 2


def test_a_message_that_is_refused_is_not_sent_again(scene: Scene) -> None:
    scene.service.status = 400
    scene.cast.call("A02")
    scene.told()
    scene.service.status = 201
    scene.silence()


def test_a_newer_message_takes_the_place_of_one_that_waits(scene: Scene) -> None:
    scene.service.status, scene.service.after = 503, "30"
    scene.cast.call("A02")
    scene.told()
    scene.service.status = 201
    scene.cast.done("ticket.uncall", ticket=scene.person.tickets["A02"], reason="잘못 눌렀어요")
    assert scene.told()["title"] == "A02 호출이 취소됐어요"
    scene.silence()


def test_a_phone_that_is_unbound_is_told_no_more(scene: Scene) -> None:
    scene.cast.done("phone.unbind", "desk", visitor=scene.person.id)
    assert scene.subscriptions() == 0
    scene.cast.call("A02")
    scene.silence()


def test_an_answer_without_end_is_cut_and_a_silent_service_left(scene: Scene, monkeypatch) -> None:
    service, context = scene.service, scene.service.trusted
    service.huge = True
    answer = delivery.post(f"{service.origin}/1", b"", {}, context=context, anywhere=True)
    assert answer.outcome is Outcome.SENT
    assert (service.taken().path, service.taken().path) == ("/1", "cut")
    service.huge, service.slow = False, True
    monkeypatch.setattr(delivery, "WHOLE_S", 0.3)
    answer = delivery.post(f"{service.origin}/2", b"", {}, context=context, anywhere=True)
    assert answer.outcome is Outcome.UNREACHED


def test_a_redirect_is_not_followed(scene: Scene) -> None:
    scene.service.status = 307
    answer = delivery.post(f"{scene.service.origin}/1", b"", {}, context=scene.service.trusted, anywhere=True)
    assert answer.outcome is Outcome.REFUSED
    assert scene.post().path == "/1" and scene.service.posts.empty()


def test_no_message_leaves_for_this_machine_or_its_network(scene: Scene) -> None:
    """Whatever name leads there: the addresses that it stands for are looked at, not the name."""
    answer = delivery.post(f"{scene.service.origin}/1", b"", {}, context=scene.service.trusted)
    assert answer.outcome is Outcome.UNREACHED and scene.service.posts.empty()
    inside = ["127.0.0.1", "10.1.2.3", "192.168.0.4", "169.254.169.254", "100.64.0.1", "224.0.0.1", "0.0.0.0"]
    inside += ["::1", "fe80::1%eth0", "fd00::1", "::ffff:127.0.0.1", "::"]
    assert [one for one in inside if delivery.is_public(one)] == []
    assert delivery.is_public("142.250.1.188") and delivery.is_public("2404:6800:4004::5f")


def test_the_organiser_hears_that_no_service_is_reached_until_one_is(scene: Scene) -> None:
    service, health = scene.service, scene.cast.store.health
    for n in range(5):
        scene.pushing._own_outbox()._tell_how_it_goes(delivery.Answer(Outcome.UNREACHED))
        assert bool(health.troubles()) == (n == 4)
    scene.cast.call("A02")
    scene.told()
    until = time.monotonic() + 20
    while health.troubles() and time.monotonic() < until:
        time.sleep(0.01)
    assert health.troubles() == [] and service.posts.empty()
