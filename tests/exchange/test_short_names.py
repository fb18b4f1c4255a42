"""Short and English names come with the files; where a file says none, what was said before stays, then the rules do."""

from kiosk.expo.square import ground

AGENCIES = "부스번호,기관명,영문명,짧은 이름,위치X,위치Y\nA01,서울특별시교육청,Office,{},1,1\nA02,서울문화재단,,,8,1\n"
PLAIN = "부스번호,기관명,위치X,위치Y\nA01,서울특별시교육청,1,1\nA02,서울문화재단,8,1\n"
ENTERPRISE = "기업명,사업자등록번호,{}담당자,개인정보동의\n가온테크 (주),123-45-67891,{}김가온,Y\n"


def short(store):
    with store.read() as db:
        return {number: row["agency_short"] for number, row in ground.of(db).by_number.items()}


def test_an_agencys_short_name_is_the_given_one_else_by_rules(bring, store):
    bring("agencies", AGENCIES.format("서울교육"))
    assert short(store) == {"A01": "서울교육", "A02": "문화재단"}

    assert bring("agencies", PLAIN)["unchanged"] == 2
    assert short(store)["A01"] == "서울교육"

    assert bring("agencies", AGENCIES.format("교육청"))["changed"] == 1
    assert short(store)["A01"] == "교육청"


def test_an_enterprises_names_are_kept_beside_its_own(bring, expo, rows):
    bring("enterprises", ENTERPRISE.format("짧은 이름,영문명,", "가온,Gaon,"))
    bring("enterprises", ENTERPRISE.format("", ""))
    found = rows("SELECT name, short_name, name_en FROM enterprises")
    assert found == [{"name": "가온테크 (주)", "short_name": "가온", "name_en": "Gaon"}]
