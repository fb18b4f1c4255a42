"""Numbers that spreadsheets and people spoil, and the names of persons."""

import pytest

from kiosk.exchange import blanks, numbers, persons

LOST = "줄어들어"
ONLY = "번호만 읽었어요"
LETTER = "숫자 대신 글자"


@pytest.mark.parametrize(
    ("written", "digits", "says"),
    [
        ("2011003012.0", "2011003012", ""),
        ("'2011006057", "2011006057", ""),
        ('="2011006057"', "2011006057", ""),
        ("２０１－１０－０６０１９", "2011006019", ""),
        ("201–10–06023", "2011006023", ""),
        ("201 10 06023", "2011006023", ""),
        ("201-10-06038 (본점)", "2011006038", ONLY),
        ("사업자 201-10-06042", "2011006042", ONLY),
        ("2O1-10-06080", "2011006080", LETTER),
        ("20l-I0-06080", "2011006080", LETTER),
        ("2,011,006,038", "2011006038", ""),
        ("201/10/06038", "2011006038", ""),
        ("2.011003026E+09", None, LOST),
        ("201-10-06038, 201-10-06042", None, "번호가 둘 이상"),
        ("201-10-06039 (본점)", None, "마지막은 8이니"),
        ("2O1-10-06081", None, "10자리가 아니에요"),
        ("nan", None, "비어 있어요"),
        ("미정", None, "비어 있어요"),
    ],
)
def test_business_numbers_as_files_hold_them(written, digits, says):
    found = numbers.business(written)
    assert (found.value, says in found.says % dict(found.values), bool(says)) == (
        digits,
        True,
        bool(found.says),
    )


@pytest.mark.parametrize(
    ("written", "phone", "says"),
    [
        ("1033330300.0", "010-3333-0300", ""),
        ("'01012340604", "010-1234-0604", ""),
        ("82-10-1234-0602", "010-1234-0602", ""),
        ("+82 (0)10-1234-0602", "010-1234-0602", ""),
        ("010-1234-0605 / 02-123-4567", "010-1234-0605", "여럿"),
        ("02-123-4567, 010-1234-0605", "010-1234-0605", "여럿"),
        ("02-123-4567 010-1234-0605", "010-1234-0605", "여럿"),
        ("010-1234-0605(본인)", "010-1234-0605", ONLY),
        ("H.P 010-1234-0605", "010-1234-0605", ONLY),
        ("02-123-4567 (내선 12)", "02-123-4567", ONLY),
        ("02-123-4567 ext. 12", "02-123-4567", ONLY),
        ("O1O-1234-0605", "010-1234-0605", LETTER),
        ("02-123-4567~8", "02-123-4567", ONLY),
        ("010/1234/0605", "010-1234-0605", ""),
        ("1,012,340,605", "010-1234-0605", ""),
        ("1.03333E+09", None, LOST),
        ("없음", None, ""),
        ("-", None, ""),
        ("010-12", "010-12", "맞는지 확인"),
    ],
)
def test_telephones_as_files_hold_them(written, phone, says):
    found = numbers.telephone(written)
    assert (found.value, says in found.says, bool(says)) == (phone, True, bool(found.says))


def test_only_what_is_no_name_is_none():
    none = "미정|-|.|없음|추후 통보|추후통보|대표|대표이사|담당자|#N/A|해당없음|해당 없음|N/A|무|x|nan|None|미정(추후 통보)|추후 통보 예정|ㅡ|?|TBD|팀장|1|010-1234-5678"
    names = "홍길동|남궁민수|이 산|Nguyễn Thị Hoa|마리아·테레사|뷁쀍 쫗|龘靐|😀하늘|אבג|김하늘, 이바다|이예정|정무|김대표|O'Brien|John Smith Jr.|나무100|하늘"
    assert [one for one in none.split("|") if persons.is_name(one)] == []
    assert [one for one in names.split("|") if not persons.is_name(one)] == []


def test_more_than_one_person_s_name_is_doubted_and_a_foreign_name_is_not():
    several = "김하늘, 이바다|김하늘/이바다|김하늘\n이바다|김하늘 외 1명|김하늘 외 1인|김하늘 등 3명|김하늘·이바다|김하늘 및 이바다|김하늘 대표, 이바다 팀장|하늘; 바다|김하늘 이바다|John Smith / Jane Doe|1. 김하늘 2. 이바다|①김하늘②이바다"
    more = "김하늘 대표|대표 김하늘|홍길동(대리참석)|金 （대표）|김하늘 010-1234-5678|성명: 김하늘|김하늘/대리|haneul@example.kr"
    one = "홍길동|남궁민수|남궁 민수|이 산|Nguyễn Thị Hoa|마리아·테레사|Kim, Haneul|뷁쀍 쫗|=VLOOKUP(B2,A:B,2,0)|이외수|나무100|홍길동2|이바다 2세"
    assert ["여러 사람" in persons.doubt(name) for name in several.split("|")] == [True] * 14
    assert ["다른 말" in persons.doubt(name) for name in more.split("|")] == [True] * 8
    assert [name for name in one.split("|") if persons.doubt(name)] == []


def test_what_a_program_saves_for_nothing_is_blank_and_what_people_say_is_not():
    saved = ["nan", "NaN", "None", "NULL", "#N/A", "#VALUE!", "#REF!", "", " "]
    assert [one for one in saved if not blanks.is_blank(one)] == []
    assert [one for one in ("미정", "-", "0", "무") if blanks.is_blank(one)] == []
