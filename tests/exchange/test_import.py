"""What becomes of the rows of an organiser's files, the first time and again."""

import csv
import io
import json

import pytest

from kiosk.expo import imports
from kiosk.expo.imports.lookups import find_agency

HEADINGS = "기업명,사업자등록번호,유형,품목,담당자,직함,휴대전화,이메일,소재지,상담희망기관,개인정보동의\n"
KIM = "가온테크,123-45-67891,협동조합,세탁,김가온,대표,010-1234-5678,kim@example.kr,중구,중구; 종로구,Y\n"


def verdicts(report):
    return {row["row"]: row["verdict"] for row in report["rows"]}


def messages(report):
    return {row["row"]: row["messages"] for row in report["rows"] if row["messages"]}


def counts(report):
    return {name: count for name, count in report.items() if name != "rows" and count}


def test_the_sample_comes_in_whole_and_again_changes_nothing(bring, files, value, rows):
    order = {
        "agencies": ("agencies.csv", 44),
        "plan": ("purchase_plan.csv", 3849),
        "enterprises": ("enterprises.csv", 260),
        "appointments": ("appointments.csv", files["appointments.csv"].count(b"\n") - 1),
        "programme": ("programme.csv", 12),
    }
    for kind, (name, count) in order.items():
        assert counts(bring(kind, files[name])) == {"added": count}
    before = {
        table: rows(f"SELECT * FROM {table}")
        for table in ("plan_items", "visitors", "contacts", "wishes", "booths")
    }
    for kind, (name, count) in order.items():
        assert counts(bring(kind, files[name])) == {"unchanged": count}
    assert counts(bring("enterprises", files["enterprises_cp949.csv"])) == {"unchanged": 260}
    assert {table: rows(f"SELECT * FROM {table}") for table in before} == before
    assert value("SELECT sum(won) FROM plan_items") == 35_000_000_000
    assert [row["number"] for row in rows("SELECT number FROM visitors ORDER BY id")] == list(range(101, 361))
    first = next(csv.DictReader(io.StringIO(files["enterprises.csv"].decode("utf-8-sig"))))
    assert value("SELECT name FROM contacts ORDER BY visitor_id LIMIT 1") == first["담당자"]
    assert value("SELECT count(*) FROM journal WHERE kind = 'import.apply'") == 11


def test_the_messy_workbook_ends_as_expected_cell_by_cell(bring, files, expo, rows, value):
    report = bring("enterprises", files["enterprises_messy.xlsx"])
    expected = {one["why"]: one for one in json.loads(files["enterprises_messy.expect.json"])}
    verdict, said = verdicts(report), messages(report)

    def of(why):
        return verdict[expected[why]["row"]], said.get(expected[why]["row"], [])

    accepted = ("added", [])
    assert of("check digit wrong (the tax office's weights give 1)") == (
        "refused",
        [
            "‘사업자등록번호’의 마지막 숫자가 맞지 않아요. 앞 아홉 자리가 맞다면 마지막은 1이니 등록증을 보고 고쳐 주세요."
        ],
    )
    assert of("no name") == ("refused", ["‘기업명’ 칸이 비어 있어요. 채워서 다시 가져와 주세요."])
    for why in (
        "no dashes",
        "spaces",
        "international",
        "a number: Excel ate the leading zero",
        "padding, ideographic space",
        "another spelling of 예비사회적기업",
        "markup",
        "a second person of the same enterprise",
    ):
        assert of(why) == accepted, why
    for why, part in {
        "bad e-mail": "‘이메일’이 주소가 아니라 비워 두었어요.",
        "an agency that is not there": "없는기관 기관은 등록되어 있지 않아",
        "loose spelling and an unknown category": "없는품목 품목은 구매계획에 없어",
        "no consent": "담당자 정보는 저장하지 않고 기업만 넣었어요.",
        "spreadsheet formula": "수식은 계산하지 않고 글자 그대로 넣어요.",
    }.items():
        assert (of(why)[0], len(of(why)[1])) == ("added", 1)
        assert part in of(why)[1][0]
    assert of("the same enterprise and person again") == (
        "merged",
        ["11번째 줄과 같은 기업의 같은 사람이라 하나로 합쳤어요."],
    )
    assert len(report["rows"]) == 262
    assert counts(report) == {"added": 259, "merged": 1, "refused": 2, "warned": 6}
    _cells_are_as_they_should_be(files, rows, value)


def _cells_are_as_they_should_be(files, rows, value):
    """What stands in the tables after the messy workbook, beside the clean file it was made from."""
    clean = list(csv.DictReader(io.StringIO(files["enterprises.csv"].decode("utf-8-sig"))))
    spoilt = {one["column"]: one for one in json.loads(files["enterprises_messy.expect.json"])}

    def right(row):
        return clean[row - 4]

    def contact(row):
        [found] = rows(
            "SELECT c.* FROM contacts c JOIN visitors v ON v.id = c.visitor_id"
            " JOIN enterprises e ON e.id = v.enterprise_id WHERE e.brn = ? ORDER BY v.id LIMIT 1",
            right(row)["사업자등록번호"].replace("-", ""),
        )
        return found

    def enterprise(row):
        found = rows("SELECT * FROM enterprises WHERE brn = ?", right(row)["사업자등록번호"].replace("-", ""))
        return found[0] if found else None

    for row in (31, 58, 99, 219):
        assert contact(row)["phone"] == right(row)["휴대전화"]
    assert contact(171)["email"] is None
    assert contact(25)["name"] == '=HYPERLINK("http://x","클릭")'
    assert enterprise(113)["name"] == right(113)["기업명"]
    assert enterprise(141)["kind"] == "예비사회적기업"
    assert enterprise(203)["name"] == "<script>alert(1)</script>상사"
    assert enterprise(84) is enterprise(180) is None
    of_95 = rows("SELECT category FROM enterprise_categories WHERE enterprise_id = ?", enterprise(95)["id"])
    assert of_95 == [{"category": "인쇄·출판"}]
    wishes = "SELECT count(*) FROM wishes w JOIN visitors v ON v.id = w.visitor_id WHERE v.enterprise_id = ?"
    assert value(wishes, enterprise(19)["id"]) == 1
    assert value("SELECT count(*) FROM visitors WHERE enterprise_id = ?", enterprise(75)["id"]) == 0
    assert value("SELECT count(*) FROM visitors WHERE enterprise_id = ?", enterprise(11)["id"]) == 1
    assert value("SELECT count(*) FROM visitors WHERE enterprise_id = ?", enterprise(12)["id"]) == 2
    assert value("SELECT count(*) FROM contacts WHERE name = ?", right(75)["담당자"]) == sum(
        one["담당자"] == right(75)["담당자"]
        for at, one in enumerate(clean, start=4)
        if at not in (75, 84, 180, 25)
    )
    assert spoilt["*"]["row"] == 264


def test_the_messy_workbook_again_changes_nothing(bring, files, expo):
    bring("enterprises", files["enterprises_messy.xlsx"])
    assert counts(bring("enterprises", files["enterprises_messy.xlsx"])) == {
        "unchanged": 260,
        "refused": 2,
        "warned": 6,
    }


def test_everybody_who_comes_by_file_has_both_consents_kept(bring, expo, rows):
    bring("enterprises", HEADINGS + KIM)
    assert rows("SELECT purpose, given, text_version FROM consents ORDER BY id") == [
        {"purpose": "keep", "given": 1, "text_version": "import"},
        {"purpose": "share", "given": 1, "text_version": "import"},
    ]


def test_a_corrected_file_changes_what_it_says_and_keeps_what_it_leaves_empty(bring, expo, rows):
    bring("enterprises", HEADINGS + KIM)
    again = KIM.replace("대표", "이사").replace("kim@example.kr", "").replace("협동조합", "마을기업")
    assert counts(bring("enterprises", HEADINGS + again)) == {"changed": 1}
    assert rows("SELECT name, title, phone, email FROM contacts") == [
        {"name": "김가온", "title": "이사", "phone": "010-1234-5678", "email": "kim@example.kr"}
    ]
    assert rows("SELECT kind FROM enterprises") == [{"kind": "마을기업"}]


def test_importing_again_does_not_undo_what_was_corrected_by_hand(bring, expo, store, rows):
    bring("enterprises", HEADINGS + KIM)
    store.change(lambda change: change.update("UPDATE contacts SET name = '김가은', phone = '010-9999-0000'"))
    store.change(lambda change: change.update("UPDATE wishes SET state = 'withdrawn' WHERE id = 1"))
    assert counts(bring("enterprises", HEADINGS + KIM)) == {"unchanged": 1}
    assert counts(bring("enterprises", HEADINGS + KIM.replace("대표", "이사"))) == {"changed": 1}
    assert rows("SELECT name, title, phone FROM contacts") == [
        {"name": "김가은", "title": "이사", "phone": "010-9999-0000"}
    ]
    assert rows("SELECT state FROM wishes ORDER BY id") == [{"state": "withdrawn"}, {"state": "open"}]


def test_a_forgotten_person_is_not_brought_back(bring, expo, store, rows, value):
    bring("enterprises", HEADINGS + KIM)
    store.change(lambda change: change.update("DELETE FROM contacts"))
    report = bring("enterprises", HEADINGS + KIM.replace("대표", "이사"))
    assert counts(report) == {"refused": 1}
    assert messages(report)[2][0].startswith("개인정보를 지운 참가자라 다시 넣지 않았어요.")
    assert (value("SELECT count(*) FROM contacts"), value("SELECT count(*) FROM visitors")) == (0, 1)
    kept = json.dumps(rows("SELECT * FROM imported_rows") + rows("SELECT * FROM journal"), ensure_ascii=False)
    assert not any(word in kept for word in ("김가온", "1234-5678", "kim@"))
    assert counts(bring("enterprises", HEADINGS + KIM.replace("김가온", "박나래"))) == {"added": 1}


def test_who_was_registered_by_hand_keeps_what_they_said(bring, expo, store, rows):
    def by_hand(change):
        enterprise = change.insert("enterprises", name="가온테크", brn="1234567891")
        visitor = change.insert(
            "visitors", number=101, enterprise_id=enterprise, source="desk", registered_at=0
        )
        change.insert("contacts", visitor_id=visitor, name="김 가온", phone="010-7777-7777")

    store.change(by_hand)
    report = bring("enterprises", HEADINGS + KIM)
    assert counts(report) == {"changed": 1, "warned": 1}
    assert messages(report) == {
        2: ["‘휴대전화’ 값이 이미 등록된 것과 달라요. 등록된 것을 두었으니 확인해 주세요."]
    }
    assert rows("SELECT phone, email FROM contacts") == [
        {"phone": "010-7777-7777", "email": "kim@example.kr"}
    ]
    assert counts(bring("enterprises", HEADINGS + KIM)) == {"unchanged": 1}


def test_a_registration_from_a_phone_gets_nobodys_data_from_a_file(bring, expo, store, rows):
    def from_a_phone(change):
        enterprise = change.insert("enterprises", name="가온테크", brn="1234567891")
        visitor = change.insert(
            "visitors", number=101, enterprise_id=enterprise, source="phone", state="pending", registered_at=0
        )
        change.insert("contacts", visitor_id=visitor, name="김가온")

    store.change(from_a_phone)
    assert counts(bring("enterprises", HEADINGS + KIM)) == {"added": 1}
    assert rows("SELECT phone FROM contacts ORDER BY visitor_id") == [
        {"phone": None},
        {"phone": "010-1234-5678"},
    ]


def test_withdrawn_consent_in_a_file_is_told_and_nothing_is_stored(bring, expo):
    bring("enterprises", HEADINGS + KIM)
    report = bring("enterprises", HEADINGS + KIM.replace(",Y\n", ",N\n"))
    assert counts(report) == {"unchanged": 1, "warned": 1}
    assert "동의를 거두었으면" in messages(report)[2][0]


def test_a_repeated_person_fills_gaps_and_the_first_row_wins(bring, expo, rows):
    first = KIM.replace("kim@example.kr", "")
    report = bring("enterprises", HEADINGS + first + KIM.replace("010-1234-5678", "010-8888-8888"))
    assert verdicts(report) == {2: "added", 3: "merged"}
    assert (
        messages(report)[3][0] == "‘휴대전화’ 값이 2번째 줄과 달라요. 먼저 나온 것을 두었으니 확인해 주세요."
    )
    assert rows("SELECT phone, email FROM contacts") == [
        {"phone": "010-1234-5678", "email": "kim@example.kr"}
    ]


def test_messages_never_quote_a_person(bring, expo):
    spoilt = KIM.replace("010-1234-5678", "전화없음").replace("kim@example.kr", "kim(at)example")
    report = bring("enterprises", HEADINGS + spoilt)
    said = json.dumps(report, ensure_ascii=False)
    assert len(messages(report)[2]) == 2
    assert not any(word in said for word in ("김가온", "전화없음", "kim"))


PLAN = "기관명,부서,사업명,품목,예산(원),시기\n"


def test_a_plan_item_is_known_by_agency_department_and_title(bring, expo, rows):
    bring("plan", PLAN + "중구,총무과,새 사업,세탁,1000000,1분기\n")
    report = bring(
        "plan",
        PLAN
        + "중구,총무과,새  사업,세 탁,2000000,1분기\n중구,재무과,새 사업,세탁,1000000,1분기\n"
        + "중구,총무과,새 사업,세탁,2000000,1분기\n중구,총무과,새 사업,세탁,3000000,1분기\n"
        + "없는구,총무과,새 사업,세탁,1000000,1분기\n중구,총무과,다른 사업,세탁,많이,1분기\n",
    )
    assert verdicts(report) == {
        2: "changed",
        3: "added",
        4: "merged",
        5: "refused",
        6: "refused",
        7: "refused",
    }
    assert messages(report)[6] == [
        "등록되지 않은 기관이에요: 없는구. 기관을 먼저 가져오거나 ‘기관명’을 맞춰 주세요."
    ]
    found = rows("SELECT category, won FROM plan_items WHERE title = '새 사업' ORDER BY won DESC")
    assert found == [{"category": "세탁", "won": 2_000_000}, {"category": "세탁", "won": 1_000_000}]


AGENCIES = "부스번호,기관명,영문명,구분,상담석,위치X(m),위치Y(m)\n"


def test_agencies_may_change_places_and_names(bring, rows):
    bring("agencies", AGENCIES + "A01,가기관,,본청,1,0,0\nA02,나기관,,본청,1,7,0\nA03,다기관,,본청,1,14,0\n")
    report = bring(
        "agencies", AGENCIES + "A02,가기관,,본청,1,7,0\nA01,나기관,,본청,1,0,0\nA03,라기관,,본청,2,14,0\n"
    )
    assert verdicts(report) == {2: "changed", 3: "changed", 4: "changed"}
    assert messages(report) == {4: ["부스 A03의 기관 이름을 다기관에서 바꿔요."]}
    assert rows("SELECT b.number, a.name FROM booths b JOIN agencies a ON a.id = b.agency_id ORDER BY 1") == [
        {"number": "A01", "name": "나기관"},
        {"number": "A02", "name": "가기관"},
        {"number": "A03", "name": "라기관"},
    ]


def test_a_booth_that_stays_is_not_taken(bring):
    bring("agencies", AGENCIES + "A01,가기관,,본청,1,0,0\nA02,나기관,,본청,1,7,0\n")
    report = bring("agencies", AGENCIES + "A02,가기관,,본청,1,7,0\nA01,나기관,,본청,0,0,0\n")
    assert verdicts(report) == {2: "refused", 3: "refused"}
    assert "부스 A02에는 이미 다른 기관(나기관)이 있어요." in messages(report)[2][0]


APPOINTMENTS = "기업명,사업자등록번호,기관명,일자,시각\n"


@pytest.fixture
def one_enterprise(bring, expo):
    bring("enterprises", HEADINGS + KIM)


def test_an_appointment_belongs_to_the_enterprise(bring, one_enterprise, rows):
    report = bring("appointments", APPOINTMENTS + "가온테크,123-45-67891,중구,1일차,14:20\n")
    assert counts(report) == {"added": 1}
    [made] = rows(
        "SELECT enterprise_id, visitor_id, starts_at, state FROM wishes WHERE starts_at IS NOT NULL"
    )
    assert made == {"enterprise_id": 1, "visitor_id": None, "starts_at": 1793251200000, "state": "open"}


def test_a_moved_appointment_is_changed_and_a_withdrawn_one_stays_away(bring, one_enterprise, store, rows):
    bring(
        "appointments", APPOINTMENTS + ",123-45-67891,중구,1일차,14:20\n가온테크,,종로구,2026-10-30,10:00\n"
    )
    report = bring("appointments", APPOINTMENTS + ",123-45-67891,중구,1일차,오후 3시\n")
    assert counts(report) == {"changed": 1, "missing": 1}
    assert len(rows("SELECT id FROM wishes WHERE starts_at IS NOT NULL")) == 2
    store.change(
        lambda change: change.update("UPDATE wishes SET state = 'withdrawn' WHERE starts_at IS NOT NULL")
    )
    assert counts(bring("appointments", APPOINTMENTS + ",123-45-67891,중구,1일차,15:00\n")) == {
        "unchanged": 1
    }


@pytest.mark.parametrize(
    ("row", "sentence"),
    [
        (",111-11-11119,중구,1일차,14:20", "이 기업은 사전등록에 없어요."),
        (",123-45-67890,중구,1일차,14:20", "‘사업자등록번호’의 마지막 숫자가 맞지 않아요."),
        (",123-45-67891,없는구,1일차,14:20", "‘기관명’ 없는구의 부스가 없어요."),
        (",123-45-67891,중구,3일차,14:20", "1일차부터 2일차까지, 또는 2026-10-29, 2026-10-30"),
        (",123-45-67891,중구,2026-10-28,14:20", "‘일자’가 박람회 날이 아니에요."),
        (",123-45-67891,중구,1일차,18:00", "운영 시간(10:00~18:00) 밖"),
        (",123-45-67891,중구,1일차,언제든", "‘시각’은 14:20처럼"),
    ],
)
def test_an_appointment_that_cannot_be_is_refused(bring, one_enterprise, row, sentence):
    report = bring("appointments", APPOINTMENTS + row + "\n")
    assert counts(report) == {"refused": 1}
    assert sentence in " ".join(messages(report)[2])


def test_a_programme_entry_may_move_within_its_day(bring, rows):
    heading = "일자,시각,프로그램,장소,정원\n"
    bring("programme", heading + "1일차,10:30,개막식,주무대,300\n")
    report = bring("programme", heading + "1일차,11:00,개막식,주무대,\n2일차,10:30,개막식,주무대,많이\n")
    assert verdicts(report) == {2: "changed", 3: "added"}
    assert messages(report) == {3: ["‘정원’을 수로 적어 주세요. 알 수 없어 비워 두었어요."]}
    assert len(rows("SELECT id FROM programme")) == 2


@pytest.mark.long
def test_what_vanished_from_a_file_is_counted_and_stays(bring, files, value):
    names = {
        "agencies": "agencies.csv",
        "plan": "purchase_plan.csv",
        "enterprises": "enterprises.csv",
        "appointments": "appointments.csv",
        "programme": "programme.csv",
    }
    for kind, name in names.items():
        bring(kind, files[name])
    before = [
        value(f"SELECT count(*) FROM {table}") for table in ("plan_items", "visitors", "wishes", "programme")
    ]
    for kind, name in names.items():
        first_three_gone = files[name].splitlines(keepends=True)
        rest = b"".join([first_three_gone[0], *first_three_gone[4:]])
        assert counts(bring(kind, rest)) == {"unchanged": len(first_three_gone) - 4, "missing": 3}, kind
    after = [
        value(f"SELECT count(*) FROM {table}") for table in ("plan_items", "visitors", "wishes", "programme")
    ]
    assert after == before


def test_few_files_wait_to_be_applied_and_large_ones_make_way():
    row = {"row": 2, "values": {}, "messages": [], "refused": True}
    kept = [imports.keep("plan", [row] * 20_000) for _ in range(4)]
    assert [upload in imports._uploads for upload in kept] == [False, True, True, True]
    imports.keep("plan", [row] * 100_000)
    assert len(imports._uploads) == 1
    imports._uploads.clear()


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("서울시", "서울특별시"),
        ("서울시청", "서울특별시"),
        ("서울교육청", "서울특별시교육청"),
        ("서울시 교육청", "서울특별시교육청"),
        ("서울시립대", None),
    ],
)
def test_the_city_is_meant_by_its_short_names(written, meant):
    known = {"서울특별시", "서울특별시교육청", "중구"}
    assert find_agency(known, written) == meant
