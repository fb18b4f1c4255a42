"""Which column is which: by headings as people write them, or because a person said so."""

import pytest

from kiosk.exchange import Unheaded, enterprises, prepare_file
from kiosk.exchange.reader import read_file
from kiosk.exchange.tables import read_table

UNKNOWN = "참가 접수,,,,\n단체,고유 번호,오시는 분,폰,허락\n가온테크,123-45-67891,김가온,010-1234-5678,Y\n"
SAID = {"name": "단체", "brn": "고유번호", "person": "오시는분", "phone": "폰", "consent": "허락"}


@pytest.mark.parametrize("read", [prepare_file, read_file])
def test_where_headings_are_not_known_a_person_is_shown_what_to_choose_from(read):
    with pytest.raises(Unheaded, match="제목 줄을 찾지 못했어요") as caught:
        read("enterprises", UNKNOWN.encode())
    guess = caught.value.guess
    assert (guess.row, guess.headings) == (2, ["단체", "고유 번호", "오시는 분", "폰", "허락"])
    assert guess.keys == list(SAID.values())
    assert guess.samples == [["가온테크"], ["123-45-67891"], ["김가온"], ["010-1234-5678"], ["Y"]]


@pytest.mark.parametrize("read", [prepare_file, read_file])
def test_what_a_person_said_of_the_columns_is_how_they_are_read(read):
    file = read("enterprises", UNKNOWN.encode(), "ko", SAID)
    [row] = file.rows
    assert (row["row"], row["values"]["name"], row["values"]["person"]["phone"], row["refused"]) == (
        3,
        "김가온",
        "010-1234-5678",
        False,
    )
    assert file.guess.columns == {"name": 0, "brn": 1, "person": 2, "phone": 3, "consent": 4}


def test_what_a_person_said_comes_before_what_the_headings_say():
    text = "기업명,사업자등록번호,담당자,성명,개인정보동의,\n가온테크,123-45-67891,김가온,이바다,Y,대리\n"
    table = read_table(
        text.encode(), enterprises.FIELDS, "ko", {"person": "성명", "title": "#6", "kind": "없는것"}
    )
    assert {name: value for name, value in table.rows[0].cells.items() if value} == {
        "name": "가온테크",
        "brn": "123-45-67891",
        "person": "이바다",
        "title": "대리",
        "consent": "Y",
    }
