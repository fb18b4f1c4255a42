"""The file of the square's places: kinds as people write them, a sentence for what is amiss, the file as the whole map."""

import pytest

from kiosk.exchange.files import prepare_file
from kiosk.expo.square import ground
from kiosk.expo.square.places import KINDS

HEAD = "종류,이름,영문명,위치X(m),위치Y(m),가로(m),세로(m)\n"


def places(store):
    with store.read() as db:
        return [(one["kind"], one["name"], one["x_m"], one["y_m"]) for one in ground.of(db).places]


def test_the_headings_tell_the_kind_of_file():
    assert prepare_file("", (HEAD + "입구,,,41,54,,\n").encode()).kind == "places"


def test_kinds_are_known_as_people_write_them_and_sizes_may_be_left_out():
    text = HEAD + "출입구,정문,Main gate,41,54,8,2\n안내데스크,,,30,52,,\n휴게 실,,,5,5,,\n"
    values = [row["values"] for row in prepare_file("places", text.encode()).rows]
    assert [(one["kind"], one["name"]) for one in values] == [
        ("entrance", "정문"),
        ("desk", "안내 데스크"),
        ("rest", "쉼터"),
    ]
    assert [(one["width_m"], one["height_m"]) for one in values] == [
        (8, 2),
        KINDS["desk"].size_m,
        KINDS["rest"].size_m,
    ]


def test_a_row_is_told_what_would_be_right_and_the_others_come_in(bring, store):
    text = HEAD + "분수대,,,10,10,,\n입구,,,41,54,,\n화장실,,,저쪽,3,,\n무대,,,40,2,900,6\n"
    report = bring("places", text)
    assert [row["verdict"] for row in report["rows"]] == ["refused", "added", "refused", "refused"]
    said = [" ".join(row["messages"]) for row in report["rows"]]
    assert "‘분수대’ 종류는 몰라요. 아는 종류: 입구, 안내 데스크, 무대, 화장실" in said[0]
    assert "‘위치X’는 12.5처럼" in said[2]
    assert "‘가로’는 0.5에서 200까지" in said[3]
    assert places(store) == [("entrance", "입구", 41, 54)]


def test_the_file_is_the_whole_map(bring, store):
    bring("places", HEAD + "입구,,,41,54,,\n화장실,동쪽,,80,10,,\n화장실,서쪽,,2,10,,\n")
    again = bring("places", HEAD + "입구,,,41,54,,\n화장실,동쪽,,81,10,,\n쉼터,,,20,60,,\n쉼터,,,20,60,,\n")
    assert [row["verdict"] for row in again["rows"]] == ["unchanged", "changed", "added", "merged"]
    assert "파일에 없는 1곳은 지도에서 빼요." in again["notes"]
    assert places(store) == [
        ("entrance", "입구", 41, 54),
        ("toilet", "동쪽", 81, 10),
        ("rest", "쉼터", 20, 60),
    ]


def test_a_file_of_which_no_row_can_be_read_leaves_the_map_alone(bring, store):
    bring("places", HEAD + "입구,,,41,54,,\n")
    bring("places", HEAD + "분수대,,,1,1,,\n")
    assert places(store) == [("entrance", "입구", 41, 54)]


def test_visitors_come_in_where_the_map_says(bring, store):
    bring("places", HEAD + "입구,,,7,54,,\n입구,뒷문,,70,2,,\n")
    with store.read() as db:
        assert ground.of(db).entrance == (7, 54)


@pytest.mark.parametrize("kind", KINDS)
def test_each_kind_is_known_by_its_own_word(kind):
    row = prepare_file("places", (HEAD + f"{KINDS[kind].word},,,1,1,,\n").encode()).rows[0]
    assert (row["refused"], row["values"]["kind"]) == (False, kind)
