"""Which column is which: by headings as people write them, or because a person said so."""

import pytest

from kiosk.exchange import enterprises, plan
from kiosk.exchange.files import KINDS, Unheaded, prepare_file
from kiosk.exchange.reader import read_file
from kiosk.exchange.tables import read_table
from kiosk.exchange.wording import Wording

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


ENTERPRISES = """name=1. 기업명|업체(기업)명|귀사의 기업명을 입력해 주세요.|Q1. 기업(단체)명 *|참가 기업명|[필수] 회사명|① 업체명|가. 상호|(1) 기업명|Ⅱ. 기업명
brn=2. 사업자등록번호 (숫자만)|사업자등록번호(‘-’ 없이 숫자 10자리)|사업자등록번호를 '-' 없이 입력해 주세요|2) 사업자 등록 번호*|사업자\\n등록번호|Q2: 사업자등록번호
person=Q3. 참석자 성명|참석하시는 분의 성함을 적어 주세요.|담당자 성명(한글)|상담 참석자 성명|문3) 담당자|3번. 담당자명|■ 담당자|담당자 :|성명*|신청인 성명|참여자 이름|등록자 성명
title=4-1. 직위|담당자 직위|직위/직급
phone=5. 담당자 휴대전화 번호|연락처(휴대폰)|담당자\\n연락처|연락 가능한 휴대전화 번호를 적어 주세요|휴대전화번호(- 포함 입력)
email=E-mail|6. 이메일 주소|담당자 이메일을 적어 주세요.
district=기업 소재지 (자치구)
kind=기업 유형 (택1)
categories=주요 생산품목
wishes=상담을 희망하는 기관을 모두 골라 주세요.|7. 상담 희망 기관 (복수 선택)
consent=동의하십니까?|5. 개인정보 수집·이용에 동의하십니까? (필수)|개인정보 수집 및 이용 동의 [필수]|개인정보 수집·이용 및 제3자 제공에 동의하십니까?|위 내용에 동의하십니까?|개인정보 수집·이용 동의 여부
consent=개인정보 수집이용 동의서\\n1. 수집항목: 성명, 휴대전화, 이메일\\n2. 보유기간: 1년\\n동의를 거부할 권리가 있습니다
share=개인정보 제3자 제공에 동의하십니까?|제3자 제공 동의(필수)
=법인등록번호|사업자등록증 사본 첨부|대표자|대표자 성명|참석자 수|참석 인원|대표 전화번호|팩스번호|휴대전화 수신 동의|이메일 수신 동의|홈페이지 주소|마케팅 정보 수신에 동의하십니까?
=초상권 활용 동의|타임스탬프|응답 시간|응답일시|번호|기업명/사업자등록번호|기업명과 담당자|개인정보 보호책임자|제품 이름|상담 희망 시간|희망 지역"""
PLAN = """won=예산(단위:천원)|2026년 예산|구매 예정 금액|4. 소요예산(천원)
department=담당 부서|소관부서
title=3. 사업명|사업명(구매내용)
category=구매 품목
quarter=발주(예정)시기
agency=구매기관명|1. 기관명*
=전년도 예산|예산과목|담당부서 전화번호|구매 방법"""


def each(kind, texts):
    lines = (line.split("=") for line in texts.split("\n"))
    return [(kind, name, heading.replace("\\n", "\n")) for name, all_ in lines for heading in all_.split("|")]


@pytest.mark.parametrize(
    ("kind", "field", "heading"),
    [*each(enterprises, ENTERPRISES), *each(plan, PLAN)],
    ids=lambda value: str(value)[:40],
)
def test_a_heading_names_its_column_however_a_form_words_it(kind, field, heading):
    named = Wording(kind.FIELDS).named(heading)
    assert (named.field if named else "") == field


def test_every_kind_s_own_headings_name_their_fields():
    for kind in KINDS.values():
        wording = Wording(kind.FIELDS)
        assert [wording.named(one.heading).field for one in kind.FIELDS] == [one.name for one in kind.FIELDS]


def test_of_two_guesses_for_a_needed_column_none_is_taken_and_a_person_is_asked():
    text = "기업명,사업자등록번호,첫째 분의 성함,둘째 분의 성함,동의\n가온테크,123-45-67891,김가온,이바다,Y\n"
    with pytest.raises(Unheaded, match="담당자 열이 없어요") as caught:
        prepare_file("enterprises", text.encode())
    assert caught.value.guess.columns == {"name": 0, "brn": 1, "consent": 4}
    [row] = prepare_file("enterprises", text.encode(), "ko", {"person": "둘째분의성함"}).rows
    assert row["values"]["name"] == "이바다"
