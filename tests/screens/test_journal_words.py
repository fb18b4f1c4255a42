"""What the journal tells in words: in the organiser's feed, and in a visitor's history."""

from kiosk.screens import feed, history

LISTED = 30


def test_who_went_home_is_told(store, act, arrive, clock):
    visitor = arrive("김민서")
    act("visitor.check_out", visitor=visitor["id"])
    with store.read() as db:
        assert feed.feed(db, "Asia/Seoul", "ko")[0]["text"] == "퇴장했어요"
        assert history.in_words(db, visitor["id"], lang="en", limit=1)[0]["text"] == "Left"


def test_who_looked_and_what_was_refused_pushes_nothing_out(store, act, arrive):
    """A desk's search is recorded at every key."""
    visitor = arrive("김민서")
    with store.read() as db:
        before = (
            feed.feed(db, "Asia/Seoul", "ko"),
            history.in_words(db, visitor["id"], lang="ko", limit=LISTED),
        )
    for at in range(130):
        act("contact.search", persons=at)
        act("contact.open", visitor=visitor["id"])
    with store.read() as db:
        after = (
            feed.feed(db, "Asia/Seoul", "ko"),
            history.in_words(db, visitor["id"], lang="ko", limit=LISTED),
        )
    assert before == after and before[0] and before[1]


def test_pauses_that_the_closing_ends_are_not_told_beside_it(store, act, arrive, clock):
    visitor = arrive("김민서")
    act("visitor.pause", visitor=visitor["id"])
    act("booth.pause", booth="A01")
    clock.pass_min(6 * 60)
    act("expo.end_day", day="2026-10-29")
    with store.read() as db:
        told = [one["text"] for one in feed.feed(db, "Asia/Seoul", "ko")]
    assert told[:3] == ["박람회가 닫혔어요", "A01 부스가 잠시 멈췄어요", "잠시 쉬어요"]


def test_a_second_laptops_file_is_told_as_what_it_is(store, act):
    act("station.add", role="standby", name="둘째 노트북")
    act("station.pair", role="kiosk", name="입구")
    with store.read() as db:
        told = [one["text"] for one in feed.feed(db, "Asia/Seoul", "ko")]
    assert told[:2] == ["단말을 연결할 QR을 만들었어요", "둘째 노트북을 준비할 파일을 만들었어요"]
