"""The programme on screens: for everybody without names, and the same of one person everywhere."""

import json
import re
from collections.abc import Callable
from typing import Any

from kiosk.screens import board, booth, door, kiosk, phone, programme
from kiosk.screens.news import news
from tests.cases import programme_item
from tests.cast import DAY, KEY, NEXT_DAY, ZONE, Cast, Person

Paint = Callable[..., str]


def shown(cast: Cast) -> Any:
    with cast.store.read() as db:
        return programme.show(db, now=cast.clock.now, lang="ko")


def state(cast: Cast, item: int) -> str:
    found = {one["id"]: one["state"] for day in shown(cast).page["days"] for one in day["cards"]}
    return found[item]


def test_the_twin_counts_who_comes_and_names_nobody(cast: Cast) -> None:
    item = programme_item(cast, capacity=2, host="홍길동", spoken="영어")
    for person in (cast.minseo, cast.hajun, cast.seoyeon):
        cast.done("programme.sign_up", "desk", item=item, visitor=person.id)
    cast.done("programme.attend", "door", item=item, code=cast.hajun.code)
    [one] = shown(cast).data["items"]
    assert one == {
        "id": item,
        "kind": "lecture",
        "title": "특강",
        "place": "소통의 장",
        "host": "홍길동",
        "spoken": "영어",
        "starts_at": f"{DAY}T11:00:00+09:00",
        "ends_at": f"{DAY}T11:20:00+09:00",
        "capacity": 2,
        "attending": 2,
        "attended": 1,
        "citizens": 0,
        "waiting": 1,
        "cancelled": False,
        "was_starts_at": None,
        "was_place": None,
        "gathering": None,
    }
    assert not any(word in json.dumps(shown(cast).data, ensure_ascii=False) for word in ("윤민서", "윤○서"))


def test_an_item_goes_by_the_clock_from_later_to_over(cast: Cast) -> None:
    item = programme_item(cast)
    for at, expected in {"10:49": "later", "10:50": "soon", "11:00": "now", "11:20": "over"}.items():
        cast.clock.set(DAY, at)
        assert state(cast, item) == expected, at


def test_every_day_of_the_expo_stands_there_even_without_items(cast: Cast) -> None:
    programme_item(cast, day=NEXT_DAY)
    assert [(one["date"], len(one["cards"])) for one in shown(cast).page["days"]] == [(DAY, 0), (NEXT_DAY, 1)]


def test_boards_tell_what_begins_soon_what_moved_and_what_is_cancelled_until_it_would_be_over(
    cast: Cast,
) -> None:
    moved, off = (
        programme_item(cast, starts="11:00", ends="11:20"),
        programme_item(cast, title="공연", starts="11:30", ends=None),
    )
    programme_item(cast, title="제품 전시", kind="exhibition", starts="10:00", ends="18:00")
    cast.done(
        "programme.change", item=moved, title="특강", day=DAY, starts="11:10", ends="11:40", place="주무대"
    )
    cast.done("programme.cancel", item=off, reason="강풍")

    def told() -> list[tuple[str, str]]:
        with cast.store.read() as db:
            found = news(db, cast.clock.now, "ko", ZONE)
        return [
            (one["kind"], one["item"]["title"]) for one in found if one["kind"] in ("change", "programme")
        ]

    cast.clock.set(DAY, "10:30")
    assert told() == [("change", "특강"), ("change", "공연"), ("programme", "특강")]
    cast.clock.set(DAY, "11:41")
    assert told() == [("change", "공연")]
    cast.clock.set(DAY, "12:30")
    assert told() == []


def test_phone_kiosk_tablet_and_board_say_the_same_of_who_sits_in_a_lecture(cast: Cast, paint: Paint) -> None:
    item = programme_item(cast)
    person, behind = cast.arrive("A02"), cast.arrive("A02")
    cast.done("programme.sign_up", "desk", item=item, visitor=person.id)
    cast.clock.set(DAY, "11:05")
    on_phone, place = _phone(cast, paint, person)
    assert "강연 중이에요" in on_phone and "11:20 뒤에 불러 드려요" in on_phone
    assert place == "강연 중 · 11:20 뒤에 불러 드려요"
    with cast.store.read() as db:
        look = kiosk.where_now(db, person.code, now=cast.clock.now, lang="ko", badge_key=KEY)
        assert (look["state"], look["attending"]["ends"]) == ("attending", "11:20")  # type: ignore[index]
        waiting = booth.waiting(db, "A02", now=cast.clock.now, lang="ko")
        assert [(one["called_number"], one["where"], one["until"]) for one in waiting] == [
            (person.number, "programme", "11:20"),
            (behind.number, "here", None),
        ]
        parts = {part.id: part.values for part in board.show(db, "A02", now=cast.clock.now, lang="ko").parts}
        assert parts["booth-next"]["next"] == [behind.number]
    cast.clock.set(DAY, "11:20")
    assert "강연 중" not in _phone(cast, paint, person)[0]


def test_a_phone_says_of_its_items_what_is_new(cast: Cast, paint: Paint) -> None:
    item, person, first = programme_item(cast, capacity=1), cast.arrive(), cast.register()
    for one in (first, person):
        cast.done("programme.sign_up", "desk", item=item, visitor=one.id)
    assert "대기 1번째" in _part(cast, paint, person, "visitor-programme")
    cast.clock.pass_min(1)
    cast.done("programme.leave", "desk", item=item, visitor=first.id)
    assert "자리가 났어요" in _part(cast, paint, person, "visitor-programme")
    cast.clock.set(DAY, "10:52")
    assert "8분 뒤 시작" in _part(cast, paint, person, "visitor-programme")
    cast.done("programme.cancel", item=item, reason="강풍")
    said = _part(cast, paint, person, "visitor-programme")
    assert "취소됐어요: 강풍" in said and "data-news" in said


def test_the_door_opens_for_what_begins_soon_else_for_what_runs(cast: Cast) -> None:
    early, late = programme_item(cast), programme_item(cast, title="공연", starts="11:25", ends="12:00")
    programme_item(cast, title="제품 전시", kind="exhibition", starts="10:00", ends="18:00")

    def chosen(at: str, item: int | None = None) -> int:
        cast.clock.set(DAY, at)
        with cast.store.read() as db:
            found = door.look(db, item, now=cast.clock.now)["item"]
        assert found is not None
        return found["id"]

    assert [chosen("10:00"), chosen("11:05"), chosen("11:16"), chosen("11:40"), chosen("15:00")] == [
        early,
        early,
        late,
        late,
        late,
    ]
    assert chosen("10:00", late) == late


def _phone(cast: Cast, paint: Paint, person: Person) -> tuple[str, str]:
    """What leads the phone's page, and what stands of its first place."""
    row = re.search(r"<span data-row>(.*?)</span>", _part(cast, paint, person, "visitor-places"))
    return _part(cast, paint, person, "visitor-lead"), row[1] if row else ""


def _part(cast: Cast, paint: Paint, person: Person, name: str) -> str:
    with cast.store.read() as db:
        look = phone.show(db, person.code, now=cast.clock.now, lang="ko", badge_key=KEY)
    return paint(look, name)
