"""Where today's programme is: what stands on the map is labelled, and lists what there is."""

from kiosk.expo.square.places import named_place
from kiosk.screens import programme, programme_map
from tests.cases import programme_item
from tests.cast import Cast

PLACES = (
    ("stage", "무대", None, 20.0, 40.0),
    ("exhibition", "제품 전시", None, 40.0, 40.0),
    ("hall", "소통의 장", "Forum", 60.0, 40.0),
)


def placed(cast: Cast) -> None:
    for kind, name, english, x_m, y_m in PLACES:
        values = (kind, name, english, x_m, y_m)
        cast.store.change(
            lambda change, values=values: change.update(
                "INSERT INTO places (kind, name, name_en, x_m, y_m, width_m, height_m) VALUES (?, ?, ?, ?, ?, 10, 6)",
                *values,
            )
        )


def test_an_item_leads_to_its_place_and_the_place_lists_what_is_there(cast: Cast) -> None:
    placed(cast)
    show = programme_item(
        cast, kind="exhibition", title="제품 전시회", place=None, host="서울시", starts="10:30", ends="17:00"
    )
    lecture = programme_item(cast, title="공공구매 특강", place="forum")
    elsewhere = programme_item(cast, title="산책", place="광장 밖")
    gone = programme_item(cast, title="취소된 공연", place="무대")
    cast.done("programme.cancel", item=gone, reason="비가 와요")
    with cast.store.read() as db:
        today, other = programme.show(db, now=cast.clock.now, lang="ko").page["days"]
        seen = programme_map.look(db, "소통의 장", now=cast.clock.now, lang="ko")
    assert today["on_map"] == {show: "제품 전시", lecture: "소통의 장", gone: "무대"}
    assert other["on_map"] == {} and elsewhere not in today["on_map"]
    listed = [(one["name"], [card["title"] for card in one["cards"]]) for one in seen["places"]]
    assert listed == [("제품 전시", ["제품 전시회"]), ("소통의 장", ["공공구매 특강"])]
    assert seen["chosen"] == 2 and [one["label"] for one in seen["map"]["places"]] == [
        one[1] for one in PLACES
    ]


def test_a_name_that_stands_nowhere_marks_nothing(cast: Cast) -> None:
    placed(cast)
    with cast.store.read() as db:
        assert programme_map.look(db, "<b>어디", now=cast.clock.now, lang="ko")["chosen"] is None
    assert named_place((), "무대") is None and named_place((), None, "exhibition") is None
