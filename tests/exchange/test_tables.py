"""Tables are read however they were saved, and what is none is turned down with a sentence."""

import datetime
import io
import zipfile

import pytest
from openpyxl import Workbook

from kiosk.exchange import enterprises, plan, tables
from kiosk.exchange.sheets.grid import Grid
from kiosk.exchange.tables import Field, Unreadable, read_table

FIELDS = (
    Field("name", "기업명", ("업체명",), required=True),
    Field("won", "예산", required=True, money=True),
    Field("note", "비고"),
)


def cells(table):
    return [(row.number, row.cells["name"], row.cells["won"]) for row in table.rows]


def workbook(*rows, sheets=()):
    book = Workbook()
    for row in rows:
        book.active.append(row)
    for title, more in sheets:
        sheet = book.create_sheet(title)
        for row in more:
            sheet.append(row)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp949", "utf-16"])
@pytest.mark.parametrize("mark", [",", ";", "\t"])
def test_a_csv_is_read_in_any_usual_encoding_and_delimiter(encoding, mark):
    text = "기업명,예산(천원)\r\n가온,1\r\n나래,2\r\n".replace(",", mark)
    table = read_table(text.encode(encoding), FIELDS)
    assert cells(table) == [(2, "가온", "1"), (3, "나래", "2")]
    assert {row.unit for row in table.rows} == {"천원"}


def test_the_heading_row_may_stand_below_a_title():
    table = read_table("명단\n\n번호,업 체 명,예산 (원) *\n1,가온,5\n\n2,나래,6\n".encode(), FIELDS)
    assert cells(table) == [(4, "가온", "5"), (6, "나래", "6")]
    assert table.notes == ["‘번호’ 열은 쓰지 않아요.", "금액을 원 단위로 읽었어요(‘예산 (원) *’)."]


def test_a_quoted_line_break_does_not_shift_row_numbers():
    assert cells(read_table('기업명,예산\n"가\n온",1\n나래,2\n'.encode(), FIELDS)) == [
        (2, "가\n온", "1"),
        (3, "나래", "2"),
    ]


def test_a_workbook_gives_plain_text_and_never_evaluates():
    table = read_table(
        workbook(
            ("제목",),
            ("기업명", "예산", "비고"),
            ("=1+1", 1061836116, datetime.date(2026, 10, 29)),
            ("나래", 2.0, datetime.time(14, 20)),
        ),
        FIELDS,
    )
    assert cells(table) == [(3, "=1+1", "1061836116"), (4, "나래", "2")]
    assert [row.cells["note"] for row in table.rows] == ["2026-10-29", "14:20"]


def test_the_sheet_with_the_headings_is_found():
    data = workbook(("안내문",), sheets=[("명단", [("기업명", "예산"), ("가온", 1)])])
    assert cells(read_table(data, FIELDS)) == [(2, "가온", "1")]


def test_a_row_with_more_cells_than_headings_is_marked():
    table = read_table("기업명,예산\n가온,16,510,000\n나래,5,,\n".encode(), FIELDS)
    assert [row.spilled for row in table.rows] == [True, False]


@pytest.mark.parametrize(
    ("data", "sentence"),
    [
        (b"", "빈 파일이에요."),
        ("기업명,비고\n가온,1\n".encode(), "1번째 줄의 제목에 예산 열이 없어요."),
        ("가,나\n1,2\n".encode(), "기업명, 예산 제목이 있어야 해요."),
        ("기업명,예산,기 업 명\n".encode(), "‘기 업 명’ 제목이 두 번 있어요."),
        ('기업명,예산\n가온,1\n"나래,2\n'.encode(), "3번째 줄의 따옴표가 맞지 않아요."),
        (b"PK\x03\x04 broken", "엑셀 파일을 열 수 없어요."),
        (b"\xd0\xcf\x11\xe0\xa1\xb1", "옛 엑셀(xls)"),
        (bytes(range(128, 256)) * 4, "글자를 읽을 수 없는 파일이에요."),
        (b"a\0b,c\n", "글자를 읽을 수 없는 파일이에요."),
        (("기업명,예산\n" + "가온,1\n" * (tables.MAX_ROWS + 1)).encode(), "줄이 너무 많아요."),
        (("기업명,예산" + ",열" * tables.MAX_COLUMNS + "\n").encode(), "열이 너무 많아요(1번째 줄)."),
        (b"," * (tables.MAX_FILE_BYTES + 1), "파일이 너무 커요."),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_what_is_no_table_is_turned_down_with_a_sentence(data, sentence):
    with pytest.raises(Unreadable) as caught:
        read_table(data, FIELDS)
    assert sentence in str(caught.value)


def test_the_limit_of_rows_counts_what_stands_under_the_headings():
    text = "박람회 명단,\n\n기업명,예산\n" + "가온,1\n" * tables.MAX_ROWS
    assert len(read_table(text.encode(), FIELDS).rows) == tables.MAX_ROWS


def test_a_row_after_a_gap_keeps_its_number_up_to_the_limit_and_its_headings():
    grid = Grid("ko")
    for at in (*range(tables.MAX_ROWS + 1), tables.MAX_ROWS + 3):
        grid.begin_row(at)
        grid.put("가온")
    rows = grid.sheet().rows
    assert len(rows) == tables.MAX_ROWS + 4
    assert rows[-3:] == [[], [], ["가온"]]


def test_a_zip_bomb_is_not_unpacked():
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as bomb:
        bomb.writestr("xl/workbook.xml", b"\0" * (tables.MAX_UNPACKED_BYTES + 1))
    with pytest.raises(Unreadable, match="풀면 너무 커지는"):
        read_table(out.getvalue(), FIELDS)


def test_a_zip_that_is_no_workbook_is_turned_down():
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as other:
        other.writestr("a.txt", "x")
    with pytest.raises(Unreadable, match="엑셀 파일을 열 수 없어요"):
        read_table(out.getvalue(), FIELDS)


def test_the_unit_of_money_may_stand_in_the_heading():
    table = read_table(
        '기관명,부서,사업명,품목,예산(천원),시기\n중구,총무과,가,세탁,"1,650",1/4분기\n'.encode(), plan.FIELDS
    )
    [row] = plan.prepare(table)
    assert (row["values"]["won"], row["values"]["quarter"], row["refused"]) == (1_650_000, "1분기", False)


def test_messages_come_in_the_order_of_the_columns_and_refuse_once():
    text = "기업명,사업자등록번호,담당자,개인정보동의\n,12,김가온,Y\n"
    [row] = enterprises.prepare(read_table(text.encode(), enterprises.FIELDS))
    assert row["refused"]
    assert [message.split("’")[0] for message in row["messages"]] == ["‘기업명", "‘사업자등록번호"]
