"""What a name is called from afar."""

from pathlib import Path

import pytest

from kiosk.demo.sample import facts
from kiosk.language.short_names import agencies, agency, english, enterprise

SHORTENED = {
    "서울특별시": "서울시",
    "서울특별시교육청": "교육청",
    "서울특별시도시철도공사": "도시철도공사",
    "서울시설공단": "시설공단",
    "서울농수산식품공사": "농수산식품공사",
    "서울산업진흥원": "산업진흥원",
    "서울신용보증재단": "신용보증재단",
    "서울시여성가족재단": "여성가족재단",
    "서울시복지재단": "복지재단",
    "서울문화재단": "문화재단",
    "서울시립교향악단": "시립교향악단",
    "서울디자인재단": "디자인재단",
    "서울장학재단": "장학재단",
    "용산구시설관리공단": "용산시설공단",
}
LONGEST = (Path(__file__).parents[1] / "badges" / "longest_names.txt").read_text(encoding="utf-8").split("\n")


@pytest.mark.parametrize("name", [one[0] for one in facts.AGENCIES])
def test_an_agency_of_the_sample_expo(name):
    assert agency(name) == SHORTENED.get(name, name)


@pytest.mark.parametrize(
    "name, short",
    [
        ("서울특별시 은평구", "은평구"),
        ("서울특별시의회", "서울시의회"),
        ("중구시설관리공단", "중구시설관리공단"),
        ("강남구도시관리공단", "강남도시공단"),
        ("부산문화재단", "부산문화재단"),
        ("서울재단", "서울재단"),
        ("조달청", "조달청"),
    ],
)
def test_an_agency_of_another_expo(name, short):
    assert agency(name) == short


@pytest.mark.parametrize(
    "name, short",
    [
        ("Seoul Metropolitan Government", "Seoul City"),
        ("Seoul Metropolitan Office of Education", "Office of Education"),
        ("Seoul Credit Guarantee Foundation", "Credit Guarantee Foundation"),
        ("The Seoul Institute", "The Seoul Institute"),
        ("Seoul Philharmonic", "Seoul Philharmonic"),
        ("Seoul Metro", "Seoul Metro"),
        ("Jongno-gu", "Jongno-gu"),
    ],
)
def test_an_english_name_does_without_the_city_too(name, short):
    assert english(name) == short


def test_english_short_names_of_the_sample_are_all_different():
    assert len({english(one[1]) for one in facts.AGENCIES}) == len(facts.AGENCIES)


def test_two_agencies_never_share_a_short_name():
    assert agencies(["서울문화재단", "서울시문화재단", "종로구"]) == {
        "서울문화재단": "서울문화재단",
        "서울시문화재단": "서울시문화재단",
        "종로구": "종로구",
    }


@pytest.mark.parametrize(
    "name, short",
    [
        *((one, one.removesuffix(" 사회적협동조합").removeprefix("(사)")) for one in LONGEST if one),
        ("나래우드 (주)", "나래우드"),
        ("㈜세진", "세진"),
        ("주식회사 다온", "다온"),
        ("다온주식회사", "다온"),
        ("행복도시락사회적협동조합", "행복도시락"),
        ("농업회사법인 주식회사 푸른들", "푸른들"),
        ("마루기프트 협동조합", "마루기프트"),
        ("서울의류협동조합", "서울의류협동조합"),
        ("주식회사", "주식회사"),
        ("(주)", "(주)"),
        ("㈜늘", "㈜늘"),
        ("세진플러스", "세진플러스"),
    ],
)
def test_an_enterprise_is_called_without_its_legal_form(name, short):
    assert enterprise(name) == short
