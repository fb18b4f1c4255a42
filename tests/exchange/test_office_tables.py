"""Sheets and rows as offices lay them out: what is read, what is left out and how that is said."""

import pytest
from openpyxl import Workbook
from openpyxl.utils import get_column_letter

from kiosk.exchange import plan
from kiosk.exchange.files import prepare_file
from kiosk.exchange.tables import Unreadable, read_table
from tests.saved_files import DESK, PLAN, fill, saved, sheets, with_saved_value, workbook

PEOPLE = ("기업명", "사업자등록번호", "유형", "참석자", None, None, "상담희망기관", "개인정보동의")
PARTS = (None, None, None, "성명", "직위", "휴대전화", None, None)
HANARO = ("두줄상사", "201-10-00126", "협동조합", "하나로", "대리", "010-4444-0011", "은평구", "Y")


def items(data):
    """Agency, department and title of each row that is not refused."""
    return [
        (row["values"]["agency"], row["values"]["department"], row["values"]["title"])
        for row in prepare_file("plan", data).rows
        if not row["refused"]
    ]


def titles(data):
    return [title for _, _, title in items(data)]


def notes(data, kind="plan"):
    return [note for note in prepare_file(kind, data).notes if not note.startswith(("모두", "금액 단위가"))]


def item(title, won=1000, agency="은평구", department="총무과"):
    return agency, department, title, "가구", won, "2분기"


@pytest.mark.parametrize("state", ["hidden", "veryHidden"])
def test_a_hidden_sheet_is_left_out_and_named(state):
    book = sheets(작년=[PLAN, item("작년 책상")], 올해=[PLAN, item("올해 책상")])
    book["작년"].sheet_state = state
    assert titles(saved(book)) == ["올해 책상"]
    assert notes(saved(book)) == ["숨긴 시트는 읽지 않았어요: 작년."]


def test_where_only_a_hidden_sheet_has_the_table_it_is_named():
    book = sheets(안내=[("안내문",)], 명단=[PLAN, item("책상")])
    book["명단"].sheet_state = "hidden"
    with pytest.raises(Unreadable, match=r"제목 줄을 찾지 못했어요.*숨긴 시트\(명단\)는 읽지 않으니"):
        prepare_file("plan", saved(book))


def test_every_sheet_with_the_headings_is_read_and_the_others_are_named():
    book = sheets(
        안내=[("작성 방법",)],
        은평구=[PLAN, item("의자")],
        성북구=[("성북구 계획",), PLAN[::-1], item("책상", agency="성북구")[::-1]],
        빈시트=[],
    )
    assert items(saved(book)) == [("은평구", "총무과", "의자"), ("성북구", "총무과", "책상")]
    assert notes(saved(book)) == ["시트 2개를 읽었어요: 은평구, 성북구.", "이 시트는 읽지 않았어요: 안내."]


def test_an_example_of_how_to_fill_in_the_form_is_left_out():
    book = sheets(작성예시=[PLAN, item("예시 사업")], 입력=[PLAN, item("책상")])
    assert titles(saved(book)) == ["책상"]
    assert notes(saved(book)) == ["이 시트는 읽지 않았어요: 작성예시."]
    assert titles(saved(sheets(작성예시=[PLAN, item("책상")]))) == ["책상"]


def test_rows_of_several_sheets_say_whose_they_are(bring, expo):
    book = sheets(하나=[PLAN, item("책상"), item("", 5)], 둘=[PLAN, item("책상", 2000), item("책상")])
    report = bring("plan", saved(book))
    assert [(row["row"], row["sheet"], row["verdict"]) for row in report["rows"]] == [
        (2, "하나", "added"),
        (3, "하나", "refused"),
        (2, "둘", "refused"),
        (3, "둘", "merged"),
    ]
    assert [row["messages"][0] for row in report["rows"][1:]] == [
        "[하나] ‘사업명’ 칸이 비어 있어요. 채워서 다시 가져와 주세요.",
        "[둘] ‘하나’ 시트의 2번째 줄에 같은 기관·부서·사업명이 다른 내용으로 있어요. "
        "다른 사업이면 사업명을 다르게 적어 주세요.",
        "[둘] ‘하나’ 시트의 2번째 줄과 같은 사업이라 하나로 합쳤어요.",
    ]


def test_each_sheet_has_its_own_unit():
    book = sheets(
        하나=[(*PLAN[:4], "예산(천원)", "시기"), item("책상", 5)],
        둘=[("(단위: 백만원)",), PLAN, item("의자", 5)],
    )
    file = prepare_file("plan", saved(book))
    assert [row["values"]["won"] for row in file.rows] == [5_000, 5_000_000]
    assert file.notes[2:] == [
        "[하나] 금액을 천원 단위로 읽었어요(‘예산(천원)’).",
        "[둘] 금액을 백만원 단위로 읽었어요(‘(단위: 백만원)’).",
    ]


def test_a_sheet_without_the_table_may_be_larger_than_a_table_may_be():
    book = sheets(우편번호=[("번호",)] + [("x",)] * 20_001, 계획=[PLAN, item("책상")])
    assert titles(saved(book)) == ["책상"]


def test_cells_merged_downwards_are_filled():
    data = workbook(
        PLAN,
        item("의자"),
        (None, None, *item("책상")[2:]),
        (None, "문화과", *item("도록")[2:]),
        (None, "문화과", "소계", None, 1000, None),
        merged=["A2:A5", "B2:B3"],
    )
    assert items(data) == [
        ("은평구", "총무과", "의자"),
        ("은평구", "총무과", "책상"),
        ("은평구", "문화과", "도록"),
    ]


def test_an_amount_merged_over_several_items_is_counted_once_and_said():
    data = workbook(PLAN, item("의자", 5000), (*item("책상")[:4], None, "2분기"), merged=["E2:E3"])
    file = prepare_file("plan", data)
    assert (file.total_won, [row["refused"] for row in file.rows]) == (5000, [False, True])
    assert (
        file.rows[1]["messages"][0]
        == "‘예산’ 칸이 여러 줄에 걸쳐 합쳐져 있어요. 줄마다 금액을 나누어 적어 주세요."
    )


@pytest.mark.parametrize(
    "merged",
    [["A1:A2", "B1:B2", "C1:C2", "G1:G2", "H1:H2", "D1:F1"], ["D1:F1"], []],
    ids=["merged", "across alone", "not merged"],
)
def test_headings_in_two_rows_are_joined(merged):
    [row] = prepare_file("enterprises", workbook(PEOPLE, PARTS, HANARO, merged=merged)).rows
    assert (row["row"], row["refused"], row["values"]["name"]) == (3, False, "하나로")
    assert row["values"]["person"] == {"title": "대리", "phone": "010-4444-0011", "email": None}


def test_headings_in_two_rows_are_joined_in_a_csv_and_below_a_title():
    rows = [("2026 박람회 명단",), PEOPLE, PARTS, HANARO]
    text = "\n".join(",".join(cell or "" for cell in row) for row in rows)
    [row] = prepare_file("enterprises", text.encode()).rows
    assert (row["row"], row["values"]["name"]) == (4, "하나로")


def test_headings_in_three_rows_are_joined():
    top = ("기업명", "사업자등록번호", "참석자", None, None, "개인정보동의")
    rows = [top, (None, None, "성명", "연락처", None, None), (None, None, None, "휴대전화", "이메일", None)]
    data = workbook(
        *rows,
        ("가온", "201-10-00126", "하나로", "010-4444-0011", "a@example.kr", "Y"),
        merged=["A1:A3", "B1:B3", "F1:F3", "C1:E1", "C2:C3", "D2:E2"],
    )
    [row] = prepare_file("enterprises", data).rows
    assert (row["values"]["name"], row["values"]["person"]["phone"]) == ("하나로", "010-4444-0011")


def test_of_two_names_that_of_the_person_who_comes_is_taken():
    top = ("기업명", "사업자등록번호", "대표자", None, "참석자", None, "개인정보동의")
    parts = (None, None, "성명", "연락처", "성명", "연락처", None)
    person = ("가온", "201-10-00126", "김대표", "02-123-4567", "하나로", "010-4444-0011", "Y")
    data = workbook(top, parts, person, merged=["A1:A2", "B1:B2", "C1:D1", "E1:F1", "G1:G2"])
    file = prepare_file("enterprises", data)
    assert (file.rows[0]["values"]["name"], file.rows[0]["values"]["person"]["phone"]) == (
        "하나로",
        "010-4444-0011",
    )
    assert file.notes == [
        "‘대표자 성명’ 열은 쓰지 않고 ‘참석자 성명’ 열을 써요.",
        "‘대표자 연락처’ 열은 쓰지 않고 ‘참석자 연락처’ 열을 써요.",
    ]


def test_the_first_row_of_data_is_never_taken_for_a_heading():
    text = "기업명,사업자등록번호,담당자,개인정보동의\n품목,201-10-00126,직위,동의\n"
    assert [row["row"] for row in prepare_file("enterprises", text.encode()).rows] == [2]


def test_of_two_columns_for_one_field_the_better_is_used_and_the_other_named():
    headings = "기업명,사업자등록번호,전화번호,담당자,휴대전화,주소,자치구,개인정보동의"
    row = "가온,201-10-00145,02-123-4567,넷로리,010-4444-0013,서울 마포구 1,마포구,Y"
    file = prepare_file("enterprises", f"{headings}\n{row}\n".encode())
    values = file.rows[0]["values"]
    assert (values["person"]["phone"], values["enterprise"]["district"]) == ("010-4444-0013", "마포구")
    assert file.notes == [
        "‘전화번호’ 열은 쓰지 않고 ‘휴대전화’ 열을 써요.",
        "‘주소’ 열은 쓰지 않고 ‘자치구’ 열을 써요.",
    ]


def test_two_columns_that_are_equally_good_are_refused():
    with pytest.raises(Unreadable, match="‘예산.2026.’ 제목이 두 번 있어요"):
        prepare_file("plan", workbook((*PLAN[:4], "예산(2025)", "예산(2026)"), DESK))


@pytest.mark.parametrize(
    "word",
    [
        "소계",
        "합 계",
        "총계",
        "누계",
        "계",
        "합계(3건)",
        "[소계]",
        "총무과 소계",
        "은평구 계",
        "은평구 계(2건)",
        "Total",
        "<합계>",
    ],
)
def test_totals_are_named_once_and_not_refused_one_by_one(word):
    data = workbook(PLAN, item("우산"), item("의자"), ("은평구", word, "2건", "-", 2000, None))
    assert titles(data) == ["우산", "의자"]
    assert len(prepare_file("plan", data).rows) == 2
    assert f"합계를 적은 줄 1개는 넣지 않았어요: 4행 ‘{word}’." in notes(data)


@pytest.mark.parametrize("at", [0, 1, 2, 3])
def test_the_word_for_a_total_may_stand_in_any_column(at):
    total = [None, None, None, None, 2000, None]
    total[at] = "합계"
    assert titles(workbook(PLAN, item("우산"), item("의자"), total)) == ["우산", "의자"]


@pytest.mark.parametrize(
    "row",
    [
        ("합계", "총무과", "책상", "가구", 1000, "2분기"),
        ("은평구", "소계", "책상", "가구", 1000, "2분기"),
        ("은평구", "총무과", "합계", "가구", 1000, "2분기"),
        ("은평구", "총무과", "결산 누계", "인쇄", 1000, None),
    ],
)
def test_an_item_that_is_called_like_a_total_stays_and_is_warned_of(row):
    [first, second] = prepare_file("plan", workbook(PLAN, item("우산", 7000), row)).rows
    assert (first["messages"], second["refused"]) == ([], False)
    assert second["messages"] == [
        "합계를 적은 줄 같지만 다른 칸이 채워져 있어 그대로 읽었어요. 합계라면 지워 주세요."
    ]


def test_what_is_filled_in_like_an_item_and_is_the_sum_of_those_above_is_a_total():
    data = workbook(PLAN, item("우산", 7000), item("의자", 3000), item("합계", 10_000))
    assert titles(data) == ["우산", "의자"]


def test_an_item_called_like_a_total_with_the_amount_of_the_only_one_above_stays():
    assert titles(workbook(PLAN, item("우산", 7000), item("합계", 7000))) == ["우산", "합계"]


def test_the_word_for_a_total_may_stand_in_a_column_that_is_not_used():
    headings = ("연번", *PLAN, "비고")
    data = workbook(
        headings,
        (1, *item("우산")),
        (2, *item("의자")),
        ("합계", None, None, "2건", None, 2000),
        merged=["A4:C4"],
    )
    assert titles(data) == ["우산", "의자"]
    assert "파일에 적힌 합계와 같아요." in notes(data)


def test_an_amount_alone_that_is_the_sum_of_those_above_is_a_total():
    assert titles(workbook(PLAN, item("우산"), item("의자"), (None, None, None, None, 2000))) == [
        "우산",
        "의자",
    ]
    rows = prepare_file(
        "plan", workbook(PLAN, item("우산"), item("의자"), (None, None, None, None, 2500))
    ).rows
    assert [row["refused"] for row in rows] == [False, False, True]


def test_an_agency_called_like_a_total_stays():
    text = "부스번호,기관명,구분,상담석,위치X(m),위치Y(m)\nA01,합계,,1,0,0\nA02,계,본청,1,7,0\n합계,2개 기관,,2,,\n"
    assert [row["values"]["name"] for row in prepare_file("agencies", text.encode()).rows] == ["합계", "계"]


def test_an_enterprise_called_like_a_total_stays_and_the_foot_of_the_list_does_not():
    text = "기업명,사업자등록번호,담당자,개인정보동의\n합계,201-10-00126,하나로,Y\n계,,두나로,Y\n합계,,2명,\n"
    file = prepare_file("enterprises", text.encode())
    assert [(row["row"], row["refused"]) for row in file.rows] == [(2, False), (3, True)]
    assert file.notes == ["합계를 적은 줄 1개는 넣지 않았어요: 4행 ‘합계’."]


@pytest.mark.parametrize(
    ("own", "said"),
    [
        (3000, "파일에 적힌 합계와 같아요."),
        (
            4000,
            "파일에 적힌 합계(4,000원)와 읽은 금액의 합(3,000원)이 달라요. 빠진 줄이 없는지 확인해 주세요.",
        ),
    ],
)
def test_the_total_of_the_file_is_compared_with_what_was_read(own, said):
    data = workbook(
        PLAN,
        item("우산"),
        (None, "소계", None, None, 1000),
        item("의자", 2000),
        ("합계", None, None, None, own),
    )
    assert said in notes(data)


@pytest.mark.parametrize(
    "remark",
    [
        "※ 세부 일정은 바뀔 수 있음",
        "* 부가세 포함",
        "주) 예정 금액",
        "- 끝 -",
        "끝.",
        "이상 끝.",
        "이하 여백",
        "문의: 총무과 02-123-4567",
        "위 일정은 기관 사정에 따라 바뀔 수 있습니다.",
    ],
)
def test_a_remark_at_the_end_is_named_and_not_refused(remark):
    data = workbook(PLAN, item("우산"), (remark,))
    assert len(prepare_file("plan", data).rows) == 1
    assert notes(data) == [f"설명을 적은 줄 1개는 넣지 않았어요: 3행 ‘{remark[:30]}’."]


def test_an_item_of_which_little_was_filled_in_is_still_refused():
    rows = prepare_file("plan", workbook(PLAN, item("우산"), ("중구",), ("은평구", "총무과"))).rows
    assert [row["refused"] for row in rows] == [False, True, True]


def test_headings_said_again_and_numbers_of_empty_lines_are_named():
    headings = ("연번", *PLAN)
    data = workbook(headings, (1, *item("우산")), headings, (2, *item("의자")), (3,), (4,))
    assert titles(data) == ["우산", "의자"]
    assert notes(data) == [
        "‘연번’ 열은 쓰지 않아요.",
        "제목을 되풀이한 줄 1개는 넣지 않았어요: 3행.",
        "번호만 있고 내용이 없는 줄 2개는 넣지 않았어요: 5행, 6행.",
    ]


def test_a_formula_gives_the_value_that_was_saved_with_it_and_is_warned_of():
    data = with_saved_value(workbook(PLAN, item("간판", "=1250*1000")), "1250*1000", "1250000")
    [row] = prepare_file("plan", data).rows
    assert (row["values"]["won"], row["refused"]) == (1_250_000, False)
    assert row["messages"] == ["‘예산’에 수식이 있어 저장된 값을 썼어요. 값을 확인해 주세요."]


def test_an_amount_whose_formula_has_no_saved_value_is_refused():
    [row] = prepare_file("plan", workbook(PLAN, item("간판", "=1250*1000"))).rows
    assert row["refused"]
    assert row["messages"][0] == (
        "‘예산’ 수식에 저장된 값이 없어요. 엑셀에서 열어 다시 저장하거나 값을 적어 주세요."
    )


def test_a_formula_in_a_column_that_is_not_used_is_not_spoken_of():
    data = with_saved_value(workbook((*PLAN, "비고"), (*item("간판"), "=1+1")), "1+1", "2")
    assert prepare_file("plan", data).rows[0]["messages"] == []


def test_hidden_rows_and_columns_are_read_and_said():
    book = Workbook()
    sheet = fill(book.active, [PLAN, item("우산"), item("의자")])
    sheet.row_dimensions[3].hidden = True
    sheet.column_dimensions[get_column_letter(6)].hidden = True
    data = saved(book)
    assert titles(data) == ["우산", "의자"]
    assert notes(data) == ["숨긴 줄 1개도 읽었어요: 3.", "숨긴 열도 읽었어요: 시기."]


def test_rows_of_all_sheets_together_have_a_limit(monkeypatch):
    monkeypatch.setattr("kiosk.exchange.tables.MAX_ROWS", 2)
    book = sheets(하나=[PLAN, item("책상"), item("의자")], 둘=[PLAN, item("등")])
    with pytest.raises(Unreadable, match="줄이 너무 많아요"):
        read_table(saved(book), plan.FIELDS)
